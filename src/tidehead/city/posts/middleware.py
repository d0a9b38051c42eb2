"""Who asks, with the posts they hold today. Nothing is remembered: a post that is lost is lost at the next click."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tidehead.city.posts.queries import actor_with_posts


class PostsMiddleware:
    """After SignInMiddleware: one query for who is signed in, none for strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_with_posts(request.actor, timezone.localdate())
        return self.get_response(request)
