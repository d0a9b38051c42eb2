"""Which codes are one firm: what people, and the rule where it was sure, decided and did not take back."""

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import DoubtfulPair, EntityDecision
from tidehead.city.enterprises.types import (
    BRANCH_OF,
    SAME,
    VERDICTS,
    DecisionInfo,
    NotThere,
    Overtaken,
    RegisterRefused,
)

_LONGEST_CHAIN = 40
"""Codes of one firm that are followed: no firm has more, and a ring of decisions must end."""


# Reading


def code_that_stays(code: str) -> str:
    """The code under which a firm is kept: itself, or what it was found to be the same as."""
    seen = [code]
    while len(seen) < _LONGEST_CHAIN:
        step = EntityDecision.objects.filter(a=seen[-1], verdict=SAME, undone_at=None).values_list("b", flat=True)
        onward = step.first()
        if onward is None or onward in seen:
            break
        seen.append(onward)
    return seen[-1]


def all_codes_of(code: str) -> tuple[str, ...]:
    """Every code of the firm that has this one, the given one first."""
    found, waiting = [code], [code]
    while waiting and len(found) < _LONGEST_CHAIN:
        rows = EntityDecision.objects.filter(verdict=SAME, undone_at=None).filter(Q(a__in=waiting) | Q(b__in=waiting))
        waiting = [each for pair in rows.values_list("a", "b") for each in pair if each not in found]
        found += dict.fromkeys(waiting)
    return tuple(found)


def aliases() -> dict[str, str]:
    """Every code that gave way, with the code that stays in the end."""
    onward = dict(EntityDecision.objects.filter(verdict=SAME, undone_at=None).values_list("a", "b"))
    return {code: _end(code, onward) for code in onward if _end(code, onward) != code}


def _end(code: str, onward: dict[str, str]) -> str:
    """The last code of a chain; of a ring, its smallest."""
    seen = [code]
    while seen[-1] in onward:
        step = onward[seen[-1]]
        if step in seen:
            return min(seen[seen.index(step) :])
        seen.append(step)
    return seen[-1]


def branches_of(code: str) -> tuple[str, ...]:
    """Codes of the branches that were found to belong to a firm."""
    rows = EntityDecision.objects.filter(b=code, verdict=BRANCH_OF, undone_at=None).order_by("a")
    return tuple(rows.values_list("a", flat=True))


def parent_of(code: str) -> str:
    """The firm that this one is a branch of, as somebody decided; "" for none."""
    rows = EntityDecision.objects.filter(a=code, verdict=BRANCH_OF, undone_at=None)
    return rows.values_list("b", flat=True).first() or ""


def decisions_about(code: str) -> tuple[DecisionInfo, ...]:
    """All that was said about a firm and others, taken back or not, the latest first."""
    rows = EntityDecision.objects.filter(Q(a=code) | Q(b=code)).order_by("-at", "-id")
    return tuple(_info(row) for row in rows)


def latest_decisions(most: int = 20) -> tuple[DecisionInfo, ...]:
    return tuple(_info(row) for row in EntityDecision.objects.filter(undone_at=None).order_by("-at", "-id")[:most])


def decided_pairs() -> frozenset[tuple[str, str]]:
    """All pairs on which there is a decision, both ways round."""
    found: dict[tuple[str, str], None] = {}
    for a, b in EntityDecision.objects.filter(undone_at=None).values_list("a", "b"):
        found[a, b] = found[b, a] = None
    return frozenset(found)


def branch_counts() -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for code in EntityDecision.objects.filter(verdict=BRANCH_OF, undone_at=None).values_list("b", flat=True):
        found[code] += 1
    return dict(found)


def _info(row: EntityDecision) -> DecisionInfo:
    return DecisionInfo(
        row.pk, row.a, row.b, row.verdict, row.reason, row.score, row.by, row.at, row.undone_by, row.undone_at
    )


# Deciding


@transaction.atomic
def decide_pair(*, by: Actor, a: str, b: str, verdict: str, now: datetime, reason: str = "") -> int:
    """Say what two codes are to each other; of two people deciding, the second is told.

    same: b stays. branch_of: a is the branch. Raises RegisterRefused, and Overtaken to the second.
    """
    if not by.may("register.decide"):
        raise PermissionDenied
    _refuse_nonsense(a, b, verdict)
    pair = DoubtfulPair.objects.filter(Q(a=a, b=b) | Q(a=b, b=a)).first()
    return keep_decision(
        a=a, b=b, verdict=verdict, by=by.name, now=now, reason=reason, score=pair.score if pair else None
    )


def _refuse_nonsense(a: str, b: str, verdict: str) -> None:
    if verdict not in VERDICTS:
        raise RegisterRefused(
            Text("请选择：同一家、不同的两家，或分支机构。", "Choose: one firm, two firms, or a branch.")
        )
    if not a or not b or a == b:
        raise RegisterRefused(Text("请选择两家不同代码的企业。", "Choose two firms with different codes."))
    if verdict == SAME and code_that_stays(b) == code_that_stays(a):
        raise Overtaken(Text("这两个代码已经是同一家企业。", "These two codes are one firm already."))


@transaction.atomic
def keep_decision(
    *, a: str, b: str, verdict: str, by: str, now: datetime, reason: str = "", score: float | None = None
) -> int:
    """Store a decision with its trail. Raises Overtaken where there is one on these codes."""
    if EntityDecision.objects.filter(a=b, b=a, undone_at=None).exists():
        raise Overtaken(_DECIDED)
    if verdict == SAME and EntityDecision.objects.filter(a=a, verdict=SAME, undone_at=None).exists():
        raise Overtaken(_GIVEN_WAY)
    try:
        with transaction.atomic():
            row = EntityDecision.objects.create(
                a=a, b=b, verdict=verdict, reason=reason.strip()[:1000], score=score, by=by, at=now
            )
    except IntegrityError:
        raise Overtaken(_DECIDED) from None
    for code in (a, b):
        leave_trail(by, f"firms.{verdict}", f"enterprise:{code}", at=now, detail={"a": a, "b": b, "decision": row.pk})
    return row.pk


_GIVEN_WAY = Text(
    "这个代码已并入另一家企业。请先撤销那个决定，或改与那一家比较。",
    "This code has given way to another firm already. Take that back first, or compare with that firm.",
)
_DECIDED = Text(
    "已有人对这两家企业作出决定。请刷新页面查看，或先撤销那个决定。",
    "Somebody has decided on these two firms. Look at the page again, or take that decision back first.",
)


@transaction.atomic
def undo_decision(*, by: Actor, decision_id: int, now: datetime) -> DecisionInfo:
    """Take a decision back: the two codes are as they were before it. Raises NotThere to the second of two people."""
    if not by.may("register.decide"):
        raise PermissionDenied
    standing = EntityDecision.objects.filter(id=decision_id, undone_at=None)
    if standing.update(undone_by=by.name, undone_at=now) != 1:
        raise NotThere(
            Text("没有这个有效的决定，可能已被撤销。", "There is no such decision; it may have been taken back.")
        )
    row = EntityDecision.objects.get(id=decision_id)
    for code in (row.a, row.b):
        detail = {"a": row.a, "b": row.b, "decision": row.pk}
        leave_trail(by.name, "firms.undone", f"enterprise:{code}", at=now, detail=detail)
    return _info(row)
