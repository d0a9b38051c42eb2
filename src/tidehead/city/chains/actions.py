"""What people do to a chain: firms on nodes, a node's status, roles, the four lists, and work on gaps."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tidehead.calc.chains import GapKind, Node
from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.queries import case_by_number
from tidehead.city.chains.models import GapCase, ListEntry, Override, RoleRow, StandingRow
from tidehead.city.chains.queries import chain_by_code, chain_key
from tidehead.city.chains.rights import require_edit
from tidehead.city.chains.types import (
    BY_PERSON,
    HOLDER_KINDS,
    LISTS,
    NODE_STATUSES,
    PROJECT,
    ROLES,
    STANDING_ROLES,
    TASK,
    UNKNOWN,
    ChainInfo,
    ChainRefused,
    ChangedMeanwhile,
    NoSuchChain,
)
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import register_firm
from tidehead.city.enterprises.queries import enterprise_by_code
from tidehead.city.places.queries import organisations_by_code, place_by_code
from tidehead.city.posts.queries import post_by_code
from tidehead.city.projects.leads import open_lead, pipeline
from tidehead.city.projects.types import NewLead
from tidehead.city.tasks.making import make_task
from tidehead.city.tasks.types import NewTask

LONGEST_REASON = 500
LONGEST_NAME = 200
_CHANGED = Text("已有他人处理，请刷新后再看。", "Somebody else was quicker. Reload the page and look again.")


def _reason(text: str) -> str:
    """Raises ChainRefused without a reason, or for one that is too long."""
    said = text.strip()
    if not said or len(said) > LONGEST_REASON:
        told = f"Say why, in at most {LONGEST_REASON} characters."
        raise ChainRefused(Text(f"请填写原因，不超过 {LONGEST_REASON} 字。", told))
    return said


def _chain(by: Actor, code: str) -> ChainInfo:
    info = chain_by_code(code)
    require_edit(by, code)
    return info


def node_of(info: ChainInfo, node: str) -> Node:
    """The node of a chain. Raises NoSuchChain."""
    for one in info.chain.nodes:
        if one.id == node:
            return one
    raise NoSuchChain(Text(f"产业链没有环节“{node}”。", f'The chain has no link "{node}".'))


# A node's status


@transaction.atomic
def set_status(*, by: Actor, chain: str, node: str, status: str, reason: str, now: datetime) -> None:
    """Give a node a status against what is computed, until it is taken back. Raises PermissionDenied, ChainRefused."""
    info = _chain(by, chain)
    node_of(info, node)
    said = _reason(reason)
    if status not in NODE_STATUSES or status == UNKNOWN:
        raise ChainRefused(Text("请选择一个状态。", "Choose a status."))
    key = chain_key(chain)
    Override.objects.filter(chain_id=key, node=node, undone_at=None).update(undone_at=now, undone_by=by.name)
    try:
        with transaction.atomic():
            Override.objects.create(chain_id=key, node=node, status=status, reason=said, by=by.name, at=now)
    except IntegrityError:
        raise ChangedMeanwhile(_CHANGED) from None
    leave_trail(
        by.name, "chain.status_set", f"chain:{chain}", at=now, detail={"node": node, "status": status, "reason": said}
    )


@transaction.atomic
def undo_status(*, by: Actor, chain: str, node: str, now: datetime) -> None:
    """Take a given status back: the computed one counts again."""
    _chain(by, chain)
    rows = Override.objects.filter(chain__code=chain, node=node, undone_at=None)
    if rows.update(undone_at=now, undone_by=by.name) != 1:
        raise ChangedMeanwhile(_CHANGED)
    leave_trail(by.name, "chain.status_undone", f"chain:{chain}", at=now, detail={"node": node})


# Firms on nodes


@transaction.atomic
def put_firm(*, by: Actor, chain: str, node: str, enterprise: str, reason: str, now: datetime, role: str = "") -> int:
    """Put a firm on a node. Returns the row's id. A firm that was taken off comes back.

    Raises PermissionDenied, ChainRefused (no such firm or role, no reason, or it is there already).
    """
    info = _chain(by, chain)
    node_of(info, node)
    said, code = _reason(reason), enterprise.strip()
    if enterprise_by_code(code) is None and register_firm(code) is None:
        raise ChainRefused(Text(f"企业库中没有“{code[:60]}”。", f'No firm of the register has the code "{code[:60]}".'))
    if role and role not in STANDING_ROLES:
        raise ChainRefused(Text("没有这种角色。", "There is no such role."))
    row = StandingRow.objects.select_for_update().filter(chain__code=chain, node=node, enterprise=code).first()
    if row is not None and row.removed_at is None:
        raise ChainRefused(Text("这家企业已在该环节。", "This firm is on the node already."))
    if row is None:
        row = StandingRow(chain_id=chain_key(chain), node=node, enterprise=code)
    row.origin, row.role, row.reason, row.by, row.at = BY_PERSON, role, said, by.name, now
    row.removed_at, row.removed_by, row.removed_reason = None, "", ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ChangedMeanwhile(_CHANGED) from None
    detail = {"node": node, "enterprise": code, "reason": said}
    leave_trail(by.name, "chain.firm_put", f"chain:{chain}", at=now, detail=detail)
    return int(row.pk)


@transaction.atomic
def take_firm_off(*, by: Actor, standing_id: int, reason: str, now: datetime) -> None:
    """Take a firm off a node; loading the pack again does not bring it back, putting it back does."""
    row = _standing(standing_id)
    require_edit(by, row.chain.code)
    said = _reason(reason)
    standing = StandingRow.objects.filter(id=standing_id, removed_at=None)
    if standing.update(removed_at=now, removed_by=by.name, removed_reason=said) != 1:
        raise ChangedMeanwhile(_CHANGED)
    detail = {"node": row.node, "enterprise": row.enterprise, "reason": said}
    leave_trail(by.name, "chain.firm_taken_off", f"chain:{row.chain.code}", at=now, detail=detail)


@transaction.atomic
def put_firm_back(*, by: Actor, standing_id: int, now: datetime) -> None:
    """Undo that a firm was taken off."""
    row = _standing(standing_id)
    require_edit(by, row.chain.code)
    gone = StandingRow.objects.filter(id=standing_id, removed_at__isnull=False)
    if gone.update(removed_at=None, removed_by="", removed_reason="") != 1:
        raise ChangedMeanwhile(_CHANGED)
    detail = {"node": row.node, "enterprise": row.enterprise}
    leave_trail(by.name, "chain.firm_put_back", f"chain:{row.chain.code}", at=now, detail=detail)


def _standing(standing_id: int) -> StandingRow:
    row = StandingRow.objects.select_related("chain").filter(id=standing_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这条记录。", "There is no such row."))
    return row


def chain_of_standing(standing_id: int) -> tuple[str, str]:
    """Chain and node of a row. Raises NoSuchChain."""
    row = _standing(standing_id)
    return row.chain.code, row.node


# Roles


@transaction.atomic
def name_holder(*, by: Actor, chain: str, role: str, kind: str, holder: str, reason: str, now: datetime) -> int:
    """Name who holds a role: a post, a body, a firm, a place or words. Returns the row's id.

    From then on what persons name counts for this role, not the pack. Raises PermissionDenied, ChainRefused.
    """
    _chain(by, chain)
    said, code = _reason(reason), holder.strip()[:LONGEST_NAME]
    if role not in ROLES or kind not in HOLDER_KINDS or not code:
        raise ChainRefused(Text("请选择角色和承担者。", "Choose the role and who holds it."))
    if not _is_known(kind, code):
        raise ChainRefused(Text(f"找不到“{code}”。", f'"{code}" is not known here.'))
    try:
        with transaction.atomic():
            row = RoleRow.objects.create(
                chain_id=chain_key(chain), role=role, kind=kind, holder=code, reason=said, by=by.name, at=now
            )
    except IntegrityError:
        raise ChainRefused(Text("已是该角色。", "They hold this role already.")) from None
    detail = {"role": role, "kind": kind, "holder": code, "reason": said}
    leave_trail(by.name, "chain.role_named", f"chain:{chain}", at=now, detail=detail)
    return int(row.pk)


def _is_known(kind: str, code: str) -> bool:
    if kind == "post":
        return post_by_code(code) is not None
    if kind == "organisation":
        return code in organisations_by_code([code])
    if kind == "enterprise":
        return enterprise_by_code(code) is not None or register_firm(code) is not None
    return kind != "place" or place_by_code(code) is not None


@transaction.atomic
def end_role(*, by: Actor, role_id: int, now: datetime) -> str:
    """End that somebody holds a role; it is unknown then, until somebody is named. Returns the chain's code."""
    row = RoleRow.objects.select_related("chain").filter(id=role_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这条记录。", "There is no such row."))
    require_edit(by, row.chain.code)
    if RoleRow.objects.filter(id=role_id, ended_at=None).update(ended_at=now, ended_by=by.name) != 1:
        raise ChangedMeanwhile(_CHANGED)
    detail = {"role": row.role, "holder": row.holder}
    leave_trail(by.name, "chain.role_ended", f"chain:{row.chain.code}", at=now, detail=detail)
    return str(row.chain.code)


# The four lists


@transaction.atomic
def put_on_list(*, by: Actor, chain: str, list_name: str, item: str, reason: str, now: datetime, node: str = "") -> int:
    """Put a firm, a project, a technology or a task on its list. Returns the line's id."""
    info = _chain(by, chain)
    said, code = _reason(reason), item.strip()
    if list_name not in LISTS:
        raise NoSuchChain(Text("没有这份清单。", "There is no such list."))
    if node:
        node_of(info, node)
    case_id = _known_item(info, list_name, code, by)
    try:
        with transaction.atomic():
            row = ListEntry.objects.create(
                chain_id=chain_key(chain),
                list=list_name,
                item=code,
                case_id=case_id,
                node=node,
                reason=said,
                by=by.name,
                at=now,
            )
    except IntegrityError:
        raise ChainRefused(Text("已在清单上。", "It is on the list already.")) from None
    detail = {"list": list_name, "item": code, "reason": said}
    leave_trail(by.name, "chain.listed", f"chain:{chain}", at=now, detail=detail)
    return int(row.pk)


def _known_item(info: ChainInfo, list_name: str, item: str, by: Actor) -> int | None:
    """The id of a project's or task's case; None for what has none. Raises ChainRefused for what is not known here."""
    case_id = None
    if list_name == "firms":
        there = _is_known("enterprise", item)
    elif list_name == "technologies":
        there = item in {one.id for one in info.chain.technologies}
    else:
        case = case_by_number(item, by)
        there = case is not None and (case.family == "project") == (list_name == "projects")
        case_id = case.id if case else None
    if not there:
        raise ChainRefused(Text(f"找不到“{item[:60]}”。", f'"{item[:60]}" is not known here.'))
    return case_id


@transaction.atomic
def drop_from_list(*, by: Actor, entry_id: int, reason: str, now: datetime) -> tuple[str, str]:
    """Take a line off its list; it stays in the history with the reason. Returns chain and list."""
    row = ListEntry.objects.select_related("chain").filter(id=entry_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这条记录。", "There is no such row."))
    require_edit(by, row.chain.code)
    said = _reason(reason)
    dropped = {"dropped_at": now, "dropped_by": by.name, "dropped_reason": said}
    if ListEntry.objects.filter(id=entry_id, dropped_at=None).update(**dropped) != 1:
        raise ChangedMeanwhile(_CHANGED)
    detail = {"list": row.list, "item": row.item, "reason": said}
    leave_trail(by.name, "chain.dropped", f"chain:{row.chain.code}", at=now, detail=detail)
    return str(row.chain.code), str(row.list)


# Work on gaps


@dataclass(frozen=True, slots=True)
class GapTask:
    """A task that is to close a gap. Without an owner it waits for one."""

    title: str
    lead: str = ""
    owner: str = ""
    due_on: date | None = None
    key: str = ""


@transaction.atomic
def open_gap_task(*, by: Actor, chain: str, node: str, kind: str, task: GapTask, now: datetime) -> str:
    """Open a task for a gap; both know each other. Returns its number.

    Raises PermissionDenied, ChainRefused, and what tasks and the kernel refuse.
    """
    info = _chain(by, chain)
    _gap_of(info, node, kind)
    new = NewTask(title=task.title, lead=task.lead, owner=task.owner, due_on=task.due_on, year=now.year, key=task.key)
    number = make_task(by=by, new=new, now=now)
    case = case_by_number(number, SYSTEM)
    if case is None:
        raise NoSuchChain(Text("没有这项任务。", "There is no such task."))
    return link_case(by=by, chain=chain, gap=(node, kind, TASK), case_id=case.id, now=now)


@transaction.atomic
def open_gap_lead(*, by: Actor, chain: str, node: str, kind: str, lead: NewLead, now: datetime) -> str:
    """Open a project lead for a gap. Returns its number. Raises as `open_gap_task`, and what projects refuse."""
    info = _chain(by, chain)
    _gap_of(info, node, kind)
    case_id = open_lead(by=by, new=lead, now=now)
    return link_case(by=by, chain=chain, gap=(node, kind, PROJECT), case_id=case_id, now=now)


def lead_of_gap(title: str, *, industry: str = "", investor: str = "", place: str = "", key: str = "") -> NewLead:
    """What is filled in of a lead that a gap or a target firm gives."""
    fields = {"industry": industry, "investor": investor}
    return NewLead(title=title.strip(), type=pipeline("").id, place=place, fields=fields, key=key)


def _gap_of(info: ChainInfo, node: str, kind: str) -> None:
    node_of(info, node)
    if kind not in {one.value for one in GapKind}:
        raise NoSuchChain(Text("没有这种缺口。", "There is no such kind of gap."))


@transaction.atomic
def link_case(*, by: Actor, chain: str, gap: tuple[str, str, str], case_id: int, now: datetime) -> str:
    """Note that a case is to close a gap: (node, kind, task or project). Returns the case's number.

    The same form sent twice gives one case, which is linked once. Raises PermissionDenied, NoSuchChain.
    """
    info = _chain(by, chain)
    node, kind, what = gap
    _gap_of(info, node, kind)
    said = {"chain_id": chain_key(chain), "node": node, "kind": kind, "what": what, "by": by.name, "at": now}
    row, made = GapCase.objects.get_or_create(case_id=case_id, defaults=said)
    number = str(row.case.number)
    if made:
        detail = {"node": node, "kind": kind, "what": what, "number": number}
        leave_trail(by.name, "chain.gap_opened", f"chain:{chain}", at=now, detail=detail)
    return number
