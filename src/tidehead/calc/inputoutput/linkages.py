"""How strongly each sector pulls those behind it and pushes those before it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats, Words, ratio
from tidehead.calc.inputoutput.model import OpenModel


class KeySector(StrEnum):
    """Which way a sector is linked more strongly than the average."""

    KEY = "key"
    """both ways"""
    BACKWARD = "backward"
    """it pulls: oriented to those it buys from"""
    FORWARD = "forward"
    """it pushes: oriented to those that buy from it"""
    WEAK = "weak"
    """neither"""
    UNKNOWN = "unknown"
    """it has no output"""


@dataclass(frozen=True, slots=True, eq=False)
class Linkages:
    """Linkages of each sector, nan for one without output.

    direct_backward: column sums of A; direct_forward: row sums of B (share of output sold to sectors).
    backward: column sums of L, the output multiplier; forward: row sums of Ghosh's G.
    forward_leontief: row sums of L, what a unit of demand for every sector asks of this one.
    power: backward ÷ its mean (power of dispersion, 影响力系数). sensitivity: forward ÷ its mean; sensitivity_leontief:
    forward_leontief ÷ its mean (sensitivity of dispersion as Rasmussen had it, 感应度系数).
    """

    direct_backward: Floats
    direct_forward: Floats
    backward: Floats
    forward: Floats
    forward_leontief: Floats
    power: Floats
    sensitivity: Floats
    sensitivity_leontief: Floats


def linkages(model: OpenModel) -> Linkages:
    """Backward and forward linkages, direct and total, plain and against their mean.

    The mean is over sectors with output. Everything comes from two right-hand sides of the one factorisation, since
    the row sums of G are (L x) ÷ x.

    Source: Rasmussen 1956, Studies in Inter-Sectoral Relations; Jones 1976, QJE 90(2), for forward linkages by Ghosh.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> linkages(open_model(made)).forward.round(4).tolist()
    [1.9142, 1.2541]
    """
    output = model.table.output
    working = output > 0
    ones = np.ones(len(output))
    backward = np.where(working, model.solve_transposed(ones), np.nan)
    called_for = model.solve(np.stack([ones, output], axis=1))
    asked = np.where(working, called_for[:, 0], np.nan)
    forward = ratio(called_for[:, 1], np.where(working, output, np.nan))
    return Linkages(
        ratio(model.table.flows.sum(axis=0), np.where(working, output, np.nan)),
        ratio(model.table.flows.sum(axis=1), np.where(working, output, np.nan)),
        backward,
        forward,
        asked,
        _against_mean(backward),
        _against_mean(forward),
        _against_mean(asked),
    )


def _against_mean(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    return ratio(values, known.mean() if len(known) else np.nan)


def key_sectors(of: Linkages) -> Words:
    """Which sectors are linked more strongly than the average, and which way, by power and sensitivity.

    Returns a KeySector for each: above 1 both ways is key. Exactly 1 is not above.

    Source: Hirschman 1958, The Strategy of Economic Development; Miller & Blair 2009, section 12.2.3.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> key_sectors(linkages(open_model(made))).tolist()
    ['key', 'weak']
    """
    pulls, pushes = of.power > 1, of.sensitivity > 1
    named = np.select(
        [~np.isfinite(of.power) | ~np.isfinite(of.sensitivity), pulls & pushes, pulls, pushes],
        [each.value for each in (KeySector.UNKNOWN, KeySector.KEY, KeySector.BACKWARD, KeySector.FORWARD)],
        KeySector.WEAK.value,
    )
    return named
