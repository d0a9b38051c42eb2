"""What a decided handover does: one of the two leads goes on, the other ends as its duplicate."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.actions import link_cases, move_case
from tidehead.city.cases.queries import record_of
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.projects.agreeing import share_project
from tidehead.city.projects.agreements import agreements, in_force_on
from tidehead.city.projects.models import Counted, LikePair
from tidehead.city.projects.queries import kind_of, projects_by_id
from tidehead.city.projects.types import BENEFIT_SHARING, CLAIMED, IN_FORCE, LOST, SETTLED, ProjectInfo

KEEP_SECOND, SHARE = "keep_second", "share"


def carry_out_handovers(*, now: datetime) -> bool:
    """Let every handover that was decided take effect, each once. Whether there was any."""
    waiting = LikePair.objects.filter(state=CLAIMED, handover__state="decided").values_list("id", flat=True)
    done = [_carry_out(pair_id, now) for pair_id in waiting]
    return any(done)


@transaction.atomic
def _carry_out(pair_id: int, now: datetime) -> bool:
    """The first registered goes on unless the second is to keep it; the other ends. Shared, both places are credited
    where an agreement between them is in force."""
    if LikePair.objects.filter(id=pair_id, state=CLAIMED).update(state=SETTLED) != 1:
        return False
    row = LikePair.objects.select_related("handover").get(id=pair_id)
    found = projects_by_id([row.first_id, row.second_id])
    if row.handover is None or len(found) < 2:
        return False
    kept, ended = sorted(found.values(), key=lambda one: (one.case.opened_at, one.case.id))
    decision = record_of(row.handover.pk).fields.get("decision")
    if decision == KEEP_SECOND:
        kept, ended = ended, kept
    LikePair.objects.filter(id=pair_id).update(kept_id=kept.case.id)
    Counted.objects.filter(case_id=ended.case.id, in_force=True).update(in_force=False)
    shared = decision == SHARE and _share(kept, ended, now)
    _end(ended, kept, row.handover.number, now)
    detail: dict[str, object] = {"kept": kept.number, "ended": ended.number, "shared": shared}
    leave_trail(SYSTEM.name, "pair.settled", f"pair:{pair_id}", at=now, detail=detail)
    return True


def _share(kept: ProjectInfo, ended: ProjectInfo, now: datetime) -> bool:
    """Credit both places by the only agreement in force between just them; where there is none somebody has to."""
    between = _between({kept.case.place, ended.case.place}, timezone.localdate(now))
    if between is not None:
        share_project(by=SYSTEM, number=kept.number, agreement_id=between, now=now, origin=ended.case.place)
    return between is not None


def _between(places: set[str], day: date) -> int | None:
    fitting = [
        one.id
        for one in agreements(state=IN_FORCE)
        if one.kind == BENEFIT_SHARING and in_force_on(one, day) and {party.place for party in one.parties} == places
    ]
    return fitting[0] if len(fitting) == 1 and len(places) > 1 else None


def _end(ended: ProjectInfo, kept: ProjectInfo, handover: str, now: datetime) -> None:
    """Lost to the one that goes on, and linked to it. What cannot be lost any more is only linked."""
    ways = [one for one in kind_of(ended).transitions if one.target == LOST and ended.case.state in one.sources]
    words = Text(f"与 {kept.number} 为同一项目（{handover}）", f"the same project as {kept.number} ({handover})")
    if ways:
        try:
            move_case(by=SYSTEM, case_id=ended.case.id, transition=ways[0].id, seen=None, now=now, reason=words.zh)
        except CaseRefused as refused:
            leave_trail(SYSTEM.name, "pair.not_ended", f"project:{ended.number}", at=now, detail={"why": str(refused)})
    link_cases(by=SYSTEM, case_id=ended.case.id, other_id=kept.case.id, relation="duplicate_of", now=now)


def next_step(*, decision: str, is_credited: bool) -> Text:
    """What is left to do after a handover was carried out; empty where nothing is."""
    if decision != SHARE or is_credited:
        return Text("")
    return Text(
        "已裁定共享，但两地之间没有唯一有效的利益共享协议：请先签订协议并使其生效，再在留存项目的“计入与共享”中适用。",
        "It is to be shared, but no single agreement on benefits between both places is in force: draw one up, put it "
        "in force, and put the project that goes on under it.",
    )
