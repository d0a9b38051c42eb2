"""What rules mean: three values, total functions, rounding, days; each judged by hand or by a published table."""

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.rules.expressions import NUMBERS, VARIABLES, is_same
from tidehead.calc.labels import Label
from tidehead.calc.rules import (
    DatedParameter,
    DatedValue,
    RuleRefused,
    RuleSet,
    RuleVersion,
    Value,
    evaluate,
    parameters_on,
    parse_rule,
)


def value_of(text: str, **record: Value | None) -> Value | None:
    return evaluate(parse_rule(text, VARIABLES), record)


T, F, U = True, False, None


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [(T, T, T, T), (T, F, F, T), (T, U, U, T), (F, F, F, F), (F, U, F, U), (U, U, U, U)],
)
def test_and_and_or_follow_the_published_table(
    a: Value | None, b: Value | None, both: Value | None, either: Value | None
) -> None:
    """PostgreSQL 15 documentation, section 9.1: the three-valued table of AND and OR, which are symmetric."""
    for one, other in ((a, b), (b, a)):
        assert value_of("is_new and is_high", is_new=one, is_high=other) is both
        assert value_of("is_new or is_high", is_new=one, is_high=other) is either


def test_functions_give_the_published_values() -> None:
    """PostgreSQL 15 documentation, table 9.5, examples of mathematical functions."""
    published = {
        "abs(-17.4)": 17.4, "ceil(42.2)": 43, "ceil(-42.8)": -42, "floor(42.8)": 42, "floor(-42.8)": -43,
        "exp(1.0)": 2.718281828459045, "ln(2.0)": 0.6931471805599453, "power(9, 3)": 729, "round(42.4)": 42,
        "round(42.4382, 2)": 42.44, "round(1234.56, -1)": 1230, "sqrt(2)": 1.4142135623730951,
    }  # fmt: skip
    assert {text: value_of(text) for text in published} == pytest.approx(published, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["x / 0", "ln(x)", "ln(-1)", "sqrt(-x - 1)", "power(-8, 1 / 3)", "power(x, -1)", "exp(1000)", "1e300 * 1e300"],
)
def test_what_has_no_value_is_unknown(text: str) -> None:
    assert value_of(text, x=0) is None


def test_unknown_in_unknown_out() -> None:
    for text in ("x + 1", "least(x, 1)", "greatest(x, 1)", "nullif(1, x)", "x = x", "x in (1)", "round(x)",
                 "power(x, 0)", "x between 1 and 2", "case when x > 1 then 1 else 0 end",
                 "case x when 1 then 2 else 3 end"):  # fmt: skip
        assert value_of(text) is None, text


def test_a_condition_that_is_unknown_leaves_a_case_unknown_unless_one_before_holds() -> None:
    text = "case when is_new then 1 when is_high then 2 else 3 end"
    assert value_of(text, is_new=True) == 1
    assert value_of(text, is_new=False) is None
    assert value_of(text, is_high=True) is None
    assert value_of(text, is_new=False, is_high=False) == 3
    assert value_of("case when is_new then 1 end", is_new=False) is None


def test_unknown_can_be_asked_for_and_filled_only_in_so_many_words() -> None:
    assert value_of("x is null") is True
    assert value_of("x is not null", x=1) is True
    assert value_of("1 / x is null", x=0) is True
    assert value_of("coalesce(x, unit.score, 5)") == 5
    assert value_of("case when x is null then 0 else x end") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(2.5)", 3.0), ("round(-2.5)", -3.0), ("round(0.5)", 1.0), ("round(1.5)", 2.0),
        ("round(2.675, 2)", 2.68), ("round(1.005, 2)", 1.01), ("round(-1.005, 2)", -1.01), ("round(0.285, 2)", 0.29),
        ("round(1234567, -4)", 1230000.0), ("round(5000, -4)", 10000.0), ("round(2.4999, 0)", 2.0),
        ("round(1e15 + 0.5)", 1e15 + 0.5), ("round(0.1 + 0.2, 9)", 0.3),
        ("round(985162419, 6)", 985162419.0), ("round(123456789012345.6)", 123456789012346.0),
    ],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero_as_on_paper(text: str, expected: float) -> None:
    assert value_of(text) == expected


@given(st.floats(-1e14, 1e14) | st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9).map(float), st.integers(-3, 6))
def test_rounding_is_odd_settled_at_once_and_close(x: float, decimals: int) -> None:
    rule = parse_rule(f"round(x, {decimals})", VARIABLES)
    once = evaluate(rule, {"x": x})
    assert isinstance(once, float)
    assert evaluate(rule, {"x": once}) == once
    assert evaluate(rule, {"x": -x}) == -once
    assert abs(once - x) <= 0.5 * 10.0**-decimals * (1 + 1e-9) + abs(x) * 1e-15


@pytest.mark.parametrize(
    ("first", "second", "years", "days"),
    [
        (date(2000, 2, 29), date(2001, 2, 28), 0, 365),
        (date(2000, 2, 29), date(2001, 3, 1), 1, 366),
        (date(2020, 1, 1), date(2023, 1, 1), 3, 366 + 365 + 365),
        (date(2023, 1, 1), date(2020, 1, 1), -3, -(366 + 365 + 365)),
        (date(2020, 1, 2), date(2023, 1, 1), 2, 366 + 365 + 365 - 1),
        (date(2020, 1, 1), date(2020, 1, 1), 0, 0),
    ],
)
def test_years_are_whole_years_that_have_passed(first: date, second: date, years: int, days: int) -> None:
    assert value_of("years_between(born, seen)", born=first, seen=second) == years
    assert value_of("days_between(born, seen)", born=first, seen=second) == days


def test_texts_are_compared_by_code_point_and_nothing_is_trimmed() -> None:
    assert value_of("town < trade", town="A", trade="a") is True
    assert value_of("town = trade", town="a", trade="a ") is False
    assert value_of("town < trade", town="\uffee", trade="𠀀") is True  # in UTF-16 it would be the other way round
    assert value_of("town = 'it''s'", town="it's") is True


def test_binding_is_that_of_sql() -> None:
    assert value_of("2 + 3 * 4 - 6 / 2") == 2 + 12 - 3
    assert value_of("10 - 4 - 3") == 3
    assert value_of("24 / 4 / 2") == 3
    assert value_of("-x * 2", x=3) == -6
    assert value_of("true or true and false") is True
    assert value_of("not x = 1", x=2) is True
    assert value_of("not is_new and is_high", is_new=False, is_high=False) is False
    assert value_of("x not between 1 and 2", x=3) is True


def test_between_takes_both_ends_and_unknown_ends_may_still_decide() -> None:
    assert value_of("x between 1 and 2", x=2) is True
    assert value_of("x between 1 and unit.score", x=0) is False


def test_what_a_record_hands_in_is_read_by_the_kind_of_the_variable() -> None:
    assert value_of("is_new", is_new=1) is True
    assert value_of("is_new", is_new=0.0) is False
    assert value_of("is_new", is_new=2) is None
    assert value_of("x", x=math.nan) is None
    assert value_of("x", x=-math.inf) is None
    assert value_of("x", x=10**400) is None
    assert value_of("born", born=datetime(2020, 2, 29, 12, 0)) == date(2020, 2, 29)  # noqa: DTZ001
    for name, value in (("x", "5"), ("x", True), ("town", 5.0), ("born", "2020-01-01"), ("is_new", "yes")):
        with pytest.raises(RuleRefused, match="must be a") as caught:
            value_of(name, **{name: value})
        assert "应是" in caught.value.message.zh


@pytest.mark.parametrize("x", NUMBERS)
def test_a_rule_never_gives_infinity_or_nan(x: float | None) -> None:
    for text in ("x * x * x", "x / x", "x - x", "1 / (1 / x)", "exp(x)", "power(x, x)", "-x", "round(x, 9)"):
        found = value_of(text, x=x)
        assert found is None or (isinstance(found, float) and math.isfinite(found))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_sums_and_products_do_not_mind_the_order(a: float, b: float) -> None:
    for text in ("x + unit.score", "x * unit.score", "least(x, unit.score)", "greatest(x, unit.score)"):
        rule = parse_rule(text, VARIABLES)
        assert is_same(evaluate(rule, {"x": a, "unit.score": b}), evaluate(rule, {"x": b, "unit.score": a}))


BASE = DatedParameter(
    "tax_base", Label("亩均税收基准", "Base of tax per mu"), "万元/亩",
    (
        DatedValue(date(2021, 1, 1), 20.0, "demo-2021", "4"),
        DatedValue(date(2022, 7, 1), 25.0, "demo-2022", "2"),
        DatedValue(date(2024, 1, 1), None, "demo-2024", "1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "value", "clause"),
    [
        (date(2020, 12, 31), None, None),
        (date(2021, 1, 1), 20.0, "4"),
        (date(2022, 6, 30), 20.0, "4"),
        (date(2022, 7, 1), 25.0, "2"),
        (date(2025, 1, 1), None, "1"),
    ],
)
def test_a_parameter_has_the_value_of_the_clause_in_force_and_none_once_repealed(
    day: date, value: float | None, clause: str | None
) -> None:
    in_force = BASE.in_force(day)
    assert BASE.value_on(day) == value
    assert (in_force.clause if in_force else None) == clause
    assert parameters_on((BASE,), day) == {"tax_base": value}
    assert BASE.variable().unit == "万元/亩"


def test_values_out_of_order_or_infinite_are_refused() -> None:
    twice = (DatedValue(date(2021, 1, 1), 1.0), DatedValue(date(2021, 1, 1), 2.0))
    with pytest.raises(RuleRefused, match="order"):
        DatedParameter("a", Label("甲"), "1", twice)
    with pytest.raises(RuleRefused, match="finite"):
        DatedParameter("a", Label("甲"), "1", (DatedValue(date(2021, 1, 1), math.inf),))
    with pytest.raises(RuleRefused, match="order"):
        RuleSet("a", Label("甲"), (RuleVersion(date(2022, 1, 1), {}), RuleVersion(date(2021, 1, 1), {})))


def test_the_version_of_a_rule_set_is_that_of_the_day() -> None:
    old, new = RuleVersion(date(2021, 1, 1), {"points": "x"}), RuleVersion(date(2022, 1, 1), {"points": "2 * x"})
    rules = RuleSet("demo", Label("示例"), (old, new))
    assert rules.in_force(date(2020, 1, 1)) is None
    assert rules.in_force(date(2021, 12, 31)) is old
    assert rules.in_force(date(2030, 1, 1)) is new
