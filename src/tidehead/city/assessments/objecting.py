"""Objections to a published run: filed with their effect, decided once, and settled by a corrected run."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.assessments.actions import make_run, refuse_longer
from tidehead.city.assessments.models import Objection, Run, SchemeVersion
from tidehead.city.assessments.queries import objection_by_id, run_by_id
from tidehead.city.assessments.scorecards import correctable, correction_effect
from tidehead.city.assessments.types import (
    ACCEPTED,
    FILED,
    PUBLISHED,
    REJECTED,
    TAKEN_BACK,
    AssessmentRefused,
    Claim,
    Correction,
    NotFound,
    ObjectionInfo,
    StateChanged,
)
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.evidence.queries import document_by_id

LONGEST_REASON = 4000
_REASON = Text("理由", "reason")
MOST_OTHERS = 100
"""Other units whose moves are kept with an objection; the scorecard's own page computes all of them."""


def file_objection(claim: Claim, *, by: Actor, run_id: int, now: datetime, today: date) -> int:
    """Object, for a unit, to one datum of a run while its notice period lasts. Returns the objection's id.

    The effect of putting it right is computed first and kept with it. Raises PermissionDenied, NotFound,
    AssessmentRefused (not on notice; no reason, or one too long; an unknown or unchanged datum; one that is objected
    to already).
    """
    if not by.may("assessments.object"):
        raise PermissionDenied
    run = run_by_id(run_id)
    if not run.takes_objections(today):
        raise AssessmentRefused(_NOT_ON_NOTICE)
    if not claim.reason.strip():
        raise AssessmentRefused(Text("请写明异议的理由。", "Say why the datum is wrong."))
    refuse_longer(claim.reason, LONGEST_REASON, _REASON)
    refuse_longer(claim.evidence, LONGEST_REASON, Text("依据", "proof"))
    if claim.document is not None and document_by_id(claim.document) is None:
        raise NotFound(Text(f"没有编号为 {claim.document} 的文件。", f"There is no document {claim.document}."))
    return _file(_objection(claim, run_id, by=by, now=now), by=by, now=now)


def _objection(claim: Claim, run_id: int, *, by: Actor, now: datetime) -> Objection:
    """The row of a claim, with the datum as the run has it and the effect of putting it right."""
    datum = next((each for each in correctable(run_id, claim.unit) if each.column == claim.column), None)
    if datum is None:
        raise NotFound(Text(f"这个单位没有“{claim.column}”这一数据。", f'The unit has no datum "{claim.column}".'))
    if datum.value == claim.claimed:
        raise AssessmentRefused(Text("主张的数值与现有数值相同。", "The claimed value is the one that the run has."))
    effect = correction_effect(run_id, claim.unit, claim.column, claim.claimed)
    kept = {
        "label": [datum.label.zh, datum.label.en],
        "own": asdict(effect.own),
        "others": [asdict(row) for row in effect.others[:MOST_OTHERS]],
    }
    return Objection(
        run_id=run_id,
        unit=claim.unit,
        name=effect.own.name,
        column=claim.column,
        value=datum.value,
        claimed=claim.claimed,
        reason=claim.reason.strip(),
        evidence=claim.evidence.strip(),
        document_id=claim.document,
        effect=kept,
        filed_by=by.name,
        filed_at=now,
    )


_NOT_ON_NOTICE = Text(
    "结果不在公示期内，不受理异议。", "The run is not on notice; objections are taken only within the notice period."
)


def _file(row: Objection, *, by: Actor, now: datetime) -> int:
    try:
        with transaction.atomic():
            if not Run.objects.select_for_update().filter(id=row.run_id, state=PUBLISHED).exists():
                raise AssessmentRefused(_NOT_ON_NOTICE)
            row.save(force_insert=True)
            trace = {"run": row.run_id, "unit": row.unit, "column": row.column}
            leave_trail(by.name, "objection.filed", f"objection:{row.pk}", at=now, detail=trace)
    except IntegrityError:
        told = "There is an open objection to this datum already. Wait for its decision."
        raise AssessmentRefused(Text("这项数据已有未处理的异议，请等待处理结果。", told)) from None
    return int(row.pk)


def take_back(*, by: Actor, objection_id: int, reason: str, now: datetime) -> None:
    """End an open objection without a decision."""
    if not by.may("assessments.object"):
        raise PermissionDenied
    _decide(objection_id, TAKEN_BACK, by=by, reason=reason, now=now)


def decide_objection(*, by: Actor, objection_id: int, accept: bool, reason: str, now: datetime) -> None:
    """Uphold or dismiss an open objection, with the reason; of two people deciding, the second is told."""
    if not by.may("assessments.decide"):
        raise PermissionDenied
    _decide(objection_id, ACCEPTED if accept else REJECTED, by=by, reason=reason, now=now)


@transaction.atomic
def _decide(objection_id: int, state: str, *, by: Actor, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise AssessmentRefused(Text("请写明理由。", "Give the reason."))
    refuse_longer(reason, LONGEST_REASON, _REASON)
    found = objection_by_id(objection_id)
    # The run is held as it is: it must not be replaced by a correction that does not know of this decision.
    if not Run.objects.select_for_update().filter(id=found.run, state=PUBLISHED).exists():
        raise StateChanged(Text("结果已被更正或撤回，异议不再处理。", "The run was corrected or withdrawn meanwhile."))
    decided = {"decided_by": by.name, "decided_at": now, "decision": reason.strip()}
    if Objection.objects.filter(id=objection_id, state=FILED).update(state=state, **decided) != 1:
        raise StateChanged(
            Text("这项异议已经处理，请刷新页面。", "This objection was decided meanwhile. Reload the page.")
        )
    leave_trail(by.name, f"objection.{state}", f"objection:{objection_id}", at=now, detail={"run": found.run})


def correct_run(*, by: Actor, run_id: int, now: datetime) -> int:
    """Compute a published run again with every objection that was upheld. Returns the id of the corrected run.

    The old run stays as it is, and stays published, until the corrected one is published in its place.
    """
    if not by.may("assessments.run"):
        raise PermissionDenied
    run = run_by_id(run_id)
    if run.state != PUBLISHED:
        raise AssessmentRefused(Text("只有已发布的结果可以更正。", "Only a published run can be corrected."))
    upheld = tuple(map(objection_by_id, _upheld(run_id)))
    if not upheld:
        told = "No objection to this run was upheld, or all of them are in a corrected run."
        raise AssessmentRefused(Text("没有需要更正的已采纳异议。", told))
    version = SchemeVersion.objects.defer("text").get(id=run.scheme.id)
    corrections = (*run.corrections, *map(_correction, upheld))
    return make_run(
        by=by,
        version=version,
        entries_id=run.entries.id,
        now=now,
        draws=run.draws,
        seed=run.seed,
        corrects=run,
        corrections=corrections,
    )


def _upheld(run_id: int) -> Any:
    """Upheld objections of a run: one that a corrected run has is in the next one too, until one replaces the run."""
    return Objection.objects.filter(run_id=run_id, state=ACCEPTED).order_by("id").values_list("id", flat=True)


def _correction(one: ObjectionInfo) -> Correction:
    return Correction(one.unit, one.column, one.claimed, one.id)
