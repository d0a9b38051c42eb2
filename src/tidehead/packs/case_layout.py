"""The keys of cases/*.yaml: one kind of case a file, from its states to its messages."""

from dataclasses import replace
from typing import Any

from tidehead.calc.casework.types import (
    CaseField,
    CaseType,
    Choice,
    Clock,
    Duration,
    DurationUnit,
    Phase,
    State,
    Template,
    Transition,
)
from tidehead.packs.kinds import BAD, CODE, LABEL, TRUTH, UNIT, Kind, Spot, list_of, one_of, text
from tidehead.packs.nodes import Mapping, Node, Scalar, Sequence
from tidehead.packs.position import Position
from tidehead.packs.schema_work import CaseTypeRow
from tidehead.packs.scheme_layout import IDENTIFIER, RULE
from tidehead.packs.shapes import Shape, may, must

WORDS = text()
FAMILIES = ("request", "project", "task", "review", "agreement", "other")
STANDINGS = ("in_force", "proposed")
FIELD_KINDS = ("number", "text", "day", "choice", "truth", "place", "organisation", "money")
RELATIONS = (
    "requester",
    "owner",
    "lead",
    "lead_head",
    "co_owner",
    "dispatcher",
    "office",
    "second_office",
    "administrator",
    "anyone",
)


def _duration(node: Node, spot: Spot) -> Any:
    """An amount and how it is counted: "5 working_days"."""
    value = WORDS.read(node, spot)
    if value is BAD:
        return BAD
    amount, _, unit = value.partition(" ")
    if not (amount.isascii() and amount.isdigit() and int(amount) > 0) or unit not in {*DurationUnit}:
        return spot.bad(node.line, "not_a_duration", text=value, known=", ".join(DurationUnit))
    return Duration(int(amount), DurationUnit(unit))


DURATION = Kind(_duration, "amount and unit: 5 working_days")
RELATION_LIST = list_of(one_of(RELATIONS), once=True)
MOVER_LIST = list_of(one_of((*RELATIONS, "system")), once=True)
NAMES = list_of(IDENTIFIER, once=True)

STATE = Shape(State, {"id": must(IDENTIFIER), "label": must(LABEL), "phase": must(one_of(Phase))})
CHOICE = Shape(Choice, {"id": must(CODE), "label": must(LABEL)})
CASE_FIELD = Shape(
    CaseField,
    {
        "id": must(IDENTIFIER),
        "label": must(LABEL),
        "kind": must(one_of(FIELD_KINDS)),
        "unit": may(UNIT),
        "choices": may(list_of(CHOICE.kind())),
        "help": may(LABEL),
        "sensitive": may(TRUTH),
    },
)
TRANSITION = Shape(
    Transition,
    {
        "id": must(IDENTIFIER),
        "label": must(LABEL),
        "sources": must(NAMES),
        "target": must(IDENTIFIER),
        "by": must(MOVER_LIST),
        "fill": may(NAMES),
        "attach": may(NAMES),
        "rule": may(RULE),
        "rule_words": may(LABEL),
        "message": may(IDENTIFIER),
        "basis": may(CODE),
        "clause": may(WORDS),
    },
)


def _clock(starts: tuple[str, ...] = (), stops: tuple[str, ...] = (), **others: Any) -> Clock:
    return Clock(starts=starts, stops=stops, **others)


CLOCK = Shape(
    _clock,
    {
        "id": must(IDENTIFIER),
        "label": must(LABEL),
        "due": must(DURATION),
        "starts": may(NAMES),
        "stops": may(NAMES),
        "pauses": may(NAMES),
        "stopped_by": may(NAMES),
        "restarts": may(NAMES),
        "warn": may(DURATION),
        "per": may(one_of(("case", "co_owner"))),
        "party": may(one_of(("lead", "requester", "co_owner"))),
        "basis": may(CODE),
        "clause": may(WORDS),
    },
)
TEMPLATE = Shape(
    Template,
    {"id": must(IDENTIFIER), "to": must(RELATION_LIST), "subject": must(LABEL), "body": must(LABEL)},
)


def _case_type(position: Position, **cells: Any) -> CaseTypeRow:
    return CaseTypeRow(CaseType(**cells), position=position)


def lines_of_parts(node: Node) -> dict[str, int]:
    """The line of each item of each list, as "states.lead"; items without an id are called by their place."""
    if not isinstance(node, Mapping):
        return {}
    lines: dict[str, int] = {}
    for section, listed in node.entries.items():
        lines[section] = node.lines[section]
        for item in listed.items if isinstance(listed, Sequence) else []:
            entries = item.entries if isinstance(item, Mapping) else {}
            name = entries.get("id") or entries.get("place") or entries.get("indicator")
            if isinstance(name, Scalar):
                lines.setdefault(f"{section}.{name.text}", item.line)
    return lines


class LinedParts(Shape):
    """A shape whose row also keeps the lines of its parts."""

    def read(self, node: Node, spot: Spot) -> Any:
        """The row with its lines; BAD where a required key is missing or wrong."""
        row = Shape.read(self, node, spot)
        return row if row is BAD else replace(row, lines=lines_of_parts(node))


CASE_TYPE = LinedParts(
    _case_type,
    {
        "id": must(IDENTIFIER),
        "label": must(LABEL),
        "family": must(one_of(FAMILIES)),
        "number": must(WORDS),
        "initial": must(IDENTIFIER),
        "states": must(list_of(STATE.kind())),
        "transitions": must(list_of(TRANSITION.kind())),
        "fields": may(list_of(CASE_FIELD.kind())),
        "clocks": may(list_of(CLOCK.kind())),
        "templates": may(list_of(TEMPLATE.kind())),
        "standing": may(one_of(STANDINGS)),
        "source": may(CODE),
        "clause": may(WORDS),
        "note": may(LABEL),
    },
    lends=("case_type", "id"),
    positioned=True,
)
