"""Leontief's and Ghosh's models of a table: one factorisation answers every question, without an inverse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.inputoutput.types import InputOutputTable, Misshapen, NotProductive, Singular
from tidehead.calc.labels import Label

LEAST_CONDITION = 1e-13
"""Reciprocal condition below which the equations are taken for singular."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenModel:
    """x = A x + f, ready to be solved.

    condition: reciprocal condition number of I − A (by rows), 0 to 1; small means that answers lose digits.
    factors, pivots: LAPACK's LU of (I − A)ᵀ.
    """

    table: InputOutputTable
    factors: Floats
    pivots: NDArray[np.intc]
    condition: float

    def solve(self, demand: Numbers) -> Floats:
        """(I − A)⁻¹ demand: output that a final demand calls for; demand[sector] or [sector, case]."""
        return self._solved(demand, 1)

    def solve_transposed(self, rates: Numbers) -> Floats:
        """(I − Aᵀ)⁻¹ rates: direct and indirect rate a unit of final demand; rates[sector] or [sector, case]."""
        return self._solved(rates, 0)

    def _solved(self, right: Numbers, transposed: int) -> Floats:
        given = floats(right)
        if given.shape[:1] != (len(self.table),):
            raise Misshapen(
                Label(
                    f"须有{len(self.table)}个部门的数，现为{given.shape}",
                    f"one figure for each of {len(self.table)} sectors is wanted, not {given.shape}",
                )
            )
        solved, _ = lapack.dgetrs(self.factors, self.pivots, given, trans=transposed)
        return floats(solved)


def technical_coefficients(table: InputOutputTable) -> Floats:
    """Input bought for one unit of output: flows ÷ output of the buyer (A).

    Returns A[seller, buyer], plain ratios; 0 for a buyer without output.

    Source: Leontief 1936, Review of Economics and Statistics 18(3).

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> technical_coefficients(made).tolist()
    [[0.15, 0.25], [0.2, 0.05]]
    """
    return table.flows / np.where(table.output > 0, table.output, np.inf)


def allocation_coefficients(table: InputOutputTable) -> Floats:
    """Share of output sold to each buyer: flows ÷ output of the seller (B).

    Returns B[seller, buyer], plain ratios; 0 for a seller without output.

    Source: Ghosh 1958, Economica 25(97).

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> allocation_coefficients(made).tolist()
    [[0.15, 0.5], [0.1, 0.05]]
    """
    return table.flows / np.where(table.output > 0, table.output, np.inf)[:, None]


def open_model(table: InputOutputTable) -> OpenModel:
    """Leontief's open model of a table, factorised once.

    Refused: Singular where I − A has no inverse that can be trusted; NotProductive where some final use would need
    negative output though no flow is negative (Hawkins & Simon 1949), naming the sectors that use more than they make.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> open_model(made).solve([600, 1500]).round(3).tolist()
    [1247.525, 1841.584]
    """
    # LAPACK wants columns in a row; a row-wise I − A is such a (I − A)ᵀ already, and copying costs as much as solving.
    left = np.multiply(table.flows, -1.0 / np.where(table.output > 0, table.output, np.inf), order="C").T
    left.flat[:: len(table) + 1] += 1.0
    norm = float(lapack.dlange("1", left))  # type: ignore[call-arg]  # the stubs know one argument only
    factors, pivots, failed = lapack.dgetrf(left, overwrite_a=1)
    condition = 0.0 if failed else float(lapack.dgecon(factors, norm)[0])
    if not condition > LEAST_CONDITION:
        raise Singular(
            Label(
                "投入系数矩阵使方程组奇异，产出不能由最终需求确定",
                f"I − A is singular (reciprocal condition {condition:.1e}): output is not determined by final demand",
            )
        )
    model = OpenModel(table, factors, pivots, condition)
    _productive(model)
    return model


def _productive(model: OpenModel) -> None:
    """Without negative flows, (I − A)⁻¹ is not negative exactly where (I − A) y = 1 has no negative answer."""
    if model.table.flows.min() < 0:
        return
    if (model.solve(np.ones(len(model.table))) >= 0).all():
        return
    names = model.table.sectors
    bought = np.nan_to_num(per_output(model.table, model.table.flows.sum(axis=0)))
    greedy = tuple(names[int(each)] for each in np.flatnonzero(bought >= 1))
    raise NotProductive(
        Label(
            f"各部门合计消耗多于产出，投入系数之和不小于1的有：{'、'.join(greedy)}",
            f"together the sectors use more than they make; inputs of at least a unit a unit of output: "
            f"{', '.join(greedy)}",
        ),
        greedy,
    )


def leontief_inverse(model: OpenModel) -> Floats:
    """Output called for, directly and indirectly, by one unit of final demand: L = (I − A)⁻¹.

    Returns L[producing sector, demanded sector]. Multipliers and linkages do not need it; solve is three times faster.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> leontief_inverse(open_model(made)).round(4).tolist()
    [[1.2541, 0.33], [0.264, 1.1221]]
    """
    return model.solve(np.eye(len(model.table)))


def ghosh_inverse(model: OpenModel) -> Floats:
    """Output made possible by one unit of value added: G = (I − B)⁻¹ = x̂⁻¹ L x̂.

    Returns G[sector of the value added, producing sector]; the unit matrix in the rows and columns of a sector without
    output.

    Source: Ghosh 1958, Economica 25(97).

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> ghosh_inverse(open_model(made)).round(4).tolist()
    [[1.2541, 0.6601], [0.132, 1.1221]]
    """
    output = model.table.output
    inverse = leontief_inverse(model) * output
    inverse /= np.where(output > 0, output, np.inf)[:, None]
    idle = np.flatnonzero(output == 0)
    inverse[idle, idle] = 1.0
    return inverse


def output_for(model: OpenModel, demand: Numbers) -> Floats:
    """Output that a final demand calls for, directly and indirectly: x = (I − A)⁻¹ f.

    demand[sector] or [sector, case]: money; nan anywhere makes its case unknown. Returns money of the same shape.
    A change of demand gives the change of output.

    Source: Miller & Blair 2009, section 2.3.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> output_for(open_model(made), [600, 1500]).round(3).tolist()
    [1247.525, 1841.584]
    """
    return model.solve(demand)


def per_output(table: InputOutputTable, amounts: Numbers) -> Floats:
    """An amount of each sector for one unit of its output: wages, jobs, value added, emissions.

    amounts[sector] or [row, sector]: nan unknown. Returns the same shape; nan for a sector without output.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> per_output(made, [50, 500]).tolist()
    [0.05, 0.25]
    """
    return ratio(amounts, table.output)
