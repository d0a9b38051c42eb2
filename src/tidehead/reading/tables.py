"""Figures in tables: each numeric cell with the indicator, period and unit that its row and column give it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tidehead.reading import names
from tidehead.reading.english import times as english_times
from tidehead.reading.grids import (
    NOTHING,
    NUMERIC,
    blank_counts,
    column_kinds,
    find_tables,
    fitted,
    is_numeric,
    is_year,
)
from tidehead.reading.moods import is_ahead
from tidehead.reading.numbers import Quantity
from tidehead.reading.placing import place_found
from tidehead.reading.records import Cell, Statement, Table
from tidehead.reading.segment import cell_block, clean
from tidehead.reading.statements import Context, Found, iterate, read_block
from tidehead.reading.times import TimeMention, times
from tidehead.reading.units import AFTER_DIGITS, is_area

__all__ = ["find_tables", "read_tables"]

_NAME_HEAD = re.compile(
    r"指标|名称|项目|内容|指数|类别|品种|产品|indicator|measure|item|name|metric|category", re.IGNORECASE
)
_PLACE_HEAD = re.compile(r"地区|区域|行政区|县|市|区|平台|单位|部门|企业|region|area|place|authority", re.IGNORECASE)
_SCHEDULE = re.compile(r"时序|时间|进度|年限|期限|建成|完成|schedule|deadline|timing", re.IGNORECASE)
_GOAL_HEAD = re.compile(r"目标|规划值|计划|预期|预计|target|goal|plan|forecast", re.IGNORECASE)
_PAST_HEAD = re.compile(r"现状|基期|基数|实际|完成值|baseline|actual", re.IGNORECASE)
_ONLY_WHEN = re.compile(
    r"(?:目标|现状|基期|规划|实际|本期|上期|完成)(?:值|数)?"
    r"|(?:target|baseline|actual|forecast|plan|goal)s?(?: (?:for|in|by))?",
    re.IGNORECASE,
)
_GROWTH_HEAD = re.compile(r"增长|同比|增速|增幅|比上年|±|change|growth", re.IGNORECASE)
_STRICT_UNIT = re.compile(rf"%|‰|(?:万亿|千亿|百亿|亿|千万|百万|万|千|百)?(?:{AFTER_DIGITS})|[万亿]")
_INDICATOR_HEAD = re.compile(r"指标|名称|项目|indicator|measure", re.IGNORECASE)
_GROWTH_ONLY = re.compile(r"(?:比上年|较上年|同比)?(±|增减|增长率?|增速|增幅|增长速度|涨跌幅?度?)")
_GROWN_CAPTION = re.compile(r"比上年|同比|涨跌|增长速度|增速")
_ATTRIBUTE = {"约束性": "binding", "预期性": "expected", "约束": "binding", "预期": "expected"}
_IN_BRACKETS = re.compile(r"[(（\[]\s*(?:单位[:：])?([^()（）]{1,14})\s*[)）\]]\s*$")
_UNIT_LINE = re.compile(r"(?:计量)?单位[:：]\s*([^\s，。;；)）]{1,10})")
_FOOTNOTE = re.compile(r"(?P<mark>[*＊※△▲#])\s*(?:号|表示|为|系|标注)*[^。；;]{0,10}?(?P<year>(?:19|20)\d{2})\s*年?")
_CAPTION_NUMBER = re.compile(
    r"^\s*(?:续?表|Table|附表|专栏)\s*[\dA-Z一二三四五六七八九十]*(?:[-—.．]\d+)*[:：.]?\s*", re.IGNORECASE
)
_BOUNDS = {
    "≥": "at_least",
    ">": "over",
    "＞": "over",
    "〉": "over",
    "≤": "at_most",
    "<": "at_most",
    "＜": "at_most",
    "〈": "at_most",
    "不低于": "at_least",
    "不少于": "at_least",
    "不超过": "at_most",
    "约": "approx",
    "近": "nearly",
    "超": "over",
    "超过": "over",
}
_AFTER = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "approx"}
_LONG_CELL = 16


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    kind: str
    time: TimeMention | None
    unit: str | None
    is_time: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is to be read: where its names stand and what each column means."""

    table: Table
    columns: tuple[_Column, ...]
    body: int
    name: int
    order: int
    unit: int
    attribute: int
    subject: str
    unit_of_all: str | None
    marks: dict[str, str]
    grown: bool


def read_tables(
    tables: Sequence[Table], lines: Sequence[str], starts: Sequence[int], context: Context
) -> list[Statement]:
    """The statements of all tables. ``context``: the document's stance and frame, for times and kinds."""
    text = "\n".join(lines)
    out: list[Statement] = []
    for table in tables:
        layout = _layout(table, lines, context)
        if layout is not None:
            out += _Reader(layout, text, starts, context).statements()
        else:
            out += _as_prose(table, text, starts, context)
    return out


def _as_prose(table: Table, text: str, starts: Sequence[int], context: Context) -> list[Statement]:
    out = []
    for row in table.rows:
        for cell in row.cells:
            if cell.start >= 0 and len(cell.text) >= _LONG_CELL:
                block = cell_block(cell.text, cell.start)
                out += [
                    place_found(f, block, text, starts, table=table.name)
                    for f in iterate(read_block(block.text, context))
                ]
    return out


def _layout(table: Table, lines: Sequence[str], context: Context) -> _Layout | None:
    body = _header_rows(table)
    if body == 0 or body >= len(table.rows):
        return None
    width = max(len(r.cells) for r in table.rows[:body])
    titles = [_title_of(table, body, i) for i in range(width)]
    kinds = column_kinds(titles, table.rows[body:])
    columns = tuple(_column(t, k, context) for t, k in zip(titles, kinds, strict=True))
    near = "\n".join(lines[max(0, table.first_line - 4) : table.first_line - 1])
    unit_line = _UNIT_LINE.search(near)
    notes = "\n".join(lines[table.last_line : table.last_line + 8])
    return _Layout(
        table,
        columns,
        body,
        _name_column(columns),
        _first(columns, "order"),
        _first(columns, "unit"),
        _attribute_column(table, body),
        _caption_subject(table.caption),
        unit_line[1] if unit_line else None,
        {m["mark"]: m["year"] for m in _FOOTNOTE.finditer(notes)},
        _GROWN_CAPTION.search(table.caption) is not None and not any(_GROWTH_HEAD.search(t) for t in titles),
    )


def _header_rows(table: Table) -> int:
    """How many rows at the top are headings: those before the first row with a plain number that is no year."""
    for i, row in enumerate(table.rows[:4]):
        cells = [c.text for c in row.cells if c.text]
        numbers = [c for c in cells if is_numeric(c) and not is_year(c)]
        if numbers or any(len(c) > 60 for c in cells):
            return i
        if i and not table.exact:
            return i
    return 1


def _title_of(table: Table, body: int, i: int) -> str:
    parts: list[str] = []
    for row in table.rows[:body]:
        text = row.cells[i].text if i < len(row.cells) else ""
        if re.search(r"[\u3400-\u9fff]", text):
            text = re.sub(r"\s+", "", text)
        if text and text not in parts:
            parts.append(text)
    return " ".join(parts)


def _column(title: str, kind: str, context: Context) -> _Column:
    words = clean(title)[0]
    found = _time_in(words, context)
    unit = _IN_BRACKETS.search(words)
    rest = re.sub(r"[(（][^()（）]*[)）]", "", words)
    is_time = found is not None and len(rest) - (found.end - found.start) <= 6
    if found is not None:
        rest = rest.replace(words[found.start : found.end], "")
    is_time = is_time or bool(_ONLY_WHEN.fullmatch(rest.strip()))
    return _Column(words, kind, found, _unit_name(unit[1]) if unit else None, is_time)


def _joined(name: str, heading: str) -> str:
    """Row name and heading in one: with a space between words of Latin letters."""
    return f"{name} {heading}" if name[-1:].isascii() and heading[:1].isascii() and name else f"{name}{heading}"


def _unit_name(words: str) -> str | None:
    if re.search(r"累计|含|年|期|亿元以上", words) and not re.search(r"元/|/年", words):
        return None
    return words.strip() if is_unit_like(words.strip()) else None


def is_unit_like(words: str) -> bool:
    """Whether words in a heading's brackets name a unit: %, 亿元, km²."""
    return bool(
        re.fullmatch(
            r"[%‰]|(?:万亿|亿|万|千|百)?[\u4e00-\u9fff]{1,6}(?:/[\u4e00-\u9fff]{1,6})?"
            r"|[£$€]?\s?[A-Za-z%‰/²³0-9 ]{1,16}",
            words,
        )
    )


def _time_in(words: str, context: Context) -> TimeMention | None:
    if is_year(words):
        year = int(words.strip()[:4])
        return TimeMention(0, len(words), str(year), words, year=year, last_year=year)
    found = times(words, context.frame) or english_times(words, context.frame)
    year_only = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", words)
    if not found and year_only:
        year = int(year_only[1])
        return TimeMention(year_only.start(), year_only.end(), str(year), year_only[1], year=year, last_year=year)
    return next((t for t in found if t.code), None)


def _first(columns: Sequence[_Column], kind: str) -> int:
    return next((i for i, c in enumerate(columns) if c.kind == kind), -1)


def _name_column(columns: Sequence[_Column]) -> int:
    texts = [i for i, c in enumerate(columns) if c.kind == "text" and not c.is_time]
    named = [i for i in texts if _INDICATOR_HEAD.search(columns[i].title)]
    named += [i for i in texts if _NAME_HEAD.search(columns[i].title)]
    placed = [i for i in texts if _PLACE_HEAD.search(columns[i].title)]
    return next(iter([*named, *placed, *texts]), 0)


def _attribute_column(table: Table, body: int) -> int:
    for row in table.rows[body:]:
        for i, cell in enumerate(row.cells):
            if cell.text in _ATTRIBUTE:
                return i
    return -1


def _caption_subject(caption: str) -> str:
    """The place or body that a caption opens with: 表1 甲县主要指标 → 甲县."""
    words = clean(_CAPTION_NUMBER.sub("", caption))[0]
    return names.subject_of(re.sub(r"(?:19|20)\d{2}年(?:度)?", "", words))


class _Reader:
    """One table at work, row by row."""

    def __init__(self, layout: _Layout, text: str, starts: Sequence[int], context: Context) -> None:
        self.layout, self.text, self.starts, self.context = layout, text, starts, context
        self.kinds = [c.kind for c in layout.columns]
        self.blanks = blank_counts(layout.table.rows[layout.body :], len(layout.columns))

    def statements(self) -> list[Statement]:
        out: list[Statement] = []
        for row in self.layout.table.rows[self.layout.body :]:
            cells = row.cells if self.layout.table.exact else fitted(row.cells, self.kinds, self.blanks)
            name = cells[self.layout.name].text if self.layout.name < len(cells) else ""
            for i, cell in enumerate(cells):
                if i < len(self.layout.columns) and i != self.layout.name and cell.start >= 0 and cell.text:
                    out += self._cell(cells, i, clean(name)[0])
        return out

    def _cell(self, cells: tuple[Cell, ...], i: int, name: str) -> list[Statement]:
        column, cell = self.layout.columns[i], cells[i]
        if column.kind in {"order", "unit"} or i == self.layout.attribute:
            return []
        m = NUMERIC.fullmatch(clean(cell.text)[0])
        if (
            m
            and not _runs_down(m)
            and (column.kind == "number" or m["unit"] or column.is_time)
            and not (is_year(cell.text) and column.kind == "text")
        ):
            return [self._number(cells, i, name, m)]
        if column.kind == "number" or column.is_time and len(cell.text) <= _LONG_CELL:
            return [self._words(cells, i, name)]
        if len(cell.text) >= _LONG_CELL or _SCHEDULE.search(column.title):
            return self._prose(cells, i, name)
        return []

    # ---- numbers ------------------------------------------------------------

    def _number(self, cells: tuple[Cell, ...], i: int, name: str, m: re.Match[str]) -> Statement:
        sign = -1 if m["sign"] in {"-", "−"} else 1
        value = sign * float(m["a"].replace(",", ""))
        high = float(m["b"].replace(",", "")) if m["b"] else None
        high = None if high == value else high
        qualifier = _BOUNDS.get(m["bound"] or "", "exact")
        qualifier = _AFTER.get(m["after"] or "", qualifier)
        unit = m["unit"] or self._unit(cells, i, name)
        mark = next((c for c in cells[i].text if c in self.layout.marks), None)
        found = self._found(cells, i, name, unit=unit, bracket=bool(m["open"]), mark=mark)
        q = replace(found.quantity, value=value, value_high=high, qualifier=qualifier)
        return self._placed(replace(found, quantity=q), cells, i)

    def _words(self, cells: tuple[Cell, ...], i: int, name: str) -> Statement:
        """A cell with words, or nothing, where a number is due: value None, the words kept."""
        found = self._found(cells, i, name, unit=self._unit(cells, i, name), bracket=False, mark=None)
        return replace(self._placed(found, cells, i), value=None)

    def _found(
        self, cells: tuple[Cell, ...], i: int, name: str, *, unit: str | None, bracket: bool, mark: str | None
    ) -> Found:
        column = self.layout.columns[i]
        row_time = _time_in(name, self.context) if len(name) <= 16 else None
        caption = clean(self.layout.table.caption)[0]
        time = column.time or row_time or _time_in(caption, self.context) or self.context.default_time
        indicator, subject = self._named(i, name, is_dated_row=row_time is not None, unit=unit)
        code = self.layout.marks.get(mark, "") if mark else time.code if time else None
        size = len(cells[i].text)
        change = _change_of(indicator, column.title, unit, bracket)
        if change is None and unit == "%" and self.layout.grown:
            change = "yoy"
        return Found(
            Quantity(0, size, 0, size, 0.0, None, unit, "exact"),
            0,
            size,
            names.plain(indicator),
            subject or self.context.place,
            self._kind(column, time, indicator, mark),
            change,
            code or None,
            time.text if time else None,
            modality=_ATTRIBUTE.get(self._attribute(cells)),
        )

    def _named(self, i: int, name: str, *, is_dated_row: bool, unit: str | None) -> tuple[str, str]:
        """(indicator, subject) of a cell: which of row name, heading and caption says what."""
        column, layout = self.layout.columns[i], self.layout
        heading = re.sub(r"[(（][^()（）]{1,14}[)）]\s*$", "", column.title)
        growth = _GROWTH_ONLY.fullmatch(heading)
        level = self._level_heading(i) if growth else ""
        if is_dated_row and not column.is_time:
            return (f"{level}{growth[1]}" if growth and level else heading), layout.subject
        by_row = column.is_time or layout.unit >= 0 or _NAME_HEAD.search(layout.columns[layout.name].title)
        if not by_row or is_area(unit) and "面积" in heading:
            return (f"{level}{growth[1]}" if growth and level else heading), name
        name = _without_unit(re.sub(r"^(?:其中|#|＃)[：:]?", "", name))
        if column.is_time:
            return name, layout.subject
        return (f"{name}{level}同比增长" if growth else _joined(name, heading)), layout.subject

    def _level_heading(self, i: int) -> str:
        """The heading of the nearest level column before a column of growth."""
        for column in reversed(self.layout.columns[:i]):
            if column.kind == "number" and not column.is_time and not _GROWTH_HEAD.search(column.title):
                return re.sub(r"[(（][^()（）]*[)）]", "", column.title)
        return ""

    def _kind(self, column: _Column, time: TimeMention | None, indicator: str, mark: str | None) -> str:
        if re.search(r"规划(?:总|用地|建设)?面积", indicator):
            return "definition"
        if mark or _PAST_HEAD.search(column.title):
            return "actual"
        if _GOAL_HEAD.search(column.title) or is_ahead(time, self.context.frame):
            return "target"
        return "actual"

    def _attribute(self, cells: tuple[Cell, ...]) -> str:
        at = self.layout.attribute
        return cells[at].text if 0 <= at < len(cells) else ""

    def _unit(self, cells: tuple[Cell, ...], i: int, name: str) -> str | None:
        column = self.layout.columns[i]
        if column.unit in {"%", "‰"} and _GROWTH_HEAD.search(column.title):
            return column.unit
        at = self.layout.unit
        if 0 <= at < len(cells) and cells[at].text and not NOTHING.fullmatch(cells[at].text):
            return clean(cells[at].text)[0]
        named = _IN_BRACKETS.search(name)
        own = named[1].strip() if named and _STRICT_UNIT.fullmatch(named[1].strip()) else None
        growth = "%" if _GROWTH_HEAD.search(self.layout.columns[i].title) else None
        return self.layout.columns[i].unit or growth or own or self.layout.unit_of_all

    def _placed(self, found: Found, cells: tuple[Cell, ...], i: int) -> Statement:
        cell = cells[i]
        block = cell_block(cell.text, cell.start)
        size = len(block.text)
        q = replace(found.quantity, end=size, after=size)
        s = place_found(
            replace(found, quantity=q, tail=size),
            block,
            self.text,
            self.starts,
            table=self.layout.table.name,
            row_no=self._row_no(cells),
        )
        name = cells[self.layout.name] if self.layout.name < len(cells) else cell
        line_from = self.starts[s.line - 1]
        if line_from <= name.start < s.start and self.text.count("\n", name.start, s.end) == 0:
            return replace(s, start=name.start, quote=self.text[name.start : s.end], line_start=name.start - line_from)
        return s

    def _row_no(self, cells: tuple[Cell, ...]) -> str | None:
        at = self.layout.order
        return cells[at].text or None if 0 <= at < len(cells) else None

    # ---- words --------------------------------------------------------------

    def _prose(self, cells: tuple[Cell, ...], i: int, name: str) -> list[Statement]:
        """A cell of sentences: read as prose, about the thing the row names."""
        column = self.layout.columns[i]
        block = cell_block(cells[i].text, cells[i].start)
        schedule = _SCHEDULE.search(column.title) is not None
        context = replace(self.context, section_subject=name, deadline=None, schedule=schedule)
        found = [replace(f, subject=f.subject or name) for f in iterate(read_block(block.text, context))]
        out = [
            place_found(f, block, self.text, self.starts, table=self.layout.table.name, row_no=self._row_no(cells))
            for f in found
        ]
        if not out and schedule and not re.search(r"\d", block.text):
            q = Quantity(0, len(block.text), 0, len(block.text), 0.0, None, "年", "exact")
            none = Found(q, 0, len(block.text), f"{column.title}年份", name, "target", None, None, None)
            out.append(replace(self._placed(none, cells, i), value=None))
        return out


def _without_unit(name: str) -> str:
    """粮食产量（万吨） → 粮食产量; other words in brackets stay."""
    unit = _IN_BRACKETS.search(name)
    return name[: unit.start()] if unit and unit.start() and _STRICT_UNIT.fullmatch(unit[1].strip()) else name


def _runs_down(m: re.Match[str]) -> bool:
    """12-3 in a cell is a number of a clause or a match, no range."""
    return bool(m["b"]) and float(m["b"].replace(",", "")) < float(m["a"].replace(",", ""))


def _change_of(indicator: str, title: str, unit: str | None, bracket: bool) -> str | None:
    if bracket and "年均" in title:
        return "cumulative"
    if _GROWTH_HEAD.search(title) or re.search(r"(?:增长|增速|涨幅|增幅)(?:率|速度)?$", indicator):
        return "yoy"
    if "累计" in indicator or bracket or "累计" in title:
        return "cumulative"
    if unit in {"%", "‰"} and re.search(r"比重|占比|占.+比例|份额|占有率|相当于", indicator):
        return "share"
    return "rank" if re.search(r"位次|排名|名次", indicator) else None
