"""Turning read facts into figures and targets, and taking that back."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import decide_fact, reopen_fact
from tidehead.city.evidence.queries import document_by_id, fact_by_id, passage_around, source_ids
from tidehead.city.evidence.types import ACCEPTED as FACT_ACCEPTED
from tidehead.city.evidence.types import FactInfo
from tidehead.city.indicators.keys import figure_key, period_dates
from tidehead.city.indicators.models import Indicator, Member, Observation, Target
from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN, Mapping, MappingRefused
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.packs.periods import PeriodError
from tidehead.packs.units import UnitError, convert

_COMPARATORS = {"eq", "approx", "ge", "gt", "near", "le", "lt", "range"}
_FORCES = {"binding", "expected", "striving"}


@transaction.atomic
def accept_fact(*, by: Actor, fact_id: int, mapping: Mapping, now: datetime) -> int:
    """Make a proposed fact a figure or a target, with its locator, in one step. Returns the new row's id.

    Raises PermissionDenied, FactNotFound, FactDecided when somebody was faster, and MappingRefused when the
    mapping cannot be: an unknown name, a unit that measures something else, a period that is none, a passage
    that no longer holds the words it was read from.
    """
    if not by.may("facts.decide"):
        raise PermissionDenied
    fact = fact_by_id(fact_id)
    _verify_span(fact)
    shared = _shared(fact, mapping, now=now)
    decide_fact(by=by, fact_id=fact_id, state=FACT_ACCEPTED, now=now)
    if mapping.kind == "actual":
        return _observation(fact, mapping, shared)
    return _target(fact, mapping, shared)


def _verify_span(fact: FactInfo) -> None:
    _, words, _ = passage_around(fact.document, fact.start, fact.end)
    if words != fact.quote:
        raise MappingRefused(
            Text(
                "原文中找不到这段文字，不能采纳。请重新读取文件。",
                "The passage is not in the text any more. Read the document again.",
            )
        )


def _shared(fact: FactInfo, mapping: Mapping, *, now: datetime) -> dict[str, object]:
    indicator = Indicator.objects.filter(code=mapping.indicator, current=True).first()
    if indicator is None:
        raise MappingRefused(Text("请选择指标。", "Choose an indicator."))
    places, bodies = place_ids(), organisation_ids()
    member = Member.objects.filter(code=mapping.industry).first() if mapping.industry else None
    if mapping.place not in places:
        raise MappingRefused(Text("请选择地区或平台。", "Choose a place."))
    if mapping.industry and member is None:
        raise MappingRefused(
            Text("没有这个产业。请从列表中选择。", "There is no such industry. Choose one of the list.")
        )
    if mapping.organisation and mapping.organisation not in bodies:
        raise MappingRefused(
            Text("没有这个机构。请从列表中选择。", "There is no such organisation. Choose one of the list.")
        )
    start, end = _dates(mapping.period)
    document = document_by_id(fact.document)
    return {
        "indicator": indicator,
        "place_id": places[mapping.place],
        "member": member,
        "organisation_id": bodies.get(mapping.organisation),
        "period": mapping.period,
        "period_start": start,
        "period_end": end,
        "value": _converted(mapping.value, mapping, indicator),
        "comparator": _one_of(mapping.comparator, _COMPARATORS),
        "value_high": None if mapping.value_high is None else _converted(mapping.value_high, mapping, indicator),
        "source_id": source_ids().get(document.source) if document and document.source else None,
        "locator": fact.locator,
        "fact_id": fact.id,
        "origin": "review",
        "recorded_at": now,
        "state": ACCEPTED,
    }


def _dates(period: str) -> tuple[date | None, date | None]:
    try:
        return period_dates(period)
    except PeriodError:
        raise MappingRefused(
            Text(
                f"“{period}”不是时期。请写成 2025、2025Q1、2025-10 或 2025-01/2025-10。",
                f"“{period}” is no period. Write 2025, 2025Q1, 2025-10 or 2025-01/2025-10.",
            )
        ) from None


def _converted(value: float, mapping: Mapping, indicator: Indicator) -> float:
    try:
        return convert(value, mapping.unit or indicator.unit, indicator.unit)
    except UnitError:
        raise MappingRefused(
            Text(
                f"单位“{mapping.unit}”不能换算成指标的单位“{indicator.unit}”。请改单位或换一个指标。",
                f"“{mapping.unit}” does not convert to the indicator's unit “{indicator.unit}”. "
                "Change the unit or the indicator.",
            )
        ) from None


def _one_of(word: str, known: set[str]) -> str:
    if word not in known:
        raise MappingRefused(Text(f"不认识“{word}”。", f"“{word}” is not one of {', '.join(sorted(known))}."))
    return word


def _observation(fact: FactInfo, mapping: Mapping, shared: dict[str, object]) -> int:
    document = document_by_id(fact.document)
    now = shared["recorded_at"]
    as_of = document.issued_on if document and document.issued_on else now.date()  # type: ignore[attr-defined]
    row = Observation.objects.create(
        **shared,
        printed_value=mapping.value,
        printed_unit=mapping.unit,
        as_of=as_of,
        basis=mapping.basis or ("estimate" if mapping.comparator in {"approx", "near"} else "actual"),
        key=figure_key(
            mapping.indicator,
            mapping.place,
            mapping.period,
            industry=mapping.industry,
            organisation=mapping.organisation,
        ),
    )
    return row.pk


def _target(fact: FactInfo, mapping: Mapping, shared: dict[str, object]) -> int:
    annual = mapping.kind == "annual_target"
    row = Target.objects.create(
        **shared,
        code=f"fact-{fact.id}",
        force=_one_of(mapping.force, _FORCES),
        basis="annual" if annual else "level",
        base_period=_last_known_period(mapping) if not annual else "",
    )
    return row.pk


def _last_known_period(mapping: Mapping) -> str:
    """The newest whole-year figure from before the target's year: what it starts from."""
    start, _ = period_dates(mapping.period)
    known = Observation.objects.filter(
        state=ACCEPTED,
        indicator__code=mapping.indicator,
        place__code=mapping.place,
        period_end__lt=start,
        period__regex=r"^\d{4}$",
    )
    return known.order_by("-period_end").values_list("period", flat=True).first() or ""


@transaction.atomic
def take_back_fact(*, by: Actor, fact_id: int, now: datetime) -> None:
    """Undo a decision: what it made is withdrawn (not deleted), and the fact is proposed again."""
    if not by.may("facts.decide"):
        raise PermissionDenied
    Observation.objects.filter(fact_id=fact_id, state=ACCEPTED).update(state=WITHDRAWN)
    Target.objects.filter(fact_id=fact_id, state=ACCEPTED).update(state=WITHDRAWN)
    reopen_fact(by=by, fact_id=fact_id, now=now)
