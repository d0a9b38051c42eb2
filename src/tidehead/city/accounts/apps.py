from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tidehead.city.accounts"
    label = "accounts"
