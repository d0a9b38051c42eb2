"""Finding tables: from a file's own grid, or guessed from tabs and bars in the lines; rows fit their header."""

import re
from collections.abc import Iterable, Sequence

from tidehead.reading.limits import MAX_TABLE_CELLS
from tidehead.reading.records import Cell, RawTable, Table, TableRow
from tidehead.reading.segment import clean
from tidehead.reading.units import AFTER_DIGITS

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMERIC = re.compile(
    rf"[*＊※△▲#]?\s*(?P<bound>[≥≤><＞＜〉〈]|不低于|不少于|不超过|约|近|超过?|达到?)?\s*(?P<open>[\[〔【(（])?\s*"
    rf"(?P<sign>[-−+])?(?P<a>{_NUMBER})(?:\s*[-—~至]\s*(?P<b>{_NUMBER}))?\s*(?P<unit>%|‰|{AFTER_DIGITS}|[万亿](?:{AFTER_DIGITS})?)?"
    rf"\s*[\])）〕】]?\s*(?P<after>以上|以下|以内|左右)?\s*[*＊※△▲#]?"
)
NOTHING = re.compile(r"[-—–－―/]+|…+|\.{2,}|N/?A|n\.?a\.?|\.\.|无|\*")
UNIT_CELL = re.compile(
    rf"(?:万亿|亿|万|千|百)?(?:{AFTER_DIGITS})|[A-Za-z%‰/²³·]{{1,12}}|(?:万|亿)?[\u4e00-\u9fff]{{1,4}}(?:/[\u4e00-\u9fff]{{1,5}})?|-|—"
)
_NAME = re.compile(r"^\s*(?:续?表|Table|TABLE|附表|专栏)\s*(?P<n>[\dA-Z]+(?:[-—.．]\d+)*|[一二三四五六七八九十]+)?")
_TAB_CELLS = 3
_SPACED_CELL = 30
_WIDE_GAP = re.compile(r"\S[ \u3000]{2,}\S.*\S[ \u3000]{2,}\S")
_BETWEEN_GAPS = re.compile(r"\S+(?:[ \u3000]\S+)*")


def find_tables(lines: Sequence[str], starts: Sequence[int], raw: Sequence[RawTable]) -> list[Table]:
    """The tables of a text, those the file declares and those its lines show, in order."""
    known = [t for t in (_from_raw(r, lines, starts) for r in raw) if t]
    taken = {row.line for t in known for row in t.rows}
    guessed = _guess(lines, starts, taken)
    return _inherit(sorted([*known, *guessed], key=lambda t: t.first_line))


def _from_raw(raw: RawTable, lines: Sequence[str], starts: Sequence[int]) -> Table | None:
    if not raw.rows or len(raw.rows) * max(len(r) for r in raw.rows) > MAX_TABLE_CELLS:
        return None
    rows = []
    for i, merged in enumerate(raw.rows):
        number = raw.first_line + i
        printed = lines[number - 1].split("\t")
        at, cells = starts[number - 1], []
        for k, text in enumerate(merged):
            shown = printed[k] if k < len(printed) else ""
            cells.append(Cell(text.strip(), at + _lead(shown) if shown.strip() else -1))
            at += len(shown) + 1
        rows.append(TableRow(number, tuple(cells)))
    return _table(rows, lines, exact=True)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def _guess(lines: Sequence[str], starts: Sequence[int], taken: set[int]) -> list[Table]:
    tables, rows = [], []
    for i, line in enumerate(lines):
        cells = None if i + 1 in taken else _cells(line, starts[i])
        if cells is not None:
            if cells:
                rows.append(TableRow(i + 1, cells))
            continue
        tables += _closed(rows, lines)
        rows = []
    return tables + _closed(rows, lines)


def _closed(rows: list[TableRow], lines: Sequence[str]) -> list[Table]:
    spaced = any("\t" not in lines[r.line - 1] and "|" not in lines[r.line - 1] for r in rows)
    if len(rows) < 2 or spaced and not any(is_numeric(c.text) for r in rows[1:] for c in r.cells):
        return []
    return [_table(rows, lines, exact=False)]


def _cells(line: str, start: int) -> tuple[Cell, ...] | None:
    """The cells of a line with tabs or bars; () for a rule between rows; None for prose."""
    if line.count("\t") >= _TAB_CELLS - 1:
        return tuple(_split(line, "\t", start))
    if _WIDE_GAP.search(line.strip()):
        return _spaced(line, start)
    if line.lstrip().startswith("|") and line.count("|") >= _TAB_CELLS:
        if re.fullmatch(r"[\s|:+-]+", line):
            return ()
        inner = line.rstrip().removesuffix("|")
        lead = inner.index("|") + 1
        return tuple(_split(inner[lead:], "|", start + lead))
    return None


def _spaced(line: str, start: int) -> tuple[Cell, ...] | None:
    """The cells of a line set in columns by wide gaps; None where it is a sentence."""
    cells = tuple(Cell(m.group(), start + m.start()) for m in _BETWEEN_GAPS.finditer(line))
    short = all(len(c.text) <= _SPACED_CELL and not c.text.endswith(("。", "；", "，")) for c in cells)
    return cells if len(cells) >= _TAB_CELLS and short else None


def _split(line: str, mark: str, start: int) -> Iterable[Cell]:
    at = start
    for text in line.split(mark):
        yield Cell(text.strip(), at + _lead(text))
        at += len(text) + 1


def _table(rows: list[TableRow], lines: Sequence[str], *, exact: bool) -> Table:
    caption = _caption(rows[0].line, lines)
    m = _NAME.match(caption)
    return Table(m["n"] if m else None, caption, rows[0].line, rows[-1].line, tuple(rows), exact)


def _caption(first_line: int, lines: Sequence[str]) -> str:
    for number in range(first_line - 1, max(0, first_line - 5), -1):
        text = lines[number - 1].strip()
        if text and "\t" not in text:
            if re.match(r"[(（]?单位[:：]", text):
                continue
            return text if len(text) <= 80 or _NAME.match(text) else ""
    return ""


def _inherit(tables: list[Table]) -> list[Table]:
    """A table broken over pages repeats its header; the later parts take the first one's name."""
    out: list[Table] = []
    for t in tables:
        last = out[-1] if out else None
        same = last and [c.text for c in last.rows[0].cells] == [c.text for c in t.rows[0].cells]
        if last and same and not _NAME.match(t.caption):
            t = Table(last.name, last.caption, t.first_line, t.last_line, t.rows, t.exact)
        out.append(t)
    return out


def is_numeric(text: str) -> bool:
    return bool(NUMERIC.fullmatch(clean(text)[0].strip()))


def is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d{2}\s*年?(?:度)?", text.strip()))


def blank_counts(rows: Sequence[TableRow], width: int) -> list[int]:
    """How often each column is blank in the rows of full width: where merged cells were."""
    full = [r.cells for r in rows if len(r.cells) == width and r.cells[-1].text]
    return [sum(1 for cells in full if not cells[i].text) for i in range(width)]


def fitted(cells: tuple[Cell, ...], kinds: Sequence[str], blanks: Sequence[int]) -> tuple[Cell, ...]:
    """The row with blanks put where merged cells were lost, so that its cells stand under their headings.

    ``kinds``: number, unit, text … of each column, as ``column_kinds`` gives them; ``blanks``: as ``blank_counts``.
    """
    if len(cells) >= len(kinds) and (not cells or cells[-1].text or _agreement(cells, kinds) == _best_possible(kinds)):
        return cells[: len(kinds)]
    core = list(cells)
    while core and not core[-1].text:
        core.pop()
    missing = len(kinds) - len(core)
    if missing <= 0:
        return tuple(core[: len(kinds)])
    blank = [Cell("", -1)] * missing
    choices = [(k, tuple(core[:k] + blank + core[k:])) for k in range(len(core), -1, -1)]
    return max(choices, key=lambda c: (_agreement(c[1], kinds), sum(blanks[c[0] : c[0] + missing])))[1]


def _best_possible(kinds: Sequence[str]) -> int:
    return sum(1 for k in kinds if k != "text")


def _agreement(cells: Sequence[Cell], kinds: Sequence[str]) -> int:
    score = 0
    for cell, kind in zip(cells, kinds, strict=False):
        if kind == "text" or not cell.text:
            continue
        fits = (
            is_numeric(cell.text) or bool(NOTHING.fullmatch(cell.text))
            if kind in {"number", "order"}
            else _is_unit(cell.text)
        )
        score += 1 if fits else -1
    return score


def _is_unit(text: str) -> bool:
    return bool(UNIT_CELL.fullmatch(text)) and not is_numeric(text)


def column_kinds(header: Sequence[str], rows: Sequence[TableRow]) -> list[str]:
    """order, unit, number or text for each column, by its heading and most of its cells."""
    full = [r for r in rows if len(r.cells) == len(header) and r.cells[-1].text] or list(rows)
    return [_kind_of(title, [r.cells[i].text for r in full if i < len(r.cells)]) for i, title in enumerate(header)]


def _kind_of(title: str, cells: list[str]) -> str:
    if re.fullmatch(r"\s*(?:序\s*号|编\s*号|No\.?|#|行次|代码)\s*", title, re.IGNORECASE):
        return "order"
    if re.fullmatch(r"\s*(?:计量|计算)?单\s*位\s*|[Uu]nits?(?: of measure)?", title) and all(
        len(c) <= 14 for c in cells
    ):
        return "unit"
    filled = [c for c in cells if c]
    numbers = sum(1 for c in filled if is_numeric(c) or NOTHING.fullmatch(c))
    return "number" if filled and numbers * 5 >= len(filled) * 3 else "text"
