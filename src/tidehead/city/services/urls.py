"""Where the pages of services are."""

from django.urls import URLPattern

app_name = "services"
urlpatterns: list[URLPattern] = []
