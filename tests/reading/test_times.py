"""Times: dates, spans, quarters and plans, and words that lean on the issue date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.reading.times import Frame, five_year_plan, times

FRAME = Frame(issue_year=2031, issue_month=4)

CODES = [
    ("2028年实现", "2028"),
    ("到2035年建成", "2035"),
    ("2029年上半年", "2029H1"),
    ("2029年三季度", "2029Q3"),
    ("2029年前三季度", "2029-01/2029-09"),
    ("2029年11月", "2029-11"),
    ("2029年1—10月", "2029-01/2029-10"),
    ("截至2029年底", "2029"),
    ("2026—2030年", "2026-2030"),
    ("今年一季度", "2031Q1"),
    ("去年", "2030"),
    ("明年", "2032"),
    ("前年", "2029"),
    ("“十四五”期间", "2021-2025"),
    ("“十五五”末", "2030"),
    ("目前已有", None),
    ("3月末", "2031-03"),
    ("1月份", "2031-01"),
]


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_time_is_written_in_one_code(text, code):
    (found,) = times(text, FRAME)
    assert found.code == code


@pytest.mark.parametrize(
    "text", ["比上年增长", "较2019年增长", "超过去年同期", "前125家", "前12名企业", "二季度报告第1季"]
)
def test_a_time_that_is_only_compared_with_is_not_the_figures_time(text):
    assert all(t.text not in {"上年", "2019年", "去年", "前12"} for t in times(text, FRAME))


def test_a_number_after_a_comma_is_not_taken_for_a_month():
    assert times("新增12家，培育112个，达到1200人", FRAME) == []


def test_a_bare_part_of_the_year_takes_the_year_named_before():
    first, second = times("2028年全年达标，上半年过半", FRAME)[0], times("2028年开局，上半年过半", FRAME)[-1]
    assert first.year == 2028
    assert second.code == "2028H1"


def test_a_report_is_about_its_own_year_not_the_year_it_was_printed_in():
    frame = Frame(issue_year=2031, report_year=2030)
    assert [t.code for t in times("全年完成", frame)] == ["2030"]


def test_without_an_issue_date_relative_words_stay_open():
    (found,) = times("去年完成", Frame())
    assert (found.code, found.vague) == (None, True)


@given(st.integers(2001, 2060))
def test_last_year_follows_the_issue_year(year):
    (found,) = times("去年", Frame(issue_year=year))
    assert found.code == str(year - 1)


def test_five_year_plans_follow_each_other_without_a_gap():
    spans = [five_year_plan(ordinal) for ordinal in ("十", "十一", "十二", "十三", "十四", "十五")]
    assert all(b[0] == a[1] + 1 for a, b in zip(spans, spans[1:], strict=False))
    assert spans[0] == (2001, 2005)
