"""What pages of clusters have in common: nothing to show yet, long tables cut on the page."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tidehead.calc.labels import Label
from tidehead.city.clusters.asking import Field
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import current_register
from tidehead.city.shell.tables import Table


def no_register(request: HttpRequest, fields: tuple[Field, ...] = (), tab: str = "clusters") -> HttpResponse:
    """There is nothing to count: no register yet, or none of its firms has a place and an industry of this kind."""
    empty = current_register() is None
    return render(request, "clusters/nothing.html", {"fields": fields, "tab": tab, "no_register": empty})


def cut(table: Table, most: int) -> Table:
    """The first rows for the page; the file has all of them."""
    if len(table.rows) <= most:
        return table
    told = _("The first %(most)s of %(all)s rows are shown; the files have all.")
    note = " ".join(filter(None, (str(table.note), told % {"most": most, "all": len(table.rows)})))
    return replace(table, rows=table.rows[:most], note=note)


_IN_FILES = frozenset({"share", "star_size", "star_special", "star_focus", "new", "former"})


def narrowed(table: Table) -> Table:
    """Without the columns that only files have, so that a page of usual width shows the rest."""
    kept = [at for at, column in enumerate(table.columns) if column.key not in _IN_FILES]
    if len(kept) == len(table.columns):
        return table
    left = ", ".join(column.head for column in table.columns if column.key in _IN_FILES)
    note = " ".join(filter(None, (str(table.note), _("The files also have: %(columns)s.") % {"columns": left})))
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[at] for at in kept), rows=rows, note=note)


def said(label: Label | None) -> str:
    """Words of a calculation in the reader's language."""
    return str(Text(label.zh, label.en)) if label else ""
