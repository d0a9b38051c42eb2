"""Visits of officers to firms, and what follows from them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import cases_of
from tidehead.city.common.slices import Slices
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.actions import enterprise_to_work_with
from tidehead.city.enterprises.queries import enterprise_by_code, enterprise_ids
from tidehead.city.posts.queries import post_ids
from tidehead.city.services import requests
from tidehead.city.services.models import HeardCase, Pairing, Visit
from tidehead.city.services.overseeing import readable
from tidehead.city.services.pairings import officer_of
from tidehead.city.services.types import (
    CURRENT,
    PURPOSES,
    VISIT,
    NewRequest,
    NotThere,
    ServiceRefused,
    VisitInfo,
)

LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What an officer writes down of a visit. `key`: the same key keeps one visit, however often it is sent."""

    enterprise: str
    day: date
    purpose: str
    findings: str
    post: str = ""  # "" the writer's own post of service officer
    with_whom: str = ""
    next_step: str = ""
    follow_up_on: date | None = None
    key: str = ""


# Writing down


@transaction.atomic
def log_visit(new: NewVisit, *, by: Actor, now: datetime, heard: tuple[NewRequest, ...] = ()) -> int:
    """Keep a visit, and put what was heard on it into the pool. Returns its id; the same key again the same id.

    Raises PermissionDenied, ServiceRefused.
    """
    post = _post_of(by, new)
    known = Visit.objects.filter(key=new.key).values_list("id", flat=True).first() if new.key else None
    if known is not None:
        return int(known)
    enterprise_to_work_with(by=by, code=new.enterprise, now=now)
    _refuse_faulty(new, timezone.localdate(now))
    visit = Visit(
        enterprise_id=enterprise_ids()[new.enterprise],
        post_id=post_ids([post])[post],
        user_id=by.pk,
        who=by.name,
        day=new.day,
        purpose=new.purpose,
        with_whom=new.with_whom.strip(),
        findings=new.findings.strip(),
        next_step=new.next_step.strip(),
        follow_up_on=new.follow_up_on,
        made_at=now,
        key=new.key or None,
    )
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:  # sent twice at the same moment
        return int(Visit.objects.values_list("id", flat=True).get(key=new.key))
    _followed_up(visit)
    for nth, one in enumerate(heard):
        key = f"visit:{visit.pk}:{nth}"
        case_id = requests.ask(replace(one, channel=VISIT, enterprise=new.enterprise, key=key), by=by, now=now)
        HeardCase.objects.create(case_id=case_id, visit=visit)
    leave_trail(by.name, "visit.logged", f"visit:{visit.pk}", at=now, detail={"enterprise": new.enterprise})
    return int(visit.pk)


def _post_of(by: Actor, new: NewVisit) -> str:
    """The writer's own post; who may write for all writes for the firm's officer."""
    mine = [post.code for post in by.posts if "services.visit" in post.permissions]
    if mine and new.post in {"", *mine}:
        return new.post or mine[0]
    if "services.visit" not in by.permissions:
        raise PermissionDenied
    officer = officer_of(new.enterprise)
    if officer is None:
        raise ServiceRefused(Text("这家企业还没有助企员。", "Nobody looks after this firm yet: pair it first."))
    return officer.post


def _refuse_faulty(new: NewVisit, today: date) -> None:
    if enterprise_by_code(new.enterprise) is None:
        raise ServiceRefused(Text(f"没有代码为“{new.enterprise}”的企业。", f"There is no firm {new.enterprise}."))
    if new.day > today:
        raise ServiceRefused(Text("走访日期在将来，请改正。", "The day of the visit lies in the future."))
    if new.purpose not in PURPOSES:
        raise ServiceRefused(Text("请选择走访目的。", "Choose what the visit was for."))
    if not new.findings.strip():
        raise ServiceRefused(Text("请写明走访情况。", "Say what was found."))
    if max(len(new.findings), len(new.next_step)) > LONGEST:
        raise ServiceRefused(Text(f"文字过长，最多 {LONGEST} 字。", f"At most {LONGEST} characters, please."))
    if new.follow_up_on is not None and new.follow_up_on < new.day:
        raise ServiceRefused(Text("回访日期早于走访日期。", "The follow-up lies before the visit."))


def _followed_up(visit: Visit) -> None:
    """A visit answers what earlier ones of the same firm left open until its day."""
    open_ones = Visit.objects.filter(enterprise=visit.enterprise_id, followed_up_at=None, follow_up_on__isnull=False)
    open_ones.filter(day__lt=visit.day).exclude(id=visit.pk).update(followed_up_at=visit.made_at)


@transaction.atomic
def follow_up(*, by: Actor, visit_id: int, now: datetime) -> None:
    """Say that what a visit left open is done, without another visit."""
    row = Visit.objects.select_related("post").filter(id=visit_id).first()
    if row is None or not (may_see(by, row)):
        raise NotThere(Text("没有这次走访。", "There is no such visit."))
    if not by.may("services.visit"):
        raise PermissionDenied
    if Visit.objects.filter(id=visit_id, followed_up_at=None).update(followed_up_at=now) != 1:
        raise ServiceRefused(Text("这次走访已经回访过了。", "This has been followed up already."))
    leave_trail(by.name, "visit.followed_up", f"visit:{visit_id}", at=now)


# Reading


def may_see(actor: Actor, row: Visit) -> bool:
    """Officers see the visits of their organisation; offices those of their places."""
    return Visit.objects.filter(_visible(actor), id=row.pk).exists()


def _visible(actor: Actor) -> Q:
    return readable(actor, post="post")


def visit_slices(
    actor: Actor, *, enterprise: str = "", post: str = "", due_by: date | None = None
) -> Slices[VisitInfo]:
    """Visits that the actor may see, the latest first; with `due_by` those whose follow-up is due by then."""
    rows = Visit.objects.filter(_visible(actor)).select_related("enterprise", "post").order_by("-day", "-id")
    if enterprise:
        rows = rows.filter(enterprise__code=enterprise)
    if post:
        rows = rows.filter(post__code=post)
    if due_by is not None:
        rows = rows.filter(followed_up_at=None, follow_up_on__lte=due_by).order_by("follow_up_on", "id")
    return Slices(lambda offset, limit: _infos(rows[offset : offset + limit]), rows.count)


def visit_by_id(visit_id: int, actor: Actor) -> VisitInfo | None:
    rows = Visit.objects.filter(_visible(actor), id=visit_id).select_related("enterprise", "post")
    return next(iter(_infos(rows)), None)


def _infos(rows: QuerySet[Visit]) -> list[VisitInfo]:
    found = list(rows)
    heard = heard_numbers("visit", [row.pk for row in found])
    return [_info(row, heard.get(row.pk, ())) for row in found]


def heard_numbers(at: str, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Numbers of the requests that were heard on visits, or at round tables, by the id of the occasion."""
    rows = list(HeardCase.objects.filter(**{f"{at}__in": list(ids)}).values_list(f"{at}_id", "case_id").order_by("id"))
    known = cases_of([case for _at, case in rows])
    found: dict[int, list[str]] = defaultdict(list)
    for occasion, case in rows:
        found[occasion].append(known[case].number)
    return {occasion: tuple(numbers) for occasion, numbers in found.items()}


def _info(row: Visit, cases: tuple[str, ...]) -> VisitInfo:
    return VisitInfo(
        id=row.pk,
        enterprise=row.enterprise.code,
        enterprise_label=Text(row.enterprise.label_zh, row.enterprise.label_en),
        post=row.post.code,
        post_label=Text(row.post.label_zh, row.post.label_en),
        who=row.who,
        day=row.day,
        purpose=row.purpose,
        with_whom=row.with_whom,
        findings=row.findings,
        next_step=row.next_step,
        follow_up_on=row.follow_up_on,
        followed_up_at=row.followed_up_at,
        cases=cases,
    )


@dataclass(frozen=True, slots=True)
class Attention:
    """How much a firm of an officer was visited."""

    enterprise: str
    label: Text
    visits: int  # since `since`
    last_on: date | None


def attention(post: str, *, since: date) -> tuple[Attention, ...]:
    """The firms of a post, those visited least and longest ago first."""
    rows = Pairing.objects.filter(state=CURRENT, post__code=post).select_related("enterprise")
    firms = {row.enterprise_id: row.enterprise for row in rows}
    counted = Visit.objects.filter(enterprise__in=list(firms)).values_list("enterprise")
    seen = {
        firm: (count, last)
        for firm, count, last in counted.annotate(count=Count("id", filter=Q(day__gte=since)), last=Max("day"))
    }
    found = [
        Attention(firm.code, Text(firm.label_zh, firm.label_en), *seen.get(key, (0, None)))
        for key, firm in firms.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.visits, one.last_on or date.min, one.enterprise)))


def visits_since(since: date, until: date) -> dict[str, int]:
    """How many visits each post made in a period."""
    rows = Visit.objects.filter(day__gte=since, day__lte=until).values_list("post__code")
    return dict(rows.annotate(count=Count("id")))
