"""The keys of chains/ and io/: chains, firms on their nodes, supply, roles, limits for targets, heads of tables."""

import re
from dataclasses import dataclass, field
from typing import Any

from tidehead.calc.chains.gaps import Thresholds
from tidehead.calc.chains.targets import PARTS
from tidehead.calc.chains.types import Basis, Chain, Need, Node, Stage, Standing, Technology
from tidehead.calc.labels import Label
from tidehead.packs import schema_chains as chains
from tidehead.packs.case_layout import WORDS, LinedParts
from tidehead.packs.kinds import (
    CODE,
    DAY,
    LABEL,
    LOCATOR,
    NUMBER,
    PERIOD,
    TRUTH,
    UNIT,
    WHOLE,
    is_industry,
    list_of,
    matching,
    one_of,
)
from tidehead.packs.position import Position
from tidehead.packs.schema_work import NOWHERE
from tidehead.packs.shapes import Key, Shape, may, must
from tidehead.packs.work_layout import FIRM

STANDING_ROLES = ("chief", "key", "member")
CHAIN_ROLES = ("chief", "lead_department", "chief_enterprise", "innovation", "finance")
TECHNOLOGY_STATES = ("open", "under_way", "solved")
COMPARATORS = ("eq", "approx", "ge", "gt", "near", "le", "lt")
MEASURES = (
    "land_mu",
    "energy_tce",
    "carbon_t",
    "energy_intensity",
    "carbon_intensity",
    "output_per_mu",
    "tax_per_mu",
    "investment_per_mu",
)
FINAL_KINDS = ("consumption", "investment", "stocks", "exports", "imports", "other")
ADDED_KINDS = ("wages", "taxes", "depreciation", "surplus", "other")
TABLE_KINDS = ("domestic", "competitive")
_INDUSTRY_CODE = re.compile(r"[A-T]|\d{2,4}", re.ASCII)
_HS = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-7])\d{2}(?:\d{2})?", re.ASCII)  # chapters 01–97, headings and subheadings


def _is_cluster(value: str) -> bool:
    """Whether a text has the form taxonomy/member."""
    return value.count("/") == 1 and ":" not in value and is_industry(value.replace("/", ":"))


INDUSTRY_CODE = matching(lambda value: _INDUSTRY_CODE.fullmatch(value) is not None, "not_an_industry_code", "GB/T 4754")
HS_CODE = matching(lambda value: _HS.fullmatch(value) is not None, "not_an_hs_code", "HS heading, quoted")
CLUSTER = matching(_is_cluster, "not_a_cluster", "taxonomy/member")
PRODUCT_WORD = matching(lambda value: len(value) > 1, "word_too_short", "two characters or more")


def _chain(position: Position, source: str = "", locator: str = "", **cells: Any) -> chains.ChainRow:
    return chains.ChainRow(Chain(**cells), source, locator, position=position)


def _standing(position: Position, **cells: Any) -> chains.StandingRow:
    return chains.StandingRow(Standing(**cells), position)


NEED = Shape(Need, {"nodes": must(list_of(CODE, once=True)), "any_one": may(TRUTH), "share": may(NUMBER)})
NODE = Shape(
    Node,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "stage": must(one_of(Stage)),
        "parent": may(CODE),
        "industries": may(list_of(INDUSTRY_CODE, once=True)),
        "hs": may(list_of(HS_CODE, once=True)),
        "words": may(list_of(PRODUCT_WORD, once=True)),
        "needs": may(list_of(NEED.kind())),
        "key": may(TRUTH),
        "note": may(LABEL),
        "source": may(CODE),
        "locator": may(LOCATOR),
    },
    lends=("chain_node", "id"),
)
TECHNOLOGY = Shape(
    Technology,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "node": must(CODE),
        "bottleneck": may(TRUTH),
        "state": may(one_of(TECHNOLOGY_STATES)),
        "source": may(CODE),
        "locator": may(LOCATOR),
    },
)
CHAIN = LinedParts(
    _chain,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "draft": may(TRUTH),
        "as_of": may(PERIOD),
        "clusters": may(list_of(CLUSTER, once=True)),
        "note": may(LABEL),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "nodes": must(list_of(NODE.kind())),
        "technologies": may(list_of(TECHNOLOGY.kind())),
    },
    lends=("chain", "id"),
    positioned=True,
)
STANDING_ROW = Shape(
    _standing,
    {
        "chain": must(CODE),
        "node": must(CODE),
        "enterprise": must(FIRM),
        "role": may(one_of(STANDING_ROLES)),
        "capacity": may(NUMBER),
        "minutes": may(NUMBER),
        "basis": may(one_of(Basis)),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    positioned=True,
)
SUPPLY_ROW = Shape(
    chains.SupplyRow,
    {
        "chain": must(CODE),
        "node": must(CODE),
        "rate": may(NUMBER),
        "minutes": may(NUMBER),
        "comparator": may(one_of(COMPARATORS)),
        "basis": must(one_of((Basis.REPORTED, Basis.ESTIMATED))),
        "place": may(CODE),
        "period": may(PERIOD),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    positioned=True,
)
ROLE = Shape(
    chains.RoleRow,
    {
        "chain": must(CODE),
        "role": must(one_of(CHAIN_ROLES)),
        "post": may(CODE),
        "organisation": may(CODE),
        "enterprise": may(FIRM),
        "place": may(CODE),
        "draft": may(TRUTH),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "note": may(LABEL),
    },
    positioned=True,
)
_DRAFTED: dict[str, Key] = {
    "draft": may(TRUTH),
    "source": may(CODE),
    "clause": may(WORDS),
    "note": may(LABEL),
}
LIMIT = Shape(
    chains.TargetLimit,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "measure": must(one_of(MEASURES)),
        "value": must(NUMBER),
        "unit": must(UNIT),
        "direction": may(one_of(("at_most", "at_least"))),
        "chain": may(CODE),
        "place": may(CODE),
        "valid_from": must(DAY),
        "valid_to": may(DAY),
        **_DRAFTED,
    },
)
WEIGHT = Shape(chains.TargetWeight, {"part": must(one_of(PARTS)), "weight": must(NUMBER)})
THRESHOLDS = Shape(Thresholds, {"firms": may(WHOLE), "quotient": may(NUMBER), "supply": may(NUMBER)})
TARGETS = LinedParts(
    chains.TargetLimits,
    {
        "valid_from": must(DAY),
        "weights": may(list_of(WEIGHT.kind())),
        "limits": may(list_of(LIMIT.kind())),
        "thresholds": may(THRESHOLDS.kind()),
        **_DRAFTED,
    },
    positioned=True,
)


@dataclass(frozen=True, slots=True)
class TableHead:
    """io/tables.yaml: what a table's rows and columns are; its figures stand in io/ID.csv."""

    id: str
    label: Label
    year: int
    unit: str
    kind: str
    sectors: tuple[chains.IoSector, ...]
    final: tuple[chains.IoPart, ...]
    added: tuple[chains.IoPart, ...]
    source: str
    locator: str
    imports: tuple[chains.IoPart, ...] = ()
    place: str = ""
    tolerance: float = 1e-6
    note: Label | None = None
    position: Position = field(default=NOWHERE, compare=False)


SECTOR = Shape(
    chains.IoSector, {"id": must(CODE), "label": must(LABEL), "industries": may(list_of(INDUSTRY_CODE, once=True))}
)
FINAL = Shape(chains.IoPart, {"id": must(CODE), "label": must(LABEL), "kind": must(one_of(FINAL_KINDS))})
ADDED = Shape(chains.IoPart, {"id": must(CODE), "label": must(LABEL), "kind": must(one_of(ADDED_KINDS))})
IMPORTED = Shape(chains.IoPart, {"id": must(CODE), "label": must(LABEL), "kind": must(one_of(("imports",)))})
TABLE = Shape(
    TableHead,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "year": must(WHOLE),
        "unit": must(UNIT),
        "kind": must(one_of(TABLE_KINDS)),
        "place": may(CODE),
        "tolerance": may(NUMBER),
        "sectors": must(list_of(SECTOR.kind())),
        "final": must(list_of(FINAL.kind())),
        "imports": may(list_of(IMPORTED.kind())),
        "added": must(list_of(ADDED.kind())),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "note": may(LABEL),
    },
    lends=("io_table", "id"),
    positioned=True,
)

CHAIN_ROWS: dict[str, tuple[str, Shape]] = {
    "chains/standings.csv": ("standing_rows", STANDING_ROW),
    "chains/supply.csv": ("supply", SUPPLY_ROW),
}
"""CSV files: the list of the Region that each fills, and its row."""
ROLES_FILE = Shape(lambda roles=(): {"chain_roles": roles}, {"roles": may(list_of(ROLE.kind()))})
TABLES_FILE = Shape(lambda tables=(): {"io_heads": tables}, {"tables": may(list_of(TABLE.kind()))})


def chain_file(file: str) -> str:
    """The file whose form a file has: firms of a chain may stand in a table of their own.

    >>> chain_file("chains/standings-pumps.csv"), chain_file("chains/pumps.yaml")
    ('chains/standings.csv', 'chains/pumps.yaml')
    """
    return "chains/standings.csv" if re.fullmatch(r"chains/standings-[^/]*\.csv", file) else file
