"""Papers as Word and PDF: they say what they were given, in Chinese too, and no text changes their layout."""

import io
from dataclasses import replace

import pdfplumber
import pytest
from docx import Document

from tidehead.city.shell.cell_pictures import RankRange
from tidehead.city.shell.papers import Grid, Paper, Picture, docx_of, grid_of, pdf_of
from tidehead.city.shell.papers.describing import xml_text
from tidehead.city.shell.tables import Cell, Column, Row, Table

HOSTILE = '#panic("no") $x$ *b* _i_ <l> @r `c` \\ " // =1+1'


@pytest.fixture
def paper() -> Paper:
    grid = Grid("排名", ("位次", "企业"), (("1", "潮湾泵业"), ("2", HOSTILE)), (True, False), note="说明")
    return Paper(
        "亩均论英雄", "2025 年", "zh-hans", marks=("合成数据",), paragraphs=("方法：比值。", HOSTILE), grids=(grid,)
    )


def pdf_text(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as book:
        return "\n".join(page.extract_text() for page in book.pages)


def test_a_pdf_says_in_chinese_what_the_paper_says(paper):
    text = pdf_text(pdf_of(paper))
    assert all(words in text for words in ("亩均论英雄", "合成数据", "潮湾泵业", "说明", '#panic("no")'))


def test_a_word_file_says_what_the_paper_says(paper):
    book = Document(io.BytesIO(docx_of(paper)))
    said = [paragraph.text for paragraph in book.paragraphs]
    assert "亩均论英雄" in said and "合成数据" in said and HOSTILE in said
    assert [cell.text for cell in book.tables[0].rows[1].cells] == ["1", "潮湾泵业"]


def test_a_long_table_shows_its_heads_on_every_page():
    rows = tuple((str(number), f"企业{number}") for number in range(200))
    content = pdf_of(Paper("T", "", "en", grids=(Grid("", ("No", "Firm"), rows, (True, False)),)))
    with pdfplumber.open(io.BytesIO(content)) as book:
        assert len(book.pages) > 1
        assert all("Firm" in page.extract_text() for page in book.pages)


def test_a_paper_without_tables_is_a_paper():
    empty = Paper("T", "", "en")
    assert pdf_of(empty).startswith(b"%PDF")
    assert Document(io.BytesIO(docx_of(empty))).tables == []


def test_characters_that_xml_cannot_hold_are_left_out_of_word():
    book = Document(io.BytesIO(docx_of(Paper("a\x00b\x0bc", "", "en"))))
    assert book.paragraphs[0].text == "abc"


def test_a_picture_is_put_in_words_on_paper():
    cell = Cell(3, picture=RankRange("No. 3, 2–6", 3, 2, 6, of=9))
    table = Table(name="t", title="T", columns=(Column("r", "Range"),), rows=(Row((cell,)),))
    assert grid_of(table).rows == (("No. 3, 2–6",),)


def test_a_picture_stands_in_both_files_with_its_title_and_note(paper):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text x="2" y="15">潮</text></svg>'
    drawn = replace(paper, pictures=(Picture("三项滞后", svg, "虚线为今天"),))
    text = pdf_text(pdf_of(drawn))
    assert "三项滞后" in text and "虚线为今天" in text
    book = Document(io.BytesIO(docx_of(drawn)))
    assert len(book.inline_shapes) == 1
    assert book.inline_shapes[0].width.cm == pytest.approx(17.0, abs=0.01)


def test_characters_that_no_file_can_hold_are_left_out_of_every_kind() -> None:
    dirty = "Parking\x0b near\x01 the works\ufffe \ud800"
    picture = Picture(
        dirty, f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">{dirty}</text></svg>'
    )
    paper = Paper(dirty, dirty, "en", marks=(dirty,), paragraphs=(dirty,), pictures=(picture,), notes=(dirty,))
    assert pdf_of(paper).startswith(b"%PDF")
    assert docx_of(paper).startswith(b"PK")
    assert xml_text(dirty) == "Parking near the works "
