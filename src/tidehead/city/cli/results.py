"""A run of a scheme as people take it away: a table on the terminal, JSON, CSV, Excel, and one unit's explanation."""

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from rich.console import Console
from rich.table import Table

from tidehead.calc.doubt import Doubt
from tidehead.calc.labels import Label
from tidehead.calc.rules import Part
from tidehead.calc.schemes import Scorecard, Scoring, Standing, scorecard

MOST_ON_A_TERMINAL = 200
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet: it gets an apostrophe in front in CSV."""

_HEADINGS = {
    "rank": Label("名次", "Rank"),
    "unit": Label("代码", "Id"),
    "name": Label("名称", "Name"),
    "board": Label("分组", "Board"),
    "score": Label("得分", "Score"),
    "grade": Label("等级", "Grade"),
    "rank_low": Label("名次下限", "Best place"),
    "rank_high": Label("名次上限", "Worst place"),
    "reasons": Label("说明", "Reasons"),
}
_STANDINGS = {
    Standing.PROPOSED: Label("拟议方案，尚未在任何地方施行", "Proposed scheme: in force nowhere"),
    Standing.TEMPLATE: Label("模板：公布的权重，规则不全", "Template: published weights without all of the rule"),
}


def number(value: float) -> float | None:
    """A number for JSON: None where unknown."""
    return None if math.isnan(value) else float(value)


def whole(value: float) -> int | None:
    """A place."""
    return None if math.isnan(value) else int(value)


def row(scoring: Scoring, doubt: Doubt | None, unit: int, language: str) -> dict[str, Any]:
    """One unit's result; docs/cli.md says what each field is."""
    ids = [one.id for one in scoring.scheme.indicators]
    made: dict[str, Any] = {
        "unit": scoring.entries.ids[unit],
        "name": scoring.entries.names[unit],
        "board": scoring.board[unit],
        "score": number(scoring.score[unit]),
        "rank": whole(scoring.rank[unit]),
        "grade": scoring.grade[unit] or None,
        "points": dict(zip(ids, map(number, scoring.points[unit]), strict=True)),
        "values": dict(zip(ids, map(number, scoring.values[unit]), strict=True)),
        "filled": {one: rule for one, rule in zip(ids, scoring.filled[unit], strict=True) if rule},
        "adjustments": {
            one.id: number(points)
            for one, points in zip(scoring.scheme.adjustments, scoring.adjusted[unit], strict=True)
        },
        "reasons": [reason.text(language) for reason in scoring.reasons.get(unit, ())],
    }
    if doubt is not None:
        made["interval"] = {
            "share": doubt.settings.confidence,
            "rank_low": whole(doubt.rank_low[unit]),
            "rank_median": whole(doubt.rank_median[unit]),
            "rank_high": whole(doubt.rank_high[unit]),
            "score_low": number(doubt.score_low[unit]),
            "score_high": number(doubt.score_high[unit]),
            "grades": dict(zip(doubt.grades, map(number, doubt.grade_share[unit]), strict=True)),
            "sentence": doubt.sentence(unit).text(language),
        }
    return made


def as_json(scoring: Scoring, doubt: Doubt | None, unit: int | None, language: str) -> str:
    """An array with one object a line; of one unit alone, with its explanation, where one is asked for."""
    if unit is not None:
        made = row(scoring, doubt, unit, language) | {"explanation": explained(scoring, unit, language).splitlines()}
        return json.dumps([made], ensure_ascii=False, indent=1) + "\n"
    rows = (json.dumps(row(scoring, doubt, at, language), ensure_ascii=False) for at in range(len(scoring.entries.ids)))
    return "[\n" + ",\n".join(rows) + "\n]\n"


# Tables


def best_first(scoring: Scoring) -> list[int]:
    """Units board by board, the best first, those without a place last."""
    rank = [math.inf if math.isnan(one) else one for one in scoring.rank.tolist()]
    return sorted(range(len(rank)), key=lambda unit: (scoring.board[unit], rank[unit]))


def columns(scoring: Scoring, doubt: Doubt | None, language: str) -> list[str]:
    """Headings of the tables: what a unit is, its result, points of each indicator and adjustment, reasons."""
    names = ["rank", "unit", "name", *(["board"] if any(scoring.board) else []), "score"]
    names += ["grade"] if scoring.scheme.grades else []
    names += ["rank_low", "rank_high"] if doubt is not None else []
    parts = [one.label.text(language) for one in (*scoring.scheme.indicators, *scoring.scheme.adjustments)]
    return [*(_HEADINGS[name].text(language) for name in names), *parts, _HEADINGS["reasons"].text(language)]


def cells(scoring: Scoring, doubt: Doubt | None, unit: int, language: str) -> list[float | str | None]:
    """One unit's row under `columns`."""
    made: list[float | str | None] = [whole(scoring.rank[unit]), scoring.entries.ids[unit], scoring.entries.names[unit]]
    if any(scoring.board):
        board = scoring.board[unit]
        made.append(scoring.scheme.boards.labels.get(board, Label(board)).text(language))
    made.append(number(scoring.score[unit]))
    if scoring.scheme.grades:
        made.append(scoring.grade[unit])
    if doubt is not None:
        made += [whole(doubt.rank_low[unit]), whole(doubt.rank_high[unit])]
    made += [number(points) for points in (*scoring.points[unit], *scoring.adjusted[unit])]
    made.append("; ".join(reason.text(language) for reason in scoring.reasons.get(unit, ())))
    return made


def remarks(scoring: Scoring, language: str) -> Iterator[str]:
    """What has to stand below every table: whose scheme it is, and what each stage of the run did."""
    if scoring.scheme.standing in _STANDINGS:
        yield _STANDINGS[scoring.scheme.standing].text(language)
    for step in scoring.steps:
        yield f"{'✓' if step.done else '–'} {step.what.text(language)}"


def as_csv(scoring: Scoring, doubt: Doubt | None, unit: int | None, language: str) -> str:
    """All units, or the one that is asked for."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns(scoring, doubt, language))
    for at in best_first(scoring) if unit is None else [unit]:
        writer.writerow([_harmless(cell) for cell in cells(scoring, doubt, at, language)])
    return made.getvalue()


def _harmless(cell: float | str | None) -> float | str | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def as_book(scoring: Scoring, doubt: Doubt | None, unit: int | None, language: str) -> bytes:
    """A workbook: the table, and a sheet that says how it was made."""
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        points = book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet(Label("结果", "Results").text(language))
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 2, 22)
        sheet.write_row(0, 0, columns(scoring, doubt, language), head)
        for line, at in enumerate(best_first(scoring) if unit is None else [unit], 1):
            for column, cell in enumerate(cells(scoring, doubt, at, language)):
                if cell is not None:
                    sheet.write(line, column, cell, points if isinstance(cell, float) else None)
        method = book.add_worksheet(Label("方法", "Method").text(language))
        method.set_column(0, 0, 100)
        for line, text in enumerate([scoring.scheme.label.text(language), *remarks(scoring, language)]):
            method.write(line, 0, text)
    return made.getvalue()


def as_table(scoring: Scoring, doubt: Doubt | None, language: str) -> str:
    """The first units of each board as a table for the terminal, with the run's remarks below it."""
    units = best_first(scoring)
    shown = units[:MOST_ON_A_TERMINAL]
    table = Table(*columns(scoring, doubt, language), title=scoring.scheme.label.text(language))
    for unit in shown:
        table.add_row(*map(_shown, cells(scoring, doubt, unit, language)))
    console = Console(file=io.StringIO(), width=max(120, 14 * len(table.columns)))
    console.print(table)
    if len(units) > len(shown):
        more = len(units) - len(shown)
        console.print(
            Label(f"另有 {more} 个单位；用 --out 写成文件", f"{more} more units; --out writes all").text(language)
        )
    for remark in remarks(scoring, language):
        console.print(remark, markup=False, highlight=False)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _shown(cell: float | str | None) -> str:
    if cell is None:
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


# One unit


def explained(scoring: Scoring, unit: int, language: str) -> str:
    """One unit's scorecard as indented text: the total, every indicator with its formula's parts, what decided."""
    card = scorecard(scoring, unit)
    lines = [f"{card.name} ({card.id})" if card.name != card.id else card.id, f"  {card.total.text(language)}"]
    lines += [f"  {place}" for place in _places(card, language)]
    for one in card.indicators:
        lines += [f"  {one.label.text(language)}", *_line(one.origin, language), f"    {one.working.text(language)}"]
    for part in (*card.adjustments, *card.vetoes):
        lines += [f"  {part.label.text(language)}", *_line(part.line, language)]
    if card.driver.zh:
        lines.append(f"  {card.driver.text(language)}")
    return "\n".join([*lines, *(f"  {reason.text(language)}" for reason in card.reasons)])


def _places(card: Scorecard, language: str) -> Iterator[str]:
    if not math.isnan(card.rank):
        board = f"“{card.board_label.text(language)}”" if card.board else ""
        place = Label(f"{board}第 {card.rank:g} 名，共 {card.ranked}", f"{board} place {card.rank:g} of {card.ranked}")
        yield place.text(language).strip()
    if card.grade:
        yield Label(f"等级 {card.grade}", f"grade {card.grade}").text(language)


def _line(line: Any, language: str) -> Iterator[str]:
    yield f"    {line.text.text(language)}"
    tree: Part | None = line.zh if language == "zh" else line.en
    if tree is not None:
        for part in tree.children:
            yield from _parts(part, 3)


def _parts(part: Part, depth: int) -> Iterator[str]:
    named = part.label and part.label != part.text
    yield "  " * depth + (f"{part.label}: {part.text}" if named else part.text)
    for inner in part.children:
        yield from _parts(inner, depth + 1)
