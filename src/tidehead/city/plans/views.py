"""Plans: what they promise, by section and as a list, and what they build, as a Gantt chart."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.accounts.middleware import public_page
from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.indicators.queries import targets
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.plans.queries import (
    all_plans,
    commitment_by_code,
    commitments,
    has_schedule,
    is_met,
    plan_by_code,
    schedule,
    sections_of_plan,
)
from tidehead.city.plans.types import CommitmentInfo, PlanInfo, QuantityInfo, ScheduleInfo, SectionInfo
from tidehead.city.shell.charts import Gantt, Milestone, Task
from tidehead.city.shell.formatting import figure_text, period_text
from tidehead.city.shell.locators import locator_words
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


@dataclass(frozen=True, slots=True)
class SectionBlock:
    section: SectionInfo
    commitments: tuple[CommitmentInfo, ...]


@public_page("plans")
def plans(request: HttpRequest) -> HttpResponse:
    """All plans, with how much of each has an owner."""
    return render(request, "plans/plans.html", {"plans": all_plans()})


@public_page("plans")
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan's commitments by action, filtered by owner and date."""
    found = _plan_or_404(code)
    promised = commitments(plan=code)
    by_action = request.GET.get("view") != "list"
    table = None
    if not by_action or request.GET.get("format"):
        table = _commitments_table(found, promised, request.region)
        if (file := exported(request, table)) is not None:
            return file
    today = _as_of(request) or timezone.localdate()
    past = _past(promised, today)
    return render(
        request,
        "plans/plan.html",
        {
            "plan": found,
            "source_url": reverse("evidence:source", args=[found.source]),
            "finding": _plan_finding(promised, past),
            "blocks": _blocks(sections_of_plan(code), promised),
            "table": table,
            "scheduled": has_schedule(code),
            "past": past,
            "by_action": by_action,
            "as_of": _as_of(request),
        },
    )


def _as_of(request: HttpRequest) -> date | None:
    """The earlier day that the address asks for; nothing where it names none or one to come."""
    try:
        asked = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return asked if asked < timezone.localdate() else None


def _plan_or_404(code: str) -> PlanInfo:
    found = plan_by_code(code)
    if found is None:
        raise Http404
    return found


def _blocks(sections: tuple[SectionInfo, ...], promised: tuple[CommitmentInfo, ...]) -> list[SectionBlock]:
    known = {section.number for section in sections}
    blocks = [SectionBlock(s, tuple(c for c in promised if c.section == s.number)) for s in sections]
    rest = tuple(c for c in promised if c.section not in known)
    return [*blocks, SectionBlock(SectionInfo("", Text("其他", "Other")), rest)] if rest else blocks


def _past(promised: tuple[CommitmentInfo, ...], today: date) -> set[str]:
    """Codes of those whose date is past and whose targets, if they name any, are not all reached."""
    late = [each for each in promised if each.deadline_on and each.deadline_on < today]
    aimed = targets(code={code for each in late for code in each.targets} or {""}, as_of=today)
    states = {status.target.code: status.state for status in target_statuses(aimed, today=today)}
    return {each.code for each in late if not is_met(each.targets, states)}


def _plan_finding(promised: tuple[CommitmentInfo, ...], past: set[str]) -> str:
    unowned = sum(not c.responsible for c in promised)
    undated = sum(not c.deadline for c in promised)
    words = {"all": len(promised), "unowned": unowned, "undated": undated, "late": len(past)}
    told = _(
        "%(all)s commitments: %(unowned)s name nobody responsible, %(undated)s have no date; the date of %(late)s is "
        "past and no report of it is known"
    )
    return told % words


def _commitments_table(found: PlanInfo, promised: tuple[CommitmentInfo, ...], region: RegionInfo | None) -> Table:
    return Table(
        name="commitments",
        title=found.label,
        columns=(
            Column("commitment", _("Commitment")),
            Column("section", _("Section"), filtered=True, secondary=True),
            Column("action", _("Action"), filtered=True, secondary=True),
            Column("object", _("Object"), secondary=True),
            Column("quantity", _("Quantity")),
            Column("deadline", _("By"), kind="period", filtered=True),
            Column("responsible", _("Responsible"), filtered=True),
            Column("source", _("Place in the document"), secondary=True),
        ),
        rows=tuple(_commitment_row(each) for each in promised),
        as_of=region.as_of if region else None,
        synthetic=bool(region and region.synthetic),
        empty=_("This plan promises nothing that has been recorded"),
        empty_remedy=_("Add its commitments to the pack, or read the document and accept them."),
    )


def _commitment_row(each: CommitmentInfo) -> Row:
    owners = "、".join(str(name) for _code, name in each.responsible)
    return Row(
        (
            Cell(str(each.label), url=reverse("plans:commitment", args=[each.code])),
            each.section,
            each.action,
            each.object,
            "; ".join(quantity_text(quantity) for quantity in each.quantities),
            each.deadline,
            owners or str(_("nobody named")),
            Cell(
                each.locator,
                shown=locator_words(each.locator),
                source=reverse("web:locator_source", args=[each.source, each.locator]),
            ),
        ),
        key=each.code,
    )


def quantity_text(quantity: QuantityInfo) -> str:
    text = figure_text(quantity.value, quantity.unit, comparator=quantity.comparator, value_high=quantity.value_high)
    return f"{quantity.what} {text}".strip()


@public_page("plans")
def commitment(request: HttpRequest, code: str) -> HttpResponse:
    """One commitment: what, how much, by when, by whom, measured by which target."""
    found = commitment_by_code(code)
    if found is None:
        raise Http404
    today = _as_of(request) or timezone.localdate()
    measured = targets(code=found.targets, as_of=today) if found.targets else ()
    statuses = target_statuses(measured, today=today)
    reached = is_met(found.targets, {status.target.code: status.state for status in statuses})
    return render(
        request,
        "plans/commitment.html",
        {
            "commitment": found,
            "plan": plan_by_code(found.plan),
            "quantities": [quantity_text(quantity) for quantity in found.quantities],
            "source_url": reverse("web:locator_source", args=[found.source, found.locator]),
            "late": bool(found.deadline_on and found.deadline_on < today and not reached),
            "reached": reached,
            "statuses": statuses,
            "as_of": _as_of(request),
        },
    )


@public_page("plans")
def plan_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """What the plan builds, as a Gantt chart with milestones, and as a table."""
    found = _plan_or_404(code)
    items = schedule(plan=code)
    table = _schedule_table(found, items, request.region)
    if (file := exported(request, table)) is not None:
        return file
    return render(
        request,
        "plans/schedule.html",
        {"plan": found, "chart": _gantt(found, items, request.region), "table": table},
    )


def _gantt(found: PlanInfo, items: tuple[ScheduleInfo, ...], region: RegionInfo | None) -> Gantt:
    today = timezone.localdate()
    late = sum(bool(item.finish_on and item.finish_on < today) for item in items)
    title = ngettext(
        "%(late)s of %(all)s scheduled work is past its year, with no report that it is done",
        "%(late)s of %(all)s scheduled works are past their year, with no report that they are done",
        len(items),
    )
    begin = date(int(found.period[:4]), 1, 1).isoformat() if found.period[:4].isdigit() else None
    return Gantt(
        name="schedule",
        title=title % {"late": late, "all": len(items)},
        tasks=tuple(_task(item, begin=begin) for item in items),
        today=today.isoformat(),
        synthetic=bool(region and region.synthetic),
        empty=_("This plan has no schedule."),
    )


def _task(item: ScheduleInfo, *, begin: str | None) -> Task:
    return Task(
        label=item.label,
        start=item.start_on.isoformat() if item.start_on else None if item.finish_on else begin,
        end=item.finish_on.isoformat() if item.finish_on else None,
        status="unknown",  # nobody reports progress yet: a date that is past makes no work late
        milestones=tuple(Milestone(m.on.isoformat(), m.label) for m in item.milestones if m.on),
        url=reverse("web:place", args=[item.place]),
        source=reverse("web:locator_source", args=[item.source, item.locator]),
        words=item.words,
    )


def _schedule_table(found: PlanInfo, items: tuple[ScheduleInfo, ...], region: RegionInfo | None) -> Table:
    return Table(
        name="schedule",
        title=_("Schedule of %(plan)s") % {"plan": found.label},
        columns=(
            Column("work", _("Work")),
            Column("place", _("Place")),
            Column("start", _("Start"), kind="period", secondary=True),
            Column("finish", _("Planned year")),
            Column("milestones", _("Milestones")),
            Column("source", _("Place in the document"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    str(item.label),
                    Cell(str(item.place_label), url=reverse("web:place", args=[item.place])),
                    item.start,
                    period_text(item.finish) if item.finish else item.words,
                    "; ".join(f"{period_text(m.period)} {m.label}" for m in item.milestones),
                    Cell(
                        item.locator,
                        shown=locator_words(item.locator),
                        source=reverse("web:locator_source", args=[item.source, item.locator]),
                    ),
                ),
                key=item.code,
            )
            for item in items
        ),
        synthetic=bool(region and region.synthetic),
        empty=_("This plan has no schedule."),
    )
