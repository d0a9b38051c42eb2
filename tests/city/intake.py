"""Documents for tests: taken in as Alice would, read in this very process."""

import io
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from tidehead.city.accounts.types import PERMISSIONS, REVIEWER, VIEWER, Actor
from tidehead.city.evidence.actions import Incoming, claim_document, receive_document, store_reading
from tidehead.reading import read

ALICE = Actor("alice", REVIEWER, permissions=PERMISSIONS[REVIEWER])
ISSUED = date(2026, 6, 1)  # after all that the demo region knows
BOB = Actor("bob", VIEWER, permissions=PERMISSIONS[VIEWER])


def receive(content: bytes, name: str = "note.txt", *, issued_on: date | None = None, by: Actor = ALICE) -> int:
    return receive_document(by=by, file=Incoming(name, io.BytesIO(content)), now=timezone.now(), issued_on=issued_on)


def as_read(text: str, *, issued_on: date | None = None) -> dict[str, Any]:
    """What the reading process would print of a text."""
    found = read(text, issued_on=issued_on)
    return {
        "title": found.title,
        "issued_on": found.issued_on and found.issued_on.isoformat(),
        "plan_period": found.plan_period,
        "text": found.text,
        "page_starts": found.page_starts,
        "statements": [asdict(row) for row in found.statements],
    }


def many_facts(count: int) -> dict[str, Any]:
    """A reading with as many facts as asked for, one a line, each where it says it is."""
    pattern = as_read("2025年全市地区生产总值1400.5亿元。")
    (one,) = pattern["statements"]
    step = len(pattern["text"]) + 1
    spans = ("start", "end", "value_start", "value_end")
    rows = [one | {"line": nth + 1, **{name: one[name] + nth * step for name in spans}} for nth in range(count)]
    return pattern | {"text": "\n".join([pattern["text"]] * count), "statements": rows}


def read_many(count: int) -> int:
    document = receive(f"{count} facts".encode(), issued_on=ISSUED)
    claim_document(now=timezone.now())
    store_reading(document_id=document, reading=many_facts(count), now=timezone.now())
    return document


def read_in(text: str, name: str = "note.txt", *, issued_on: date | None = ISSUED) -> int:
    """A document that has been received and read; returns its id."""
    document = receive(text.encode(), name, issued_on=issued_on)
    claimed = claim_document(now=timezone.now())
    assert claimed == document
    store_reading(document_id=document, reading=as_read(text, issued_on=issued_on), now=timezone.now())
    return document
