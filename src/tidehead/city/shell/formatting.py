"""How figures, periods and dates read: 亿/万 in Chinese, M/B in English, unknown as a dash and never as zero.

A figure comes with the unit it was printed in ("亿元"), so its value is already scaled: 12,000 亿元 becomes 1.2 万亿元,
not 1.2 亿亿元. Text is made for the language that is active, as Django's translations are.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, gettext

Number = int | float | Decimal

UNKNOWN = "—"
MOST_DECIMALS = 2
_MOST_SHIFTED = 12

_SCALED_UNIT = re.compile(r"^(万亿|亿|万)?(.*)$")
_POWERS = {"": 0, "万": 4, "亿": 8, "万亿": 12}
_CHINESE_STEPS = ((12, "万亿"), (8, "亿"), (4, "万"), (0, ""))
_ENGLISH_STEPS = ((12, "T"), (9, "B"), (6, "M"), (0, ""))
_TENS = {power: Decimal(10) ** power for power in range(13)}
_PLAIN_UNITS = {"", "1"}
# Ratios, ranks and times are read as they stand: nobody writes 1.2 万% or 0.2 万年.
_NEVER_SCALED = _PLAIN_UNITS | set("% ‰ 百分点 年 月 天 日 小时 分钟 位 倍 分 级".split())
_MONEY = {"元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD"}
_ENGLISH_UNITS = {
    "%": "%",
    "‰": "‰",
    "百分点": "pp",
    "人": "people",
    "人次": "visits",
    "户": "households",
    "家": "firms",
    "个": "",
    "项": "items",
    "件": "items",
    "条": "items",
    "台": "units",
    "辆": "vehicles",
    "吨": "t",
    "标箱": "TEU",
    "平方公里": "km²",
    "平方千米": "km²",
    "平方米": "m²",
    "亩": "mu",
    "公顷": "ha",
    "公里": "km",
    "千瓦": "kW",
    "千瓦时": "kWh",
    "吨标准煤": "tce",
    "吨标煤": "tce",
    "立方米": "m³",
    "年": "years",
    "天": "days",
    "小时": "hours",
    "位": "",
    "名": "",
    "倍": "times",
    "分": "points",
}
_PER = {"人": "person", "户": "household", "家": "firm", "年": "year", "月": "month", "天": "day", "小时": "hour"}
# What is counted, the Chinese unit does not say: 个 may be projects or platforms. The pack's English does.
_COUNTED = set("个 家 项 件 条 台 名 人 户 位 辆".split())
# Units as an English text prints them: "$ billion", "£bn", "USD million"; and those that begin with a word, "firms".
_CURRENCY_FIRST = re.compile(r"((?:US|HK|A|C)?[$£€¥￥]|(?:USD|CNY|RMB|GBP|EUR|JPY|HKD)\b)(\s*)(.*)")
_LATIN_WORD = re.compile(r"[A-Za-z]")
_PREFIXES_ZH = {"approx": "约", "near": "近", "ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
_PREFIXES_EN = {"approx": "about ", "near": "nearly ", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< "}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUARTERS_ZH = ("一", "二", "三", "四")


@dataclass(frozen=True, slots=True)
class FigureParts:
    """A figure taken apart, so that a page can set the number large and the unit small."""

    before: str  # comparator and currency: "≥", "about CNY "
    number: str
    after: str  # scale and unit: "亿元", "B", " firms"

    @property
    def text(self) -> str:
        return f"{self.before}{self.number}{self.after}"


def is_chinese() -> bool:
    """Whether the page is being written in Chinese."""
    return (get_language() or "zh").startswith("zh")


def is_unknown(value: Number | None) -> bool:
    """None and nan both mean that nobody said; zero does not."""
    return value is None or (not isinstance(value, Decimal) and math.isnan(value)) or value != value


def number_text(value: Number | None, *, decimals: int | None = None) -> str:
    """Digits in groups of three, with at most two decimals unless told.

    >>> number_text(6240.68), number_text(None), number_text(0.5, decimals=1)
    ('6,240.68', '—', '0.5')
    """
    if is_unknown(value):
        return UNKNOWN
    return _grouped(_rounded(_exact(value), decimals))


def figure_parts(
    value: Number | None,
    unit: str = "",
    *,
    value_high: Number | None = None,
    comparator: str = "eq",
    decimals: int | None = None,
    unit_en: str = "",
) -> FigureParts:
    """A figure in its printed unit, ready to be shown: comparator and currency, number, scale and unit.

    `value_high` makes a range; `comparator` is one of eq, approx, near, ge, gt, le, lt, range. `unit_en` is what the
    pack says in English, used where the unit is not one of ours.
    """
    if is_unknown(value):
        return FigureParts("", UNKNOWN, "")
    ends = [_exact(value)] + ([] if is_unknown(value_high) else [_exact(value_high)])
    chinese = is_chinese()
    shaped = _shaped(ends, unit, unit_en, decimals)
    prefix = (_PREFIXES_ZH if chinese else _PREFIXES_EN).get(comparator, "") if len(ends) == 1 else ""
    return FigureParts(prefix + shaped.before, shaped.number, shaped.after)


def _shaped(ends: list[Decimal], unit: str, unit_en: str, decimals: int | None) -> FigureParts:
    chinese = is_chinese()
    dash = "—" if chinese else "–"
    if found := _CURRENCY_FIRST.fullmatch(unit):
        sign, space, rest = found.groups()
        return FigureParts(f"{sign} " if sign.isalpha() else sign, _span(ends, decimals, dash), rest and space + rest)
    if chinese and _LATIN_WORD.match(unit):
        return FigureParts("", _span(ends, decimals, dash), f" {unit}")
    return _chinese_parts(ends, unit, decimals) if chinese else _english_parts(ends, unit, unit_en, decimals)


def figure_text(value: Number | None, unit: str = "", **how: object) -> str:
    """The same as `figure_parts`, in one piece: '≥6,240.68亿元', '≥ CNY 624.07B'."""
    return figure_parts(value, unit, **how).text  # type: ignore[arg-type]


def exact_text(value: Number | None, unit: str = "") -> str:
    """Every digit in the printed unit, for titles and exports where nothing may be rounded."""
    if is_unknown(value):
        return gettext("unknown")
    shown = "" if unit in _PLAIN_UNITS else unit
    return f"{_grouped(_exact(value).normalize())}{shown}"


def unit_text(unit: str, *, unit_en: str = "") -> str:
    """A unit for a column's head: as printed in Chinese, the pack's words or ours in English."""
    if unit in _PLAIN_UNITS:
        return ""
    if is_chinese():
        return unit
    if unit_en:
        return unit_en
    scale, base = _scale_and_base(unit)
    names = {"": "", "万": "10 thousand ", "亿": "100 million ", "万亿": "trillion "}
    return f"{names[scale]}{_MONEY.get(base) or _ENGLISH_UNITS.get(base, base)}".strip() or "number"


def percent_text(ratio: Number | None, *, decimals: int = 1, signed: bool = False) -> str:
    """A ratio 0–1 as a percentage: 0.123 is 12.3%."""
    return _with_sign(ratio, 100, decimals=decimals, signed=signed, after="%")


def points_text(points: Number | None, *, decimals: int = 2) -> str:
    """A difference of two percentages, always with its sign: +0.35 个百分点."""
    return _with_sign(points, 1, decimals=decimals, signed=True, after="个百分点" if is_chinese() else " pp")


def change_text(pct: Number | None, *, decimals: int = 1) -> str:
    """Growth that already is in per cent, always with its sign: +5.2%."""
    return _with_sign(pct, 1, decimals=decimals, signed=True, after="%")


def in_sentence(label: str) -> str:
    """A label where a sentence goes on: English drops the capital of a word, never that of an acronym.

    >>> in_sentence("GDP per person"), in_sentence("R&D share")
    ('GDP per person', 'R&D share')
    """
    first = label.split(" ", 1)[0]
    return label if is_chinese() or len(first) < 2 or not first[1:].islower() else label[0].lower() + label[1:]


def period_text(period: str | None) -> str:
    """What a figure is about: '2025-01/2025-10' reads 2025年1—10月 or Jan–Oct 2025; a form we do not know stays."""
    if not period:
        return gettext("undated")
    return _known_period(period, is_chinese())


@lru_cache(maxsize=2048)
def _known_period(period: str, chinese: bool) -> str:
    start, slash, end = period.partition("/")
    if not slash:
        return _one_period(start, chinese)
    return _chinese_span(start, end) if chinese else _english_span(start, end)


def date_text(day: date | datetime | None) -> str:
    """A day: 2026年11月14日 or 14 Nov 2026; a moment is put into the local time zone first."""
    if day is None:
        return UNKNOWN
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return _day_text(day, is_chinese())


def _day_text(day: date, chinese: bool) -> str:
    if chinese:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_text(moment: datetime | None) -> str:
    """A day and a time of day, to the minute."""
    if moment is None:
        return UNKNOWN
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{date_text(local)} {local:%H:%M}"


def size_text(byte_count: int | None) -> str:
    """A file's size, in kB or MB."""
    if byte_count is None:
        return UNKNOWN
    if byte_count < 1000:
        return f"{byte_count} B"
    if byte_count < 1_000_000:
        return f"{_grouped(_rounded(Decimal(byte_count) / 1000, 0))} kB"
    return f"{_grouped(_rounded(Decimal(byte_count) / 1_000_000, 1).normalize())} MB"


def _exact(value: Number | None) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return Decimal(str(value))


def _rounded(value: Decimal, decimals: int | None) -> Decimal:
    """Half away from zero, as people do by hand; without `decimals` the value keeps its own, up to two.

    A small share keeps up to four, or 0.0042 would read 0."""
    most = MOST_DECIMALS if abs(value) >= Decimal("0.1") else 4
    own = max(0, -int(value.normalize().as_tuple().exponent)) if value else 0
    places = min(own, most) if decimals is None else decimals
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if decimals is not None else rounded.normalize()


def _grouped(value: Decimal) -> str:
    text = f"{value:,f}"
    return f"−{text[1:]}" if text.startswith("-") and value else text.lstrip("-")


@lru_cache(maxsize=512)
def _scale_and_base(unit: str) -> tuple[str, str]:
    found = _SCALED_UNIT.match(unit)
    scale, base = (found.group(1) or "", found.group(2)) if found else ("", unit)
    return (scale, base)


def _step(ends: list[Decimal], steps: tuple[tuple[int, str], ...], least: int, decimals: int | None) -> tuple[int, str]:
    """The largest step that the larger end fills once it is rounded: 9999.96万 at one decimal is 1亿."""
    largest = max(abs(end) for end in ends)
    for index, (power, name) in enumerate(steps):
        if power < least:
            break
        if largest >= _TENS[power]:
            rounded = _rounded(largest.scaleb(-power), decimals)
            if index and rounded >= _TENS[steps[index - 1][0] - power]:
                return steps[index - 1]
            return power, name
    return least, next((name for power, name in steps if power == least), "")


def _chinese_parts(ends: list[Decimal], unit: str, decimals: int | None) -> FigureParts:
    scale, base = _scale_and_base(unit)
    if unit in _NEVER_SCALED:
        return FigureParts("", _span(ends, decimals, "—"), "" if unit in _PLAIN_UNITS else unit)
    power = _POWERS[scale]
    whole = [end.scaleb(power) for end in ends]
    step, name = _step(whole, _CHINESE_STEPS, power, decimals)
    return FigureParts("", _span([end.scaleb(-step) for end in whole], decimals, "—"), f"{name}{base}")


def _english_parts(ends: list[Decimal], unit: str, unit_en: str, decimals: int | None) -> FigureParts:
    if unit == "位" and unit_en == "rank":
        return FigureParts("No. ", _span(ends, decimals, "–"), "")
    scale, base = _scale_and_base(unit)
    counted, slash, per = base.partition("/")
    word = _english_word(counted, unit_en if not scale else "")
    if unit in _NEVER_SCALED:
        return FigureParts("", _span(ends, decimals, "–"), _english_suffix("", word))
    if counted not in _MONEY and counted not in _ENGLISH_UNITS:
        return FigureParts("", _span(ends, decimals, "–"), f" {unit_en or unit}")
    # Rounded in the printed unit and then only shifted: 31.96亿 is 3.196B, with every digit that was printed.
    whole = [_rounded(end, decimals).scaleb(_POWERS[scale]) for end in ends]
    step, name = _step(whole, _ENGLISH_STEPS, 0, _MOST_SHIFTED)
    number = "–".join(_grouped(end.scaleb(-step).normalize()) for end in whole)
    tail = f" per {_PER.get(per) or _ENGLISH_UNITS.get(per, per)}" if slash else ""
    if counted in _MONEY:
        return FigureParts(f"{_MONEY[counted]} ", number, f"{name}{tail}")
    return FigureParts("", number, f"{_english_suffix(name, word)}{tail}")


def _english_word(unit: str, unit_en: str) -> str:
    """The pack's word for what is counted, ours for a measure; a pack's "10 thousand …" is a scale, not a word."""
    if unit in _COUNTED and unit_en and not unit_en[0].isdigit():
        return unit_en
    return _ENGLISH_UNITS.get(unit, "")


def _english_suffix(step: str, word: str) -> str:
    if word in {"%", "‰"}:
        return f"{step}{word}"
    return f"{step} {word}" if word else step


def _span(ends: list[Decimal], decimals: int | None, dash: str) -> str:
    return dash.join(_grouped(_rounded(end, decimals)) for end in ends)


def _with_sign(value: Number | None, factor: int, *, decimals: int, signed: bool, after: str) -> str:
    if is_unknown(value):
        return UNKNOWN
    rounded = _rounded(_exact(value) * factor, decimals)
    return f"{'+' if signed and rounded > 0 else ''}{_grouped(rounded)}{after}"


def _one_period(period: str, chinese: bool) -> str:
    if found := re.fullmatch(r"(\d{4})", period):
        return f"{period}年" if chinese else period
    if found := re.fullmatch(r"(\d{4})Q([1-4])", period):
        year, quarter = found.groups()
        return f"{year}年{_QUARTERS_ZH[int(quarter) - 1]}季度" if chinese else f"Q{quarter} {year}"
    if found := re.fullmatch(r"(\d{4})H([12])", period):
        year, half = found.groups()
        return f"{year}年{'上' if half == '1' else '下'}半年" if chinese else f"H{half} {year}"
    if found := re.fullmatch(r"(\d{4})-(\d{2})", period):
        year, month = found.groups()
        return f"{year}年{int(month)}月" if chinese else f"{_MONTHS[int(month) - 1]} {year}"
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", period):
        return _day_text(date.fromisoformat(period), chinese)
    return period


def _chinese_span(start: str, end: str) -> str:
    first, last = _one_period(start, True), _one_period(end, True)
    if re.fullmatch(r"\d{4}", start) and re.fullmatch(r"\d{4}", end):
        return f"{start}—{last}"
    if _months_of_one_year(start, end):
        return f"{start[:4]}年{int(start[5:])}—{int(end[5:])}月"
    return f"{first}—{last}"


def _english_span(start: str, end: str) -> str:
    if _months_of_one_year(start, end):
        return f"{_MONTHS[int(start[5:]) - 1]}–{_MONTHS[int(end[5:]) - 1]} {start[:4]}"
    return f"{_one_period(start, False)}–{_one_period(end, False)}"


def _months_of_one_year(start: str, end: str) -> bool:
    return start[:4] == end[:4] and all(re.fullmatch(r"\d{4}-\d{2}", each) for each in (start, end))
