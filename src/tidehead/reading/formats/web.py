"""Web pages: the article's words in lines and its tables as grids; scripts, menus and footers are left out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from tidehead.reading.errors import BrokenDocument, EmptyDocument, HostileDocument
from tidehead.reading.formats import plain
from tidehead.reading.formats.gathering import Gathering, GridCell, refuse_tags
from tidehead.reading.limits import MAX_MARKUP_DEPTH, MAX_PAGE_TAGS
from tidehead.reading.records import RawDocument

_LOOKS = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|h1|article|section)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80"}
_GAP = re.compile(r"[ \t\r\n\f\v]+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_SKIPPED = set(
    (
        "script style nav noscript template svg iframe object embed canvas select datalist button audio video map "
        "math head aside dialog textarea"
    ).split()
)
_BLOCKS = set(
    (
        "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr "
        "ul"
    ).split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Government sites name title and date of an article in these; the others are common on news sites.
_TITLES = ("articletitle", "og:title")
_DATES = ("pubdate", "publishdate", "article:published_time", "dc.date", "date")


def looks_like_html(data: bytes, name: str) -> bool:
    """Whether the first bytes, or the name, say that this is a web page."""
    head = data[:4096].replace(b"\x00", b"")
    return (
        bool(_LOOKS.search(head)) if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<" else _is_named(name, head)
    )


def _is_named(name: str, head: bytes) -> bool:
    return name.lower().endswith((".html", ".htm", ".xhtml", ".shtml")) and b"<" in head


def read(data: bytes) -> RawDocument:
    """The text and tables of a web page. Raises a ``ReadingError``."""
    refuse_tags(data, MAX_PAGE_TAGS)
    root = _tree(_NOT_XML.sub(" ", _decoded(data)))
    page = _Page()
    page.walk(root)
    found = page.found
    lines = _trimmed(found.lines)
    first = next((i for i, line in enumerate(found.lines) if line), 0)
    tables = tuple(type(t)(t.first_line - first, t.rows) for t in found.tables)
    return RawDocument(lines, tables, title=_meta(root, _TITLES) or page.title, date_text=_date_of(root))


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    """Without empty lines at either end."""
    first = next((i for i, line in enumerate(lines) if line), len(lines))
    last = next((i for i in range(len(lines), first, -1) if lines[i - 1]), first)
    return tuple(lines[first:last])


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        try:
            text = data.decode("gb18030" if name in _CHINESE else name, "replace")
        except LookupError:
            text = ""
        if text and text.count("\ufffd") * 50 <= len(text):
            return text
    return plain.decode(data)[0]


def _tree(text: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if _is_too_deep(str(error)):
            raise _too_deep() from error
        raise BrokenDocument(
            "网页无法解析：请在浏览器中打开并另存，再上传。",
            "The web page cannot be parsed: open it in a browser, save it again, and try that.",
        ) from error
    if any(_is_too_deep(entry.message) for entry in parser.error_log):
        raise _too_deep()
    if root is None:
        raise EmptyDocument(
            "网页里没有文字：请检查是否传错了文件。", "The web page holds no text: check that it is the right file."
        )
    return root


def _is_too_deep(message: str) -> bool:
    return "depth" in message.lower()


def _too_deep() -> HostileDocument:
    return HostileDocument(
        f"网页嵌套超过 {MAX_MARKUP_DEPTH} 层，已拒绝：请在浏览器中把正文另存为文本后再上传。",
        f"The page nests more than {MAX_MARKUP_DEPTH} deep and was refused: save its text from a browser and try that.",
    )


def _meta(root: Any, names: tuple[str, ...]) -> str:
    found = {(m.get("name") or m.get("property") or "").lower(): m.get("content") or "" for m in root.iter("meta")}
    return next((_GAP.sub(" ", found[name]).strip() for name in names if found.get(name, "").strip()), "")


def _date_of(root: Any) -> str:
    from_time = next((t.get("datetime") or "" for t in root.iter("time") if t.get("datetime")), "")
    return _meta(root, _DATES) or from_time


class _Page:
    """A page at work: text flows into a line until a block begins or ends."""

    def __init__(self) -> None:
        self.found = Gathering()
        self.title = ""
        self.line: list[str] = []

    def walk(self, root: Any) -> None:
        self._enter(root, kept=False)
        self._break()
        if not self.title:
            self.title = _GAP.sub(" ", "".join(root.xpath("//head/title[1]//text()"))).strip()

    def _enter(self, element: Any, *, kept: bool) -> None:
        """One element and what is in it; ``kept``: inside pre, where line breaks count."""
        name = element.tag if isinstance(element.tag, str) else ""
        if name and name not in _SKIPPED and not _is_hidden(element, name):
            self._inside(element, name, kept=kept or name == "pre")

    def _inside(self, element: Any, name: str, *, kept: bool) -> None:
        if name == "br":
            self._break()
            return
        if name == "table" and _is_grid(element):
            self._break()
            self.found.add_table(list(_grid(element)))
            return
        if name in _BLOCKS:
            self._break()
        at = len(self.found.lines)
        self._say(element.text, kept=kept)
        for child in element:
            self._enter(child, kept=kept)
            self._say(child.tail, kept=kept)
        if name in _BLOCKS:
            self._break()
        if name == "h1" and not self.title:
            self.title = " ".join(self.found.lines[at:]).strip()

    def _say(self, text: str | None, *, kept: bool) -> None:
        if not text:
            return
        if kept:
            for i, part in enumerate(text.split("\n")):
                if i:
                    self._break()
                self.line.append(part)
        else:
            self.line.append(text)

    def _break(self) -> None:
        text = _GAP.sub(" ", "".join(self.line)).strip()
        self.line = []
        if text:
            self.found.add_text(text)


def _is_hidden(element: Any, name: str) -> bool:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    return name == "footer" and not any(above.tag in {"article", "main"} for above in element.iterancestors())


def _is_grid(table: Any) -> bool:
    """Whether a table holds figures and not the page's layout: rows and columns, and no table in it."""
    if len(list(_limited(table.iter("table"), 2))) > 1:
        return False
    rows = list(_limited(table.iter("tr"), 2))
    return len(rows) > 1 and max(sum(1 for cell in row if cell.tag in {"td", "th"}) for row in rows) > 1


def _limited(elements: Iterable[Any], most: int) -> Iterator[Any]:
    for _, element in zip(range(most), elements, strict=False):
        yield element


def _grid(table: Any) -> Iterator[list[GridCell]]:
    for row in table.iter("tr"):
        cells = [c for c in row if c.tag in {"td", "th"}]
        if cells:
            yield [GridCell(_words(c), _span(c, "colspan"), _span(c, "rowspan")) for c in cells]


def _words(cell: Any) -> str:
    parts: list[str] = []
    for element in cell.iter():
        name = element.tag if isinstance(element.tag, str) else ""
        if element is not cell and (name in _BLOCKS or name == "br"):
            parts.append(" ")
        if name and name not in _SKIPPED:
            parts.append(element.text or "")
        if element is not cell:
            parts.append(element.tail or "")
    return "".join(parts)


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
