"""What one number measures: its indicator and whether it is a change, a share, a rank or a running total."""

import re
from dataclasses import dataclass

from tidehead.reading import moods, names
from tidehead.reading.numbers import Quantity
from tidehead.reading.units import is_area, is_count, is_duration, is_length, is_money, is_ratio

_NO_NOUN = "…—，。；、：）)”？！ ,;"
_JOINED = re.compile(r"[、和与及,或至到\s]|以及|分别")
_TOTAL_NOUN = re.compile(
    r"(?:企业|项目|其中)?(?:总数|总量|总额|总计|数量|累计|合计|规模|总规模|共|户均|人均)?(?:已)?(?:累计)?"
)
_LISTED = re.compile(r"(?:、[^：:]+(?:等|[，,]?(?:共|合计|总计))|等)(?:共|合计|总计|共计)?$")
_LABEL = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[)）.、．]\s*|——|[-●■•])?([^，。；：:]{2,30})[：:]")
_ADDED = re.compile(r"^(?:全年|累计)?(?:新增|新引进|新培育|净增|新认定|新设立?|新建|再添|新获批|新评)")
_GROWN_FROM = re.compile(r"同比|环比|[比较](?:上|去|前|\d{4})?年|[比较](?:上|同|年)|可比|按可比价|名义|实际增长|年均")
_MEASURED_BY = re.compile(
    r"(增加值|总产值|产值|营业收入|主营业务收入|销售收入|销售额|投资|利润|消费支出|支出|零售额|收入|产量|税收|就业|价格|余额|面积)$"
)
_RANK_WORDS = re.compile(
    r"(?:均|继续|稳|连续[^，]{0,4}|名)?(?:位居|居|列|排名?|位列|跃居|升至|保持|跻身|进入|排在|名列|稳居|荣膺|首次|获)+.*$"
)
_FALL = re.compile(r"下降|减少|回落|降低|下跌|降幅|负增长|萎缩|收窄|缩短|减|降")
_RISE = re.compile(
    r"(?:增长|下降|提高|提升|上升|降低|减少|增加|缩短|节约|节省|压减|压缩|回落|扩大)(?:了)?(?:约|近|超过?|至少)?$"
)
_ONLY_MOVED = re.compile(r"(?:净|分别|各|又)?(?:增加|减少|增长|下降|提高|上升|降低|回落|增|减|净增|净减)(?:了)?")
_MOVED_TO = re.compile(
    r"(?:逐步|进一步|大幅|快速|稳步|又|已|再)?(?:提高|提升|增加|增长|增|升|上升|扩大|发展|减少|下降|下调|降|降低|压缩|压减|缩短|回升|跃升|攀升|拓展|壮大|调整|变|上调)(?:为|成|到|至)(?:了)?(?:约|近|超过?)?"
)
_LEVEL_NOW = re.compile(r"(?:提高|提升|增加|增长|升|扩大|减少|下降|降|降低|压缩|缩短|升)(?:到|至)(?:约|近|超过?)?$")
_YEARS_LONG = re.compile(r"^(?:[一二三四五六七八九十]+|\d+)年(?:来|间)?|(?:五年|十年|多年|连年)$")
_GOES_ON = re.compile(
    r"(?:级|的)?台阶|大关|并|且|而|和|与(?!会)|及|以及|同比|比上年|比去年|较|后|时|的?基础上|连续|位居|居|列"
)
_MOVED = re.compile(r"(?:净|新)?(?:增加|减少|增长|下降|增|减|新增|提高|上升)(?:了)?")
_COMPARED = re.compile(r"(?:比|较|高于|低于|高出|快于|环比)[^的]{0,16}$")
_HELD_OPEN = re.compile(r"(?:累计|共|总共|再|净)*(?:新增|净增)")
_GENERIC = re.compile(
    r"^.*?((?:首期|总)?规模|总?投资(?:额|规模)?|总?(?:占地|建筑|用地|规划)?面积|总?产能|年产[值能量]?|注册资本|总长(?:度)?|全长|里程)$"
)
_RANK_ONLY = re.compile(r"(?:其中)?(?:国家|世界|省|市|州|县|区|部|[一二三四]|[A-D1-5]A?)级(?:以上)?")
_RANKED_THING = re.compile(r"^(?:新增|现有|拥有|培育)?(?:国家|世界|省|市|州|县|区|部)级(?:以上)?")
_PULLED = re.compile(r"拉动|贡献(?!率)|向上|撬动")
_SHARE_OF_BEFORE = re.compile(
    r"(?:约|仅|已)?占|在.{1,8}占|(?:约|仅)?(?:全[国省市州县区]|同期|总)[^，]{0,4}(?:占比|总[量数额])$"
)
_ENDS_RUN = re.compile(r"新增|[数率额量值]达?到?$|[。；]")
_IN_TIME = re.compile(r"^(?:之内|以内|内|时间|即可|便可|可以|可|能够?|就|便|实现|完成)+")
_SHARE_END = re.compile(r"(?:比重|比例|份额|率|占比|占有量|系数)$")
_BARE_LEVEL = re.compile(r"(?:总计|累计|合计|共计|总量|总数|其中|规模|已|均|达|实现|分别)+")
_PHRASE_END = re.compile(r"[，。；、：:,;！？）)”]")
_BEFORE_LAST = re.compile(r"^.*(?:、|和|以及|及)(?=.{3})")
_GROWTH_WAY = re.compile(r"同比(?:增长|下降)$")
_SHARE_FRAME = re.compile(r"^在|中?占比$")


@dataclass(frozen=True, slots=True)
class Around:
    """A number and its words: ``left`` without times, ``right`` up to the next number or mark, ``clause`` both.

    ``said``: the sentence up to the number.
    """

    quantity: Quantity
    left: str
    right: str
    clause: str
    said: str
    subject: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was said of the number before: the indicator it named and the change it had."""

    indicator: str = ""
    change: str | None = None
    level: str = ""


def measured(around: Around, before: Measured, *, total: bool, up_to_now: bool) -> tuple[str, str | None]:
    """(indicator, change) of a number; ``before`` is what the sentence measured last.

    ``total``: 累计 was said earlier and still holds; ``up_to_now``: the sentence counts up to a date.
    """
    if before.indicator and not _JOINED.sub("", around.left) and not _noun_after(around):
        return before.indicator, before.change
    if before.level and _MOVED_TO.fullmatch(around.left):
        return before.level, before.change if before.change != "yoy" else None
    change = _change(around, before, total=total, up_to_now=up_to_now)
    own = names.without_subject(names.left_phrase(around.left), around.subject)
    own = "" if own == around.subject and before.level else _YEARS_LONG.sub("", own)
    if before.level and change is None and (_MOVED.fullmatch(own) or _COMPARED.match(own)):
        return names.plain(before.level + ("增速" if before.change == "yoy" else "") + own), change
    q = around.quantity
    if change == "yoy":
        return _growth_name(around, before), change
    if q.rank:
        return _rank_name(around, own, before), change
    if change == "share":
        return _share_name(around, own, before), change
    return names.plain(_level_name(around, own, before)) or before.level, change


def _noun_after(around: Around) -> str:
    right = around.right
    return (
        ""
        if not right or right[0] in _NO_NOUN or _GOES_ON.match(right) or _MOVED_TO.match(right)
        else names.right_phrase(right)
    )


# ---- the name ---------------------------------------------------------------


def _level_name(around: Around, own: str, before: Measured) -> str:
    q = around.quantity
    if is_duration(q.unit) and around.right:
        return _duration_name(around) or own
    if is_count(q.unit) and _LISTED.search(around.said[-80:]):
        label = _noun_after(around) or _label(around)
        if label:
            return label
    sized = _sized_thing(around, own)
    if sized:
        return sized
    if before.level and _HELD_OPEN.fullmatch(own) and not _noun_after(around):
        return "新增" + _ADDED.sub("", before.level)
    if before.level and _RANK_ONLY.fullmatch(own) and not _noun_after(around):
        return own + _RANKED_THING.sub("", before.level)
    if _TOTAL_NOUN.fullmatch(own) or _BARE_LEVEL.fullmatch(own):
        noun = _counted(around, "")
        return noun or _ADDED.sub("", before.level) or own
    if is_count(q.unit):
        return _counted(around, own) or own
    rise = _RISE.search(around.left)
    if rise and is_ratio(q.unit):
        return own
    noun = _noun_after(around)
    if not noun or names.MEASURE_END.search(own):
        return own
    if is_money(q.unit) and noun.endswith(("基金", "资金")):
        return f"{noun}规模"
    return own or noun


def _label(around: Around) -> str:
    m = _LABEL.match(around.said)
    return m[1] if m else ""


def _duration_name(around: Around) -> str:
    """10分钟进入高速: how long the thing takes."""
    if (
        around.left.endswith("的")
        or names.MEASURE_END.search(names.strip_soft_end(around.left))
        or _MOVED_TO.match(around.right)
    ):
        return ""
    words = _IN_TIME.sub("", around.right)
    phrase = words[:24] if words[:1] not in _NO_NOUN else ""
    phrase = _PHRASE_END.split(phrase)[0]
    if len(phrase) < 2 or words.startswith("的"):
        return ""
    return f"{phrase}时间" if phrase.endswith("圈") else f"{phrase}所需时间"


def _sized_thing(around: Around, own: str) -> str:
    """2000亩的园区: the thing's size is measured, not the verb before it."""
    q = around.quantity
    generic = _GENERIC.match(own)
    if generic and len(own) <= len(generic[1]) + 4 and around.right.startswith("的"):
        noun = names.right_phrase(around.right)
        return f"{noun}{generic[1]}" if len(noun) >= 2 else ""
    size = "面积" if is_area(q.unit) else "长度" if is_length(q.unit) else ""
    right = around.right.removeprefix("长").removeprefix("宽")
    if not size or names.MEASURE_END.search(own) or not right.startswith("的"):
        return ""
    noun = names.right_phrase(right)
    return f"{noun}{size}" if noun else ""


def _counted(around: Around, own: str) -> str:
    """What a number of things counts: the noun after it with the verb before it, or the noun before it."""
    noun = _noun_after(around)
    if len(noun) >= 2:
        return _verb_before(around.left) + names.without_done(noun)
    if own.count("、") and not names.bracketed(own):
        return _BEFORE_LAST.sub("", own)
    return own or noun


def _verb_before(left: str) -> str:
    words = names.strip_soft_end(left)
    verb, at = names.last_verb(words)
    silent = {
        "占",
        "居",
        "列",
        "达",
        "含",
        "辖",
        "下辖",
        "包括",
        "包含",
        "涵盖",
        "涉及",
        "覆盖",
        "实现",
        "完成",
        "拥有",
    }
    return verb if verb and at + len(verb) >= len(words) - 1 and verb not in silent else ""


def _growth_name(around: Around, before: Measured) -> str:
    """X同比增长 or X同比下降, after the words that say which way."""
    words = _GROWN_FROM.split(around.left)[0]
    base = names.left_phrase(moods.POINTS_MOVED.sub("", moods.GROWTH.sub("", words)))
    base = _YEARS_LONG.sub("", names.without_subject(base, around.subject))
    if not base or _BARE_LEVEL.fullmatch(base) or base in {"增速", "增幅", "涨幅", "降幅"}:
        base = before.level
    elif not names.MEASURE_END.search(base):
        tail = _MEASURED_BY.search(before.level)
        base += tail[1] if tail and before.change == "yoy" else ""
    way = "同比下降" if _FALL.search(around.left[-12:]) else "同比增长"
    base = _GROWTH_WAY.sub("", base)
    return names.plain(base + way) if base else way


def _rank_name(around: Around, own: str, before: Measured) -> str:
    place = re.search(
        r"(?:全[国省市州区县球]|世界|国内外?|亚洲|行业|浙江省|[^居列位在于，、第速量]{1,4}[省市])?$",
        around.left.rstrip("第前的"),
    )
    what = _RANK_WORDS.sub("", own)
    if what in {"", "增速", "增幅", "总量", "规模", "并", "均", "分别", "数量", "总数"}:
        level = _GROWTH_WAY.sub("", before.level)
        what = level if not what or level.endswith(what) else level + (what if what not in {"并", "均", "分别"} else "")
    return names.plain(f"{what}{place[0] if place and place[0] not in what else ''}位次")


def _share_name(around: Around, own: str, before: Measured) -> str:
    noun = names.right_phrase(around.right) if around.right.startswith("的") or not own else ""
    if noun and not moods.SHARE.search(own):
        return names.plain(own + noun) if own and len(own) < 8 else noun
    if _SHARE_OF_BEFORE.match(own):
        base = _ADDED.sub("", before.level) or _label(around)
        place = _SHARE_FRAME.sub("", own)
        if own.endswith("占比"):
            return names.plain(f"{base}占{place}比重" if place else f"{base}占比")
        own = own.lstrip("约仅已")
        of = "" if "占" in own else "占"
        return names.plain(base + of + own + ("" if _SHARE_END.search(own) else "比重"))
    return names.plain(own) or before.level


# ---- the change -------------------------------------------------------------


def _change(around: Around, before: Measured, *, total: bool, up_to_now: bool) -> str | None:
    q, left = around.quantity, around.left
    if q.rank:
        return "rank"
    if moods.CHAIN.search(left):
        return None
    if "百分点" in (q.unit or "") and _PULLED.search(left):
        return None
    if "百分点" in (q.unit or "") and moods.POINTS_MOVED.search(left):
        return "yoy"
    if (
        moods.YOY.search(left)
        and not _LEVEL_NOW.search(left)
        or q.unit in moods.GROWTH_UNITS
        and moods.GROWTH.search(left[-24:])
    ):
        return "yoy"
    if q.share or q.unit in {"%", "‰", "成"} and _is_share(left, around.right):
        return "share"
    if is_duration(q.unit):
        return None
    if before.change == "cumulative" and is_count(q.unit) and not _ENDS_RUN.search(left):
        return "cumulative"
    if before.change == "yoy" and before.level and _ONLY_MOVED.fullmatch(left):
        return "yoy"
    carried = total and not names.MEASURE_END.search(names.strip_soft_end(left)[-4:] or "x")
    event = up_to_now and (moods.has_total_word(around.clause) or moods.has_happened(around.clause))
    return "cumulative" if moods.is_running_total(left, carried=carried, up_to_now=event) else None


def _is_share(left: str, right: str) -> bool:
    return bool(moods.SHARE.search(left[-40:])) or right.startswith("的") and len(right) > 2
