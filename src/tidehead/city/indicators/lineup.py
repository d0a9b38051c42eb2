"""Lines a target up with its figures: what it starts from, what is held against it, by when, among whom.

Nothing is judged here. `standing` judges what this module has lined up.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tidehead.calc import trajectory
from tidehead.city.indicators.types import Figure, IndicatorInfo, Subject, TargetInfo

NAN = float("nan")
LEVEL, ANNUAL, INCREMENT, TOTAL, PART = "level", "annual", "increment", "total", "part"
FEWEST_PEERS = 4
_CAPPED = {"approx", "range", "le", "lt"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A place's rank in a period: `share` of the field that lies behind it."""

    share: float = NAN
    rank: tuple[int, int] | None = None
    peers: float = NAN
    period: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where: values in the indicator's unit, times in years (2021.0 is the end of 2021)."""

    base: float = NAN
    base_time: float = NAN
    goal: float = NAN
    goal_high: float = NAN
    goal_time: float = NAN


@dataclass(frozen=True, slots=True)
class Case:
    """One target lined up with its figures, before it is judged."""

    target: TargetInfo
    indicator: IndicatorInfo
    kind: str  # level | annual | increment | total | part
    base: Figure | None
    latest: Figure | None  # held against the path; a flow's may be of part of a year
    whole: Figure | None  # the newest of a whole year: growth is judged by it
    series: tuple[Figure, ...]  # one a year, oldest first
    way: Way
    amount: float  # what is held against the path: the latest value, or the years' sum
    time: float
    share: float  # how much of the latest figure's year has passed
    share_basis: str  # days | last_year
    placed: Placed
    missing: str = ""  # why nothing can be held against it

    @property
    def nature(self) -> str:
        return "cumulative" if self.target.basis == "cumulative" else self.indicator.nature

    @property
    def direction(self) -> str:
        return wanted(self.indicator, self.way)

    @property
    def is_final(self) -> bool:
        """Whether the latest figure is the one by which the target is settled: nothing can change it but a revision."""
        if self.latest is None or self.latest.period_end is None or self.target.period_end is None or self.share < 1:
            return False
        if self.latest.as_of < self.latest.period_end:  # said of a year before it was over: an expectation
            return False
        return self.kind == ANNUAL or self.latest.period_end == self.target.period_end


def line_up(target: TargetInfo, indicator: IndicatorInfo, known: Sequence[Figure], *, today: date) -> Case:
    """`known`: the figures of the target's subject, one for each period, as known on the day asked for.

    The rank is not looked for here: `ranked` adds it, once it is known in which periods.
    """
    kind = _kind(target, indicator)
    exact = [figure for figure in known if figure.value_high is None]
    base = next((f for f in exact if f.period == target.base_period), None) if target.base_period else None
    series = yearly(exact, indicator.nature)
    usable = [f for f in exact if _can_be_held(f, target, indicator, base=base)]
    if kind == PART:
        base, usable = None, [f for f in exact if f.period == target.period]
    whole = max((f for f in usable if indicator.nature != "flow" or is_whole_year(f)), key=_recency, default=None)
    latest = _latest(usable, whole, target, indicator)
    way = _way(target, kind, base, latest, today=today)
    amount, missing = (latest.value if latest else NAN), ""
    if kind == TOTAL:
        way, amount, latest, missing = _total(target, base, series, exact)
    share, share_basis = _share(latest, kind, indicator, exact)
    return Case(
        target=target,
        indicator=indicator,
        kind=kind,
        base=base,
        latest=latest,
        whole=whole,
        series=series,
        way=way,
        amount=amount,
        time=float(latest.period_end.year) if latest and latest.period_end else NAN,
        share=share,
        share_basis=share_basis,
        placed=Placed(),
        missing=missing,
    )


def ranked(case: Case, field: "Field") -> Case:
    """The case with its place's rank among its peers."""
    return replace(case, placed=field.place_of(case.latest, case.whole, case.indicator))


def _kind(target: TargetInfo, indicator: IndicatorInfo) -> str:
    """What the target asks for. A flow's target for part of a year is met by that part's own figure or by none."""
    start, end = target.period_start, target.period_end
    if indicator.nature == "flow" and start and end and (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return PART
    if target.basis == "cumulative":
        return TOTAL if indicator.nature == "flow" else LEVEL
    return target.basis


def is_whole_year(figure: Figure) -> bool:
    start, end = figure.period_start, figure.period_end
    return (
        start is not None
        and end is not None
        and start.year == end.year
        and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    )


def yearly(known: Iterable[Figure], nature: str) -> tuple[Figure, ...]:
    """One figure a year: a flow's whole years; otherwise the level at the year's end, the year's own figure first."""
    found: dict[int, Figure] = {}
    for figure in known:
        start, end = figure.period_start, figure.period_end
        if start is None or end is None or start.year != end.year or (end.month, end.day) != (12, 31):
            continue
        if is_whole_year(figure) or (nature != "flow" and end.year not in found):
            found[end.year] = figure
    return tuple(found[year] for year in sorted(found))


def wanted(indicator: IndicatorInfo, way: Way) -> str:
    """Which way the target wants it: where neither way is better in itself, the way from base to goal."""
    if indicator.direction in {"up", "down"}:
        return indicator.direction
    return "down" if way.goal < way.base else "up"


def _recency(figure: Figure) -> tuple[date, date, date]:
    """Newest last; of two that end together, the one about the longer time."""
    start, end = figure.period_start or date.min, figure.period_end or date.min
    return end, date.fromordinal(date.max.toordinal() - start.toordinal()), figure.as_of


def _can_be_held(figure: Figure, target: TargetInfo, indicator: IndicatorInfo, *, base: Figure | None) -> bool:
    """Whether a figure says anything about a target: not before its base, nor after its time, nor over many years."""
    start, end = figure.period_start, figure.period_end
    if start is None or end is None or (base and base.period_end and end <= base.period_end):
        return False
    if target.period_end and end > target.period_end:
        return False
    if target.basis == "annual" and target.period_start and end < target.period_start:
        return False
    if indicator.nature == "flow":
        return start.year == end.year and (start.month, start.day) == (1, 1)
    return start.year == end.year or indicator.nature == "cumulative"


def _latest(
    usable: Sequence[Figure], whole: Figure | None, target: TargetInfo, indicator: IndicatorInfo
) -> Figure | None:
    """The newest usable figure. Part of a year cannot be held against a ceiling: three months are always below it."""
    if indicator.nature == "flow" and (indicator.direction == "down" or target.comparator in _CAPPED):
        return whole
    return max(usable, key=_recency, default=None)


def moment(day: date | None) -> float:
    """When a day is over, in years: 2021.0 at the end of 2021, 2020.5 or so in the middle of it; nan for no day.

    The one convention of time: bases, targets, paths and forecasts are all put on it.

    >>> moment(date(2021, 12, 31)), round(moment(date(2021, 6, 30)), 3)
    (2021.0, 2020.496)
    """
    if day is None:
        return NAN
    return day.year - 1 + ((day - date(day.year, 1, 1)).days + 1) / (366 if calendar.isleap(day.year) else 365)


def _way(target: TargetInfo, kind: str, base: Figure | None, latest: Figure | None, *, today: date) -> Way:
    goal = NAN if target.value is None else target.value
    high = NAN if target.value_high is None else target.value_high
    start, end = moment(base.period_end if base else None), moment(target.period_end)
    value = base.value if base else NAN
    if kind == ANNUAL and target.period_start and target.period_end:
        due = latest.period_end.year if latest and latest.period_end else today.year - 1
        year = min(max(due, target.period_start.year), target.period_end.year)
        return Way(0.0, year - 1.0, goal, high, float(year))
    if kind == PART:
        return Way(goal=goal, goal_high=high)
    if kind == INCREMENT:
        return Way(value, start, value + goal, value + high, end)
    return Way(value, start, goal, high, end)


def _total(
    target: TargetInfo, base: Figure | None, series: Sequence[Figure], exact: Sequence[Figure]
) -> tuple[Way, float, Figure | None, str]:
    """A running total of yearly amounts: the sum since the start, where every year since is known."""
    goal = NAN if target.value is None else target.value
    first = _first_year(target, base)
    end = target.period_end
    whole_span = next((f for f in exact if f.period == target.period and f.period_start != f.period_end), None)
    if first is None or end is None:
        return Way(goal=goal, goal_time=moment(end)), NAN, None, "no_start"
    way = Way(0.0, first - 1.0, goal, NAN if target.value_high is None else target.value_high, float(end.year))
    if whole_span is not None and first != end.year:
        return way, whole_span.value, whole_span, ""
    years = [f for f in series if f.period_end and first <= f.period_end.year <= end.year]
    if not years:
        return way, NAN, None, "no_figure"
    last = years[-1].period_end
    if last is None or len(years) != last.year - first + 1:
        return way, NAN, None, "gap"
    return way, sum(f.value for f in years), years[-1], ""


def _first_year(target: TargetInfo, base: Figure | None) -> int | None:
    if base and base.period_end:
        return base.period_end.year + 1
    start, end = target.period_start, target.period_end
    return start.year if start and end and start.year < end.year else None


def _share(latest: Figure | None, kind: str, indicator: IndicatorInfo, exact: Sequence[Figure]) -> tuple[float, str]:
    """How much of the latest figure's year has passed: for a flow by last year's own course, else by days."""
    if latest is None or latest.period_end is None or kind in {TOTAL, PART}:
        return 1.0, "days"
    if kind == ANNUAL and indicator.nature != "flow":
        return 1.0, "days"
    end = latest.period_end
    by_days = min(moment(end) - (end.year - 1), 1.0)
    if indicator.nature != "flow" or by_days >= 1:
        return by_days, "days"
    usual = _usual_share(end, exact)
    return (by_days, "days") if usual is None else (usual, "last_year")


def _usual_share(end: date, exact: Sequence[Figure]) -> float | None:
    """What part of last year's amount was there by this date; None where last year does not say."""
    last_year = [f for f in exact if f.period_end and f.period_end.year == end.year - 1]
    whole = next((f.value for f in last_year if is_whole_year(f)), 0.0)
    part = next(
        (
            f.value
            for f in last_year
            if f.period_start == date(end.year - 1, 1, 1)
            and f.period_end
            and (f.period_end.month, f.period_end.day == _last_day(f.period_end)) == (end.month, True)
        ),
        0.0,
    )
    return part / whole if 0 < part < whole and end.day == _last_day(end) else None


def _last_day(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


class Field:
    """Who is compared with whom: places of one kind, for one indicator, industry and period.

    values[indicator, industry, period][place]: exact values of places without an organisation. Every rank in the
    product is one of these.
    """

    def __init__(self, values: dict[tuple[str, str, str], dict[str, float]], kinds: dict[str, str]) -> None:
        self.kinds = kinds
        self.values = values
        self.placed: dict[tuple[str, str, str, str], trajectory.Ranks] = {}

    def peers(self, figure: Figure) -> dict[str, float]:
        """The values of the places that a figure's place is compared with, its own among them, by place."""
        subject = figure.subject
        kind = self.kinds.get(subject.place)
        known = self.values.get((subject.indicator, subject.industry, figure.period), {})
        return {place: value for place, value in known.items() if kind is not None and self.kinds.get(place) == kind}

    def place_of(self, latest: Figure | None, whole: Figure | None, indicator: IndicatorInfo) -> Placed:
        """The rank by the latest figure; by the newest whole year where too few peers are as quick."""
        first = self.placed_by(latest, indicator)
        if whole is None or whole is latest or first.peers >= FEWEST_PEERS:
            return first
        second = self.placed_by(whole, indicator)
        return second if second.peers > (0 if np.isnan(first.peers) else first.peers) else first

    def placed_by(self, figure: Figure | None, indicator: IndicatorInfo) -> Placed:
        """The rank of a figure's place; none where neither way is better, or nobody else is known."""
        if figure is None or not figure.period or indicator.direction == "none" or figure.subject.organisation:
            return Placed()
        peers = self.peers(figure)
        if figure.subject.place not in peers or len(peers) < 2:
            return Placed()
        subject = figure.subject
        key = (subject.indicator, subject.industry, figure.period, self.kinds[subject.place])
        if key not in self.placed:
            self.placed[key] = trajectory.rank_among(list(peers.values()), indicator.direction)
        ranks, where = self.placed[key], list(peers).index(subject.place)
        share = float(np.asarray(trajectory.place_share(ranks))[where])
        known = int(ranks.known)
        return Placed(share, (int(ranks.rank[where]), known), float(known), figure.period)


def by_subject(known: Iterable[Figure]) -> dict[Subject, list[Figure]]:
    found: dict[Subject, list[Figure]] = defaultdict(list)
    for figure in known:
        found[figure.subject].append(figure)
    return found
