"""A firm's industry from its name and scope, on a small book of our own."""

import pickle

import pytest

from tidehead.reading.firms import (
    Book,
    Classifier,
    Cluster,
    ClusterRule,
    GoodsUse,
    IndustryCode,
    IndustryWord,
    RoleRule,
    WordKind,
)

CODES = (
    *(IndustryCode(code, code, "A", "A") for code in ("01", "014", "0141")),
    *(IndustryCode(code, code, "C", "C") for code in ("13", "29", "292", "2929", "34", "344", "3441", "3443", "348")),
    *(IndustryCode(code, code, "C", "C") for code in ("35", "352", "3523", "3525", "36", "367", "3670")),
    *(IndustryCode(code, code, "E", "E") for code in ("47",)),
    *(IndustryCode(code, code, "F", "F") for code in ("51", "516", "5165", "517", "5179", "5172", "512", "5123")),
    *(IndustryCode(code, code, "M", "M") for code in ("73", "732", "7320", "65", "651", "6513")),
)
WORDS = (
    IndustryWord(("蔬菜",), "0141", processed="1371"),
    IndustryWord(("塑料",), "292", part="2929", machine="3523"),
    IndustryWord(("水泵", "泵"), "3441"),
    IndustryWord(("叶轮",), "3441", role="component"),
    IndustryWord(("阀门",), "3443"),
    IndustryWord(("模具",), "3525"),
    IndustryWord(("汽车",), "36", part="3670"),
    IndustryWord(("建材",), "5165", processed="3039"),
    IndustryWord(("软件",), "6513"),
    IndustryWord(("配件",), "3484", WordKind.PART, weight=0.2),
    IndustryWord(("机械",), "3599", WordKind.MACHINE, weight=0.2),
    IndustryWord(("制品",), "3399", WordKind.GOODS, weight=0.1),
)
BOOK = Book(
    CODES,
    WORDS,
    uses=(
        GoodsUse("01", wholesale="5123", retail="5223"),
        GoodsUse("29", wholesale="5169", study="7320"),
        GoodsUse("34", wholesale="5179", repair="4320", rental="7119", study="7320"),
        GoodsUse("36", wholesale="5172", retail="5261", sold="retail"),
    ),
    roles=(RoleRule("34", "equipment"), RoleRule("3443", "component"), RoleRule("29", "finished_product")),
    clusters=(Cluster("t", "pumps", "泵与阀"), Cluster("t", "solar", "光")),
    cluster_rules=(
        ClusterRule("t", "pumps", ("344",), without=("3444",)),
        ClusterRule("t", "solar", ("34",), words=("太阳能",), weight=1.2),
    ),
    taxonomy="t",
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(BOOK)


def code(classifier: Classifier, name: str, scope: str) -> str:
    found = classifier.one(name, scope)
    return found.gbt4 or found.gbt3 or found.gbt2


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("水泵制造。", "3441"),
        ("水泵销售。", "5179"),
        ("水泵维修。", "4320"),
        ("水泵租赁。", "7119"),
        ("水泵技术研发。", "7320"),
        ("水泵研发、制造、销售。", "3441"),
        ("塑料制品制造", "292"),
        ("塑料配件制造", "2929"),
        ("塑料机械制造", "3523"),
        ("塑料机械配件制造", "3523"),
        ("塑料模具制造", "3525"),
        ("汽车配件制造", "3670"),
        ("汽车销售", "5261"),
        ("汽车批发", "5172"),
        ("建材", "5165"),
        ("建材制造", "3039"),
        ("利用互联网销售水泵", "5179"),
    ],
)
def test_what_is_done_with_goods_decides_their_code(classifier: Classifier, scope: str, expected: str) -> None:
    assert code(classifier, "某某有限公司", scope) == expected


def test_the_first_item_outweighs_those_after_it(classifier: Classifier) -> None:
    assert code(classifier, "某某有限公司", "水泵、汽车配件、塑料制品制造") == "3441"
    assert code(classifier, "某某有限公司", "汽车配件、水泵、塑料制品制造") == "3670"


def test_making_beats_trading_unless_the_name_is_a_traders(classifier: Classifier) -> None:
    scope = "水泵制造、销售；汽车销售"
    assert classifier.one("某某有限公司", scope).activity == "manufacture"
    assert classifier.one("某某贸易有限公司", scope).activity == "trade"


def test_a_grower_that_sells_what_its_members_grow_is_a_grower(classifier: Classifier) -> None:
    found = classifier.one("某某蔬菜专业合作社", "组织收购、销售成员种植的蔬菜")
    assert (found.gbt4, found.activity) == ("0141", "farming")
    assert code(classifier, "某某商行", "蔬菜批发") == "5123"


def test_asides_and_rights_to_import_say_nothing(classifier: Classifier) -> None:
    scope = "阀门制造（不含水泵）；经营本企业生产所需的汽车、塑料制品的进口业务。"
    found = classifier.one("某某厂", scope)
    assert found.gbt4 == "3443"
    assert {reason.code for reason in found.because} == {"3443"}


def test_a_trader_of_nothing_named_is_still_a_trader(classifier: Classifier) -> None:
    found = classifier.one("某某贸易有限公司", "货物进出口、技术进出口")
    assert (found.gbt2, found.gbt3, found.activity, found.role) == ("51", "", "trade", "trade")


def test_full_width_letters_and_brackets_read_as_plain_ones(classifier: Classifier) -> None:
    assert code(classifier, "某某（集团）公司", "ＬＥＤ（除外）、阀门，制造") == "3443"


def test_where_no_class_has_most_of_its_group_none_is_told(classifier: Classifier) -> None:
    found = classifier.one("某某有限公司", "水泵、阀门、阀门制造")
    assert (found.gbt3, found.gbt4) == ("344", "")


def test_the_role_is_the_words_own_then_that_of_parts_then_that_of_the_code(classifier: Classifier) -> None:
    assert classifier.one("某某厂", "叶轮制造").role == "component"
    assert classifier.one("某某厂", "汽车配件制造").role == "component"
    assert classifier.one("某某厂", "水泵制造").role == "equipment"
    assert classifier.one("某某厂", "阀门制造").role == "component"
    assert classifier.one("某某公司", "软件开发").role == "service"


def test_a_cluster_is_told_by_codes_and_by_words(classifier: Classifier) -> None:
    assert classifier.one("某某厂", "水泵制造").cluster_label == "泵与阀"
    assert classifier.one("太阳能某某厂", "水泵制造").cluster == "solar"
    assert classifier.one("某某厂", "汽车配件制造").cluster == ""


def test_nothing_known_says_nothing_and_is_not_sure(classifier: Classifier) -> None:
    found = classifier.one("某某", "")
    assert (found.gbt2, found.activity, found.confidence, found.because) == ("", "", 0.0, ())


def test_more_doubt_where_the_text_speaks_of_many_things(classifier: Classifier) -> None:
    plain = classifier.one("某某泵厂", "水泵制造")
    mixed = classifier.one("某某厂", "水泵、汽车配件、塑料制品、模具制造")
    assert 0 < mixed.confidence < plain.confidence < 1


def test_because_names_words_that_stand_in_the_text(classifier: Classifier) -> None:
    name, scope = "某某水泵厂", "泵、阀门制造"
    for reason in classifier.one(name, scope).because:
        assert reason.word in {"name": name, "scope": scope}[reason.where]


def test_firms_are_read_in_order_and_alone(classifier: Classifier) -> None:
    names, scopes = ["甲", "乙", "丙"], ["水泵制造", "阀门制造", "软件开发"]
    together = classifier.classify(names, scopes)
    assert together == [classifier.one(name, scope) for name, scope in zip(names, scopes, strict=True)]
    assert together == classifier.classify(names, scopes)
    with pytest.raises(ValueError, match="shorter"):
        classifier.classify(names, scopes[:2])


def test_a_copy_in_another_process_reads_the_same(classifier: Classifier) -> None:
    copy = pickle.loads(pickle.dumps(classifier))  # noqa: S301 - our own bytes
    assert copy.one("某某厂", "塑料模具制造") == classifier.one("某某厂", "塑料模具制造")
