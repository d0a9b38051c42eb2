"""What every page that changes something does: it acts, tells what was refused, and leads back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tidehead.city.cases.types import CaseRefused, MovedMeanwhile, NoSuchCase
from tidehead.city.common.asked import whole_number
from tidehead.city.tasks.types import TaskNotFound, TaskRefused

Act = Callable[[], Any]


def done(request: HttpRequest, act: Act, *, said: str, back: str) -> HttpResponse:
    """Do it and lead back to an address; a refusal is told on the page it leads back to."""
    return told(request, tried(request, act), said=said, back=back)


def told(request: HttpRequest, refused: str, *, said: str, back: str) -> HttpResponse:
    """Lead back with the words of a refusal, or with what was done where there is none."""
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, said)
    return redirect(back)


def tried(request: HttpRequest, act: Act) -> str:
    """Do it: nothing, or the words of a refusal. What is not there is a page that is not found."""
    try:
        act()
    except (TaskNotFound, NoSuchCase) as missing:
        raise Http404(str(missing.text)) from missing
    except MovedMeanwhile as moved:
        return " ".join([str(moved.text), *(str(line.text) for line in moved.since)])
    except (TaskRefused, CaseRefused) as refused:
        return str(refused.text)
    return ""


def filled(request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Act on a valid form; False where it is not valid or was refused, with the reasons in the form."""
    if not form.is_valid():
        return False
    refused = tried(request, lambda: act(form.cleaned_data))
    if refused:
        form.add_error(None, refused)
    return not refused


def seen_of(request: HttpRequest) -> int | None:
    """The version that the page showed, as the form sends it back."""
    return whole_number(request.POST.get("seen", ""))
