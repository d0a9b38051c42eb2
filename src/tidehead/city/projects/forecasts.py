"""When projects will produce, and whether they will: learned from the region's own history, with its uncertainty.

The history is that of all projects of the region, whoever asks: what comes out of it names nobody.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from django.utils import timezone

from tidehead.calc.lifecycle import (
    Backtest,
    History,
    Lifecycle,
    LifecycleRefused,
    Outlook,
    Reason,
    Settings,
    StageRecord,
    Wait,
    Waiting,
    backtest,
    learn,
    outlooks,
    project_history,
    stage_records,
    waits,
)
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.queries import case_slices, counts_by
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.common.types import Text
from tidehead.city.projects.queries import all_stages, moves_by_case, projects
from tidehead.city.projects.stages import first_days
from tidehead.city.projects.types import FAMILY, LOST, ProjectInfo, StageInfo

GOAL = "production"
LEVEL = 0.8
SEED = 20260101
BY = ("size",)
"""What projects are compared by, as far as the history allows."""
SETTINGS = Settings(draws=100)
CHANGED = 0.01
"""The share of projects that may change their stage before the history is learned anew; at least one."""
HORIZON_DAYS = 365
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected of one project. Days are None, and `reason` says why, where the history is too short.

    probability: that it ever produces; low, high: 80 % interval. light: how its wait compares with its peers'.
    """

    probability: float | None
    low: float | None
    high: float | None
    early: date | None
    middle: date | None
    late: date | None
    within_a_year: float | None
    reason: Text
    light: str
    told: Text
    waited: int | None

    @property
    def is_stuck(self) -> bool:
        return self.light == "off_course"


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The history of all projects as of a day, with what was learned from it. `lifecycle` None: nothing could be.

    told: what was worked out of it already, so that each project costs its forecast once.
    """

    stages: tuple[StageInfo, ...]
    history: History | None
    lifecycle: Lifecycle | None
    refused: Text | None
    told: dict[tuple[object, ...], Forecast] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    day: date
    newest: object
    states: Mapping[str, int]
    learned: Learned


_LAST: dict[str, _Kept] = {}
_LOCK = Lock()


def learned(today: date) -> Learned:
    """What the region's history says as of today; learned anew once a hundredth of its projects changed their stage.

    Where there are fewer than a hundred, once any did.
    """
    states = counts_by(SYSTEM, Wanted(family=FAMILY))
    newest = next(iter(case_slices(SYSTEM, Wanted(family=FAMILY, order="moved"))[0:1]), None)
    with _LOCK:
        kept = _LAST.get("region")
        if kept is not None and kept.day == today and _is_near(kept, states, newest):
            return kept.learned
        found = _learn(projects(SYSTEM, Wanted(order="moved")), today)
        _LAST["region"] = _Kept(today, _mark(newest), states, found)
        return found


def _mark(newest: CaseInfo | None) -> object:
    return (newest.id, newest.moved_at) if newest else None


def _is_near(kept: _Kept, states: Mapping[str, int], newest: CaseInfo | None) -> bool:
    """Whether what was learned still holds: nothing moved, or little of much."""
    if kept.newest == _mark(newest) and kept.states == states:
        return True
    changed = sum(abs(states.get(one, 0) - kept.states.get(one, 0)) for one in {*states, *kept.states})
    return max(1, changed) < CHANGED * sum(states.values())


def _learn(known: Sequence[ProjectInfo], today: date) -> Learned:
    stages = stages_to_goal()
    if len(stages) < 2 or not known:
        words = Text("还没有项目历史。", "There is no history of projects yet.")
        return Learned(stages, None, None, words)
    moves = moves_by_case([one.case.id for one in known])
    entered, gone = [], []
    for one in known:
        days = first_days(moves.get(one.case.id, ()))
        entered.append(in_order([_number(days.get(stage.id)) for stage in stages]))
        latest = max((day for day in entered[-1] if not math.isnan(day)), default=NAN)
        lost = _number(days.get(LOST)) if one.case.state == LOST else NAN
        gone.append(max(lost, latest) if not math.isnan(lost) else NAN)
    try:
        history = project_history(
            [stage.id for stage in stages],
            entered,
            as_of=float(today.toordinal()),
            gone=gone,
            groups={"size": [one.size for one in known]},
        )
        return Learned(stages, history, learn(history, seed=SEED, by=BY, settings=SETTINGS), None)
    except LifecycleRefused as refused:
        return Learned(stages, None, None, Text(refused.message.zh, refused.message.en))


def stages_to_goal() -> tuple[StageInfo, ...]:
    """The stages from a lead to production; what comes after is not forecast."""
    stages = all_stages()
    place = next((nth for nth, one in enumerate(stages) if one.id == GOAL), None)
    return () if place is None else stages[: place + 1]


def in_order(days: Sequence[float]) -> list[float]:
    """First days with those taken out that lie after a later stage's: a project that was set back and went on.

    >>> in_order([1.0, 9.0, 5.0])
    [1.0, nan, 5.0]
    """
    kept = list(days)
    soonest = math.inf
    for nth in range(len(kept) - 1, -1, -1):
        if not math.isnan(kept[nth]):
            if kept[nth] > soonest:
                kept[nth] = NAN
            else:
                soonest = kept[nth]
    return kept


def _number(day: date | None) -> float:
    return NAN if day is None else float(day.toordinal())


def forecasts(wanted: Sequence[ProjectInfo], *, today: date) -> dict[int, Forecast]:
    """What is to be expected of each project that is under way; of the others nothing is."""
    known = learned(today)
    order = {stage.id: nth for nth, stage in enumerate(known.stages[:-1])}
    under_way = [one for one in wanted if one.case.state in order and one.is_on_its_way]
    if known.lifecycle is None:
        return {one.case.id: _unknown(known.refused or _NOT_ENOUGH) for one in under_way}
    together: dict[tuple[int, str], set[int]] = {}
    asked = {one.case.id: (order[one.case.state], one.size, _waited(one, today)) for one in under_way}
    for nth, size, waited in asked.values():
        if (nth, size, waited) not in known.told:
            together.setdefault((nth, size), set()).add(waited)
    for (nth, size), days in together.items():
        _tell(known, nth, size, sorted(days), today)
    return {case: known.told[key] for case, key in asked.items()}


def _waited(one: ProjectInfo, today: date) -> int:
    return max(0, (today - timezone.localdate(one.case.since)).days)


def _tell(known: Learned, nth: int, size: str, days: Sequence[int], today: date) -> None:
    """Work out what is to be expected of projects of a size that have been in a stage for these days."""
    if known.lifecycle is None:
        return
    told = outlooks(known.lifecycle, nth, days, group=(size,), asked=[HORIZON_DAYS], level=LEVEL)
    compared = waits(known.lifecycle, nth, days, group=(size,), level=LEVEL)
    for waited, outlook, wait in zip(days, told, compared, strict=True):
        known.told[nth, size, waited] = _forecast(outlook, wait, waited, today)


_NOT_ENOUGH = Text(
    "历史样本不足，不作预测。", "Not enough history: too few projects have gone this way for a forecast."
)
_REASONS: Mapping[Reason, Text] = {
    Reason.OK: Text("按本地区同类项目的历史推算。", "From the history of like projects of this region."),
    Reason.REACHED: Text("已投产。", "In production."),
    Reason.NOT_ENOUGH_HISTORY: _NOT_ENOUGH,
    Reason.BEYOND_HISTORY: Text(
        "停留时间超过几乎所有历史项目，无从推算。",
        "It has waited longer than nearly all projects ever seen: nothing can be said.",
    ),
    Reason.UNKNOWN_INPUT: Text("进入阶段的日期未知。", "The day on which it entered its stage is unknown."),
}


def _unknown(reason: Text) -> Forecast:
    told = Text("无从比较", "nothing to compare with")
    return Forecast(None, None, None, None, None, None, None, reason, "unknown", told, None)


def _forecast(outlook: Outlook, wait: Waiting, waited: int, today: date) -> Forecast:
    light, told = _compared(wait, waited)
    early, middle, late = (_day(days, today) for days in outlook.days)
    return Forecast(
        probability=_known(outlook.production.value),
        low=_known(outlook.production.low),
        high=_known(outlook.production.high),
        early=early,
        middle=middle,
        late=late,
        within_a_year=_known(outlook.by[0].value) if outlook.by else None,
        reason=_REASONS[outlook.reason],
        light=light,
        told=told,
        waited=waited,
    )


def _compared(wait: Waiting, days: int) -> tuple[str, Text]:
    share = wait.share.value
    if wait.state == Wait.UNKNOWN or math.isnan(share):
        return "unknown", Text(f"已停留{days}天，同类太少无从比较", f"{days} days here, too few peers to compare")
    light = {Wait.USUAL: "on_course", Wait.SLOW: "behind", Wait.STUCK: "off_course"}[wait.state]
    return light, Text(
        f"已停留{days}天，{share:.0%}的同类此时已离开本阶段",
        f"{days} days here; {share:.0%} of its peers had left the stage by then",
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _day(days: float, today: date) -> date | None:
    return None if math.isnan(days) or days > 36_500 else today + timedelta(days=round(days))


def records(today: date) -> tuple[tuple[StageInfo, StageRecord], ...]:
    """What the history says of each stage but the last: counts, median days, ways of ending."""
    known = learned(today)
    if known.history is None:
        return ()
    return tuple(zip(known.stages, stage_records(known.history, level=LEVEL), strict=False))


def proof(today: date, *, horizon: int = HORIZON_DAYS) -> Backtest | None:
    """How good the forecasts of a year ago were; None where the history does not reach back that far."""
    known = learned(today)
    if known.history is None:
        return None
    try:
        early = known.history.as_of - horizon
        found = backtest(known.history, until=early, horizon=float(horizon), seed=SEED, by=BY, settings=SETTINGS)
    except LifecycleRefused:
        return None
    return found if found.projects else None
