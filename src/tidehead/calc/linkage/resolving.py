"""The whole way: records in; entities, doubts, branches and reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.linkage.blocking import BlockFound, Candidates, candidates, estimated_recall, with_expected
from tidehead.calc.linkage.clustering import Constraints, Scored, clusters, one_to_one, united
from tidehead.calc.linkage.company_comparing import BRANCH, NEAR_BRANCH
from tidehead.calc.linkage.comparing import Levels
from tidehead.calc.linkage.model import Model, random_sample, train
from tidehead.calc.linkage.preparing import Prepared, prepare
from tidehead.calc.linkage.scoring import Explanation, Scores, compared, explain, score
from tidehead.calc.linkage.types import Decisions, Flags, Ints, LinkageRefused, Pairs, Plan, Records, Verdict

NOBODY = Decisions()
_PAIRS = 400_000  # random pairs to learn from


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two rows of two entities that may be one. kept_apart: they look the same, but other rows speak against."""

    first: str
    second: str
    probability: float
    kept_apart: bool


@dataclass(frozen=True, slots=True)
class BranchOf:
    """A row that is a branch of another row's entity, by its name."""

    branch: str
    parent: str


@dataclass(frozen=True)
class Resolution:
    """Who is one. entity[row]: the smallest row of its entity; pairs: those from `doubtful` on, and those of branches.

    blocks: what each block found; recall_bound: see `estimated_recall`.
    """

    ids: Sequence[str]
    entity: Ints
    pairs: Pairs
    scores: Scores
    model: Model
    blocks: tuple[BlockFound, ...]
    recall_bound: float
    prepared: Prepared
    decisions: Decisions

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of an id."""
        return {id: at for at, id in enumerate(self.ids)}

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Ids of every entity of two rows or more, in the order of rows."""
        found: dict[int, list[str]] = {}
        for at, own in enumerate(self.entity.tolist()):
            found.setdefault(own, []).append(self.ids[at])
        return tuple(tuple(ids) for ids in found.values() if len(ids) > 1)

    def verdict(self, first: str, second: str) -> Verdict:
        """What the score of two rows says by itself; decisions come before it."""
        if _has(self.decisions.must, first, second):
            return "same"
        if _has(self.decisions.cannot, first, second):
            return "different"
        found = self.explain(first, second)
        limits = self.prepared.plan.thresholds
        if found.veto is not None or found.probability < limits.doubtful:
            return "different"
        return "same" if found.probability >= limits.same else "doubtful"

    def explain(self, first: str, second: str) -> Explanation:
        """Why two rows, by id, get the probability they get."""
        for id in (first, second):
            if id not in self.row:
                raise LinkageRefused(f"没有编号“{id}”", f"there is no id “{id}”")
        return explain(self.prepared, self.model, self.row[first], self.row[second])

    def doubts(self) -> tuple[Doubt, ...]:
        """One pair for every two entities that may be one, the likeliest first; what was decided is not asked again."""
        limits = self.prepared.plan.thresholds
        one, two = self.entity[self.pairs.first], self.entity[self.pairs.second]
        open_ = (one != two) & (self.scores.probability >= limits.doubtful) & ~self.scores.veto
        open_ &= ~np.isin(_keys(one, two), self._decided())
        which = np.flatnonzero(open_)
        which = which[np.lexsort((which, -self.scores.probability[which]))]
        _, firsts = np.unique(_keys(one[which], two[which]), return_index=True)
        return tuple(
            Doubt(
                self.ids[int(self.pairs.first[at])],
                self.ids[int(self.pairs.second[at])],
                float(self.scores.probability[at]),
                bool(self.scores.probability[at] >= limits.same),
            )
            for at in which[np.sort(firsts)].tolist()
        )

    def _decided(self) -> Ints:
        """Pairs of entities that were said to be different."""
        pairs = [(self.row[a], self.row[b]) for a, b in self.decisions.cannot if a in self.row and b in self.row]
        rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return _keys(self.entity[rows[:, 0]], self.entity[rows[:, 1]])

    def branches(self) -> tuple[BranchOf, ...]:
        """Every branch with the row that is likeliest its parent: its very name before one alike, then by score."""
        found: dict[int, tuple[bool, float, int]] = {}
        for at, comparison in enumerate(self.prepared.comparisons):
            if comparison.field.kind != "company_name":
                continue
            names = self.prepared.names[comparison.field.reads[0]]
            is_branch = np.array([bool(name.branch) for name in names.parsed], dtype=np.bool_)
            here = np.flatnonzero(_branch_pairs(self.prepared, self.scores.levels) & self.scores.veto)
            codes = names.column.codes
            one_is, two_is = is_branch[codes[self.pairs.first[here]]], is_branch[codes[self.pairs.second[here]]]
            here, one_is = here[one_is != two_is], one_is[one_is != two_is]
            branch = np.where(one_is, self.pairs.first[here], self.pairs.second[here])
            parent = np.where(one_is, self.pairs.second[here], self.pairs.first[here])
            bits = self._bits_without_vetoes(here)
            sure = self.scores.levels[here, at] == BRANCH
            told = (sure.tolist(), bits.tolist(), (-parent).tolist())
            for each, own in zip(branch.tolist(), zip(*told, strict=True), strict=True):
                found[each] = max(found.get(each, own), own)
        return tuple(BranchOf(self.ids[branch], self.ids[-own]) for branch, (_, _, own) in sorted(found.items()))

    def _bits_without_vetoes(self, which: Ints) -> Floats:
        """What speaks for kinship: a branch has a code of its own, which says nothing against its parent."""
        bits: Floats = self.scores.bits[which].copy()
        for at, (comparison, learned) in enumerate(zip(self.prepared.comparisons, self.model.fields, strict=True)):
            for number, level in enumerate(comparison.levels):
                if level.veto:
                    bits[self.scores.levels[which, at] == number] -= learned.weights[number]
        return bits


def _branch_pairs(prepared: Prepared, levels: Levels) -> Flags:
    """Where some company name says that one is a branch."""
    found = np.zeros(len(levels), dtype=np.bool_)
    for at, comparison in enumerate(prepared.comparisons):
        if comparison.field.kind == "company_name":
            found |= (levels[:, at] == BRANCH) | (levels[:, at] == NEAR_BRANCH)
    return found


def resolve(
    records: Records, plan: Plan, *, decisions: Decisions = NOBODY, model: Model | None = None, seed: int = 0
) -> Resolution:
    """Find the rows of one list that are one entity. model: learned before, else learned here.

    The same rows in another order give the same entities. Refused: double ids, unknown columns or keys, contradicting
    decisions, a model of other fields. Decisions about ids that are not here wait for them.
    """
    prepared = prepare(records, plan)
    found = candidates(prepared)
    levels = compared(prepared, found.pairs)
    constraints = _constraints(records.ids, decisions)
    sample = random_sample(prepared, seed, most=_PAIRS if model is None else 0)
    learned = model or train(prepared, found, levels, sample)
    scores = score(prepared, learned, found.pairs, levels)
    entity = _clustered(prepared, learned, found.pairs, scores, constraints)
    prepared = prepared.counted_by(entity)  # the second time with rarity counted over entities
    learned = model or train(prepared, found, levels, sample, matches=scores.matches)
    scores = score(prepared, learned, found.pairs, levels)
    entity = _clustered(prepared, learned, found.pairs, scores, constraints)
    return _resolution(prepared, found, scores, learned, ids=records.ids, entity=entity, decisions=decisions)


def link_lists(
    left: Records,
    right: Records,
    plan: Plan,
    *,
    decisions: Decisions = NOBODY,
    model: Model | None = None,
    seed: int = 0,
) -> Resolution:
    """Find the row of the right list for each of the left, each at most once. Ids are unique over both lists."""
    records, side = both(left, right)
    prepared = prepare(records, plan)
    found = candidates(prepared, side)
    levels = compared(prepared, found.pairs)
    learned = model or train(prepared, found, levels, random_sample(prepared, seed, side), side=side)
    scores = score(prepared, learned, found.pairs, levels)
    constraints = _constraints(records.ids, decisions)
    links = one_to_one(
        prepared.size,
        found.pairs,
        scores.bits,
        scores.veto,
        cut=_bits_of(plan.thresholds.same),
        constraints=constraints,
    )
    entity = united(prepared.size, _joined(links, constraints.must))
    return _resolution(prepared, found, scores, learned, ids=records.ids, entity=entity, decisions=decisions)


def link_new(
    known: Records, entities: Sequence[str], new: Records, plan: Plan, model: Model, *, decisions: Decisions = NOBODY
) -> Resolution:
    """Find where new rows belong in a register whose rows have entities already; those stay as they are.

    entities: one a known row. Rows of `known` come first in the result; new rows may also be one among themselves.
    """
    if len(entities) != len(known.ids):
        raise LinkageRefused("已知记录与实体数目不符", "one entity is needed for every known row")
    records, side = both(known, new)
    prepared = prepare(records, plan)
    found = candidates(prepared, side, within=1)
    number = {entity: at for at, entity in enumerate(dict.fromkeys(entities))}
    fixed = np.array([number[entity] for entity in entities] + [-1] * len(new.ids), dtype=np.int64)
    prepared = prepared.counted_by(np.where(fixed >= 0, fixed, np.arange(prepared.size) + len(number)))
    scores = score(prepared, model, found.pairs)
    constraints = _constraints(records.ids, decisions, fixed)
    entity = _clustered(prepared, model, found.pairs, scores, constraints)
    return _resolution(prepared, found, scores, model, ids=records.ids, entity=entity, decisions=decisions)


def both(left: Records, right: Records) -> tuple[Records, Ints]:
    """Two lists as one, and the side of each row, 0 or 1; columns that one of them lacks are unknown there."""
    columns = {
        name: [*_column(left, name), *_column(right, name)] for name in dict.fromkeys([*left.columns, *right.columns])
    }
    side = np.repeat(np.array([0, 1]), [len(left.ids), len(right.ids)])
    return Records([*left.ids, *right.ids], columns), side


def _column(records: Records, name: str) -> Sequence[str | None]:
    return records.columns.get(name, [None] * len(records.ids))


def _clustered(prepared: Prepared, model: Model, pairs: Pairs, scores: Scores, constraints: Constraints) -> Ints:
    def rescore(asked: Pairs) -> tuple[Floats, Flags]:
        found = score(prepared, model, asked)
        return found.bits, found.veto

    cut = _bits_of(prepared.plan.thresholds.same)
    scored = Scored(pairs, scores.bits, scores.veto, rescore)
    return clusters(prepared.size, scored, cut=cut, constraints=constraints)


def _resolution(
    prepared: Prepared,
    found: Candidates,
    scores: Scores,
    model: Model,
    *,
    ids: Sequence[str],
    entity: Ints,
    decisions: Decisions,
) -> Resolution:
    likely = (scores.probability >= prepared.plan.thresholds.doubtful) & ~scores.veto
    kept = np.flatnonzero(likely | (scores.veto & _branch_pairs(prepared, scores.levels)))
    told = Scores(scores.bits[kept], scores.probability[kept], scores.levels[kept], scores.veto[kept])
    report = with_expected(found, scores.matches)
    bound = estimated_recall(found.blocks, scores.matches)
    return Resolution(ids, entity, found.pairs.chosen(kept), told, model, report, bound, prepared, decisions)


def _constraints(ids: Sequence[str], decisions: Decisions, fixed: Ints | None = None) -> Constraints:
    row = {id: at for at, id in enumerate(ids)}
    must = _rows(row, decisions.must)
    if fixed is not None:
        must = _joined(must, _chained(fixed))
    return Constraints(must, _rows(row, decisions.cannot), fixed)


def _chained(fixed: Ints) -> Pairs:
    """Rows with one fixed entity, each with the next."""
    rows = np.flatnonzero(fixed >= 0)
    rows = rows[np.argsort(fixed[rows], kind="stable")]
    same = np.flatnonzero(fixed[rows[:-1]] == fixed[rows[1:]])
    return Pairs(rows[same], rows[same + 1])


def _rows(row: Mapping[str, int], pairs: Sequence[tuple[str, str]]) -> Pairs:
    here = [(row[one], row[two]) for one, two in pairs if one in row and two in row]
    rows = np.array(here, dtype=np.int64).reshape(-1, 2)
    return Pairs(rows.min(axis=1), rows.max(axis=1))


def _joined(one: Pairs, two: Pairs) -> Pairs:
    return Pairs(np.concatenate([one.first, two.first]), np.concatenate([one.second, two.second]))


def _keys(one: Ints, two: Ints) -> Ints:
    result: Ints = np.minimum(one, two) * (1 << 31) + np.maximum(one, two)
    return result


def _bits_of(probability: float) -> float:
    """log2 of the odds.

    >>> _bits_of(0.5)
    0.0
    """
    return float(np.log2(probability / (1 - probability)))


def _has(pairs: Sequence[tuple[str, str]], one: str, two: str) -> bool:
    return (one, two) in pairs or (two, one) in pairs
