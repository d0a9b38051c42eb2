"""Computes the runs that wait, one after another, beside the server."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tidehead.city.assessments.computing import Outcome, compute
from tidehead.city.assessments.models import Run
from tidehead.city.assessments.queries import inputs_of, run_by_id
from tidehead.city.assessments.storing import keep_results, outcome_fields
from tidehead.city.assessments.types import COMPUTED, COMPUTING, FAILED, WAITING, AssessmentRefused
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text

LEASE = timedelta(minutes=30)
MOST_ATTEMPTS = 3
_GIVEN_UP = Text(
    f"计算连续中断 {MOST_ATTEMPTS} 次，已停止尝试。请减少抽样次数后重新计算，或查看日志。",
    f"Computing broke off {MOST_ATTEMPTS} times and is not tried any more. Use fewer draws, or look into the log.",
)


class _Cancelled(Exception):
    """Somebody stopped the run, or another worker took it over."""


def compute_next() -> bool:
    """Compute one waiting run. False when there is none."""
    now = timezone.now()
    run_id = claim_run(now=now)
    if run_id is None:
        return False
    run = run_by_id(run_id)
    try:
        outcome = compute(inputs_of(run), lambda share: _tell(run_id, share))
    except _Cancelled:
        return True
    except AssessmentRefused as refused:
        store_failure(run_id=run_id, error=refused.text, now=timezone.now())
    else:
        store_outcome(run_id=run_id, outcome=outcome, now=timezone.now())
    return True


def claim_run(*, now: datetime) -> int | None:
    """The next run to compute, leased to the caller; of two workers that try, one gets it.

    One whose worker was killed is claimed again when its lease has run out; after `MOST_ATTEMPTS` it has failed.
    """
    waiting = Run.objects.filter(Q(state=WAITING) | Q(state=COMPUTING, lease_until__lt=now)).order_by("id")
    for run_id, state, until in waiting.values_list("id", "state", "lease_until")[:20]:
        mine = Run.objects.filter(id=run_id, state=state, lease_until=until)
        taken = mine.update(state=COMPUTING, lease_until=now + LEASE, attempts=F("attempts") + 1, progress=0.0)
        if taken != 1:
            continue
        if not Run.objects.filter(id=run_id, attempts__gt=MOST_ATTEMPTS).exists():
            return int(run_id)
        store_failure(run_id=run_id, error=_GIVEN_UP, now=now)
    return None


def release_runs() -> int:
    """Queue again what a killed worker left half computed; called when the one worker starts. Returns how many."""
    return Run.objects.filter(state=COMPUTING).update(state=WAITING, lease_until=None)


def _tell(run_id: int, share: float) -> None:
    if Run.objects.filter(id=run_id, state=COMPUTING).update(progress=share) != 1:
        raise _Cancelled


@transaction.atomic
def store_outcome(*, run_id: int, outcome: Outcome, now: datetime) -> None:
    """Keep what a run gave, all or nothing; one that was cancelled meanwhile stays cancelled."""
    computing = Run.objects.filter(id=run_id, state=COMPUTING)
    if computing.update(state=COMPUTED, **outcome_fields(outcome, now)) != 1:
        return
    run = Run.objects.get(id=run_id)
    keep_results(run, outcome.rows)
    trace = {"scheme": run.scheme_digest, "data": run.data_digest, "seed": run.seed, "result": run.result_digest}
    leave_trail(run.computed_by, "run.computed", f"run:{run_id}", at=now, detail=trace)


@transaction.atomic
def store_failure(*, run_id: int, error: Text, now: datetime) -> None:
    failed = {"error_zh": error.zh, "error_en": error.en, "ended_at": now, "lease_until": None}
    if Run.objects.filter(id=run_id, state=COMPUTING).update(state=FAILED, **failed) == 1:
        leave_trail("system", "run.failed", f"run:{run_id}", at=now, detail={"error": error.en})
