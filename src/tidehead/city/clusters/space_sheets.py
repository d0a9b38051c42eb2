"""Tables and pictures of the industry space and of complexity."""

from collections import Counter

import numpy as np
from django.utils.translation import gettext as _

from tidehead.calc.relatedness import IntervalBy
from tidehead.city.clusters.place_sheets import plain_number
from tidehead.city.clusters.ranking import (
    FEWEST_FIRMS_OF_INDUSTRY,
    FEWEST_FIRMS_OF_PLACE,
    FEWEST_PLACES_OF_INDUSTRY,
)
from tidehead.city.clusters.sheets import industry_url, place_url
from tidehead.city.clusters.spaces import Drawn, Space, Tested
from tidehead.city.clusters.types import CLUSTER, DIVISION, CountTable, level_of_industry
from tidehead.city.clusters.wording import industry_name, interval_text, place_name
from tidehead.city.enterprises.queries import label_of
from tidehead.city.shell.formatting import number_text, percent_text
from tidehead.city.shell.structures import Bubble, BubbleChart, NetLink, NetNode, Network
from tidehead.city.shell.tables import Cell, Column, Row, Table

_MOST_GROUPS = 7
"""Divisions that have a colour of their own; more cannot be told apart."""


def space_source(found: Space) -> str:
    told = _(
        "Proximity: the smaller of the two chances to have the one, having the other (Hidalgo et al. 2007), over "
        "%(places)s places of the register; an industry is present where its shrunken quotient is at least 1"
    )
    return told % {"places": len(found.table.places)}


def network(found: Space, picture: Drawn, place: str) -> Network:
    """Industries near to each other; of a chosen place what it has and what it has not."""
    table = found.table
    row = table.places.index(place) if place in table.places else -1
    firms = table.counts.sum(axis=0) if row < 0 else table.counts[row]
    groups = _groups(found, picture, row)
    nodes = tuple(
        NetNode(
            code=table.industries[at],
            label=industry_name(table.industries[at]),
            x=float(x),
            y=float(y),
            size=float(max(firms[at], 1)),
            group=groups[nth],
            url=industry_url(table.industries[at], table.asked),
            facts=_facts(found, at, row, int(firms[at])),
        )
        for nth, (at, (x, y)) in enumerate(zip(picture.nodes, picture.xy, strict=True))
    )
    links = tuple(
        NetLink(nodes[edge.first].code, nodes[edge.second].code, edge.weight, dashed=not edge.in_tree)
        for edge in picture.edges
    )
    return Network(
        name="space",
        title=_space_finding(found, picture, row),
        nodes=nodes,
        links=links,
        size_label=_("Firms"),
        weight_label=_("Proximity"),
        source=space_source(found),
        synthetic=table.synthetic,
        empty=_("No industry is present anywhere, so there is no space to draw."),
    )


def _groups(found: Space, picture: Drawn, row: int) -> list[str]:
    if row >= 0:
        return [_("has it") if found.present[row, at] else _("has it not") for at in picture.nodes]
    divisions = [_division(found.table.industries[at]) for at in picture.nodes]
    common = {code for code, _n in Counter(divisions).most_common(_MOST_GROUPS) if code}
    return [label_of(DIVISION, code) if code in common else _("other divisions") for code in divisions]


def _division(code: str) -> str:
    return "" if level_of_industry(code) == CLUSTER else code[:2]


def _facts(found: Space, at: int, row: int, firms: int) -> tuple[tuple[str, str], ...]:
    facts = [(_("Firms"), number_text(firms)), (_("Places that have it"), number_text(int(found.ubiquity[at])))]
    if found.complexity is not None and np.isfinite(found.complexity.pci[at]):
        facts.append((_("Complexity (PCI)"), number_text(float(found.complexity.pci[at]), decimals=2)))
    if row >= 0 and np.isfinite(found.density[row, at]):
        facts.append((_("Density"), percent_text(float(found.density[row, at]))))
    return tuple(facts)


def _space_finding(found: Space, picture: Drawn, row: int) -> str:
    if row < 0:
        return _nearest_words(found, picture)
    told = _("%(place)s has %(n)s of the %(all)s industries that are drawn")
    has = int(sum(found.present[row, at] for at in picture.nodes))
    return told % {"place": place_name(found.table.places[row]), "n": has, "all": len(picture.nodes)}


def _nearest_words(found: Space, picture: Drawn) -> str:
    """The tie that is nearest among industries that enough places have."""
    names, rare = found.table.industries, set(picture.nodes) - set(found.floor.industries)
    ties = [(edge.weight, picture.nodes[edge.first], picture.nodes[edge.second]) for edge in picture.edges]
    kept = [tie for tie in ties if not {tie[1], tie[2]} & rare]
    if not kept:
        told = _("%(n)s industries, each linked with those that the same places have")
        return told % {"n": len(picture.nodes)}
    weight, one, other = max(kept, key=lambda tie: (tie[0], _firms_of(found, tie[1], tie[2])))
    told = _("%(one)s and %(other)s lie nearest: with the one, at least %(chance)s of places have the other")
    return told % {
        "one": industry_name(names[one]),
        "other": industry_name(names[other]),
        "chance": percent_text(float(weight), decimals=0),
    }


def _firms_of(found: Space, one: int, other: int) -> float:
    return float(found.table.counts[:, [one, other]].sum(axis=0).min())


# Complexity


def places_table(found: Space) -> Table:
    """Diversity, complexity and outlook of each place."""
    order, outlook, table = found.complexity, found.outlook, found.table
    rows = [
        Row(
            (
                Cell(place_name(code), url=place_url(code, table.asked)),
                int(table.totals.place[at]),
                int(found.diversity[at]),
                plain_number(order.eci[at]) if order else None,
                plain_number(outlook.coi[at]) if outlook else None,
            ),
            key=f"p-{code}",
        )
        for at, code in sorted(enumerate(table.places), key=lambda each: -_known(order.eci if order else None, each[0]))
    ]
    return Table(
        name="places",
        title=_("Complexity of places"),
        columns=(
            Column("place", _("Place")),
            Column("firms", _("Firms"), kind="number"),
            Column("diversity", _("Diversity"), kind="number"),
            Column("eci", _("Complexity (ECI)"), kind="number", decimals=2),
            Column("coi", _("Outlook (COI)"), kind="number", decimals=2),
        ),
        rows=tuple(rows),
        source=_("Hidalgo & Hausmann 2009; Hausmann et al. 2014; counts of firms"),
        note=floor_words(found),
        synthetic=table.synthetic,
        empty=_("Places cannot be ranked by complexity here."),
    )


def industries_table(found: Space) -> Table:
    """Ubiquity and complexity of each industry."""
    order, table = found.complexity, found.table
    firms = table.counts.sum(axis=0)
    rows = [
        Row(
            (
                Cell(industry_name(code), url=industry_url(code, table.asked)),
                int(firms[at]),
                int(found.ubiquity[at]),
                plain_number(order.pci[at]) if order else None,
            ),
            key=f"i-{code}",
        )
        for at, code in sorted(
            enumerate(table.industries), key=lambda each: -_known(order.pci if order else None, each[0])
        )
    ]
    return Table(
        name="industries",
        title=_("Complexity of industries"),
        columns=(
            Column("industry", _("Industry")),
            Column("firms", _("Firms"), kind="number"),
            Column("ubiquity", _("Places that have it"), kind="number"),
            Column("pci", _("Complexity (PCI)"), kind="number", decimals=2),
        ),
        rows=tuple(rows),
        source=_("Hidalgo & Hausmann 2009; Hausmann et al. 2014; counts of firms"),
        note=floor_words(found),
        synthetic=table.synthetic,
        empty=_("Industries cannot be ranked by complexity here."),
    )


def _known(values: "np.ndarray | None", at: int) -> float:
    return float(values[at]) if values is not None and np.isfinite(values[at]) else -np.inf


def floor_words(found: Space) -> str:
    """What an industry and a place need to be ranked: said beside every ranking."""
    told = _(
        "Ranked are industries with at least %(firms)s firms in at least %(places)s places, and places with at least "
        "%(there)s firms and %(industries)s present industries."
    )
    return told % {
        "firms": FEWEST_FIRMS_OF_INDUSTRY,
        "places": FEWEST_PLACES_OF_INDUSTRY,
        "there": FEWEST_FIRMS_OF_PLACE,
        "industries": found.floor.industries_needed,
    }


def _complexity_finding(found: Space, ranked: int) -> str:
    """A place is named only where it stays the first one when presence is drawn by its chance."""
    if not ranked:
        return _("Places cannot be put in one order of complexity")
    if found.first is not None:
        return _("%(place)s has the most complex mix of industries") % {
            "place": place_name(found.table.places[found.first])
        }
    told = _("%(n)s places are ranked by complexity; which is first cannot be told from so few firms")
    return told % {"n": ranked}


def complexity_bubbles(found: Space) -> BubbleChart:
    """Complexity of places by their diversity."""
    order, table = found.complexity, found.table
    known = [at for at in range(len(table.places)) if order is not None and np.isfinite(order.eci[at])]
    title = _complexity_finding(found, len(known))
    return BubbleChart(
        name="complexity",
        title=title,
        bubbles=tuple(
            Bubble(
                place_name(table.places[at]),
                float(found.diversity[at]),
                float(order.eci[at]) if order is not None else None,
                float(table.totals.place[at]),
                url=place_url(table.places[at], table.asked),
            )
            for at in known
        ),
        x_label=_("Diversity: industries that it has"),
        y_label=_("Complexity (ECI), in standard deviations"),
        size_label=_("Firms"),
        size_unit="家",
        y_reference=0.0,
        source=space_source(found),
        synthetic=table.synthetic,
        empty=_("At least three places and three industries that differ are needed."),
    )


def tested_facts(test: Tested | None) -> tuple[tuple[str, str], ...]:
    """The backtest in figures."""
    if test is None:
        return ()
    found, area = test.found, test.found.area
    known = np.isfinite(area.value)
    interval = interval_text(area.low, area.high) if np.isfinite(area.low) else _("unknown")
    how = _("places drawn anew") if area.by is IntervalBy.PLACES else _("DeLong; cells taken for independent")
    return (
        (_("Years"), f"{test.first} → {test.last}"),
        (_("Area under the curve"), number_text(area.value, decimals=3) if known else "—"),
        (_("Interval (95 %)"), f"{interval} ({how})"),
        (_("Could have entered"), number_text(found.candidates)),
        (_("Entered"), f"{number_text(found.entered)} ({_share(found.base_rate)})"),
        (_("Of the ten nearest of each place"), _share(found.hit_rate)),
        (_("Lift"), number_text(found.lift, decimals=2) if np.isfinite(found.lift) else "—"),
        (_("Stayed"), number_text(found.stayed)),
        (_("Left"), number_text(found.left)),
        (_("New to every place, not scored"), f"{number_text(found.unseen)} ({number_text(found.unseen_entered)})"),
    )


def _share(value: float) -> str:
    return percent_text(value) if np.isfinite(value) else "—"


def nodes_table(found: Space, place: str) -> Table:
    """Industries of the space, with what a chosen place has of them."""
    table = found.table
    row = table.places.index(place) if place in table.places else -1
    firms = table.counts.sum(axis=0) if row < 0 else table.counts[row]
    order = np.argsort(-firms, kind="stable")
    own = row >= 0
    columns = [
        Column("industry", _("Industry")),
        Column("firms", _("Firms"), kind="number"),
        Column("ubiquity", _("Places that have it"), kind="number"),
        Column("pci", _("Complexity (PCI)"), kind="number", decimals=2),
        *([Column("has", _("Here"), filtered=True), Column("density", _("Density"), kind="percent")] if own else []),
    ]
    return Table(
        name="industries",
        title=_("Industries of the space"),
        columns=tuple(columns),
        rows=tuple(_node_row(found, int(at), row, int(firms[at])) for at in order),
        source=space_source(found),
        synthetic=table.synthetic,
        empty=_("The register knows no industry of any firm here."),
    )


def _node_row(found: Space, at: int, row: int, firms: int) -> Row:
    code = found.table.industries[at]
    pci = plain_number(found.complexity.pci[at]) if found.complexity else None
    cells: list[object] = [
        Cell(industry_name(code), url=industry_url(code, found.table.asked)),
        firms,
        int(found.ubiquity[at]),
        pci,
    ]
    if row >= 0:
        has = _("has it") if found.present[row, at] else _("has it not")
        cells += [has, plain_number(found.density[row, at])]
    return Row(tuple(cells), key=f"i-{code}")  # type: ignore[arg-type]


def shown_place(table: CountTable, place: str) -> str:
    return place if place in table.places else ""
