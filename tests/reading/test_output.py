"""A reading written out: JSON lines for programs, a table for a terminal, a workbook for Excel."""

import io
import json
import re
import zipfile
from dataclasses import fields, replace

import pytest
from lxml import etree

from tidehead.reading import Reading, Statement, read
from tidehead.reading.output import columns, padded, places, row, to_jsonl, to_table, to_xlsx

TEXT = "示例市2024年统计快报\n\n2024年全市工业总产值达到512.6亿元，同比增长7.3%。\n到2030年，力争培育企业100-120家。\n"
SCORED = ("line", "value", "value_high", "unit", "qualifier", "time", "kind", "change", "indicator", "subject", "quote")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def reading() -> Reading:
    return read(TEXT)


def saying(reading: Reading, words: str) -> Reading:
    """The reading with other words in its first statement and title."""
    first = replace(reading.statements[0], indicator=words, subject=words)
    return replace(reading, title=words, statements=(first, *reading.statements[1:]))


def test_every_field_of_a_statement_is_a_column_with_two_names() -> None:
    names = [column.name for column in columns()]
    assert tuple(names[: len(SCORED)]) == SCORED
    assert set(names) == {field.name for field in fields(Statement)}
    assert len(names) == len(set(names))
    assert all(re.search("[\u4e00-\u9fff]", column.zh) and column.en.isascii() for column in columns())


def test_json_lines_hold_one_whole_statement_each(reading: Reading) -> None:
    rows = [json.loads(line) for line in to_jsonl(reading).splitlines()]
    assert rows == [row(statement) for statement in reading.statements]
    assert [(r["value"], r["value_high"], r["unit"]) for r in rows] == [
        (512.6, None, "亿元"),
        (7.3, None, "%"),
        (100, 120, "家"),
    ]


def test_a_text_without_figures_gives_no_rows() -> None:
    reading = read("这里没有任何数字。")
    assert to_jsonl(reading) == ""
    assert "0 条" in to_table(reading)
    assert to_xlsx(reading)[:2] == b"PK"


# ---- terminal --------------------------------------------------------------------


def test_columns_of_a_table_line_up_with_wide_characters(reading: Reading) -> None:
    lines = to_table(reading).splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("─"))
    starts = [m.start() for m in re.finditer("─+", lines[rule])]
    for line in lines[rule + 1 :]:
        at = 0
        for start in starts[1:]:
            while places(line[:at]) < start:
                at += 1
            assert places(line[:at]) == start
            assert line[at - 2 : at] == "  " or len(line) <= at


def test_hedges_and_ranges_are_shown_as_signs(reading: Reading) -> None:
    assert "100–120" in to_table(reading)
    assert "≈5" in to_table(read("2024年投资约5亿元。"))


@pytest.mark.parametrize(("text", "width"), [("GDP", 3), ("亿元", 4), ("e\u0301", 1), ("（）", 4), ("", 0)])
def test_a_wide_character_takes_two_places(text: str, width: int) -> None:
    assert places(text) == width


@pytest.mark.parametrize("width", range(1, 12))
def test_a_cell_fills_exactly_its_places(width: int) -> None:
    assert all(places(padded(text, width)) == width for text in ("规上工业增加值", "a规b上c", "ab", ""))
    assert padded("7", 3, right=True) == "  7"


def test_a_document_cannot_steer_the_terminal(reading: Reading) -> None:
    shown = to_table(saying(reading, "\x1b[2J\x1b]0;x\x07产值\u202e\r"))
    assert not set(shown) & set("\x1b\x07\u202e\r")
    assert "产值" in shown


# ---- Excel -----------------------------------------------------------------------


def sheets(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert not [name for name in book.namelist() if "external" in name.lower()]
        return [book.read(name) for name in sorted(book.namelist()) if name.startswith("xl/worksheets/sheet")]


def shared_texts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = etree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(item.itertext()) for item in root.iter(f"{SHEET}si")]


def test_a_workbook_holds_numbers_as_numbers(reading: Reading) -> None:
    first = etree.fromstring(sheets(to_xlsx(reading))[0])
    numbers = [float(cell.findtext(f"{SHEET}v")) for cell in first.iter(f"{SHEET}c") if cell.get("t") in {None, "n"}]
    assert {512.6, 7.3, 100.0, 120.0} <= set(numbers)
    assert len(list(first.iter(f"{SHEET}row"))) == 1 + len(reading.statements)


@pytest.mark.parametrize(
    "words", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "http://x.example", "{=1}"]
)
def test_no_cell_is_a_formula_or_a_link(reading: Reading, words: str) -> None:
    data = to_xlsx(saying(reading, words))
    assert all(b"<f>" not in sheet and b"hyperlink" not in sheet for sheet in sheets(data))
    assert words.strip() in [text.strip() for text in shared_texts(data)]


def test_what_a_cell_cannot_hold_is_cut_or_replaced(reading: Reading) -> None:
    data = to_xlsx(saying(reading, "长" * 40_000 + "\ud800"))
    assert max(len(text) for text in shared_texts(data)) == 32_767
    assert "\ufffd" in "".join(shared_texts(to_xlsx(saying(reading, "a\ud800b"))))
