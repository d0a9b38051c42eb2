"""Units as people write them in headings and cells, under the names that `calc.units` knows them by."""

import re
import unicodedata

from tidehead.calc.units import UnitError, measure

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
    "mu": "亩",
    "ha": "公顷",
    "hectare": "公顷",
    "hectares": "公顷",
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
    "kw": "千瓦",
    "kg": "千克",
    "t": "吨",
    "tonne": "吨",
    "tonnes": "吨",
    "ton": "吨",
    "tons": "吨",
    "tce": "吨标准煤",
    "吨标煤": "吨标准煤",
    "percent": "%",
    "pct": "%",
    "％": "%",
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
# What may follow magnitudes in a unit and is a unit for certain; other words in brackets are remarks.
_KNOWN = frozenset(
    """元 美元 欧元 日元 港元 人 名 人次 户 家 个 项 件 次 场 台 套 辆 条 米 公里 千米 平方米 平方公里 平方千米 立方米
    公顷 亩 千克 公斤 克 吨 吨标煤 吨标准煤 千瓦时 度 千瓦 瓦 % ‰ 百分点 个百分点 倍 分 天 日 月 年 小时 1 当量 吨当量
    位 所 篇 只 头 箱 标箱 标台""".split()
)
_MAGNITUDES = "十百千万亿"
_PREFIX = re.compile(r"^(计量)?(单位|unit)\s*[:：]?\s*", re.IGNORECASE)


def unit_of(text: str) -> str | None:
    """The unit that a text names, as `calc.units` writes it; None where it names none.

    >>> unit_of("10,000 CNY/mu"), unit_of("单位：万元／亩"), unit_of("等价值")
    ('万元/亩', '万元/亩', None)
    """
    words = _PREFIX.sub("", unicodedata.normalize("NFKC", text).strip())
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
    tight = re.sub(r"[\s,.]", "", words)
    unit = _ENGLISH.get(tight.lower(), tight)
    bare = unit.lstrip(_MAGNITUDES)
    return unit if unit in _KNOWN or bare in _KNOWN or (unit and not bare) else None


def looks_foreign(text: str) -> bool:
    """Whether words in brackets are written as a unit that is not known here: "HKD", "MW/年"."""
    return re.fullmatch(r"[A-Za-z]{1,4}(/\S+)?|[A-Z]{3}.*", text.strip()) is not None
