"""Numbers with their units: what is a quantity, what it is worth, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.reading.numbers import parse_numeral, quantities
from tidehead.reading.segment import clean

QUANTITIES = [
    ("甲园区营收达1234.5亿元", 1234.5, None, "亿元", "exact"),
    ("用地约12,300亩", 12300, None, "亩", "approx"),
    ("企业超过80家", 80, None, "家", "over"),
    ("企业不少于80家", 80, None, "家", "at_least"),
    ("企业不超过80家", 80, None, "家", "at_most"),
    ("占比不低于35%", 35, None, "%", "at_least"),
    ("时间不到3小时", 3, None, "小时", "at_most"),
    ("面积近500平方公里", 500, None, "平方公里", "nearly"),
    ("新增学位2000个以上", 2000, None, "个", "at_least"),
    ("损耗控制在0.5%以内", 0.5, None, "%", "at_most"),
    ("投资3千万元", 3000, None, "万元", "exact"),
    ("投资5百亿元左右", 500, None, "亿元", "approx"),
    ("带动就业6000余人", 6000, None, "人", "over"),
    ("培育10—15家", 10, 15, "家", "exact"),
    ("两家企业", 2, None, "家", "exact"),
    ("三百余项技术", 300, None, "项", "over"),
    ("产值超百亿元", 100, None, "亿元", "over"),
    ("企业超万家", 1, None, "万家", "over"),
    ("四成以上", 4, None, "成", "at_least"),
    ("提高1.2个百分点", 1.2, None, "个百分点", "exact"),
    ("出生率为6.1‰", 6.1, None, "‰", "exact"),
    ("均价8500元/平方米", 8500, None, "元/平方米", "exact"),
    ("能耗0.35吨标准煤/万元", 0.35, None, "吨标准煤/万元", "exact"),
    ("客运量320万人次", 320, None, "万人次", "exact"),
    ("增长率为-2.5%", -2.5, None, "%", "exact"),
    ("仅用3个多月", 3, None, "个月", "over"),
    ("坐4个半小时", 4.5, None, "小时", "exact"),
    ("居全国第3位", 3, None, "位", "exact"),
    ("销量全球第一", 1, None, "第（位）", "exact"),
    ("跻身全省前10强", 10, None, "位", "at_most"),
    ("新设1万6千多户", 1.6, None, "万户", "over"),
    ("出游1亿3千万人次", 1.3, None, "亿人次", "exact"),
    ("占三分之一", 0.3333, None, "比例", "exact"),
    ("占百分之六十五", 65, None, "%", "exact"),
    ("产量翻两番", 2, None, "番", "exact"),
]

NO_QUANTITIES = [
    "第三条规定如下",
    "第5批名单",
    "电话0555-1234567",
    "大道128号",
    "搭载X5-2000芯片",
    "见表3台账",
    "如图2所示",
    "一家人",
    "第一产业和第二产业",
    "二十大精神",
    "零件加工",
    "新一轮改革",
    "5G和4K应用",
    "每100人中就有",
]


@pytest.mark.parametrize(("text", "value", "high", "unit", "qualifier"), QUANTITIES)
def test_a_number_is_read_with_its_unit_and_its_hedge(text, value, high, unit, qualifier):
    (found,) = quantities(text)
    assert (found.value, found.value_high, found.unit, found.qualifier) == (value, high, unit, qualifier)


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_a_number_that_measures_nothing_is_passed_over(text):
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("〇", 0),
        ("十", 10),
        ("二十三", 23),
        ("三百零五", 305),
        ("两千万", 20_000_000),
        ("三点五", 3.5),
        ("1,234.5", 1234.5),
    ],
)
def test_a_numeral_in_either_writing_has_one_value(text, value):
    assert parse_numeral(text) == value


def test_words_that_are_no_numeral_are_refused():
    with pytest.raises(ValueError, match="numeral"):
        parse_numeral("多少")


@given(st.integers(1, 99_999), st.sampled_from(["", "百", "千", "万", "亿", "万亿"]))
def test_a_scale_moves_the_magnitude_and_nothing_else(number, scale):
    (found,) = quantities(f"总额{number}{scale}元")
    factor = {"百": 100, "千": 1000}.get(scale, 1)
    assert found.value == number * factor
    assert (found.unit or "").removesuffix("元") == ("" if factor > 1 else scale)


@given(st.integers(1, 9_999_999))
def test_wide_digits_mean_what_narrow_ones_mean(number):
    wide = "".join(chr(ord("０") + int(c)) for c in str(number))
    narrow, _ = clean(f"产量达{wide}吨")
    assert quantities(narrow) == quantities(f"产量达{number}吨")


@given(st.text(alphabet="0123456789零一二三十百千万亿约超近以上.，。%家元个人年到至-分之第前半", max_size=60))
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text):
    end = 0
    for found in quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert found.before <= found.start
        assert found.after >= found.end
        end = found.end


def test_a_range_of_equal_ends_is_one_number():
    (only,) = quantities("投资30亿元—30亿元")
    assert (only.value, only.value_high, only.unit) == (30.0, None, "亿元")
