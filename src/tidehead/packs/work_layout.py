"""The keys of the files about work other than cases/: calendar, posts, firms, service, projects, spaces, tasks."""

import re
from datetime import date, time, timedelta
from typing import Any

from tidehead.calc.casework.types import WorkingCalendar
from tidehead.calc.labels import Label
from tidehead.packs import schema_work as work
from tidehead.packs.case_layout import STANDINGS, WORDS, LinedParts
from tidehead.packs.kinds import (
    BAD,
    CODE,
    DAY,
    INDUSTRY,
    LABEL,
    LOCATOR,
    NUMBER,
    TRUTH,
    UNIT,
    WHOLE,
    Kind,
    Spot,
    is_code,
    iso_day,
    list_of,
    matching,
    one_of,
)
from tidehead.packs.nodes import Node
from tidehead.packs.position import Position
from tidehead.packs.scheme_layout import IDENTIFIER
from tidehead.packs.shapes import Key, Shape, may, must

FIRM = matching(lambda value: is_code(value.lower()), "not_a_code", "code; capitals allowed")
SIZES = ("large", "medium", "small", "micro")
SIDES = ("firm", "government")
CYCLES = ("month", "quarter", "half_year", "year")
LONGEST_SPAN = 31  # days off in a row; more is a slip of the pen
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def _days(node: Node, spot: Spot) -> Any:
    """A day, or the first and the last of some: "2025-10-01/2025-10-08"."""
    value = WORDS.read(node, spot)
    if value is BAD:
        return BAD
    first, _, last = value.partition("/")
    try:
        start, end = iso_day(first), iso_day(last or first)
    except ValueError:
        return spot.bad(node.line, "not_days", text=value)
    length = (end - start).days
    if not 0 <= length < LONGEST_SPAN:
        return spot.bad(node.line, "not_days", text=value)
    return tuple(start + timedelta(days=nth) for nth in range(length + 1))


def _hours(node: Node, spot: Spot) -> Any:
    value = WORDS.read(node, spot)
    if value is BAD:
        return BAD
    found = _HOURS.fullmatch(value)
    if not found:
        return spot.bad(node.line, "not_hours", text=value)
    numbers = [int(part) for part in found.groups()]
    start, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    return (start, end) if start < end else spot.bad(node.line, "not_hours", text=value)


def _year(
    position: Position,
    *,
    year: int,
    holidays: tuple[tuple[date, ...], ...],
    source: str,
    workdays: tuple[tuple[date, ...], ...] = (),
    locator: str = "",
) -> work.CalendarYear:
    days, worked = ({day for span in spans for day in span} for spans in (holidays, workdays))
    return work.CalendarYear(year, frozenset(days), frozenset(worked), source, locator, position)


def _calendar(
    position: Position,
    years: tuple[work.CalendarYear, ...],
    hours: tuple[tuple[time, time], ...] | None = None,
    zone: str | None = None,
) -> work.Calendar:
    last = max((one.year for one in years), default=1)
    usual = WorkingCalendar()
    working = WorkingCalendar(
        holidays=frozenset(day for one in years for day in one.off if day.weekday() < 5),
        workdays=frozenset(day for one in years for day in one.workdays),
        known_until=date(last, 12, 31),
        hours=hours or usual.hours,
        zone=zone or usual.zone,
    )
    return work.Calendar(working, years, position)


def _firm(name: str, name_en: str = "", **cells: Any) -> work.EnterpriseRow:
    return work.EnterpriseRow(label=Label(name, name_en), **cells)


def _space(name: str, name_en: str = "", **cells: Any) -> work.Space:
    return work.Space(label=Label(name, name_en), **cells)


CITED: dict[str, Key] = {"standing": may(one_of(STANDINGS)), "source": may(CODE), "clause": may(WORDS)}
YEAR = Shape(
    _year,
    {
        "year": must(WHOLE),
        "holidays": must(list_of(Kind(_days, "day, or first/last, quoted"))),
        "workdays": may(list_of(Kind(_days, "day, or first/last, quoted"))),
        "source": must(CODE),
        "locator": may(LOCATOR),
    },
    positioned=True,
)
CALENDAR = Shape(
    _calendar,
    {
        "zone": may(WORDS),
        "hours": may(list_of(Kind(_hours, "08:30-12:00, quoted"))),
        "years": must(list_of(YEAR.kind())),
    },
    positioned=True,
)
FIRM_ROW = Shape(
    _firm,
    {
        "code": must(FIRM),
        "name": must(WORDS),
        "name_en": may(WORDS),
        "short_name": may(WORDS),
        "place": may(CODE),
        "industry": may(WORDS),
        "size": may(one_of(SIZES)),
        "jobs": may(WHOLE),
        "longitude": may(NUMBER),
        "latitude": may(NUMBER),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    lends=("enterprise", "code"),
    positioned=True,
)
NAMED = Shape(work.Named, {"id": must(CODE), "label": must(LABEL)})
TOPIC = Shape(work.Topic, {"id": must(CODE), "label": must(LABEL), "organisation": may(CODE)})
LOAD = Shape(work.OfficerLoad, {"firms": may(WHOLE), "open_requests": may(WHOLE), "visits_a_year": may(WHOLE)})
PAIRING = Shape(work.PairingWeights, {"distance": may(NUMBER), "industry": may(NUMBER), "load": may(NUMBER)})
SERVICE = LinedParts(
    work.Service,
    {
        "case_type": may(IDENTIFIER),
        "channels": must(list_of(NAMED.kind())),
        "topics": must(list_of(TOPIC.kind())),
        "satisfaction": must(list_of(NAMED.kind())),
        "reopen_days": must(WHOLE),
        "load": may(LOAD.kind()),
        "pairing": may(PAIRING.kind()),
        **CITED,
    },
    positioned=True,
)
SIZE = Shape(
    work.SizeClass,
    {"id": must(CODE), "label": must(LABEL), "at_least_cny": must(NUMBER), "source": may(CODE), "clause": may(WORDS)},
)
PROMISE = Shape(
    work.PromiseKind,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "side": must(one_of(SIDES)),
        "unit": may(UNIT),
        "direction": may(one_of(("at_least", "at_most"))),
        "tied_to_tax": may(TRUTH),
    },
)
BLOCKER = Shape(
    work.BlockerKind, {"id": must(CODE), "label": must(LABEL), "organisation": may(CODE), "days": may(WHOLE)}
)
CHECKLIST = Shape(
    work.ChecklistItem, {"id": must(IDENTIFIER), "label": must(LABEL), "source": may(CODE), "clause": may(WORDS)}
)
DIRECTION = Shape(
    work.BlockDirection,
    {
        "place": must(CODE),
        "label": must(LABEL),
        "industries": must(list_of(INDUSTRY, once=True)),
        "excluded": may(list_of(INDUSTRY, once=True)),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
)
COUNTER = Shape(
    work.Counter,
    {"id": must(CODE), "label": must(LABEL), "rule_set": must(CODE), "rule": must(IDENTIFIER), "unit": may(UNIT)},
)
REVIEW_RULE = Shape(work.ReviewRule, {"rule_set": must(CODE), "rule": must(IDENTIFIER)})
DUPLICATES = Shape(work.Duplicates, {"likeness": must(NUMBER), "valid_days": must(WHOLE), **CITED})
SHARING_BASE = Shape(work.SharingBase, {"id": must(CODE), "label": must(LABEL), "unit": may(UNIT)})
FIGURE_OF = Shape(
    work.FigureOf,
    {
        "indicator": must(CODE),
        "field": must(one_of(("investment", "output", "tax", "jobs"))),
        "unit": must(UNIT),
    },
)
PROJECTS = LinedParts(
    work.Projects,
    {
        "case_types": must(list_of(IDENTIFIER, once=True)),
        "sizes": may(list_of(SIZE.kind())),
        "lead_sources": may(list_of(NAMED.kind())),
        "promise_kinds": may(list_of(PROMISE.kind())),
        "space_kinds": may(list_of(NAMED.kind())),
        "contact_kinds": may(list_of(NAMED.kind())),
        "blockers": may(list_of(BLOCKER.kind())),
        "checklist": may(list_of(CHECKLIST.kind())),
        "positions": may(list_of(DIRECTION.kind())),
        "counters": may(list_of(COUNTER.kind())),
        "counted_states": may(list_of(IDENTIFIER, once=True)),
        "review_rule": may(REVIEW_RULE.kind()),
        "duplicates": may(DUPLICATES.kind()),
        "sharing_bases": may(list_of(SHARING_BASE.kind())),
        "figures": may(list_of(FIGURE_OF.kind())),
        "contacts_a_month": may(WHOLE),
        **CITED,
    },
    positioned=True,
)
SPACE = Shape(
    _space,
    {
        "code": must(CODE),
        "name": must(WORDS),
        "name_en": may(WORDS),
        "kind": must(CODE),
        "place": must(CODE),
        "area_m2": may(NUMBER),
        "rooms": may(WHOLE),
        "available": may(WHOLE),
        "ready_on": may(DAY),
        "rent_cny_m2_month": may(NUMBER),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    lends=("space", "code"),
    positioned=True,
)
SHARE = Shape(work.Share, {"place": must(CODE), "share": must(NUMBER)})
AGREEMENT = Shape(
    work.Agreement,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "kind": must(one_of(("benefit_sharing", "mutual_counting"))),
        "base": must(CODE),
        "shares": must(list_of(SHARE.kind())),
        "start": may(DAY),
        "end": may(DAY),
        "note": may(LABEL),
        **CITED,
    },
    lends=("agreement", "id"),
    positioned=True,
)
MEETING = Shape(
    work.MeetingCycle,
    {
        "every": must(one_of(CYCLES)),
        "label": must(LABEL),
        "group": may(CODE),
        "office": may(CODE),
        "source": may(CODE),
        "clause": may(WORDS),
    },
)
TASKS = LinedParts(
    work.Tasks,
    {
        "case_type": may(IDENTIFIER),
        "lists": must(list_of(NAMED.kind())),
        "blockers": must(list_of(BLOCKER.kind())),
        "escalate_after_days": must(WHOLE),
        "meeting": may(MEETING.kind()),
        "audit_share": may(NUMBER),
        **CITED,
    },
    positioned=True,
)
