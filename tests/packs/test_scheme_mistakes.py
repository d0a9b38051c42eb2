"""One deliberate mistake in rules, schemes or tables each: where, what is wrong, what to do, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tidehead.packs import Problem, check_pack

Problems = Callable[[Path], tuple[Problem, ...]]
FIRMS = "schemes/demo-firms-2025.yaml"
TOWNS = "schemes/demo-towns-2025.yaml"
RULES = "rules/firms.yaml"
TABLE = "entries/demo-towns-2025.csv"
HEADER = "id,name,output,residents"


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new` in `file`; problem `code` is expected in the line where `at` (or `new`) then stands."""

    file: str
    old: str
    new: str
    code: str
    en: str
    zh: str
    at: str = ""


MISTAKES = {
    # what is written in another form than it should be
    "an_unquoted_year": Mistake(FIRMS, 'period: "2025"', "period: 2025", "not_text", 'quote it: "2025"', "加引号"),
    "an_unquoted_day": Mistake(
        FIRMS, 'in_force_from: "2026-01-10"', "in_force_from: 2026-01-10", "not_text", "quote it", "加引号"
    ),
    "a_quoted_weight": Mistake(FIRMS, "weight: 40", 'weight: "40"', "not_a_number", "without quotes", "不加引号"),
    "a_name_that_rules_cannot_use": Mistake(
        FIRMS, "{name: land_mu,", "{name: Land-mu,", "not_a_name", "small letter", "小写字母"
    ),
    "a_list_for_a_rule": Mistake(
        FIRMS, "value: tax_paid / land_mu", "value: [tax_paid, land_mu]", "not_a_value", "single value", "单个值"
    ),
    "a_truth_for_a_rule": Mistake(FIRMS, "when: grave_accident", "when: true", "not_a_rule", "is no rule", "不是规则"),
    "an_empty_rule": Mistake(FIRMS, "value: tax_paid / land_mu", 'value: ""', "no_value", "is empty", "为空"),
    "an_endless_rule": Mistake(
        FIRMS, "value: tax_paid / land_mu", f'value: "{"1 + " * 1001}1"', "too_long", "4000", "4000"
    ),
    "an_unknown_method": Mistake(
        FIRMS, "{method: percent_rank}", "{method: percentile}", "not_one_of", "percent_rank", "请写其中之一"
    ),
    "an_unknown_missing_rule": Mistake(FIRMS, "missing: reweight", "missing: skip", "not_one_of", "refuse", "refuse"),
    "an_unknown_standing": Mistake(
        FIRMS, "standing: official", "standing: draft", "not_one_of", "official, proposed", "请写其中之一"
    ),
    "a_key_of_another_level": Mistake(
        FIRMS,
        "      weight: 40\n",
        "      weight: 40\n      cap: 2\n",
        "unknown_key",
        'Unknown key "cap"',
        "未知的键",
        "cap: 2",
    ),
    "a_missing_weight": Mistake(
        FIRMS, "      weight: 40\n", "", "missing_key", '"weight" is missing', "缺少“weight”", "- id: tax_per_mu"
    ),
    "a_pillar_without_children": Mistake(
        TOWNS,
        "  children:\n    - id: growth",
        "  children: []\n  others:\n    - id: growth",
        "too_few",
        "at least 1",
        "1 项",
    ),
    "neither_bonus_nor_malus": Mistake(
        FIRMS, "kind: malus", "kind: minus", "not_one_of", "bonus, malus", "bonus, malus"
    ),
    "an_assessed_that_says_two_things": Mistake(
        FIRMS,
        "assessed: {kind: entries,",
        "assessed: {kind: places,",
        "assessed",
        '"tree" and "parent"',
        "tree 和 parent",
    ),
    # names
    "a_file_of_another_name": Mistake(
        FIRMS,
        "id: demo-firms-2025",
        "id: demo-firms-2026",
        "scheme_file",
        "schemes/demo-firms-2026.yaml",
        "请改文件名",
        "id: demo-firms-2026",
    ),
    "an_unknown_source": Mistake(
        FIRMS,
        "source: demo-firm-rule-2026\nclause",
        "source: demo-rule\nclause",
        "unknown",
        '"demo-rule"',
        "来源",
        "source: demo-rule",
    ),
    "an_unknown_parameter": Mistake(
        FIRMS, "of: demo.base_tax_per_mu", "of: demo.base_tax", "unknown", 'parameter "demo.base_tax"', "参数"
    ),
    "an_unknown_indicator": Mistake(
        TOWNS,
        "unit: 亿元, at_least: 0",
        "unit: 亿元, indicator: output_of_all, at_least: 0",
        "unknown",
        "indicator",
        "指标",
    ),
    "an_indicator_of_another_unit": Mistake(
        TOWNS,
        "unit: 亿元, at_least: 0",
        "unit: 亿元, indicator: population, at_least: 0",
        "unit_differs",
        "亿元",
        "亿元",
    ),
    "an_unknown_tree": Mistake(
        TOWNS,
        "assessed: {kind: entries,",
        'assessed: {kind: places, tree: forest, parent: "990000",',
        "unknown",
        'tree "forest"',
        "地点树",
    ),
    "a_parameter_before_its_first_day": Mistake(
        RULES,
        '"2024-01-01": {value: 24,',
        '"2025-06-01": {value: 24,',
        "days_out_of_order",
        "earliest",
        "由早到晚",
        '"2025-01-01": {value: 20',
    ),
    # what the engine refuses
    "weights_that_add_up_to_99": Mistake(
        FIRMS, "weight: 40\n", "weight: 39\n", "scheme", "add up to 99", "之和是99", "tree:\n"
    ),
    "an_unknown_variable_in_a_rule": Mistake(
        FIRMS, "value: tax_paid / land_mu", "value: tax_payed / land_mu", "scheme", "tax_payed", "tax_payed"
    ),
    "yuan_plus_mu": Mistake(FIRMS, "value: tax_paid / land_mu", "value: tax_paid + land_mu", "scheme", "亩", "亩"),
    "a_circle": Mistake(
        FIRMS,
        "value: tax_paid / land_mu",
        "value: tax_per_mu * 1",
        "scheme",
        "circular definition",
        "循环定义",
    ),
    "grades_that_do_not_end_at_1": Mistake(
        FIRMS, "up_to: 1}", "up_to: 0.99}", "scheme", "end at 1", "应为1", "grades:"
    ),
    "a_base_below_zero": Mistake(
        FIRMS, "{method: base_ratio, base: 0.5,", "{method: base_ratio, base: 0 - 0.5,", "scheme", "above 0", "大于0"
    ),
    "a_veto_to_no_grade": Mistake(FIRMS, "grade: D, missing", "grade: E, missing", "scheme", '"E"', "“E”"),
    "a_name_used_twice": Mistake(
        FIRMS, "{name: revenue,", "{name: staff,", "scheme", "used more than once", "不止一次", "{name: staff,"
    ),
    "two_cases_of_one_name": Mistake(
        FIRMS, "- id: vetoes\n", "- id: points-by-hand\n", "scheme", "more than once", "不止一次", "cases:"
    ),
    # rules
    "a_rule_that_is_none": Mistake(
        RULES, "pays_more: grade = 'D'", "pays_more: grade = D", "rule", '"pays_more"', "“pays_more”"
    ),
    "a_rule_of_two_units": Mistake(
        RULES,
        "then electricity * demo.power_surcharge else",
        "then electricity + demo.power_surcharge else",
        "rule",
        "千瓦时",
        "千瓦时",
    ),
    "a_value_without_source": Mistake(
        RULES, "{value: 24, source: demo-firm-rule-2025,", "{value: 24,", "missing_key", '"source" is missing', "缺少"
    ),
    "a_day_that_is_none": Mistake(
        RULES, '"2026-01-10": {value: null', '"2026-02-30": {value: null', "not_a_day", "2026-02-30", "2026-02-30"
    ),
    "a_set_without_versions": Mistake(
        RULES, "    versions:\n", "    versions: {}\n    older:\n", "too_few", "at least 1", "1 项"
    ),
    # golden cases
    "arithmetic_that_is_none": Mistake(
        RULES, '"= 50 * 10000 * 0.1"', '"= 50 * volume"', "not_arithmetic", "is no arithmetic", "不是算式"
    ),
    "arithmetic_without_a_result": Mistake(
        RULES, '"= 50 * 10000 * 0.1"', '"= 50 / 0"', "no_number", "gives no number", "算不出数"
    ),
    # tables
    "a_column_that_nobody_knows": Mistake(
        TABLE, HEADER, "id,name,outputs,residents", "entry_column", '"outputs"', "“outputs”"
    ),
    "a_column_that_stands_twice": Mistake(
        TABLE, HEADER, "id,name,output,output", "entry_column_twice", '"output"', "“output”"
    ),
    "a_table_without_ids": Mistake(TABLE, HEADER, "code,name,output,residents", "entry_column_missing", '"id"', "“id”"),
    "a_short_row": Mistake(TABLE, "town.03,杉坞镇,", "town.03,", "cells", "12 cells", "12 个单元格"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line_with_a_remedy(name: str, demo: Path, problems_of: Problems) -> None:
    mistake = MISTAKES[name]
    path = demo / mistake.file
    text = path.read_text("utf-8")
    assert mistake.old in text, "the demo pack has changed: choose another place to break"
    broken = text.replace(mistake.old, mistake.new, 1)
    path.write_text(broken, "utf-8")
    line = broken.count("\n", 0, broken.index(mistake.at or mistake.new)) + 1

    found = [problem for problem in problems_of(demo) if problem.code == mistake.code]

    assert [(problem.file, problem.line) for problem in found[:1]] == [(mistake.file, line)], problems_of(demo)
    assert mistake.en in found[0].message_en
    assert mistake.zh in found[0].message_zh
    assert found[0].message_en.endswith(".")


def changed(demo: Path, file: str, old: str, new: str) -> None:
    path = demo / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_golden_case_of_a_rule_that_fails_is_told_with_expected_and_got(demo: Path) -> None:
    changed(demo, RULES, '"= 50 * 10000 * 0.1"', "50001")
    report = check_pack(demo)
    assert not report.ok
    assert report.region is not None
    told = 'Case "surcharge-of-2025": "extra_cost" should be 50001, and is 50000. Correct the rule or the case.'
    assert [(one.code, one.message_en) for one in report.problems] == [("case_differs", told)]


def test_a_case_of_a_rule_set_may_only_give_its_variables(demo: Path) -> None:
    changed(demo, RULES, "record: {grade: A, electricity: 50}", "record: {grade: A, power: 50}")
    assert [one.code for one in check_pack(demo).problems] == ["case_name"]


def test_a_case_with_a_text_for_a_number_cannot_be_worked_out(demo: Path) -> None:
    changed(demo, RULES, "record: {grade: A, electricity: 50}", 'record: {grade: A, electricity: "50"}')
    assert [one.code for one in check_pack(demo).problems] == ["case_refused"]


def test_a_scheme_that_takes_over_a_parameter_has_to_say_its_period(demo: Path, problems_of: Problems) -> None:
    changed(demo, FIRMS, 'period: "2025"\n', "")
    assert [one.code for one in problems_of(demo)] == ["cited_without_period"]


def test_a_parameter_that_was_not_yet_set_is_refused(demo: Path, problems_of: Problems) -> None:
    changed(demo, FIRMS, 'period: "2025"\n', 'period: "2023"\n')
    assert [one.code for one in problems_of(demo)] == ["not_yet_set"]


def test_a_table_for_no_scheme_is_refused(demo: Path, problems_of: Problems) -> None:
    (demo / TABLE).rename(demo / "entries" / "demo-villages-2025.csv")
    assert [(one.file, one.code) for one in problems_of(demo)] == [("entries/demo-villages-2025.csv", "unknown")]


def test_a_broken_scheme_is_not_told_again_at_its_table(demo: Path, problems_of: Problems) -> None:
    (demo / TOWNS).write_text("id: [", "utf-8")
    assert [(one.file, one.code) for one in problems_of(demo)] == [(TOWNS, "yaml")]
