"""Which tasks go to the meeting, and for which reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite, nan

from tidehead.calc.labels import Label
from tidehead.calc.trajectory.verdicts import State


class Ground(StrEnum):
    """Why a task goes to the meeting, the most pressing first."""

    BLOCKED = "blocked"
    LATE = "late"
    OFF_COURSE = "off_course"
    FORECAST_LATE = "forecast_late"
    NO_OWNER = "no_owner"
    NO_WORD = "no_word"


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """From when on a task goes to the meeting; None: never for that reason.

    blocked_days: by kind of block, and other_blocked_days for kinds that are not listed; late_days: past the due day;
    off_course_reports: so many reports off course in a row; forecast_late_days: expected finish past the due day;
    silent_days: without any word; unowned_days: open without an owner.
    """

    blocked_days: Mapping[str, int] = field(default_factory=dict)
    other_blocked_days: int | None = 30
    late_days: int | None = 30
    off_course_reports: int | None = 2
    forecast_late_days: int | None = 90
    silent_days: int | None = 60
    unowned_days: int | None = 14


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an open task for the decision; days are counts until today, nan unknown.

    blocks: kinds that block it now with the days since; states: lights of the last reports, the newest last.
    forecast_late: expected finish minus due day; silent: days since the last word; unowned: days without owner, 0 where
    it has one.
    """

    late: float = nan
    blocks: Mapping[str, float] = field(default_factory=dict)
    states: Sequence[State] = ()
    forecast_late: float = nan
    silent: float = nan
    unowned: float = 0.0


@dataclass(frozen=True, slots=True)
class Escalation:
    """One ground for the meeting: by how many days it exceeds its limit, and the sentence for the agenda."""

    ground: Ground
    over: float
    words: Label


def escalations(now: Situation, rule: EscalationRule) -> tuple[Escalation, ...]:
    """Every ground on which a task goes to the meeting, the most pressing first; none: it stays below.

    A limit counts from the day on which it is reached. What is unknown is no ground.

    >>> [each.words.en for each in escalations(Situation(late=40, blocks={"land": 20}), EscalationRule({"land": 15}))]
    ['blocked by land for 20 days (limit 15)', '40 days late (limit 30)']
    """
    found = [
        *_blocked(now, rule),
        *_past(Ground.LATE, now.late, rule.late_days, ("逾期 {} 天", "{} days late")),
        *_off_course(now, rule),
        *_past(
            Ground.FORECAST_LATE,
            now.forecast_late,
            rule.forecast_late_days,
            ("预计晚 {} 天完成", "expected to finish {} days late"),
        ),
        *_past(Ground.NO_OWNER, now.unowned, rule.unowned_days, ("{} 天没有责任单位", "{} days without an owner")),
        *_past(Ground.NO_WORD, now.silent, rule.silent_days, ("{} 天没有进展报告", "{} days without a report")),
    ]
    order = list(Ground)
    return tuple(sorted(found, key=lambda each: (order.index(each.ground), -each.over)))


def _past(ground: Ground, days: float, limit: int | None, words: tuple[str, str]) -> list[Escalation]:
    if limit is None or not isfinite(days) or days <= 0 or days < limit:
        return []
    zh, en = (each.format(f"{days:g}") for each in words)
    return [Escalation(ground, days - limit, Label(f"{zh}（界限 {limit} 天）", f"{en} (limit {limit})"))]


def _blocked(now: Situation, rule: EscalationRule) -> list[Escalation]:
    found = []
    for kind, days in now.blocks.items():
        limit = rule.blocked_days.get(kind, rule.other_blocked_days)
        found += _past(Ground.BLOCKED, days, limit, (f"受阻（{kind}）{{}} 天", f"blocked by {kind} for {{}} days"))
    return found


def _off_course(now: Situation, rule: EscalationRule) -> list[Escalation]:
    wanted = rule.off_course_reports
    row = 0
    for state in reversed(now.states):
        if state != State.OFF_COURSE:
            break
        row += 1
    if wanted is None or row < max(wanted, 1):
        return []
    words = Label(
        f"连续 {row} 期严重滞后（界限 {wanted} 期）", f"off course in {row} reports in a row (limit {wanted})"
    )
    return [Escalation(Ground.OFF_COURSE, float(row - wanted), words)]
