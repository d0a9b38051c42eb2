from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "tidehead.city.cli"
    label = "cli"
