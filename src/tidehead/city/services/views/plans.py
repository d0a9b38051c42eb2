"""One firm, one plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.asked import whole_number
from tidehead.city.common.once import new_key
from tidehead.city.services import firm_plans
from tidehead.city.services.firm_plans import NewMeasure, NewPlan
from tidehead.city.services.forms import MeasureForm, PlanForm
from tidehead.city.services.types import OPEN, PlanInfo, ServiceRefused
from tidehead.city.services.views.asking import key_of, refusal_words
from tidehead.city.services.views.pool import firm_named
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50


def plans(request: HttpRequest) -> HttpResponse:
    """All plans that the reader may see."""
    slices = firm_plans.plan_slices(request.actor)
    if request.GET.get("format"):
        return exported(request, _table(slices[:5_000])) or HttpResponse(status=400)
    page = Paginator(slices, A_PAGE).get_page(request.GET.get("page"))
    may_make = request.actor.may("cases.open")
    context = {"table": _table(list(page.object_list)), "page": page, "may_make": may_make}
    return render(request, "services/plans.html", context)


def _table(found: list[PlanInfo]) -> Table:
    return Table(
        name="firm_plans",
        title=_("One firm, one plan"),
        columns=(
            Column("plan", _("Plan")),
            Column("firm", _("Firm")),
            Column("problem", _("Problem")),
            Column("owner", _("Looked after by")),
            Column("done", _("Measures done")),
            Column("due", _("Until"), kind="date"),
            Column("state", _("State"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.title, url=reverse("services:plan", args=[one.id])),
                    str(one.enterprise_label),
                    one.problem,
                    str(one.owner_label),
                    f"{sum(m.done_on is not None for m in one.measures)} / {len(one.measures)}",
                    one.due_on,
                    _("under way") if one.state == OPEN else _("closed"),
                ),
                key=str(one.id),
            )
            for one in found
        ),
        empty=_("No plan yet"),
        empty_remedy=_("Where a firm's problems hang together, make one plan for them, with measures and an owner."),
    )


def new_plan(request: HttpRequest) -> HttpResponse:
    """The form of a plan."""
    if not request.actor.may("cases.open"):
        raise PermissionDenied
    if request.method != "POST":
        form = PlanForm(initial={"key": new_key(), "enterprise": request.GET.get("enterprise", "")})
        return render(request, "services/new_plan.html", {"form": form})
    form = PlanForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        lines = (line.strip() for line in given["measures"].splitlines())
        try:
            firm = firm_named(given["enterprise"])
            new = NewPlan(
                enterprise=firm,
                title=given["title"],
                problem=given["problem"],
                owner=firm_plans.post_for(request.actor, firm),
                due_on=given["due_on"],
                measures=tuple(NewMeasure(line, due_on=given["due_on"]) for line in lines if line),
                key=key_of(request, "plan"),
            )
            made = firm_plans.make_plan(new, by=request.actor, now=timezone.now())
        except ServiceRefused as refused:
            form.add_error(None, str(refused.text))
        else:
            messages.success(request, _("Kept."))
            return redirect("services:plan", made)
    return render(request, "services/new_plan.html", {"form": form}, status=422)


def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan with its measures."""
    found = firm_plans.plan_by_id(plan_id, request.actor)
    if found is None:
        raise Http404
    may_change = firm_plans.may_change(found, request.actor)
    return render(request, "services/plan.html", {"plan": found, "may_change": may_change, "form": MeasureForm()})


@require_POST
def change_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a measure, finish one, put one into the pool, or close the plan."""
    now, actor = timezone.now(), request.actor
    measure = whole_number(request.POST.get("measure", "")) or 0
    what = request.POST.get("what", "")
    try:
        if what == "add":
            form = MeasureForm(request.POST)
            given = form.cleaned_data if form.is_valid() else {"words": "", "organisation": "", "due_on": None}
            new = NewMeasure(given["words"], given["organisation"], given["due_on"])
            firm_plans.add_measure(new, by=actor, plan_id=plan_id, now=now)
        elif what == "finish":
            today = timezone.localdate()
            firm_plans.finish_measure(by=actor, plan_id=plan_id, measure_id=measure, day=today, now=now)
        elif what == "request":
            firm_plans.open_request_for(by=actor, plan_id=plan_id, measure_id=measure, now=now)
        elif what == "close":
            firm_plans.close_plan(by=actor, plan_id=plan_id, result=request.POST.get("result", ""), now=now)
        else:
            raise Http404(what)
    except (ServiceRefused, CaseRefused) as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, _("Kept."))
    return redirect("services:plan", plan_id)
