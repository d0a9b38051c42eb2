"""Values of a case's fields as they come from forms, systems and packs, checked against what its kind declares."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from tidehead.calc.casework.types import CaseField, CaseType
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisations_by_code, places_by_code

LONGEST_TEXT = 5_000
LARGEST = 1e15


def checked_fields(kind: CaseType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a log keeps them; an empty one is None. Raises CaseRefused, naming every wrong one."""
    declared = {one.id: one for one in kind.fields}
    faults: list[Text] = []
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in declared:
            faults.append(Text(f"没有字段“{name}”", f'there is no field "{name}"'))
            continue
        field = declared[name]
        try:
            found[name] = None if value is None or value == "" else _checked(field, value)
        except (TypeError, ValueError, OverflowError):
            faults.append(_fault(field))
    if faults:
        zh, en = "；".join(one.zh for one in faults), "; ".join(one.en for one in faults)
        raise CaseRefused(Text(f"{zh}。请改正后重试。", f"{en[:1].upper()}{en[1:]}. Correct it and try again."))
    return found


def _checked(field: CaseField, value: Any) -> Any:
    if field.kind in {"number", "money"}:
        return _number(value)
    if field.kind == "truth":
        if not isinstance(value, bool):
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    if field.kind == "day":
        return date.fromisoformat(value).isoformat()
    known = {
        "choice": lambda: any(one.id == value for one in field.choices),
        "place": lambda: value in places_by_code([value]),
        "organisation": lambda: value in organisations_by_code([value]),
    }.get(field.kind, lambda: len(value) <= LONGEST_TEXT and is_storable(value))
    if not known():
        raise ValueError
    return value


def is_storable(text: str) -> bool:
    """Whether both databases keep a text as it is: no NUL, and no half of a character (a lone surrogate)."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError
    return value


_EXPECTED = {
    "number": Text("须填一个数", "must be a number"),
    "money": Text("须填一个数", "must be a number"),
    "truth": Text("须填是或否", "must be yes or no"),
    "day": Text("须填日期，如 2026-03-01", "must be a day, as 2026-03-01"),
    "choice": Text("须从所列选项中选", "must be one of its choices"),
    "place": Text("须填已有的地点代码", "must be the code of a place"),
    "organisation": Text("须填已有的单位代码", "must be the code of an organisation"),
    "text": Text(f"须填文字，最多 {LONGEST_TEXT} 字", f"must be text of at most {LONGEST_TEXT} characters"),
}


def _fault(field: CaseField) -> Text:
    expected = _EXPECTED.get(field.kind, _EXPECTED["text"])
    return Text(f"“{field.label.zh}”{expected.zh}", f'"{field.label.en or field.label.zh}" {expected.en}')
