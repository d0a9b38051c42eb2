"""Entering leads: the short form for the field, and the table for many."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tidehead.calc.casework.types import CaseType
from tidehead.city.common.once import new_key
from tidehead.city.common.types import Text
from tidehead.city.projects import queries
from tidehead.city.projects.forms import LeadForm, LeadTableForm
from tidehead.city.projects.lead_sheets import LeadsRead, lead_template, read_leads
from tidehead.city.projects.leads import entering_post, open_lead, open_leads, pipeline
from tidehead.city.projects.pairing import find_pairs
from tidehead.city.projects.rights import may_enter_leads
from tidehead.city.projects.types import NewLead, ProjectRefused
from tidehead.city.projects.views.asking import REFUSALS
from tidehead.city.shell.tables import XLSX_TYPE

MOST_FAULTS_SHOWN = 200


@require_http_methods(["GET", "POST"])
def new_lead(request: HttpRequest) -> HttpResponse:
    """The form for one lead. What looks like another lead is told before it is sent for good."""
    if not may_enter_leads(request.actor):
        raise PermissionDenied
    entering_post(request.actor)
    kind = _asked_kind(request)
    if kind is None:
        return render(request, "projects/no_pipeline.html", status=200)
    if request.method != "POST":
        return _form_page(request, kind, LeadForm(kind, values={"place": request.GET.get("place", "")}))
    form = LeadForm(kind, request.POST)
    if not form.is_valid():
        return _form_page(request, kind, form, status=422)
    given = form.cleaned_data
    new = NewLead(
        title=given["title"],
        type=kind.id,
        place=given["place"],
        fields=form.values(),
        key=request.POST.get("key", "")[:80],
        synthetic=False,
    )
    try:
        case_id = open_lead(by=request.actor, new=new, now=timezone.now())
    except REFUSALS as refused:
        form.add_error(None, str(refused.text))
        return _form_page(request, kind, form, status=422)
    found = queries.projects_by_id([case_id])[case_id]
    _look_for_others(request, [case_id])
    messages.success(request, _("Entered as %(number)s.") % {"number": found.number})
    return redirect("projects:project", found.number)


def _asked_kind(request: HttpRequest) -> CaseType | None:
    asked = (request.POST if request.method == "POST" else request.GET).get("type", "")
    try:
        return pipeline(asked)
    except ProjectRefused:
        return queries.pipelines()[0] if queries.pipelines() else None


def _form_page(request: HttpRequest, kind: CaseType, form: LeadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "kinds": [(one.id, Text(one.label.zh, one.label.en), one.id == kind.id) for one in queries.pipelines()],
        "key": request.POST.get("key", "") or new_key(),
    }
    return render(request, "projects/new_lead.html", context, status=status)


def _look_for_others(request: HttpRequest, case_ids: list[int]) -> None:
    """Leads of whichever platform that may be the same: kept as pairs, and told."""
    found = find_pairs(case_ids, now=timezone.now())
    if found:
        words = ngettext(
            "%(n)s other lead looks alike. Look at the list of duplicates.",
            "%(n)s other leads look alike. Look at the list of duplicates.",
            found,
        )
        messages.warning(request, words % {"n": found})


# Many at once


@require_http_methods(["GET", "POST"])
def lead_table(request: HttpRequest) -> HttpResponse:
    """Many leads from one table: all of them, or every fault with its cell and nothing taken over."""
    if not may_enter_leads(request.actor):
        raise PermissionDenied
    entering_post(request.actor)
    kind = _asked_kind(request)
    if kind is None:
        return render(request, "projects/no_pipeline.html", status=200)
    if request.method != "POST":
        return _table_page(request, kind, LeadTableForm())
    form = LeadTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _table_page(request, kind, form, status=422)
    read = read_leads(form.cleaned_data["file"].read(), kind)
    if not read.leads:
        return _table_page(request, kind, form, read=read, status=422)
    try:
        made = open_leads(by=request.actor, leads=read.leads, key=read.key, now=timezone.now())
    except REFUSALS as refused:
        form.add_error("file", str(refused.text))
        return _table_page(request, kind, form, status=422)
    _look_for_others(request, list(made))
    words = ngettext("%(n)s lead entered.", "%(n)s leads entered.", len(made)) % {"n": len(made)}
    messages.success(request, words)
    return redirect(f"{reverse('projects:projects')}?stage={kind.initial}")


def _table_page(
    request: HttpRequest, kind: CaseType, form: LeadTableForm, *, read: LeadsRead | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "kinds": [(one.id, Text(one.label.zh, one.label.en), one.id == kind.id) for one in queries.pipelines()],
        "read": read,
        "faults": read.faults[:MOST_FAULTS_SHOWN] if read else (),
    }
    return render(request, "projects/lead_table.html", context, status=status)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    kind = _asked_kind(request)
    if kind is None:
        return render(request, "projects/no_pipeline.html", status=200)
    content = lead_template(kind, language=get_language() or "zh-hans")
    return HttpResponse(
        content,
        content_type=XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="leads-{kind.id}.xlsx"'},
    )
