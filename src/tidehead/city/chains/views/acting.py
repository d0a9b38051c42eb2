"""What every page of chains does: it acts, tells what was refused, and leads back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tidehead.city.cases.types import CaseRefused
from tidehead.city.chains.types import ChainRefused, NoSuchChain
from tidehead.city.common.asked import own_page
from tidehead.city.projects.types import ProjectRefused
from tidehead.city.tasks.types import TaskRefused

View = Callable[..., HttpResponse]
REFUSALS = (ChainRefused, TaskRefused, ProjectRefused, CaseRefused)
"""What is told on the page that one comes back to, instead of being an error."""


def missing_is_404(view: View) -> View:
    """A chain, node or list that is not there is a page that says so."""

    @wraps(view)
    def answering(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except NoSuchChain as missing:
            raise Http404(str(missing.text)) from missing

    return answering


def done(request: HttpRequest, act: Callable[[], Any], *, said: str, otherwise: str) -> HttpResponse:
    """Do it and lead back to where the form stood; a refusal is told there, what is not there is a 404."""
    try:
        act()
    except NoSuchChain:
        raise
    except REFUSALS as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, said)
    return redirect(own_page(request, request.POST.get("back", ""), otherwise=otherwise))


def given(request: HttpRequest, name: str, longest: int = 500) -> str:
    """A field of a form, trimmed and without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]
