"""Where the pages of cases are."""

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
