"""A table that units hand in, read for a scheme cell by cell; with a fault anywhere nothing of it is taken."""

from tidehead.calc.schemes import EntriesRefused, check_entries
from tidehead.calc.schemes.types import Scheme
from tidehead.city.assessments.computing import checked, entry_faults, text_of
from tidehead.city.assessments.content import Content, with_kinds
from tidehead.city.assessments.types import EntriesFaulty, Fault
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
    headings = {heading.name: heading.text for heading in read.mapping if heading.name in read.entries.columns}
    return with_kinds(read.entries, scheme, rows=read.rows, headings=headings)
