"""From a paragraph to its statements: each number with its time, kind, change, indicator and subject."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tidehead.reading import moods, names
from tidehead.reading.lists import common_head, split_list
from tidehead.reading.measures import Around, Measured, measured
from tidehead.reading.moods import Stance
from tidehead.reading.numbers import Quantity, quantities
from tidehead.reading.times import Frame, TimeMention, times
from tidehead.reading.units import is_area, is_count, is_length, is_money, is_ratio

_LONGEST_SENTENCE = 1000
_SENTENCE_END = re.compile(r"[。！？!?]”?|\n")
_CLAUSE_END = re.compile(r"[；。！？!?;]|[，：:,](?!\d)|(?<!\d)[,，:：]|——")
_TITLES = re.compile(r"《[^》]{0,80}》|〔\d{4}〕\d+号|https?://\S+|\d{4}-\d{2}-\d{2}|\d+(?:\.\d+){2,}")
_QUOTED = re.compile(r"“([^”]{1,24})”|‘([^’]{1,24})’")
_QUOTED_SPEECH = re.compile(r"[。，！？,]$|超|达|突破")
_THRESHOLD_NOUN = re.compile(
    r"(?:的)?(?:[省市县区]?(?:级|属)?)?(?:重大|重点|产业|制造业|工业|先进|内生裂变|优质|大|单体|外资|民间|投资|龙头|规模|技改|新)*"
    r"(?:项目|企业|园区|集群|产业|平台|单位|工程|机组|大企业|主体|法人|母基金|基地|台阶|城市|GDP|级|斤粮食)"
)
_PLANNED_AREA = re.compile(r"规划(?:总|建设|控制|用地)?面积(?:约|为|达|共)?$|规划(?:范围|用地)[^，。；]{0,10}$")
_STRUCTURE_AFTER = re.compile(r"(?:大|个|张|片|类|种|条|级|项|部分|方面|层|环节|主|类别)")
_ORDER_OF_SIZE = re.compile(r"(?:迈上|迈进|迈向|突破|跨越|跨入|跻身|冲刺|站上|跃上|达到|向)“?$")
_MILESTONE = re.compile(
    r"(?P<y>(?:19|20)\d{2})年(?:底|末|初|上半年|下半年|\d{1,2}月(?:底|份)?)?(?:前|之前)?(?:[\u4e00-\u9fff“”]{0,10}?)"
    r"(?P<v>建成(?:运营|投用|投产)?|投产|开工|竣工|完工|投用|启用|投入使用|投入运营|通车|通航|开通|落成|建设完毕|动工|交付|建设成型|完成装修)"
)
_SIZED_THINGS = re.compile(
    r"(?:级|以上)?(?:的)?[^，。；、：\d]{0,10}(?:企业|项目|集群|园区|产业|平台|乡镇|村)"
    r"(?:数量?)?(?:达到?|超过?)?"
)
_ASIDE = re.compile(r"因素$|^(?:实际|名义|可比口径)$|^按")
_AVERAGED = {"年均", "月均", "日均", "平均每月"}
_MOVES_FROM = re.compile(r"[从由](?:(?:19|20)\d{2}年(?:底|末)?的?|上年的?|去年的?|[^，。；]{0,4}的)?$")
_MOVES_TO = re.compile(
    r"[^，。；\d]{0,6}?(?:提高|提升|增加|增长|增|升|上升|扩大|发展|减少|下降|下调|降|降低|压缩|压减|缩短|回升|跃升|攀升|调整|变|上调)(?:为|成|到|至)"
)
_RULE = re.compile(r"给予|奖励|补助|补贴|资助|贴息|罚款|减按|免征|减半|最高|不超过|按.{0,16}(?:标准|比例|%)")
_RULE_FOR = re.compile(r"(?:^|[，。；])(?:对|凡|每|按照?|单个|单项|同一|首次|新)[^，。]*的?[，]?")
_GIVEN = re.compile(r"已|累计|去年|全年|共|拨付|兑现|发放了|支出|到位|目标|达到|同比|增长|力争")
_SPECIFIED = re.compile(r"千伏|伏$|赫兹|分贝|纳米|GHz|MHz|Mbps|Gbps")
_BUILT = re.compile(r"建设|打造|新建|规划|建成|开发|力争|争取|新增|整治|盘活")
_SCHEDULED = re.compile(r"(?P<y>(?:19|20)\d{2})年(?:底|末|初)?(?:前|之前)?[，,]?(?P<v>[^，。；,;、\d]{2,24})")
_PLANNED = re.compile(r"规划|计划|预计|争取|力争|确保|将|拟|到|前$|目标|有望|届时")
_IN_CHINESE_COUNT = {
    "家",
    "所",
    "人",
    "名",
    "个月",
    "星期",
    "小时",
    "倍",
    "番",
    "成",
    "天",
    "起",
    "辆",
    "人次",
    "亩",
    "周",
    "岁",
    "户",
}
_TOP_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章部篇])")
_REPORT_TITLE = re.compile(r"公报|年报|季报|月报|快报|运行|完成情况|总结|回顾|情况|数据|形势|分析|简析|综述")
_GOAL_LEAD = re.compile(r"^(?:——|—|[(（]?[一二三四五六七八九十\d]+[)）.、是]?)?(?:到|至|力争到|争取到|计划到|预计到)")
_NEW_MEASURE = re.compile(r"新增|新引进|增加值|同比|全年|去年")
_CHANGE_WORDS = re.compile(r"累计|年均|同比|比上年")
_PLAN_WORDS = re.compile(r"(?:争取|力争|计划|预计|规划|确保|将|拟|到|在|于)+$")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement still in block offsets; ``lead:tail`` is the stretch that is quoted."""

    quantity: Quantity
    lead: int
    tail: int
    indicator: str
    subject: str
    kind: str
    change: str | None
    time: str | None
    time_text: str | None
    time_basis: str | None = None
    modality: str | None = None
    period: str | None = None
    nominal: bool = False
    slogan: bool = False
    formula: bool = False
    milestone: bool = False


@dataclass(slots=True)
class Context:
    """What the reader remembers from one paragraph to the next."""

    frame: Frame
    stance: Stance
    place: str = ""
    language: str = "zh"
    deadline: TimeMention | None = None
    section_subject: str = ""
    default_time: TimeMention | None = None
    schedule: bool = False
    named: str = ""

    def set_report_year(self, title: str) -> None:
        """A report's figures are of its period where they say nothing else: 2025年1—9月经济运行情况."""
        if not _REPORT_TITLE.search(title):
            return
        period = next((t for t in times(title, self.frame) if t.code and t.year), None)
        if period is not None:
            self.default_time = period
            self.frame = replace(self.frame, report_year=period.year)

    def enter_heading(self, text: str) -> None:
        """A top-level heading changes the stance and ends a deadline carried so far."""
        self.deadline = None
        if not _TOP_HEADING.match(text) and not text.startswith("#"):
            if moods.stance_of_heading(text, Stance()).goal is not None:
                self.stance = moods.stance_of_heading(text, self.stance)
            return
        self.stance = moods.stance_of_heading(text, moods.Stance(self.stance.plan, self.stance.plan or None))
        period = next((t for t in times(text, self.frame) if t.code and t.year), None)
        if period is not None:
            self.default_time = period
        self.frame = replace(self.frame, section_year=period.year if period else None)


@dataclass(slots=True)
class _Run:
    """What is remembered within one sentence."""

    time: TimeMention | None = None
    own_time: bool = False
    total: bool = False
    up_to_now: bool = False
    subject: str = ""
    repeat: str | None = None
    last: Measured = field(default_factory=Measured)


def read_block(text: str, context: Context) -> list[Found]:
    """Every statement of one Chinese paragraph, in order.

    ``text``: a cleaned block. ``context`` is moved on: deadlines and headings hold for the paragraphs that follow.
    """
    masked = _TITLES.sub(lambda m: "《" * len(m.group()), text)
    found_times = times(masked, context.frame)
    found = _outside_times(quantities(masked), found_times)
    out: list[Found] = []
    if not found and not found_times:
        return out
    begin, named = 0, ""
    for end in _sentence_ends(masked):
        inside = [q for q in found if begin <= q.start < end]
        here = [t for t in found_times if begin <= t.start < end]
        sentence = _Sentence(masked, (begin, end), inside, here, context)
        named = sentence.take_subject(named)
        if inside or here:
            out += sentence.statements()
        begin = end
    return out


def _quoted(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    if "“" not in text and "‘" not in text:
        return []
    return [m.span() for m in _QUOTED.finditer(text, begin, end) if not _QUOTED_SPEECH.search(m.group()[:-1])]


def _sentence_ends(text: str) -> list[int]:
    """Where sentences end; one longer than any writer's is cut, so that no text costs the square of its length."""
    marks = [m.end() for m in _SENTENCE_END.finditer(text)]
    ends: list[int] = []
    begin = 0
    for end in [*marks, len(text)]:
        while end - begin > _LONGEST_SENTENCE:
            cut = text.rfind("，", begin, begin + _LONGEST_SENTENCE) + 1
            begin = cut if cut > begin else begin + _LONGEST_SENTENCE
            ends.append(begin)
        if end > begin:
            ends.append(end)
            begin = end
    return ends


def _outside_times(found: Sequence[Quantity], mentions: Sequence[TimeMention]) -> list[Quantity]:
    spans = [(t.start, t.end) for t in mentions]
    return [q for q in found if not any(a <= q.start < b for a, b in spans)]


class _Sentence:
    """One sentence at work: quantities from left to right, remembering what was said."""

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        found: list[Quantity],
        mentions: list[TimeMention],
        context: Context,
    ) -> None:
        self.text, (self.begin, self.end) = text, span
        self.found, self.mentions, self.context = found, mentions, context
        self.words = text[self.begin : self.end]
        self.run = _Run()
        self.quoted = _quoted(text, *span)
        self.defined: list[bool] = []

    def take_subject(self, named: str) -> str:
        """Find whose sentence it is; ``named`` is the body named before. Returns the body to remember."""
        subject = self._opening_subject()
        last = named or self.context.named
        if names.is_anaphor(self.words) and last:
            subject = last
        elif names.is_whole(subject):
            self.run.subject = subject
            return named
        self.run.subject = subject
        if names.is_proper(subject):
            self.context.named = subject
        return subject or named

    def _opening_subject(self) -> str:
        text = self.words
        lead = names.strip_lead(text)
        for t in self.mentions:
            if t.start - self.begin <= len(text) - len(lead) + 6:
                lead = names.strip_lead(text[t.end - self.begin :].lstrip("，, "))
        subject = names.subject_of(lead)
        first = self.found[0] if self.found else None
        if subject and first and is_count(first.unit) and self.text.endswith(subject, 0, first.before):
            return ""
        return subject

    def statements(self) -> list[Found]:
        self._carry_deadline()
        out: list[Found] = []
        previous_end = self.begin
        self.defined = [self._is_definition(i, q) for i, q in enumerate(self.found)]
        for i, q in enumerate(self.found):
            self._advance(previous_end, q.start)
            out.append(self._statement(i, q))
            previous_end = q.after
        self._advance(previous_end, self.end)
        return self._shared(out) + self._milestones()

    # ---- what is remembered -------------------------------------------------

    def _carry_deadline(self) -> None:
        context = self.context
        first = self.mentions[0] if self.mentions else None
        if first and first.deadline and first.code and first.last_year and self._is_goal_lead(first):
            context.deadline = first

    def _is_goal_lead(self, first: TimeMention) -> bool:
        lead = self.text[self.begin : first.start].strip("—- 　")
        return len(lead) <= 4 and moods.is_ahead(first, self.context.frame)

    def _advance(self, start: int, end: int) -> None:
        """Take in the words between two numbers: a new time, 累计, a new subject."""
        between = self.text[start:end]
        for t in self.mentions:
            if start <= t.start < end:
                self.run.time, self.run.own_time = t, True
                self.run.up_to_now = t.text.startswith("截") or t.since or "目前" in t.text
        if "；" in between:
            self.run.total = False
        if "累计" in between or "累积" in between:
            self.run.total = True
        elif _NEW_MEASURE.search(between):
            self.run.total = False
        repeat = moods.repeat_of(between)
        if repeat or "。" in between or self.run.repeat in _AVERAGED:
            self.run.repeat = repeat

    def _clause(self, q: Quantity) -> tuple[int, int]:
        begin = self.begin
        for m in _CLAUSE_END.finditer(self.text, self.begin, q.start):
            begin = m.end()
        m2 = _CLAUSE_END.search(self.text, q.end, self.end)
        return begin, m2.start() if m2 else self.end

    # ---- one statement ------------------------------------------------------

    def _statement(self, i: int, q: Quantity) -> Found:
        begin, end = self._clause(q)
        left_from, right_to = self._neighbours(i, begin, end)
        left = self._without_times(left_from, q.before)
        right = self.text[q.after : max(q.after, right_to)].removeprefix("”")
        clause = self.text[begin:end]
        own = self._clause_subject(left)
        around = Around(q, left, right, clause, self.text[self.begin : q.before], own or self.run.subject)
        indicator, change = measured(around, self.run.last, total=self.run.total, up_to_now=self.run.up_to_now)
        base = _MOVES_FROM.search(self.text[begin : q.before]) and _MOVES_TO.match(self.text, q.after)
        kind = "actual" if base else self._kind(i, q, (begin, end))
        time, basis = (None, None) if base else self._time(kind)
        if kind != "definition":
            self._remember(indicator, change)
        return Found(
            quantity=q,
            lead=self._quote_start(left_from, q),
            tail=self._quote_end(q, right),
            indicator=indicator,
            subject=self._whose(own, q.before),
            kind=kind,
            change=change,
            time=time.code if time else None,
            time_text=time.text if time else None,
            time_basis=basis,
            period=self.run.repeat,
            modality=moods.modality_of(clause, self.words) if kind.endswith("target") else None,
            **self._flags(q),
        )

    def _remember(self, indicator: str, change: str | None) -> None:
        level = names.grown_level(indicator)
        if change == "rank":
            level = self.run.last.level
        self.run.last = Measured(indicator, change, level or self.run.last.level)

    def _neighbours(self, i: int, begin: int, end: int) -> tuple[int, int]:
        """Where the words of number i begin and end; numbers inside names and thresholds do not cut."""
        left = next((self.found[k].after for k in range(i - 1, -1, -1) if not self.defined[k]), begin)
        after = (self.found[k].before for k in range(i + 1, len(self.found)) if not self.defined[k])
        return max(begin, left), min(end, next(after, end))

    def _without_times(self, start: int, end: int) -> str:
        at, parts = start, []
        for t in self.mentions:
            if start <= t.start < end:
                parts.append(self.text[at : t.start])
                at = t.end
        parts.append(self.text[at:end])
        return "".join(parts).lstrip("，、,；; ")

    def _quote_start(self, left_from: int, q: Quantity) -> int:
        start = left_from
        while start < q.before and self.text[start] in "，、,；; ：:和与及":
            start += 1
        return max(start, q.before - 60)

    def _quote_end(self, q: Quantity, right: str) -> int:
        if right and is_count(q.unit):
            phrase = names.right_phrase(right)
            at = right.find(phrase) if phrase else -1
            if at >= 0:
                return q.after + at + len(phrase)
        return q.after

    def _kind(self, i: int, q: Quantity, clause: tuple[int, int]) -> str:
        if self.defined[i]:
            return "definition"
        begin, end = clause
        time = self.run.time if self.run.own_time else None
        words, said = self.text[begin:end], self.text[self.begin : end]
        stance = self.context.stance
        if self._is_attribute(q) and not _BUILT.search(words):
            said, stance = words, Stance(stance.plan)
        return moods.kind_of(words, said, time=time, frame=self.context.frame, stance=stance)

    def _is_attribute(self, q: Quantity) -> bool:
        """2000亩的园区: the size of a thing that the sentence speaks of."""
        return (is_area(q.unit) or is_length(q.unit)) and self.text[q.after : q.after + 1] == "的"

    def _is_definition(self, i: int, q: Quantity) -> bool:
        """Thresholds, planned areas, counted headings and numbers inside names measure nothing."""
        right = self.text[q.after : min(self.end, q.after + 24)]
        if _SPECIFIED.search(q.unit or "") or self._is_rule(q):
            return True
        if is_area(q.unit) and _PLANNED_AREA.search(self.text[max(self.begin, q.before - 14) : q.before]):
            return True
        if q.words and self._in_name(q) or q.bare and q.qualifier == "exact" and not (q.unit or "").endswith("级"):
            return True
        if (q.unit or "").endswith("级"):
            return not _ORDER_OF_SIZE.search(self.text[max(self.begin, q.start - 4) : q.start]) and "台阶" not in right
        if (
            q.words
            and q.value < 100
            and q.qualifier == "exact"
            and not q.share
            and not q.rank
            and q.unit not in _IN_CHINESE_COUNT
        ):
            return not is_ratio(q.unit)
        return self._is_threshold(i, q, right)

    def _is_rule(self, q: Quantity) -> bool:
        """对首次认定的企业给予20万元奖励: a parameter of a rule, no figure of anybody's."""
        if not (is_money(q.unit) or is_ratio(q.unit)):
            return False
        return bool(_RULE.search(self.words) and _RULE_FOR.search(self.words)) and not _GIVEN.search(self.words)

    def _in_name(self, q: Quantity) -> bool:
        return any(a < q.start and q.end < b for a, b in self.quoted)

    def _is_threshold(self, i: int, q: Quantity, right: str) -> bool:
        """10亿元以上项目: the size of the things counted, not a figure."""
        if right.startswith("级") and is_money(q.unit):
            return True
        if not (is_money(q.unit) or is_area(q.unit) or (q.unit or "").endswith(("吨", "千瓦", "兆瓦", "级"))):
            return q.unit in {"人", "名"} and bool(re.match(r"(?:的)?(?:企业|单位|团队)", right)) and q.after > q.end
        hedged = q.after > q.end or q.hedge in {"超", "超过", "突破", "不低于"}
        noun = _THRESHOLD_NOUN.match(right)
        if q.unit in {"亿", "万亿", "万"} and noun or self._sizes_next(i, q):
            return True
        if hedged and noun and (q.after > q.end or self._counts_before(i, q)):
            return True
        return bool(noun and q.after > q.end)

    def _sizes_next(self, i: int, q: Quantity) -> bool:
        """超100亿元企业3家: the first number says which things the second counts."""
        following = self.found[i + 1] if i + 1 < len(self.found) else None
        if following is None or not is_count(following.unit) or not is_money(q.unit):
            return False
        return bool(_SIZED_THINGS.fullmatch(self.text, q.after, following.before))

    def _counts_before(self, i: int, q: Quantity) -> bool:
        return i > 0 and is_count(self.found[i - 1].unit) and "，" not in self.text[self.found[i - 1].end : q.start]

    def _time(self, kind: str) -> tuple[TimeMention | None, str | None]:
        run, context = self.run, self.context
        if run.time is not None and (run.own_time or kind != "definition"):
            return run.time, None
        if kind in {"target", "annual_target"}:
            if context.deadline is not None and kind == "target":
                return context.deadline, "carried"
            if context.frame.plan_period:
                first, last = context.frame.plan_period
                return TimeMention(0, 0, f"{first}-{last}", "", year=first, last_year=last), "plan_period"
        if context.default_time is not None and kind != "definition":
            return context.default_time, "section"
        return None, None

    def _clause_subject(self, left: str) -> str:
        """The body or place that the words before a number open with, or ''."""
        if len(left) <= 3 or left.endswith(("等", "共")):
            return ""
        own = names.subject_of(left)
        return own if len(own) < len(left) else ""

    def _whose(self, own: str, before: int) -> str:
        said = own or self.run.subject or self._body_before(before)
        context = self.context
        if not said or names.is_whole(said):
            return context.section_subject or context.place or context.named
        return said

    def _body_before(self, before: int) -> str:
        """The body that the nearest clause before opens with."""
        starts = [m.end() for m in _CLAUSE_END.finditer(self.text, self.begin, before)]
        bodies = (names.body_of(self.text[start:before]) for start in reversed(starts[-6:]))
        return next((body for body in bodies if body), "")

    def _flags(self, q: Quantity) -> dict[str, bool]:
        if not (q.words and self._in_name(q)):
            return {}
        return {"slogan": True} if q.bare and "、" in self.text[q.end : q.end + 8] else {"nominal": True}

    # ---- shared lists and milestones ---------------------------------------

    def _shared(self, out: list[Found]) -> list[Found]:
        """A、B、C分别达8家、9家、9家: give each number its own noun."""
        at = self.text.find("分别", self.begin, self.end)
        while at >= 0:
            first = next((k for k, f in enumerate(out) if f.quantity.start > at), None)
            if first is None:
                break
            last = first + 1
            while last < len(out) and re.fullmatch(
                r"[、和与,，及以]{1,2}", self.text[out[last - 1].quantity.after : out[last].quantity.before]
            ):
                last += 1
            out[first:last] = self._dealt(out[first:last], out[:first], at)
            at = self.text.find("分别", at + 2, self.end)
        return out

    def _dealt(self, group: list[Found], before: list[Found], at: int) -> list[Found]:
        """The numbers after 分别, each with its own of the things named before, or of the figures given before."""
        begin = max((m.end() for m in _CLAUSE_END.finditer(self.text, self.begin, at)), default=self.begin)
        total = "累计" in self.text[begin:at]
        words = names.left_phrase(_CHANGE_WORDS.sub("", self._without_times(begin, at)))
        items = split_list(names.without_subject(words, self.run.subject), len(group))
        if len(group) < 2:
            return group
        group = self._timed(group, begin, at)
        if len(items) < len(group):
            return self._dealt_from(group, before) if not words or _ASIDE.search(words) else group
        items = items[-len(group) :]
        head = common_head(items)
        high = group[-1].quantity.qualifier
        dealt = []
        for item, f in zip(items, group, strict=True):
            q = (
                replace(f.quantity, qualifier=high)
                if f.quantity.qualifier == "exact" and high == "at_least"
                else f.quantity
            )
            name = item if not head or item.endswith(head) else item + head
            change = "cumulative" if total and f.change is None else f.change
            named = names.plain(name) + (names.growth_words(f.indicator) if change == "yoy" else "")
            dealt.append(replace(f, quantity=q, indicator=named, lead=begin, change=change))
        return dealt

    def _timed(self, group: list[Found], begin: int, at: int) -> list[Found]:
        """2027年、2028年分别改造2万亩和3万亩: each number has its own year."""
        named = [t for t in self.mentions if begin <= t.start < at and t.code]
        if len(named) != len(group):
            return group
        return [replace(f, time=t.code, time_text=t.text) for f, t in zip(group, named, strict=True)]

    def _dealt_from(self, group: list[Found], before: list[Found]) -> list[Found]:
        """甲5元，乙6元，分别增长1%和2%: each change belongs to one of the figures just before."""
        levels = [f for f in before if f.change is None and f.kind != "definition"][-len(group) :]
        if len(levels) < len(group):
            return group
        return [
            replace(f, indicator=level.indicator + (names.growth_words(f.indicator)), subject=level.subject)
            for level, f in zip(levels, group, strict=True)
        ]

    def _milestones(self) -> list[Found]:
        pattern = _SCHEDULED if self.context.schedule else _MILESTONE
        out = []
        for m in pattern.finditer(self.text, self.begin, self.end):
            begin, end = self._clause_around(m.start(), m.end())
            if not any(begin <= q.start < end for q in self.found) and self._is_planned(m, begin):
                out.append(self._milestone(m, begin))
        return out

    def _clause_around(self, start: int, end: int) -> tuple[int, int]:
        begin = max((c.end() for c in _CLAUSE_END.finditer(self.text, self.begin, start)), default=self.begin)
        return begin, next((c.start() for c in _CLAUSE_END.finditer(self.text, end, self.end)), self.end)

    def _is_planned(self, m: re.Match[str], begin: int) -> bool:
        """Whether the year lies ahead: said so in words, or later than the issue year."""
        year, issued = int(m["y"]), self.context.frame.issue_year
        if issued is not None and year < issued:
            return False
        said = self.context.schedule or _PLANNED.search(self.text[begin : m.end()])
        return bool(said) or issued is not None and year > issued

    def _milestone(self, m: re.Match[str], begin: int) -> Found:
        lead = self.text[begin : m.start()]
        name = names.left_phrase(_PLAN_WORDS.sub("", lead))
        return Found(
            quantity=Quantity(m.start(), m.end("y") + 1, m.start(), m.end(), float(m["y"]), None, "年", "exact"),
            lead=begin,
            tail=m.end(),
            indicator=f"{name}{m['v']}年份",
            subject=self.run.subject or self.context.section_subject or self.context.place,
            kind="target",
            change=None,
            time=m["y"],
            time_text=m["y"] + "年",
            modality=moods.modality_of(lead, self.words),
            milestone=True,
        )


def iterate(found: Sequence[Found]) -> Iterator[Found]:
    """Statements in the order of their numbers."""
    yield from sorted(found, key=lambda f: f.quantity.start)
