"""Forms made from what a kind of case declares: its fields, what a move has to fill, what is attached to it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidehead.calc.casework.types import CaseField, Choice
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, all_places

LONGEST_WORDS = 5_000
_ATTRIBUTES = {"day": {"type": "date"}}
YES, NO = "yes", "no"


class FieldsForm(forms.Form):
    """One input for each field of a case; `required` names those that may not stay empty."""

    def __init__(
        self,
        declared: Iterable[CaseField],
        *args: Any,
        required: frozenset[str] = frozenset(),
        values: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(values or {}), **options)
        self.declared = tuple(declared)
        for one in self.declared:
            self.fields[one.id] = _input_of(one, required=one.id in required)

    def values(self) -> dict[str, Any]:
        """What was filled in, as a log keeps it; what was left empty is None."""
        return {one.id: _plain(self.cleaned_data.get(one.id), one.kind) for one in self.declared}


def _initial(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value
        for name, value in values.items()
    }


def _input_of(one: CaseField, *, required: bool) -> forms.Field:
    unit = f" ({one.unit})" if one.unit else ""
    common: dict[str, Any] = {
        "label": f"{Text(one.label.zh, one.label.en)}{unit}",
        "required": required,
        "help_text": str(Text(one.help.zh, one.help.en)) if one.help else "",
    }
    if one.kind in {"number", "money"}:
        return forms.FloatField(widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}), **common)
    if one.kind == "day":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if one.kind == "text":
        return forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 1}), **common)
    return forms.ChoiceField(choices=[("", "—"), *_choices(one)], **common)


def _choices(one: CaseField) -> list[tuple[str, str]]:
    if one.kind == "truth":
        return [(YES, _("yes")), (NO, _("no"))]  # type: ignore[list-item]
    if one.kind == "place":
        return [(place.code, str(place.label)) for place in all_places()]
    if one.kind == "organisation":
        return [(body.code, str(body.label)) for body in all_organisations()]
    return [(each.id, choice_label(each)) for each in one.choices]


def choice_label(choice: Choice) -> str:
    return str(Text(choice.label.zh, choice.label.en))


def _plain(value: Any, kind: str) -> Any:
    if value in ("", None):
        return None
    if kind == "truth":
        return value == YES
    return value.isoformat() if isinstance(value, date) else value


class ReasonForm(forms.Form):
    """Why something is done, where a reason is asked for."""

    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
