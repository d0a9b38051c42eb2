"""Where firms stand on a ladder, what lapses soon, and how many stand on each step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tidehead.calc.ladders.types import Holding, Ladder, Standing, Title, Validity


def end_of(holding: Holding, title: Title) -> date | None:
    """The last day on which a title counts: as printed, else from the title's years; None: no end is known.

    A title of three years granted on 1 July 2022 counts until 30 June 2025, of 29 February until 28 February.

    >>> from tidehead.calc.labels import Label
    >>> end_of(Holding("a", date(2022, 7, 1)), Title("a", Label("甲"), valid_years=3))
    datetime.date(2025, 6, 30)
    """
    if holding.valid_to or holding.granted_on is None or title.valid_years is None:
        return holding.valid_to
    first = holding.granted_on
    year = first.year + title.valid_years
    if (first.month, first.day) == (2, 29):
        return date(year, 2, 28)
    return date.fromordinal(first.replace(year=year).toordinal() - 1)


def validity(holding: Holding, title: Title, day: date) -> Validity:
    """Whether a holding counts on a day. Without a day of grant and without an end it is undated, never assumed."""
    if holding.granted_on and holding.granted_on > day:
        return Validity.NOT_YET
    end = end_of(holding, title)
    if end is not None:
        return Validity.EXPIRED if end < day else Validity.IN_FORCE
    if holding.granted_on is None and title.valid_years is not None:
        return Validity.UNDATED
    return Validity.IN_FORCE


def standing_on(ladder: Ladder, titles: Mapping[str, Title], holdings: Iterable[Holding], *, day: date) -> Standing:
    """The highest step of a ladder that counts for a firm on a day.

    holdings: all titles of the firm; those of other ladders are passed over. Of two holdings of one title the one that
    lasts longer counts.
    """
    own = [holding for holding in holdings if holding.title in ladder.steps]
    counting: dict[int, Holding] = {}
    lapsed: set[str] = set()
    for holding in own:
        title = titles[holding.title]
        state = validity(holding, title, day)
        if state in (Validity.IN_FORCE, Validity.UNDATED):
            step = ladder.steps.index(holding.title)
            counting[step] = _longer(counting.get(step), holding, title)
        elif state is Validity.EXPIRED:
            lapsed.add(holding.title)
    gone = tuple(step for at, step in enumerate(ladder.steps) if step in lapsed and at not in counting)
    if not counting:
        return Standing(-1, lapsed=gone)
    step = max(counting)
    best, title = counting[step], titles[ladder.steps[step]]
    undated = validity(best, title, day) is Validity.UNDATED
    return Standing(step, title.id, best.granted_on, end_of(best, title), undated, gone)


def _longer(one: Holding | None, other: Holding, title: Title) -> Holding:
    if one is None:
        return other
    ends = (end_of(one, title) or date.max, one.granted_on or date.min)
    return one if ends >= (end_of(other, title) or date.max, other.granted_on or date.min) else other


def next_title(ladder: Ladder, standing: Standing) -> str:
    """The step above; "" at the top."""
    return ladder.steps[standing.step + 1] if standing.step + 1 < len(ladder.steps) else ""


def lapsing(
    holdings: Iterable[tuple[str, Holding]], titles: Mapping[str, Title], *, day: date, within_days: int
) -> tuple[tuple[str, Holding, date], ...]:
    """Holdings (of firms by code) that end from a day on within so many days, the soonest first."""
    found = []
    for firm, holding in holdings:
        end = end_of(holding, titles[holding.title])
        if end is not None and 0 <= (end - day).days <= within_days:
            found.append((firm, holding, end))
    return tuple(sorted(found, key=lambda each: (each[2], each[0])))


def counts_by_step(ladder: Ladder, standings: Sequence[Standing]) -> tuple[int, ...]:
    """How many firms stand on each step, each firm once, on its highest.

    >>> from tidehead.calc.labels import Label
    >>> counts_by_step(Ladder("l", Label("阶"), ("a", "b")), [Standing(0), Standing(1), Standing(0), Standing(-1)])
    (2, 1)
    """
    return tuple(sum(standing.step == step for standing in standings) for step in range(len(ladder.steps)))
