"""What somebody asks of the register, and what the lake is asked for it.

A search is a handful of words: it stands in the address of a page, is kept in a saved list, and comes in by the API.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from math import isfinite

from django.db.models import Q
from django.utils.http import urlencode

from tidehead.city.enterprises.honours import codes_with_title
from tidehead.city.enterprises.listing import codes_of_list
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.wording import ORDERS
from tidehead.city.places.queries import place_by_code, places_under
from tidehead.lake.register import FirmFilter, looks_like_code

LONGEST = 120  # characters of one word of a search
_MOST_KNOWN = 1_000
_MOST_CAPITAL = 1e15  # CNY; nobody has more


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmSearch:
    """What is asked; what is empty does not narrow. place includes what stands under it.

    industry: a code of any level, or words of the pack's own firms. registered_*: ISO days; capital_*: CNY.
    size: of firms that work knows. honour: id of a title. in_list: id of a saved list.
    """

    text: str = ""
    place: str = ""
    industry: str = ""
    cluster: str = ""
    role: str = ""
    activity: str = ""
    kind: str = ""
    status: str = ""
    registered_from: str = ""
    registered_to: str = ""
    capital_from: str = ""
    capital_to: str = ""
    size: str = ""
    honour: str = ""
    in_list: str = ""
    order: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What is not empty, as the address of a page has it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        return {name: value for name, value in self.asked.items() if name != "order"}

    def address(self, **changed: str) -> str:
        """The part of an address behind "?" that asks for this, with some of it changed."""
        return urlencode(replace(self, **changed).asked)


NAMES = tuple(field.name for field in fields(FirmSearch))


def read_search(given: Mapping[str, str]) -> FirmSearch:
    """A search as it came by an address or a file; what cannot be kept, or is no day, number or order, is dropped."""
    said = {name: str(given.get(name, "") or "").replace("\x00", "").strip()[:LONGEST] for name in NAMES}
    for name in ("registered_from", "registered_to"):
        said[name] = said[name] if _day(said[name]) else ""
    for name in ("capital_from", "capital_to"):
        said[name] = said[name] if _money(said[name]) is not None else ""
    said["order"] = said["order"] if said["order"] in ORDERS else ""
    return FirmSearch(**said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(text: str) -> float | None:
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if isfinite(amount) and 0 <= amount <= _MOST_CAPITAL else None


def filter_of(
    search: FirmSearch, *, actor_key: int | None = None, organisations: frozenset[str] = frozenset()
) -> FirmFilter:
    """What the lake is asked. A list that the actor may not see is empty."""
    codes: frozenset[str] | None = None
    text = search.text
    if known := _known_otherwise(text):
        codes, text = known, ""
    if search.honour:
        titled = codes_with_title(search.honour)
        codes = titled if codes is None else codes & titled
    if search.size:
        sized = frozenset(Enterprise.objects.filter(size=search.size, current=True).values_list("code", flat=True))
        codes = sized if codes is None else codes & sized
    if search.in_list:
        listed = codes_of_list(search.in_list, owner=actor_key, organisations=organisations)
        codes = listed if codes is None else codes & listed
    return FirmFilter(
        text=text,
        places=places_of(search.place),
        industry=search.industry,
        cluster=search.cluster,
        role=search.role,
        activity=search.activity,
        kind=search.kind,
        status=search.status,
        registered_from=_day(search.registered_from),
        registered_to=_day(search.registered_to),
        capital_from=_money(search.capital_from),
        capital_to=_money(search.capital_to),
        codes=codes,
    )


def _known_otherwise(text: str) -> frozenset[str]:
    """Codes of firms that work knows by a code of its own, or by an English name, that the register does not search.

    None where the text is the beginning of the codes of all of them: the register has those, and others beside.
    """
    if not text or not text.isascii():
        return frozenset()
    words = Q()
    for word in text.split():
        words &= Q(code__icontains=word) | Q(label_en__icontains=word) | Q(short_name__icontains=word)
    known = frozenset(Enterprise.objects.filter(words, current=True).values_list("code", flat=True)[:_MOST_KNOWN])
    begun = looks_like_code(text) and all(code.startswith(text.strip().upper()) for code in known)
    return frozenset() if begun else known


def places_of(place: str) -> frozenset[str] | None:
    """The codes that a firm of a place may be at; None where every firm of the register is meant."""
    if not place:
        return None
    found = place_by_code(place)
    return places_under(place) if found else frozenset({place})
