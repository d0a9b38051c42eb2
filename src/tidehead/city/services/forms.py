"""What people fill in about requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import OUTCOMES
from tidehead.city.services.wording import OUTCOME_WORDS, SATISFACTION


class PlainForm(forms.Form):
    """A form whose labels end without a colon, as everywhere on the pages."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"label_suffix": "", **named})


def _words(label: object, *, rows: int = 4, required: bool = True) -> forms.CharField:
    # No maxlength on the page: it would cut a pasted text silently. What is too long is refused in words.
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}))


class AskForm(PlainForm):
    """What a firm asks for: little, because it is written on a phone."""

    topic = forms.ChoiceField(label=_("What is it about?"), required=False)
    words = _words(_("What do you need? Say it in your own words."), rows=6)
    contact = forms.CharField(label=_("Whom can we call? (name and number)"), max_length=200, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        topics = [(topic.id, str(topic.label)) for topic in service_rules().topics]
        self.fields["topic"].choices = [("", _("I am not sure")), *topics]  # type: ignore[attr-defined]


class OfficialAskForm(AskForm):
    """A request that an official takes down: by phone, at a round table."""

    enterprise = forms.CharField(label=_("Firm (name or code)"), max_length=200, required=False)
    title = forms.CharField(label=_("In short (optional)"), max_length=120, required=False)
    channel = forms.ChoiceField(label=_("How did it come?"))
    field_order = ("enterprise", "channel", "topic", "title", "words", "contact", "key")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        channels = [(id, str(label)) for id, label in service_rules().channels if id not in {"desk", "api", "import"}]
        self.fields["channel"].choices = channels or [("phone", _("By phone"))]  # type: ignore[attr-defined]


class WordsForm(PlainForm):
    """A sentence or two, and files with them."""

    words = _words(_("Your words"))


class JudgeForm(PlainForm):
    """Whether it is done, and how satisfied the firm is."""

    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=[(mark, words) for mark, words in SATISFACTION.items()],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = _words(_("Anything to add? (optional)"), rows=2, required=False)


class ResolveForm(PlainForm):
    """The result: solved, explained or referred, and what was done."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[(one, OUTCOME_WORDS[one]) for one in OUTCOMES], widget=forms.RadioSelect
    )
    words = _words(_("What was done, or why not"))
