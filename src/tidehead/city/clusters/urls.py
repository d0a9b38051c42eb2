"""Where the pages of clusters are."""

from django.urls import URLPattern

app_name = "clusters"
urlpatterns: list[URLPattern] = []
