from django.urls import path

from tidehead.city.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("upload/", views.upload, name="upload"),
    path("sources/", views.sources, name="sources"),
    path("sources/<str:code>/", views.source, name="source"),
    path("<int:document_id>/status/", views.status, name="status"),
    path("<int:document_id>/again/", views.again, name="again"),
    path("<int:document_id>/remove/", views.remove, name="remove"),
    path("<int:document_id>/file/", views.download, name="download"),
]
