"""A matrix made to add up to given totals, changed as little as possible (RAS; GRAS where entries are negative)."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.inputoutput.types import ImpossibleEntries, Misshapen, UnknownEntries
from tidehead.calc.labels import Label


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """matrix: as near to the totals as came out; rounds used; gap: largest miss of a total ÷ largest total.

    row_factors, column_factors: each entry is r a s where it was positive, a ÷ (r s) where negative, up to one factor
    common to all rows and taken from all columns. converged: gap within the tolerance asked for; where not, `notes`
    say so and name the worst row or column.
    """

    matrix: Floats
    row_factors: Floats
    column_factors: Floats
    rounds: int
    gap: float
    converged: bool
    notes: tuple[Label, ...] = ()


def balanced(
    start: Numbers, *, rows: Numbers, columns: Numbers, tolerance: float = 1e-10, most_rounds: int = 1000
) -> Balanced:
    """The matrix with these row and column sums that is nearest to the first one in information, signs and zeros kept.

    start[row, column], rows[row], columns[column]: same unit, none unknown; totals may be negative where entries are.
    Rounds stop when every total is met within tolerance × the largest total. What does not converge is not refused: a
    pattern of zeros may make the totals impossible, and the report says how far off it stays.
    Refused: sums of the two totals that differ (Misshapen sizes, UnknownEntries); a row or column of zeros, or of one
    sign only, with a total it cannot have (ImpossibleEntries).

    Source: Stone 1961 (RAS); Junius & Oosterhaven 2003, Economic Systems Research 15(1), with Lenzen, Wood & Gallego
    2007, ESR 19(4), and Temurshoev, Miller & Bouwmeester 2013, ESR 25(3), for rows without positive entries.

    >>> found = balanced([[1.0, 1.0], [1.0, 1.0]], rows=[3.0, 1.0], columns=[2.0, 2.0])
    >>> found.matrix.tolist(), found.converged
    ([[1.5, 1.5], [0.5, 0.5]], True)
    """
    given, wanted_rows, wanted_columns = _checked(start, rows, columns)
    plus, minus = np.maximum(given, 0.0), np.maximum(-given, 0.0)
    row_factors, column_factors = np.ones(len(given)), np.ones(given.shape[1])
    size = max(float(np.abs(wanted_rows).max()), float(np.abs(wanted_columns).max()), np.finfo(float).tiny)
    gap, used = np.inf, 0
    while used < most_rounds and not gap <= tolerance:
        used += 1
        row_factors = _factors(plus @ column_factors, minus @ (1 / column_factors), wanted_rows)
        column_factors = _factors(row_factors @ plus, (1 / row_factors) @ minus, wanted_columns)
        matrix = _matrix(plus, minus, row_factors, column_factors)
        missed = np.concatenate([matrix.sum(axis=1) - wanted_rows, matrix.sum(axis=0) - wanted_columns])
        gap = float(np.abs(missed).max()) / size
    matrix = _matrix(plus, minus, row_factors, column_factors)
    converged = gap <= tolerance
    notes = () if converged else (_not_converged(matrix, wanted_rows, used),)
    return Balanced(matrix, row_factors, column_factors, used, gap, converged, notes)


def _matrix(plus: Floats, minus: Floats, row_factors: Floats, column_factors: Floats) -> Floats:
    by_row = row_factors[:, None]
    together = by_row * column_factors
    return floats(plus * together - np.divide(minus, together, out=np.zeros_like(minus), where=minus > 0))


def _factors(positive: Floats, negative: Floats, wanted: Floats) -> Floats:
    """The factor f of each line with positive · f − negative ÷ f = wanted; 1 for a line of zeros."""
    root = np.sqrt(wanted**2 + 4 * positive * negative)
    # Of the two ways to write the same root, the one that adds numbers of one sign keeps its digits.
    by_sum = np.divide(wanted + root, 2 * positive, out=np.ones_like(wanted), where=positive > 0)
    by_ratio = np.divide(2 * negative, root - wanted, out=np.ones_like(wanted), where=(root - wanted) > 0)
    found = np.where((wanted >= 0) & (positive > 0), by_sum, by_ratio)
    return np.where((positive == 0) & (negative == 0), 1.0, np.maximum(found, np.finfo(float).tiny))


def _not_converged(matrix: Floats, wanted: Floats, rounds: int) -> Label:
    missed = matrix.sum(axis=1) - wanted
    worst = int(np.abs(missed).argmax())
    return Label(
        f"{rounds}轮后仍未收敛，第{worst + 1}行相差{missed[worst]:.6g}；零值的分布可能使合计无法满足",
        f"not converged after {rounds} rounds: row {worst + 1} is off by {missed[worst]:.6g}; the zeros may make the "
        "totals impossible",
    )


def _checked(start: Numbers, rows: Numbers, columns: Numbers) -> tuple[Floats, Floats, Floats]:
    given, wanted_rows, wanted_columns = floats(start), floats(rows), floats(columns)
    if given.ndim != 2 or wanted_rows.shape != given.shape[:1] or wanted_columns.shape != given.shape[1:]:
        raise Misshapen(Label("合计须与行、列一一对应", "there must be one total for each row and one for each column"))
    if any(np.isnan(each).any() for each in (given, wanted_rows, wanted_columns)):
        raise UnknownEntries(Label("初始矩阵与合计须全部已知", "the first matrix and the totals must all be known"))
    whole, other = float(wanted_rows.sum()), float(wanted_columns.sum())
    if abs(whole - other) > 1e-9 * max(float(np.abs(wanted_rows).sum()), float(np.abs(wanted_columns).sum())):
        raise ImpossibleEntries(
            Label(
                f"行合计{whole:.15g}与列合计{other:.15g}不等",
                f"rows: {whole:.15g}, columns: {other:.15g}",
            )
        )
    for lines, wanted, zh, en in ((given, wanted_rows, "行", "row"), (given.T, wanted_columns, "列", "column")):
        _reachable(lines, wanted, zh, en)
    return given, wanted_rows, wanted_columns


def _reachable(lines: Floats, wanted: Floats, zh: str, en: str) -> None:
    """Refuse totals that no factors can give: the sign that a line has not got, or anything of a line of zeros."""
    positive, negative = (lines > 0).any(axis=1), (lines < 0).any(axis=1)
    wrong = ((wanted > 0) & ~positive) | ((wanted < 0) & ~negative) | ((wanted == 0) & (positive ^ negative))
    # A line of one sign with total 0 becomes all zeros, which ordinary RAS allows.
    wrong &= ~((wanted == 0) & positive & ~negative)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise ImpossibleEntries(
            Label(
                f"第{first + 1}{zh}的各项不可能得到合计{wanted[first]:.15g}",
                f"{en} {first + 1} cannot add up to {wanted[first]:.15g} with its entries",
            )
        )
