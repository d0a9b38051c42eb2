from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "tidehead.city.enterprises"
    label = "enterprises"
