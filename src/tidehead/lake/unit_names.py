"""Units as people write them in headings and cells, under the names that `calc.units` knows them by."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from tidehead.calc.units import UnitError, converts, measure

_ENGLISH = {
    "cny": "元",
    "rmb": "元",
    "yuan": "元",
    "¥": "元",
    "人民币": "元",
    "1000cny": "千元",
    "10kcny": "万元",
    "10000cny": "万元",
    "wanyuan": "万元",
    "10000yuan": "万元",
    "10kyuan": "万元",
    "10krmb": "万元",
    "10000rmb": "万元",
    "millioncny": "百万元",
    "mcny": "百万元",
    "millionyuan": "百万元",
    "millionrmb": "百万元",
    "100millioncny": "亿元",
    "100millionyuan": "亿元",
    "billioncny": "十亿元",
    "bncny": "十亿元",
    "billionyuan": "十亿元",
    "usd": "美元",
    "$": "美元",
    "10kusd": "万美元",
    "10000usd": "万美元",
    "eur": "欧元",
    "hkd": "港元",
    "jpy": "日元",
    "mu": "亩",
    "ha": "公顷",
    "hectare": "公顷",
    "hectares": "公顷",
    "hm2": "公顷",
    "acre": "英亩",
    "acres": "英亩",
    "m2": "平方米",
    "sqm": "平方米",
    "㎡": "平方米",
    "平米": "平方米",
    "km2": "平方公里",
    "sqkm": "平方公里",
    "m": "米",
    "km": "公里",
    "person": "人",
    "persons": "人",
    "people": "人",
    "employee": "人",
    "employees": "人",
    "kwh": "千瓦时",
    "mwh": "千千瓦时",
    "gwh": "百万千瓦时",
    "10kkwh": "万千瓦时",
    "10000kwh": "万千瓦时",
    "twh": "十亿千瓦时",
    "兆瓦时": "千千瓦时",
    "吉瓦时": "百万千瓦时",
    "kw": "千瓦",
    "mw": "千千瓦",
    "兆瓦": "千千瓦",
    "kg": "千克",
    "t": "吨",
    "tonne": "吨",
    "tonnes": "吨",
    "ton": "吨",
    "tons": "吨",
    "tce": "吨标准煤",
    "吨标煤": "吨标准煤",
    "kgce": "千克标准煤",
    "m3": "立方米",
    "立方": "立方米",
    "tco2": "吨二氧化碳",
    "teu": "标箱",
    "标准箱": "标箱",
    "percent": "%",
    "pct": "%",
    "％": "%",
    "百分比": "%",
    "百分数": "%",
    "pp": "百分点",
    "count": "1",
    "ratio": "1",
    "share": "1",
    "比值": "1",
    "比例": "1",
    "无量纲": "1",
    "年": "年",
    "year": "年",
    "years": "年",
}
# What may follow magnitudes in a unit and is a unit for certain; other words in brackets are remarks, or refused.
_KNOWN = frozenset(
    """元 美元 欧元 日元 港元 人 名 人次 户 家 个 项 件 次 场 台 套 辆 条 米 公里 千米 平方米 平方公里 平方千米 立方米
    公顷 亩 公亩 英亩 千克 公斤 克 吨 吨标煤 吨标准煤 千克标准煤 千克标煤 吨二氧化碳 吨二氧化碳当量 千瓦时 度 千瓦 瓦
    % ‰ 百分点 个百分点 倍 分 天 日 月 个月 年 小时 分钟 工时 人年 1 当量 吨当量 位 所 篇 只 头 箱 标箱 标台 起 宗
    幢 间 笔 种 席 焦 千焦 吉焦""".split()
)
_COUNTED = frozenset("人 名 人次 户 家 个 项 件 次 场 台 套 辆 条 位 所 篇 只 头 箱 起 宗 幢 间 笔 种 席".split())
_MAGNITUDES = "十百千万亿"
_OLD_WRITING = str.maketrans("仟佰拾萬億噸畝頃", "千百十万亿吨亩顷")
_ENGLISH_MAGNITUDES = {
    "100million": "亿",
    "hundredmillion": "亿",
    "10million": "千万",
    "10thousand": "万",
    "tenthousand": "万",
    "1000000": "百万",
    "100000000": "亿",
    "10000": "万",
    "1000": "千",
    "10k": "万",
    "100k": "十万",
    "thousand": "千",
    "million": "百万",
    "mn": "百万",
    "billion": "十亿",
    "bn": "十亿",
}
_PREFIX = re.compile(r"^(计量)?(单位|unit)\s*[:：]?\s*(in\b)?\s*|^in\s+", re.IGNORECASE)
_KILOWATT_HOUR = re.compile(r"w\s*[·.*×\-]\s*h", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@lru_cache(maxsize=4096)
def unit_of(text: str) -> str | None:
    """The unit that a text names, as `calc.units` writes it; None where it names none.

    >>> unit_of("10,000 CNY/mu"), unit_of("单位：万元／亩"), unit_of("等价值")
    ('万元/亩', '万元/亩', None)
    """
    words = _PREFIX.sub("", unicodedata.normalize("NFKC", text).strip()).translate(_OLD_WRITING)
    words = _KILOWATT_HOUR.sub("wh", words)
    parts = [_side(part) for part in re.sub(r"\bper\b|每", "/", words).split("/")]
    if any(part is None for part in parts):
        return None
    unit = "/".join(part for part in parts if part is not None)
    try:
        measure(unit)
    except UnitError:
        return None
    return unit


def _side(part: str) -> str | None:
    factors = [_factor(one) for one in re.split(r"[·*×]", part)]
    return None if None in factors else "·".join(one for one in factors if one is not None)


def _factor(words: str) -> str | None:
    tight = re.sub(r"[\s,.]", "", words).lower()
    for magnitude, base in _taken_apart(tight):
        unit = _ENGLISH.get(base, base)
        if unit in _KNOWN or (magnitude and not unit):
            return magnitude + unit
        while unit and unit[0] in _MAGNITUDES and unit not in _KNOWN:
            magnitude, unit = magnitude + unit[0], unit[1:]
        if unit in _KNOWN or (magnitude and not unit):
            return magnitude + unit
    return None


def _taken_apart(words: str) -> Iterator[tuple[str, str]]:
    """A unit as it is, and with a magnitude in front taken off ("万kwh"), or an English one on either side."""
    yield "", words
    bare = words.lstrip(_MAGNITUDES)
    if bare != words:
        yield words[: len(words) - len(bare)], bare
    for english, magnitude in _ENGLISH_MAGNITUDES.items():
        if words.startswith(english) and words != english:
            yield magnitude, words[len(english) :]
        elif words.endswith(english) and words != english:
            yield magnitude, words[: -len(english)]


# Words that stand where a unit may stand and are none

_REMARK = re.compile(
    r"(19|20)\d\d|\d月|年度|年末|年底|本年|当年|全年|上年|去年|季度|半年|累计|等价|当量|等热|可比价|不变价|现价|价格|口径|快报"
    r"|年报|预[计估]|估[算计]|初步|初核|暂[定估]|修订|含|扣除|剔除|包括|按|规[上下]|限[上下]|合计|总[额量]|存量|增量|净"
    r"|原值|实际|实绩|目标|任务|计划|完成|数据|来源|提供|填|系统|税务|统计|部门|公式|自动|计算|新增|备注|说明|同比|增长|名义|税[前后]"
    r"|汇总|合并|户籍|常住|全社会|工业|本级|全[区市县省国]|可[选空]|小数"
    r"|\b(fy|incl|excl|est|prelim|actual|target|done|annual|total|constant|current|price|nominal|estimate|year)",
    re.IGNORECASE,
)
_LIKE_A_UNIT = re.compile(r"元(?![件素化])|亩(?!均)|公顷|平方|吨(?!位)|瓦|焦|yuan|cny|rmb|wh\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[()\[\]【】,，;；:：、]+")
_NUMBER_OF_COLUMN = re.compile(r"\d{1,2}|[A-Z]\d{1,2}")


def units_said(text: str, want: str) -> tuple[list[str], list[str]]:
    """What words in brackets say of the unit of a datum whose unit is `want`: units, and words that nothing knows.

    Remarks (a year, 可比价, 含附加) are neither.

    >>> units_said("2023年，元", "万元"), units_said("坪", "亩"), units_said("含附加", "元")
    ((['元'], []), ([], ['坪']), ([], []))
    """
    units: list[str] = []
    unknown: list[str] = []
    pieces = [text] if _one_unit(text, want) else _BETWEEN.split(_THOUSANDS.sub("", text))
    for piece in filter(None, map(str.strip, pieces)):
        unit = _one_unit(piece, want)
        if unit is not None:
            units.append(unit)
        elif not _is_remark(piece, want):
            unknown.append(piece)
    return units, unknown


def _one_unit(piece: str, want: str) -> str | None:
    if unicodedata.normalize("NFKC", want) == piece.strip():
        return want
    if _NUMBER_OF_COLUMN.fullmatch(piece) and not measure(want).is_plain:
        return None
    unit = unit_of(piece)
    return _glued(piece, want) if unit is None else _counted(unit, want)


def _counted(unit: str, want: str) -> str:
    """A word for counting says nothing where the scheme has a number without a unit: 家 is then 1, 万家 is 万."""
    bare = unit.lstrip(_MAGNITUDES)
    return (unit[: len(unit) - len(bare)] or "1") if want == "1" and bare in _COUNTED else unit


def _glued(piece: str, want: str) -> str | None:
    """The unit at either end of a remark: "2023年元", "万元 含附加"."""
    for size in range(len(piece) - 1, 0, -1):
        for rest, words in ((piece[:-size], piece[-size:]), (piece[size:], piece[:size])):
            if _REMARK.search(rest) and not _LIKE_A_UNIT.search(rest):
                unit = unit_of(words)
                if unit is not None and converts(unit, want) and _says_enough(unit):
                    return unit
    return None


def _says_enough(unit: str) -> bool:
    return unit in "%‰" or not measure(unit).is_plain


def _is_remark(piece: str, want: str) -> bool:
    if _NUMBER_OF_COLUMN.fullmatch(piece):
        return not measure(want).is_plain
    return _REMARK.search(piece) is not None and _LIKE_A_UNIT.search(piece) is None


def glued_units(words: str, want: str) -> Iterator[tuple[str, str]]:
    """Names, and the units that may stand right behind them or after a slash, a line or a space: 税收/万元."""
    for size in range(1, min(len(words), 16)):
        unit = unit_of(words[-size:])
        if unit is not None and _says_enough(unit) and (not want or converts(unit, want)):
            yield words[:-size].rstrip(" /_-|"), unit
