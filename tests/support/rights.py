"""Walks every address as every role and notes who is let in: what docs/rights.csv is compared with.

One more page: its route and arguments are found as for tests/architecture/test_every_page.py. A page whose POST is
refused for its form before it is refused for rights is given what to fill in in FORMS.
"""

import csv
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.support.pages import arguments_of_pages, read_a_document, routes
from tests.support.site import signed_in_client
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.api.root import api
from tidehead.city.cases.queries import case_by_number
from tidehead.city.places.queries import all_trees

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
    "statistician": "stella",
    "service officer": "sam",
    "handler": "henry",
    "handler elsewhere": "hilda",
    "organisation administrator": "otto",
    "auditor": "ann",
    "firm": "erin",
    "firm next door": "fay",
}
"""Each column of the matrix, and who of the cast stands for it."""
HEAD = ["route", "method", *ROLES, "why"]
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
NOT_OFFERED = dict.fromkeys(
    ("cases:move", "/api/cases/{number}/moves"), HTTPStatus.CONFLICT
)  # who may not take a way is told that it is not open
NEXT_YEAR = "2030-01-01"
FORMS: dict[str, dict[str, object]] = {
    "web:fact_accept": {"indicator": "gdp", "place": "990000", "period": "2024", "value": "1"},
    "assessments:decide": {"accept": "no", "reason": "Seen."},
    "posts:give": {"username": "fred", "start_on": NEXT_YEAR},
    "posts:invite": {"name": "Grace"},
    "posts:new_post": {"label_zh": "岗位", "role": "handler", "body": "org:org.industry"},
    "posts:invitation": {"display_name": "Grace", "username": "grace", "password": "seven green lighthouses"},
    "cases:move": {"transition": "accept"},
    "cases:assign": {"post": "industry.handler"},
    "cases:lead": {"organisation": "org.lamp"},
    "cases:co_owner": {"organisation": "org.development"},
    "cases:opinion": {"organisation": "org.development", "question": "Is there room?"},
    "cases:comment": {"words": "Seen."},
    "cases:clock": {"clock": "answer", "amount": "9", "unit": "days", "reason": "More is asked."},
    "cases:reveal": {"field": "contact", "purpose": "to ring back"},
    "services:route": {"organisation": "org.lamp"},
    "services:join": {"original": "none"},
    "chains:work_on_gap": {"kind": "missing", "title": "Bring a maker"},
    "/api/chain-targets/firms/{target_id}/outcome": {"state": "contacted"},
    "/api/facts/{fact_id}/accept": {
        "indicator": "gdp",
        "place": "990000",
        "period": "2024",
        "value": 1370.2,
        "unit": "亿元",
        "kind": "actual",
    },
    "/api/facts/{fact_id}/reject": {"reason": "a heading"},
    "/api/runs": {"scheme": 1, "entries": 1},
    "/api/enterprise-lists": {"name": "Watched"},
    "/api/enterprise-lists/{list_id}/firms": {"codes": ["demo-firm-01"]},
    "/api/cases": {"type": "request", "title": "Parking"},
    "/api/cases/{number}/moves": {"transition": "accept"},
    "/api/cases/{number}/comments": {"words": "Seen."},
    "/api/projects": {"title": "A works"},
    "/api/requests": {"enterprise": "demo-firm-01", "words": "Parking"},
    "/api/tasks/{number}/progress": {"about": "2026-11-01", "share": 0.5},
}
"""What is filled in where an empty form would be refused before the person is. Cases: "seen" is added."""
WITH_FILE = {"cases:attach", "evidence:upload", "/api/documents"}


@dataclass(frozen=True)
class Door:
    """One address asked in one way."""

    route: str
    method: str
    address: str
    form: str = "{}"  # as JSON, so that a door can be a key


def doors() -> Iterator[Door]:
    """Every page and every API route, by GET and POST, with arguments that lead to rows of the demo region."""
    arguments = arguments_of_pages(read_a_document())
    for route in routes():
        if route.arguments and route.name not in arguments:
            continue  # tests/architecture/test_every_page.py says so
        address = reverse(route.name, kwargs=arguments.get(route.name))
        yield Door(route.name, "GET", address)
        yield Door(route.name, "POST", address, json.dumps(_form(route.name, arguments.get(route.name, {}))))
    for path, methods in api.get_openapi_schema()["paths"].items():
        given = _arguments_of(path, arguments)
        address = re.sub(r"\{(\w+)\}", lambda found, given=given: str(given[found[1]]), path)
        for method in methods:
            yield Door(path, method.upper(), address, json.dumps(_form(path, given)))


def _arguments_of(path: str, arguments: dict[str, dict[str, object]]) -> dict[str, object]:
    """Those of the first page that LIKE names and that has all that the path takes."""
    wanted = set(re.findall(r"\{(\w+)\}", path))
    if path == "/api/trees/{code}":
        return {"code": all_trees()[0].code}
    for page in LIKE.get(path.split("/")[2], ()) if wanted else ():
        if wanted <= arguments.get(page, {}).keys():
            return arguments[page]
    assert not wanted, f"tests/support/rights.py: LIKE has no page with the arguments of {path}"
    return {}


LIKE = {
    "chain-targets": ("chains:target_list", "chains:target"),
    "chains": ("chains:chain",),
    "clusters": ("clusters:place",),
    "documents": ("web:document",),
    "enterprise-lists": ("enterprises:list",),
    "enterprises": ("enterprises:enterprise",),
    "facts": ("web:fact",),
    "cases": ("cases:case",),
    "case-types": ("cases:kind",),
    "indicators": ("web:indicator",),
    "objections": ("assessments:objection",),
    "places": ("web:place",),
    "plans": ("plans:plan",),
    "projects": ("projects:project",),
    "published": ("assessments:published_table",),
    "requests": ("services:request",),
    "runs": ("assessments:scorecard",),
    "schemes": ("assessments:scheme",),
    "targets": ("web:target",),
    "tasks": ("tasks:task", "tasks:report", "tasks:meeting"),
}
"""Pages whose arguments an address of the API takes, by the first word of its path."""


def _form(route: str, arguments: dict[str, object]) -> dict[str, object]:
    number = arguments.get("number")
    case = case_by_number(str(number), SYSTEM) if number else None
    return FORMS.get(route, {}) | ({"seen": case.seq} if case else {})


def who_enters(asked: list[Door]) -> dict[tuple[str, str], dict[str, str]]:
    """By route and method: for each role "yes", or "" where it is refused.

    Methods that a page has not are left out, and a POST that a page answers as it answers a GET, writing nothing.
    """
    clients = {role: _client(username) for role, username in ROLES.items()}
    found = {}
    with mock.patch.object(Template, "render", lambda *_given, **_named: SafeString("")):
        for door in asked:
            if door.method == "POST" and _is_like_get(door, clients["administrator"]):
                continue
            answers = {role: _answer(door, client) for role, client in clients.items()}
            if not any(answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED for answer in answers.values()):
                found[door.route, door.method] = {role: _word(door, answer) for role, answer in answers.items()}
    return found


def _client(username: str) -> Client:
    client = signed_in_client(username) if username else Client()
    client.raise_request_exception = False
    return client


def _is_like_get(door: Door, client: Client) -> bool:
    """Whether a POST is answered with a page and changes nothing, by a page that answers a GET too."""
    if door.route.startswith("/api/"):
        return False
    with CaptureQueriesContext(connection) as asked:
        posted = _answer(door, client)
    writes = any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in asked.captured_queries)
    if posted.status_code != HTTPStatus.OK or writes:
        return False
    return _answer(replace(door, method="GET"), client).status_code == HTTPStatus.OK


def _answer(door: Door, client: Client) -> HttpResponse:
    """What the role is answered; whatever was changed is undone, cookies included."""
    kept, form = deepcopy(client.cookies), json.loads(door.form)
    if door.route in WITH_FILE:
        form["file"] = SimpleUploadedFile("seen.txt", b"Seen.")
    with transaction.atomic():
        if door.method == "GET":
            answer = client.get(door.address)
        elif door.route.startswith("/api/") and door.route not in WITH_FILE:
            answer = client.generic(door.method, door.address, door.form, content_type="application/json")
        else:
            answer = client.post(door.address, form)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def _word(door: Door, answer: HttpResponse) -> str:
    """Sign-in pages, refusals and things that are not there for who asks are a no; bad forms are a yes."""
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.wsgi_request.path
    away = answer.headers.get("Location", "").startswith(reverse("accounts:sign_in"))
    refused = answer.status_code in REFUSED or answer.status_code == NOT_OFFERED.get(door.route)
    return "" if away or refused else "yes"


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
