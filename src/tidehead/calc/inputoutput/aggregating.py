"""Fewer, larger sectors out of many."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.inputoutput.types import InputOutputTable, Misshapen
from tidehead.calc.labels import Label


def aggregated(table: InputOutputTable, group_of: Mapping[str, str]) -> InputOutputTable:
    """The same table with sectors added together.

    group_of: every sector → the group it joins; groups come in the order of their first sector. Money and jobs are
    sums; a group's jobs are unknown where one of its sectors' are. Balance is kept; multipliers change, since sectors
    in a group are taken to buy alike from then on.
    Refused (Misshapen) where a sector has no group or a group's sector is not in the table.

    Source: Miller & Blair 2009, section 4.9.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> aggregated(made, {"a": "all", "b": "all"}).flows.tolist()
    [[950.0]]
    """
    without = tuple(each for each in table.sectors if each not in group_of)
    strangers = tuple(each for each in group_of if each not in table.sectors)
    if without or strangers:
        named = "、".join(without + strangers)
        raise Misshapen(
            Label(f"部门与分组不对应：{named}", f"sectors without group, or groups of no sector: {named}"),
            without + strangers,
        )
    groups = tuple(dict.fromkeys(group_of[each] for each in table.sectors))
    joins = np.zeros((len(table), len(groups)))
    joins[np.arange(len(table)), [groups.index(group_of[each]) for each in table.sectors]] = 1.0
    by_product = table.imported_names == table.sectors
    imported = table.imported @ joins
    return replace(
        table,
        sectors=groups,
        flows=joins.T @ table.flows @ joins,
        final_use=joins.T @ table.final_use,
        value_added=table.value_added @ joins,
        output=table.output @ joins,
        imported=joins.T @ imported if by_product else imported,
        imported_names=groups if by_product else table.imported_names,
        imports=table.imports @ joins,
        employment=_summed(table.employment, joins),
        notes=(*table.notes, _note(len(table), len(groups))),
    )


def _summed(jobs: Floats, joins: Floats) -> Floats:
    unknown = np.isnan(jobs).astype(np.float64) @ joins
    summed: Floats = np.where(unknown > 0, np.nan, np.nan_to_num(jobs) @ joins)
    return summed


def _note(before: int, after: int) -> Label:
    return Label(f"由{before}个部门合并为{after}个", f"{before} sectors were added together to {after}")
