"""Runs computed again from what is stored: what pages explain, compare and advise on."""

from functools import lru_cache

from tidehead.calc.schemes.types import Scoring
from tidehead.city.assessments.computing import Inputs, checked, scored
from tidehead.city.assessments.content import Content
from tidehead.city.assessments.queries import content_of, inputs_of, run_by_id
from tidehead.city.assessments.types import AssessmentRefused, NotFound, RunInfo
from tidehead.city.common.types import Text


def run_with_results(run_id: int) -> RunInfo:
    """Raises NotFound, and AssessmentRefused where the run is not computed."""
    run = run_by_id(run_id)
    if not run.has_results:
        raise AssessmentRefused(Text("这次评价还没有结果。", "This run has no results yet."))
    return run


@lru_cache(maxsize=4)
def _stored_scoring(run_id: int, key: tuple[object, ...]) -> tuple[Inputs, Scoring]:
    """A run computed again; what is stored of a run never changes, so that the answer may be kept."""
    del key
    inputs = inputs_of(run_by_id(run_id))
    return inputs, scored(checked(inputs.scheme), inputs.entries)


def scoring_of(run: RunInfo) -> tuple[Inputs, Scoring]:
    """The inputs of a run, and what the scheme gives on them."""
    return _stored_scoring(run.id, (run.scheme_digest, run.data_digest, run.result_digest, run.asked_at))


def position_of(inputs: Inputs, unit: str) -> int:
    """A unit's row. Raises NotFound."""
    try:
        return inputs.entries.ids.index(unit)
    except ValueError:
        raise NotFound(Text(f"这次评价没有单位“{unit}”。", f'The run has no unit "{unit}".')) from None


@lru_cache(maxsize=4)
def _stored_content(entries_id: int, digest: str) -> Content:
    del digest
    return content_of(entries_id)


def content_of_run(run: RunInfo) -> Content:
    """What was handed in for a run, before corrections; it never changes, so that it may be kept at hand."""
    return _stored_content(run.entries.id, run.data_digest)
