"""What comes with an upload besides its files."""

from django import forms
from django.utils.translation import gettext_lazy as _


class IntakeForm(forms.Form):
    """The day a document was issued, which words like "last year" lean on; may stay empty."""

    issued_on = forms.DateField(
        required=False,
        label=_("Issued on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date. Write it as 2025-03-31, or leave it empty.")},
    )
