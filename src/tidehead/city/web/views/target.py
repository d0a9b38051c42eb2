"""One target: where it stands and why, what it is a part of, who has promised something for it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tidehead.city.accounts.middleware import public_page
from tidehead.city.indicators import queries
from tidehead.city.indicators.asking import DayRefused, asked_day, judging_day, kept_day
from tidehead.city.indicators.decomposition import Decomposition, decomposed
from tidehead.city.indicators.figure_sheets import with_unknown_years
from tidehead.city.indicators.sameness import same_value
from tidehead.city.indicators.standing import Standing, forecast_years, target_statuses
from tidehead.city.indicators.types import ACCEPTED, Figure, TargetInfo
from tidehead.city.indicators.wording import (
    FORCES,
    KINDS,
    TESTS,
    Names,
    computed,
    due_text,
    explained,
    finding_title,
    goal_text,
    growth_text,
    names_of,
    overall_sentence,
    printed,
)
from tidehead.city.plans.queries import commitments
from tidehead.city.shell.charts import LineChart, Mark, Series
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.formatting import percent_text, period_text


@dataclass(frozen=True, slots=True)
class ToldTest:
    label: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ToldPart:
    url: str
    label: str
    goal: str
    source_url: str
    state: str
    share: str
    source: str


@public_page("targets")
def target_page(request: HttpRequest, code: str) -> HttpResponse:
    """The target's chart, its four tests in words, its parts, the commitments that name it, its source."""
    try:
        as_of = asked_day(request)
    except DayRefused as refused:
        return problem_page(request, 400, detail=str(refused))
    target = queries.target_by_code(code)
    if target is None:
        told = gettext("There is no target “%(code)s”. See the list of targets.") % {"code": code}
        return problem_page(request, 404, detail=told)
    today, kept = judging_day(as_of), kept_day(as_of)
    parts = [part for part in queries.parts_of_target(code) if as_of is None or queries.was_set_by(part, as_of)]
    parent = queries.target_by_code(target.parent) if target.parent else None
    same = queries.targets(indicator=target.subject.indicator, place=target.subject.place, as_of=as_of)
    around = {each.code: each for each in (target, *parts, *([parent] if parent else []), *same)}
    beside = [each for each in same if each.subject == target.subject and each not in (target, parent, *parts)]
    statuses = {each.target.code: each for each in target_statuses(list(around.values()), today=today, as_of=as_of)}
    status = statuses[code]
    names = _names(tuple(statuses.values()))
    synthetic = bool(request.region and request.region.synthetic)
    others = _other_values(status, as_of or today)
    names = names_of((s.target.subject for s in statuses.values()), {*names.sources, *(f.source for f in others)})
    split = decomposed(status, [statuses[part.code] for part in parts])
    context = {
        "target": target,
        "status": status,
        "indicator": status.indicator,
        "whose": names.whose(target.subject),
        "chart": target_chart(status, names, others=others, synthetic=synthetic),
        "tests": [
            ToldTest(str(label), test.state, explained(status, test))
            for (_name, label), test in zip(TESTS, status.tests, strict=True)
        ],
        "overall": overall_sentence(status),
        "facts": _facts(status),
        "parts": [_told_part(part.status, names, kept, share=part.share) for part in split.parts],
        "balance": _balance(split, status),
        "parent": _told_part(statuses[parent.code], names, kept, share=None) if parent else None,
        "beside": [_told_part(statuses[each.code], names, kept, share=None) for each in beside],
        "commitments": commitments(target=code),
        "source": names.sources.get(target.source),
        "rivals": [(figure, names.source(figure.source)) for figure in status.rivals],
        "others": [
            (figure, printed(figure, status.indicator), names.source(figure.source))
            for figure in others
            if any(each and figure.period == each.period for each in (status.base, status.latest))
        ],
        "goal": goal_text(target, status.indicator),
        "due": due_text(target),
        "force": str(FORCES.get(target.force, target.force)),
        "kind": str(KINDS.get(status.kind, status.kind)),
        "as_of": as_of,
        "today": today,
        "kept": kept,
        "drawer": reverse("web:target_source", args=[code]) + kept,
        "not_yet_set": as_of is not None and not queries.was_set_by(target, as_of),
    }
    return render(request, "web/target.html", context)


def _names(statuses: tuple[Standing, ...]) -> Names:
    figures = [figure for s in statuses for figure in (s.base, s.latest, *s.rivals) if figure]
    sources = {s.target.source for s in statuses} | {figure.source for figure in figures}
    return names_of((s.target.subject for s in statuses), sources)


def _other_values(status: Standing, day: date) -> tuple[Figure, ...]:
    """What was also given, by then, for the periods that the chart shows: other sources, and values since restated."""
    subject = status.target.subject
    shown = {f.period: f for f in (*status.series, *(f for f in (status.base, status.latest) if f))}
    given = queries.vintages(indicator=subject.indicator, place=subject.place, industry=subject.industry)
    return tuple(
        f
        for f in given
        if f.subject == subject and f.as_of <= day and f.state == ACCEPTED
        if f.period in shown and not same_value(f.value, shown[f.period].value)
    )


def target_chart(
    status: Standing, names: Names, *, others: tuple[Figure, ...] = (), synthetic: bool = False
) -> LineChart:
    """What was, what should have been, what is aimed at and where it is heading; the finding is the title."""
    drawn = {figure.period for figure in _shown(status)}
    series = [
        _line(gettext("Figures"), "actual", list(_shown(status))),
        _line(gettext("Preliminary"), "preliminary", [f for f in _shown(status) if f.basis == "preliminary"]),
        _line(gettext("Other sources and earlier values"), "vintage", [f for f in others if f.period in drawn]),
        Series(gettext("Path"), tuple(Mark(_period_of(time), value) for time, value in status.path), "path"),
        Series(gettext("Target"), _goal_marks(status), "target"),
        Series(gettext("Forecast"), _forecast_marks(status), "forecast"),
    ]
    return LineChart(
        name="target",
        title=finding_title(status),
        series=tuple(each for each in series if each.marks),
        unit=status.indicator.unit,
        unit_en=status.indicator.unit_en,
        source=_sources(status, names),
        synthetic=synthetic,
        empty=gettext("Neither a figure nor a number to reach is known, so there is nothing to draw."),
    )


def _shown(status: Standing) -> tuple[Figure, ...]:
    """The yearly figures, and the latest one where it is of a moment within a year (not a part of a year's amount)."""
    latest, series = status.latest, status.series
    if latest is None or status.indicator.nature == "flow" or latest in series:
        return series
    return (*series, latest)


def _line(label: str, role: str, figures: list[Figure]) -> Series:
    marks = (Mark(f.period, f.value, source=reverse("web:figure_source", args=[f.id])) for f in figures)
    return Series(label, with_unknown_years(tuple(marks)) if role == "actual" else tuple(marks), role)


def _period_of(time: float) -> str:
    """The year of a point on the path; a point within a year is named by its month."""
    year, rest = int(time), time - int(time)
    return str(year) if rest < 1e-9 else f"{year + 1}-{max(1, min(12, round(rest * 12))):02d}"


def _goal_marks(status: Standing) -> tuple[Mark, ...]:
    if status.goal_value is None:
        return ()
    source = reverse("web:target_source", args=[status.target.code])
    if status.kind == "annual":
        return tuple(Mark(_period_of(time), value, source=source) for time, value in status.path)
    end = status.target.period_end
    if end is None:
        return ()
    return (
        Mark(str(end.year) if (end.month, end.day) == (12, 31) else f"{end:%Y-%m}", status.goal_value, source=source),
    )


def _forecast_marks(status: Standing) -> tuple[Mark, ...]:
    """From the last known year on, so that the eye can follow it."""
    ahead = forecast_years(status)
    if not ahead:
        return ()
    last = status.series[-1]
    start = Mark(last.period, last.value, low=last.value, high=last.value, note=gettext("the last figure"))
    return start, *(Mark(str(year), point, low=low, high=high) for year, point, low, high in ahead)


def _sources(status: Standing, names: Names) -> str:
    known = [status.target.source, *([status.base.source] if status.base else [])]
    known += [status.latest.source] if status.latest else []
    return gettext("; ").join(dict.fromkeys(names.source(code) for code in known if code))


@dataclass(frozen=True, slots=True)
class Facts:
    base: str
    base_url: str
    base_period: str
    latest: str
    latest_url: str
    latest_period: str
    plan: str
    required: str
    achieved: str
    method: str
    forecast: str


def _facts(status: Standing) -> Facts:
    base, latest, indicator = status.base, status.latest, status.indicator
    compound = gettext("compound: per cent a year, because amounts above zero grow by percentages")
    steps = gettext("equal steps: a share or a running total, or a value not above zero, does not compound")
    interval = ""
    if status.forecast:
        point, low, high = (computed(value, indicator) for value in status.forecast)
        interval = gettext("%(point)s (%(low)s to %(high)s)") % {"point": point, "low": low, "high": high}
    return Facts(
        base=printed(base, indicator),
        base_url=reverse("web:figure_source", args=[base.id]) if base else "",
        base_period=period_text(base.period) if base else "",
        latest=printed(latest, indicator),
        latest_url=reverse("web:figure_source", args=[latest.id]) if latest else "",
        latest_period=period_text(latest.period) if latest else "",
        plan=computed(status.plan_to_date, indicator),
        required=growth_text(status.required_growth, status),
        achieved=growth_text(status.achieved_growth, status),
        method=compound if status.growth_method == "compound" else steps,
        forecast=interval or "—",
    )


def _told_part(status: Standing, names: Names, kept: str, *, share: float | None) -> ToldPart:
    target: TargetInfo = status.target
    return ToldPart(
        url=reverse("web:target", args=[target.code]) + kept,
        label=f"{names.whose(target.subject)} · {status.indicator.label}",
        goal=f"{goal_text(target, status.indicator)} · {due_text(target)}",
        source_url=reverse("web:target_source", args=[target.code]),
        state=status.state,
        share=percent_text(share) if share is not None else "",
        source=names.source(target.source),
    )


def _balance(split: Decomposition, status: Standing) -> str:
    """Whether the parts make up the whole, as a sentence."""
    if not split.parts:
        return ""
    if split.reason == "ratio":
        return gettext("Shares and ratios do not add up over places, so no gap is computed.")
    if split.gap is None or split.total is None:
        return gettext("These say the same target in another way; they are not parts that add up to it.")
    numbers = {
        "n": split.added,
        "total": computed(split.total, status.indicator),
        "gap": computed(abs(split.gap), status.indicator),
        "whole": computed(status.target.value, status.indicator),
    }
    if abs(split.gap) < 1e-9 * max(1.0, abs(split.total)):
        return gettext("The parts add up to the whole: %(total)s.") % numbers
    if split.gap > 0:
        return (
            ngettext(
                "%(n)s part makes %(total)s of %(whole)s: %(gap)s is owned by nobody.",
                "%(n)s parts make %(total)s of %(whole)s: %(gap)s is owned by nobody.",
                split.added,
            )
            % numbers
        )
    return gettext("The parts promise %(total)s, %(gap)s more than the whole asks for.") % numbers
