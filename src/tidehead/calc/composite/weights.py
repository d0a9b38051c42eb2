"""What weights come to, and weights taken from the data: to be looked at beside those that a rule sets."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy  # its parts are loaded when they are used

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.composite.aggregation import Level
from tidehead.calc.composite.description import correlations
from tidehead.calc.composite.normalisation import min_max


class Components(NamedTuple):
    """Principal components of standardised indicators, the one that explains most first.

    loadings[indicator, component]: unit length, each component turned so that its loadings add up to no less than 0.
    deviations[component]; explained[component]: its share of all variance. left_out: units with something unknown.
    """

    loadings: Floats
    deviations: Floats
    explained: Floats
    left_out: int


class Influence(NamedTuple):
    """correlation[child] with the whole; share[child]: of the sum of those, which is its importance in fact."""

    correlation: Floats
    share: Floats


class Balanced(NamedTuple):
    """weights[child], adding up to 1; obtained[child]: the shares of correlation they give; reached: whether these are
    the wished ones to 1e-6 (they are not where a child would need a negative weight)."""

    weights: Floats
    obtained: Floats
    reached: bool


def effective_weights(levels: Sequence[Level]) -> tuple[Floats, ...]:
    """What share each node has in the whole: its share among its siblings times its parent's share in the whole.

    Returns one array for each level: weights[child], adding up to 1. True of sums and arithmetic means; in other means
    the weights are the same exponents. Source: COINr get_eff_wts.

    >>> [w.tolist() for w in effective_weights([Level([0, 0, 1], [1.0, 3.0, 1.0]), Level([0, 0], [1.0, 1.0])])]
    [[0.125, 0.375, 0.5], [0.5, 0.5]]
    """
    found: list[Floats] = []
    above = np.ones(1)
    for level in reversed(levels):
        parents, weights = np.asarray(level.parents), floats(level.weights)
        siblings = np.bincount(parents, weights=weights)
        if len(siblings) != len(above):
            raise ValueError(f"a level has {len(siblings)} parents, but the level above has {len(above)} children")
        above = ratio(weights, siblings[parents]) * above[parents]
        found.append(above)
    return tuple(reversed(found))


def influence(values: Numbers, whole: Numbers) -> Influence:
    """How strongly each child moves with the whole, which is what its weight comes to in fact.

    values[unit, child]; whole[unit]: the aggregate. Pearson's correlation over the units of which both are known.
    Source: Paruolo, Saisana & Saltelli 2013, J. R. Stat. Soc. A 176(3); COINr get_opt_weights.

    >>> influence([[1.0, 3.0], [2.0, 2.0], [3.0, 4.0]], [1.0, 2.0, 3.0]).correlation.round(6).tolist()
    [1.0, 0.5]
    """
    found = correlations(values, floats(whole)[:, None]).coefficient[:, 0]
    return Influence(found, ratio(found, np.nansum(found)))


def balanced_weights(values: Numbers, targets: Numbers) -> Balanced:
    """Weights with which each child's correlation with the weighted mean is in proportion to its wished importance.

    values[unit, child]: units with something unknown are left out; targets[child]: relative, above zero.
    With C the covariances and s the deviations, the correlations are proportional to (C·w) ÷ s; the weights are the
    non-negative least-squares solution of R·(s∘w) = target, R being the correlations, and so the same in every run.
    Raises ValueError where fewer than three units are whole, a child is constant, or a target is not above zero.
    Source: Becker et al. 2017, Ecological Indicators 80; COINr get_opt_weights "balance", which searches.

    >>> balanced_weights([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [1.0, 1.0]).weights.tolist()
    [0.5, 0.5]
    """
    whole, target = _whole_rows(values), floats(targets)
    if target.shape != whole.shape[1:] or not (target > 0).all():
        raise ValueError(f"one target above zero for each of {whole.shape[1]} children, not {target.tolist()}")
    deviations, among = whole.std(axis=0, ddof=1), np.corrcoef(whole, rowvar=False).reshape(len(target), -1)
    solution, _ = scipy.optimize.nnls(among, target / target.sum())
    obtained = among @ solution
    weights = solution / deviations
    if not weights.sum() > 0:
        raise ValueError("no weights from zero up bring the children into this proportion")
    share = obtained / obtained.sum()
    return Balanced(weights / weights.sum(), share, bool(np.abs(share - target / target.sum()).max() < 1e-6))


def principal_components(values: Numbers) -> Components:
    """Directions in which standardised indicators vary most, by singular values.

    values[unit, indicator]: units with something unknown are left out and counted.
    Raises ValueError where fewer than three units are whole, or an indicator is constant among them.
    Source: OECD/JRC Handbook 2008, step 4; COINr get_PCA (R's prcomp with scaling; its signs are arbitrary).

    >>> found = principal_components([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    >>> found.loadings[:, 0].round(4).tolist(), found.explained.round(4).tolist()
    ([0.7071, 0.7071], [1.0, 0.0])
    """
    whole = _whole_rows(values)
    standard = (whole - whole.mean(axis=0)) / whole.std(axis=0, ddof=1)
    _, sizes, turned = np.linalg.svd(standard, full_matrices=False)
    facing = np.where(turned.sum(axis=1) < 0, -1.0, 1.0)
    variances = sizes**2 / (len(whole) - 1)
    left_out = len(floats(values)) - len(whole)
    return Components((turned * facing[:, None]).T, np.sqrt(variances), variances / variances.sum(), left_out)


def pca_weights(values: Numbers) -> Floats:
    """The first component's loadings squared: weights[indicator] from zero up that add up to 1.

    values[unit, indicator]. A loading below zero has lost its sign here: look at `principal_components` before use.
    Source: OECD/JRC Handbook 2008, step 6 (weights from squared loadings, here of one component, unrotated); COINr
    takes the loadings themselves, which may be negative.

    >>> pca_weights([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]).round(6).tolist()
    [0.5, 0.5]
    """
    return floats(principal_components(values).loadings[:, 0] ** 2)


def entropy_weights(values: Numbers) -> Floats:
    """An indicator weighs more the more unevenly it is spread: w ∝ 1 + Σ p·ln p ÷ ln n, with p = x ÷ Σ x.

    values[unit, indicator], from zero up; units with something unknown are left out.
    Returns weights[indicator] that add up to 1. Raises ValueError for a negative value, a sum of zero, fewer than three
    whole units, or where all indicators are spread evenly.
    Source: Shannon entropy weighting, Zeleny 1982, Multiple Criteria Decision Making; 熵权法.

    >>> entropy_weights([[1.0, 1.0], [1.0, 1.0], [1.0, 4.0]]).round(6).tolist()
    [0.0, 1.0]
    """
    whole = _whole_rows(values, may_be_constant=True)
    if (whole < 0).any() or not (whole.sum(axis=0) > 0).all():
        raise ValueError("entropy weights need values from zero up, some above it")
    share = whole / whole.sum(axis=0)
    terms = np.where(share > 0, share * np.log(np.where(share > 0, share, 1.0)), 0.0)
    uneven = np.maximum(1.0 + terms.sum(axis=0) / np.log(len(whole)), 0.0)
    uneven[np.ptp(whole, axis=0) == 0] = 0.0
    if not uneven.sum() > 0:
        raise ValueError("every indicator is spread evenly, so that nothing tells their weights")
    return floats(uneven / uneven.sum())


def critic_weights(values: Numbers) -> Floats:
    """An indicator weighs more the more it varies and the less it repeats others: w ∝ s·Σ (1 − r), s after min–max.

    values[unit, indicator], more is better; units with something unknown are left out.
    Returns weights[indicator] that add up to 1. Raises ValueError where fewer than three units are whole, an indicator
    is constant, or all tell the same.
    Source: Diakoulaki, Mavrotas & Papayannakis 1995, Computers & Operations Research 22(7).

    >>> critic_weights([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]).tolist()
    [0.5, 0.5]
    """
    whole = _whole_rows(values)
    among = np.corrcoef(whole, rowvar=False).reshape(whole.shape[1], -1)
    told = min_max(whole).std(axis=0, ddof=1) * (1.0 - among).sum(axis=0)
    if not told.sum() > 1e-12:
        raise ValueError("every indicator tells the same, so that nothing tells their weights")
    return floats(told / told.sum())


def _whole_rows(values: Numbers, *, may_be_constant: bool = False) -> Floats:
    given = floats(values)
    if given.ndim != 2 or not given.shape[1]:
        raise ValueError(f"values are [unit, indicator], not {given.shape}")
    whole = given[np.isfinite(given).all(axis=1)]
    if len(whole) < 3:
        raise ValueError(f"{len(whole)} units have every indicator; three are needed")
    constant = np.flatnonzero(np.ptp(whole, axis=0) == 0)
    if constant.size and not may_be_constant:
        raise ValueError(f"indicator {constant[0]} is the same for all units")
    return whole
