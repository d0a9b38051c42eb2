"""Reads posts, who holds them, and what a person may do through those they hold."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from tidehead.city.accounts.queries import actor_by_id, token_digest
from tidehead.city.accounts.types import POST_PERMISSIONS, Actor, HeldPost
from tidehead.city.common.region import current_region
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.places.queries import places_under
from tidehead.city.posts.models import Invitation, Post, Term
from tidehead.city.posts.types import Holder, InvitationInfo, PostInfo, TermInfo

# What a person holds


def posts_of(user_id: int, on: date) -> tuple[HeldPost, ...]:
    """The posts that a person holds on a day, those they only act for included; one query."""
    terms = _running(on).filter(user_id=user_id, post__current=True)
    rows = terms.select_related("post__organisation__place", "post__enterprise", "post__place").order_by("id")
    return tuple(_held(row.post) for row in rows)


def actor_with_posts(actor: Actor, on: date) -> Actor:
    """The same person with the posts that they hold on that day."""
    return actor if actor.pk is None else replace(actor, posts=posts_of(actor.pk, on))


def acting(user_id: int, on: date) -> Actor:
    """Who acts behind an account, with their posts; the stranger where it is closed or unknown."""
    return actor_with_posts(actor_by_id(user_id), on)


def _running(on: date) -> QuerySet[Term]:
    return Term.objects.filter(Q(end_on=None) | Q(end_on__gte=on), start_on__lte=on, void=False)


def _held(post: Post) -> HeldPost:
    place = _place_of(post)
    region = current_root()
    return HeldPost(
        code=post.code,
        label=Text(post.label_zh, post.label_en),
        role=post.role,
        organisation=post.organisation.code if post.organisation else "",
        enterprise=post.enterprise.code if post.enterprise else "",
        places=places_under(place) if place else frozenset(),
        everywhere=bool(place) and place == region,
        permissions=POST_PERMISSIONS[post.role],
    )


def _place_of(post: Post) -> str:
    """The place that a post is for: its own, else its organisation's; a firm's post is for no place but the firm."""
    if post.enterprise_id is not None:
        return ""
    place = post.place or (post.organisation.place if post.organisation else None)
    return place.code if place else ""


@remembered
def current_root() -> str:
    """Code of the place that is the whole region; empty before a pack is loaded."""
    region = current_region()
    return region.root if region else ""


# Posts and their holders


def holders_of(post_code: str, on: date) -> tuple[Holder, ...]:
    """Who holds a post on a day: the holder first, then who acts for them."""
    terms = _running(on).filter(post__code=post_code).select_related("user")
    return tuple(_holder(term) for term in terms.order_by("acting", "start_on", "id"))


def all_posts(
    *, organisations: Iterable[str] | None = None, enterprise: str = "", role: str = "", on: date | None = None
) -> tuple[PostInfo, ...]:
    """Posts with those who hold them on a day (today unless said), in two queries however many there are."""
    rows = Post.objects.filter(current=True).select_related("organisation", "enterprise", "place")
    if organisations is not None:
        rows = rows.filter(organisation__code__in=set(organisations))
    if enterprise:
        rows = rows.filter(enterprise__code=enterprise)
    if role:
        rows = rows.filter(role=role)
    return _infos(rows.order_by("organisation__ordinal", "enterprise__ordinal", "code"), on)


def post_by_code(code: str, *, on: date | None = None) -> PostInfo | None:
    rows = Post.objects.filter(code=code).select_related("organisation", "enterprise", "place")
    return next(iter(_infos(rows, on)), None)


def posts_of_organisation(code: str, role: str = "") -> tuple[PostInfo, ...]:
    return all_posts(organisations=[code], role=role)


def people_of_enterprise(code: str) -> tuple[Holder, ...]:
    """Who works at a firm's own desk today."""
    terms = _running(timezone.localdate()).filter(post__enterprise__code=code, post__current=True)
    return tuple(_holder(term) for term in terms.select_related("user").order_by("acting", "start_on", "id"))


def post_ids(codes: Iterable[str] | None = None) -> dict[str, int]:
    """Keys of the stored posts by code, for the apps above that refer to them."""
    rows = Post.objects.all() if codes is None else Post.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "id"))


def terms_of(post_code: str) -> tuple[TermInfo, ...]:
    """Everybody who held a post, the latest first; terms that were taken back the day they began are marked."""
    rows = Term.objects.filter(post__code=post_code).select_related("user").order_by("-start_on", "-id")
    return tuple(TermInfo(_holder(row), row.begun_by, row.ended_by, row.void) for row in rows)


def _infos(rows: QuerySet[Post], on: date | None) -> tuple[PostInfo, ...]:
    posts = list(rows)
    held: dict[int, list[Holder]] = defaultdict(list)
    terms = _running(on or timezone.localdate()).filter(post__in=[post.pk for post in posts]).select_related("user")
    for term in terms.order_by("acting", "start_on", "id") if posts else ():
        held[term.post_id].append(_holder(term))
    return tuple(_info(post, tuple(held[post.pk])) for post in posts)


def _info(post: Post, holders: tuple[Holder, ...]) -> PostInfo:
    body = post.organisation or post.enterprise
    return PostInfo(
        code=post.code,
        label=Text(post.label_zh, post.label_en),
        role=post.role,
        organisation=post.organisation.code if post.organisation else "",
        enterprise=post.enterprise.code if post.enterprise else "",
        body_label=Text(body.label_zh, body.label_en) if body else Text(""),
        place=post.place.code if post.place else "",
        holders=holders,
        synthetic=post.synthetic,
    )


def _holder(term: Term) -> Holder:
    name = term.user.get_full_name() or term.user.username
    return Holder(term.user_id, name, since=term.start_on, until=term.end_on, acting=term.acting)


# Invitations


def open_invitation(token: str) -> InvitationInfo | None:
    """What a link invites to; None when it is unknown, spent or too old."""
    row = Invitation.objects.filter(
        digest=token_digest(token), used_at=None, expires_at__gt=timezone.now(), post__current=True
    ).first()
    return _invitation(row) if row else None


def invitations_of(post_code: str) -> tuple[InvitationInfo, ...]:
    """Invitations to a post that nobody has taken up yet."""
    rows = Invitation.objects.filter(post__code=post_code, used_at=None, expires_at__gt=timezone.now())
    return tuple(_invitation(row) for row in rows.select_related("post").order_by("-created_at"))


def _invitation(row: Invitation) -> InvitationInfo:
    return InvitationInfo(
        id=row.pk,
        post=row.post.code,
        post_label=Text(row.post.label_zh, row.post.label_en),
        name=row.name,
        email=row.email,
        acting=row.acting,
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
