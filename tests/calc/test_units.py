"""Units: magnitudes and physical equals convert, different things never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.units import divided, multiplied
from tidehead.packs import UnitError, convert, converts


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (1.25, "亿元", "万元", 12_500),
        (3, "百亿元", "亿元", 300),
        (1, "万亿元", "亿元", 10_000),
        (9, "万家", "家", 90_000),
        (2, "千万元", "亿元", 0.2),
        (115, "平方公里", "平方千米", 115),
        (3, "亩", "平方米", 2_000),  # 3 × 2000/3
        (15, "亩", "公顷", 1),
        (1, "公亩", "平方米", 100),
        (1, "英亩", "平方米", 4046.8564224),  # 4840 square yards × 0.9144² m²
        (2500, "千克标准煤", "吨标煤", 2.5),
        (3, "万千瓦时", "千瓦时", 30_000),
        (1, "平方公里", "亩", 1_500),
        (0.5, "1", "%", 50),
        (50, "%", "1", 0.5),
        (4, "‰", "%", 0.4),
        (2, "万", "1", 20_000),
        (300, "万元/亩", "亿元/平方公里", 45),  # 300 万 × 1,500 亩 = 45 亿
        (2, "吨标煤/万元", "吨标准煤/万元", 2),
        (3, "名", "人", 3),
        (5, "百分点", "百分点", 5),
    ],
)
def test_a_value_converts(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == pytest.approx(result, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"),
    [("家", "个"), ("元", "美元"), ("亿元", "%"), ("%", "百分点"), ("万元/亩", "万元"), ("人", "人/平方公里"),
     ("平方公里", "公里"), ("", "元"), ("元/", "元"), ("亿 元", "元"), ("元", "x" * 41)],
)  # fmt: skip
def test_different_things_do_not_convert(source: str, target: str) -> None:
    assert not converts(source, target)
    with pytest.raises(UnitError):
        convert(1, source, target)


def test_percentage_points_are_percent_only_where_growth_is_meant() -> None:
    assert convert(3, "百分点", "%", growth=True) == 3
    assert not converts("百分点", "%")


def test_a_product_and_a_quotient_carry_their_units() -> None:
    assert multiplied("万元/亩", "亩") == (1e4, "元")
    assert divided("亿元", "亿元") == (1.0, "1")
    assert multiplied("元", "人") == (1.0, "人·元")
    assert divided("件", "万人") == (1e-4, "件/人")
    factor, unit = divided("亿元", "亩")
    assert convert(84 * factor / 30_000, unit, "万元/亩") == pytest.approx(28)  # 84 亿元 over 3 万亩


MONEY = st.sampled_from(
    ["元", "百元", "千元", "万元", "百万元", "千万元", "亿元", "十亿元", "百亿元", "千亿元", "万亿元"]
)


@given(st.floats(-1e12, 1e12), MONEY, MONEY)
def test_there_and_back_is_the_same_value(value: float, one: str, other: str) -> None:
    assert convert(convert(value, one, other), other, one) == pytest.approx(value, rel=1e-12, abs=1e-300)


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_two_texts_convert_or_are_refused(one: str, other: str) -> None:
    assert converts(one, other) in (True, False)
