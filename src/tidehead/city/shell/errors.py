"""Pages for what went wrong: what happened, and what the reader can do about it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str | Promise
    remedy: str | Promise
    detail: str = ""


_PROBLEMS = {
    400: (
        _("The request could not be understood"),
        _("Go back, reload the page and try again. If you typed the address, check it."),
    ),
    403: (
        _("You may not do this"),
        _("Your account has no right to it. Ask the person who looks after accounts, or sign in again."),
    ),
    404: (
        _("There is no such page"),
        _("It may have been moved or removed. Look for it with the search, or start from the cockpit."),
    ),
    413: (
        _("The file is too large"),
        _("Send a smaller file: split the document, or save scanned pages at a lower resolution."),
    ),
    429: (_("Too many requests"), _("Wait a minute, then try again.")),
    500: (
        _("Something went wrong on our side"),
        _("Nothing was stored. Try again; if it happens again, tell the administrator what you did and when."),
    ),
}


def problem_of(status: int, *, detail: str = "") -> Problem:
    """What to say for this status; an unlisted one is treated as our own failure."""
    title, remedy = _PROBLEMS.get(status, _PROBLEMS[500])
    return Problem(status, title, remedy, detail)


def problem_page(request: HttpRequest, status: int, *, detail: str = "") -> HttpResponse:
    """The whole page, or only its words where a part of a page was asked for."""
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    template = "shell/_problem.html" if part else "shell/error.html"
    return render(request, template, {"problem": problem_of(status, detail=detail)}, status=status)
