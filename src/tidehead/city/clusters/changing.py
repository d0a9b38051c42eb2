"""Why a place grew: shift-share of its firms between two years."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.concentration import GrowthQuotients, ShiftShare, esteban, growth_quotients, shift_share
from tidehead.city.clusters.counting import count_table
from tidehead.city.clusters.types import Asked, CountTable


@dataclass(frozen=True, slots=True, eq=False)
class Shifted:
    """Parts of the change of a place's firms between two years: Dunn's, Esteban's, Gerfin's quotients."""

    first: int
    last: int
    industries: tuple[str, ...]
    before: Floats
    after: Floats
    dunn: ShiftShare
    esteban: ShiftShare
    gerfin: GrowthQuotients


def shifted(asked: Asked, place: str, *, first: int, last: int) -> Shifted | None:
    """None where the place has no firm in the later year."""
    then, now = count_table(asked.at(first)), count_table(asked.at(last))
    if then is None or now is None or place not in now.places or not now.industries:
        return None
    before, all_before = _at(then, place, now.industries)
    after, all_after = _at(now, place, now.industries)
    if not before.sum() or not all_before.sum():
        return None
    reference = {"reference_before": all_before, "reference_after": all_after}
    return Shifted(
        first,
        last,
        now.industries,
        before,
        after,
        shift_share(before, after, **reference),
        esteban(before, after, **reference),
        growth_quotients(before, after, **reference),
    )


def _at(table: CountTable, place: str, industries: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Firms of a place, and of all places of the reference, in the order of the industries."""
    column = {code: at for at, code in enumerate(table.industries)}
    row = table.places.index(place) if place in table.places else -1
    every = table.counts.sum(axis=0)
    one = table.counts[row] if row >= 0 else np.zeros_like(every)
    picked = [column.get(code, -1) for code in industries]
    return (
        np.array([one[at] if at >= 0 else 0.0 for at in picked]),
        np.array([every[at] if at >= 0 else 0.0 for at in picked]),
    )
