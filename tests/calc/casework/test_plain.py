"""Kinds and calendars survive JSON exactly, and their digests say whether they say the same."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.calc.casework.kinds import CALENDAR, CONFIRM, DONE, allowed, label, request
from tidehead.calc.casework import (
    WorkingCalendar,
    calendar_from_plain,
    calendar_to_plain,
    case_type_from_plain,
    case_type_to_plain,
    type_digest,
)


@pytest.mark.parametrize(
    "kind", [request(), request(CONFIRM), replace(request(), note=label("n"), standing="proposed")]
)
def test_a_kind_comes_back_as_it_went(kind) -> None:
    assert case_type_from_plain(json.loads(json.dumps(case_type_to_plain(kind)))) == kind


@pytest.mark.parametrize("calendar", [CALENDAR, WorkingCalendar(), WorkingCalendar(zone="Europe/Berlin")])
def test_a_calendar_comes_back_as_it_went(calendar: WorkingCalendar) -> None:
    assert calendar_from_plain(json.loads(json.dumps(calendar_to_plain(calendar)))) == calendar


def test_a_digest_changes_with_every_word_and_with_nothing_else() -> None:
    kind = request()
    assert type_digest(kind) == type_digest(case_type_from_plain(case_type_to_plain(kind)))
    others = [
        replace(kind, label=label("Request")),
        replace(kind, clocks=(replace(DONE, due=allowed(2, "months")),)),
        replace(kind, transitions=kind.transitions[::-1]),
    ]
    assert len({type_digest(one) for one in (kind, *others)}) == 4


def test_what_is_as_by_default_is_left_out() -> None:
    plain = case_type_to_plain(request(DONE))
    assert "standing" not in plain
    assert plain["clocks"][0]["due"] == {"amount": 1, "unit": "months"}
    assert set(plain["transitions"][0]) == {"id", "label", "sources", "target", "by"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": 1}, "no such part: colour"),
        ({"states": "none"}, "case type.states"),
        ({"clocks": [{"id": "x"}]}, "is missing"),
        ({"number": 7}, "case type.number"),
        ({"states": [{"id": "a", "label": {"zh": "a"}, "phase": "sleeping"}]}, "sleeping"),
    ],
)
def test_what_cannot_have_been_given_is_refused_with_its_place(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        case_type_from_plain({**case_type_to_plain(request()), **change})


def test_a_calendar_with_days_that_are_none_is_refused() -> None:
    assert date(2026, 1, 1) in calendar_from_plain({"holidays": ["2026-01-01"]}).holidays
    for plain in ({"holidays": ["2026-13-01"]}, {"hours": [["08:30:00"]]}, {"zone": None}):
        with pytest.raises(ValueError, match="calendar"):
            calendar_from_plain(plain)
