"""The parts that a page repeats hundreds of times, written as text in one go: lights, sparklines, a table's rows.

The template engine spends some 30 µs on each small tag; a table of 400 rows and ten columns would take 130 ms. What
comes from outside is escaped here, piece by piece; `tests/shell` gives each of them hostile text.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tidehead.city.shell.cell_pictures import (
    CellPicture,
    RankRange,
    Shares,
    SignedBar,
    range_svg,
    shares_svg,
    signed_svg,
)
from tidehead.city.shell.formatting import UNKNOWN
from tidehead.city.shell.sparklines import SparklineDrawing, drawing_of
from tidehead.city.shell.statuses import Status, status_of
from tidehead.city.shell.tables import ShownCell, ShownRow


@lru_cache(maxsize=1)
def icons_url() -> str:
    """Where the shapes are."""
    return escape(static("shell/icons.svg"))


def light_html(status: Status, *, quiet: bool = False, told: str = "") -> SafeString:
    """A state: its shape, and its word, which `quiet` hides from sight only.

    told: what the shape means here, where it is not the state of a target; "" for the state's own word.
    """
    return _light(status.code, quiet, told, get_language())


@lru_cache(maxsize=64)
def _light(code: str, quiet: bool, told: str, _language: str | None) -> SafeString:
    """Kept by language: there are few states, and a page of targets shows each hundreds of times."""
    status = status_of(code)
    word = "hidden" if quiet else "light__word"
    return _safe(
        f'<span class="light light--{code}" title="{escape(told or str(status.meaning))}">'
        f'<svg class="light__shape" aria-hidden="true" focusable="false"><use href="{icons_url()}#light-{code}">'
        f'</use></svg><span class="{word}">{escape(told or str(status.word))}</span></span>'
    )


def sparkline_html(drawing: SparklineDrawing) -> SafeString:
    """A small line; a dash where nothing is known."""
    if not drawing.path:
        return _nothing_known()
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    height = f'y1="{drawing.target_y}" y2="{drawing.target_y}"'
    target = f'<line class="sparkline__target" x1="0" x2="{drawing.width}" {height}/>' if drawing.target_y else ""
    return _safe(
        f'<svg class="sparkline" role="img" aria-label="{escape(drawing.label)}" {size}>{target}'
        f'<path class="sparkline__line" d="{drawing.path}"/>'
        f'<circle class="sparkline__dot" cx="{drawing.last_x}" cy="{drawing.last_y}" r="2.5"/></svg>'
    )


def picture_html(picture: CellPicture) -> SafeString:
    """A picture of a table's cell; a dash where nothing is known. Its label says in words what it shows."""
    if isinstance(picture, RankRange):
        drawn = range_svg(picture)
    elif isinstance(picture, Shares):
        drawn = shares_svg(picture)
    elif isinstance(picture, SignedBar):
        drawn = signed_svg(picture)
    else:
        return sparkline_html(drawing_of(picture))
    return _safe(drawn) if drawn else _nothing_known()


def _nothing_known() -> SafeString:
    return _safe(f'<span class="unknown" title="{escape(gettext("unknown"))}">—</span>')


def rows_html(rows: Iterable[ShownRow], *, name: str, head: int = 0) -> SafeString:
    """The body of a table; the cell at `head`, the first unless told, is the row's head."""
    columns: dict[int, str] = {}
    return _safe("\n".join(_row(row, escape(name), columns, head) for row in rows))


def plain_rows_html(rows: Iterable[tuple[str, ...]]) -> SafeString:
    """The body of a chart's data table."""
    return _safe("\n".join(_plain_row(row) for row in rows))


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - every piece from outside is escaped where it is put in


def _row(row: ShownRow, name: str, columns: dict[int, str], head: int) -> str:
    """`columns` keeps what each column says in every row, by the cell's place."""
    key = f' id="{name}-{escape(row.key)}"' if row.key else ""
    group = f' data-group="{escape(row.group)}"' if row.group else ""
    if not columns:
        columns.update({place: _column_attributes(cell) for place, cell in enumerate(row.cells)})
    cells = [_cell(cell, columns[place], is_head=place == head) for place, cell in enumerate(row.cells)]
    return f"<tr{key}{group}>{''.join(cells)}</tr>"


def _column_attributes(cell: ShownCell) -> str:
    marks = (("numeric", cell.is_numeric), ("secondary", cell.column.secondary))
    classes = " ".join(word for word, holds in marks if holds)
    label = f' data-label="{escape(str(cell.column.label))}"'
    return f' class="{classes}"{label}' if classes else label


def _cell(cell: ShownCell, attributes: str, *, is_head: bool) -> str:
    key = f' data-key="{escape(cell.sort_key)}"'
    note = f'<span class="cell-note">{escape(cell.note)}</span>' if cell.note else ""
    if is_head:
        return f'<th scope="row"{attributes}{key}>{_inside(cell)}{note}</th>'
    return f"<td{attributes}{key}>{_inside(cell)}{note}</td>"


def _inside(cell: ShownCell) -> str:
    if cell.picture:
        return picture_html(cell.picture)
    if cell.status:
        status = status_of(cell.status)
        return light_html(status, told="" if cell.text == str(status.word) else cell.text)
    if cell.source:
        source = escape(cell.source)
        link = f'<a class="figure" href="{source}" data-source="{source}" aria-haspopup="dialog">'
        return f"{link}{escape(cell.text)}</a>"
    if cell.url:
        return f'<a href="{escape(cell.url)}">{escape(cell.text)}</a>'
    return escape(cell.text)


def _plain_row(row: tuple[str, ...]) -> str:
    head, *rest = (escape(text) for text in row)
    cells = "".join(f"<td>{text or UNKNOWN}</td>" for text in rest)
    return f'<tr><th scope="row">{head}</th>{cells}</tr>'
