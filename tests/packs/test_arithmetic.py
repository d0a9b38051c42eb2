"""Arithmetic checks: each term worked by hand, each relation, and what stays unknown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.labels import Label
from tidehead.packs import CheckResult, PackError, check_pack, evaluate_checks, read_pack
from tidehead.packs.schema import (
    Check,
    Combined,
    Count,
    FigureKey,
    Given,
    Growth,
    Observed,
    Pack,
    Region,
    Targeted,
    Term,
)

DEMO = Path(__file__).parents[2] / "packs" / "demo"
GDP = FigureKey("gdp", "990000", "2021")
ONE = Given(1, "1")
EPSILON = 1e-6


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(DEMO)


@pytest.fixture
def result(region: Region) -> Callable[..., CheckResult]:
    """The result of one check on the invented region."""

    def run(left: Term, relation: str = "equals", right: Term = ONE, **more: float) -> CheckResult:
        return evaluate_checks(replace(region, checks=(Check("try", Label("试"), left, relation, right, **more),)))[0]

    return run


Result = Callable[..., CheckResult]


@pytest.mark.parametrize(
    ("term", "value", "unit"),
    [
        (Given(1.5, "%"), 1.5, "%"),
        (Observed(GDP), 1163.0, "亿元"),
        (Targeted("t-rd-2026"), 3.3, "%"),
        (Combined("sum", (Given(12, "平方公里"), Given(11, "平方公里"), Given(9, "亩"))), 23 + 9 / 1500, "平方公里"),
        (Combined("sum", (Given(1, "亿元"), Given(5000, "万元"))), 1.5, "亿元"),
        (Combined("difference", (Given(12, "人"), Given(2, "人"))), 10, "人"),
        (Combined("quotient", (Given(6000, "亿元"), Given(80, "%"))), 6000 / 0.8, "亿元"),
        (Combined("quotient", (Given(248, "个"), Given(276, "个"))), 100 * 248 / 276, "%"),
        (Combined("product", (Given(5, "%"), Given(200, "亿元"))), 10, "亿元"),
        (Combined("product", (Given(2, "万元/亩"), Given(300, "亩"), Given(2, "1"))), 1200, "万元"),
        (Growth(Given(100, "亿元"), Given(121, "亿元"), 2), 10, "%"),  # 1.1 × 1.1 = 1.21
        (Count("places", "corridor"), 4, "1"),  # leaves: the four groups
        (Count("places", "corridor", "corridor"), 3, "1"),  # children: core, north, south
        (Count("places", "corridor", "group.01"), 0, "1"),
        (Count("members", "demo-2025"), 5 + 2, "1"),
        (Count("members", "demo-2025", "coming"), 2, "1"),
        (Count("stated", "demo-2025"), 5 + 3, "1"),
        (Count("commitments", "corridor-2022"), 16, "1"),
    ],
)  # fmt: skip
def test_a_term_has_its_value(term: Term, value: float, unit: str, result: Result) -> None:
    found = result(term, "equals", Given(value, unit))
    assert found.outcome == "holds", found.explanation.en
    assert found.left is not None
    assert (found.left.value, found.left.unit) == (pytest.approx(value), unit)


def test_a_published_share_is_proved_from_its_parts(result: Result) -> None:
    """Demo Bay communiqué 2024, line 14: 274.8 of 517.3 is 53.1 %."""
    share = Combined("quotient", (Observed(FigureKey("hightech_value_added", "990000", "2024")), Given(517.3, "亿元")))
    found = result(share, "equals", Observed(FigureKey("hightech_share", "990000", "2024")), tolerance=0.05)
    assert found.outcome == "holds"
    assert found.explanation.en == "274.8亿元 ÷ 517.3亿元 [53.12%] equals 53.1% (within 0.05): holds"
    assert found.explanation.zh == "274.8亿元 ÷ 517.3亿元 [53.12%] 等于 53.1%（容差 0.05）：成立"
    assert [(one.source, one.locator) for one in found.inputs] == [("demo-bulletin-2024", "L14")] * 2


def test_the_national_accounts_of_2023_add_up(result: Result) -> None:
    """National Bureau of Statistics, communiqué on 2023, 29 February 2024, section I: billion yuan, and % of GDP."""
    primary, secondary, tertiary = (Given(value, "十亿元") for value in (8_975.5, 48_258.9, 68_823.8))
    gdp = Given(126_058.2, "十亿元")
    assert result(Combined("sum", (primary, secondary, tertiary)), "equals", gdp, tolerance=0.05).outcome == "holds"
    for part, share in ((primary, 7.1), (secondary, 38.3), (tertiary, 54.6)):
        printed = Given(share, "%")
        assert result(Combined("quotient", (part, gdp)), "equals", printed, tolerance=0.05).outcome == "holds"


def test_a_check_that_fails_says_by_how_much(result: Result) -> None:
    found = result(Given(85, "平方公里"), "at_least", Given(115, "平方公里"))
    assert found.outcome == "fails"
    assert found.explanation.en == "85平方公里 is at least 115平方公里: fails, 30平方公里 apart"
    assert found.explanation.zh == "85平方公里 不低于 115平方公里：不成立，相差 30平方公里"


@pytest.mark.parametrize(
    ("relation", "below", "same", "above"),
    [
        ("equals", "fails", "holds", "fails"),
        ("at_least", "fails", "holds", "holds"),
        ("at_most", "holds", "holds", "fails"),
        ("more_than", "fails", "fails", "holds"),
        ("less_than", "holds", "fails", "fails"),
    ],
)
def test_each_relation_means_what_it_says(relation: str, below: str, same: str, above: str, result: Result) -> None:
    outcomes = [result(Given(value, "家"), relation, Given(100, "家")).outcome for value in (99, 100, 101)]
    assert outcomes == [below, same, above]


def test_the_larger_tolerance_counts_and_its_edge_is_inside(result: Result) -> None:
    assert result(Given(110, "家"), "equals", Given(100, "家"), tolerance=10).outcome == "holds"
    assert result(Given(110, "家"), "equals", Given(100, "家"), relative_tolerance=0.1).outcome == "holds"
    assert result(Given(110, "家"), "equals", Given(100, "家"), tolerance=1, relative_tolerance=0.1).outcome == "holds"
    assert result(Given(110.1, "家"), "equals", Given(100, "家"), tolerance=10).outcome == "fails"


def test_sums_of_decimals_are_not_failed_by_binary_rounding(result: Result) -> None:
    tenths = Combined("sum", (Given(0.1, "亿元"), Given(0.2, "亿元")))
    assert result(tenths, "equals", Given(0.3, "亿元")).outcome == "holds"
    assert result(tenths, "more_than", Given(0.3, "亿元")).outcome == "fails"


@pytest.mark.parametrize(
    ("term", "why"),
    [
        (Observed(FigureKey("gdp", "990000", "1999")), "no observation of gdp 990000 1999"),
        (Observed(GDP, "demo-press-2026"), "no observation of gdp 990000 2021"),
        (Observed(FigureKey("service_score", "990000", "2023")), "is a range"),
        (Targeted("t-tax-2026"), "is a range"),
        (Targeted("t-service-2026"), "has no value"),
        (Targeted("t-nothing"), "has no value"),
        (Combined("sum", (Given(1, "家"), Given(1, "个"))), "unit 个 does not convert to 家"),
        (Combined("quotient", (Given(1, "家"), Given(0, "家"))), "division by 0"),
        (Growth(Given(0, "家"), Given(9, "家"), 1), "above 0"),
        (Growth(Given(9, "家"), Given(-9, "家"), 1), "above 0"),
        (Combined("product", (Given(1e17, "1"),) * 20), "too large"),
        (Count("places", "forest"), "no tree forest"),
        (Count("stated", "nothing"), "does not state"),
        (Given(3, "元"), "unit 元 does not convert to 1"),
    ],
)
def test_what_cannot_be_worked_out_is_unknown_and_says_why(term: Term, why: str, result: Result) -> None:
    found = result(term)
    assert (found.outcome, found.left, found.right) == ("unknown", None, None)
    assert why in found.explanation.en
    assert found.explanation.zh != found.explanation.en


def test_the_newest_vintage_counts_and_a_named_source_keeps_to_its_own(result: Result) -> None:
    key = FigureKey("gdp", "990000", "2024")
    assert result(Observed(key), "equals", Given(1373.6, "亿元")).outcome == "holds"  # yearbook, November 2025
    assert result(Observed(key, "demo-bulletin-2024"), "equals", Given(1370.2, "亿元")).outcome == "holds"


def test_two_values_known_on_the_same_day_are_not_chosen_between(region: Region) -> None:
    row = next(row for row in region.observations if row.key == GDP)
    known = date(2026, 1, 1)
    pair = (replace(row, as_of=known), replace(row, as_of=known, source="demo-register", value=1.0))
    check = Check("try", Label("试"), Observed(GDP), "equals", ONE)
    torn = evaluate_checks(replace(region, observations=(*region.observations, *pair), checks=(check,)))[0]
    assert torn.outcome == "unknown"
    assert "name one" in torn.explanation.en


def test_an_observation_counts_in_its_indicators_unit(region: Region) -> None:
    row = next(row for row in region.observations if row.key == GDP)
    in_wan = replace(row, value=11_630_000.0, unit="万元")
    check = Check("try", Label("试"), Observed(GDP), "equals", Given(1163, "亿元"))
    found = evaluate_checks(replace(region, observations=(in_wan,), checks=(check,)))[0]
    assert found.outcome == "holds"
    assert (found.inputs[0].value, found.inputs[0].unit) == (11_630_000.0, "万元")


SMALL = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(SMALL, min_size=1, max_size=8), st.randoms())
def test_a_sum_does_not_depend_on_the_order_of_its_terms(values: list[float], random: Random) -> None:
    shuffled = random.sample(values, len(values))
    sides = [Combined("sum", tuple(Given(value, "亿元") for value in order)) for order in (values, shuffled)]
    check = Check("try", Label("试"), sides[0], "equals", sides[1], tolerance=EPSILON)
    assert evaluate_checks(replace(read_small(), checks=(check,)))[0].outcome == "holds"


@given(st.floats(0.01, 1e6), st.floats(-50, 100), st.integers(1, 30))
def test_growth_for_some_years_leads_back_to_the_end(start: float, pct: float, years: int) -> None:
    end = start * (1 + pct / 100) ** years
    check = Check(
        "try", Label("试"), Growth(Given(start, "元"), Given(end, "元"), years), "equals", Given(pct, "%"), 1e-6
    )
    assert evaluate_checks(replace(read_small(), checks=(check,)))[0].outcome == "holds"


def read_small() -> Region:
    """A region without figures: enough for checks of given numbers."""
    return Region(Pack("try", Label("试"), "1", "x", date(2026, 1, 1)), sources=(), places=())


def test_a_check_that_fails_or_is_unknown_fails_the_pack_and_a_contradiction_does_not(demo: Path) -> None:
    assert check_pack(demo).ok
    path = demo / "checks.yaml"
    path.write_text(path.read_text("utf-8").replace("tolerance: 0.005", "tolerance: 0", 1), "utf-8")
    failed = check_pack(demo)
    assert (failed.ok, failed.problems) == (False, ())
    assert [one.check.id for one in failed.checks if one.outcome == "fails"] == ["tax-per-mu-2025"]
    assert len(failed.contradictions) == 2


def test_a_pack_with_mistakes_has_a_report_without_results(demo: Path) -> None:
    (demo / "notes.txt").write_text("", "utf-8")
    report = check_pack(demo)
    assert (report.ok, report.region, report.checks, report.counts, report.digest) == (False, None, (), {}, "")
    assert [problem.code for problem in report.problems] == ["unknown_file"]


def test_terms_too_deep_or_too_many_are_refused(demo: Path) -> None:
    path = demo / "checks.yaml"
    text = path.read_text("utf-8")
    area = '{observation: "planned_area corridor 2022"}'
    deep = "{sum: [{sum: [{sum: [" + area + "]}]}]}"
    wide = "{sum: [" + ", ".join([area] * 120) + "]}"
    for term, why in ((f"{{sum: [{{sum: [{deep}]}}, {{sum: [{{sum: [{deep}]}}]}}]}}", "deep"), (wide, "more than 100")):
        path.write_text(text.replace(f"right: {area}", f"right: {term}", 1), "utf-8")
        with pytest.raises(PackError, match=why):
            read_pack(demo)
