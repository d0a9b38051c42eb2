"""A table of requests: its template, and its coming back in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from tidehead.city.cases.types import CaseRefused
from tidehead.city.services import intake
from tidehead.city.services.intake import Fault, TableFaulty
from tidehead.city.services.views.asking import refusal_words
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import XLSX_TYPE

MOST_SHOWN = 200


def template(request: HttpRequest) -> HttpResponse:
    """The Excel file to fill in."""
    answer = HttpResponse(intake.template(request.LANGUAGE_CODE), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="requests-template.xlsx"'
    return answer


def import_requests(request: HttpRequest) -> HttpResponse:
    """Take a table, whole or not at all."""
    if not request.actor.may("cases.open"):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, ())
    if getattr(request, "upload_too_large", False):
        return problem_page(request, 413)
    given = request.FILES.get("file")
    if given is None:
        return _page(request, (Fault("", intake.NO_FILE),), status=422)
    try:
        made = intake.take_table(given.read(), by=request.actor, now=timezone.now())
    except TableFaulty as faulty:
        return _page(request, faulty.faults, status=422)
    except CaseRefused as refused:
        messages.error(request, refusal_words(refused))
        return _page(request, (), status=422)
    words = ngettext("%(n)s request was put into the pool.", "%(n)s requests were put into the pool.", len(made))
    messages.success(request, words % {"n": len(made)})
    return redirect("services:requests")


def _page(request: HttpRequest, faults: tuple[Fault, ...], *, status: int = 200) -> HttpResponse:
    context = {"faults": faults[:MOST_SHOWN], "count": len(faults)}
    return render(request, "services/import.html", context, status=status)
