"""Locators in words: the place in a source that a figure, a target or a commitment was taken from."""

import re

from django.utils.translation import gettext as _

from tidehead.city.shell.formatting import is_chinese

_PART = re.compile(r"(?P<kind>[Lprt§])(?P<rest>.+)")


def locator_words(locator: str) -> str:
    """A locator as people say it; what is not in the grammar stays as it is.

    >>> locator_words("L158 t2-1 r5")
    'line 158, table 2-1, row 5'
    """
    words, before = "", ""
    for part in locator.split():
        joined = is_chinese() and before.startswith("t") and part.startswith("r")  # 表3-2第13行
        words += ("" if joined else "，" if is_chinese() else ", ") if words else ""
        words, before = words + _part_in_words(part), part
    return words


def _part_in_words(part: str) -> str:
    match = _PART.fullmatch(part)
    if match is None:
        return {"title": _("title"), "page": _("the whole page")}.get(part, part)
    rest = match["rest"]
    words = {
        "L": _("line %(number)s"),
        "p": _("page %(number)s"),
        "t": _("table %(number)s"),
        "r": _("row %(number)s"),
        "§": _("section %(number)s"),
    }[match["kind"]]
    if match["kind"] != "§" and not rest[0].isdigit():
        return part
    return words % {"number": rest}
