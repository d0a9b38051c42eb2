"""What rules speak of: variables with kind and unit, and values that are in force from a day on."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from tidehead.calc.labels import Label

Kind: TypeAlias = Literal["number", "text", "truth", "day"]
Value: TypeAlias = float | str | bool | date
Record: TypeAlias = Mapping[str, Value | None]

KINDS: tuple[Kind, ...] = ("number", "text", "truth", "day")
KIND_NAMES: Mapping[str, Label] = {
    "number": Label("数", "number"),
    "text": Label("文字", "text"),
    "truth": Label("是非", "truth"),
    "day": Label("日期", "day"),
}
NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")


class RuleRefused(ValueError):
    """A rule text, or what it was given, cannot be used.

    message: what is wrong, where, and what to do. text: the rule text, cut short where it is very long.
    column: the place in the text, from 1; 0 where there is no one place. excerpt: the words there.
    """

    def __init__(self, message: Label, *, text: str = "", column: int = 0, excerpt: str = "") -> None:
        """Keep the parts, for a page that marks the place."""
        super().__init__(message.text("en"))
        self.message = message
        self.text = text
        self.column = column
        self.excerpt = excerpt


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that rules may use. unit: only of numbers, "1" for a plain ratio or count. label: what people read."""

    name: str
    kind: Kind = "number"
    unit: str = "1"
    label: Label = field(default_factory=lambda: Label(""))

    def title(self, language: str) -> str:
        """What people read: the label, or the name where there is none."""
        return self.label.text(language) or self.name


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from a day on, until the next one. value None: repealed, or unknown; never 0."""

    from_day: date
    value: float | None
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A number that documents set, with every value it has had.

    values: in order of their days, no day twice; `__post_init__` raises RuleRefused otherwise.

    >>> rate = DatedParameter("rate", Label("费率"), "%", (DatedValue(date(2019, 4, 1), 13.0, "demo-2019", "1"),))
    >>> rate.value_on(date(2020, 1, 1)), rate.value_on(date(2018, 1, 1))
    (13.0, None)
    """

    id: str
    label: Label
    unit: str
    values: tuple[DatedValue, ...]

    def __post_init__(self) -> None:
        """Refuse values out of order or that are no number."""
        days = [value.from_day for value in self.values]
        if any(later <= earlier for earlier, later in zip(days, days[1:], strict=False)):
            raise RuleRefused(
                Label(
                    f"参数“{self.id}”的取值日期须由早到晚、互不重复",
                    f'values of parameter "{self.id}" must be in order of their days, each day once',
                )
            )
        if any(one.value is not None and not math.isfinite(one.value) for one in self.values):
            raise RuleRefused(
                Label(
                    f"参数“{self.id}”有的取值不是有限的数；已废止或未知请留空",
                    f'parameter "{self.id}" has a value that is no finite number; leave it empty if repealed',
                )
            )

    def in_force(self, day: date) -> DatedValue | None:
        """The value in force on a day, with its source and clause; None before the first one."""
        return next((value for value in reversed(self.values) if value.from_day <= day), None)

    def value_on(self, day: date) -> float | None:
        """The number in force on a day; None where it is repealed, unknown or not yet set."""
        found = self.in_force(day)
        return found.value if found else None

    def variable(self) -> Variable:
        """The parameter as a name that rules may use."""
        return Variable(self.id, "number", self.unit, self.label)


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """The texts of a rule set from a day on. rules: name to rule text; empty: repealed from that day."""

    from_day: date
    rules: Mapping[str, str]
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules that were changed over time; versions in order of their days."""

    id: str
    label: Label
    versions: tuple[RuleVersion, ...]

    def __post_init__(self) -> None:
        """Refuse versions out of order."""
        days = [version.from_day for version in self.versions]
        if any(later <= earlier for earlier, later in zip(days, days[1:], strict=False)):
            raise RuleRefused(
                Label(
                    f"规则“{self.id}”的各版本须按施行日期由早到晚、互不重复",
                    f'versions of rule set "{self.id}" must be in order of their days, each day once',
                )
            )

    def in_force(self, day: date) -> RuleVersion | None:
        """The version in force on a day; None before the first one."""
        return next((version for version in reversed(self.versions) if version.from_day <= day), None)


def parameters_on(parameters: tuple[DatedParameter, ...], day: date) -> dict[str, float | None]:
    """Every parameter's number on a day, ready for `with_constants`; None where there is none in force."""
    return {parameter.id: parameter.value_on(day) for parameter in parameters}
