"""The fewest data that settle a rule, held against trying every value of every set."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidehead.calc.rules import Fewest, Record, Rule, Value, Variable, evaluate, fewest_data, parse_rule, with_constants

NUMBERS = ("a", "b", "c", "d")
TRUTHS = ("p", "q", "r")
VARIABLES = {name: Variable(name) for name in NUMBERS} | {name: Variable(name, "truth") for name in TRUTHS}
DOMAINS: dict[str, tuple[Value, ...]] = {
    **dict.fromkeys(NUMBERS, (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)),
    **dict.fromkeys(TRUTHS, (True, False)),
}


class World:
    """All records of a small world, each judged once."""

    def __init__(self, rule: Rule, record: Record) -> None:
        self.rule = rule
        self.record = record
        self.unknown = sorted(name for name in rule.names if record.get(name) is None)
        self.judged: dict[tuple[tuple[str, Value], ...], Value | None] = {}
        self.settled: dict[tuple[tuple[str, Value], ...], bool] = {}

    def values_of(self, names: Iterable[str]) -> Iterator[dict[str, Value]]:
        names = list(names)
        return (dict(zip(names, values, strict=True)) for values in product(*(DOMAINS[name] for name in names)))

    def value(self, given: dict[str, Value]) -> Value | None:
        key = tuple(sorted(given.items()))
        if key not in self.judged:
            self.judged[key] = evaluate(self.rule, {**self.record, **given})
        return self.judged[key]

    def is_settled(self, given: dict[str, Value]) -> bool:
        """Whether more data can change nothing: there is a value, or none for any values of what is still unknown."""
        key = tuple(sorted(given.items()))
        if key not in self.settled:
            rest = [name for name in self.unknown if name not in given]
            self.settled[key] = self.value(given) is not None or all(
                self.value(given | more) is None for more in self.values_of(rest)
            )
        return self.settled[key]

    def is_enough(self, names: Iterable[str]) -> bool:
        return all(self.is_settled(given) for given in self.values_of(names))

    def may_decide(self, names: Iterable[str]) -> bool:
        return any(self.value(given) is not None for given in self.values_of(names))

    def smallest(self, holds: Callable[[Iterable[str]], bool]) -> int:
        """The size of the smallest set for which it holds; 0 where it holds for none."""
        sizes = range(len(self.unknown) + 1)
        return next((size for size in sizes if any(map(holds, combinations(self.unknown, size)))), 0)


@st.composite
def conditions(draw: st.DrawFn, numbers: list[str], truths: list[str], depth: int = 3) -> str:
    """A condition that names each datum at most once: the names are taken from the lists as they are used."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        if truths and draw(st.booleans()):
            return truths.pop()
        if numbers:
            return f"({draw(formulas(numbers, truths, depth - 1))} {draw(st.sampled_from(['>=', '<', '=']))} 1)"
        return draw(st.sampled_from(["true", "false"]))
    left = draw(conditions(numbers, truths, depth - 1))
    right = draw(conditions(numbers, truths, depth - 1))
    return f"({left} {draw(st.sampled_from(['and', 'or']))} {draw(st.sampled_from(['', 'not ']))}{right})"


@st.composite
def formulas(draw: st.DrawFn, numbers: list[str], truths: list[str], depth: int = 3) -> str:
    if depth <= 0 or not numbers or draw(st.integers(0, 4)) == 0:
        return numbers.pop() if numbers else "1"
    match draw(st.sampled_from(["case", "coalesce", "least", "+"])):
        case "case":
            condition = draw(conditions(numbers, truths, depth - 1))
            yes, no = draw(formulas(numbers, truths, depth - 1)), draw(formulas(numbers, truths, depth - 1))
            return f"case when {condition} then {yes} else {no} end"
        case "+":
            return f"({draw(formulas(numbers, truths, depth - 1))} + {draw(formulas(numbers, truths, depth - 1))})"
        case function:
            left, right = draw(formulas(numbers, truths, depth - 1)), draw(formulas(numbers, truths, depth - 1))
            return f"{function}({left}, {right})"


@st.composite
def read_once(draw: st.DrawFn) -> str:
    numbers, truths = list(draw(st.permutations(NUMBERS))), list(draw(st.permutations(TRUTHS)))
    return draw(draw(st.sampled_from([conditions, formulas]))(numbers, truths))


def some_known() -> st.SearchStrategy[dict[str, Value | None]]:
    return st.fixed_dictionaries(
        {name: st.none() | st.none() | st.sampled_from(DOMAINS[name]) for name in (*NUMBERS, *TRUTHS)}
    )


@settings(max_examples=80, deadline=None)
@given(text=read_once(), record=some_known())
def test_where_each_datum_is_named_once_the_sets_are_enough_and_none_is_larger_than_need_be(
    text: str, record: dict[str, Value | None]
) -> None:
    rule = parse_rule(text, VARIABLES)
    fewest, world = fewest_data(rule, record), World(rule, record)
    enough, may_decide = world.smallest(world.is_enough), world.smallest(world.may_decide)
    assert world.is_enough(fewest.enough), (text, fewest)
    assert len(fewest.enough) >= enough
    if (
        "+" not in text and "least" not in text
    ):  # a sum or the smaller of two may not reach every value in a small world
        assert (len(fewest.enough), len(fewest.may_decide)) == (enough, may_decide), (text, fewest)


@st.composite
def named_again(draw: st.DrawFn) -> str:
    """Conditions that compare the same data with numbers again and again."""
    one = st.builds(
        "({} {} {})".format, st.sampled_from("ab"), st.sampled_from([">=", "<", "="]), st.sampled_from("012")
    )
    leaf = one | st.sampled_from(["p", "q", "not p"])
    joined = st.recursive(
        leaf, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
    )
    return draw(joined)


@settings(max_examples=80, deadline=None)
@given(text=named_again(), record=some_known())
def test_contradictions_between_comparisons_of_one_datum_are_seen(text: str, record: dict[str, Value | None]) -> None:
    rule = parse_rule(text, VARIABLES)
    fewest, world = fewest_data(rule, record), World(rule, record)
    assert world.is_enough(fewest.enough), (text, fewest)
    sizes = (world.smallest(world.is_enough), world.smallest(world.may_decide))
    assert (len(fewest.enough), len(fewest.may_decide)) == sizes, (text, fewest, sizes)


@pytest.mark.parametrize(
    ("text", "record", "enough", "may_decide"),
    [
        ("a / b", {}, ("a", "b"), ("a", "b")),
        ("a / b", {"b": 0.0}, (), ()),  # no a mends a division by zero
        ("p and a > 1", {"p": False}, (), ()),
        ("p and a > 1", {}, ("p", "a"), ("p",)),  # p = no decides; p = yes does not
        ("p or a > 1 and b > 1", {"a": 0.0}, ("p",), ("p",)),
        ("case when p then a else 5 end", {}, ("p", "a"), ("p",)),
        ("case when a >= 3 then b when a < 3 then c end", {"b": 1.0, "c": 1.0}, ("a",), ("a",)),
        ("coalesce(a, b)", {}, ("a",), ("a",)),
        ("coalesce(a, 0)", {}, (), ()),
        ("least(a, b) + c", {"a": 1.0}, ("b", "c"), ("b", "c")),
        ("a > 2 and a < 1 or b > 0", {}, ("a", "b"), ("b",)),
        ("a is null", {}, (), ()),
        ("case when a is null then b else 1 end", {}, ("a",), ("a",)),
        ("nullif(a, b) > 0 or p", {}, ("a", "b", "p"), ("p",)),
    ],
)
def test_sets_worked_out_by_hand(
    text: str, record: Record, enough: tuple[str, ...], may_decide: tuple[str, ...]
) -> None:
    fewest = fewest_data(parse_rule(text, VARIABLES), record)
    assert fewest == Fewest(enough, may_decide)


def test_a_parameter_that_is_unknown_is_no_datum_to_ask_for() -> None:
    rule = with_constants(parse_rule("a >= b or p", VARIABLES), {"b": None})
    assert fewest_data(rule, {}) == Fewest(("p",), ("p",))


def test_large_rules_are_answered_in_bounded_time() -> None:
    many = {f"v{number}": Variable(f"v{number}") for number in range(60)}
    sums = parse_rule(" + ".join(many), many)
    tangled = parse_rule(" or ".join(f"(v{n} > 1 and v{n + 1} > 2 and v{n + 7} = 3)" for n in range(30)), many)
    asking = parse_rule(" + ".join(f"case when v{n} is null then v{n + 30} else 1 end" for n in range(30)), many)
    started = time.perf_counter()
    assert fewest_data(sums, {}) == Fewest(tuple(many), tuple(many))
    assert len(fewest_data(tangled, {}).may_decide) == 3
    fewest_data(asking, {})
    assert time.perf_counter() - started < 3
