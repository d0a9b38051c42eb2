"""Turning read facts into figures and targets, and taking that back."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import decide_fact, reopen_fact
from tidehead.city.evidence.queries import document_by_id, fact_by_id, passage_around, source_ids
from tidehead.city.evidence.types import ACCEPTED as FACT_ACCEPTED
from tidehead.city.evidence.types import DocumentInfo, FactInfo
from tidehead.city.indicators.keys import figure_key, period_dates
from tidehead.city.indicators.models import Indicator, Member, Observation, Target
from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN, Mapping, MappingRefused
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.packs.periods import PeriodError
from tidehead.packs.units import UnitError, convert

COMPARATORS = ("eq", "approx", "ge", "gt", "near", "le", "lt", "range")
FORCES = ("binding", "expected", "striving")
KINDS = ("actual", "target", "annual_target")
_SAME = 1e-9
"""Relative difference below which two values are the same: what is left of a unit's conversion."""


class FieldRefused(MappingRefused):
    """One part of a mapping cannot be; `field` is its name in Mapping."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(text)
        self.field = field


class FigureConflict(MappingRefused):
    """The same source, or another on the same day, is already kept with another value for the same thing."""

    def __init__(self, *, value: float, unit: str, source: str) -> None:
        super().__init__(
            Text(
                f"同一指标、地区和时期已有数值 {value:g}{unit}（来源：{source or '已上传的文件'}）。"
                "如确认两者并存，请再次采纳；否则请更正或驳回。",
                f"There is another value for the same thing: {value:g} {unit} "
                f"(source: {source or 'an uploaded document'}). "
                "Accept once more to keep both; otherwise correct or reject this one.",
            )
        )
        self.value, self.unit, self.source = value, unit, source


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a fact led to: a new row, or one that was there already and is now linked to the fact."""

    id: int
    linked: bool


@transaction.atomic
def accept_fact(*, by: Actor, fact_id: int, mapping: Mapping, now: datetime, despite_conflict: bool = False) -> int:
    """Make a proposed fact a figure or a target, with its locator, in one step. Returns the row's id.

    Where the same source has given the very same figure before, the fact is linked to it and nothing is doubled.
    Raises PermissionDenied, FactNotFound, FactDecided when somebody was faster, MappingRefused when the mapping
    cannot be (FieldRefused names the part), and FigureConflict unless `despite_conflict`.
    """
    return accept_or_link(by=by, fact_id=fact_id, mapping=mapping, now=now, despite_conflict=despite_conflict).id


@transaction.atomic
def accept_or_link(
    *, by: Actor, fact_id: int, mapping: Mapping, now: datetime, despite_conflict: bool = False
) -> Accepted:
    """As accept_fact, and says whether the figure was known."""
    if not by.may("facts.decide"):
        raise PermissionDenied
    fact = fact_by_id(fact_id)
    _verify_span(fact)
    document = document_by_id(fact.document)
    shared = _shared(fact, mapping, document, now=now)
    decide_fact(by=by, fact_id=fact_id, state=FACT_ACCEPTED, now=now)
    if mapping.kind == "actual":
        return _accept_figure(by, mapping, shared, as_of=_known_on(document, now), despite=despite_conflict)
    return _accept_target(by, mapping, shared, despite=despite_conflict)


def _verify_span(fact: FactInfo) -> None:
    """The words are still where they were read: no span, no fact."""
    _, words, _ = passage_around(fact.document, fact.start, fact.end)
    if words != fact.quote:
        raise MappingRefused(
            Text(
                "原文中找不到这段文字，不能采纳。请重新读取文件。",
                "The passage is not in the text any more. Read the document again.",
            )
        )


def _known_on(document: DocumentInfo | None, now: datetime) -> date:
    return document.issued_on if document and document.issued_on else now.date()


def _shared(fact: FactInfo, mapping: Mapping, document: DocumentInfo | None, *, now: datetime) -> dict[str, Any]:
    # Locked, so that of two people who accept the same figure at once the second finds the first one's.
    indicator = Indicator.objects.select_for_update().filter(code=mapping.indicator, current=True).first()
    if indicator is None:
        raise FieldRefused("indicator", Text("请从列表中选择指标。", "Choose an indicator of the list."))
    _one_of("kind", mapping.kind, KINDS)
    start, end = _dates(mapping)
    value = _converted(mapping.value, mapping, indicator)
    high = None if mapping.value_high is None else _converted(mapping.value_high, mapping, indicator)
    if high is not None and high < value:
        raise FieldRefused(
            "value_high", Text("上限小于下限。请检查。", "The upper end is below the lower one. Check both.")
        )
    return {
        "indicator": indicator,
        **_subject(mapping),
        "period": mapping.period,
        "period_start": start,
        "period_end": end,
        "value": value,
        "value_high": high,
        "comparator": _one_of("comparator", mapping.comparator, COMPARATORS),
        "source_id": source_ids().get(document.source) if document and document.source else None,
        "locator": fact.locator,
        "fact_id": fact.id,
        "origin": "review",
        "recorded_at": now,
        "state": ACCEPTED,
    }


def _subject(mapping: Mapping) -> dict[str, Any]:
    places, bodies = place_ids(), organisation_ids()
    member = Member.objects.filter(code=mapping.industry).first() if mapping.industry else None
    if mapping.place not in places:
        raise FieldRefused("place", Text("请从列表中选择地区或平台。", "Choose a place of the list."))
    if mapping.industry and member is None:
        words = Text("没有这个产业。请从列表中选择。", "There is no such industry. Choose one of the list.")
        raise FieldRefused("industry", words)
    if mapping.organisation and mapping.organisation not in bodies:
        words = Text("没有这个机构。请从列表中选择。", "There is no such organisation. Choose one of the list.")
        raise FieldRefused("organisation", words)
    return {"place_id": places[mapping.place], "member": member, "organisation_id": bodies.get(mapping.organisation)}


def _dates(mapping: Mapping) -> tuple[date | None, date | None]:
    period = mapping.period
    if not period and mapping.kind != "actual":
        words = Text("目标要有时期：写明到哪一年实现。", "A target needs a period: say by when.")
        raise FieldRefused("period", words)
    try:
        return period_dates(period)
    except PeriodError:
        raise FieldRefused(
            "period",
            Text(
                f"“{period}”不是时期。请写成 2025、2025Q1、2025-10 或 2025-01/2025-10。",
                f"“{period}” is no period. Write 2025, 2025Q1, 2025-10 or 2025-01/2025-10.",
            ),
        ) from None


def _converted(value: float, mapping: Mapping, indicator: Indicator) -> float:
    if not math.isfinite(value):
        raise FieldRefused("value", Text("请填写数值。", "Give a number."))
    try:
        return convert(value, mapping.unit or indicator.unit, indicator.unit)
    except UnitError:
        raise FieldRefused(
            "unit",
            Text(
                f"单位“{mapping.unit}”不能换算成指标的单位“{indicator.unit}”。请改单位或换一个指标。",
                f"“{mapping.unit}” does not convert to the indicator's unit “{indicator.unit}”. "
                "Change the unit or the indicator.",
            ),
        ) from None


def _one_of(field: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise FieldRefused(field, Text(f"不认识“{word}”。", f"“{word}” is not one of {', '.join(known)}."))
    return word


# Figures


def _accept_figure(by: Actor, mapping: Mapping, shared: dict[str, Any], *, as_of: date, despite: bool) -> Accepted:
    key = figure_key(
        mapping.indicator, mapping.place, mapping.period, industry=mapping.industry, organisation=mapping.organisation
    )
    rivals = _rivals(key, shared["source_id"], as_of)
    known = next((row for row in rivals if row.source_id == shared["source_id"] and _agrees(row, shared)), None)
    if known is not None:
        return _link(by, known, shared)
    differing = next((row for row in rivals if not _agrees(row, shared)), None)
    if differing is not None and not despite:
        raise _conflict(differing, shared["indicator"])
    row = Observation.objects.create(
        **shared,
        printed_value=mapping.value,
        printed_unit=mapping.unit or shared["indicator"].unit,
        as_of=as_of,
        basis=mapping.basis or ("estimate" if mapping.comparator in {"approx", "near"} else "actual"),
        key=key,
    )
    return Accepted(row.pk, linked=False)


def _rivals(key: str, source_id: int | None, as_of: date) -> list[Observation]:
    """What is kept for the same thing by the same source, or was known on the same day from another."""
    rows = Observation.objects.filter(state=ACCEPTED, key=key).select_related("source").order_by("-as_of", "-id")
    return [row for row in rows if row.as_of == as_of or (source_id is not None and row.source_id == source_id)]


def _agrees(row: Observation | Target, shared: dict[str, Any]) -> bool:
    pairs = ((row.value, shared["value"]), (row.value_high, shared["value_high"]))
    return all(
        (a is None and b is None) or (a is not None and b is not None and math.isclose(a, b, rel_tol=_SAME))
        for a, b in pairs
    )


def _conflict(row: Observation | Target, indicator: Indicator) -> FigureConflict:
    source = (row.source.title_zh or row.source.code) if row.source else ""
    return FigureConflict(value=row.value or 0.0, unit=indicator.unit, source=source)


def _link(by: Actor, row: Observation | Target, shared: dict[str, Any]) -> Accepted:
    """The figure is known: it gets the fact as its passage where it has none yet, and is not doubled."""
    type(row).objects.filter(id=row.pk, fact=None).update(fact_id=shared["fact_id"])
    known = {"kind": type(row).__name__.lower(), "known": row.pk}
    leave_trail(by.name, "fact.linked", f"fact:{shared['fact_id']}", at=shared["recorded_at"], detail=known)
    return Accepted(row.pk, linked=True)


# Targets


def _accept_target(by: Actor, mapping: Mapping, shared: dict[str, Any], *, despite: bool) -> Accepted:
    annual = mapping.kind == "annual_target"
    set_before = Target.objects.filter(
        state=ACCEPTED,
        indicator=shared["indicator"],
        place_id=shared["place_id"],
        member=shared["member"],
        organisation_id=shared["organisation_id"],
        period=mapping.period,
        source_id=shared["source_id"],
    ).select_related("source")
    rivals = [row for row in set_before if (row.basis == "annual") == annual]
    known = next((row for row in rivals if _agrees(row, shared)), None)
    if known is not None and shared["source_id"] is not None:
        return _link(by, known, shared)
    if rivals and not despite:
        raise _conflict(rivals[0], shared["indicator"])
    level = "cumulative" if shared["indicator"].nature == "cumulative" else "level"
    row = Target.objects.create(
        **shared,
        code=f"fact-{shared['fact_id']}",
        force=_one_of("force", mapping.force, FORCES),
        basis="annual" if annual else level,
        base_period="" if annual else _last_known_period(mapping),
    )
    return Accepted(row.pk, linked=False)


def _last_known_period(mapping: Mapping) -> str:
    """The newest whole-year figure from before the target's year: what it starts from."""
    start, _ = period_dates(mapping.period)
    known = Observation.objects.filter(
        state=ACCEPTED,
        indicator__code=mapping.indicator,
        place__code=mapping.place,
        member__code=mapping.industry or None,
        organisation__code=mapping.organisation or None,
        period_end__lt=start,
        period__regex=r"^\d{4}$",
    )
    return known.order_by("-period_end").values_list("period", flat=True).first() or ""


@transaction.atomic
def take_back_fact(*, by: Actor, fact_id: int, now: datetime) -> None:
    """Undo a decision: what it made is withdrawn (not deleted), what it was linked to stands, the fact is proposed."""
    if not by.may("facts.decide"):
        raise PermissionDenied
    for model in (Observation, Target):
        rows = model.objects.filter(fact_id=fact_id, state=ACCEPTED)
        rows.filter(origin="review").update(state=WITHDRAWN, withdrawn_at=now)
        rows.exclude(origin="review").update(fact=None)
    reopen_fact(by=by, fact_id=fact_id, now=now)
