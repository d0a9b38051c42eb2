"""Input–output tables as they are stored, and what is computed of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.inputoutput import (
    Blocks,
    Coupling,
    InputOutputTable,
    Linkages,
    LocalShares,
    OpenModel,
    Quotient,
    coupling,
    domestic_part,
    import_leakage,
    key_sectors,
    linkages,
    local_supply_rate,
    local_supply_shares,
    multiplier_of,
    open_model,
    output_multipliers,
    regional_table,
    table_from_blocks,
    upstreamness,
)
from tidehead.calc.labels import Label
from tidehead.city.clusters.comparing import inside_of
from tidehead.city.clusters.models import TableRow
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import current_register

DOMESTIC = "domestic"
EXPORTS, IMPORTS, WAGES = "exports", "imports", "wages"


@dataclass(frozen=True, slots=True)
class SectorInfo:
    code: str
    label: Text
    industries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """An input–output table. place: whose it is; empty: a wider region's. origin: pack or own."""

    code: str
    label: Text
    year: int
    place: str
    unit: str
    kind: str
    sectors: tuple[SectorInfo, ...]
    origin: str
    source: str
    locator: str
    note: Text
    made_by: str
    made_at: datetime
    synthetic: bool


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """What is computed of a table; each [sector]. income: of wages a unit of demand, None where no wages are given."""

    table: InputOutputTable
    linkages: Linkages
    kinds: tuple[str, ...]
    multipliers: Floats
    income: Floats | None
    upstream: Floats
    leakage: Floats
    notes: tuple[Label, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Supplied:
    """Share of each sector's inputs that is bought in the region. estimated: from quotients, not surveyed.

    firms[sector]: of the region, None where the table is the region's own; leaked: money that goes elsewhere, in the
    table's unit.
    """

    by_buyer: Floats
    overall: float
    leaked: Floats
    estimated: bool
    firms: Floats | None
    quotients: Floats | None
    share: float | None
    notes: tuple[Label, ...]


def all_tables() -> tuple[TableInfo, ...]:
    """The region's own tables first, then the newest."""
    rows = TableRow.objects.filter(current=True).order_by("-year", "code")
    return tuple(sorted(map(_info, rows), key=lambda one: not one.place))


def table_by_code(code: str) -> TableInfo | None:
    row = TableRow.objects.filter(code=code, current=True).first()
    return _info(row) if row else None


def _info(row: TableRow) -> TableInfo:
    sectors = tuple(
        SectorInfo(one["id"], Text(one["zh"], one["en"]), tuple(one["industries"])) for one in row.content["sectors"]
    )
    return TableInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        year=row.year,
        place=row.place,
        unit=row.unit,
        kind=row.content["kind"],
        sectors=sectors,
        origin=row.origin,
        source=row.source,
        locator=row.locator,
        note=Text(row.note_zh, row.note_en),
        made_by=row.made_by,
        made_at=row.made_at,
        synthetic=row.synthetic,
    )


# Computed


def domestic_table(code: str) -> InputOutputTable:
    """The table of domestic products. Raises TableRefused."""
    row = TableRow.objects.get(code=code, current=True)
    table = table_of_content(row.content, row.unit)
    return table if row.content["kind"] == DOMESTIC else domestic_part(table, exports=EXPORTS)


def table_of_content(content: Mapping[str, Any], unit: str) -> InputOutputTable:
    """The checked table of what is stored. Raises TableRefused."""
    final = np.array(content["final"], dtype=np.float64).T
    parts = [one["kind"] for one in content["final_parts"]]
    uses = {
        kind: final[[at for at, one in enumerate(parts) if one == kind]].sum(axis=0) for kind in dict.fromkeys(parts)
    }
    taken_off = -uses.pop(IMPORTS) if IMPORTS in uses else None
    blocks = Blocks(
        final_use=uses,
        value_added=_rows(content["added_parts"], content["added"]),
        imported=_rows(content["import_parts"], content["imports"]),
        imports=taken_off,
        output=content["output"],
    )
    sectors = [one["id"] for one in content["sectors"]]
    return table_from_blocks(sectors, content["flows"], blocks, tolerance=content["tolerance"], unit=unit)


def _rows(parts: list[dict[str, str]], values: list[list[float]]) -> dict[str, Floats]:
    """Rows by kind, those of one kind added together."""
    made: dict[str, Floats] = {}
    for part, row in zip(parts, values, strict=True):
        made[part["kind"]] = made.get(part["kind"], np.zeros(len(row))) + floats(row)
    return made


def analysed(table: InputOutputTable) -> Analysed:
    """Linkages, key sectors, multipliers, upstreamness and leakage. Raises TableRefused."""
    model = open_model(table)
    found = linkages(model)
    return Analysed(
        table=table,
        linkages=found,
        kinds=tuple(str(each) for each in key_sectors(found)),
        multipliers=output_multipliers(model),
        income=_income(model),
        upstream=upstreamness(model),
        leakage=import_leakage(model).total,
        notes=table.notes,
    )


def _income(model: OpenModel) -> Floats | None:
    table = model.table
    return multiplier_of(model, table.value_added_row(WAGES)).simple if WAGES in table.value_added_names else None


def coupled(table: InputOutputTable) -> Coupling:
    """Every sector with every other. Raises TableRefused."""
    groups = {name: [name] for name in table.sectors}
    return coupling(table, groups, dict(groups))


# What the region buys at home


def supplied(info: TableInfo, table: InputOutputTable, *, share: float | None = None) -> Supplied | None:
    """Local supply: of the region's own table as it is, of a wider one estimated by the register's firms.

    share: of the nation that the region is, 0 to 1, where somebody knows it better than the register, whose firms of
    other places stand for the nation. None where the register has no firms from elsewhere. Raises TableRefused.
    """
    if info.place:
        return _own(table)
    sizes = sector_firms(info)
    if sizes is None:
        return None
    here, there = sizes
    if share is not None and here.sum():
        there = there * here.sum() / (share * there.sum())
    shares = _whole(local_supply_shares(here, there, quotient=Quotient.FLEGG), info)
    scale = np.divide(here, there, out=np.zeros_like(here), where=there > 0)
    made = regional_table(table, table.output * scale, shares)
    rate = local_supply_rate(made)
    return Supplied(
        rate.by_buyer,
        rate.overall,
        made.imported.sum(axis=0),
        True,
        here,
        shares.simple,
        float(here.sum() / there.sum()),
        made.notes,
    )


def _whole(shares: LocalShares, info: TableInfo) -> LocalShares:
    """Sectors of which the register has no firm anywhere are taken to be bought elsewhere, and named."""
    missing = [str(one.label.zh) for at, one in enumerate(info.sectors) if np.isnan(shares.simple[at])]
    if not missing:
        return shares
    english = [one.label.in_language("en") for at, one in enumerate(info.sectors) if np.isnan(shares.simple[at])]
    note = Label(
        f"名录中没有企业的部门视为全部外购：{'、'.join(missing)}",
        f"sectors without any firm in the register are taken to be bought elsewhere: {', '.join(english)}",
    )
    return replace(shares, shares=np.nan_to_num(shares.shares), notes=(*shares.notes, note))


def _own(table: InputOutputTable) -> Supplied:
    rate = local_supply_rate(table)
    leaked = table.imported.sum(axis=0) if len(table.imported) else np.zeros(len(table))
    return Supplied(rate.by_buyer, rate.overall, leaked, False, None, None, None, table.notes)


def sector_firms(info: TableInfo) -> tuple[Floats, Floats] | None:
    """Firms of each sector in the region, and in all places of the register; None where these are the same."""
    register = current_register()
    if register is None:
        return None
    counts = register.place_industry("county", "class")
    inside = inside_of(register)
    own = np.array([code in inside for code in counts.labels[0]], dtype=bool)
    if not own.any() or own.all():
        return None
    sector = _sector_of([one.industries for one in info.sectors], counts.labels[1])
    here, there = np.zeros(len(info.sectors)), np.zeros(len(info.sectors))
    for column, at in enumerate(sector):
        if at >= 0:
            there[at] += counts.matrix[:, column].sum()
            here[at] += counts.matrix[own, column].sum()
    return floats(here), floats(there)


def _sector_of(industries: list[tuple[str, ...]], classes: tuple[str, ...]) -> list[int]:
    """The sector of each class: the one that names the longest beginning of its code; −1 where none does."""
    named = {code: at for at, codes in enumerate(industries) for code in codes}
    return [next((named[code[:n]] for n in (4, 3, 2) if code[:n] in named), -1) for code in classes]
