"""A table that units hand in, read for a scheme cell by cell; with a fault anywhere nothing of it is taken."""

from tidehead.calc.schemes import EntriesRefused, check_entries
from tidehead.calc.schemes.types import Entries, Scheme
from tidehead.city.assessments.computing import checked, entry_faults, text_of
from tidehead.city.assessments.content import Content, with_kinds
from tidehead.city.assessments.types import EntriesFaulty, Fault
from tidehead.city.common.types import Text
from tidehead.lake.tables import read_entries

SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls"})


def read_table(data: bytes, *, name: str, scheme: Scheme) -> Content:
    """The cells of a file. Raises EntriesFaulty with every wrong cell, and SchemeFaulty."""
    prepared = checked(scheme)
    read = read_entries(data, name, prepared)
    if read.entries is None:
        places = ((fault.place("en") or name, fault.message) for fault in read.faults)
        raise EntriesFaulty(tuple(Fault(where, text_of(message)) for where, message in places))
    problems = check_entries(prepared, read.entries)
    if problems:
        raise EntriesFaulty(entry_faults(EntriesRefused(problems)))
    wrong = _unusable(read.entries)
    if wrong:
        raise EntriesFaulty(wrong)
    headings = {heading.name: heading.text for heading in read.mapping if heading.name in read.entries.columns}
    return with_kinds(read.entries, scheme, rows=read.rows, headings=headings)


LONGEST_NAME = 300


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
