"""What is proposed for a fact: likely, never decided, and nothing where a person has to look."""

import pytest

from tests.city.intake import read_in
from tidehead.city.evidence.queries import fact_by_id, facts_of_document
from tidehead.city.indicators.suggestions import Names

pytestmark = pytest.mark.django_db

NOTE = "示例湾简报\n2025年全市地区生产总值1400.5亿元。\n"


def fact_with(document: int, value: float) -> int:
    return next(row.id for row in facts_of_document(document) if row.value == value)


def test_a_plain_statement_gets_a_sure_proposal() -> None:
    fact = fact_by_id(fact_with(read_in(NOTE), 1400.5))
    proposed = Names("990000").suggest(fact)
    assert (proposed.mapping.indicator, proposed.mapping.place, proposed.mapping.period) == ("gdp", "990000", "2025")
    assert proposed.sure


def test_a_statement_about_nothing_known_is_left_to_a_person() -> None:
    fact = fact_by_id(fact_with(read_in("会议记录\n2025年共召开会议37次。\n"), 37))
    assert not Names("990000").suggest(fact).sure


def test_what_fell_is_proposed_as_less_than_nothing() -> None:
    fact = fact_by_id(fact_with(read_in("2025年，全市地区生产总值比上年下降1.4%。\n"), 1.4))
    assert Names("990000").suggest(fact).mapping.value == -1.4


def test_the_figures_of_another_city_are_never_taken_for_ours() -> None:
    text = "海陵市2025年国民经济和社会发展统计公报\n2025年，全市地区生产总值3286.4亿元。\n"
    fact = fact_by_id(fact_with(read_in(text), 3286.4))
    names = Names("990000")
    assert names.is_of_another_place("海陵市2025年国民经济和社会发展统计公报")
    assert not names.is_of_another_place("示例湾2025年统计公报")
    proposed = names.suggest(fact, foreign=True)
    assert not proposed.sure
    assert proposed.mapping.place == ""


def test_a_named_place_that_the_region_does_not_know_is_left_to_a_person() -> None:
    fact = fact_by_id(fact_with(read_in("2025年，海陵市地区生产总值3286.4亿元。\n"), 3286.4))
    proposed = Names("990000").suggest(fact)
    assert not proposed.sure
    assert proposed.mapping.place == ""


def test_by_how_much_something_grew_is_no_level_of_it() -> None:
    fact = fact_by_id(fact_with(read_in("2025年，全市地区生产总值比上年增加86亿元。\n"), 86))
    assert not Names("990000").suggest(fact).sure


def test_a_unit_that_fits_nothing_is_offered_nothing() -> None:
    fact = fact_by_id(fact_with(read_in("2025年，全市共有灯塔3座。\n"), 3))
    assert not Names("990000").suggest(fact).sure
