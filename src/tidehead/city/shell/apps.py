"""The frame of every page: templates, tables, charts, formats, exports."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "tidehead.city.shell"
    label = "shell"
