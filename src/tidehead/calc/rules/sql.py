"""Rules as one SELECT for DuckDB or Spark, with the judge's answers.

Whatever a template would repeat becomes a column of an inner SELECT first, so that the text grows with the number of
parts, not with their depth. Names are checked or quoted, literals are written by type: no text of a user gets in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from tidehead.calc.rules.record import EXACT_BELOW, NUDGED_BELOW, ROUNDING, WHOLE_FROM
from tidehead.calc.rules.refusals import refusal_of_all, shortened
from tidehead.calc.rules.tree import Node, Op, Rule
from tidehead.calc.rules.types import NAME, Kind, Value, Variable

Dialect: TypeAlias = Literal["duckdb", "spark"]

_LARGEST = "1.7976931348623157e308"
_DEEPEST_INLINE = 20
_TYPES: Mapping[Dialect, Mapping[Kind, str]] = {
    "duckdb": {"number": "double", "truth": "boolean", "text": "varchar", "day": "date"},
    "spark": {"number": "double", "truth": "boolean", "text": "string", "day": "date"},
}


def sql_query(rules: Mapping[str, Rule], table: str, *, dialect: Dialect = "duckdb", keep: Sequence[str] = ()) -> str:
    """One SELECT: for each row of `table` the columns of `keep`, and one column for each rule, named by its key.

    table: its name, or names joined by dots. Its columns are called like the rules' variables, a dot being part of
    the name; numbers of any numeric type, truths boolean or 1 and 0, days date. NULL, nan and infinity are unknown,
    and the answers have NULL for it.
    Raises RuleRefused for a table that is no name, for two columns of one name, and where there is no column at all.
    """
    if not NAME.fullmatch(table.lower()):
        raise refusal_of_all(
            table, "表名只能用字母、数字、下划线和点", "a table's name is of letters, digits, _ and dots"
        )
    names = [name.lower() for name in (*keep, *rules)]
    wrong = sorted({name for name in names if names.count(name) > 1 or name.startswith("$")})
    if wrong or not names:
        listed = shortened(", ".join(wrong)) or "–"
        raise refusal_of_all(
            listed, f"列名重复、以$开头，或没有要的列：{listed}",
            f"columns of one name, or beginning with $, or no column at all: {listed}",
        )  # fmt: skip
    return _Query(dialect).written(rules, ".".join(_quoted(part, dialect) for part in table.split(".")), keep)


def _quoted(name: str, dialect: Dialect) -> str:
    mark = '"' if dialect == "duckdb" else "`"
    return mark + name.replace(mark, mark + mark) + mark


@dataclass(frozen=True, slots=True)
class _Piece:
    """SQL for a part. layer: the innermost SELECT that knows its columns. nesting: of brackets in the text."""

    text: str
    layer: int
    nesting: int
    is_word: bool


@dataclass(slots=True)
class _Query:
    """All rules of one SELECT: their parts, each once, and the columns of each layer."""

    dialect: Dialect
    nodes: list["Node | _Tamed"] = field(default_factory=list)
    places: dict["Node | _Tamed", int] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    layers: list[list[str]] = field(default_factory=lambda: [[]])

    def written(self, rules: Mapping[str, Rule], table: str, keep: Sequence[str]) -> str:
        roots = {name: self._joined(rule) for name, rule in rules.items()}
        pieces = self._pieces(self._to_be_columns(list(roots.values())))
        kept = [_quoted(name, self.dialect) for name in keep]
        inner = f"select {', '.join([*kept, *self.layers[0]]) or '1 as nothing'} from {table}"  # noqa: S608
        for number, columns in enumerate(self.layers[1:], start=1):
            inner = f"select *, {', '.join(columns)} from ({inner}) as layer_{number}"  # noqa: S608
        results = [f"{pieces[root].text} as {_quoted(name, self.dialect)}" for name, root in roots.items()]
        return f"select {', '.join([*kept, *results])} from ({inner}) as layers"  # noqa: S608

    def _joined(self, rule: Rule) -> int:
        """The place of a rule's whole among the parts of all rules."""
        self.variables.update(rule.variables)
        here: list[int] = []
        for node in rule.nodes:
            args = [here[arg] for arg in node.args]
            if node.op not in _WILD:
                args = [self._tamed(arg) for arg in args]
            elif node.op == "/":
                args[1] = self._tamed(args[1])
            here.append(self._place(replace(node, args=tuple(args))))
        return self._tamed(here[-1])

    def _tamed(self, place: int) -> int:
        """The part with infinite numbers made NULL; only parts that can give them need it."""
        node = self.nodes[place]
        is_wild = isinstance(node, Node) and node.op in _MAY_OVERFLOW and node.kind == "number"
        return self._place(_Tamed((place,))) if is_wild else place

    def _place(self, node: "Node | _Tamed") -> int:
        if node not in self.places:
            self.places[node] = len(self.nodes)
            self.nodes.append(node)
        return self.places[node]

    def _to_be_columns(self, roots: list[int]) -> set[int]:
        """The parts that are mentioned more than once, counting what templates repeat."""
        mentioned = [0] * len(self.nodes)
        for root in roots:
            mentioned[root] += 1
        for node in self.nodes:
            for at, arg in enumerate(node.args):
                mentioned[arg] += 2 if _is_repeated(node, at) else 1
        return {place for place, count in enumerate(mentioned) if count > 1}

    def _pieces(self, to_be_columns: set[int]) -> list[_Piece]:
        pieces: list[_Piece] = []
        for place, node in enumerate(self.nodes):
            piece = self._piece(place, node, [pieces[arg] for arg in node.args])
            if not piece.is_word and (place in to_be_columns or piece.nesting >= _DEEPEST_INLINE):
                piece = self._as_column(place, piece)
            pieces.append(piece)
        return pieces

    def _as_column(self, place: int, piece: _Piece) -> _Piece:
        name = _quoted(f"${place}", self.dialect)
        layer = piece.layer + 1
        while len(self.layers) <= layer:
            self.layers.append([])
        self.layers[layer].append(f"{piece.text} as {name}")
        return _Piece(name, layer, 0, is_word=True)

    def _piece(self, place: int, node: "Node | _Tamed", args: list[_Piece]) -> _Piece:
        texts = [arg.text for arg in args]
        layer, nesting = max((arg.layer for arg in args), default=0), max((arg.nesting for arg in args), default=0) + 1
        if isinstance(node, _Tamed):
            text = f"case when abs({texts[0]}) <= {_LARGEST} then {texts[0]} end"
            return _Piece(text, layer, nesting, is_word=False)
        if node.op == "variable":
            self.layers[0].append(f"{self._read(self.variables[node.name])} as {_quoted(f'${place}', self.dialect)}")
            return _Piece(_quoted(f"${place}", self.dialect), 0, 0, is_word=True)
        if node.op in ("literal", "constant"):
            return _Piece(_literal(node.value, node.kind, self.dialect), 0, 0, is_word=True)
        return _Piece(self._operation(node, texts), layer, nesting, is_word=False)

    def _operation(self, node: Node, args: list[str]) -> str:
        if node.op in _BETWEEN:
            return f"({f' {node.op} '.join(args)})"
        if node.op in _WITH_NUMBER:
            return _WITH_NUMBER[node.op](args[0], float(node.value))  # type: ignore[arg-type]
        if node.op == "case":
            return self._case(node, args)
        special = _OF_DIALECT[self.dialect].get(node.op)
        return special(args) if special else _PLAIN[node.op](args)

    def _case(self, node: Node, args: list[str]) -> str:
        """SQL's own `case` passes over an unknown condition; here it makes the whole unknown."""
        branches = []
        for at in range(0, len(args) - 1, 2):
            condition = self.nodes[node.args[at]]
            if not (isinstance(condition, Node) and condition.op == "unknown"):
                branches.append(f"when {args[at]} is null then null")
            branches.append(f"when {args[at]} then {args[at + 1]}")
        return f"case {' '.join(branches)} else {args[-1]} end"

    def _read(self, variable: Variable) -> str:
        """A column of the table as rules compute with it."""
        column = _quoted(variable.name, self.dialect)
        read = f"cast({column} as {_TYPES[self.dialect][variable.kind]})"
        match variable.kind:
            case "number":
                return f"case when abs({read}) <= {_LARGEST} then {read} end"
            case "truth":
                return f"case cast({column} as double) when 1e0 then true when 0e0 then false end"
            case _:
                return read


@dataclass(frozen=True, slots=True)
class _Tamed:
    """A number part with infinity and nan made NULL."""

    args: tuple[int, ...]


def _literal(value: Value | None, kind: Kind, dialect: Dialect) -> str:
    """A constant with its type said, so that no engine takes 1.5 for a decimal."""
    if value is None:
        return f"cast(null as {_TYPES[dialect][kind]})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return _text(value, dialect)
    return _number(value)


def _number(value: float) -> str:
    written = repr(float(value))
    written = written if "e" in written else f"{written}e0"
    return f"({written})" if value < 0 else written


def _text(value: str, dialect: Dialect) -> str:
    if dialect == "duckdb":
        return "'" + value.replace("'", "''") + "'"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


# Once infinite or nan, a number stays so through these, whatever it meets; only what reads it otherwise needs it tamed.
_WILD: frozenset[Op] = frozenset(["+", "-", "*", "/", "neg", "times", "over"])
_MAY_OVERFLOW: frozenset[Op] = _WILD | {"power", "exp"}
_BETWEEN: frozenset[Op] = frozenset(["+", "-", "*", "=", "<>", "<", "<=", ">", ">=", "and", "or"])
_REPEATING: frozenset[Op] = frozenset(["round", "floor", "ceil", "ln", "sqrt", "least", "greatest", "years_between"])


def _is_repeated(node: "Node | _Tamed", at: int) -> bool:
    """Whether the template of a part mentions its operand number `at` more than once."""
    if isinstance(node, _Tamed):
        return True
    if node.op == "case":
        return at % 2 == 0 and at < len(node.args) - 1
    return node.op in _REPEATING or (node.op == "/" and at == 1) or (node.op == "nullif" and at == 0)


def _rounded(a: str, decimals: float) -> str:
    power = _number(10.0 ** abs(decimals))
    up, down = ("*", "/") if decimals >= 0 else ("/", "*")
    size = f"abs({a}) {up} {power}"
    factor = f"case when {size} < {_number(NUDGED_BELOW)} then {_number(ROUNDING)} else 1e0 end"
    whole = f"cast(floor({size} * {factor} + 0.5e0) as double) {down} {power}"
    return f"case when {size} >= {_number(EXACT_BELOW)} then {a} when {a} < 0e0 then -({whole}) else {whole} end"


def _whole(function: str) -> Callable[[list[str]], str]:
    limit = _number(WHOLE_FROM)
    return lambda a: f"case when abs({a[0]}) < {limit} then cast({function}({a[0]}) as double) else {a[0]} end"


def _extreme(function: str) -> Callable[[list[str]], str]:
    """Engines pass over NULL in least and greatest; unknown it has to be."""

    def write(args: list[str]) -> str:
        unknown = " or ".join(f"{arg} is null" for arg in args)
        return f"case when {unknown} then null else {function}({', '.join(args)}) end"

    return write


def _number_of(day: str) -> str:
    return f"(year({day}) * 10000 + month({day}) * 100 + day({day}))"


_WITH_NUMBER: Mapping[Op, Callable[[str, float], str]] = {
    "times": lambda a, factor: f"({a} * {_number(factor)})",
    "over": lambda a, factor: f"({a} / {_number(factor)})",
    "round": _rounded,
}
_PLAIN: Mapping[Op, Callable[[list[str]], str]] = {
    "/": lambda a: f"({a[0]} / case when {a[1]} <> 0e0 then {a[1]} end)",
    "neg": lambda a: f"(-({a[0]}))",
    "not": lambda a: f"(not {a[0]})",
    "in": lambda a: f"({a[0]} in ({', '.join(a[1:])}))",
    "abs": lambda a: f"abs({a[0]})",
    "floor": _whole("floor"),
    "ceil": _whole("ceil"),
    "power": lambda a: f"power({a[0]}, {a[1]})",
    "exp": lambda a: f"exp({a[0]})",
    "ln": lambda a: f"ln(case when {a[0]} > 0e0 then {a[0]} end)",
    "sqrt": lambda a: f"sqrt(case when {a[0]} >= 0e0 then {a[0]} end)",
    "unknown": lambda a: f"({a[0]} is null)",
    "coalesce": lambda a: f"coalesce({', '.join(a)})",
    "nullif": lambda a: f"case when {a[0]} <> {a[1]} then {a[0]} end",
    "least": _extreme("least"),
    "greatest": _extreme("greatest"),
    "year": lambda a: f"cast(year({a[0]}) as double)",
    "month": lambda a: f"cast(month({a[0]}) as double)",
}
_OF_DIALECT: Mapping[Dialect, Mapping[Op, Callable[[list[str]], str]]] = {
    "duckdb": {
        "days_between": lambda a: f"cast(date_diff('day', {a[0]}, {a[1]}) as double)",
        "years_between": lambda a: f"trunc(({_number_of(a[1])} - {_number_of(a[0])}) / 10000e0)",
    },
    "spark": {
        "days_between": lambda a: f"cast(datediff({a[1]}, {a[0]}) as double)",
        "years_between": lambda a: (
            f"cast(cast(({_number_of(a[1])} - {_number_of(a[0])}) / 10000e0 as bigint) as double)"
        ),
    },
}
