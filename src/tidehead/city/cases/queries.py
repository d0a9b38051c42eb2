"""Reads cases: one, lists, inboxes, notes. Whoever may not see a case is not told that it exists."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from tidehead.calc.casework import lacks, readings, replay
from tidehead.calc.casework.types import CaseRecord, CaseType, Event
from tidehead.city.accounts.types import HANDLER, Actor
from tidehead.city.cases.keys import keys_of
from tidehead.city.cases.kinds import calendar, current_version, kind_of, kinds_by_id
from tidehead.city.cases.log import event_of, is_chain
from tidehead.city.cases.log_words import is_internal, log_lines, masked_events, masked_fields, outside_lines
from tidehead.city.cases.models import Attachment, Case, CaseBody, CaseClock, CaseEvent, Notification, TypeVersion
from tidehead.city.cases.relations import CO_OWNER, relations_of, standing_of, visible_to
from tidehead.city.cases.rights import sees_inside
from tidehead.city.cases.types import (
    AttachmentInfo,
    CaseFile,
    CaseInfo,
    CaseValues,
    Inbox,
    InboxCounts,
    MoveOffer,
    NoteInfo,
    Wanted,
)
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.places.queries import places_under
from tidehead.city.posts.queries import acting

RELATED = ("type", "place", "party", "lead", "owner")
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_at").asc(nulls_last=True), "id"),
    "newest": ("-opened_at", "-id"),
    "moved": ("-moved_at", "-id"),
    "number": ("number",),
}
MOST_NOTES = 50
GOING = ("open", "waiting", "answered")
"""The phases of cases that have not ended."""
COUNTED_BY = {
    "state": "state",
    "lead": "lead__code",
    "place": "place__code",
    "owner": "owner__code",
    "type": "type_code",
    "phase": "phase",
}

# Kinds of case


def case_types(family: str = "") -> tuple[CaseType, ...]:
    """The kinds of case by which new ones are opened."""
    rows = TypeVersion.objects.filter(current=True, **({"family": family} if family else {}))
    return tuple(kind_of(row) for row in rows.order_by("ordinal", "code"))


def case_type(code: str) -> CaseType:
    """The present version of a kind of case. Raises CaseRefused."""
    return kind_of(current_version(code))


# One case


def case_by_id(case_id: int, actor: Actor) -> CaseInfo | None:
    """A case; None, too, where the actor may not see it."""
    return _seen(Case.objects.filter(id=case_id), actor)


def case_by_number(number: str, actor: Actor) -> CaseInfo | None:
    return _seen(Case.objects.filter(number=number), actor)


def _seen(rows: QuerySet[Case], actor: Actor) -> CaseInfo | None:
    case = _with_related(rows).first()
    if case is None or not relations_of(actor, standing_of(case)):
        return None
    return _info(case)


def case_relations(case_id: int, actor: Actor) -> frozenset[str]:
    """How the actor stands to a case; empty where they may not see it."""
    case = _with_related(Case.objects.filter(id=case_id)).first()
    return relations_of(actor, standing_of(case)) if case else frozenset()


def cases_of(ids: Iterable[int]) -> dict[int, CaseInfo]:
    """Cases by id, for apps above that have asked already who may see them; what is sensitive stays masked."""
    rows = _with_related(Case.objects.filter(id__in=list(ids)))
    return {row.pk: _info(row) for row in rows}


def _with_related(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What a line of a list needs; what a kind declares is large, and is read once a version, not once a row."""
    return rows.select_related(*RELATED).defer("type__plain")


def case_values(actor: Actor, wanted: Wanted, *, now: datetime | None = None) -> list[CaseValues]:
    """All of the cases that the actor sees and that are wanted, in one light question: codes without names."""
    columns = ("id", "state", "phase", "opened_at", "ended_at", "reopened", "synthetic")
    codes = ("lead__code", "owner__code", "place__code", "party__code")
    rows = _chosen(actor, wanted, now or timezone.now()).order_by("id")
    told = list(rows.values_list(*columns, *codes, "fields", "type"))
    kinds = kinds_by_id({row[-1] for row in told})
    found = []
    for *values, lead, owner, place, party, fields, type_id in told:
        shown = masked_fields(kinds[type_id], fields)
        found.append(CaseValues(*values, lead or "", owner or "", place or "", party or "", shown))
    return found


def _info(case: Case) -> CaseInfo:
    kind = kind_of(case.type)
    state = kind.state(case.state)
    return CaseInfo(
        id=case.pk,
        number=case.number,
        family=case.family,
        type=case.type_code,
        type_label=Text(kind.label.zh, kind.label.en),
        title=case.title,
        state=case.state,
        state_label=Text(state.label.zh, state.label.en),
        phase=case.phase,
        since=case.since,
        place=case.place.code if case.place else "",
        place_label=_label(case.place),
        party=case.party.code if case.party else "",
        party_label=_label(case.party),
        lead=case.lead.code if case.lead else "",
        lead_label=_label(case.lead),
        owner=case.owner.code if case.owner else "",
        owner_label=_label(case.owner),
        opened_at=case.opened_at,
        ended_at=case.ended_at,
        due_at=case.due_at,
        warn_at=case.warn_at,
        reopened=case.reopened,
        fields=masked_fields(kind, case.fields),
        seq=case.seq,
        moved_at=case.moved_at,
        synthetic=case.synthetic,
    )


def _label(row: Any) -> Text:
    return Text(row.label_zh, row.label_en) if row else Text("")


def kind_of_case(case_id: int) -> CaseType:
    """The version of its kind by which a case was opened."""
    return kind_of(TypeVersion.objects.get(case__id=case_id))


def events_of(case_id: int) -> tuple[Event, ...]:
    """A case's log, whole and unmasked; not for pages."""
    return tuple(event_of(row) for row in CaseEvent.objects.filter(case=case_id).order_by("seq"))


def record_of(case_id: int) -> CaseRecord:
    """A case as its log says, unmasked; not for pages."""
    return replay(kind_of_case(case_id), events_of(case_id), calendar())


def case_file(number: str, actor: Actor, now: datetime) -> CaseFile | None:
    """Everything about a case that the actor may see; None where they may not see it at all."""
    case = _with_related(Case.objects.filter(number=number)).first()
    if case is None:
        return None
    relations = relations_of(actor, standing_of(case))
    if not relations:
        return None
    kind, rows = kind_of(case.type), list(case.events.order_by("seq"))
    events = [event_of(row) for row in rows]
    record = replay(kind, events, calendar())
    is_staff = sees_inside(relations)
    shown = [(row, event) for row, event in zip(rows, events, strict=True) if is_staff or not is_internal(event)]
    info = _info(case)
    return CaseFile(
        case=info if is_staff else replace(info, fields=dict(case.fields)),  # their own, unmasked
        clocks=readings(kind, record, calendar=calendar(), now=max(now, rows[-1].at)),
        log=log_lines(kind, rows) if is_staff else outside_lines(kind, rows, log_lines(kind, rows)),
        events=masked_events(kind, [event for _row, event in shown]),
        attachments=_attachments(case.pk, is_staff),
        offers=_offers(kind, record, relations, now),
        relations=relations,
        co_owners=_co_owners(case.pk),
        links=_links(case.pk, actor),
        intact=is_chain(case.number, case.head, rows),
    )


def _offers(kind: CaseType, record: CaseRecord, relations: frozenset[str], now: datetime) -> tuple[MoveOffer, ...]:
    """The ways on from here that these relations may take, in the order of their declaration."""
    offers = []
    for way in kind.transitions:
        if record.state not in way.sources:
            continue
        missing = lacks(kind, record, way.id, relations=relations, now=now)
        if any(lack.what in {"right", "state"} for lack in missing):
            continue
        target = kind.state(way.target).label
        to_fill = {lack.id for lack in missing if lack.what == "field"}
        offers.append(
            MoveOffer(
                transition=way.id,
                label=Text(way.label.zh, way.label.en),
                target=way.target,
                target_label=Text(target.zh, target.en),
                fill=way.fill,
                attach=tuple(lack.id for lack in missing if lack.what == "attachment"),
                lacks=() if to_fill else tuple(lack for lack in missing if lack.what == "rule"),
            )
        )
    return tuple(offers)


def _attachments(case_id: int, is_staff: bool) -> tuple[AttachmentInfo, ...]:
    rows = Attachment.objects.filter(case=case_id).order_by("added_at", "id")
    return tuple(_attachment(row) for row in (rows if is_staff else rows.filter(internal=False)))


def _attachment(row: Attachment) -> AttachmentInfo:
    return AttachmentInfo(
        id=row.pk,
        case_id=row.case_id,
        name=row.name,
        kind=row.kind,
        size=row.size,
        content_type=row.content_type,
        sha256=row.sha256,
        added_by=row.added_by,
        added_at=row.added_at,
        internal=row.internal,
    )


def attachment_for(attachment_id: int, actor: Actor) -> tuple[AttachmentInfo, str] | None:
    """An attachment and the name it is stored under; None where the actor may not see it."""
    row = Attachment.objects.filter(id=attachment_id).first()
    relations = case_relations(row.case_id, actor) if row else frozenset()
    if row is None or not relations or (row.internal and not sees_inside(relations)):
        return None
    return _attachment(row), row.stored_as


def _co_owners(case_id: int) -> tuple[tuple[str, Text, bool], ...]:
    rows = CaseBody.objects.filter(case=case_id, part=CO_OWNER).select_related("organisation").order_by("id")
    return tuple((row.organisation.code, _label(row.organisation), row.answered_at is not None) for row in rows)


def _links(case_id: int, actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """Links both ways, to cases that the actor sees."""
    found, seen = [], visible_to(actor)
    for row in Case.objects.filter(seen, linked_from__case=case_id).values_list(
        "linked_from__relation", "linked_from__case", "number", "title"
    ):
        if row[1] == case_id:
            found.append((row[0], row[2], row[3]))
    for row in Case.objects.filter(seen, links__other=case_id).values_list(
        "links__relation", "links__other", "number", "title"
    ):
        if row[1] == case_id:
            found.append((f"~{row[0]}", row[2], row[3]))
    return tuple(sorted(set(found)))


# Many cases


def clocks_of(
    case_ids: Iterable[int],
) -> dict[int, tuple[tuple[str, str, datetime | None, datetime | None, bool | None], ...]]:
    """The clocks of cases: (clock, organisation, due, stopped, met); due is None while it is paused."""
    found = defaultdict(list)
    rows = CaseClock.objects.filter(case__in=list(case_ids)).order_by("id")
    for case, clock, code, due, stopped, met in rows.values_list(
        "case", "clock", "organisation__code", "due_at", "stopped_at", "met"
    ):
        found[case].append((clock, code or "", due, stopped, met))
    return {case: tuple(clocks) for case, clocks in found.items()}


def moves_of(case_ids: Iterable[int]) -> dict[int, tuple[tuple[datetime, str], ...]]:
    """When each case entered which state, its opening first."""
    ids = list(case_ids)
    initial = {
        case: kind_of(version).initial
        for version in TypeVersion.objects.filter(case__in=ids).distinct()
        for case in Case.objects.filter(id__in=ids, type=version).values_list("id", flat=True)
    }
    found = defaultdict(list)
    rows = CaseEvent.objects.filter(case__in=ids, kind__in=("opened", "moved")).order_by("case", "seq")
    for case, at, to in rows.values_list("case", "at", "data__to"):
        found[case].append((at, to or initial[case]))
    return {case: tuple(moves) for case, moves in found.items()}


def events_of_cases(case_ids: Iterable[int]) -> dict[int, tuple[Event, ...]]:
    """The logs of cases, whole and unmasked; not for pages."""
    found: dict[int, list[Event]] = defaultdict(list)
    for row in CaseEvent.objects.filter(case__in=list(case_ids)).order_by("case", "seq"):
        found[row.case_id].append(event_of(row))
    return {case: tuple(events) for case, events in found.items()}


def case_slices(actor: Actor, wanted: Wanted, *, now: datetime | None = None) -> Slices[CaseInfo]:
    """The cases that the actor sees and that are wanted, counted and read a page at a time."""
    return _slices(_chosen(actor, wanted, now or timezone.now()), wanted.order)


def counts_by(actor: Actor, wanted: Wanted, by: str = "state", *, now: datetime | None = None) -> dict[str, int]:
    """How many of them there are by state, phase, lead, place, owner or type; "" where there is none."""
    column = COUNTED_BY[by]
    rows = _chosen(actor, wanted, now or timezone.now()).order_by().values_list(column).annotate(count=Count("id"))
    return {key or "": count for key, count in rows}


def case_ids(actor: Actor, wanted: Wanted, *, now: datetime | None = None) -> list[int]:
    """The keys of all of them."""
    return list(_chosen(actor, wanted, now or timezone.now()).values_list("id", flat=True))


def _slices(rows: QuerySet[Case], order: str) -> Slices[CaseInfo]:
    ordered = rows.order_by(*ORDERS.get(order, ORDERS["due"]))

    def read(offset: int, limit: int) -> Sequence[CaseInfo]:
        ids = list(ordered.values_list("id", flat=True)[offset : offset + limit])
        found = cases_of(ids)
        return [found[one] for one in ids]

    return Slices(read, rows.count)


def _chosen(actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[Case]:
    rows = Case.objects.filter(visible_to(actor))
    exact = {"family": wanted.family, "lead__code": wanted.lead, "owner__code": wanted.owner}
    exact["party__code"] = wanted.party
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    within = {"type_code__in": wanted.types, "state__in": wanted.states, "phase__in": wanted.phases}
    rows = rows.filter(**{name: list(value) for name, value in within.items() if value})
    if wanted.place:
        rows = rows.filter(place__in=list(keys_of("place", places_under(wanted.place)).values()))
    if wanted.co_owner:
        joined = CaseBody.objects.filter(organisation__code=wanted.co_owner, part=CO_OWNER)
        rows = rows.filter(id__in=joined.values("case"))
    if wanted.mine:
        rows = rows.filter(owner__in=_own_posts(actor))
    if wanted.text.strip():
        said = wanted.text.strip()
        rows = rows.filter(Q(number__icontains=said) | Q(title__icontains=said))
    for name, value in wanted.fields.items():
        rows = rows.filter(**{f"fields__{name}": value})
    return _timed(rows, wanted, now)


def _timed(rows: QuerySet[Case], wanted: Wanted, now: datetime) -> QuerySet[Case]:
    if wanted.due == "late":
        rows = rows.filter(due_at__lt=now)
    if wanted.due == "soon":
        rows = rows.filter(due_at__gte=now, warn_at__lte=now)
    if wanted.opened_from:
        rows = rows.filter(opened_at__date__gte=wanted.opened_from)
    if wanted.opened_to:
        rows = rows.filter(opened_at__date__lte=wanted.opened_to)
    return rows


# The inbox


def inbox(actor: Actor, now: datetime) -> Inbox:
    """What a person has to do and knows of, through the posts that they hold now."""
    own, bodies = _own_posts(actor), _own_organisations(actor)
    mine, led = Case.objects.filter(owner__in=own), Case.objects.filter(lead__in=bodies)
    going, led_going = mine.filter(phase__in=GOING), led.filter(phase__in=GOING)
    opened = Case.objects.filter(phase="open", owner=None)
    unclaimed, unrouted = opened.filter(lead__in=_taken_up_for(actor)), opened.filter(_routed_by(actor), lead=None)
    todo = mine.filter(phase="open") | unclaimed | unrouted
    waiting = mine.filter(phase__in=("waiting", "answered"))
    organisation = led_going.exclude(owner__in=own).exclude(id__in=unclaimed.values("id"))
    late = Case.objects.filter(Q(owner__in=own) | Q(lead__in=bodies), phase__in=GOING, due_at__lt=now)
    asked = CaseBody.objects.filter(organisation__in=bodies, answered_at=None)
    joined = Case.objects.filter(id__in=asked.values("case")).filter(phase__in=GOING)
    unread = _notes(actor).filter(read_at=None)
    counts = InboxCounts(
        todo=mine.filter(phase="open").count() + unclaimed.count() + unrouted.count(),
        # As sums and differences that indexes answer by themselves: an organisation may lead thousands of cases.
        late=led_going.filter(due_at__lt=now).count() + going.filter(due_at__lt=now).exclude(lead__in=bodies).count(),
        organisation=led_going.count() - going.filter(lead__in=bodies).count() - unclaimed.count(),
        joined=asked.filter(case__phase__in=GOING).values("case").distinct().count(),
        waiting=waiting.count(),
        notes=unread.count(),
    )
    return Inbox(
        counts=counts,
        todo=_slices(todo, "due"),
        late=_slices(late, "due"),
        organisation=_slices(organisation, "due"),
        joined=_slices(joined, "due"),
        waiting=_slices(waiting, "moved"),
        notes=tuple(_note(row) for row in unread.order_by("-at", "-id")[:MOST_NOTES]),
    )


def unread_count(user_id: int) -> int:
    return _notes(acting(user_id, timezone.localdate())).filter(read_at=None).count()


def _notes(actor: Actor) -> QuerySet[Notification]:
    """What a person was told of the cases that they still see: who left a post no longer reads of its work."""
    if actor.pk is None:
        return Notification.objects.none()
    rows, seen = Notification.objects.filter(user=actor.pk).select_related("case"), visible_to(actor)
    return rows.filter(Q(case=None) | Q(case__in=Case.objects.filter(seen))) if seen else rows


def _own_posts(actor: Actor) -> list[int]:
    return list(keys_of("owner", {post.code for post in actor.posts}).values())


def _own_organisations(actor: Actor) -> list[int]:
    codes = {post.organisation for post in actor.posts if "cases.handle" in post.permissions}
    return list(keys_of("lead", codes).values())


def _taken_up_for(actor: Actor) -> list[int]:
    """The organisations whose cases this person takes up: what nobody there has yet waits for each of them."""
    return list(keys_of("lead", {post.organisation for post in actor.posts if post.role == HANDLER}).values())


def _routed_by(actor: Actor) -> Q:
    """The places whose cases this person routes: what no organisation has yet waits for them."""
    posts = [post for post in actor.posts if "cases.dispatch" in post.permissions]
    if "cases.dispatch" in actor.permissions or any(post.everywhere for post in posts):
        return Q()
    keys = keys_of("place", frozenset[str]().union(*(post.places for post in posts)))
    return Q(place__in=sorted(keys.values()))


def notes_of(user_id: int, *, unread: bool = True, most: int = MOST_NOTES) -> tuple[NoteInfo, ...]:
    """What a person was told, the newest first."""
    rows = _notes(acting(user_id, timezone.localdate())).order_by("-at", "-id")
    return tuple(_note(row) for row in (rows.filter(read_at=None) if unread else rows)[:most])


def _note(row: Notification) -> NoteInfo:
    return NoteInfo(
        id=row.pk,
        kind=row.kind,
        text=Text(row.text_zh, row.text_en),
        at=row.at,
        read=row.read_at is not None,
        case_number=row.case.number if row.case else "",
        body=Text(row.body_zh, row.body_en),
    )
