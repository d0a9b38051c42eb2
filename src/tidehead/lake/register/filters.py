"""Which firms are wanted, as Ibis conditions that every engine understands."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from tidehead.calc.linkage import folded
from tidehead.lake.register.columns import FORMER_KEYS, NAME_KEY, name_key

_SHORTEST_CODE = 6
_EXACT = ("town", "park", "cluster", "role", "activity", "kind", "status")
_BY_LENGTH = {2: "division", 3: "group_", 4: "industry"}


@dataclass(frozen=True, slots=True)
class FirmFilter:
    """Which firms are wanted; what is empty does not narrow.

    text: parts of the name or of a former name with spaces between, all of which are wanted, in simplified or
    traditional characters; or the beginning of the code. industry: two, three or four digits of
    GB/T 4754; industries: any of several. words: any of them in the name or the business scope. as_of: registered in
    this year or before (firms whose day is not known are left out then). codes: these firms only, none where empty;
    excluded: not these. places: firms whose county, town or park is among them, none where empty.
    """

    text: str = ""
    counties: tuple[str, ...] = ()
    places: frozenset[str] | None = None
    town: str = ""
    park: str = ""
    industry: str = ""
    industries: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    cluster: str = ""
    role: str = ""
    activity: str = ""
    kind: str = ""
    status: str = ""
    registered_from: date | None = None
    registered_to: date | None = None
    capital_from: float | None = None
    capital_to: float | None = None
    as_of: int | None = None
    codes: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()


EVERY_FIRM = FirmFilter()
_NOBODY = ibis.literal(False)


def looks_like_code(text: str) -> bool:
    """Whether a text may be the beginning of a code: letters and digits only, six or more, some of them digits."""
    bare = _as_code(text)
    return len(bare) >= _SHORTEST_CODE and bare.isascii() and bare.isalnum() and any(map(str.isdigit, bare))


def _as_code(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def keys_of(text: str) -> tuple[str, ...]:
    """A text as `name_key` makes it: as it is written, and in simplified characters where that is another.

    >>> keys_of("Ａ 閥門"), keys_of("阀门")
    (('a閥門', 'a阀门'), ('阀门',))
    """
    return tuple(dict.fromkeys(key for key in (name_key(text), name_key(folded(text))) if key))


def words_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Every word of what is asked, each in all the ways in which a name may have it; what is no word is passed over."""
    return tuple(dict.fromkeys(keys for word in text.split() if (keys := keys_of(word))))


def wanted(firms: Any, sought: FirmFilter) -> Any:
    """The firms that a filter wants. firms: an Ibis table of the register."""
    found = _conditions(firms, sought)
    return firms.filter(*found) if found else firms


def _conditions(firms: Any, sought: FirmFilter) -> list[Any]:
    made = []
    if sought.text.strip():
        made.append(_of_text(firms, sought.text.strip()))
    if sought.counties:
        made.append(firms.county.isin(sought.counties))
    made += [firms[name] == getattr(sought, name) for name in _EXACT if getattr(sought, name)]
    if sought.industry or sought.industries:
        codes = {code for code in (sought.industry, *sought.industries) if code}
        made.append(reduce(or_, (_of_industry(firms, code) for code in sorted(codes))))
    if sought.words:
        made.append(reduce(or_, (firms[at].contains(word) for word in sought.words for at in ("name", "scope"))))
    if sought.codes is not None:
        made.append(firms.code.isin(sorted(sought.codes)) if sought.codes else _NOBODY)
    if sought.excluded:
        made.append(firms.code.notin(sorted(sought.excluded)))
    if sought.places is not None:
        made.append(_at_places(firms, sought.places))
    return made + _bounds(firms, sought)


def _at_places(firms: Any, places: frozenset[str]) -> Any:
    """At any of the places; a place that is a county, a town and a park alike is asked of all three."""
    if not places:
        return _NOBODY
    return reduce(or_, (firms[column].isin(sorted(places)) for column in ("county", "town", "park")))


def _bounds(firms: Any, sought: FirmFilter) -> list[Any]:
    made = []
    for column, low, high in (
        (firms.registered_on, sought.registered_from, sought.registered_to),
        (firms.capital_cny, sought.capital_from, sought.capital_to),
    ):
        made += [column >= low] if low is not None else []
        made += [column <= high] if high is not None else []
    if sought.as_of is not None:
        made.append(firms.registered_on <= date(sought.as_of, 12, 31))
    return made


def _of_text(firms: Any, text: str) -> Any:
    words = [
        reduce(or_, (firms[column].contains(key) for key in keys for column in (NAME_KEY, FORMER_KEYS)))
        for keys in words_of(text)
    ]
    found = reduce(and_, words) if words else _NOBODY
    return found | firms.code.startswith(_as_code(text)) if looks_like_code(text) else found


def _of_industry(firms: Any, code: str) -> Any:
    column = _BY_LENGTH.get(len(code))
    return firms[column] == code if column else firms.division.startswith(code)
