"""Reading: documents in, cited figures out; knows no Django and keeps no state."""

from tidehead.reading.document import read, read_bytes
from tidehead.reading.errors import ReadingError
from tidehead.reading.records import Reading, Statement, Table
from tidehead.reading.verify import verify

__all__ = ["Reading", "ReadingError", "Statement", "Table", "read", "read_bytes", "verify"]
