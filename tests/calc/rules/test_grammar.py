"""What a rule may say, what kinds and units come out, and how all else is refused: where, why, and what to do."""

import re
import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.rules.expressions import VARIABLES
from tidehead.calc.labels import Label
from tidehead.calc.rules import RuleRefused, Variable, evaluate, in_unit, is_usable_name, parse_rule, with_constants


def refused(text: str, variables: Mapping[str, Variable] = VARIABLES) -> RuleRefused:
    with pytest.raises(RuleRefused) as caught:
        parse_rule(text, variables)
    assert caught.value.message.zh and caught.value.message.en
    return caught.value


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("tax / land", "number", "万元/亩"),
        ("tax + yuan", "number", "万元"),
        ("yuan + tax", "number", "元"),
        ("tax * rate", "number", "万元"),
        ("tax / yuan", "number", "1"),
        ("tax / land * land", "number", "万元"),
        ("rate * 2", "number", "%"),
        ("x * rate", "number", "%"),
        ("1 / land", "number", "1/亩"),
        ("1 - rate", "number", "%"),
        ("least(tax, yuan, 100)", "number", "万元"),
        ("case when is_new then 0 else tax end", "number", "万元"),
        ("case when is_new then null else tax end", "number", "万元"),
        ("round(tax / land, 2)", "number", "万元/亩"),
        ("sqrt(rate)", "number", "1"),
        ("days_between(born, seen)", "number", "天"),
        ("years_between(born, seen)", "number", "年"),
        ("year(born)", "number", "1"),
        ("tax >= 2000 and is_new", "truth", ""),
        ("NOT is_new OR town IN ('a')", "truth", ""),
        ("coalesce(town, 'a')", "text", ""),
        ("greatest(born, date '2020-02-29')", "day", ""),
        ("3", "number", "1"),
    ],
)
def test_kinds_and_units_follow_from_the_variables(text: str, kind: str, unit: str) -> None:
    rule = parse_rule(text, VARIABLES)
    assert (rule.kind, rule.unit) == (kind, unit)


def test_a_rule_knows_the_names_it_uses_and_keeps_its_text() -> None:
    rule = parse_rule("tax / land + 0 * (tax / land)", VARIABLES)
    assert rule.names == {"tax", "land"}
    assert rule.text == "tax / land + 0 * (tax / land)"
    assert set(rule.variables) == rule.names


def test_the_factor_between_two_units_of_one_sort_is_in_the_rule() -> None:
    """12 万元 and 5000 元: 12 + 5000/10000 = 12.5 万元, 5000 + 12 · 10000 = 125000 元."""
    record = {"tax": 12, "yuan": 5000}
    assert evaluate(parse_rule("tax + yuan", VARIABLES), record) == 12.5
    assert evaluate(parse_rule("yuan + tax", VARIABLES), record) == 125_000
    assert evaluate(parse_rule("tax > yuan", VARIABLES), {"tax": 1, "yuan": 9999}) is True
    assert evaluate(parse_rule("tax * rate", VARIABLES), {"tax": 200, "rate": 15}) == 30  # 200 · 15 / 100


def test_a_bare_number_is_in_the_unit_of_what_it_meets() -> None:
    assert evaluate(parse_rule("tax >= 100", VARIABLES), {"tax": 100}) is True
    assert evaluate(parse_rule("tax >= 20 * 5", VARIABLES), {"tax": 100}) is True
    assert (
        evaluate(parse_rule("case when is_new then 5 else 7 end + yuan", VARIABLES), {"is_new": False, "yuan": 1}) == 8
    )


def test_the_result_can_be_asked_for_in_another_unit() -> None:
    """120 万元 over 5 亩 is 24 万元/亩, 240000 元/亩."""
    record = {"tax": 120, "land": 5}
    assert evaluate(parse_rule("tax / land", VARIABLES, unit="元/亩"), record) == 240_000
    assert in_unit(parse_rule("12", VARIABLES), "万元").unit == "万元"
    assert evaluate(in_unit(parse_rule("12", VARIABLES), "万元"), {}) == 12
    assert evaluate(in_unit(parse_rule("yuan", VARIABLES), "万元"), {"yuan": 5000}) == 0.5
    with pytest.raises(RuleRefused, match="万元/亩.*change the rule or the unit"):
        parse_rule("tax / land", VARIABLES, unit="元")
    with pytest.raises(RuleRefused, match="a number"):
        parse_rule("is_new", VARIABLES, unit="元")


def test_constants_stand_in_for_parameters_and_may_be_unknown() -> None:
    rule = parse_rule("tax / land >= x", VARIABLES | {"x": Variable("x", unit="万元/亩")})
    assert with_constants(rule, {"x": 20, "elsewhere": 1}).names == {"tax", "land"}
    assert evaluate(with_constants(rule, {"x": 20}), {"tax": 120, "land": 5}) is True
    assert evaluate(with_constants(rule, {"x": None}), {"tax": 120, "land": 5}) is None
    with pytest.raises(RuleRefused, match="number"):
        with_constants(rule, {"x": "20"})


@pytest.mark.parametrize(
    ("text", "column", "zh", "en"),
    [
        ("tax + land", 1, "“万元”.*“亩”.*不能相加", '"万元".*"亩".*cannot be added'),
        ("1 + (tax - land)", 6, "不能相减", "subtracted"),
        ("tax > land", 1, "不能比较", "compared"),
        ("least(tax, land)", 7, "不能比大小", "compared"),
        ("taxx / land", 1, "是否指：tax", "did you mean: tax"),
        ("tax / 用地面积", 7, "请写它的名称 land", "its name, land"),
        ("tax / zzz", 7, "可用的有", "there are"),
        ("avg(tax)", 1, "没有函数", "no function"),
        ("rond(tax)", 1, "是否指round", "did you mean round"),
        ("select tax", 1, "只能是一个算式", "one formula"),
        ("tax in (select 1)", 9, "不能用“select”", "cannot use"),
        ("sum(tax) over (partition by town)", 1, "没有函数", "no function"),
        ("cast(tax as integer)", 1, "不能用“cast”", "cannot use"),
        ("tax::integer", 4, "不认识", "not known"),
        ("x -> x + 1", 3, "不认识", "not known"),
        ("tax; drop table firms", 4, "分号", "semicolon"),
        ("tax -- no", 5, "注释", "comments"),
        ("tax /* no */", 5, "注释", "comments"),
        ("count(*)", 1, "没有函数", "no function"),
        ("*", 1, "没有这种写法", "outside"),
        ("tax ≥ 3", 5, "请改用半角>=", "write >= instead"),
        ("tax ＋ 3", 5, "半角", "instead"),
        ("5%", 2, "0.05", "0.05"),
        ("x % 2", 3, "求余", "remainder"),
        ("5亩", 1, "单位写在变量上", "units belong"),
        ('"tax"', 1, "半角'", "instead"),
        ("x = 'a", 5, "缺右引号", "closing quote"),
        ("x = 'a'", 5, "要的是数，给的是文字", "number is wanted"),
        ("town > 5", 8, "要的是文字，给的是数", "text is wanted"),
        ("born > '2020-01-01'", 8, "要的是日期", "day is wanted"),
        ("date '2021-02-29'", 1, "日期请写成", "write a day"),
        ("x = null", 5, "is null", "is null"),
        ("x + null", 5, "要的是数", "number is wanted"),
        ("x in (1, null)", 10, "只能是数", "written numbers"),
        ("x in (tax)", 7, "只能是数", "written numbers"),
        ("x is 3", 1, "null或not null", "not null"),
        ("is_new > is_high", 1, "是非没有大小", "no order"),
        ("1 < x < 3", 9, "要的是是非", "truth is wanted"),
        ("(x + 1", 1, "没有对应的“\\)”", '"\\)" is missing'),
        ("x + 1)", 6, "没有对应的“\\(”", '"\\(" is missing'),
        ("case when is_new then 1", 1, "没有对应的“end”", '"end" is missing'),
        ("x x", 3, "缺运算符", "operator is missing"),
        ("x +", 3, "读不通", "cannot be read"),
        ("x, x", 2, "逗号", "comma"),
        ("()", 2, "缺一个算式", "missing"),
        ("round(x, 0.5)", 10, "整数", "whole number"),
        ("power(x)", 1, "要2个参数，给了1个", "takes 2 arguments"),
        ("sqrt(tax)", 6, "先除以同单位的基数", "divide by a base"),
        ("case when is_new then null end", 1, "全是null", "are null"),
        ("null", 1, "只有null", "only null"),
        ("1e999", 1, "数太大", "too large"),
    ],
)
def test_what_is_wrong_is_said_with_place_and_remedy(text: str, column: int, zh: str, en: str) -> None:
    error = refused(text)
    assert error.column == column
    assert text[column - 1 :].startswith(error.excerpt.rstrip("…"))
    assert re.search(zh, error.message.zh), error.message.zh
    assert re.search(en, error.message.en), error.message.en


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_rule_is_refused(text: str) -> None:
    assert "空" in refused(text).message.zh


HOSTILE = {
    "ten million characters": "x" * 10_000_000,
    "a hundred thousand brackets": "(" * 100_000,
    "brackets up to the length": "(" * 3_999,
    "brackets that match": "(" * 31 + "x" + ")" * 31,
    "a run of not": "not " * 900 + "is_new",
    "a run of minus": "- " * 1_900 + "x",
    "nested case": "case when " * 300 + "is_new",
    "a long sum": "+".join(["x"] * 1_999),
    "a long list": "x in (" + ",".join(["1"] * 1_900) + ")",
    "many arguments": "least(" + ",".join(["x"] * 1_900) + ")",
    "a chain of comparisons": "is_new " + "= is_new " * 390,
    "a chain of is null": "x is null" + " is null" * 400,
    "many commas": "x," * 1_999,
    "many quotes": "'" * 3_999,
    "many nines": "9" * 4_000,
    "between without and": "x between " * 390,
    "NUL": "x\0",
    "zero-width space": "x\u200b + 1",
    "full-width x": "ｘ + 1",
    "Cyrillic x": "х + 1",
    "a lone surrogate": "\ud800",
    "a lone surrogate in a text": "town = '\ud800'",
    "a direction mark in a text": "town = 'a\u202eb'",
    "braces": "{{x}}",
    "a parameter mark": "x = ?",
    "a backslash": "\\x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_refused_fast_and_briefly(text: str) -> None:
    started = time.perf_counter()
    error = refused(text)
    assert time.perf_counter() - started < 1
    assert len(error.message.zh) < 500 and len(error.text) <= 200


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                "x tax land is_new town born 1 2.5 'a' ( ) , + - * / = < >= <> and or not between in is null case when "
                "then else end true date least( round( coalesce( abs( select * ; -- : [ ]".split()
            ),
            max_size=25,
        ).map(" ".join),
    )
)
def test_whatever_is_typed_becomes_a_rule_or_a_refusal(text: str) -> None:
    try:
        rule = parse_rule(text, VARIABLES)
    except RuleRefused as error:
        assert error.message.zh and error.message.en
    else:
        evaluate(rule, dict.fromkeys(VARIABLES))


def test_redundant_brackets_and_long_chains_are_not_deep() -> None:
    assert evaluate(parse_rule("(" * 30 + "x" + ")" * 30, VARIABLES), {"x": 3}) == 3
    assert evaluate(parse_rule(" + ".join(["x"] * 150), VARIABLES), {"x": 2}) == 300  # 150 · 2
    assert evaluate(parse_rule(" and ".join(["is_new"] * 150), VARIABLES), {"is_new": True}) is True


def test_names_may_have_dots_but_be_no_keyword() -> None:
    assert all(map(is_usable_name, ("tax", "tax_2022", "firm.tax", "_x", "exp")))
    assert not any(map(is_usable_name, ("", "Tax", "税收", "2x", "a..b", "a.", "case", "date", "a b", "x" * 101)))
    for name in ("case", "Tax"):
        with pytest.raises(RuleRefused):
            parse_rule(name, {name: Variable(name)})


def test_a_variable_whose_unit_is_none_is_refused() -> None:
    with pytest.raises(RuleRefused, match="unit"):
        parse_rule("x", {"x": Variable("x", unit="万 元")})


def test_a_variable_is_called_by_its_label_or_its_name() -> None:
    assert Variable("tax", label=Label("税收", "Tax")).title("en") == "Tax"
    assert Variable("tax").title("zh") == "tax"
