"""What people fill in to make posts, give them and invite people to them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tidehead.city.posts.wording import ROLE_WORDS


class PlainForm(forms.Form):
    """A form whose labels end without a colon, as everywhere on the pages."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{"label_suffix": "", **named})


class PostForm(PlainForm):
    """A new post. Body and place are codes that the view offers."""

    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    label_en = forms.CharField(label=_("Name in English (optional)"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=tuple(ROLE_WORDS.items()))
    body = forms.ChoiceField(label=_("Organisation or enterprise"))
    place = forms.ChoiceField(label=_("For (empty: where its organisation is)"), required=False)


class GiveForm(PlainForm):
    """A post is given to an account."""

    username = forms.CharField(label=_("User name of the new holder"), max_length=150)
    start_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    acting = forms.BooleanField(label=_("Acts for the holder, who stays"), required=False)


class InviteForm(PlainForm):
    """Somebody is invited by a link."""

    name = forms.CharField(label=_("Name of the person"), max_length=150)
    email = forms.EmailField(label=_("E-mail (empty: you pass the link on)"), required=False)
    acting = forms.BooleanField(label=_("Acts for the holder, who stays"), required=False)


class AcceptForm(PlainForm):
    """An account for who was invited."""

    display_name = forms.CharField(label=_("Your name"), max_length=150)
    username = forms.RegexField(
        r"^[\w.@+-]+\Z",
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password (at least 10 characters)"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": 10}),
    )


class TrailForm(PlainForm):
    """Which rows of the trail are wanted."""

    person = forms.CharField(label=_("Person"), max_length=150, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    readings = forms.BooleanField(label=_("Readings of sensitive data only"), required=False)
