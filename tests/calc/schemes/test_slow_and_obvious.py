"""The run of all units at once is judged by a slow one, unit by unit, on random schemes; and by laws."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.schemes.examples import LESS_IS_BETTER, leaf, mu_rule, number, pillar, scheme, text
from tidehead.calc.labels import Label
from tidehead.calc.schemes import (
    Adjustment,
    Aggregation,
    Band,
    Boards,
    Direction,
    Effect,
    Entries,
    Indicator,
    Method,
    Missing,
    Pillar,
    Scheme,
    Veto,
    Weighting,
    score,
)

UNKNOWN = None
Row = dict[str, Any]


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Two pillars of ratios, min–max and points as they are; every missing rule but those of values; bonus and veto."""

    def one(name: str) -> Indicator:
        method = draw(st.sampled_from([Method.BASE_RATIO, Method.MIN_MAX, Method.IDENTITY]))
        own: Row = {Method.BASE_RATIO: {"base": "2", "cap": 3.0}, Method.MIN_MAX: {"low": 1.0, "high": 3.0}}.get(
            method, {}
        )
        down = method != Method.IDENTITY and draw(st.booleans())
        rules = [Missing.REFUSE, Missing.MEAN_SCORE, Missing.FULL_MARKS, Missing.ZERO, Missing.REWEIGHT]
        return leaf(
            name,
            f"{name}_x",
            draw(st.sampled_from([1.0, 2.0, 5.0])),
            method,
            missing=draw(st.sampled_from(rules)),
            direction=Direction.DOWN if down else Direction.UP,
            **own,
        )

    def branch(name: str, leaves: tuple[Pillar | Indicator, ...]) -> Pillar:
        how = draw(
            st.sampled_from([Aggregation.SUM, Aggregation.ARITHMETIC, Aggregation.GEOMETRIC, Aggregation.HARMONIC])
        )
        return Pillar(name, Label(name), draw(st.sampled_from([1.0, 3.0])), leaves, how, Weighting.RELATIVE)

    inner = branch("inner", (one("a"), one("b")))
    return scheme(
        branch("top", (inner, one("c"))),
        *(number(f"{name}_x") for name in "abc"),
        number("extra"),
        text("trade"),
        adjustments=(
            Adjustment(
                "bonus",
                Label("奖"),
                "extra",
                ceiling=2.0,
                missing=draw(st.sampled_from([Missing.REFUSE, Missing.ZERO])),
            ),
        ),
        vetoes=(Veto("veto", Label("否"), "extra > 3", Effect.GRADE, "C"),),
        grades=(Band("A", Label("甲"), 0.3), Band("B", Label("乙"), 0.7), Band("C", Label("丙"), 1.0)),
        boards=Boards("trade") if draw(st.booleans()) else Boards(),
        decimals=6,
    )


CELLS = st.one_of(st.none(), st.sampled_from([0.5, 1.0, 2.0, 2.5, 4.0]))
ROWS = st.lists(
    st.fixed_dictionaries(
        dict.fromkeys(("a_x", "b_x", "c_x", "extra"), CELLS) | {"trade": st.sampled_from(["p", "q", None])}
    ),
    min_size=1,
    max_size=9,
)


def table(rows: list[Row]) -> Entries:
    ids = tuple(map(str, range(len(rows))))
    columns: Row = {
        name: np.array([math.nan if row[name] is None else row[name] for row in rows])
        for name in ("a_x", "b_x", "c_x", "extra")
    }
    return Entries(ids, ids, columns | {"trade": np.array([row["trade"] for row in rows], dtype=object)})


class Slow:
    """The rules of docs/methods/schemes.md, one unit and one number at a time."""

    def __init__(self, of: Scheme, rows: list[Row]) -> None:
        self.of, self.rows = of, rows

    def board(self, row: Row) -> str | None:
        return row["trade"] if self.of.boards.by else ""

    def peers(self, row: Row) -> list[Row]:
        return [other for other in self.rows if self.board(other) == self.board(row) is not None]

    def mark(self, one: Indicator, row: Row) -> float | None:
        value = row[f"{one.id}_x"]
        if value is None or self.board(row) is None:
            return None
        down = one.direction == Direction.DOWN
        match one.normalisation.method:
            case Method.BASE_RATIO:
                return min(2 / value if down else value / 2, 3.0)
            case Method.MIN_MAX:
                known = [other[f"{one.id}_x"] for other in self.peers(row) if other[f"{one.id}_x"] is not None]
                if max(known) == min(known):
                    return None
                share = (value - min(known)) / (max(known) - min(known))
                return 1 + 2 * (1 - share if down else share)
        return float(value)

    def filled(self, one: Indicator, row: Row) -> float | str | None:
        """A mark, "gone" where its weight goes to the others, None where there is none."""
        mark = self.mark(one, row)
        if mark is not None or self.board(row) is None:
            return mark
        if one.missing == Missing.REWEIGHT:
            return "gone"
        if row[f"{one.id}_x"] is not None:
            return None
        if one.missing == Missing.ZERO:
            return 0.0
        if one.missing == Missing.FULL_MARKS:
            return 3.0 if one.normalisation.method == Method.MIN_MAX else 1.0
        if one.missing == Missing.MEAN_SCORE:
            known = [mark for other in self.peers(row) if (mark := self.mark(one, other)) is not None]
            return sum(known) / len(known) if known else None
        return None

    def value(self, node: Pillar | Indicator, row: Row) -> float | str | None:
        """The mark of a leaf, or the mean of a pillar's children: what it is to the pillar above."""
        if isinstance(node, Indicator):
            return self.filled(node, row)
        pairs = [(child.weight, self.value(child, row)) for child in node.children]
        if any(mark is None for _, mark in pairs):
            return None
        known = [(weight, float(mark)) for weight, mark in pairs if mark != "gone"]
        whole = sum(weight for weight, _ in known)
        if not known:
            return None
        if node.aggregation == Aggregation.GEOMETRIC:
            return math.prod(mark ** (weight / whole) for weight, mark in known)
        if node.aggregation == Aggregation.HARMONIC:
            return 0.0 if any(mark == 0 for _, mark in known) else whole / sum(weight / mark for weight, mark in known)
        return sum(weight * mark for weight, mark in known) / whole

    def score(self, row: Row) -> float | None:
        if self.board(row) is None:
            return None
        mean = self.value(self.of.tree, row)
        (bonus,) = self.of.adjustments
        extra = row["extra"]
        if extra is None and bonus.missing != Missing.REFUSE:
            extra = 0.0
        if mean is None or extra is None:
            return None
        full = sum(child.weight for child in self.of.tree.children)
        return float(mean) * (full if self.of.tree.aggregation == Aggregation.SUM else 1.0) + min(extra, 2.0)

    def places(self, row: Row) -> tuple[int | None, int]:
        """A unit's place and how many are ranked on its board."""
        mine = self.score(row)
        others = [found for other in self.peers(row) if (found := self.score(other)) is not None]
        if mine is None:
            return None, len(others)
        return 1 + sum(round(other, 6) > round(mine, 6) for other in others), len(others)

    def grade(self, row: Row) -> str:
        if row["extra"] is not None and row["extra"] > 3:
            return "C"
        place, count = self.places(row)
        if row["extra"] is None or place is None:
            return ""
        return next(band.grade for band in self.of.grades if place / count <= (band.up_to or 0) + 1e-9)


def is_close_call(scores: list[float | None]) -> bool:
    """Whether two scores differ so little that the last bits of a sum decide over how they are rounded."""
    known = [one for one in scores if one is not None]
    return any(0 < abs(one - other) < 2e-6 for one in known for other in known)


@settings(max_examples=60)
@given(schemes(), ROWS)
def test_the_run_of_all_units_at_once_is_as_the_slow_one_says(of: Scheme, rows: list[Row]) -> None:
    slow, fast = Slow(of, rows), score(of, table(rows))
    scores = [slow.score(row) for row in rows]
    np.testing.assert_allclose(fast.score, [math.nan if one is None else one for one in scores], rtol=1e-12, atol=1e-12)
    if not is_close_call(scores):
        places = [slow.places(row)[0] for row in rows]
        assert [None if np.isnan(place) else place for place in fast.rank] == places
        assert list(fast.grade) == [slow.grade(row) for row in rows]


@settings(max_examples=60)
@given(schemes(), ROWS)
def test_points_add_up_and_whoever_has_no_score_has_a_reason(of: Scheme, rows: list[Row]) -> None:
    done = score(of, table(rows))
    known = np.isfinite(done.aggregate)
    np.testing.assert_allclose(np.nansum(done.points[known], axis=1), done.aggregate[known], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(done.score[known], (done.aggregate + done.adjustments)[known], rtol=1e-12)
    for unit in np.flatnonzero(np.isnan(done.score)):
        assert done.reasons[int(unit)], unit
    told = {one.stage.removeprefix("filling_"): one.count for one in done.steps if one.stage.startswith("filling_")}
    for rule in set(Missing) - {Missing.MEAN_VALUE, Missing.MEDIAN_VALUE}:
        assert told.get(rule.value, 0) == (done.filled == rule.value).sum()
    for unit in done.reasons:
        assert all(reason.zh and reason.en for reason in done.reasons[unit]) and done.reasons[unit]


@settings(max_examples=60)
@given(schemes(), ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(of: Scheme, rows: list[Row], chance: Any) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    here, there = score(of, table(rows)), score(of, table([rows[at] for at in order]))
    np.testing.assert_allclose(there.score, here.score[order], rtol=1e-12)
    if not is_close_call([None if np.isnan(one) else float(one) for one in here.score]):
        np.testing.assert_array_equal(there.rank, here.rank[order])
        assert there.grade == tuple(here.grade[at] for at in order)


AMOUNTS = st.lists(st.tuples(*(st.floats(0.1, 1000.0) for _ in range(4))), min_size=1, max_size=6)


def firms(rows: list[tuple[float, ...]]) -> Entries:
    ids = tuple(map(str, range(len(rows))))
    cells = np.array(rows).T
    return Entries(ids, ids, dict(zip(("tax", "land", "output", "load"), cells, strict=True)))


@given(AMOUNTS, st.floats(0.01, 100.0))
def test_ratios_to_a_base_do_not_depend_on_the_unit_they_are_told_in(
    rows: list[tuple[float, ...]], scale: float
) -> None:
    """Every amount of land and both bases per mu, told in another unit."""
    here = score(mu_rule(), firms(rows))
    made = mu_rule(parameters=(replace(mu_rule().parameters[0], value=100.0 / scale),))
    first = made.tree.children[0]
    first = replace(first, normalisation=replace(first.normalisation, base=repr(20.0 / scale)))  # type: ignore[union-attr]
    made = replace(made, tree=replace(made.tree, children=(first, *made.tree.children[1:])))
    there = score(made, firms([(tax, land * scale, output, load) for tax, land, output, load in rows]))
    np.testing.assert_allclose(there.score, here.score, rtol=1e-9)


@given(AMOUNTS, st.integers(0, 5), st.sampled_from([0, 3]), st.floats(1.0, 3.0))
def test_doing_better_never_costs_points(rows: list[tuple[float, ...]], unit: int, column: int, factor: float) -> None:
    """More tax, or less emission, with all else as it was."""
    unit %= len(rows)
    better = [list(row) for row in rows]
    better[unit][column] = better[unit][column] * factor if column == 0 else better[unit][column] / factor
    before, after = score(mu_rule(), firms(rows)), score(mu_rule(), firms([tuple(row) for row in better]))
    assert after.score[unit] >= before.score[unit] - 1e-9
    assert after.rank[unit] <= before.rank[unit]


@given(st.lists(st.tuples(st.floats(0.1, 9.0), st.floats(0.1, 9.0)), min_size=1, max_size=6))
def test_indicators_of_equal_weight_can_change_places(rows: list[tuple[float, float]]) -> None:
    leaves = (leaf("a", "x", 1, Method.BASE_RATIO, base="2"), leaf("b", "y", 1, Method.BASE_RATIO, base="2"))
    for how in ("sum", "arithmetic", "geometric", "harmonic"):
        made = scheme(pillar("all", 2, *leaves, aggregation=how), number("x"), number("y"))
        ids = tuple(map(str, range(len(rows))))
        first, second = np.array(rows).T
        here = score(made, Entries(ids, ids, {"x": first, "y": second}))
        there = score(made, Entries(ids, ids, {"x": second, "y": first}))
        np.testing.assert_allclose(here.score, there.score, rtol=1e-12)


@given(st.lists(st.floats(0.1, 100.0), min_size=2, max_size=8), st.integers(0, 7), st.floats(1.0, 2.0))
def test_less_is_better_is_the_mirror_of_more_is_better(values: list[float], unit: int, factor: float) -> None:
    unit %= len(values)
    made = scheme(pillar("all", 1, leaf("i", "x", 1, Method.BASE_RATIO, base="2", **LESS_IS_BETTER)), number("x"))
    ids = tuple(map(str, range(len(values))))
    before = score(made, Entries(ids, ids, {"x": np.array(values)}))
    worse = np.array(values)
    worse[unit] *= factor
    after = score(made, Entries(ids, ids, {"x": worse}))
    assert after.score[unit] <= before.score[unit]
