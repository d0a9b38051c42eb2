"""Works out the arithmetic checks of a pack: sums, shares, growth and counts, each with the figures it used."""

import math
from dataclasses import dataclass
from datetime import date

from tidehead.calc.labels import Label
from tidehead.calc.units import UnitError, convert, divided, multiplied
from tidehead.packs.schema import (
    Check,
    Combined,
    Comparator,
    Count,
    FigureKey,
    Given,
    Growth,
    ObservationRow,
    Observed,
    Position,
    Region,
    Targeted,
    TargetRow,
    Term,
)

ROUNDING = 1e-9  # of the right side: what adding floats may lose, far below any printed digit
_SYMBOLS = {"sum": " + ", "difference": " − ", "product": " × ", "quotient": " ÷ "}
_RELATIONS = {
    "equals": ("equals", "等于"),
    "at_least": ("is at least", "不低于"),
    "at_most": ("is at most", "不高于"),
    "more_than": ("is more than", "高于"),
    "less_than": ("is less than", "低于"),
}


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a check used, with its source and where the pack states it."""

    what: str  # the figure's key, or the target's id
    value: float
    unit: str
    source: str
    locator: str
    position: Position
    comparator: Comparator = Comparator.EQUAL


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in a unit; `shown`: how it came about, as a reader would write it."""

    value: float
    unit: str
    shown: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check. `outcome`: holds, fails or unknown; sides are None where they could not be worked out."""

    check: Check
    outcome: str
    left: Amount | None
    right: Amount | None
    inputs: tuple[Input, ...]
    explanation: Label


class _UnknownValue(Exception):
    """A term has no value; the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Label(zh, en)


def evaluate_checks(region: Region) -> tuple[CheckResult, ...]:
    """The result of every check of a region, in the pack's order."""
    figures = _Figures(region)
    return tuple(_run(check, figures) for check in region.checks)


def _run(check: Check, figures: "_Figures") -> CheckResult:
    inputs: list[Input] = []
    try:
        right = figures.amount(check.right, inputs)
        left = _in_unit(figures.amount(check.left, inputs), right.unit)
    except _UnknownValue as unknown:
        return CheckResult(check, "unknown", None, None, tuple(inputs), unknown.reason)
    outcome = "holds" if _holds(check, left.value, right.value) else "fails"
    explanation = _explanation(check, left, right, outcome=outcome)
    return CheckResult(check, outcome, left, right, tuple(inputs), explanation)


def _holds(check: Check, left: float, right: float) -> bool:
    gap = left - right
    slack = max(check.tolerance, check.relative_tolerance * abs(right)) + ROUNDING * max(abs(left), abs(right))
    return {
        "equals": abs(gap) <= slack,
        "at_least": gap >= -slack,
        "at_most": gap <= slack,
        "more_than": gap > slack,
        "less_than": gap < -slack,
    }[check.relation]


def _explanation(check: Check, left: Amount, right: Amount, *, outcome: str) -> Label:
    """One line: both sides, what was to hold between them, and by how much it fails."""
    en, zh = _RELATIONS[check.relation]
    slack = max(check.tolerance, check.relative_tolerance * abs(right.value))
    gap = _with_unit(abs(left.value - right.value), right.unit)
    within_zh, within_en = (f"（容差 {_number(slack)}）", f" (within {_number(slack)})") if slack else ("", "")
    said_zh, said_en = ("成立", "holds") if outcome == "holds" else (f"不成立，相差 {gap}", f"fails, {gap} apart")
    return Label(
        f"{_side(left)} {zh} {_side(right)}{within_zh}：{said_zh}",
        f"{_side(left)} {en} {_side(right)}{within_en}: {said_en}",
    )


def _side(amount: Amount) -> str:
    worked_out = _with_unit(amount.value, amount.unit)
    return worked_out if amount.shown == worked_out else f"{amount.shown} [{worked_out}]"


class _Figures:
    """A region's figures by what terms ask for."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.units = {indicator.id: indicator.unit for indicator in region.indicators}
        self.issued = {source.id: source.issued_on for source in region.sources}
        self.targets = {target.id: target for target in region.targets}
        self.observed: dict[FigureKey, list[ObservationRow]] = {}
        for row in region.observations:
            self.observed.setdefault(row.key, []).append(row)

    def amount(self, term: Term, inputs: list[Input]) -> Amount:
        """The value of a term; the figures it uses are added to `inputs`. Raises _UnknownValue where it has none."""
        if isinstance(term, Given):
            return Amount(term.value, term.unit, _with_unit(term.value, term.unit))
        if isinstance(term, Observed):
            return self._observation(term, inputs)
        if isinstance(term, Targeted):
            return self._target(self.targets.get(term.id), term.id, inputs)
        if isinstance(term, Count):
            return self._count(term)
        if isinstance(term, Growth):
            return _growth(self.amount(term.start, inputs), self.amount(term.end, inputs), term.years)
        return _combined(term, [self.amount(part, inputs) for part in term.parts])

    def _observation(self, term: Observed, inputs: list[Input]) -> Amount:
        rows = [row for row in self.observed.get(term.key, []) if term.source in ("", row.source)]
        if not rows:
            raise _UnknownValue(f"没有 {key_text(term.key)} 的数值", f"no observation of {key_text(term.key)}")
        newest = max(self._known_on(row) for row in rows)
        latest = [row for row in rows if self._known_on(row) == newest]
        if len({(row.value, row.unit, row.value_high) for row in latest}) > 1:
            raise _UnknownValue(
                f"{key_text(term.key)} 有多个来源且数值不同，请写明来源",
                f"sources give different values of {key_text(term.key)}; name one",
            )
        row = latest[0]
        return self._figure(key_text(term.key), row.key, row, inputs)

    def _known_on(self, row: ObservationRow) -> date:
        return row.as_of or self.issued.get(row.source) or date.min

    def _target(self, row: TargetRow | None, name: str, inputs: list[Input]) -> Amount:
        if row is None or row.value is None:
            raise _UnknownValue(f"目标 {name} 没有数值", f"target {name} has no value")
        return self._figure(name, row.key, row, inputs)

    def _figure(self, what: str, key: FigureKey, row: ObservationRow | TargetRow, inputs: list[Input]) -> Amount:
        if row.comparator is Comparator.RANGE or row.value is None:
            raise _UnknownValue(f"{what} 是区间，没有单一数值", f"{what} is a range and has no single value")
        unit = self.units.get(key.indicator, row.unit)
        given = Amount(row.value, row.unit, "")
        value = given.value if row.unit == unit else _in_unit(given, unit).value
        inputs.append(Input(what, row.value, row.unit, row.source, row.locator, row.position, row.comparator))
        return Amount(value, unit, _with_unit(value, unit))

    def _count(self, term: Count) -> Amount:
        number = {
            "places": self._places,
            "members": self._members,
            "stated": self._stated,
            "commitments": self._commitments,
        }[term.what](term)
        whole = f"{term.owner}/{term.part}" if term.part else term.owner
        return Amount(float(number), "1", f"{'stated' if term.what == 'stated' else 'count'}({whole})")

    def _places(self, term: Count) -> int:
        tree = next((tree for tree in self.region.trees if tree.id == term.owner), None)
        if tree is None:
            raise _UnknownValue(f"没有地点树 {term.owner}", f"no tree {term.owner}")
        if term.part:
            return len(tree.children.get(term.part, ()))
        return sum(not tree.children.get(child) for below in tree.children.values() for child in below)

    def _members(self, term: Count) -> int:
        members = [member for one in self.region.taxonomies if one.id == term.owner for member in one.members]
        return sum(term.part in ("", member.group) for member in members)

    def _stated(self, term: Count) -> int:
        groups = [group for one in self.region.taxonomies if one.id == term.owner for group in one.groups]
        stated = [group.stated for group in groups if term.part in ("", group.code)]
        if not stated or None in stated:
            raise _UnknownValue(f"{term.owner} 未写明成员数", f"{term.owner} does not state how many members it has")
        return sum(number or 0 for number in stated)

    def _commitments(self, term: Count) -> int:
        return sum(len(plan.commitments) for plan in self.region.plans if plan.id == term.owner)


def _combined(term: Combined, parts: list[Amount]) -> Amount:
    shown = _SYMBOLS[term.how].join(_bracketed(part) for part in parts)
    value, unit = parts[0].value, parts[0].unit
    for part in parts[1:]:
        if term.how in ("sum", "difference"):
            other = _in_unit(part, unit).value
            value += other if term.how == "sum" else -other
        else:
            value, unit = _scaled(value, unit, part, by_dividing=term.how == "quotient")
    return Amount(_finite(value), unit, shown if len(parts) > 1 else parts[0].shown)


def _scaled(value: float, unit: str, part: Amount, *, by_dividing: bool) -> tuple[float, str]:
    factor, made = (divided if by_dividing else multiplied)(unit, part.unit)
    if by_dividing and part.value == 0:
        raise _UnknownValue("除数为 0", "division by 0")
    return (value / part.value if by_dividing else value * part.value) * factor, made


def _growth(start: Amount, end: Amount, years: float) -> Amount:
    later = _in_unit(end, start.unit).value
    if start.value <= 0 or later <= 0:
        raise _UnknownValue("年均增速要求两端数值为正", "growth needs values above 0 at both ends")
    rate = _finite(((later / start.value) ** (1 / years) - 1) * 100)
    return Amount(rate, "%", f"({_bracketed(end)} ÷ {_bracketed(start)})^(1/{_number(years)}) − 1")


def _in_unit(amount: Amount, unit: str) -> Amount:
    try:
        # In arithmetic a difference of two percentages meets percentage points: both count as shares here.
        return Amount(_finite(convert(amount.value, amount.unit, unit, growth=True)), unit, amount.shown)
    except UnitError as error:
        raise _UnknownValue(
            f"单位 {amount.unit} 不能换算为 {unit}", f"unit {amount.unit} does not convert to {unit}"
        ) from error


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise _UnknownValue("数值过大", "the value is too large")
    return value


def key_text(key: FigureKey) -> str:
    """A figure's key as checks write it."""
    parts = [key.indicator, key.place, key.period]
    parts += [f"industry={key.industry}"] if key.industry else []
    parts += [f"organisation={key.organisation}"] if key.organisation else []
    return " ".join(part for part in parts if part)


def _bracketed(amount: Amount) -> str:
    return f"({amount.shown})" if " " in amount.shown else amount.shown


def _with_unit(value: float, unit: str) -> str:
    return _number(value) if unit == "1" else f"{_number(value)}{unit}"


def _number(value: float) -> str:
    return f"{value:.10g}" if value == round(value, 4) else f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}"
