"""Word documents (docx): paragraphs as lines, tables as rows of tab-separated cells; text boxes are left out."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from tidehead.reading.errors import HostileDocument, UnknownFormat
from tidehead.reading.formats.archives import broken, encrypted, part_of, refuse_bomb
from tidehead.reading.formats.gathering import Gathering, GridCell, refuse_tags
from tidehead.reading.limits import MAX_WORD_TAGS
from tidehead.reading.records import RawDocument

_MAIN = "word/document.xml"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*officeDocument\"[^>]*>")
_TARGET = re.compile(rb"Target=\"/?([^\"]+)\"")
_TITLE_STYLE = re.compile(r"title|标题", re.IGNORECASE)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# What is not read as the document's words: text boxes, deleted and moved words, field codes, old-version doubles.
_SKIPPED = {
    "txbxContent",
    "del",
    "moveFrom",
    "pPr",
    "rPr",
    "instrText",
    "delText",
    "Fallback",
    "pict",
    "drawing",
    "object",
}
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError)


def refuse_encrypted(data: bytes, name: str) -> None:
    """Word keeps an encrypted docx in an old Office container. Raises EncryptedDocument."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted(name)


def read(data: bytes) -> RawDocument:
    """The text and tables of a docx. Raises a ``ReadingError`` that names the part where it is broken or hostile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive)
            part = _main_part(archive)
            xml = part_of(archive, part)
            refuse_tags(xml, MAX_WORD_TAGS)
            return _Document(part).read(xml)
    except (*_BROKEN, ValueError, RuntimeError) as error:
        raise broken("") from error


def _main_part(archive: zipfile.ZipFile) -> str:
    """Which part holds the text: what the package's relations say, else where Word puts it."""
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        relation = _RELATION.search(part_of(archive, "_rels/.rels"))
        target = _TARGET.search(relation.group()) if relation else None
        name = target[1].decode("utf-8", "replace") if target else ""
        if name in names:
            return name
    if _MAIN in names:
        return _MAIN
    if "word/" in {name[:5] for name in names}:
        raise broken(_MAIN)
    raise UnknownFormat(
        "这是压缩包或其他 Office 文件，不是 docx：请上传 txt、docx、pdf 或 html。",
        "This is an archive or another Office file, not a docx: use txt, docx, pdf or html.",
    )


class _Document:
    """The main part at work; only whole paragraphs and tables of the body are ever held as a tree."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.found = Gathering()
        self.title = ""

    def read(self, xml: bytes) -> RawDocument:
        try:
            for element in self._body(xml):
                self._take(element)
        except etree.XMLSyntaxError as error:
            raise self._refusal(str(error)) from error
        return RawDocument(tuple(self.found.lines), tuple(self.found.tables), title=self.title)

    def _body(self, xml: bytes) -> Iterator[Any]:
        """The body's own paragraphs and tables, each cleared once it has been read."""
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        inside = 0
        for event, element in etree.iterparse(io.BytesIO(xml), events=("start", "end"), **options):
            name = _name(element)
            if name not in {"p", "tbl", "txbxContent"}:
                continue
            if event == "start":
                self._refuse_entities(element, first=inside == 0 and not self.found.lines)
                inside += 1
                continue
            inside -= 1
            if inside == 0:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _refuse_entities(self, element: Any, *, first: bool) -> None:
        if first and element.getroottree().docinfo.internalDTD is not None:
            raise self._refusal("entity")

    def _refusal(self, why: str) -> Exception:
        if re.search(r"depth|entit|huge", why, re.IGNORECASE):
            return HostileDocument(
                "文件的内部结构异常（嵌套过深或含实体定义），已拒绝：请用 Word 打开并另存，再上传。",
                "The document's inner structure is abnormal (nested too deeply, or entities): save it again in Word.",
                place=self.part,
            )
        return broken(self.part)

    def _take(self, element: Any) -> None:
        if _name(element) == "tbl":
            self.found.add_table(_rows(element))
        elif _name(element) == "p":
            text = _text(element)
            if not self.title and text.strip() and _TITLE_STYLE.fullmatch(_style(element)):
                self.title = text.strip()
            self.found.add_text(text)


def _name(element: Any) -> str:
    """The tag without its namespace: transitional and strict documents differ only there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _style(paragraph: Any) -> str:
    style = paragraph.find("./{*}pPr/{*}pStyle")
    return next(iter(style.attrib.values()), "") if style is not None else ""


def _text(element: Any) -> str:
    """The words of a paragraph in order, without those in text boxes or struck out by a revision."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = _name(child)
        if name in _SKIPPED:
            continue
        if name == "t":
            parts.append(child.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        else:
            stack.append(iter(child))
    return "".join(parts)


def _rows(table: Any) -> list[list[GridCell]]:
    rows = [_cells(row) for row in _within(table, "tr")]
    going_on = [frozenset(cell.column for cell in row if cell.goes_on) for row in rows]
    return [[_stretched(cell, going_on, i) for cell in row if not cell.goes_on] for i, row in enumerate(rows)]


class _Cell:
    """A cell as Word writes it: where it begins, how wide it is, and whether it only continues the one above."""

    __slots__ = ("text", "column", "across", "starts", "goes_on")

    def __init__(self, element: Any, column: int) -> None:
        properties = element.find("./{*}tcPr")
        span = _attribute(properties, "gridSpan")
        merge = properties.find("./{*}vMerge") if properties is not None else None
        self.column = column
        self.across = int(span) if span.isdigit() and len(span) < 4 else 1
        self.starts = merge is not None and "restart" in merge.attrib.values()
        self.goes_on = merge is not None and not self.starts
        self.text = "" if self.goes_on else "\n".join(_text(p) for p in _paragraphs(element))


def _paragraphs(element: Any) -> Iterator[Any]:
    """The paragraphs of a cell, those of tables in it too, but not those of text boxes."""
    for child in element:
        name = _name(child)
        if name == "p":
            yield child
        elif name not in _SKIPPED:
            yield from _paragraphs(child)


def _attribute(properties: Any, name: str) -> str:
    found = properties.find(f"./{{*}}{name}") if properties is not None else None
    return next(iter(found.attrib.values()), "") if found is not None else ""


def _cells(row: Any) -> list[_Cell]:
    cells: list[_Cell] = []
    before = _attribute(row.find("./{*}trPr"), "gridBefore")
    column = int(before) if before.isdigit() and len(before) < 3 else 0
    for element in _within(row, "tc"):
        cell = _Cell(element, column)
        cells.append(cell)
        column += max(1, cell.across)
    return cells


def _within(element: Any, name: str) -> Iterator[Any]:
    """The children of that name, also those inside content controls."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _within(child, name)


def _stretched(cell: _Cell, going_on: Sequence[frozenset[int]], at: int) -> GridCell:
    """The cell with the rows it covers: those below in which its column only goes on."""
    down = 1
    while cell.starts and at + down < len(going_on) and cell.column in going_on[at + down]:
        down += 1
    return GridCell(cell.text, cell.across, down)
