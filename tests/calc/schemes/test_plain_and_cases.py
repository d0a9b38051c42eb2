"""The plain form and the digest of a scheme; its golden cases."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.calc.schemes.examples import THREE_GRADES, leaf, mu_rule, number, pillar, plain, scheme, text
from tests.calc.schemes.test_slow_and_obvious import schemes
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import (
    Adjustment,
    Boards,
    Case,
    Effect,
    Method,
    Scheme,
    SchemeVariable,
    Tier,
    Treatment,
    Veto,
    as_plain,
    case_entries,
    digest,
    from_plain,
    prepare,
    run_cases,
)

FULL = mu_rule(
    text("trade"),
    adjustments=(Adjustment("b", Label("奖"), "1", ceiling=3),),
    vetoes=(Veto("v", Label("否"), "tax < 0", Effect.GRADE, "C"),),
    grades=THREE_GRADES,
    boards=Boards("trade", {"泵": Label("泵阀", "Pumps")}),
    treatment=Treatment(most_winsorised=3),
    tie_breakers=("tax_per_mu",),
    cases=(Case("c", Label("例"), {"a": {"tax": 1.0, "trade": None}}, {"a": {"score": None}}),),
)


@pytest.mark.parametrize("made", [FULL, plain("x"), mu_rule()])
def test_a_scheme_comes_back_from_its_plain_form_through_json(made: Scheme) -> None:
    assert from_plain(json.loads(json.dumps(as_plain(made)))) == made


@given(schemes())
def test_random_schemes_come_back_and_keep_their_digest(made: Scheme) -> None:
    back = from_plain(json.loads(json.dumps(as_plain(made), sort_keys=True)))
    assert back == made and digest(back) == digest(made)


def test_what_is_as_by_default_is_not_written_down() -> None:
    written = as_plain(plain("x"))
    assert "decimals" not in written and "treatment" not in written
    assert "direction" not in written["tree"]["children"][0]


def test_the_digest_is_this_one_on_every_machine() -> None:
    """A run stores it: a change here would cut old runs off from their schemes."""
    assert digest(plain("x")) == DIGEST_OF_PLAIN


def test_thirty_and_thirty_point_nought_are_the_same_scheme() -> None:
    tree = pillar("all", 1, leaf("i", "x", 1))
    assert digest(scheme(tree, number("x"))) == digest(scheme(replace(tree, weight=1.0), number("x")))


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, decimals=8),
        replace(FULL, boards=Boards("trade")),
        replace(FULL, treatment=Treatment()),
        replace(FULL, grades=THREE_GRADES[:2]),
        replace(FULL, label=Label("别的办法", "Another")),
    ],
)
def test_another_scheme_has_another_digest(other: Scheme) -> None:
    assert digest(other) != digest(FULL)


def test_the_order_of_labels_and_cases_makes_no_other_digest() -> None:
    two = {"p": Label("甲"), "q": Label("乙")}
    turned = dict(reversed(two.items()))
    assert digest(replace(FULL, boards=Boards("trade", two))) == digest(replace(FULL, boards=Boards("trade", turned)))


def test_a_number_that_is_not_finite_has_no_digest() -> None:
    with pytest.raises(ValueError, match="JSON"):
        digest(replace(FULL, least_coverage=float("nan")))


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda said: said | {"colour": "red"}, "no such part: colour"),
        (lambda said: {name: each for name, each in said.items() if name != "tree"}, "tree is missing"),
        (lambda said: said | {"decimals": "nine"}, "scheme.decimals"),
        (lambda said: said | {"standing": "secret"}, "scheme.standing"),
        (lambda said: said | {"least_coverage": True}, "scheme.least_coverage"),
        (lambda said: said | {"tie_breakers": "tax"}, "scheme.tie_breakers"),
        (lambda said: said | {"parameters": [{"name": 3}]}, r"scheme.parameters\[0\]"),
    ],
)
def test_what_is_no_plain_form_is_refused_with_the_place(spoil: Any, where: str) -> None:
    with pytest.raises(ValueError, match=where):
        from_plain(spoil(as_plain(FULL)))


def with_case(units: Any, expected: Any, **more: Any) -> Scheme:
    return plain(("x", "y"), cases=(Case("c", Label("例"), units, expected, **more),))


def test_a_case_that_comes_out_as_expected_holds() -> None:
    made = with_case(
        {"a": {"x": 1.0, "y": 0.5}, "b": {"x": 0.0}},
        {"a": {"score": 75.0, "rank": 1, "i_y": 25.0, "grade": None, "all": 75.0}, "b": {"score": None, "i_x": 0.0}},
    )
    (result,) = run_cases(made)
    assert result.holds and not result.differences


def test_a_case_that_does_not_hold_tells_what_is_given_instead() -> None:
    (result,) = run_cases(with_case({"a": {"x": 1.0, "y": 0.5}}, {"a": {"score": 74.0, "rank": None}}))
    assert not result.holds
    assert [(one.what, one.expected, one.given) for one in result.differences] == [
        ("score", 74.0, 75.0),
        ("rank", None, 1),
    ]


def test_a_case_may_be_as_rough_as_the_published_figures() -> None:
    units = {"a": {"x": 1.0, "y": 0.5}}
    assert run_cases(with_case(units, {"a": {"score": 75.04}}, tolerance=0.05))[0].holds
    assert not run_cases(with_case(units, {"a": {"score": 75.06}}, tolerance=0.05))[0].holds


def test_a_case_may_expect_a_board_a_grade_and_a_bonus() -> None:
    made = plain(
        "x",
        text("trade"),
        boards=Boards("trade"),
        grades=THREE_GRADES,
        adjustments=(Adjustment("extra", Label("奖"), "2"),),
        cases=(
            Case("c", Label("例"), {"a": {"x": 1.0, "trade": "p"}}, {"a": {"board": "p", "grade": "C", "extra": 2.0}}),
        ),
    )
    assert run_cases(made)[0].holds


def test_a_case_may_hand_in_an_indicator_ready_made_and_days_as_texts() -> None:
    made = scheme(
        pillar("all", 2, leaf("i", "x", 1), leaf("age", "2025 - year(since)", 1)),
        number("x"),
        SchemeVariable(Variable("since", "day")),
        cases=(Case("c", Label("例"), {"a": {"i": 3.0, "since": "2020-02-29"}}, {"a": {"score": 3.0 + 5}}),),
    )
    assert run_cases(made)[0].holds
    assert case_entries(prepare(made), made.cases[0]).columns["since"][0].year == 2020


def test_a_case_whose_data_are_refused_says_so() -> None:
    tiers = leaf("i", "x", 1, Method.TIERS, tiers=(Tier(None, 1.0),))
    made = scheme(
        pillar("all", 1, tiers), number("x", above=0.0), cases=(Case("c", Label("例"), {"a": {"x": 0.0}}, {}),)
    )
    (result,) = run_cases(made)
    assert not result.holds and "above 0" in result.refusals[0].en
    wrong = replace(made, cases=(Case("c", Label("例"), {"a": {"x": "many"}}, {}),))
    assert "many" in run_cases(wrong)[0].refusals[0].en


DIGEST_OF_PLAIN = "321b615723299aaeab6387d82a41985be5fbbf65cbe9b1c7bd40a815f6276b27"
