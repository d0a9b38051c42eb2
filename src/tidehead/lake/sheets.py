"""The bytes of a table file as rows of cells: CSV in the usual encodings and separators, xlsx and xls."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, load_workbook

from tidehead.calc.labels import Label
from tidehead.lake.cells import Cell

MAX_BYTES = 512 * 2**20
MAX_UNPACKED = 2 * 2**30
_DECODED = 1 << 20
_SEPARATORS = ",;\t|"
_ENCODINGS = ("utf-8", "gb18030")
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^<]*(?:</f>|/>))?<v>([^<]*)</v>')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnreadableFile(ValueError):
    """A file is no table; `label` says why and what to do."""

    def __init__(self, label: Label) -> None:
        super().__init__(label.text("en"))
        self.label = label


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in its file. name: "" for CSV. form: how it was read ("utf-8, ','", "xlsx")."""

    name: str
    rows: Sequence[Sequence[Cell]]
    form: str


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """Every sheet with anything in it. Raises UnreadableFile."""
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Label(f"文件超过 {MAX_BYTES >> 20} MB", f"the file is larger than {MAX_BYTES >> 20} MB"))
    if is_book(data):
        return _book(data)
    sheets = (_comma_separated(data),)
    if not sheets[0].rows:
        raise _EMPTY
    return sheets


def is_book(data: bytes) -> bool:
    """Whether it is an Excel file, by its first bytes."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


_EMPTY = UnreadableFile(Label("文件里没有任何内容", "the file is empty"))


def _comma_separated(data: bytes) -> Sheet:
    encoding = encoding_of(data)
    text = data.decode(encoding)
    separator = separator_of(text[:65536])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise csv_refused(error) from error
    return Sheet("", rows, f"{encoding}, {separator!r}")


def csv_refused(error: csv.Error) -> UnreadableFile:
    """What is said of a CSV that Python's reader refuses."""
    return UnreadableFile(
        Label(f"CSV 读不下去（{error}）；请检查引号", f"the CSV cannot be read ({error}); look at its quotes")
    )


def encoding_of(data: bytes) -> str:
    """The first encoding in which all of it is text, found block by block. Raises UnreadableFile."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        if _is_text(data, encoding):
            return encoding
    raise UnreadableFile(
        Label(
            "这不是可读的表格：请用 xlsx、xls，或 UTF-8、GB18030 编码的 CSV",
            "this is no table that can be read: use xlsx, xls, or CSV in UTF-8 or GB18030",
        )
    )


def _is_text(data: bytes, encoding: str) -> bool:
    decoder, whole = codecs.getincrementaldecoder(encoding)(), memoryview(data)
    try:
        for start in range(0, len(data), _DECODED):
            if "\0" in decoder.decode(whole[start : start + _DECODED], final=start + _DECODED >= len(data)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def separator_of(beginning: str) -> str:
    """The separator that splits the first lines into the most columns, most of them into as many."""
    head = [line for line in beginning.splitlines() if line.strip()][:30]
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(head, delimiter=separator))
        width, lines = max(
            ((w, n) for w, n in widths.items() if w > 1), key=lambda one: (one[1], one[0]), default=(0, 0)
        )
        if (lines, width) > most:
            best, most = separator, (lines, width)
    return best


def _book(data: bytes) -> tuple[Sheet, ...]:
    kind = "xlsx" if data.startswith(b"PK") else "xls"
    errors = _error_cells(data) if kind == "xlsx" else {}
    try:
        book = load_workbook(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        found = [Sheet(sheet.name, _with_errors(_rows(sheet), errors.get(sheet.name, ())), kind) for sheet in sheets]
    except CalamineError as error:
        raise UnreadableFile(
            Label(
                "Excel 文件打不开（可能已损坏或加了密码）；请另存为新的 xlsx",
                f"the Excel file cannot be opened ({error}); it may be damaged or locked: save it anew as xlsx",
            )
        ) from error
    filled = tuple(sheet for sheet in found if sheet.rows)
    if not filled:
        raise _EMPTY
    return filled


def _rows(sheet: CalamineSheet) -> list[list[Cell]]:
    made: list[list[Cell]] = []
    for row in sheet.to_python(skip_empty_area=False):
        made.append([float(cell) if type(cell) is int else cell for cell in row])  # type: ignore[misc]
    return made


def _with_errors(rows: list[list[Cell]], errors: Iterable[tuple[int, int, str]]) -> list[list[Cell]]:
    """Excel's own errors (#DIV/0!) come as empty cells: they are put back, so that they are not taken as unknown."""
    for row, column, word in errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = word
    return rows


def _error_cells(data: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """Sheet name to the cells that hold an error. Raises UnreadableFile for an archive that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(Label("Excel 文件解开后过大", "the Excel file unpacks to too much"))
            return {name: _errors_in(archive.read(path)) for name, path in _sheet_paths(archive)}
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, NotImplementedError, RuntimeError):
        return {}  # the reader says what is wrong with the file


def _sheet_paths(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    found = []
    for sheet in book.iter("{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in archive.namelist():
            found.append((str(sheet.get("name")), path))
    return found


def _errors_in(xml: bytes) -> list[tuple[int, int, str]]:
    return [
        (int(row) - 1, _column_number(letters.decode()), word.decode("utf-8", "replace"))
        for letters, row, word in _ERROR_CELL.findall(xml)
    ]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(position: int) -> str:
    """The column's letters in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
