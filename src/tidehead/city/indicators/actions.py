"""Turning read facts into figures and targets, and taking that back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.calc.units import UnitError, convert
from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import decide_fact, release_acceptance, reopen_fact, stand_behind
from tidehead.city.evidence.queries import document_by_id, fact_by_id, facts_of_document, source_ids
from tidehead.city.evidence.support import facts_behind, text_of_document
from tidehead.city.evidence.types import ACCEPTED as FACT_ACCEPTED
from tidehead.city.evidence.types import PROPOSED, DocumentInfo, FactDecided, FactInfo, FactNotDecided, FactNotFound
from tidehead.city.indicators.by_source import TAKEN_BACK, TOGETHER, accepted_together
from tidehead.city.indicators.keys import figure_key, period_dates
from tidehead.city.indicators.models import Indicator, Member, Observation, Target
from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN, Mapping, MappingRefused
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.packs.periods import PeriodError

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


class IssueDateNeeded(MappingRefused):
    """A figure is known from the day its document was issued; without that day no vintage can be told."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "这份文件没有发文日期，无法判断数据何时已知。请先在“发文日期”中填写，重新读取后再采纳。",
                "This document has no issue date, so it cannot be told since when its figures were known. "
                "Give it under “Issue date” first; the document is read again, then accept.",
            )
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a fact led to: a new row, or one that was there already and is now linked to the fact."""

    id: int
    linked: bool


@dataclass(frozen=True, slots=True)
class AcceptedTogether:
    """The facts that were accepted, and why each of the others was left to a person."""

    facts: tuple[int, ...]
    left: tuple[Text | None, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What accepting leans on besides the fact and its mapping, read once for however many facts of a document."""

    by: Actor
    now: datetime
    document: DocumentInfo
    text: str
    places: dict[str, int]
    bodies: dict[str, int]
    source_id: int | None

    @property
    def as_of(self) -> date:
        if self.document.issued_on is None:
            raise IssueDateNeeded
        return self.document.issued_on


def _ground(by: Actor, document_id: int, now: datetime) -> _Ground:
    document = document_by_id(document_id)
    if document is None:
        raise FactNotFound(document_id)
    source_id = source_ids().get(document.source) if document.source else None
    return _Ground(by, now, document, text_of_document(document_id), place_ids(), organisation_ids(), source_id)


@transaction.atomic
def accept_fact(*, by: Actor, fact_id: int, mapping: Mapping, now: datetime, despite_conflict: bool = False) -> int:
    """Make a proposed fact a figure or a target, with its locator, in one step. Returns the row's id.

    Where the same source has given the very same figure before, the fact is linked to it and nothing is doubled.
    Raises PermissionDenied, FactNotFound, FactDecided when somebody was faster, DocumentBeingRead, MappingRefused when
    the mapping cannot be (FieldRefused names the part, IssueDateNeeded asks for the document's day), and
    FigureConflict unless `despite_conflict`.
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
    return _accept(fact, mapping, _ground(by, fact.document, now), despite=despite_conflict)


@transaction.atomic
def accept_together(
    *, by: Actor, document_id: int, proposals: Iterable[tuple[int, Mapping]], now: datetime
) -> AcceptedTogether:
    """Accept many facts of a document; those that cannot be are left. What was accepted is kept with it for undoing.

    Raises PermissionDenied, FactNotFound without such a document, DocumentBeingRead.
    """
    if not by.may("facts.decide"):
        raise PermissionDenied
    ground = _ground(by, document_id, now)
    waiting = {fact.id: fact for fact in facts_of_document(document_id, state=PROPOSED)}
    done: list[int] = []
    left: list[Text | None] = []
    for fact_id, mapping in proposals:
        try:
            if fact_id not in waiting:
                raise FactDecided(fact_id)
            with transaction.atomic():
                _accept(waiting[fact_id], mapping, ground, despite=False)
        except MappingRefused as refusal:
            left.append(refusal.text)
        except FactDecided:
            left.append(None)
        else:
            done.append(fact_id)
    if done:
        leave_trail(by.name, TOGETHER, f"document:{document_id}", at=now, detail={"facts": done})
    return AcceptedTogether(tuple(done), tuple(left))


def _accept(fact: FactInfo, mapping: Mapping, ground: _Ground, *, despite: bool) -> Accepted:
    _verify_span(fact, ground.text)
    shared = _shared(fact, mapping, ground)
    decide_fact(by=ground.by, fact_id=fact.id, state=FACT_ACCEPTED, now=ground.now)
    if mapping.kind == "actual":
        return _accept_figure(mapping, shared, ground, despite=despite)
    return _accept_target(mapping, shared, ground, despite=despite)


def _verify_span(fact: FactInfo, text: str) -> None:
    """The words are still where they were read: no span, no fact."""
    if text[fact.start : fact.end] != fact.quote:
        raise MappingRefused(
            Text(
                "原文中找不到这段文字，不能采纳。请重新读取文件。",
                "The passage is not in the text any more. Read the document again.",
            )
        )


def _shared(fact: FactInfo, mapping: Mapping, ground: _Ground) -> dict[str, Any]:
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
        **_subject(mapping, ground),
        "period": mapping.period,
        "period_start": start,
        "period_end": end,
        "value": value,
        "value_high": high,
        "comparator": _one_of("comparator", mapping.comparator, COMPARATORS),
        "source_id": ground.source_id,
        "locator": fact.locator,
        "fact_id": fact.id,
        "origin": "review",
        "recorded_at": ground.now,
        "state": ACCEPTED,
    }


def _subject(mapping: Mapping, ground: _Ground) -> dict[str, Any]:
    places, bodies = ground.places, ground.bodies
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


def _accept_figure(mapping: Mapping, shared: dict[str, Any], ground: _Ground, *, despite: bool) -> Accepted:
    key = figure_key(
        mapping.indicator, mapping.place, mapping.period, industry=mapping.industry, organisation=mapping.organisation
    )
    rivals = _rivals(key, ground)
    known = next((row for row in rivals if _is_same_origin(row, ground) and _agrees(row, shared)), None)
    if known is not None:
        return _link(known, shared, ground)
    differing = next((row for row in rivals if not _agrees(row, shared)), None)
    if differing is not None and not despite:
        raise _conflict(differing, shared["indicator"])
    row = Observation.objects.create(
        **shared,
        printed_value=mapping.value,
        printed_unit=mapping.unit or shared["indicator"].unit,
        as_of=ground.as_of,
        basis=mapping.basis or ("estimate" if mapping.comparator in {"approx", "near"} else "actual"),
        key=key,
    )
    return _made(row, shared)


def _rivals(key: str, ground: _Ground) -> list[Observation]:
    """What is kept for the same thing from the same origin, or was known on the same day or later from another.

    A differing value that was known earlier is no rival: this one is its revision.
    """
    rows = Observation.objects.filter(state=ACCEPTED, key=key).select_related("source", "fact")
    return [row for row in rows.order_by("-as_of", "-id") if row.as_of >= ground.as_of or _is_same_origin(row, ground)]


def _is_same_origin(row: Observation | Target, ground: _Ground) -> bool:
    """The same source; or, where the document is none that is known, the same document."""
    if ground.source_id is not None:
        return row.source_id == ground.source_id
    return row.source_id is None and row.fact is not None and row.fact.document_id == ground.document.id


def _agrees(row: Observation | Target, shared: dict[str, Any]) -> bool:
    pairs = ((row.value, shared["value"]), (row.value_high, shared["value_high"]))
    return all(
        (a is None and b is None) or (a is not None and b is not None and math.isclose(a, b, rel_tol=_SAME))
        for a, b in pairs
    )


def _conflict(row: Observation | Target, indicator: Indicator) -> FigureConflict:
    source = (row.source.title_zh or row.source.code) if row.source else ""
    return FigureConflict(value=row.value or 0.0, unit=indicator.unit, source=source)


def _made(row: Observation | Target, shared: dict[str, Any]) -> Accepted:
    stand_behind(fact_id=shared["fact_id"], supports=_reference(row))
    return Accepted(row.pk, linked=False)


def _link(row: Observation | Target, shared: dict[str, Any], ground: _Ground) -> Accepted:
    """The figure is known: the fact supports it too, is its passage where it has none yet, and nothing is doubled."""
    type(row).objects.filter(id=row.pk, fact=None).update(fact_id=shared["fact_id"])
    stand_behind(fact_id=shared["fact_id"], supports=_reference(row))
    known = {"kind": type(row).__name__.lower(), "known": row.pk}
    leave_trail(ground.by.name, "fact.linked", f"fact:{shared['fact_id']}", at=ground.now, detail=known)
    return Accepted(row.pk, linked=True)


def _reference(row: Observation | Target) -> str:
    return f"{type(row).__name__.lower()}:{row.pk}"


# Targets


def _accept_target(mapping: Mapping, shared: dict[str, Any], ground: _Ground, *, despite: bool) -> Accepted:
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
    if known is not None:  # one goal, however many documents repeat it
        return _link(known, shared, ground)
    if rivals and not despite:
        raise _conflict(rivals[0], shared["indicator"])
    level = "cumulative" if shared["indicator"].nature == "cumulative" else "level"
    base = "" if annual else _base_period(mapping, shared["period_end"])
    row = Target.objects.create(
        **shared,
        code=f"fact-{shared['fact_id']}",
        force=_one_of("force", mapping.force, FORCES),
        basis="annual" if annual else level,
        base_period=base,
        note=_base_note(base, ground.by) if base else "",
    )
    return _made(row, shared)


def _base_period(mapping: Mapping, target_end: date | None) -> str:
    """The period that the reviewer says a target starts from; empty where nobody says."""
    base = mapping.base_period.strip()
    if not base:
        return ""
    try:
        end = period_dates(base)[1]
    except PeriodError:
        end = None
    if end is None or target_end is None or end >= target_end:
        words = Text(
            f"“{base}”不能作基期。请填写目标之前的时期，如 2020；没有就留空。",
            f"“{base}” cannot be the base. Give a period before the target's, as 2020, or leave it empty.",
        )
        raise FieldRefused("base_period", words)
    return base


def _base_note(base: str, by: Actor) -> str:
    return f"基期 {base} 由审核人 {by.name} 选定。 The base {base} was chosen by the reviewer {by.name}."


# Taking back


@transaction.atomic
def take_back_fact(*, by: Actor, fact_id: int, now: datetime) -> None:
    """Undo a decision: the fact is proposed again, and what it made is withdrawn, not deleted.

    What another accepted fact supports too stands on that one from now on; what was known without it stands.
    Raises PermissionDenied, FactNotFound, and FactNotDecided to the second of two people.
    """
    if not by.may("facts.decide"):
        raise PermissionDenied
    if fact_by_id(fact_id).state != FACT_ACCEPTED:
        reopen_fact(by=by, fact_id=fact_id, now=now)
        return
    release_acceptance(by=by, fact_id=fact_id, now=now)
    for model in (Observation, Target):
        for row in model.objects.filter(fact_id=fact_id, state=ACCEPTED):
            _let_go(row, now)


def _let_go(row: Observation | Target, now: datetime) -> None:
    """A row without the fact that was its passage: another one takes its place, or the row is withdrawn."""
    # Locked as in accepting, so that nobody links a further fact to a row that is being withdrawn.
    Indicator.objects.select_for_update().filter(id=row.indicator_id).first()
    kept = type(row).objects.filter(id=row.pk)
    heirs = facts_behind(_reference(row))
    if heirs:
        other = {"locator": fact_by_id(heirs[0]).locator} if row.origin == "review" else {}
        kept.update(fact_id=heirs[0], **other)
    elif row.origin == "review":
        kept.update(state=WITHDRAWN, withdrawn_at=now)
    else:
        kept.update(fact=None)


@transaction.atomic
def take_back_together(*, by: Actor, document_id: int, now: datetime) -> int:
    """Undo what this person last accepted together in a document; what was decided anew since stays. Returns how many.

    Raises PermissionDenied.
    """
    if not by.may("facts.decide"):
        raise PermissionDenied
    taken = 0
    for fact_id in accepted_together(by=by, document_id=document_id):
        try:
            take_back_fact(by=by, fact_id=fact_id, now=now)
        except FactNotDecided:
            continue
        taken += 1
    leave_trail(by.name, TAKEN_BACK, f"document:{document_id}", at=now, detail={"facts": taken})
    return taken
