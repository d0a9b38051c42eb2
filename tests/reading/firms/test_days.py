"""Days as registers write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.reading.firms.days import read_day

DAY = date(2003, 10, 23)


@pytest.mark.parametrize(
    "text",
    ["2003-10-23", "2003/10/23", "2003.10.23", "2003年10月23日", "20031023", "2003-10-23 00:00:00", "２００３-１０-２３",
     "2003-10-23T00:00:00", " 2003-10-23 ", "37917", "20031023000000"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    """37917 days after 1899-12-30, as Excel counts, is 2003-10-23."""
    assert read_day(text).day == DAY == date(1899, 12, 30) + timedelta(days=37917)


@pytest.mark.parametrize("text", ["", None, "N/A", "0", "--", "不详"])
def test_what_says_nothing_is_unknown(text: str | None) -> None:
    found = read_day(text)
    assert found.day is None and (found.fault is None or text == "0")


@pytest.mark.parametrize(
    "text", ["2003-02-29", "2003-13-01", "1203-01-01", "2003", "2003年10月", "03-10-23", "去年", "10/23/2003"]
)
def test_what_is_no_day_is_a_fault(text: str) -> None:
    found = read_day(text)
    assert found.day is None and found.fault is not None


def test_a_day_after_the_data_is_a_fault() -> None:
    assert read_day("2025-01-01", date(2024, 12, 31)).fault is not None
    assert read_day("2024-12-31", date(2024, 12, 31)).day == date(2024, 12, 31)


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)))
def test_every_day_comes_back(day: date) -> None:
    assert read_day(day.isoformat()).day == read_day(f"{day.year}年{day.month}月{day.day}日").day == day
