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

from tidehead.calc.labels import Label
from tidehead.calc.rules import Part
from tidehead.calc.schemes import Scorecard, Scoring, scorecard
from tidehead.city.cli.result_meta import Result, driver_lines, meta, number, remarks

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


def whole(value: float) -> int | None:
    """A place."""
    return int(value) if math.isfinite(value) else None


def row(result: Result, unit: int, language: str) -> dict[str, Any]:
    """One unit's result; docs/cli.md says what each field is."""
    scoring, doubt = result.scoring, result.doubt
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


def as_json(result: Result, language: str, *, with_meta: bool = False) -> str:
    """An array with one object a line; of one unit alone, with its explanation, where one is asked for.

    with_meta: an object instead, {"meta": …, "units": the array}.
    """
    units = _units(result, language)
    if not with_meta:
        return units + "\n"
    return f'{{"meta": {_json(meta(result, language))},\n"units": {units}}}\n'


def _units(result: Result, language: str) -> str:
    if result.unit is not None:
        made = row(result, result.unit, language)
        made["explanation"] = explained(result.scoring, result.unit, language).splitlines()
        return json.dumps([made], ensure_ascii=False, indent=1, allow_nan=False)
    rows = (_json(row(result, at, language)) for at in range(len(result.scoring.entries.ids)))
    return "[\n" + ",\n".join(rows) + "\n]"


def _json(made: dict[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, allow_nan=False)


# Tables


def best_first(scoring: Scoring) -> list[int]:
    """Units board by board, the best first, those without a place last."""
    rank = [math.inf if math.isnan(one) else one for one in scoring.rank.tolist()]
    return sorted(range(len(rank)), key=lambda unit: (scoring.board[unit], rank[unit]))


class Sheet:
    """A run as a table: headings and rows; what all rows have in common is found out once."""

    def __init__(self, result: Result, language: str) -> None:
        self.scoring, self.doubt, self.language = result.scoring, result.doubt, language
        self.units = best_first(result.scoring) if result.unit is None else [result.unit]
        self.has_boards = any(result.scoring.board)

    def columns(self) -> list[str]:
        """What a unit is, its result, points of each indicator and adjustment, reasons."""
        scheme, language = self.scoring.scheme, self.language
        names = ["rank", "unit", "name", *(["board"] if self.has_boards else []), "score"]
        names += ["grade"] if scheme.grades else []
        names += ["rank_low", "rank_high"] if self.doubt is not None else []
        parts = [one.label.text(language) for one in (*scheme.indicators, *scheme.adjustments)]
        return [*(_HEADINGS[name].text(language) for name in names), *parts, _HEADINGS["reasons"].text(language)]

    def cells(self, unit: int) -> list[float | str | None]:
        """One unit's row under `columns`."""
        scoring, doubt = self.scoring, self.doubt
        made: list[float | str | None] = [whole(scoring.rank[unit])]
        made += [scoring.entries.ids[unit], scoring.entries.names[unit]]
        if self.has_boards:
            board = scoring.board[unit]
            made.append(scoring.scheme.boards.labels.get(board, Label(board)).text(self.language))
        made.append(number(scoring.score[unit]))
        if scoring.scheme.grades:
            made.append(scoring.grade[unit])
        if doubt is not None:
            made += [whole(doubt.rank_low[unit]), whole(doubt.rank_high[unit])]
        made += [number(points) for points in (*scoring.points[unit], *scoring.adjusted[unit])]
        made.append("; ".join(reason.text(self.language) for reason in scoring.reasons.get(unit, ())))
        return made


def as_csv(result: Result, language: str) -> str:
    """All units, or the one that is asked for."""
    made, sheet = io.StringIO(), Sheet(result, language)
    writer = csv.writer(made)
    writer.writerow(sheet.columns())
    for unit in sheet.units:
        writer.writerow([_harmless(cell) for cell in sheet.cells(unit)])
    return made.getvalue()


def _harmless(cell: float | str | None) -> float | str | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def as_book(result: Result, language: str) -> bytes:
    """A workbook: the table, and a sheet that says how it was made."""
    made, table = io.BytesIO(), Sheet(result, language)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        points = book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet(Label("结果", "Results").text(language))
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 2, 22)
        sheet.write_row(0, 0, table.columns(), head)
        for line, unit in enumerate(table.units, 1):
            for column, cell in enumerate(table.cells(unit)):
                if cell is not None:
                    sheet.write(line, column, cell, points if isinstance(cell, float) else None)
        method = book.add_worksheet(Label("方法", "Method").text(language))
        method.set_column(0, 0, 100)
        for line, text in enumerate(_below(result, language)):
            method.write(line, 0, text)
    return made.getvalue()


def _below(result: Result, language: str) -> Iterator[str]:
    yield from (note.text(language) for note in result.notes)
    yield from remarks(result, language)
    if result.drivers is not None:
        yield from driver_lines(result.drivers, language)


def as_table(result: Result, language: str) -> str:
    """The first units of each board as a table for the terminal."""
    sheet = Sheet(result, language)
    shown = sheet.units[:MOST_ON_A_TERMINAL]
    table = Table(*sheet.columns(), title=result.scoring.scheme.label.text(language))
    for unit in shown:
        table.add_row(*map(_shown, sheet.cells(unit)))
    console = Console(file=io.StringIO(), width=max(120, 14 * len(table.columns)))
    console.print(table)
    if len(sheet.units) > len(shown):
        more = len(sheet.units) - len(shown)
        console.print(
            Label(f"另有 {more} 个单位；用 --out 写成文件", f"{more} more units; --out writes all").text(language)
        )
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
