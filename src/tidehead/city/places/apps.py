from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tidehead.city.places"
    label = "places"
