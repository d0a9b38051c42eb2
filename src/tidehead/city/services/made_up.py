"""Visits and pairs that the seeded generator made up. They go again with the posts and firms they are of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.enterprises.queries import enterprise_ids
from tidehead.city.posts.queries import post_ids
from tidehead.city.services.models import Pairing, Visit
from tidehead.city.services.types import CURRENT

ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class MadeUpVisit:
    """An officer at a firm, by codes."""

    post: str
    enterprise: str
    who: str
    day: date
    purpose: str
    findings: str


def keep_pairs(pairs: Iterable[tuple[str, str]], *, since: date) -> int:
    """Store made-up pairs (post, enterprise) that hold now. Returns how many there are."""
    posts, firms = post_ids(), enterprise_ids()
    rows = [
        Pairing(
            post_id=posts[post],
            enterprise_id=firms[firm],
            state=CURRENT,
            start_on=since,
            why={"zh": "虚构配对", "en": "Made up"},
        )
        for post, firm in pairs
    ]
    Pairing.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return len(rows)


def keep_visits(visits: Iterable[MadeUpVisit], *, now: datetime) -> int:
    """Store made-up visits. Returns how many there are."""
    posts, firms = post_ids(), enterprise_ids()
    rows = [
        Visit(
            post_id=posts[one.post],
            enterprise_id=firms[one.enterprise],
            who=one.who,
            day=one.day,
            purpose=one.purpose,
            findings=one.findings,
            made_at=now,
        )
        for one in visits
    ]
    Visit.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return len(rows)
