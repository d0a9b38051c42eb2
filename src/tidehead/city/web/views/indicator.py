"""One indicator: what it means, its figures over time and among peers, what was known when, what hangs on it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tidehead.city.accounts.middleware import public_page
from tidehead.city.indicators import queries
from tidehead.city.indicators.asking import DayRefused, asked_day, judging_day, kept_day
from tidehead.city.indicators.figure_sheets import (
    Sheet,
    chosen_subject,
    figure_table,
    peers_of_subject,
    series_chart,
    subject_key,
    subjects_of,
    vintage_table,
)
from tidehead.city.indicators.standing import Standing, target_statuses
from tidehead.city.indicators.types import IndicatorInfo, Subject
from tidehead.city.indicators.wording import DIRECTIONS, NATURES, Names, due_text, goal_text, names_of
from tidehead.city.plans.queries import commitments
from tidehead.city.plans.types import CommitmentInfo
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.formatting import period_text, unit_text
from tidehead.city.shell.tables import exported


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Numerator or denominator: a link where it is an indicator of ours, else the words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NamedTarget:
    url: str
    whose: str
    goal: str
    state: str


@public_page("indicators")
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    """Definition, series, peers, all figures, vintages, and what depends on it."""
    try:
        as_of = asked_day(request)
    except DayRefused as refused:
        return problem_page(request, 400, detail=str(refused))
    indicator = queries.indicator_by_code(code)
    if indicator is None:
        told = gettext("There is no indicator “%(code)s”. See the list of indicators.") % {"code": code}
        return problem_page(request, 404, detail=told)
    sheet, statuses = _sheet(request, indicator, as_of)
    tables = (figure_table(sheet, as_of=judging_day(as_of)), vintage_table(sheet))
    for table in tables:
        if file := exported(request, table):
            return file
    subject = chosen_subject(sheet.known, request.GET.get("of", ""), request.region.root if request.region else "")
    peers = peers_of_subject(sheet, subject, request.GET.get("period", ""))
    kept = kept_day(as_of)
    context = {
        "indicator": indicator,
        "unit": unit_text(indicator.unit, unit_en=indicator.unit_en),
        "nature": str(NATURES.get(indicator.nature, indicator.nature)),
        "direction": str(DIRECTIONS.get(indicator.direction, indicator.direction)),
        **_parts(indicator, kept),
        "source": sheet.names.sources.get(indicator.source),
        "chart": series_chart(sheet, subject),
        "subjects": _subject_options(sheet, subject),
        "peers": peers.chart,
        "periods": [Option(period, period_text(period), period == peers.period) for period in peers.periods],
        "figures": tables[0],
        "vintages": tables[1],
        "targets": _named_targets(statuses, sheet.names, kept),
        "dependents": queries.dependents_of(code),
        "promises": _promises(statuses),
        "contradictions": [each for each in queries.contradictions() if code in each.indicators],
        "checks": [each for each in queries.proven_checks() if code in each.indicators],
        "disputes": len(sheet.disputed),
        "as_of": as_of,
        "of": subject_key(subject) if subject else "",
        "kept": kept,
    }
    return render(request, "web/indicator.html", context)


def _sheet(request: HttpRequest, indicator: IndicatorInfo, as_of: date | None) -> tuple[Sheet, tuple[Standing, ...]]:
    code = indicator.code
    statuses = target_statuses(queries.targets(indicator=code, as_of=as_of), today=judging_day(as_of), as_of=as_of)
    every = queries.vintages(indicator=code)
    every = tuple(figure for figure in every if as_of is None or figure.as_of <= as_of)
    subjects = [*(figure.subject for figure in every), *(status.target.subject for status in statuses)]
    names = names_of(subjects, {indicator.source, *(f.source for f in every), *(s.target.source for s in statuses)})
    sheet = Sheet(
        indicator=indicator,
        known=queries.figures(indicator=code, as_of=as_of),
        every=every,
        disputed=queries.disputes(indicator=code, as_of=as_of),
        names=names,
        synthetic=bool(request.region and request.region.synthetic),
        kept=kept_day(as_of),
    )
    return sheet, statuses


def _parts(indicator: IndicatorInfo, kept: str) -> dict[str, Part | None]:
    known = queries.indicators_by_code({indicator.numerator, indicator.denominator} - {""})
    return {
        name: Part(str(known[value].label), reverse("web:indicator", args=[value]) + kept)
        if value in known
        else (Part(value, "") if value else None)
        for name, value in (("numerator", indicator.numerator), ("denominator", indicator.denominator))
    }


def _subject_options(sheet: Sheet, chosen: Subject | None) -> list[Option]:
    return [
        Option(subject_key(subject), f"{sheet.names.whose(subject)} ({count})", subject == chosen)
        for subject, count in subjects_of(sheet.known).items()
    ]


def _named_targets(statuses: tuple[Standing, ...], names: Names, kept: str) -> list[NamedTarget]:
    return [
        NamedTarget(
            reverse("web:target", args=[status.target.code]) + kept,
            names.whose(status.target.subject),
            f"{goal_text(status.target, status.indicator)} · {due_text(status.target)}",
            status.state,
        )
        for status in statuses
    ]


def _promises(statuses: tuple[Standing, ...]) -> tuple[CommitmentInfo, ...]:
    """Commitments that name one of its targets."""
    codes = {status.target.code for status in statuses}
    return commitments(target=codes) if codes else ()
