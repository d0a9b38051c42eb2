"""A file that is handed in, of any size: how it is written, its headings, and rows to look at."""

import codecs
import csv
import gzip
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from python_calamine import CalamineError, CalamineSheet, load_workbook

from tidehead.calc.labels import Label
from tidehead.lake.cells import Cell, plain
from tidehead.lake.register.headings import heading_score
from tidehead.lake.sheets import UnreadableFile, csv_refused, is_book, separator_of

_BLOCK = 1 << 20
_HEAD = 1 << 16
_HEAD_ROWS = 12
SAMPLES = 500
_MOST_UNPACKED = 64 << 30
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a file holds. header_row: the row of its headings, 1 is the first. samples[row][column]: first rows below.

    plain_path: where the table lies as plain CSV in `encoding` with `separator`; the file itself where it is such.
    """

    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    header_row: int
    encoding: str
    separator: str
    form: str
    plain_path: Path
    sheet: str = ""
    notes: tuple[Label, ...] = ()

    def column(self, position: int) -> list[str]:
        """The samples of one column that hold anything."""
        return [row[position] for row in self.samples if position < len(row) and row[position]]


def read_table(path: Path, *, workspace: Path | None = None) -> TableLook:
    """Look at a CSV (UTF-8, with a mark or not, UTF-16, GB18030; any separator; gzip too), xlsx or xls.

    workspace: a folder where a plain copy may be kept; one is needed for Excel, gzip and UTF-16, and made beside the
    file where none is given. Raises UnreadableFile.
    """
    with path.open("rb") as file:
        begin = file.read(4)
    if not begin:
        raise UnreadableFile(Label("文件里没有任何内容", "the file is empty"))
    folder = workspace or path.parent
    if is_book(begin):
        return _book(path, folder)
    form = "csv"
    if begin.startswith(_GZIP):
        path, form = _unpacked(path, folder), "csv.gz"
    encoding = encoding_of_file(path)
    if encoding == "utf-16":
        path, encoding = _recoded(path, folder), "utf-8"
    return _csv(path, encoding, form=form)


def _csv(path: Path, encoding: str, *, form: str, sheet: str = "", notes: tuple[Label, ...] = ()) -> TableLook:
    with path.open("rb") as file:
        head = file.read(_HEAD).decode(encoding, "ignore")
    separator = separator_of(head)
    try:
        with open_text(path, encoding) as text:
            rows = [[plain(cell) for cell in row] for row in islice(csv.reader(text, delimiter=separator), SAMPLES)]
    except csv.Error as error:
        raise csv_refused(error) from error
    at = header_at(rows)
    if at is None:
        raise UnreadableFile(Label("找不到表头", "no row of headings was found"))
    headings = _headings(rows[at])
    below = tuple(tuple(row) for row in rows[at + 1 :] if any(row))
    if not below:
        raise UnreadableFile(Label("表头下面没有任何行", "there are no rows below the headings"))
    return TableLook(headings, below, at + 1, encoding, separator, form, path, sheet, notes)


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of headings among the first ones: the one with most names that are known, else the first wide one."""
    scored = [(heading_score(row), -at) for at, row in enumerate(rows[:_HEAD_ROWS]) if any(row)]
    if not scored:
        return None
    score, at = max(scored)
    if score:
        return -at
    widest = max(sum(map(bool, row)) for row in rows[:_HEAD_ROWS])
    return next(at for at, row in enumerate(rows[:_HEAD_ROWS]) if sum(map(bool, row)) == widest)


def _headings(row: Sequence[str]) -> tuple[str, ...]:
    """Headings as they stand; equal ones are told apart by a number, empty ones stay empty."""
    made: list[str] = []
    for cell in row:
        words, number = cell, 2
        while words and words in made:
            words, number = f"{cell} ({number})", number + 1
        made.append(words)
    return tuple(made)


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """A file as text whose ends of line are left as they are."""
    with path.open("r", encoding=encoding, newline="") as text:
        yield text


def encoding_of_file(path: Path) -> str:
    """The first encoding in which all of the file is text, read block by block. Raises UnreadableFile."""
    with path.open("rb") as file:
        begin = file.read(3)
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    elif begin == b"\xef\xbb\xbf":
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        if _is_text(path, encoding):
            return encoding
    raise UnreadableFile(
        Label(
            "这不是可读的表格：请用 xlsx、xls，或 UTF-8、GB18030 编码的 CSV",
            "this is no table that can be read: use xlsx, xls, or CSV in UTF-8 or GB18030",
        )
    )


def _is_text(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unpacked(path: Path, folder: Path) -> Path:
    made = folder / f"{path.name}.plain.csv"
    try:
        with gzip.open(path, "rb") as packed, made.open("wb") as file:
            _copy_within(cast(BinaryIO, packed), file)
    except (gzip.BadGzipFile, EOFError) as error:
        raise UnreadableFile(Label("压缩文件已损坏", "the gzip file is damaged")) from error
    return made


def _copy_within(packed: BinaryIO, file: BinaryIO) -> None:
    size = 0
    while block := packed.read(_BLOCK):
        size += len(block)
        if size > min(_MOST_UNPACKED, shutil.disk_usage(Path(file.name).parent).free):
            raise UnreadableFile(Label("压缩文件解开后过大", "the gzip file unpacks to too much"))
        file.write(block)


def _recoded(path: Path, folder: Path) -> Path:
    made = folder / f"{path.name}.plain.csv"
    with path.open("r", encoding="utf-16", newline="") as text, made.open("w", encoding="utf-8", newline="") as file:
        shutil.copyfileobj(text, file)
    return made


# Excel


def _book(path: Path, folder: Path) -> TableLook:
    try:
        book = load_workbook(str(path))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        sizes = {sheet.name: sheet.total_height for sheet in sheets}
        filled = [sheet for sheet in sheets if sheet.total_height > 1]
        if not filled:
            raise UnreadableFile(Label("文件里没有任何内容", "the file is empty"))
        best = max(filled, key=lambda sheet: (_score(sheet), sheet.total_height))
        made = folder / f"{path.name}.plain.csv"
        _as_csv(best, made)
    except CalamineError as error:
        raise UnreadableFile(
            Label(
                "Excel 文件打不开（可能已损坏或加了密码）；请另存为新的 xlsx",
                f"the Excel file cannot be opened ({error}); it may be damaged or locked: save it anew as xlsx",
            )
        ) from error
    notes = (_one_of(best.name, len(sizes)),) if len(filled) > 1 else ()
    return _csv(made, "utf-8", form=path.suffix.lstrip(".").lower() or "xlsx", sheet=best.name, notes=notes)


def _one_of(name: str, count: int) -> Label:
    return Label(f"文件有 {count} 张表，读的是“{name}”", f'of {count} sheets, "{name}" was read')


def _score(sheet: CalamineSheet) -> int:
    rows = sheet.to_python(skip_empty_area=False, nrows=_HEAD_ROWS)
    return max((heading_score([_words(cell) for cell in row]) for row in rows), default=0)


def _as_csv(sheet: CalamineSheet, path: Path) -> None:
    """Every row and column of a sheet, empty ones too, so that cells keep their places."""
    empty = [""] * (sheet.start[1] if sheet.start else 0)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in sheet.iter_rows():
            writer.writerow([*empty, *(_words(cell) for cell in row)])


def _words(cell: object) -> str:
    return plain(float(cell) if type(cell) is int else cast(Cell, cell))
