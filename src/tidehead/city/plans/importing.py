"""Stores a pack's plans."""

from dataclasses import asdict
from datetime import date

from tidehead.city.common.storing import both, put_rows
from tidehead.city.evidence.queries import source_ids
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.city.plans.models import Commitment, Plan, ScheduleItem
from tidehead.packs.periods import parse_period
from tidehead.packs.schema import Milestone, Region


def load_plans(region: Region) -> None:
    sources = source_ids()
    plans = put_rows(
        Plan,
        (
            Plan(
                code=row.id,
                label_zh=row.label.zh,
                label_en=row.label.en,
                period=row.period,
                status=row.status,
                source_id=sources[row.source],
                ordinal=ordinal,
                current=True,
                sections=[{"number": number, **both(label)} for number, label in row.sections],
            )
            for ordinal, row in enumerate(region.plans)
        ),
    )
    _load_commitments(region, plans=plans, sources=sources)
    _load_schedule(region, plans=plans, sources=sources)


def _load_commitments(region: Region, *, plans: dict[str, int], sources: dict[str, int]) -> None:
    rows = [(plan.id, ordinal, row) for plan in region.plans for ordinal, row in enumerate(plan.commitments)]
    stored = put_rows(
        Commitment,
        (
            Commitment(
                code=row.id,
                plan_id=plans[plan],
                section=row.section,
                label_zh=row.label.zh,
                label_en=row.label.en,
                action=row.action,
                object=row.object,
                kind=row.kind,
                start=row.start,
                deadline=row.deadline,
                deadline_on=_last_day(row.deadline),
                recurrence=row.recurrence,
                targets=list(row.targets),
                quantities=[{**asdict(q), "comparator": q.comparator.value} for q in row.quantities],
                source_id=sources[row.source],
                locator=row.locator,
                ordinal=ordinal,
                current=True,
            )
            for plan, ordinal, row in rows
        ),
    )
    bodies, places = organisation_ids(), place_ids()
    owners, where = Commitment.responsible.through, Commitment.places.through
    owners.objects.all().delete()
    where.objects.all().delete()
    owners.objects.bulk_create(
        owners(commitment_id=stored[row.id], organisation_id=bodies[code])
        for _, _, row in rows
        for code in row.responsible
    )
    where.objects.bulk_create(
        where(commitment_id=stored[row.id], place_id=places[code]) for _, _, row in rows for code in row.places
    )


def _load_schedule(region: Region, *, plans: dict[str, int], sources: dict[str, int]) -> None:
    places = place_ids()
    put_rows(
        ScheduleItem,
        (
            ScheduleItem(
                code=row.id,
                plan_id=plans[plan.id],
                place_id=places[row.place],
                label_zh=row.label.zh,
                label_en=row.label.en,
                start=row.start,
                start_on=_first_day(row.start),
                finish=row.finish,
                finish_on=_last_day(row.finish),
                words=row.words,
                milestones=[_milestone(m) for m in row.milestones],
                source_id=sources[row.source],
                locator=row.locator,
                ordinal=ordinal,
                current=True,
            )
            for plan in region.plans
            for ordinal, row in enumerate(plan.schedule)
        ),
    )


def _milestone(row: Milestone) -> dict[str, str]:
    on = _last_day(row.period)
    return {"period": row.period, "on": on.isoformat() if on else "", **both(row.label), "locator": row.locator}


def _first_day(period: str) -> date | None:
    return parse_period(period).start if period else None


def _last_day(period: str) -> date | None:
    return parse_period(period).end if period else None
