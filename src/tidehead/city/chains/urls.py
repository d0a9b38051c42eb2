"""Where the pages of chains are."""

from django.urls import URLPattern

app_name = "chains"
urlpatterns: list[URLPattern] = []
