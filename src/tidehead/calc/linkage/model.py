"""Fellegi–Sunter: how much each outcome of a comparison speaks for or against a match, learned without any truth.

A weight is log2(m / u): m is how often matches come out so, u how often two rows taken at random do. u is counted on
random pairs, and on shared values in closed form; m comes from expectation–maximisation over the pairs of one block at
a time, in the fields that the block does not fix. Sources: Fellegi & Sunter 1969, JASA 64(328); Winkler 1988, Proc.
Section on Survey Research Methods, ASA (EM); Linacre et al. 2022, Int. J. Population Data Science 7(3) (Splink).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.linkage.blocking import Candidates, columns_of_block
from tidehead.calc.linkage.comparing import Comparison, Levels
from tidehead.calc.linkage.preparing import Prepared
from tidehead.calc.linkage.types import Flags, Ints, LinkageRefused, Pairs

_ROUNDS = 200
_CLOSE = 1e-5
_ENOUGH = 50  # sampled pairs at a level from which their share is trusted
_LEAST = 1e-9
_LEAST_VETO = 1e-4
_LEAST_SHARE = 0.01  # what the first guess of m weighs beside a block whose pairs all match
_SELDOM = 5  # entities that have a value which may be rarer than its count says
_STRENGTH = 4.0  # matches that the first guess of m counts for
_CHANCE_STRENGTH = 100.0  # random pairs that the first guess of u counts for: what holds a register of a few rows
_LEAST_MATCHES = 0.5  # expected at least, in the prior
_MOST_SHARE = 0.95  # of random agreement that matches may explain


@dataclass(frozen=True, slots=True)
class FieldModel:
    """One field's numbers, a level each: m among matches, u among pairs at random."""

    name: str
    levels: tuple[str, ...]
    m: Floats
    u: Floats

    @property
    def weights(self) -> Floats:
        """log2(m / u) of every level, in bits."""
        result: Floats = np.log2(self.m / self.u)
        return result


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned. prior: the probability that two rows taken at random are one."""

    fields: tuple[FieldModel, ...]
    prior: float

    def as_plain(self) -> dict[str, Any]:
        """Text and numbers alone, to be stored."""
        return {
            "prior": self.prior,
            "fields": [
                {"name": each.name, "levels": list(each.levels), "m": each.m.tolist(), "u": each.u.tolist()}
                for each in self.fields
            ],
        }

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Model":
        """What `as_plain` gave, read back."""
        fields = tuple(
            FieldModel(each["name"], tuple(each["levels"]), np.array(each["m"]), np.array(each["u"]))
            for each in plain["fields"]
        )
        return Model(fields, float(plain["prior"]))

    def check(self, comparisons: Sequence[Comparison]) -> None:
        """Refuse a model that was learned for other fields."""
        asked = [(each.field.name, tuple(level.name for level in each.levels)) for each in comparisons]
        if asked != [(each.name, each.levels) for each in self.fields]:
            raise LinkageRefused("模型与字段不符，请重新训练", "the model was learned for other fields: train again")


def random_pairs(order: Ints, most: int, seed: int, side: Ints | None = None) -> Pairs:
    """Pairs of different rows at random; all of them where there are not more than asked. order: see `Prepared`."""
    size = len(order)
    if size * (size - 1) // 2 <= most:
        first, second = np.triu_indices(size, 1)
    else:
        drawn = np.random.default_rng(seed).integers(0, size, size=(2, most))
        first, second = order[drawn].min(axis=0), order[drawn].max(axis=0)
    wanted = first != second
    if side is not None:
        wanted &= side[first] != side[second]
    return Pairs(first[wanted].astype(np.int64), second[wanted].astype(np.int64))


def chance(comparison: Comparison, levels: Levels) -> Floats:
    """u of every level: shares of the sampled pairs; a rare shared value is counted, not sampled.

    A guess (three quarters disagree, each better level a quarter of the next) counts for a hundred pairs.

    A level that few or none of the sampled pairs reached takes the probability that two rows share its term,
    Σ n·(n − 1) / N·(N − 1), less what better levels with terms took.
    """
    known = levels[levels >= 0]
    counts = np.bincount(known, minlength=len(comparison.levels)).astype(np.float64)
    total = float(counts.sum()) + _CHANCE_STRENGTH
    guess = 4.0 ** np.arange(len(counts))
    shares: Floats = (counts + _CHANCE_STRENGTH * guess / guess.sum()) / total
    taken, used = 0.0, set()
    for at, level in enumerate(comparison.levels):
        if level.term and level.term not in used and counts[at] < _ENOUGH:
            values = comparison.terms[level.term].counts
            together, trust = collision(values), values.sum() / (values.sum() + _ENOUGH)
            seen = min(max(together - taken, _LEAST), (counts[at] + _ENOUGH) / total)
            shares[at] = trust * seen + (1 - trust) * shares[at]
        if level.term:
            used.add(level.term)
            taken += shares[at]
    result: Floats = np.maximum(shares, _LEAST) / np.maximum(shares, _LEAST).sum()
    return result


def collision(counts: Ints) -> float:
    """The probability that two rows taken at random share a value; each value's rows are given.

    >>> collision(np.array([2, 1, 1]))  # 2·1 / 4·3
    0.16666666666666666
    """
    rows = float(counts.sum())
    return float((counts * (counts - 1.0)).sum() / (rows * (rows - 1))) if rows > 1 else 0.0


def value_probabilities(counts: Ints) -> Floats:
    """The probability of a value that n entities have, by n; the place 0 is not used.

    A value seen once is rarer than 1/N where most are seen once: Good–Turing, (n + 1)·v(n + 1) / v(n)·N, v(n) of the
    values being seen n times; for n up to 5 and with enough values, else n/N. Never more than n/N, never falling.
    Source: Good 1953, Biometrika 40(3/4).

    Worked: 96 values once, 2 twice, N = 100: a value seen once has 2·2 / (96·100) = 0.00042.

    >>> value_probabilities(np.array([1] * 96 + [2] * 2)).round(5).tolist()
    [0.0, 0.00042, 0.02]
    """
    total = max(float(counts.sum()), 1.0)
    most = int(counts.max(initial=1))
    found: Floats = np.arange(most + 1) / total
    times = np.bincount(counts[counts > 0], minlength=_SELDOM + 2)
    for seen in range(min(_SELDOM, most), 0, -1):
        if times[seen] >= _ENOUGH:
            turned = (seen + 1) * max(float(times[seen + 1]), 0.5) / (times[seen] * total)
            found[seen] = min(found[seen], turned)
    result: Floats = np.minimum.accumulate(found[::-1])[::-1]
    return result


def first_guess(comparison: Comparison) -> Floats:
    """m before anything is known: most matches agree, each worse level a third as often; a veto hardly ever."""
    guess = 3.0 ** -np.arange(len(comparison.levels))
    guess[[at for at, level in enumerate(comparison.levels) if level.veto]] = _LEAST_VETO
    result: Floats = guess / guess.sum()
    return result


@dataclass(frozen=True, slots=True)
class Patterns:
    """Outcomes that pairs have in all fields, each once: levels[pattern, field], counts[pattern], of[pair]."""

    levels: Levels
    counts: Floats
    of: Ints


def patterns(levels: Levels) -> Patterns:
    """The different rows of levels[pair, field]."""
    width = int(levels.max(initial=0)) + 2
    key = np.zeros(len(levels), dtype=np.int64)
    for column in range(levels.shape[1]):
        key = key * width + (levels[:, column] + 1)
    _, firsts, of, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return Patterns(levels[firsts], counts.astype(np.float64), of.astype(np.int64))


def vetoed(comparisons: Sequence[Comparison], levels: Levels) -> Flags:
    """Where a field forbids a match: a branch and its parent, two different valid codes; equal codes lift the first."""
    forbidden = np.zeros(len(levels), dtype=np.bool_)
    lifted = np.zeros(len(levels), dtype=np.bool_)
    for at, comparison in enumerate(comparisons):
        vetoes = [number for number, level in enumerate(comparison.levels) if level.veto]
        forbidden |= np.isin(levels[:, at], vetoes)
        if comparison.field.kind == "unified_code":
            lifted |= levels[:, at] == 0
    result: Flags = forbidden & ~lifted
    return result


def expectation_maximisation(
    found: Patterns, u: Sequence[Floats], m: Sequence[Floats], *, prior: float = 0.1, rounds: int = _ROUNDS
) -> tuple[list[Floats], float, Floats]:
    """m of every field and the share of matches among the pairs, with u held fast; and each pattern's probability."""
    m = [each.copy() for each in m]
    guess = [each.copy() for each in m]
    for _ in range(rounds):
        probability = match_probability(found, u, m, prior)
        matches = probability * found.counts
        before = prior
        prior = float(min(max(matches.sum() / found.counts.sum(), 1e-6), 1 - 1e-6))
        for at in range(len(m)):
            m[at] = _shares(found.levels[:, at], matches, guess[at])
        if abs(prior - before) < _CLOSE:
            break
    return m, prior, match_probability(found, u, m, prior)


def _shares(levels: Levels, matches: Floats, guess: Floats) -> Floats:
    known = levels >= 0
    counts = np.bincount(levels[known], weights=matches[known], minlength=len(guess)) + _STRENGTH * guess
    result: Floats = counts / counts.sum()
    return result


def match_probability(found: Patterns, u: Sequence[Floats], m: Sequence[Floats], prior: float) -> Floats:
    """The probability that a pair with each pattern is a match."""
    bits = np.full(len(found.counts), np.log2(prior / (1 - prior)))
    for at in range(len(u)):
        bits += _bits(found.levels[:, at], np.log2(m[at] / u[at]))
    return probability_of(bits)


def _bits(levels: Levels, weights: Floats) -> Floats:
    """The weight of each level; nothing for unknown."""
    result: Floats = np.append(weights, 0.0)[levels]
    return result


def probability_of(bits: Floats) -> Floats:
    """The probability that odds of 2^bits are.

    >>> probability_of(np.array([0.0, 2.0])).tolist()  # 4 : 1
    [0.5, 0.8]
    """
    result: Floats = 1 / (1 + np.exp2(-np.clip(bits, -500, 500)))
    return result


@dataclass(frozen=True, slots=True)
class Sample:
    """Random pairs compared: levels[pair, field]."""

    pairs: Pairs
    levels: Levels


def random_sample(prepared: Prepared, seed: int, side: Ints | None = None, most: int = 400_000) -> Sample:
    """Random pairs of the rows, compared; across two sides where they are given."""
    pairs = random_pairs(prepared.order, most, seed, side)
    return Sample(pairs, np.stack([each.compare(pairs) for each in prepared.comparisons], axis=1))


def train(
    prepared: Prepared,
    found: Candidates,
    levels: Levels,
    sample: Sample,
    *,
    side: Ints | None = None,
    matches: Floats | None = None,
) -> Model:
    """Learn m, u and the prior. levels[pair, field]: the candidates compared.

    Rows that are known to be one (`Prepared.entity`) are no random pair. matches[pair]: the probability of each
    candidate as far as it is known, 0 where it is vetoed; m is then counted from it.
    """
    apart = prepared.entity[sample.pairs.first] != prepared.entity[sample.pairs.second]
    u = [chance(each, sample.levels[apart, at]) for at, each in enumerate(prepared.comparisons)]
    if matches is None:
        m = _trained_by_blocks(prepared, found, levels, u)
    else:
        m = _trained_by_matches(prepared, found, levels, matches)
    of_all = patterns(levels[~vetoed(prepared.comparisons, levels)])
    possible = _possible_pairs(prepared.size, side)
    prior = max(0.1 * prepared.size, 1.0) / possible / 2
    for _ in range(30):
        probability = match_probability(of_all, u, m, prior)
        expected = max(float((probability * of_all.counts).sum()), _LEAST_MATCHES)
        before, prior = prior, min(expected / possible, 0.5)
        if abs(prior - before) <= 1e-3 * before:
            break
    fields = tuple(
        FieldModel(
            each.field.name,
            tuple(level.name for level in each.levels),
            m[at],
            _apart(u[at], m[at], prior, prepared.size),
        )
        for at, each in enumerate(prepared.comparisons)
    )
    return Model(fields, prior)


def _apart(u: Floats, m: Floats, prior: float, rows: int) -> Floats:
    """u without the matches among random pairs: (u − prior·m) / (1 − prior); less where rows are few.

    Also when entities are known: those found first are fragments of true ones, and agree with each other as matches do.
    """
    result: Floats = np.maximum((u - prior * m) / (1 - prior), (1 - _MOST_SHARE * rows / (rows + 500)) * u)
    total: Floats = result / result.sum()
    return total


def _possible_pairs(size: int, side: Ints | None) -> float:
    if side is None:
        return max(size * (size - 1) / 2, 1.0)
    one = float((side == side.max()).sum())
    return max(one * (size - one), 1.0)


def _trained_by_blocks(prepared: Prepared, found: Candidates, levels: Levels, u: Sequence[Floats]) -> list[Floats]:
    """m by field: the mean over blocks that leave the field free, each weighted by its share of matches.

    A block with hardly any matches among its pairs teaches little and badly, however many pairs it has.
    """
    guess = [first_guess(each) for each in prepared.comparisons]
    allowed = ~vetoed(prepared.comparisons, levels)
    sums = [_LEAST_SHARE * each for each in guess]
    for number, free in _free_fields(prepared):
        mine = found.of_block(number)
        mine = mine[allowed[mine]]
        if not free or len(mine) < 2:
            continue
        seen = patterns(levels[mine][:, free])
        m, share, _ = expectation_maximisation(seen, [u[at] for at in free], [guess[at] for at in free])
        for place, at in enumerate(free):
            sums[at] = sums[at] + m[place] * share * (1 - np.exp(-share * len(mine) / _ENOUGH))
    return [each / each.sum() for each in sums]


def _trained_by_matches(prepared: Prepared, found: Candidates, levels: Levels, matches: Floats) -> list[Floats]:
    """m by field from the probabilities that all fields gave before, over pairs of blocks that leave the field free."""
    bits = np.zeros(len(prepared.comparisons), dtype=np.int64)
    for number, free in _free_fields(prepared):
        bits[free] |= 1 << number
    sums = []
    for at, comparison in enumerate(prepared.comparisons):
        mine = np.flatnonzero(found.blocks & bits[at]) if bits[at] else np.arange(len(levels))
        sums.append(_shares(levels[mine, at], matches[mine], first_guess(comparison)))
    return sums


def _free_fields(prepared: Prepared) -> list[tuple[int, list[int]]]:
    """For each block the fields that it does not fix."""
    found = []
    for number, block in enumerate(prepared.plan.blocks):
        fixed = columns_of_block(block)
        found.append(
            (number, [at for at, each in enumerate(prepared.comparisons) if not fixed & set(each.field.reads)])
        )
    return found
