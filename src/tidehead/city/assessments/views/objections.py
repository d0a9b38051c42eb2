"""Objections: filed with their effect computed, decided with a reason, corrected openly."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Select
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.assessments import objecting, queries
from tidehead.city.assessments import scorecards as cards
from tidehead.city.assessments.card_sheets import datum_text, effect_table
from tidehead.city.assessments.forms import DecisionForm, ObjectionForm
from tidehead.city.assessments.types import FILED, AssessmentRefused, Claim, NotFound, ObjectionInfo
from tidehead.city.assessments.views.scorecards import claimed_value, known_values
from tidehead.city.assessments.wording import OBJECTION_STATES
from tidehead.city.common.asked import whole_number
from tidehead.city.common.types import Text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


def objections(request: HttpRequest) -> HttpResponse:
    """All objections, the open ones first."""
    table = _table(queries.objections())
    return exported(request, table) or render(request, "assessments/objections.html", {"table": table})


def _table(found: tuple[ObjectionInfo, ...]) -> Table:
    ordered = sorted(found, key=lambda each: (each.state != FILED, -each.id))
    return Table(
        name="objections",
        title=_("Objections"),
        columns=(
            Column("unit", _("Unit")),
            Column("datum", _("Datum")),
            Column("value", _("Stated")),
            Column("claimed", _("Claimed")),
            Column("state", _("State"), filtered=True),
            Column("filed", _("Filed"), kind="date"),
            Column("by", _("Filed by"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(each.name or each.unit, url=reverse("assessments:objection", args=[each.id])),
                    str(each.label),
                    "—" if each.value is None else str(each.value),
                    "—" if each.claimed is None else str(each.claimed),
                    str(OBJECTION_STATES[each.state]),
                    timezone.localdate(each.filed_at),
                    each.filed_by,
                )
            )
            for each in ordered
        ),
        empty=_("No objection has been filed."),
        empty_remedy=_("While a published table is on notice, objections are filed from a unit's scorecard."),
    )


def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection: claim, proof, effect, decision."""
    found = _objection_or_404(objection_id)
    return _shown(request, found, DecisionForm())


def _objection_or_404(objection_id: int) -> ObjectionInfo:
    try:
        return queries.objection_by_id(objection_id)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing


def _shown(request: HttpRequest, found: ObjectionInfo, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "objection": found,
        "run": queries.run_by_id(found.run),
        "state": OBJECTION_STATES[found.state],
        "is_open": found.state == FILED,
        "table": effect_table(found.effect),
        "form": form,
        "may_decide": found.state == FILED and request.actor.may("assessments.decide"),
        "may_take_back": found.state == FILED and request.actor.may("assessments.object"),
        "may_correct": found.state == "accepted"
        and found.corrected_run is None
        and request.actor.may("assessments.run"),
    }
    return render(request, "assessments/objection.html", context, status=status)


def file(request: HttpRequest) -> HttpResponse:
    """The form, filled from the scorecard, and its filing."""
    if not request.actor.may("assessments.object"):
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, ObjectionForm(initial=request.GET.dict()), request.GET)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            made = _file(request, form.cleaned_data)
        except ValueError:
            form.add_error("value", _("This datum is a number. Write digits, such as 1250.5."))
        except AssessmentRefused as refused:
            form.add_error(None, str(refused.text))
        except NotFound as missing:
            raise Http404(str(missing.text)) from missing
        else:
            messages.success(request, _("Filed. The effect is kept with it."))
            return redirect("assessments:objection", made)
    return _form_page(request, form, request.POST, status=422)


def _form_page(
    request: HttpRequest, form: ObjectionForm, asked: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    """The form with what it is about: the run, the unit and its datum as the run has it."""
    run_id, unit, column = (asked.get(name, "") for name in ("run", "unit", "column"))
    context: dict[str, object] = {"form": form}
    if (run := whole_number(run_id)) is not None:
        try:
            card = cards.scorecard(run, unit)
        except NotFound as missing:
            raise Http404(str(missing.text)) from missing
        origin = next((each for each in card.origins if each.column == column), None)
        context |= {"run": card.run, "row": card.row, "origin": origin, "datum": datum_text(origin) if origin else ""}
        choices = known_values(card.run, origin) if origin else ()
        if choices:
            form.fields["value"].widget = Select(choices=[("", "—"), *choices])
    return render(request, "assessments/file_objection.html", context, status=status)


def _file(request: HttpRequest, given: dict[str, str]) -> int:
    known = {origin.column: origin for origin in cards.correctable(given["run"], given["unit"])}
    if given["column"] not in known:
        raise Http404(given["column"])
    known_words = dict(known_values(queries.run_by_id(given["run"]), known[given["column"]]))
    if known_words and given["value"].strip() not in known_words:
        told = ", ".join(known_words.values())
        raise AssessmentRefused(
            Text(f"请从已知的值中选择：{told}。", f"Choose one of the values that are known: {told}.")
        )
    claim = Claim(
        unit=given["unit"],
        column=given["column"],
        claimed=claimed_value(known[given["column"]], given["value"].strip()),
        reason=given["reason"],
        evidence=given["evidence"],
    )
    return objecting.file_objection(
        claim, by=request.actor, run_id=given["run"], now=timezone.now(), today=timezone.localdate()
    )


@require_POST
def decide(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Uphold or dismiss."""
    found = _objection_or_404(objection_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    try:
        objecting.decide_objection(
            by=request.actor,
            objection_id=objection_id,
            accept=form.cleaned_data["accept"] == "yes",
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except AssessmentRefused as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, _("Decided. The reason is kept with it."))
    return redirect("assessments:objection", objection_id)


@require_POST
def take_back(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Take an objection back, with a reason."""
    _objection_or_404(objection_id)
    reason = request.POST.get("reason", "").strip()
    try:
        objecting.take_back(by=request.actor, objection_id=objection_id, reason=reason, now=timezone.now())
    except AssessmentRefused as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, _("Taken back."))
    return redirect("assessments:objection", objection_id)
