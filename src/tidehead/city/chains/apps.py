from django.apps import AppConfig


class ChainsConfig(AppConfig):
    name = "tidehead.city.chains"
    label = "chains"
