"""Where the pages of posts are."""

from django.urls import URLPattern

app_name = "posts"
urlpatterns: list[URLPattern] = []
