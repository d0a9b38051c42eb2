"""Finding leads that may be one project, and claiming, dismissing or deciding it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import OFFICE, SYSTEM, Actor
from tidehead.city.cases.actions import link_cases, open_case
from tidehead.city.cases.queries import case_types
from tidehead.city.cases.types import NewCase, Wanted
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.projects.duplicates import alike
from tidehead.city.projects.models import LikePair
from tidehead.city.projects.queries import projects, projects_by_id
from tidehead.city.projects.rights import holds, may_edit
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import CLAIMED, DISMISSED, OPEN, NoSuchProject, ProjectInfo, ProjectRefused

HANDOVER = "handover"


@transaction.atomic
def find_pairs(case_ids: Iterable[int], *, now: datetime) -> int:
    """Compare these leads with all projects of the region and keep the pairs that are alike. Returns how many are new.

    Nothing is compared where the pack says no likeness.
    """
    limit = standards().likeness
    if limit is None:
        return 0
    everything = projects(SYSTEM, Wanted(order="newest"))
    new = projects_by_id(case_ids)
    rows = []
    for one in new.values():
        for other, how in alike(one, everything, at_least=limit):
            first, second = sorted((one.case.id, other.case.id))
            rows.append(
                LikePair(
                    first_id=first,
                    second_id=second,
                    likeness=how.score,
                    reasons=[[words.zh, words.en] for words in how.reasons],
                    found_at=now,
                )
            )
    known = LikePair.objects.count()
    LikePair.objects.bulk_create(rows, ignore_conflicts=True)
    return LikePair.objects.count() - known


def sides_of(pair_id: int) -> tuple[ProjectInfo, ProjectInfo]:
    """Both projects of a pair. Raises NoSuchProject."""
    row = LikePair.objects.filter(id=pair_id).first()
    found = projects_by_id([row.first_id, row.second_id]) if row else {}
    if row is None or len(found) < 2:
        raise NoSuchProject(pair_id)
    return found[row.first_id], found[row.second_id]


def may_claim(actor: Actor, pair: tuple[ProjectInfo, ProjectInfo]) -> bool:
    """Who looks after either of the two."""
    return any(may_edit(actor, one.case) for one in pair)


@transaction.atomic
def dismiss_pair(*, by: Actor, pair_id: int, now: datetime) -> None:
    """Say that two leads are not the same: the office of both places only. Raises PermissionDenied, NoSuchProject."""
    pair = sides_of(pair_id)
    if not all(holds(by, OFFICE, place=one.case.place) for one in pair):
        raise PermissionDenied
    done = LikePair.objects.filter(id=pair_id, state=OPEN).update(state=DISMISSED, decided_by=by.name, decided_at=now)
    if done != 1:
        raise _decided_already()
    leave_trail(by.name, "pair.dismissed", f"pair:{pair_id}", at=now)


@transaction.atomic
def claim_handover(*, by: Actor, pair_id: int, words: str, now: datetime) -> str:
    """Open the handover of a lead that two teams have: who entered it first is in charge, the other beside it.

    Both see it, and its clocks run. Returns its number. Raises PermissionDenied, NoSuchProject, ProjectRefused.
    """
    pair = sides_of(pair_id)
    if not may_claim(by, pair):
        raise PermissionDenied
    if HANDOVER not in {kind.id for kind in case_types("agreement")}:
        raise ProjectRefused(Text("本地区的数据包没有线索处置流程。", "The pack declares no handover of leads."))
    if LikePair.objects.filter(id=pair_id, state=OPEN).update(state=CLAIMED, decided_by=by.name, decided_at=now) != 1:
        raise _decided_already()
    first, second = sorted(pair, key=lambda one: (one.case.opened_at, one.case.id))
    row = LikePair.objects.get(id=pair_id)
    case_id = open_case(
        by=SYSTEM,
        new=NewCase(
            type=HANDOVER,
            title=f"{first.number} / {second.number}",
            place=first.case.place,
            lead=first.case.lead,
            owner=first.case.owner,
            co_owners=tuple({second.case.lead} - {first.case.lead, ""}),
            fields={
                "first_case": first.number,
                "second_case": second.number,
                "likeness": round(row.likeness, 3),
                "claim_words": words.strip() or f"{by.name}",
            },
            key=f"pair:{pair_id}",
        ),
        now=now,
    )
    LikePair.objects.filter(id=pair_id).update(handover_id=case_id)
    for one in (first, second):
        link_cases(by=SYSTEM, case_id=case_id, other_id=one.case.id, relation="part_of", now=now)
    leave_trail(by.name, "pair.claimed", f"pair:{pair_id}", at=now, detail={"handover": case_id})
    return str(LikePair.objects.select_related("handover").get(id=pair_id).handover.number)


def _decided_already() -> ProjectRefused:
    return ProjectRefused(Text("已经处理过，请刷新页面。", "This has been dealt with. Load the page again."))
