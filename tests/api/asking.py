"""How the tests ask the API: by session, or by key as a system does."""

from django.test import Client
from django.utils import timezone

from tidehead.city.accounts.actions import create_api_token


def keyed(username: str) -> dict[str, str]:
    """The headers of a system with a key of that account."""
    return {"Authorization": f"Bearer {create_api_token(username=username, name='tests', now=timezone.now())}"}


def items(client: Client, address: str, **query: object) -> list[dict[str, object]]:
    """All rows of a list that comes in pages."""
    answer = client.get(address, {"limit": 10_000, **query})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert len(body["items"]) == body["count"]
    return body["items"]
