"""Tables that units handed in, kept with the pack: entries/SCHEME.csv, or entries/SCHEME/PERIOD.csv."""

from tidehead.packs.problems import Problems
from tidehead.packs.rule_rows import EntryTable
from tidehead.packs.tables import free_rows

ENTRIES = "entries/"


def entry_tables(file: str, text: str, problems: Problems) -> list[EntryTable]:
    """The table in a file, as a list of one; empty where the file is no table. An empty period is the scheme's own."""
    scheme, _, period = file.removeprefix(ENTRIES).removesuffix(".csv").partition("/")
    header, rows = free_rows(text, file, problems)
    if not header:
        return []
    return [
        EntryTable(file, scheme, period, header, tuple(cells for _, cells in rows), tuple(line for line, _ in rows))
    ]
