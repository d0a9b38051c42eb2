"""A paper as a Word file that can be edited further."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable

from tidehead.city.shell.papers.describing import Grid, Paper, xml_text
from tidehead.city.shell.papers.pdf import png_of

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CHINESE_FONT = "宋体"  # on every office machine; Word takes its nearest one where it is missing
_ACCENT = RGBColor(0x07, 0x56, 0x5A)


def docx_of(paper: Paper) -> bytes:
    """The paper as .docx. Characters that XML cannot hold are left out."""
    book = Document()
    _set_up(book)
    _say(book.add_heading(level=0), paper.title)
    _say(book.add_paragraph(), paper.subtitle)
    for mark in paper.marks:
        run = book.add_paragraph().add_run(xml_text(mark))
        run.bold, run.font.color.rgb = True, RGBColor(0x9A, 0x5D, 0x00)
    for paragraph in paper.paragraphs:
        _say(book.add_paragraph(), paragraph)
    for picture in paper.pictures:
        _say(book.add_heading(level=1), picture.title)
        book.add_picture(io.BytesIO(png_of(picture.svg)), width=Cm(17.0))
        if picture.note:
            _say(book.add_paragraph(style="Caption"), picture.note)
    for grid in paper.grids:
        _say(book.add_heading(level=1), grid.title)
        _write(book.add_table(rows=1, cols=len(grid.heads)), grid)
        if grid.note:
            _say(book.add_paragraph(style="Caption"), grid.note)
    for note in paper.notes:
        _say(book.add_paragraph(style="List Bullet"), note)
    _say(book.sections[0].footer.paragraphs[0], paper.foot)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _set_up(book: Document) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        font = book.styles[name].font
        font.name = "Calibri"
        book.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE_FONT)
        if name != "Normal":
            font.color.rgb = _ACCENT
    book.styles["Normal"].font.size = Pt(10.5)


def _write(table: WordTable, grid: Grid) -> None:
    table.style = "Light Grid Accent 1"
    for place, head in enumerate(grid.heads):
        _say(table.rows[0].cells[place].paragraphs[0], head)
    _repeat_head(table)
    for row in grid.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            paragraph = cells[place].paragraphs[0]
            _say(paragraph, text)
            if grid.numeric[place]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_head(table: WordTable) -> None:
    """A table over several pages shows its heads on each."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _say(paragraph: object, text: str) -> None:
    paragraph.add_run(xml_text(text))  # type: ignore[attr-defined]
