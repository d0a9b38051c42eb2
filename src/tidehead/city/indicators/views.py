"""The pages about indicators as a whole: targets, the list of indicators, taxonomies, contradictions, methods."""

from collections import Counter
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext

from tidehead.city.accounts.middleware import public_page
from tidehead.city.evidence.queries import sources_by_code
from tidehead.city.indicators import queries
from tidehead.city.indicators.asking import DayRefused, asked_day, judging_day, kept_day
from tidehead.city.indicators.comparing import (
    contradiction_sentence,
    crosswalk_table,
    shown_check,
    shown_contradiction,
    shown_taxonomy,
    taxonomy_sentence,
)
from tidehead.city.indicators.listing import (
    Holdings,
    indicator_rows,
    indicator_table,
    list_sentence,
    topic_chips,
)
from tidehead.city.indicators.newest import newest_of_series
from tidehead.city.indicators.standing import Standing, target_statuses
from tidehead.city.indicators.target_list import (
    choosers,
    chosen,
    light_choices,
    target_row,
    target_table,
    worst_first,
)
from tidehead.city.indicators.types import Figure
from tidehead.city.indicators.wording import TESTS, Names, counted_sentence, names_of
from tidehead.city.indicators.worked import worked_case
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import exported


@public_page("targets")
def targets(request: HttpRequest) -> HttpResponse:
    """Every target with its base, latest figure, path, target, growth, forecast, rank and lights."""
    try:
        as_of = asked_day(request)
    except DayRefused as refused:
        return problem_page(request, 400, detail=str(refused))
    today = judging_day(as_of)
    statuses = target_statuses(queries.targets(as_of=today), today=today, as_of=as_of)
    names = _names(statuses)
    left = worst_first(chosen(statuses, request.GET))
    if request.GET.get("format"):
        table = target_table(left, names, as_of=today, synthetic=_is_synthetic(request))
        if file := exported(request, table):
            return file
    context = {
        "synthetic": _is_synthetic(request),
        "rows": [target_row(status, names, kept=kept_day(as_of)) for status in left],
        "finding": counted_sentence(status.state for status in left),
        "why_unknown": _why_unknown(left),
        "lights": light_choices(statuses, request.GET),
        "choosers": choosers(statuses, request.GET, names, queries.all_topics()),
        "asked": request.GET.dict(),
        "filtered": len(left) < len(statuses),
        "all_count": len(statuses),
        "as_of": as_of,
        "today": today,
        "tests": [str(label) for _name, label in TESTS],
        "icons": static("shell/icons.svg"),
    }
    return render(request, "indicators/targets.html", context)


def _names(statuses: tuple[Standing, ...]) -> Names:
    figures = [figure for s in statuses for figure in (s.base, s.latest, *s.series, *s.rivals) if figure]
    sources = {s.target.source for s in statuses} | {figure.source for figure in figures}
    return names_of((s.target.subject for s in statuses), sources)


def _why_unknown(statuses: list[Standing]) -> str:
    """What keeps most of the targets without a light from being judged."""
    dark = [status.reason for status in statuses if status.state == "unknown"]
    missing = sum(reason in {"no_figure", "no_figure_since_base"} for reason in dark)
    baseless = dark.count("no_base")
    vague = sum(reason in {"words_only", "undated", "no_start"} for reason in dark)
    told = [
        (missing, gettext("%(n)s lack a figure since their start")),
        (baseless, gettext("%(n)s name no base")),
        (vague, gettext("%(n)s are in words, undated or do not say from when to count")),
    ]
    reasons = gettext("; ").join(words % {"n": count} for count, words in told if count)
    return gettext("What is unknown: %(reasons)s.") % {"reasons": reasons} if reasons else ""


@public_page("indicators")
def indicators(request: HttpRequest) -> HttpResponse:
    """What is measured: every indicator with its newest figure, and how old that is."""
    try:
        as_of = asked_day(request)
    except DayRefused as refused:
        return problem_page(request, 400, detail=str(refused))
    region, topics, every = request.region, queries.all_topics(), queries.all_indicators()
    asked = request.GET.get("topic", "")
    left = [each for each in every if asked in ("", each.topic)]
    held = Holdings(
        counts=queries.figure_counts(as_of=as_of),
        newest=queries.newest_period_ends(as_of=as_of),
        latest=_newest_of(region.root, as_of) if region else {},
        targets=Counter(target.subject.indicator for target in queries.targets(as_of=as_of)),
    )
    checked_on = region.as_of if region else judging_day(as_of)
    kept = kept_day(as_of)
    if request.GET.get("format"):
        synthetic = _is_synthetic(request)
        table = indicator_table(left, topics, held, checked_on=checked_on, synthetic=synthetic, kept=kept)
        if file := exported(request, table):
            return file
    context = {
        "rows": indicator_rows(left, topics, held, checked_on=checked_on, kept=kept),
        "checked_on": checked_on,
        "synthetic": _is_synthetic(request),
        "finding": list_sentence(left, held, checked_on),
        "chips": topic_chips(every, topics, asked),
        "asked": asked,
        "as_of": as_of,
        "kept": kept,
    }
    return render(request, "indicators/indicators.html", context)


def _newest_of(root: str, as_of: date | None) -> dict[str, Figure]:
    return {figure.subject.indicator: figure for figure in newest_of_series(place=[root], as_of=as_of)}


@public_page("indicators")
def taxonomies(request: HttpRequest) -> HttpResponse:
    """The versions of the lists of clusters side by side, and how their members relate."""
    found = queries.all_taxonomies()
    sources = sources_by_code(each.source for each in found)
    shown = [shown_taxonomy(each, sources.get(each.source)) for each in found]
    table = crosswalk_table(queries.crosswalk(), found, synthetic=_is_synthetic(request))
    if file := exported(request, table):
        return file
    context = {"taxonomies": shown, "table": table, "finding": taxonomy_sentence(shown)}
    return render(request, "indicators/taxonomies.html", context)


@public_page("indicators")
def contradictions(request: HttpRequest) -> HttpResponse:
    """Where documents disagree, and the arithmetic that the pack proves."""
    found, checks = queries.contradictions(), queries.proven_checks()
    sources = sources_by_code(side.source for each in found for side in each.sides)
    context = {
        "contradictions": [shown_contradiction(each, sources) for each in found],
        "checks": [shown_check(each) for each in checks],
        "finding": contradiction_sentence(found, checks),
    }
    return render(request, "indicators/contradictions.html", context)


@public_page("targets")
def methods(request: HttpRequest) -> HttpResponse:
    """How a target is judged, with the formulas in words and a case worked through."""
    return render(request, "indicators/methods.html", {"case": worked_case()})


def _is_synthetic(request: HttpRequest) -> bool:
    return bool(request.region and request.region.synthetic)
