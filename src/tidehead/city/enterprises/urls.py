"""Where the pages of enterprises are."""

from django.urls import URLPattern

app_name = "enterprises"
urlpatterns: list[URLPattern] = []
