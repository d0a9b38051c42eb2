"""Reads who looks after whom: the pairs that hold now, and an officer's firms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tidehead.city.accounts.types import SERVICE_OFFICER
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.posts.queries import all_posts, post_by_code
from tidehead.city.posts.types import PostInfo
from tidehead.city.services.models import OfficerCard, Pairing
from tidehead.city.services.types import CURRENT, PairInfo

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Card:
    phone: str = ""
    industries: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A service officer as a firm meets them: the post, who holds it now, and its work phone."""

    post: str
    label: Text
    body: Text
    names: tuple[str, ...]  # empty: the post is vacant
    phone: str


def officer_of(enterprise: str) -> Officer | None:
    """Who looks after a firm now; None where nobody does."""
    row = Pairing.objects.filter(enterprise__code=enterprise, state=CURRENT).select_related("post").first()
    if row is None:
        return None
    post = post_by_code(row.post.code)
    return _officer(post, phones([row.post.code])) if post else None


def officers(organisations: Iterable[str] | None = None) -> tuple[Officer, ...]:
    """All posts of service officers, or those of some organisations, with their phones."""
    posts = all_posts(role=SERVICE_OFFICER, organisations=organisations)
    known = phones(post.code for post in posts)
    return tuple(_officer(post, known) for post in posts)


def _officer(post: PostInfo, known: dict[str, str]) -> Officer:
    names = tuple(holder.name for holder in post.holders)
    return Officer(post.code, post.label, post.body_label, names, known.get(post.code, ""))


def phones(posts: Iterable[str]) -> dict[str, str]:
    """Work phones by the code of the post."""
    return {code: card.phone for code, card in cards(posts).items()}


def cards(posts: Iterable[str]) -> dict[str, Card]:
    """What is written on the cards of posts, by the code of the post."""
    wanted, found = sorted(set(posts)), {}
    for start in range(0, len(wanted), _BATCH):
        rows = OfficerCard.objects.filter(post__code__in=wanted[start : start + _BATCH])
        for code, phone, industries, most in rows.values_list("post__code", "phone", "industries", "most"):
            found[code] = Card(phone, tuple(industries), most)
    return found


def loads() -> Counter[str]:
    """How many firms each post looks after now."""
    return Counter(Pairing.objects.filter(state=CURRENT).values_list("post__code", flat=True))


def current_pairs() -> dict[str, str]:
    """The post that looks after each firm now, by the firm's code."""
    return dict(Pairing.objects.filter(state=CURRENT).values_list("enterprise__code", "post__code"))


def firms_of_post(post: str) -> tuple[str, ...]:
    """Codes of the firms that a post looks after now."""
    rows = Pairing.objects.filter(state=CURRENT, post__code=post)
    return tuple(rows.order_by("enterprise__ordinal", "id").values_list("enterprise__code", flat=True))


def pair_slices(*, run: int | None = None, post: str = "", posts: Iterable[str] | None = None) -> Slices[PairInfo]:
    """Pairs of a run, or those that hold now; the farthest first within a run."""
    rows = Pairing.objects.select_related("post__organisation", "enterprise__place")
    if run is None:
        rows = rows.filter(state=CURRENT).order_by("post__code", "enterprise__ordinal", "id")
    else:
        rows = rows.filter(run=run).order_by("-distance_km", "id")
    if post:
        rows = rows.filter(post__code=post)
    if posts is not None:
        rows = rows.filter(post__code__in=list(posts))
    return Slices(lambda offset, limit: _infos(rows[offset : offset + limit]), rows.count)


def _infos(rows: QuerySet[Pairing]) -> list[PairInfo]:
    found = list(rows)
    wanted = {row.post.code for row in found}
    named = {post.code: ", ".join(one.name for one in post.holders) for post in _posts(wanted)}
    return [_info(row, named.get(row.post.code, "")) for row in found]


def _posts(codes: set[str]) -> tuple[PostInfo, ...]:
    return tuple(post for post in all_posts(role=SERVICE_OFFICER) if post.code in codes) if codes else ()


def _info(row: Pairing, officer: str) -> PairInfo:
    firm, place = row.enterprise, row.enterprise.place
    return PairInfo(
        post=row.post.code,
        post_label=Text(row.post.label_zh, row.post.label_en),
        officer=officer,
        organisation=row.post.organisation.code if row.post.organisation else "",
        enterprise=firm.code,
        enterprise_label=Text(firm.label_zh, firm.label_en),
        place_label=Text(place.label_zh, place.label_en) if place else Text(""),
        distance_km=row.distance_km,
        why=Text(row.why.get("zh", ""), row.why.get("en", "")),
        start_on=row.start_on,
        state=row.state,
    )
