"""Doubtful pairs: firms of the register that may be one, found by the worker, told field by field."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from tidehead.city.accounts.types import Actor
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises.identity import keep_decision
from tidehead.city.enterprises.models import DoubtfulPair, EntityDecision
from tidehead.city.enterprises.types import (
    DIFFERENT,
    SAME,
    FieldScore,
    NotThere,
    Overtaken,
    PairInfo,
    RegisterRefused,
)

MOST_AT_ONCE = 500


def pair_slices(*, county: str = "", text: str = "", least: float = 0.0) -> Slices[PairInfo]:
    """Pairs that wait for a decision, the surest first."""
    rows = _open(county, text, least)
    return Slices(lambda offset, limit: [_info(row) for row in rows[offset : offset + limit]], rows.count)


def pair_by_id(pair_id: int) -> PairInfo:
    """Raises NotThere."""
    row = DoubtfulPair.objects.filter(id=pair_id).first()
    if row is None:
        raise NotThere(
            Text("没有这对企业，可能已有新的登记簿。", "There is no such pair; the register may be a new one.")
        )
    return _info(row)


def next_pair(after: PairInfo | None = None) -> PairInfo | None:
    """The surest pair that waits; after one that was decided, the one behind it."""
    rows = _open("", "", 0.0)
    if after is not None:
        rows = rows.filter(Q(score__lt=after.score) | Q(score=after.score, id__gt=after.id))
    row = rows.first()
    return _info(row) if row else None


def counties_of_pairs() -> tuple[str, ...]:
    rows = DoubtfulPair.objects.exclude(county="").order_by("county").values_list("county", flat=True)
    return tuple(rows.distinct())


def _open(county: str, text: str, least: float) -> QuerySet[DoubtfulPair]:
    decided = EntityDecision.objects.filter(undone_at=None).filter(
        Q(a=OuterRef("a"), b=OuterRef("b")) | Q(a=OuterRef("b"), b=OuterRef("a"))
    )
    rows = DoubtfulPair.objects.filter(~Exists(decided), score__gte=least).order_by("-score", "id")
    if county:
        rows = rows.filter(county=county)
    return rows.filter(Q(name_a__icontains=text) | Q(name_b__icontains=text)) if text else rows


def _info(row: DoubtfulPair) -> PairInfo:
    return PairInfo(
        id=row.pk,
        a=row.a,
        b=row.b,
        name_a=row.name_a,
        name_b=row.name_b,
        county=row.county,
        score=row.score,
        fields=tuple(_fields(row)),
    )


def _fields(row: DoubtfulPair) -> Iterator[FieldScore]:
    for each in row.fields:
        yield FieldScore(
            field=Text(each["field"]["zh"], each["field"]["en"]),
            a=each["a"],
            b=each["b"],
            outcome=Text(each["outcome"]["zh"], each["outcome"]["en"]),
            bits=each["bits"],
        )


def decide_many(*, by: Actor, pair_ids: list[int], verdict: str, now: datetime) -> tuple[int, int]:
    """Say the same of several pairs, one by one: (decided, left because somebody was faster)."""
    if not by.may("register.decide"):
        raise PermissionDenied
    if verdict not in {SAME, DIFFERENT}:
        raise RegisterRefused(Text("成批处理只能选“同一家”或“不同的两家”。", "Several at once are one firm, or two."))
    if len(pair_ids) > MOST_AT_ONCE:
        raise RegisterRefused(Text(f"一次最多处理 {MOST_AT_ONCE} 对。", f"At most {MOST_AT_ONCE} pairs at once."))
    done = 0
    for row in DoubtfulPair.objects.filter(id__in=pair_ids):
        a, b = in_order(row.a, row.b)
        try:
            keep_decision(a=a, b=b, verdict=verdict, by=by.name, now=now, score=row.score)
        except Overtaken:
            continue
        done += 1
    return done, len(pair_ids) - done


def in_order(a: str, b: str) -> tuple[str, str]:
    """Which code gives way, and which stays: a unified social credit code stays before one that somebody made up.

    >>> in_order("91110000MA00000000", "row-1"), in_order("own-1", "own-2")
    (('row-1', '91110000MA00000000'), ('own-2', 'own-1'))
    """
    first, second = sorted((a, b), key=lambda code: (not _is_unified(code), code))
    return second, first


def _is_unified(code: str) -> bool:
    return len(code) == 18 and code.isalnum()
