"""Periods: what the text forms mean, and what is no period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.packs import PeriodError, parse_period


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "zh", "en"),
    [
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31), "2025年", "2025"),
        ("2025H1", "half", date(2025, 1, 1), date(2025, 6, 30), "2025年上半年", "H1 2025"),
        ("2025H2", "half", date(2025, 7, 1), date(2025, 12, 31), "2025年下半年", "H2 2025"),
        ("2025Q3", "quarter", date(2025, 7, 1), date(2025, 9, 30), "2025年三季度", "Q3 2025"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "February 2024"),
        ("2020-11-01", "day", date(2020, 11, 1), date(2020, 11, 1), "2020年11月1日", "1 November 2020"),
        ("2021/2025", "span", date(2021, 1, 1), date(2025, 12, 31), "2021—2025年", "2021–2025"),
        ("2025-01/2025-10", "span", date(2025, 1, 1), date(2025, 10, 31), "2025年1—10月", "January–October 2025"),
        ("2024-11/2025-02", "span", date(2024, 11, 1), date(2025, 2, 28), "2024年11月—2025年2月",
         "November 2024–February 2025"),
        ("2025Q1/2025Q3", "span", date(2025, 1, 1), date(2025, 9, 30), "2025年一季度—2025年三季度", "Q1 2025–Q3 2025"),
    ],
)  # fmt: skip
def test_a_period_has_its_days_and_its_names(text: str, kind: str, start: date, end: date, zh: str, en: str) -> None:
    period = parse_period(text)
    assert (period.kind, period.start, period.end, period.label_zh, period.label_en) == (kind, start, end, zh, en)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025年", "2025Q5", "2025H3", "2025-13", "2025-02-30", "2025/2021", "2025/2025", "2025/", "/2025",
     "2021/2023/2025", "二〇二五", "２０２５", " 2025", "2025-1", "0999", "2025/2025Q2"],
)  # fmt: skip
def test_other_text_is_no_period(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


def test_whole_years_are_counted_and_parts_of_years_are_not() -> None:
    assert parse_period("2021/2025").whole_years == 5
    assert parse_period("2025").whole_years == 1
    assert parse_period("2025-01/2025-12").whole_years == 1
    assert parse_period("2025-01/2025-10").whole_years is None


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_lies_in_its_month_quarter_half_and_year(day: date) -> None:
    quarter, half = (day.month + 2) // 3, (day.month + 5) // 6
    texts = [f"{day}", f"{day:%Y-%m}", f"{day.year}Q{quarter}", f"{day.year}H{half}", f"{day.year}"]
    periods = [parse_period(text) for text in texts]
    for inner, outer in zip(periods, periods[1:], strict=False):
        assert outer.start <= inner.start <= day <= inner.end <= outer.end


@given(st.text(max_size=20))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert period.start <= period.end
