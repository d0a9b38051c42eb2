"""Where the pages of enterprises are."""

from django.urls import path

from tidehead.city.enterprises.views import old as views

app_name = "enterprises"
urlpatterns = [
    path("", views.enterprises, name="enterprises"),
    path("<str:code>/", views.enterprise, name="enterprise"),
]
