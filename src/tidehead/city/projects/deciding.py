"""Deciding that a project counts: by the rule in force, once only, with the record that it was decided on."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.projects.counting import once_key, verdict_of
from tidehead.city.projects.decisions import record_for
from tidehead.city.projects.models import Counted
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import may_decide_counting
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import ProjectRefused


class CountedElsewhere(ProjectRefused):
    """Another project with the same contract or statistics code is counted already."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "同一合同或统计代码的另一个项目已经计入；每个项目只计一次。",
                "Another project with the same contract or statistics code is counted: each counts once only.",
            )
        )


def decide_counting(*, by: Actor, number: str, counter: str, now: datetime, today: date) -> bool | None:
    """Decide by the rule in force whether a project counts, and keep what it was decided on. Returns the decision.

    An earlier decision stays, no longer in force. Where another project of the same contract counts, this one is not
    counted whoever decides first: the database sees to it. Raises PermissionDenied, NoSuchProject, CountedElsewhere,
    ProjectRefused.
    """
    try:
        return _decide(by=by, number=number, counter=counter, now=now, today=today)
    except IntegrityError as error:
        raise CountedElsewhere from error


@transaction.atomic
def _decide(*, by: Actor, number: str, counter: str, now: datetime, today: date) -> bool | None:
    project = project_by_number(number, by)
    if not may_decide_counting(by, project.case):
        raise PermissionDenied
    asked = next((one for one in standards().counters if one.id == counter), None)
    if asked is None:
        raise ProjectRefused(Text("请从列表中选择计数口径。", "Choose what is counted from the list."))
    record = record_for(project, counter)
    verdict = verdict_of(asked, record, on=today)
    Counted.objects.filter(case_id=project.case.id, counter=counter, in_force=True).update(in_force=False)
    Counted.objects.create(
        case_id=project.case.id,
        counter=counter,
        counted=verdict.counted,
        once_key=once_key(project),
        size=project.size,
        rule=verdict.rule,
        record={name: _storable(value) for name, value in record.items()},
        reason_zh=verdict.reason.zh,
        reason_en=verdict.reason.en,
        on=today,
        decided_by=by.name,
        decided_at=now,
    )
    detail: dict[str, object] = {"counter": counter, "counted": verdict.counted}
    leave_trail(by.name, "project.counted", f"project:{number}", at=now, detail=detail)
    return verdict.counted


def _storable(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
