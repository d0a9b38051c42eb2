"""Why a unit has no score, or what decided over it; made only for the units that somebody asks about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Rule, fewest_data, tidy_number
from tidehead.calc.schemes.deciding import Adjusted, Vetoed
from tidehead.calc.schemes.filling import Comparable
from tidehead.calc.schemes.inputs import numbers_of, record_of
from tidehead.calc.schemes.types import Effect, Indicator, Missing, Pillar, Prepared
from tidehead.calc.schemes.wording import METHOD_NAMES

HALF_OF_MOST = float(np.finfo(np.float64).max) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """All that a reason may rest on; arrays as in Scoring. boards[unit]: below 0 where the board is unknown."""

    prepared: Prepared
    columns: Mapping[str, NDArray[Any]]
    values: Floats
    comparable: Comparable
    pillars: Mapping[str, Floats]
    aggregate: Floats
    adjusted: Adjusted
    vetoed: Vetoed
    boards: NDArray[np.int64]


class Reasons(Mapping[int, tuple[Label, ...]]):
    """Unit to its reasons, for every unit that has no score, or over which a veto decided or is undecided."""

    def __init__(self, grounds: Grounds) -> None:
        """Only find out which units have reasons; their words are made by `__getitem__`."""
        vetoed = grounds.vetoed
        with np.errstate(over="ignore"):
            has = ~np.isfinite(grounds.aggregate + grounds.adjusted.total)
        has |= (vetoed.met == 1).any(axis=1) | (grounds.boards < 0)
        for undecided in vetoed.undecided.values():
            has |= undecided
        self._grounds = grounds
        self._has = has
        self._count = int(np.count_nonzero(has))

    def __getitem__(self, unit: int) -> tuple[Label, ...]:
        """Raises KeyError for a unit without reasons."""
        if not 0 <= unit < len(self._has) or not self._has[unit]:
            raise KeyError(unit)
        return tuple(_reasons(self._grounds, unit))

    def __iter__(self) -> Iterator[int]:
        """The units with reasons, in the order of the entries."""
        return iter(np.flatnonzero(self._has).tolist())

    def __len__(self) -> int:
        """How many units have reasons."""
        return self._count


def _reasons(grounds: Grounds, unit: int) -> Iterator[Label]:
    scheme = grounds.prepared.scheme
    if grounds.boards[unit] < 0 and grounds.prepared.board is not None:
        yield _undecided(
            grounds, grounds.prepared.board, unit, Label("分组未知，不排名", "the board is unknown: no rank")
        )
        return
    if grounds.comparable.short[unit]:
        known = int(np.isfinite(grounds.values[unit]).sum())
        count, least = len(scheme.indicators), scheme.least_coverage
        yield Label(
            f"{count}项指标只知道{known}项，低于最低覆盖率{least:.0%}：不评分",
            f"{known} of {count} indicators are known, below the least coverage of {least:.0%}: no score",
        )
    for place, indicator in enumerate(scheme.indicators):
        yield from _of_indicator(grounds, indicator, place, unit)
    settled = np.isfinite(grounds.comparable.normalised[unit]) | grounds.comparable.reweighted[unit]
    if np.isnan(grounds.aggregate[unit]) and settled.all():
        yield _of_pillar(grounds, unit)
    for place, one in enumerate(scheme.adjustments):
        if np.isnan(grounds.adjusted.points[unit, place]) and np.isnan(grounds.adjusted.total[unit]):
            said = Label(
                f"加减分“{one.label.zh}”无法判断：没有得分", f'"{one.label.text("en")}" cannot be decided: no score'
            )
            yield _undecided(grounds, grounds.prepared.points[place], unit, said)
    if _is_too_large(grounds, unit):
        yield Label(
            "加减分合计或总分过大，计算机记不下：没有得分；请核对数据及其单位",
            "the sum of adjustments, or of all, is too large for a number: no score; check the data and their units",
        )
    yield from _of_vetoes(grounds, unit)


def _is_too_large(grounds: Grounds, unit: int) -> bool:
    """Every part is known, and the whole is not."""
    total = grounds.adjusted.total[unit]
    if np.isnan(total):
        return bool(np.isfinite(grounds.adjusted.points[unit]).all())
    return bool(np.isfinite(grounds.aggregate[unit]) and abs(grounds.aggregate[unit] / 2 + total / 2) > HALF_OF_MOST)


def _of_indicator(grounds: Grounds, indicator: Indicator, place: int, unit: int) -> Iterator[Label]:
    comparable = grounds.comparable
    if np.isfinite(comparable.normalised[unit, place]) or comparable.reweighted[unit, place] or not indicator.weight:
        return
    zh, en = indicator.label.zh, indicator.label.text("en")
    if comparable.undefined[unit, place]:
        yield _no_mark(grounds, indicator, place, unit)
    elif comparable.short[unit]:
        return
    elif np.isfinite(grounds.values[unit, place]):
        yield Label(f"“{zh}”没有可比值", f'"{en}" has no comparable value')
    elif indicator.id in grounds.columns and not grounds.prepared.values[place].names & set(grounds.columns):
        yield Label(f"缺少“{zh}”：没有得分", f'"{en}" is missing: no score')
    else:
        nobody = indicator.missing in (Missing.MEAN_SCORE, Missing.MEAN_VALUE, Missing.MEDIAN_VALUE)
        said = Label(
            f"“{zh}”未知" + ("，同组也没有单位可取平均" if nobody else "") + "：没有得分",
            f'"{en}" is unknown' + (", and nobody on the board has it" if nobody else "") + ": no score",
        )
        yield _undecided(grounds, grounds.prepared.values[place], unit, said)


def _no_mark(grounds: Grounds, indicator: Indicator, place: int, unit: int) -> Label:
    """A value is there, but its method makes nothing of it."""
    given = tidy_number(float(grounds.values[unit, place]))
    unknown = [
        grounds.prepared.scheme.indicators[place].label.zh if rule.names else name
        for name, rule in grounds.prepared.settings[place].items()
        if np.isnan(_setting_of(grounds, rule, unit))
    ]
    method = METHOD_NAMES[indicator.normalisation.method]
    if unknown:
        return Label(
            f"“{indicator.label.zh}”的基准（{'、'.join(unknown)}）没有取值：没有得分",
            f'the {", ".join(unknown)} of "{indicator.label.text("en")}" has no value: no score',
        )
    return Label(
        f"“{indicator.label.zh}”的值{given}按“{method.zh}”得不出分（如全组相同，或越小越好而不大于0）：没有得分",
        f'the value {given} of "{indicator.label.text("en")}" has no mark by {method.en} '
        "(all of the board are equal, or less is better and it is not above 0): no score",
    )


def _setting_of(grounds: Grounds, rule: Rule, unit: int) -> float:
    from_columns = {name: grounds.columns[name][unit : unit + 1] for name in rule.names if name in grounds.columns}
    return float(numbers_of(rule, from_columns, 1)[0])


def _of_pillar(grounds: Grounds, unit: int) -> Label:
    lowest = [name for name, value in grounds.pillars.items() if np.isnan(value[unit])][-1]
    label = _labels(grounds.prepared.scheme.tree)[lowest]
    return Label(
        f"“{label.zh}”合不成一个数（所有指标都缺；或几何、调和平均遇到负数；或无人可比；或数值过大）：没有得分",
        f'"{label.text("en")}" cannot be made into one number (nothing of it is known; or a negative value in a '
        "geometric or harmonic mean; or nobody to compare with; or values too large): no score",
    )


def _labels(pillar: Pillar) -> dict[str, Label]:
    below = [_labels(child) for child in pillar.children if isinstance(child, Pillar)]
    return {pillar.id: pillar.label} | {name: label for labels in below for name, label in labels.items()}


def _of_vetoes(grounds: Grounds, unit: int) -> Iterator[Label]:
    vetoed = grounds.vetoed
    for place, one in enumerate(grounds.prepared.scheme.vetoes):
        met = vetoed.met[unit, place]
        zh, en = one.label.zh, one.label.text("en")
        if met == 1:
            what = {
                Effect.GRADE: Label(f"定为{one.grade}", f"the grade is {one.grade}"),
                Effect.EXCLUDE: Label("不参加排名", "not ranked"),
                Effect.ZERO: Label("得分为0", "the score is 0"),
            }[one.effect]
            yield Label(f"一票否决“{zh}”成立：{what.zh}", f'the veto "{en}" is met: {what.en}')
        elif np.isnan(met) and vetoed.undecided[one.effect][unit]:
            what = {
                Effect.GRADE: Label("不定等级", "no grade"),
                Effect.EXCLUDE: Label("不排名，不定等级", "not ranked, no grade"),
                Effect.ZERO: Label("没有得分", "no score"),
            }[one.effect]
            said = Label(f"一票否决“{zh}”无法判断：{what.zh}", f'the veto "{en}" is undecided: {what.en}')
            yield _undecided(grounds, grounds.prepared.conditions[place], unit, said)


def _undecided(grounds: Grounds, rule: Rule, unit: int, said: Label) -> Label:
    """What is said, and which data would decide."""
    fewest = fewest_data(rule, record_of(grounds.columns, unit, rule))
    needed = [grounds.prepared.variables[name] for name in fewest.enough]
    if not needed:
        repealed = sorted({node.name for node in rule.nodes if node.op == "constant" and node.value is None})
        if repealed:
            names = [grounds.prepared.variables[name] for name in repealed]
            return Label(
                f"{said.zh}；参数“{'、'.join(one.title('zh') for one in names)}”没有取值（已废止或未公布）",
                f"{said.en}; the parameter {', '.join(one.title('en') for one in names)} has no value (repealed or "
                "unpublished)",
            )
        return Label(
            f"{said.zh}；已有数据在算式里得不出结果（如除以0）",
            f"{said.en}; the data that are there give no result (a division by zero, say)",
        )
    zh, en = ("、".join(one.title("zh") for one in needed), ", ".join(one.title("en") for one in needed))
    return Label(f"{said.zh}；补上“{zh}”即可判定", f"{said.en}; it would take: {en}")
