"""What each kind of field says of two values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.linkage import Block, Field, Kind, Pairs, Plan, Records, has_valid_check, prepare

PLACES = {"河北省": "13", "石家庄市": "1301", "保定市": "1306"}


def level(kind: Kind, one: str, other: str) -> str:
    """The name of the level; the same both ways round."""
    plan = Plan((Field("value", kind),), (Block(("value",)),), places=PLACES)
    names = []
    for values in ([one, other], [other, one]):
        comparison = prepare(Records(["a", "b"], {"value": values}), plan).comparisons[0]
        found = int(comparison.compare(Pairs(np.array([0]), np.array([1])))[0])
        names.append("unknown" if found < 0 else comparison.levels[found].name)
    assert names[0] == names[1]
    return names[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("石家庄宏达机械有限公司", "石家莊宏達機械有限公司", "equal"),
        ("石家庄宏达机械有限公司", "石家庄市宏达机械股份有限公司", "other_form"),
        ("石家庄宏达机械有限公司", "宏达机械", "other_form"),
        ("石家庄宏达机械有限公司", "石家庄宏达有限公司", "shortened"),
        ("石家庄宏达机械有限公司", "石家庄鸿达机械有限公司", "near"),
        ("石家庄宏达机械有限公司", "石家庄宏达机戒有限公司", "near"),
        ("石家庄宏达机械有限公司", "保定宏达机械有限公司", "other_place"),
        ("河北宏达机械有限公司", "保定宏达机械有限公司", "other_form"),
        ("石家庄宏达机械有限公司", "石家庄宏达餐饮有限公司", "brand"),
        ("石家庄宏达机械有限公司", "石家庄永盛机械有限公司", "trade"),
        ("石家庄宏达机械有限公司", "石家庄宏达机械有限公司保定分公司", "branch"),
        ("石家庄宏达机械有限公司唐山分公司", "石家庄宏达机械有限公司保定分公司", "branch"),
        ("石家庄宏达机械有限公司（原宏大机床厂）", "宏大机床厂", "former_name"),
        ("石家庄宏达机械有限公司", "海风餐饮店", "different"),
        ("石家庄宏达机械有限公司", "", "unknown"),
    ],
)
def test_company_names_are_compared_by_their_parts(one: str, other: str, expected: str) -> None:
    assert level("company_name", one, other) == expected


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("unified_code", "91350100M000100Y43", "91350100m000100y43", "equal"),
        ("unified_code", "91350100M000100Y43", "M000100Y4", "organisation"),
        ("unified_code", "91350100M000100Y43", "91350100M000100Y4", "one_slip"),
        ("unified_code", "91350100M000100Y43", "91350100M000200Y4X", "two_slips"),
        ("code", "1804974", "1804947", "one_slip"),
        ("code", "1804974", "6089216", "different"),
        ("date", "1956-04-09", "1956年9月4日", "one_slip"),
        ("date", "1956-04-09", "1956-04-28", "month"),
        ("date", "1956-04-09", "1956-11-28", "year"),
        ("date", "1956-04-09", "1987-11-28", "different"),
        ("date", "1956-04-09", "N/A", "unknown"),
        ("number", "100", "100.9", "within_1"),
        ("number", "100", "109", "within_10"),
        ("number", "100", "150", "different"),
        ("postcode", "TQ13 8DF", "TQ13 8HU", "half"),
        ("postcode", "2119", "2191", "one_slip"),
        ("category", "男", "女", "different"),
        ("text", "winston hills", "winston hils", "alike_92"),
        ("person_name", "mitchell", "mitchel", "alike_92"),
        ("address", "河北省石家庄市中山路12号", "中山路12号", "numbers_and_most"),
        ("address", "中山路12号", "中山路14号", "half"),
        ("address", "中山路12号", "人民街8号", "different"),
    ],
)
def test_other_kinds_know_slips_from_differences(kind: Kind, one: str, other: str, expected: str) -> None:
    assert level(kind, one, other) == expected


def test_one_wrong_chinese_character_is_one_slip_not_three_bytes() -> None:
    # 7 of 8 characters agree: Jaro (7/8 + 7/8 + 1) / 3 = 0.917, and the first agrees: 0.917 + 0.1 · 0.083 = 0.925
    assert level("text", "宁波东方模具制造", "宁海东方模具制造") == "alike_92"
    assert level("code", "A宁1", "A1") == "equal"  # codes keep letters and digits alone


def test_two_different_valid_codes_are_two_enterprises() -> None:
    last = next(each for each in "0123456789ABCDEFGHJKLMNPQRTUWXY" if has_valid_check("91350100M000101Y4" + each))
    other = "91350100M000101Y4" + last
    assert level("unified_code", "91350100M000100Y43", other) == "both_valid"


@given(
    st.text("宏达永盛机械阀门有限公司厂0129ab ", max_size=12), st.text("宏达永盛机械阀门有限公司厂0129ab ", max_size=12)
)
def test_no_two_texts_break_a_comparison_and_order_never_matters(one: str, other: str) -> None:
    for kind in ("company_name", "text", "address", "code", "unified_code", "date", "number", "postcode", "category"):
        level(kind, one, other)


def test_given_and_family_names_are_seen_when_swapped() -> None:
    plan = Plan((Field("name", "person_name", ("given", "family")),), (Block(("family",)),))
    rows = {
        "given": ["mitchell", "green", "mitchel", "anna", ""],
        "family": ["green", "mitchell", "green", "green", "green"],
    }
    comparison = prepare(Records(list("abcde"), rows), plan).comparisons[0]
    found = comparison.compare(Pairs(np.zeros(4, dtype=np.int64), np.arange(1, 5)))
    names = [comparison.levels[at].name for at in found.tolist()]
    assert names == ["swapped", "both_alike", "family_equal", "family_only_known"]
