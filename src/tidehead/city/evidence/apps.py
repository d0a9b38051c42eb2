from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "tidehead.city.evidence"
    label = "evidence"
