"""Codes as people and logs say them, and the keys of the rows they stand for."""

from collections.abc import Iterable

from tidehead.city.cases.models import Case, CaseBody
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.types import Text

_NOUNS = {
    "place": Text("地点", "place"),
    "party": Text("企业", "enterprise"),
    "lead": Text("单位", "organisation"),
    "owner": Text("岗位", "post"),
    "organisation": Text("单位", "organisation"),
}


def keys_of(column: str, codes: Iterable[str]) -> dict[str, int]:
    """Keys by code of what a column of a case refers to: place, party, lead, owner or organisation."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    model = CaseBody if column == "organisation" else Case
    related = model._meta.get_field(column).related_model
    return dict(related._default_manager.filter(code__in=wanted).values_list("code", "id"))


def key_of(column: str, code: str) -> int | None:
    """The key behind a code; None for no code. Raises CaseRefused for one that is unknown."""
    if not code:
        return None
    found = keys_of(column, [code]).get(code)
    if found is None:
        noun = _NOUNS[column]
        raise CaseRefused(Text(f"没有代码为“{code}”的{noun.zh}。", f'There is no {noun.en} with the code "{code}".'))
    return found


def labels_of(column: str, codes: Iterable[str]) -> dict[str, Text]:
    """Names by code of what a column of a case refers to."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    model = CaseBody if column == "organisation" else Case
    related = model._meta.get_field(column).related_model
    rows = related._default_manager.filter(code__in=wanted).values_list("code", "label_zh", "label_en")
    return {code: Text(zh, en) for code, zh, en in rows}
