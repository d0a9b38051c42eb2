"""Kinds of firms and what has become of them, as fixed words instead of the many that registers use."""

import unicodedata
from enum import StrEnum
from functools import lru_cache

from tidehead.reading.firms.unknowns import is_unknown


class Kind(StrEnum):
    """Legal forms, coarse enough that every register tells them apart."""

    LIMITED = "limited"
    JOINT_STOCK = "joint_stock"
    FOREIGN = "foreign"
    STATE = "state"
    COLLECTIVE = "collective"
    COOPERATIVE_STOCK = "cooperative_stock"
    COOPERATIVE = "cooperative"
    PARTNERSHIP = "partnership"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    SOLE_TRADER = "sole_trader"
    BRANCH = "branch"
    INSTITUTION = "institution"
    OTHER = "other"


class Status(StrEnum):
    """Whether a firm is there."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    IN_LIQUIDATION = "in_liquidation"
    REVOKED = "revoked"
    CLOSED = "closed"
    MOVED_AWAY = "moved_away"


PERSONAL_KINDS = frozenset({Kind.SOLE_TRADER, Kind.SOLE_PROPRIETORSHIP})
"""Kinds whose register is about a person as well."""

# The first that stands in the text decides: what is narrower comes first.
_KIND_WORDS = (
    ("分支机构", Kind.BRANCH),
    ("分公司", Kind.BRANCH),
    ("个体", Kind.SOLE_TRADER),
    ("个人独资", Kind.SOLE_PROPRIETORSHIP),
    ("合伙", Kind.PARTNERSHIP),
    ("合作社", Kind.COOPERATIVE),
    ("股份合作", Kind.COOPERATIVE_STOCK),
    ("外商", Kind.FOREIGN),
    ("外资", Kind.FOREIGN),
    ("中外", Kind.FOREIGN),
    ("港澳台", Kind.FOREIGN),
    ("台港澳", Kind.FOREIGN),
    ("民办非企业", Kind.INSTITUTION),
    ("事业单位", Kind.INSTITUTION),
    ("社会团体", Kind.INSTITUTION),
    ("股份有限", Kind.JOINT_STOCK),
    ("股份公司", Kind.JOINT_STOCK),
    ("上市", Kind.JOINT_STOCK),
    ("全民所有制", Kind.STATE),
    ("国有企业", Kind.STATE),
    ("集体", Kind.COLLECTIVE),
    ("有限责任", Kind.LIMITED),
    ("有限公司", Kind.LIMITED),
    ("一人有限", Kind.LIMITED),
)
_NAME_ENDINGS = (
    ("分公司", Kind.BRANCH),
    ("分厂", Kind.BRANCH),
    ("分社", Kind.BRANCH),
    ("分店", Kind.BRANCH),
    ("营业部", Kind.BRANCH),
    ("办事处", Kind.BRANCH),
    ("合作社", Kind.COOPERATIVE),
    ("合作联社", Kind.COOPERATIVE),
    ("(普通合伙)", Kind.PARTNERSHIP),
    ("(有限合伙)", Kind.PARTNERSHIP),
    ("(特殊普通合伙)", Kind.PARTNERSHIP),
    ("(个人独资)", Kind.SOLE_PROPRIETORSHIP),
    ("股份有限公司", Kind.JOINT_STOCK),
    ("有限责任公司", Kind.LIMITED),
    ("有限公司", Kind.LIMITED),
)
_CODE_BEGINNINGS = (
    ("92", Kind.SOLE_TRADER),
    ("93", Kind.COOPERATIVE),
    ("12", Kind.INSTITUTION),
    ("52", Kind.INSTITUTION),
)
_STATUS_WORDS = (
    ("吊销", Status.REVOKED),
    ("撤销", Status.REVOKED),
    ("注销", Status.CLOSED),
    ("迁出", Status.MOVED_AWAY),
    ("清算", Status.IN_LIQUIDATION),
    ("停业", Status.SUSPENDED),
    ("歇业", Status.SUSPENDED),
    ("停产", Status.SUSPENDED),
    ("存续", Status.ACTIVE),
    ("在业", Status.ACTIVE),
    ("在营", Status.ACTIVE),
    ("开业", Status.ACTIVE),
    ("营业", Status.ACTIVE),
    ("登记成立", Status.ACTIVE),
    ("正常", Status.ACTIVE),
    ("迁入", Status.ACTIVE),
    ("active", Status.ACTIVE),
    ("revoked", Status.REVOKED),
    ("closed", Status.CLOSED),
    ("cancelled", Status.CLOSED),
)
_ENGLISH = {str(kind): kind for kind in Kind}


def read_kind(said: str | None, name: str = "", code: str = "") -> str | None:
    """What a register says of the legal form; else what the name's end or the code's beginning tells; None unknown.

    >>> read_kind("有限责任公司(自然人独资)"), read_kind("N/A", "某某茶叶专业合作社"), read_kind("", "某某厂")
    ('limited', 'cooperative', None)
    """
    found = _said(said or "")
    if found is not None:
        return found
    plain = unicodedata.normalize("NFKC", name)
    for ending, kind in _NAME_ENDINGS:
        if plain.endswith(ending):
            return str(kind)
    return next((str(kind) for beginning, kind in _CODE_BEGINNINGS if code.startswith(beginning)), None)


@lru_cache(maxsize=4096)
def _said(said: str) -> str | None:
    if is_unknown(said):
        return None
    plain = unicodedata.normalize("NFKC", said).strip()
    if plain.lower() in _ENGLISH:
        return str(_ENGLISH[plain.lower()])
    return str(next((kind for word, kind in _KIND_WORDS if word in plain), Kind.OTHER))


@lru_cache(maxsize=4096)
def read_status(said: str | None) -> str | None:
    """What a register says has become of a firm; None where it says nothing that is known.

    >>> read_status("存续（在营、开业、在册）"), read_status("吊销，未注销"), read_status("不详")
    ('active', 'revoked', None)
    """
    if is_unknown(said):
        return None
    plain = unicodedata.normalize("NFKC", said or "").lower()
    return next((str(status) for word, status in _STATUS_WORDS if word in plain), None)
