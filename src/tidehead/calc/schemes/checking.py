"""What can be wrong with a scheme before any formula is read: weights, bands, ids, ceilings, limits."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from tidehead.calc.labels import Label
from tidehead.calc.schemes.problems import Problem
from tidehead.calc.schemes.types import (
    Band,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Pillar,
    Scheme,
    Tier,
    Weighting,
)

CLOSE = 1e-9
"""Sums of weights may be so far off, as a share of what they should be."""

RESERVED = frozenset({"id", "name", "score", "rank", "grade", "board"})
"""Headings of every table of results, which an indicator may not have for an id."""

MOST_DECIMALS = 12
SCALED = (Method.MIN_MAX, Method.GOALPOSTS)


def structure_problems(scheme: Scheme) -> list[Problem]:
    """Everything wrong with a scheme that its formulas do not tell, in the scheme's order."""
    return [
        *_ids(scheme),
        *_pillar(scheme.tree, "tree"),
        *(problem for one in scheme.indicators for problem in _indicator(one)),
        *_numbers(scheme),
        *_adjustments(scheme),
        *_after_missing(scheme),
        *_vetoes(scheme),
        *_bands(scheme.grades),
        *_references(scheme),
        *_cases(scheme),
    ]


def _said(where: str, zh: str, en: str) -> Problem:
    return Problem(where, Label(zh, en))


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _pillars(pillar: Pillar) -> Iterator[Pillar]:
    yield pillar
    for child in pillar.children:
        if isinstance(child, Pillar):
            yield from _pillars(child)


def _ids(scheme: Scheme) -> Iterator[Problem]:
    leaves = [one.id for one in scheme.indicators]
    names = [one.name for one in scheme.variables] + [one.name for one in scheme.parameters] + leaves
    for name in _twice(names):
        yield _said(
            name,
            f"名称“{name}”用了不止一次（变量、参数、指标合计）；请给其中一个改名",
            f'"{name}" is used more than once among variables, parameters and indicators; rename one',
        )
    ids = leaves + [one.id for one in _pillars(scheme.tree)]
    ids += [one.id for one in scheme.adjustments] + [one.id for one in scheme.vetoes]
    for name in _twice(ids):
        if leaves.count(name) < 2:
            yield _said(
                name,
                f"编号“{name}”用了不止一次（类、指标、加减分、否决合计）；请给其中一个改名",
                f'id "{name}" is used more than once (pillars, indicators, adjustments, vetoes); rename one',
            )
    for name in ids:
        if name in RESERVED or not name:
            yield _said(
                name or "tree",
                f"编号“{name}”不能用：结果表已有同名的列；请改名",
                f'id "{name}" cannot be used: tables of results have a column of that name; rename it',
            )


def _pillar(pillar: Pillar, where: str) -> Iterator[Problem]:
    if not pillar.children:
        yield _said(
            where,
            f"“{pillar.label.zh}”下面没有指标；请至少加一项",
            f'"{pillar.label.text("en")}" has no indicators; add one at least',
        )
        return
    faulty = False
    for child in (pillar, *pillar.children) if where == "tree" else pillar.children:
        if not (math.isfinite(child.weight) and child.weight >= 0):
            faulty = True
            yield _said(
                f"{where}.{child.id}.weight",
                f"权重是{child.weight}；必须是不小于0的数",
                f"the weight is {child.weight}; it has to be a number from zero up",
            )
    if not faulty:
        yield from _weight_sum(pillar, where)
    for child in pillar.children:
        if isinstance(child, Pillar):
            yield from _pillar(child, f"{where}.{child.id}")


def _weight_sum(pillar: Pillar, where: str) -> Iterator[Problem]:
    total = math.fsum(child.weight for child in pillar.children)
    wanted = {Weighting.POINTS: pillar.weight, Weighting.SHARES: 1.0}.get(pillar.weighting)
    if not total > 0:
        yield _said(
            where,
            f"“{pillar.label.zh}”下各项权重之和是{total:g}；至少有一项要大于0",
            f'the weights under "{pillar.label.text("en")}" add up to {total:g}; one has to be above 0',
        )
    elif wanted is not None and abs(total - wanted) > CLOSE * max(1.0, abs(wanted)):
        yield _said(
            where,
            f"“{pillar.label.zh}”下各项权重之和是{total:.10g}，应为{wanted:.10g}；请改权重",
            f'the weights under "{pillar.label.text("en")}" add up to {total:.10g}, and should add up to '
            f"{wanted:.10g}; change the weights",
        )


def _indicator(indicator: Indicator) -> Iterator[Problem]:
    where, scale = f"indicators.{indicator.id}", indicator.normalisation
    place = f"{where}.normalisation"
    yield from _limits(scale, place)
    if scale.method in SCALED and not scale.low < scale.high:
        yield _said(
            place,
            f"分值下限{scale.low:g}应小于上限{scale.high:g}",
            f"low ({scale.low:g}) has to be below high ({scale.high:g})",
        )
    if scale.method == Method.Z_SCORE and not scale.high > 0:
        yield _said(place, "标准分的high（标准差）必须大于0", "high, the deviation of z-scores, has to be above 0")
    if scale.method == Method.IDENTITY and indicator.direction == Direction.DOWN:
        yield _said(
            place,
            "直接取值的指标必须越大越好；请在算式里反转",
            "a value taken as it is has to be better the more it is; turn it round in its formula",
        )
    if scale.method == Method.DISTANCE_TO_REFERENCE and not scale.reference:
        yield _said(place, "必须写明参照单位的编号", "the id of the reference unit is needed")
    if scale.method == Method.TIERS:
        yield from _tiers(scale.tiers, place)
    if not (math.isfinite(indicator.noise) and indicator.noise >= 0):
        yield _said(f"{where}.noise", "误差必须是不小于0的数", "noise has to be a number from zero up")
    low, high = indicator.reachable_low, indicator.reachable_high
    if low is not None and high is not None and not low <= high:
        yield _said(where, f"可达下限{low:g}高于上限{high:g}", f"reachable low {low:g} is above high {high:g}")


def _limits(scale: Normalisation, place: str) -> Iterator[Problem]:
    numbers = {"floor": scale.floor, "cap": scale.cap, "low": scale.low, "high": scale.high}
    faulty = [name for name, number in numbers.items() if number is not None and not math.isfinite(number)]
    for name in faulty:
        yield _said(f"{place}.{name}", f"{name}不是有限的数", f"{name} is no finite number")
    if not faulty and scale.floor is not None and scale.cap is not None and scale.cap < scale.floor:
        yield _said(
            place,
            f"封顶{scale.cap:g}低于保底{scale.floor:g}；请改其中之一",
            f"the cap {scale.cap:g} is below the floor {scale.floor:g}; change one of them",
        )


def _tiers(tiers: tuple[Tier, ...], place: str) -> Iterator[Problem]:
    if not tiers or tiers[0].at_least is not None:
        yield _said(
            place, "分档要从最低一档写起，最低一档不写at_least", "tiers begin with the lowest, which has no at_least"
        )
        return
    edges = [tier.at_least for tier in tiers[1:]]
    known = [edge for edge in edges if edge is not None and math.isfinite(edge)]
    if len(known) < len(edges) or any(later <= edge for edge, later in zip(known, known[1:], strict=False)):
        yield _said(place, f"各档at_least应逐档升高：{edges}", f"at_least has to rise from tier to tier: {edges}")
    if not all(math.isfinite(tier.points) for tier in tiers):
        yield _said(place, "各档得分必须是有限的数", "points of tiers have to be finite numbers")


def _numbers(scheme: Scheme) -> Iterator[Problem]:
    for parameter in scheme.parameters:
        if parameter.value is not None and not math.isfinite(parameter.value):
            yield _said(
                f"parameters.{parameter.name}",
                "取值不是有限的数；已废止或未公布请留空",
                "the value is no finite number; leave it empty where it is repealed or unpublished",
            )
    for variable in scheme.variables:
        if any(bound is not None and not math.isfinite(bound) for bound in (variable.at_least, variable.above)):
            yield _said(f"variables.{variable.name}", "取值界限不是有限的数", "a bound is no finite number")
    if not 0 <= scheme.least_coverage <= 1:
        yield _said(
            "least_coverage",
            f"最低数据覆盖率{scheme.least_coverage}应在0到1之间",
            f"least_coverage is {scheme.least_coverage}, and has to be between 0 and 1",
        )
    if not 0 <= scheme.decimals <= MOST_DECIMALS:
        yield _said("decimals", f"小数位数应在0到{MOST_DECIMALS}之间", f"decimals are from 0 to {MOST_DECIMALS}")
    treatment = scheme.treatment
    if treatment and not (treatment.skew > 0 and treatment.kurtosis > 0 and treatment.most_winsorised >= 0):
        yield _said("treatment", "异常值处理的界限必须大于0", "limits of the treatment have to be above 0")


def _adjustments(scheme: Scheme) -> Iterator[Problem]:
    ceilings = [(f"adjustments.{one.id}.ceiling", one.ceiling) for one in scheme.adjustments]
    ceilings += [("bonus_ceiling", scheme.bonus_ceiling), ("malus_ceiling", scheme.malus_ceiling)]
    for where, ceiling in ceilings:
        if ceiling is not None and not (math.isfinite(ceiling) and ceiling >= 0):
            yield _said(
                where,
                f"上限是{ceiling}；必须是不小于0的数，没有上限就不写",
                f"the ceiling is {ceiling}; it has to be a number from zero up, or left out for none",
            )


def _after_missing(scheme: Scheme) -> Iterator[Problem]:
    """There is no board's mean of a bonus or of a veto."""
    parts = [(f"adjustments.{one.id}.missing", one.missing) for one in scheme.adjustments]
    parts += [(f"vetoes.{one.id}.missing", one.missing) for one in scheme.vetoes]
    for where, missing in parts:
        if missing not in (Missing.REFUSE, Missing.ZERO):
            yield _said(
                where,
                f"加减分和否决的缺项处理只能是refuse或zero，不能是{missing}",
                f"what is missing of an adjustment or a veto is refuse or zero, not {missing}",
            )


def _vetoes(scheme: Scheme) -> Iterator[Problem]:
    grades = [band.grade for band in scheme.grades]
    for veto in scheme.vetoes:
        if veto.effect != Effect.GRADE:
            continue
        if not veto.grade:
            yield _said(
                f"vetoes.{veto.id}.grade",
                "否决后定为哪一等级没有写；请写grade",
                "the grade that the veto gives is missing; write `grade`",
            )
        elif veto.grade not in grades:
            yield _said(
                f"vetoes.{veto.id}.grade",
                f"等级“{veto.grade}”不在等级表{grades}里",
                f'grade "{veto.grade}" is none of the grades {grades}',
            )


def _bands(bands: tuple[Band, ...]) -> Iterator[Problem]:
    if not bands:
        return
    for name in _twice(band.grade for band in bands):
        yield _said("grades", f"等级“{name}”写了不止一次", f'grade "{name}" is there more than once')
    shares = [band.up_to for band in bands]
    scores = [band.at_least for band in bands]
    if all(share is not None for share in shares) and not any(score is not None for score in scores):
        yield from _shares([share for share in shares if share is not None])
    elif not any(share is not None for share in shares) and scores[-1] is None:
        edges = [score for score in scores[:-1] if score is not None and math.isfinite(score)]
        if len(edges) < len(scores) - 1 or any(later >= edge for edge, later in zip(edges, edges[1:], strict=False)):
            yield _said(
                "grades", f"各等级的起点分应逐级降低：{scores}", f"at_least has to fall from grade to grade: {scores}"
            )
    else:
        yield _said(
            "grades",
            "各等级要么都写up_to（强制比例），要么除最低一级外都写at_least（按分数）",
            "either all grades have up_to (forced shares), or all but the lowest have at_least (by score)",
        )


def _shares(ends: list[float]) -> Iterator[Problem]:
    if any(not later > end for end, later in zip([0.0, *ends], ends, strict=False)):
        yield _said("grades", f"各等级的比例终点应逐级升高：{ends}", f"up_to has to rise from grade to grade: {ends}")
    if ends[-1] != 1:
        yield _said(
            "grades",
            f"最后一级的比例终点是{ends[-1]:g}，应为1；请改up_to",
            f"the last grade ends at {ends[-1]:g}, and has to end at 1; change its up_to",
        )


def _references(scheme: Scheme) -> Iterator[Problem]:
    leaves = {one.id for one in scheme.indicators}
    for name in scheme.tie_breakers:
        if name not in leaves:
            yield _said("tie_breakers", f"“{name}”不是本办法的指标", f'"{name}" is no indicator of the scheme')
    numbers = {one.name for one in scheme.variables if one.variable.kind == "number"}
    for name in scheme.difficulty:
        if name not in numbers:
            yield _said("difficulty", f"“{name}”不是本办法的数值变量", f'"{name}" is no number variable of the scheme')


def _cases(scheme: Scheme) -> Iterator[Problem]:
    columns = {one.name for one in scheme.variables} | {one.id for one in scheme.indicators}
    results = {one.id for one in scheme.indicators} | {one.id for one in scheme.adjustments}
    results |= {one.id for one in _pillars(scheme.tree)} | {"score", "rank", "grade", "board"}
    for name in _twice(case.id for case in scheme.cases):
        yield _said("cases", f"算例“{name}”写了不止一次", f'case "{name}" is there more than once')
    for case in scheme.cases:
        used = {name for given in case.units.values() for name in given}
        asked = {name for wanted in case.expected.values() for name in wanted}
        for name in sorted(used - columns) + sorted(asked - results):
            yield _said(f"cases.{case.id}", f"“{name}”在本办法里没有", f'the scheme has no "{name}"')
        for unit in sorted(set(case.expected) - set(case.units)):
            yield _said(f"cases.{case.id}", f"没有单位“{unit}”的数据", f'nothing is handed in for unit "{unit}"')
