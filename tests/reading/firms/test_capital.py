"""Registered capital in every form in which registers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.reading.firms.capital import UNKNOWN, read_capital


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("136.6万人民币", 136.6e4, "CNY"), ("10(万元人民币)", 1e5, "CNY"), ("5(万)", 5e4, "CNY"), ("48万元人民币", 48e4, "CNY"),
        ("80万人民币元", 8e5, "CNY"), ("15(万美元)", 15e4, "USD"), ("3万美元", 3e4, "USD"), ("1(万香港元)", 1e4, "HKD"),
        ("12（万元）", 12e4, "CNY"), ("50(万元(人民币))", 5e5, "CNY"), ("7(万元(港币))", 7e4, "HKD"), ("6(万元美元)", 6e4, "USD"),
        ("９( 万人民币元)", 9e4, "CNY"), ("100(人民币元)", 100.0, "CNY"), ("2(万日元)", 2e4, "JPY"), ("4(万欧元)", 4e4, "EUR"),
        ("3(万新加坡元)", 3e4, "SGD"), ("1.5亿元", 1.5e8, "CNY"), ("1,200万元", 1.2e7, "CNY"), ("人民币500万元整", 5e6, "CNY"),
        ("500000元", 5e5, "CNY"), ("RMB 30万", 3e5, "CNY"), ("2千万元", 2e7, "CNY"), ("8(万元德国马克)", 8e4, "DEM"),
        ("USD 5万", 5e4, "USD"), ("0.5万元", 5e3, "CNY"),
    ],
)  # fmt: skip
def test_a_form_is_read(text: str, amount: float, currency: str) -> None:
    found = read_capital(text)
    assert (found.amount, found.currency, found.fault) == (pytest.approx(amount), currency, None)
    assert found.cny == (pytest.approx(amount) if currency == "CNY" else None)


@pytest.mark.parametrize("text", ["N/A", "", None, "-", "不详", " ", "企业选择不公示"])
def test_what_says_nothing_is_unknown_without_a_fault(text: str | None) -> None:
    assert read_capital(text) == UNKNOWN


@pytest.mark.parametrize("text", ["-5万元", "很多", "80", "80()", "5万贝壳", "1.2.3万元", "9999999999亿元"])
def test_what_cannot_be_read_is_a_fault_and_no_number_of_yuan(text: str) -> None:
    found = read_capital(text)
    assert found.cny is None and found.fault is not None and "；" in found.fault.zh


def test_a_heading_may_give_the_unit_and_a_cell_goes_before_it() -> None:
    assert read_capital("80", unit="万元").cny == 80 * 1e4
    assert read_capital("80", unit="万元").assumed is not None
    assert read_capital("80元", unit="万元").cny == 80
    assert read_capital("80", unit="万美元").currency == "USD"


def test_foreign_money_is_turned_only_with_a_rate() -> None:
    assert read_capital("10万美元").cny is None
    assert read_capital("10万美元", rates={"USD": 7.1}).cny == 10 * 1e4 * 7.1


@given(st.text(max_size=30))
def test_any_text_is_read_or_named(text: str) -> None:
    found = read_capital(text)
    assert found.cny is None or (found.cny >= 0 and found.currency == "CNY")
