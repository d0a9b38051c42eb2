"""Where the pages of projects are."""

from django.urls import URLPattern

app_name = "projects"
urlpatterns: list[URLPattern] = []
