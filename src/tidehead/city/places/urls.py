from django.urls import path

from tidehead.city.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("organisations/", views.organisations, name="organisations"),
]
