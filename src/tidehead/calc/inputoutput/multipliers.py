"""What one unit of final demand sets going: output, income, jobs, value added, imports; type I and II."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.inputoutput.model import OpenModel, per_output
from tidehead.calc.inputoutput.types import ImpossibleEntries, Misshapen
from tidehead.calc.labels import Label


@dataclass(frozen=True, slots=True, eq=False)
class Multiplier:
    """Effects of one unit of final demand for each sector, nan where unknown.

    direct[sector]: rate of the sector's own output. simple[sector]: direct and indirect, households outside (effect a
    unit of demand). type_one[sector]: simple ÷ direct.
    """

    direct: Floats
    simple: Floats
    type_one: Floats


def output_multipliers(model: OpenModel) -> Floats:
    """Output of all sectors that one unit of final demand for each calls for: column sums of L.

    Returns multipliers[sector], money per money, at least 1 without negative flows.

    Source: Miller & Blair 2009, section 6.2.1.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> output_multipliers(open_model(made)).round(4).tolist()
    [1.5182, 1.4521]
    """
    return model.solve_transposed(np.ones(len(model.table)))


def multiplier_of(model: OpenModel, amounts: Numbers) -> Multiplier:
    """Effect of one unit of final demand on an amount that goes with output: income, jobs, value added, imports.

    amounts[sector]: of the table's year, in any unit, nan unknown. The simple effect of a sector is unknown as soon as
    any sector that it buys from, however indirectly, is unknown. type_one is nan where the direct rate is 0.

    Source: Miller & Blair 2009, section 6.2.2.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> multiplier_of(open_model(made), [300, 500]).simple.round(4).tolist()
    [0.4422, 0.3795]
    """
    given = floats(amounts)
    if given.shape != (len(model.table),):
        raise Misshapen(
            Label(
                f"须有{len(model.table)}个部门的数，现为{given.shape}",
                f"one amount for each of {len(model.table)} sectors is wanted, not {given.shape}",
            )
        )
    direct = per_output(model.table, given)
    idle = (model.table.output == 0) & ~(np.abs(given) > 0)
    rates = np.where(idle, 0.0, direct)
    simple = _spread(model, rates)
    return Multiplier(direct, np.where(idle, np.nan, simple), ratio(simple, direct))


def _spread(model: OpenModel, rates: Floats) -> Floats:
    """Rates carried back along the purchases; unknown wherever an unknown rate is bought from."""
    unknown = np.isnan(rates)
    if not unknown.any():
        return model.solve_transposed(rates)
    right = np.stack([np.where(unknown, 0.0, rates), unknown.astype(np.float64)], axis=1)
    found = model.solve_transposed(right)
    return np.where(np.abs(found[:, 1]) > 1e-12, np.nan, found[:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Households as a sector: what a unit of output pays them, and what they buy with a unit of income.

    income[sector]: paid to households in the table's year, money; spending[sector]: bought by them from domestic
    sectors, money; total_income: all that they spend from, at least the income paid (default: the income paid).
    """

    income: Floats
    spending: Floats
    total_income: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClosedEffects:
    """Effects with households within (type II); nan where a sector has no output.

    output[sector]: output of the sectors alone (truncated); with_households[sector]: and of households.
    income[sector]: income a unit of demand; ratio_one, ratio_two[sector]: type I and type II income multipliers, simple
    and closed income ÷ direct income. induced: by how much every type II income exceeds type I, one number.
    """

    output: Floats
    with_households: Floats
    income: Floats
    ratio_one: Floats
    ratio_two: Floats
    induced: float


def closed_effects(model: OpenModel, households: Households) -> ClosedEffects:
    """Type II multipliers: households spend the income that production pays them.

    With A, wage rates w and spending c a unit of income, the closed inverse is L + L c w L ÷ (1 − w L c), so the
    factorisation of the open model is enough. Refused where spending a unit of income pays a unit of income or more.

    Source: Miller & Blair 2009, sections 2.5 and 6.2.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> paid = Households(income=np.array([300.0, 500.0]), spending=np.array([50.0, 400.0]), total_income=1000.0)
    >>> closed_effects(open_model(made), paid).output.round(3).tolist()
    [1.87, 1.754]
    """
    paid, bought = floats(households.income), floats(households.spending)
    earned = float(paid.sum()) if households.total_income is None else households.total_income
    if earned <= 0 or np.isnan(paid).any() or np.isnan(bought).any():
        raise ImpossibleEntries(
            Label("居民收入须已知且合计大于0", "household income and spending must be known and income above 0")
        )
    rates = np.nan_to_num(per_output(model.table, paid))
    called_for = model.solve(bought / earned)
    carried = model.solve_transposed(np.stack([np.ones(len(model.table)), rates], axis=1))
    left = 1.0 - float(rates @ called_for)
    if left <= 0:
        raise ImpossibleEntries(
            Label(
                "居民每花一元收入又带来至少一元收入，乘数无界", "a unit of income spent earns a unit or more: no bound"
            )
        )
    output = carried[:, 0] + called_for.sum() * carried[:, 1] / left
    income = carried[:, 1] / left
    direct = np.where(rates > 0, rates, np.nan)
    idle = model.table.output == 0
    return ClosedEffects(
        np.where(idle, np.nan, output),
        np.where(idle, np.nan, output + income),
        np.where(idle, np.nan, income),
        carried[:, 1] / direct,
        income / direct,
        1.0 / left,
    )
