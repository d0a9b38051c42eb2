"""An address to its county, town and park by the names of the region's places.

A county's own name decides; else a town whose name only one county has; else the authority digits of the firm's
unified social credit code. A firm that another city registered lies here only if its address says so in full: many
towns and streets of other cities are called the same.
"""

from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

from tidehead.reading.firms.book import PlaceName
from tidehead.reading.firms.types import PlaceReading, Reason

_SURE, _TOWN, _NAME, _AUTHORITY = 0.99, 0.95, 0.9, 0.8
_CITY_DIGITS = slice(2, 6)
_WHOLE_PROVINCE = "00"
_SAID_IN_FULL = ("市", "区", "县")


class Gazetteer:
    """The names of a region's places in one automaton."""

    def __init__(self, places: Iterable[PlaceName], former_codes: Iterable[tuple[str, str]] = ()) -> None:
        meant: dict[str, list[PlaceName]] = defaultdict(list)
        self._counties = set()
        for place in places:
            if place.kind == "county":
                self._counties.add(place.code)
            for name in place.names:
                if place not in meant[name]:
                    meant[name].append(place)
        self._names = list(meant)
        self._places = [meant[name] for name in self._names]
        self._former = dict(former_codes)
        self._cities = {county[:4] for county in (*self._counties, *self._former)}
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    def locate(self, address: str, name: str = "", code: str = "") -> PlaceReading:
        """Where an address lies; the firm's name is asked where the address does not say, then its code."""
        if self._is_elsewhere(code):
            found = self._found(address)
            return self._located(found, _SURE) if _said_in_full(found) else PlaceReading()
        for text, sure in ((address, _SURE), (name, _NAME)):
            found = self._found(text)
            if found:
                return self._located(found, sure)
        county = self.authority(code)
        if not county:
            return PlaceReading()
        return PlaceReading(county, confidence=_AUTHORITY, because=(Reason("uscc", code[2:8], county),))

    def authority(self, code: str) -> str:
        """The county whose authority registered an 18-character code, its successor where the code is abolished."""
        if len(code) != 18:
            return ""
        county = self._former.get(code[2:8], code[2:8])
        return county if county in self._counties else ""

    def _is_elsewhere(self, code: str) -> bool:
        """Whether an authority of another city registered the firm; those of provinces and the state are of none."""
        city = code[_CITY_DIGITS]
        known = len(code) == 18 and city.isdigit() and not city.endswith(_WHOLE_PROVINCE)
        return known and bool(self._cities) and city not in self._cities

    def _found(self, text: str) -> list[tuple[str, list[PlaceName]]]:
        if not text:
            return []
        hits = self._automaton.find_matches_as_indexes(text)
        found = [(self._names[number], self._places[number]) for number, _, _ in hits]
        return found if any(place.county for _, places in found for place in places) else []

    def _located(self, found: list[tuple[str, list[PlaceName]]], sure: float) -> PlaceReading:
        county, because = "", []
        for name, places in found:
            counties = {place.county for place in places if place.kind == "county"}
            if len(counties) == 1:
                county = counties.pop()
                because.append(Reason("address", name, county))
                break
        for kind in ("town", "park", "place"):
            if county:
                break
            for name, places in found:
                counties = {place.county for place in places if place.kind == kind and place.county}
                if len(counties) == 1:
                    county, sure = counties.pop(), min(sure, _TOWN)
                    because.append(Reason("address", name, county))
                    break
        town = self._of_kind("town", county, found)
        return PlaceReading(county, town, self._of_kind("park", county, found), sure if county else 0.0, tuple(because))

    def _of_kind(self, kind: str, county: str, found: list[tuple[str, list[PlaceName]]]) -> str:
        for _, places in found:
            for place in places:
                if place.kind == kind and place.county == county:
                    return place.code
        return ""


def _said_in_full(found: list[tuple[str, list[PlaceName]]]) -> bool:
    """Whether an address names the city or a county as such, and not only by letters that a street may have too."""
    return any(
        name.endswith(_SAID_IN_FULL) and any(place.kind in {"city", "county"} for place in places)
        for name, places in found
    )
