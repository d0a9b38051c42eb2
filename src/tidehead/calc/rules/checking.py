"""Kinds and units of every part of a rule: adding 亩 to 元 is refused, 万元 and 元 are brought together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tidehead.calc.rules.refusals import Span, refusal, shortened
from tidehead.calc.rules.tokens import DEEPEST_NESTING
from tidehead.calc.rules.tree import Node, Op
from tidehead.calc.rules.types import KIND_NAMES, Kind, Value, Variable
from tidehead.calc.rules.unit_algebra import Factor, conversion, is_plain, product_unit, quotient_unit
from tidehead.calc.units import UnitError

MOST_NODES = 400
_CHAINS: tuple[frozenset[str], ...] = (frozenset("+-"), frozenset("*/"), frozenset(["and"]), frozenset(["or"]))
_DOING = {
    "+": ("相加", "added"), "-": ("相减", "subtracted"), "least": ("比大小", "compared"),
    "greatest": ("比大小", "compared"), "coalesce": ("互相替代", "used one for another"),
    "case": ("用作同一个结果", "used as one result"), "nullif": ("比较", "compared"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A checked part: where it is computed, where it stands in the text, and how deep and large it is.

    kind: None only for a bare `null`, which takes the kind of its neighbours. unit: None for bare numbers.
    """

    index: int
    span: Span
    kind: Kind | None
    unit: str | None
    depth: int = 1
    size: int = 1


Parts: TypeAlias = Sequence[Part]


class Checker:
    """Collects a rule's parts, the same one only once; every method refuses what makes no sense."""

    def __init__(self, text: str) -> None:
        """Begin with nothing."""
        self.text = text
        self.nodes: list[Node] = []
        self._places: dict[Node, int] = {}

    def literal(self, value: Value, kind: Kind, span: Span) -> Part:
        """A number (bare), text, truth or day that the text says."""
        return self._part(Node("literal", (), kind, None, value), (), span)

    def null(self, span: Span) -> Part:
        """An unknown that the text says; it has no kind yet."""
        return Part(-1, span, None, None)

    def variable(self, variable: Variable, span: Span) -> Part:
        """A variable by its name."""
        unit = variable.unit if variable.kind == "number" else None
        return self._part(Node("variable", (), variable.kind, unit, name=variable.name), (), span)

    def signed(self, part: Part) -> Part:
        """The number with its sign changed; of a literal, another literal."""
        self._need("number", part)
        span = (max(part.span[0] - 1, 0), part.span[1])
        node = self.nodes[part.index]
        if node.op == "literal" and isinstance(node.value, float):
            return self.literal(-node.value, "number", span)
        return self._part(Node("neg", (part.index,), "number", part.unit), (part,), span)

    def sum(self, op: Op, left: Part, right: Part) -> Part:
        """`+` or `-`, in the left one's unit."""
        left, right = self._alike(op, (left, right), "number")
        return self._made(op, (left, right), "number", left.unit)

    def product(self, op: Op, left: Part, right: Part) -> Part:
        """`*` or `/`, in the unit that they make."""
        self._need("number", left, right)
        if left.unit is None and (right.unit is None or op == "*"):
            return self._made(op, (left, right), "number", right.unit)
        if right.unit is None:
            return self._made(op, (left, right), "number", left.unit)
        make = product_unit if op == "*" else quotient_unit
        try:
            unit, factor = make(left.unit or "1", right.unit)
        except UnitError:
            raise refusal(
                self.text, _both(left, right), f"“{left.unit}”与“{right.unit}”乘除后的单位过长；请分成几步",
                f'"{left.unit}" and "{right.unit}" make a unit that is too long; take several steps',
            ) from None  # fmt: skip
        bare = self._made(op, (left, right), "number", unit)
        return self._times(bare, factor, unit)

    def compared(self, op: Op, left: Part, right: Part) -> Part:
        """A comparison of two of one kind; truths only by = and <>."""
        for part in (left, right):
            if part.kind is None:
                raise refusal(
                    self.text, part.span, "与null比较永远是未知；请写 is null 或 is not null",
                    "a comparison with null is always unknown; write is null or is not null",
                )  # fmt: skip
        left, right = self._alike(op, (left, right), left.kind)
        if left.kind == "truth" and op not in ("=", "<>"):
            raise refusal(
                self.text, _both(left, right), "是非没有大小；请用 = 或 <>", "truths have no order; use = or <>"
            )
        return self._made(op, (left, right), "truth", None)

    def among(self, part: Part, choices: Parts) -> Part:
        """`in`: whether it equals one of some literals."""
        for choice in choices:
            if choice.kind is None or self.nodes[choice.index].op != "literal":
                raise refusal(
                    self.text, choice.span, "in后面的括号里只能是数、文字或日期；请用 = 和 or",
                    "in takes only written numbers, texts or days; use = and or",
                )  # fmt: skip
        self._need_some(choices, part.span)
        alike = self._alike("in", (part, *choices), part.kind)
        return self._made("in", alike, "truth", None)

    def joined(self, op: Op, left: Part, right: Part) -> Part:
        """`and` or `or`; a chain of one becomes one part."""
        self._need("truth", left, right)
        args: list[int] = []
        for part in (left, right):
            node = self.nodes[part.index]
            args += node.args if node.op == op else (part.index,)
        return self._part(Node(op, tuple(args), "truth", None), (left, right), _both(left, right))

    def negated(self, part: Part) -> Part:
        """`not`."""
        self._need("truth", part)
        return self._made("not", (part,), "truth", None)

    def is_unknown(self, part: Part) -> Part:
        """`is null`."""
        if part.kind is None:
            raise refusal(
                self.text, part.span, "null is null 没有意义；请删去", "null is null says nothing; take it out"
            )
        return self._made("unknown", (part,), "truth", None)

    def choice(self, conditions: Parts, values: Parts, span: Span) -> Part:
        """`case`: the value of the first condition that holds; `values` has one more than `conditions`, the else."""
        self._need("truth", *conditions)
        kinds = [part.kind for part in values if part.kind is not None]
        if not kinds:
            raise refusal(self.text, span, "case的结果全是null；请至少给一个", "all results of case are null; give one")
        alike = self._alike("case", values, kinds[0])
        pairs = [part for pair in zip(conditions, alike, strict=False) for part in pair]
        unit = next((part.unit for part in alike if part.unit is not None), None)
        return self._made("case", (*pairs, alike[-1]), kinds[0], unit, span=span)

    def called(self, name: str, args: Parts, span: Span) -> Part:
        """A function by its name, with the right number of arguments."""
        for part in args:
            if part.kind is None:
                raise refusal(self.text, part.span, "函数里不能写null", "null is no argument of a function")
        match name:
            case "coalesce" | "nullif":
                return self._same(name, self._alike(name, args, args[0].kind), span)
            case "least" | "greatest":
                kind: Kind = "day" if args[0].kind == "day" else "number"
                return self._same(name, self._alike(name, args, kind), span)
            case "abs" | "floor" | "ceil":
                self._need("number", *args)
                return self._made(name, args, "number", args[0].unit, span=span)
            case "round":
                return self._rounded(args, span)
            case "year" | "month":
                self._need("day", *args)
                return self._made("year" if name == "year" else "month", args, "number", "1", span=span)
            case "days_between" | "years_between":
                self._need("day", *args)
                op: Op = "days_between" if name == "days_between" else "years_between"
                return self._made(op, args, "number", "天" if name == "days_between" else "年", span=span)
            case _:
                return self._plain_function(name, args, span)

    def _same(self, op: Op, args: Parts, span: Span) -> Part:
        return self._made(op, args, args[0].kind or "number", args[0].unit, span=span)

    def _rounded(self, args: Parts, span: Span) -> Part:
        self._need("number", *args)
        decimals = 0.0
        if len(args) == 2:
            written = self.nodes[args[1].index]
            if written.op != "literal" or not isinstance(written.value, float) or written.value not in range(-9, 10):
                raise refusal(
                    self.text, args[1].span, "小数位数请写-9到9的整数", "write the decimals as a whole number, -9 to 9"
                )
            decimals = written.value
        node = Node("round", (args[0].index,), "number", args[0].unit, decimals)
        return self._part(node, args[:1], span)

    def _plain_function(self, name: str, args: Parts, span: Span) -> Part:
        """power, ln, sqrt, exp: of plain numbers only."""
        self._need("number", *args)
        plain = []
        for part in args:
            if part.unit is not None and not is_plain(part.unit):
                raise refusal(
                    self.text, part.span, f"{name}只用于没有单位的数，这里是“{part.unit}”；请先除以同单位的基数",
                    f'{name} takes numbers without a unit, this one is in "{part.unit}"; divide by a base first',
                )  # fmt: skip
            plain.append(part if part.unit is None else self._in_unit(part, "1"))
        return self._made(name, plain, "number", "1", span=span)  # type: ignore[arg-type]

    def _alike(self, op: Op, parts: Parts, kind: Kind | None) -> list[Part]:
        """The parts as one kind and, of numbers, in one unit: that of the first that has one."""
        if kind is None:
            raise refusal(self.text, parts[0].span, "这里不能写null", "null has no place here")
        self._need(kind, *(part for part in parts if part.kind is not None or op != "case"))
        first = next((part for part in parts if part.unit is not None), None)
        unit = first.unit if first else None
        alike = []
        for part in parts:
            if part.kind is None:
                alike.append(self._part(Node("literal", (), kind, unit, None), (), part.span))
            elif kind == "number" and unit is not None and first is not None:
                alike.append(self._brought(op, part, first, unit))
            else:
                alike.append(part)
        return alike

    def _brought(self, op: Op, part: Part, first: Part, unit: str) -> Part:
        """A number in the unit of `first`; refused where it measures something else."""
        if part.unit is None:
            return self._adopted(part, unit)
        try:
            return self._in_unit(part, unit)
        except UnitError:
            zh, en = _DOING.get(op, ("比较", "compared"))
            words = [shortened(self.text[one.span[0] : one.span[1]]) for one in (first, part)]
            raise refusal(
                self.text, _both(first, part),
                f"“{words[0]}”的单位是“{unit}”，“{words[1]}”的单位是“{part.unit}”，不能{zh}；请检查变量，或先相乘除",
                f'"{words[0]}" is in "{unit}", "{words[1]}" in "{part.unit}": they cannot be {en}; check the '
                "variables, or multiply or divide first",
            ) from None  # fmt: skip

    def _in_unit(self, part: Part, unit: str) -> Part:
        return self._times(part, conversion(part.unit or unit, unit), unit)

    def _times(self, part: Part, factor: Factor, unit: str) -> Part:
        if factor.is_one:
            return replace(part, unit=unit)
        op: Op = "times" if factor.up != 1 else "over"
        node = Node(op, (part.index,), "number", unit, factor.up * factor.down)
        return replace(part, index=self._place(node), unit=unit)

    def _adopted(self, part: Part, unit: str) -> Part:
        """A bare number, now known to be in `unit`; so are the bare numbers that it was chosen from."""
        index = self._with_unit(part.index, unit)
        return replace(part, index=index, unit=unit)

    def _with_unit(self, index: int, unit: str) -> int:
        node = self.nodes[index]
        args = node.args
        if node.unit is None and node.kind == "number":
            if node.op == "case":
                last = len(args) - 1
                args = tuple(self._with_unit(arg, unit) if at % 2 or at == last else arg for at, arg in enumerate(args))
            elif node.op in ("least", "greatest", "coalesce", "nullif", "neg", "abs", "round"):
                args = tuple(self._with_unit(arg, unit) for arg in args)
            return self._place(replace(node, args=args, unit=unit))
        return index

    def _need(self, kind: Kind, *parts: Part) -> None:
        for part in parts:
            if part.kind != kind:
                wanted = KIND_NAMES[kind]
                given = KIND_NAMES[part.kind].text("zh") if part.kind else "null"
                given_en = KIND_NAMES[part.kind].text("en") if part.kind else "null"
                raise refusal(
                    self.text, part.span, f"这里要的是{wanted.zh}，给的是{given}；请检查变量或括号",
                    f"a {wanted.en} is wanted here, this is a {given_en}; check the variable or the brackets",
                )  # fmt: skip

    def _need_some(self, parts: Parts, span: Span) -> None:
        if not parts:
            raise refusal(self.text, span, "in后面的括号是空的", "the brackets after in are empty")

    def _made(self, op: Op, args: Parts, kind: Kind, unit: str | None, *, span: Span | None = None) -> Part:
        node = Node(op, tuple(part.index for part in args), kind, unit)
        return self._part(node, args, span or _both(*args))

    def _part(self, node: Node, args: Parts, span: Span) -> Part:
        """Keep a node, and refuse a rule that has become too large or too deep."""
        size = 1 + sum(part.size for part in args)
        depth = 1 + max((part.depth - self._continues(node, part) for part in args), default=0)
        if size > MOST_NODES or depth > DEEPEST_NESTING:
            raise refusal(
                self.text, span, f"规则过于复杂：最多{MOST_NODES}个成分、{DEEPEST_NESTING}层；请拆成几个指标",
                f"the rule is too complex: at most {MOST_NODES} parts and {DEEPEST_NESTING} levels; split it into "
                "several indicators",
            )  # fmt: skip
        return Part(self._place(node), span, node.kind, node.unit, depth, size)

    def _continues(self, node: Node, part: Part) -> int:
        """1 where `part` is the same chain of sums, products, ands or ors: a long chain is not deep."""
        inner = self.nodes[part.index]
        return int(bool(node.args) and any({node.op, inner.op} <= chain for chain in _CHAINS))

    def _place(self, node: Node) -> int:
        if node not in self._places:
            self._places[node] = len(self.nodes)
            self.nodes.append(node)
        return self._places[node]


def _both(*parts: Part) -> Span:
    return min(part.span[0] for part in parts), max(part.span[1] for part in parts)
