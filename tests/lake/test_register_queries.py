"""The register has the same answers, in the same order, from DuckDB, from its index, from Spark and by hand."""

import math
import threading
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.lake.schemes import TWO_RATIOS
from tidehead.calc.schemes import prepare
from tidehead.lake import SparkEngine, grade
from tidehead.lake.register import (
    Accept,
    Firm,
    FirmFilter,
    MadeIndustry,
    MadePlace,
    MadeUpTable,
    Register,
    TooMany,
    UnknownLevel,
    make_up,
    name_key,
    write_register,
)
from tidehead.lake.register.classifying import classified
from tidehead.reading.firms import Book, IndustryCode, IndustryWord
from tidehead.reading.firms.codes import read_code
from tidehead.reading.firms.rows import RowReader

TABLE = MadeUpTable(
    (MadePlace("990101", "甲县", 3.0), MadePlace("990102", "乙县", 2.0), MadePlace("990103", "丙市", 1.0, "990103001")),
    (
        MadeIndustry("3441", "水泵", 4.0, "t/pumps", "product", "manufacture"),
        MadeIndustry("3443", "阀门", 2.0, "t/pumps", "component", "manufacture"),
        MadeIndustry("3525", "模具", 3.0, "t/moulds", "equipment", "manufacture"),
        MadeIndustry("5179", "机械批发", 2.0, "", "trade", "trade"),
        MadeIndustry("6510", "软件", 1.0, "", "service", "service"),
    ),
)
SIZE = 3000
FILTERS = (
    FirmFilter(),
    FirmFilter(text="岚"),
    FirmFilter(text="水泵"),
    FirmFilter(text="泵 有限"),
    FirmFilter(text="没有这个"),
    FirmFilter(text="（）"),
    FirmFilter(text="有限公司", counties=("990102",)),
    FirmFilter(counties=("990101", "990103")),
    FirmFilter(industry="34"),
    FirmFilter(industry="344"),
    FirmFilter(text="汐", industry="3441"),
    FirmFilter(industries=("3441", "65")),
    FirmFilter(words=("阀", "软件")),
    FirmFilter(cluster="t/pumps", role="component"),
    FirmFilter(activity="trade"),
    FirmFilter(town="990103001"),
    FirmFilter(places=frozenset({"990103001", "990102"})),
    FirmFilter(places=frozenset()),
    FirmFilter(registered_from=date(2010, 1, 1), registered_to=date(2015, 6, 30)),
    FirmFilter(capital_from=5e6, capital_to=1e8),
    FirmFilter(as_of=2012),
    FirmFilter(codes=frozenset()),
    FirmFilter(text="91990102YY"),
    FirmFilter(text="91990102YY", industry="35"),
    FirmFilter(text="有限 水泵"),
    FirmFilter(text="旧泵业　水泵", counties=("990101",)),
    FirmFilter(text="旧泵业 公司 老阀"),
    FirmFilter(text="ab 1號廠"),
    FirmFilter(text="閥門"),
    FirmFilter(text="馬到成功"),
    FirmFilter(text="９１９９０１０２"),
    FirmFilter(text="旧泵", counties=("990101",)),
)
SIMPLIFIED = str.maketrans("閥門馬號廠", "阀门马号厂")
_SAME = ("cluster", "role", "activity", "town")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up firms, some with names and codes of their own that make answers harder."""
    place = tmp_path_factory.mktemp("register")
    make_up(place / "made", SIZE, TABLE, seed=3, years=(2023, 2024))
    made = Register(place / "made")
    firms = list(made.rows_for_export())
    firms[5] = replace(firms[5], county=None, division=None, group_=None, industry=None, registered_on=None)
    firms[6] = replace(firms[6], name=firms[900].name, former_names="旧泵业公司;老阀厂")
    firms[7] = replace(firms[7], name="水泵", capital_cny=None, jobs=None)
    firms[8] = replace(firms[8], name=None, status="active", kind="limited")
    firms[9] = replace(firms[9], name="ＡＢ（水泵）𠮷-1号厂")
    firms[10] = replace(firms[10], name="馬到成功機械厂")
    firms[11] = replace(firms[11], name="馬到成功")
    firms[12] = replace(firms[12], name="马到成功")
    panel = [year for firm in firms[:40] for year in made.panel_of(firm.code)]
    write_register(firms, place / "v", panel=panel)
    return place / "v"


@pytest.fixture(scope="module")
def register(folder: Path) -> Register:
    return Register(folder)


@pytest.fixture(scope="module")
def firms(register: Register) -> list[Firm]:
    return list(register.rows_for_export())


@pytest.fixture(scope="module")
def scanning(folder: Path) -> Register:
    """The same register, as one that is too large for an index."""
    found = Register(folder)
    found.__dict__["_names"] = None
    return found


@pytest.fixture(scope="module")
def on_spark(spark: SparkEngine, folder: Path) -> Register:
    return Register(folder, spark)


def fits(firm: Firm, sought: FirmFilter) -> bool:
    """What a filter means, plainly."""
    names = [name_key(one) for one in (firm.name or "", *(firm.former_names or "").split(";"))]
    plain = unicodedata.normalize("NFKC", sought.text)
    begun = plain.isalnum() and len(plain) >= 6 and firm.code.startswith(plain)
    words = [{name_key(one), name_key(one.translate(SIMPLIFIED))} for one in plain.split() if name_key(one)]
    named = bool(words) and all(any(key in name for key in keys for name in names) for keys in words)
    industries = [one for one in (sought.industry, *sought.industries) if one]
    day, capital = firm.registered_on, firm.capital_cny
    return all((
        not sought.text or begun or named,
        not sought.counties or firm.county in sought.counties,
        sought.places is None or bool({firm.county, firm.town, firm.park} & sought.places),
        not industries or any((firm.industry or "").startswith(one) for one in industries),
        not sought.words or any(word in (firm.name or "") + "|" + (firm.scope or "") for word in sought.words),
        all(not getattr(sought, name) or getattr(firm, name) == getattr(sought, name) for name in _SAME),
        sought.registered_from is None or (day is not None and day >= sought.registered_from),
        sought.registered_to is None or (day is not None and day <= sought.registered_to),
        sought.as_of is None or (day is not None and day.year <= sought.as_of),
        sought.capital_from is None or (capital is not None and capital >= sought.capital_from),
        sought.capital_to is None or (capital is not None and capital <= sought.capital_to),
        sought.codes is None or firm.code in sought.codes,
    ))  # fmt: skip


def by_hand(firms: list[Firm], sought: FirmFilter) -> list[str]:
    found = [firm for firm in firms if fits(firm, sought)]
    return [
        firm.code
        for firm in sorted(
            found,
            key=lambda firm: (
                bool(sought.text) and firm.name not in {sought.text, sought.text.translate(SIMPLIFIED)},
                firm.code,
            ),
        )
    ]


@pytest.mark.parametrize("sought", FILTERS, ids=str)
def test_search_finds_what_fits_in_order_with_and_without_the_index(
    register: Register, scanning: Register, firms: list[Firm], sought: FirmFilter
) -> None:
    wanted = by_hand(firms, sought)
    for one in (register, scanning):
        found = one.search(sought, 3, 25)
        assert ([firm.code for firm in found.rows], found.total) == (wanted[3:28], len(wanted))
        assert one.count(sought) == len(wanted)
    assert register.search(sought, 0, 60).rows == scanning.search(sought, 0, 60).rows


def test_spark_searches_as_duckdb_does(register: Register, on_spark: Register) -> None:
    for sought in FILTERS:
        assert on_spark.search(sought, 2, 9) == register.search(sought, 2, 9), sought


@pytest.mark.parametrize("order", ["name", "registered_on", "capital_cny", "jobs"])
def test_orders_put_the_unknown_last(register: Register, firms: list[Firm], order: str) -> None:
    for descending in (False, True):
        rows = register.search(FirmFilter(), 0, SIZE, order=order, descending=descending).rows
        values = [getattr(row, order) for row in rows]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=descending) and values[len(known) :] == [None] * (SIZE - len(known))
    with pytest.raises(UnknownLevel):
        register.search(FirmFilter(), order="no such")


def test_counts_are_those_of_a_plain_count(register: Register, firms: list[Firm]) -> None:
    found = register.counts_by(("county", "division"))
    plain = Counter((firm.county, firm.division) for firm in firms if firm.county and firm.division)
    for (at, place), (to, industry) in ((a, b) for a in enumerate(found.labels[0]) for b in enumerate(found.labels[1])):
        assert found.matrix[at, to] == plain[place, industry]
    assert (found.matrix.dtype, found.matrix.sum(), found.unknown) == (np.int64, SIZE - 1, 1)
    with pytest.raises(UnknownLevel):
        register.counts_by(("planet",))


def test_counts_as_of_a_year_hold_only_firms_registered_by_then(register: Register, firms: list[Firm]) -> None:
    found = register.place_industry("county", "class", as_of=2010)
    assert found.matrix.sum() == sum(1 for one in firms if one.registered_on and one.registered_on.year <= 2010)
    jobs = register.place_industry(measure="jobs")
    assert jobs.matrix.sum() + jobs.unknown == sum(one.jobs or 0 for one in firms)


def test_location_quotients_by_hand(tmp_path: Path) -> None:
    """30 of 40 and 10 of 40: the first place has 30/40 of an industry that is 40/80 of all: 1.5."""
    sizes = {("990101", "34"): 30, ("990101", "35"): 10, ("990102", "34"): 10, ("990102", "35"): 30}
    firms = [
        Firm(f"row-{place}-{division}-{at}", county=place, division=division)
        for (place, division), count in sizes.items()
        for at in range(count)
    ]
    write_register(firms, tmp_path / "v")
    assert Register(tmp_path / "v").location_quotients().lq.tolist() == [[1.5, 0.5], [0.5, 1.5]]


def test_names_and_codes_that_come_twice_are_found(register: Register, firms: list[Firm]) -> None:
    found = {one.key: (one.count, one.codes) for one in register.duplicates()}
    assert found[firms[900].name] == (2, (firms[6].code, firms[900].code))
    assert all(count > 1 for count, _ in found.values()) and register.duplicates("code") == ()


def test_facets_count_values_with_the_commonest_first(register: Register, firms: list[Firm]) -> None:
    found = register.facets(FirmFilter(industry="34"), ("county", "role"))
    assert set(found) == {"county", "role"}
    plain = Counter(one.county for one in firms if (one.industry or "").startswith("34"))
    assert dict(found["county"]) == plain and found["county"][0][1] == max(plain.values())


ASKED: dict[str, Any] = {
    "count": lambda one: one.count(FirmFilter(text="泵")),
    "county": lambda one: one.counts_by(("county",)),
    "place x industry": lambda one: one.place_industry("county", "class"),
    "three levels": lambda one: one.counts_by(("year", "county", "activity"), FirmFilter(industries=("34", "35"))),
    "jobs": lambda one: one.place_industry(measure="jobs", as_of=2015),
    "quotients": lambda one: one.location_quotients("county", "group"),
    "duplicates": lambda one: one.duplicates(),
    "facets": lambda one: one.facets(FirmFilter(text="有限")),
    "firms": lambda one: list(one.rows_for_export(FirmFilter(industry="65"))),
    "years": lambda one: one.panel_totals(),
    "ordered": lambda one: one.search(FirmFilter(), 5, 20, order="capital_cny", descending=True),
}


@pytest.mark.parametrize("asked", ASKED)
def test_spark_answers_as_duckdb_does(register: Register, on_spark: Register, asked: str) -> None:
    """A master and two workers, each a process of its own; also the order of rows is the same."""
    here, there = ASKED[asked](register), ASKED[asked](on_spark)
    for name in ("matrix", "lq", "counts"):
        if hasattr(here, name):
            np.testing.assert_array_equal(getattr(here, name), getattr(there, name))
            here, there = replace(here, **{name: 0}), replace(there, **{name: 0})
    assert here == there


BOOK = Book(
    (
        IndustryCode("34", "通用设备制造业", "C", "C"),
        IndustryCode("344", "泵", "34", "C"),
        IndustryCode("3441", "泵", "344", "C"),
        IndustryCode("35", "专用设备制造业", "C", "C"),
        IndustryCode("352", "模具", "35", "C"),
        IndustryCode("3525", "模具", "352", "C"),
    ),
    (IndustryWord(("水泵",), "3441"), IndustryWord(("模具",), "3525")),
)


def test_classification_is_the_same_on_every_engine(register: Register, on_spark: Register) -> None:
    reader = RowReader(BOOK)
    here = list(classified(register, reader, FirmFilter(industry="3525")))
    assert list(classified(on_spark, reader, FirmFilter(industry="3525"))) == here
    codes = [one["code"] for one in here]
    assert codes and codes == sorted(codes) and {one["industry"] for one in here} == {"3525"}


def test_grading_is_the_same_on_every_engine(register: Register, on_spark: Register) -> None:
    scheme = prepare(TWO_RATIOS)
    answers = []
    for one in (register, on_spark):
        named = one.as_table("firms_here")
        table = one.engine.table(
            f"""select code as id, capital_cny as tax, jobs as land, jobs as spent, capital_cny as income,
            false as is_new, registered_on as opened, county as trade from {named}"""  # noqa: S608
        )
        graded = grade(one.engine, scheme, table, name="graded_entries", check=False)
        rows = one.engine.rows(f"select id, score, rank, grade from ({graded.sql}) order by id")  # noqa: S608
        answers.append([(code, None if score is None else round(score, 9), *rest) for code, score, *rest in rows])
    assert answers[0] == answers[1] and len(answers[0]) == SIZE


def test_a_register_may_be_asked_from_many_threads(register: Register) -> None:
    wanted, answers = register.place_industry().matrix.tolist(), []

    def ask() -> None:
        for _ in range(5):
            answers.append(
                (register.place_industry().matrix.tolist(), register.search(FirmFilter(text="水泵"), 0, 5).total)
            )

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == 30 and all(one == (wanted, answers[0][1]) for one in answers)


def test_made_up_firms_are_the_same_for_a_seed_and_labelled(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_up(tmp_path / name, 500, TABLE, seed=seed)
    first, same, other = (list(Register(tmp_path / name).rows_for_export()) for name in "abc")
    assert first == same != other
    assert Register(tmp_path / "a").meta.synthetic and all(one.synthetic for one in first)
    assert all(read_code(one.code).valid for one in first) and len({one.code for one in first}) == 500
    assert [one.code for one in first] == sorted(one.code for one in first)
    assert Counter(one.county for one in first) == {"990101": 250, "990102": 167, "990103": 83}
    with pytest.raises(TooMany):
        make_up(tmp_path / "d", 0, TABLE)


def test_shares_of_the_table_are_met(tmp_path: Path) -> None:
    """Without a tilt every place has the same shares: 4 of 12 are 3441, within four standard errors."""
    table = replace(TABLE, tilt=np.ones((3, 5)))
    make_up(tmp_path / "v", 6000, table)
    counts = Counter(one.industry for one in Register(tmp_path / "v").rows_for_export())
    for one in table.industries:
        share = one.share / 12
        assert abs(counts[one.code] / 6000 - share) < 4 * math.sqrt(share * (1 - share) / 6000)


def test_accepting_is_a_word_that_people_read() -> None:
    assert [str(one) for one in Accept] == ["all sound rows", "faulty cells as not known", "nothing until mended"]
