"""The parallel review of a project: a case of its own beside the main process, which it never holds up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.actions import link_cases, open_case
from tidehead.city.cases.queries import case_slices, case_types
from tidehead.city.cases.types import CaseInfo, NewCase, Wanted
from tidehead.city.common.remembered import remembered
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisations_by_code
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import must_edit
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import ChecklistItem, ProjectRefused

REVIEW = "review"
ITEM = "item_"
UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """A review beside the main process. `answers`: of each item of the checklist yes, no, unknown or unanswered."""

    case: CaseInfo
    answers: tuple[tuple[ChecklistItem, str], ...]
    verdict: str
    words: str


def reviews_of(number: str) -> tuple[ReviewInfo, ...]:
    """The reviews of a project, whoever works on them: their opinion belongs to the project."""
    found = case_slices(SYSTEM, Wanted(family=REVIEW, fields={"project": number}, order="newest"))[0:20]
    return tuple(_review(case) for case in found)


def _review(case: CaseInfo) -> ReviewInfo:
    fields: Mapping[str, object] = case.fields
    answers = tuple((item, str(fields.get(ITEM + item.id) or UNANSWERED)) for item in standards().checklist)
    return ReviewInfo(case, answers, str(fields.get("verdict") or ""), str(fields.get("words") or ""))


@remembered
def has_reviews() -> bool:
    """Whether the pack declares the review."""
    return REVIEW in {kind.id for kind in case_types(REVIEW)}


@transaction.atomic
def ask_review(*, by: Actor, number: str, organisation: str, now: datetime) -> int:
    """Ask an organisation to review a project beside the main process. Returns the review's id.

    The project's own log is not touched but for the link, and nothing of it waits. Raises PermissionDenied,
    NoSuchProject, ProjectRefused.
    """
    project = project_by_number(number, by)
    must_edit(by, project.case)
    if not has_reviews():
        raise ProjectRefused(Text("本地区的数据包没有并行审核。", "The region's pack declares no parallel review."))
    if organisation not in organisations_by_code([organisation]):
        raise ProjectRefused(Text("请从列表中选择审核单位。", "Choose who reviews from the list."))
    if any(one.case.ended_at is None and one.case.lead == organisation for one in reviews_of(number)):
        raise ProjectRefused(Text("该单位正在审核这个项目。", "This organisation is reviewing the project already."))
    review = open_case(
        by=SYSTEM,
        new=NewCase(
            type=REVIEW,
            title=project.case.title,
            place=project.case.place,
            lead=organisation,
            fields={"project": number},
            synthetic=project.case.synthetic,
        ),
        now=now,
    )
    link_cases(by=SYSTEM, case_id=review, other_id=project.case.id, relation="review_of", now=now)
    leave_trail(by.name, "review.asked", f"project:{number}", at=now, detail={"organisation": organisation})
    return review
