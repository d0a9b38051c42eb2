"""What a place may become: complexity of what it has, of what is near, and what each industry would add."""

from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.complexity import Complexity
from tidehead.calc.relatedness.density import relatedness_density
from tidehead.calc.relatedness.types import PRESENCE, RelatednessRefused, presences, table_of


class Outlook(NamedTuple):
    """coi[place]: in standard deviations; cog[place, industry]: what gaining the industry adds, 0 where it is there."""

    coi: Floats
    cog: Floats


def complexity_outlook(
    presence: Numbers, nearness: Numbers, of: Complexity, *, density: Numbers | None = None
) -> Outlook:
    """How much complex industry is within reach of each place (COI), and what each missing industry would open (COG).

    presence[place, industry]: 0 or 1, none unknown; nearness[industry, industry]: proximity, nan counts as none;
    of: the complexity of the same matrix; density[place, industry]: relatedness density where already computed.
    COI: Σ over missing industries of density · PCI, standardised over places. COG of industry i: Σ over missing j of
    nearness(i, j) ÷ Σ nearness(j) · PCI(j), and 0 where i is present. PCI is the eigenvector itself (its mean weighted
    by ubiquity is 0), divided by the standard deviation of ECI. Industries without PCI count for nothing and have nan.

    Source: Hausmann et al. 2014, The Atlas of Economic Complexity; the scale is that of the Growth Lab's ecomplexity.

    >>> from tidehead.calc.relatedness import complexity, proximity
    >>> have = [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
    >>> complexity_outlook(have, proximity(have), complexity(have)).cog[0].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    present = presences(presence)
    if of.pci.shape != present.shape[1:] or of.eci.shape != present.shape[:1]:
        raise RelatednessRefused(Label("复杂度与有无矩阵不对应", "the complexity is not of this presence matrix"))
    near = np.nan_to_num(table_of(nearness, PRESENCE))
    dense = relatedness_density(present, near).value if density is None else floats(density)
    weight = of.pci + of.centre
    usable = np.isfinite(weight)
    missing = 1.0 - present
    within_reach = np.where(usable, np.nan_to_num(dense), 0.0) * missing @ np.nan_to_num(weight)
    spread = within_reach.std()
    opened = ratio(np.nan_to_num(weight), near.sum(axis=1))
    cog = missing * (missing @ (near * np.nan_to_num(opened)[:, None]))
    cog[:, ~usable] = np.nan
    return Outlook(ratio(within_reach - within_reach.mean(), spread), cog)


def average_complexity(amounts: Numbers, of_industries: Numbers) -> tuple[Floats, Floats]:
    """Mean complexity of what each place has, weighted by amount, and the share of amounts that it covers.

    amounts[place, industry]: not negative, nan unknown; of_industries[industry]: PCI or TCI, nan unknown.
    Returns (mean[place], coverage[place]); coverage is the share of the known amounts whose complexity is known.

    >>> average_complexity([[1.0, 3.0]], [2.0, -2.0])
    (array([-1.]), array([1.]))
    """
    given, pci = np.nan_to_num(table_of(amounts, PRESENCE)), floats(of_industries)
    covered = given @ np.isfinite(pci).astype(np.float64)
    return ratio(given @ np.nan_to_num(pci), covered), ratio(covered, given.sum(axis=1))
