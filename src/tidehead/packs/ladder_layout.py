"""The keys of ladders.yaml and honours/*.csv."""

from typing import Any

from tidehead.calc.ladders import Condition, Ladder, Title
from tidehead.packs.case_layout import WORDS
from tidehead.packs.kinds import CODE, DAY, LABEL, LOCATOR, TRUTH, WHOLE, list_of, matching, one_of
from tidehead.packs.position import Position
from tidehead.packs.schema_ladders import HonourRow, LadderRow, TitleRow
from tidehead.packs.shapes import Shape, may, must
from tidehead.packs.work_layout import FIRM

LEVELS = ("national", "provincial", "municipal", "county", "market")
DOTTED = matching(lambda value: all(part.isidentifier() for part in value.split(".")), "not_a_code", "rule set")


def _title(position: Position, **cells: Any) -> TitleRow:
    return TitleRow(Title(**cells), position)


def _ladder(position: Position, **cells: Any) -> LadderRow:
    return LadderRow(Ladder(**cells), position)


CONDITION = Shape(Condition, {"rule": must(CODE), "label": must(LABEL), "clause": may(WORDS)})
TITLE = Shape(
    _title,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "level": may(one_of(LEVELS)),
        "rule_set": may(DOTTED),
        "conditions": may(list_of(CONDITION.kind())),
        "valid_years": may(WHOLE),
        "granted": may(TRUTH),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "note": may(LABEL),
    },
    lends=("title", "id"),
    positioned=True,
)
LADDER = Shape(
    _ladder,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "steps": must(list_of(CODE, once=True)),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "note": may(LABEL),
    },
    lends=("ladder", "id"),
    positioned=True,
)
HONOUR = Shape(
    HonourRow,
    {
        "enterprise": must(FIRM),
        "title": must(CODE),
        "granted_on": may(DAY),
        "valid_to": may(DAY),
        "batch": may(WORDS),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    positioned=True,
)
LADDERS_FILE = Shape(
    lambda titles=(), ladders=(): {"title_rows": titles, "ladder_rows": ladders},
    {"titles": may(list_of(TITLE.kind())), "ladders": may(list_of(LADDER.kind()))},
)
