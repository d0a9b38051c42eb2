"""Where a sector stands between raw material and final use, and what would go if it went."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.inputoutput.model import OpenModel, leontief_inverse
from tidehead.calc.inputoutput.types import ImpossibleEntries, Misshapen, Singular, TableRefused
from tidehead.calc.labels import Label


def mean_steps(shares: Numbers) -> Floats:
    """Mean number of steps until what flows leaves the sectors, the first counted: (I − shares)⁻¹ 1.

    shares[from, to]: of what is in a sector, the part that goes on to each; none unknown. Returns steps[from], at
    least 1 where no share is negative. Refused (Singular) where something goes round for ever.

    >>> mean_steps([[0.0, 0.5], [0.0, 0.0]]).tolist()
    [1.5, 1.0]
    """
    given = floats(shares)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or np.isnan(given).any():
        raise Misshapen(Label("份额须为已知的方阵", "shares must be a square without unknown cells"))
    left = np.eye(len(given)) - given
    if np.linalg.cond(left, 1) > 1e13:
        raise Singular(Label("份额使流动永不离开，步数不存在", "what flows goes round for ever: no mean steps"))
    return np.asarray(np.linalg.solve(left, np.ones(len(given))), dtype=np.float64)


def upstreamness(model: OpenModel, *, exports: Numbers | None = None, imports: Numbers | None = None) -> Floats:
    """How many steps away from final use the output of each sector is on average, 1 being sold to final use only.

    Without exports and imports: row sums of Ghosh's inverse. exports, imports [sector]: money, of the sector's
    products; output is then x − exports + imports, so that what is sold abroad is taken to be used as at home.
    Returns steps[sector], nan for a sector without output (or none left at home).

    Source: Antràs, Chor, Fally & Hillberry 2012, American Economic Review 102(3).

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> upstreamness(open_model(made)).round(4).tolist()
    [1.9142, 1.2541]
    """
    output = model.table.output
    if exports is None and imports is None:
        return ratio(model.solve(output), np.where(output > 0, output, np.nan))
    none = np.zeros(len(output))
    at_home = output - (none if exports is None else floats(exports)) + (none if imports is None else floats(imports))
    usable = at_home > 0
    shares = model.table.flows / np.where(usable, at_home, np.inf)[:, None]
    return np.where(usable, mean_steps(shares), np.nan)


def downstreamness(model: OpenModel) -> Floats:
    """How many steps away from labour and capital the inputs of each sector are on average, 1 being none bought.

    Column sums of Leontief's inverse: the output multiplier read the other way. nan for a sector without output.

    Source: Antràs & Chor 2018, in World Trade Evolution (distance to primary factors).

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> downstreamness(open_model(made)).round(4).tolist()
    [1.5182, 1.4521]
    """
    steps = model.solve_transposed(np.ones(len(model.table)))
    return np.where(model.table.output > 0, steps, np.nan)


def multiplier_product_matrix(model: OpenModel) -> Floats:
    """Each pair's importance by the first-order field of influence: row sum × column sum of L ÷ sum of L.

    Returns mpm[seller, buyer]; its row and column sums are those of L.

    Source: Sonis, Hewings & Guo 2000, Economic Systems Research 12(3).

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> multiplier_product_matrix(open_model(made)).round(4).tolist()
    [[0.8097, 0.7745], [0.7085, 0.6777]]
    """
    ones = np.ones(len(model.table))
    columns, rows = model.solve_transposed(ones), model.solve(ones)
    return floats(np.outer(rows, columns) / rows.sum())


class Removed(StrEnum):
    """What is taken away in a hypothetical extraction."""

    TOTAL = "total"
    """the sector: it neither makes nor buys; what it made, for others and for final use, comes from outside"""
    LINKS = "links"
    """its purchases from and sales to the other sectors; it still serves final use and itself"""
    BACKWARD = "backward"
    """its purchases from sectors, itself included: it buys all inputs outside"""
    FORWARD = "forward"
    """its sales to sectors, itself included, by Ghosh's model: what it made for them is gone"""


@dataclass(frozen=True, slots=True, eq=False)
class Extraction:
    """What goes with a sector: fall[sector] of output in money, total of all, share of all output; own: of itself."""

    fall: Floats
    total: float
    share: float
    own: float


def extraction(
    model: OpenModel, sector: str, removed: Removed = Removed.TOTAL, *, demand: Numbers | None = None
) -> Extraction:
    """How much less all sectors would make if one were taken away from the region.

    sector: its name. demand[sector]: final demand instead of the table's (not with FORWARD); the fall is then from the
    output that it calls for. By the inverse's column c of the sector, one solve: TOTAL x c ÷ c_own, BACKWARD the same
    of c less the unit itself; FORWARD by the row of Ghosh's inverse.

    Source: Miller & Lahr 2001; Dietzenbacher & van der Linden 1997, Journal of Regional Science 37(2).

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> extraction(open_model(made), "a").fall.round(3).tolist()
    [1000.0, 210.526]
    """
    at = _position(model, sector)
    output = model.table.output
    if demand is not None:
        if removed is Removed.FORWARD:
            raise TableRefused(Label("前向剔除由供给决定，不接受最终需求", "forward extraction knows no final demand"))
        output = model.solve(demand)
    fall = _fall(model, at, removed, output, demand)
    whole = float(output.sum())
    return Extraction(fall, float(fall.sum()), float(ratio(fall.sum(), whole)), float(fall[at]))


def _position(model: OpenModel, sector: str) -> int:
    if sector not in model.table.sectors:
        raise Misshapen(Label(f"表中没有部门“{sector}”", f'the table has no sector "{sector}"'), (sector,))
    return model.table.sectors.index(sector)


def _fall(model: OpenModel, at: int, removed: Removed, output: Floats, demand: Numbers | None) -> Floats:
    unit = np.zeros(len(output))
    unit[at] = 1.0
    if removed is Removed.FORWARD:
        if output[at] == 0:
            return np.zeros(len(output))
        row = model.solve_transposed(unit) * output / output[at]
        return floats((row - unit) * output[at] / row[at])
    column = model.solve(unit)
    if not column[at] > 0:
        raise ImpossibleEntries(Label("该部门的自身乘数不为正，无法剔除", "the sector's own multiplier is not above 0"))
    if removed is Removed.BACKWARD:
        return floats((column - unit) * output[at] / column[at])
    fall = floats(column * output[at] / column[at])
    if removed is Removed.LINKS:
        wanted = model.table.final_demand if demand is None else floats(demand)
        own = ratio(model.table.flows[at, at], model.table.output[at])
        fall[at] = output[at] - wanted[at] / (1.0 - float(np.nan_to_num(own)))
    return fall


def extractions(model: OpenModel) -> Floats:
    """Output of all sectors that would go if each in turn were taken away (TOTAL), as shares of all output.

    Returns share[sector]; 0 for a sector without output. One inverse for all of them.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> extractions(open_model(made)).round(4).tolist()
    [0.4035, 0.8627]
    """
    inverse = leontief_inverse(model)
    output = model.table.output
    return ratio(inverse.sum(axis=0) * output / np.diag(inverse), output.sum())
