"""A table that units hand in, read for a scheme cell by cell; with a fault anywhere nothing of it is taken."""

from tidehead.calc.schemes import EntryProblem, check_entries
from tidehead.calc.schemes.types import Entries, Scheme
from tidehead.city.assessments.computing import checked, text_of
from tidehead.city.assessments.content import Content, with_kinds
from tidehead.city.assessments.types import EntriesFaulty, Fault
from tidehead.city.common.types import Text
from tidehead.lake.sheets import column_letters
from tidehead.lake.tables import EntriesRead, read_entries
from tidehead.lake.tables import Fault as CellFault

SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls"})


def read_table(data: bytes, *, name: str, scheme: Scheme) -> Content:
    """The cells of a file. Raises EntriesFaulty with every wrong cell, and SchemeFaulty."""
    prepared = checked(scheme)
    # The rows that can be read are looked through even where others cannot, so that everything is told at once.
    read = read_entries(data, name, prepared, good_rows_only=True)
    told = [_cell_fault(fault, name) for fault in read.faults]
    if read.entries is not None:
        told += [_bound_fault(problem, read) for problem in check_entries(prepared, read.entries)]
        told += _unusable(read.entries)
    if told or read.entries is None:
        raise EntriesFaulty(tuple(told))
    headings = {heading.name: heading.text for heading in read.mapping if heading.name in read.entries.columns}
    return with_kinds(read.entries, scheme, rows=read.rows, headings=headings)


def _cell_fault(fault: CellFault, name: str) -> Fault:
    """With the heading and what stands in the cell, because people look for these."""
    where, message = fault.place("en") or name, text_of(fault.message)
    if not fault.heading or fault.heading == fault.excerpt:
        return Fault(where, message)
    cell = f"“{fault.excerpt}”" if fault.excerpt and fault.excerpt not in message.zh else ""
    cell_en = f' "{fault.excerpt}"' if cell else ""
    zh, en = f"{fault.heading}{cell}：{message.zh}", f"{fault.heading}{cell_en}: {message.en}"
    return Fault(where, Text(zh, en))


def _bound_fault(problem: EntryProblem, read: EntriesRead) -> Fault:
    """At its cell where one heading gave the value, or else at its unit; the message names heading and value."""
    position = next((one.position for one in read.mapping if one.name == problem.column), None)
    message = text_of(problem.message)
    if problem.row < 0 or position is None:
        return Fault(" ".join(filter(None, (problem.unit, problem.column))), message)
    cell = f"{read.sheet} {column_letters(position)}{read.rows[problem.row]}".strip()
    return Fault(cell, Text(f"{problem.unit}：{message.zh}", f"{problem.unit}: {message.en}"))


LONGEST_NAME = 200


def _unusable(entries: Entries) -> tuple[Fault, ...]:
    """Ids that cannot stand in an address, and names that no list could show."""
    faults = []
    for unit, name in zip(entries.ids, entries.names, strict=True):
        if "/" in unit or "\\" in unit or unit in (".", "..") or not unit.isprintable():
            faults.append(Fault(unit[:40], _BAD_ID))
        if len(name) > LONGEST_NAME or not name.isprintable():
            faults.append(Fault(unit[:40], _BAD_NAME))
    return tuple(faults)


_BAD_ID = Text(
    "代码中不能有斜线或看不见的字符，也不能只有句点。请改正。",
    "An id holds no slash and no invisible character, and is not just dots. Put it right.",
)
_BAD_NAME = Text(
    f"名称不能长于 {LONGEST_NAME} 个字，也不能有看不见的字符。请改正。",
    f"A name is at most {LONGEST_NAME} characters long, all of them visible. Put it right.",
)
