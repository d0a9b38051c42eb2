"""Personal data in lists of firms: recognised by heading and by what stands in the cells, and kept out."""

import re
from collections.abc import Sequence

from tidehead.calc.labels import Label
from tidehead.lake.headings import folded
from tidehead.lake.register.headings import FIRM_NAMES, PERSONAL_NAMES, split_heading

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?:[-转]\d{1,5})?(?!\d)")
_CITIZEN = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HINT = re.compile(r"[@\d]")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文应柯项牟"
)
_NAME_OF_PERSON = re.compile(r"[一-龥]{2,4}")
MASK = "■■■"
"""What stands where a telephone, identity number or e-mail address was taken out of a text."""
_ENOUGH = 0.5
LABELS = {
    "person": Label("个人姓名", "names of persons"),
    "phone": Label("电话号码", "telephone numbers"),
    "id_number": Label("身份证件号码", "identity numbers"),
    "email": Label("电子邮箱", "e-mail addresses"),
    "other": Label("其他个人信息", "other data of persons"),
}
"""What each kind of personal data is called."""


def personal_by_heading(heading: str) -> str:
    """The kind of personal data that a heading announces, "" for none.

    >>> personal_by_heading("法定代表人(负责人)"), personal_by_heading("企业名称")
    ('person', '')
    """
    bare = split_heading(heading)[0]
    key = folded(bare)
    if key in PERSONAL_NAMES:
        return PERSONAL_NAMES[key]
    if key in FIRM_NAMES:
        return ""
    stem = folded(re.split(r"[(（/、]", bare)[0])
    if stem in PERSONAL_NAMES:
        return PERSONAL_NAMES[stem]
    found = {PERSONAL_NAMES[word] for word in PERSONAL_NAMES if not word.isascii() and len(word) >= 2 and word in key}
    return _first(found)


def _first(kinds: set[str]) -> str:
    return next((kind for kind in ("id_number", "phone", "email", "person", "other") if kind in kinds), "")


def personal_by_values(cells: Sequence[str]) -> str:
    """The kind of personal data that half of the cells or more look like, "" for none."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 3:
        return ""
    for kind, test in (("id_number", _is_citizen), ("phone", _is_phone), ("email", _is_email), ("person", _is_person)):
        if sum(map(test, filled)) >= _ENOUGH * len(filled):
            return kind
    return ""


def _is_citizen(cell: str) -> bool:
    return _CITIZEN.fullmatch(cell) is not None


def _is_phone(cell: str) -> bool:
    return all(
        _MOBILE.fullmatch(part) or _LANDLINE.fullmatch(part) for part in re.split(r"[;；,，/、\s]+", cell) if part
    )


def _is_email(cell: str) -> bool:
    return _EMAIL.fullmatch(cell) is not None


def _is_person(cell: str) -> bool:
    return (
        _NAME_OF_PERSON.fullmatch(cell) is not None
        and cell[0] in _SURNAMES
        and cell[-1] not in "厂店社场院所部行区县市镇"
    )


def masked(text: str) -> tuple[str, int]:
    """A text whose telephone and identity numbers and e-mail addresses are masked, and how many were.

    >>> masked("加工；联系 13800138000")
    ('加工；联系 ■■■', 1)
    """
    if _HINT.search(text) is None:
        return text, 0
    count = 0
    for pattern in (_CITIZEN, _MOBILE, _LANDLINE, _EMAIL):
        text, several = pattern.subn(MASK, text)
        count += several
    return text, count
