"""Outliers of many tables of one indicator treated at once, as `treat` treats each."""

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import logged
from tidehead.calc.schemes.types import Treatment, Truths


def treated_together(tables: Floats, treatment: Treatment) -> Floats:
    """tables[unit, table] with the outliers of each drawn in, or its logarithms taken where that is not enough.

    The same as `treat` of each table by itself, up to the last bits of the moments, in as many looks at all tables as
    the slowest needs.
    """
    tables = np.asarray(tables, dtype=np.float64)
    where = np.flatnonzero(_beyond(tables, treatment))
    if not len(where):
        return tables
    result = tables.copy()
    drawn, still = _drawn_in(tables[:, where], treatment)
    result[:, where[~still]] = drawn[:, ~still]
    for place in where[still]:
        result[:, place] = logged(tables[:, place])
    return result


def _drawn_in(tables: Floats, treatment: Treatment) -> tuple[Floats, Truths]:
    """The most extreme values drawn in to the next, ties together; and which tables are still beyond the limits."""
    result = tables.copy()
    high, low = np.zeros((2, tables.shape[1]), dtype=np.int64)
    going = np.ones(tables.shape[1], dtype=np.bool_)
    while going.any():
        at = np.flatnonzero(going)
        part = result[:, at]
        sign = np.where(_skew_and_kurtosis(part)[0] >= 0, 1.0, -1.0)
        # The least are drawn in as the greatest of the negatives.
        up = part * sign
        top = up == np.nanmax(up, axis=0)
        following = np.max(np.where(top | np.isnan(up), -np.inf, up), axis=0)
        result[:, at] = np.where(top, following, up) * sign
        count = top.sum(axis=0)
        high[at], low[at] = np.where(sign > 0, count, high[at]), np.where(sign < 0, count, low[at])
        going[at] = _beyond(result[:, at], treatment) & (high[at] + low[at] < treatment.most_winsorised)
    return result, _beyond(result, treatment)


def _beyond(tables: Floats, treatment: Treatment) -> Truths:
    bent, pointed = _skew_and_kurtosis(tables)
    return np.asarray((np.abs(bent) > treatment.skew) & (pointed > treatment.kurtosis))


def _skew_and_kurtosis(tables: Floats) -> tuple[Floats, Floats]:
    """Both of each table in one look, as `skewness` and `kurtosis` have them; nan where they are not defined."""
    known = np.isfinite(tables)
    everyone = bool(known.all())
    count = known.sum(axis=0).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = tables - (tables if everyone else np.where(known, tables, 0.0)).sum(axis=0) / count
        apart = apart if everyone else np.where(known, apart, 0.0)
        apart = apart / np.abs(apart).max(axis=0)
        squares = apart * apart
        second, third = squares.sum(axis=0) / count, (squares * apart).sum(axis=0) / count
        fourth = np.einsum("ut,ut->t", squares, squares) / count
        bent = np.sqrt(count * (count - 1)) / (count - 2) * third / second**1.5
        excess = (count + 1) * (fourth / second**2 - 3) + 6
        pointed = excess * (count - 1) / ((count - 2) * (count - 3))
    return np.where(count > 2, bent, np.nan), np.where(count > 3, pointed, np.nan)  # noqa: PLR2004 as they are defined
