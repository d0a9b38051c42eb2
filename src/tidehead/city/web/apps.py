from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tidehead.city.web"
    label = "web"
