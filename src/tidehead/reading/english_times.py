"""When an English figure holds: years, spans, quarters, months, and words that lean on the issue date."""

import re
from datetime import date

from tidehead.reading.times import Frame, TimeMention, month, months

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november")
MONTH_NUMBERS = {name: i for i, name in enumerate((*_MONTHS, "december"), start=1)}
MONTH_NUMBERS |= {name[:3]: i for name, i in MONTH_NUMBERS.items()} | {"sept": 9}
_SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
SMALL_WORDS = {word: i for i, word in enumerate(_SMALL, start=2)} | {"one": 1, "twenty": 20, "decade": 10}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_M = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\."
_Y = r"(?:19|20)\d{2}"
_N = "|".join([*_SMALL, r"\d{1,2}"])
_ORD = "|".join(_ORDINALS)
_TO = r"\s*(?:-|—|–|to|until|through|and)\s*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"

TIME = re.compile(
    rf"""\b(?P<lead>by(?:\s+the)?(?:\s+(?:year|end)(?:\s+of)?)?\s+|until\s+|before\s+(?:the\s+end\s+of\s+)?
        |as\s+(?:of|at)\s+(?:the\s+)?(?:end\s+of\s+)?|since\s+|from\s+|between\s+|up\s+to\s+|to\s+(?=the\s+end\s+of\s|{_Y}\b)|(?:end|close)\s+of\s+)?
    (?:the\s+(?:end|close|start|beginning)\s+of\s+|end[-\s]+|early\s+|late\s+|mid[-\s]?)?
    (?:the\s+)?(?:(?:calendar|fiscal|financial)\s+years?\s+)?(?:FY\s?)?(?:
      (?P<y1>{_Y}){_TO}(?P<y2>{_Y})(?!\d|,\d)
    | (?P<fy>{_Y})\s?[/-](?P<fy2>\d{{2}})(?![\d-])
    | (?:(?P<q>{_ORD})\s+quarter|Q(?P<q2>[1-4]))(?:\s*(?:of|in|,)?\s*(?:(?P<qy>{_Y})|(?P<qr>this|last|next)\s+year))?
    | (?P<qy2>{_Y})\s*,?\s*Q(?P<q3>[1-4])
    | (?:(?P<h>first|second)\s+half|H(?P<h2>[12]))(?:\s*(?:of|in|,)?\s*(?:(?P<hy>{_Y})|(?P<hr>this|last|next)\s+year))?
    | (?P<hy2>{_Y})\s*,?\s*H(?P<h3>[12])
    | first\s+(?P<n>{_N})\s+months(?:\s+of\s+(?:(?P<ny>{_Y})|(?P<nr>this|last)\s+year|the\s+year))?
    | (?P<span>(?:12|twelve|three|3|six|6|nine|9)\s+months|year)\s+(?:to|ending|ended|up\s+to)\s+(?:the\s+end\s+of\s+)?
      (?:{_DAY}\s+)?(?P<sm>{_M})(?:\s+(?P<sy>{_Y})|\b(?!\s+\d))
    | (?P<m1>{_M})(?:\s+(?P<m1y>{_Y}))?{_TO}(?P<m2>{_M})(?:\s+(?P<m2y>{_Y})|\b(?!\s+\d))
    | (?:{_DAY}\s+)?(?P<m>{_M})(?:\s+{_DAY},?)?,?\s+(?P<my>{_Y})
    | (?P<ly>this|last|next|the\s+(?:previous|past|current|coming|preceding))\s+(?P<lu>year|quarter|month)(?!s?-)
    | (?:over|during|in|within|for)?\s*(?:the\s+)?(?P<ahead>next|coming)\s+(?P<an>{_N}|decade)(?:\s+years)?
    | (?P<now>today|currently|now|to\s+date|so\s+far|at\s+present|present)
    | (?P<y>{_Y})(?![\d,]\d|\d|%|\s?(?:jobs|homes|people|km|hectares|MW|GW))
    )(?P<year_end>\s+year-?\s?end)?\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What follows a year that something is compared with; what comes before one.
_BASELINE_AFTER = re.compile(
    r"\s*(?:levels?|baseline|base|figures?|total|edition|census|prices|peak|values?)\b", re.IGNORECASE
)
_BASELINE_BEFORE = re.compile(
    r"(?:\bthan|\bas\s+in|compared\s+(?:with|to)|against|versus|vs\.?|relative\s+to|\bon|\bover|\babove|"
    r"\bbelow|\bup\s+from|\bdown\s+from|"
    r"\bfrom|prior\s+to|pre-?)(?:\s+(?:in|the|its|a|that\s+of|those\s+of|levels?\s+(?:in|of)))*\s*$",
    re.IGNORECASE,
)
_CAPITAL_MAY = re.compile(r"\bmay\b")
_DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_M})|"
    rf"(?P<m2>{_M})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<y>{_Y})\b",
    re.IGNORECASE,
)


def date_in(text: str) -> tuple[date, int] | None:
    """The first full English date in a text, and how many characters it takes.

    >>> date_in("Published on 14 March 2025")
    (datetime.date(2025, 3, 14), 13)
    """
    m = _DATE.search(text)
    if m is None:
        return None
    try:
        day = date(int(m["y"]), _month(m["m"] or m["m2"]), int(m["d"] or m["d2"]))
    except ValueError:
        return None
    return day, len(m.group())


def times(text: str, frame: Frame) -> list[TimeMention]:
    """Every time in an English block, in order, relative words resolved against ``frame``.

    A year that something is only compared with (than in 2019, from 2010 levels) is left out.
    """
    return mentions(text, frame)[0]


def mentions(text: str, frame: Frame) -> tuple[list[TimeMention], list[tuple[int, int]]]:
    """(the times of a block, the spans of all its times, those only compared with too)."""
    found: list[TimeMention] = []
    spans: list[tuple[int, int]] = []
    near = frame.section_year
    for m in TIME.finditer(text):
        mention = _mention(m, frame, near)
        if mention is None:
            continue
        spans.append(m.span())
        if _is_baseline(text, m, frame):
            continue
        found.append(mention)
        near = mention.year or near
    return found, spans


def _is_baseline(text: str, m: re.Match[str], frame: Frame) -> bool:
    """Whether the time is what a figure is compared with, not when it holds."""
    if _BASELINE_AFTER.match(text, m.end()):
        return True
    before = text[max(0, m.start() - 40) : m.start()]
    lead = (m["lead"] or "").lower().strip()
    if lead == "from" and m["y"] and frame.issue_year is not None and int(m["y"]) > frame.issue_year:
        return False
    if lead == "from" and (m["y"] or m["ly"]):
        return (
            bool(before.strip(" \t(")) and before.strip()[-1] not in ".;:" and not text.startswith(" onward", m.end())
        )
    compared = _BASELINE_BEFORE.search(before)
    if compared and compared.group().split()[0].lower() in {"on", "over"}:
        return bool(m["y"] or m["ly"])
    return bool(compared)


def small_number(text: str) -> int:
    return int(text) if text.isdigit() else SMALL_WORDS[text.lower()]


def _month(text: str) -> int:
    return MONTH_NUMBERS[text.lower().rstrip(".")]


def _mention(m: re.Match[str], frame: Frame, near: int | None) -> TimeMention | None:
    lead = " ".join((m["lead"] or "").lower().split())
    deadline = lead.startswith(("by", "until", "before", "up to", "to"))
    since = lead == "since"
    if m["y1"]:
        first, last = int(m["y1"]), int(m["y2"])
        return _made(m, f"{first}-{last}", None, last=last) if first < last <= first + 50 else None
    if m["fy"]:
        return _financial_year(m, deadline)
    if lead.startswith(("from", "between")) and m["y"]:
        return None if lead == "between" else _made(m, f"{m['y']}/..", int(m["y"]), since=True)
    code, year = _code(m, frame, near)
    if code and since:
        code = f"{code}/.."
    return _made(m, code, year, deadline=deadline, since=since, vague=code is None)


def _financial_year(m: re.Match[str], deadline: bool) -> TimeMention | None:
    first = int(m["fy"])
    last = first // 100 * 100 + int(m["fy2"])
    if last != first + 1 and not first < last <= first + 30:
        return None
    return _made(m, f"{first}-{last}", None, last=last, deadline=deadline)


def _code(m: re.Match[str], frame: Frame, near: int | None) -> tuple[str | None, int | None]:
    if m["y"]:
        return m["y"], int(m["y"])
    part = m["q"] or m["q2"] or m["q3"]
    if part:
        return _with_year(m["qy"] or m["qy2"], m["qr"], f"Q{_ordinal(part)}", frame=frame, near=near)
    part = m["h"] or m["h2"] or m["h3"]
    if part:
        return _with_year(m["hy"] or m["hy2"], m["hr"], f"H{_ordinal(part)}", frame=frame, near=near)
    if m["n"]:
        return _first_months(m, frame, near)
    if m["sm"]:
        year = int(m["sy"]) if m["sy"] else near or frame.year()
        return (None, None) if year is None else _months_to(year, _month(m["sm"]), m["span"].lower())
    if m["m1"]:
        end = int(m["m2y"]) if m["m2y"] else near or frame.year()
        if end is None:
            return None, None
        first = int(m["m1y"] or end)
        return f"{month(first, _month(m['m1']))}/{month(end, _month(m['m2']))}", end
    if m["m"]:
        return month(int(m["my"]), _month(m["m"])), int(m["my"])
    return _leaning(m, frame)


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS[text.lower()]


_SHIFTS = {
    "this": 0,
    "last": -1,
    "next": 1,
    "the previous": -1,
    "the past": -1,
    "the current": 0,
    "the coming": 1,
    "the preceding": -1,
}


def _with_year(
    year: str | None, relative: str | None, part: str, *, frame: Frame, near: int | None
) -> tuple[str | None, int | None]:
    number = int(year) if year else frame.year(_SHIFTS[relative.lower()]) if relative else near or frame.year()
    return (None, None) if number is None else (f"{number}{part}", number)


def _first_months(m: re.Match[str], frame: Frame, near: int | None) -> tuple[str | None, int | None]:
    shift = _SHIFTS[m["nr"].lower()] if m["nr"] else 0
    year = int(m["ny"]) if m["ny"] else frame.year(shift) if m["nr"] else near or frame.year()
    count = small_number(m["n"])
    return (months(year, 1, count), year) if year and 1 <= count <= 12 else (None, None)


_SPANS = {"three": 3, "3": 3, "six": 6, "6": 6, "nine": 9, "9": 9}


def _months_to(year: int, number: int, span: str) -> tuple[str, int]:
    """The months up to and with one: the year to March, the three months to January."""
    count = _SPANS.get(span.split()[0], 12)
    if number == count == 12:
        return str(year), year
    first_year, first = divmod(year * 12 + number - count, 12)
    return f"{month(first_year, first + 1)}/{month(year, number)}", year


def _leaning(m: re.Match[str], frame: Frame) -> tuple[str | None, int | None]:
    """last year, this quarter, last month, the next five years."""
    if m["ahead"]:
        year = frame.year()
        count = small_number(m["an"])
        return (None, None) if year is None else (f"{year}-{year + count - 1}", None)
    if not m["ly"]:
        return None, None
    shift, unit = _SHIFTS[" ".join(m["ly"].lower().split())], m["lu"].lower()
    year = frame.year(shift if unit == "year" else 0)
    if year is None or unit != "year" and frame.issue_month is None:
        return None, None
    if unit == "year":
        return str(year), year
    return _shifted(year, frame.issue_month or 1, shift, unit)


def _shifted(year: int, number: int, shift: int, unit: str) -> tuple[str, int]:
    size = 3 if unit == "quarter" else 1
    at = year * (12 // size) + (number - 1) // size + shift
    year, place = divmod(at, 12 // size)
    return (f"{year}Q{place + 1}", year) if size == 3 else (month(year, place + 1), year)


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
    last_year = last or year or (int(code[5:9]) if code and re.fullmatch(r"\d{4}-\d{4}", code) else None)
    words = m.group().strip(" ,")
    return TimeMention(m.start(), m.start() + len(m.group()), code, words, deadline, since, year, last_year, vague)
