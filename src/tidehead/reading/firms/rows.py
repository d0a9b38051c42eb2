"""Rows of a list of firms to columns of a register: codes, capital, days, industry and place, and every fault."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from tidehead.calc.labels import Label
from tidehead.reading.firms.book import Book
from tidehead.reading.firms.capital import NO_RATES, read_capital
from tidehead.reading.firms.classifier import Classifier
from tidehead.reading.firms.codes import CodeReading, read_code
from tidehead.reading.firms.days import read_day
from tidehead.reading.firms.kinds import Kind, read_kind, read_status
from tidehead.reading.firms.types import Classification, PlaceReading
from tidehead.reading.firms.unknowns import known

SOLE_TRADER, EMPTY = "sole_trader", "empty"
"""Why a row is not taken in: the register of an individual business is about a person; the row says nothing."""
_TEXTS = ("former_names", "scope", "address")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class RowFault:
    """One cell. row: its place among the rows that were handed in. column: of the register."""

    row: int
    column: str
    text: str
    what: Label
    remedy: Label


@dataclass(frozen=True, slots=True)
class RowsRead:
    """Columns of the register, each as long as what was given; faults; rows left out, and why."""

    values: Mapping[str, Sequence[Any]]
    faults: tuple[RowFault, ...]
    left_out: Mapping[int, str]


@dataclass(frozen=True)
class RowReader:
    """Reads rows of firms by a Book. Can be pickled.

    book: None reads codes, capital and days only. as_of: the day the data are of; later days are faults. rates: CNY for
    one unit of a foreign currency. sole_traders: whether individual businesses (codes 92…) are taken in.
    """

    book: Book | None = None
    as_of: date | None = None
    rates: Mapping[str, float] = field(default_factory=lambda: dict(NO_RATES))
    sole_traders: bool = False

    @property
    def fingerprint(self) -> str:
        """Another book, day, rates or choice reads rows otherwise."""
        asked = repr((self.book, self.as_of, sorted(self.rates.items()), self.sole_traders))
        return hashlib.sha256(asked.encode()).hexdigest()

    def __getstate__(self) -> dict[str, Any]:
        return {"book": self.book, "as_of": self.as_of, "rates": dict(self.rates), "sole_traders": self.sole_traders}

    @cached_property
    def classifier(self) -> Classifier | None:
        """Built when it is first needed, once in every process."""
        return Classifier(self.book) if self.book is not None else None

    def __call__(self, cells: Mapping[str, Sequence[str]], units: Mapping[str, str] = MappingProxyType({})) -> RowsRead:
        """cells: column to texts, all equally long. units: what headings give, such as 万元 for capital."""
        return _Reading(self, cells, units).result()


class _Reading:
    """Some thousand rows."""

    def __init__(self, reader: RowReader, cells: Mapping[str, Sequence[str]], units: Mapping[str, str]) -> None:
        self.reader, self.cells, self.units = reader, cells, units
        self.size = len(next(iter(cells.values()), ()))
        self.faults: list[RowFault] = []

    def result(self) -> RowsRead:
        values: dict[str, list[Any]] = {name: self._known(name) for name in _TEXTS if name in self.cells}
        codes = self._codes()
        values["code"] = [one.code if one.valid else None for one in codes]
        if "year" in self.cells:
            values["year"] = self._years()
            for at, one in enumerate(codes):
                if not one.code:
                    self._fault(at, "code", _NO_CODE)
            left_out = self._left_out(codes, values)
            return RowsRead(values, tuple(one for one in self.faults if one.row not in left_out), left_out)
        values["name"] = self._names()
        self._kinds(codes, values)
        left_out = self._left_out(codes, values)
        self._capital(values)
        self._days(values)
        if self.reader.classifier is not None:
            self._read_texts(values, left_out)
        else:
            values |= {name: self._known(name) for name in ("county", "town", "park", "industry") if name in self.cells}
        faults = tuple(one for one in self.faults if one.row not in left_out)
        return RowsRead(values, faults, left_out)

    def _known(self, name: str) -> list[str | None]:
        return [known(cell) for cell in self.cells.get(name, [""] * self.size)]

    def _fault(self, at: int, column: str, label: Label) -> None:
        zh, _, zh_remedy = label.zh.partition("；")
        en, _, en_remedy = label.text("en").partition("; ")
        text = self.cells[column][at] if column in self.cells else ""
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        what, remedy = Label(zh, en), Label(zh_remedy or "请核对", en_remedy or "check it")
        self.faults.append(RowFault(at, column, shown, what, remedy))

    def _codes(self) -> list[CodeReading]:
        made = [read_code(cell) for cell in self.cells.get("code", [""] * self.size)]
        for at, one in enumerate(made):
            if one.fault is not None:
                self._fault(at, "code", one.fault)
        return made

    def _names(self) -> list[str | None]:
        names = self._known("name")
        for at, name in enumerate(names):
            if name is None:
                self._fault(at, "name", _NO_NAME)
            elif len(name) > _LONGEST_NAME:
                self._fault(at, "name", _LONG_NAME)
        return names

    def _kinds(self, codes: list[CodeReading], values: dict[str, list[Any]]) -> None:
        """Kind and status as fixed words; the kind also where only the name or the code tells it."""
        said = self.cells.get("kind", [""] * self.size)
        values["kind"] = [
            read_kind(cell, name or "", code.code) for cell, name, code in zip(said, values["name"], codes, strict=True)
        ]
        if "status" in self.cells:
            values["status"] = [read_status(cell) for cell in self.cells["status"]]

    def _left_out(self, codes: list[CodeReading], values: Mapping[str, list[Any]]) -> dict[int, str]:
        made: dict[int, str] = {}
        kinds = values.get("kind", [None] * self.size)
        for at, code in enumerate(codes):
            if not self.reader.sole_traders and (code.is_sole_trader or kinds[at] == Kind.SOLE_TRADER):
                made[at] = SOLE_TRADER
        return made

    def _capital(self, values: dict[str, list[Any]]) -> None:
        if "capital_text" not in self.cells:
            return
        unit = self.units.get("capital_text", "")
        amounts: list[float | None] = []
        texts = self._known("capital_text")
        for at, cell in enumerate(self.cells["capital_text"]):
            found = read_capital(cell, unit=unit, rates=self.reader.rates)
            if found.fault is not None:
                self._fault(at, "capital_text", found.fault)
            if found.amount is None:
                texts[at] = None  # where columns slipped, a person's name may stand in it
            amounts.append(found.cny)
        values["capital_text"], values["capital_cny"] = texts, amounts

    def _days(self, values: dict[str, list[Any]]) -> None:
        if "registered_on" not in self.cells:
            return
        made: list[date | None] = []
        for at, cell in enumerate(self.cells["registered_on"]):
            found = read_day(cell, self.reader.as_of)
            if found.fault is not None:
                self._fault(at, "registered_on", found.fault)
            made.append(found.day)
        values["registered_on"] = made

    def _years(self) -> list[int | None]:
        made: list[int | None] = []
        for at, cell in enumerate(self.cells["year"]):
            words = cell.strip().removesuffix("年").removesuffix(".0")
            good = len(words) == 4 and words.isascii() and words.isdigit() and words >= "1900"
            if not good:
                self._fault(at, "year", _NO_YEAR)
            made.append(int(words) if good else None)
        return made

    # Industry and place

    def _read_texts(self, values: dict[str, list[Any]], left_out: Mapping[int, str]) -> None:
        classifier, size = self.reader.classifier, self.size
        if classifier is None:
            return
        kept = [at for at in range(size) if at not in left_out]
        scopes, addresses = values.get("scope", [None] * size), self._places_said(values)
        found: list[Classification] = [_NOTHING] * size
        read = classifier.classify(
            [values["name"][at] or "" for at in kept],
            [scopes[at] or "" for at in kept],
            [addresses[at] for at in kept],
            [values["code"][at] or "" for at in kept],
        )
        for at, one in zip(kept, read, strict=True):
            found[at] = one
        for column, name in _READ_FIELDS:
            values[column] = [getattr(one, name) or None for one in found]
        values["activity"] = [str(one.activity) or None for one in found]
        values["confidence"] = [_confidence(one) for one in found]
        values["because"] = [_reasons(one) for one in found]
        self._given_industry(values)

    def _places_said(self, values: Mapping[str, list[Any]]) -> list[str]:
        """What says where each firm lies: the county that the file gives, before the address."""
        addresses = values.get("address", [None] * self.size)
        counties = [self._county_words(cell) for cell in self._known("county")] if "county" in self.cells else []
        if not counties:
            return [address or "" for address in addresses]
        return [f"{county} {address or ''}".strip() for county, address in zip(counties, addresses, strict=True)]

    def _given_industry(self, values: dict[str, list[Any]]) -> None:
        """A code that the file itself gives goes before what is read out of texts."""
        if "industry" not in self.cells or self.reader.book is None:
            return
        codes = {one.code for one in self.reader.book.codes}
        by_label = {one.label: one.code for one in self.reader.book.codes}
        for at, cell in enumerate(self.cells["industry"]):
            said = known(cell)
            if said is None:
                continue
            code = _code_in(said, codes) or by_label.get(said.strip(), "")
            if not code:
                self._fault(at, "industry", _NO_INDUSTRY)
                continue
            if len(code) > 1:
                _set_industry(values, at, code)

    def _county_words(self, said: str | None) -> str:
        """A county's code as its name, an abolished one as that of its successor; words as they stand."""
        if said is None or not said.isdigit():
            return said or ""
        return self._county_names.get(said[:6], "")

    @cached_property
    def _county_names(self) -> dict[str, str]:
        book = self.reader.book
        if book is None:
            return {}
        names = {place.code: place.names[0] for place in book.places if place.kind == "county"}
        return names | {old: names[new] for old, new in book.former_codes if new in names}


_NOTHING = Classification(place=PlaceReading())
_READ_FIELDS = (
    ("industry", "gbt4"),
    ("division", "gbt2"),
    ("group_", "gbt3"),
    ("cluster", "cluster"),
    ("role", "role"),
    ("county", "county"),
    ("town", "town"),
    ("park", "park"),
)


def _confidence(found: Classification) -> float | None:
    """Of the group; of the division where the texts settle no group."""
    sure = found.confidences
    return (sure.gbt3 if found.gbt3 else sure.gbt2) if found.gbt2 else None


def _reasons(found: Classification) -> str | None:
    if not found.because:
        return None
    return json.dumps([[one.where, one.word, one.code] for one in found.because], ensure_ascii=False)


def _code_in(said: str, codes: set[str]) -> str:
    """The code at the beginning of a cell: "C3441 泵及真空设备制造" is 3441."""
    bare = said.lstrip("ABCDEFGHIJKLMNOPQRST").strip()
    digits = bare[: len(bare) - len(bare.lstrip("0123456789"))]
    return digits if digits in codes else ""


def _set_industry(values: dict[str, list[Any]], at: int, code: str) -> None:
    agrees = (values["industry"][at] or values["group_"][at] or values["division"][at] or "").startswith(code)
    if agrees and len(code) < 4:
        return  # what was read is finer and says the same
    values["division"][at] = code[:2]
    values["group_"][at] = code[:3] if len(code) >= 3 else None
    values["industry"][at] = code if len(code) == 4 else None
    values["confidence"][at] = 1.0
    values["because"][at] = json.dumps([["given", code, code]])


_LONGEST_NAME = 120
_NO_NAME = Label("没有企业名称；请补上", "there is no name; write it")
_LONG_NAME = Label(
    "名称超过 120 字，多半是错列；请核对", "longer than 120 characters: the column may be wrong; check it"
)
_NO_CODE = Label("没有企业代码；请补上，或删去这一行", "there is no code; write it, or take the row away")
_NO_YEAR = Label("读不成年份；请写成 2024", "no year; write it like 2024")
_NO_INDUSTRY = Label(
    "不是国标行业代码或名称；请改写，或留空",
    "neither a code nor a name of the industrial classification; mend it, or leave it empty",
)
