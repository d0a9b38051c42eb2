"""Tables that are handed in or too large for memory: read cell by cell, graded by an embedded or distributed engine."""

from tidehead.lake.headings import Heading
from tidehead.lake.tables import EntriesRead, Fault, read_entries
from tidehead.lake.templates import template

__all__ = ["EntriesRead", "Fault", "Heading", "read_entries", "template"]
