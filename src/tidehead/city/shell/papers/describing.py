"""What a paper says: title, marks, paragraphs, tables and notes, all as text in one language."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from tidehead.city.shell.tables import Table, shown_rows


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts; `numeric` says which columns are set flush right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG. Its title says what is to be seen in it; nothing in it may stand there alone."""

    title: str
    svg: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """`marks`: what has to be seen before anything else, such as “synthetic data” or “a proposal, in force nowhere”."""

    title: str
    subtitle: str
    language: str  # zh-hans | en
    marks: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    foot: str = ""


_NO_XML = re.compile("[^\\t\\n\\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """A text without the characters that no XML file can hold: what was pasted from elsewhere often has some.

    >>> xml_text("a\\x0bb")
    'ab'
    """
    return _NO_XML.sub("", text)


def as_plain(paper: Paper) -> dict[str, Any]:
    """The paper as lists and texts, each of which every file can hold."""
    return _plain(asdict(paper))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def grid_of(table: Table) -> Grid:
    """A page's table as texts, pictures replaced by the words that they show."""
    rows = tuple(
        tuple(cell.picture and _words_of(cell.picture) or cell.text for cell in row.cells) for row in shown_rows(table)
    )
    return Grid(
        title=str(table.title),
        heads=tuple(column.head for column in table.columns),
        rows=rows,
        numeric=tuple(column.is_numeric for column in table.columns),
        note=str(table.note),
    )


def _words_of(picture: object) -> str:
    return str(getattr(picture, "label", ""))
