"""The doubt of a run agrees with the engine that made it: with nothing uncertain, every draw is the run."""

from dataclasses import replace

import numpy as np
import pytest

from tidehead.calc.doubt import Settings, model_of, uncertainty, uncertainty_of
from tidehead.calc.doubt.montecarlo import base_of
from tidehead.calc.doubt.scoring import scores, steady
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
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
    Normalisation,
    Pillar,
    Scheme,
    SchemeVariable,
    Standing,
    Tier,
    Treatment,
    Veto,
    Weighting,
    prepare,
    score,
)

EXACT = Settings(draws=40, weight_spread=0.0, normalisations=(), imputations=())
BANDS = (
    Band("A", Label("甲", "A"), up_to=0.2),
    Band("B", Label("乙", "B"), up_to=0.7),
    Band("C", Label("丙", "C"), up_to=1.0),
)
BASE = Normalisation(Method.BASE_RATIO, base="2", floor=0.0, cap=1.5)
SPREAD = Normalisation(Method.MIN_MAX)


def indicator(name: str, weight: float, normalisation: Normalisation, **more: object) -> Indicator:
    return Indicator(f"{name}_mark", Label(name), name, "1", weight, normalisation, **more)


def pillar(name: str, weight: float, *children: Pillar | Indicator, how: Aggregation, kind: Weighting) -> Pillar:
    return Pillar(name, Label(name), weight, children, how, kind)


def points_scheme() -> Scheme:
    """Points in two pillars, bonus and malus, vetoes, boards."""
    how, kind = Aggregation.SUM, Weighting.POINTS
    one = indicator("a", 30.0, BASE, missing=Missing.MEAN_SCORE)
    two = indicator("b", 20.0, replace(BASE, cap=1.2), direction=Direction.DOWN, missing=Missing.ZERO)
    bands = (Tier(None, 0.2), Tier(1.0, 0.6), Tier(2.0, 1.0))
    three = indicator("c", 50.0, Normalisation(Method.TIERS, tiers=bands), missing=Missing.FULL_MARKS)
    return scheme(
        pillar("whole", 100.0, pillar("first", 50.0, one, two, how=how, kind=kind), three, how=how, kind=kind),
        adjustments=(
            Adjustment("extra", Label("加分"), "bonus", ceiling=3.0, missing=Missing.ZERO),
            Adjustment("less", Label("扣分"), "malus", is_malus=True, missing=Missing.ZERO),
        ),
        vetoes=(
            Veto("v_grade", Label("降级"), "fault = 1", Effect.GRADE, "C", Missing.ZERO),
            Veto("v_out", Label("不参评"), "fault = 2", Effect.EXCLUDE, missing=Missing.ZERO),
            Veto("v_zero", Label("零分"), "fault = 3", Effect.ZERO, missing=Missing.ZERO),
        ),
        boards=Boards("board_name"),
        tie_breakers=("a_mark",),
    )


def means_scheme(how: Aggregation) -> Scheme:
    """Nested means with gaps re-weighted or filled with middles, and outliers tamed."""
    kind = Weighting.RELATIVE
    one = indicator("a", 3.0, SPREAD, missing=Missing.REWEIGHT)
    two = indicator("b", 2.0, SPREAD, direction=Direction.DOWN, missing=Missing.MEDIAN_VALUE)
    three = indicator("c", 1.0, Normalisation(Method.PERCENT_RANK), missing=Missing.MEAN_VALUE)
    low = pillar("low", 2.0, one, two, how=how, kind=kind)
    return scheme(pillar("whole", 1.0, low, three, how=how, kind=kind), treatment=Treatment())


def scheme(tree: Pillar, **more: object) -> Scheme:
    names = ("a", "b", "c", "bonus", "malus", "fault")
    numbers = tuple(SchemeVariable(Variable(name, label=Label(name))) for name in names)
    texts = (SchemeVariable(Variable("board_name", "text", label=Label("分榜"))),)
    label = Label("试", "trial")
    return Scheme("trial", label, "trial", Standing.PROPOSED, tree, numbers + texts, grades=BANDS, **more)


def entries(units: int = 40, seed: int = 3) -> Entries:
    lots = np.random.default_rng(seed)
    figures = lots.lognormal(0.5, 0.7, size=(3, units)).round(1) + 0.1
    figures[lots.random(figures.shape) < 0.1] = np.nan
    columns = dict(zip("abc", figures, strict=True))
    columns |= {"bonus": lots.integers(0, 6, units).astype(float), "malus": lots.integers(0, 2, units).astype(float)}
    columns["fault"] = np.where(np.arange(units) % 11 == 0, np.arange(units) // 11 % 4, 0).astype(float)
    columns["board_name"] = np.array(["east", "west", "east", None] * (units // 4), dtype=object)
    ids = tuple(f"u{nth}" for nth in range(units))
    return Entries(ids, ids, columns)


SCHEMES = {
    "points": points_scheme(),
    **{how.value: means_scheme(how) for how in (Aggregation.ARITHMETIC, Aggregation.GEOMETRIC, Aggregation.HARMONIC)},
    "copeland": means_scheme(Aggregation.COPELAND),
    "sum": means_scheme(Aggregation.SUM),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_with_nothing_uncertain_every_draw_is_the_run(name):
    prepared, given = prepare(SCHEMES[name]), entries()
    scoring = score(prepared, given)
    found = uncertainty(prepared, given, EXACT, 1)
    for edge in (found.rank, found.rank_low, found.rank_high, found.rank_mean):
        assert np.array_equal(edge, scoring.rank, equal_nan=True)
    for edge in (found.score, found.score_low, found.score_high):
        assert edge == pytest.approx(scoring.score, abs=1e-9, nan_ok=True)
    grades = tuple(found.grades[row.argmax()] if row.any() else "" for row in found.grade_share)
    assert grades == scoring.grade
    assert set(np.unique(found.grade_share)) <= {0.0, 1.0}


@pytest.mark.parametrize("name", SCHEMES)
def test_errors_of_nothing_to_speak_of_give_the_run_again(name):
    """The fast way of normalising noisy figures is judged by the engine's: with every figure known, to the rounding."""
    given = entries()
    full = {name: np.where(np.isnan(given.columns[name]), 1.5, given.columns[name]) for name in "abc"}
    scoring = score(prepare(SCHEMES[name]), replace(given, columns={**given.columns, **full}))
    found = uncertainty_of(scoring, replace(EXACT, noise=1e-13), 1)
    for edge in (found.score_low, found.score_high):
        assert edge == pytest.approx(scoring.score, abs=1e-8, nan_ok=True)
    assert np.array_equal(found.rank_low, scoring.rank, equal_nan=True)


@pytest.mark.parametrize("name", SCHEMES)
def test_gaps_move_only_the_percentile_ranks_of_others(name):
    """A figure filled in has a place among the figures in the run; in a draw only the known have: 4 of 40 at most 0.1
    of the way apart, and c has a third of the weight in a mean of three."""
    scoring = score(prepare(SCHEMES[name]), entries())
    found = uncertainty_of(scoring, replace(EXACT, noise=1e-13), 1)
    known = np.isfinite(scoring.values).all(axis=1)
    apart = 1e-8 if name in ("points", "copeland") else 0.1 / 3
    assert found.score_median[known] == pytest.approx(scoring.score[known], abs=apart, nan_ok=True)
    assert found.score_low == pytest.approx(found.score_high, abs=1e-8, nan_ok=True)


def test_the_model_of_a_run_keeps_its_scores():
    scoring = score(prepare(points_scheme()), entries())
    base = base_of(model_of(scoring), EXACT)
    again = scores(base, steady(base, 1))[0]
    assert again == pytest.approx(scoring.score[base.rows.units], abs=1e-9)


def test_an_indicator_states_its_own_error():
    the_scheme = points_scheme()
    first = the_scheme.tree.children[0]
    noisy = replace(first, children=(replace(first.children[0], noise=0.1), *first.children[1:]))
    changed = replace(the_scheme, tree=replace(the_scheme.tree, children=(noisy, *the_scheme.tree.children[1:])))
    found = uncertainty(prepare(changed), entries(), EXACT, 1)
    assert [each.id for each in found.inputs] == ["a_mark"]
    assert (found.score_high > found.score_low).any()
    exact = uncertainty(prepare(changed), entries(), replace(EXACT, noises={"a_mark": 0.0}), 1)
    assert not exact.inputs


def test_everything_at_once_gives_probabilities_for_every_ranked_unit():
    scoring = score(prepare(means_scheme(Aggregation.ARITHMETIC)), entries())
    found = uncertainty_of(scoring, Settings(draws=300, noise=0.05), 1)
    ranked = np.isfinite(scoring.rank)
    assert found.grade_share[ranked].sum(axis=1) == pytest.approx(1.0)
    assert (found.rank_low[ranked] <= found.rank[ranked]).mean() > 0.9
    assert {each.kind for each in found.inputs} == {"weight", "normalisation", "imputation", "noise"}
    assert all(found.sentence(unit).zh for unit in range(40))


def test_limits_of_the_scheme_hold_with_errors_too():
    """A percentile rank held between 0.2 and 0.6, on a scale that the method does not use."""
    held = Normalisation(Method.PERCENT_RANK, low=0.0, high=100.0, floor=0.2, cap=0.6)
    one = indicator("a", 1.0, held, missing=Missing.ZERO)
    prepared = prepare(scheme(pillar("whole", 1.0, one, how=Aggregation.ARITHMETIC, kind=Weighting.RELATIVE)))
    found = uncertainty(prepared, entries(), replace(EXACT, noise=0.2), 1)
    assert found.score_high.max() == 0.6
    assert set(np.unique(found.score_low)) <= {0.0} | {x for x in np.unique(found.score_low) if 0.2 <= x <= 0.6}
