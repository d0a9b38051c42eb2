"""Why a task is late: days blocked, by kind, and the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tidehead.calc.labels import Label
from tidehead.calc.tasking.statuses import TaskingRefused


@dataclass(frozen=True, slots=True)
class Block:
    """A time during which a task was blocked: kind, first day and the day it ended (None: still blocked). The last
    day itself is free again, so that a block from day 3 to day 5 costs 2 days."""

    kind: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """Days late, split: blocked[kind] + other = days, exactly. other is below zero where the work made up for blocked
    days. idle: days blocked by anything, each counted once."""

    days: int
    blocked: Mapping[str, Fraction]
    other: Fraction
    idle: int


def delay_split(start: int, due: int, finish: int, blocks: Iterable[Block] = ()) -> Delay:
    """The days from the due day to the finish (or today) split into blocked days by kind, and the rest.

    Days are whole numbers. A day blocked by several kinds is shared equally among them; one kind blocking twice on a
    day counts once. Blocked days count from the start to the finish. Early finishing gives a negative delay.
    Raises TaskingRefused for a finish or due day before the start, or a block that ends before it begins.

    Due on day 100, finished on day 130; land blocked days 20–40, money 30–40: land 10 + 5, money 5, other 10.

    >>> delay = delay_split(0, 100, 130, [Block("land", 20, 40), Block("money", 30, 40)])
    >>> delay.days, {kind: str(days) for kind, days in delay.blocked.items()}, str(delay.other)
    (30, {'land': '15', 'money': '5'}, '10')
    """
    if finish < start or due < start:
        raise TaskingRefused(Label("完成或期限早于开始", "finished or due before the start"))
    spans = [_within(block, start, finish) for block in blocks]
    edges = sorted({day for _, first, last in spans for day in (first, last)})
    blocked: dict[str, Fraction] = {}
    idle = 0
    for first, last in zip(edges, edges[1:], strict=False):
        kinds = sorted({kind for kind, begin, end in spans if begin <= first and last <= end})
        idle += (last - first) if kinds else 0
        for kind in kinds:
            blocked[kind] = blocked.get(kind, Fraction(0)) + Fraction(last - first, len(kinds))
    days = finish - due
    return Delay(days, dict(sorted(blocked.items())), days - sum(blocked.values(), Fraction(0)), idle)


def _within(block: Block, start: int, finish: int) -> tuple[str, int, int]:
    end = finish if block.end is None else block.end
    if block.end is not None and block.end < block.start:
        raise TaskingRefused(Label("堵点解除早于发生", "a block ends before it begins"))
    first = min(max(block.start, start), finish)
    return block.kind, first, max(min(end, finish), first)
