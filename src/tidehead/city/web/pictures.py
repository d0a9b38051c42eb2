"""The cockpit's pictures, with their findings worked out of the data."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.common.types import RegionInfo
from tidehead.city.indicators.types import Figure, TargetStatus
from tidehead.city.places.types import DrawingInfo
from tidehead.city.shell.charts import Area, SchematicMap, Sparkline, Spot
from tidehead.city.shell.formatting import figure_text, in_sentence, period_text
from tidehead.city.shell.statuses import STATUSES, status_of
from tidehead.city.web.overview import Headline, MapView

WORST_FIRST = tuple(status.code for status in sorted(STATUSES, key=lambda status: status.rank))


def region_map(view: MapView, region: RegionInfo, *, kept: str = "") -> SchematicMap:
    """The region with one indicator's values by area and the platforms as spots; `kept` ends the links to places."""
    drawing = view.drawing or DrawingInfo((), (), 1.0, 1.0, schematic=True)
    flip = drawing.height
    areas = tuple(
        Area(
            code=area.code,
            label=area.label,
            rings=tuple(tuple((x, flip - y) for x, y in ring) for ring in area.rings),
            value=view.values[area.code].value if area.code in view.values else None,
            url=reverse("web:place", args=[area.code]) + kept,
            source=_source(view.values.get(area.code)),
        )
        for area in drawing.areas
    )
    spots = tuple(
        Spot(mark.code, mark.label, (mark.at[0], flip - mark.at[1]), url=reverse("web:place", args=[mark.code]) + kept)
        for mark in drawing.marks
    )
    indicator = view.indicator
    return SchematicMap(
        name="map",
        title=_map_finding(view),
        areas=areas,
        spots=spots,
        unit=indicator.unit if indicator else "",
        unit_en=indicator.unit_en if indicator else "",
        synthetic=region.synthetic,
        schematic=drawing.schematic,
        empty=_("The pack has no points or tiles to draw a map from."),
    )


def _source(figure: Figure | None) -> str:
    return reverse("web:figure_source", args=[figure.id]) if figure else ""


def _map_finding(view: MapView) -> str:
    if view.indicator is None or not view.values or view.drawing is None:
        return _("No indicator is known for enough places to be compared on the map")
    labels = {area.code: area.label for area in view.drawing.areas}
    known = {code: figure for code, figure in view.values.items() if code in labels}
    if not known:
        return str(view.indicator.label)
    best = min if view.indicator.direction == "down" else max
    top = best(known, key=lambda code: known[code].value)
    figure = known[top]
    leads = _("%(place)s leads in %(indicator)s: %(value)s (%(period)s; %(known)s of %(all)s places known)")
    highest = _("%(place)s has the highest %(indicator)s: %(value)s (%(period)s; %(known)s of %(all)s places known)")
    return (highest if view.indicator.direction == "none" else leads) % {
        "place": labels[top],
        "indicator": in_sentence(str(view.indicator.label)),
        "value": figure_text(figure.value, view.indicator.unit, unit_en=view.indicator.unit_en),
        "period": period_text(view.period),
        "known": len(known),
        "all": len(labels),
    }


def headline_spark(headline: Headline) -> Sparkline | None:
    """The whole-year values of a headline figure; None where there are too few to show a course."""
    years = [figure for figure in headline.series if len(figure.period) == 4]
    if len(years) < 3:
        return None
    first, last = int(years[0].period), int(years[-1].period)
    by_year = {int(figure.period): figure.value for figure in years}
    return Sparkline(label=headline.indicator.label, values=tuple(by_year.get(year) for year in range(first, last + 1)))


def lights(statuses: tuple[TargetStatus, ...]) -> list[tuple[str, int]]:
    """How many targets show each light, the worst first."""
    counts = {status.code: 0 for status in STATUSES}
    for status in statuses:
        counts[status.state] = counts.get(status.state, 0) + 1
    return [(code, counts[code]) for code in WORST_FIRST]


def lights_finding(statuses: tuple[TargetStatus, ...]) -> str:
    """What the lights add up to, in one sentence."""
    counts = dict(lights(statuses))
    late, good = counts["off_course"] + counts["behind"], counts["reached"] + counts["ahead"] + counts["on_course"]
    if not statuses:
        return _("No targets yet")
    judged = late + good
    if not judged:
        return ngettext(
            "%(n)s target, which cannot be judged yet", "%(n)s targets, none of which can be judged yet", len(statuses)
        ) % {"n": len(statuses)}
    sentence = _("%(all)s targets: %(good)s on course or better, %(late)s behind, %(waiting)s waiting for a figure")
    return sentence % {"all": len(statuses), "good": good, "late": late, "waiting": len(statuses) - judged}


def worst(statuses: tuple[TargetStatus, ...], *, most: int) -> tuple[TargetStatus, ...]:
    """The targets that need somebody first: off course, behind, then those nobody can judge, the earliest due first."""
    return tuple(sorted(statuses, key=lambda s: (status_of(s.state).rank, s.target.period or "9"))[:most])
