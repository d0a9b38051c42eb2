"""Bad schemes and bad tables are refused, with the place and what to do."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.calc.schemes.examples import (
    THREE_GRADES,
    UNKNOWN,
    entries,
    leaf,
    mu_rule,
    number,
    pillar,
    plain,
    run,
    scheme,
    text,
    truth,
)
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import (
    Adjustment,
    Band,
    Case,
    Direction,
    Effect,
    Entries,
    EntriesRefused,
    Method,
    Missing,
    Parameter,
    Problem,
    Scheme,
    SchemeRefused,
    SchemeVariable,
    Tier,
    Veto,
    check_entries,
    prepare,
    score,
)

NAN, INFINITE = float("nan"), float("inf")


def problems(of: Scheme) -> tuple[Problem, ...]:
    with pytest.raises(SchemeRefused) as refused:
        prepare(of)
    for one in refused.value.problems:
        assert one.message.zh and one.message.en
    return refused.value.problems


def one_leaf(*others: SchemeVariable, **changed: Any) -> Scheme:
    method = changed.pop("method", Method.IDENTITY)
    value = changed.pop("value", "x")
    return scheme(pillar("all", 100, leaf("i", value, 100, method, **changed)), number("x"), *others)


def test_weights_that_add_up_to_99_are_refused_with_pillar_sum_and_target() -> None:
    (found,) = problems(scheme(pillar("all", 100, leaf("a", "x", 60), leaf("b", "x", 39)), number("x")))
    assert found.where == "tree"
    assert "99" in found.message.en and "100" in found.message.en and "all" in found.message.en


def test_the_weights_of_an_inner_pillar_add_up_to_its_own() -> None:
    inner = pillar("inner", 60, leaf("a", "x", 30), leaf("b", "x", 29))
    (found,) = problems(scheme(pillar("all", 100, inner, leaf("c", "x", 40)), number("x")))
    assert found.where == "tree.inner" and "59" in found.message.zh and "60" in found.message.zh


def test_shares_add_up_to_one_and_relative_weights_to_anything() -> None:
    leaves = (leaf("a", "x", 0.5), leaf("b", "x", 0.6))
    (found,) = problems(scheme(pillar("all", 1, *leaves, weighting="shares"), number("x")))
    assert "1.1" in found.message.en
    prepare(scheme(pillar("all", 1, *leaves, weighting="relative"), number("x")))


def test_weights_of_thirds_need_not_add_up_to_the_last_digit() -> None:
    prepare(scheme(pillar("all", 1, *(leaf(f"i{at}", "x", 1 / 3) for at in range(3)), weighting="shares"), number("x")))


@pytest.mark.parametrize("weight", [NAN, INFINITE, -5.0])
def test_a_weight_that_is_no_number_from_zero_up_is_refused(weight: float) -> None:
    found = problems(scheme(pillar("all", 100, leaf("a", "x", weight), leaf("b", "x", 100)), number("x")))
    assert found[0].where == "tree.a.weight"


def test_a_circular_definition_is_refused_and_the_circle_named() -> None:
    tree = pillar("all", 100, leaf("a", "b + 1", 40), leaf("b", "c * 2", 30), leaf("c", "a + x", 30))
    (found,) = problems(scheme(tree, number("x")))
    assert "a → b → c → a" in found.message.zh and found.where == "indicators.a.value"


def test_an_indicator_made_of_itself_is_a_circle() -> None:
    assert "i → i" in problems(one_leaf(value="i + x"))[0].message.en


def test_an_unknown_name_is_refused_where_it_stands() -> None:
    (found,) = problems(one_leaf(value="x / lnad"))
    assert found.where == "indicators.i.value" and "lnad" in found.message.en


def test_units_that_do_not_fit_are_refused_with_both_units() -> None:
    made = mu_rule()
    wrong = replace(made.tree.children[0], value="tax / output")
    (found,) = problems(replace(made, tree=replace(made.tree, children=(wrong, *made.tree.children[1:]))))
    assert found.where == "indicators.tax_per_mu.value" and "万元/亩" in found.message.zh


def test_mu_and_yuan_are_not_added() -> None:
    made = mu_rule()
    wrong = replace(made.tree.children[0], value="(tax + land) / land")
    (found,) = problems(replace(made, tree=replace(made.tree, children=(wrong, *made.tree.children[1:]))))
    assert "亩" in found.message.zh and "万元" in found.message.zh


@pytest.mark.parametrize("base", ["0", "-3", "zero"])
def test_a_base_that_is_not_above_zero_is_refused(base: str) -> None:
    made = replace(
        one_leaf(method=Method.BASE_RATIO, base=base), parameters=(Parameter("zero", 0.0, "1", Label("零")),)
    )
    (found,) = problems(made)
    assert found.where == "indicators.i.normalisation.base" and "above 0" in found.message.en


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ((Band("A", Label("甲"), 0.5), Band("B", Label("乙"), 0.4), Band("C", Label("丙"), 1.0)), "rise"),
        ((Band("A", Label("甲"), 0.0), Band("B", Label("乙"), 1.0)), "rise"),
        ((Band("A", Label("甲"), 0.2), Band("B", Label("乙"), 0.95)), "end at 1"),
        ((Band("A", Label("甲"), at_least=60), Band("B", Label("乙"), at_least=80), Band("C", Label("丙"))), "fall"),
        ((Band("A", Label("甲"), 0.2), Band("B", Label("乙"), at_least=60)), "either"),
        ((Band("A", Label("甲"), 0.2), Band("A", Label("乙"), 1.0)), "more than once"),
    ],
)
def test_bands_that_do_not_fit_are_refused(bands: tuple[Band, ...], said: str) -> None:
    assert any(said in found.message.en for found in problems(plain("x", grades=bands)))


@pytest.mark.parametrize(
    ("made", "where"),
    [
        (one_leaf(method=Method.BASE_RATIO, base="1", floor=2.0, cap=1.0), "indicators.i.normalisation"),
        (one_leaf(method=Method.BASE_RATIO), "indicators.i.normalisation.base"),
        (one_leaf(method=Method.GOALPOSTS, worst="1"), "indicators.i.normalisation.best"),
        (one_leaf(method=Method.MIN_MAX, low=1.0, high=1.0), "indicators.i.normalisation"),
        (one_leaf(method=Method.Z_SCORE, high=0.0), "indicators.i.normalisation"),
        (one_leaf(method=Method.DISTANCE_TO_REFERENCE), "indicators.i.normalisation"),
        (one_leaf(method=Method.BASE_RATIO, base="1", cap=NAN), "indicators.i.normalisation.cap"),
        (one_leaf(direction=Direction.DOWN), "indicators.i.normalisation"),
        (one_leaf(method=Method.TIERS), "indicators.i.normalisation"),
        (one_leaf(method=Method.TIERS, tiers=(Tier(5.0, 1.0),)), "indicators.i.normalisation"),
        (one_leaf(method=Method.TIERS, tiers=(Tier(None, 0), Tier(5, 1), Tier(4, 2))), "indicators.i.normalisation"),
        (one_leaf(noise=-0.1), "indicators.i.noise"),
        (one_leaf(reachable_low=3.0, reachable_high=2.0), "indicators.i"),
        (plain("x", adjustments=(Adjustment("b", Label("奖"), "1", ceiling=-5),)), "adjustments.b.ceiling"),
        (
            plain("x", adjustments=(Adjustment("b", Label("奖"), "1", missing=Missing.MEAN_SCORE),)),
            "adjustments.b.missing",
        ),
        (plain("x", bonus_ceiling=-1), "bonus_ceiling"),
        (plain("x", malus_ceiling=NAN), "malus_ceiling"),
        (plain("x", number("g", "%"), adjustments=(Adjustment("b", Label("奖"), "3 * g"),)), "adjustments.b.points"),
        (plain("x", truth("t"), adjustments=(Adjustment("b", Label("奖"), "t"),)), "adjustments.b.points"),
        (plain("x", grades=THREE_GRADES, vetoes=(Veto("v", Label("否"), "x > 1", Effect.GRADE),)), "vetoes.v.grade"),
        (
            plain("x", grades=THREE_GRADES, vetoes=(Veto("v", Label("否"), "x > 1", Effect.GRADE, "Z"),)),
            "vetoes.v.grade",
        ),
        (plain("x", vetoes=(Veto("v", Label("否"), "x", Effect.ZERO),)), "vetoes.v.when"),
        (plain("x", filled_within="x"), "filled_within"),
        (plain("x", least_coverage=1.5), "least_coverage"),
        (plain("x", decimals=20), "decimals"),
        (plain("x", tie_breakers=("x",)), "tie_breakers"),
        (plain("x", difficulty=("hills",)), "difficulty"),
        (plain("x", parameters=(Parameter("p", NAN, "1", Label("参数")),)), "parameters.p"),
        (plain("x", number("y", "a b")), "variables.y"),
        (plain("x", number("税收")), "variables.税收"),
        (scheme(pillar("all", 100), number("x")), "tree"),
        (scheme(pillar("all", 1, pillar("p", 1)), number("x")), "tree.p"),
        (scheme(pillar("all", 1, leaf("score", "x", 1)), number("x")), "score"),
        (plain("x", cases=(Case("c", Label("例"), {"u": {"z": 1.0}}, {}),)), "cases.c"),
        (plain("x", cases=(Case("c", Label("例"), {"u": {"x": 1.0}}, {"w": {"score": 1.0}}),)), "cases.c"),
    ],
)
def test_what_a_scheme_cannot_mean_is_refused_where_it_stands(made: Scheme, where: str) -> None:
    assert where in [found.where for found in problems(made)]


def test_a_name_or_id_used_twice_is_refused() -> None:
    tree = pillar("all", 2, leaf("i", "x", 1), leaf("i", "x", 1))
    assert "more than once" in problems(scheme(tree, number("x")))[0].message.en
    assert problems(scheme(pillar("i", 1, leaf("i", "x", 1)), number("x")))[0].where == "i"
    assert problems(scheme(pillar("all", 1, leaf("x", "1", 1)), number("x")))[0].where == "x"


def test_every_problem_is_told_at_once_and_the_error_counts_the_rest() -> None:
    made = replace(plain([f"x{at}" for at in range(9)]), variables=())
    with pytest.raises(SchemeRefused, match="and 4 more") as refused:
        prepare(made)
    assert len(refused.value.problems) == 9


GOOD: dict[str, Sequence[Any]] = {"tax": [100.0], "land": [5.0], "output": [500.0], "load": [250.0]}


def faults(of: Scheme, **columns: Sequence[Any]) -> list[tuple[str, str, str]]:
    found = check_entries(prepare(of), entries(columns))
    with pytest.raises(EntriesRefused) as refused:
        score(of, entries(columns))
    assert refused.value.problems == found
    return [(one.unit, one.column, one.message.en) for one in found]


def test_a_good_table_has_no_faults() -> None:
    assert check_entries(prepare(mu_rule()), entries(GOOD)) == ()


def test_a_missing_column_is_named_with_the_headings_looked_for() -> None:
    made = mu_rule()
    land = replace(made.variables[1], aliases=("占地面积",))
    made = replace(made, variables=(made.variables[0], land, *made.variables[2:]))
    ((unit, column, said),) = faults(made, **{name: cells for name, cells in GOOD.items() if name != "land"})
    assert (unit, column) == ("", "land") and "用地" in said and "占地面积" in said


def test_text_in_a_number_is_named_with_its_unit_and_column() -> None:
    ((unit, column, said),) = faults(mu_rule(), **(GOOD | {"tax": ["约100"]}))
    assert (unit, column) == ("a", "tax") and "约100" in said


@pytest.mark.parametrize("land", [0.0, -5.0])
def test_a_denominator_that_is_not_above_zero_is_named_with_its_value(land: float) -> None:
    ((unit, column, said),) = faults(mu_rule(), **(GOOD | {"land": [land]}))
    assert (unit, column) == ("a", "land") and f"{land:g}" in said and "above 0" in said


def test_a_value_below_its_least_is_refused_and_at_it_accepted() -> None:
    made = scheme(pillar("all", 1, leaf("i", "x", 1)), number("x", at_least=0.0))
    assert faults(made, x=[-1.0])[0][1] == "x"
    assert run(made, x=[0.0]).score.tolist() == [0]


def test_an_empty_cell_is_no_fault_of_the_table() -> None:
    assert check_entries(prepare(mu_rule()), entries(GOOD | {"land": [UNKNOWN]})) == ()


def test_unit_ids_used_twice_are_refused() -> None:
    table = Entries(("u", "u"), ("一", "二"), {"x": np.array([1.0, 2.0])})
    (found,) = check_entries(prepare(plain("x")), table)
    assert found.unit == "u" and "2 times" in found.message.en


def test_a_table_without_units_is_refused() -> None:
    assert check_entries(prepare(plain("x")), Entries((), (), {"x": np.array([])}))


def test_columns_of_other_lengths_are_refused() -> None:
    found = check_entries(prepare(plain("x")), Entries(("u",), ("一",), {"x": np.array([1.0, 2.0])}))
    assert [one.column for one in found] == ["x"]


@pytest.mark.parametrize("cell", [INFINITE, -INFINITE])
def test_an_infinite_number_is_no_number(cell: float) -> None:
    assert faults(plain("x"), x=[cell])[0][1] == "x"


def test_a_truth_is_one_or_zero_and_a_text_no_number() -> None:
    made = plain("x", truth("t"), vetoes=(Veto("v", Label("否"), "t", Effect.ZERO),))
    assert faults(made, x=[1.0], t=[2.0])[0][1] == "t"
    grouped = plain("x", text("g"), filled_within="g")
    table = Entries(("u",), ("一",), {"x": np.array([1.0]), "g": np.array([3.0], dtype=object)})
    assert [one.column for one in check_entries(prepare(grouped), table)] == ["g"]


def test_days_are_days() -> None:
    tree = pillar("all", 1, leaf("i", "year(since)", 1))
    made = scheme(tree, SchemeVariable(Variable("since", "day")))
    table = Entries(("u",), ("一",), {"since": np.array(["2020-05-01"], dtype="datetime64[D]")})
    assert score(made, table).values.tolist() == [[2020]]
    wrong = Entries(("u",), ("一",), {"since": np.array(["2020"], dtype=object)})
    assert [one.column for one in check_entries(prepare(made), wrong)] == ["since"]


def test_a_units_own_base_that_is_not_above_zero_is_refused_with_the_unit() -> None:
    made = one_leaf(number("plan"), method=Method.BASE_RATIO, base="plan")
    ((unit, column, said),) = faults(made, x=[1.0], plan=[0.0])
    assert (unit, column) == ("a", "i") and "base" in said


def test_a_reference_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(EntriesRefused, match="nobody"):
        run(one_leaf(method=Method.DISTANCE_TO_REFERENCE, reference="nobody"), x=[1.0])


def test_a_board_too_large_for_pairs_is_refused() -> None:
    tree = pillar("all", 1, leaf("i", "x", 1), aggregation="copeland")
    ids = tuple(map(str, range(20_001)))
    with pytest.raises(EntriesRefused, match="20001"):
        score(scheme(tree, number("x")), Entries(ids, ids, {"x": np.arange(20_001.0)}))


def test_a_table_with_one_fault_all_over_is_told_once_for_a_thousand_cells() -> None:
    ids = tuple(map(str, range(5000)))
    found = check_entries(prepare(mu_rule()), Entries(ids, ids, {name: np.full(5000, -1.0) for name in GOOD}))
    assert len(found) == 1000
