"""What a doubted run gives: intervals, probabilities, what they come from, and what was not done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.inputs import Input
from tidehead.calc.doubt.settings import Settings
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Step

FEWEST = 500
"""Up to so many units every pair is compared; beyond it, neighbours in the ranking only."""


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """Axis: unit, in the order of the entries; nan where a unit has no score or no place in any draw.

    rank, score: of the run itself. rank_low, rank_median, rank_high: whole numbers, of the interval that holds the
    settings' share of draws. grade_share[unit, grade]: share of all draws. ahead[unit, other]: the share of draws in
    which the unit is ahead of the other, those level counted half; nan on different boards, None beyond FEWEST units.
    next_unit[unit]: who follows in the ranking, -1 for nobody, and ahead_of_next[unit] the share ahead of it.
    without_score[unit]: share of draws that leave it without one. inputs: what was uncertain. shares[unit, input]: the
    part of the rank's variance that moves with that input alone; the rest of 1 is interplay and chance. driver[unit]:
    the number of the largest, -1 where the rank never moves. steps: what was done, and what not and why.
    """

    settings: Settings
    seed: int
    rank: Floats
    rank_low: Floats
    rank_median: Floats
    rank_mean: Floats
    rank_high: Floats
    score: Floats
    score_low: Floats
    score_median: Floats
    score_high: Floats
    grades: tuple[str, ...]
    grade_share: Floats
    ahead: Floats | None
    next_unit: NDArray[np.int64]
    ahead_of_next: Floats
    without_score: Floats
    inputs: tuple[Input, ...]
    shares: Floats
    driver: NDArray[np.int64]
    steps: tuple[Step, ...]

    def sentence(self, unit: int) -> Label:
        """One unit's place with its doubt, in plain words.

        "第3名，90% 区间 2–6；A 级概率 71%，主要取决于“亩均税收”的权重。"
        """
        if not np.isfinite(self.rank[unit]):
            return Label("没有名次。", "Has no place.")
        return Label(self._zh(unit), self._en(unit))

    def _zh(self, unit: int) -> str:
        share = f"{self.settings.confidence:.0%}"
        text = f"第{self.rank[unit]:.0f}名，{share} 区间 {self._range(unit)}"
        grade = self._grade(unit)
        text += f"；{grade[0]} 级概率 {grade[1]:.0%}" if grade else ""
        lost = self.without_score[unit]
        text += f"；{lost:.0%} 的抽样中没有得分" if lost > 0 else ""
        driver = int(self.driver[unit])
        return text + (f"，主要取决于{self.inputs[driver].text('zh')}。" if driver >= 0 else "，各次抽样名次不变。")

    def _en(self, unit: int) -> str:
        share = f"{self.settings.confidence:.0%}"
        text = f"Place {self.rank[unit]:.0f}, {share} range {self._range(unit)}"
        grade = self._grade(unit)
        text += f"; P({grade[0]}) = {grade[1]:.0%}" if grade else ""
        lost = self.without_score[unit]
        text += f"; no score in {lost:.0%} of draws" if lost > 0 else ""
        driver = int(self.driver[unit])
        return text + (f"; depends mostly on {self.inputs[driver].text('en')}." if driver >= 0 else "; never moves.")

    def _range(self, unit: int) -> str:
        return f"{self.rank_low[unit]:.0f}–{self.rank_high[unit]:.0f}"

    def _grade(self, unit: int) -> tuple[str, float] | None:
        if not self.grades or not self.grade_share[unit].any():
            return None
        likely = int(np.argmax(self.grade_share[unit]))
        return self.grades[likely], float(self.grade_share[unit, likely])
