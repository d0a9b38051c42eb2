from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "tidehead.city.projects"
    label = "projects"
