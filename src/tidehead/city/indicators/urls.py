from django.urls import path

from tidehead.city.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("targets/", views.targets, name="targets"),
    path("taxonomies/", views.taxonomies, name="taxonomies"),
    path("contradictions/", views.contradictions, name="contradictions"),
    path("methods/", views.methods, name="methods"),
]
