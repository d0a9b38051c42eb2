"""What a reviewer wrote about a fact, turned into a mapping, with an error at each field that cannot be."""

from collections.abc import Mapping as Given
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from tidehead.city.indicators.suggestions import Names
from tidehead.city.indicators.types import Mapping

NAMED = ("indicator", "place", "industry", "organisation")
PLAIN = ("period", "unit", "kind", "comparator", "force", "basis", "base_period")
NUMBERS = ("value", "value_high")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: its words by field, the mapping they make, and what is wrong with which field."""

    words: dict[str, str]
    mapping: Mapping | None
    errors: dict[str, str]


def read_form(sent: Given[str, str], names: Names) -> Filled:
    words = {field: sent.get(field, "").strip()[:400] for field in (*NAMED, *PLAIN, *NUMBERS)}
    errors = {}
    numbers: dict[str, float | None] = {}
    for field in NUMBERS:
        try:
            numbers[field] = _number(words[field])
        except ValueError:
            errors[field] = _("Write a number, as 8000 or 0.5.")
    if "value" not in errors and numbers["value"] is None:
        errors["value"] = _("Write a number, as 8000 or 0.5.")
    if errors:
        return Filled(words, None, errors)
    codes = {field: names.code_of(field, words[field]) for field in NAMED}
    plain = {field: words[field] for field in PLAIN}
    plain["force"] = plain["force"] or "expected"
    plain["comparator"] = plain["comparator"] or "eq"
    return Filled(words, Mapping(**codes, **plain, **numbers), {})  # type: ignore[arg-type]


def _number(text: str) -> float | None:
    bare = text.replace(",", "").replace("，", "").replace(" ", "")
    return float(bare) if bare else None


def words_of(mapping: Mapping, names: Names) -> dict[str, str]:
    """A mapping as the form shows it: names instead of codes, numbers as people write them."""
    words = {field: "" if value is None else str(value) for field, value in asdict(mapping).items()}
    for field in NAMED:
        code = words[field]
        words[field] = _shown(field, code, names) if code else ""
    for field in NUMBERS:
        value = getattr(mapping, field)
        words[field] = "" if value is None or value != value else f"{value:.12g}"
    return words


def _shown(field: str, code: str, names: Names) -> str:
    """The name, where it leads back to the code; else the code."""
    label = str(names.label(field, code))
    return label if names.code_of(field, label) == code else code
