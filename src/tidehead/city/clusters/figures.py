"""What documents published of a cluster: figures of the members of taxonomies, each with its source."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.clusters.types import CLUSTER, level_of_industry
from tidehead.city.enterprises.queries import terms
from tidehead.city.indicators.queries import figures, indicators_by_code, members_by_code
from tidehead.city.places.queries import places_by_code
from tidehead.city.shell.tables import Cell, Column, Row, Table


def member_code(code: str) -> str:
    """The name of a cluster in figures: taxonomy:member; of an industry of the classification none."""
    if level_of_industry(code) != CLUSTER:
        return ""
    taxonomy = next((term.parent for term in terms(CLUSTER) if term.code == code), "")
    return f"{taxonomy}:{code}" if taxonomy else ""


def figures_table(code: str) -> Table:
    """Every published figure of a cluster, the newest period first."""
    member = member_code(code)
    found = figures(industry=member) if member and member in members_by_code() else ()
    named = indicators_by_code({one.subject.indicator for one in found})
    places = places_by_code({one.subject.place for one in found})
    rows = []
    for one in sorted(found, key=lambda each: (each.subject.indicator, each.period), reverse=True):
        indicator, place = named.get(one.subject.indicator), places.get(one.subject.place)
        if indicator is None:
            continue
        value = Cell(
            one.value,
            source=reverse("web:figure_source", args=[one.id]),
            unit=indicator.unit,
            unit_en=indicator.unit_en,
            comparator=one.comparator,
            value_high=one.value_high,
        )
        url = reverse("web:indicator", args=[indicator.code])
        rows.append(Row((Cell(indicator.label, url=url), place.label if place else "", one.period, value)))
    return Table(
        name="published",
        title=_("What documents published of it"),
        columns=(
            Column("indicator", _("Indicator")),
            Column("place", _("Place")),
            Column("period", _("Period"), kind="period"),
            Column("value", _("Value"), kind="figure"),
        ),
        rows=tuple(rows),
        empty=_("No document of the region gives a figure of it."),
        empty_remedy=_("Figures that are read from a document for this cluster appear here by themselves."),
    )
