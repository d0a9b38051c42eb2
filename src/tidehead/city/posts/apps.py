from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "tidehead.city.posts"
    label = "posts"
