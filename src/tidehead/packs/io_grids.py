"""The figures of input–output tables: io/ID.csv under the head that io/tables.yaml gives, balanced or refused."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tidehead.packs.chain_layout import TableHead
from tidehead.packs.kinds import is_number
from tidehead.packs.position import Position
from tidehead.packs.problems import Problems
from tidehead.packs.schema_chains import IoTable
from tidehead.packs.tables import free_rows

GRIDS = "io/"
ROW, OUTPUT = "row", "output"
MOST_TOLD = 5  # sectors out of balance in one table: a wrong column puts all of them out


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures as it stands. cells: text of each row, with its line."""

    file: str
    header: tuple[str, ...]
    cells: tuple[tuple[int, tuple[str, ...]], ...]


def is_grid(file: str) -> bool:
    """Whether a file holds the figures of a table."""
    return file.startswith(GRIDS) and file.endswith(".csv")


def read_grid(file: str, text: str, problems: Problems) -> Grid:
    """The table in a file; empty where it is no table."""
    header, rows = free_rows(text, file, problems)
    return Grid(file, header, tuple(rows))


def joined(heads: Iterable[TableHead], grids: Sequence[Grid], problems: Problems) -> list[IoTable]:
    """Each head with its figures. Reported: a head without figures or the other way, cells, and sums that fail."""
    by_file = {grid.file: grid for grid in grids}
    tables: list[IoTable] = []
    for head in heads:
        file = f"{GRIDS}{head.id}.csv"
        grid = by_file.pop(file, None)
        if grid is None:
            problems.add(head.position, "io_no_figures", name=head.id, want=file)
        elif grid.header and (table := _table(head, grid, problems)):
            _check_balance(table, grid, problems)
            tables.append(table)
    for file in by_file:
        if not problems.may_exist("io_table", file.removeprefix(GRIDS).removesuffix(".csv")):
            problems.add(Position(file, 0), "io_no_head", name=file)
    return tables


def _table(head: TableHead, grid: Grid, problems: Problems) -> IoTable | None:
    """The table, or None after reporting why not."""
    before = len(problems.found)
    sectors, final = [one.id for one in head.sectors], [one.id for one in head.final]
    below = [one.id for one in (*head.imports, *head.added)]
    want = (ROW, *sectors, *final, OUTPUT)
    if len(set(want)) < len(want) or {*sectors} & {*below} or len(set(below)) < len(below):
        problems.add(head.position, "io_names")
    elif grid.header != want:
        problems.add(Position(grid.file, 1), "header", want=",".join(want))
    elif [cells[0] for _, cells in grid.cells] != [*sectors, *below]:
        problems.add(Position(grid.file, 1), "io_rows", want=", ".join([*sectors, *below]))
    if len(problems.found) > before:
        return None
    figures = _figures(grid, len(sectors), problems)
    if len(problems.found) > before:
        return None
    return IoTable(**_parts(head, figures))


def _figures(grid: Grid, n: int, problems: Problems) -> list[list[float]]:
    """Each row's figures; rows of inputs end with the last sector, and have to be empty after it."""
    found: list[list[float]] = []
    for nth, (line, cells) in enumerate(grid.cells):
        last = len(cells) if nth < n else n + 1
        values = [_number(text, grid.header[at], line, grid.file, problems) for at, text in enumerate(cells[1:last], 1)]
        if any(cells[last:]):
            problems.add(Position(grid.file, line), "io_cell_after", name=cells[0])
        found.append(values)
    return found


def _number(text: str, column: str, line: int, file: str, problems: Problems) -> float:
    if is_number(text):
        return float(text)
    problems.add(Position(file, line), "io_cell", column=column, text=text)
    return math.nan


def _parts(head: TableHead, figures: list[list[float]]) -> dict[str, Any]:
    n, k = len(head.sectors), len(head.imports)
    blocks: Mapping[str, Any] = {
        "flows": tuple(tuple(row[:n]) for row in figures[:n]),
        "final": tuple(tuple(row[n:-1]) for row in figures[:n]),
        "output": tuple(row[-1] for row in figures[:n]),
        "imports": tuple(tuple(row) for row in figures[n : n + k]),
        "added": tuple(tuple(row) for row in figures[n + k :]),
    }
    kept = ("id", "label", "year", "unit", "kind", "sectors", "source", "locator", "place", "tolerance", "note")
    return {
        **{name: getattr(head, name) for name in kept},
        "final_parts": head.final,
        "import_parts": head.imports,
        "added_parts": head.added,
        **blocks,
        "position": head.position,
    }


def _check_balance(table: IoTable, grid: Grid, problems: Problems) -> None:
    """What a sector sells, and what it spends and keeps, have each to add up to its output."""
    told = 0
    for nth, sector in enumerate(table.sectors):
        line, output = grid.cells[nth][0], table.output[nth]
        if output < 0:
            problems.add(Position(grid.file, line), "io_output", name=sector.id)
        spent = [row[nth] for row in (*table.flows, *table.imports, *table.added)]
        for code, parts in (("io_row", [*table.flows[nth], *table.final[nth]]), ("io_column", spent)):
            gap = math.fsum(parts) - output
            if abs(gap) > table.tolerance * max(abs(output), 1.0) and (told := told + 1) <= MOST_TOLD:
                problems.add(Position(grid.file, line), code, name=sector.id, gap=f"{gap:.6g}")
