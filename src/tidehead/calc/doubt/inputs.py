"""What is uncertain about a scheme, input by input, and how chances become weights."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy  # its parts are loaded when they are used

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.alternatives import Alternatives
from tidehead.calc.doubt.model import Branch, Leaf, Model
from tidehead.calc.doubt.settings import Settings
from tidehead.calc.labels import Label

WEIGHT = "weight"
NORMALISATION = "normalisation"
IMPUTATION = "imputation"
NOISE = "noise"

KINDS = {
    WEIGHT: Label("权重", "weights"),
    NORMALISATION: Label("标准化方法", "normalisation"),
    IMPUTATION: Label("缺数的补法", "filling of missing figures"),
    NOISE: Label("数据误差", "data errors"),
}
"""The groups of inputs, as people read them."""


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain input. kind: one of KINDS. id: of the indicator or pillar; "" where the kind is one input."""

    kind: str
    id: str
    label: Label

    def text(self, language: str) -> str:
        """What it is called in a sentence."""
        kind = KINDS[self.kind].text(language)
        if not self.id:
            return kind
        name = self.label.text(language)
        if self.kind == WEIGHT:
            return f"“{name}”的权重" if language.startswith("zh") else f"the weight of {name}"
        return f"“{name}”的数据误差" if language.startswith("zh") else f"errors in {name}"


def weighted(tree: Branch) -> Iterator[tuple[Branch, int]]:
    """Every pillar with more than one child that counts, and the number of its first child among all nodes."""
    for branch, first in _branches(tree, 0):
        if sum(child.weight > 0 for child in branch.children) > 1:
            yield branch, first


def _branches(branch: Branch, first: int) -> Iterator[tuple[Branch, int]]:
    yield branch, first
    following = first + len(branch.children)
    for child in branch.children:
        if isinstance(child, Branch):
            yield from _branches(child, following)
            following += _below(child)


def _below(branch: Branch) -> int:
    return len(branch.children) + sum(_below(child) for child in branch.children if isinstance(child, Branch))


def nodes(tree: Branch) -> tuple[Branch | Leaf, ...]:
    """Every pillar and indicator but the top, in the order of the multipliers."""
    return tuple(child for branch, _ in _branches(tree, 0) for child in branch.children)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What is uncertain: weights by their node, whether a normalisation and an imputation is chosen, noise by leaf.

    alls: every input, weights first. weights: node numbers. noises[leaf]: standard deviation, as a share of the figure.
    """

    alls: tuple[Input, ...]
    weights: tuple[int, ...]
    normalisation: bool
    imputation: bool
    noises: Floats

    @property
    def noisy(self) -> tuple[int, ...]:
        """The leaves with noise."""
        return tuple(int(leaf) for leaf in np.flatnonzero(self.noises))


def inputs_of(model: Model, alternatives: Alternatives, settings: Settings) -> Inputs:
    """Every uncertain input that the scheme has a place for."""
    every = nodes(model.tree)
    moved = _moved(model.tree) if settings.weight_spread else ()
    noises = np.array([settings.noises.get(leaf.id, leaf.noise or settings.noise) for leaf in model.leaves])
    noises[(np.nan_to_num(model.values) == 0).all(axis=0)] = 0.0
    several = len(alternatives.normalisations) > 1, len(alternatives.imputations) > 1
    chosen = [
        Input(kind, "", KINDS[kind]) for kind, has in zip((NORMALISATION, IMPUTATION), several, strict=True) if has
    ]
    return Inputs(
        alls=(
            *(Input(WEIGHT, every[node].id, every[node].label) for node in moved),
            *chosen,
            *(Input(NOISE, leaf.id, leaf.label) for leaf, sd in zip(model.leaves, noises, strict=True) if sd),
        ),
        weights=moved,
        normalisation=several[0],
        imputation=several[1],
        noises=noises,
    )


def _moved(tree: Branch) -> tuple[int, ...]:
    return tuple(
        first + nth for branch, first in weighted(tree) for nth, child in enumerate(branch.children) if child.weight > 0
    )


def multipliers(model: Model, inputs: Inputs, chances: Floats, settings: Settings) -> Floats:
    """By how much each weight is multiplied: [draw, node], so that the weights of a pillar keep their sum.

    chances[draw, weight]: from 0 to 1, one for each of `inputs.weights`. Uniform: weight·(1 + spread·(2·chance − 1)).
    Dirichlet: shares of the pillar with concentration 3n/spread² for n children: a share of 1/n then has the standard
    deviation of the uniform form, spread/√3 of itself.
    """
    every = nodes(model.tree)
    result = np.ones((len(chances), len(every)))
    result[:, list(inputs.weights)] = 1.0 + settings.weight_spread * (2.0 * chances - 1.0)
    for branch, first in weighted(model.tree):
        weights = np.array([child.weight for child in branch.children])
        some = slice(first, first + len(weights))
        if inputs.weights and settings.weight_shape == "dirichlet":
            places = [inputs.weights.index(first + int(nth)) for nth in np.flatnonzero(weights > 0)]
            result[:, some] = _dirichlet(chances[:, places], weights, settings.weight_spread)
        if inputs.weights:
            result[:, some] *= weights.sum() / (result[:, some] @ weights)[:, None]
    return result


def _dirichlet(chances: Floats, weights: Floats, spread: float) -> Floats:
    counting = weights > 0
    shares = weights[counting] / weights.sum()
    concentration = 3.0 * counting.sum() / spread**2 * shares
    result = np.ones((len(chances), len(weights)))
    result[:, counting] = scipy.special.gammaincinv(concentration, np.clip(chances, 1e-12, 1 - 1e-12)) / concentration
    return result
