from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tidehead.city.api"
    label = "api"
