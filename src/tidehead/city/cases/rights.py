"""Who may do what to a case beside moving it, which its kind itself says."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied

from tidehead.calc.casework.types import CaseType, Phase, State, Transition
from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.types import NewCase

ROUTERS = frozenset({"dispatcher", "office", "administrator", "system"})
"""They decide whose a case is."""
WORKERS = ROUTERS | {"owner", "lead", "lead_head"}
"""They work on it."""
REQUEST = "request"


def refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def may_open(by: Actor, kind: CaseType, new: NewCase) -> bool:
    """Whoever may open cases; a firm opens requests of its own, and leaves to others whose they are."""
    if by == SYSTEM or by.may("cases.open"):
        return True
    leaves_open = not (new.lead or new.owner or new.co_owners) and new.fields.keys() <= requesters_fields(kind)
    return by.may("desk.use") and kind.family == REQUEST and new.party in by.enterprises and leaves_open


def requesters_fields(kind: CaseType) -> frozenset[str]:
    """What a requester may fill in: not what a way asks for that only others take, such as the outcome."""
    others = {name for way in kind.transitions if not {"requester", "anyone"} & set(way.by) for name in way.fill}
    return frozenset(field.id for field in kind.fields) - others


def judgements(kind: CaseType) -> frozenset[str]:
    """What only the requester's own ways fill in, such as their satisfaction: nobody else may say it for them."""
    theirs = {name for way in kind.transitions if set(way.by) <= {"requester"} for name in way.fill}
    return theirs - {name for way in kind.transitions if not set(way.by) <= {"requester"} for name in way.fill}


def may_route(relations: frozenset[str]) -> bool:
    return not relations.isdisjoint(ROUTERS)


def may_work(relations: frozenset[str]) -> bool:
    return not relations.isdisjoint(WORKERS)


def may_fill(kind: CaseType, relations: frozenset[str], names: Collection[str], state: State) -> bool:
    """Whoever works on it, all but the requester's judgement; whoever asked, until somebody begins, what is theirs.

    After the end only those who route correct anything.
    """
    if "system" in relations:
        return True
    if may_work(relations) and judgements(kind).isdisjoint(names):
        return state.phase is not Phase.ENDED or may_route(relations)
    return "requester" in relations and state.id == kind.initial and requesters_fields(kind).issuperset(names)


def may_bring(kind: CaseType, way: Transition, relations: frozenset[str], names: Collection[str], state: State) -> bool:
    """Whether these fields may come with a move: those it asks for, and those one may fill in anyway."""
    more = set(names) - set(way.fill)
    return not more or may_fill(kind, relations, more, state)


def may_assign(relations: frozenset[str], *, within: bool) -> bool:
    """Whoever routes gives it to any post; whoever works on it to one of the same organisation."""
    return may_route(relations) or (within and may_work(relations))


def may_comment(by: Actor, relations: frozenset[str]) -> bool:
    return by.may("cases.comment") or may_work(relations)


def may_change_clock(relations: frozenset[str]) -> bool:
    """Time is given by those who route, never by the organisation whose time is measured."""
    return may_route(relations)


def sees_inside(relations: frozenset[str]) -> bool:
    """Whether somebody sees what is internal: all who see the case, but for the requester who is nothing else."""
    return "requester" not in relations or not relations <= {"requester", "anyone"}
