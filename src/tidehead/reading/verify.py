"""Reads a statement's span again: no span, no fact."""

from tidehead.reading.records import Statement


def verify(statement: Statement, text: str) -> bool:
    """Whether ``text`` still says what the statement says."""
    return text[statement.start : statement.end] == statement.quote
