"""What methods, ways of aggregation and missing rules are called in both languages."""

from collections.abc import Iterable, Mapping

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Aggregation, Method, Missing

METHOD_NAMES: Mapping[Method, Label] = {
    Method.BASE_RATIO: Label("与基准值之比", "ratio to base"),
    Method.TIERS: Label("分档计分", "tiers"),
    Method.MIN_MAX: Label("极差标准化", "min–max"),
    Method.Z_SCORE: Label("标准分", "z-score"),
    Method.RANK: Label("名次", "rank"),
    Method.PERCENT_RANK: Label("百分位名次", "percent rank"),
    Method.BORDA: Label("博达分", "Borda points"),
    Method.DISTANCE_TO_MAX: Label("与最优之距", "distance to the best"),
    Method.DISTANCE_TO_REFERENCE: Label("与参照单位之距", "distance to a reference unit"),
    Method.DISTANCE_TO_TARGET: Label("与目标之距", "distance to target"),
    Method.FRACTION_OF_MAX: Label("占最优之比", "fraction of the best"),
    Method.GOALPOSTS: Label("上下限标准化", "goalposts"),
    Method.IDENTITY: Label("直接取值", "value as it is"),
}

AGGREGATION_NAMES: Mapping[Aggregation, Label] = {
    Aggregation.SUM: Label("加总", "sum"),
    Aggregation.ARITHMETIC: Label("算术平均", "arithmetic mean"),
    Aggregation.GEOMETRIC: Label("几何平均", "geometric mean"),
    Aggregation.HARMONIC: Label("调和平均", "harmonic mean"),
    Aggregation.COPELAND: Label("两两比较（科普兰）", "pairs (Copeland)"),
}

MISSING_NAMES: Mapping[Missing, Label] = {
    Missing.REFUSE: Label("不评分", "no score"),
    Missing.MEAN_SCORE: Label("取同组该项平均分", "mean mark of the board"),
    Missing.MEAN_VALUE: Label("取同组平均值", "mean value of the board"),
    Missing.MEDIAN_VALUE: Label("取同组中位数", "median value of the board"),
    Missing.FULL_MARKS: Label("给满分", "full marks"),
    Missing.ZERO: Label("记0分", "zero"),
    Missing.REWEIGHT: Label("权重由同类其他指标按比例分担", "weight goes to the others of the pillar"),
}


def listed(labels: Iterable[Label]) -> Label:
    """Names in a row, each once: "甲、乙" and "a, b"."""
    once = list(dict.fromkeys(labels))
    return Label("、".join(one.zh for one in once), ", ".join(one.text("en") for one in once))
