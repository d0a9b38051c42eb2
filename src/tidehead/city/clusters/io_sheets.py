"""Tables and pictures of input–output tables."""

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tidehead.calc.arrays import Floats
from tidehead.calc.inputoutput import Coupling
from tidehead.city.clusters.io_tables import Analysed, Supplied, TableInfo
from tidehead.city.clusters.wording import Words, place_name
from tidehead.city.shell.formatting import percent_text
from tidehead.city.shell.structures import Bubble, BubbleChart, Matrix
from tidehead.city.shell.tables import Cell, Column, Row, Table

KINDS: dict[str, Words] = {
    "key": gettext_lazy("key sector"),
    "backward": gettext_lazy("pulls its suppliers"),
    "forward": gettext_lazy("pushes its buyers"),
    "weak": gettext_lazy("weakly linked"),
    "unknown": gettext_lazy("no output"),
}
ORIGINS: dict[str, Words] = {"pack": gettext_lazy("of the pack"), "own": gettext_lazy("handed in here")}
MOST_PAIRS = 60
_LEAST_SHOWN = 0.005
"""Couplings below it would read 0.00 and stay blank."""


def tables_table(found: tuple[TableInfo, ...]) -> Table:
    """Every input–output table there is."""
    return Table(
        name="tables",
        title=_("Input–output tables"),
        columns=(
            Column("label", pgettext("input–output table", "Table")),
            Column("year", _("Year")),
            Column("place", _("Whose")),
            Column("sectors", _("Sectors"), kind="number"),
            Column("kind", pgettext("input–output table", "Flows")),
            Column("origin", pgettext("input–output table", "From"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.label, url=reverse("clusters:table", args=[one.code])),
                    str(one.year),
                    place_name(one.place) if one.place else _("a wider region"),
                    len(one.sectors),
                    _("domestic only") if one.kind == "domestic" else _("with imports within"),
                    Cell(str(ORIGINS.get(one.origin, one.origin)), note=one.made_by if one.origin == "own" else ""),
                ),
                key=f"t-{one.code}",
            )
            for one in found
        ),
        synthetic=any(one.synthetic for one in found),
        empty=_("There is no input–output table."),
        empty_remedy=_("Write io/tables.yaml in the pack and load it again; the pack guide shows how."),
    )


def _value(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _labels(info: TableInfo) -> list[str]:
    return [str(one.label) for one in info.sectors]


def linkage_bubbles(info: TableInfo, found: Analysed) -> BubbleChart:
    """Sensitivity by power, by output: key sectors are to the right and above."""
    keys = [label for label, kind in zip(_labels(info), found.kinds, strict=True) if kind == "key"]
    told = ngettext("%(n)s key sector: %(which)s", "%(n)s key sectors, among them %(which)s", len(keys))
    title = (
        told % {"n": len(keys), "which": _(", ").join(keys[:3])}
        if keys
        else _("No sector is linked strongly both ways")
    )
    return BubbleChart(
        name="linkages",
        title=title,
        bubbles=tuple(
            Bubble(
                label,
                _value(found.linkages.power[at]),
                _value(found.linkages.sensitivity[at]),
                _value(found.table.output[at]),
                group=str(KINDS.get(found.kinds[at], found.kinds[at])),
            )
            for at, label in enumerate(_labels(info))
        ),
        x_label=_("Power of dispersion: pull on suppliers, mean 1"),
        y_label=_("Sensitivity: push on buyers, mean 1"),
        size_label=_("Output"),
        size_unit=info.unit,
        x_reference=1.0,
        y_reference=1.0,
        source=_("Rasmussen 1956; Jones 1976"),
        synthetic=info.synthetic,
    )


def sectors_table(info: TableInfo, found: Analysed) -> Table:
    """A sector a row."""
    link = found.linkages
    columns = (
        Column("sector", _("Sector")),
        Column("output", _("Output"), kind="number", unit=info.unit, decimals=0),
        Column("kind", _("Kind"), filtered=True),
        Column("power", _("Power of dispersion"), kind="number", decimals=3),
        Column("sensitivity", _("Sensitivity"), kind="number", decimals=3),
        Column("leontief", _("Sensitivity (Leontief)"), kind="number", decimals=3, secondary=True),
        Column("multiplier", _("Output multiplier"), kind="number", decimals=3),
        Column("income", _("Wages a unit of demand"), kind="number", decimals=3, secondary=True),
        Column("upstream", _("Steps to final use"), kind="number", decimals=2),
        Column("leakage", _("Imports a unit of demand"), kind="percent", secondary=True),
    )
    rows = tuple(
        Row(
            (
                label,
                _value(found.table.output[at]),
                str(KINDS.get(found.kinds[at], found.kinds[at])),
                _value(link.power[at]),
                _value(link.sensitivity[at]),
                _value(link.sensitivity_leontief[at]),
                _value(found.multipliers[at]),
                _value(found.income[at]) if found.income is not None else None,
                _value(found.upstream[at]),
                _value(found.leakage[at]),
            ),
            key=f"s-{info.sectors[at].code}",
        )
        for at, label in enumerate(_labels(info))
    )
    return Table(
        name="sectors",
        title=_("Sectors: linkages, multipliers, place in the chain"),
        columns=columns,
        rows=rows,
        source=_("Leontief 1936; Ghosh 1958; Rasmussen 1956; Antràs et al. 2012; computed from the table"),
        synthetic=info.synthetic,
    )


def supply_table(info: TableInfo, found: Supplied) -> Table:
    """How much of each sector's inputs is bought in the region, and what leaks out."""
    title = (
        _("Bought in the region: %(share)s of all inputs (estimated)")
        if found.estimated
        else _("Bought in the region: %(share)s of all inputs")
    )
    return Table(
        name="supply",
        title=title % {"share": percent_text(found.overall)},
        columns=(
            Column("sector", _("Sector")),
            Column("local", _("Inputs bought in the region"), kind="percent"),
            Column("leaked", _("Bought elsewhere"), kind="number", unit=info.unit, decimals=0),
            Column("basis", pgettext("of a local supply", "Basis")),
            Column("firms", _("Firms of the region"), kind="number", secondary=True),
            Column("quotient", _("Location quotient"), kind="number", decimals=2, secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    label,
                    _value(found.by_buyer[at]),
                    _value(found.leaked[at]),
                    _("estimated") if found.estimated else _("of the table"),
                    _at(found.firms, at),
                    _at(found.quotients, at),
                ),
                key=f"l-{info.sectors[at].code}",
            )
            for at, label in enumerate(_labels(info))
        ),
        source=_("Flegg & Webber 1997; Miller & Blair 2009, 8.2") if found.estimated else _("The table itself"),
        synthetic=info.synthetic,
    )


def _at(values: Floats | None, at: int) -> float | None:
    return None if values is None else _value(values[at])


def coupling_matrix(info: TableInfo, found: Coupling) -> Matrix:
    """How tightly each two sectors trade with each other."""
    labels = _labels(info)
    best = _pairs(found)[:1]
    title = _("No two sectors trade with each other")
    if best:
        one, other = best[0]
        title = _("%(one)s and %(other)s are coupled most tightly") % {"one": labels[one], "other": labels[other]}
    return Matrix(
        name="coupling",
        title=title,
        rows=tuple(labels),
        columns=tuple(labels),
        values=tuple(tuple(_shown(value) for value in row) for row in found.strength),
        source=_("Trade of two sectors ÷ the geometric mean of what each trades with all others; our own definition"),
        synthetic=info.synthetic,
    )


def _shown(value: float) -> float | None:
    """Two decimals; nothing where they would be 0.00."""
    known = _value(value)
    return round(known, 2) if known is not None and known >= _LEAST_SHOWN else None


def _pairs(found: Coupling) -> list[tuple[int, int]]:
    """Pairs of sectors, the tightest first; each pair once."""
    strength = np.where(np.triu(np.ones(found.strength.shape, dtype=bool), 1), np.nan_to_num(found.strength), 0.0)
    order = np.argsort(-strength, axis=None, kind="stable")
    width = strength.shape[1]
    return [divmod(int(each), width) for each in order if strength.flat[each] > 0]


def pairs_table(info: TableInfo, found: Coupling) -> Table:
    """Pairs of sectors with who relies on whom."""
    labels = _labels(info)
    rows = []
    for one, other in _pairs(found):
        rows.append(
            Row(
                (
                    labels[one],
                    labels[other],
                    _value(found.strength[one, other]),
                    _value(found.reliance[one, other]),
                    _value(found.reliance[other, one]),
                    _value(found.flow[one, other]),
                    _value(found.flow_back[one, other]),
                ),
            )
        )
    return Table(
        name="pairs",
        title=_("Pairs of sectors, the tightest first"),
        columns=(
            Column("one", _("Sector")),
            Column("other", _("With")),
            Column("strength", _("Coupling (0–1)"), kind="number", decimals=2),
            Column("relies", _("Share of the second's inputs from the first"), kind="percent"),
            Column("relied", _("Share of the first's inputs from the second"), kind="percent"),
            Column("sold", _("First sells to second"), kind="number", unit=info.unit, decimals=0, secondary=True),
            Column("bought", _("Second sells to first"), kind="number", unit=info.unit, decimals=0, secondary=True),
        ),
        rows=tuple(rows),
        source=_("Inputs from other sectors only; computed from the table"),
        synthetic=info.synthetic,
        empty=_("No two sectors trade with each other."),
    )
