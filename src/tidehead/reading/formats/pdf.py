"""PDF files with a text layer: lines page by page, ruled tables as grids, running heads and page numbers left out."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException
from pypdfium2 import PdfiumError
from pypdfium2 import raw as pdfium

from tidehead.reading.errors import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    ReadingError,
    ScannedOnly,
    TooLarge,
)
from tidehead.reading.formats.gathering import Gathering, GridCell
from tidehead.reading.formats.streams import refuse_swelling
from tidehead.reading.limits import MAX_PAGES, MIN_LETTERS_PER_SCANNED_PAGE
from tidehead.reading.records import RawDocument, ReadingWarning

# Ruled tables take a tenth of a second a page to find: only pages with rules are searched, and not without end.
_MOST_TABLE_PAGES = 150
_RULES_OF_A_TABLE = 6
_MOST_OBJECTS = 20_000
# PDFium writes the hyphen of a broken word as one of these.
_HYPHEN = re.compile("[\x02\ufffe\u00ad](?=\n|$)")
# Or it has joined the word over the line's end itself, and leaves the mark inside.
_JOINED_WORD = re.compile("([A-Za-z]+)[\x02\ufffe](?=[a-z])")
_BROKEN_WORD = re.compile(r"(?<=[A-Za-z])-$")
# Prefixes whose hyphen is the word's own, wherever the line ends.
_KEEPS_HYPHEN = re.compile(
    r"\b(?:long|short|high|low|well|self|non|year|half|first|second|mid|co|pre|post|full|part|new|large|small|medium|"
    r"multi|inter|cross|fast|one|two|three|four|five|public|private|energy|carbon|cost)-$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?(?:page\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:/|of|共)\s*\d{1,4}\s*页?)?[-—–·\s]*", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LETTER = re.compile(r"\w")
_PLUMBER_ERRORS = (
    PDFException,
    PdfminerException,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
)


@dataclass(slots=True)
class _Page:
    """What one page holds: lines of text, and tables by the line before which they stand."""

    lines: list[str]
    tables: list[tuple[int, list[list[GridCell]]]] = field(default_factory=list)
    pictures: bool = False
    ruled: bool = False


def read(data: bytes) -> RawDocument:
    """The text, pages and tables of a PDF. Raises a ``ReadingError`` for a locked, scanned, broken or hostile one."""
    refuse_swelling(data)
    pages = _pages(data)
    _refuse_wordless(pages)
    warnings = _find_tables(data, pages) + _wordless(pages)
    _drop_running_lines(pages)
    return _put_together(pages, warnings)


# ---- pages -----------------------------------------------------------------------


def _pages(data: bytes) -> list[_Page]:
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        raise _refusal(error) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(
                f"PDF 有 {count} 页，超过 {MAX_PAGES} 页的上限：请拆分后再上传。",
                f"The PDF has {count} pages, more than the limit of {MAX_PAGES}: split it.",
            )
        if count == 0:
            raise EmptyDocument(
                "PDF 没有页面：请检查是否传错了文件。", "The PDF has no pages: check that it is the right file."
            )
        return [_page(document, i) for i in range(count)]
    finally:
        document.close()


def _refusal(error: PdfiumError) -> ReadingError:
    words = str(error).lower()
    if "password" in words or "security" in words:
        return EncryptedDocument(
            "PDF 有打开密码：请在原软件中取消密码后另存，再上传。",
            "The PDF needs a password to open: remove it where the PDF was made, save, and try again.",
        )
    return _broken("")


def _broken(place: str) -> BrokenDocument:
    return BrokenDocument(
        "PDF 已损坏：请重新下载，或用阅读器打开并另存，再上传。",
        "The PDF is damaged: download it again, or open it in a reader, save it again, and try that.",
        place=place,
    )


def _page(document: Any, number: int) -> _Page:
    place = f"第 {number + 1} 页 / page {number + 1}"
    try:
        page = document[number]
    except PdfiumError as error:
        raise _broken(place) from error
    try:
        text_page = page.get_textpage()
        text = text_page.get_text_range() if text_page.count_chars() > 0 else ""
        text_page.close()
        pictures, rules = _objects(page)
    except PdfiumError as error:
        raise _broken(place) from error
    finally:
        page.close()
    return _Page(_rejoined(_lines(text)), pictures=pictures, ruled=rules >= _RULES_OF_A_TABLE)


def _objects(page: Any) -> tuple[bool, int]:
    """(whether the page has pictures, how many drawn paths it has)."""
    pictures, paths = False, 0
    for nth, item in enumerate(page.get_objects(max_depth=3)):
        pictures = pictures or item.type == pdfium.FPDF_PAGEOBJ_IMAGE
        paths += item.type == pdfium.FPDF_PAGEOBJ_PATH
        if nth >= _MOST_OBJECTS:
            break
    return pictures, paths


def _lines(text: str) -> list[str]:
    text = _HYPHEN.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _JOINED_WORD.sub(_joined, text)
    text = _CONTROL.sub(" ", text.replace("\ufffe", "-").replace("\x02", "-"))
    lines = [line.strip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _joined(m: re.Match[str]) -> str:
    return f"{m[1]}-" if _KEEPS_HYPHEN.search(f"{m[1]}-") else m[1]


def _rejoined(lines: list[str]) -> list[str]:
    """Words broken by a hyphen at the line's end are whole again, on the line where they begin."""
    for i in range(len(lines) - 1):
        following = lines[i + 1]
        if not _BROKEN_WORD.search(lines[i]) or not following[:1].islower():
            continue
        rest, space, others = following.partition(" ")
        kept = lines[i] if _KEEPS_HYPHEN.search(lines[i]) else lines[i][:-1]
        lines[i] = kept + rest
        lines[i + 1] = others if space else ""
    return lines


def _refuse_wordless(pages: Sequence[_Page]) -> None:
    letters = sum(len(_LETTER.findall(line)) for page in pages for line in page.lines)
    scanned = sum(page.pictures for page in pages)
    if letters < MIN_LETTERS_PER_SCANNED_PAGE * max(1, scanned) and scanned:
        raise ScannedOnly(
            f"PDF 的 {len(pages)} 页都是扫描图片，没有文字层：请先做文字识别（OCR），或上传原始电子版。",
            f"The {len(pages)} pages of the PDF are scanned pictures without text: recognise it (OCR) first, "
            "or use the original file.",
        )
    if letters == 0:
        raise EmptyDocument(
            "PDF 里没有文字：请检查是否传错了文件。", "The PDF holds no text: check that it is the right file."
        )


def _wordless(pages: Sequence[_Page]) -> list[ReadingWarning]:
    blank = [str(i) for i, page in enumerate(pages, start=1) if page.pictures and not "".join(page.lines).strip()]
    if not blank:
        return []
    shown = ", ".join(blank[:10]) + (" …" if len(blank) > 10 else "")
    return [
        ReadingWarning(
            "scanned_pages", f"第 {shown} 页只有图片，未能读取。", f"Pages {shown} are pictures only and were not read."
        )
    ]


# ---- tables ----------------------------------------------------------------------


def _find_tables(data: bytes, pages: Sequence[_Page]) -> list[ReadingWarning]:
    """Replace the lines of ruled tables by their grids; a table that cannot be taken apart stays as lines."""
    ruled = [i for i, page in enumerate(pages) if page.ruled and page.lines]
    if not ruled:
        return []
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[i + 1 for i in ruled[:_MOST_TABLE_PAGES]]) as document:
            for page in document.pages:
                _take_tables(page, pages[page.page_number - 1])
                page.close()
    except _PLUMBER_ERRORS:
        return [_tables_missed("?")]
    return [_tables_missed(str(ruled[_MOST_TABLE_PAGES] + 1))] if len(ruled) > _MOST_TABLE_PAGES else []


def _tables_missed(page: str) -> ReadingWarning:
    return ReadingWarning(
        "tables_as_text",
        f"第 {page} 页起的表格按文字行读取。",
        f"From page {page} on, tables are read as lines of text.",
    )


def _take_tables(page: Any, kept: _Page) -> None:
    found = [t for t in page.find_tables() if _is_grid(t)]
    if not found:
        return
    outside = page
    for table in found:
        outside = outside.outside_bbox(_inside(table.bbox, page.bbox), strict=False)
    lines = [(line["top"], line["text"].strip()) for line in outside.extract_text_lines(return_chars=False)]
    kept.lines = _rejoined([text for _, text in lines])
    kept.tables = [
        (sum(1 for top, _ in lines if top < table.bbox[1]), _grid(table))
        for table in sorted(found, key=lambda t: t.bbox[1])
    ]


def _inside(box: Sequence[float], page: Sequence[float]) -> tuple[float, float, float, float]:
    return max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3])


def _is_grid(table: Any) -> bool:
    return len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1


def _grid(table: Any) -> list[list[GridCell]]:
    """Cells that pdfplumber gives as None are covered by a merged one: left of them, else above."""
    rows: list[list[str | None]] = table.extract()
    return [[GridCell("" if cell is None else cell.replace("\n", _glue(cell)), 1, 1) for cell in row] for row in rows]


def _glue(text: str) -> str:
    return " " if text.isascii() else ""


# ---- the whole -------------------------------------------------------------------


def _drop_running_lines(pages: Sequence[_Page]) -> None:
    """Remove page numbers, and heads and feet that return on most pages: they would cut sentences in two."""
    repeated = Counter(key for page in pages for key in {_shape(line) for _, line in _edges(page)})
    for page in pages:
        for i, line in sorted(_edges(page), reverse=True):
            often = len(pages) >= 3 and repeated[_shape(line)] * 2 > len(pages)
            if not line or _PAGE_NUMBER.fullmatch(line) or often:
                del page.lines[i]
                page.tables = [(at - (at > i), grid) for at, grid in page.tables]


def _edges(page: _Page) -> Iterator[tuple[int, str]]:
    """The first two and the last two lines of a page."""
    count = len(page.lines)
    for i in sorted({0, 1, count - 2, count - 1} & set(range(count))):
        yield i, page.lines[i]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _put_together(pages: Sequence[_Page], warnings: list[ReadingWarning]) -> RawDocument:
    found, starts = Gathering(), []
    for page in pages:
        starts.append(len(found.lines) + 1)
        at = 0
        for before, grid in page.tables:
            _add_lines(found, page.lines[at:before])
            found.add_table(grid)
            at = before
        _add_lines(found, page.lines[at:])
        if len(found.lines) < starts[-1]:
            found.add_text("")
    return RawDocument(tuple(found.lines), tuple(found.tables), tuple(starts), warnings=tuple(warnings))


def _add_lines(found: Gathering, lines: Sequence[str]) -> None:
    for line in lines:
        found.add_text(line)
