"""How much is doubted, in what form; every default is stated here, and every value is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidehead.calc.labels import Label

NORMALISATIONS = ("min_max", "z_score", "percent_rank")
IMPUTATIONS = ("mean", "median", "drawn")
MOST_CELLS = 250_000_000
"""Units times draws: ranks and scores of all draws are held at 12 bytes each, 3 GB."""


class DoubtRefused(ValueError):
    """The doubt cannot be computed as asked; `message` says why and what to do."""

    def __init__(self, message: Label) -> None:
        """Keep both languages, for a page."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Settings:
    """What is doubted. Something that a scheme has no place for is said in the steps, not passed over.

    draws: how often the scheme is run anew. weight_spread: each weight moves by up to this share of itself, and the
    weights of a pillar are then brought back to their sum; 0: taken as exact. weight_shape: "uniform", or "dirichlet"
    of about the same spread. normalisations: methods of which each draw takes one, or the scheme's own, with equal
    chance, for indicators measured against their board; () keeps the scheme's. imputations: the same for figures that
    were estimated: the mean or the median of the known ones, or one of them drawn by lot. noise: standard deviation of
    a figure's error as a share of the figure, where the indicator states none. noises: the same by indicator id, and
    before the indicator's own. confidence: the share of draws inside an interval. workers: threads; digits do not
    depend on them.
    """

    draws: int = 1000
    weight_spread: float = 0.25
    weight_shape: str = "uniform"
    normalisations: tuple[str, ...] = NORMALISATIONS
    imputations: tuple[str, ...] = IMPUTATIONS
    noise: float = 0.0
    noises: Mapping[str, float] = field(default_factory=dict)
    confidence: float = 0.9
    workers: int = 2

    def __post_init__(self) -> None:
        """Raises DoubtRefused for a value that means nothing."""
        _need(self.draws >= 1, "抽样次数至少为 1。", "There has to be at least one draw.")
        _need(0 <= self.weight_spread < 1, "权重浮动应在 0 与 1 之间。", "A weight moves by a share from 0 to below 1.")
        shapes = self.weight_shape in ("uniform", "dirichlet")
        _need(shapes, "权重浮动只能是 uniform 或 dirichlet。", "weight_shape is uniform or dirichlet.")
        _need(0 < self.confidence < 1, "区间概率应在 0 与 1 之间。", "confidence lies between 0 and 1.")
        _need(self.workers >= 1, "线程数至少为 1。", "There has to be at least one worker.")
        _known("标准化方法", self.normalisations, NORMALISATIONS)
        _known("补缺方法", self.imputations, IMPUTATIONS)
        noises = [self.noise, *self.noises.values()]
        _need(
            all(0 <= each < 1 for each in noises), "数据误差应在 0 与 1 之间。", "noise is a share from 0 to below 1."
        )


def _need(holds: bool, zh: str, en: str) -> None:
    if not holds:
        raise DoubtRefused(Label(zh, en))


def _known(what: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    unknown = [each for each in given if each not in known]
    some = ", ".join(unknown)
    _need(not unknown, f"没有这种{what}：{some}。", f"No such alternative: {some}; there are {', '.join(known)}.")
