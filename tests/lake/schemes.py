"""Invented schemes for tables: one of two ratios, and one with everything that large tables can be graded by."""

from dataclasses import replace

from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import (
    Adjustment,
    Aggregation,
    Band,
    Boards,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Pillar,
    Scheme,
    SchemeVariable,
    Standing,
    Tier,
    Veto,
    Weighting,
)


def variable(name: str, zh: str, unit: str = "1", kind: str = "number", **more: object) -> SchemeVariable:
    return SchemeVariable(Variable(name, kind, unit, Label(zh, name.replace("_", " "))), **more)  # type: ignore[arg-type]


VARIABLES = (
    variable("tax", "评价税收", "万元", aliases=("税收",), at_least=0.0),
    variable("land", "用地面积", "亩", above=0.0),
    variable("spent", "研发经费支出", "万元"),
    variable("income", "主营业务收入", "万元", above=0.0),
    variable("is_new", "新办企业", kind="truth"),
    variable("opened", "投产日期", kind="day"),
    variable("trade", "行业", kind="text"),
)


def indicator(name: str, zh: str, value: str, unit: str, weight: float, **more: object) -> Indicator:
    how = more.pop("how", Normalisation(Method.BASE_RATIO, base="20"))
    return Indicator(name, Label(zh, name), value, unit, weight, how, **more)  # type: ignore[arg-type]


TAX_PER_MU = indicator("tax_per_mu", "亩均税收", "tax / land", "万元/亩", 60.0)
SHARE = indicator(
    "spent_share",
    "研发经费占主营业务收入比重",
    "spent / income",
    "1",
    40.0,
    how=Normalisation(Method.BASE_RATIO, base="0.03"),
    missing=Missing.MEAN_SCORE,
)
TWO_RATIOS = Scheme(
    "two",
    Label("两项比值", "Two ratios"),
    "two",
    Standing.PROPOSED,
    Pillar("total", Label("总分", "Total"), 100.0, (TAX_PER_MU, SHARE)),
    VARIABLES,
)


def leaves() -> tuple[Indicator, Indicator, Indicator]:
    """Goalposts, less is better within limits, and tiers."""
    income = indicator(
        "income_per_mu",
        "亩均营收",
        "income / land",
        "万元/亩",
        30.0,
        how=Normalisation(Method.GOALPOSTS, worst="10", best="500", high=100.0),
        missing=Missing.FULL_MARKS,
    )
    burden = indicator(
        "land_per_tax",
        "单位税收用地",
        "1 / tax_per_mu",
        "亩/万元",
        10.0,
        how=Normalisation(Method.BASE_RATIO, base="0.05", cap=1.5, floor=0.1),
        direction=Direction.DOWN,
        missing=Missing.REWEIGHT,
    )
    tiered = indicator(
        "spent_tier",
        "研发档次",
        "spent / income",
        "%",
        30.0,
        how=Normalisation(Method.TIERS, tiers=(Tier(None, 0.0), Tier(1.0, 0.4), Tier(3.0, 1.0))),
        missing=Missing.ZERO,
    )
    return income, burden, tiered


def everything() -> Scheme:
    """Two pillars of two kinds, every filling and limit that can be graded, boards, vetoes, forced shares, ties."""
    income, burden, tiered = leaves()
    land = Pillar(
        "use", Label("用地", "Use"), 60.0, (replace(TAX_PER_MU, weight=50.0, missing=Missing.MEAN_SCORE), burden)
    )
    other = Pillar("other", Label("其他", "Other"), 40.0, (income, tiered), Aggregation.ARITHMETIC, Weighting.RELATIVE)
    return replace(
        TWO_RATIOS,
        id="everything",
        tree=Pillar("total", Label("总分"), 100.0, (land, other)),
        adjustments=(
            Adjustment(
                "growing",
                Label("加分"),
                "2 * greatest(spent / income / 0.01 - 1, 0)",
                ceiling=5.0,
                missing=Missing.ZERO,
            ),
            Adjustment("newcomer", Label("新办加分"), "case when is_new then 3 else 0 end", missing=Missing.ZERO),
            Adjustment("wasteful", Label("扣分"), "case when land > 50 then 4 else 0 end", is_malus=True),
        ),
        bonus_ceiling=6.0,
        malus_ceiling=3.5,
        vetoes=(
            Veto("late", Label("未满一年"), "opened >= date '2025-01-01'", Effect.EXCLUDE, missing=Missing.ZERO),
            Veto("idle", Label("无税"), "tax = 0", Effect.ZERO),
            Veto("poor", Label("直接列为丙"), "is_new and land > 40", Effect.GRADE, grade="C"),
        ),
        boards=Boards("trade"),
        grades=(
            Band("A", Label("甲"), up_to=0.2),
            Band("B", Label("乙"), up_to=0.7),
            Band("C", Label("丙"), up_to=1.0),
        ),
        tie_breakers=("tax_per_mu",),
        least_coverage=0.5,
    )
