"""Dated numbers, named rules and handed-in tables of a pack, and their golden cases."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

from tidehead.calc.rules import RuleRefused
from tidehead.calc.schemes import prepare, score
from tidehead.packs import check_pack, read_pack
from tidehead.packs.entry_tables import table_entries
from tidehead.packs.golden import agrees, golden_problems
from tidehead.packs.problems import Problems
from tidehead.packs.rule_sets import RuleFault, compiled_rules, rule_results
from tidehead.packs.schema import Region

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "packs" / "demo"
GUIDE = (ROOT / "docs" / "packs.md").read_text("utf-8")


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(DEMO)


def test_a_number_is_the_one_in_force_on_the_day(region: Region) -> None:
    base = next(one for one in region.parameters if one.id == "demo.base_tax_per_mu")
    assert base.value_on(date(2023, 12, 31)) is None
    assert base.value_on(date(2024, 12, 31)) == 24
    assert base.value_on(date(2025, 1, 1)) == 20


def test_what_was_repealed_is_unknown_and_not_zero(region: Region) -> None:
    surcharge = next(one for one in region.parameters if one.id == "demo.power_surcharge")
    repealed = surcharge.in_force(date(2026, 2, 1))
    assert repealed is not None
    assert (repealed.value, repealed.clause) == (None, "第十五条")


def test_a_rule_uses_the_version_the_parameters_and_the_earlier_rules_of_its_day(region: Region) -> None:
    row = region.rule_sets[0]
    firm = {"grade": "D", "electricity": 2.0}
    then = rule_results(row, date(2025, 3, 1), firm, parameters=region.parameters)
    assert then == {"pays_more": True, "extra_cost": pytest.approx(2 * 10_000 * 0.1)}
    assert rule_results(row, date(2024, 12, 31), firm, parameters=region.parameters) == {}
    later = rule_results(row, date(2026, 3, 1), {**firm, "grade": "C"}, parameters=region.parameters)
    assert later == {"pays_more": True, "extra_cost": None}


def test_a_value_of_another_kind_is_refused(region: Region) -> None:
    with pytest.raises(RuleRefused):
        rule_results(region.rule_sets[0], date(2025, 3, 1), {"grade": 1.0}, parameters=region.parameters)


def test_a_rule_that_cannot_be_compiled_is_named(region: Region) -> None:
    row = region.rule_sets[0]
    with pytest.raises(RuleFault) as caught:
        compiled_rules(row, row.rule_set.versions[0], ())  # without the parameter that it needs
    assert caught.value.name == "extra_cost"


def test_the_golden_cases_of_the_demo_hold(region: Region) -> None:
    assert golden_problems(region) == ()
    assert sum(len(one.cases) for one in region.schemes) >= 5
    assert sum(len(one.cases) for one in region.rule_sets) >= 3


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (121.9, 121.94, False),
        (121.9, 121.900000000001, True),
        (None, None, True),
        (None, 0.0, False),
        (0.0, None, False),
        (True, True, True),
        (1.0, True, False),
        ("A", "A", True),
        ("A", "B", False),
        ("2025-01-31", date(2025, 1, 31), True),
        (1.0, float("inf"), False),
    ],
)
def test_results_are_the_same_only_within_the_tolerance(expected: object, got: object, same: bool) -> None:
    assert agrees(expected, got, 1e-9) is same  # type: ignore[arg-type]


def changed(demo: Path, file: str, old: str, new: str) -> None:
    path = demo / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_golden_case_of_a_scheme_that_fails_is_told_with_expected_and_got(demo: Path) -> None:
    file = "schemes/demo-firms-2025.yaml"
    changed(demo, file, "甲: {tax_per_mu: 40,", "甲: {tax_per_mu: 41,")
    report = check_pack(demo)
    line = (demo / file).read_text("utf-8").split("- id: points-by-hand")[0].count("\n") + 1
    told = 'Case "points-by-hand": 甲 should have tax_per_mu 41, and has 40. Correct the scheme or the case.'
    assert [(one.file, one.line, one.code, one.message_en) for one in report.problems] == [
        (file, line, "case_result", told)
    ]
    assert not report.ok
    assert "应为 41，算得 40" in report.problems[0].message_zh


def test_a_golden_case_that_breaks_a_bound_cannot_be_worked_out(demo: Path) -> None:
    changed(demo, "schemes/demo-firms-2025.yaml", "tax_paid: 400, land_mu: 10,", "tax_paid: 400, land_mu: 0,")
    assert [one.code for one in check_pack(demo).problems] == ["case_refused"]


FIRM = "demo-002,帆砾示例厂002,氢能装备,"


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (FIRM + "380.52", FIRM + "much", "not_a_number", "much"),
        (FIRM + "380.52,35.9", FIRM + "380.52,0", "entry", "has to be above 0"),
        (FIRM + "380.52,35.9", FIRM + "380.52,-3", "entry", "has to be above 0"),
        (FIRM, "demo-001,帆砾示例厂002,氢能装备,", "entry", "demo-001"),
        (",2018-07-01", ",2018-7-1", "not_a_day", "2018-7-1"),
        (",0,0,0,2018-07-01", ",0,0,no,2018-07-01", "not_truth", "no"),
    ],
)
def test_a_wrong_cell_of_a_table_is_told_with_its_line(demo: Path, old: str, new: str, code: str, said: str) -> None:
    file = "entries/demo-firms-2025.csv"
    text = (demo / file).read_text("utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    (demo / file).write_text(text.replace(old, new, 1), "utf-8")
    problems = check_pack(demo).problems
    assert [one.code for one in problems] == [code]
    assert problems[0].file == file
    assert said in problems[0].message_en
    assert problems[0].line in (line, 1)  # an id that stands twice is a fault of the table


def test_every_table_of_the_demo_can_be_scored_and_is_marked_as_invented(region: Region) -> None:
    schemes = {one.id: one for one in region.schemes}
    for table in region.entries:
        problems = Problems()
        entries = table_entries(table, schemes[table.scheme], problems)
        scoring = score(prepare(schemes[table.scheme]), entries)
        assert problems.found == []
        assert entries.synthetic
        known = sum(value == value for value in scoring.score)
        assert known >= 0.9 * len(entries.ids), table.file


def test_the_demo_has_two_years_of_firms_and_of_towns(region: Region) -> None:
    sizes = {table.scheme: len(table.rows) for table in region.entries}
    assert sizes == {"demo-firms-2024": 110, "demo-firms-2025": 120, "demo-towns-2024": 12, "demo-towns-2025": 12}


def test_the_tables_are_those_that_the_generator_draws() -> None:
    spec = importlib.util.spec_from_file_location("demo_entries", ROOT / "tools" / "demo_entries.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    for name, text in generator.tables().items():
        assert (DEMO / "entries" / name).read_text("utf-8") == text


def test_a_table_of_another_period_says_which(demo: Path) -> None:
    (demo / "entries" / "demo-towns-2025").mkdir()
    (demo / "entries" / "demo-towns-2025.csv").rename(demo / "entries" / "demo-towns-2025" / "2025H1.csv")
    tables = read_pack(demo).entries
    assert [(one.scheme, one.period) for one in tables if one.period] == [("demo-towns-2025", "2025H1")]


def test_a_table_of_no_period_is_refused(demo: Path) -> None:
    (demo / "entries" / "demo-towns-2025").mkdir()
    (demo / "entries" / "demo-towns-2025.csv").rename(demo / "entries" / "demo-towns-2025" / "2025Q7.csv")
    assert [one.code for one in check_pack(demo).problems] == ["not_a_period"]


def test_the_rules_of_the_guide_can_be_read_and_hold(tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    (tiny / "rules").mkdir(parents=True)
    block = re.search(r"```yaml\n(# pack\.yaml\n.*?)```", GUIDE, re.DOTALL)
    rules = re.search(r"```yaml\n(parameters:\n.*?)```", GUIDE, re.DOTALL)
    assert block is not None
    assert rules is not None
    for part in re.split(r"(?=# \w+\.yaml\n)", block[1])[1:]:
        name, _, text = part.partition("\n")
        (tiny / name.removeprefix("# ")).write_text(text, "utf-8")
    with (tiny / "sources.yaml").open("a", encoding="utf-8") as sources:
        for year in ("2024", "2026"):
            sources.write(f"  - {{id: land-rule-{year}, kind: rule, title: {{zh: 规则}}, issuer: 某局}}\n")
    (tiny / "rules" / "land.yaml").write_text(rules[1], "utf-8")
    report = check_pack(tiny)
    assert report.problems == ()
    assert report.counts["cases"] == 1
