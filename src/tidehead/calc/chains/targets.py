"""Firms from outside that would fill a gap: an explained score, hard limits, a stable ranking.

A score is a weighted mean of parts between 0 and 1. A part that is unknown is not zero: it widens the score to the
interval between "it is 0" and "it is 1". Limits on land, energy and carbon are no part of the bargain: who is known to
break one is left out, with the reason.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidehead.calc.chains.types import Node
from tidehead.calc.labels import Label

PARTS = ("fit", "expansion", "land", "energy", "carbon", "relations", "size", "poaching", "distance")
_BY_DEPTH = {4: 1.0, 3: 0.75, 2: 0.4}
"""What agreeing in so many digits of GB/T 4754 is worth: our own proposal."""
_IN_NAME, _IN_SCOPE = 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it is worth (0–1, None unknown), and why."""

    part: str
    value: float | None
    because: Label


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit that a firm has to keep. value in the unit of the measure."""

    id: str
    label: Label
    measure: str
    value: float
    at_most: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm from outside: the parts of its score that were found, and its measures that limits ask for."""

    enterprise: str
    parts: tuple[Part, ...]
    measures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's place in a list. low and high: if every unknown part were 0, or 1; middle: half way.

    share: what each part adds to the middle, in the order of the parts (None: unknown). broken: limits that it is
    known to break; unproven: limits of which nobody knows.
    """

    enterprise: str
    low: float
    high: float
    parts: tuple[Part, ...]
    share: tuple[float | None, ...]
    broken: tuple[Bound, ...] = ()
    unproven: tuple[Bound, ...] = ()
    rank: int = 0  # 0: left out

    @property
    def middle(self) -> float:
        """Half way between low and high: what the list is ordered by."""
        return (self.low + self.high) / 2


def industry_fit(industry: str, wanted: Sequence[str]) -> float | None:
    """How near an industry is to those of a node: 1 for the class, 0.75 for the group, 0.4 for the division, else 0.

    None where either is unknown. Wanted codes shorter than four digits are met in full by what lies under them.

    >>> industry_fit("3441", ("3441",)), industry_fit("3442", ("3441",)), industry_fit("3441", ("34",))
    (1.0, 0.75, 1.0)
    """
    if not industry or not wanted:
        return None
    return max(_agreement(industry, code) for code in wanted)


def _agreement(industry: str, code: str) -> float:
    if industry.startswith(code):
        return 1.0
    common = next(
        (n for n, (a, b) in enumerate(zip(industry, code, strict=False)) if a != b), min(len(industry), len(code))
    )
    return _BY_DEPTH.get(min(common, 4), 0.0)


def word_fit(name: str, scope: str, words: Sequence[str]) -> tuple[float | None, str]:
    """Whether a product word stands in a firm's name (1) or scope (0.8), and which; None without words or texts."""
    if not words or not (name or scope):
        return None, ""
    for text, worth in ((name, _IN_NAME), (scope, _IN_SCOPE)):
        found = [word for word in words if word in text]
        if found:
            return worth, max(found, key=lambda word: (len(word), word))
    return (0.0 if scope else None), ""


def fit_part(node: Node, *, industry: str, name: str, scope: str) -> Part:
    """How well a firm fits a gap: the mean of what its industry and its words say, of what is known."""
    by_code = industry_fit(industry, node.industries)
    by_word, word = word_fit(name, scope, node.words)
    known = [value for value in (by_code, by_word) if value is not None]
    zh, en = [], []
    if by_code is not None:
        zh.append(f"行业 {industry} 对 {'、'.join(node.industries)}：{by_code:g}")
        en.append(f"industry {industry} against {', '.join(node.industries)}: {by_code:g}")
    if word:
        zh.append(f"名称或经营范围含“{word}”：{by_word:g}")
        en.append(f'name or scope has "{word}": {by_word:g}')
    elif by_word is not None:
        zh.append("名称和经营范围不含产品词")
        en.append("neither name nor scope has a product word")
    value = sum(known) / len(known) if known else None
    return Part(
        "fit", value, Label("；".join(zh) or "行业与经营范围不明", "; ".join(en) or "industry and scope unknown")
    )


def expansion_part(*, branches: int | None, age_years: float | None, young: float = 3.0, old: float = 15.0) -> Part:
    """Whether a firm is growing: n ÷ (n + 1) of its branches, or youth (1 up to `young` years, 0 from `old` on).

    The larger of the two that are known; unknown where neither is.
    """
    by_branches = None if branches is None else branches / (branches + 1)
    by_age = None if age_years is None else min(1.0, max(0.0, (old - age_years) / (old - young)))
    known = [value for value in (by_branches, by_age) if value is not None]
    if not known:
        return Part("expansion", None, Label("成立时间和分支机构不明", "age and branches unknown"))
    zh = [] if branches is None else [f"分支机构 {branches} 家"]
    en = [] if branches is None else [f"{branches} branches"]
    if age_years is not None:
        zh.append(f"成立 {age_years:.0f} 年")
        en.append(f"{age_years:.0f} years old")
    return Part("expansion", max(known), Label("，".join(zh), ", ".join(en)))


def size_part(capital_cny: float | None, ordered: Sequence[float]) -> Part:
    """The share of candidates whose registered capital is no larger. ordered: all known capitals, rising."""
    if capital_cny is None or not ordered:
        return Part("size", None, Label("注册资本不明", "registered capital unknown"))
    below = bisect_right(ordered, capital_cny)
    told = f"{capital_cny / 10_000:,.0f}"
    share = below / len(ordered)
    return Part(
        "size",
        share,
        Label(
            f"注册资本 {told} 万元，不低于 {share:.0%} 的候选企业",
            f"capital CNY {capital_cny:,.0f}, no less than {share:.0%} of candidates have",
        ),
    )


def poaching_part(quotient_at_home: float | None) -> Part:
    """How loosely a firm sits where it is: 1 ÷ (1 + location quotient of its industry there).

    Who stands in a cluster of their own kind has suppliers, customers and workers there, and is hard to move.
    """
    if quotient_at_home is None:
        return Part("poaching", None, Label("所在地集聚程度不明", "how clustered its home is: unknown"))
    value = 1 / (1 + max(0.0, quotient_at_home))
    return Part(
        "poaching",
        value,
        Label(
            f"所在地该行业区位商 {quotient_at_home:.2f}",
            f"location quotient of its industry at home {quotient_at_home:.2f}",
        ),
    )


def relations_part(ties: Sequence[tuple[Label, float]] | None) -> Part:
    """What ties a firm to the region: 1 − Π(1 − strength) over ties. None: nobody looked; (): none was found.

    ties: what the tie is, and its strength 0–1, such as supplying a chain's leader or a branch here.
    """
    if ties is None:
        return Part("relations", None, Label("关联关系不明", "ties unknown"))
    if not ties:
        return Part("relations", 0.0, Label("未发现关联关系", "no tie was found"))
    value = 1 - math.prod(1 - strength for _tie, strength in ties)
    zh = "；".join(tie.zh for tie, _ in ties)
    return Part("relations", value, Label(zh, "; ".join(tie.text("en") for tie, _ in ties)))


def distance_part(km: float | None, *, far: float = 1500.0) -> Part:
    """1 next door, 0 from `far` kilometres on."""
    if km is None:
        return Part("distance", None, Label("距离不明", "distance unknown"))
    return Part("distance", max(0.0, 1 - km / far), Label(f"相距约 {km:.0f} 公里", f"about {km:.0f} km away"))


def headroom_part(part: str, amount: float | None, bound: Bound | None) -> Part:
    """How far a firm stays under a limit: 1 − amount ÷ limit; unknown without an amount or a limit."""
    if amount is None or bound is None or not bound.at_most or not bound.value > 0:
        return Part(part, None, Label("数据或限值不明", "amount or limit unknown"))
    value = min(1.0, max(0.0, 1 - amount / bound.value))
    return Part(part, value, Label(f"{amount:g}，限值 {bound.value:g}", f"{amount:g} of at most {bound.value:g}"))


def keeps(bound: Bound, amount: float | None) -> bool | None:
    """Whether an amount keeps a limit; None where the amount is unknown, or the limit is (nan)."""
    if amount is None or math.isnan(bound.value):
        return None
    return amount <= bound.value if bound.at_most else amount >= bound.value


def score(candidate: Candidate, weights: Mapping[str, float], bounds: Sequence[Bound] = ()) -> Scored:
    """A candidate's score by parts, unranked. Only the proportions of the weights matter.

    Raises ValueError where no weight is positive, one is negative, or a part lies outside 0–1.
    """
    if any(not weight >= 0 for weight in weights.values()) or not sum(weights.values()) > 0:
        raise ValueError("weights are zero or more, and some are more")
    for part in candidate.parts:
        if part.value is not None and not 0 <= part.value <= 1:
            raise ValueError(f"{part.part} is {part.value}, not between 0 and 1")
    given = {part.part: part for part in candidate.parts}
    missing = [name for name, weight in weights.items() if weight > 0 and name not in given]
    parts = (*candidate.parts, *(Part(name, None, Label("没有数据", "no data")) for name in missing))
    whole = sum(weights.values())
    share = tuple(None if one.value is None else one.value * weights.get(one.part, 0.0) / whole for one in parts)
    low = sum(value for value in share if value is not None)
    unknown = sum(weights.get(one.part, 0.0) for one in parts if one.value is None) / whole
    kept = [(bound, keeps(bound, candidate.measures.get(bound.measure))) for bound in bounds]
    return Scored(
        candidate.enterprise,
        low,
        low + unknown,
        parts,
        share,
        broken=tuple(bound for bound, answer in kept if answer is False),
        unproven=tuple(bound for bound, answer in kept if answer is None),
    )


def ranked(
    candidates: Iterable[Candidate], weights: Mapping[str, float], bounds: Sequence[Bound] = ()
) -> tuple[tuple[Scored, ...], tuple[Scored, ...]]:
    """Those that break no limit, ranked from 1, and those that are left out.

    Ordered by the middle of the score, then its lower end, then the code: the same firms in any order give one list.
    """
    scored = [score(one, weights, bounds) for one in candidates]
    order = sorted(scored, key=lambda one: (-round(one.middle, 12), -round(one.low, 12), one.enterprise))
    kept = [one for one in order if not one.broken]
    return tuple(_ranked(one, nth) for nth, one in enumerate(kept, 1)), tuple(one for one in order if one.broken)


def _ranked(one: Scored, rank: int) -> Scored:
    return Scored(one.enterprise, one.low, one.high, one.parts, one.share, one.broken, one.unproven, rank)
