from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tidehead.city.tasks"
    label = "tasks"
