"""Tables and pictures of one place: structure, shift-share, peers, what could come next."""

import numpy as np
from django.utils.translation import gettext as _

from tidehead.calc.concentration import entropy, hachman, herfindahl, krugman_index, specialisation_coefficient
from tidehead.calc.relatedness import IntervalBy, Option, Peer
from tidehead.city.clusters.changing import Shifted
from tidehead.city.clusters.sheets import industry_url, place_url, source_text
from tidehead.city.clusters.spaces import Space, Tested
from tidehead.city.clusters.types import CountTable, Measured
from tidehead.city.clusters.wording import industry_name, interval_text, place_name
from tidehead.city.common.types import Text
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.formatting import number_text, percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table

_MOST_OPTIONS = 30
_MOST_SHIFTS = 200


def structure_facts(found: Measured, place: int, near: Space | None) -> tuple[tuple[str, str, str], ...]:
    """How special and how diverse a place is: name, value, meaning."""
    table = found.table
    firms, every = table.counts[place], table.counts.sum(axis=0)
    known = bool(firms.sum())
    present = near is not None and place < len(near.diversity)
    order = near.complexity if near else None
    facts = [
        (_("Firms"), number_text(int(table.totals.place[place])), _("of which the industry is known")),
        (
            _("Krugman's index"),
            _three(float(krugman_index(firms, every))) if known else "",
            _("0 the mix of the reference, 2 nothing in common with it"),
        ),
        (
            _("Coefficient of specialisation"),
            _three(float(specialisation_coefficient(table.counts)[place])) if known else "",
            _("share of its firms that would have to change industry to have the reference's mix"),
        ),
        (_("Hachman"), _three(float(hachman(table.counts)[place])) if known else "", _("1 the mix of the reference")),
        (_("Herfindahl–Hirschman"), _three(float(herfindahl(firms))) if known else "", _("1 all in one industry")),
        (_("Entropy"), _three(float(entropy(firms))) if known else "", _("bits; larger, more even over industries")),
    ]
    if present and near is not None:
        told = _("industries with firms and a quotient of at least 1, of %(all)s")
        facts.append(
            (_("Diversity"), number_text(int(near.diversity[place])), told % {"all": len(table.industries)}),
        )
    if present and order is not None and np.isfinite(order.eci[place]):
        facts.append(
            (_("Complexity (ECI)"), _three(float(order.eci[place])), _("0 the mean of places, in standard deviations"))
        )
    return tuple((name, value or "—", meaning) for name, value, meaning in facts)


def _three(value: float) -> str:
    return number_text(value, decimals=3) if np.isfinite(value) else ""


# Shift-share


def shift_bars(change: Shifted, table: CountTable) -> BarChart:
    """The parts of the whole change."""
    whole, split = change.dunn.summed(), change.esteban
    parts = (
        (_("with all firms of the reference"), float(whole.common)),
        (_("because of its industries"), float(whole.mix)),
        (_("by itself"), float(whole.own)),
    )
    allocation = float(np.nansum(split.allocation))
    finding = _(
        "Firms grew by %(change)s from %(first)s to %(last)s, %(own)s of them beyond what its industries explain"
    )
    return BarChart(
        name="shift",
        title=finding
        % {
            "change": number_text(float(whole.change)),
            "first": change.first,
            "last": change.last,
            "own": number_text(float(whole.own), decimals=0),
        },
        bars=tuple(Bar(label, value) for label, value in (*parts, (_("of it, allocation (Esteban)"), allocation))),
        unit="家",
        unit_en="firms",
        ranked=False,
        source=_(
            "Dunn 1960; Esteban-Marquillas 1972; firms registered by the end of each year that the register still has"
        ),
        synthetic=table.synthetic,
    )


def shift_table(change: Shifted, table: CountTable) -> Table:
    """An industry a row: before, after, and the parts of its change."""
    order = np.argsort(-np.abs(np.nan_to_num(change.dunn.own)), kind="stable")
    rows = []
    for at in order[:_MOST_SHIFTS]:
        if not change.before[at] and not change.after[at]:
            continue
        code = change.industries[at]
        parts = (change.dunn.common, change.dunn.mix, change.dunn.own, change.esteban.own, change.esteban.allocation)
        rows.append(
            Row(
                (
                    Cell(industry_name(code), url=industry_url(code, table.asked)),
                    int(change.before[at]),
                    int(change.after[at]),
                    *(plain_number(float(part[at])) for part in parts),
                ),
                key=f"h-{code}",
            )
        )
    gerfin = {name: _three(float(getattr(change.gerfin, name))) for name in ("net", "structure", "location")}
    told = _("Gerfin: growth relative to the reference %(net)s = structure %(structure)s × location %(location)s.")
    return Table(
        name="shift",
        title=_("Shift-share by industry"),
        columns=(
            Column("industry", _("Industry")),
            Column("before", str(change.first), kind="number"),
            Column("after", str(change.last), kind="number"),
            Column("common", _("With all"), kind="number", decimals=1),
            Column("mix", _("Because of the industry"), kind="number", decimals=1),
            Column("own", _("By itself"), kind="number", decimals=1),
            Column("esteban", _("Competing (Esteban)"), kind="number", decimals=1, secondary=True),
            Column("allocation", _("Allocation (Esteban)"), kind="number", decimals=1, secondary=True),
        ),
        rows=tuple(rows),
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("No industry changed."),
        note=told % gerfin,
    )


def plain_number(value: float) -> float | None:
    return value if np.isfinite(value) else None


# Peers and what could come next


def peers_table(peers: tuple[Peer, ...], table: CountTable) -> Table:
    rows = tuple(
        Row(
            (
                Cell(place_name(table.places[one.place]), url=place_url(table.places[one.place], table.asked)),
                one.likeness,
                _("; ").join(industry_name(table.industries[at]) for at in one.shared),
            )
        )
        for one in peers
    )
    return Table(
        name="peers",
        title=_("Places with the likest industries"),
        columns=(
            Column("place", _("Place")),
            Column("likeness", _("Likeness (cosine)"), kind="number", decimals=3),
            Column("shared", _("What makes them alike")),
        ),
        rows=rows,
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("There is no other place to compare with."),
    )


def test_words(test: Tested | None) -> str:
    """What the backtest found: said before anything is recommended."""
    if test is None:
        return _(
            "Whether nearness foretells entries cannot be tested: days of registration are not known, or most of "
            "the last five years are missing in the register. What follows is a description, not a recommendation."
        )
    found, area = test.found, test.found.area
    if not np.isfinite(area.value):
        return _(
            "Nothing entered between %(first)s and %(last)s, so nothing can be tested. What follows is a description, "
            "not a recommendation."
        ) % {"first": test.first, "last": test.last}
    words = _(
        "Tested on %(first)s–%(last)s: %(entered)s of %(candidates)s absent industries entered; area under the curve "
        "%(area)s (95 %% interval %(interval)s, %(by)s; 0.5 is chance)."
    ) % {
        "first": test.first,
        "last": test.last,
        "entered": number_text(found.entered),
        "candidates": number_text(found.candidates),
        "area": number_text(area.value, decimals=2),
        "interval": interval_text(area.low, area.high) if np.isfinite(area.low) else _("unknown"),
        "by": _("places drawn anew") if area.by is IntervalBy.PLACES else "DeLong",
    }
    if test.supported:
        lift = number_text(found.lift, decimals=1) if np.isfinite(found.lift) else "—"
        told = _("The nearest %(top)s of each place entered %(rate)s of the time, %(lift)s times the average.")
        return f"{words} {told % {'top': found.top, 'rate': percent_text(found.hit_rate), 'lift': lift}}"
    told = _("The interval includes chance: what follows is a description and no recommendation.")
    notes = " ".join(str(Text(note.zh, note.en)) for note in found.notes)
    return " ".join(filter(None, (words, told, notes)))


def options_table(options: tuple[Option, ...], near: Space, test: Tested | None) -> Table:
    """Industries that a place has not got, nearest and most complex first."""
    table = near.table
    title = (
        _("Industries that could come next")
        if test and test.supported
        else _("Industries that lie near (not a recommendation)")
    )
    return Table(
        name="next",
        title=title,
        columns=(
            Column("industry", _("Industry")),
            Column("score", _("Score"), kind="number", decimals=2),
            Column("density", _("Density"), kind="percent"),
            Column("complexity", _("Complexity (PCI)"), kind="number", decimals=2),
            Column("gain", _("Gain (COG)"), kind="number", decimals=2, secondary=True),
            Column("places", _("Places that have it"), kind="number", secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(
                        industry_name(table.industries[one.industry]),
                        url=industry_url(table.industries[one.industry], table.asked),
                    ),
                    plain_number(one.score),
                    plain_number(one.density),
                    plain_number(one.complexity),
                    plain_number(one.gain),
                    int(near.ubiquity[one.industry]),
                ),
                key=f"n-{table.industries[one.industry]}",
            )
            for one in options[:_MOST_OPTIONS]
        ),
        source=_(
            "Density: Hidalgo et al. 2007; complexity: Hidalgo & Hausmann 2009; score: mean of both ranks, geometric"
        ),
        synthetic=table.synthetic,
        empty=_("Nothing can be ranked here."),
        empty_remedy=_("Choose finer industries or a wider reference: at least three places that differ are needed."),
        note=test_words(test),
    )
