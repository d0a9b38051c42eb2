"""A scheme as one SQL query over a table of any size, with the scores, places and grades of `calc.schemes.score`.

What a scheme may hold here is said by `not_gradable`; anything else is refused beforehand, never graded otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules import Dialect, Rule, evaluate, sql_query
from tidehead.calc.schemes import input_columns
from tidehead.calc.schemes.types import (
    Adjustment,
    Aggregation,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Pillar,
    Prepared,
)
from tidehead.lake.engine import Engine
from tidehead.lake.sql_parts import LARGEST, Quote, full_marks_of, number_text, tiers_sql, word_text
from tidehead.lake.sql_tree import TreeSql

_METHODS = frozenset({Method.BASE_RATIO, Method.TIERS, Method.IDENTITY, Method.GOALPOSTS})
_FILLINGS = frozenset({Missing.REFUSE, Missing.MEAN_SCORE, Missing.FULL_MARKS, Missing.ZERO, Missing.REWEIGHT})
_LINEAR = frozenset({Aggregation.SUM, Aggregation.ARITHMETIC})
_GUARD = 1e-9  # as calc.schemes: a place share beyond a band's end by no more than this is inside


class GradingRefused(ValueError):
    """A scheme or a table that cannot be graded here. problems: each with what to do about it."""

    def __init__(self, problems: Sequence[Label]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.text("en") for problem in problems))


@dataclass(frozen=True, slots=True)
class Graded:
    """The result as the engine's own table, computed when it is used. sql: what computes it.

    Columns: id, board ("" where there is one for all), points of each indicator under its id with "_points" behind,
    score, rank (1 is best, within the board), grade; NULL where there is none.
    """

    sql: str
    engine: Engine

    def table(self) -> Any:
        """A DuckDB relation or a Spark DataFrame."""
        return self.engine.table(self.sql)

    def write(self, path: Path) -> None:
        """As Parquet."""
        self.engine.write(self.sql, path)


def grade(engine: Engine, prepared: Prepared, source: Any, *, name: str = "entries", check: bool = True) -> Graded:
    """Grade a table by a scheme.

    source: a Parquet or CSV path, or the engine's own table; columns are called like the scheme's variables, in their
    units, and "id". check: look for ids used twice and values beyond their bounds first, as `check_entries` does.
    Raises GradingRefused.
    """
    problems = not_gradable(prepared)
    if problems:
        raise GradingRefused(problems)
    engine.add(name, source)
    columns = engine.columns(name)
    problems = _missing_columns(prepared, columns)
    if not problems and check:
        problems = _table_problems(engine, prepared, name, columns)
    if problems:
        raise GradingRefused(problems)
    return Graded(grading_sql(prepared, name, columns=columns, dialect=engine.dialect), engine)


def not_gradable(prepared: Prepared) -> tuple[Label, ...]:
    """What of a scheme cannot be computed here, each with the way out; empty where everything can."""
    return tuple(_limits(prepared))


def _limits(prepared: Prepared) -> Iterator[Label]:
    for one in prepared.scheme.indicators:
        method, missing = one.normalisation.method, one.missing
        if method not in _METHODS:
            yield _not_here(one.label, f"“{method}”标准化", f'normalisation "{method}"')
        if missing not in _FILLINGS:
            yield _not_here(one.label, f"缺失值取“{missing}”", f'missing values by "{missing}"')
    for pillar in _pillars(prepared.scheme.tree):
        if pillar.aggregation not in _LINEAR:
            yield _not_here(pillar.label, f"“{pillar.aggregation}”合成", f'aggregation "{pillar.aggregation}"')
    if prepared.scheme.treatment is not None:
        yield _not_here(prepared.scheme.label, "异常值处理", "taming of outliers")


def _not_here(what: Label, zh: str, en: str) -> Label:
    return Label(
        f"“{what.zh}”：{zh}不能在 Parquet 大表上直接计算；请改交 CSV 或 xlsx，在内存中评分",
        f'"{what.text("en")}": {en} is not computed on large Parquet tables; hand in CSV or xlsx instead, '
        "which are scored in memory",
    )


def _pillars(pillar: Pillar) -> Iterator[Pillar]:
    yield pillar
    for child in pillar.children:
        if isinstance(child, Pillar):
            yield from _pillars(child)


# The table


def _missing_columns(prepared: Prepared, columns: Sequence[str]) -> tuple[Label, ...]:
    given = set(columns)
    needed = {name for rule in _used_rules(prepared, given) for name in rule.names}
    optional = {name for part, rule in _after(prepared) if part.missing != Missing.REFUSE for name in rule.names} - {
        name for rule in _required_rules(prepared, given) for name in rule.names
    }
    wanted = [one for one in input_columns(prepared) if one.name in needed - given - optional]
    missing = [
        Label(
            f"缺少“{one.variable.title('zh')}”一列（{one.name}）",
            f'the column "{one.name}" ({one.variable.title("en")}) is missing',
        )
        for one in wanted
    ]
    if "id" not in given:
        missing.insert(0, Label("缺少“id”一列", 'the column "id" is missing'))
    return tuple(missing)


def _used_rules(prepared: Prepared, given: set[str]) -> list[Rule]:
    return [*_required_rules(prepared, given), *(rule for _, rule in _after(prepared))]


def _required_rules(prepared: Prepared, given: set[str]) -> list[Rule]:
    leaves = zip(prepared.scheme.indicators, prepared.values, strict=True)
    rules = [rule for indicator, rule in leaves if indicator.id not in given]
    rules += [rule for settings in prepared.settings for rule in settings.values()]
    rules += [rule for part, rule in _after(prepared) if part.missing == Missing.REFUSE]
    return rules + ([prepared.board] if prepared.board else [])


def _after(prepared: Prepared) -> list[tuple[Any, Rule]]:
    adjustments = zip(prepared.scheme.adjustments, prepared.points, strict=True)
    return [*adjustments, *zip(prepared.scheme.vetoes, prepared.conditions, strict=True)]


def _table_problems(engine: Engine, prepared: Prepared, name: str, columns: Sequence[str]) -> tuple[Label, ...]:
    """Rows without an id, ids used twice, values beyond their bounds: counted in one pass."""
    quote = Quote(engine.dialect)
    looked_for: list[tuple[str, Label]] = [
        (f"count(*) - count({quote('id')})", Label("行没有 id；请补上", "rows have no id; add it")),
        (
            f"count({quote('id')}) - count(distinct {quote('id')})",
            Label("个 id 重复；每个单位一行", "ids are there twice"),
        ),
    ]
    for one in prepared.scheme.variables:
        if one.name not in columns or one.variable.kind != "number":
            continue
        number = f"cast({quote(one.name)} as double)"
        for limit, sign, zh, en in (
            (one.above, "<=", "必须大于", "above"),
            (one.at_least, "<", "不能小于", "at least"),
        ):
            if limit is not None:
                count = f"count(case when {number} {sign} {number_text(limit)} then 1 end)"
                words = f"个“{one.variable.title('zh')}”不合要求（{zh}{limit:g}）；请更正，不知道就留空"
                remedy = f'values of "{one.name}" have to be {en} {limit:g}; correct them, or leave them empty'
                looked_for.append((count, Label(words, remedy)))
    counts = engine.rows(f"select {', '.join(count for count, _ in looked_for)} from {name}")[0]  # noqa: S608
    return tuple(
        Label(f"{found} {label.zh}", f"{found} {label.en}")
        for found, (_, label) in zip(counts, looked_for, strict=True)
        if found
    )


# The query


def grading_sql(prepared: Prepared, table: str, *, columns: Sequence[str], dialect: Dialect) -> str:
    """The query that grades `table`, which has `columns`."""
    return _Grading(prepared, table, columns, dialect).written()


class _Grading:
    """The steps of one scheme as named parts of a query, in the order of `calc.schemes.score`."""

    def __init__(self, prepared: Prepared, table: str, columns: Sequence[str], dialect: Dialect) -> None:
        self.prepared, self.scheme, self.dialect = prepared, prepared.scheme, dialect
        self.given, self.quote = set(columns), Quote(dialect)
        self.parts: list[tuple[str, str]] = []
        self.last = table

    def written(self) -> str:
        self.values()
        self.decisions()
        self.normalised()
        self.means()
        self.filled()
        self.scores()
        self.places()
        parts = ",\n".join(f"{name} as ({sql})" for name, sql in self.parts)
        return f"with {parts}\n{self.result()}"  # noqa: S608

    def part(self, name: str, sql: str) -> None:
        self.parts.append((name, sql))
        self.last = name

    def select(self, name: str, *columns: str, source: str = "") -> None:
        """One more part, with all columns of the last."""
        self.part(name, f"select {', '.join(columns)} from {source or self.last}")  # noqa: S608

    # Values by the formulas, those that other formulas name first

    def values(self) -> None:
        waiting = [place for place in self.prepared.order if self.scheme.indicators[place].id not in self.given]
        there = set(self.given)
        ids = {one.id for one in self.scheme.indicators}
        for depth in range(len(waiting) + 1):
            now = [at for at in waiting if not (self.prepared.values[at].names & ids) - there]
            if not now:
                break
            rules = {self.scheme.indicators[at].id: self.prepared.values[at] for at in now}
            kept = [name for name in sorted(there) if name in self.prepared.variables or name == "id"]
            self.part(f"values_{depth}", sql_query(rules, self.last, dialect=self.dialect, keep=kept))
            there |= set(rules)
            waiting = [at for at in waiting if at not in now]

    def decisions(self) -> None:
        """Bases, adjustments, vetoes and boards of every unit. A setting that is the same for all is a literal."""
        rules: dict[str, Rule] = {}
        self.settings: list[dict[str, str]] = []
        for place, settings in enumerate(self.prepared.settings):
            self.settings.append({})
            for name, rule in settings.items():
                column = f"@setting_{place}_{name}"
                if rule.names:
                    rules[column] = rule
                    self.settings[place][name] = self.quote(column)
                else:
                    self.settings[place][name] = self.literal(evaluate(rule, {}))
        rules |= {f"@points_{at}": rule for at, rule in enumerate(self.prepared.points)}
        rules |= {f"@met_{at}": rule for at, rule in enumerate(self.prepared.conditions)}
        if self.prepared.board is not None:
            rules["@board"] = self.prepared.board
        ids = [one.id for one in self.scheme.indicators]
        table = self.last
        if absent := {name for rule in rules.values() for name in rule.names} - self.given - set(ids):
            columns = ", ".join(f"cast(null as double) as {self.quote(name)}" for name in sorted(absent))
            self.part("with_absent", f"select *, {columns} from {table}")  # noqa: S608
        self.part("decisions", sql_query(rules, self.last, dialect=self.dialect, keep=["id", *ids]))

    def literal(self, value: Any) -> str:
        return number_text(value) if isinstance(value, int | float) else "cast(null as double)"

    # Marks

    def normalised(self) -> None:
        values = [f"{self.value(at)} as {self.quote(f'@value_{at}')}" for at in range(len(self.scheme.indicators))]
        self.select("read", "*", *values)
        known = " + ".join(f"case when {self.quote(f'@value_{at}')} is null then 0 else 1 end"
                           for at in range(len(self.scheme.indicators)))  # fmt: skip
        inside = [
            f"({known}) / {number_text(len(self.scheme.indicators))} >= {number_text(self.scheme.least_coverage)}"
        ]
        if self.prepared.board is not None:
            inside.append(f"{self.quote('@board')} is not null")
        self.select("sorted_out", "*", f"({' and '.join(inside)}) as {self.quote('@inside')}")
        marks = [f"case when {self.quote('@inside')} then {self.mark(at, one)} end as {self.quote(f'@raw_{at}')}"
                 for at, one in enumerate(self.scheme.indicators)]  # fmt: skip
        self.select("raw_marks", "*", *marks)
        limited = [f"{self.limited(at, one)} as {self.quote(f'@mark_{at}')}"
                   for at, one in enumerate(self.scheme.indicators)]  # fmt: skip
        self.select("marks", "*", *limited)

    def value(self, at: int) -> str:
        """A handed-in indicator may hold infinity or nan; formulas give neither."""
        column = f"cast({self.quote(self.scheme.indicators[at].id)} as double)"
        return f"case when abs({column}) <= {LARGEST} then {column} end"

    def mark(self, at: int, one: Indicator) -> str:
        value = self.quote(f"@value_{at}")
        match one.normalisation.method:
            case Method.BASE_RATIO:
                return self.base_ratio(value, self.settings[at]["base"], one)
            case Method.TIERS:
                return tiers_sql(value, one)
            case Method.GOALPOSTS:
                return self.goalposts(value, self.settings[at]["worst"], self.settings[at]["best"], one)
            case _:
                return value

    def base_ratio(self, value: str, base: str, one: Indicator) -> str:
        if one.direction == Direction.UP:
            return f"case when {base} > 0e0 then {value} / {base} end"
        cap = one.normalisation.cap
        beyond = "" if cap is None else f" when {base} > 0e0 and {value} = 0e0 then {number_text(cap)}"
        return f"case when {base} > 0e0 and {value} > 0e0 then {base} / {value}{beyond} end"

    def goalposts(self, value: str, worst: str, best: str, one: Indicator) -> str:
        way = f"(({value} - {worst}) / case when {worst} <> {best} then {best} - {worst} end)"
        low, high = one.normalisation.low, one.normalisation.high
        held = f"case when {way} < 0e0 then 0e0 when {way} > 1e0 then 1e0 else {way} end"
        return f"({held}) * {number_text(high - low)} + {number_text(low)}"

    def limited(self, at: int, one: Indicator) -> str:
        """Within floor and cap; what is not finite is no mark."""
        raw = self.quote(f"@raw_{at}")
        cases = [f"when abs({raw}) > {LARGEST} or {raw} is null then null"]
        if one.normalisation.floor is not None:
            cases.append(
                f"when {raw} < {number_text(one.normalisation.floor)} then {number_text(one.normalisation.floor)}"
            )
        if one.normalisation.cap is not None:
            cases.append(f"when {raw} > {number_text(one.normalisation.cap)} then {number_text(one.normalisation.cap)}")
        return f"case {' '.join(cases)} else {raw} end"

    # Filling

    def means(self) -> None:
        """Every board's mean mark of the indicators whose rule takes it."""
        self.averaged = [at for at, one in enumerate(self.scheme.indicators) if one.missing == Missing.MEAN_SCORE]
        if not self.averaged:
            return
        averages = [f"avg({self.quote(f'@mark_{at}')}) as {self.quote(f'@mean_{at}')}" for at in self.averaged]
        if self.prepared.board is None:
            self.parts.append(("board_means", f"select {', '.join(averages)} from marks"))  # noqa: S608
            self.part("with_means", "select marks.*, board_means.* from marks cross join board_means")
            return
        board, named = self.quote("@board"), self.quote("@of_board")
        averages.insert(0, f"{board} as {named}")
        self.parts.append(("board_means", f"select {', '.join(averages)} from marks group by {board}"))  # noqa: S608
        join = f"select marks.*, board_means.* from marks left join board_means on {board} = {named}"  # noqa: S608
        self.part("with_means", join)

    def filled(self) -> None:
        marks = [f"{self.fill(at, one)} as {self.quote(f'@filled_{at}')}"
                 for at, one in enumerate(self.scheme.indicators)]  # fmt: skip
        self.select("filled", "*", *marks)

    def fill(self, at: int, one: Indicator) -> str:
        mark = self.quote(f"@mark_{at}")
        instead = {
            Missing.MEAN_SCORE: self.quote(f"@mean_{at}"),
            Missing.FULL_MARKS: number_text(full_marks_of(one)),
            Missing.ZERO: "0e0",
        }.get(one.missing)
        if instead is None:
            return mark
        unknown = f"{self.quote(f'@value_{at}')} is null and {self.quote('@inside')}"
        return f"case when {unknown} then {instead} else {mark} end"

    # Scores

    def scores(self) -> None:
        tree = TreeSql(self.scheme.tree, self.quote)
        for name, columns in tree.layers():
            self.select(name, "*", *columns)
        count = range(len(self.scheme.indicators))
        points = [f"{tree.points(at)} as {self.quote(f'{self.scheme.indicators[at].id}_points')}" for at in count]
        self.select("with_points", "*", *points)
        given = [f"{self.adjustment(at, one)} as {self.quote(f'@adjusted_{at}')}"
                 for at, one in enumerate(self.scheme.adjustments)]  # fmt: skip
        if given:
            self.select("adjusted", "*", *given)
        met = [f"{self.met(at)} as {self.quote(f'@veto_{at}')}" for at in range(len(self.scheme.vetoes))]
        if met:
            self.select("vetoed", "*", *met)
        total = f"({tree.value()} + ({self.total(False)} - {self.total(True)}))"
        self.select("totals", "*", f"{total} as {self.quote('@total')}")
        self.select("scored", "*", f"{self.decided()} as {self.quote('score')}")

    def adjustment(self, at: int, one: Adjustment) -> str:
        points = self.quote(f"@points_{at}")
        points = f"cast({points} as double)" if self.prepared.points[at].kind == "truth" else points
        given = points if one.missing == Missing.REFUSE else f"coalesce({points}, 0e0)"
        cases = [f"when {given} < 0e0 then 0e0"]
        if one.ceiling is not None:
            cases.append(f"when {given} > {number_text(one.ceiling)} then {number_text(one.ceiling)}")
        return f"case {' '.join(cases)} else {given} end"

    def total(self, is_malus: bool) -> str:
        ceiling = self.scheme.malus_ceiling if is_malus else self.scheme.bonus_ceiling
        columns = [self.quote(f"@adjusted_{at}") for at, one in enumerate(self.scheme.adjustments)
                   if one.is_malus == is_malus]  # fmt: skip
        total = " + ".join(["0e0", *columns])
        if ceiling is None or not columns:
            return f"({total})"
        known = " + ".join(["0e0", *(f"coalesce({column}, 0e0)" for column in columns)])
        return f"case when {known} >= {number_text(ceiling)} then {number_text(ceiling)} else {total} end"

    def met(self, at: int) -> str:
        met = self.quote(f"@met_{at}")
        return met if self.scheme.vetoes[at].missing == Missing.REFUSE else f"coalesce({met}, false)"

    def any_met(self, effect: Effect) -> str:
        """True where a veto of this effect is met, NULL where none is but one is undecided."""
        met = [self.quote(f"@veto_{at}") for at, one in enumerate(self.scheme.vetoes) if one.effect == effect]
        return f"({' or '.join(met)})" if met else "false"

    def decided(self) -> str:
        """The score after the vetoes; NULL where one is undecided that could make it 0, and for units of no board."""
        cases = []
        if self.prepared.board is not None:
            cases.append(f"when {self.quote('@board')} is null then null")
        zero = self.any_met(Effect.ZERO)
        if zero != "false":
            cases.append(f"when {zero} is null then null when {zero} then 0e0")
        total = self.quote("@total")
        cases.append(f"when abs({total}) <= {LARGEST} then {total}")
        return f"case {' '.join(cases)} end"

    # Places and grades

    def places(self) -> None:
        score, key, board = self.quote("score"), self.quote("@key"), self.quote("@board")
        rounded = ("round_even({}, 0)" if self.dialect == "duckdb" else "rint({})").format(
            f"{score} * {number_text(10.0**self.scheme.decimals)}"
        )
        takes_part = f"not {self.any_met(Effect.EXCLUDE)}"
        self.select("keyed", "*", f"case when {takes_part} then {rounded} end as {key}")
        boards = f"{board}, {key} is null" if self.prepared.board is not None else f"{key} is null"
        order = ", ".join([f"{key} desc", *self.tie_breakers()])
        placed = [f"rank() over (partition by {boards} order by {order}) as {self.quote('@place')}"]
        if any(band.up_to is not None for band in self.scheme.grades):
            placed.append(f"count(*) over (partition by {boards}) as {self.quote('@ranked')}")
        self.select("placed", "*", *placed)

    def tie_breakers(self) -> list[str]:
        """Values as handed in, the better first, unknown ones last."""
        position = {one.id: at for at, one in enumerate(self.scheme.indicators)}
        return [
            f"{self.quote(f'@value_{position[name]}')} "
            f"{'desc' if self.scheme.indicators[position[name]].direction == Direction.UP else 'asc'} nulls last"
            for name in self.scheme.tie_breakers
        ]

    def result(self) -> str:
        quote, key = self.quote, self.quote("@key")
        board = quote("@board") if self.prepared.board is not None else "''"
        columns = [
            quote("id"),
            f"{board} as {quote('board')}",
            *(quote(f"{one.id}_points") for one in self.scheme.indicators),
            quote("score"),
            f"case when {key} is not null then {quote('@place')} end as {quote('rank')}",
            f"{self.graded()} as {quote('grade')}",
        ]
        return f"select {', '.join(columns)} from {self.last}"  # noqa: S608

    def graded(self) -> str:
        if not self.scheme.grades:
            return f"cast(null as {'varchar' if self.dialect == 'duckdb' else 'string'})"
        met, undecided = self.veto_bands()
        cases = [f"when {self.any_met(Effect.EXCLUDE)} is null or {self.any_met(Effect.EXCLUDE)} then null"]
        cases += [f"when {condition} then null" for condition in undecided] + met
        cases.append(f"when {self.quote('@key')} is null then null")
        *upper, last = self.bands()
        return f"case {' '.join([*cases, *(f'when {when} then {grade}' for when, grade in upper)])} else {last[1]} end"

    def bands(self) -> list[tuple[str, str]]:
        """Each band from the top: when it holds, and its grade."""
        key, scale = self.quote("@key"), number_text(10.0**self.scheme.decimals)
        made = []
        for band in self.scheme.grades:
            if band.up_to is not None:
                share = f"{self.quote('@place')} / cast({self.quote('@ranked')} as double)"
                when = f"{share} - {number_text(_GUARD)} <= {number_text(band.up_to)}"
            else:
                when = f"{key} / {scale} >= {number_text(band.at_least)}" if band.at_least is not None else "true"
            made.append((when, word_text(band.grade, self.dialect)))
        return made

    def veto_bands(self) -> tuple[list[str], list[str]]:
        """Grades that vetoes give, the worst first; and when an undecided one could still make it worse."""
        position = {band.grade: at for at, band in enumerate(self.scheme.grades)}
        vetoes = sorted(
            ((position[one.grade], self.quote(f"@veto_{at}")) for at, one in enumerate(self.scheme.vetoes)
             if one.effect == Effect.GRADE), reverse=True,
        )  # fmt: skip
        met = [f"when {column} then {word_text(self.scheme.grades[at].grade, self.dialect)}" for at, column in vetoes]
        undecided = []
        for at, column in vetoes:
            worse_met = [f"coalesce({other}, false)" for place, other in vetoes if place >= at and other != column]
            undecided.append(f"{column} is null and not ({' or '.join(['false', *worse_met])})")
        return met, undecided
