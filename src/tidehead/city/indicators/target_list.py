"""The list of targets: which are asked for, a row for each on the page, and the same as a file with everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidehead import __version__
from tidehead.city.indicators.standing import Standing
from tidehead.city.indicators.types import Figure, TopicInfo
from tidehead.city.indicators.wording import (
    FORCES,
    KINDS,
    TESTS,
    Names,
    computed,
    due_text,
    explained,
    goal_text,
    growth_text,
    printed,
    reason_word,
    rounded,
    state_word,
)
from tidehead.city.shell.charts import Sparkline
from tidehead.city.shell.formatting import number_text, period_text
from tidehead.city.shell.sparklines import SparklineDrawing, drawing_of
from tidehead.city.shell.statuses import STATUSES, status_of
from tidehead.city.shell.tables import Cell, Column, Row, Table

FILTERS = ("source", "topic", "place", "force", "status")


@dataclass(frozen=True, slots=True)
class SmallLight:
    """A test's light, small enough for a table: the shape, its word for screen readers, the sentence as a title."""

    code: str
    word: str
    sentence: str
    label: str
    why: str
    rank: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A number in a cell with the drawer it opens, and what stands below it."""

    text: str
    key: str = ""
    source_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetRow:
    code: str
    url: str
    label: str
    whose: str
    light: SmallLight
    tests: tuple[SmallLight, ...]
    force: str
    base: Shown
    latest: Shown
    plan: Shown
    goal: Shown
    required: Shown
    achieved: Shown
    forecast: Shown
    rank: Shown
    line: SparklineDrawing | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """One list to choose from above the table."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def chosen(statuses: Sequence[Standing], asked: QueryDict, *, but: str = "") -> tuple[Standing, ...]:
    """The targets that fit everything asked for, or everything `but` one filter."""
    wanted = {name: asked.get(name, "") for name in FILTERS if name != but and asked.get(name)}
    return tuple(s for s in statuses if all(_value(s, name) == value for name, value in wanted.items()))


def choosers(
    statuses: Sequence[Standing], asked: QueryDict, names: Names, topics: Sequence[TopicInfo]
) -> tuple[Chooser, ...]:
    """What can be chosen, each with how many targets would be left."""
    by_topic = {topic.code: str(topic.label) for topic in topics}
    labels = {
        "source": names.source,
        "topic": lambda code: by_topic.get(code, code),
        "place": names.place,
        "force": lambda code: str(FORCES.get(code, code)),
    }
    words = {"source": _("Document"), "topic": _("Topic"), "place": _("Place"), "force": _("Force")}
    return tuple(
        Chooser(name, str(words[name]), _choices(name, chosen(statuses, asked, but=name), asked, label))
        for name, label in labels.items()
    )


def light_choices(statuses: Sequence[Standing], asked: QueryDict) -> tuple[Choice, ...]:
    """Each light with the number of targets that show it, the worst first."""
    left = chosen(statuses, asked, but="status")
    counts = {status.code: sum(each.state == status.code for each in left) for status in STATUSES}
    return tuple(
        Choice(status.code, str(status.word), counts[status.code], asked.get("status") == status.code)
        for status in sorted(STATUSES, key=lambda each: each.rank)
        if counts[status.code]
    )


def _choices(name: str, left: Sequence[Standing], asked: QueryDict, label: object) -> tuple[Choice, ...]:
    values = [_value(status, name) for status in left]
    known = dict.fromkeys([*values, *([asked[name]] if asked.get(name) else [])])
    return tuple(
        Choice(value, label(value), values.count(value), asked.get(name) == value)  # type: ignore[operator]
        for value in known
        if value
    )


def _value(status: Standing, name: str) -> str:
    values = {
        "source": status.target.source,
        "topic": status.indicator.topic,
        "place": status.target.subject.place,
        "force": status.target.force,
        "status": status.state,
    }
    return values[name]


def target_row(status: Standing, names: Names, *, kept: str = "") -> TargetRow:
    target, indicator = status.target, status.indicator
    low_high = status.forecast[1:] if status.forecast else (None, None)
    interval = f"{computed(low_high[0], indicator)} – {computed(low_high[1], indicator)}" if status.forecast else ""
    reasons = {test.name: reason_word(test.reason) for test in status.tests}
    drawer = reverse("web:target_source", args=[target.code]) + kept
    return TargetRow(
        code=target.code,
        url=reverse("web:target", args=[target.code]) + kept,
        label=str(indicator.label),
        whose=names.whose(target.subject),
        light=_light("overall", status.state, "", reason_word(status.reason)),
        tests=tuple(
            _light(str(label), test.state, explained(status, test), reasons[test.name])
            for (_name, label), test in zip(TESTS, status.tests, strict=True)
        ),
        force=str(FORCES.get(target.force, target.force)),
        base=_figure(status.base, status, note=period_text(target.base_period) if target.base_period else ""),
        latest=_figure(status.latest, status, note=_latest_note(status)),
        plan=_computed(computed(status.plan_to_date, indicator), status.plan_to_date, drawer),
        goal=Shown(
            goal_text(target, indicator),
            _key(status.goal_value),
            drawer,
            _goal_note(status),
        ),
        required=_computed(growth_text(status.required_growth, status), status.required_growth, drawer),
        achieved=_computed(
            growth_text(status.achieved_growth, status), status.achieved_growth, drawer, note=_span(status)
        ),
        forecast=_computed(
            computed(status.forecast[0], indicator) if status.forecast else "—",
            status.forecast[0] if status.forecast else None,
            drawer,
            note=interval or reasons["forecast"],
        ),
        rank=_rank(status, reasons["rank"], drawer),
        line=_line(status),
        disputed=bool(status.rivals),
    )


def _light(label: str, state: str, sentence: str, why: str) -> SmallLight:
    found = status_of(state)
    return SmallLight(found.code, str(found.word), sentence or str(found.meaning), label, why, found.rank)


def _figure(figure: Figure | None, status: Standing, *, note: str) -> Shown:
    if figure is None:
        return Shown("—", note=note)
    url = reverse("web:figure_source", args=[figure.id])
    return Shown(printed(figure, status.indicator), _key(figure.value), url, note)


def _latest_note(status: Standing) -> str:
    if status.latest is None:
        return ""
    words = [period_text(status.latest.period)]
    words += [str(_("preliminary"))] if status.latest.basis == "preliminary" else []
    words += [gettext("another source differs")] if status.rivals else []
    return ", ".join(words)


def _goal_note(status: Standing) -> str:
    words = [due_text(status.target)]
    if status.kind in {"annual", "total"}:
        words.append(str(KINDS[status.kind]))
    if status.is_due and not status.is_final and status.target.value is not None:
        words.append(gettext("time is past, its figure not known"))
    return " · ".join(words)


def _span(status: Standing) -> str:
    if status.base is None or status.whole is None or status.achieved_growth is None:
        return ""
    return f"{period_text(status.base.period)} – {period_text(status.whole.period)}"


def _computed(text: str, value: float | None, drawer: str, *, note: str = "") -> Shown:
    """A value of our own making, which opens how it was computed."""
    return Shown(text, _key(value), "" if value is None else drawer, note)


def _rank(status: Standing, why: str, drawer: str) -> Shown:
    if status.rank is None:
        return Shown("—", note=why)
    text = f"{number_text(status.rank[0])}/{number_text(status.rank[1])}"
    return Shown(text, str(status.rank[0]), drawer, period_text(status.rank_period))


def _line(status: Standing) -> SparklineDrawing | None:
    """The yearly figures so far; unknown years stay gaps. One point is no line."""
    by_year = {f.period_end.year: f.value for f in status.series if f.period_end}
    if len(by_year) < 2:
        return None
    values = tuple(by_year.get(year) for year in range(min(by_year), max(by_year) + 1))
    goal = status.goal_value if status.kind != "total" else None
    return drawing_of(Sparkline(str(status.indicator.label), values, goal, width=72, height=22))


def _key(value: float | None) -> str:
    return "" if value is None else repr(value)


def worst_first(statuses: Sequence[Standing]) -> list[Standing]:
    """The worst light first, those that cannot be judged last; otherwise as the documents have them."""
    return sorted(statuses, key=lambda status: (status.state == "unknown", status_of(status.state).rank))


def target_table(statuses: Sequence[Standing], names: Names, *, as_of: date, synthetic: bool) -> Table:
    """Everything about every target, for Excel: plain numbers in the unit beside them, and every source."""
    columns = tuple(Column(key, label, kind) for key, label, kind in _EXPORTED)
    return Table(
        name="targets",
        title=gettext("Targets"),
        columns=columns,
        rows=tuple(Row(_exported(status, names), key=status.target.code) for status in statuses),
        as_of=as_of,
        synthetic=synthetic,
        source=gettext("The documents in the columns of sources; plan, growth, forecast, rank and lights computed"),
        note=gettext("Growth is per cent a year where it compounds and the unit a year where it steps."),
    )


_EXPORTED = (
    ("code", _("Code"), "text"),
    ("indicator", _("Indicator"), "text"),
    ("place", _("Place"), "text"),
    ("industry", _("Industry"), "text"),
    ("organisation", _("Organisation"), "text"),
    ("force", _("Force"), "text"),
    ("unit", _("Unit"), "text"),
    ("base_period", _("Base period"), "text"),
    ("base", _("Base"), "number"),
    ("base_source", _("Source of the base"), "text"),
    ("base_locator", _("Place in the base's source"), "text"),
    ("latest_period", _("Latest period"), "text"),
    ("latest", _("Latest"), "number"),
    ("latest_basis", _("Basis"), "text"),
    ("latest_as_of", _("Known on"), "date"),
    ("latest_source", _("Source of the latest"), "text"),
    ("latest_locator", _("Place in the latest's source"), "text"),
    ("plan", _("Plan to date"), "number"),
    ("comparator", _("Comparator"), "text"),
    ("goal", _("Target"), "number"),
    ("goal_high", _("Upper end"), "number"),
    ("words", _("In words"), "text"),
    ("due", _("Due"), "text"),
    ("kind", _("Kind"), "text"),
    ("method", _("Growth method"), "text"),
    ("required", _("Required growth"), "number"),
    ("achieved", _("Achieved growth"), "number"),
    ("forecast", _("Forecast"), "number"),
    ("forecast_low", _("80 per cent from"), "number"),
    ("forecast_high", _("80 per cent to"), "number"),
    ("chance", _("Chance of meeting"), "percent"),
    ("rank", _("Rank"), "number"),
    ("of", _("Of how many"), "number"),
    ("level", _("Level test"), "text"),
    ("growth", _("Growth test"), "text"),
    ("outlook", _("Forecast test"), "text"),
    ("rank_test", _("Rank test"), "text"),
    ("light", _("Light"), "text"),
    ("rule", _("Computed by"), "text"),
    ("computed_from", _("Computed from"), "text"),
    ("other_values", _("Other values on the same day"), "text"),
    ("source", _("Source of the target"), "text"),
    ("locator", _("Place in it"), "text"),
    ("note", _("Note"), "text"),
)


def _exported(status: Standing, names: Names) -> tuple[Cell | object, ...]:
    target, indicator, subject = status.target, status.indicator, status.target.subject
    point, low, high = status.forecast or (None, None, None)
    rank, among = status.rank or (None, None)
    base, latest = status.base, status.latest
    compounds = status.growth_method == "compound"
    return (
        target.code,
        str(indicator.label),
        names.place(subject.place),
        names.industry(subject.industry) if subject.industry else "",
        names.organisation(subject.organisation) if subject.organisation else "",
        str(FORCES.get(target.force, target.force)),
        indicator.unit,
        target.base_period,
        base.value if base else None,
        *_said(base, names),
        latest.period if latest else "",
        latest.value if latest else None,
        latest.basis if latest else "",
        latest.as_of if latest else None,
        *_said(latest, names),
        rounded(status.plan_to_date, indicator),
        target.comparator,
        target.value,
        target.value_high,
        target.words,
        target.period,
        str(KINDS.get(status.kind, status.kind)),
        (gettext("compound") if compounds else gettext("equal steps")) if status.required_growth is not None else "",
        None if status.required_growth is None else round(status.required_growth, 4),
        None if status.achieved_growth is None else round(status.achieved_growth, 4),
        rounded(point, indicator),
        rounded(low, indicator),
        rounded(high, indicator),
        None if status.probability is None else round(status.probability, 4),
        rank,
        among,
        *(_test_words(test.state, test.reason) for test in status.tests),
        state_word(status.state),
        f"calc.trajectory, Tidehead {__version__}",
        _inputs(status, names),
        "; ".join(f"{rival.period} {rival.value:g} ({names.source(rival.source)})" for rival in status.rivals),
        names.source(target.source),
        target.locator,
        target.note,
    )


def _said(figure: Figure | None, names: Names) -> tuple[str, str]:
    return (names.source(figure.source), figure.locator) if figure else ("", "")


def _inputs(status: Standing, names: Names) -> str:
    """Every figure that a computed value of the row rests on, with the place that gives it."""
    used = {f.id: f for f in (status.base, status.latest, status.whole, *status.series) if f}
    told = (f"{f.period} {f.value:g} ({' '.join(_said(f, names))})" for f in used.values())
    return "; ".join(told)


def _test_words(state: str, reason: str) -> str:
    why = reason_word(reason)
    return f"{state_word(state)} ({why})" if why else state_word(state)
