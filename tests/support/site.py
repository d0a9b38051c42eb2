"""The product as a browser meets it: a running server, and a way past its sign-in page."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import BrowserContext

SIGN_IN_BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in_client(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), backend=SIGN_IN_BACKEND)
    return client


@dataclass(frozen=True)
class Site:
    url: str

    def sign_in(self, context: BrowserContext, username: str) -> None:
        """Gives the browser's context the session of one of the cast."""
        cookie = signed_in_client(username).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url, "httpOnly": True}])

    def use_language(self, context: BrowserContext, code: str) -> None:
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": code, "url": self.url}])
