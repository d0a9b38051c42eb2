"""When a figure holds: dates, spans, quarters, five-year plans, and words that lean on the issue date."""

import re
from dataclasses import dataclass

from tidehead.reading.numbers import parse_numeral

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_RELATIVE = {
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "年内": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "后年": 2,
    "全年": 0,
}
_CN = "一二三四五六七八九十"
_PART = (
    rf"(?:第?(?P<q>[一二三四1-4])季度|[Qq](?P<q2>[1-4])|(?P<half>上半年|下半年)|前(?P<nq>[二两三23])个?季度|(?P<nq2>三季度末)"
    rf"|(?P<m1>{_MONTH})月?[-—~至到](?P<m2>{_MONTH})月(?:份)?|前(?P<nm>{_MONTH}|[{_CN}]+)个?月"
    rf"|(?P<m>{_MONTH})月(?:份)?(?:底|末|初|(?P<d>\d{{1,2}})日)?|(?P<end>年?(?:底|末|初)))"
)
TIME = re.compile(
    rf"(?P<to>截至|截止到?|到|至|自|从)?(?:"
    rf"(?P<y1>{_YEAR})年?(?:度)?[-—~至到](?P<y2>{_YEAR})(?:年(?:度)?|(?=[,，。；;\s)）]))"
    rf"|(?:(?P<y>{_YEAR})年|(?P<r>今年|本年|当年|去年|上一?年(?!度|来)|前年|明年|来年|后年))(?:度)?{_PART}?"
    rf"(?P<tail>[-—~至到](?:{_YEAR}年)?(?P<m3>{_MONTH})月(?:份|底|末)?)?"
    rf"|“?(?P<plan>十[一二三四五六七]?|[八九])五”?(?P<plan_tail>期末|末|期间|时期|以来|收官|规划)"
    rf"|“(?P<plan2>十[一二三四五六七]?|[八九])五”"
    rf"|(?P<bare>前[三二]季度|[一二三四]季度|上半年|下半年|前{_MONTH}个?月|{_MONTH}月?[-—~至到]{_MONTH}月(?:份)?|{_MONTH}月(?:份|末|底)|年末|年底|岁末|(?<!一)全年(?!龄)|年内)"
    rf"|(?P<last>过去一年|近一年(?:来)?|一年来)"
    rf"|(?P<next>未来|今后|接下来)(?P<n>[{_CN}\d]+)(?:[-—~至到][{_CN}\d]+)?年(?:内)?"
    rf"|(?P<n5>[{_CN}]|\d)年(?:累计|内)"
    rf"|(?P<now>截至目前|目前|迄今|至今|如今|现在|现已|近年来|近些年|以前|过去|此前|日前|近日|当前|近[{_CN}\d]+年(?:来)?|[{_CN}]+年来)"
    rf")(?P<since>以来|以后|开始|起)?"
)
_NAMED = re.compile(
    r"成立|创立|创办|创建于|注册成立|出生|毕业|入选|建厂|建市|设立|[（(]?[第〕]|国家(?:先进|级)|版|修订|款"
)
_NOT_BEFORE = re.compile(r"(?:《[^》]*|“[^”]{0,4}|[〔\[])$")
# 以上年产值, 投产后年产, 五年来年均: two words meet and look like a third.
_DOUBTFUL = {"上年", "后年", "来年", "前年", "本年"}
_MET_BEFORE = re.compile(r"[以之年产投建基]$")
_MET_AFTER = re.compile(r"[产均]")
_COMPARED = re.compile(r"(?:比|较|同比|与|跟|超过|同)$")
_COMPARED_YEAR = re.compile(r"(?:比|较|与)$")
_CHANGED = re.compile(r"(?:末|底|同期|全年)?(?:相比|[增减下上提降翻扩缩净实]|同期|累计)")
_DOCUMENT = re.compile(r"”?(?:规划(?!期)|纲要|发展规划)")


@dataclass(frozen=True, slots=True)
class Frame:
    """What relative words lean on. Years are whole numbers; None where the document gives none."""

    issue_year: int | None = None
    issue_month: int | None = None
    plan_period: tuple[int, int] | None = None
    section_year: int | None = None
    report_year: int | None = None

    def year(self, shift: int = 0) -> int | None:
        return None if self.issue_year is None else self.issue_year + shift


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time in a block. ``code`` is None where the words fix no date (目前); ``deadline`` after 到, 至, by."""

    start: int
    end: int
    code: str | None
    text: str
    deadline: bool = False
    since: bool = False
    year: int | None = None
    last_year: int | None = None
    vague: bool = False


def month(year: int, number: int) -> str:
    return f"{year}-{number:02d}"


def months(year: int, first: int, last: int) -> str:
    """The span of months of one year: 2025-01/2025-10."""
    return month(year, first) if first == last else f"{month(year, first)}/{month(year, last)}"


def five_year_plan(ordinal: str) -> tuple[int, int]:
    """First and last year of the plan with that Chinese ordinal.

    >>> five_year_plan("十四"), five_year_plan("九")
    ((2021, 2025), (1996, 2000))
    """
    first = 2001 + 5 * (int(parse_numeral(ordinal)) - 10)
    return first, first + 4


def times(text: str, frame: Frame) -> list[TimeMention]:
    """Every time in a Chinese block, in order, relative words resolved against ``frame``."""
    found: list[TimeMention] = []
    near: int | None = frame.section_year or frame.report_year
    for m in TIME.finditer(text):
        if _is_part_of_a_name(text, m):
            continue
        mention = _mention(m, frame, near)
        if mention is None:
            continue
        found.append(mention)
        near = mention.year or near
    return found


def _is_part_of_a_name(text: str, m: re.Match[str]) -> bool:
    before, after = text[max(0, m.start() - 12) : m.start()], text[m.end() : m.end() + 6]
    if m["r"] and _COMPARED.search(before) or m["y"] and _COMPARED_YEAR.search(before) and _CHANGED.match(after):
        return True
    if m["plan"] and m["plan_tail"] == "规划":
        return True
    if m["plan2"] and _DOCUMENT.match(after):
        return True
    if m["r"] in _DOUBTFUL and (_MET_BEFORE.search(before) or _MET_AFTER.match(after)):
        return True
    if m["bare"] and _COMPARED_YEAR.search(before):
        return True
    if m["bare"] and re.search(r"[第\d]$", before) or m["now"] in {"过去", "现在"} and after[:1] in "了的":
        return True
    if m["n5"] and re.search(r"[\d第十]$", before):
        return True
    return bool(m["y"] and (_NAMED.match(after) or _NOT_BEFORE.search(before)) and not m["to"])


def _mention(m: re.Match[str], frame: Frame, near: int | None) -> TimeMention | None:
    deadline, since = m["to"] in {"到", "至"}, bool(m["since"]) or m["to"] in {"自", "从"}
    if m["y1"]:
        first, last = int(m["y1"]), int(m["y2"])
        return _made(m, f"{first}-{last}", first, last=last) if first < last <= first + 50 else None
    if m["y"] or m["r"]:
        year = int(m["y"]) if m["y"] else frame.year(_RELATIVE[m["r"]])
        if year is None:
            return _made(m, None, None, vague=True)
        code = _part_of_year(m, year)
        if m["since"] or m["to"] in {"自", "从"} and m["since"]:
            code = _since(code, year, frame)
        return _made(m, code, year, deadline=deadline, since=since)
    if m["plan"] or m["plan2"]:
        first, last = five_year_plan(m["plan"] or m["plan2"])
        at_end = m["plan_tail"] in {"末", "期末"}
        return _made(m, str(last) if at_end else f"{first}-{last}", None, last=last, deadline=deadline)
    return _leaning(m, frame, near, deadline)


def _leaning(m: re.Match[str], frame: Frame, near: int | None, deadline: bool) -> TimeMention | None:
    """Times without a year of their own: 上半年, 全年, 过去一年, 未来五年, 目前."""
    if m["bare"]:
        year = near or frame.year()
        code = None if year is None else _bare(m["bare"], year)
        return _made(m, code, year if code else None, deadline=deadline, vague=code is None)
    if m["last"]:
        year = frame.section_year or frame.report_year or frame.year(-1)
        return _made(m, None if year is None else str(year), year, vague=year is None)
    if m["next"] or m["n5"]:
        return _coming_years(m, frame)
    return _made(m, None, None, vague=True)


def _coming_years(m: re.Match[str], frame: Frame) -> TimeMention | None:
    count = int(parse_numeral(m["n"] or m["n5"]))
    plan = frame.plan_period
    if plan and plan[1] - plan[0] + 1 == count:
        return _made(m, f"{plan[0]}-{plan[1]}", None, last=plan[1])
    year = frame.year()
    if m["n5"] or year is None or not 1 < count <= 30:
        return None
    return _made(m, f"{year}-{year + count - 1}", None, last=year + count - 1)


def _made(
    m: re.Match[str],
    code: str | None,
    year: int | None,
    *,
    last: int | None = None,
    deadline: bool = False,
    since: bool = False,
    vague: bool = False,
) -> TimeMention:
    return TimeMention(m.start(), m.end(), code, m.group().strip("，,"), deadline, since, year, last or year, vague)


def _since(code: str, year: int, frame: Frame) -> str:
    """自2025年5月以来 is open; 2025年以来 in a text of 2025 is the year so far."""
    if code == str(year) and frame.issue_year in {year, None}:
        return code
    return code if "/" in code else f"{code}/.."


def _part_of_year(m: re.Match[str], year: int) -> str:
    if m["m3"] and m["m"]:
        return months(year, int(m["m"]), int(m["m3"])) if int(m["m"]) <= int(m["m3"]) else str(year)
    if m["q"] or m["q2"]:
        return f"{year}Q{int(parse_numeral(m['q'] or m['q2']))}"
    if m["half"]:
        return f"{year}H{1 if m['half'] == '上半年' else 2}"
    if m["nq"]:
        return months(year, 1, 3 * int(parse_numeral(m["nq"])))
    if m["nq2"]:
        return month(year, 9)
    if m["m1"]:
        return months(year, int(m["m1"]), int(m["m2"])) if int(m["m1"]) <= int(m["m2"]) else str(year)
    if m["nm"]:
        count = int(parse_numeral(m["nm"]))
        return months(year, 1, count) if 1 <= count <= 12 else str(year)
    if m["m"]:
        return month(year, int(m["m"]))
    return str(year)


_ONE_MONTH = re.compile(rf"({_MONTH})月(?:份|末|底)")
_BARE_MONTHS = re.compile(rf"({_MONTH})月?[-—~至到]({_MONTH})月|前({_MONTH})个?月")


def _bare(words: str, year: int) -> str | None:
    if words.endswith("季度"):
        count = int(parse_numeral(words[-3]))
        return months(year, 1, 3 * count) if words.startswith("前") else f"{year}Q{count}"
    if words in {"上半年", "下半年"}:
        return f"{year}H{1 if words[0] == '上' else 2}"
    one = _ONE_MONTH.fullmatch(words)
    if one:
        return month(year, int(one[1]))
    m = _BARE_MONTHS.match(words)
    if m:
        first, last = (1, int(m[3])) if m[3] else (int(m[1]), int(m[2]))
        return months(year, first, last) if first <= last else None
    return str(year)
