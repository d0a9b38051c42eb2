"""Why a rule gives what it gives: one readable line, and the tree below it with every value filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules.record import node_values
from tidehead.calc.rules.tree import Node, Op, Rule
from tidehead.calc.rules.types import Record, Value, Variable
from tidehead.calc.rules.wording import UNKNOWN, is_tidy, tidy_number, value_text

_LONGEST_LINE = 600
_RESULT = Label("结果", "Result")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule with its value. label: what it is; text: the same with values filled in; shown: its value.

    decides: whether the part above has its value because of this one: the branch of a case that was taken, what made
    an `and` fail or an `or` hold, the smaller of two; False for what made no difference.
    """

    label: str
    text: str
    value: Value | None
    unit: str
    shown: str
    children: "tuple[Part, ...]" = ()
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """text: one line. tree: the whole with all its parts. unknown: names of the rule's variables without a value."""

    text: str
    tree: Part
    unknown: tuple[str, ...]


def explain(rule: Rule, record: Record, *, language: str = "zh", title: Label = _RESULT) -> Explanation:
    """What a rule gives for a record, and why. title: what the result is called, at the head of the line.

    Raises RuleRefused as `evaluate`.

    >>> from tidehead.calc.rules import Variable, parse_rule
    >>> rule = parse_rule("tax / land", {"tax": Variable("tax", unit="万元"), "land": Variable("land", unit="亩")})
    >>> explain(rule, {"tax": 120, "land": 5}, title=Label("亩均税收")).text
    '亩均税收 = 120万元 ÷ 5亩 = 24万元/亩'
    """
    teller = _Teller(rule, record, language)
    tree = teller.tree()
    unknown = tuple(sorted({n.name for n, v in zip(rule.nodes, teller.values, strict=True) if n.name and v is None}))
    return Explanation(_cut(teller.line(title.text(language))), tree, unknown)


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


_SIGNS: Mapping[Op, str] = {
    "+": "+", "-": "−", "*": "×", "/": "÷",
    "=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥",
}  # fmt: skip
_STRENGTH: Mapping[Op, int] = {"+": 1, "-": 1, "*": 2, "/": 2}
_CHAINS: Mapping[Op, str] = {"+": "sum", "-": "sum", "*": "product", "/": "product"}
_FUNCTIONS: Mapping[Op, Label] = {
    "abs": Label("绝对值", "abs"),
    "floor": Label("向下取整", "floor"),
    "ceil": Label("向上取整", "ceil"),
    "power": Label("乘方", "power"),
    "ln": Label("自然对数", "ln"),
    "sqrt": Label("平方根", "sqrt"),
    "exp": Label("指数", "exp"),
    "least": Label("取小", "least"),
    "greatest": Label("取大", "greatest"),
    "coalesce": Label("首个已知", "first known"),
    "nullif": Label("相等则未知", "unknown if equal"),
    "year": Label("年份", "year"),
    "month": Label("月份", "month"),
    "days_between": Label("相隔天数", "days between"),
    "years_between": Label("相隔整年", "whole years between"),
}
_LABELS: Mapping[Op, Label] = {
    "+": Label("和", "sum"),
    "-": Label("差", "difference"),
    "*": Label("积", "product"),
    "/": Label("商", "quotient"),
    "neg": Label("相反数", "negative"),
    "times": Label("换算", "converted"),
    "over": Label("换算", "converted"),
    "round": Label("四舍五入", "rounded"),
    "in": Label("属于", "one of"),
    "and": Label("同时满足", "all of"),
    "or": Label("满足其一", "any of"),
    "not": Label("不成立", "not"),
    "unknown": Label("没有数据", "no data"),
    "case": Label("分情况", "by case"),
    "literal": Label("规则所定", "set by the rule"),
    **_FUNCTIONS,
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), Label("比较", "comparison")),
}
_UNDEFINED: Mapping[Op, Label] = {
    "/": Label("除数为零", "division by zero"),
    "ln": Label("对数的真数不大于零", "logarithm of no positive number"),
    "sqrt": Label("负数开方", "root of a negative number"),
    "power": Label("乘方无意义或过大", "power undefined or too large"),
    "nullif": Label("两值相等", "both are equal"),
    "case": Label("没有条件成立", "no condition holds"),
}


class _Teller:
    """The parts of one rule on one record, in words; each part's words are made once, from those of its operands."""

    def __init__(self, rule: Rule, record: Record, language: str) -> None:
        self.rule = rule
        self.nodes = rule.nodes
        self.language = language
        self.is_chinese = language.startswith("zh")
        self.values: list[Any] = node_values(rule, record)
        self.texts: list[str] = []
        for index in range(len(self.nodes)):
            self.texts.append(self._text(index))

    def tree(self) -> Part:
        """All parts; a chain of sums or of products is one part with many children."""
        parts: list[Part] = []
        chained: list[tuple[int, ...]] = []
        for index, node in enumerate(self.nodes):
            chained.append(self._chained(node, chained))
            deciding = self._deciding(index)
            children = [self._as_child(parts[arg], at in deciding) for at, arg in enumerate(chained[index])]
            label, text = self._label(node), self.texts[index]
            value, unit = self.values[index], node.unit or ""
            parts.append(Part(label, text, value, unit, self._shown(index), tuple(children)))
        return parts[-1]

    def line(self, title: str) -> str:
        """The whole in one line."""
        root = len(self.nodes) - 1
        node, value, shown = self.nodes[root], self.values[root], self._shown(root)
        if node.kind == "truth":
            reason = self._reason(root)
            return f"{title}{self._colon}{shown}" + (f"{self._dash}{reason}" if reason else "")
        reason = self._undefined() if value is None else ""
        shown += self._in_brackets(reason) if reason else ""
        if node.op in ("literal", "constant", "variable") or node.op == "case" and value is None:
            rest = self._in_brackets(self.texts[root]) if value is None and not reason else ""
            return f"{title} = {shown}{rest}"
        if node.op == "case" and self.texts[root].startswith(self._shown(root) + self._in_brackets("")[:-1]):
            return f"{title} = {self.texts[root]}"
        equals = "=" if not isinstance(value, float) or is_tidy(value) else "≈"
        return f"{title} = {self.texts[root]} {equals} {shown}"

    @property
    def _colon(self) -> str:
        return "：" if self.is_chinese else ": "

    @property
    def _dash(self) -> str:
        return "——" if self.is_chinese else " - "

    def _in_brackets(self, words: str) -> str:
        return f"（{words}）" if self.is_chinese else f" ({words})"

    def _listed(self, words: Sequence[str]) -> str:
        return ("，" if self.is_chinese else ", ").join(words)

    def _shown(self, index: int) -> str:
        return value_text(self.values[index], self.nodes[index].unit or "", self.language)

    def _variable(self, node: Node) -> Variable:
        return self.rule.variables[node.name]

    def _label(self, node: Node) -> str:
        return self._variable(node).title(self.language) if node.name else _LABELS[node.op].text(self.language)

    def _as_child(self, part: Part, decides: bool) -> Part:
        return part if decides else Part(part.label, part.text, part.value, part.unit, part.shown, part.children, False)

    def _chained(self, node: Node, chained: list[tuple[int, ...]]) -> tuple[int, ...]:
        """A part's operands; those of a sum that begins with a sum, all in one row."""
        if not node.args:
            return ()
        first = self.nodes[node.args[0]]
        same = node.op in _CHAINS and _CHAINS[node.op] == _CHAINS.get(first.op)
        return (*chained[node.args[0]], *node.args[1:]) if same else node.args

    def _text(self, index: int) -> str:
        """A part in words, from the words of its operands."""
        node = self.nodes[index]
        match node.op:
            case "literal":
                return self._shown(index)
            case "variable" | "constant":
                return self._leaf(index)
            case "+" | "-" | "*" | "/":
                left, right = node.args
                return f"{self._term(node, left, 0)} {_SIGNS[node.op]} {self._term(node, right, 1)}"
            case "times" | "over":
                return self._converted(index)
            case "neg":
                inner = self.texts[node.args[0]]
                return f"−{inner}" if not self.nodes[node.args[0]].args else f"−({inner})"
            case "round":
                decimals = tidy_number(node.value) if isinstance(node.value, float) else ""
                words = f"四舍五入到{decimals}位小数" if self.is_chinese else f"rounded to {decimals} decimals"
                return f"{self._boxed(node.args[0])}{self._in_brackets(words)}"
            case "case":
                return self._case(index)
            case _:
                return self._condition(index)

    def _condition(self, index: int) -> str:
        node = self.nodes[index]
        match node.op:
            case "and" | "or":
                word = {"and": Label(" 且 ", " and "), "or": Label(" 或 ", " or ")}[node.op].text(self.language)
                return word.join(self._boxed(arg) for arg in node.args)
            case "not":
                inner = self._in_brackets(self.texts[node.args[0]])
                return f"非{inner}" if self.is_chinese else f"not{inner}"
            case "unknown":
                asked = self.nodes[node.args[0]]
                name = self._label(asked) if asked.name else self._operand(node.args[0])
                has_none = "没有数据" if self.is_chinese else " has no data"
                return f"{name}{has_none}{self._colon}{self._shown(index)}"
            case "in":
                among = self._in_brackets(self._listed([self._shown(arg) for arg in node.args[1:]]))
                return f"{self._operand(node.args[0])} {_LABELS['in'].text(self.language)}{among}"
            case _ if node.op in _SIGNS:
                left, right = node.args
                return f"{self._operand(left)} {_SIGNS[node.op]} {self._operand(right)}"
            case _:
                name = _FUNCTIONS[node.op].text(self.language)
                return f"{name}{self._in_brackets(self._listed([self.texts[arg] for arg in node.args])).strip()}"

    def _leaf(self, index: int) -> str:
        """A number by its value alone; what is unknown, a truth or a text by its name as well."""
        node, value = self.nodes[index], self.values[index]
        if isinstance(value, float):
            return self._shown(index)
        name = self._label(node)
        if value is None:
            return f"{name}{UNKNOWN.text(self.language)}" if self.is_chinese else f"{name} unknown"
        return f"{name}{self._colon}{self._shown(index)}"

    def _operand(self, index: int) -> str:
        """One side of a comparison: with its name, or its value and how that came about."""
        node, value = self.nodes[index], self.values[index]
        if node.name and value is not None:
            return f"{self._label(node)} {self._shown(index)}"
        if not node.args:
            return self.texts[index]
        return f"{self._shown(index)}{self._in_brackets(self.texts[index])}"

    def _term(self, node: Node, index: int, at: int) -> str:
        """An operand of arithmetic, in brackets where it binds less."""
        inner = self.nodes[index]
        strength = _STRENGTH.get(inner.op, 0 if inner.op in ("case", "neg", "times", "over") else 3)
        if inner.op in ("times", "over") and self.nodes[inner.args[0]].op in _STRENGTH:
            strength = _STRENGTH[self.nodes[inner.args[0]].op]
        if inner.op in ("times", "over") and not self.nodes[inner.args[0]].args:
            strength = 3
        own = _STRENGTH[node.op]
        needs = strength < own or (strength == own and at == 1)
        is_negative = inner.op == "literal" and isinstance(inner.value, float) and inner.value < 0
        return f"({self.texts[index]})" if needs or is_negative else self.texts[index]

    def _boxed(self, index: int) -> str:
        """A part of a condition, in brackets where it has parts itself."""
        node = self.nodes[index]
        is_joined = node.op in ("and", "or", "+", "-", "*", "/", "case")
        return f"({self.texts[index]})" if is_joined else self.texts[index]

    def _converted(self, index: int) -> str:
        """What was brought to another unit: 0.5万元（5000元）; a product needs no more than its result's unit."""
        inner = self.nodes[index].args[0]
        if self.nodes[inner].op in _STRENGTH or self.values[index] is None:
            return self.texts[inner]
        return f"{self._shown(index)}{self._in_brackets(self.texts[inner])}"

    def _case(self, index: int) -> str:
        args = self.nodes[index].args
        for at in range(0, len(args) - 1, 2):
            condition = self.values[args[at]]
            if condition is None:
                why = f"无法判断：{self.texts[args[at]]}" if self.is_chinese else f"undecided: {self.texts[args[at]]}"
                return why
            if condition:
                because = "因为" if self.is_chinese else "because "
                return f"{self._boxed(args[at + 1])}{self._in_brackets(because + self.texts[args[at]])}"
        none = "各条件都不成立" if self.is_chinese else "no condition holds"
        return f"{self._boxed(args[-1])}{self._in_brackets(none)}"

    def _deciding(self, index: int) -> frozenset[int]:
        """Which operands, counted from 0, the part has its value from."""
        node, value = self.nodes[index], self.values[index]
        found = [self.values[arg] for arg in node.args]
        match node.op:
            case "and" | "or":
                return frozenset(at for at, one in enumerate(found) if one is value)
            case "case":
                return self._taken(found)
            case "coalesce":
                known = [at for at, one in enumerate(found) if one is not None]
                return frozenset(known[:1] or range(len(found)))
            case "least" | "greatest":
                return frozenset(at for at, one in enumerate(found) if one == value)
            case _:
                return frozenset(range(len(self.nodes)))

    def _taken(self, found: Sequence[Any]) -> frozenset[int]:
        """The condition of a case that held, or was unknown, and the value taken."""
        for at in range(0, len(found) - 1, 2):
            if found[at] is None:
                return frozenset([at])
            if found[at]:
                return frozenset([at, at + 1])
        return frozenset([*range(0, len(found) - 1, 2), len(found) - 1])

    def _reason(self, index: int) -> str:
        """What a condition came out by: what is met, not met or unknown."""
        value = self.values[index]
        node = self.nodes[index]
        if not node.args:
            return self.texts[index] if value is None and node.name else ""
        words = {True: Label("满足：", "met: "), False: Label("不满足：", "not met: ")}
        head = words[value].text(self.language) if value is not None else ("尚缺：" if self.is_chinese else "missing: ")
        separator = "；" if self.is_chinese else "; "
        return head + separator.join(self.texts[at] for at in self._decisive(index))

    def _decisive(self, index: int) -> list[int]:
        """The smallest conditions that a condition came out by."""
        node = self.nodes[index]
        if node.op not in ("and", "or"):
            return [index]
        return [leaf for at in sorted(self._deciding(index)) for leaf in self._decisive(node.args[at])]

    def _undefined(self) -> str:
        """Why there is no value although all data are there: the first part that has none."""
        for index, node in enumerate(self.nodes):
            args_known = all(self.values[arg] is not None for arg in node.args)
            if self.values[index] is None and node.args and (args_known or node.op == "case"):
                is_undecided = node.op == "case" and any(self.values[arg] is None for arg in node.args[:-1:2])
                reason = _UNDEFINED.get(node.op, Label("结果过大", "result too large"))
                return "" if is_undecided else reason.text(self.language)
        return ""
