"""Pairs scored, and each score told in parts: what every field says for or against, in bits."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.linkage.comparing import Comparison, Levels
from tidehead.calc.linkage.model import Model, collision, probability_of, value_probabilities, vetoed
from tidehead.calc.linkage.preparing import Prepared
from tidehead.calc.linkage.types import Flags, Pairs

_MOST_RARITY = 12.0  # bits that the rarity of one value may add or take


@dataclass(frozen=True, slots=True)
class Scores:
    """bits[pair]: log2 of the odds that both rows are one; probability[pair]; levels[pair, field]; veto[pair]."""

    bits: Floats
    probability: Floats
    levels: Levels
    veto: Flags

    @property
    def matches(self) -> Floats:
        """The probability, 0 where a match is forbidden."""
        result: Floats = np.where(self.veto, 0.0, self.probability)
        return result


@dataclass(frozen=True, slots=True)
class Part:
    """What one field says. bits: above 0 for, below 0 against, 0 where unknown; rarity: the share of it by rarity."""

    field: str
    title: Label
    outcome: Label
    bits: float
    rarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two rows get their probability: odds at the start in bits and the parts, whose sum is `bits`."""

    start_bits: float
    parts: tuple[Part, ...]
    bits: float
    probability: float
    veto: Label | None


_UNKNOWN = Label("有一方未知", "unknown on one side")


def compared(prepared: Prepared, pairs: Pairs) -> Levels:
    """levels[pair, field] of all fields."""
    return np.stack([each.compare(pairs) for each in prepared.comparisons], axis=1)


def score(prepared: Prepared, model: Model, pairs: Pairs, levels: Levels | None = None) -> Scores:
    """Score pairs by a model; levels where they are known already."""
    model.check(prepared.comparisons)
    known = compared(prepared, pairs) if levels is None else levels
    bits = np.full(len(pairs), np.log2(model.prior / (1 - model.prior)))
    for at, (comparison, learned) in enumerate(zip(prepared.comparisons, model.fields, strict=True)):
        bits += np.append(learned.weights, 0.0)[known[:, at]]
        bits += rarity(prepared, comparison, pairs, known[:, at])
    return Scores(bits, probability_of(bits), known, vetoed(prepared.comparisons, known))


def rarity(prepared: Prepared, comparison: Comparison, pairs: Pairs, levels: Levels) -> Floats:
    """Bits that a shared value adds because it is rarer than shared values on average, or takes because it is common.

    log2(c / p) for a value of probability p, where c is the chance that two entities share any value. The two rows'
    own agreement does not count: of two entities that share a value only one has it for certain.
    """
    own = prepared.entity[pairs.first] == prepared.entity[pairs.second]
    found = np.zeros(len(pairs))
    for at, level in enumerate(comparison.levels):
        if not level.term:
            continue
        column = comparison.terms[level.term]
        here = np.flatnonzero(levels == at)
        if not len(here) or not len(column.counts):
            continue
        codes = column.codes[pairs.first[here]]
        shared = (codes >= 0) & (codes == column.codes[pairs.second[here]])
        shares = value_probabilities(column.counts)
        others = column.counts[codes] - np.where(own[here], 0, 1)
        share = shares[np.maximum(others, 1)]
        average = max(collision(column.counts), float(shares[1]))
        found[here] = np.where(shared, np.clip(np.log2(average / share), -_MOST_RARITY, _MOST_RARITY), 0.0)
    return found


def explain(prepared: Prepared, model: Model, first: int, second: int) -> Explanation:
    """The score of two rows in parts."""
    pair = Pairs(np.array([min(first, second)], dtype=np.int64), np.array([max(first, second)], dtype=np.int64))
    scored = score(prepared, model, pair)
    parts = []
    forbidding: Label | None = None
    for at, (comparison, learned) in enumerate(zip(prepared.comparisons, model.fields, strict=True)):
        level = int(scored.levels[0, at])
        extra = float(rarity(prepared, comparison, pair, scored.levels[:, at])[0])
        bits = (float(learned.weights[level]) if level >= 0 else 0.0) + extra
        outcome = comparison.levels[level].label if level >= 0 else _UNKNOWN
        parts.append(Part(comparison.field.name, comparison.field.title, outcome, bits, extra))
        if level >= 0 and comparison.levels[level].veto and scored.veto[0]:
            forbidding = outcome
    start = float(np.log2(model.prior / (1 - model.prior)))
    return Explanation(start, tuple(parts), float(scored.bits[0]), float(scored.probability[0]), forbidding)
