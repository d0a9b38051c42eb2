"""Requests made from a seed: causes that several firms have, repeats of a request in spoilt words, and singles."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tidehead.calc.grouping import Request

PLACES = "东园区 西园区 南大道 北工业城 中心街道 滨海新城 高新产业园 老城片区 临港物流园 山前工业区".split()
THINGS = """
公交线路末班车太早 变压器容量不够经常跳闸 污水管网没有接通 员工宿舍指标排不上 夜班员工孩子入托难 出口退税到账太慢
土地证迟迟办不下来 环评批复等了三个月 天然气价格比邻市高 高级技工招不到 厂房消防验收没有结果 贷款到期续贷被压缩额度
外籍专家居留许可续签 原材料涨价要求价格协调 道路坑洼大货车无法通行 首台套补贴没有兑现 研发费用加计扣除口径不清
人才公寓租金太贵 检测报告要跑到外地做 海关查验次数太多 数据专线速度慢 用水压力不足影响生产 停车位被占用装卸困难
食堂供餐企业资质审批 工业用地容积率调整申请 职工子女入学名额 电费峰谷时段调整 工程款被拖欠 商标被外地企业侵权
跨境电商仓储面积不够
""".split()
OPENINGS = ["", "您好，", "我公司反映：", "恳请协调，", "请问", "紧急求助！", "反映一个问题，", "领导好，"]
MIDDLES = ["", "目前", "最近一直", "今年以来", "上个月开始", "长期存在"]
ENDINGS = ["", "，请尽快解决", "，望答复。", "，影响生产经营", "，已多次反映", "，希望有关部门重视", "，谢谢！"]
NOISE = "的了是在有和就不人都一个上也很到说要去你会着没有看好自己这"


@dataclass
class World:
    """Requests, which of them repeats which, and which have one cause."""

    requests: list[Request] = field(default_factory=list)
    repeats: dict[str, str] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)


def signs_of(chance: np.random.Generator, least: int, most: int) -> str:
    return "".join(chr(int(sign)) for sign in chance.integers(0x4E00, 0x9000, int(chance.integers(least, most))))


def worded(chance: np.random.Generator, place: str, thing: str) -> str:
    opening, middle, ending = (str(chance.choice(words)) for words in (OPENINGS, MIDDLES, ENDINGS))
    return f"{opening}{place}{middle}{thing}{ending}" if chance.random() < 0.8 else f"{opening}{thing}，{place}{ending}"


def spoilt(text: str, chance: np.random.Generator, share: float) -> str:
    """The text with a share of its signs left out, doubled, exchanged or replaced, and another opening or ending."""
    signs = list(text)
    for _ in range(int(round(share * len(signs)))):
        at = int(chance.integers(0, len(signs) - 1))
        match int(chance.integers(0, 4)):
            case 0 if len(signs) > 4:
                del signs[at]
            case 1:
                signs.insert(at, signs[at])
            case 2:
                signs[at], signs[at + 1] = signs[at + 1], signs[at]
            case _:
                signs[at] = str(chance.choice(list(NOISE)))
    return str(chance.choice(OPENINGS)) + "".join(signs) + str(chance.choice(ENDINGS))


def world(seed: int, *, causes: int, firms_a_cause: int, singles: int, repeats: int, share: float = 0.1) -> World:
    """causes, each asked for by some firms anywhere; singles of one firm each, of random signs; repeats of either.

    Causes beyond those with words are of random signs too.
    """
    chance = np.random.default_rng(seed)
    made = World()
    day = date(2026, 1, 1)
    things = [THINGS[nth] if nth < len(THINGS) else signs_of(chance, 7, 12) for nth in range(causes)]

    def add(text: str, topic: str, place: str, firm: str, late: int = 0) -> Request:
        when = day + timedelta(days=int(chance.integers(0, 150)) + late)
        made.requests.append(Request(f"r{len(made.requests):06}", text, topic, place, firm, when))
        return made.requests[-1]

    for nth, thing in enumerate(things):
        for firm in range(firms_a_cause):
            place = int(chance.integers(0, len(PLACES)))
            one = add(worded(chance, PLACES[place], thing), f"t{nth % 8}", f"p{place}", f"c{nth}f{firm}")
            made.causes[one.id] = f"cause-{nth}"
    for nth in range(singles):
        add(str(chance.choice(OPENINGS)) + signs_of(chance, 8, 24), f"t{nth % 8}", f"p{nth % 10}", f"s{nth}")
    for at in chance.choice(len(made.requests), repeats, replace=False).tolist():
        first = made.requests[at]
        again = add(spoilt(first.text, chance, share), first.topic, first.place, first.firm)
        when = (first.day or day) + timedelta(days=int(chance.integers(0, 20)))
        made.requests[-1] = Request(again.id, again.text, again.topic, again.place, again.firm, when)
        made.repeats[again.id] = first.id
        if first.id in made.causes:
            made.causes[again.id] = made.causes[first.id]
    return made
