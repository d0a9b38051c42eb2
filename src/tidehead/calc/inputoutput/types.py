"""An input–output table as arrays, and how a table that cannot be used is refused."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label


class TableRefused(ValueError):
    """A table that cannot be used. `text` says why in both languages; `sectors` are those at fault."""

    def __init__(self, text: Label, sectors: tuple[str, ...] = ()) -> None:
        """Keep the words and the sectors."""
        super().__init__(text.text("en"))
        self.text = text
        self.sectors = sectors


class Misshapen(TableRefused):
    """A block has not as many rows or columns as there are sectors."""


class UnknownEntries(TableRefused):
    """A cell is unknown, and it is not taken for zero."""


class Unbalanced(TableRefused):
    """A row or column does not add up to the sector's output."""


class ImpossibleEntries(TableRefused):
    """A figure that cannot be: output below zero, inputs of a sector without output, negative jobs."""


class Singular(TableRefused):
    """Output cannot be told from final use: the equations have no single solution."""


class NotProductive(TableRefused):
    """Some final use would need negative output: together the sectors use up more than they make."""


class NegativeFlows(TableRefused):
    """Negative flows between sectors, where the method has no meaning for them."""


class Imports(StrEnum):
    """Where imports stand in a table."""

    APART = "apart"
    """flows are of domestic products only (non-competitive, 非竞争型); imported inputs are a block below"""
    WITHIN = "within"
    """flows include imported products (competitive, 竞争型); imports are taken off in a column of each row"""


def no_rows() -> Floats:
    """An empty block."""
    return np.zeros((0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class InputOutputTable:
    """A square table of n sectors in one unit of money and one year, checked by table_from_blocks.

    flows[seller, buyer]: intermediate use. final_use[sector, use] and its names; exports are a use.
    value_added[row, sector] and its names: wages, taxes less subsidies, depreciation, surplus; may be negative.
    output[sector]: x; each row (flows + final use − imports) and each column (flows + imported inputs + value added)
    adds up to it, within the tolerance the table was checked with.
    imported[row, sector]: imported inputs (Imports.APART), one row a product or one in all; no rows where none.
    imports[sector]: of products of the sector (Imports.WITHIN), positive; zeros where apart.
    employment[sector]: persons, nan unknown. unit: of the money, in words. notes: what is unusual in the table.
    """

    sectors: tuple[str, ...]
    flows: Floats
    final_use: Floats
    final_use_names: tuple[str, ...]
    value_added: Floats
    value_added_names: tuple[str, ...]
    output: Floats
    imported: Floats
    imported_names: tuple[str, ...]
    imports: Floats
    employment: Floats
    treatment: Imports = Imports.APART
    unit: str = ""
    notes: tuple[Label, ...] = field(default=())

    def __len__(self) -> int:
        """Sectors there are."""
        return len(self.sectors)

    @property
    def final_demand(self) -> Floats:
        """Final use of domestic output by sector: all uses together, less imports where they stand within."""
        demand: Floats = self.output - self.flows.sum(axis=1)
        return demand

    @property
    def total_value_added(self) -> Floats:
        """All rows of value added together, by sector."""
        total: Floats = self.value_added.sum(axis=0)
        return total

    def value_added_row(self, name: str) -> Floats:
        """One row of value added by its name, in money by sector."""
        row: Floats = self.value_added[self._at(self.value_added_names, name)]
        return row

    def final_use_column(self, name: str) -> Floats:
        """One column of final use by its name, in money by sector."""
        column: Floats = self.final_use[:, self._at(self.final_use_names, name)]
        return column

    def _at(self, names: tuple[str, ...], name: str) -> int:
        if name not in names:
            known = "、".join(names)
            raise Misshapen(Label(f"表中没有“{name}”，有：{known}", f'the table has no "{name}"; it has: {known}'))
        return names.index(name)
