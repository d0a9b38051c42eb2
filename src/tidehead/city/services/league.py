"""The league of answering: who answers in time and really solves, told like with like and with its doubt.

Only requests that were put in the period count. What has no verdict yet (its time still runs, the firm has not spoken)
is in no share: it is shown beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.queries import case_slices, clocks_of, events_of_cases
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.enterprises.queries import all_enterprises, enterprises
from tidehead.city.services.rules import service_rules
from tidehead.city.services.shares import Mean, Share, mean, share
from tidehead.city.services.types import EXPLAINED, REFERRED, SOLVED, WITHDRAWN

_BATCH = 2_000
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts of one request. None: not decided yet."""

    case: CaseInfo
    size: str
    answered_in_time: bool | None
    done_in_time: bool | None
    late_days: float  # days by which the first answer came, or is still coming, after it was due
    answered_after_days: float | None
    outcome: str  # "" not resolved yet
    satisfaction: float | None
    back_soon: bool  # refused or reopened within the days after which that counts against the closure
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
    slices = case_slices(actor, wanted, now=now)
    found: list[Fact] = []
    for offset in range(0, slices.count(), _BATCH):
        cases = [case for case in slices.read(offset, _BATCH) if case.state != WITHDRAWN]
        found += _facts(cases, now)
    return tuple(found)


def _facts(cases: Sequence[CaseInfo], now: datetime) -> list[Fact]:
    clocks = clocks_of([case.id for case in cases])
    sizes = {code: firm.size for code, firm in enterprises({case.party for case in cases if case.party}).items()}
    again = [case.id for case in cases if case.reopened]
    soon = _back_soon(again)
    asked = _asked_back([case.id for case in cases if "question" in case.fields])
    return [
        _fact(case, clocks.get(case.id, ()), sizes.get(case.party, ""), case.id in soon, asked.get(case.id, 0), now)
        for case in cases
    ]


Clock = tuple[str, str, datetime | None, datetime | None, bool | None]


def _fact(case: CaseInfo, clocks: Sequence[Clock], size: str, back_soon: bool, asked_back: int, now: datetime) -> Fact:
    own = {clock: (due, stopped, met) for clock, body, due, stopped, met in clocks if not body}
    due, stopped, _met = own.get("answer", (None, None, None))
    mark = case.fields.get("satisfaction")
    return Fact(
        case=case,
        size=size,
        answered_in_time=_verdict(own.get("answer"), now),
        done_in_time=_verdict(own.get("done"), now),
        late_days=max(0.0, ((stopped or now) - due).total_seconds() / _DAY) if due else 0.0,
        answered_after_days=(stopped - case.opened_at).total_seconds() / _DAY if stopped else None,
        outcome=str(case.fields.get("outcome") or ""),
        satisfaction=float(mark) if isinstance(mark, int | float) else None,
        back_soon=back_soon,
        asked_back=asked_back,
    )


def _verdict(clock: tuple[datetime | None, datetime | None, bool | None] | None, now: datetime) -> bool | None:
    """In time, too late (also while it still runs), or undecided."""
    if clock is None:
        return None
    due, stopped, met = clock
    if stopped is not None:
        return met
    return False if due is not None and now > due else None


def _back_soon(ids: Iterable[int]) -> frozenset[int]:
    """Cases that came back within the days after which that no longer counts against their closure."""
    limit = timedelta(days=service_rules().reopen_days)
    found = set()
    for case, events in events_of_cases(ids).items():
        resolved: datetime | None = None
        for event in events:
            moved = event.data.get("transition")
            if moved == "resolve":
                resolved = event.at
            if moved in {"refuse", "reopen"} and resolved is not None and event.at - resolved <= limit:
                found.add(case)
    return frozenset(found)


def _asked_back(ids: Iterable[int]) -> dict[int, int]:
    return {
        case: sum(event.data.get("transition") == "ask_back" for event in events)
        for case, events in events_of_cases(ids).items()
    }


def by_body(found: Iterable[Fact], key: Callable[[CaseInfo], str]) -> tuple[Row, ...]:
    """The league by organisation or by officer, those with the surest good showing first; "" is nobody yet."""
    found = tuple(found)
    usual = _usual(found)
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        grouped[key(fact.case)].append(fact)
    rows = [_row(code, facts_, usual) for code, facts_ in grouped.items()]
    return tuple(sorted(rows, key=lambda row: (not row.code, -(row.done.low or 0.0), row.code)))


def _usual(found: Sequence[Fact]) -> dict[str, float]:
    """The share done in time of each topic, all bodies together."""
    decided: dict[str, list[bool]] = defaultdict(list)
    for fact in found:
        if fact.done_in_time is not None:
            decided[_topic(fact)].append(fact.done_in_time)
    return {topic: sum(each) / len(each) for topic, each in decided.items()}


def _topic(fact: Fact) -> str:
    return str(fact.case.fields.get("topic") or "")


def _row(code: str, found: Sequence[Fact], usual: Mapping[str, float]) -> Row:
    decided = [fact for fact in found if fact.done_in_time is not None]
    resolved = [fact for fact in found if fact.outcome]
    marks = tuple(fact.satisfaction for fact in found if fact.satisfaction is not None)
    topics: dict[str, int] = defaultdict(int)
    for fact in found:
        topics[_topic(fact)] += 1
    return Row(
        code=code,
        received=len(found),
        open=sum(fact.case.phase in {"open", "waiting"} for fact in found),
        answered=_of(fact.answered_in_time for fact in found),
        done=_of(fact.done_in_time for fact in found),
        expected=sum(usual[_topic(fact)] for fact in decided) / len(decided) if decided else None,
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
        grouped[fact.size if by == "size" else fact.case.place].append(fact)
    firms: dict[str, int] = defaultdict(int)
    for firm in all_enterprises():
        firms[firm.size if by == "size" else firm.place] += 1
    rows = [_fairness(key, facts_, firms[key]) for key, facts_ in grouped.items()]
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

    Only counts and shares of it may be shown to those who do not see the cases.
    """
    return facts(SYSTEM, start=start, end=end, now=now)
