"""No span, no fact: a statement is true of a text only while its quote, its figure and its value are all there."""

from dataclasses import replace

import pytest

from tidehead.reading import Statement, read, verify
from tidehead.reading.verify import values_in

TEXT = "2024年全市工业总产值达到512.6亿元，同比增长7.3%。"


@pytest.fixture
def output() -> Statement:
    return read(TEXT).statements[0]


def test_what_was_read_can_be_read_again(output: Statement) -> None:
    assert verify(output, TEXT)


def test_a_changed_text_no_longer_says_it(output: Statement) -> None:
    assert not verify(output, TEXT.replace("512.6", "612.6"))
    assert not verify(output, "前言。" + TEXT)
    assert not verify(output, "")


def test_a_value_that_its_words_do_not_give_is_no_fact(output: Statement) -> None:
    assert not verify(replace(output, value=612.6), TEXT)
    assert not verify(replace(output, value_high=700.0), TEXT)
    assert not verify(replace(output, value=float("nan")), TEXT)


def test_a_figure_outside_its_quote_is_no_fact(output: Statement) -> None:
    at = TEXT.index("7.3%")
    assert not verify(replace(output, value=7.3, value_start=at, value_end=at + 4, value_text="7.3%"), TEXT)
    assert not verify(replace(output, start=-1), TEXT)
    assert not verify(replace(output, value_end=output.value_start), TEXT)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,234.5万元", 1234.5),
        ("3千家", 3000.0),
        ("两千万元", 2000.0),
        ("三十五个", 35.0),
        ("三分之一", 0.3333),
        ("百分之五", 5.0),
        ("翻一番", 1.0),
        ("万家", 1.0),
        ("２５％", 25.0),
        ("半小时", 0.5),
        ("两个半小时", 2.5),
        ("-0.8%", -0.8),
        ("two-thirds", 0.6667),
        ("forty-two homes", 42.0),
        ("third", 3.0),
        ("doubled", 2.0),
        ("£4.2 billion", 4.2),
    ],
)
def test_a_figure_gives_its_value_in_words_and_digits(words: str, value: float) -> None:
    assert value in set(values_in(words))


def test_words_without_a_figure_give_no_value() -> None:
    assert list(values_in("全面建成")) == []


def test_a_figure_of_two_scales_is_read_again_also_where_it_is_hedged() -> None:
    text = "全年接待游客由9600万人次增加到2亿4千多万人次。"
    found = read(text).statements
    assert [(s.value, s.unit) for s in found][-1] == (2.4, "亿人次")
    assert all(verify(s, text) for s in found)
