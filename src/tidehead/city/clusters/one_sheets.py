"""Tables and pictures of one cluster or industry."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.calc.spatial import Quadrant
from tidehead.city.clusters.definitions import MemberRules
from tidehead.city.clusters.sheets import SURE, doubt_cells, place_url, source_text, star_columns
from tidehead.city.clusters.spreading import Neighbourhood, Spread
from tidehead.city.clusters.types import CLUSTER, CountTable, Speciality, level_of_industry
from tidehead.city.clusters.wording import industry_name, place_name
from tidehead.city.places.queries import region_drawing
from tidehead.city.shell.charts import Area, Bar, BarChart, LineChart, Mark, SchematicMap, Series, Spot
from tidehead.city.shell.formatting import number_text, percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table

MOST_BARS = 30
_LONGEST_LINE = 40


def firms_url(code: str) -> str:
    """The firms of an industry in the register."""
    name = "cluster" if level_of_industry(code) == CLUSTER else "industry"
    return f"{reverse('enterprises:enterprises')}?{urlencode({name: code})}"


def places_bars(cells: list[Speciality], table: CountTable) -> BarChart:
    """Shrunken quotients of places with their intervals."""
    shown = sorted((one for one in cells if one.firms), key=lambda one: -one.quotient)[:MOST_BARS]
    return BarChart(
        name="quotients",
        title=places_finding(cells),
        bars=tuple(
            Bar(place_name(one.place), one.quotient, low=one.low, high=one.high, url=place_url(one.place, table.asked))
            for one in shown
        ),
        reference=1.0,
        reference_label=_("as in the reference"),
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("No place of the region has a firm of it."),
    )


def places_finding(cells: list[Speciality]) -> str:
    sure = sorted((one for one in cells if one.above >= SURE), key=lambda one: -one.low)
    if not sure:
        return _("No place is surely specialised in it")
    told = ngettext(
        "%(n)s place is surely specialised: %(place)s, %(low)s to %(high)s times the reference",
        "%(n)s places are surely specialised, above all %(place)s: %(low)s to %(high)s times the reference",
        len(sure),
    )
    best = sure[0]
    ends = {"low": number_text(best.low, decimals=1), "high": number_text(best.high, decimals=1)}
    return told % {"n": len(sure), "place": place_name(best.place), **ends}


def map_of(cells: list[Speciality], table: CountTable) -> SchematicMap | None:
    """Quotients on the region's drawing; None where there is none, or it shows no such place."""
    drawing = region_drawing()
    values = {one.place: one.quotient for one in cells}
    if drawing is None or not {one.code for one in (*drawing.areas, *drawing.marks)} & values.keys():
        return None
    return SchematicMap(
        name="map",
        title=_("Where %(industry)s is") % {"industry": industry_name(cells[0].industry)},
        areas=tuple(
            Area(
                one.code,
                one.label,
                rings=tuple(tuple((x, -y) for x, y in ring) for ring in one.rings),
                value=values.get(one.code),
                url=place_url(one.code, table.asked) if one.code in values else "",
            )
            for one in drawing.areas
        ),
        spots=tuple(
            Spot(one.code, one.label, (one.at[0], -one.at[1]), values[one.code], url=place_url(one.code, table.asked))
            for one in drawing.marks
            if one.code in values
        ),
        source=source_text(table),
        synthetic=table.synthetic,
        schematic=drawing.schematic,
    )


def years_line(by_year: dict[int, int], table: CountTable) -> LineChart:
    """Registrations of each year."""
    years = range(min(by_year), max(by_year) + 1) if by_year else range(0)
    marks = tuple(Mark(str(year), float(by_year.get(year, 0))) for year in years[-_LONGEST_LINE:])
    peak = max(by_year, key=lambda year: (by_year[year], year)) if by_year else 0
    return LineChart(
        name="years",
        title=_("More of today's firms were registered in %(year)s than in any other year") % {"year": peak}
        if peak
        else _("Registrations"),
        series=(Series(_("Firms registered, of those the register has"), marks, role="actual"),),
        unit="家",
        unit_en="firms",
        source=_("Firms of the register by their day of registration; firms that have gone are missing"),
        synthetic=table.synthetic,
        from_zero=True,
        empty=_("No day of registration is known of its firms."),
    )


def places_table(cells: list[Speciality], table: CountTable, around: Neighbourhood | None) -> Table:
    """A place a row with the quotient and its doubt."""
    standing = _standing_among_neighbours(around)
    return Table(
        name="places",
        title=_("Places"),
        columns=(
            Column("place", _("Place")),
            Column("firms", _("Firms"), kind="number"),
            Column("expected", _("Expected at a quotient of 1"), kind="number", decimals=1, secondary=True),
            Column("raw", _("Raw quotient"), kind="number", decimals=2, secondary=True),
            Column("quotient", _("Quotient, shrunk"), kind="number", decimals=2),
            Column("interval", _("Interval (90 %)")),
            Column("above", _("Chance of more than 1"), kind="percent", decimals=0),
            Column("stars", _("Stars")),
            *star_columns(),
            Column("around", _("Among its neighbours"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(place_name(one.place), url=place_url(one.place, table.asked)),
                    *doubt_cells(one),
                    standing.get(one.place, ""),
                ),
                key=f"p-{one.place}",
            )
            for one in sorted(cells, key=lambda one: -one.low)
        ),
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("No place of the region has a firm of it."),
    )


def _standing_among_neighbours(around: Neighbourhood | None) -> dict[str, str]:
    if around is None:
        return {}
    words = {
        Quadrant.HIGH_HIGH: _("high among high"),
        Quadrant.LOW_HIGH: _("low among high"),
        Quadrant.LOW_LOW: _("low among low"),
        Quadrant.HIGH_LOW: _("high among low"),
    }
    local, told = around.local, {}
    for at, place in enumerate(around.places):
        word = words.get(Quadrant(int(local.quadrant[at])), "")
        sure = _("stands out") if local.found[at] else _("may be chance, p = %(p)s")
        told[place] = f"{word} ({sure % {'p': number_text(float(local.p[at]), decimals=2)}})" if word else ""
    return told


def neighbour_finding(around: Neighbourhood | None) -> str:
    """What Moran's I says, in a sentence."""
    if around is None:
        return _("Whether neighbours are alike is not told: fewer than five places have a known point.")
    whole = around.whole
    values = {
        "value": number_text(whole.value, decimals=2),
        "expected": number_text(whole.expected, decimals=2),
        "p": number_text(whole.p_permuted, decimals=3),
        "n": len(around.places),
    }
    if whole.p_permuted > 0.05:
        told = _(
            "Neighbours are no more alike than chance: Moran's I %(value)s, %(expected)s expected, p = %(p)s, "
            "%(n)s places."
        )
    elif whole.value > whole.expected:
        told = _("Neighbours are alike: Moran's I %(value)s, %(expected)s expected, p = %(p)s, %(n)s places.")
    else:
        told = _("Neighbours differ: Moran's I %(value)s, %(expected)s expected, p = %(p)s, %(n)s places.")
    return told % values


def spread_facts(found: Spread) -> tuple[tuple[str, str, str], ...]:
    """Measures of concentration: name, value, what it means."""
    basis = (
        _("with the sizes of firms by jobs, known of %(share)s")
        if found.by_jobs
        else _("each firm counted alike, because jobs are known of only %(share)s")
    )
    share = {"share": percent_text(found.known_jobs, decimals=0)}
    return (
        (_("Ellison and Glaeser's γ"), _number(found.gamma), _("above 0.05 strong, below 0.02 weak; ") + basis % share),
        (
            _("Hoover–Gini"),
            _number(found.hoover_gini),
            _("against all firms; 0 spread as they are, 1 in the smallest place"),
        ),
        (_("Gini"), _number(found.gini), _("of the firms alone; 0 as many everywhere")),
        (_("Hoover"), _number(found.hoover), _("share of the firms that would have to move to be spread as all are")),
        (_("Krugman"), _number(found.krugman), _("0 spread as all firms, 2 where nothing else is")),
        (_("Theil"), _number(found.theil), _("0 as many everywhere; larger, more uneven")),
        (_("Herfindahl–Hirschman"), _number(found.herfindahl), _("1 all in one place")),
    )


def _number(value: float) -> str:
    return number_text(value, decimals=3)


def definition_rows(member: MemberRules) -> tuple[tuple[str, str], ...]:
    """Each rule of a cluster: its codes by name, and the words that a firm needs."""
    return tuple(
        (_("; ").join(industry_name(code) for code in rule.codes), _(", ").join(rule.words)) for rule in member.rules
    )
