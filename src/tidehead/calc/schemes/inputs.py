"""What units hand in: which columns a scheme needs, what is wrong with a table, and its columns as rules read them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Record, Rule, Value, evaluate_columns
from tidehead.calc.schemes.problems import EntryProblem
from tidehead.calc.schemes.types import Entries, Missing, Prepared, SchemeVariable, Truths

MOST_PROBLEMS = 1000
"""So many problems of one table are told; a table with more has one fault all over."""

KINDS = {
    "number": Label("数", "a number"),
    "truth": Label("是或非（1或0）", "true or false (1 or 0)"),
    "text": Label("文字", "a text"),
    "day": Label("日期", "a day"),
}


def input_columns(prepared: Prepared) -> tuple[SchemeVariable, ...]:
    """The variables that a table for this scheme has to carry, in the scheme's order, so that a template can be made.

    Those that only measure difficulty are among them; those that no rule uses are not.
    """
    used = _required(prepared, ()) | _optional(prepared) | set(prepared.scheme.difficulty)
    return tuple(one for one in prepared.scheme.variables if one.name in used)


def check_entries(prepared: Prepared, entries: Entries) -> tuple[EntryProblem, ...]:
    """Everything that keeps a table from being scored, at most `MOST_PROBLEMS`: empty where nothing does.

    Looked at: ids used twice, columns that are missing or of another length, texts among numbers, values beyond
    `at_least` and `above` (a denominator of zero), bases that are not above zero. An empty cell is no problem here:
    what becomes of it is each indicator's own rule.
    """
    return tuple(islice(_problems(prepared, entries), MOST_PROBLEMS))


def indicator_columns(prepared: Prepared, entries: Entries) -> dict[str, NDArray[Any]]:
    """Every column that rules may name: what was handed in, and every indicator, in its unit."""
    columns: dict[str, NDArray[Any]] = {}
    for variable in prepared.scheme.variables:
        if variable.name in entries.columns:
            columns[variable.name] = np.asarray(entries.columns[variable.name])
    for place in prepared.order:
        name = prepared.scheme.indicators[place].id
        if name in entries.columns:
            columns[name] = _numbers(entries.columns[name])
        else:
            columns[name] = numbers_of(prepared.values[place], columns, len(entries.ids))
    return columns


def numbers_of(rule: Rule, columns: Mapping[str, NDArray[Any]], size: int) -> Floats:
    """A rule of numbers or truths over all units."""
    return np.asarray(evaluate_columns(rule, columns, size), dtype=np.float64)


def record_of(columns: Mapping[str, NDArray[Any]], unit: int, rule: Rule) -> Record:
    """One unit's data as the rule names them; what was not handed in is unknown."""
    return {name: _value(rule, name, columns[name][unit]) if name in columns else None for name in rule.names}


def _value(rule: Rule, name: str, cell: Any) -> Value | None:
    kind = rule.variables[name].kind
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if kind == "number":
        return float(cell)
    if kind == "truth":
        return bool(cell)
    if kind == "text":
        return str(cell)
    day: Value | None = np.datetime64(cell, "D").item()
    return day


def _required(prepared: Prepared, ready_made: Iterable[str]) -> set[str]:
    """Variables without which there is no score: those of formulas, unless the indicator itself was handed in."""
    given, names = set(ready_made), set[str]()
    for indicator, value, settings in zip(prepared.scheme.indicators, prepared.values, prepared.settings, strict=True):
        if indicator.id not in given:
            names |= value.names
        names = names.union(*(rule.names for rule in settings.values()))
    for part, rule in _after(prepared):
        if part.missing == Missing.REFUSE:
            names |= rule.names
    names = names.union(*(rule.names for rule in (prepared.board, prepared.group) if rule))
    return names & {one.name for one in prepared.scheme.variables}


def _optional(prepared: Prepared) -> set[str]:
    """Variables of adjustments and vetoes that take no record for none: their columns may be absent."""
    names = {name for part, rule in _after(prepared) if part.missing != Missing.REFUSE for name in rule.names}
    return names & {one.name for one in prepared.scheme.variables}


def _after(prepared: Prepared) -> Iterator[tuple[Any, Rule]]:
    yield from zip(prepared.scheme.adjustments, prepared.points, strict=True)
    yield from zip(prepared.scheme.vetoes, prepared.conditions, strict=True)


def absent_columns(prepared: Prepared, entries: Entries) -> tuple[str, ...]:
    """Columns that were not handed in and need not be, because no record means none."""
    return tuple(sorted(_optional(prepared) - set(entries.columns)))


def _problems(prepared: Prepared, entries: Entries) -> Iterator[EntryProblem]:
    yield from _of_units(entries)
    size = len(entries.ids)
    wrong_length = {name for name, column in entries.columns.items() if np.shape(column) != (size,)}
    for name in sorted(wrong_length):
        zh, en = f"这一列有{np.size(entries.columns[name])}行，单位有{size}个", f"{np.size(entries.columns[name])} rows"
        yield EntryProblem("", name, Label(zh, f"the column has {en}, and there are {size} units"))
    yield from _missing(prepared, entries)
    sound = True
    for variable in prepared.scheme.variables:
        if variable.name in entries.columns and variable.name not in wrong_length:
            for problem in _of_column(variable, np.asarray(entries.columns[variable.name]), entries):
                sound = False
                yield problem
    for indicator in prepared.scheme.indicators:
        if indicator.id in entries.columns and indicator.id not in wrong_length:
            for problem in _kind_faults(indicator.id, "number", np.asarray(entries.columns[indicator.id]), entries):
                sound = False
                yield problem
    if sound and not wrong_length:
        yield from _bases(prepared, entries)


def _of_units(entries: Entries) -> Iterator[EntryProblem]:
    if not entries.ids:
        yield EntryProblem(
            "", "", Label("表里没有单位；请至少填一行", "the table has no units; fill in one row at least")
        )
    if len(entries.names) != len(entries.ids):
        yield EntryProblem(
            "",
            "name",
            Label(
                f"名称有{len(entries.names)}个，编号有{len(entries.ids)}个",
                f"{len(entries.names)} names for {len(entries.ids)} ids",
            ),
        )
    if len(set(entries.ids)) < len(entries.ids):
        for unit, count in Counter(entries.ids).items():
            if count > 1:
                yield EntryProblem(
                    unit,
                    "id",
                    Label(
                        f"单位编号“{unit}”出现{count}次；请只留一行或改编号",
                        f'unit id "{unit}" is there {count} times; keep one',
                    ),
                )


def _missing(prepared: Prepared, entries: Entries) -> Iterator[EntryProblem]:
    required = _required(prepared, entries.columns)
    for one in prepared.scheme.variables:
        if one.name not in required or one.name in entries.columns:
            continue
        headings = list(dict.fromkeys([one.variable.label.zh, one.variable.label.en, one.name, *one.aliases]))
        looked = "、".join(heading for heading in headings if heading)
        yield EntryProblem(
            "",
            one.name,
            Label(
                f"缺少“{one.variable.title('zh')}”一列（找过的表头：{looked}）；请补上，不知道的单元格留空",
                f'the column "{one.variable.title("en")}" is missing (headings looked for: {looked}); add it, '
                "and leave unknown cells empty",
            ),
        )


def _of_column(variable: SchemeVariable, column: NDArray[Any], entries: Entries) -> Iterator[EntryProblem]:
    faulty = False
    for problem in _kind_faults(variable.name, variable.variable.kind, column, entries):
        faulty = True
        yield problem
    if faulty or variable.variable.kind != "number":
        return
    numbers, title = _numbers(column), variable.variable
    if variable.above is not None:
        for row in np.flatnonzero(numbers <= variable.above):
            yield _cell(
                entries,
                variable.name,
                int(row),
                Label(
                    f"“{title.title('zh')}”是{numbers[row]:g}，必须大于{variable.above:g}；请更正，不知道就留空",
                    f'"{title.title("en")}" is {numbers[row]:g}, and has to be above {variable.above:g}; correct it, '
                    "or leave it empty where it is unknown",
                ),
            )
    if variable.at_least is not None:
        for row in np.flatnonzero(numbers < variable.at_least):
            yield _cell(
                entries,
                variable.name,
                int(row),
                Label(
                    f"“{title.title('zh')}”是{numbers[row]:g}，不能小于{variable.at_least:g}；请更正，不知道就留空",
                    f'"{title.title("en")}" is {numbers[row]:g}, and has to be at least {variable.at_least:g}; correct '
                    "it, or leave it empty where it is unknown",
                ),
            )


def _kind_faults(name: str, kind: str, column: NDArray[Any], entries: Entries) -> Iterator[EntryProblem]:
    """Cells of another kind than the variable's."""
    for row in _wrong_cells(kind, column):
        given = str(column[row])[:40]
        yield _cell(
            entries,
            name,
            int(row),
            Label(
                f"“{given}”不是{KINDS[kind].zh}；请更正，不知道就留空",
                f'"{given}" is not {KINDS[kind].en}; correct it, or leave it empty where it is unknown',
            ),
        )


def _wrong_cells(kind: str, column: NDArray[Any]) -> Iterable[int]:
    code = column.dtype.kind
    if kind in ("number", "truth") and code in "biuf":
        wrong: Truths = np.isinf(column) if code == "f" else np.zeros(len(column), dtype=np.bool_)
        if kind == "truth":
            wrong = wrong | ~((column == 0) | (column == 1) | (column != column))
        return np.flatnonzero(wrong).tolist()
    if (kind == "text" and code == "U") or (kind == "day" and code == "M"):
        return ()
    cells = column.tolist()
    if kind == "text" and set(map(type, cells)) <= {str, type(None)}:
        return ()
    return [row for row, cell in enumerate(cells) if not _fits(kind, cell)]


def _fits(kind: str, cell: Any) -> bool:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return True
    if kind == "text":
        return isinstance(cell, str)
    if kind == "day":
        return hasattr(cell, "toordinal")
    if not isinstance(cell, bool | int | float | np.number):
        return False
    return bool(np.isfinite(cell)) and (kind == "number" or cell in (0, 1))


def _bases(prepared: Prepared, entries: Entries) -> Iterator[EntryProblem]:
    """A base made of the unit's own data is known only now."""
    for indicator, settings in zip(prepared.scheme.indicators, prepared.settings, strict=True):
        base = settings.get("base")
        if base is None or not base.names or not base.names <= set(entries.columns):
            continue
        numbers = numbers_of(base, {name: np.asarray(entries.columns[name]) for name in base.names}, len(entries.ids))
        for row in np.flatnonzero(numbers <= 0):
            yield _cell(
                entries,
                indicator.id,
                int(row),
                Label(
                    f"“{indicator.label.zh}”的基准值算出来是{numbers[row]:g}，必须大于0；请更正所用数据",
                    f'the base of "{indicator.label.text("en")}" comes to {numbers[row]:g}, and has to be above 0; '
                    "correct the data it is made of",
                ),
            )


def _cell(entries: Entries, column: str, row: int, message: Label) -> EntryProblem:
    return EntryProblem(entries.ids[row], column, message, row)


def _numbers(column: Any) -> Floats:
    return np.asarray(column, dtype=np.float64)
