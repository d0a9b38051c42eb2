"""The spellings in which registers say "not known"."""

import re
import unicodedata

_WORDS = frozenset(
    """- -- --- – — —— ― … ... . / \\ ? ?? * ** na n/a n.a n.a. n\\a #n/a #na nan null none nil (null) [null] <null>
    unknown missing undefined tbd 缺 缺失 空 空白 未知 不明 不详 不祥 未详 暂无 暂缺 暂无数据 无数据 没有数据 未填
    未填写 未填报 未报 未登记 未提供 未公示 未公开 未统计 不适用 待定 待补 待补充 保密 无 无此项 企业选择不公示
    该企业选择不公示 企业未选择公示""".split()
)
_MARKS = re.compile(r"[\s\u200b\ufeff\u00a0]+")


def is_unknown(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or one of the ways to write N/A.

    >>> is_unknown("Ｎ／Ａ"), is_unknown(" -- "), is_unknown("不详"), is_unknown("无锡")
    (True, True, True, False)
    """
    if not text:
        return True
    if len(text) > 16:
        return False
    bare = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return not bare or bare in _WORDS


def known(text: str | None) -> str | None:
    """The text without spaces around it and with plain widths; None where it says nothing."""
    if text is None or is_unknown(text):
        return None
    return unicodedata.normalize("NFC", text).strip(" \t\r\n\u3000\u200b\ufeff\u00a0'") or None
