"""How tightly groups of industries use each other's products (产业耦合)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, ratio
from tidehead.calc.inputoutput.types import InputOutputTable, Misshapen, NegativeFlows
from tidehead.calc.labels import Label

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Coupling:
    """Pairs of groups, rows by columns; nan where a group trades with no other, and of a group with itself.

    strength: (g → h + h → g) ÷ √(trade of g with others · trade of h with others), 0 to 1, the same both ways; 1 is two
    groups that trade with each other alone. reliance[g, h]: share of h's inputs from other sectors that comes from g;
    outlet[g, h]: share of g's sales to other sectors that goes to h. flow[g, h]: g sold to h, money.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    strength: Floats
    reliance: Floats
    outlet: Floats
    flow: Floats
    flow_back: Floats


def coupling(table: InputOutputTable, rows: Groups, columns: Groups) -> Coupling:
    """How tightly each group of the rows is coupled with each of the columns by intermediate use, both ways.

    rows, columns: name of a group → its sectors; the same group may stand in both, other groups share no sector. Trade
    of a group with others counts sales to and purchases from every sector outside it, not its inner trade, so large
    groups are not coupled by size alone. In the manner of association strength in networks (our own definition; no
    standard fixes one). Refused: Misshapen for unknown or shared sectors, NegativeFlows.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b", "c"], [[5, 4, 0], [2, 0, 2], [0, 1, 0]], Blocks({"use": [9, 9, 9]}))
    >>> coupling(made, {"A": ["a"]}, {"B": ["b"], "C": ["c"]}).strength.round(4).tolist()
    [[0.8165, 0.0]]
    """
    if (table.flows < 0).any():
        raise NegativeFlows(Label("有负的中间流量，耦合强度没有意义", "negative flows: coupling has no meaning"))
    _disjoint(table, rows, columns)
    left, right = _joins(table, rows), _joins(table, columns)
    forth = left.T @ table.flows @ right
    back = (right.T @ table.flows @ left).T
    same = np.array([[set(one) == set(other) for other in columns.values()] for one in rows.values()])
    sold_l, bought_l = _with_others(table, left)
    sold_r, bought_r = _with_others(table, right)
    trade = np.sqrt(np.outer(sold_l + bought_l, sold_r + bought_r))
    return Coupling(
        tuple(rows),
        tuple(columns),
        np.where(same, np.nan, ratio(forth + back, trade)),
        np.where(same, np.nan, ratio(forth, bought_r)),
        np.where(same, np.nan, ratio(forth, sold_l[:, None])),
        forth,
        back,
    )


def _joins(table: InputOutputTable, groups: Groups) -> Floats:
    found = np.zeros((len(table), len(groups)))
    for column, sectors in enumerate(groups.values()):
        found[[table.sectors.index(each) for each in sectors], column] = 1.0
    return found


def _with_others(table: InputOutputTable, joins: Floats) -> tuple[Floats, Floats]:
    """What each group sells to and buys from all sectors outside it."""
    inner = (joins * (table.flows @ joins)).sum(axis=0)
    return joins.T @ table.flows.sum(axis=1) - inner, joins.T @ table.flows.sum(axis=0) - inner


def _disjoint(table: InputOutputTable, rows: Groups, columns: Groups) -> None:
    """Refuse sectors that the table has not, empty groups, and groups that share some but not all of their sectors."""
    sides = [(side, name, set(sectors)) for side in (rows, columns) for name, sectors in side.items()]
    unknown = tuple(sorted({each for _, _, sectors in sides for each in sectors - set(table.sectors)}))
    empty = tuple(name for _, name, sectors in sides if not sectors)
    if unknown or empty:
        listed = "、".join((*unknown, *empty))
        raise Misshapen(
            Label(f"表中没有的部门，或空的组：{listed}", f"sectors that the table has not, or empty groups: {listed}"),
            unknown,
        )
    for at, (side, name, sectors) in enumerate(sides):
        for other_side, other, others in sides[at + 1 :]:
            if sectors & others and (sectors != others or side is other_side):
                shared = tuple(sorted(sectors & others))
                raise Misshapen(
                    Label(
                        f"组“{name}”与“{other}”共有部门：{'、'.join(shared)}",
                        f'groups "{name}" and "{other}" share sectors: {", ".join(shared)}',
                    ),
                    shared,
                )
