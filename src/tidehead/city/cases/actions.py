"""Opening cases and everything that is done to them. Each action is one transaction: may they, events, trail, notes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.calc.casework import lacks
from tidehead.calc.casework.types import Duration, EventKind, Lack, Phase, Transition
from tidehead.city.accounts.types import HANDLER, Actor
from tidehead.city.cases.attaching import keep_file
from tidehead.city.cases.drafting import NO_SUCH_CASE, Draft, open_draft, opening_post
from tidehead.city.cases.filling import checked_fields, is_storable
from tidehead.city.cases.joining import (
    add_co_owner,
    answer_as_co_owner,
    ask_opinion,
    give_opinion,
    remove_co_owner,
)
from tidehead.city.cases.keys import key_of
from tidehead.city.cases.kinds import calendar, current_version, kind_of
from tidehead.city.cases.log import exact_moment
from tidehead.city.cases.models import Attachment, Case, CaseLink, Notification
from tidehead.city.cases.numbering import next_number
from tidehead.city.cases.relations import relations_of, standing_of
from tidehead.city.cases.rights import (
    may_assign,
    may_bring,
    may_change_clock,
    may_comment,
    may_fill,
    may_open,
    may_route,
    may_work,
    refuse_unless,
    sees_inside,
)
from tidehead.city.cases.settling import settled
from tidehead.city.cases.telling import (
    filled_in,
    mentioned,
    people_of,
    said_of,
    takers_of,
    tell,
    tell_asked,
    template_of,
)
from tidehead.city.cases.types import LINK_RELATIONS, CaseRefused, MoveRefused, NewCase, NewFile, NoSuchCase
from tidehead.city.cases.verifying import rebuild_case, verify_all_logs, verify_log
from tidehead.city.common.once import bound_key
from tidehead.city.common.trail import READ, leave_trail
from tidehead.city.common.types import Text
from tidehead.city.posts.queries import post_by_code

__all__ = [
    "add_co_owner",
    "answer_as_co_owner",
    "ask_opinion",
    "assign_case",
    "assign_many",
    "attach_file",
    "change_clock",
    "comment",
    "fill_case",
    "give_opinion",
    "hand_over",
    "link_cases",
    "mark_read",
    "move_case",
    "move_many",
    "open_case",
    "rebuild_case",
    "remove_co_owner",
    "reveal_field",
    "set_lead",
    "unlink_cases",
    "verify_all_logs",
    "verify_log",
]
LONGEST_TITLE = 300
LONGEST_WORDS = 10_000
LONGEST_PURPOSE = 400
MOST_AT_ONCE = 1_000
NOT_FIELDS = ("lead", "owner")
"""What a move may bring beside the declared fields."""


# Opening


def open_case(*, by: Actor, new: NewCase, now: datetime) -> int:
    """Open a case: its id. The same key by the same person opens one case, however often and at once it is sent.

    Raises PermissionDenied, CaseRefused.
    """
    key = bound_key(new.key, by.pk)
    known = _opened_with(key)
    if known is not None:
        return known
    try:
        return _open(by=by, new=new, key=key, now=now)
    except IntegrityError:
        known = _opened_with(key)
        if known is None:
            raise
        return known


def _opened_with(key: str | None) -> int | None:
    return Case.objects.filter(key=key).values_list("id", flat=True).first() if key else None


@settled
def _open(*, by: Actor, new: NewCase, key: str | None, now: datetime) -> int:
    version = current_version(new.type)
    kind = kind_of(version)
    refuse_unless(may_open(by, kind, new))
    title = _words(new.title, LONGEST_TITLE, Text("标题", "title"))
    fields = {name: value for name, value in checked_fields(kind, new.fields).items() if value is not None}
    post = post_by_code(new.owner) if new.owner else None
    case = Case(
        type=version,
        family=kind.family,
        type_code=kind.id,
        title=title,
        place_id=key_of("place", new.place),
        party_id=key_of("party", new.party),
        opened_by_id=by.pk,
        opened_post=opening_post(by, party=new.party, place=new.place),
        opened_at=now,
        key=key,
        synthetic=new.synthetic,
        state=kind.initial,
        phase=str(kind.state(kind.initial).phase),
        since=now,
        moved_at=now,
    )
    lead = new.lead or (post.organisation if post else "")
    for code in (lead, *new.co_owners):
        key_of("organisation", code)
    case.number = next_number(kind, now)
    case.save(force_insert=True)
    opening = {
        "type": kind.id,
        "version": version.digest,
        "title": title,
        "place": new.place,
        "party": new.party,
        "fields": fields,
        "lead": lead,
        "co_owners": list(new.co_owners),
    }
    draft = Draft(by, exact_moment(now), case, kind, calendar(), [], None, standing_of(case), frozenset())
    draft.add(EventKind.OPENED, opening)
    if new.owner:
        _assign(draft, new.owner)
    draft.keep("case.opened", {"type": kind.id, "title": title})
    if not new.quiet:
        _tell_of_opening(draft)
    return int(case.pk)


def _words(said: str, most: int, what: Text) -> str:
    """Words that are neither missing nor too long, and can be kept. Raises CaseRefused."""
    said = said.strip()
    if not is_storable(said):
        raise CaseRefused(Text(f"{what.zh}中有无法保存的字符。", f"The {what.en} has characters that cannot be kept."))
    if not said:
        raise CaseRefused(Text(f"请填写{what.zh}。", f"Fill in the {what.en}."))
    if len(said) > most:
        raise CaseRefused(
            Text(
                f"{what.zh}有 {len(said)} 个字，最多 {most} 个。请缩短。",
                f"The {what.en} has {len(said)} characters; at most {most} are kept. Shorten it.",
            )
        )
    return said


# Moving


@settled
def move_case(
    *,
    by: Actor,
    case_id: int,
    transition: str,
    seen: int | None,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    reason: str = "",
    files: Sequence[NewFile] = (),
) -> None:
    """Take a case from one state to another, with all that the move asks for.

    seen: the last event that the page showed; None: whatever it is now. fields: `lead` and `owner` may stand among
    them where the move asks for them. Raises PermissionDenied, NoSuchCase, MovedMeanwhile, MoveRefused with everything
    that is missing, CaseRefused.
    """
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    way = next((one for one in draft.kind.transitions if one.id == transition), None)
    if way is None:
        raise CaseRefused(Text(f"没有名为“{transition}”的办理动作。", f'There is no move called "{transition}".'))
    given = dict(fields or {})
    routed = {name: given.pop(name) or "" for name in NOT_FIELDS if name in given}
    if not all(isinstance(code, str) for code in routed.values()):
        raise CaseRefused(Text("主办单位和岗位须填代码。", "Organisations and posts are given by their codes."))
    if not routed.keys() <= set(way.fill):
        raise CaseRefused(Text("这一步不改主办单位和承办岗位。", "This move does not say whose the case is."))
    refuse_unless(may_bring(draft.kind, way, draft.relations, given.keys(), draft.current))
    refuse_unless(may_route(draft.relations) or _stays_within(draft, routed))
    filled = checked_fields(draft.kind, given)
    missing = lacks(
        draft.kind,
        draft.now_record,
        transition,
        relations=draft.relations,
        fields={**filled, **routed},
        attaching=tuple(file.kind for file in files),
        reason=reason,
        now=draft.at,
    )
    _refuse_lacking(missing)
    _add_filled(draft, filled)
    if routed.get("lead"):
        _lead(draft, routed["lead"])
    if routed.get("owner"):
        _assign(draft, routed["owner"])
    for file in files:
        _attach(draft, file)
    draft.add(EventKind.MOVED, {"transition": way.id, "to": way.target}, reason=_short(reason))
    _take_up(draft)
    draft.keep("case.moved", {"transition": way.id, "to": way.target})
    _tell_of_move(draft, way, reason)


def _stays_within(draft: Draft, routed: Mapping[str, str]) -> bool:
    """Whether what a move says of lead and owner leaves the case in the organisation that is in charge of it."""
    post = post_by_code(routed["owner"]) if routed.get("owner") else None
    bodies = {routed.get("lead", ""), post.organisation if post else ""} - {""}
    return bodies <= {draft.now_record.lead}


def _take_up(draft: Draft) -> None:
    """Who moves on what their organisation leads and nobody works on yet has taken it up."""
    record = draft.now_record
    if record.owner or draft.current.phase is not Phase.OPEN:
        return
    mine = (post for post in draft.by.posts if post.role == HANDLER and post.organisation == record.lead)
    taker = next(mine, None)
    if taker is not None:
        draft.add(EventKind.ASSIGNED, {"owner": taker.code})


def _refuse_lacking(missing: tuple[Lack, ...]) -> None:
    if not missing:
        return
    if any(lack.what == "right" for lack in missing):
        raise PermissionDenied
    zh, en = "；".join(lack.text.zh for lack in missing), "; ".join(lack.text.text("en") for lack in missing)
    raise MoveRefused(Text(f"还不能办理：{zh}。", f"This cannot be done yet: {en}."), missing)


def _short(reason: str) -> str:
    return _words(reason, LONGEST_WORDS, Text("理由", "reason")) if reason.strip() else ""


def _add_filled(draft: Draft, filled: Mapping[str, Any]) -> bool:
    """Only what changes is an event. Whether anything did."""
    known = draft.now_record.fields
    changed = {name: value for name, value in filled.items() if known.get(name) != value}
    if changed:
        draft.add(EventKind.FILLED, {"fields": changed})
    return bool(changed)


def move_many(
    *,
    by: Actor,
    case_ids: Iterable[int],
    transition: str,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    reason: str = "",
) -> tuple[tuple[int, Text | None], ...]:
    """Take many cases the same way; of each, None when it moved, else why not. One that cannot stops no other."""

    def move(case_id: int) -> None:
        move_case(by=by, case_id=case_id, transition=transition, seen=None, now=now, fields=fields or {}, reason=reason)

    return _each(case_ids, move)


def _each(case_ids: Iterable[int], act: Callable[[int], None]) -> tuple[tuple[int, Text | None], ...]:
    wanted = tuple(dict.fromkeys(case_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise CaseRefused(
            Text(f"一次最多办理 {MOST_AT_ONCE} 件。", f"At most {MOST_AT_ONCE} cases can be handled at once.")
        )
    results: list[tuple[int, Text | None]] = []
    for case_id in wanted:
        try:
            act(case_id)
        except PermissionDenied:
            results.append((case_id, Text("您无权办理这一件。", "You may not do this to this one.")))
        except CaseRefused as refused:
            results.append((case_id, refused.text))
        else:
            results.append((case_id, None))
    return tuple(results)


# Filling in


@settled
def fill_case(*, by: Actor, case_id: int, fields: Mapping[str, Any], seen: int | None, now: datetime) -> None:
    """Fill in or correct fields; what stays the same leaves no event."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    refuse_unless(may_fill(draft.kind, draft.relations, fields.keys(), draft.current))
    if _add_filled(draft, checked_fields(draft.kind, fields)):
        draft.keep("case.filled")


@settled
def reveal_field(*, by: Actor, case_id: int, field: str, purpose: str, now: datetime) -> Any:
    """A sensitive value, for a purpose that is kept in the trail. Whoever asked sees their own without one."""
    draft = open_draft(by=by, case_id=case_id, now=now)
    refuse_unless(may_work(draft.relations) or "requester" in draft.relations or "co_owner" in draft.relations)
    purpose = _words(purpose, LONGEST_PURPOSE, Text("查看目的", "purpose"))
    if field not in {one.id for one in draft.kind.fields}:
        raise CaseRefused(Text(f"没有字段“{field}”。", f'There is no field "{field}".'))
    detail = {"field": field, "purpose": purpose}
    leave_trail(by.name, READ, f"case:{draft.case.number}", at=now, detail=detail)
    return draft.now_record.fields.get(field)


# Whose it is


@settled
def set_lead(*, by: Actor, case_id: int, organisation: str, seen: int | None, now: datetime, reason: str = "") -> None:
    """Put an organisation in charge; a post of another one no longer works on the case."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    refuse_unless(may_route(draft.relations))
    if _lead(draft, organisation, reason=_short(reason)):
        draft.keep("case.led", {"organisation": organisation})
        _tell_lead(draft)


def _lead(draft: Draft, organisation: str, *, reason: str = "") -> bool:
    if draft.now_record.lead == organisation:
        return False
    key_of("lead", organisation)
    draft.add(EventKind.LED, {"organisation": organisation}, reason=reason)
    if draft.now_record.owner:
        post = post_by_code(draft.now_record.owner)
        if post is None or post.organisation != organisation:
            draft.add(EventKind.ASSIGNED, {"owner": ""})
    return True


@settled
def assign_case(*, by: Actor, case_id: int, post: str, seen: int | None, now: datetime, reason: str = "") -> None:
    """Give a case to a post, or to nobody (""); a post of another organisation brings its organisation in charge."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    wanted = post_by_code(post) if post else None
    within = not post or (wanted is not None and wanted.organisation == draft.now_record.lead)
    refuse_unless(may_assign(draft.relations, within=within))
    if _assign(draft, post, reason=_short(reason)):
        draft.keep("case.assigned", {"owner": post})
        _tell_owner(draft)


def _assign(draft: Draft, post: str, *, reason: str = "") -> bool:
    if draft.now_record.owner == post:
        return False
    wanted = post_by_code(post) if post else None
    if post and (wanted is None or not wanted.organisation):
        raise CaseRefused(Text(f"没有代码为“{post}”的单位岗位。", f'There is no post "{post}" of an organisation.'))
    if wanted is not None and wanted.organisation != draft.now_record.lead:
        draft.add(EventKind.LED, {"organisation": wanted.organisation})
    draft.add(EventKind.ASSIGNED, {"owner": post}, reason=reason)
    return True


def assign_many(
    *, by: Actor, case_ids: Iterable[int], post: str, now: datetime, reason: str = ""
) -> tuple[tuple[int, Text | None], ...]:
    """Give many cases to a post; of each, None when it was given, else why not."""

    def assign(case_id: int) -> None:
        assign_case(by=by, case_id=case_id, post=post, seen=None, now=now, reason=reason)

    return _each(case_ids, assign)


def hand_over(
    *, by: Actor, from_post: str, to_post: str, now: datetime, reason: str = ""
) -> tuple[tuple[int, Text | None], ...]:
    """Give all that a post has not finished to another post, as when two posts become one.

    A new holder of the same post needs none of this: the work belongs to the post.
    """
    rows = Case.objects.filter(owner__code=from_post, phase__in=("open", "waiting", "answered"))
    ids = list(rows.order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE])
    return assign_many(by=by, case_ids=ids, post=to_post, now=now, reason=reason)


# Words and files


@settled
def comment(*, by: Actor, case_id: int, words: str, now: datetime, internal: bool = True) -> int:
    """Say something about a case; "@username" and "@post" are told. Returns the number of the event.

    internal: not shown to the firm whose case it is. What a firm itself says never is.
    """
    draft = open_draft(by=by, case_id=case_id, now=now)
    refuse_unless(may_comment(by, draft.relations))
    said = _words(words, LONGEST_WORDS, Text("留言", "comment"))
    hidden = internal and sees_inside(draft.relations)
    told = mentioned(said, draft.standing, draft.at, hidden=hidden) - {by.pk}
    seq = draft.add(EventKind.COMMENTED, {"words": said, "internal": hidden, "mentions": sorted(told)})
    draft.keep("case.commented")
    text = Text(
        f"{by.name} 在 {draft.case.number} {draft.case.title} 提到您：{said}",
        f"{by.name} mentions you in {draft.case.number} {draft.case.title}: {said}",
    )
    tell(draft.case, told, kind="mentioned", text=text, at=draft.at, mark=str(seq))
    return seq


@settled
def attach_file(*, by: Actor, case_id: int, file: NewFile, now: datetime) -> int:
    """Attach a file: its id. Its content says what it is, whatever its name. Raises PermissionDenied, CaseRefused."""
    draft = open_draft(by=by, case_id=case_id, now=now)
    refuse_unless(may_comment(by, draft.relations))
    made = _attach(draft, file)
    draft.keep("case.attached", {"attachment": made})
    return made


def _attach(draft: Draft, file: NewFile) -> int:
    kept = keep_file(file)
    row = Attachment.objects.create(
        case=draft.case,
        name=kept.name,
        kind=file.kind,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        size=kept.size,
        content_type=kept.content_type,
        internal=file.internal and sees_inside(draft.relations),
        added_by=draft.by.name,
        added_at=draft.at,
    )
    said = {"attachment": row.pk, "name": row.name, "sha256": row.sha256, "kind": row.kind, "internal": row.internal}
    draft.add(EventKind.ATTACHED, said)
    return row.pk


# Time and neighbours


@settled
def change_clock(
    *,
    by: Actor,
    case_id: int,
    clock: str,
    due: Duration,
    reason: str,
    seen: int | None,
    now: datetime,
    organisation: str = "",
) -> None:
    """Allow another time; what has passed and what was paused stays. organisation: only this co-owner's clock."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    refuse_unless(may_change_clock(draft.relations))
    why = _words(reason, LONGEST_WORDS, Text("理由", "reason"))
    changed = {"clock": clock, "due": {"amount": due.amount, "unit": str(due.unit)}}
    draft.add(EventKind.CLOCK_CHANGED, changed | ({"organisation": organisation} if organisation else {}), reason=why)
    draft.keep("case.clock_changed", changed)


@settled
def link_cases(*, by: Actor, case_id: int, other_id: int, relation: str, now: datetime) -> None:
    """Say how a case belongs to another that the actor sees, too; saying it again changes nothing."""
    draft, other = _both(by, case_id, other_id, relation, now)
    _row, is_new = CaseLink.objects.get_or_create(case=draft.case, other=other, relation=relation)
    if is_new:
        draft.add(EventKind.LINKED, {"relation": relation, "case": other.number})
        draft.keep("case.linked", {"relation": relation, "case": other.number})


@settled
def unlink_cases(*, by: Actor, case_id: int, other_id: int, relation: str, now: datetime) -> None:
    """Take back that a case belongs to another."""
    draft, other = _both(by, case_id, other_id, relation, now)
    gone, _ = CaseLink.objects.filter(case=draft.case, other=other, relation=relation).delete()
    if gone:
        draft.add(EventKind.UNLINKED, {"relation": relation, "case": other.number})
        draft.keep("case.unlinked", {"relation": relation, "case": other.number})


def _both(by: Actor, case_id: int, other_id: int, relation: str, now: datetime) -> tuple[Draft, Case]:
    if relation not in LINK_RELATIONS:
        raise CaseRefused(Text(f"没有“{relation}”这种关联。", f'Cases are not linked as "{relation}".'))
    if case_id == other_id:
        raise CaseRefused(Text("不能与自身关联。", "A case cannot be linked to itself."))
    draft = open_draft(by=by, case_id=case_id, now=now)
    refuse_unless(may_work(draft.relations) or "requester" in draft.relations)
    other = Case.objects.select_related("place", "party", "lead", "owner").filter(id=other_id).first()
    if other is None or not relations_of(by, standing_of(other)):
        raise NoSuchCase(NO_SUCH_CASE)
    return draft, other


@transaction.atomic
def mark_read(*, by: Actor, note_ids: Iterable[int], now: datetime) -> int:
    """Note that a person has read what they were told; of others' notes nothing changes. Returns how many."""
    rows = Notification.objects.filter(user=by.pk, id__in=list(note_ids), read_at=None)
    return rows.update(read_at=now)


# Telling


def _others(draft: Draft, people: Iterable[int]) -> set[int]:
    return set(people) - {draft.by.pk}


def _seq(draft: Draft) -> str:
    return str(draft.case.seq)


def _tell_of_opening(draft: Draft) -> None:
    case = draft.case
    if draft.standing.owner:
        _tell_owner(draft)
    elif draft.standing.lead:
        _tell_lead(draft)
    else:
        text = Text(f"新事项待分派：{case.number} {case.title}", f"A new case to be routed: {case.number} {case.title}")
        people = _others(draft, people_of("dispatcher", draft.standing, draft.at))
        tell(case, people, kind="assigned", text=text, at=draft.at, mark=_seq(draft))
    for code in draft.standing.bodies:
        tell_asked(case, code, at=draft.at, mark=_seq(draft), but=draft.by.pk)


def _tell_owner(draft: Draft) -> None:
    case = draft.case
    text = Text(f"交给您办理：{case.number} {case.title}", f"Given to you: {case.number} {case.title}")
    people = _others(draft, people_of("owner", draft.standing, draft.at))
    tell(case, people, kind="assigned", text=text, at=draft.at, mark=_seq(draft))


def _tell_lead(draft: Draft) -> None:
    case = draft.case
    text = Text(
        f"您单位主办：{case.number} {case.title}", f"Your organisation is in charge of {case.number} {case.title}"
    )
    tell(case, _others(draft, takers_of(case.lead.code)), kind="assigned", text=text, at=draft.at, mark=_seq(draft))


def _tell_of_move(draft: Draft, way: Transition, reason: str) -> None:
    """Who is concerned is told once: by the kind's own message where it has one for them, else in plain words."""
    case, standing = draft.case, draft.standing
    told: set[int] = set()
    message = template_of(draft.kind, way.message)
    if message is not None:
        subject, body = filled_in(message, said_of(draft.kind, case, reason))
        told = _others(draft, set().union(*(people_of(one, standing, draft.at) for one in message.to)))
        tell(case, told, kind="message", text=subject, body=body, at=draft.at, mark=_seq(draft))
    plain: set[int] = set()
    for relation in ("owner", "lead", "requester"):
        plain |= people_of(relation, standing, draft.at)
    state = draft.current.label
    text = Text(
        f"{case.number} {case.title}：{way.label.zh} → {state.zh}",
        f"{case.number} {case.title}: {way.label.text('en')} → {state.text('en')}",
    )
    tell(case, _others(draft, plain) - told, kind="moved", text=text, at=draft.at, mark=_seq(draft))
