from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "tidehead.city.common"
    label = "common"
