"""An Excel file to fill in for a scheme: one column a datum, with its unit, and a sheet that says what is what."""

import io
from typing import Any

import xlsxwriter

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Prepared, SchemeVariable

_WIDTH = 18
_KINDS = {
    "number": Label("数", "number"),
    "text": Label("文字", "text"),
    "truth": Label("是/否", "yes or no"),
    "day": Label("日期，如 2025-03-31", "day, such as 2025-03-31"),
}


def template(prepared: Prepared, *, language: str = "zh") -> bytes:
    """The workbook; `read_entries` reads it again once filled in."""
    made = io.BytesIO()
    variables = prepared.scheme.variables
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6F1F1"})
        _fill_in_sheet(book, head, prepared, language)
        _notes_sheet(book, head, variables, language)
    return made.getvalue()


def _fill_in_sheet(book: Any, head: Any, prepared: Prepared, language: str) -> None:
    noun = prepared.scheme.assessed.noun.text(language)
    sheet = book.add_worksheet(Label("填报", "Data").text(language))
    code, name = Label("代码", "id"), Label("名称", "name")
    headings = [
        code.text(language),
        name.text(language),
        *(heading(one, language) for one in prepared.scheme.variables),
    ]
    sheet.write_row(0, 0, headings, head)
    sheet.write_comment(0, 0, Label(f"每个{noun}一行，代码不重复", f"one row a {noun}, each id once").text(language))
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    sheet.freeze_panes(1, 2)
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, 1, _WIDTH, text)
    for at, one in enumerate(prepared.scheme.variables, 2):
        if one.variable.kind == "truth":
            words = [Label("是", "yes").text(language), Label("否", "no").text(language)]
            sheet.data_validation(1, at, 9999, at, {"validate": "list", "source": words})


def _notes_sheet(book: Any, head: Any, variables: tuple[SchemeVariable, ...], language: str) -> None:
    sheet = book.add_worksheet(Label("说明", "Notes").text(language))
    titles = (Label("数据", "datum"), Label("单位", "unit"), Label("填法", "how"), Label("变量", "name in rules"))
    sheet.write_row(0, 0, [title.text(language) for title in titles], head)
    for row, one in enumerate(variables, 1):
        unit = one.variable.unit if one.variable.kind == "number" else ""
        sheet.write_row(row, 0, [one.variable.title(language), unit, _how(one, language), one.name])
    last = Label("未知的留空，不要填0。", "Leave empty what is not known; do not write 0.")
    sheet.write(len(variables) + 2, 0, last.text(language))
    sheet.set_column(0, 3, 2 * _WIDTH)


def _how(one: SchemeVariable, language: str) -> str:
    parts = [_KINDS[one.variable.kind].text(language)]
    if one.above is not None:
        parts.append(Label(f"大于{one.above:g}", f"above {one.above:g}").text(language))
    if one.at_least is not None:
        parts.append(Label(f"不小于{one.at_least:g}", f"at least {one.at_least:g}").text(language))
    return Label("，", ", ").text(language).join(parts)


def heading(one: SchemeVariable, language: str) -> str:
    """The heading of a variable's column: its label, and its unit in brackets."""
    title = one.variable.title(language)
    return f"{title}({one.variable.unit})" if one.variable.kind == "number" and one.variable.unit != "1" else title
