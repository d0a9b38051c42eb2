"""Collects what a format finds, in order: lines, and tables whose merged cells are laid out on a plain grid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tidehead.reading.errors import TooLarge
from tidehead.reading.limits import MAX_CHARACTERS, MAX_TABLE_CELLS
from tidehead.reading.records import RawTable

_GAP = re.compile(r"\s+")
# No printed table is wider; a larger span is a mistake or an attack.
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as a format knows it: its words, and how many columns and rows it stretches over."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Gathering:
    """The lines and tables of a document so far. Raises TooLarge once they are more than is read."""

    lines: list[str] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)
    size: int = 0

    def add_text(self, text: str) -> None:
        """One paragraph; its own line breaks are kept."""
        self._count(len(text))
        self.lines += [line.rstrip() for line in text.split("\n")]

    def add_table(self, rows: Sequence[Sequence[GridCell]]) -> None:
        """One table, each row a line of tab-separated cells; a table of one column is plain text."""
        if max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                for cell in row:
                    self.add_text(cell.text)
            return
        merged, printed = _laid_out(rows)
        first = len(self.lines) + 1
        for cells in printed:
            line = "\t".join(cells)
            self._count(len(line))
            self.lines.append(line)
        if merged:
            self.tables.append(RawTable(first, merged))

    def _count(self, size: int) -> None:
        self.size += size + 1
        if self.size > MAX_CHARACTERS:
            raise TooLarge(
                f"文字超过 {MAX_CHARACTERS} 个字符的上限：请拆分后再上传。",
                f"The text has more than {MAX_CHARACTERS} characters: split the document.",
            )


def refuse_tags(data: bytes, most: int) -> None:
    """Count a document's tags before it is parsed. Raises TooLarge."""
    if data.count(b"<") > most:
        raise TooLarge(
            f"文件的标记超过 {most} 个的上限：请拆分，或把正文另存为文本后再上传。",
            f"The document has more than {most} tags: split it, or save its text and try that.",
        )


Grid = tuple[tuple[str, ...], ...]


def _laid_out(rows: Sequence[Sequence[GridCell]]) -> tuple[Grid, Grid]:
    """(the grid with merged cells repeated, the grid as printed: each text once).

    The first is empty where the table has more cells than are read as a table.
    """
    merged: list[tuple[str, ...]] = []
    printed: list[tuple[str, ...]] = []
    hanging: dict[int, tuple[str, int]] = {}
    cells = 0
    for row in rows:
        texts, shown, hanging = _row(row, hanging)
        cells += len(texts)
        merged.append(texts)
        printed.append(shown)
        if cells > MAX_TABLE_CELLS:
            rest = rows[len(printed) :]
            return (), (*printed, *(tuple(_one_line(cell.text) for cell in r) for r in rest))
    return tuple(merged), tuple(printed)


def _row(
    row: Sequence[GridCell], hanging: dict[int, tuple[str, int]]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[int, tuple[str, int]]]:
    """One row of both grids; ``hanging``: column -> (text, rows left) of cells that stretch down from above."""
    texts: list[str] = []
    shown: list[str] = []
    below: dict[int, tuple[str, int]] = {}

    def fill() -> None:
        while (column := len(texts)) in hanging:
            text, left = hanging.pop(column)
            texts.append(text)
            shown.append("")
            if left > 1:
                below[column] = (text, left - 1)

    for cell in row:
        fill()
        text = _one_line(cell.text)
        for nth in range(max(1, min(cell.across, _WIDEST))):
            if cell.down > 1:
                below[len(texts)] = (text, cell.down - 1)
            texts.append(text)
            shown.append("" if nth else text)
    fill()
    return tuple(texts), tuple(shown), below | {k: v for k, v in hanging.items() if k not in below}


def _one_line(text: str) -> str:
    return _GAP.sub(" ", text).strip()
