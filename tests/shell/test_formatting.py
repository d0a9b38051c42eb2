"""Figures, periods and dates read right in both languages, and unknown is never zero."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tidehead.city.shell.formatting import (
    UNKNOWN,
    change_text,
    date_text,
    exact_text,
    figure_parts,
    figure_text,
    moment_text,
    number_text,
    percent_text,
    period_text,
    points_text,
    size_text,
    unit_text,
)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize("nobody_said", [None, float("nan"), Decimal("NaN")])
def test_unknown_is_a_dash_and_zero_is_zero(nobody_said):
    assert number_text(nobody_said) == figure_text(nobody_said, "亿元") == percent_text(nobody_said) == UNKNOWN
    assert number_text(0) == "0"
    assert figure_text(0.0, "亿元") == "0亿元"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (9999, "元", "9,999元"),
        (10000, "元", "1万元"),
        (99_994_999, "元", "9,999.5万元"),
        (99_995_000, "元", "9,999.5万元"),
        (99_999_999, "元", "1亿元"),
        (9999.5, "万元", "9,999.5万元"),
        (9999.996, "万元", "1亿元"),
        (10000, "万元", "1亿元"),
        (12345.6, "万元", "1.23亿元"),
        (9999, "亿元", "9,999亿元"),
        (12000, "亿元", "1.2万亿元"),
        (12_000_000, "亿元", "1,200万亿元"),
        (0.5, "亿元", "0.5亿元"),
        (-15000, "万元", "−1.5亿元"),
        (3.12, "%", "3.12%"),
        (25000, "%", "25,000%"),
        (2025, "年", "2,025年"),
        (7, "1", "7"),
        (85.5, "万元/亩", "85.5万元/亩"),
    ],
)
def test_a_chinese_figure_keeps_its_printed_scale_until_it_outgrows_it(value, unit, words):
    assert figure_text(value, unit) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (624.07, "亿元", "CNY 62.407B"),
        (31.96, "亿元", "CNY 3.196B"),
        (1417.63, "亿元", "CNY 141.763B"),
        (0.5, "亿元", "CNY 50M"),
        (9.999999, "亿元", "CNY 1B"),
        (999_999, "元", "CNY 999,999"),
        (999_999.999, "元", "CNY 1M"),
        (12000, "亿元", "CNY 1.2T"),
        (3.2, "万美元", "USD 32,000"),
        (1200, "万人", "12M people"),
        (13250, "家", "13,250 firms"),
        (85.5, "万元/亩", "CNY 855,000 per mu"),
        (12, "万元/人", "CNY 120,000 per person"),
        (3.12, "%", "3.12%"),
        (2, "百分点", "2 pp"),
    ],
)
def test_an_english_figure_is_scaled_once_from_its_base(value, unit, words):
    with translation.override("en"):
        assert figure_text(value, unit) == words


def test_an_english_figure_counts_what_the_pack_says_is_counted():
    with translation.override("en"):
        assert figure_text(25, "个", unit_en="projects") == "25 projects"
        assert figure_text(3, "位", unit_en="rank") == "No. 3"
        assert figure_text(8, "所", unit_en="schools") == "8 schools"


@pytest.mark.parametrize(
    ("unit", "words"),
    [("firms", "4.2 firms"), ("$ billion", "$4.2 billion"), ("£bn", "£4.2bn"), ("USD million", "USD 4.2 million")],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_unit_of_an_english_text_keeps_its_order_and_its_space(unit, words, language):
    with translation.override(language):
        assert figure_text(4.2, unit) == words


def test_comparators_and_ranges_are_said():
    assert figure_text(1200, "亿元", comparator="ge") == "≥1,200亿元"
    assert figure_text(30, "家", comparator="approx") == "约30家"
    assert figure_text(10, "亿元", value_high=15, comparator="range") == "10—15亿元"
    assert figure_text(9000, "万元", value_high=12000) == "0.9—1.2亿元"
    with translation.override("en"):
        assert figure_text(30, "家", comparator="near") == "nearly 30 firms"
        assert figure_text(10, "亿元", value_high=15) == "CNY 1–1.5B"


def test_a_figure_comes_apart_so_that_the_number_can_be_large():
    parts = figure_parts(1284.36, "亿元", comparator="gt")
    assert (parts.before, parts.number, parts.after) == (">", "1,284.36", "亿元")


def test_the_exact_figure_rounds_nothing():
    assert exact_text(Decimal("12345.6789"), "万元") == "12,345.6789万元"
    assert exact_text(None) == "未知"


def test_shares_and_changes_carry_their_signs():
    assert percent_text(0.1234) == "12.3%"
    assert percent_text(0.05, signed=True) == "+5.0%"
    assert points_text(0.35) == "+0.35个百分点"
    assert points_text(Decimal("-1.2")) == "−1.20个百分点"
    assert change_text(0.04) == "0.0%"
    assert change_text(-0.04) == "0.0%"
    assert number_text(0.0042) == "0.0042"


@pytest.mark.parametrize(
    ("period", "chinese_words", "english_words"),
    [
        ("2025", "2025年", "2025"),
        ("2025Q1", "2025年一季度", "Q1 2025"),
        ("2025H1", "2025年上半年", "H1 2025"),
        ("2025-10", "2025年10月", "Oct 2025"),
        ("2025-10-31", "2025年10月31日", "31 Oct 2025"),
        ("2025-01/2025-10", "2025年1—10月", "Jan–Oct 2025"),
        ("2024-11/2025-03", "2024年11月—2025年3月", "Nov 2024–Mar 2025"),
        ("2021/2025", "2021—2025年", "2021–2025"),
        ("2025Q1/2025Q3", "2025年一季度—2025年三季度", "Q1 2025–Q3 2025"),
        ("", "时间不详", "undated"),
        ("somewhen", "somewhen", "somewhen"),
    ],
)
def test_periods_read_as_people_write_them(period, chinese_words, english_words):
    assert period_text(period) == chinese_words
    with translation.override("en"):
        assert period_text(period) == english_words


def test_days_and_moments_are_local():
    late = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
    assert date_text(date(2026, 11, 14)) == "2026年11月14日"
    assert moment_text(late) == "2026年11月15日 07:30"
    with translation.override("en"):
        assert date_text(late) == "15 Nov 2026"
    assert date_text(None) == UNKNOWN


def test_units_stand_in_a_columns_head():
    assert unit_text("亿元") == "亿元"
    assert unit_text("1") == ""
    with translation.override("en"):
        assert unit_text("亿元") == "100 million CNY"
        assert unit_text("家", unit_en="companies") == "companies"


def test_sizes_are_short():
    assert [size_text(size) for size in (0, 999, 1500, 132_000_000, None)] == [
        "0 B",
        "999 B",
        "2 kB",
        "132 MB",
        UNKNOWN,
    ]
