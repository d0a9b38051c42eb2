"""A rule text becomes a checked rule: sqlglot says what binds how, everything it gives is looked at again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tidehead.calc.rules.checking import Checker, Part
from tidehead.calc.rules.refusals import Span, refusal, refusal_of_all, shortened
from tidehead.calc.rules.tokens import FUNCTIONS, Token, cut, is_usable_name
from tidehead.calc.rules.tree import Node, Op, Rule, in_unit
from tidehead.calc.rules.types import KINDS, Variable
from tidehead.calc.units import UnitError, measure


def parse_rule(text: str, variables: Mapping[str, Variable], *, unit: str = "") -> Rule:
    """Read and check a rule text; `docs/methods/rules.md` has the grammar.

    variables: every name that the text may use, parameters among them. unit: the unit that the result is to be in;
    left out, the unit that the rule makes.
    Raises RuleRefused, with the place in the text and what to do, for all that is outside the subset or does not
    fit together.

    >>> names = {"tax": Variable("tax", unit="万元"), "land": Variable("land", unit="亩")}
    >>> parse_rule("tax / land", names).unit
    '万元/亩'
    """
    tokens = cut(text, variables)
    for name in {token.word for token in tokens if token.kind == "name"}:
        _check_variable(text, name, variables[name])
    checker = Checker(text)
    whole = _Reader(checker, variables).read(tokens)
    if whole.kind is None:
        raise refusal(text, whole.span, "规则只有null；请写一个算式或条件", "the rule is only null; write a formula")
    used = {token.word for token in tokens if token.kind == "name"}
    rule = Rule(text, _needed(checker.nodes, whole.index), {name: variables[name] for name in sorted(used)})
    return in_unit(rule, unit) if unit else rule


def _check_variable(text: str, name: str, variable: Variable) -> None:
    if not is_usable_name(name) or variable.name != name or variable.kind not in KINDS:
        raise refusal_of_all(
            text, f"变量“{shortened(name)}”的名称或种类不能用；名称只用小写英文字母、数字和下划线",
            f'variable "{shortened(name)}" has a name or kind that cannot be used; names are of a-z, 0-9 and _',
        )  # fmt: skip
    if variable.kind == "number":
        try:
            measure(variable.unit)
        except UnitError:
            raise refusal_of_all(
                text, f"变量“{name}”的单位“{shortened(variable.unit)}”不是单位",
                f'the unit "{shortened(variable.unit)}" of variable "{name}" is none',
            ) from None  # fmt: skip


def _needed(nodes: list[Node], root: int) -> tuple[Node, ...]:
    """The nodes that the root uses, in order, places counted anew; the root is the last."""
    wanted = {root}
    for index in range(root, -1, -1):
        if index in wanted:
            wanted.update(nodes[index].args)
    places = {old: new for new, old in enumerate(sorted(wanted))}
    return tuple(replace(nodes[old], args=tuple(places[arg] for arg in nodes[old].args)) for old in places)


@dataclass(slots=True)
class _Frame:
    """What stands between two brackets, or between `case` and `end`: words for sqlglot, with their places.

    opening: None for the whole text; a function's token, `in`, `(` or `case` else. args: arguments that are done.
    """

    opening: Token | None
    start: int
    words: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    args: list[Part] = field(default_factory=list)

    def add(self, word: str, span: Span) -> None:
        self.words.append(word)
        self.spans.append(span)


class _Reader:
    """Folds brackets from the inside out, so that sqlglot sees only flat pieces and no depth can exhaust it.

    Names, literals, calls and brackets are given to sqlglot as quoted placeholders: it decides what binds how, and
    no word of the text reaches it but the operators of the subset.
    """

    def __init__(self, checker: Checker, variables: Mapping[str, Variable]) -> None:
        self.checker = checker
        self.text = checker.text
        self.variables = variables
        self.parts: dict[str, Part] = {}

    def read(self, tokens: list[Token]) -> Part:
        frames = [_Frame(None, 0)]
        called: Token | None = None
        skip = False
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if skip:
                skip = False
            elif token.kind == "function":
                called = token
            elif token.kind == "keyword" and token.word == "date":
                self._operand(frames[-1], self._day(token, following))
                skip = True
            else:
                self._token(frames, token, called)
                called = None
        return self._piece(frames[-1], (0, len(self.text)))

    def _token(self, frames: list[_Frame], token: Token, called: Token | None) -> None:
        frame = frames[-1]
        after_is = frame.words[-1:] == ["is"] or frame.words[-2:] == ["is", "not"]
        match token.kind, token.word:
            case ("number", _):
                self._operand(frame, self.checker.literal(float(token.word), "number", token.span))
            case ("text", _):
                self._operand(frame, self.checker.literal(token.word, "text", token.span))
            case ("name", _):
                self._operand(frame, self.checker.variable(self.variables[token.word], token.span))
            case (_, "true" | "false") if not after_is:
                self._operand(frame, self.checker.literal(token.word == "true", "truth", token.span))
            case (_, "null") if not after_is:
                self._operand(frame, self.checker.null(token.span))
            case (_, "(" | "case"):
                self._open(frames, token, called)
            case (_, ")" | "end"):
                self._close(frames, token)
            case (_, ","):
                self._comma(frame, token)
            case _:
                frame.add(token.word, token.span)

    def _operand(self, frame: _Frame, part: Part) -> None:
        self._check_operator_before(frame, part.span)
        name = f"p{len(self.parts)}"
        self.parts[name] = part
        frame.add(f'"{name}"', part.span)

    def _check_operator_before(self, frame: _Frame, span: Span) -> None:
        if frame.words and (frame.words[-1].startswith('"') or frame.words[-1] == ")"):
            raise refusal(
                self.text, span, "前面缺运算符，如 + - * / and or", "an operator is missing before this: + - * / and or"
            )

    def _day(self, token: Token, following: Token | None) -> Part:
        span = (token.span[0], following.span[1] if following else token.span[1])
        try:
            if following is None or following.kind != "text" or len(following.word) != 10:
                raise ValueError
            return self.checker.literal(date.fromisoformat(following.word), "day", span)
        except ValueError:
            raise refusal(self.text, span, "日期请写成 date '2024-12-31'", "write a day as date '2024-12-31'") from None

    def _open(self, frames: list[_Frame], token: Token, called: Token | None) -> None:
        frame = frames[-1]
        if called is not None:
            frames.append(_Frame(called, called.span[0]))
        elif frame.words[-1:] == ["in"] and token.word == "(":
            frames.append(_Frame(Token("keyword", "in", token.span), token.span[0]))
        else:
            self._check_operator_before(frame, token.span)
            frames.append(_Frame(token, token.span[0]))
            if token.word == "case":
                frames[-1].add("case", token.span)

    def _comma(self, frame: _Frame, token: Token) -> None:
        if frame.opening is None or (frame.opening.kind != "function" and frame.opening.word != "in"):
            raise refusal(
                self.text, token.span, "这里不能有逗号；规则只有一个结果", "no comma here: a rule has one result"
            )
        frame.args.append(self._piece(frame, token.span))
        frame.words, frame.spans = [], []

    def _close(self, frames: list[_Frame], token: Token) -> None:
        frame = frames.pop()
        span = (frame.start, token.span[1])
        opening = frame.opening
        if opening is None:
            raise refusal(self.text, token.span, "括号不成对", "brackets do not match")
        if opening.word == "case":
            frame.add("end", token.span)
            self._operand(frames[-1], replace(self._piece(frame, span), span=span))
            return
        if frame.words or frame.args or opening.kind == "operator":
            frame.args.append(self._piece(frame, token.span))
        if opening.kind == "function":
            self._check_count(opening, frame.args, span)
            self._operand(frames[-1], self.checker.called(opening.word, frame.args, span))
        elif opening.word == "in":
            self._list(frames[-1], frame.args, span)
        else:
            self._operand(frames[-1], replace(frame.args[0], span=span))

    def _list(self, frame: _Frame, choices: list[Part], span: Span) -> None:
        """Hand the choices of `in` on to sqlglot, which knows what stands to its left."""
        frame.add("(", span)
        for at, choice in enumerate(choices):
            if at:
                frame.add(",", choice.span)
            name = f"p{len(self.parts)}"
            self.parts[name] = choice
            frame.add(f'"{name}"', choice.span)
        frame.add(")", span)

    def _check_count(self, function: Token, args: list[Part], span: Span) -> None:
        least, most = FUNCTIONS[function.word]
        if not least <= len(args) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise refusal(
                self.text, span, f"{function.word}要{wanted}个参数，给了{len(args)}个",
                f"{function.word} takes {wanted} arguments, given were {len(args)}",
            )  # fmt: skip

    def _piece(self, frame: _Frame, span: Span) -> Part:
        """What sqlglot makes of a flat piece, checked."""
        if not frame.words:
            raise refusal(self.text, span, "这里缺一个算式或条件", "a formula or condition is missing here")
        if len(frame.words) == 1 and frame.words[0].startswith('"'):
            return self.parts[frame.words[0].strip('"')]
        try:
            parsed = sqlglot.parse_one(" ".join(frame.words), dialect="duckdb")
        except SqlglotError as error:
            raise self._unreadable(frame, error) from None
        whole = (frame.spans[0][0], frame.spans[-1][1])
        return _Lowering(self.checker, self.parts, whole).lowered(parsed)

    def _unreadable(self, frame: _Frame, error: SqlglotError) -> Exception:
        """Find the word that sqlglot stumbled over by its place in the piece."""
        details = getattr(error, "errors", None) or [{}]
        column = int(details[0].get("col") or 1)
        at, end = 0, len(frame.words[0])
        while end < column and at + 1 < len(frame.words):
            at += 1
            end += 1 + len(frame.words[at])
        return refusal(
            self.text, frame.spans[at], "读到这里读不通；请检查前后的运算符、括号和case",
            "this cannot be read; check operators, brackets and case around it",
        )  # fmt: skip


class _Lowering:
    """Turns what sqlglot gives for one flat piece into checked parts, operands first, without recursion."""

    def __init__(self, checker: Checker, parts: Mapping[str, Part], span: Span) -> None:
        self.checker = checker
        self.parts = parts
        self.span = span
        self.done: dict[int, Part] = {}

    def lowered(self, root: exp.Expr) -> Part:
        waiting: list[tuple[exp.Expr, bool]] = [(root, False)]
        while waiting:
            expression, is_ready = waiting.pop()
            if is_ready:
                self.done[id(expression)] = self._part(expression)
                continue
            waiting.append((expression, True))
            waiting += [(child, False) for child in reversed(_children(expression))]
        return self.done[id(root)]

    def _part(self, expression: exp.Expr) -> Part:
        if isinstance(expression, exp.Column) and expression.name in self.parts:
            return self.parts[expression.name]
        make = _MAKERS.get(type(expression))
        if make is None:
            raise refusal(
                self.checker.text, self.span, "规则里没有这种写法；请只用算式、比较、and、or、not、between、in、case",
                "this is outside what rules may say; use formulas, comparisons, and, or, not, between, in and case",
            )  # fmt: skip
        return make(self, expression)

    def _of(self, expression: exp.Expr, arg: str = "this") -> Part:
        return self.done[id(expression.args[arg])]

    def between(self, expression: exp.Expr) -> Part:
        part = self._of(expression)
        low = self.checker.compared(">=", part, self._of(expression, "low"))
        return self.checker.joined("and", low, self.checker.compared("<=", part, self._of(expression, "high")))

    def unknown(self, expression: exp.Expr) -> Part:
        if not isinstance(expression.args.get("expression"), exp.Null):
            raise refusal(
                self.checker.text, self.span, "is后面只能是null或not null", "after is comes only null or not null"
            )
        return self.checker.is_unknown(self._of(expression))

    def among(self, expression: exp.Expr) -> Part:
        if not expression.args.get("expressions"):
            raise refusal(
                self.checker.text, self.span, "in后面要有括号，里面是数、文字或日期",
                "after in come brackets with numbers, texts or days",
            )  # fmt: skip
        return self.checker.among(self._of(expression), [self.done[id(one)] for one in expression.expressions])

    def choice(self, expression: exp.Expr) -> Part:
        """`case`; with a value after it, every `when` is compared with that."""
        conditions, values = [], []
        for branch in expression.args["ifs"]:
            condition = self._of(branch)
            if expression.args.get("this") is not None:
                condition = self.checker.compared("=", self._of(expression), condition)
            conditions.append(condition)
            values.append(self._of(branch, "true"))
        default = expression.args.get("default")
        values.append(self.done[id(default)] if default is not None else self.checker.null(self.span))
        return self.checker.choice(conditions, values, self.span)

    def operands(self, expression: exp.Expr) -> tuple[Part, Part]:
        return self._of(expression), self._of(expression, "expression")

    def signed(self, expression: exp.Expr) -> Part:
        return self.checker.signed(self._of(expression))

    def negated(self, expression: exp.Expr) -> Part:
        return self.checker.negated(self._of(expression))

    def bracket(self, expression: exp.Expr) -> Part:
        return self._of(expression)


def _children(expression: exp.Expr) -> list[exp.Expr]:
    """The operands of an expression, left to right."""
    if isinstance(expression, exp.Column):
        return []
    if isinstance(expression, exp.Case):
        branches = [one for branch in expression.args["ifs"] for one in (branch.this, branch.args["true"])]
        return [one for one in (expression.args.get("this"), *branches, expression.args.get("default")) if one]
    if isinstance(expression, exp.Is):
        return [expression.this]
    if isinstance(expression, exp.In):
        return [expression.this, *expression.expressions]
    return [
        one for arg in ("this", "low", "high", "expression")
        if isinstance(one := expression.args.get(arg), exp.Expr)
    ]  # fmt: skip


_Maker = Callable[[_Lowering, exp.Expr], Part]
_Method = Callable[[Checker, Op, Part, Part], Part]


def _two(make: _Method, op: Op) -> _Maker:
    return lambda lowering, expression: make(lowering.checker, op, *lowering.operands(expression))


_MAKERS: Mapping[type, _Maker] = {
    exp.Add: _two(Checker.sum, "+"), exp.Sub: _two(Checker.sum, "-"),
    exp.Mul: _two(Checker.product, "*"), exp.Div: _two(Checker.product, "/"),
    exp.EQ: _two(Checker.compared, "="), exp.NEQ: _two(Checker.compared, "<>"), exp.LT: _two(Checker.compared, "<"),
    exp.LTE: _two(Checker.compared, "<="), exp.GT: _two(Checker.compared, ">"), exp.GTE: _two(Checker.compared, ">="),
    exp.And: _two(Checker.joined, "and"), exp.Or: _two(Checker.joined, "or"),
    exp.Neg: _Lowering.signed, exp.Not: _Lowering.negated, exp.Paren: _Lowering.bracket,
    exp.Between: _Lowering.between, exp.In: _Lowering.among, exp.Is: _Lowering.unknown, exp.Case: _Lowering.choice,
}  # fmt: skip
