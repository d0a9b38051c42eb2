"""The whole of reading: bytes or text in, one ``Reading`` out."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from math import isfinite
from pathlib import Path

from tidehead.reading import english, moods
from tidehead.reading.errors import EmptyDocument, NotFound, TooLarge
from tidehead.reading.formats import load
from tidehead.reading.formats.plain import lines_of
from tidehead.reading.limits import MAX_CHARACTERS, MAX_FILE_BYTES, MEGABYTE
from tidehead.reading.numbers import parse_numeral
from tidehead.reading.placing import place_found, with_page
from tidehead.reading.records import RawDocument, Reading, ReadingWarning, Statement, Table
from tidehead.reading.segment import Block, blocks
from tidehead.reading.statements import Context, Found, iterate, read_block
from tidehead.reading.tables import find_tables, read_tables
from tidehead.reading.times import Frame, five_year_plan

_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_PERIOD = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:[-—–－~～至到]|to)\s*((?:19|20)\d{2})\s*年?")
_PERIOD_FRAME = re.compile(r"规划期|实施期|行动期|计划期|有效期|执行期|period|plan", re.IGNORECASE)
_ORDINAL_PLAN = re.compile(r"“?(十[一二三四五六七]?)五”?(?:时期)?.{0,20}?规划|第(十[一二三四五六七]?)个五年规划")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(1[0-2]|0?[1-9])\s*[月./-]\s*(3[01]|[12]\d|0?[1-9])\s*日?")
_CN_DATE = re.compile(
    r"([二〇○零一九][〇○零一二三四五六七八九]{3})年(十[一二]?|[一二三四五六七八九])月(三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_DATE_FRAME = re.compile(
    r"印发|发布|公布|日期|时间|来源|讯|电|报道|记者|(?:会议|大会|全会)上|issued|published|released|updated|date",
    re.IGNORECASE,
)


def read(path_or_text: Path | str, *, issued_on: date | None = None) -> Reading:
    """Read a file (a ``Path``) or a text (a ``str``) and find every quantified statement in it.

    ``issued_on``: the day relative words (去年, 今年一季度, last year) lean on; where it is not given, the date that
    the document prints is taken, else the latest year it speaks of, and ``Reading.issued_basis`` says which.
    Raises a ``ReadingError`` that names place and remedy where the document cannot be read.
    """
    if isinstance(path_or_text, Path):
        data = _bytes_of(path_or_text)
        source_format, raw = load(data, path_or_text.name)
        digest = hashlib.sha256(data).hexdigest()
    else:
        source_format, raw = "text", RawDocument(lines=lines_of(path_or_text))
        digest = hashlib.sha256(path_or_text.encode("utf-8", "surrogatepass")).hexdigest()
    return _read_raw(raw, source_format, digest, issued_on)


def read_bytes(data: bytes, name: str, *, issued_on: date | None = None) -> Reading:
    """As ``read``, for a file already in memory; ``name`` only helps where the bytes do not tell their format."""
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(len(data), name)
    source_format, raw = load(data, name)
    return _read_raw(raw, source_format, hashlib.sha256(data).hexdigest(), issued_on)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise _too_large(size, path.name)
        if not path.is_file():
            raise NotFound(
                f"{path.name} 不是文件。请给出一个文件。", f"{path.name} is not a file. Name a file.", place=path.name
            )
        return path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"打不开 {path.name}：请检查路径和权限。",
            f"Cannot open {path.name}: check the path and its permissions.",
            place=path.name,
        ) from error


def _too_large(size: int, place: str) -> TooLarge:
    limit = MAX_FILE_BYTES // MEGABYTE
    return TooLarge(
        f"文件有 {size / MEGABYTE:.0f} MB，超过 {limit} MB 的上限：请拆分文件，或去掉图片后再上传。",
        f"The file has {size / MEGABYTE:.0f} MB, more than the limit of {limit} MB: split it, or remove its pictures.",
        place=place,
    )


def _read_raw(raw: RawDocument, source_format: str, digest: str, issued_on: date | None) -> Reading:
    text = "\n".join(raw.lines)
    if not text.strip():
        raise EmptyDocument(
            "文件里没有文字：请检查是否传错了文件。", "The document holds no text: check that it is the right file."
        )
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(
            f"文字有 {len(text)} 个字符，超过 {MAX_CHARACTERS} 的上限：请拆分。",
            f"The text has {len(text)} characters, more than the limit of {MAX_CHARACTERS}: split it.",
        )
    return _Document(raw, text, issued_on).reading(source_format, digest)


class _Document:
    """One document at work; its parts are the title, the dates, the tables and the paragraphs."""

    def __init__(self, raw: RawDocument, text: str, issued_on: date | None) -> None:
        self.raw, self.text = raw, text
        self.lines = raw.lines
        self.starts = [0, *accumulate(len(x) + 1 for x in raw.lines)][: len(raw.lines)]
        self.language = _language(text)
        self.warnings: list[ReadingWarning] = list(raw.warnings)
        self.title = raw.title or _title(self.lines)
        self.plan_period = _plan_period(self.title, self.lines)
        self.issued_on, self.issued_year, self.basis = self._issue(issued_on)

    def reading(self, source_format: str, digest: str) -> Reading:
        frame = Frame(
            self.issued_year,
            self.issued_on.month if self.issued_on else None,
            self.plan_period,
        )
        tables = find_tables(self.lines, self.starts, self.raw.tables)
        context = self._context(frame)
        statements = self._prose(context, tables)
        statements += read_tables(tables, self.lines, self.starts, table_context(context, frame, self.title))
        statements = [self._paged(s) for s in statements if _is_finite(s)]
        statements.sort(key=lambda s: (s.value_start, s.start))
        return Reading(
            title=self.title,
            issued_on=self.issued_on,
            issued_year=self.issued_year,
            issued_basis=self.basis,
            plan_period=self.plan_period,
            language=self.language,
            text=self.text,
            lines=self.lines,
            page_starts=self.raw.page_starts,
            statements=tuple(statements),
            tables=tuple(tables),
            sha256=digest,
            source_format=source_format,
            warnings=tuple(self.warnings),
        )

    def _context(self, frame: Frame) -> Context:
        chinese = self.language == "zh"
        stance = moods.stance_of_title(self.title) if chinese else english.stance_of_title(self.title)
        context = Context(frame=frame, stance=stance, place=_place(self.title), language=self.language)
        if chinese:
            context.set_report_year(self.title)
        else:
            english.set_report_year(self.title, context)
        return context

    def _prose(self, context: Context, tables: Sequence[Table]) -> list[Statement]:
        rows = frozenset(row.line - 1 for t in tables for row in t.rows)
        out: list[Statement] = []
        for block in blocks(self.lines, self.starts, rows):
            if block.heading and block.cjk:
                context.enter_heading(block.text)
            elif block.heading:
                english.enter_heading(block.text, context)
            found = read_block(block.text, context) if block.cjk else english.read_block(block.text, context)
            out += [self._placed(f, block) for f in iterate(found)]
        return out

    def _placed(self, f: Found, block: Block) -> Statement:
        return place_found(f, block, self.text, self.starts)

    def _paged(self, s: Statement) -> Statement:
        if not self.raw.page_starts:
            return s
        page = bisect_right(self.raw.page_starts, s.line)
        first = self.raw.page_starts[page - 1] if page else 1
        return with_page(s, page, s.line - first + 1)

    def _issue(self, given: date | None) -> tuple[date | None, int | None, str | None]:
        if given is not None:
            return given, given.year, "given"
        printed = _printed_date(self.raw.date_text, self.lines)
        if printed is not None:
            return printed, printed.year, "printed"
        year = _inferred_year(self.text, self.title, self.plan_period)
        if year is None:
            self._warn(
                "no_issue_date",
                "没有找到成文日期，“去年”等相对时间未能换算。",
                "No issue date was found; relative times such as 'last year' stay open.",
            )
            return None, None, None
        self._warn(
            "issue_year_inferred",
            f"没有印出成文日期，按 {year} 年理解相对时间。",
            f"No issue date is printed; relative times are read as of {year}.",
        )
        return None, year, "inferred"

    def _warn(self, code: str, zh: str, en: str) -> None:
        self.warnings.append(ReadingWarning(code, zh, en))


def _is_finite(s: Statement) -> bool:
    """A thousand digits in a row are no figure."""
    return all(x is None or isfinite(x) for x in (s.value, s.value_high))


def _language(text: str) -> str:
    sample = text[:20_000]
    return "zh" if len(_CJK.findall(sample)) * 4 >= len(_LATIN.findall(sample)) else "en"


def _title(lines: Sequence[str]) -> str:
    """The first line that looks like a title: for official papers the one that names the paper."""
    first = [x.strip(" #\t*　") for x in lines[:60] if x.strip()]
    for line in first[:30]:
        if (
            re.search(r"(?:规划|方案|计划|意见|纲要|公报|报告|办法|措施)(?:[（(].{0,30}[）)])?》?(?:的通知)?$", line)
            and len(line) <= 80
            and not re.match(r"[一二三四五六七八九十]+、|第.{1,3}[章节篇]|[（(][一二三四五六七八九十]+[）)]", line)
        ):
            return line
    for line in first[:8]:
        if len(line) >= 6 and not _DATE.fullmatch(line):
            return line[:120]
    return first[0][:120] if first else ""


def _place(title: str) -> str:
    title = re.sub(r"^(?:.{0,30}?关于)?印发《?|^《", "", title)
    m = re.match(r"(?:中共)?([\u4e00-\u9fff]{2,7}?(?:自治区|自治州|省|市|州|县|区|湾|走廊))", title)
    return m[1] if m else ""


def _plan_period(title: str, lines: Sequence[str]) -> tuple[int, int] | None:
    head = [x for x in lines[:60] if x.strip()]
    for line in [title, *head]:
        m = _PERIOD.search(line)
        near_title = line == title or len(line) <= 40 and re.search(r"[（(].*[)）]", line)
        if m and (near_title or _PERIOD_FRAME.search(line)) and int(m[1]) < int(m[2]) <= int(m[1]) + 30:
            return int(m[1]), int(m[2])
    m2 = _ORDINAL_PLAN.search(title)
    if m2:
        from_plan = five_year_plan(m2[1] or m2[2])
        return from_plan
    return None


def _printed_date(date_text: str, lines: Sequence[str]) -> date | None:
    """The date the document prints as its own: on a line of its own, or beside 印发, 发布, published."""
    for text in (date_text, *lines[:40], *reversed(lines[-40:])):
        stripped = text.strip(" （()）—-\t　")
        if not stripped or len(stripped) > 120:
            continue
        for found in (_date_in(stripped), english.date_in(stripped)):
            if (
                found
                and (found[1] >= len(stripped) * 0.5 or _DATE_FRAME.search(stripped))
                or found
                and text is date_text
            ):
                return found[0]
    return None


def _date_in(text: str) -> tuple[date, int] | None:
    m = _DATE.search(text)
    if m:
        return _valid(int(m[1]), int(m[2]), int(m[3]), len(m.group()))
    c = _CN_DATE.search(text)
    if c:
        digits = {x: i for i, x in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
        year = int("".join(str(digits[x]) for x in c[1]))
        return _valid(year, int(parse_numeral(c[2])), int(parse_numeral(c[3])), len(c.group()))
    return None


def _valid(year: int, month: int, day: int, length: int) -> tuple[date, int] | None:
    try:
        return date(year, month, day), length
    except ValueError:
        return None


_SPOKEN_YEAR = re.compile(
    r"(?P<ahead>(?:到|至|预计|力争|争取|规划|计划|将于|有望)\s?)?(?P<y>(?:19|20)\d{2})(?=年)(?!年(?:国家|全国))"
)
_ENGLISH_YEAR = re.compile(r"(?<![\d/.-])(?P<ahead>by |until |before |to )?(?P<y>(?:19|20)\d{2})(?![\d])")


_SHORT_RANGE = {"预计", "有望", "将于"}
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})年.{0,20}(?:工作报告|工作要点|工作安排|重点工作)")
_REVIEWED = re.compile(
    r"((?:19|20)\d{2})年(?:度)?(?:[^，。；]{0,14}(?:工作)?(?:回顾|总结|完成情况)|[^，。；]{0,30}(?:统计公报|统计年报|年报)$)"
)
_AHEAD_OF = re.compile(
    r"((?:19|20)\d{2})年(?:度)?[^，。；]{0,14}(?:工作|任务|目标)?(?:安排|打算|部署|重点工作|主要任务|主要目标|预期目标)"
)


def _inferred_year(text: str, title: str, plan_period: tuple[int, int] | None) -> int | None:
    """The year that headings look back on, and one, or look ahead to; else as ``_latest_year``.

    A plan is issued when its period begins, whatever years it speaks of.
    """
    heads = [line for line in text[:200_000].split("\n") if 0 < len(line) <= 40]
    ahead = [int(m[1]) for line in heads for m in _AHEAD_OF.finditer(line)]
    over = [int(m[1]) + 1 for line in [title, *heads] for m in _REVIEWED.finditer(line.strip())]
    of_title = _TITLE_YEAR.search(title)
    year = int(of_title[1]) if of_title else max(over, default=None) or max(ahead, default=None) or _latest_year(text)
    return min(year, plan_period[0]) if year is not None and plan_period else year


def _latest_year(text: str) -> int | None:
    """The latest year spoken of as present or past; one that is foreseen at short range counts as the one before."""
    pattern = _SPOKEN_YEAR if _language(text) == "zh" else _ENGLISH_YEAR
    now: list[int] = []
    ahead: list[tuple[int, bool]] = []
    for m in pattern.finditer(text):
        year = int(m["y"])
        if not 1949 <= year <= 2100:
            continue
        if m["ahead"]:
            ahead.append((year, m["ahead"].strip() in _SHORT_RANGE))
        else:
            now.append(year)
    latest = max(now, default=None)
    foreseen = [(year, near) for year, near in ahead if latest is None or year > latest]
    if latest is None:
        return min(foreseen)[0] - 1 if foreseen else None
    near = [year - 1 for year, is_near in foreseen if is_near or year - 1 - latest == 1]
    return min(near, default=latest)


def table_context(context: Context, frame: Frame, title: str) -> Context:
    """A fresh context for the tables: the document's stance, no memory of the last paragraph."""
    return Context(frame=frame, stance=moods.stance_of_title(title), place=context.place, language=context.language)
