"""Reads schemes, runs, review notes and objections; gives frozen dataclasses only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tidehead.calc.schemes import from_plain
from tidehead.calc.schemes.types import Scheme
from tidehead.city.assessments.computing import Inputs
from tidehead.city.assessments.content import Content, corrected, unpacked
from tidehead.city.assessments.models import EntrySet, Objection, ReviewNote, Run, SchemeVersion
from tidehead.city.assessments.types import (
    COMPUTED,
    DRAFT,
    PUBLISHED,
    REVIEWED,
    SHOWN_STATES,
    SUPERSEDED,
    WITHDRAWN,
    BoardInfo,
    Correction,
    Driver,
    EffectInfo,
    EffectRow,
    EntrySetInfo,
    Fault,
    NotFound,
    ObjectionInfo,
    ReviewNoteInfo,
    RunInfo,
    SchemeFamily,
    SchemeSource,
    SchemeVersionInfo,
    StepInfo,
)
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text

# Schemes


_BIG = ("plain", "text", "problems")


def scheme_families(*, drafts: bool = True) -> tuple[SchemeFamily, ...]:
    """All schemes by family, in the order of the pack; drafts and schemes made here after them."""
    rows = SchemeVersion.objects.defer(*_BIG).order_by("ordinal", "id")
    rows = rows if drafts else rows.exclude(state=DRAFT)
    found: dict[str, list[SchemeVersionInfo]] = defaultdict(list)
    for row in rows:
        found[row.family].append(version_info(row))
    today = timezone.localdate()
    return tuple(
        SchemeFamily(
            family,
            _newest_first(versions)[0].label,
            _newest_first(versions),
            tuple(one for one in versions if one.is_in_force(today)),
        )
        for family, versions in found.items()
    )


def _newest_first(versions: Iterable[SchemeVersionInfo]) -> tuple[SchemeVersionInfo, ...]:
    return tuple(sorted(versions, key=lambda one: (one.state != DRAFT, one.current, one.period, one.id), reverse=True))


def scheme_version(version_id: int) -> SchemeVersionInfo:
    return version_info(_version(version_id, defer=_BIG))


def scheme_of(version_id: int) -> Scheme:
    """The whole scheme. A draft with faults gives its last form without."""
    return from_plain(_version(version_id, defer=("text",)).plain)


def scheme_source(version_id: int) -> SchemeSource:
    row = _version(version_id, defer=("plain",))
    faults = tuple(Fault(one["where"], Text(one["zh"], one["en"])) for one in row.problems)
    return SchemeSource(version_info(row), row.text, row.edits, faults)


def _version(version_id: int, *, defer: Sequence[str]) -> SchemeVersion:
    row = SchemeVersion.objects.defer(*defer).filter(id=version_id).first()
    if row is None:
        raise NotFound(Text(f"没有编号为 {version_id} 的评价方案。", f"There is no scheme {version_id}."))
    return row


def version_info(row: SchemeVersion) -> SchemeVersionInfo:
    told: dict[str, Any] = row.summary
    return SchemeVersionInfo(
        id=row.pk,
        code=row.code,
        family=row.family,
        label=Text(row.label_zh, row.label_en),
        standing=row.standing,
        origin=row.origin,
        state=row.state,
        digest=row.digest,
        period=row.period,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        current=row.current,
        noun=Text(*told["noun"]),
        assessed=told["assessed"],
        source=told["source"],
        clause=told["clause"],
        note=Text(*told["note"]),
        notice_days=told["notice_days"],
        public=tuple(told["public"]),
        indicators=told["indicators"],
        grades=tuple(told["grades"]),
        based_on=row.based_on_id,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        adopted_by=row.adopted_by,
        adopted_at=row.adopted_at,
    )


# Entries


def entry_sets(scheme_code: str) -> tuple[EntrySetInfo, ...]:
    """What was handed in for a scheme or another of its family: the newest first."""
    family = SchemeVersion.objects.filter(code=scheme_code).values("family")
    codes = SchemeVersion.objects.filter(family__in=family).values("code")
    rows = EntrySet.objects.defer("content").filter(scheme_code__in=codes, current=True).order_by("-as_of", "-id")
    return tuple(map(_entry_set, rows))


def entry_set(entries_id: int) -> EntrySetInfo:
    row = EntrySet.objects.defer("content").filter(id=entries_id).first()
    if row is None:
        raise NotFound(Text(f"没有编号为 {entries_id} 的数据表。", f"There is no table of entries {entries_id}."))
    return _entry_set(row)


def content_of(entries_id: int) -> Content:
    """The cells of a set of entries. Raises NotFound, and ValueError where they were tampered with."""
    found = EntrySet.objects.filter(id=entries_id).values_list("content", "digest").first()
    if found is None:
        raise NotFound(Text(f"没有编号为 {entries_id} 的数据表。", f"There is no table of entries {entries_id}."))
    return unpacked(bytes(found[0]), found[1])


def _entry_set(row: EntrySet) -> EntrySetInfo:
    return EntrySetInfo(
        id=row.pk,
        kind=row.kind,
        scheme_code=row.scheme_code,
        label=row.label,
        period=row.period,
        as_of=row.as_of,
        digest=row.digest,
        units=row.units,
        synthetic=row.synthetic,
        file_name=row.file_name,
        made_by=row.made_by,
        made_at=row.made_at,
    )


# Runs


def runs(*, scheme: int = 0, family: str = "", state: str = "", public_only: bool = False) -> Slices[RunInfo]:
    """Runs, the newest first, a page at a time."""
    rows = _run_rows(public_only=public_only)
    rows = rows.filter(scheme_id=scheme) if scheme else rows
    rows = rows.filter(scheme__family=family) if family else rows
    rows = (rows.filter(state=state) if state else rows).order_by("-asked_at", "-id")
    return Slices(lambda offset, limit: _runs(rows[offset : offset + limit]), rows.count)


def _run_rows(*, public_only: bool) -> QuerySet[Run]:
    big = [f"scheme__{name}" for name in _BIG]
    rows = Run.objects.select_related("scheme", "entries").defer("entries__content", *big)
    return rows.filter(state__in=(PUBLISHED, SUPERSEDED)) if public_only else rows


def run_by_id(run_id: int, *, public_only: bool = False) -> RunInfo:
    found = _runs(_run_rows(public_only=public_only).filter(id=run_id))
    if not found:
        raise NotFound(Text(f"没有编号为 {run_id} 的评价结果。", f"There is no run {run_id}."))
    return found[0]


def runs_by_id(ids: Iterable[int]) -> dict[int, RunInfo]:
    return {run.id: run for run in _runs(_run_rows(public_only=False).filter(id__in=list(ids)))}


def latest_runs(*, public_only: bool = False) -> tuple[RunInfo, ...]:
    """Of each family the newest run that is published; for the staff, where none is, one reviewed, then one computed.

    Newest is who is about the newest period; a trial that nobody reviewed stands in front of nothing that was.
    """
    wanted = (PUBLISHED,) if public_only else tuple(state for state in SHOWN_STATES if state != WITHDRAWN)
    listed = Run.objects.filter(state__in=wanted).values_list("id", "scheme__family", "state", "period", "asked_at")
    best: dict[str, tuple[Any, ...]] = {}
    for run_id, family, state, period, asked_at in listed:
        best[family] = max(best.get(family, ()), (_STANDING.get(state, 0), period, asked_at, run_id))
    rows = _run_rows(public_only=public_only).filter(id__in=[found[-1] for found in best.values()])
    return _runs(rows.order_by("scheme__ordinal", "scheme_id"))


_STANDING = {PUBLISHED: 3, REVIEWED: 2, COMPUTED: 1}


def run_before(run: RunInfo, *, public_only: bool = False) -> RunInfo | None:
    """The run that a league is compared with: of the same family, about an earlier time, published ones first.

    Of the same period, as known on an earlier day, only one that was published: others were attempts.
    """
    allowed = (PUBLISHED,) if public_only else tuple(state for state in SHOWN_STATES if state != WITHDRAWN)
    listed = Run.objects.filter(scheme__family=run.scheme.family, state__in=allowed).exclude(id=run.id)
    candidates = [
        (state == PUBLISHED, (period, as_of), run_id)
        for run_id, state, period, as_of in listed.values_list("id", "state", "period", "as_of")
        if period < run.period or (period == run.period and as_of < run.as_of and state in _WAS_PUBLISHED)
    ]
    return run_by_id(max(candidates)[-1]) if candidates else None


_WAS_PUBLISHED = (PUBLISHED, SUPERSEDED)


def _runs(rows: QuerySet[Run]) -> tuple[RunInfo, ...]:
    listed = list(rows)
    corrected = dict(
        Run.objects.filter(corrects__in=[row.pk for row in listed], state=PUBLISHED).values_list("corrects_id", "id")
    )
    return tuple(_run(row, corrected.get(row.pk)) for row in listed)


def _run(row: Run, corrected_by: int | None) -> RunInfo:
    return RunInfo(
        id=row.pk,
        scheme=version_info(row.scheme),
        entries=_entry_set(row.entries),
        state=row.state,
        period=row.period,
        as_of=row.as_of,
        seed=row.seed,
        draws=row.draws,
        engine=row.engine,
        scheme_digest=row.scheme_digest,
        data_digest=row.data_digest,
        result_digest=row.result_digest,
        units=row.units,
        scored=row.scored,
        boards=tuple(
            BoardInfo(one["board"], Text(one["zh"], one["en"]), one["units"], one["ranked"]) for one in row.boards
        ),
        steps=tuple(StepInfo(one["stage"], one["done"], Text(one["zh"], one["en"]), one["count"]) for one in row.steps),
        drivers=tuple(Driver(Text(one["zh"], one["en"]), one["share"]) for one in row.drivers),
        corrects=row.corrects_id,
        corrected_by=corrected_by,
        corrections=corrections_of(row.corrections),
        progress=row.progress,
        error=Text(row.error_zh, row.error_en),
        computed_by=row.computed_by,
        asked_at=row.asked_at,
        computed_at=row.computed_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        published_by=row.published_by,
        published_at=row.published_at,
        notice_from=row.notice_from,
        notice_to=row.notice_to,
        public=tuple(row.public),
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
    )


def inputs_of(run: RunInfo) -> Inputs:
    """Everything that a stored run was computed from."""
    entries = corrected(content_of(run.entries.id), run.corrections)
    settings = Run.objects.values_list("settings", flat=True).get(id=run.id)
    return Inputs(scheme_of(run.scheme.id), entries, run.seed, run.draws, settings)


def corrections_of(plain: Iterable[dict[str, Any]]) -> tuple[Correction, ...]:
    return tuple(Correction(one["unit"], one["column"], one["value"], one.get("objection")) for one in plain)


def review_notes(run_id: int, *, unit: str | None = None) -> tuple[ReviewNoteInfo, ...]:
    """What reviewers wrote about a run, the newest first; `unit`: only about that unit."""
    rows = ReviewNote.objects.filter(run_id=run_id).order_by("-at", "-id")
    rows = rows if unit is None else rows.filter(unit=unit)
    return tuple(ReviewNoteInfo(row.unit, row.text, row.author, row.at) for row in rows)


# Objections


def objections(*, run: int = 0, unit: str = "", state: str = "") -> tuple[ObjectionInfo, ...]:
    """Objections, the open ones first, then the newest."""
    rows = Objection.objects.select_related("run__scheme").order_by("-filed_at", "-id")
    rows = rows.filter(run_id=run) if run else rows
    rows = rows.filter(unit=unit) if unit else rows
    rows = rows.filter(state=state) if state else rows
    found = [_objection(row) for row in rows.defer(*(f"run__scheme__{name}" for name in ("plain", "text", "problems")))]
    return tuple(sorted(found, key=lambda one: one.state != "filed"))


def objection_by_id(objection_id: int) -> ObjectionInfo:
    row = Objection.objects.filter(id=objection_id).first()
    if row is None:
        raise NotFound(Text(f"没有编号为 {objection_id} 的异议。", f"There is no objection {objection_id}."))
    return _objection(row)


def _objection(row: Objection) -> ObjectionInfo:
    effect = row.effect
    return ObjectionInfo(
        id=row.pk,
        run=row.run_id,
        unit=row.unit,
        name=row.name,
        column=row.column,
        label=Text(*effect["label"]),
        value=row.value,
        claimed=row.claimed,
        reason=row.reason,
        evidence=row.evidence,
        document=row.document_id,
        effect=EffectInfo(EffectRow(**effect["own"]), tuple(EffectRow(**one) for one in effect["others"])),
        state=row.state,
        filed_by=row.filed_by,
        filed_at=row.filed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
        corrected_run=row.corrected_run_id,
    )
