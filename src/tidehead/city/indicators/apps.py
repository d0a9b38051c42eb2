from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tidehead.city.indicators"
    label = "indicators"
