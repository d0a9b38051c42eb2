"""A scheme made ready to run: its structure checked, its rule texts compiled, its indicators put in an order."""

from collections.abc import Mapping

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.rules import Rule, RuleRefused, Value, Variable, evaluate, is_usable_name, parse_rule, with_constants
from tidehead.calc.schemes.blanks import blank_problems
from tidehead.calc.schemes.checking import structure_problems
from tidehead.calc.schemes.problems import Problem, SchemeRefused
from tidehead.calc.schemes.types import Adjustment, Indicator, Method, Missing, Prepared, Scheme, Veto
from tidehead.calc.schemes.wording import METHOD_NAMES
from tidehead.calc.units import UnitError, measure

SETTINGS: Mapping[Method, tuple[str, ...]] = {
    Method.BASE_RATIO: ("base",),
    Method.DISTANCE_TO_TARGET: ("target",),
    Method.GOALPOSTS: ("worst", "best"),
}
"""The rule texts that a method cannot do without."""

ALLOWED: Mapping[Method, tuple[str, ...]] = {**SETTINGS, Method.DISTANCE_TO_TARGET: ("target", "worst")}


def prepare(scheme: Scheme) -> Prepared:
    """Check a scheme and compile its rule texts.

    Raises SchemeRefused with every problem found: weights that do not add up, circles, unknown names, units that do not
    fit, bands that do not end at 1, a base that is not above zero, and the rest of docs/methods/schemes.md.
    """
    problems = [*structure_problems(scheme), *_name_problems(scheme)]
    if problems:
        raise SchemeRefused(problems)
    compiler = _Compiler(scheme)
    prepared = compiler.prepared()
    if compiler.problems:
        raise SchemeRefused(compiler.problems)
    return prepared


def _name_problems(scheme: Scheme) -> list[Problem]:
    """Names that rules could not use, and units that are none."""
    problems = []
    named = [(f"variables.{one.name}", one.name, one.variable.unit) for one in scheme.variables]
    named += [(f"parameters.{one.name}", one.name, one.unit) for one in scheme.parameters]
    named += [(f"indicators.{one.id}", one.id, one.unit) for one in scheme.indicators]
    for where, name, unit in named:
        if not is_usable_name(name):
            problems.append(
                Problem(
                    where,
                    Label(
                        f"名称“{name}”不能用于算式；请只用小写英文字母、数字和下划线，以字母开头，且不与SQL词语相同",
                        f'"{name}" cannot be used in formulas; use small letters, digits and underscores, a letter '
                        "first, no SQL word",
                    ),
                )
            )
        if not _is_unit(unit):
            problems.append(Problem(where, Label(f"“{unit}”不是单位", f'"{unit}" is no unit')))
    return problems


def _is_unit(unit: str) -> bool:
    try:
        measure(unit)
    except UnitError:
        return False
    return True


class _Compiler:
    """Compiles every rule text of a scheme, and keeps what is wrong with them."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.problems: list[Problem] = []
        self.given = {one.name: one.variable for one in scheme.variables} | {
            one.name: Variable(one.name, "number", one.unit, one.label) for one in scheme.parameters
        }
        leaves = {one.id: Variable(one.id, "number", one.unit, one.label) for one in scheme.indicators}
        self.all = self.given | leaves
        self.constants: dict[str, Value | None] = {one.name: one.value for one in scheme.parameters}

    def prepared(self) -> Prepared:
        scheme = self.scheme
        values = tuple(self.number(f"indicators.{one.id}.value", one.value, one.unit) for one in scheme.indicators)
        return Prepared(
            scheme,
            self.all,
            self.order(values),
            values,
            tuple(self.settings(one) for one in scheme.indicators),
            tuple(self.points(one) for one in scheme.adjustments),
            tuple(self.condition(one) for one in scheme.vetoes),
            self.of_kind("boards.by", scheme.boards.by, "text") if scheme.boards.by else None,
            self.of_kind("filled_within", scheme.filled_within, "text") if scheme.filled_within else None,
        )

    def rule(self, where: str, text: str, names: Mapping[str, Variable], unit: str = "") -> Rule:
        try:
            return with_constants(parse_rule(text, names, unit=unit), self.constants)
        except RuleRefused as refused:
            self.problems.append(Problem(where, refused.message))
            return parse_rule("0", {})

    def number(self, where: str, text: str, unit: str) -> Rule:
        return self.rule(where, text, self.all, unit)

    def of_kind(self, where: str, text: str, kind: str) -> Rule:
        before = len(self.problems)
        rule = self.rule(where, text, self.all)
        if rule.kind != kind and len(self.problems) == before:
            wanted = {"truth": Label("条件（是或非）", "condition"), "text": Label("文字", "text")}[kind]
            self.problems.append(
                Problem(where, Label(f"这里要的是{wanted.zh}：{text}", f"a {wanted.en} is wanted here: {text}"))
            )
        return rule

    def condition(self, veto: Veto) -> Rule:
        where = f"vetoes.{veto.id}.when"
        rule = self.of_kind(where, veto.when, "truth")
        if veto.missing == Missing.ZERO:
            self.problems += blank_problems(where, rule)
        return rule

    def points(self, adjustment: Adjustment) -> Rule:
        where = f"adjustments.{adjustment.id}.points"
        rule = self.plain_number(where, adjustment.points)
        if adjustment.missing == Missing.ZERO:
            self.problems += blank_problems(where, rule)
        return rule

    def plain_number(self, where: str, text: str) -> Rule:
        """Points are plain numbers, 分, or things counted one by one; of 3 × growth in % nobody knows the points."""
        before = len(self.problems)
        rule = self.rule(where, text, self.all)
        if len(self.problems) > before:
            return rule
        unit = measure(rule.unit) if rule.kind == "number" else None
        if unit is None or unit.under or len(unit.over) > 1 or unit.scale != 1:
            self.problems.append(
                Problem(
                    where,
                    Label(
                        f"加减分应是分数，算式给出的单位是“{rule.unit or rule.kind}”；请除以带单位的参数，或改用条件",
                        f'points are wanted, not "{rule.unit or rule.kind}"; divide by a parameter with its unit',
                    ),
                )
            )
        return rule

    def settings(self, indicator: Indicator) -> Mapping[str, Rule]:
        """Base, target and posts: of the unit's own data and parameters, not of other indicators."""
        found = {}
        for name in ALLOWED.get(indicator.normalisation.method, ()):
            text = getattr(indicator.normalisation, name)
            where = f"indicators.{indicator.id}.normalisation.{name}"
            if not text:
                if name in SETTINGS[indicator.normalisation.method]:
                    self.problems.append(
                        Problem(
                            where,
                            Label(
                                f"“{METHOD_NAMES[indicator.normalisation.method].zh}”必须给出{name}",
                                f"{METHOD_NAMES[indicator.normalisation.method].en} needs a {name}",
                            ),
                        )
                    )
                continue
            found[name] = self.rule(where, text, self.given, indicator.unit)
            if name == "base":
                self.check_base(where, found[name])
        return found

    def check_base(self, where: str, rule: Rule) -> None:
        """A base of constants only is known now; one of the unit's own data is checked when data come."""
        if rule.names:
            return
        base = evaluate(rule, {})
        if isinstance(base, float | int) and not base > 0:
            self.problems.append(
                Problem(
                    where,
                    Label(
                        f"基准值是{base:g}，必须大于0；请改正基准值",
                        f"the base is {base:g} and has to be above 0; correct the base",
                    ),
                )
            )

    def order(self, values: tuple[Rule, ...]) -> tuple[int, ...]:
        """Positions such that each indicator comes after those that its formula names; a circle is a problem."""
        position = {one.id: place for place, one in enumerate(self.scheme.indicators)}
        needs = {
            place: [position[name] for name in sorted(rule.names) if name in position]
            for place, rule in enumerate(values)
        }
        done: list[int] = []
        waiting = dict.fromkeys(needs)
        while waiting:
            ready = [place for place in waiting if not any(need in waiting for need in needs[place])]
            if not ready:
                self.circle(needs, list(waiting))
                return ()
            done += ready
            for place in ready:
                del waiting[place]
        return tuple(done)

    def circle(self, needs: Mapping[int, list[int]], waiting: list[int]) -> None:
        path = [waiting[0]]
        while path[-1] not in path[:-1]:
            path.append(next(need for need in needs[path[-1]] if need in waiting))
        names = [self.scheme.indicators[place].id for place in path[path.index(path[-1]) :]]
        self.problems.append(
            Problem(
                f"indicators.{names[0]}.value",
                Label(
                    f"循环定义：{' → '.join(names)}；请让其中一项不再引用其他项",
                    f"circular definition: {' → '.join(names)}; define one of them without the others",
                ),
            )
        )


def constants_of(scheme: Scheme) -> dict[str, float]:
    """Parameters by name; nan where one has no value."""
    return {one.name: np.nan if one.value is None else one.value for one in scheme.parameters}
