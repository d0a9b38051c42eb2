"""A cluster's change when its definition changed too: what grew, and what was only counted in."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, known
from tidehead.calc.concentration.tables import ConcentrationRefused, alike, amounts
from tidehead.calc.labels import Label


@dataclass(frozen=True, slots=True)
class Growth:
    """A change in two exact parts, in the unit given.

    change = growth + definition. paths: of the two orders in which both could have happened, how many are known: 2,
    or 1 where a definition was counted at one date only, so that growth is measured by the other; 0 unknown.
    """

    change: Floats
    growth: Floats
    definition: Floats
    paths: Floats


def definition_and_growth(*, old_then: Numbers, old_now: Numbers, new_then: Numbers, new_now: Numbers) -> Growth:
    """A published change split into growth and change of definition.

    The published figures are old_then (old definition, earlier date) and new_now; old_now and new_then are the same
    world counted by the other definition; all of one shape, in one unit, nan unknown. Growth is the mean of the two
    definitions' growths, definition the mean of its effect at the two dates: Shapley's value of two, the only split
    that is exact and takes no side. Where only one of old_now and new_then is known, its path alone is taken.

    Source: Shapley 1953, A Value for n-Person Games; for two factors Marshall–Edgeworth's mean.

    By hand: 100 became 180; the old definition has 110 now, the new had 150 then. Growth (10 + 30)/2 = 20,
    definition (50 + 70)/2 = 60.

    >>> found = definition_and_growth(old_then=100.0, old_now=110.0, new_then=150.0, new_now=180.0)
    >>> found.growth.item(), found.definition.item(), found.paths.item()
    (20.0, 60.0, 2.0)
    """
    before, beside, ahead, after = np.broadcast_arrays(*map(floats, (old_then, old_now, new_then, new_now)))
    change = after - before
    growths = np.stack([beside - before, after - ahead])
    usable = known(growths) & known(change)
    paths = usable.sum(axis=0).astype(np.float64)
    total = np.where(usable, growths, 0.0).sum(axis=0)
    growth = np.where(paths > 0, total / np.maximum(paths, 1.0), np.nan)
    return Growth(floats(change), growth, floats(change - growth), paths)


@dataclass(frozen=True, slots=True)
class Series:
    """Published figures over dates, with what of them is growth: each [date, ...].

    published: by the definition in force; growth, definition: since the date before (0 at the first); comparable: the
    last definition's figures carried back by growth alone, so that it ends at the last published figure.
    """

    published: Floats
    growth: Floats
    definition: Floats
    comparable: Floats
    paths: Floats


def honest_series(figures: Numbers, in_force: tuple[int, ...]) -> Series:
    """A series through several definitions made comparable.

    figures[definition, date, ...]: every definition at every date where it can be counted, nan elsewhere;
    in_force[date]: which definition's figure was published then. Each step is split as `definition_and_growth`.
    Raises ConcentrationRefused where in_force does not fit the figures.

    >>> counted = [[100.0, 110.0, 120.0], [150.0, 180.0, 200.0]]
    >>> found = honest_series(counted, (0, 1, 1))
    >>> found.published.tolist(), found.growth.tolist(), found.definition.tolist(), found.comparable.tolist()
    ([100.0, 180.0, 200.0], [0.0, 20.0, 20.0], [0.0, 60.0, 0.0], [160.0, 180.0, 200.0])
    """
    table = floats(figures)
    if table.ndim < 2 or table.shape[1] != len(in_force) or not set(in_force) <= set(range(len(table))):
        words = Label("每个日期应有一个口径，且口径应在表中", "each date needs one definition that is in the table")
        raise ConcentrationRefused(words)
    dates = np.arange(len(in_force))
    used = np.asarray(in_force, dtype=np.intp)
    published = table[used, dates]
    old, new = used[:-1], used[1:]
    step = definition_and_growth(
        old_then=published[:-1], old_now=table[old, dates[1:]], new_then=table[new, dates[:-1]], new_now=published[1:]
    )
    start = np.zeros_like(published[:1])
    growth, definition = np.concatenate([start, step.growth]), np.concatenate([start, step.definition])
    later = np.concatenate([np.cumsum(growth[:0:-1], axis=0)[::-1], start])
    paths = np.concatenate([start + 2.0, step.paths])
    return Series(published, growth, definition, published[-1] - later, paths)


def recode(counts: Numbers, crosswalk: Numbers) -> Floats:
    """Counts by cluster from counts by industry: counts[..., industry] to [..., cluster].

    crosswalk[industry, cluster]: which part of an industry counts as a cluster, 0 to 1. One may count in several
    clusters, and then their sum is more than the counts; an unknown count leaves unknown only the clusters it is in.
    Raises ConcentrationRefused for parts outside 0 to 1 or lengths that differ.

    >>> recode([10.0, 4.0, float("nan")], [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]).tolist()
    [12.0, nan]
    """
    given, parts = amounts(counts), amounts(crosswalk, axes=2)
    alike(given, parts.T)
    if not ((parts >= 0) & (parts <= 1)).all():
        raise ConcentrationRefused(Label("对照表中的比例应在0到1之间", "parts of a crosswalk are between 0 and 1"))
    missing = np.isnan(given).astype(np.float64) @ (parts > 0).astype(np.float64)
    return np.where(missing > 0, np.nan, np.nan_to_num(given) @ parts)
