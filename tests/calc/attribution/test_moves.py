"""Why scores moved: by hand, and by the laws of an exact split."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.attribution.boards import BY_SHARES, entries_of, min_max_scheme, scheme_of, two_ratios
from tidehead.calc.attribution import (
    FACTORS,
    AttributionRefused,
    Factor,
    Moves,
    Period,
    coupled_units,
    is_coupled,
    pillars,
    place_among,
    rank_sentence,
    score_sentence,
    why_it_moved,
    why_the_grade_moved,
)
from tidehead.calc.schemes import EntriesRefused, score
from tidehead.calc.schemes.types import Band, Entries, Missing, Scheme

Rows = dict[str, dict[str, float | str | None]]
FIRM: Rows = {"firm": {"tax": 166.01058, "land": 10.0, "power": 166.01058 / 0.236565}}


def part(moves: Moves, factor: Factor, index: int = 0) -> float:
    return float(moves.score_parts[index, FACTORS.index(factor)])


def slow_scores(before: Period, after: Period, unit: str) -> dict[frozenset[Factor], float]:
    """One score for each coalition, every board written out anew; for equal ids, one rule and no revision."""
    found = {}
    for number in range(32):
        team = frozenset(factor for place, factor in enumerate(FACTORS) if number >> place & 1)
        columns = {}
        for name, old in before.entries.columns.items():
            new = after.entries.columns[name]
            columns[name] = new.copy() if Factor.PEERS in team else old.copy()
            row = before.entries.ids.index(unit)
            columns[name][row] = new[row] if Factor.OWN in team else old[row]
        values = (after if Factor.REBASING in team else before).scheme.parameters
        structure = (after if Factor.RULE in team else before).scheme
        scoring = score(replace(structure, parameters=values), replace(before.entries, columns=columns))
        found[team] = float(scoring.score[row])
    return found


def test_an_unchanged_small_firm_gains_21_9_points_from_re_basing_alone() -> None:
    # At the old bases it had 50 + 50. Now 16.601058/11.5932·50 = 71.598264 and 0.236565/0.2352·50 = 50.290179.
    moves = why_it_moved(
        Period(two_ratios(16.601058, 0.236565), entries_of(FIRM)), Period(two_ratios(11.5932, 0.2352), entries_of(FIRM))
    )
    gained = 16.601058 / 11.5932 * 50 + 0.236565 / 0.2352 * 50 - 100
    assert moves.score_before[0] == pytest.approx(100.0, abs=1e-9)
    assert part(moves, Factor.REBASING) == pytest.approx(gained, abs=1e-9)
    assert round(gained, 1) == 21.9
    assert [part(moves, factor) for factor in FACTORS if factor is not Factor.REBASING] == [0, 0, 0, 0]
    assert score_sentence(moves, 0).zh == "得分上升 21.9 分，全部来自基准值调整。"
    assert score_sentence(moves, 0).en == "Score up 21.9, all of it from re-basing."
    assert rank_sentence(moves, 0).zh == "名次没有变化。"


def test_own_growth_and_a_lower_base_share_what_only_both_together_give() -> None:
    # One ratio of 50 at land 10: tax 100 → 150, base 10 → 8. v(nobody) = 50, own 75, base 62.5, both 93.75.
    # Own: ((75 − 50) + (93.75 − 62.5)) / 2 = 28.125; base: ((62.5 − 50) + (93.75 − 75)) / 2 = 15.625.
    old, new = two_ratios(10.0, 1.0), two_ratios(8.0, 1.0)
    moves = why_it_moved(
        Period(old, entries_of({"a": {"tax": 100.0, "land": 10.0, "tax_per_power": 0.0}})),
        Period(new, entries_of({"a": {"tax": 150.0, "land": 10.0, "tax_per_power": 0.0}})),
    )
    assert part(moves, Factor.OWN) == pytest.approx(28.125)
    assert part(moves, Factor.REBASING) == pytest.approx(15.625)
    assert score_sentence(moves, 0).zh == "得分上升 43.8 分：自身表现 +28.1 分，基准值调整 +15.6 分。"


def test_weights_and_caps_are_rule_not_base() -> None:
    old, new = two_ratios(10.0, 1.0), two_ratios(10.0, 1.0)
    first, second = new.tree.children
    new = replace(new, tree=replace(new.tree, children=(replace(first, weight=80.0), replace(second, weight=20.0))))
    rows: Rows = {"a": {"tax": 200.0, "land": 10.0, "power": 200.0}}
    moves = why_it_moved(Period(old, entries_of(rows)), Period(new, entries_of(rows)))
    # 2·50 + 1·50 = 150 → 2·80 + 1·20 = 180.
    assert part(moves, Factor.RULE) == pytest.approx(180 - 150)


def test_what_was_only_restated_is_no_performance() -> None:
    # Tax of the earlier year was 100, is now known as 120, and is 120 again: nothing was done.
    base = two_ratios(10.0, 1.0)
    rows = {tax: entries_of({"a": {"tax": tax, "land": 10.0, "tax_per_power": 0.0}}) for tax in (100.0, 120.0)}
    moves = why_it_moved(Period(base, rows[100.0]), Period(base, rows[120.0]), restated=rows[120.0])
    assert part(moves, Factor.REVISION) == pytest.approx(10.0)
    assert part(moves, Factor.OWN) == 0.0


def test_peers_move_a_score_between_the_boards_worst_and_best() -> None:
    # 60 points between the worst (0) and the best: 5 of 10 is 30; the best falls to 8, and 5 of 8 is 37.5.
    def board(best: float) -> Entries:
        return entries_of({name: {"first": value, "second": 1.0 + value}
                           for name, value in (("low", 0.0), ("mid", 5.0), ("top", best))})  # fmt: skip

    scheme = min_max_scheme()
    only = replace(scheme, tree=replace(scheme.tree, weight=60.0, children=scheme.tree.children[:1]))
    moves = why_it_moved(Period(only, board(10.0)), Period(only, board(8.0)), units=["mid"])
    assert part(moves, Factor.PEERS) == pytest.approx(60 * 5 / 8 - 60 * 5 / 10)
    assert part(moves, Factor.OWN) == 0.0
    assert is_coupled(only)
    assert not is_coupled(two_ratios(1.0, 1.0))


numbers = st.floats(1.0, 100.0).map(lambda value: round(value, 3))
boards = st.lists(st.tuples(*[numbers] * 4), min_size=3, max_size=5)


def periods(rows: list[tuple[float, ...]], scheme: Scheme, later: Scheme) -> tuple[Period, Period]:
    before = entries_of({f"u{place}": {"first": a, "second": b} for place, (a, b, _, _) in enumerate(rows)})
    after = entries_of({f"u{place}": {"first": c, "second": d} for place, (_, _, c, d) in enumerate(rows)})
    return Period(scheme, before), Period(later, after)


@settings(max_examples=25)
@given(boards)
def test_parts_agree_with_every_board_written_out(rows: list[tuple[float, ...]]) -> None:
    later = min_max_scheme(decimals=6)
    later = replace(
        later, tree=replace(later.tree, children=tuple(replace(one, weight=50.0) for one in later.indicators))
    )
    before, after = periods(rows, min_max_scheme(), later)
    moves = why_it_moved(before, after, units=["u1"])
    worth = slow_scores(before, after, "u1")
    slow = dict.fromkeys(FACTORS, 0.0)
    size = {0: 1 / 5, 1: 1 / 20, 2: 1 / 30, 3: 1 / 20, 4: 1 / 5}  # s!(5 − s − 1)!/5!
    for team, value in worth.items():
        for factor in FACTORS:
            if factor not in team:
                slow[factor] += size[len(team)] * (worth[team | {factor}] - value)
    np.testing.assert_allclose(moves.score_parts[0], [slow[factor] for factor in FACTORS], atol=1e-9)


@settings(max_examples=25)
@given(boards)
def test_parts_of_everybody_add_up_and_do_not_hang_on_the_order_of_units(rows: list[tuple[float, ...]]) -> None:
    before, after = periods(rows, min_max_scheme(), min_max_scheme())
    moves = why_it_moved(before, after)
    # Where all figures of some mixed board are equal, min–max says nothing and there is no score to split by.
    told = np.array([place not in moves.reasons for place in range(len(rows))])
    scores, ranks = moves.score_after - moves.score_before, moves.rank_after - moves.rank_before
    np.testing.assert_allclose(moves.score_parts.sum(axis=1)[told], scores[told], atol=1e-9)
    np.testing.assert_allclose(moves.rank_parts.sum(axis=1)[told], ranks[told], atol=1e-9)
    assert np.isnan(moves.score_parts[~told]).any(axis=1).all()
    turned = why_it_moved(*periods(rows, min_max_scheme(), min_max_scheme()), units=list(moves.ids)[::-1])
    np.testing.assert_allclose(turned.score_parts[::-1], moves.score_parts, atol=1e-12)
    back = list(reversed(range(len(rows))))
    mirrored = [
        Period(one.scheme, Entries(one.entries.ids[::-1], one.entries.names[::-1],
                                   {name: column[back] for name, column in one.entries.columns.items()}))
        for one in (before, after)
    ]  # fmt: skip
    other = why_it_moved(*mirrored, units=list(moves.ids))
    np.testing.assert_allclose(other.score_parts, moves.score_parts, atol=1e-9)
    np.testing.assert_allclose(other.rank_parts, moves.rank_parts, atol=1e-9)


@settings(max_examples=15)
@given(st.lists(st.tuples(*[numbers] * 4), min_size=3, max_size=7), st.booleans())
def test_the_fast_way_for_a_board_agrees_with_one_unit_at_a_time(rows: list[tuple[float, ...]], ties: bool) -> None:
    def side(first: int) -> Entries:
        cells = [row[first : first + 2] for row in rows]
        return entries_of({f"u{n}": {"tax": round(a) if ties else a, "land": 2.0, "power": round(b)}
                           for n, (a, b) in enumerate(cells)})  # fmt: skip

    before, after = Period(two_ratios(10.0, 1.0), side(0)), Period(two_ratios(9.0, 1.5), side(2))
    whole = why_it_moved(before, after)
    assert whole.boards_run <= 8  # bases × data, and nothing of rule or revision
    for place, unit in enumerate(whole.ids):
        worth = slow_scores(before, after, unit)
        own, rebasing = frozenset({Factor.OWN}), frozenset({Factor.REBASING})
        split = ((worth[own] - worth[frozenset()]) + (worth[own | rebasing] - worth[rebasing])) / 2
        np.testing.assert_allclose(part(whole, Factor.OWN, place), split, atol=1e-9)
        assert abs(part(whole, Factor.PEERS, place)) <= 1e-9


def drawn(rng: np.random.Generator) -> dict[str, float | str | None]:
    """Few different numbers, so that scores tie."""
    return {"tax": float(rng.integers(20, 60)), "land": float(rng.integers(4, 7)), "power": float(rng.integers(20, 40))}


def test_a_place_among_others_is_the_one_the_board_gives() -> None:
    rng = np.random.default_rng(3)
    names = [f"u{number}" for number in range(30)]
    scheme = replace(two_ratios(10.0, 1.0), tie_breakers=("tax_per_power",), decimals=0, boards=replace(
        two_ratios(1.0, 1.0).boards, by="case when land > 5 then 'large' else 'small' end"))  # fmt: skip
    old, new = ({name: drawn(rng) for name in names} for _ in range(2))
    others, own = score(scheme, entries_of(old)), score(scheme, entries_of(new))
    found = place_among(own, others, [(place, place) for place in range(30)])
    for place, name in enumerate(names):
        alone = score(scheme, entries_of({**old, name: new[name]}))
        assert found[place] == alone.rank[place], name
    assert len(set(alone.board)) == 2


def test_an_unknown_cell_that_takes_the_mean_ties_a_unit_to_the_others() -> None:
    rows: Rows = {"a": {"tax": 10.0, "land": 1.0, "power": None}, "b": {"tax": 10.0, "land": 1.0, "power": 10.0}}
    scheme = two_ratios(10.0, 1.0)
    scheme = replace(scheme, tree=replace(scheme.tree, children=tuple(
        replace(one, missing=Missing.MEAN_SCORE) for one in scheme.indicators)))  # fmt: skip
    scoring = score(scheme, entries_of(rows))
    assert coupled_units(scoring).tolist() == [True, False]
    later: Rows = {"a": rows["a"], "b": {**rows["b"], "power": 5.0}}
    moves = why_it_moved(Period(scheme, entries_of(rows)), Period(scheme, entries_of(later)), units=["a"])
    # The mean of the others' points per unit of power goes from 50 to 100: that is not a's doing.
    assert part(moves, Factor.PEERS) == pytest.approx(100 - 50)


def test_a_datum_that_only_one_period_knows_stands_in_where_a_rule_refuses() -> None:
    old = scheme_of(*two_ratios(10.0, 1.0).indicators[:1], parameters=two_ratios(10.0, 1.0).parameters)
    before = Period(old, entries_of({"a": {"tax": 100.0, "land": 10.0, "power": None}}))
    after = Period(two_ratios(10.0, 1.0), entries_of({"a": {"tax": 100.0, "land": 10.0, "power": 100.0}}))
    moves = why_it_moved(before, after)
    assert moves.stand_ins.tolist() == [True]
    assert part(moves, Factor.RULE) == pytest.approx(50.0)  # a second indicator of 50, met exactly
    assert moves.score_parts[0].sum() == pytest.approx(50.0)


def test_a_bound_that_only_the_later_rule_has_stops_no_other_coalition() -> None:
    # The later scheme wants tax of at least 50; a had 40 then, b and the scheme before knew no such bound.
    old = two_ratios(10.0, 1.0)
    strict = replace(old, variables=(replace(old.variables[0], at_least=50.0), *old.variables[1:]))
    free = replace(old, variables=(replace(old.variables[0], at_least=None), *old.variables[1:]))
    before: Rows = {"a": {"tax": 40.0, "land": 10.0, "power": 100.0}, "b": {"tax": 70.0, "land": 10.0, "power": 100.0}}
    after: Rows = {"a": {"tax": 60.0, "land": 10.0, "power": 100.0}, "b": {"tax": 80.0, "land": 10.0, "power": 100.0}}
    moves = why_it_moved(Period(free, entries_of(before)), Period(strict, entries_of(after)))
    assert part(moves, Factor.OWN, 1) == pytest.approx(50 / 10 + 50 / 10)
    assert "规则变化" in moves.reasons[0].zh
    with pytest.raises(EntriesRefused):
        why_it_moved(Period(strict, entries_of(before)), Period(strict, entries_of(after)))


def test_who_has_no_score_in_one_period_is_told_so() -> None:
    scheme = two_ratios(10.0, 1.0)
    whole, gap = {"tax": 10.0, "land": 1.0, "power": 10.0}, {"tax": 10.0, "land": None, "power": 10.0}
    moves = why_it_moved(Period(scheme, entries_of({"a": gap})), Period(scheme, entries_of({"a": whole})))
    assert np.isnan(moves.score_parts).all()
    assert score_sentence(moves, 0).zh == "上期没有得分，无法分解。"
    assert "later" in score_sentence(
        why_it_moved(Period(scheme, entries_of({"a": whole})), Period(scheme, entries_of({"a": gap}))), 0
    ).en  # fmt: skip


def test_a_unit_that_is_in_one_period_only_is_refused_by_name() -> None:
    scheme = two_ratios(10.0, 1.0)
    row = {"tax": 10.0, "land": 1.0, "power": 10.0}
    with pytest.raises(AttributionRefused, match="came"):
        why_it_moved(Period(scheme, entries_of({"a": row})), Period(scheme, entries_of({"came": row})), units=["came"])
    assert why_it_moved(Period(scheme, entries_of({"a": row})), Period(scheme, entries_of({"b": row}))).ids == ()


def test_the_factors_that_were_enough_for_a_grade_are_named() -> None:
    bands = (Band("A", two_ratios(1.0, 1.0).label, at_least=100.0), Band("B", two_ratios(1.0, 1.0).label))
    old, new = two_ratios(10.0, 1.0, grades=bands), two_ratios(8.0, 1.0, grades=bands)
    rows: Rows = {"a": {"tax": 90.0, "land": 10.0, "power": 90.0}}
    grown: Rows = {"a": {"tax": 95.0, "land": 10.0, "power": 95.0}}
    # 45 + 50 = 95: B. With the base at 8, 9/8·50 + 50 = 106.25: A. Grown alone 47.5 + 50 = 97.5: still B.
    move = why_the_grade_moved(Period(old, entries_of(rows)), Period(new, entries_of(grown)), "a")
    assert (move.before, move.after, move.enough) == ("B", "A", (frozenset({Factor.REBASING}),))
    assert move.sentence.zh == "等级由 B 变为 A，仅凭以下因素即可：基准值调整。"
    still = why_the_grade_moved(Period(old, entries_of(rows)), Period(old, entries_of(grown)), "a")
    assert (still.enough, still.sentence.en) == ((), "Grade still B.")


def test_a_rank_that_others_took_is_put_down_to_them() -> None:
    scheme = two_ratios(10.0, 1.0, grades=BY_SHARES)

    def board(rival: float) -> Entries:
        return entries_of({name: {"tax": tax, "land": 1.0, "power": tax} for name, tax in (("a", 10.0), ("b", rival))})

    moves = why_it_moved(Period(scheme, board(9.0)), Period(scheme, board(11.0)), units=["a"])
    assert moves.rank_parts[0].tolist() == [0, 0, 0, 1, 0]
    assert rank_sentence(moves, 0).zh == "名次下降 1 位（1 → 2），全部来自同组其他单位变化。"
    assert (moves.grade_before, moves.grade_after) == (("B",), ("C",))
    assert [pillar.id for pillar in pillars(scheme.tree)] == ["all"]
