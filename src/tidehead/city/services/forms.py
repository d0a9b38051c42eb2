"""What people fill in about requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidehead.city.enterprises.queries import industries
from tidehead.city.enterprises.wording import SIZES
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.city.services.pairings import officers
from tidehead.city.services.rules import service_rules
from tidehead.city.services.wording import PURPOSE_WORDS, SATISFACTION


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


def _day(label: object, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _key() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class VisitForm(PlainForm):
    """What an officer writes down on the way back to the car."""

    enterprise = forms.CharField(label=_("Firm (name or code)"), max_length=200)
    day = _day(_("Day of the visit"))
    purpose = forms.ChoiceField(label=_("What for?"), choices=list(PURPOSE_WORDS.items()))
    with_whom = forms.CharField(label=_("Who came along (optional)"), max_length=300, required=False)
    findings = _words(_("What was found"))
    next_step = _words(_("What comes next (optional)"), rows=2, required=False)
    follow_up_on = _day(_("Come back by (optional)"), required=False)
    topic = forms.ChoiceField(label=_("The firm asked for something: about what?"), required=False)
    heard = _words(_("What it asked for (goes into the pool)"), rows=3, required=False)
    key = _key()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        topics = [(topic.id, str(topic.label)) for topic in service_rules().topics]
        self.fields["topic"].choices = [("", "—"), *topics]  # type: ignore[attr-defined]


class CardForm(PlainForm):
    """What belongs to an officer's post."""

    phone = forms.CharField(label=_("Work phone"), max_length=40, required=False)
    industries = forms.CharField(label=_("Trades it knows, separated by commas"), max_length=500, required=False)
    most = forms.IntegerField(
        label=_("Firms at most (empty: as everybody)"), min_value=0, max_value=500, required=False
    )


class PairingForm(PlainForm):
    """Who is to be paired, and what counts how much."""

    posts = forms.MultipleChoiceField(label=_("Officers (none chosen: all)"), required=False)
    place = forms.ChoiceField(label=_("Firms of a place"), required=False)
    industry = forms.ChoiceField(label=_("Firms of an industry"), required=False)
    size = forms.ChoiceField(label=_("Firms of a size"), required=False)
    distance = forms.FloatField(label=_("Weight of distance"), min_value=0, max_value=100)
    trade = forms.FloatField(label=_("Weight of knowing the trade"), min_value=0, max_value=100)
    load = forms.FloatField(label=_("Weight of sharing the load"), min_value=0, max_value=100)
    most = forms.IntegerField(
        label=_("Firms an officer takes at most"),
        min_value=1,
        max_value=500,
        help_text=_("At least as many as leave no firm without an officer, were they shared evenly."),
    )
    least = forms.IntegerField(label=_("Firms an officer should have at least"), min_value=0, max_value=500)
    gentle = forms.BooleanField(label=_("Keep pairs that hold, unless a change is worth it"), required=False)
    key = _key()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        posts = [(one.post, f"{one.body} · {one.label}") for one in officers()]
        self.fields["posts"].choices = posts  # type: ignore[attr-defined]
        self.fields["posts"].widget.attrs["size"] = min(8, max(3, len(posts)))
        choices = {
            "place": [(place.code, str(place.label)) for place in all_places()],
            "industry": [(name, f"{name} ({firms})") for name, firms in industries()],
            "size": [(size, word) for size, word in SIZES.items() if size],
        }
        for name, options in choices.items():
            self.fields[name].choices = [("", _("all")), *options]  # type: ignore[attr-defined]


class RoundtableForm(PlainForm):
    """A round table: when, who held it, what it was about."""

    title = forms.CharField(label=_("What was it about?"), max_length=300)
    held_on = _day(_("Held on"))
    organisation = forms.ChoiceField(label=_("Held by"), required=False)
    words = _words(_("Notes (optional)"), rows=3, required=False)
    key = _key()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["organisation"].choices = [("", "—"), *_bodies()]  # type: ignore[attr-defined]


class CauseForm(PlainForm):
    """A common cause: its name, and what it is."""

    title = forms.CharField(label=_("What is the common cause?"), max_length=200)
    words = _words(_("In more words (optional)"), rows=3, required=False)
    key = _key()


class PlanForm(PlainForm):
    """A plan for one firm, with its first measures, one a line."""

    enterprise = forms.CharField(label=_("Firm (name or code)"), max_length=200)
    title = forms.CharField(label=_("Name of the plan"), max_length=200)
    problem = _words(_("The firm's problem"))
    measures = _words(_("Measures, one on each line"))
    due_on = _day(_("Until"), required=False)
    key = _key()


class MeasureForm(PlainForm):
    """One more measure."""

    words = forms.CharField(label=_("Measure"), max_length=500)
    organisation = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = _day(_("Until"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["organisation"].choices = [("", "—"), *_bodies()]  # type: ignore[attr-defined]


def _bodies() -> list[tuple[str, str]]:
    return [(body.code, str(body.label)) for body in all_organisations()]
