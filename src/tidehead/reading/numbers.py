"""Numbers with their units: Arabic and Chinese numerals, ranges, 万 and 亿, and the words that hedge them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tidehead.reading.units import AFTER_DIGITS, AFTER_WORDS, SCALES

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD = r"[〇零一二两三四五六七八九十百千]+(?:点[〇零一二三四五六七八九]+)?"
_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_MORE = "余|多|来"
_TO = r"[-—~至到]"
_FREE = r"(?P<neg>(?<=[为率是长达至：:，(（])-)?(?<![\dA-Za-z.〔\[第№/:＋+])"
_MONTHS = "个[多余](?:月|小时|星期|工作日)"
_LEVEL = "级(?!以上|别)"

DIGIT_QUANTITY = re.compile(
    rf"{_FREE}(?P<a>{_NUM})(?P<m1>{_MORE})?(?P<as>{_SCALE})?(?P<m2>{_MORE})?"
    rf"(?:(?P<au>{AFTER_DIGITS})?{_TO}(?P<b>{_NUM})(?P<bs>{_SCALE})?)?"
    rf"(?P<half>个半(?=小时|月))?"
    rf"(?:(?P<u>{_MONTHS}|{AFTER_DIGITS})|(?P<yr>年)(?!代|级|初|末|底|中|度|间|版|第|\d)|(?<=[亿万])(?P<level>{_LEVEL})?)"
)
WORD_QUANTITY = re.compile(
    rf"(?<![第\d〇零一二两三四五六七八九十百千万亿])(?P<a>{_WORD})(?P<m1>{_MORE})?(?P<as>万亿|亿|万)?(?P<m2>{_MORE})?"
    rf"(?P<half>个半(?=小时|月))?(?P<u>{_MONTHS}|{AFTER_WORDS})|(?<![第\d一二两三四五六七八九十百千万亿])"
    rf"(?:(?P<a2>[十百千]|[一二两三四五六七八九][十百千])?(?P<s2>万亿|亿|万)(?:(?P<level>{_LEVEL})|(?P<u2>元|美元|家|户|人|名|亩|吨|斤)))"
    rf"|(?<![第\d一二两三四五六七八九十百千万亿])(?P<a3>[十百千]|[一二两三四五六七八九][十百千])(?P<s3>亿)(?![{{}}])"
)
# 1亿3千多万, 1万6千户: two scales in one number.
_COMPOUND = re.compile(
    rf"(?<![\d.])(?P<a>\d{{1,4}})(?P<as>[亿万])(?P<b>\d{{1,4}})(?P<bs>[千百])?(?P<m>多|余)?(?P<low>万)?(?P<u>{AFTER_WORDS})?(?!\d)"
)
_PERCENT_WORDS = re.compile(rf"(?P<den>[百千万])分之(?P<num>{_WORD}|{_NUM})")
_FRACTION = re.compile(rf"(?<![百千万\d])(?P<den>[二三四五六七八九十]+|\d+)分之(?P<num>{_WORD}|\d+)")
_HALF = re.compile(r"(?<![一二三四五六七八九十\d个])半(?:个)?(小时)")
_DOUBLED = re.compile(r"翻(?:了)?(?P<n>一|两|二|三|四|五|\d)?番")
_RANK = re.compile(
    rf"(?P<in>居|列|位|排|名|至|到|升|跃|获|保持|夺得|荣膺|全国|全球|世界|全省|全市|国内外?|亚洲|全区|全县|行业|中国|省内)?"
    rf"第(?P<n>{_NUM}|[一二三四五六七八九十]+)(?P<u>位次|位|名)?(?![〇零一二三四五六七八九十百\d])"
)
_TOP = re.compile(
    rf"(?P<in>跻身|进入|居|列|排名|位次|挺进|迈入)[^，。；,;]{{0,8}}?前(?P<n>{_NUM}|[一二三四五六七八九十]+)(?P<u>位|名|强)?(?![\d列沿年个月])"
)
_PLACE = re.compile(r"(?:全国|全球|世界|全省|全市|国内外?|亚洲|全区|全县|行业|中国|省内|[省市区县]|之?首)$")

_RANKED = re.compile(r"居|列|位|排|名|升|跃|进|保持|第")
_ORDINAL_OF = re.compile(r"[批个次届家所条产代大人轮期类阶方章季]")
_BEFORE = (
    (
        "at_most",
        re.compile(
            r"(?:不超过|不高于|不多于|不大于|不得超过|不得高于|不到|不足|不满|不过|(?<!不)(?<!不得)(?:低于|少于|小于)|最多|至多|控制在)(?:至|到)?$"
        ),
    ),
    ("at_least", re.compile(r"(?:不低于|不少于|不小于|不得低于|不得少于|至少|最少|最低|起码|保底)$")),
    ("nearly", re.compile(r"(?:将近|接近|近|逼近)$")),
    ("approx", re.compile(r"(?:大约|约为|约|大概|大致|相当于)(?:[\u4e00-\u9fff]{1,8}的)?$")),
    ("over", re.compile(r"(?:超过|超出|超|突破|逾|高于|多于|大于|上|过)(?:了)?$")),
)
_NOT_OVER = re.compile(r"(?:以上|同上|线上|网上|会上|基础上|路上|海上|水上|通过|经过|不过|胜过)$")
_AFTER = re.compile(
    r"(?P<at_least>及以上|或以上|以上|起)|(?P<at_most>及以下|或以下|以下|以内|之内|之下|内(?!生|外|部|资|需|涵|容|河|陆))|(?P<approx>左右|上下|前后)|(?P<over>余|多(?!个|家|名|项|种|元|层|样|次))"
)
_BEFORE_SCALE = re.compile(r"(?:超|近|逾|上|过|达|突破|几|数)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a block. ``start:end`` spans number and unit; ``before`` and ``after`` take in its hedges.

    ``words`` when the numeral is Chinese, ``bare`` when it is only 百, 千, 万 or 亿.
    """

    start: int
    end: int
    before: int
    after: int
    value: float
    value_high: float | None
    unit: str | None
    qualifier: str
    words: bool = False
    bare: bool = False
    rank: bool = False
    share: bool = False
    hedge: str = ""


def parse_numeral(text: str) -> float:
    """The value of an Arabic or Chinese numeral.

    Raises ValueError where it is neither.

    >>> parse_numeral("1,234.5"), parse_numeral("三百零五"), parse_numeral("两千万"), parse_numeral("十二")
    (1234.5, 305.0, 20000000.0, 12.0)
    """
    if text and text[0].isdigit() and text[0] not in _DIGITS:
        return float(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    value = float(_parse_words(whole))
    for place, digit in enumerate(fraction, start=1):
        value += _DIGITS[digit] / 10**place
    return value


def _parse_words(text: str) -> int:
    if not text:
        raise ValueError("no numeral")
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        elif c in _BIG:
            total = (total + section + digit or 1) * _BIG[c]
            section = digit = 0
        else:
            raise ValueError(f"not a numeral: {text}")
    return total + section + digit


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a block, in order, none overlapping another."""
    found = sorted(_candidates(text), key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for q in found:
        if not kept or q.start >= kept[-1].end:
            kept.append(q)
    return kept


def _candidates(text: str) -> Iterator[Quantity]:
    for m in DIGIT_QUANTITY.finditer(text):
        q = _from_digits(text, m)
        if q:
            yield q
    for m in WORD_QUANTITY.finditer(text):
        q = _from_words(text, m)
        if q:
            yield q
    for m in _COMPOUND.finditer(text):
        yield _from_compound(text, m)
    if "分之" in text:
        yield from _fractions(text)
    if "番" in text:
        for m in _DOUBLED.finditer(text):
            yield _hedged(text, replace(_plain(m, parse_numeral(m["n"] or "一"), "番"), words=True))
    if "半" in text:
        for m in _HALF.finditer(text):
            yield _hedged(text, replace(_plain(m, 0.5, m[1]), words=True))
    if "第" in text or "前" in text:
        yield from _ranks(text)


def _scaled(number: str, scale: str | None) -> tuple[float, str]:
    factor, rest = SCALES[scale] if scale else (1.0, "")
    return parse_numeral(number) * factor, rest


def _from_digits(text: str, m: re.Match[str]) -> Quantity | None:
    if _NUMBERED.search(text, max(0, m.start() - 8), m.start()) or _is_denominator(text, m):
        return None
    value, scale = _scaled(m["a"], m["as"])
    high: float | None = None
    if m["b"]:
        high, high_scale = _scaled(m["b"], m["bs"])
        if scale and high_scale and scale != high_scale or m["au"] and m["u"] and m["au"] != m["u"]:
            return None
        scale = scale or high_scale
        if m["as"] is None and m["bs"] in {"百", "千", "百亿", "千亿", "百万", "千万"}:
            value *= SCALES[m["bs"]][0]
    if m["half"]:
        value += 0.5
    unit = scale + (m["u"] or m["yr"] or m["level"] or "")
    if not unit or m["yr"] and not _is_duration_in_years(text, m, value):
        return None
    if high is not None and high < value:
        return None
    high = None if high == value else high
    more = bool(m["m1"] or m["m2"]) or "个多" in unit or "个余" in unit
    unit = unit.replace("个多", "个").replace("个余", "个")
    value = -value if m["neg"] else value
    return _hedged(text, _plain(m, value, unit, high=high), more=more, years=bool(m["yr"]))


def _is_denominator(text: str, m: re.Match[str]) -> bool:
    """每100人中有: the number belongs to the measure's name."""
    return text.endswith("每", 0, m.start()) and text[m.end() : m.end() + 1] in {"中", "就", "拥", "有", "里"}


def _from_compound(text: str, m: re.Match[str]) -> Quantity:
    factor = {"千": 1000, "百": 100, None: 1}[m["bs"]] * (10_000 if m["low"] else 1)
    value = int(m["a"]) + int(m["b"]) * factor / _BIG[m["as"]]
    return _hedged(text, _plain(m, round(value, 8), m["as"] + (m["u"] or "")), more=bool(m["m"]))


_NUMBERED = re.compile(r"(?:专栏|续?[图表]|附[件表图录]|公式|注|卷|[Nn][Oo]\.?|第)[\d.—-]*$")


_YEARS_AFTER = re.compile(
    r"(?:以上|以下|以内|左右)?(?:期|行动|计划|规划|方案|攻坚|前|后|内|以后|之后|来(?!自)|间|任务|时间表)"
)
_YEARS_FRAME = re.compile(
    r"(?:连续|已有|长达|历时|成立|便是|的|不低于|不少于|不超过|不到|不足|达|期限为?|为期|超过|超|近|约|保持|坚持|缩短|延长|提前)$"
)


def _is_duration_in_years(text: str, m: re.Match[str], value: float) -> bool:
    """5年 is a duration after 连续, 不到 …; 近5年 before a full stop is, 三年行动 and 5年前 are not."""
    if value > 200 or m["as"]:
        return False
    before, after = text[max(0, m.start() - 4) : m.start()], text[m.end() : m.end() + 6]
    if before.endswith("成立") and after.startswith("来"):
        return True
    return bool(_YEARS_FRAME.search(before)) and not _YEARS_AFTER.match(after)


def _from_words(text: str, m: re.Match[str]) -> Quantity | None:
    if m["a"]:
        number, scale, unit = m["a"], m["as"], m["u"]
    elif m["s2"]:
        number, scale, unit = m["a2"] or "一", m["s2"], (m["u2"] or m["level"] or "")
    else:
        number, scale, unit = m["a3"], m["s3"], ""
    if number in {"零", "〇"}:
        return None
    value, rest = _scaled(number, scale)
    bare = not any(c in "〇零一二两三四五六七八九" for c in m.group()[: len(number)])
    if m["half"]:
        value += 0.5
    if _is_idle(text, m, unit, value):
        return None
    more = bool(m["m1"] or m["m2"]) or unit[:2] in {"个多", "个余"}
    unit = unit.replace("个多", "个").replace("个余", "个")
    return _hedged(text, replace(_plain(m, value, rest + unit or None), words=True, bare=bare), more=more)


_ONE_THING = {"小时", "个月", "星期", "倍", "番", "成", "天", "周", "个百分点", "百分点"}
_A_DAY = re.compile(r"[能可就要有最到平]|直播|工作")
_IDLE_BEFORE = re.compile(r"(?:第|每|任何|统|同|唯|专|万|之|进|再|又|某|另|这|那|新|首|上|下|各|逐|初|其)$")
_IDLE_TEXT = re.compile(
    r"十分|千百|百分|千方|万千|百家争鸣|一类|一个|一家|一次(?!性)|一种|一项|三次产业|二三产业|一二三|一大|(?:十[一二三四五六七八九]|二十)大"
)
_IDLE_AFTER = re.compile(r"(?:产业|人称|方|把手|体|式|码|网|员)")


def _is_idle(text: str, m: re.Match[str], unit: str, value: float) -> bool:
    """一个, 一种, 三次产业, 第一批: numerals that count nothing."""
    before = text[max(0, m.start() - 3) : m.start()]
    after = text[m.end() : m.end() + 3]
    bare_one = value == 1 and (m["a"] == "一") and unit not in _ONE_THING
    single = m["s2"] is not None and m["a2"] is None and not m["level"]
    if single and not _BEFORE_SCALE.search(before):
        return True
    if _IDLE_BEFORE.search(before) and not ((single or m["level"]) and before.endswith("上")):
        return True
    if unit == "天" and value == 1 and _A_DAY.match(after):
        return True
    return (
        bare_one or bool(_IDLE_TEXT.match(m.group())) or unit in {"次", "位", "类"} and bool(_IDLE_AFTER.match(after))
    )


def _fractions(text: str) -> Iterator[Quantity]:
    for m in _PERCENT_WORDS.finditer(text):
        unit = {"百": "%", "千": "‰", "万": "万分比"}[m["den"]]
        yield _hedged(text, replace(_plain(m, parse_numeral(m["num"]), unit), words=True, share=True))
    for m in _FRACTION.finditer(text):
        den = parse_numeral(m["den"])
        if den:
            value = round(parse_numeral(m["num"]) / den, 4)
            yield _hedged(text, replace(_plain(m, value, "比例"), words=True, share=True))


def _ranks(text: str) -> Iterator[Quantity]:
    for m in _RANK.finditer(text):
        if _is_rank(text, m):
            yield _rank(m, m["u"] or "第（位）", "exact")
    for m in _TOP.finditer(text):
        yield _rank(m, "位", "at_most")


def _is_rank(text: str, m: re.Match[str]) -> bool:
    """居第3位, 全国第一, but not 第三批 or 第二产业."""
    frame = text[max(0, m.start() - 10) : m.start("n") - 1]
    if m["u"] and (m["u"] == "位" or _RANKED.search(frame)):
        return True
    return bool(_PLACE.search(frame)) and not _ORDINAL_OF.match(text, m.end())


def _rank(m: re.Match[str], unit: str, qualifier: str) -> Quantity:
    at, words = m.start("n") - 1, not m["n"].isdigit()
    return Quantity(at, m.end(), at, m.end(), parse_numeral(m["n"]), None, unit, qualifier, words, rank=True)


def _plain(m: re.Match[str], value: float, unit: str | None, *, high: float | None = None) -> Quantity:
    return Quantity(m.start(), m.end(), m.start(), m.end(), value, high, unit, "exact")


def _hedged(text: str, q: Quantity, *, more: bool = False, years: bool = False) -> Quantity:
    """The quantity with what hedges it: 约, 不低于, 以上, 左右; ``more``: 余 or 多 stood inside it."""
    lead = text[max(0, q.start - 10) : q.start]
    before, qualifier, hedge = q.start, "over" if more else "exact", ""
    for name, pattern in _BEFORE:
        m = pattern.search(lead)
        if m and not (name == "over" and _NOT_OVER.search(lead)):
            qualifier, hedge = name, m.group()
            before = q.start if hedge.endswith("的") else q.start - len(lead) + m.start()
            break
    after = q.end
    m = _AFTER.match(text, q.end)
    if m and not (years and m.group() == "内"):
        after = m.end()
        if qualifier in {"exact", "over"} and m.lastgroup:
            qualifier = m.lastgroup
    return replace(q, before=before, after=after, qualifier=qualifier, hedge=hedge)
