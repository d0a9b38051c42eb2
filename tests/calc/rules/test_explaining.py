"""An explanation reads like a sentence, names what is unknown and says which part decided."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from tests.calc.rules.expressions import VARIABLES, records, rules
from tidehead.calc.labels import Label
from tidehead.calc.rules import (
    Part,
    Value,
    evaluate,
    explain,
    parse_rule,
    tidy_number,
    value_text,
    with_constants,
    with_unit,
)

TITLE = Label("得分", "Score")


def line(text: str, language: str = "zh", **record: Value | None) -> str:
    return explain(parse_rule(text, VARIABLES), record, language=language, title=TITLE).text


def parts(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        yield from parts(child)


@pytest.mark.parametrize(
    ("text", "record", "zh", "en"),
    [
        (
            "tax / land",
            {"tax": 120, "land": 5},
            "得分 = 120万元 ÷ 5亩 = 24万元/亩",
            "Score = 120 万元 ÷ 5 亩 = 24 万元/亩",
        ),
        (
            "tax / land",
            {"tax": 73, "land": 3},
            "得分 = 73万元 ÷ 3亩 ≈ 24.3333万元/亩",
            "Score = 73 万元 ÷ 3 亩 ≈ 24.3333 万元/亩",
        ),
        (
            "tax / land",
            {"tax": 120},
            "得分 = 120万元 ÷ 用地面积未知 = 未知",
            "Score = 120 万元 ÷ land unknown = unknown",
        ),
        (
            "tax / land",
            {"tax": 120, "land": 0},
            "得分 = 120万元 ÷ 0亩 = 未知（除数为零）",
            "Score = 120 万元 ÷ 0 亩 = unknown (division by zero)",
        ),
        ("0.1 + 0.2", {}, "得分 = 0.1 + 0.2 = 0.3", "Score = 0.1 + 0.2 = 0.3"),
        (
            "tax + yuan",
            {"tax": 0.1, "yuan": 2000},
            "得分 = 0.1万元 + 0.2万元（2000元） = 0.3万元",
            "Score = 0.1 万元 + 0.2 万元 (2000 元) = 0.3 万元",
        ),
        ("tax * rate", {"tax": 100, "rate": 7}, "得分 = 100万元 × 7% = 7万元", "Score = 100 万元 × 7% = 7 万元"),
        ("x - (1 - x) * 2", {"x": 4}, "得分 = 4 − (1 − 4) × 2 = 10", "Score = 4 − (1 − 4) × 2 = 10"),
        ("least(15, 3 * x)", {"x": 7}, "得分 = 取小（15，3 × 7） = 15", "Score = least(15, 3 × 7) = 15"),
        (
            "tax >= 100 and is_new",
            {"tax": 50},
            "得分：否——不满足：税收 50万元 ≥ 100万元",
            "Score: no - not met: tax 50 万元 ≥ 100 万元",
        ),
        (
            "tax >= 100 and is_new",
            {"tax": 150},
            "得分：未知——尚缺：新办企业未知",
            "Score: unknown - missing: new firm unknown",
        ),
        (
            "tax >= 100 or is_new",
            {"tax": 50, "is_new": True},
            "得分：是——满足：新办企业：是",
            "Score: yes - met: new firm: yes",
        ),
        (
            "case when tax / land >= 20 then 15 else 5 end",
            {"tax": 120, "land": 5},
            "得分 = 15（因为24万元/亩（120万元 ÷ 5亩） ≥ 20万元/亩）",
            "Score = 15 (because 24 万元/亩 (120 万元 ÷ 5 亩) ≥ 20 万元/亩)",
        ),
        (
            "case when is_new then 15 else 5 end",
            {"is_new": False},
            "得分 = 5（各条件都不成立）",
            "Score = 5 (no condition holds)",
        ),
        (
            "case when is_new then 15 else 5 end",
            {},
            "得分 = 未知（无法判断：新办企业未知）",
            "Score = unknown (undecided: new firm unknown)",
        ),
        (
            "exp(x)",
            {"x": 1000},
            "得分 = 指数（1000） = 未知（结果过大）",
            "Score = exp(1000) = unknown (result too large)",
        ),
        ("x is null", {}, "得分：是——满足：甲没有数据：是", "Score: yes - met: x has no data: yes"),
        (
            "town in ('a', 'b')",
            {"town": "a"},
            "得分：是——满足：镇街 “a” 属于（“a”，“b”）",
            'Score: yes - met: town "a" one of ("a", "b")',
        ),
        ("town", {"town": "a"}, "得分 = “a”", 'Score = "a"'),
        ("x", {}, "得分 = 未知（甲未知）", "Score = unknown (x unknown)"),
    ],
)
def test_one_line_says_it_all(text: str, record: dict[str, Value | None], zh: str, en: str) -> None:
    assert line(text, "zh", **record) == zh
    assert line(text, "en", **record) == en


def test_the_tree_has_every_part_with_its_value_and_says_which_decided() -> None:
    rule = parse_rule("case when tax / land >= 30 then 15 when is_new then x + 1 + 2 else 5 end", VARIABLES)
    explained = explain(rule, {"tax": 120, "land": 5, "is_new": True, "x": 4})
    first, fifteen, second, taken, otherwise = explained.tree.children
    assert (explained.tree.value, explained.tree.label) == (7, "分情况")
    assert [part.decides for part in (first, fifteen, second, taken, otherwise)] == [False, False, True, True, False]
    assert [child.shown for child in taken.children] == ["4", "1", "2"]  # one chain, one part
    assert [part.shown for part in first.children] == ["24万元/亩", "30万元/亩"]
    assert first.children[0].children[1].label == "用地面积"


def test_unknown_data_are_named() -> None:
    rule = with_constants(parse_rule("tax / land + x * tax / land", VARIABLES), {"x": 1.5})
    explained = explain(rule, {"tax": 1})
    assert explained.unknown == ("land",)
    assert "用地面积未知" in explained.text
    assert any(part.label == "甲" and part.shown == "1.5" for part in parts(explained.tree))


@settings(max_examples=150, deadline=None)
@given(text=rules(), record=records())
def test_every_rule_can_be_explained_and_the_tree_ends_in_the_judge_s_value(
    text: str, record: dict[str, Value | None]
) -> None:
    rule = parse_rule(text, VARIABLES)
    for language in ("zh", "en"):
        explained = explain(rule, record, language=language, title=TITLE)
        assert explained.tree.value == evaluate(rule, record)
        assert explained.text.startswith(TITLE.text(language)) and len(explained.text) <= 600
        assert set(explained.unknown) <= rule.names


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.1 + 0.2, "0.3"), (-0.0, "0"), (120.0, "120"), (1e6, "1000000"), (0.285, "0.285"), (1 / 3, "0.3333"),
        (-73 / 3, "-24.3333"), (1 / 300, "0.003333"), (123456789.123456789, "123456789.123"), (1e300, "1e+300"),
        (2.5e-9, "2.5e-09"), (0.000125, "0.000125"), (99.99999999999999, "100"),
    ],
)  # fmt: skip
def test_numbers_are_tidy(number: float, expected: str) -> None:
    assert tidy_number(number) == expected


def test_values_are_shown_with_their_units_in_both_languages() -> None:
    assert (with_unit(5, "亩", "zh"), with_unit(5, "亩", "en"), with_unit(5, "%", "en"), with_unit(5, "1", "en")) == (
        "5亩", "5 亩", "5%", "5",
    )  # fmt: skip
    assert (value_text(None, "亩", "en"), value_text(True, "", "zh"), value_text("a", "", "en")) == (
        "unknown",
        "是",
        '"a"',
    )
