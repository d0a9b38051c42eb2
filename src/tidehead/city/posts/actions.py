"""Making posts, giving them to people, ending terms, and inviting people by a link."""

import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.queries import actor_by_id, token_digest
from tidehead.city.accounts.types import ENTERPRISE, MEMBER, POST_ROLES, Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.actions import enterprise_to_work_with
from tidehead.city.enterprises.queries import enterprise_ids, known_or_registered
from tidehead.city.places.queries import organisation_ids, organisations_by_code, place_ids
from tidehead.city.posts.models import Invitation, Post, Term
from tidehead.city.posts.rights import may_administer
from tidehead.city.posts.types import NewPost, PostRefused

INVITATION_LIFE = timedelta(days=7)


@transaction.atomic
def make_post(*, by: Actor, new: NewPost, now: datetime) -> int:
    """A new, vacant post of an organisation or of a firm. Returns its id."""
    if bool(new.organisation) == bool(new.enterprise):
        raise PostRefused(
            Text("岗位须属于一个机构或一家企业。", "A post belongs to an organisation or to an enterprise.")
        )
    if new.role not in POST_ROLES or (new.role == ENTERPRISE) != bool(new.enterprise):
        raise PostRefused(Text(f"岗位角色不适用：{new.role}。", f"The role does not fit such a post: {new.role}."))
    if not may_administer(by, role=new.role, organisation=new.organisation, place=_place_of(new)):
        raise PermissionDenied
    if not new.code or not new.label.zh or Post.objects.filter(code=new.code).exists():
        raise PostRefused(
            Text("岗位须有名称和未被使用的代码。", "A post needs a name, and a code that no other post has.")
        )
    if new.enterprise:
        enterprise_to_work_with(by=by, code=new.enterprise, now=now)
    post = Post.objects.create(**_columns(new), created_by=by.name)
    leave_trail(by.name, "post.made", f"post:{post.code}", at=now, detail={"role": post.role})
    return post.pk


def _place_of(new: NewPost) -> str:
    """The place that decides who may make the post."""
    if new.enterprise:
        firm = known_or_registered(new.enterprise)
        return firm.place if firm else ""
    body = organisations_by_code([new.organisation]).get(new.organisation)
    return new.place or (body.place if body else "")


def _columns(new: NewPost) -> dict[str, object]:
    """The columns of a post; unknown bodies and places are refused."""
    organisation = organisation_ids().get(new.organisation) if new.organisation else None
    enterprise = enterprise_ids().get(new.enterprise) if new.enterprise else None
    place = place_ids().get(new.place) if new.place else None
    for code, key in ((new.organisation, organisation), (new.enterprise, enterprise), (new.place, place)):
        if code and key is None:
            raise PostRefused(Text(f"没有代码为 {code} 的机构、企业或区域。", f"Nothing has the code {code}."))
    return {
        "code": new.code,
        "label_zh": new.label.zh,
        "label_en": new.label.en,
        "role": new.role,
        "organisation_id": organisation,
        "enterprise_id": enterprise,
        "place_id": place,
        "synthetic": new.synthetic,
    }


@transaction.atomic
def give_post(*, by: Actor, post: str, user_id: int, start_on: date, now: datetime, acting: bool = False) -> None:
    """Give a post to a person from a day on; the holder before them holds it until the day before.

    What the post holds stays with it. Who acts for the holder (`acting`) stands beside them and ends nobody's term.
    """
    row = _locked(by, post)
    person = actor_by_id(user_id)
    if person.pk is None:
        raise PostRefused(Text("没有这个账号，或账号已停用。", "There is no such account, or it is closed."))
    _hand_over(row, user_id=user_id, start_on=start_on, acting=acting, by=by.name)
    trace = {"to": person.name, "account": user_id, "from": start_on.isoformat(), "acting": acting}
    leave_trail(by.name, "post.given", f"post:{post}", at=now, detail=trace)


def _locked(by: Actor, code: str) -> Post:
    """The post, held until the transaction ends, if the actor may administer it."""
    row = Post.objects.select_for_update(of=("self",)).filter(code=code, current=True).first()
    if row is None:
        raise PostRefused(Text(f"没有代码为 {code} 的岗位。", f"There is no post with the code {code}."))
    body = row.enterprise or row.organisation
    place = (row.place or (body.place if body else None)) if row.enterprise is None else row.enterprise.place
    organisation = row.organisation.code if row.organisation else ""
    if not may_administer(by, role=row.role, organisation=organisation, place=place.code if place else ""):
        raise PermissionDenied
    return row


def _hand_over(post: Post, *, user_id: int, start_on: date, acting: bool, by: str) -> None:
    not_over = Term.objects.filter(Q(end_on=None) | Q(end_on__gte=start_on), post=post, void=False)
    if not_over.filter(user_id=user_id, acting=acting).exists():
        raise PostRefused(Text("此人已在该岗位上。", "This person holds the post already."))
    if not acting:
        for term in not_over.filter(acting=False):
            _end(term, last_day=start_on - timedelta(days=1), by=by)
        Invitation.objects.filter(post=post, acting=False, used_at=None).delete()
    Term.objects.create(post=post, user_id=user_id, start_on=start_on, acting=acting, begun_by=by)


def _end(term: Term, *, last_day: date, by: str) -> None:
    """End a term; one that would have no day left is kept as taken back."""
    if term.start_on > last_day:
        if term.start_on < timezone.localdate():
            raise PostRefused(
                Text(
                    f"现任自 {term.start_on} 起任职，继任日期须晚于该日。",
                    f"The present holder began on {term.start_on}; a successor begins later.",
                )
            )
        term.void, last_day = True, term.start_on
    term.end_on, term.ended_by = last_day, by
    term.save(update_fields=["end_on", "ended_by", "void"])


@transaction.atomic
def end_term(*, by: Actor, post: str, user_id: int, now: datetime) -> None:
    """Take a post from a person at once: yesterday was their last day. The post is vacant, and keeps what it holds."""
    row = _locked(by, post)
    today = timezone.localdate(now)
    terms = Term.objects.filter(Q(end_on=None) | Q(end_on__gte=today), post=row, user_id=user_id, void=False)
    ended = list(terms)
    if not ended:
        raise PostRefused(Text("此人不在该岗位上。", "This person does not hold the post."))
    for term in ended:
        _end(term, last_day=today - timedelta(days=1), by=by.name)
    trace = {"of": actor_by_id(user_id).name, "account": user_id}
    leave_trail(by.name, "post.taken", f"post:{post}", at=now, detail=trace)


# Invitations


@transaction.atomic
def invite(*, by: Actor, post: str, name: str, now: datetime, email: str = "", acting: bool = False) -> str:
    """A link by which one person takes the post, once, within a week. Returns its token, which is shown this once."""
    row = _locked(by, post)
    if not name.strip():
        raise PostRefused(Text("请填写受邀人姓名。", "Say who is invited."))
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        digest=token_digest(token),
        post=row,
        name=name.strip()[:150],
        email=email.strip(),
        acting=acting,
        invited_by=by.name,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    leave_trail(by.name, "post.invited", f"post:{post}", at=now, detail={"name": name.strip(), "acting": acting})
    return token


@transaction.atomic
def withdraw_invitation(*, by: Actor, post: str, invitation_id: int, now: datetime) -> None:
    row = _locked(by, post)
    if not Invitation.objects.filter(id=invitation_id, post=row, used_at=None).delete()[0]:
        raise PostRefused(Text("邀请已使用或已失效。", "The invitation is used or gone."))
    leave_trail(by.name, "post.invitation_withdrawn", f"post:{post}", at=now)


@transaction.atomic
def accept_invitation(token: str, *, username: str, password: str, display_name: str, now: datetime) -> int:
    """Make an account for the invited person and give them the post. Returns the account's id."""
    invitation = _spent(token, now)
    user_id = create_user(
        username=username, role=MEMBER, now=now, password=password, display_name=display_name or invitation.name
    )
    _take_up(invitation, user_id, now)
    return user_id


@transaction.atomic
def accept_with_account(token: str, *, user_id: int, now: datetime) -> None:
    """Give the post to somebody who has an account already."""
    _take_up(_spent(token, now), user_id, now)


def _spent(token: str, now: datetime) -> Invitation:
    """The invitation, which nobody else can take up from now on."""
    fresh = Invitation.objects.filter(
        digest=token_digest(token), used_at=None, expires_at__gt=now, post__current=True
    ).first()
    if fresh is None or Invitation.objects.filter(pk=fresh.pk, used_at=None).update(used_at=now) != 1:
        raise PostRefused(
            Text("邀请链接已使用或已过期，请联系邀请人。", "The invitation is used or too old. Ask for a new one.")
        )
    return fresh


def _take_up(invitation: Invitation, user_id: int, now: datetime) -> None:
    post = Post.objects.select_for_update().get(pk=invitation.post_id)
    Invitation.objects.filter(pk=invitation.pk).update(used_by=user_id)
    _hand_over(
        post,
        user_id=user_id,
        start_on=timezone.localdate(now),
        acting=invitation.acting,
        by=invitation.invited_by,
    )
    person = actor_by_id(user_id).name
    trace = {"account": user_id, "invited_by": invitation.invited_by, "acting": invitation.acting}
    leave_trail(person, "post.taken_up", f"post:{post.code}", at=now, detail=trace)
