"""What a run says of itself: every stage, done or not done and why, with counts, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.schemes.deciding import Placed
from tidehead.calc.schemes.filling import Groups
from tidehead.calc.schemes.inputs import absent_columns
from tidehead.calc.schemes.reasons import Grounds
from tidehead.calc.schemes.types import Effect, Entries, Missing, Pillar, Step
from tidehead.calc.schemes.wording import AGGREGATION_NAMES, METHOD_NAMES, MISSING_NAMES, listed


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What a run did. ranked[unit]: the scores that were ranked, nan for units left out; grades[unit]: -1 for none."""

    grounds: Grounds
    entries: Entries
    boards: Groups
    score: Floats
    ranked: Floats
    placed: Placed
    grades: NDArray[np.int64]


def steps_of(work: Work) -> tuple[Step, ...]:
    """The stages of a run in their order; every stage is there, done or not."""
    return (
        _values(work),
        _boards(work),
        _coverage(work),
        _middles(work),
        _treatment(work),
        _normalising(work),
        *_filling(work),
        _aggregating(work),
        _adjusting(work, is_malus=False),
        _adjusting(work, is_malus=True),
        _ceilings(work),
        _vetoes(work),
        _scores(work),
        _ranking(work),
        _ties(work),
        _grading(work),
    )


def _said(stage: str, done: bool, zh: str, en: str, count: int = 0) -> Step:
    return Step(stage, done, Label(zh, en), count)


def _values(work: Work) -> Step:
    scheme, values = work.grounds.prepared.scheme, work.grounds.values
    known = int(np.isfinite(values).sum())
    ready = sum(one.id in work.entries.columns for one in scheme.indicators)
    absent = absent_columns(work.grounds.prepared, work.entries)
    titles = [work.grounds.prepared.variables[name] for name in absent]
    zh = f"{len(values)}个单位、{values.shape[1]}项指标共{values.size}个值，已知{known}个；"
    zh += f"其中{ready}项指标直接给出，其余按算式计算"
    en = (
        f"{values.size} values of {len(values)} units and {values.shape[1]} indicators, {known} known; "
        f"{ready} indicators were handed in ready-made, the rest computed"
    )
    if absent:
        zh += f"；没有交来的列按“无记录即无”处理：{'、'.join(one.title('zh') for one in titles)}"
        en += f"; columns not handed in were taken as no record: {', '.join(one.title('en') for one in titles)}"
    return _said("values", True, zh, en, known)


def _boards(work: Work) -> Step:
    if work.grounds.prepared.board is None:
        return _said(
            "boards", False, "办法没有分组：所有单位在一起比", "the scheme has no boards: all units are on one"
        )
    outside = int((work.boards.peers.codes < 0).sum())
    count = len(work.boards.names)
    return _said(
        "boards",
        True,
        f"分成{count}组；{outside}个单位的组别未知，不评分",
        f"{count} boards; {outside} units whose board is unknown have no score",
        count,
    )


def _coverage(work: Work) -> Step:
    least = work.grounds.prepared.scheme.least_coverage
    if not least:
        return _said("coverage", False, "办法没有规定最低数据覆盖率", "the scheme sets no least coverage")
    short = int(work.grounds.comparable.short.sum())
    return _said(
        "coverage",
        True,
        f"最低覆盖率{least:.0%}：{short}个单位不足，不评分，也不参与同组统计",
        f"least coverage {least:.0%}: {short} units fall short, have no score and are not what others are measured by",
        short,
    )


def _middles(work: Work) -> Step:
    rules = {one.missing for one in work.grounds.prepared.scheme.indicators}
    if not rules & {Missing.MEAN_VALUE, Missing.MEDIAN_VALUE}:
        return _said(
            "filling_values",
            False,
            "没有指标以平均值或中位数补值",
            "no indicator is filled with a mean or median value",
        )
    counts = work.grounds.comparable.counts
    count = counts[Missing.MEAN_VALUE] + counts[Missing.MEDIAN_VALUE]
    group = work.grounds.prepared.scheme.filled_within
    zh, en = "同组", "the board"
    if group:
        named = work.grounds.prepared.variables.get(group)
        zh = f"同组中“{named.title('zh') if named else group}”相同的单位"
        en = f"units of the board with the same {named.title('en') if named else group}"
    return _said(
        "filling_values",
        bool(count),
        f"用{zh}的平均值或中位数补了{count}个值",
        f"{count} values were filled with the mean or median of {en}",
        count,
    )


def _treatment(work: Work) -> Step:
    if work.grounds.prepared.scheme.treatment is None:
        return _said("treatment", False, "办法没有规定异常值处理", "the scheme treats no outliers")
    changed = work.grounds.comparable.changed
    names = [one.label for one, cells in zip(work.grounds.prepared.scheme.indicators, changed, strict=True) if cells]
    if not names:
        return _said(
            "treatment", True, "检查了异常值，没有需要处理的", "outliers were looked for, none had to be treated"
        )
    return _said(
        "treatment",
        True,
        f"{len(names)}项指标的异常值经缩尾或取对数：{'、'.join(one.zh for one in names)}",
        f"outliers of {len(names)} indicators were drawn in or logged: {', '.join(one.text('en') for one in names)}",
        int(changed.sum()),
    )


def _normalising(work: Work) -> Step:
    comparable = work.grounds.comparable
    methods = listed(METHOD_NAMES[one.normalisation.method] for one in work.grounds.prepared.scheme.indicators)
    undefined = int(comparable.undefined.sum())
    count = int(np.isfinite(comparable.normalised).sum())
    return _said(
        "normalising",
        True,
        f"按{methods.zh}换算；{comparable.limited}个触及保底或封顶；{undefined}个已知值换算不出，不评分",
        f"by {methods.en}; {comparable.limited} held at a floor or cap; "
        f"{undefined} known values have no mark: no score",
        count,
    )


def _filling(work: Work) -> Iterator[Step]:
    """One step for each missing rule that the scheme's indicators have, REFUSE first."""
    rules = {one.missing for one in work.grounds.prepared.scheme.indicators} | {Missing.REFUSE}
    for rule, label in MISSING_NAMES.items():
        if rule in (Missing.MEAN_VALUE, Missing.MEDIAN_VALUE) or rule not in rules:
            continue
        count = work.grounds.comparable.counts[rule]
        if count:
            yield _said(
                f"filling_{rule}", True, f"{count}个缺项：{label.zh}", f"{count} missing values: {label.en}", count
            )
        else:
            yield _said(
                f"filling_{rule}",
                False,
                f"“{label.zh}”没有用上：没有这样的缺项",
                f'"{label.en}" was not needed: nothing of that kind is missing',
            )


def _aggregating(work: Work) -> Step:
    scheme, value = work.grounds.prepared.scheme, work.grounds.aggregate
    kinds = listed(_aggregations(scheme.tree))
    count = int(np.isfinite(value).sum())
    return _said(
        "aggregating",
        True,
        f"{len(work.grounds.pillars)}类按{kinds.zh}合成；{count}个单位有总分，{len(value) - count}个没有",
        f"{len(work.grounds.pillars)} pillars by {kinds.en}; "
        f"{count} units have a total, {len(value) - count} have none",
        count,
    )


def _aggregations(pillar: Pillar) -> Iterator[Label]:
    yield AGGREGATION_NAMES[pillar.aggregation]
    for child in pillar.children:
        if isinstance(child, Pillar):
            yield from _aggregations(child)


def _adjusting(work: Work, *, is_malus: bool) -> Step:
    stage, zh, en = ("malus", "减分", "malus") if is_malus else ("bonus", "加分", "bonus")
    adjusted, scheme = work.grounds.adjusted, work.grounds.prepared.scheme
    own = np.array([one.is_malus == is_malus for one in scheme.adjustments], dtype=np.bool_)
    if not own.any():
        return _said(stage, False, f"办法没有{zh}项", f"the scheme has no {en}")
    points = adjusted.points[:, own]
    count = int((np.nan_to_num(points) != 0).any(axis=1).sum())
    unknown = int(np.isnan(points).any(axis=1).sum())
    none, below = int(adjusted.taken_as_none[own].sum()), int(adjusted.below_zero[own].sum())
    return _said(
        stage,
        True,
        f"{own.sum()}项{zh}，{count}个单位有分；"
        f"{none}项次无记录按0计；{below}项次算出负数按0计；{unknown}个单位无法判断",
        f"{own.sum()} rules of {en}, points for {count} units; no record taken as 0: {none}; "
        f"below 0 taken as 0: {below}; "
        f"undecided for {unknown} units",
        count,
    )


def _ceilings(work: Work) -> Step:
    scheme, adjusted = work.grounds.prepared.scheme, work.grounds.adjusted
    common = [scheme.bonus_ceiling, scheme.malus_ceiling]
    if not any(one is not None for one in (*common, *(one.ceiling for one in scheme.adjustments))):
        return _said("ceilings", False, "加减分没有上限", "bonus and malus have no ceilings")
    own, bonus, malus = int(adjusted.at_ceiling.sum()), *adjusted.at_common_ceiling
    return _said(
        "ceilings",
        True,
        f"{own}项次超过本项上限被截；加分合计被截{bonus}个单位，减分合计被截{malus}个单位",
        f"cut at a rule's own ceiling: {own}; at the common ceiling of bonus: {bonus} units, of malus: {malus} units",
        own + bonus + malus,
    )


def _vetoes(work: Work) -> Step:
    scheme, vetoed = work.grounds.prepared.scheme, work.grounds.vetoed
    if not scheme.vetoes:
        return _said("veto", False, "办法没有一票否决", "the scheme has no veto")
    met = int((vetoed.met == 1).any(axis=1).sum())
    undecided = np.zeros(len(vetoed.met), dtype=np.bool_)
    for effect in Effect:
        undecided |= vetoed.undecided[effect]
    return _said(
        "veto",
        True,
        f"{len(scheme.vetoes)}条一票否决：{met}个单位成立；{int(undecided.sum())}个单位无法判断（原因见各单位）",
        f"{len(scheme.vetoes)} vetoes: met by {met} units; undecided for {int(undecided.sum())} (each says why)",
        met,
    )


def _scores(work: Work) -> Step:
    count = int(np.isfinite(work.score).sum())
    return _said(
        "scores",
        True,
        f"{count}个单位有得分，{len(work.score) - count}个没有（各有原因）",
        f"{count} units have a score, {len(work.score) - count} have none (each with its reason)",
        count,
    )


def _ranking(work: Work) -> Step:
    ranked = int(np.isfinite(work.placed.rank).sum())
    out = len(work.score) - ranked
    decimals = work.grounds.prepared.scheme.decimals
    return _said(
        "ranking",
        True,
        f"得分保留{decimals}位小数后，{ranked}个单位在各自组内排名；{out}个不排名",
        f"{ranked} units were ranked on their boards by scores of {decimals} decimals; {out} were not ranked",
        ranked,
    )


def _ties(work: Work) -> Step:
    placed, scheme = work.placed, work.grounds.prepared.scheme
    titles = {one.id: one.label for one in scheme.indicators}
    breakers = listed(titles[name] for name in scheme.tie_breakers)
    if not placed.equal:
        return _said("ties", False, "没有同分", "no scores are equal")
    if not breakers.zh:
        return _said(
            "ties",
            False,
            f"{placed.equal}个单位同分，办法没有规定先后：名次并列",
            f"{placed.equal} units have equal scores, and the scheme has no tie breakers: they share places",
            placed.equal,
        )
    left = placed.equal - placed.broken
    return _said(
        "ties",
        True,
        f"{placed.equal}个单位同分，依次比较{breakers.zh}，{placed.broken}个分出先后，{left}个仍并列",
        f"{placed.equal} units have equal scores; "
        f"by {breakers.en} {placed.broken} were told apart, {left} share places",
        placed.broken,
    )


def _grading(work: Work) -> Step:
    bands = work.grounds.prepared.scheme.grades
    if not bands:
        return _said("grading", False, "办法不定等级", "the scheme gives no grades")
    counts = np.bincount(work.grades[work.grades >= 0], minlength=len(bands))
    told = "、".join(f"{band.grade} {count}" for band, count in zip(bands, counts, strict=True))
    none = int((work.grades < 0).sum())
    zh, en = f"{told}；{none}个单位不定等级", f"{told.replace('、', ', ')}; {none} units have no grade"
    if bands[0].up_to is not None:
        out = int(np.isnan(work.placed.rank).sum())
        small = _too_small(work, min(later - end for end, later in _ends(work)))
        zh = f"按组内名次比例定级，{out}个未排名的不计入比例；" + zh
        en = f"by share of places on the board, {out} unranked units not counted; " + en
        if small:
            zh += f"；{small}个组单位太少，排不出全部等级"
            en += f"; {small} boards have too few units for every grade"
    else:
        zh, en = "按分数定级；" + zh, "by score; " + en
    return _said("grading", True, zh, en, int(counts.sum()))


def _ends(work: Work) -> list[tuple[float, float]]:
    ends = [0.0, *(band.up_to or 0.0 for band in work.grounds.prepared.scheme.grades)]
    return list(zip(ends, ends[1:], strict=False))


def _too_small(work: Work, narrowest: float) -> int:
    """Boards on which a place is wider than the narrowest band."""
    peers = work.boards.peers
    ranked = np.bincount(peers.codes[np.isfinite(work.placed.rank)], minlength=peers.boards)
    return int(((ranked > 0) & (ranked * narrowest < 1 - 1e-9)).sum())
