"""Walks every address as every role and notes who is let in: what docs/rights.csv is compared with.

One more page: its route and arguments are found as for tests/architecture/test_every_page.py. A page whose POST is
refused for its form before it is refused for rights is given a form in FORMS (pages) or BODIES (API).
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.support.pages import arguments_of_pages, read_a_document, routes
from tests.support.site import signed_in_client
from tidehead.city.api.root import api

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "rights.csv"
ROLES = {
    "stranger": "",
    "former holder": "fred",
    "viewer": "bob",
    "reviewer": "alice",
    "administrator": "dora",
    "leader": "lena",
    "office": "olga",
    "chain lead": "carl",
    "recruiter": "rita",
    "recruiter elsewhere": "rolf",
    "statistician": "stella",
    "service officer": "sam",
    "handler": "henry",
    "handler beside": "hugo",
    "handler elsewhere": "hilda",
    "organisation administrator": "otto",
    "auditor": "ann",
    "firm": "erin",
    "firm next door": "fay",
}
"""Each column of the matrix, and who of the cast stands for it."""
HEAD = ["route", "method", *ROLES, "why"]
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
FORMS: dict[str, dict[str, object]] = {
    "web:fact_accept": {"indicator": "gdp", "place": "990000", "period": "2024", "value": "1"},
}
BODIES: dict[str, dict[str, object]] = {
    "/api/facts/{fact_id}/accept": {"indicator": "gdp", "place": "990000", "period": "2018"},
    "/api/facts/{fact_id}/reject": {"reason": "a heading"},
}


@dataclass(frozen=True)
class Door:
    """One address asked in one way."""

    route: str
    method: str
    address: str


def doors() -> Iterator[Door]:
    """Every page and every API route, by GET and POST, with arguments that lead to rows of the demo region."""
    arguments = arguments_of_pages(read_a_document())
    for route in routes():
        if route.arguments and route.name not in arguments:
            continue  # tests/architecture/test_every_page.py says so
        address = reverse(route.name, kwargs=arguments.get(route.name))
        yield Door(route.name, "GET", address)
        yield Door(route.name, "POST", address)
    known = {name: value for given in arguments.values() for name, value in given.items() if name != "code"}
    for path, methods in api.get_openapi_schema()["paths"].items():
        own = arguments.get(path) or {**known, "code": arguments[CODES.get(path.split("/")[2], "web:place")]["code"]}
        address = re.sub(r"\{(\w+)\}", lambda found, own=own: str(own[found[1]]), path)
        yield from (Door(path, method.upper(), address) for method in methods)


CODES = {"indicators": "web:indicator", "targets": "web:target", "plans": "plans:plan", "places": "web:place"}
"""Whose code an address of the API takes, by the first word of its path."""


def who_enters(asked: list[Door]) -> dict[tuple[str, str], dict[str, str]]:
    """By route and method: for each role "yes", or "" where it is refused. Methods that a page has not are left out."""
    cookies = {role: _cookie(username) for role, username in ROLES.items()}
    found = {}
    with mock.patch.object(Template, "render", lambda *_given, **_named: SafeString("")):
        for door in asked:
            answers = {role: _answer(door, cookie) for role, cookie in cookies.items()}
            if not any(answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED for answer in answers.values()):
                found[door.route, door.method] = {role: _word(answer) for role, answer in answers.items()}
    return found


def _cookie(username: str) -> str:
    return signed_in_client(username).cookies[settings.SESSION_COOKIE_NAME].value if username else ""


def _answer(door: Door, cookie: str) -> HttpResponse:
    """What the role is answered; whatever was changed is undone."""
    client = Client(raise_request_exception=False)
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    with transaction.atomic():
        if door.method == "GET":
            answer = client.get(door.address)
        elif door.route.startswith("/api/"):
            answer = client.generic(door.method, door.address, _json(door), content_type="application/json")
        else:
            answer = client.post(door.address, FORMS.get(door.route, {}))
        transaction.set_rollback(True)
    return answer


def _json(door: Door) -> str:
    return str(BODIES.get(door.route, {})).replace("'", '"')


def _word(answer: HttpResponse) -> str:
    """Sign-in pages, refusals and things that are not there for who asks are a no; bad forms are a yes."""
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.wsgi_request.path
    away = answer.headers.get("Location", "").startswith(reverse("accounts:sign_in"))
    return "" if away or answer.status_code in REFUSED else "yes"


# The written matrix


def written() -> dict[tuple[str, str], dict[str, str]]:
    with MATRIX.open(encoding="utf-8", newline="") as lines:
        return {(row["route"], row["method"]): row for row in csv.DictReader(lines)}


def line_of(route: str, method: str, words: dict[str, str], why: str) -> str:
    return ",".join([route, method, *(words[role] for role in ROLES), why])


def write(found: dict[tuple[str, str], dict[str, str]]) -> None:
    """Write the matrix again; lines that changed lose their reason, which somebody has to think about."""
    before = written() if MATRIX.exists() else {}
    lines = [",".join(HEAD)]
    for (route, method), words in sorted(found.items()):
        old = before.get((route, method), {})
        same = all(old.get(role) == words[role] for role in ROLES)
        lines.append(line_of(route, method, words, old.get("why", "") if same else ""))
    MATRIX.write_text("\n".join(lines) + "\n", encoding="utf-8")
