"""Is a figure a fact, a goal, a yearly goal or a definition; and is it a change, a share, a rank or a running total."""

import re
from dataclasses import dataclass

from tidehead.reading.times import Frame, TimeMention

_STRIVING = re.compile(r"力争|争取|努力|争创|奋力|力求|有望|冲刺|冲击")
_BINDING = re.compile(r"确保|必须|不得(?:低|少|高|超)|严格控制|约束性|务必|应当|不低于|不少于|不高于|不超过|完成率")
_EXPECTED = re.compile(r"预计|预期|预测|计划|目标|拟|左右")
_GOAL = re.compile(
    r"力争|争取|努力|确保|奋力|力求|有望|预计|预期|计划(?:新|投|总|完|实|引|建|到|在|于|培|安|用|将)|拟(?:建|投|新|引|按|安|设|于)|目标(?:是|为|任务|[：:])|主要目标|必须|不得低于|"
    r"将(?!近|军|其|这|原|产值|有限)|要(?:坚持|实现|达|完成|推动|确保|力争|新|建)|锚定|瞄准|到时候|届时|远期|争创|冲刺|加快建设|迈向|迈进"
)
_DONE = re.compile(
    r"已(?!知)|了(?!解)|完成了|实现了|(?<![升托合用对的原])现有|拥有(?![量率])|截至|截止|自.{1,12}以来|历年来|去年|过去|目前|以来|来，|累计(?:完成|实现|获|培育|引进|建成|查|培)|达到了|"
    r"上榜|荣获|获批|建有|位居|正在"
)
_HEAD_PAST = re.compile(r"回顾|背景|基础|现状|成效|成就|成绩|条件|问题|形势|总结|完成情况|进展|主要工作|历程|亮点|存在")
_HEAD_GOAL = re.compile(
    r"目标|要求|安排|任务|举措|打算|展望|部署|保障|措施|行动|重点工作|思路|定位|高地|体系|机制|布局|格局|集群|产业|发展|规划|计划|实施|推进|建设"
)
_PLAN_TITLE = re.compile(r"规划|方案|计划|行动|意见|纲要|措施|规定|办法|政策|条例|通知|蓝图|目标|安排")
_REPORT_TITLE = re.compile(r"公报|公告|快报|运行情况|完成情况|经济运行|年报|年鉴|回顾|总结|执行情况|报道|新闻|解读")
_YEARLY = re.compile(r"每年(?!度)|逐年|每个?年度|各年度|一年(?=新|完成|建)")
_PER = re.compile(r"(每年|每月|每季度?|每天|每日|每周|平均每月|年均|月均|日均|一天|(?<!过去)(?<!近)一年(?!来))")

YOY = re.compile(
    r"同比|比(?:上|去)一?年(?:同期|末|底)?|较(?:上|去)一?年(?:同期|末|底)?|比\d{4}年|较\d{4}年|上年同期|年均(?:复合)?(?:增长|增速|递增)|比去年|较去年|可比口径|同口径|按可比价"
)
CHAIN = re.compile(r"环比|比上月|较上月|比上季度|较上季度|比年初|较年初")
GROWTH = re.compile(
    r"(?:(?<!自然)增长|下降|增加|减少|降低|上涨|回落|增速(?:为|达|达到)?|涨幅|降幅|递增|负增长|下跌|扩大|收窄|增收|同比增|增|降|涨|萎缩)(?:了|幅度?(?:为|达)?|率(?:为|达)?|速度?(?:为|达)?|为|达)?(?:约|近|超过?|至少)?$"
)
POINTS_MOVED = re.compile(r"(?:提高|上升|提升|降低|下降|回落|扩大|收窄|增加|减少|高于|低于)(?:了)?(?:约|近|超过?)?$")
GROWTH_UNITS = frozenset({"%", "个百分点", "百分点", "番", "倍", "‰", "成"})
SHARE = re.compile(
    r"占比|占有率|(?<![侵抢强霸])占(?![地用领据])|比重|份额|比例|[配成]套率|贡献率|(?:等于|相当于)[^，。；]{0,24}的$|的$"
)
_TOTAL_COUNT = re.compile(r"共(?!同|享|建|赢|性|治|识|富|生|产|用|青|和)|共计|合计|总计")
_EVENT = re.compile(
    r"培育|招引|组建|投资(?:项目)?|引进|入库|建成|查处|选派|结对|办结|扶持|获得|承担|签约|落地|设立|新增|集聚|实施|发放|挽回|盘活|纳税|营收|外资|开展|完成|举办|受理|培训|吸引"
)

_STRONG_GOAL = re.compile(r"力争|争取|预计|有望|计划(?:到|于|在|新)|拟|目标[是为：:]|到时候|届时")
_HAPPENED = re.compile(r"已.{0,3}(?:培育|招引|组建|引进|入库|建成)|招引|引进|扶持")


@dataclass(frozen=True, slots=True)
class Stance:
    """What a passage is about before any of its own words are weighed: a plan's goal section, a report's past …"""

    plan: bool = False
    goal: bool | None = None


def stance_of_title(title: str) -> Stance:
    """Plans speak of goals unless a section says otherwise; reports and news speak of facts."""
    plan = bool(_PLAN_TITLE.search(title)) and not _REPORT_TITLE.search(title)
    return Stance(plan=plan, goal=plan or None)


def stance_of_heading(heading: str, stance: Stance) -> Stance:
    """The stance after a top-level heading: 二、2025年工作回顾 looks back, 三、主要目标 ahead."""
    if _HEAD_PAST.search(heading):
        return Stance(stance.plan, goal=False)
    if _HEAD_GOAL.search(heading) and (
        stance.plan or re.search(r"目标|安排|打算|展望|部署|总体要求|重点工作|工作重点|任务|建议", heading)
    ):
        return Stance(stance.plan, goal=True)
    return stance


def is_ahead(time: TimeMention | None, frame: Frame) -> bool:
    """Whether a time lies after the issue date, or is a deadline not yet past."""
    if time is None or time.code is None or frame.issue_year is None:
        return bool(time and time.deadline and time.code and frame.issue_year is None)
    first, last = time.year or time.last_year or 0, time.last_year or 0
    if first > frame.issue_year:
        return True
    if time.deadline and last >= frame.issue_year and not time.text.startswith("截"):
        return True
    return time.year is None and last > frame.issue_year and not time.vague


def kind_of(clause: str, said: str, *, time: TimeMention | None, frame: Frame, stance: Stance) -> str:
    """actual, target or annual_target, by the strongest sign: time, past words, goal words, section.

    ``said``: the sentence up to the end of the clause.
    """
    ahead = is_ahead(time, frame)
    past = time is not None and time.code is not None and not ahead and _is_over(time, frame)
    if past and not _GOAL.search(clause):
        return "actual"
    if stance.goal is False and not ahead and not _STRONG_GOAL.search(clause):
        return "actual"
    done = _DONE.search(said)
    goal = ahead or bool(_GOAL.search(clause))
    if not goal and not done:
        goal = bool(_GOAL.search(said)) or bool(stance.goal)
    if not goal:
        return "actual"
    return "annual_target" if _YEARLY.search(said) and not ahead else "target"


def _is_over(time: TimeMention, frame: Frame) -> bool:
    last = time.last_year
    if last is None or frame.issue_year is None:
        return True
    return last < frame.issue_year or last == frame.issue_year and time.code != str(last)


def modality_of(clause: str, sentence: str) -> str | None:
    """How hard a goal binds: binding, striving or expected; None where nothing says so."""
    for words in (clause, sentence):
        for name, pattern in (("striving", _STRIVING), ("binding", _BINDING), ("expected", _EXPECTED)):
            if pattern.search(words):
                return name
    return None


def repeat_of(clause: str) -> str | None:
    """每年, 每月 … where the figure is a rate in time, else None."""
    m = _PER.search(clause)
    return m[1] if m else None


def is_running_total(clause: str, *, carried: bool, up_to_now: bool) -> bool:
    """累计 in the clause or carried from before; or 共 with an event, counted up to a date."""
    if "累计" in clause or "累积" in clause or carried:
        return True
    return up_to_now and bool(_EVENT.search(clause))


def has_total_word(clause: str) -> bool:
    return bool(_TOTAL_COUNT.search(clause))


def has_happened(clause: str) -> bool:
    """Whether things were done up to a date: 已招引, 引进, 扶持."""
    return bool(_HAPPENED.search(clause))
