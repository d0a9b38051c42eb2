"""What people fill in to run, object and decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_DRAWS = 100_000


class PlainForm(forms.Form):
    """A form whose labels end without a colon, as everywhere on the pages."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{"label_suffix": "", **named})


class HandInForm(PlainForm):
    """A table that units handed in."""

    file = forms.FileField(label=_("Table (CSV or Excel)"))
    period = forms.CharField(label=_("Period"), max_length=40)
    as_of = forms.DateField(label=_("Known on"), widget=forms.DateInput(attrs={"type": "date"}))
    label = forms.CharField(label=_("Name (optional)"), max_length=200, required=False)


class FiguresForm(PlainForm):
    """The region's figures of a period, as they were known on a day."""

    period = forms.CharField(label=_("Period"), max_length=40)
    as_of = forms.DateField(label=_("Known on"), widget=forms.DateInput(attrs={"type": "date"}))


class StartForm(PlainForm):
    """How much doubt is to be computed."""

    entries = forms.IntegerField(widget=forms.HiddenInput)
    draws = forms.IntegerField(
        label=_("Draws for the ranges (0: none)"), min_value=0, max_value=MOST_DRAWS, required=False
    )
    seed = forms.IntegerField(label=_("Seed (optional)"), min_value=0, max_value=2**31 - 1, required=False)


class ObjectionForm(PlainForm):
    """Which datum is wrong, what is right, and why."""

    run = forms.IntegerField(widget=forms.HiddenInput)
    unit = forms.CharField(widget=forms.HiddenInput, max_length=200)
    column = forms.CharField(widget=forms.HiddenInput, max_length=100)
    value = forms.CharField(label=_("Right value"), max_length=200)
    reason = forms.CharField(label=_("Why it is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        label=_("Proof: what document shows it, and where it lies"), max_length=1000, required=False
    )


class DecisionForm(PlainForm):
    """Upheld or dismissed, with the reason that the unit will read."""

    accept = forms.ChoiceField(
        label=_("Decision"), choices=(("yes", _("Uphold")), ("no", _("Dismiss"))), widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
