"""Company names taken apart, and writings made one."""

import pytest

from tidehead.calc.linkage import (
    NameParser,
    folded,
    folded_code,
    folded_date,
    folded_number,
    has_valid_check,
    learned_trades,
    sound,
    split_branch,
    split_form,
)

PARSER = NameParser({"河北省": "13", "石家庄市": "1301", "正定县": "130123", "Shanghai": "31"})


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("石家庄宏达机械有限公司", ("石家庄", "宏达", "机械", "有限公司", "")),
        ("宏达股份", ("", "宏达", "", "股份", "")),
        ("石家庄市宏达机械股份有限公司", ("石家庄市", "宏达", "机械", "股份有限公司", "")),
        ("河北石家庄宏达机械厂", ("河北石家庄", "宏达", "机械", "厂", "")),
        ("宏達機械（集團）有限公司", ("", "宏达", "机械", "集团有限公司", "")),
        ("正定县春风果蔬专业合作社", ("正定县", "春风", "果蔬", "专业合作社", "")),
        ("石家庄宏达机械有限公司正定分公司", ("石家庄", "宏达", "机械", "有限公司", "正定分公司")),
        ("石家庄宏达机械厂第二门市部", ("石家庄", "宏达", "机械", "厂", "第二门市部")),
        ("正定县宏达经营部", ("正定县", "宏达", "", "经营部", "")),
        ("ＡＢ科技有限公司", ("", "ab", "科技", "有限公司", "")),
        ("宏达", ("", "宏达", "", "", "")),
        ("石家庄", ("", "石家庄", "", "", "")),
        ("Shanghai Acme Tools Co., Ltd.", ("shanghai", "acme", "tools", "co ltd", "")),
    ],
)
def test_a_name_falls_into_place_brand_trade_form_and_branch(name: str, parts: tuple[str, ...]) -> None:
    found = PARSER.parse(name)
    assert (found.place, found.brand, found.trade, found.form, found.branch) == parts


def test_a_former_name_in_brackets_is_kept_apart() -> None:
    found = PARSER.parse("石家庄永盛阀门有限公司（原：石家庄第二阀门厂）")
    assert (found.plain, found.former) == ("石家庄永盛阀门有限公司", "石家庄第二阀门厂")


def test_a_group_company_is_no_branch_of_the_group() -> None:
    assert split_branch("宏达集团有限公司") == ("宏达集团有限公司", "")
    assert split_branch("宏达集团有限公司北方分公司") == ("宏达集团有限公司", "北方分公司")


def test_a_name_that_is_all_form_keeps_something_to_be_called_by() -> None:
    assert split_form("公司") == ("公司", "")
    assert split_form("limited") == ("limited", "")


def test_a_register_teaches_its_own_trades() -> None:
    names = [PARSER.parse(f"{brand}袜机有限公司") for brand in ("红星", "东方", "长城")]
    trades = learned_trades(names, least=3)
    assert trades == {"袜机"}
    assert NameParser(trades=trades).parse("永久袜机厂").brand == "永久"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣機電", "台湾机电"),
        ("ＡＢＣ　模具", "abc模具"),
        ("宏达(北方)厂", "宏达（北方）厂"),
        ("Smith,  John", "SMITH JOHN"),
    ],
)
def test_writings_of_one_text_fold_into_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_codes_days_and_numbers_are_written_one_way() -> None:
    assert folded_code(" 91-33x ") == "9133X"
    assert {folded_date(day) for day in ("2003年1月5日", "2003-01-05", "2003/1/5", "20030105")} == {"20030105"}
    assert folded_number("1,200.50万元") == "1200.5"
    assert folded_number("无") == ""


def test_homophones_sound_the_same_and_others_do_not() -> None:
    assert sound("鸿达") == sound("宏达") != sound("永达")


def test_the_check_character_is_that_of_the_standard() -> None:
    # GB 32100-2015's own example; another last character, another length and a letter outside the alphabet are not.
    assert has_valid_check("91350100M000100Y43")
    assert not any(has_valid_check(code) for code in ("91350100M000100Y44", "91350100M000100Y4", "9I350100M000100Y43"))
