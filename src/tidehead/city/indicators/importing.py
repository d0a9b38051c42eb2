"""Stores a pack's indicators, taxonomies and figures. Values are added or withdrawn, never overwritten."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tidehead.calc.units import convert, converts
from tidehead.city.common.storing import both, put_rows
from tidehead.city.evidence.queries import source_ids
from tidehead.city.indicators.keys import figure_key, period_dates
from tidehead.city.indicators.models import (
    Contradiction,
    Crosswalk,
    Indicator,
    Member,
    Observation,
    ProvenCheck,
    Target,
    Taxonomy,
    Topic,
)
from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN, UnitChanged
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.packs import CheckResult
from tidehead.packs.schema import FigureKey, ObservationRow, Region, TargetBasis, TargetRow


def load_indicators(region: Region) -> None:
    sources = source_ids()
    _convert_stored(region)
    topics = put_rows(
        Topic,
        (
            Topic(code=code, label_zh=label.zh, label_en=label.en, ordinal=n, current=True)
            for n, (code, label) in enumerate(region.topics)
        ),
    )
    put_rows(
        Indicator,
        (
            Indicator(
                code=row.id,
                label_zh=row.label.zh,
                label_en=row.label.en,
                unit=row.unit,
                unit_en=row.unit_en,
                direction=row.direction,
                nature=row.nature,
                topic_id=topics[row.topic],
                numerator=row.numerator,
                denominator=row.denominator,
                scope_zh=both(row.scope)["zh"],
                scope_en=both(row.scope)["en"],
                definition_zh=both(row.definition)["zh"],
                definition_en=both(row.definition)["en"],
                aliases=list(row.aliases),
                decimals=row.decimals,
                source_id=sources[row.source],
                locator=row.locator,
                ordinal=ordinal,
                current=True,
            )
            for ordinal, row in enumerate(region.indicators)
        ),
    )


def _convert_stored(region: Region) -> None:
    """Give stored values in an indicator's new unit, so that none changes its meaning. Raises UnitChanged."""
    units = dict(Indicator.objects.values_list("code", "unit"))
    for row in region.indicators:
        old = units.get(row.id, row.unit)
        if old == row.unit:
            continue
        for model in (Observation, Target):
            stored = list(model.objects.filter(indicator__code=row.id))
            if stored and not converts(old, row.unit):
                raise UnitChanged(
                    f"indicators.yaml: {row.id} changes from {old} to {row.unit}, which does not measure the same. "
                    "Give the new unit to an indicator with a new id; nothing was loaded."
                )
            for kept in stored:
                kept.value = None if kept.value is None else convert(kept.value, old, row.unit)
                kept.value_high = None if kept.value_high is None else convert(kept.value_high, old, row.unit)
            model.objects.bulk_update(stored, ["value", "value_high"], batch_size=200)


def load_taxonomies(region: Region) -> None:
    sources = source_ids()
    taxonomies = put_rows(
        Taxonomy,
        (
            Taxonomy(
                code=row.id,
                label_zh=row.label.zh,
                label_en=row.label.en,
                version=row.version,
                valid_from=row.valid_from,
                source_id=sources[row.source],
                locator=row.locator,
                note_zh=both(row.note)["zh"],
                note_en=both(row.note)["en"],
                groups=[{"code": g.code, **both(g.label), "stated": g.stated} for g in row.groups],
                ordinal=ordinal,
            )
            for ordinal, row in enumerate(region.taxonomies)
        ),
    )
    members = put_rows(
        Member,
        (
            Member(
                code=f"{tax.id}:{row.code}",
                taxonomy_id=taxonomies[tax.id],
                label_zh=row.label.zh,
                label_en=row.label.en,
                group=row.group,
                aliases=list(row.aliases),
                ordinal=ordinal,
            )
            for tax in region.taxonomies
            for ordinal, row in enumerate(tax.members)
        ),
    )
    Crosswalk.objects.all().delete()
    Crosswalk.objects.bulk_create(
        Crosswalk(
            from_member_id=members[f"{row.from_taxonomy}:{row.from_member}"],
            to_taxonomy_id=taxonomies[row.to_taxonomy],
            to_member_id=members.get(f"{row.to_taxonomy}:{row.to_member}"),
            relation=row.relation,
            basis=row.basis,
            note=row.note,
        )
        for row in region.crosswalk
    )


class _Keys:
    """The stored keys that figures refer to, read once a load."""

    def __init__(self, region: Region) -> None:
        self.indicators = dict(Indicator.objects.values_list("code", "id"))
        self.units = dict(Indicator.objects.values_list("code", "unit"))
        self.places = place_ids()
        self.members = dict(Member.objects.values_list("code", "id"))
        self.organisations = organisation_ids()
        self.sources = source_ids()
        self.issued = {source.id: source.issued_on for source in region.sources}
        self.pack_date = region.pack.as_of

    def shared(self, row: ObservationRow | TargetRow, *, now: datetime) -> dict[str, Any]:
        key = row.key
        start, end = period_dates(key.period)
        return {
            "indicator_id": self.indicators[key.indicator],
            "place_id": self.places[key.place],
            "member_id": self.members[key.industry] if key.industry else None,
            "organisation_id": self.organisations[key.organisation] if key.organisation else None,
            "period": key.period,
            "period_start": start,
            "period_end": end,
            "value_high": self.scaled(row.value_high, row),
            "comparator": row.comparator,
            "source_id": self.sources[row.source],
            "locator": row.locator,
            "note": row.note,
            "recorded_at": now,
        }

    def scaled(self, value: float | None, row: ObservationRow | TargetRow) -> float | None:
        if value is None:
            return None
        added = isinstance(row, TargetRow) and row.basis == TargetBasis.INCREMENT
        return convert(value, row.unit, self.units[row.key.indicator], growth=added)

    def known_on(self, row: ObservationRow) -> date:
        return row.as_of or self.issued[row.source] or self.pack_date


def load_observations(region: Region, *, now: datetime) -> tuple[int, int]:
    """Add what is new, withdraw what the pack no longer says. Returns how many were added and withdrawn."""
    keys = _Keys(region)
    wanted = [_observation(row, keys, now=now) for row in region.observations]
    stored = list(Observation.objects.filter(origin="pack", state=ACCEPTED))
    return _exchange(Observation, stored, wanted, same=_observation_identity, now=now)


def _observation(row: ObservationRow, keys: _Keys, *, now: datetime) -> Observation:
    value = keys.scaled(row.value, row)
    return Observation(
        **keys.shared(row, now=now),
        key=stored_key(row.key),
        value=value,
        printed_value=row.value,
        printed_unit=row.unit,
        basis=row.basis,
        yoy_pct=row.yoy_pct,
        as_of=keys.known_on(row),
    )


def stored_key(key: FigureKey) -> str:
    return figure_key(key.indicator, key.place, key.period, industry=key.industry, organisation=key.organisation)


def _observation_identity(row: Observation) -> tuple[object, ...]:
    return (
        row.key,
        row.source_id,
        row.as_of,
        row.value,
        row.value_high,
        row.comparator,
        row.basis,
        row.yoy_pct,
        row.locator,
        row.note,
        row.printed_value,
        row.printed_unit,
    )


def load_targets(region: Region, *, now: datetime) -> tuple[int, int]:
    keys = _Keys(region)
    wanted = [_target(row, keys, now=now) for row in region.targets]
    stored = list(Target.objects.filter(origin="pack", state=ACCEPTED))
    return _exchange(Target, stored, wanted, same=_target_identity, now=now)


def _target(row: TargetRow, keys: _Keys, *, now: datetime) -> Target:
    return Target(
        **keys.shared(row, now=now),
        code=row.id,
        value=keys.scaled(row.value, row),
        force=row.force,
        basis=row.basis,
        base_period=row.base_period,
        words=row.words,
        parent=row.parent,
    )


def _target_identity(row: Target) -> tuple[object, ...]:
    return (
        row.code,
        row.indicator_id,
        row.place_id,
        row.member_id,
        row.organisation_id,
        row.period,
        row.value,
        row.value_high,
        row.comparator,
        row.force,
        row.basis,
        row.base_period,
        row.words,
        row.parent,
        row.source_id,
        row.locator,
        row.note,
    )


def _exchange(model: Any, stored: list[Any], wanted: list[Any], *, same: Any, now: datetime) -> tuple[int, int]:
    """Withdraw what is wanted no longer, add what is new; a passage that was reviewed stays tied to its figure."""
    have = {same(row): row for row in stored}
    want = {same(row): row for row in wanted}
    gone = [row for identity, row in have.items() if identity not in want]
    new = [row for identity, row in want.items() if identity not in have]
    facts = {_reviewed_as(row): row.fact_id for row in gone if row.fact_id}
    for row in new:
        row.fact_id = facts.pop(_reviewed_as(row), None)
    keys = [row.pk for row in gone]
    for start in range(0, len(keys), 400):
        model.objects.filter(id__in=keys[start : start + 400]).update(state=WITHDRAWN, withdrawn_at=now)
    model.objects.bulk_create(new, batch_size=200)
    return len(new), len(gone)


def _reviewed_as(row: Observation | Target) -> tuple[object, ...]:
    """What makes two rows the same statement of the same source, whatever was corrected around it."""
    about = row.key if isinstance(row, Observation) else row.code
    return about, row.source_id, row.value, row.value_high, row.comparator


def load_contradictions(region: Region, outcomes: Iterable[CheckResult]) -> None:
    stated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for figure in (*region.observations, *region.targets):
        stated[figure.source, _line(figure.locator)].add(figure.key.indicator)
    Contradiction.objects.all().delete()
    Contradiction.objects.bulk_create(
        Contradiction(
            code=row.id,
            label_zh=row.label.zh,
            label_en=row.label.en,
            verdict=row.verdict,
            ordinal=ordinal,
            note_zh=both(row.note)["zh"],
            note_en=both(row.note)["en"],
            sides=[
                {"source": s.source, "locator": s.locator, **both(s.says), "value": s.value, "unit": s.unit}
                for s in row.sides
            ],
            indicators=sorted({code for side in row.sides for code in stated[side.source, _line(side.locator)]}),
        )
        for ordinal, row in enumerate(region.contradictions)
    )
    aimed = {target.id: target.key.indicator for target in region.targets}
    ProvenCheck.objects.all().delete()
    ProvenCheck.objects.bulk_create(
        ProvenCheck(
            code=row.check.id,
            label_zh=row.check.label.zh,
            label_en=row.check.label.en,
            outcome=row.outcome,
            explanation_zh=row.explanation.zh,
            explanation_en=row.explanation.en,
            indicators=sorted({aimed.get(taken.what, taken.what.split(" ", 1)[0]) for taken in row.inputs}),
            ordinal=ordinal,
        )
        for ordinal, row in enumerate(outcomes)
    )


def _line(locator: str) -> str:
    """The first part of a locator, its line or page: what two statements of one sentence share."""
    return locator.split(" ", 1)[0]
