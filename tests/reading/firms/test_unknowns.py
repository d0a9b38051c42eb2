"""N/A in all its spellings, and what only looks like it."""

import pytest

from tidehead.reading.firms.kinds import PERSONAL_KINDS, Kind, read_kind, read_status
from tidehead.reading.firms.unknowns import is_unknown, known


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u3000", "N/A", "n/a", "Ｎ／Ａ", "NA", "#N/A", "null", "NULL", "None", "nan", "-", "--", "—", "――"[:1], "无", "暂无",
     "不详", "未知", "缺", "空", "？？", "*", "/", "(null)", "企业选择不公示", None, " N / A "],
)  # fmt: skip
def test_a_spelling_of_not_known(text: str | None) -> None:
    assert is_unknown(text) and known(text) is None


@pytest.mark.parametrize("text", ["无锡某厂", "不详细", "NA泵业", "0", "否", "未来公司", "空调", "缺氧设备"])
def test_what_only_looks_like_it(text: str) -> None:
    assert not is_unknown(text) and known(f" {text}\u3000") == text


@pytest.mark.parametrize(
    ("said", "name", "code", "kind"),
    [
        ("有限责任公司(自然人投资或控股)", "", "", Kind.LIMITED), ("股份有限公司(上市)", "", "", Kind.JOINT_STOCK),
        ("股份合作制", "", "", Kind.COOPERATIVE_STOCK), ("个人独资企业", "", "", Kind.SOLE_PROPRIETORSHIP),
        ("集体分支机构(非法人)", "", "", Kind.BRANCH), ("外商投资有限责任公司", "", "", Kind.FOREIGN), ("奇怪类型", "", "", Kind.OTHER),
        ("N/A", "某某有限公司某地分公司", "", Kind.BRANCH), ("", "某某中心（有限合伙）", "", Kind.PARTNERSHIP),
        ("", "某某农场", "93990101", Kind.COOPERATIVE), ("", "某某店", "92990101", Kind.SOLE_TRADER), ("limited", "", "", Kind.LIMITED),
    ],
)  # fmt: skip
def test_kinds_are_fixed_words(said: str, name: str, code: str, kind: Kind) -> None:
    assert read_kind(said, name, code) == kind


def test_a_kind_that_nothing_tells_is_unknown() -> None:
    assert read_kind("N/A", "某某厂") is None and Kind.SOLE_PROPRIETORSHIP in PERSONAL_KINDS


@pytest.mark.parametrize(
    ("said", "status"),
    [("吊销，已注销", "revoked"), ("在业", "active"), ("停业", "suspended"), ("天晓得", None), ("", None)],
)
def test_states_are_fixed_words(said: str, status: str | None) -> None:
    assert read_status(said) == status
