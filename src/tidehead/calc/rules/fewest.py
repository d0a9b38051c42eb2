"""Which data are missing: the fewest that are enough in every case, and the fewest that may decide."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any, TypeAlias

from tidehead.calc.rules.record import node_value, node_values
from tidehead.calc.rules.tree import Node, Rule
from tidehead.calc.rules.types import Record, Value

_MOST_STEPS = 60_000  # parts looked at in one search: about a quarter of a second
_MOST_CASES = 256
_MOST_VALUES = 24
_MOST_THRESHOLDS = 6


@dataclass(frozen=True, slots=True)
class Fewest:
    """Both in the order in which the rule names them.

    enough: a smallest set of unknown data that settles the rule whatever their values; empty where it is settled.
    may_decide: a smallest set that settles it if the values fall so; empty also where no data ever could.
    is_exhaustive: whether all smaller sets were looked at with all their cases; False where the search was cut short:
    `enough` is still enough, but a smaller set may be.
    """

    enough: tuple[str, ...]
    may_decide: tuple[str, ...]
    is_exhaustive: bool = True


def fewest_data(rule: Rule, record: Record) -> Fewest:
    """The fewest unknown data that settle what a rule gives for a record.

    A rule is settled when `evaluate` gives a value, or when more data could not give one (a division by a known zero).
    Sums beyond the largest number are left out of account. See `docs/methods/rules.md`. Raises RuleRefused as
    `evaluate`.

    >>> from tidehead.calc.rules import Variable, parse_rule
    >>> names = {"sales": Variable("sales"), "is_new": Variable("is_new", "truth"), "staff": Variable("staff")}
    >>> fewest_data(parse_rule("is_new or sales >= 2000 and staff >= 100", names), {"staff": 50})
    Fewest(enough=('is_new',), may_decide=('is_new',), is_exhaustive=True)
    """
    search = _Search(rule, record)
    enough, may_decide = search.smallest(search.is_enough), search.smallest(search.may_decide)
    return Fewest(enough, may_decide, search.steps <= _MOST_STEPS and not search.is_cut)


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a part may come to besides its values."""

    name: str


_MISSING = _Sign("missing")  # unknown because a datum is missing
_UNDEFINED = _Sign("undefined")  # unknown, and data would not help
_ANY = _Sign("any")  # any value of its kind
_NO_VALUES = frozenset([_MISSING, _UNDEFINED])
_Outcomes: TypeAlias = frozenset[Any]  # values and signs that a part may come to
_TRUTHS: _Outcomes = frozenset([True, False])
_NON_MONOTONE = ("unknown", "coalesce")
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "in")


@dataclass(slots=True)
class _Search:
    """Looks at sets of unknown data, the smallest first.

    What is in the set may have any value. A datum that the rule names more than once and only compares with known
    numbers is tried on every side of each of them, so that contradictions are seen.
    """

    rule: Rule
    record: Record
    steps: int = 0
    is_cut: bool = False
    unknown: tuple[str, ...] = ()
    known: list[Any] = field(default_factory=list)
    cases: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    seen: dict[frozenset[str], tuple[bool, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = node_values(self.rule, self.record)
        pairs = zip(self.rule.nodes, self.known, strict=True)
        self.unknown = tuple(dict.fromkeys(n.name for n, value in pairs if n.op == "variable" and value is None))
        self.cases = {name: cases for name in self.unknown if (cases := self._cases_of(name))}

    def is_enough(self, names: frozenset[str]) -> bool:
        return self._looked_at(names)[0]

    def may_decide(self, names: frozenset[str]) -> bool:
        return self._looked_at(names)[1]

    def smallest(self, holds: Callable[[frozenset[str]], bool]) -> tuple[str, ...]:
        """The first of the smallest sets for which `holds`; () where it holds for none."""
        everything = frozenset(self.unknown)
        if holds(frozenset()):
            return ()
        if not holds(everything) and self._is_monotone():
            return ()
        needed = self._needed(holds) if self._is_monotone() else frozenset()
        others = [name for name in self.unknown if name not in needed]
        for size in range(len(others) + 1):
            for more in combinations(others, size):
                if self.steps > _MOST_STEPS:
                    return self._ordered(self._thinned(holds, everything))
                names = needed.union(more)
                if holds(names):
                    return self._ordered(names)
        return ()

    def _is_monotone(self) -> bool:
        """Whether more data can never unsettle the rule: it can where a rule asks whether a datum is there."""
        return not any(node.op in _NON_MONOTONE for node in self.rule.nodes)

    def _needed(self, holds: Callable[[frozenset[str]], bool]) -> frozenset[str]:
        """The data without which all others together do not do."""
        everything = frozenset(self.unknown)
        return frozenset(name for name in self.unknown if not holds(everything - {name}))

    def _thinned(self, holds: Callable[[frozenset[str]], bool], names: frozenset[str]) -> frozenset[str]:
        """A set from which nothing can be left out, where there is no time to look at all."""
        if not holds(names):
            return frozenset()
        for name in reversed(self.unknown):
            if holds(names - {name}):
                names -= {name}
        return names

    def _ordered(self, names: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in self.unknown if name in names)

    def _looked_at(self, names: frozenset[str]) -> tuple[bool, bool]:
        """Whether the set is enough, and whether it may decide."""
        if names not in self.seen:
            is_enough, may = True, False
            for chosen in self._tries(names):
                outcomes = self._outcomes(names, chosen)
                is_enough = is_enough and _MISSING not in outcomes
                may = may or bool(outcomes - _NO_VALUES)
                if may and not is_enough:
                    break
            self.seen[names] = (is_enough, may)
        return self.seen[names]

    def _tries(self, names: frozenset[str]) -> Iterator[dict[str, Value]]:
        """Every combination of the cases of the data in the set; those beyond a limit stay open to any value."""
        tried: list[str] = []
        count = 1
        for name in self._ordered(names):
            cases = len(self.cases.get(name, ()))
            if cases and count * cases <= _MOST_CASES and self.steps <= _MOST_STEPS:
                tried.append(name)
                count *= cases
            elif cases:
                self.is_cut = True
        for values in product(*(self.cases[name] for name in tried)):
            yield dict(zip(tried, values, strict=True))

    def _outcomes(self, names: frozenset[str], chosen: dict[str, Value]) -> _Outcomes:
        """What the rule may come to with the data of `names` given, those of `chosen` with these values."""
        found: list[_Outcomes] = []
        self.steps += len(self.rule.nodes)
        for node, value in zip(self.rule.nodes, self.known, strict=True):
            if node.args:
                found.append(_combined(node, [found[arg] for arg in node.args]))
            elif value is not None:
                found.append(frozenset([value]))
            elif node.name in chosen:
                found.append(frozenset([chosen[node.name]]))
            elif node.name in names:
                found.append(_TRUTHS if node.kind == "truth" else frozenset([_ANY]))
            else:
                found.append(frozenset([_MISSING if node.op == "variable" else _UNDEFINED]))
        return found[-1]

    def _cases_of(self, name: str) -> tuple[Value, ...]:
        """Values that stand for all values of a datum which the rule names more than once; () where none can."""
        nodes = self.rule.nodes
        place = next(at for at, node in enumerate(nodes) if node.op == "variable" and node.name == name)
        if _mentions(nodes)[place] < 2:
            return ()
        if nodes[place].kind == "truth":
            return (True, False)
        thresholds: set[Any] = set()
        for node in (node for node in nodes if place in node.args):
            others = [self.known[arg] for arg in node.args if arg != place]
            orders_text = nodes[place].kind == "text" and node.op not in ("=", "<>", "in")
            if node.op not in _COMPARISONS or None in others or not others or orders_text:
                return ()
            thresholds.update(others)
        return _around(sorted(thresholds)) if len(thresholds) <= _MOST_THRESHOLDS else ()


def _mentions(nodes: Sequence[Node]) -> list[int]:
    """How many ways lead from each part up to the whole."""
    ways = [0] * len(nodes)
    ways[-1] = 1
    for place in range(len(nodes) - 1, -1, -1):
        for arg in nodes[place].args:
            ways[arg] += ways[place]
    return ways


def _around(thresholds: list[Any]) -> tuple[Value, ...]:
    """The thresholds, a value between each two, and one beyond either end."""
    if isinstance(thresholds[0], str):
        return (*thresholds, "".join(thresholds) + "~")
    one: Any = timedelta(days=1) if isinstance(thresholds[0], date) else 1.0
    try:
        ends = [thresholds[0] - one, thresholds[-1] + one]
        between = [low + (high - low) / 2 for low, high in zip(thresholds, thresholds[1:], strict=False)]
    except OverflowError:
        return ()
    return tuple(dict.fromkeys([ends[0], *thresholds, *between, ends[1]]))


def _combined(node: Node, args: Sequence[_Outcomes]) -> _Outcomes:
    """What a part may come to, from what its operands may come to, each by itself."""
    match node.op:
        case "and":
            return _joined(args, False)
        case "or":
            return _joined(args, True)
        case "case":
            return _cases(args)
        case "coalesce":
            return _first_known(args)
        case "unknown":
            return frozenset(one in _NO_VALUES for one in args[0])
        case _:
            return _strict(node, args)


def _joined(args: Sequence[_Outcomes], settling: bool) -> _Outcomes:
    """`and` (settled by False) or `or` (settled by True): a missing datum outweighs an undefined part."""
    found: set[Any] = {not settling}
    for outcomes in args:
        found = {_both(one, other, settling) for one in found for other in outcomes}
    return frozenset(found)


def _both(one: Any, other: Any, settling: bool) -> Any:
    for weight in (settling, _MISSING, _UNDEFINED):
        if one is weight or other is weight:
            return weight
    return not settling


def _cases(args: Sequence[_Outcomes]) -> _Outcomes:
    found: set[Any] = set()
    for at in range(0, len(args) - 1, 2):
        condition = args[at]
        found |= condition & _NO_VALUES
        if True in condition:
            found |= args[at + 1]
        if False not in condition:
            return frozenset(found)
    return frozenset(found | args[-1])


def _first_known(args: Sequence[_Outcomes]) -> _Outcomes:
    found: set[Any] = set()
    is_missing = False
    for outcomes in args:
        found |= outcomes - _NO_VALUES
        if not outcomes & _NO_VALUES:
            return frozenset(found)
        is_missing = is_missing or _MISSING in outcomes
    may_be_undefined = all(_UNDEFINED in outcomes for outcomes in args)
    return frozenset(found | ({_MISSING} if is_missing else set()) | ({_UNDEFINED} if may_be_undefined else set()))


def _strict(node: Node, args: Sequence[_Outcomes]) -> _Outcomes:
    """Parts that need all their operands."""
    if node.op == "/" and args[1] == {0.0}:
        return frozenset([_UNDEFINED])
    found: set[Any] = set()
    if any(_UNDEFINED in outcomes for outcomes in args):
        found.add(_UNDEFINED)
    if any(_MISSING in outcomes for outcomes in args) and all(outcomes - {_UNDEFINED} for outcomes in args):
        found.add(_MISSING)
    values = [outcomes - _NO_VALUES for outcomes in args]
    if all(values):
        found |= _results(node, values)
    return frozenset(found)


def _results(node: Node, values: Sequence[_Outcomes]) -> set[Any]:
    count = 1
    for one in values:
        count *= len(one)
    if count <= _MOST_VALUES and not any(_ANY in one for one in values):
        results = [node_value(node, choice) for choice in product(*values)]
        return {_UNDEFINED if result is None else result for result in results}
    if node.kind == "truth":
        return {True, False}
    can_fail = node.op in ("ln", "sqrt", "power", "nullif") or (node.op == "/" and bool(values[1] & {_ANY, 0.0}))
    return {_ANY, _UNDEFINED} if can_fail else {_ANY}
