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
_NOWHERE = PlaceReading()
MOST_REMEMBERED = 10_000
"""Sets of names in an address whose reading is remembered; then all are forgotten."""


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
        self._in_county = [any(place.county for place in places) for places in self._places]
        self._former = dict(former_codes)
        self._cities = {county[:4] for county in (*self._counties, *self._former)}
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)
        self._readings: dict[tuple[float, tuple[int, ...]], PlaceReading] = {}

    def locate(self, address: str, name: str = "", code: str = "") -> PlaceReading:
        """Where an address lies; the firm's name is asked where the address does not say, then its code."""
        if self._is_elsewhere(code):
            found = self._found(address)
            return self._reading(found, _SURE) if self._said_in_full(found) else _NOWHERE
        for text, sure in ((address, _SURE), (name, _NAME)):
            found = self._found(text)
            if found:
                return self._reading(found, sure)
        county = self.authority(code)
        if not county:
            return _NOWHERE
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

    def _found(self, text: str) -> tuple[int, ...]:
        """The numbers of the names in a text; none where no name tells a county."""
        if not text:
            return ()
        found = tuple([number for number, _, _ in self._automaton.find_matches_as_indexes(text)])
        for number in found:
            if self._in_county[number]:
                return found
        return ()

    def _said_in_full(self, found: tuple[int, ...]) -> bool:
        """Whether an address names the city or a county as such, and not only by letters that a street may have too."""
        return any(
            self._names[at].endswith(_SAID_IN_FULL) and any(one.kind in {"city", "county"} for one in self._places[at])
            for at in found
        )

    def _reading(self, found: tuple[int, ...], sure: float) -> PlaceReading:
        """What some names say together; remembered, for thousands of firms lie in one town."""
        reading = self._readings.get((sure, found))
        if reading is None:
            if len(self._readings) >= MOST_REMEMBERED:
                self._readings.clear()
            names = [(self._names[number], self._places[number]) for number in found]
            reading = self._readings[sure, found] = self._located(names, sure)
        return reading

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
