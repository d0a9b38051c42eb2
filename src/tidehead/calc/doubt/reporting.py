"""What of the settings was done, and what was not, and why: nothing is passed over."""

import numpy as np

from tidehead.calc.doubt.alternatives import DRAWN, ESTIMATED, RELATIVE, needs_positive
from tidehead.calc.doubt.inputs import IMPUTATION, KINDS, NOISE, NORMALISATION, WEIGHT
from tidehead.calc.doubt.scoring import Base
from tidehead.calc.doubt.settings import Settings
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Step

NAMES = {
    "stated": Label("方案规定", "as the scheme says"),
    "min_max": Label("极差法", "min–max"),
    "z_score": Label("标准分", "z-scores"),
    "percent_rank": Label("百分位名次", "percentile ranks"),
    "mean": Label("均值", "the mean"),
    "median": Label("中位数", "the median"),
    "drawn": Label("从已知数中抽取", "one of the known, by lot"),
}


SHAPES = {
    "uniform": Label("均匀分布", "evenly spread"),
    "dirichlet": Label("狄利克雷分布", "Dirichlet"),
}


def steps_of(base: Base, settings: Settings) -> tuple[Step, ...]:
    """One or more steps to each kind of doubt."""
    return (
        _weights(base, settings),
        *_normalisations(base, settings),
        *_imputations(base, settings),
        *_noise(base),
    )


def _step(kind: str, done: bool, zh: str, en: str, count: int = 0) -> Step:
    return Step(f"doubt_{kind}", done, Label(f"{KINDS[kind].zh}：{zh}", f"{KINDS[kind].en}: {en}"), count)


def _weights(base: Base, settings: Settings) -> Step:
    spread, count = settings.weight_spread, len(base.inputs.weights)
    if not spread:
        return _step(WEIGHT, False, "未变动，浮动设为 0。", "kept, since the spread is 0.")
    if not count:
        return _step(
            WEIGHT, False, "未变动，没有两个以上并列的权重。", "kept, since no two weights stand side by side."
        )
    shape = SHAPES[settings.weight_shape]
    zh = f"{count} 个权重各浮动 ±{spread:.0%}（{shape.zh}），同一层内合计不变。"
    return _step(WEIGHT, True, zh, f"{count} moved by ±{spread:.0%} ({shape.en}), sums kept.", count)


def _normalisations(base: Base, settings: Settings) -> tuple[Step, ...]:
    leaves = base.model.leaves
    relative = sum(leaf.scale.method in RELATIVE for leaf in leaves)
    names = base.alternatives.normalisations
    steps = []
    if len(names) > 1:
        zh, en = _listed(names)
        steps.append(_step(NORMALISATION, True, f"每次从{zh}中取一。", f"one of {en} in each draw.", relative))
    elif not settings.normalisations:
        steps.append(_step(NORMALISATION, False, "未替换，没有要求。", "kept, since no alternative was asked for."))
    fixed = len(leaves) - relative
    if fixed and settings.normalisations:
        zh = f"{fixed} 项指标按规定的基数、档次或目标计分，不属估计，未替换。"
        en = f"kept for {fixed} indicators scored by a ruling (base, tiers, goalposts), which is not an estimate."
        steps.append(_step(NORMALISATION, False, zh, en, fixed))
    if relative and "z_score" in settings.normalisations and needs_positive(base.model.tree):
        zh = "几何、调和平均要求非负数，未用标准分。"
        steps.append(
            _step(NORMALISATION, False, zh, "no z-scores, since geometric and harmonic means take no negatives.")
        )
    if base.alternatives.kept:
        zh = f"{base.alternatives.kept} 个数在替换方法下没有结果，保留方案规定的值。"
        en = f"{base.alternatives.kept} values without a result by an alternative stay as the scheme has them."
        steps.append(_step(NORMALISATION, False, zh, en, base.alternatives.kept))
    if relative and settings.normalisations and len(names) == 1 and not needs_positive(base.model.tree):
        steps.append(
            _step(NORMALISATION, False, "所列方法与方案相同。", "the alternatives are what the scheme does anyway.")
        )
    return tuple(steps)


def _imputations(base: Base, settings: Settings) -> tuple[Step, ...]:
    model = base.model
    cells = int(base.alternatives.doubted[model.scored].sum())
    missing = np.isnan(model.values[model.scored])
    ruled = np.array([leaf.missing not in ESTIMATED for leaf in model.leaves], dtype=np.bool_)
    steps = []
    if not settings.imputations:
        steps.append(_step(IMPUTATION, False, "未替换，没有要求。", "kept, since no alternative was asked for."))
    elif not cells:
        steps.append(_step(IMPUTATION, False, "没有估补的数，无可替换。", "nothing was estimated, so nothing to vary."))
    else:
        zh, en = _listed(base.alternatives.imputations)
        steps.append(
            _step(IMPUTATION, True, f"{cells} 个缺数每次从{zh}中取一。", f"{cells} cells: one of {en}.", cells)
        )
    fixed = int((missing & ruled).sum())
    if fixed and settings.imputations:
        zh = f"{fixed} 个缺数按规定计零分或满分，不属估计，未替换。"
        steps.append(
            _step(IMPUTATION, False, zh, f"{fixed} cells are zero or full marks by a ruling, and kept.", fixed)
        )
    if DRAWN in base.alternatives.imputations:
        held = sum(len(pool.units) for pool in base.alternatives.pools[0] if pool is not None)
        if held < cells:
            zh = f"{cells - held} 个缺数同组无已知数可抽，保留方案规定的值。"
            en = f"{cells - held} cells with nobody known in their group to draw from stay as the scheme has them."
            steps.append(_step(IMPUTATION, False, zh, en, cells - held))
    unscored = int((~model.scored).sum())
    if unscored:
        zh = f"{unscored} 个单位没有得分，抽样中仍没有。"
        steps.append(_step(IMPUTATION, False, zh, f"{unscored} units without a score stay without one.", unscored))
    return tuple(steps)


def _noise(base: Base) -> tuple[Step, ...]:
    count = len(base.inputs.noisy)
    if not count:
        return (_step(NOISE, False, "未加，没有指标说明误差。", "none added, since no indicator states an error."),)
    low, high = (base.inputs.noises[list(base.inputs.noisy)].min(), base.inputs.noises.max())
    spread = f"{low:.1%}" if low == high else f"{low:.1%}–{high:.1%}"
    added = _step(
        NOISE,
        True,
        f"{count} 项指标的数加相对误差（标准差 {spread}）。",
        f"{count} indicators, deviation {spread}.",
        count,
    )
    exact = len(base.model.leaves) - count
    if not exact:
        return (added,)
    zh = f"{exact} 项指标视为准确，或全为零。"
    return added, _step(NOISE, False, zh, f"{exact} indicators are taken as exact, or are zero throughout.", exact)


def _listed(names: tuple[str, ...]) -> tuple[str, str]:
    return "、".join(NAMES[name].zh for name in names), ", ".join(NAMES[name].en for name in names)
