"""Tables leave the house as files that hold the same values and run nothing."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import gallery
import pytest
from django.test import RequestFactory
from django.utils import translation

from tidehead.city.shell.tables import (
    Cell,
    Column,
    Row,
    Table,
    csv_response,
    exported,
    filters_of,
    safe_text,
    shown_rows,
    xlsx_response,
)

DANGEROUS = ("=cmd|' /C calc'!A0", "+1+2", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def a_table(*cells, kind="text", **more):
    return Table(
        name="t",
        title="A table",
        columns=(Column("a", "A", kind=kind, **more),),
        rows=tuple(Row((cell,)) for cell in cells),
    )


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_in_a_csv_runs_as_a_formula(text):
    assert rows_of(csv_response(a_table(text)))[1][0] == f"'{text}" or "\r" in text
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5.2%", "+3", "-1,200.5", "潮湾", "", "a=b"])
def test_plain_numbers_and_words_are_left_alone(text):
    assert safe_text(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_in_an_excel_file_is_a_formula(text):
    with zipfile.ZipFile(io.BytesIO(xlsx_response(a_table(text)).content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "sheets/sheet" in name]
    assert len(sheets) == 2
    assert all("<f>" not in sheet for sheet in sheets)


def test_an_excel_file_says_where_its_figures_are_from():
    table = gallery.target_table()
    with zipfile.ZipFile(io.BytesIO(xlsx_response(table).content)) as book:
        workbook, words = book.read("xl/workbook.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert 'name="说明"' in workbook or 'name="About this table"' in workbook
    for said in (str(table.source), "14 Nov 2026", "Invented data"):
        assert said in words


def test_numbers_stay_numbers_and_unknown_stays_empty():
    rows = rows_of(csv_response(a_table(1234.5, None, float("nan"), Decimal("0"), kind="number", unit="亿元")))
    assert rows == [["A (100 million CNY)"], ["1234.5"], [""], [""], ["0"]]


def test_a_bound_is_not_exported_as_if_it_were_exact():
    rows = rows_of(csv_response(a_table(Cell(1200.0, comparator="ge"), Cell(3.0), kind="figure", unit="家")))
    assert rows == [["A", "A: unit", "A: comparator"], ["1200.0", "firms", "ge"], ["3.0", "firms", "eq"]]


def test_a_figure_with_a_unit_of_its_own_leaves_as_a_number_beside_its_unit_and_source():
    cells = (
        Cell(6240.68, unit="亿元", origin="A bulletin", locator="L12"),
        Cell(2.0, value_high=3.0, unit="%"),
        Cell(None, unit="亿元"),
    )
    heads, *rows = rows_of(csv_response(a_table(*cells, kind="figure")))
    assert heads == ["A", "A: unit", "A: upper end", "A: source", "A: place in it"]
    assert rows == [
        ["6240.68", "100 million CNY", "", "A bulletin", "L12"],
        ["2.0", "%", "3.0", "", ""],
        ["", "", "", "", ""],
    ]


def test_excel_gets_the_number_and_not_its_text():
    file = xlsx_response(a_table(Cell(6240.68, unit="亿元"), kind="figure"))
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        assert "<v>6240.68</v>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_request_decides_which_table_leaves_as_what():
    table = gallery.target_table()
    ask = RequestFactory().get
    assert exported(ask("/"), table) is None
    assert exported(ask("/?format=pdf"), table) is None
    assert exported(ask("/?format=csv&table=other"), table) is None
    assert exported(ask("/?format=csv"), table)["Content-Type"].startswith("text/csv")
    answer = exported(ask("/?format=xlsx&table=targets"), table)
    assert answer["Content-Disposition"] == 'attachment; filename="targets.xlsx"'


def test_sort_keys_are_plain_and_unknown_has_none():
    table = a_table(1234.5, None, kind="figure", unit="亿元")
    assert [row.cells[0].sort_key for row in shown_rows(table)] == ["1234.5", ""]
    assert [row.cells[0].text for row in shown_rows(table)] == ["CNY 123.45B", "—"]
    states = shown_rows(a_table("off_course", "reached", "nonsense", kind="status"))
    assert [row.cells[0].sort_key for row in states] == ["0", "5", "2"]


def test_filters_offer_what_occurs():
    table = gallery.target_table()
    offered = filters_of(table, shown_rows(table))
    assert [each.label for each in offered] == ["地方", "状态"]
    assert set(offered[1].choices) == {"reached", "ahead", "on course", "behind", "off course", "unknown"}


def test_a_row_that_does_not_fit_the_columns_is_refused():
    table = Table(name="t", title="t", columns=(Column("a", "A"), Column("b", "B")), rows=(Row(("one",)),))
    with pytest.raises(ValueError, match="longer"):
        shown_rows(table)


def test_dates_and_shares_read_as_their_columns_say():
    assert shown_rows(a_table(date(2026, 11, 14), kind="date"))[0].cells[0].text == "14 Nov 2026"
    assert shown_rows(a_table(0.677, kind="percent"))[0].cells[0].text == "67.7%"
    assert shown_rows(a_table("2025-01/2025-10", kind="period"))[0].cells[0].text == "Jan–Oct 2025"
