from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tidehead.city.plans"
    label = "plans"
