"""What the published re-basing of a county's per-mu rule alone is worth: the packed schemes of two years, one firm."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.attribution import FACTORS, Factor, Period, score_sentence, why_it_moved
from tidehead.calc.schemes import Entries, Scheme, input_columns, prepare
from tidehead.packs import read_pack

PACK = Path(__file__).parents[2] / "packs" / "cn_331000"


@cache
def schemes() -> dict[str, Scheme]:
    return {scheme.id: scheme for scheme in read_pack(PACK).schemes}


def at_every_base(scheme: Scheme) -> Entries:
    """A firm whose every indicator stands at its base of that year: 1 mu, and all else in proportion."""
    prepared = prepare(scheme)
    bases = {parameter.name: parameter.value for parameter in scheme.parameters}
    columns = {one.name: np.array([1.0 if one.variable.kind == "number" else None]) for one in input_columns(prepared)}
    for indicator in scheme.indicators:
        columns[indicator.id] = np.array([bases[indicator.normalisation.base]], dtype=float)
    return Entries(("firm",), ("a firm",), columns)


# The bases as gazetted for 2021 and 2022, in the schemes' order, with their weights.
BELOW = [(16.601058, 11.5932, 50), (0.236565, 0.2352, 50)]
ABOVE = [(26.01, 24.097, 30), (132.27, 136.16, 20), (2.54, 2.694, 20), (4861.08, 4929.81, 10), (17.45, 18.14, 10),
         (0.0305, 0.0302, 10)]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "bases", "told"),
    [("huangyan-{}-below", BELOW, 21.9), ("huangyan-{}-above", ABOVE, 0.25)],
    ids=["below scale", "above scale"],
)
def test_a_firm_that_changed_nothing_is_moved_by_the_new_bases_alone(
    family: str, bases: list[tuple[float, float, int]], told: float
) -> None:
    before, after = schemes()[family.format(2021)], schemes()[family.format(2022)]
    firm = at_every_base(before)
    moves = why_it_moved(Period(before, firm), Period(after, firm))
    gained = sum(old / new * weight for old, new, weight in bases) - 100
    by_factor = dict(zip(FACTORS, moves.score_parts[0].tolist(), strict=True))
    assert moves.score_before[0] == pytest.approx(100.0, abs=1e-9)
    assert moves.score_after[0] == pytest.approx(100 + gained, abs=1e-9)
    assert by_factor[Factor.REBASING] == pytest.approx(gained, abs=1e-9)
    assert gained == pytest.approx(told, abs=0.05)
    assert [by_factor[factor] for factor in FACTORS if factor is not Factor.REBASING] == [0, 0, 0, 0]
    assert "全部来自基准值调整" in score_sentence(moves, 0).zh


def test_the_sentence_of_the_small_firm_is_the_one_to_be_told() -> None:
    before, after = schemes()["huangyan-2021-below"], schemes()["huangyan-2022-below"]
    firm = at_every_base(before)
    moves = why_it_moved(Period(before, firm), Period(after, firm))
    assert score_sentence(moves, 0).zh == "得分上升 21.9 分，全部来自基准值调整。"
