"""Units: which kind of measure a unit is."""

import pytest

from tidehead.reading.units import is_area, is_count, is_duration, is_length, is_money, is_ratio

KINDS = {
    is_money: ["元", "亿元", "万美元", "亿", "元/吨"],
    is_area: ["亩", "平方公里", "万平方米", "公顷"],
    is_duration: ["小时", "个工作日", "个月", "年"],
    is_ratio: ["%", "‰", "个百分点", "倍", "番", "成"],
    is_length: ["公里", "米", "万公里"],
    is_count: ["家", "万人次", "项", "万户", "件"],
}


@pytest.mark.parametrize(("kind", "unit"), [(kind, unit) for kind, units in KINDS.items() for unit in units])
def test_a_unit_is_known_for_what_it_measures(kind, unit):
    assert kind(unit)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_unit_is_of_no_kind(kind):
    assert not kind(None)


@pytest.mark.parametrize("unit", ["元/公里", "平方公里"])
def test_a_price_per_length_or_an_area_is_no_length(unit):
    assert not is_length(unit)


@pytest.mark.parametrize("unit", ["亿元", "%", "公里", "平方米", "吨"])
def test_a_measured_amount_is_no_count_of_things(unit):
    assert not is_count(unit)
