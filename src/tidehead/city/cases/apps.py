from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tidehead.city.cases"
    label = "cases"
