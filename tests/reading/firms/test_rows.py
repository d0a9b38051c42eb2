"""Rows of a list become columns of a register: read by a book, every fault in its place."""

import json
import pickle
from datetime import date

import pytest

from tidehead.calc.check_digits import credit_code_check
from tidehead.reading.firms import Book, IndustryCode, IndustryWord, PlaceName
from tidehead.reading.firms.rows import SOLE_TRADER, RowReader

BOOK = Book(
    (
        IndustryCode("34", "通用设备制造业", "C", "C"),
        IndustryCode("344", "泵、阀门制造", "34", "C"),
        IndustryCode("3441", "泵制造", "344", "C"),
        IndustryCode("3443", "阀门制造", "344", "C"),
    ),
    (IndustryWord(("水泵",), "3441"), IndustryWord(("阀门",), "3443")),
    places=(
        PlaceName("990101", ("甲县",), "county", "990101"),
        PlaceName("990102", ("乙市", "乙县"), "county", "990102"),
        PlaceName("990102001", ("丙镇",), "town", "990102"),
    ),
    former_codes=(("990109", "990102"),),
)


def code(county: str = "990101", begin: str = "91") -> str:
    body = f"{begin}{county}YY0000012"
    return body + credit_code_check(body)


def read(reader: RowReader | None = None, **cells: str):
    given = {"name": "某泵业有限公司", "scope": "水泵制造"} | cells
    return (reader or RowReader(BOOK))({name: [cell] for name, cell in given.items()}, {})


def only(found, name: str):
    return found.values[name][0]


def test_industry_and_place_are_read_with_their_words() -> None:
    found = read(address="乙市丙镇一号路", code=code())
    assert [only(found, name) for name in ("industry", "group_", "division", "activity")] == [
        "3441",
        "344",
        "34",
        "manufacture",
    ]
    assert (only(found, "county"), only(found, "town")) == ("990102", "990102001")
    assert ["scope", "水泵", "3441"] in json.loads(only(found, "because")) and 0 < only(found, "confidence") <= 1


def test_an_abolished_county_code_is_that_of_its_successor() -> None:
    assert only(read(county="990109"), "county") == "990102"
    assert only(read(code=code("990109")), "county") == "990102"
    assert only(read(county="乙县", address="一号路"), "county") == "990102"


def test_what_the_file_itself_says_of_the_industry_goes_first() -> None:
    given = read(industry="C3443 阀门制造")
    assert (only(given, "industry"), only(given, "group_"), only(given, "confidence")) == ("3443", "344", 1.0)
    assert only(read(industry="阀门制造"), "industry") == "3443"
    assert only(read(industry="344"), "industry") == "3441", "a coarser code that agrees leaves the finer reading"
    assert [one.column for one in read(industry="跳舞").faults] == ["industry"]


def test_faults_name_cell_and_remedy() -> None:
    found = read(name="N/A", code=code()[:-1] + "?", registered_on="2001-02-30", capital_text="很多")
    assert [one.column for one in found.faults] == ["code", "name", "capital_text", "registered_on"]
    assert all(one.what.zh and one.remedy.zh and one.what.en and one.remedy.en for one in found.faults)
    assert only(found, "code") is None and only(found, "registered_on") is None


@pytest.mark.parametrize("cell", ["ANNA B EXAMPLE", "王某某", "3号楼", "-5万元"])
def test_a_capital_cell_that_was_not_understood_is_not_kept(cell: str) -> None:
    """Where columns slipped, names of persons stand in it, and a register is published."""
    assert only(read(capital_text=cell), "capital_text") is None
    assert only(read(capital_text="10万美元"), "capital_text") == "10万美元", "an amount is kept, its worth not known"


def test_unknown_cells_are_unknown_and_no_faults() -> None:
    found = read(scope="N/A", address="-", registered_on="", capital_text="N/A", code="无")
    assert found.faults == () and [only(found, name) for name in ("scope", "capital_cny", "code")] == [None] * 3


def test_individual_businesses_are_left_out_unless_asked_for() -> None:
    assert read(code=code(begin="92")).left_out == {0: SOLE_TRADER}
    assert read(kind="个体工商户").left_out == {0: SOLE_TRADER}
    assert read(RowReader(BOOK, sole_traders=True), code=code(begin="92")).left_out == {}


def test_a_reader_travels_and_tells_itself_apart() -> None:
    reader = RowReader(BOOK, date(2024, 12, 31), {"USD": 7.0})
    again = pickle.loads(pickle.dumps(reader))  # noqa: S301
    assert again.fingerprint == reader.fingerprint != RowReader(BOOK).fingerprint
    assert read(again, capital_text="1万美元").values["capital_cny"] == [7e4]
    assert [one.column for one in read(again, registered_on="2025-01-01").faults] == ["registered_on"]


def test_without_a_book_codes_capital_and_days_are_read_alone() -> None:
    found = read(RowReader(), capital_text="5(万)", registered_on="2001年2月3日", county="甲县")
    assert (only(found, "capital_cny"), only(found, "registered_on"), only(found, "county")) == (
        5e4,
        date(2001, 2, 3),
        "甲县",
    )


def test_a_year_needs_a_code_and_four_digits() -> None:
    found = RowReader()({"code": [code(), ""], "year": ["2024年", "24"]}, {})
    assert found.values["year"] == [2024, None]
    assert {(one.row, one.column) for one in found.faults} == {(1, "code"), (1, "year")}
