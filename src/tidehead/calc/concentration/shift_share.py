"""Why a place grew: with everyone, by its industries, by itself."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, known, ratio
from tidehead.calc.concentration.tables import alike, amounts


@dataclass(frozen=True, slots=True)
class ShiftShare:
    """Parts of a change, each [..., industry] in the unit given; they sum to the change.

    common: had every industry grown as the reference as a whole; mix: because its industries grew otherwise there;
    own: because the place's industries grew otherwise than theirs; allocation (Esteban only, else zeros): because the
    place has more of what it is better at.
    """

    change: Floats
    common: Floats
    mix: Floats
    own: Floats
    allocation: Floats

    @property
    def net(self) -> Floats:
        """The change beyond the common part: mix, own and allocation together."""
        return self.mix + self.own + self.allocation

    def summed(self) -> "ShiftShare":
        """The parts of the whole place: the sums over the industries; unknown where one is."""
        parts = (self.change, self.common, self.mix, self.own, self.allocation)
        return ShiftShare(*(np.asarray(part.sum(axis=-1)) for part in parts))


@dataclass(frozen=True, slots=True)
class GrowthQuotients:
    """Growth of a place relative to its reference as a product: net = structure x location; 1 is as the reference.

    structure: what its mix of industries would have made of it; location: what it made beyond that.
    """

    net: Floats
    structure: Floats
    location: Floats


def shift_share(before: Numbers, after: Numbers, *, reference_before: Numbers, reference_after: Numbers) -> ShiftShare:
    """Dunn's three parts of a change.

    before, after[..., industry]: jobs or money of the place; the reference alike, of the country or the region that
    contains it. nan unknown. An industry that is new to the place is all `own`.
    Raises ConcentrationRefused for figures below zero or lengths that differ.

    Source: Dunn 1960, A Statistical and Analytical Technique for Regional Analysis, Papers in Regional Science 6(1).

    By hand: 10 jobs become 14; there the industry went from 50 to 60 and the whole from 100 to 110. 10 x 0.1 = 1
    common, 10 x (0.2 - 0.1) = 1 mix, 14 - 10 x 1.2 = 2 own.

    >>> found = shift_share([10.0, 0.0], [14.0, 0.0], reference_before=[50.0, 50.0], reference_after=[60.0, 50.0])
    >>> [round(part[0].item(), 9) for part in (found.common, found.mix, found.own)]
    [1.0, 1.0, 2.0]
    """
    old, new, old_all, new_all = _checked(before, after, reference_before, reference_after)
    change = new - old
    rate = ratio(new_all.sum(axis=-1, keepdims=True), old_all.sum(axis=-1, keepdims=True)) - 1.0
    common = old * rate
    grown = _times(old, ratio(new_all, old_all) - 1.0)
    own = change - grown
    return ShiftShare(change, common, grown - common, own, np.where(known(own), 0.0, np.nan))


def esteban(before: Numbers, after: Numbers, *, reference_before: Numbers, reference_after: Numbers) -> ShiftShare:
    """Dunn's parts with the place's own part split: competing with the reference's mix, and allocation.

    Arguments as in `shift_share`. own: the difference of growth rates times the jobs the place would have with the
    reference's mix; allocation: the same times what it has beyond them. An industry that is new to the place has no
    growth rate, so both are unknown there.

    Source: Esteban-Marquillas 1972, A reinterpretation of shift-share analysis, Regional and Urban Economics 2(3).

    >>> found = esteban([10.0, 30.0], [14.0, 30.0], reference_before=[50.0, 50.0], reference_after=[50.0, 50.0])
    >>> found.own.round(9).tolist(), found.allocation.round(9).tolist()
    ([8.0, 0.0], [-4.0, 0.0])
    """
    old, new, old_all, new_all = _checked(before, after, reference_before, reference_after)
    dunn = shift_share(old, new, reference_before=old_all, reference_after=new_all)
    even = old.sum(axis=-1, keepdims=True) * ratio(old_all, old_all.sum(axis=-1, keepdims=True))
    own = even * (ratio(new, old) - ratio(new_all, old_all))
    return ShiftShare(dunn.change, dunn.common, dunn.mix, own, dunn.own - own)


def growth_quotients(
    before: Numbers, after: Numbers, *, reference_before: Numbers, reference_after: Numbers
) -> GrowthQuotients:
    """Gerfin's way: the growth of places relative to the reference as structure times location, each [...].

    Arguments as in `shift_share`.

    Source: Gerfin 1964, Gesamtwirtschaftliches Wachstum und regionale Entwicklung, Kyklos 17(4).

    By hand: 40 jobs become 44, the reference stays as it was: net 44/40 = 1.1, all of it location.

    >>> found = growth_quotients([10.0, 30.0], [14.0, 30.0], reference_before=[5.0, 5.0], reference_after=[5.0, 5.0])
    >>> found.net.item(), found.structure.item(), found.location.item()
    (1.1, 1.0, 1.1)
    """
    old, new, old_all, new_all = _checked(before, after, reference_before, reference_after)
    expected = _times(old, ratio(new_all, old_all)).sum(axis=-1)
    overall = ratio(new_all.sum(axis=-1), old_all.sum(axis=-1))
    net = ratio(ratio(new.sum(axis=-1), old.sum(axis=-1)), overall)
    return GrowthQuotients(net, ratio(ratio(expected, old.sum(axis=-1)), overall), ratio(new.sum(axis=-1), expected))


def _checked(before: Numbers, after: Numbers, *reference: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
    old, new, old_all, new_all = amounts(before), amounts(after), amounts(reference[0]), amounts(reference[1])
    for other in (new, old_all, new_all):
        alike(old, other)
    return old, new, old_all, new_all


def _times(amount: Floats, factor: Floats) -> Floats:
    """Amount by factor; nothing stays nothing though no factor is known."""
    return np.where(amount == 0, 0.0, amount * factor)
