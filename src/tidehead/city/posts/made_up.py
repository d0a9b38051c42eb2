"""Posts that the seeded generator made up, with the terms of those who hold them, and taken away again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidehead.city.common.removing import StillUsed, remove_rows
from tidehead.city.enterprises.queries import enterprise_ids
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.city.posts.models import Post, Term
from tidehead.city.posts.types import NewPost

PREFIX = "synthetic-"
MADE_BY = "synthetic"
ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class MadeUpTerm:
    """Who holds the post from when to when; `until` None: still."""

    user_id: int
    since: date
    until: date | None = None


def keep_posts(posts: Iterable[tuple[NewPost, tuple[MadeUpTerm, ...]]]) -> int:
    """Store made-up posts with their terms. Returns how many posts there are."""
    wanted = list(posts)
    bodies, firms, places = organisation_ids(), enterprise_ids(), place_ids()
    rows = [
        Post(
            code=new.code,
            label_zh=new.label.zh,
            label_en=new.label.en,
            role=new.role,
            organisation_id=bodies[new.organisation] if new.organisation else None,
            enterprise_id=firms[new.enterprise] if new.enterprise else None,
            place_id=places[new.place] if new.place else None,
            synthetic=True,
            created_by=MADE_BY,
        )
        for new, _terms in wanted
    ]
    Post.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    Term.objects.bulk_create(
        (
            Term(
                post=row,
                user_id=term.user_id,
                start_on=term.since,
                end_on=term.until,
                begun_by=MADE_BY,
                ended_by=MADE_BY if term.until else "",
            )
            for row, (_new, terms) in zip(rows, wanted, strict=True)
            for term in terms
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return len(rows)


def remove_posts() -> tuple[int, int]:
    """Delete made-up posts and their terms, but for those that own real cases: (deleted, kept)."""
    keys = list(Post.objects.filter(created_by=MADE_BY, synthetic=True).values_list("id", flat=True))
    gone = 0
    for key in keys:
        try:
            gone += bool(remove_rows(Post, [key], never=("cases.Case",)))
        except StillUsed:
            continue
    return gone, len(keys) - gone
