"""Stores what a pack says about projects: its lists and rules, spaces and agreements."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter
from tidehead.city.common.storing import both, put_rows
from tidehead.city.evidence.queries import source_ids
from tidehead.city.places.queries import place_ids
from tidehead.city.projects.models import Agreement, AgreementParty, PackStandards, Space
from tidehead.city.projects.types import DRAFT, ROOMS, SQUARE_METRES
from tidehead.packs.rule_rows import RuleSetRow
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import Agreement as PackAgreement
from tidehead.packs.schema_work import Projects
from tidehead.packs.schema_work import Space as PackSpace


def load_projects(region: Region, *, now: datetime) -> None:
    """Store the pack's lists and rules of projects, its spaces and its agreements that are not in force here yet."""
    PackStandards.objects.update_or_create(
        id=1,
        defaults={
            "plain": _plain(region.projects) if region.projects else {},
            "rules": _rules(region, region.projects) if region.projects else {},
            "pack": region.pack.id,
        },
    )
    _put_spaces(region.spaces)
    _put_agreements(region.agreements, now=now)


def _plain(projects: Projects) -> dict[str, Any]:
    """The lists as plain values; where a row stands in its file is left out."""
    plain = asdict(projects)
    plain.pop("position")
    return plain


def _rules(region: Region, projects: Projects) -> dict[str, Any]:
    """The rule sets that counters and the review of promises name, with every parameter that rules may use."""
    named = {counter.rule_set for counter in projects.counters}
    if projects.review_rule:
        named.add(projects.review_rule.rule_set)
    rule_sets = [_rule_set(row) for row in region.rule_sets if row.id in named]
    return {"rule_sets": rule_sets, "parameters": [_parameter(one) for one in region.parameters]}


def _rule_set(row: RuleSetRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": _label(row.rule_set.label),
        "variables": [
            {"name": one.name, "kind": one.kind, "unit": one.unit, "label": _label(one.label)} for one in row.variables
        ],
        "versions": [
            {
                "from_day": version.from_day.isoformat(),
                "rules": [[name, text] for name, text in version.rules.items()],  # in order: each may use those before
                "source": version.source,
                "clause": version.clause,
            }
            for version in row.rule_set.versions
        ],
    }


def _parameter(one: DatedParameter) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": _label(one.label),
        "unit": one.unit,
        "values": [
            {
                "from_day": value.from_day.isoformat(),
                "value": value.value,
                "source": value.source,
                "clause": value.clause,
            }
            for value in one.values
        ],
    }


def _label(label: Label) -> dict[str, str]:
    return both(label)


def _put_spaces(spaces: Iterable[PackSpace]) -> None:
    """What is booked of a space stays booked, whatever the pack now says of its room."""
    places, sources = place_ids(), source_ids()
    bookings = dict(Space.objects.values_list("code", "bookings"))
    put_rows(
        Space,
        [
            Space(
                code=row.code,
                label_zh=row.label.zh,
                label_en=row.label.en,
                kind=row.kind,
                place_id=places[row.place],
                capacity=row.area_m2 if row.area_m2 is not None else _free_rooms(row),
                unit=SQUARE_METRES if row.area_m2 is not None else ROOMS,
                ready_on=row.ready_on,
                rent=row.rent_cny_m2_month,
                source_id=sources[row.source],
                locator=row.locator,
                bookings=bookings.get(row.code, 0),
                ordinal=nth,
            )
            for nth, row in enumerate(spaces)
        ],
    )


def _free_rooms(row: PackSpace) -> float | None:
    """The rooms that can be given: those that its source says are free, else all; None: unknown."""
    rooms = row.rooms if row.available is None else row.available
    return None if rooms is None else float(rooms)


def _put_agreements(agreements: Iterable[PackAgreement], *, now: datetime) -> None:
    """Agreements of the pack stand as drafts until somebody here puts them in force; then the pack changes nothing."""
    places, sources = place_ids(), source_ids()
    settled = set(Agreement.objects.filter(code__isnull=False).exclude(state=DRAFT).values_list("code", flat=True))
    for row in agreements:
        if row.id in settled:
            continue
        stored, _ = Agreement.objects.update_or_create(
            code=row.id,
            defaults={
                "title_zh": row.label.zh,
                "title_en": row.label.en,
                "kind": row.kind,
                "base": row.base,
                "state": DRAFT,
                "start_on": row.start,
                "end_on": row.end,
                "clause": row.clause,
                "source_id": sources.get(row.source),
                "made_by": "system",
                "made_at": now,
            },
        )
        AgreementParty.objects.filter(agreement=stored).delete()
        AgreementParty.objects.bulk_create(
            AgreementParty(agreement=stored, place_id=places[one.place], share=repr(one.share), ordinal=nth)
            for nth, one in enumerate(row.shares)
        )
