"""The league of answering: who answers in time and really solves, told like with like and with its doubt.

Only requests that were put in the period count. What has no verdict yet (its time still runs, the firm has not spoken)
is in no share: it is shown beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.queries import case_slices, case_values, clocks_of, moves_of
from tidehead.city.cases.types import CaseValues, Wanted
from tidehead.city.enterprises.queries import counts_by, sizes
from tidehead.city.services.rules import service_rules
from tidehead.city.services.shares import Mean, Share, mean, share
from tidehead.city.services.types import (
    EXPLAINED,
    REFERRED,
    REOPENED,
    RESOLVED,
    SOLVED,
    WAITING_FOR_FIRM,
    WITHDRAWN,
)

_BATCH = 2_000
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts of one request. None: not decided yet."""

    lead: str
    owner: str
    place: str
    topic: str
    size: str  # of its firm
    is_going: bool  # not answered for good yet
    synthetic: bool
    answered_in_time: bool | None
    done_in_time: bool | None
    late_days: float  # days by which the first answer came, or is still coming, after it was due
    answered_after_days: float | None
    outcome: str  # "" not resolved yet
    satisfaction: float | None
    back_soon: bool  # refused or reopened within the days after which that no longer counts against the closure
    asked_back: int  # times the firm was asked back: each stops the clocks


@dataclass(frozen=True, slots=True)
class Row:
    """One body in the league. `expected`: the share in time if each of its requests had gone as its topic goes."""

    code: str
    received: int
    open: int
    answered: Share
    done: Share
    expected: float | None
    solved: Share
    explained: Share
    referred: Share
    back: Share
    satisfied: Share
    mark: Mean
    late_days: float
    asked_back: int
    hardest: tuple[tuple[str, int], ...]  # topics and how many, the commonest first

    @property
    def above_expected(self) -> float | None:
        """How much the share in time lies above what its mix of topics would make; a difference of ratios."""
        return None if self.expected is None or self.done.value is None else self.done.value - self.expected


@dataclass(frozen=True, slots=True)
class Fairness:
    """How one kind of firm fares. `per_100`: requests for each 100 firms of the register; None: nobody is known."""

    key: str
    received: int
    firms: int
    answered: Share
    done: Share
    solved: Share
    middle_days: float | None  # half of those answered were answered within so many days

    @property
    def per_100(self) -> float | None:
        return 100 * self.received / self.firms if self.firms else None


def facts(actor: Actor, *, start: date, end: date, now: datetime, place: str = "") -> tuple[Fact, ...]:
    """The requests that were put in a period, as far as the actor sees them; those withdrawn are left out."""
    wanted = Wanted(family="request", opened_from=start, opened_to=end, place=place, order="number")
    cases = [case for case in case_values(actor, wanted, now=now) if case.state != WITHDRAWN]
    known = sizes()
    found: list[Fact] = []
    for start_at in range(0, len(cases), _BATCH):
        found += _facts(cases[start_at : start_at + _BATCH], known, now)
    return tuple(found)


def _facts(cases: Sequence[CaseValues], known: Mapping[str, str], now: datetime) -> list[Fact]:
    clocks = clocks_of([case.id for case in cases])
    moved = moves_of([case.id for case in cases if case.reopened or "question" in case.fields])
    limit = timedelta(days=service_rules().reopen_days)
    return [
        _fact(case, clocks.get(case.id, ()), _course(moved.get(case.id, ()), limit), known.get(case.party, ""), now)
        for case in cases
    ]


Clock = tuple[str, str, datetime | None, datetime | None, bool | None]
Course = tuple[bool, int]
"""Whether it came back soon after it was resolved, and how often the firm was asked back."""


def _fact(case: CaseValues, clocks: Sequence[Clock], course: Course, size: str, now: datetime) -> Fact:
    own = {clock: (due, stopped, met) for clock, body, due, stopped, met in clocks if not body}
    due, stopped, _met = own.get("answer", (None, None, None))
    mark = case.fields.get("satisfaction") if case.party else None  # only firms judge, not who wrote it down
    return Fact(
        lead=case.lead,
        owner=case.owner,
        place=case.place,
        topic=str(case.fields.get("topic") or ""),
        size=size,
        is_going=case.phase in {"open", "waiting"},
        synthetic=case.synthetic,
        answered_in_time=_verdict(own.get("answer"), now),
        done_in_time=_verdict(own.get("done"), now),
        late_days=max(0.0, ((stopped or now) - due).total_seconds() / _DAY) if due else 0.0,
        answered_after_days=(stopped - case.opened_at).total_seconds() / _DAY if stopped else None,
        outcome=str(case.fields.get("outcome") or ""),
        satisfaction=float(mark) if isinstance(mark, int | float) else None,
        back_soon=course[0],
        asked_back=course[1],
    )


def _verdict(clock: tuple[datetime | None, datetime | None, bool | None] | None, now: datetime) -> bool | None:
    """In time, too late (also while it still runs), or undecided."""
    if clock is None:
        return None
    due, stopped, met = clock
    if stopped is not None:
        return met
    return False if due is not None and now > due else None


def _course(moves: Sequence[tuple[datetime, str]], limit: timedelta) -> Course:
    """What the states that a request went through say of it, with the moments of entering them."""
    resolved: datetime | None = None
    back_soon, asked_back = False, 0
    for at, state in moves:
        if state == RESOLVED:
            resolved = at
        back_soon = back_soon or (state == REOPENED and resolved is not None and at - resolved <= limit)
        asked_back += state == WAITING_FOR_FIRM
    return back_soon, asked_back


def by_body(found: Iterable[Fact], key: Callable[[Fact], str]) -> tuple[Row, ...]:
    """The league by organisation or by officer, those with the surest good showing first; "" is nobody yet."""
    found = tuple(found)
    usual = _usual(found)
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        grouped[key(fact)].append(fact)
    rows = [_row(code, facts_, usual) for code, facts_ in grouped.items()]
    return tuple(sorted(rows, key=lambda row: (not row.code, -(row.done.low or 0.0), row.code)))


def _usual(found: Sequence[Fact]) -> dict[str, float]:
    """The share done in time of each topic, all bodies together."""
    decided: dict[str, list[bool]] = defaultdict(list)
    for fact in found:
        if fact.done_in_time is not None:
            decided[fact.topic].append(fact.done_in_time)
    return {topic: sum(each) / len(each) for topic, each in decided.items()}


def _row(code: str, found: Sequence[Fact], usual: Mapping[str, float]) -> Row:
    decided = [fact for fact in found if fact.done_in_time is not None]
    resolved = [fact for fact in found if fact.outcome]
    marks = tuple(fact.satisfaction for fact in found if fact.satisfaction is not None)
    topics: dict[str, int] = defaultdict(int)
    for fact in found:
        topics[fact.topic] += 1
    return Row(
        code=code,
        received=len(found),
        open=sum(fact.is_going for fact in found),
        answered=_of(fact.answered_in_time for fact in found),
        done=_of(fact.done_in_time for fact in found),
        expected=sum(usual[fact.topic] for fact in decided) / len(decided) if decided else None,
        solved=share(sum(fact.outcome == SOLVED for fact in resolved), len(resolved)),
        explained=share(sum(fact.outcome == EXPLAINED for fact in resolved), len(resolved)),
        referred=share(sum(fact.outcome == REFERRED for fact in resolved), len(resolved)),
        back=share(sum(fact.back_soon for fact in resolved), len(resolved)),
        satisfied=share(sum(mark >= 4 for mark in marks), len(marks)),
        mark=mean(marks, least=1, most=5),
        late_days=sum(fact.late_days for fact in found),
        asked_back=sum(fact.asked_back for fact in found),
        hardest=tuple(sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:3]),
    )


def _of(verdicts: Iterable[bool | None]) -> Share:
    known = [verdict for verdict in verdicts if verdict is not None]
    return share(sum(known), len(known))


def fairness(found: Iterable[Fact], *, by: str) -> tuple[Fairness, ...]:
    """How firms of each size, or of each place, fare. by: "size" or "place"."""
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        grouped[fact.size if by == "size" else fact.place].append(fact)
    firms = counts_by(by)
    rows = [_fairness(key, facts_, firms.get(key, 0)) for key, facts_ in grouped.items()]
    return tuple(sorted(rows, key=lambda row: (-row.received, row.key)))


def _fairness(key: str, found: Sequence[Fact], firms: int) -> Fairness:
    resolved = [fact for fact in found if fact.outcome]
    days = sorted(fact.answered_after_days for fact in found if fact.answered_after_days is not None)
    return Fairness(
        key=key,
        received=len(found),
        firms=firms,
        answered=_of(fact.answered_in_time for fact in found),
        done=_of(fact.done_in_time for fact in found),
        solved=share(sum(fact.outcome == SOLVED for fact in resolved), len(resolved)),
        middle_days=_middle(days),
    )


def _middle(values: Sequence[float]) -> float | None:
    """The median.

    >>> _middle([1.0, 2.0, 4.0, 9.0])  # (2 + 4) / 2
    3.0
    """
    if not values:
        return None
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def whole_region(*, start: date, end: date, now: datetime) -> tuple[Fact, ...]:
    """All requests of a period, whoever asks: the league compares organisations, so it must not depend on the reader.

    Only counts and shares of it may be shown to those who do not see the cases. Counted anew when a case has moved,
    and every ten minutes.
    """
    latest = case_slices(SYSTEM, Wanted(family="request", order="moved"))
    moved = [case.moved_at for case in latest[:1]]
    key = (start, end, latest.count(), moved[0] if moved else None, int(now.timestamp()) // _KEPT_SECONDS)
    with _lock:
        if key in _counted:
            return _counted[key]
    found = facts(SYSTEM, start=start, end=end, now=now)
    with _lock:
        if len(_counted) >= _MOST_KEPT:
            _counted.clear()
        _counted[key] = found
    return found


_KEPT_SECONDS = 600
_MOST_KEPT = 4
_counted: dict[tuple[object, ...], tuple[Fact, ...]] = {}
_lock = Lock()
