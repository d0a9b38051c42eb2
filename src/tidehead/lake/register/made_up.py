"""Made-up firms in any number: seeded, labelled as synthetic in every row, with shares that a table gives.

Names are put together from a place's name, invented syllables, a trade and a legal form; nobody is meant by them. Codes
carry valid check characters, but organisation codes that begin with YY, which no office has given out.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tidehead.calc.check_digits import CREDIT_ALPHABET
from tidehead.lake.register.columns import FIRM_SCHEMA, NAME_KEY, PANEL_SCHEMA
from tidehead.lake.register.meta import (
    FIRMS_FOLDER,
    PANEL_FOLDER,
    RegisterMeta,
    sync,
    sync_folder,
    write_meta,
)
from tidehead.lake.register.names_index import MOST_NAMES, build_names

MADE_UP = "made-up"
"""The source of every made-up firm."""
_SYLLABLES = tuple("岚汐沐珩霁曜翊璟骁煦澄桢栩葳莘泓溯屿岫崤峤垚堃埕坻珞琮瑄璞颢昉旻晟暄")
_FORMS = ("有限公司", "股份有限公司", "厂", "经营部", "合作社", "实业有限公司")
_FORM_SHARES = (0.72, 0.05, 0.1, 0.06, 0.03, 0.04)
_ROADS = ("一号路", "二号路", "三号路", "四号路", "五号路", "六号路", "七号路", "八号路")
_CAPITALS = np.array([1e5, 3e5, 5e5, 1e6, 2e6, 3e6, 5e6, 1e7, 2e7, 5e7, 1e8, 5e8])
_CAPITAL_SHARES = (0.1, 0.08, 0.2, 0.22, 0.1, 0.06, 0.1, 0.08, 0.03, 0.02, 0.008, 0.002)
_ALPHABET = np.frombuffer(CREDIT_ALPHABET.encode(), dtype=np.uint8)
_CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
_ORGANISATION_WEIGHTS = np.array((3, 7, 9, 10, 5, 8, 4, 2))
_MOST = 31**6
_PART_ROWS = 1_000_000
_ROW_GROUP = 20_480
_LARGE_ROW_GROUP = 122_880


@dataclass(frozen=True, slots=True)
class MadePlace:
    """Where made-up firms lie. code: six digits of a county; share: of all firms, any scale."""

    code: str
    label: str
    share: float = 1.0
    town: str = ""


@dataclass(frozen=True, slots=True)
class MadeIndustry:
    """What they do. code: four digits; trade: the word in names and scopes; share: of all firms, any scale."""

    code: str
    trade: str
    share: float = 1.0
    cluster: str = ""
    role: str = ""
    activity: str = ""


@dataclass(frozen=True, slots=True)
class MadeUpTable:
    """tilt[place, industry]: how much more of an industry a place has than the shares alone give; None: seeded."""

    places: tuple[MadePlace, ...]
    industries: tuple[MadeIndustry, ...]
    tilt: NDArray[np.float64] | None = None


class TooMany(ValueError):
    """More firms than made-up codes can tell apart, or none."""


def make_up(
    out: Path,
    count: int,
    table: MadeUpTable,
    *,
    seed: int = 1,
    until: date = date(2025, 12, 31),
    years: Sequence[int] = (),
    progress: Callable[[int], None] | None = None,
) -> RegisterMeta:
    """A register of so many made-up firms in a folder that appears when it is complete.

    until: the last day of registration. years: of these every firm reports figures. progress: told how many are made.
    A million are in memory at a time. Raises TooMany, FileExistsError.
    """
    if not 0 < count < _MOST:
        raise TooMany(f"from 1 to {_MOST - 1} firms can be made up")
    if out.exists():
        raise FileExistsError(out)
    folder = out.with_name(f".{out.name}.building")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / FIRMS_FOLDER).mkdir(parents=True)
    made, panel_rows = 0, 0
    for number, part in enumerate(_parts(count, table, seed, until)):
        _write(part, folder / FIRMS_FOLDER / f"part-{number:03d}.parquet", count)
        if years:
            panel_rows += _write_panel(part, years, seed + number, folder / PANEL_FOLDER / f"part-{number:03d}.parquet")
        made += part.num_rows
        if progress is not None:
            progress(made)
    indexed = count <= MOST_NAMES
    if indexed:
        build_names(folder, count)
    source = {"source": MADE_UP, "precedence": -1, "as_of": until.isoformat(), "rows": count, "seed": seed}
    meta = RegisterMeta(count, True, until.isoformat(), until.isoformat(), 0, panel_rows, indexed, (source,))
    write_meta(folder, meta)
    folder.rename(out)
    sync_folder(out.parent)
    return meta


def _write(part: pa.Table, path: Path, count: int) -> None:
    group = _ROW_GROUP if count <= MOST_NAMES else _LARGE_ROW_GROUP
    pq.write_table(part, path, compression="zstd", row_group_size=group)
    sync(path)


# Firms


def _parts(count: int, table: MadeUpTable, seed: int, until: date) -> Iterator[pa.Table]:
    """Firms in the order of their codes: place after place, a part at a time."""
    places = sorted(table.places, key=lambda place: (place.code, place.town))
    order = [table.places.index(place) for place in places]
    per_place = _allotted(count, np.array([place.share for place in places]))
    chances = _chances(table, seed)[order]
    ends = np.cumsum(per_place)
    words = _Words(places, table.industries)
    for number, start in enumerate(range(0, count, _PART_ROWS)):
        index = np.arange(start, min(start + _PART_ROWS, count))
        random = np.random.default_rng([seed, number])
        place = np.searchsorted(ends, index, side="right")
        industry = _drawn(chances, place, random)
        yield words.firms(index, place, industry, random, until)


def _allotted(count: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """So many by shares, the largest remainders filled up."""
    exact = shares / shares.sum() * count
    made = np.floor(exact).astype(np.int64)
    made[np.argsort(made - exact, kind="stable")[: count - int(made.sum())]] += 1
    return np.asarray(made)


def _chances(table: MadeUpTable, seed: int) -> NDArray[np.float64]:
    """Cumulated chances of the industries of every place."""
    shares = np.array([one.share for one in table.industries])
    shape = (len(table.places), len(shares))
    tilt = table.tilt if table.tilt is not None else np.random.default_rng([seed, _MOST]).lognormal(0, 1, shape)
    chances = shares * tilt
    return np.asarray(np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1))


def _drawn(chances: NDArray[np.float64], place: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    made = np.empty(len(place), dtype=np.int64)
    drawn = random.random(len(place))
    for one in np.unique(place):
        here = place == one
        made[here] = np.searchsorted(chances[one], drawn[here], side="right")
    return np.asarray(np.minimum(made, chances.shape[1] - 1))


class _Words:
    """The texts that made-up firms are put together from, as Arrow columns to take from."""

    def __init__(self, places: Sequence[MadePlace], industries: Sequence[MadeIndustry]) -> None:
        self.county_digits = np.array([[ord(sign) for sign in place.code] for place in places], dtype=np.uint8)
        self.labels = pa.array([place.label for place in places])
        self.codes = pa.array([place.code for place in places])
        self.towns = pa.array([place.town or None for place in places])
        self.trades = pa.array([one.trade for one in industries])
        self.scopes = pa.array([f"{one.trade}制造、加工、销售" for one in industries])
        self.by_industry = {
            "industry": pa.array([one.code for one in industries]),
            "division": pa.array([one.code[:2] for one in industries]),
            "group_": pa.array([one.code[:3] for one in industries]),
            "cluster": pa.array([one.cluster or None for one in industries]),
            "role": pa.array([one.role or None for one in industries]),
            "activity": pa.array([one.activity or None for one in industries]),
        }
        syllables = len(_SYLLABLES)
        self.brands = pa.array(
            [
                _SYLLABLES[at // syllables**2] + _SYLLABLES[at // syllables % syllables] + _SYLLABLES[at % syllables]
                for at in range(syllables**3)
            ]
        )

    def firms(
        self,
        index: NDArray[np.int64],
        place: NDArray[np.int64],
        industry: NDArray[np.int64],
        random: np.random.Generator,
        until: date,
    ) -> pa.Table:
        size = len(index)
        brand = self.brands.take(pa.array(random.integers(0, len(self.brands), size)))
        form = pa.array(_FORMS).take(pa.array(random.choice(len(_FORMS), size, p=_FORM_SHARES)))
        label, trade = self.labels.take(pa.array(place)), self.trades.take(pa.array(industry))
        name = pc.binary_join_element_wise(label, brand, trade, form, "")
        days = until.toordinal() - np.minimum(random.exponential(4000, size).astype(np.int64), 16_000)
        capital = random.choice(_CAPITALS, size, p=_CAPITAL_SHARES)
        house = pc.cast(pa.array(random.integers(1, 400, size)), pa.string())
        road = pa.array(_ROADS).take(pa.array(random.integers(0, len(_ROADS), size)))
        columns: dict[str, pa.Array] = {
            "code": _codes(self.county_digits[place], index),
            "name": name,
            NAME_KEY: name,
            "registered_on": pa.array((days - date(1970, 1, 1).toordinal()).astype(np.int32)).cast(pa.date32()),
            "capital_cny": pa.array(capital),
            "scope": self.scopes.take(pa.array(industry)),
            "address": pc.binary_join_element_wise(label, road, house, "号", ""),
            "county": self.codes.take(pa.array(place)),
            "town": self.towns.take(pa.array(place)),
            "jobs": pa.array(np.ceil(random.lognormal(2, 1.1, size))),
            "source": pa.array(["made-up"]).take(pa.array(np.zeros(size, dtype=np.int64))),
            "source_row": pa.array(index + 1),
            "synthetic": pa.array(np.ones(size, dtype=bool)),
        }
        columns |= {column: labels.take(pa.array(industry)) for column, labels in self.by_industry.items()}
        return pa.table(
            {one.name: columns.get(one.name, pa.nulls(size, one.type)) for one in FIRM_SCHEMA}, schema=FIRM_SCHEMA
        )


def _codes(county: NDArray[np.uint8], index: NDArray[np.int64]) -> pa.Array:
    """91, the county, YY and six characters of the firm's number, and both check characters."""
    size = len(index)
    values = np.zeros((size, 18), dtype=np.int64)
    values[:, 0], values[:, 1] = 9, 1
    values[:, 2:8] = county - ord("0")
    values[:, 8:10] = CREDIT_ALPHABET.index("Y")
    left = index.copy()
    for place in range(15, 9, -1):
        left, values[:, place] = np.divmod(left, 31)
    signs = _ALPHABET[values[:, :17]]
    signs[:, 16] = _organisation_check(signs[:, 8:16])
    values[:, 16] = _value_of(signs[:, 16])
    check = (-(values[:, :17] @ _CREDIT_WEIGHTS)) % 31
    made = np.concatenate([signs, _ALPHABET[check][:, None]], axis=1)
    return (
        pa.FixedSizeBinaryArray.from_buffers(pa.binary(18), size, [None, pa.py_buffer(np.ascontiguousarray(made))])
        .cast(pa.binary())
        .cast(pa.string())
    )


def _organisation_check(signs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Letters count 10 for A and on, as in GB 11714."""
    values = np.where(signs >= ord("A"), signs.astype(np.int64) - ord("A") + 10, signs.astype(np.int64) - ord("0"))
    return np.asarray(np.frombuffer(b"0123456789X", dtype=np.uint8)[(-(values @ _ORGANISATION_WEIGHTS)) % 11])


def _value_of(signs: NDArray[np.uint8]) -> NDArray[np.int64]:
    values = np.zeros(256, dtype=np.int64)
    values[_ALPHABET] = np.arange(len(_ALPHABET))
    return np.asarray(values[signs])


# Years


def _write_panel(part: pa.Table, years: Sequence[int], seed: int, path: Path) -> int:
    """Figures of every firm of a part for every year since it is there: growing or shrinking, each at its own pace."""
    path.parent.mkdir(exist_ok=True)
    random = np.random.default_rng([seed, 2])
    codes, jobs = part["code"], part["jobs"].to_numpy()
    begun = pc.year(part["registered_on"]).to_numpy()
    pace, worth = random.normal(0.02, 0.08, len(jobs)), random.lognormal(13.2, 0.5, len(jobs))
    tables = []
    for year in sorted(years):
        here = np.flatnonzero(begun <= year)
        people = np.maximum(np.round(jobs * np.exp(pace * (year - max(years)))), 1)[here]
        revenue = np.round(people * worth[here] * random.lognormal(0, 0.05, len(here)), -3)
        columns = {
            "enterprise": codes.take(pa.array(here)),
            "year": np.full(len(here), year),
            "jobs": people,
            "revenue_cny": revenue,
            "output_cny": np.round(revenue * 1.04, -3),
            "value_added_cny": np.round(revenue * random.uniform(0.15, 0.3, len(here)), -3),
            "tax_cny": np.round(revenue * random.uniform(0.01, 0.06, len(here)), -2),
            "rd_cny": np.round(revenue * random.uniform(0, 0.05, len(here)), -2),
            "energy_tce": np.round(revenue / 1e4 * random.uniform(0.02, 0.2, len(here)), 1),
            "source": np.full(len(here), MADE_UP, dtype=object),
            "synthetic": np.ones(len(here), dtype=bool),
        }
        arrays = {one.name: columns.get(one.name, pa.nulls(len(here), one.type)) for one in PANEL_SCHEMA}
        tables.append(pa.table(arrays, schema=PANEL_SCHEMA))
    panel = pa.concat_tables(tables).sort_by([("enterprise", "ascending"), ("year", "ascending")])
    pq.write_table(panel, path, compression="zstd", row_group_size=_ROW_GROUP)
    sync(path)
    return int(panel.num_rows)
