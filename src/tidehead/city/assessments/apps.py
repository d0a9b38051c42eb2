from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "tidehead.city.assessments"
    label = "assessments"
