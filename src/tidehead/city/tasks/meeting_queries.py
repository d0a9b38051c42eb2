"""Reads meetings: their lists, one of them with all that belongs to it, and what the one before decided."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tidehead.city.accounts.types import LEADER
from tidehead.city.common.types import Text
from tidehead.city.places.queries import leading_groups
from tidehead.city.posts.queries import all_posts
from tidehead.city.tasks.models import AgendaItem, Attendance, Meeting, Resolution
from tidehead.city.tasks.queries import tasks_by_id
from tidehead.city.tasks.types import (
    ENDED_STATES,
    AgendaItemInfo,
    MeetingDetail,
    MeetingHead,
    ResolutionInfo,
    SeatInfo,
    TaskInfo,
    TaskNotFound,
)


def meetings(*, most: int = 40) -> tuple[MeetingHead, ...]:
    """The last meetings, the newest first."""
    return tuple(map(_head, _counted(Meeting.objects.all())[:most]))


def _counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    kept = Q(agenda__left_out=False)
    ended = Q(agenda__resolutions__task__case__state__in=ENDED_STATES)
    return rows.annotate(
        items=Count("agenda", filter=kept, distinct=True),
        decided=Count("agenda__resolutions", filter=kept, distinct=True),
        done=Count("agenda__resolutions", filter=kept & ended, distinct=True),
    ).order_by("-held_on", "-id")


def _head(row: Meeting) -> MeetingHead:
    labels = {group.code: group.label for group in leading_groups()}
    return MeetingHead(
        id=row.pk,
        group=row.group,
        group_label=labels.get(row.group, Text(row.group)),
        period=row.period,
        title=row.title,
        held_on=row.held_on,
        venue=row.venue,
        state=row.state,
        items=row.items,
        resolutions=row.decided,
        open_resolutions=row.decided - row.done,
    )


def meeting_of_item(item_id: int) -> int:
    """Id of the meeting that an item is on the agenda of. Raises TaskNotFound."""
    return _found(AgendaItem.objects.filter(id=item_id).values_list("meeting_id", flat=True).first())


def meeting_of_seat(seat_id: int) -> int:
    """Id of the meeting that a seat belongs to. Raises TaskNotFound."""
    return _found(Attendance.objects.filter(id=seat_id).values_list("meeting_id", flat=True).first())


def meeting_of_resolution(resolution_id: int) -> int:
    """Id of the meeting that a resolution belongs to. Raises TaskNotFound."""
    return _found(Resolution.objects.filter(id=resolution_id).values_list("item__meeting_id", flat=True).first())


def _found(key: int | None) -> int:
    if key is None:
        raise TaskNotFound(Text("没有这次会议。", "There is no such meeting."))
    return int(key)


def meeting_detail(meeting_id: int, *, now: datetime) -> MeetingDetail:
    """One meeting with seats, agenda, minutes, resolutions, and what the meeting before decided.

    Raises TaskNotFound.
    """
    row = _counted(Meeting.objects.filter(id=meeting_id)).first()
    if row is None:
        raise TaskNotFound(Text("没有这次会议。", "There is no such meeting."))
    items = list(row.agenda.select_related("task__case").order_by("left_out", "ordinal", "id"))
    own = _resolutions(Q(item__meeting=row))
    earlier = _resolutions(Q(item__meeting=_before(row), item__left_out=False))
    keys = {each.task_id for each in (*items, *own, *earlier) if each.task_id}
    known = tasks_by_id(keys, now=now)
    return MeetingDetail(
        head=_head(row),
        version=row.version,
        opening=row.opening,
        adopted_by=row.adopted_by,
        adopted_at=row.adopted_at,
        seats=_seats(row),
        agenda=tuple(_item(each, own, known) for each in items),
        follow_up=tuple(_resolution(each, known) for each in earlier),
    )


def _before(row: Meeting) -> Meeting | None:
    """The meeting of the same group before this one."""
    rows = Meeting.objects.filter(group=row.group, held_on__lt=row.held_on)
    return rows.order_by("-held_on", "-id").first()


def _resolutions(wanted: Q) -> list[Resolution]:
    rows = Resolution.objects.filter(wanted).select_related("lead", "owner", "item", "task__case")
    return list(rows.order_by("item__ordinal", "nth"))


def _seats(row: Meeting) -> tuple[SeatInfo, ...]:
    rows = list(row.attendance.select_related("organisation").order_by("ordinal", "id"))
    now_holding = {} if row.state != "prepared" else _holders((each.organisation.code for each in rows), row)
    return tuple(
        SeatInfo(
            id=each.pk,
            role=each.role,
            organisation=each.organisation.code,
            organisation_label=Text(each.organisation.label_zh, each.organisation.label_en),
            post=Text(each.post_zh, each.post_en),
            holder=each.holder or now_holding.get(each.organisation.code, ""),
            present=each.present,
            deputy=each.deputy,
        )
        for each in rows
    )


def _holders(organisations: Iterable[str], row: Meeting) -> dict[str, str]:
    """Who will hold each seat on the day: a successor is there without anybody changing the list."""
    posts = all_posts(organisations=set(organisations), role=LEADER, on=row.held_on)
    return {post.organisation: post.holders[0].name for post in reversed(posts) if post.holders}


def _item(row: AgendaItem, own: Iterable[Resolution], known: dict[int, TaskInfo]) -> AgendaItemInfo:
    task = known.get(row.task_id) if row.task_id else None
    return AgendaItemInfo(
        id=row.pk,
        title=row.title,
        task=task.number if task else "",
        origin=row.origin,
        reason=Text(row.reason_zh, row.reason_en),
        ordinal=row.ordinal,
        left_out=row.left_out,
        minutes=row.minutes,
        status=task.standing.status if task else "",
        resolutions=tuple(_resolution(each, known) for each in own if each.item_id == row.pk),
    )


def _resolution(row: Resolution, known: dict[int, TaskInfo]) -> ResolutionInfo:
    task = known.get(row.task_id) if row.task_id else None
    return ResolutionInfo(
        id=row.pk,
        nth=row.nth,
        words=row.words,
        lead=row.lead.code,
        lead_label=Text(row.lead.label_zh, row.lead.label_en),
        owner=row.owner.code if row.owner else "",
        owner_label=Text(row.owner.label_zh, row.owner.label_en) if row.owner else Text(""),
        due_on=row.due_on,
        task=task.number if task else "",
        state_label=task.case.state_label if task else Text("待审定", "to be adopted"),
        status=task.standing.status if task else "",
    )
