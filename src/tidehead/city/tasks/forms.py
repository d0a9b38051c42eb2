"""What people fill in about tasks and meetings."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidehead.city.accounts.types import CHAIN_LEAD, HANDLER, OFFICE, RECRUITER
from tidehead.city.cases.filling import LARGEST
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, all_places, leading_groups
from tidehead.city.posts.queries import all_posts
from tidehead.city.tasks.rulebook import rules

WORKING_ROLES = (HANDLER, CHAIN_LEAD, OFFICE, RECRUITER)
Choices = list[tuple[str, str]]


class PlainForm(forms.Form):
    """A form whose labels end without a colon, and whose fields are told apart from those of other forms."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{"label_suffix": "", "prefix": self.default_prefix(), **named})

    @classmethod
    def default_prefix(cls) -> str:
        return cls.__name__.removesuffix("Form").lower()


def day_field(label: object, *, required: bool = True) -> forms.DateField:
    """A day, chosen from a calendar."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def number_field(label: object, *, required: bool = False, initial: float | None = None) -> forms.FloatField:
    """A number that can be counted with."""
    return forms.FloatField(label=label, required=required, initial=initial, min_value=-LARGEST, max_value=LARGEST)


def words_field(label: object, *, required: bool = True, rows: int = 2) -> forms.CharField:
    """Several lines of text. Its length is judged by the action: a widget's limit would cut pasted text silently."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def file_field(label: object, *, required: bool = False) -> forms.FileField:
    told = gettext_lazy("PDF, Word, Excel, a picture or a text.")
    return forms.FileField(label=label, required=required, help_text=told)


def organisation_choices(first: str = "") -> Choices:
    """Organisations to choose from, with an empty choice before them."""
    return [("", first or "—"), *((body.code, str(body.label)) for body in all_organisations())]


def post_choices() -> Choices:
    """Posts that tasks are given to, with the organisation and whoever holds them."""
    posts = [post for post in all_posts() if post.organisation and post.role in WORKING_ROLES]
    return [("", "—"), *((post.code, _post_words(post.label, post.body_label, post.holders)) for post in posts)]


def _post_words(label: Text, body: Text, holders: Iterable[object]) -> str:
    names = [str(getattr(holder, "name", "")) for holder in holders]
    return f"{body} · {label} ({names[0] if names else _('vacant')})"


def blocker_choices() -> Choices:
    return [("", "—"), *((kind.id, str(kind.label)) for kind in rules().blockers)]


def list_choices() -> Choices:
    return [("", "—"), *((each.id, str(each.label)) for each in rules().lists)]


class OwnedForm(PlainForm):
    """A form that names organisations and posts. posts: those to choose from, where the page has read them already."""

    def __init__(self, *given: object, posts: Choices | None = None, **named: object) -> None:
        super().__init__(*given, **named)
        for name in ("lead", "organisation"):
            if name in self.fields:
                self.fields[name].choices = organisation_choices()
        self.fields["owner"].choices = post_choices() if posts is None else posts


class AssignForm(OwnedForm):
    """Whose a task is."""

    lead = forms.ChoiceField(label=gettext_lazy("In charge"))
    owner = forms.ChoiceField(label=gettext_lazy("Post that works on it"))


class TermsForm(PlainForm):
    """Dates, measure, weight."""

    start_on = day_field(gettext_lazy("Start"), required=False)
    due_on = day_field(gettext_lazy("Due"), required=False)
    measure = forms.CharField(label=gettext_lazy("What is measured"), max_length=500, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    target_value = number_field(gettext_lazy("Target value"))
    weight = number_field(gettext_lazy("Weight among its like"), required=True)
    list_class = forms.ChoiceField(label=gettext_lazy("Major list"), required=False)
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=80, required=False)
    reason = words_field(gettext_lazy("Why (needed where the date moves)"), required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["list_class"].choices = list_choices()


class ProgressForm(PlainForm):
    """How far a task is, with what shows it."""

    about = day_field(gettext_lazy("As of"))
    share = forms.FloatField(
        label=gettext_lazy("Done (%)"), min_value=0, max_value=100, required=False, help_text=gettext_lazy("0 to 100")
    )
    value = number_field(gettext_lazy("Value reached"))
    words = words_field(gettext_lazy("In words"), required=False)
    evidence = file_field(gettext_lazy("Evidence (what has none is shown, but not counted)"))
    restates = forms.TypedChoiceField(
        label=gettext_lazy("Corrects an earlier report"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *given: object, earlier: Choices = (), **named: object) -> None:  # type: ignore[assignment]
        super().__init__(*given, **named)
        self.fields["restates"].choices = [("", _("no")), *earlier]
        if not earlier:
            self.fields.pop("restates")


class NodeForm(PlainForm):
    """A milestone."""

    label = forms.CharField(label=gettext_lazy("Milestone"), max_length=300)
    due_on = day_field(gettext_lazy("Due"), required=False)
    weight = number_field(gettext_lazy("Weight"), required=True, initial=1)


class PassForm(PlainForm):
    """A milestone is passed."""

    done_on = day_field(gettext_lazy("Passed on"))
    evidence = file_field(gettext_lazy("Evidence"), required=True)


class DoneForm(PlainForm):
    """A task is done."""

    words = words_field(gettext_lazy("What was done"))
    evidence = file_field(gettext_lazy("Evidence of the result"))


class CloseForm(PlainForm):
    """The evidence was looked at."""

    reason = words_field(gettext_lazy("What the evidence was found to show"))


class ReasonForm(PlainForm):
    """Something that needs a reason."""

    reason = words_field(gettext_lazy("Why"))


class BlockForm(OwnedForm):
    """What stands in the way."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    what = words_field(gettext_lazy("What stands in the way"))
    organisation = forms.ChoiceField(
        label=gettext_lazy("Who has to clear it"),
        required=False,
        help_text=gettext_lazy("Left open: whoever clears this kind by the region's rules."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Post that works on it"), required=False)

    def __init__(self, *given: object, posts: Choices | None = None, **named: object) -> None:
        super().__init__(*given, posts=posts, **named)
        self.fields["kind"].choices = blocker_choices()


class RemarkForm(PlainForm):
    """A remark on a light."""

    words = forms.CharField(label=gettext_lazy("Remark"), max_length=1000)


class EscalateForm(PlainForm):
    """A matter for the meeting."""

    reason = words_field(gettext_lazy("Why the meeting should deal with it"))


class ClearForm(PlainForm):
    """A blocker is cleared."""

    words = words_field(gettext_lazy("How it was cleared"))


class NewTaskForm(OwnedForm):
    """A task that no plan names."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    lead = forms.ChoiceField(label=gettext_lazy("In charge"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Post that works on it"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    start_on = day_field(gettext_lazy("Start"), required=False)
    due_on = day_field(gettext_lazy("Due"), required=False)
    measure = forms.CharField(label=gettext_lazy("What is measured"), max_length=500, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    target_value = number_field(gettext_lazy("Target value"))
    list_class = forms.ChoiceField(label=gettext_lazy("Major list"), required=False)
    project = forms.CharField(label=gettext_lazy("Number of its project"), max_length=40, required=False)
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=80, required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["place"].choices = [("", "—"), *((place.code, str(place.label)) for place in all_places())]
        self.fields["list_class"].choices = list_choices()


class DrawForm(PlainForm):
    """An audit is drawn."""

    start = day_field(gettext_lazy("Closed from"))
    end = day_field(gettext_lazy("Closed until"))
    share = forms.FloatField(label=gettext_lazy("Share drawn (%)"), min_value=0.1, max_value=100)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"), min_value=0, help_text=gettext_lazy("The same seed draws the same tasks again.")
    )


class CheckForm(PlainForm):
    """What an audit found."""

    passed = forms.ChoiceField(
        label=gettext_lazy("Finding"),
        choices=(("yes", gettext_lazy("The evidence holds")), ("no", gettext_lazy("It does not hold: reopen"))),
    )
    words = words_field(gettext_lazy("In words"), required=False)


class MeetingForm(PlainForm):
    """A meeting is called."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))
    title = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    held_on = day_field(gettext_lazy("Day"))
    venue = forms.CharField(label=gettext_lazy("Place of the meeting"), max_length=200, required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["group"].choices = [(group.code, str(group.label)) for group in leading_groups()]


class ItemForm(PlainForm):
    """An item of an agenda."""

    title = forms.CharField(label=gettext_lazy("Item"), max_length=500, required=False)
    task = forms.CharField(label=gettext_lazy("Number of its task, if it has one"), max_length=40, required=False)
    reason = words_field(gettext_lazy("Why it is on the agenda"), required=False)


class ResolutionForm(OwnedForm):
    """What is decided."""

    words = forms.CharField(label=gettext_lazy("What is decided"), max_length=300)
    lead = forms.ChoiceField(label=gettext_lazy("In charge"))
    owner = forms.ChoiceField(label=gettext_lazy("Post that works on it"), required=False)
    due_on = day_field(gettext_lazy("Due"))


class YearItemForm(PlainForm):
    """A line of a year's plan."""

    label = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500, required=False)
    task = forms.CharField(label=gettext_lazy("Number of its task, if it has one"), max_length=40, required=False)
    lead = forms.ChoiceField(label=gettext_lazy("In charge"), required=False)
    due_on = day_field(gettext_lazy("Due"), required=False)
    reason = words_field(gettext_lazy("Why"))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["lead"].choices = organisation_choices()


class MoveItemForm(PlainForm):
    """A line of a year's plan gets another day."""

    due_on = day_field(gettext_lazy("Due"), required=False)
    reason = words_field(gettext_lazy("Why"))
