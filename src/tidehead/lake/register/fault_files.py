"""The faults of an import as a file that people can work through: CSV, Excel or Parquet."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tidehead.lake.register.cleaning import FAULT_SCHEMA, Fault
from tidehead.lake.register.staging import Staged

_TITLES = {
    "zh": ("行号", "表头", "内容", "问题", "怎么改", "整行不能导入"),
    "en": ("Row", "Heading", "Text", "What is wrong", "What to do", "Row cannot be taken in"),
}
_YES = {"zh": "是", "en": "yes"}
_MOST_SHEET_ROWS = 1_000_000
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_faults(staged: Staged, path: Path, *, language: str = "zh") -> None:
    """All faults of an import, in the order of rows; the path's ending says as what: .csv, .xlsx or .parquet."""
    language = "zh" if language.startswith("zh") else "en"
    if path.suffix == ".parquet":
        tables = [pq.read_table(one) for one in sorted(staged.folder.glob("chunk-*.faults.parquet"))]
        pq.write_table(pa.concat_tables(tables) if tables else FAULT_SCHEMA.empty_table(), path)
    elif path.suffix == ".xlsx":
        _write_book(_rows(staged.faults(most=_MOST_SHEET_ROWS), language), path, language)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_TITLES[language])
            for row in _rows(staged.faults(), language):
                writer.writerow([_harmless(cell) for cell in row])


def _rows(faults: Iterator[Fault], language: str) -> Iterator[list[object]]:
    for fault in faults:
        what, remedy = fault.what.text(language), fault.remedy.text(language)
        yield [fault.row, fault.heading, fault.text, what, remedy, _YES[language] if fault.fatal else ""]


def _harmless(cell: object) -> object:
    """A cell that Excel would compute is shown as text instead."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _write_book(rows: Iterator[list[object]], path: Path, language: str) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("问题" if language == "zh" else "Faults")
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 4, 28)
    for at, row in enumerate(_with_titles(rows, language)):
        sheet.write_row(at, 0, row)
    book.close()


def _with_titles(rows: Iterator[list[object]], language: str) -> Iterator[list[object]]:
    yield list(_TITLES[language])
    yield from rows
