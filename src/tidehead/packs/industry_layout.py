"""The keys of the files about industries: codes, words, uses of goods, roles, clusters, and divisions of addresses."""

import re

from tidehead.packs import schema_industry
from tidehead.packs.kinds import (
    BAD,
    CODE,
    LABEL,
    LOCATOR,
    NUMBER,
    TRUTH,
    WHOLE,
    Kind,
    list_of,
    matching,
    one_of,
    text,
)
from tidehead.packs.shapes import Shape, may, must

ROLES = ("finished_product", "component", "equipment", "raw_material", "trade", "service")
KINDS = ("word", "part", "machine", "goods")
PLACES = ("name", "scope")
DIVISIONS = ("city", "county", "town", "park", "place")
LONGEST_WORDS = 4_000
_PREFIX = re.compile(r"[A-T]|\d{2,4}")
_DIGITS = re.compile(r"\d{2,4}")

WORDS = text()
GBT = matching(lambda value: _PREFIX.fullmatch(value) is not None, "not_industry_code", "section, or 2-4 digits")
GBT_DIGITS = matching(lambda value: _DIGITS.fullmatch(value) is not None, "not_industry_code", "2-4 digits")


def _parted(kind: Kind) -> Kind:
    """Words of one cell, parted by blanks."""

    def read(node: object, spot: object) -> object:
        value = kind.read(node, spot)  # type: ignore[arg-type]
        return value if value is BAD else tuple(value.split())

    return Kind(read, "words parted by blanks")


BLANKS = _parted(text(LONGEST_WORDS))

INDUSTRY_CODE = Shape(
    schema_industry.IndustryCodeRow,
    {
        "code": must(GBT),
        "label": must(WORDS),
        "level": must(WHOLE),
        "parent": may(GBT),
        "section": must(GBT),
        "label_en": may(WORDS),
    },
    positioned=True,
)
INDUSTRY_WORD = Shape(
    schema_industry.IndustryWordRow,
    {
        "code": must(GBT_DIGITS),
        "words": must(BLANKS),
        "kind": may(one_of(KINDS)),
        "part": may(GBT_DIGITS),
        "machine": may(GBT_DIGITS),
        "processed": may(GBT_DIGITS),
        "role": may(one_of(ROLES)),
        "weight": may(NUMBER),
        "place": may(one_of(PLACES)),
    },
    positioned=True,
)
GOODS_USE = Shape(
    schema_industry.GoodsUseRow,
    {
        "prefix": must(GBT_DIGITS),
        "wholesale": may(GBT_DIGITS),
        "retail": may(GBT_DIGITS),
        "repair": may(GBT_DIGITS),
        "rental": may(GBT_DIGITS),
        "installation": may(GBT_DIGITS),
        "study": may(GBT_DIGITS),
        "sold": may(one_of(("wholesale", "retail"))),
    },
    positioned=True,
)
CHAIN_ROLE = Shape(
    schema_industry.ChainRoleRow, {"prefix": must(GBT_DIGITS), "role": must(one_of(ROLES))}, positioned=True
)
CLUSTER_RULE = Shape(
    schema_industry.ClusterRuleRow,
    {
        "codes": must(list_of(GBT_DIGITS, once=True)),
        "words": may(list_of(WORDS, once=True)),
        "weight": may(NUMBER),
        "without": may(list_of(GBT_DIGITS, once=True)),
    },
)
CLUSTER_MEMBER = Shape(
    schema_industry.ClusterMemberRow,
    {"member": must(CODE), "rules": must(list_of(CLUSTER_RULE.kind())), "note": may(LABEL)},
)
CLUSTER_DEFINITION = Shape(
    schema_industry.ClusterDefinition,
    {
        "taxonomy": must(CODE),
        "version": must(WORDS),
        "standing": may(one_of(("in_force", "proposed"))),
        "default": may(TRUTH),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "note": may(LABEL),
        "members": must(list_of(CLUSTER_MEMBER.kind())),
    },
    positioned=True,
)
DIVISION = Shape(
    schema_industry.DivisionRow,
    {
        "code": must(CODE),
        "name": must(WORDS),
        "kind": must(one_of(DIVISIONS)),
        "county": must(CODE),
        "aliases": may(BLANKS),
        "former_codes": may(BLANKS),
        "source": must(CODE),
    },
    positioned=True,
)

INDUSTRY_ROWS: dict[str, tuple[str, Shape]] = {
    "industries/codes.csv": ("industry_codes", INDUSTRY_CODE),
    "industries/words.csv": ("industry_words", INDUSTRY_WORD),
    "industries/uses.csv": ("goods_uses", GOODS_USE),
    "industries/roles.csv": ("industry_roles", CHAIN_ROLE),
    "divisions.csv": ("divisions", DIVISION),
}
"""CSV files: the list of the Region that each fills, and its row."""
