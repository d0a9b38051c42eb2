"""What a record or a parameter gives for a variable, as rules compute with it."""

import math
from datetime import date, datetime
from numbers import Real

import numpy as np

from tidehead.calc.rules.refusals import refusal_of_all, shortened
from tidehead.calc.rules.types import KIND_NAMES, Value, Variable


def known_value(variable: Variable, value: object) -> Value | None:
    """A value as rules compute with it; None where it is unknown: None, not finite, a truth that is neither 0 nor 1.

    Raises RuleRefused where it is of another kind than the variable.
    """
    if value is None or _is_nan(value):
        return None
    match variable.kind:
        case "number" if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
            return _finite(value)
        case "truth" if isinstance(value, Real | np.bool_):
            return {0.0: False, 1.0: True}.get(float(value))
        case "text" if isinstance(value, str):
            return str(value)
        case "day" if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
    raise _wrong_kind(variable, value)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _finite(value: Real) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _wrong_kind(variable: Variable, value: object) -> Exception:
    kind, shown = KIND_NAMES[variable.kind], shortened(str(value))
    return refusal_of_all(
        "", f"“{variable.title('zh')}”（{variable.name}）应是{kind.zh}，给的是“{shown}”",
        f'"{variable.title("en")}" ({variable.name}) must be a {kind.en}, given was "{shown}"',
    )  # fmt: skip
