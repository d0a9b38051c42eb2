"""What people fill in about projects."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tidehead.calc.casework.types import CaseType
from tidehead.city.cases.filling import LARGEST
from tidehead.city.cases.forms import FieldsForm
from tidehead.city.common.once import new_key
from tidehead.city.places.queries import all_places
from tidehead.city.projects.lead_sheets import entry_fields
from tidehead.city.projects.standards import newest_industries, standards
from tidehead.city.projects.types import BROKEN, KEPT, WAIVED
from tidehead.city.projects.wording import AGREEMENT_KINDS, PROMISE_STATES, QUANTITY_NAMES

Choices = list[tuple[str, object]]
LONGEST = 2_000
MOST_PARTIES = 4
MOST_10K_CNY = 1e12
"""Kept in fen it still fits the database's whole numbers."""


def _day(label: object, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)  # type: ignore[arg-type]


def _number(label: object, *, required: bool = True, least: float = 0, most: float = LARGEST) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=required, min_value=least, max_value=most, widget=widget)  # type: ignore[arg-type]


def _words(label: object, *, required: bool = True, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget)  # type: ignore[arg-type]


class PlainForm(forms.Form):
    """A form whose labels end without a colon, as everywhere on the pages."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{"label_suffix": "", **named})


class OnceForm(PlainForm):
    """A form that does once what it asks for, however often the same page of it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=new_key)


class LeadForm(FieldsForm):
    """What is asked of a lead: its name and place, and what its pipeline wants to know first."""

    title = forms.CharField(label=_("Name of the project"), max_length=300)
    place = forms.ChoiceField(label=_("Where it may settle"), required=False)

    def __init__(self, kind: CaseType, *given: object, **named: object) -> None:
        super().__init__(entry_fields(kind), *given, **{"label_suffix": "", **named})
        self.fields["place"].choices = [("", "—"), *((one.code, str(one.label)) for one in all_places())]
        if "industry" in self.fields and newest_industries():
            self.fields["industry"] = forms.ChoiceField(
                label=self.fields["industry"].label,
                required=False,
                choices=[("", "—"), *((label.zh, str(label)) for label in newest_industries().values())],
            )


class LeadTableForm(PlainForm):
    file = forms.FileField(label=_("Table of leads (Excel or CSV)"))


class PromiseForm(OnceForm):
    """A promise of one side: the kind says which."""

    kind = forms.ChoiceField(label=_("What is promised"))
    value = _number(_("Value"), required=False)
    words = _words(_("In words, where it is no number"), required=False)
    due_on = _day(_("Due on"), required=False)
    clause = forms.CharField(label=_("Clause of the contract"), max_length=300, required=False)
    basis = forms.CharField(label=_("Policy it rests on"), max_length=300, required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.id, f"{kind.label} ({kind.unit})" if kind.unit else str(kind.label))
            for kind in standards().promise_kinds
        ]


class PerformanceForm(OnceForm):
    on = _day(_("Day"))
    value = _number(_("Value"), required=False)
    words = _words(_("In words"), required=False)


class PromiseEndForm(PlainForm):
    state = forms.ChoiceField(label=_("It is"), choices=[(one, PROMISE_STATES[one]) for one in (KEPT, BROKEN, WAIVED)])
    reason = _words(_("Why"))


class ReturnForm(PlainForm):
    """What a project invested or made in a period."""

    quantity = forms.ChoiceField(label=_("What is reported"), choices=list(QUANTITY_NAMES.items()))
    period = forms.CharField(
        label=_("Period"), max_length=20, help_text=_("A year 2026, a quarter 2026Q3 or a month 2026-10")
    )
    value = _number(_("Value"))
    note = forms.CharField(label=_("Note (needed for a correction)"), max_length=500, required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False)


class PlacementForm(OnceForm):
    space = forms.ChoiceField(label=_("Space"))
    amount = _number(_("How much"))
    from_on = _day(_("From"))
    to_on = _day(_("Until (empty: open)"), required=False)

    def __init__(self, spaces: Iterable[tuple[str, str]], *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["space"].choices = list(spaces)  # type: ignore[attr-defined]


class LeavingForm(PlainForm):
    to_on = _day(_("Last day"))


class ContactForm(PlainForm):
    on = _day(_("Day"))
    kind = forms.ChoiceField(label=_("Kind"))
    with_whom = forms.CharField(label=_("With whom"), max_length=200)
    number = forms.CharField(label=_("Number of the project (may stay empty)"), max_length=40, required=False)
    words = _words(_("What was said"), required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        kinds = standards().contact_kinds
        self.fields["kind"].choices = [(kind.id, str(kind.label)) for kind in kinds] or [("other", _("Contact"))]  # type: ignore[attr-defined]


class ReviewForm(PlainForm):
    organisation = forms.ChoiceField(label=_("Who reviews"))

    def __init__(self, organisations: Iterable[tuple[str, str]], *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["organisation"].choices = list(organisations)  # type: ignore[attr-defined]


class AgreementForm(PlainForm):
    """The terms of an agreement between places. Shares are exact: 0.4, 40% or 2/5."""

    title = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(AGREEMENT_KINDS.items()))
    base = forms.ChoiceField(label=_("What is shared"))
    start_on = _day(_("From"))
    end_on = _day(_("Until"), required=False)
    clause = forms.CharField(label=_("Clause"), max_length=300, required=False)
    base_10k_cny = _number(_("What the host had before, 10,000 CNY a year"), required=False, most=MOST_10K_CNY)
    floor_10k_cny = _number(_("Shared at least, 10,000 CNY a year"), required=False, most=MOST_10K_CNY)
    cap_10k_cny = _number(_("Shared at most, 10,000 CNY a year"), required=False, most=MOST_10K_CNY)
    total_cap_10k_cny = _number(_("Shared at most over the term, 10,000 CNY"), required=False, most=MOST_10K_CNY)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        bases = standards().sharing_bases
        self.fields["base"].choices = [(base.id, str(base.label)) for base in bases] or [("tax", _("Taxes"))]  # type: ignore[attr-defined]
        places = [("", "—"), *((one.code, str(one.label)) for one in all_places())]
        for nth in range(1, MOST_PARTIES + 1):
            self.fields[f"place_{nth}"] = forms.ChoiceField(
                label=_("Party %(n)s") % {"n": nth}, choices=places, required=nth <= 2
            )
            self.fields[f"share_{nth}"] = forms.CharField(
                label=_("Share of party %(n)s") % {"n": nth},
                max_length=30,
                required=False,
                validators=[RegexValidator(r"^[\d./%\s]*$")],
            )

    def shares(self) -> tuple[tuple[str, str], ...]:
        """Place and share of each party that was filled in; whole where mutual counting needs no share."""
        given = self.cleaned_data
        pairs = ((given[f"place_{nth}"], given[f"share_{nth}"].strip()) for nth in range(1, MOST_PARTIES + 1))
        return tuple((place, share or "1") for place, share in pairs if place)


class SettlementForm(PlainForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    actual_10k_cny = forms.DecimalField(
        label=_("What the year brought, 10,000 CNY"),
        max_digits=16,
        decimal_places=6,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    words = forms.CharField(label=_("Note (needed for a correction)"), max_length=500, required=False)


class ShareForm(PlainForm):
    agreement = forms.ChoiceField(label=_("Agreement"))
    origin = forms.ChoiceField(label=_("Where the project came from"), required=False)

    def __init__(
        self, agreements: Iterable[tuple[str, str]], places: Iterable[tuple[str, str]], *given: object, **named: object
    ) -> None:
        super().__init__(*given, **named)
        self.fields["agreement"].choices = list(agreements)  # type: ignore[attr-defined]
        self.fields["origin"].choices = [("", "—"), *places]  # type: ignore[attr-defined]


def first_day(day: date) -> dict[str, str]:
    """A form's day as it begins."""
    return {"on": day.isoformat()}
