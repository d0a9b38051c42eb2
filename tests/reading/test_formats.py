"""Every format gives the same text in lines, its tables as grids, and where its pages begin."""

import docx
import pytest

from tests.reading.documents import SENTENCE, docx_with, pdf_of, ruled_table, saved, text_lines, word_part
from tidehead.reading import Reading, read_bytes, verify
from tidehead.reading.formats.gathering import Gathering, GridCell

TABLE = [["指标", "单位", "2024年"], ["工业总产值", "亿元", "512.6"], ["企业数", "家", "1204"]]


def figures(reading: Reading) -> list[tuple[float | None, str | None]]:
    assert all(verify(statement, reading.text) for statement in reading.statements)
    return [(statement.value, statement.unit) for statement in reading.statements]


# ---- plain text ------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = f"示例市统计快报\n\n{SENTENCE}\n"
    reading = read_bytes(text.encode(encoding), "a.txt")
    assert reading.text == text.rstrip("\n")
    assert figures(reading) == [(512.6, "亿元"), (7.3, "%")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    reading = read_bytes(end.join(["示例市快报", "", SENTENCE]).encode(), "a.txt")
    assert {statement.line for statement in reading.statements} == {3}


def test_an_encoding_that_is_not_utf8_is_said() -> None:
    assert [w.code for w in read_bytes(SENTENCE.encode("gb18030"), "a.txt").warnings if w.code == "encoding"] == [
        "encoding"
    ]


# ---- docx ------------------------------------------------------------------------


def test_a_docx_gives_paragraphs_headings_and_tables() -> None:
    document = docx.Document()
    document.add_heading("示例市产业发展报告", 0)
    document.add_paragraph(SENTENCE)
    table = document.add_table(3, 3)
    for i, row in enumerate(TABLE):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    reading = read_bytes(saved(document), "a.docx")
    assert (reading.source_format, reading.title) == ("docx", "示例市产业发展报告")
    assert reading.lines == ("示例市产业发展报告", SENTENCE, *("\t".join(row) for row in TABLE))
    assert figures(reading) == [(512.6, "亿元"), (7.3, "%"), (512.6, "亿元"), (1204, "家")]
    assert reading.tables[0].exact


def test_merged_cells_of_a_docx_stand_over_all_they_cover() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for i, row in enumerate([["领域", "指标", "2024年"], ["工业", "产值（亿元）", "51"], ["", "企业（家）", "12"]]):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    (found,) = read_bytes(saved(document), "a.docx").tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["领域", "指标", "2024年"],
        ["工业", "产值（亿元）", "51"],
        ["工业", "企业（家）", "12"],
    ]
    assert found.rows[2].cells[0].start == -1


def test_text_boxes_deleted_words_and_field_codes_are_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>投资达</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:r><w:t>35亿元</w:t></w:r>"
        "<w:r><w:instrText>PAGE 7亿元</w:instrText></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>88亿元</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
        "<w:p><w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r></w:p>"
    )
    assert read_bytes(word_part(body), "a.docx").lines == ("投资达35亿元", "第一行", "第二行")


def test_a_table_of_one_column_is_plain_text() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = f"通知\n{SENTENCE}"
    reading = read_bytes(saved(document), "a.docx")
    assert reading.tables == ()
    assert reading.lines == ("通知", SENTENCE)


def test_a_docx_is_known_by_its_bytes_not_its_name() -> None:
    assert read_bytes(docx_with(SENTENCE), "upload.bin").source_format == "docx"
    assert read_bytes(SENTENCE.encode(), "upload.bin").source_format == "txt"


def test_words_in_content_controls_are_read() -> None:
    body = f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    assert read_bytes(word_part(body), "a.docx").lines == (SENTENCE,)


# ---- html ------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>示例市人民政府</title><meta name="ArticleTitle" content="示例市统计快报">
<meta name="PubDate" content="2025-02-03 09:00"><script>var x = "9亿元";</script></head><body>
<nav><a href="/">首页</a> 5亿元</nav><h1>示例市统计快报</h1><p>去年全市工业总产值达到<b>512.6</b>亿元，
同比增长7.3%。</p><p hidden>1亿元</p><p style="display: none">2亿元</p>
<table><tr><th>指标</th><th colspan="2">2024年</th></tr><tr><td>产值（亿元）</td><td>51</td><td>52</td></tr></table>
<footer>访问量 12345 次</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_gives_its_article_only(encoding: str) -> None:
    reading = read_bytes(PAGE.encode(encoding), "a.html")
    assert (reading.source_format, reading.title) == ("html", "示例市统计快报")
    assert str(reading.issued_on) == "2025-02-03"
    assert reading.lines[:2] == ("示例市统计快报", "去年全市工业总产值达到512.6亿元， 同比增长7.3%。")
    assert figures(reading)[:2] == [(512.6, "亿元"), (7.3, "%")]
    assert reading.statements[0].time == "2024"
    assert not any(word in reading.text for word in ("首页", "9亿元", "1亿元", "2亿元", "访问量"))


def test_a_declared_charset_is_believed_where_it_fits() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{SENTENCE}</p></body></html>'
    assert read_bytes(page.encode("gb18030"), "a.htm").lines == (SENTENCE,)
    assert read_bytes(page.encode("utf-8"), "a.htm").lines == (SENTENCE,)


def test_a_cell_over_several_columns_and_rows_is_laid_out_on_the_grid() -> None:
    page = "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    (table,) = read_bytes(page.encode(), "a.html").tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", "乙", "乙"], ["甲", "丙", "丁"]]


def test_a_table_that_only_lays_out_the_page_is_read_as_text() -> None:
    page = f"<table><tr><td>侧栏</td><td><table><tr><td><p>{SENTENCE}</p></td></tr></table></td></tr></table>"
    reading = read_bytes(page.encode(), "a.html")
    assert reading.tables == ()
    assert SENTENCE in reading.lines


# ---- pdf -------------------------------------------------------------------------


def test_a_pdf_gives_lines_and_pages() -> None:
    data = pdf_of(
        text_lines("Lanmere Growth Plan", "", "By 2030 the region will create 12,500 new jobs."),
        text_lines("In 2024 output reached 4.2 billion pounds."),
    )
    reading = read_bytes(data, "a.pdf")
    assert reading.source_format == "pdf"
    assert reading.page_starts[0] == 1
    jobs, output = reading.statements
    assert (jobs.value, jobs.page, jobs.time) == (12500, 1, "2030")
    assert (output.page, output.page_line, reading.lines[output.line - 1]) == (
        2,
        1,
        "In 2024 output reached 4.2 billion pounds.",
    )


def test_a_statement_broken_over_lines_of_a_pdf_is_read_whole() -> None:
    data = pdf_of(
        text_lines(
            "Employment in advanced manufac-",
            "turing and logistics across the whole region grew by",
            "5.2 per cent in 2024, more than in any earlier year of",
            "the long-",
            "term plan.",
        )
    )
    reading = read_bytes(data, "a.pdf")
    assert "manufacturing" in reading.lines[0]
    assert "long-term" in reading.text
    (grown,) = reading.statements
    assert (grown.value, grown.time, grown.change) == (5.2, "2024", "yoy")
    assert "manufacturing" in grown.indicator


def test_a_ruled_table_of_a_pdf_is_a_grid() -> None:
    rows = [["Indicator", "Unit", "2024"], ["Exports", "GBP million", "640"], ["Visitors", "thousand", "81.5"]]
    reading = read_bytes(pdf_of(text_lines("Table 1 Key figures") + b" " + ruled_table(rows)), "a.pdf")
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in reading.tables] == [rows]
    assert [(s.value, s.unit, s.indicator, s.time) for s in reading.statements] == [
        (640, "GBP million", "Exports", "2024"),
        (81.5, "thousand", "Visitors", "2024"),
    ]


def test_running_heads_and_page_numbers_do_not_cut_sentences() -> None:
    pages = [
        text_lines("Lanmere Growth Plan", f"Words of page {word} that end here.", f"- {i} -")
        for i, word in enumerate("abcd", 1)
    ]
    assert read_bytes(pdf_of(*pages), "a.pdf").lines == tuple(f"Words of page {word} that end here." for word in "abcd")


# ---- gathering -------------------------------------------------------------------


def test_a_row_after_a_long_cell_keeps_its_columns() -> None:
    found = Gathering()
    found.add_table([[GridCell("a", down=3), GridCell("b")], [GridCell("c")], [GridCell("d")]])
    assert found.tables[0].rows == (("a", "b"), ("a", "c"), ("a", "d"))
    assert found.lines == ["a\tb", "\tc", "\td"]


def test_an_absurd_span_is_cut() -> None:
    found = Gathering()
    found.add_table([[GridCell("a", across=9999), GridCell("b")], [GridCell("c"), GridCell("d")]])
    assert len(found.tables[0].rows[0]) <= 201
