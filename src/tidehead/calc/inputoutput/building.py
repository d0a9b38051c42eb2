"""A table from its blocks: every row and column is checked, and what is wrong is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.inputoutput.types import (
    Imports,
    ImpossibleEntries,
    InputOutputTable,
    Misshapen,
    Unbalanced,
    UnknownEntries,
)
from tidehead.calc.labels import Label

TOLERANCE = 1e-6
"""Share of a sector's output by which its row or column may miss it, unless told otherwise."""
NAMED_AT_MOST = 5
FOREIGN_TOO = Label(
    "流量含进口产品，乘数包括国外生产的部分；先分出国内部分",
    "flows hold imports, so multipliers count what is made abroad: take the domestic part first",
)

Rows = Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a table is made of besides the flows; every block maps a name to one figure a sector.

    final_use: columns, exports among them. value_added: rows. imported: rows of imported inputs (imports apart).
    imports: of products of each sector, positive (imports within the rows); give either imported or imports.
    output: where the source states it; left out, it is what the rows add up to.
    employment: persons, nan where unknown.
    """

    final_use: Rows = field(default_factory=dict)
    value_added: Rows = field(default_factory=dict)
    imported: Rows = field(default_factory=dict)
    imports: Numbers | None = None
    output: Numbers | None = None
    employment: Numbers | None = None


def table_from_blocks(
    sectors: Sequence[str],
    flows: Numbers,
    blocks: Blocks,
    *,
    tolerance: float = TOLERANCE,
    unit: str = "",
) -> InputOutputTable:
    """The table of these blocks, checked: sizes, unknown cells, balance of every row and column, impossible figures.

    sectors: names, each once. flows[seller, buyer]: money; blocks: the rest, in the same money.
    tolerance: share of its output by which a row or column may miss it. Columns are checked where value added is given.
    Negative entries (stocks drawn down, subsidies, secondary products) are kept and noted.
    Refused, naming the sectors: Misshapen, UnknownEntries, ImpossibleEntries, Unbalanced.

    Source of the accounting identities: Miller & Blair 2009, Input–Output Analysis, 2nd ed., section 2.2.

    >>> made = table_from_blocks(["a", "b"], [[150, 500], [200, 100]], Blocks({"use": [350, 1700]}))
    >>> made.output.tolist()
    [1000.0, 2000.0]
    """
    names = _sector_names(sectors)
    use = _block(names, blocks.final_use, ("最终使用", "final use"))
    added = _block(names, blocks.value_added, ("增加值", "value added"))
    bought = _block(names, blocks.imported, ("进口投入", "imported inputs"))
    if blocks.imports is not None and len(bought):
        raise Misshapen(
            Label("进口只能列在一处：竞争型或非竞争型", "imports stand either within the rows or apart, not both")
        )
    between = _square(names, flows)
    taken_off = _one(names, blocks.imports, ("进口", "imports"))
    output = between.sum(axis=1) + use.sum(axis=0) - taken_off
    if blocks.output is not None:
        stated = _one(names, blocks.output, ("总产出", "output"))
        _balanced(names, output, stated, tolerance, what=("行合计", "row"))
        output = stated
    if len(added):
        _balanced(names, between.sum(axis=0) + bought.sum(axis=0) + added.sum(axis=0), output, tolerance)
    made = InputOutputTable(
        sectors=names,
        flows=between,
        final_use=use.T.copy(),
        final_use_names=tuple(blocks.final_use),
        value_added=added,
        value_added_names=tuple(blocks.value_added),
        output=output,
        imported=bought,
        imported_names=tuple(blocks.imported),
        imports=taken_off,
        employment=_jobs(names, blocks.employment),
        treatment=Imports.APART if blocks.imports is None else Imports.WITHIN,
        unit=unit,
        notes=(*_notes(names, between, use, added, output), *(() if blocks.imports is None else (FOREIGN_TOO,))),
    )
    _possible(made, tolerance)
    return made


def _sector_names(sectors: Sequence[str]) -> tuple[str, ...]:
    names = tuple(sectors)
    twice = tuple(sorted({each for each in names if names.count(each) > 1})) if len(set(names)) < len(names) else ()
    if twice or not names:
        listed = "、".join(twice)
        raise Misshapen(
            Label(f"部门名称重复或缺失：{listed}", f"sectors need names, each once; repeated: {listed}"), twice
        )
    return names


def _square(names: tuple[str, ...], flows: Numbers) -> Floats:
    given = floats(flows)
    size = len(names)
    if given.shape != (size, size):
        raise Misshapen(
            Label(f"中间流量须为{size}×{size}，现为{given.shape}", f"flows must be {size} × {size}, not {given.shape}")
        )
    unknown = np.argwhere(np.isnan(given))
    if len(unknown):
        seller, buyer = (names[int(each)] for each in unknown[0])
        raise UnknownEntries(
            Label(
                f"中间流量有{len(unknown)}格未知，首格：{seller}行、{buyer}列",
                f"{len(unknown)} flows are unknown, the first in row {seller}, column {buyer}",
            ),
            (seller, buyer),
        )
    return given


def _one(names: tuple[str, ...], numbers: Numbers | None, what: tuple[str, str]) -> Floats:
    """One figure a sector, none unknown; zeros where not given."""
    if numbers is None:
        return np.zeros(len(names))
    given = _sized(names, numbers, what)
    unknown = tuple(names[int(each)] for each in np.flatnonzero(np.isnan(given)))
    if unknown:
        raise UnknownEntries(
            Label(f"{what[0]}未知：{_listed(unknown)}", f"{what[1]} is unknown for {_listed(unknown)}"), unknown
        )
    return given


def _sized(names: tuple[str, ...], numbers: Numbers, what: tuple[str, str]) -> Floats:
    given = floats(numbers)
    if given.shape != (len(names),):
        raise Misshapen(
            Label(
                f"{what[0]}须有{len(names)}个部门，现为{given.shape}",
                f"{what[1]} must have one figure for each of {len(names)} sectors, not {given.shape}",
            )
        )
    return given


def _block(names: tuple[str, ...], rows: Rows, what: tuple[str, str]) -> Floats:
    """The rows of a block one below the other."""
    zh, en = what
    found = [_one(names, numbers, (f"{zh}“{name}”", f'{en} "{name}"')) for name, numbers in rows.items()]
    return np.vstack(found) if found else np.zeros((0, len(names)))


def _jobs(names: tuple[str, ...], employment: Numbers | None) -> Floats:
    if employment is None:
        return np.full(len(names), np.nan)
    jobs = _sized(names, employment, ("就业", "employment"))
    wrong = tuple(names[int(each)] for each in np.flatnonzero(jobs < 0))
    if wrong:
        raise ImpossibleEntries(Label(f"就业为负：{_listed(wrong)}", f"negative employment: {_listed(wrong)}"), wrong)
    return jobs


def _balanced(
    names: tuple[str, ...],
    found: Floats,
    output: Floats,
    tolerance: float,
    *,
    what: tuple[str, str] = ("列合计", "column"),
) -> None:
    """Refuse sums that miss the output by more than a share of it, the worst first."""
    missed = np.abs(found - output)
    allowed = tolerance * np.maximum(np.abs(output), np.abs(output).mean() * 1e-3)
    wrong = np.flatnonzero(missed > allowed)
    if not len(wrong):
        return
    worst = wrong[np.argsort(-missed[wrong], kind="stable")]
    at_fault = tuple(names[int(each)] for each in worst)
    first = int(worst[0])
    raise Unbalanced(
        Label(
            f"{len(wrong)}个部门的{what[0]}不等于总产出：{_listed(at_fault)}；“{names[first]}”为{found[first]:.15g}，"
            f"总产出{output[first]:.15g}",
            f"the {what[1]} of {len(wrong)} sectors does not add up to output: {_listed(at_fault)}; "
            f"{names[first]} adds up to {found[first]:.15g}, output is {output[first]:.15g}",
        ),
        at_fault,
    )


def _possible(made: InputOutputTable, tolerance: float) -> None:
    """Refuse negative output, and sectors that buy or sell without having output."""
    below = tuple(made.sectors[int(each)] for each in np.flatnonzero(made.output < 0))
    if below:
        raise ImpossibleEntries(Label(f"总产出为负：{_listed(below)}", f"negative output: {_listed(below)}"), below)
    idle = made.output == 0
    used = np.abs(made.flows).sum(axis=0) > tolerance * max(float(np.abs(made.output).mean()), np.finfo(float).tiny)
    wrong = tuple(made.sectors[int(each)] for each in np.flatnonzero(idle & used))
    if wrong:
        raise ImpossibleEntries(
            Label(f"没有产出却有中间投入：{_listed(wrong)}", f"inputs without any output: {_listed(wrong)}"), wrong
        )


def _notes(names: tuple[str, ...], between: Floats, use: Floats, added: Floats, output: Floats) -> tuple[Label, ...]:
    """What is unusual: negative entries by block, sectors without output."""
    notes = []
    for block, zh, en in (
        (between, "中间流量", "flows"),
        (use, "最终使用", "final use"),
        (added, "增加值", "value added"),
    ):
        count = int((block < 0).sum())
        if count:
            notes.append(
                Label(f"{zh}中有{count}个负数，按原值计算", f"{count} negative entries in {en}, kept as they are")
            )
    idle = tuple(names[int(each)] for each in np.flatnonzero(output == 0))
    if idle:
        notes.append(
            Label(
                f"没有产出的部门：{_listed(idle)}；其系数为0，占产出的比率未知",
                f"sectors without output: {_listed(idle)}; their coefficients are 0, their ratios to output unknown",
            )
        )
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    """The first few names and how many more."""
    more = f"（+{len(names) - NAMED_AT_MOST}）" if len(names) > NAMED_AT_MOST else ""
    return "、".join(names[:NAMED_AT_MOST]) + more
