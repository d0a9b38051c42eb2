"""What is tried without a run of the board is what a run of the board gives, whatever the methods."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.attribution.boards import leaf, ratio_to, scheme_of
from tidehead.calc.advice import Goal, Limits, cheapest_improvement, trials
from tidehead.calc.advice.treating import treated_together
from tidehead.calc.advice.trials import Trials, is_reached, score_to_beat
from tidehead.calc.composite import treat
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import prepare
from tidehead.calc.schemes.types import (
    Adjustment,
    Aggregation,
    Band,
    Boards,
    Direction,
    Effect,
    Entries,
    Method,
    Missing,
    Normalisation,
    Scheme,
    SchemeVariable,
    Treatment,
    Veto,
)

SHARES = (Band("A", Label("优"), up_to=0.3), Band("B", Label("良"), up_to=0.7), Band("C", Label("中"), up_to=1.0))
METHODS = (
    Normalisation(Method.MIN_MAX, low=1.0, high=100.0),
    Normalisation(Method.Z_SCORE, low=50.0, high=15.0, floor=1.0, cap=100.0),
    Normalisation(Method.PERCENT_RANK),
    ratio_to("6", cap=1.5),
)


def scheme_with(aggregation: Aggregation, **changes: object) -> Scheme:
    """Four indicators by four methods, with a bonus, a veto, boards and a tie breaker."""
    names = ("a", "b", "c", "d")
    leaves = [
        replace(leaf(f"leaf_{name}", name, "1", 1.0, method), missing=missing)
        for name, method, missing in zip(
            names,
            METHODS,
            (Missing.MEAN_VALUE, Missing.MEAN_SCORE, Missing.REWEIGHT, Missing.REFUSE),
            strict=True,
        )
    ]
    leaves[2] = replace(leaves[2], direction=Direction.DOWN)
    variables = tuple(SchemeVariable(Variable(name)) for name in names)
    variables += (SchemeVariable(Variable("sector", "text")),)
    scheme = scheme_of(*leaves, variables=variables, grades=SHARES)
    bonus = Adjustment("more", Label("加分"), "a / 100", missing=Missing.ZERO)
    veto = Veto("low", Label("过低"), "b < 0.5", Effect.ZERO, missing=Missing.ZERO)
    return replace(
        scheme,
        tree=replace(scheme.tree, aggregation=aggregation),
        adjustments=(bonus,),
        vetoes=(veto,),
        boards=Boards("sector"),
        tie_breakers=("leaf_a",),
        decimals=1,
        **changes,  # type: ignore[arg-type]
    )


def board_of(size: int, seed: int) -> Entries:
    rng = np.random.default_rng(seed)
    columns = {name: np.round(rng.lognormal(1, 0.9, size), 1) + 0.1 for name in "abcd"}
    for name in "abc":
        columns[name][rng.integers(1, size, 2)] = np.nan
    sectors = np.array(["x", "y"], dtype=object)[rng.integers(0, 2, size)]
    names = tuple(f"u{place}" for place in range(size))
    return Entries(names, names, {**columns, "sector": sectors})


@pytest.mark.parametrize("aggregation", list(Aggregation))
@pytest.mark.parametrize("treatment", [None, Treatment(1.0, 1.0, 2)])
def test_a_trial_is_what_a_run_of_the_board_gives(aggregation: Aggregation, treatment: Treatment | None) -> None:
    prepared = prepare(scheme_with(aggregation, treatment=treatment))
    rng = np.random.default_rng(7)
    for seed in range(3):
        tried = Trials(prepared, board_of(24, seed), "u0")
        changes = [
            {
                name: float(rng.lognormal(1, 1.2))
                for name in rng.choice(("a", "b", "leaf_c", "leaf_d"), 2, replace=False)
            }
            for _ in range(12)
        ]
        changes[0] = {"sector": "y" if tried.entries.columns["sector"][0] == "x" else "x"}
        changes[1] = {"b": 0.1}
        assert tried.tried(Goal(rank=3), [{}]).score == pytest.approx(tried.now.score[[0]], nan_ok=True)
        for goal in (Goal(rank=3), Goal(grade="B"), Goal(score=40.0)):
            found = tried.tried(goal, changes)
            runs = [tried.board(change) for change in changes]
            assert found.score == pytest.approx([run.score[0] for run in runs], nan_ok=True)
            assert found.rank == pytest.approx([run.rank[0] for run in runs], nan_ok=True)
            assert found.target == pytest.approx([score_to_beat(goal, run, 0) for run in runs], nan_ok=True)
            assert found.met.tolist() == [is_reached(goal, run, 0) for run in runs]


def test_tables_are_treated_together_as_each_by_itself() -> None:
    rng = np.random.default_rng(3)
    tables = rng.lognormal(0, np.linspace(0.1, 2.5, 40), (30, 40))
    tables[::7, ::3] = np.nan
    tables[:, 5] = 4.0
    tables[:3, 20] = tables[:, 20].max()
    tables[:, 31] *= -1
    tables[:, 10] = [*np.arange(26) / 100, 1e2, 1e4, 1e6, 1e8]  # after two draws three are still far away
    limits = Treatment(2.0, 3.5, 2)
    alone = treat(tables, skew=2.0, kurtosis_limit=3.5, most_winsorised=2)
    assert {one.outcome for one in alone.treatments} >= {"as_it_was", "winsorised", "logged", "unchecked"}
    assert treated_together(tables, limits) == pytest.approx(alone.values, nan_ok=True)


def test_where_the_boards_run_out_the_way_still_holds_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_BOARDS", 60)
    monkeypatch.setattr(trials, "FEWEST_BOARDS", 60)
    scheme = replace(scheme_with(Aggregation.GEOMETRIC), vetoes=(), boards=Boards())
    prepared, entries = prepare(scheme), board_of(24, 5)
    limits = Limits(percentile=None, relative=4.0)
    last = entries.ids[int(np.nanargmax(Trials(prepared, entries, "u0").now.rank))]
    advice = cheapest_improvement(prepared, entries, last, Goal(rank=12), limits=limits)
    assert advice.is_reached
    assert advice.is_cut_short
    assert not advice.is_cheapest
    assert advice.sentence.zh.endswith("试算次数已到上限，可能还有更省的办法。")
    again = cheapest_improvement(prepared, entries, last, Goal(rank=12), limits=limits)
    assert [(move.indicator, move.after) for move in again.moves] == [
        (move.indicator, move.after) for move in advice.moves
    ]
