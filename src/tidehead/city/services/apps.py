from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "tidehead.city.services"
    label = "services"
