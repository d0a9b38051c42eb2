"""The tags and filters that pages are written with: `{% load shell %}`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template import Context
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tidehead.city.shell import boards, charts, formatting, markup, tables
from tidehead.city.shell.cell_pictures import CellPicture
from tidehead.city.shell.context import Frame, frame_of
from tidehead.city.shell.locators import locator_words
from tidehead.city.shell.parts import CASE_PARTS, parts_for
from tidehead.city.shell.sparklines import drawing_of
from tidehead.city.shell.statuses import STATUSES, Status, status_of

register = template.Library()

register.filter("number", formatting.number_text)
register.filter("period", formatting.period_text)
register.filter("day", formatting.date_text)
register.filter("moment", formatting.moment_text)
register.filter("percent", formatting.percent_text)
register.filter("points", formatting.points_text)
register.filter("change", formatting.change_text)
register.filter("file_size", formatting.size_text)
register.filter("unit_name", formatting.unit_text)
register.filter("locator", locator_words)


@register.simple_tag(name="figure_text")
def figure_in_words(value: formatting.Number | None, unit: str = "", **how: object) -> str:
    """A figure as plain text: `{% figure_text value unit comparator=… value_high=… unit_en=… decimals=… %}`."""
    return formatting.figure_text(value, unit, **how)


@register.inclusion_tag("shell/_figure.html")
def figure(
    value: formatting.Number | None, unit: str = "", source_url: str = "", *, size: str = "", **how: object
) -> dict[str, object]:
    """A figure that opens its source: `{% figure value unit source_url %}`; `size` is large, huge or nothing."""
    return {
        "parts": formatting.figure_parts(value, unit, **how),  # type: ignore[arg-type]
        "exact": formatting.exact_text(value, unit),
        "unknown": formatting.is_unknown(value),
        "source_url": source_url,
        "size": size,
    }


@register.simple_tag
def light(code: str | None, *, quiet: bool = False, told: object = "") -> SafeString:
    """A status with its shape and word: `{% light target.status %}`; `quiet=True` hides the word from sight only.

    told: what the shape means on this page, where it is not the state of a target.
    """
    return markup.light_html(status_of(code), quiet=quiet, told=str(told))


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    """What base.html needs to know about navigation, language and the scripts' words."""
    return frame_of(context["request"])


@register.simple_tag
def statuses() -> tuple[Status, ...]:
    """All states, for legends and filters."""
    return STATUSES


@register.inclusion_tag("shell/_icon.html")
def icon(name: str) -> dict[str, str]:
    """A shape of icons.svg, hidden from screen readers: say the same in words beside it."""
    return {"name": name}


@register.inclusion_tag("shell/_chart.html")
def chart(chart: charts.Chart, *, height: str = "") -> dict[str, object]:
    """A picture with its finding, data and downloads; `height` is short, tall, grow or nothing."""
    body = charts.as_json(chart)
    return {
        "chart": body,
        "chart_data_id": f"chart-data-{chart.name}",
        "empty_words": chart.empty,
        "columns": body["table"]["columns"],
        "data": markup.plain_rows_html(body["table"]["rows"]),
        "height": height,
    }


@register.simple_tag
def case_parts(number: str) -> tuple[str, ...]:
    """Addresses of what apps above say on the page of a task or a project."""
    return parts_for(CASE_PARTS, number=number)


@register.simple_tag
def sparkline(line: charts.Sparkline) -> SafeString:
    """A small line as SVG, needing no script."""
    return markup.sparkline_html(drawing_of(line))


@register.simple_tag
def picture(picture: CellPicture) -> SafeString:
    """A picture of a table's cell, outside a table: a range of places, shares of grades, a change."""
    return markup.picture_html(picture)


@register.inclusion_tag("shell/_table.html", takes_context=True)
def table(context: Context, table: tables.Table) -> dict[str, object]:
    """A sortable, filterable table that can be taken away as Excel or CSV."""
    rows = tables.shown_rows(table)
    request = context.get("request")
    kept = {key: value for key, value in request.GET.items() if key not in {"format", "table"}} if request else {}
    return {
        "table": table,
        "count": len(rows),
        "body": markup.rows_html(rows, name=table.name, head=table.head),
        "filters": tables.filters_of(table, rows),
        "csv_url": "?" + urlencode({**kept, "table": table.name, "format": "csv"}),
        "xlsx_url": "?" + urlencode({**kept, "table": table.name, "format": "xlsx"}),
    }


@register.inclusion_tag("shell/_board.html")
def board(board: boards.Board) -> dict[str, object]:
    """Cards in columns, which a phone scrolls sideways: `{% board board %}`."""
    return {"board": board}


@register.inclusion_tag("shell/_month.html")
def month(month: boards.MonthCalendar) -> dict[str, object]:
    """A month with what is on each day; a phone lists the days that have something: `{% month month %}`."""
    return {"month": month, "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)]}


@register.inclusion_tag("shell/empty.html")
def empty(what: str, remedy: str = "", *, url: str = "", action: str = "") -> dict[str, str]:
    """Nothing here: what is missing and what to do about it, with a link where there is one."""
    return {"what": what, "remedy": remedy, "url": url, "action": action}


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str


@register.inclusion_tag("shell/_breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, object]:
    """`{% breadcrumb label url label url label %}`: the last label, without a URL, is this page."""
    pairs = [(str(parts[index]), str((*parts, "")[index + 1])) for index in range(0, len(parts), 2)]
    return {"crumbs": [Crumb(*pair) for pair in pairs]}


@register.inclusion_tag("shell/_pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, object]:
    """Links to the pages of a Django `Page`, keeping the rest of the address."""
    request = context["request"]
    kept = {key: value for key, value in request.GET.items() if key != "page"}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [
            ("" if number == page.paginator.ELLIPSIS else "?" + urlencode({**kept, "page": number}), number)
            for number in numbers
        ],
        "previous": "?" + urlencode({**kept, "page": page.number - 1}),
        "next": "?" + urlencode({**kept, "page": page.number + 1}),
    }


@register.filter
def or_unknown(text: object) -> str:
    """A text, or the word unknown where there is none."""
    return str(text) if text not in (None, "") else gettext("unknown")
