"""Reads plans, commitments, schedules, and what is due."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Manager, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.plans.models import Commitment, Plan, ScheduleItem
from tidehead.city.plans.types import (
    CommitmentInfo,
    DueItem,
    MilestoneInfo,
    PlanInfo,
    QuantityInfo,
    ScheduleInfo,
    SectionInfo,
)


def all_plans() -> tuple[PlanInfo, ...]:
    current = Q(commitment__current=True)
    rows = (
        Plan.objects.filter(current=True)
        .select_related("source")
        .annotate(
            promised=Count("commitment", filter=current, distinct=True),
            owned=Count("commitment", filter=current & Q(commitment__responsible__isnull=False), distinct=True),
        )
    )
    return tuple(
        PlanInfo(
            row.code,
            Text(row.label_zh, row.label_en),
            row.period,
            row.status,
            row.source.code,
            row.promised,
            row.promised - row.owned,
        )
        for row in rows.order_by("ordinal")
    )


def plan_by_code(code: str) -> PlanInfo | None:
    return next((plan for plan in all_plans() if plan.code == code), None)


def sections_of_plan(code: str) -> tuple[SectionInfo, ...]:
    plan = Plan.objects.filter(code=code).first()
    return tuple(SectionInfo(s["number"], Text(s["zh"], s["en"])) for s in plan.sections) if plan else ()


def commitments(
    *, plan: str = "", place: str = "", organisation: str = "", target: str | Iterable[str] = ""
) -> tuple[CommitmentInfo, ...]:
    """What is promised; `target`: by those that name this target, or one of several."""
    rows = _promised(plan=plan, place=place, organisation=organisation)
    if target:
        rows = _that_name(rows, {target} if isinstance(target, str) else set(target))
    return tuple(map(_commitment, _with_links(rows)))


def commitment_slices(*, plan: str = "") -> Slices[CommitmentInfo]:
    """The same as `commitments`, a page at a time."""
    rows = _with_links(_promised(plan=plan))
    return Slices(lambda offset, limit: tuple(map(_commitment, rows[offset : offset + limit])), rows.count)


def _promised(*, plan: str = "", place: str = "", organisation: str = "") -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(current=True)
    rows = rows.filter(plan__code=plan) if plan else rows
    rows = rows.filter(places__code=place) if place else rows
    return rows.filter(responsible__code=organisation) if organisation else rows


def _that_name(rows: QuerySet[Commitment], targets: set[str]) -> QuerySet[Commitment]:
    """Those whose list of targets, which is stored as JSON text, holds one of the codes in its quotes."""
    text = rows.annotate(listed=Cast("targets", TextField()))
    named = Q()
    for code in targets:
        named |= Q(listed__contains=json.dumps(code))
    return text.filter(named) if targets else rows.none()


def commitment_by_code(code: str) -> CommitmentInfo | None:
    return commitments_by_code([code]).get(code)


def commitments_by_code(codes: Iterable[str]) -> dict[str, CommitmentInfo]:
    """Commitments by their codes; those that are not there are left out."""
    rows = _with_links(Commitment.objects.filter(current=True, code__in=set(codes)))
    return {row.code: _commitment(row) for row in rows}


def _in_order(linked: Manager[Any]) -> list[Any]:
    """Linked rows as their pack orders them; the engines do not agree on an order of their own."""
    return sorted(linked.all(), key=lambda row: row.ordinal)


def _with_links(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    linked = rows.select_related("plan", "source").prefetch_related("responsible", "places")
    return linked.order_by("plan__ordinal", "ordinal").distinct()


def _commitment(row: Commitment) -> CommitmentInfo:
    return CommitmentInfo(
        code=row.code,
        plan=row.plan.code,
        section=row.section,
        label=Text(row.label_zh, row.label_en),
        action=row.action,
        object=row.object,
        kind=row.kind,
        quantities=tuple(QuantityInfo(**quantity) for quantity in row.quantities),
        start=row.start,
        deadline=row.deadline,
        deadline_on=row.deadline_on,
        recurrence=row.recurrence,
        responsible=tuple((body.code, Text(body.label_zh, body.label_en)) for body in _in_order(row.responsible)),
        places=tuple((place.code, Text(place.label_zh, place.label_en)) for place in _in_order(row.places)),
        targets=tuple(row.targets),
        source=row.source.code,
        locator=row.locator,
    )


def has_schedule(plan: str) -> bool:
    return ScheduleItem.objects.filter(current=True, plan__code=plan).exists()


def schedule(*, plan: str = "", place: str = "") -> tuple[ScheduleInfo, ...]:
    rows = (
        ScheduleItem.objects.filter(current=True)
        .select_related("plan", "place", "source")
        .order_by("plan__ordinal", "ordinal")
    )
    rows = rows.filter(plan__code=plan) if plan else rows
    return tuple(_schedule(row) for row in (rows.filter(place__code=place) if place else rows))


def _schedule(row: ScheduleItem) -> ScheduleInfo:
    return ScheduleInfo(
        code=row.code,
        plan=row.plan.code,
        place=row.place.code,
        place_label=Text(row.place.label_zh, row.place.label_en),
        label=Text(row.label_zh, row.label_en),
        start=row.start,
        start_on=row.start_on,
        finish=row.finish,
        finish_on=row.finish_on,
        words=row.words,
        milestones=tuple(
            MilestoneInfo(
                m["period"], date.fromisoformat(m["on"]) if m["on"] else None, Text(m["zh"], m["en"]), m["locator"]
            )
            for m in row.milestones
        ),
        source=row.source.code,
        locator=row.locator,
    )


def overdue(today: date) -> tuple[DueItem, ...]:
    """Commitments and scheduled works whose date is past, none of them reported done, the longest past first."""
    promised = [
        DueItem(
            "commitment",
            c.code,
            c.plan,
            c.label,
            c.deadline,
            c.deadline_on,
            tuple(name for _, name in c.responsible),
            c.source,
            c.locator,
            c.targets,
        )
        for c in map(_commitment, _with_links(Commitment.objects.filter(current=True, deadline_on__lt=today)))
        if c.deadline_on
    ]
    late = ScheduleItem.objects.filter(current=True, finish_on__lt=today).select_related("plan", "place", "source")
    built = [
        DueItem("schedule", s.code, s.plan, s.label, s.finish, s.finish_on, (), s.source, s.locator)
        for s in map(_schedule, late)
        if s.finish_on
    ]
    return tuple(sorted([*promised, *built], key=lambda item: (item.due_on, item.code)))


def is_met(targets: Iterable[str], states: Mapping[str, str]) -> bool:
    """Whether all targets that measure a promise are reached; one without a target cannot be told to be met.

    states: the light of each target, by code.
    """
    named = tuple(targets)
    return bool(named) and all(states.get(code) == "reached" for code in named)


def not_met(due: Iterable[DueItem], states: Mapping[str, str]) -> tuple[DueItem, ...]:
    """Those of what is past that may still be open."""
    return tuple(item for item in due if not is_met(item.targets, states))


def commitment_ids(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Keys of commitments and of their plans by code, for the apps above that refer to them."""
    rows = Commitment.objects.filter(current=True, code__in=set(codes)).values_list("code", "id", "plan_id")
    return {code: (key, plan) for code, key, plan in rows}


def schedule_ids(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The same of scheduled works."""
    rows = ScheduleItem.objects.filter(current=True, code__in=set(codes)).values_list("code", "id", "plan_id")
    return {code: (key, plan) for code, key, plan in rows}
