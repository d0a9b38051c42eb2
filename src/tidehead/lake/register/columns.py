"""What a register holds of every firm and of every year of a firm. Unknown is NULL, in every column."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pyarrow as pa

TEXT, NUMBER, DAY, WHOLE, TRUTH = pa.string(), pa.float64(), pa.date32(), pa.int64(), pa.bool_()


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm of a register.

    code: the unified social credit code, an older one, or "row-…" where the source gave none. industry: class of GB/T
    4754, division and group_ its first two and three digits. confidence: 0-1, of the group. because: JSON, a list of
    [where, word, code]. former_names: with ";" between. source_row: as a spreadsheet numbers it.
    """

    code: str
    name: str | None = None
    former_names: str | None = None
    kind: str | None = None
    status: str | None = None
    registered_on: date | None = None
    capital_cny: float | None = None
    capital_text: str | None = None
    scope: str | None = None
    address: str | None = None
    county: str | None = None
    town: str | None = None
    park: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    industry: str | None = None
    division: str | None = None
    group_: str | None = None
    cluster: str | None = None
    role: str | None = None
    activity: str | None = None
    confidence: float | None = None
    because: str | None = None
    jobs: float | None = None
    revenue_cny: float | None = None
    output_cny: float | None = None
    tax_cny: float | None = None
    land_mu: float | None = None
    source: str | None = None
    source_row: int | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One year of one firm: what it reported."""

    enterprise: str
    year: int
    jobs: float | None = None
    revenue_cny: float | None = None
    output_cny: float | None = None
    value_added_cny: float | None = None
    tax_cny: float | None = None
    rd_cny: float | None = None
    energy_tce: float | None = None
    source: str | None = None
    source_row: int | None = None
    synthetic: bool = False


_TYPES = {
    "registered_on": DAY,
    "source_row": WHOLE,
    "year": WHOLE,
    "synthetic": TRUTH,
    **dict.fromkeys(
        """capital_cny longitude latitude confidence jobs revenue_cny output_cny tax_cny land_mu value_added_cny
        rd_cny energy_tce""".split(),
        NUMBER,
    ),
}
FIRM_COLUMNS = tuple(one.name for one in fields(Firm))
PANEL_COLUMNS = tuple(one.name for one in fields(PanelRow))
PANEL_FIGURES = tuple(name for name in PANEL_COLUMNS if _TYPES.get(name) == NUMBER)
NAME_KEY = "name_key"
"""A column beside those of a firm: its name as `name_key` makes it, by which equal names are found."""
FORMER_KEYS = "former_keys"
"""A column beside those of a firm: its former names as `name_key` makes them, with ";" between."""


def schema_of(columns: tuple[str, ...]) -> pa.Schema:
    """The Parquet schema of columns of a register."""
    return pa.schema([(name, _TYPES.get(name, TEXT)) for name in columns])


FIRM_SCHEMA = schema_of((*FIRM_COLUMNS, NAME_KEY, FORMER_KEYS))
PANEL_SCHEMA = schema_of(PANEL_COLUMNS)

_DUST = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """A name without what people vary in writing it: width, case, spaces, brackets, points; letters and digits stay.

    >>> name_key("某某（甲）ＡＢ 泵业有限公司") == name_key("某某(甲)ab泵业有限公司")
    True
    """
    return _DUST.sub("", unicodedata.normalize("NFKC", name).casefold())


def former_keys(names: str | None) -> str | None:
    """Former names with ";" between, each as `name_key` makes it."""
    return ";".join(key for part in names.split(";") if (key := name_key(part))) if names else None


def as_firm(row: Mapping[str, Any]) -> Firm:
    """A row of the table as a Firm; columns that a Firm does not have are passed over."""
    values: dict[str, Any] = {name: row.get(name) for name in FIRM_COLUMNS}
    return Firm(**values)


def as_panel_row(row: Mapping[str, Any]) -> PanelRow:
    """A row of the panel as a PanelRow."""
    values: dict[str, Any] = {name: row.get(name) for name in PANEL_COLUMNS}
    return PanelRow(**values)
