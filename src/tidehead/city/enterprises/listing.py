"""Saved lists: firms that somebody put together, or a search under a name; own, or shared with an organisation."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tidehead.city.accounts.types import Actor
from tidehead.city.common.asked import whole_number
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import ListedFirm, SavedList
from tidehead.city.enterprises.types import ListedInfo, ListInfo, NotThere, RegisterRefused

MOST_LISTED = 5_000
"""Firms of one list: whoever wants more wants a search, which a list can be too."""
MOST_LISTS = 200
_AT_ONCE = 400


# Reading


def lists_of(actor: Actor) -> tuple[ListInfo, ...]:
    """Those that somebody may see: their own, and those shared with their organisations; changed last first."""
    rows = _seen_by(actor.pk, actor.organisations).annotate(count=Count("firms"))
    return tuple(_info(row, row.count) for row in rows.order_by("-changed_at", "-id"))


def list_for(actor: Actor, list_id: int) -> ListInfo:
    """One list. Raises NotThere where there is none, or none for them."""
    row = _seen_by(actor.pk, actor.organisations).filter(id=list_id).annotate(count=Count("firms")).first()
    if row is None:
        raise NotThere(_NONE)
    return _info(row, row.count)


def firms_of_list(list_id: int) -> tuple[ListedInfo, ...]:
    """What is on a list, the firm put there last first."""
    rows = ListedFirm.objects.filter(of_id=list_id).order_by("-at", "-id")
    return tuple(ListedInfo(row.code, row.note, row.by, row.at) for row in rows)


def lists_with(actor: Actor, code: str) -> frozenset[int]:
    """Ids of the lists that somebody sees and that a firm is on."""
    rows = _seen_by(actor.pk, actor.organisations).filter(firms__code=code)
    return frozenset(rows.values_list("id", flat=True))


def codes_of_list(list_id: str, *, owner: int | None, organisations: frozenset[str]) -> frozenset[str]:
    """Codes on a list, for a search; none where whoever asks may not see it."""
    number = whole_number(list_id)
    if number is None or not _seen_by(owner, organisations).filter(id=number).exists():
        return frozenset()
    return frozenset(ListedFirm.objects.filter(of_id=number).values_list("code", flat=True))


def _seen_by(owner: int | None, organisations: Iterable[str]) -> QuerySet[SavedList]:
    own = Q(owner=owner) if owner is not None else Q(pk__in=[])
    return SavedList.objects.filter(own | Q(organisation__in=[code for code in organisations if code]))


def _info(row: SavedList, firms: int) -> ListInfo:
    return ListInfo(
        id=row.pk,
        name=row.name,
        note=row.note,
        owner=row.owner,
        owner_name=row.owner_name,
        organisation=row.organisation,
        search=dict(row.search),
        firms=firms,
        changed_at=row.changed_at,
    )


_NONE = Text(
    "没有这份名单，或未与您所在单位共享。", "There is no such list, or it is not shared with your organisation."
)


# Keeping lists


@transaction.atomic
def make_list(
    *,
    by: Actor,
    name: str,
    now: datetime,
    note: str = "",
    organisation: str = "",
    search: dict[str, str] | None = None,
) -> int:
    """Begin a list; with a search it is that search under a name. Raises RegisterRefused."""
    owner = _owner(by)
    named = _named(name)
    _refuse_foreign(by, organisation)
    if SavedList.objects.filter(owner=owner).count() >= MOST_LISTS:
        raise RegisterRefused(
            Text(
                f"每人最多保存 {MOST_LISTS} 份名单，请先删除不用的。", f"At most {MOST_LISTS} lists; delete some first."
            )
        )
    if SavedList.objects.filter(owner=owner, name=named).exists():
        raise RegisterRefused(Text("您已有同名的名单。", "You have a list of this name already."))
    row = SavedList.objects.create(
        name=named,
        note=note.strip()[:1000],
        owner=owner,
        owner_name=by.name,
        organisation=organisation,
        search=search or {},
        made_at=now,
        changed_at=now,
    )
    leave_trail(by.name, "list.made", f"list:{row.pk}", at=now, detail={"name": row.name})
    return row.pk


@transaction.atomic
def change_list(*, by: Actor, list_id: int, name: str, note: str, organisation: str, now: datetime) -> None:
    """Rename, annotate, share or stop sharing; only who made it does."""
    row = _held(by, list_id, own=True)
    if organisation != row.organisation:
        _refuse_foreign(by, organisation)
    named = _named(name)
    if SavedList.objects.filter(owner=row.owner, name=named).exclude(pk=row.pk).exists():
        raise RegisterRefused(Text("您已有同名的名单。", "You have a list of this name already."))
    row.name, row.note, row.organisation, row.changed_at = named, note.strip()[:1000], organisation, now
    row.save()
    detail = {"name": row.name, "organisation": organisation}
    leave_trail(by.name, "list.changed", f"list:{row.pk}", at=now, detail=detail)


@transaction.atomic
def drop_list(*, by: Actor, list_id: int, now: datetime) -> None:
    row = _held(by, list_id, own=True)
    leave_trail(
        by.name, "list.dropped", f"list:{row.pk}", at=now, detail={"name": row.name, "firms": row.firms.count()}
    )
    row.delete()


@transaction.atomic
def put_on_list(*, by: Actor, list_id: int, codes: Iterable[str], now: datetime) -> int:
    """Put firms on a list; those that are on it stay as they are. Returns how many were new."""
    row = _held(by, list_id)
    if row.search:
        raise RegisterRefused(
            Text(
                "这份名单是保存的检索条件，不能逐家添加。",
                "This list is a saved search; firms cannot be added one by one.",
            )
        )
    wanted = [code for code in dict.fromkeys(codes) if code and len(code) <= 80]
    there = set(ListedFirm.objects.filter(of=row).values_list("code", flat=True))
    new = [code for code in wanted if code not in there]
    if len(there) + len(new) > MOST_LISTED:
        raise RegisterRefused(
            Text(
                f"一份名单最多 {MOST_LISTED} 家企业。请缩小范围，或把检索条件保存为名单。",
                f"A list holds at most {MOST_LISTED} firms. Narrow it down, or save the search as a list.",
            )
        )
    rows = [ListedFirm(of=row, code=code, by=by.name, at=now) for code in new]
    ListedFirm.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    _touch(row, now)
    leave_trail(by.name, "list.filled", f"list:{row.pk}", at=now, detail={"firms": len(new), "first": new[:10]})
    return len(new)


@transaction.atomic
def take_off_list(*, by: Actor, list_id: int, codes: Iterable[str], now: datetime) -> int:
    """Take firms off a list. Returns how many were on it."""
    row = _held(by, list_id)
    wanted, gone = list(dict.fromkeys(codes)), 0
    for start in range(0, len(wanted), _AT_ONCE):
        found = ListedFirm.objects.filter(of=row, code__in=wanted[start : start + _AT_ONCE])
        gone += found.delete()[0]
    _touch(row, now)
    leave_trail(by.name, "list.cleared", f"list:{row.pk}", at=now, detail={"firms": gone, "first": wanted[:10]})
    return gone


@transaction.atomic
def note_on_list(*, by: Actor, list_id: int, code: str, note: str, now: datetime) -> None:
    """What somebody wants to remember about a firm of a list."""
    row = _held(by, list_id)
    if ListedFirm.objects.filter(of=row, code=code).update(note=note.strip()[:1000]) != 1:
        raise NotThere(Text("这家企业不在名单里。", "This firm is not on the list."))
    _touch(row, now)
    leave_trail(by.name, "list.noted", f"list:{row.pk}", at=now, detail={"code": code})


def _touch(row: SavedList, now: datetime) -> None:
    SavedList.objects.filter(pk=row.pk).update(changed_at=now)


def _held(by: Actor, list_id: int, *, own: bool = False) -> SavedList:
    """The row, held until the transaction ends. own: only for who made it."""
    _owner(by)
    row = _seen_by(by.pk, by.organisations).select_for_update().filter(id=list_id).first()
    if row is None:
        raise NotThere(_NONE)
    if own and row.owner != by.pk:
        raise PermissionDenied
    return row


def _owner(by: Actor) -> int:
    if by.pk is None or not by.may("figures.view"):
        raise PermissionDenied
    return by.pk


def _named(name: str) -> str:
    named = " ".join(name.replace("\x00", "").split())[:120]
    if not named:
        raise RegisterRefused(Text("请给名单起个名字。", "Give the list a name."))
    return named


def _refuse_foreign(by: Actor, organisation: str) -> None:
    if organisation and organisation not in by.organisations:
        raise RegisterRefused(
            Text("只能与您任职的单位共享。", "A list is shared with an organisation that you hold a post in.")
        )
