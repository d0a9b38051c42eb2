"""English numbers with their units: figures, words and fractions, currencies, ranges, and what hedges them."""

import re
from collections.abc import Iterator, Sequence

from tidehead.reading.numbers import Quantity

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {w: i for i, w in enumerate(_ONES)} | {w: 10 * i for i, w in enumerate(_TENS, start=2)}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "sixth": 1 / 6, "eighth": 0.125, "tenth": 0.1}
_FOLD = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "halv": 0.5}
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\d.])\.\d+"
_CUR = (
    r"(?:US|AU|A|CA|C|NZ|HK|NT|S|R)?\$|[£€¥￥₹₩]"
    r"|\b(?:RMB|CNY|USD|GBP|EUR|JPY|INR|AUD|CAD|CHF|SGD|HKD|KRW)\s?|\bRs\.?\s?"
)
_SCALE = r"trillion|tn|trn|billion|bn|million|mn|thousand|hundred|crores?|lakhs?"
_LETTER = r"(?:[mMkKbB])(?![A-Za-z²³0-9])"
_DASH = r"\s?[-—–~]\s?"
_MONEY = r"yuan|renminbi|RMB|CNY|dollars?|US dollars?|pounds?|euros?|yen|rupees?|won|USD|GBP|EUR|sterling"
_RATIO = (
    r"per\s?cent(?:age\s+points?)?|percent(?:age\s+points?)?|percentage[- ]points?|"
    r"%(?:\s?(?:points?|pts?))?|ppts?|pps?|basis\s+points?|bps"
)
_LATIN = r"[TGMk]Wh|[GMk]W(?:e|p|th)?|[GMT]bps|[PTG]B|[GMk]Hz|kV|TEUs?|[EP]FLOPS|km/h|mph"
_SPACE = (
    r"square\s+(?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot)|sq\.?\s?(?:km|m|ft|feet|mi|"
    r"miles)|km2|km²|m2|m²|sqm|sqft|"
    r"cubic\s+met(?:re|er)s?|m3|m³|hectares?|ha|acres?"
)
_LENGTH = (
    r"kilomet(?:re|er)s?|km|miles?|met(?:re|er)s?|millimet(?:re|er)s?|nanomet(?:re|er)s?|nm|mm|"
    r"cm|feet|foot"
)
_MASS = (
    r"(?:metric\s+)?(?:mega|kilo|giga)?ton(?:ne)?s?|MtCO2e?|ktCO2e?|tCO2e?|Mt|kt|kilograms?|kg|"
    r"grams?|litres?|liters?|barrels?|"
    r"megawatts?|gigawatts?|kilowatts?|(?:tera|giga|mega|kilo)watt[- ]hours?"
)
_TIME = r"years?|months?|weeks?|days?|hours?|minutes?|seconds?"
_PHYSICAL = rf"{_SPACE}|{_MASS}|{_LATIN}|{_LENGTH}"
UNIT = rf"(?:{_RATIO}|(?:(?:{_PHYSICAL}|{_TIME}|times|{_MONEY})(?![A-Za-z0-9-])))"
_RATIO_ONLY = re.compile(_RATIO, re.IGNORECASE)

NUMBER = re.compile(
    rf"(?<![\w.,/])(?<![A-Za-z]-)(?P<sign>[-+])?(?P<c>{_CUR})?(?P<a>{_NUM})(?:\s?(?P<as>{_SCALE})\b|"
    rf"(?P<al>{_LETTER}))?"
    rf"(?:(?:\s?(?P<au>{UNIT}))?(?:(?P<dash>{_DASH})|\s+(?P<to>to|"
    rf"and)\s+)(?P<c2>{_CUR})?(?P<b>{_NUM})(?:\s?(?P<bs>{_SCALE})\b|(?P<bl>{_LETTER}))?(?![\d/-]))?"
    rf"(?P<plus>\+)?(?:(?P<hyphen>-)?\s?(?P<u>{UNIT}))?",
    re.IGNORECASE,
)
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|"
    rf"{'|'.join(sorted(_ONES[1:], key=len, reverse=True))})"
)
SPELLED = re.compile(
    rf"(?<![\w-])(?:(?P<a>{_WORD})(?:\s+(?P<as>{_SCALE}))?|(?P<article>a|"
    rf"half\s+a)\s+(?P<as2>{_SCALE}))(?![\w]|-(?!(?:{_TIME})))"
    rf"(?:[-\s](?P<u>{UNIT}))?",
    re.IGNORECASE,
)
FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<n>{'|'.join(_ONES[1:10])}|a|an)[-\s])?(?P<d>half|thirds?|quarters?|fifths?|"
    rf"sixths?|eighths?|tenths?)"
    r"(?=\s+(?:of|the|its|all)\b|[,.;]|\s+by\b|\s+from\b)",
    re.IGNORECASE,
)
ONE_IN = re.compile(
    rf"(?<![\w.,-])(?P<n>\d|{'|'.join(_ONES[1:10])})\s+(?:in|out\s+of)(?:\s+every)?\s+(?P<d>\d{{1,2}}|{'|'.join(_ONES[2:])})\b"
    r"(?=\s+[a-z])(?!\s+(?:years?|months?|days?|hours?|weeks?)\b)",
    re.IGNORECASE,
)
FOLDED = re.compile(
    r"\b(?P<d>doubl|tripl|trebl|quadrupl|halv)(?:e|es|ed|ing)\b(?!\s+(?:down|"
    r"glaz))",
    re.IGNORECASE,
)
TIMES = re.compile(rf"(?<![\w.,])(?P<n>{_NUM}|{_WORD})(?:\s?x(?!\w)|[-\s]?fold\b)", re.IGNORECASE)
RANK = re.compile(
    rf"(?P<in>\brank(?:s|ed|ing)?|\bplaced?|\bcomes?|\bcame|\bposition(?:ed)?|\bto|\bin|\bfrom|\bthe|"
    rf"\bits)\s+(?P<n>{'|'.join(_RANKS)}|\d{{1,3}}(?:st|nd|rd|th))\b"
    r"(?=(?P<after>\s+(?:in|among|out\s+of|of|nationally|globally|worldwide|place|position|for|on|"
    r"[-\w]+est\b))?)"
    r"|\brank(?:s|ed|ing)?\s+(?:at\s+)?(?:number|no\.?|\#)?\s?(?P<k>\d{1,3})(?:st|nd|rd|th)?\b(?!,\d|\s?%)",
    re.IGNORECASE,
)
TOP = re.compile(
    rf"\b(?:in|into|among|enter(?:ed|s)?)\s+(?:\w+\s+){{0,2}}top\s+(?P<n>\d{{1,3}}|"
    rf"{'|'.join(_ONES[2:])}|twenty|fifty)\b(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_RANK_WORDS = re.compile(r"rank|place|position|nationally|globally|worldwide|est$", re.IGNORECASE)

_BEFORE = (
    ("at_least", r"at\s+least|(?:no|not)\s+(?:less|fewer|lower)\s+than|(?:a\s+)?minimum\s+(?:of)?"),
    (
        "at_most",
        r"up\s+to|(?:no|not)\s+(?:more|higher|greater)\s+than|at\s+most|"
        r"(?:a\s+)?maximum\s+(?:of)?|not\s+exceed(?:ing)?|under|below|(?:less|fewer|lower)\s+than|"
        r"capped\s+at|within",
    ),
    ("nearly", r"nearly|almost|just\s+under|close\s+to|approaching|just\s+short\s+of"),
    (
        "approx",
        r"about|around|approximately|approx\.?|roughly|some|circa|c\.|(?:an\s+)?estimated|"
        r"in\s+the\s+region\s+of|in\s+the\s+order\s+of",
    ),
    (
        "over",
        r"(?:just\s+|well\s+|slightly\s+)?(?:over|above)|more\s+than|exceed(?:ed|ing|s)?|"
        r"greater\s+than|higher\s+than|upwards?\s+of|in\s+excess\s+of|surpass(?:ed|ing|es)?|"
        r"topp(?:ed|ing)|beyond",
    ),
)
_HEDGE = re.compile(
    r"(?<![\w])(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in _BEFORE) + r")\s*(?:an?\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:(?P<at_least>or\s+(?:more|above|over|higher)|and\s+(?:above|over|more)|plus\b)|"
    r"(?P<at_most>or\s+(?:less|fewer|below|under)|and\s+(?:under|below))|(?P<approx>or\s+so))\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:figure|fig\.?|table|section|chapter|page|pp?\.|annex|appendix|article|phase|stage|step|"
    r"no\.?|number|goal|level|tier|grade|class|"
    r"route|junction|platform|version|part|box|chart|item|paragraph|clause|industry|web|horizon|"
    r"covid|agenda|act|volume|issue|note|zone|key\s+stage|objective|target|priority|pillar|line|room|"
    r"unit|scope)\s*$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\b(?:to|at|was|were|is|are|of|by|from|than|totall?(?:ed|ing|s)?|reach(?:ed|es|ing)?|hit|"
    r"exceed(?:ed|s)?|nearly|about|around|over|least|further|additional|another|extra|"
    r"numbered|be|becomes?|became|stood|stands?)\s*$",
    re.IGNORECASE,
)
STOP = frozenset(
    (
        "of in for to by with at on from and or as that which who whose will would were was are is be been "
        "have has had across over under between during within since per a an the this these those each every "
        "than through into after before including while when where compared worth we it they he she but not "
        "also more less about around up down out off so its their his her our can could should may might must "
        "shall do does did if because against among via towards toward upon along both all any some no "
    ).split()
)
_IRREGULAR = frozenset(
    "people staff children women men personnel media faculty cattle sheep fish aircraft data police".split()
)
_NO_PLURAL = frozenset(
    "per cents this his its was has is us as gas business status process progress access less across plus bus".split()
)
_NEXT_WORD = re.compile(r"[ \t\xa0]+([A-Za-z][A-Za-z’'\-]*)")


def quantities(text: str, taken: Sequence[tuple[int, int]]) -> list[Quantity]:
    """Every quantity of an English block, in order. ``taken``: spans of times, where no figure is looked for."""
    for start, end in taken:
        text = text[:start] + "|" * (end - start) + text[end:]
    found = sorted(_candidates(text), key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for q in found:
        if not kept or q.start >= kept[-1].end:
            kept.append(q)
    return kept


def _candidates(text: str) -> Iterator[Quantity]:
    for read in (_one_in, _figures, _ranks, _spelled, _fractions, _folds):
        yield from read(text)


def number(text: str) -> float:
    """The value of a printed or spelled English number. Raises ValueError where it is neither.

    >>> number("12,500"), number("forty-two"), number("seven")
    (12500.0, 42.0, 7.0)
    """
    if text[:1].isdigit() or text[:1] == ".":
        return float(text.replace(",", ""))
    parts = re.split(r"[-\s]", text.lower())
    if not all(part in WORDS for part in parts):
        raise ValueError(f"not a number: {text}")
    return float(sum(WORDS[part] for part in parts))


# ---- figures -------------------------------------------------------------------


def _figures(text: str) -> Iterator[Quantity]:
    for fold in TIMES.finditer(text):
        yield _hedged(text, fold.span(), number(fold["n"]), unit="times")
    at = 0
    while m := NUMBER.search(text, at):
        at = m.end()
        whole = _cut(m)
        q = _figure(text, whole)
        if q:
            yield q
        if whole.end < m.end():
            at = whole.end


class _Match:
    """What of a match is one figure: the whole range, or only its first number."""

    __slots__ = (
        "start",
        "end",
        "currency",
        "a",
        "scale",
        "letter",
        "unit",
        "high",
        "high_scale",
        "plus",
        "hyphen",
        "sign",
    )

    def __init__(self, m: re.Match[str], *, ranged: bool) -> None:
        self.start = m.start("c") if m["c"] else m.start("a")
        self.sign = m["sign"] == "-"
        self.currency = (m["c"] or (m["c2"] if ranged else "") or "").strip()
        self.a = m["a"]
        self.scale, self.letter = m["as"], m["al"]
        self.high = m["b"] if ranged else None
        self.high_scale = (m["bs"] or m["bl"]) if ranged else None
        self.unit = (m["u"] or m["au"]) if ranged or not m["b"] else m["au"]
        self.plus, self.hyphen = (
            m["plus"] if ranged or not m["b"] else None,
            m["hyphen"] if ranged or not m["b"] else None,
        )
        ends = [m.end(name) for name in ("a", "as", "al", "au") if m[name]]
        self.end = m.end() if ranged or not m["b"] else max(ends)


def _cut(m: re.Match[str]) -> _Match:
    return _Match(m, ranged=bool(m["b"]) and _is_range(m))


def _is_range(m: re.Match[str]) -> bool:
    """5 to 7 per cent and £5-7 million are ranges; from 5 to 7, 3% to 5% and 12 and 15 are two figures."""
    low, high = number(m["a"]), number(m["b"])
    before = m.string[max(0, m.start() - 10) : m.start()].lower()
    if high * (1000 if m["bs"] and not m["as"] else 1) <= low or m["c"] and m["c2"] and m["c"] != m["c2"]:
        return False
    if (m["al"] or m["as"]) and not (m["bl"] or m["bs"]) or m["au"] and m["u"] and m["au"].lower() != m["u"].lower():
        return False
    if m["to"] and m["to"].lower() == "and":
        return bool(re.search(r"between\s+$", before))
    if m["dash"]:
        return True
    return not re.search(r"\b(?:from|by|rose|fell|grew|up|down)\s+$", before) or bool(
        re.search(r"ranging from\s+$", before)
    )


def _figure(text: str, m: _Match) -> Quantity | None:
    value = number(m.a) * (-1 if m.sign else 1)
    high = number(m.high) if m.high else None
    scale = m.scale or m.high_scale or m.letter
    if m.hyphen and (m.unit or "").lower().rstrip("s") in {"year", "month", "day", "week", "hour", "minute", "second"}:
        return None
    end, noun = m.end, ""
    if m.letter and not m.currency and m.letter in "mM" and not _counted(text, end):
        scale, unit = None, "m"
    elif m.unit or m.currency:
        unit = ""
    else:
        noun, end = _noun_after(text, end, m, scale)
        unit = noun
    if not (m.unit or m.currency or scale or unit) and not _is_bare_figure(text, m):
        return None
    if _LABEL.search(text[max(0, m.start - 16) : m.start]) and not (m.unit or m.currency or scale):
        return None
    if scale and not m.unit and not m.currency:
        noun, end = _noun_after(text, end, m, scale)
        unit = noun or unit
    full = _unit_of(text, m, scale, unit)
    return _hedged(text, (m.start, end), value, high=high, unit=full, plus=bool(m.plus))


def _unit_of(text: str, m: _Match, scale: str | None, noun: str) -> str | None:
    """The unit as printed round the number: £ billion, £bn, %, million people, hectares."""
    printed = re.sub(r"\s+", " ", m.unit or noun)
    if _RATIO_ONLY.fullmatch(printed) and "point" not in printed.lower():
        printed = "%" if re.match(r"per|%", printed, re.IGNORECASE) else printed
    if m.currency:
        at = text.find(scale, m.start, m.end) if scale else -1
        gap = " " if at > 0 and text[at - 1].isspace() else ""
        return f"{m.currency}{gap}{scale or ''}" + (f" {printed}" if printed and not scale else "")
    return " ".join(part for part in (scale, printed) if part) or None


def _counted(text: str, end: int) -> bool:
    return bool(_noun_phrase(text, end)[0])


def _noun_after(text: str, end: int, m: _Match, scale: str | None) -> tuple[str, int]:
    """(the head noun that a number counts, where the figure ends with it)."""
    if m.hyphen or text[end : end + 1] == "-":
        joined = re.match(r"-([a-z]{3,12})\b", text[end:])
        if joined and joined[1] in {
            "bed",
            "home",
            "seat",
            "unit",
            "place",
            "room",
            "acre",
            "hectare",
            "mile",
            "berth",
            "house",
        }:
            return joined[1], end + joined.end()
        return "", end
    more = _AFTER.match(text, end)
    phrase, head = _noun_phrase(text, more.end() if more else end)
    if head and _is_year(m.a) and not scale and phrase.count(" "):
        return "", end
    return head, end


def _noun_phrase(text: str, end: int) -> tuple[str, str]:
    """(the words that a number counts, the head of them): "new full-time jobs", "jobs"."""
    at, last = end, 0
    words: list[str] = []
    while len(words) < 6 and (m := _NEXT_WORD.match(text, at)):
        word = m[1].lower()
        if word in STOP or word.endswith("ly") and words:
            break
        words.append(m[1])
        at = m.end()
        if is_plural(word):
            last = len(words)
            if not _goes_on(text, at):
                break
        if text[at : at + 1] in ",.;:)":
            break
    return (" ".join(words[:last]), words[last - 1]) if last else ("", "")


def _goes_on(text: str, at: int) -> bool:
    """Whether another plural noun follows at once: "3,000 sales jobs"."""
    following = _NEXT_WORD.match(text, at)
    return bool(following and following[1].lower() not in STOP and is_plural(following[1].lower()))


def counted_phrase(text: str, end: int) -> str:
    """What a number before ``end`` counts, in words; "" where it counts nothing."""
    return _noun_phrase(text, end)[0]


def is_plural(word: str) -> bool:
    return (
        word in _IRREGULAR
        or len(word) > 3
        and word.endswith("s")
        and not word.endswith("ss")
        and word not in _NO_PLURAL
    )


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and 1900 <= int(digits) <= 2100


def _is_bare_figure(text: str, m: _Match) -> bool:
    """A number without unit or noun: 1,452,000 or 104.3, or 15 after reached, rose to, stood at …"""
    if _is_year(m.a) or text[m.end : m.end + 1] in {"-", "/", ":"} or re.match(r"[A-Za-z0-9]", text[m.end : m.end + 1]):
        return False
    if _LABEL.search(text[max(0, m.start - 16) : m.start]):
        return False
    return (
        "," in m.a
        or "." in m.a
        and not re.match(r"\s*[A-Z]", text[m.end :])
        or bool(_LED.search(text[max(0, m.start - 16) : m.start]))
    )


# ---- words ---------------------------------------------------------------------


def _spelled(text: str) -> Iterator[Quantity]:
    for m in SPELLED.finditer(text):
        scale = m["as"] or m["as2"]
        if m["a"]:
            value = number(m["a"])
        else:
            value = 0.5 if m["article"].lower().startswith("half") else 1.0
        if m["u"] and re.match(r"[-]", text[m.start("u") - 1 : m.start("u")]):
            continue
        head = "" if m["u"] else _noun_phrase(text, m.end())[1]
        unit = " ".join(part for part in (scale, m["u"] or head) if part)
        if (
            not unit
            or value == 1
            and not scale
            and not _RATIO_ONLY.match(m["u"] or "")
            or m["article"]
            and not (scale and (head or m["u"]))
        ):
            continue
        if _RATIO_ONLY.fullmatch(unit) and "point" not in unit.lower():
            unit = "%"
        yield _hedged(text, m.span(), value, unit=unit, words=True)


def _fractions(text: str) -> Iterator[Quantity]:
    for m in FRACTION.finditer(text):
        before = text[max(0, m.start() - 12) : m.start()].lower()
        if (
            re.search(r"(?:first|second|last|this|next|final|each|per|the)\s+$", before)
            or m["d"].lower() in {"second", "quarters"}
            and not m["n"]
        ):
            continue
        if not m["n"] and m["d"].lower() != "half":
            continue
        count = 1.0 if (m["n"] or "a").lower() in {"a", "an"} else number(m["n"])
        value = round(count * _FRACTIONS[m["d"].lower().rstrip("s") if m["d"].lower() != "half" else "half"], 4)
        if value < 1:
            yield _hedged(text, m.span(), value, words=True, share=True)


def _one_in(text: str) -> Iterator[Quantity]:
    for m in ONE_IN.finditer(text):
        low, high = number(m["n"]), number(m["d"])
        if 0 < low < high:
            yield _hedged(text, m.span(), round(low / high, 4), words=True, share=True)


def _folds(text: str) -> Iterator[Quantity]:
    for m in FOLDED.finditer(text):
        yield _hedged(text, m.span(), _FOLD[m["d"].lower()], unit="times", words=True)


def _ranks(text: str) -> Iterator[Quantity]:
    for m in RANK.finditer(text):
        if m["k"]:
            yield _rank(m.start("k"), m.end(), float(m["k"]), words=False)
        elif _RANK_WORDS.match(m["in"]) or m["after"] and _RANK_WORDS.search(m["after"].strip()):
            printed = m["n"].lower()
            value = float(_RANKS.index(printed) + 1) if printed in _RANKS else float(re.sub(r"\D", "", printed))
            yield _rank(m.start("n"), m.end("n"), value, words=printed in _RANKS)
    for m in TOP.finditer(text):
        yield Quantity(m.start("n"), m.end(), m.start("n"), m.end(), number(m["n"]), None, None, "at_most", rank=True)


def _rank(start: int, end: int, value: float, *, words: bool) -> Quantity:
    return Quantity(start, end, start, end, value, None, None, "exact", words=words, rank=True)


def _hedged(
    text: str,
    span: tuple[int, int],
    value: float,
    *,
    high: float | None = None,
    unit: str | None = None,
    words: bool = False,
    share: bool = False,
    plus: bool = False,
) -> Quantity:
    """The quantity with what hedges it: about, no less than, or more."""
    start, end = span
    lead = text[max(0, start - 32) : start]
    before, qualifier, hedge = start, "at_least" if plus else "exact", ""
    m = _HEDGE.search(lead)
    if m and m.lastgroup:
        before, qualifier, hedge = start - len(lead) + m.start(), m.lastgroup, m.group().strip()
    elif high is not None and lead.lower().endswith("between "):
        before = start - len("between ")
    after = end
    m2 = _AFTER.match(text, end)
    if m2 and m2.lastgroup:
        after, qualifier = m2.end(), m2.lastgroup
    return Quantity(start, end, before, after, value, high, unit, qualifier, words, share=share, hedge=hedge)


_SPOKEN = re.compile(rf"(?:{_WORD})", re.IGNORECASE)
_SPOKEN_FRACTION = re.compile(
    rf"(?:(?P<n>{'|'.join(_ONES[1:10])}|an?)[-\s])?(?P<d>half|third|quarter|fifth|sixth|eighth|tenth)s?\b",
    re.IGNORECASE,
)


def spoken_values(words: str) -> Iterator[float]:
    """Every value that English number words can mean.

    >>> list(spoken_values("two-thirds")), list(spoken_values("doubled")), list(spoken_values("fifth"))
    ([2.0, 0.6667], [2.0], [0.2, 5.0])
    """
    for m in _SPOKEN.finditer(words):
        yield number(m.group())
    for m in _SPOKEN_FRACTION.finditer(words):
        count = number(m["n"]) if m["n"] and m["n"].lower() in WORDS else 1.0
        yield round(count * _FRACTIONS[m["d"].lower()], 4)
    for m in ONE_IN.finditer(f"{words} all"):
        yield round(number(m["n"]) / (number(m["d"]) or 1.0), 4)
    for m in FOLDED.finditer(words):
        yield _FOLD[m["d"].lower()]
    lowered = words.lower()
    yield from (float(i) for i, rank in enumerate(_RANKS, start=1) if rank in lowered)
    if re.match(rf"an?\s+(?:{_SCALE})", lowered):
        yield 1.0
