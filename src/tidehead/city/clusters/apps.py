from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "tidehead.city.clusters"
    label = "clusters"
