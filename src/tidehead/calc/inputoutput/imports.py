"""What leaks out: imported inputs, and the domestic part of a table whose flows include imports."""

from dataclasses import dataclass, replace

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.inputoutput.building import FOREIGN_TOO
from tidehead.calc.inputoutput.model import OpenModel
from tidehead.calc.inputoutput.multipliers import multiplier_of
from tidehead.calc.inputoutput.types import Imports, ImpossibleEntries, InputOutputTable, TableRefused
from tidehead.calc.labels import Label


@dataclass(frozen=True, slots=True, eq=False)
class Leakage:
    """Imported inputs a unit, by sector, nan without output; estimated: by the share of imports in home supply.

    direct: of output; total: of final demand, with what suppliers import; of_inputs: share of all inputs that is
    imported.
    """

    direct: Floats
    total: Floats
    of_inputs: Floats
    estimated: bool


def import_leakage(model: OpenModel) -> Leakage:
    """How much of one unit made or demanded is spent on imported inputs.

    The model's table must have imports apart (see domestic_part for one that has them within).

    Source: Hummels, Ishii & Yi 2001, Journal of International Economics 54(1) (direct and total import content).

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> blocks = Blocks({"use": [60, 70]}, {"wages": [70, 30]}, {"imports": [20, 10]})
    >>> import_leakage(open_model(table_from_blocks(["a", "b"], [[10, 30], [0, 30]], blocks))).direct.tolist()
    [0.2, 0.1]
    """
    table = model.table
    if table.treatment is Imports.WITHIN:
        raise TableRefused(
            Label("竞争型表须先分出国内部分", "imports stand within the flows: take the domestic part first")
        )
    bought = table.imported.sum(axis=0)
    found = multiplier_of(model, bought)
    inputs = table.flows.sum(axis=0) + bought
    estimated = any(note == ESTIMATED for note in table.notes)
    return Leakage(found.direct, found.simple, ratio(bought, inputs), estimated)


ESTIMATED = Label(
    "进口按各产品在国内总供给中的比重分摊到每个使用者（估计）",
    "imports are split among all home users in proportion (an estimate)",
)


def domestic_part(table: InputOutputTable, *, exports: str) -> InputOutputTable:
    """The table of domestic products only, estimated from one whose flows include imports.

    exports: name of the column of exports, which are taken to be domestic. Of every product the share of imports in
    home supply, imports ÷ (output + imports − exports), is taken off every home use alike: the usual assumption
    [I − (I − M̂)A]. Stock changes and other negative uses shrink alike. Marked as an estimate in the notes.
    Refused where imports exceed home supply.

    Source: Miller & Blair 2009, section 4.5.1; Chenery 1953 and Moses 1955.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> blocks = Blocks({"home": [90], "exports": [20]}, {"wages": [80]}, imports=[30])
    >>> made = domestic_part(table_from_blocks(["a"], [[20]], blocks), exports="exports")
    >>> made.flows.round(3).tolist(), made.imported.round(3).tolist()
    ([[14.545]], [[5.455]])
    """
    if table.treatment is Imports.APART:
        raise TableRefused(Label("该表的进口已单列", "imports stand apart in this table already"))
    shares = import_shares(table, exports=exports)
    kept = (1.0 - shares)[:, None]
    use = table.final_use * kept
    at = table.final_use_names.index(exports)
    use[:, at] = table.final_use[:, at]
    imported = table.flows * shares[:, None]
    return replace(
        table,
        flows=table.flows * kept,
        final_use=use,
        imported=imported,
        imported_names=table.sectors,
        imports=np.zeros(len(table)),
        treatment=Imports.APART,
        notes=(*(note for note in table.notes if note != FOREIGN_TOO), ESTIMATED),
    )


def import_shares(table: InputOutputTable, *, exports: str) -> Floats:
    """Share of imports in what is supplied at home of each product: imports ÷ (output + imports − exports).

    Returns shares[sector], 0 to 1; 0 where nothing is supplied. Refused where imports exceed home supply, as they do
    where imports are exported again.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> blocks = Blocks({"home": [90], "exports": [20]}, {"wages": [80]}, imports=[30])
    >>> import_shares(table_from_blocks(["a"], [[20]], blocks), exports="exports").round(4).tolist()
    [0.2727]
    """
    supplied = table.output + table.imports - table.final_use_column(exports)
    shares = np.nan_to_num(ratio(table.imports, supplied))
    wrong = (shares < -1e-9) | (shares > 1 + 1e-9) | ((supplied <= 0) & (table.imports > 0))
    if wrong.any():
        at_fault = tuple(table.sectors[int(each)] for each in np.flatnonzero(wrong))
        raise ImpossibleEntries(
            Label(f"进口多于国内总供给：{'、'.join(at_fault)}", f"imports exceed home supply: {', '.join(at_fault)}"),
            at_fault,
        )
    return floats(np.clip(shares, 0.0, 1.0))


def import_requirement(model: OpenModel, demand: Numbers) -> Floats:
    """Imported inputs that a final demand calls for, by the sector that imports them.

    demand[sector]: money. Returns money[sector]; their sum is what leaks out.

    >>> from tidehead.calc.inputoutput import Blocks, open_model, table_from_blocks
    >>> blocks = Blocks({"use": [60, 70]}, {"wages": [70, 30]}, {"imports": [20, 10]})
    >>> import_requirement(open_model(table_from_blocks(["a", "b"], [[10, 30], [0, 30]], blocks)), [60, 70]).tolist()
    [20.0, 10.0]
    """
    rates = np.nan_to_num(ratio(model.table.imported.sum(axis=0), model.table.output))
    return floats(rates * model.solve(demand))
