"""Firms that the seeded generator made up: many at once, and taken away again."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidehead.city.common.removing import StillUsed, remove_rows
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.places.queries import place_ids

PREFIX = "synthetic-"
ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class MadeUpFirm:
    """A firm to be made up; `code` is put behind the prefix by which such firms are known."""

    code: str
    label: Text
    place: str
    industry: str
    size: str
    jobs: int
    point: tuple[float, float] | None


def keep_firms(firms: Iterable[MadeUpFirm]) -> int:
    """Store made-up firms; those that are there already stay. Returns how many were handed in."""
    places = place_ids()
    rows = [
        Enterprise(
            code=PREFIX + firm.code,
            label_zh=firm.label.zh,
            label_en=firm.label.en,
            place_id=places.get(firm.place),
            industry=firm.industry,
            size=firm.size,
            jobs=firm.jobs,
            longitude=firm.point[0] if firm.point else None,
            latitude=firm.point[1] if firm.point else None,
            synthetic=True,
            current=True,
            ordinal=nth,
        )
        for nth, firm in enumerate(firms, 1_000_000)
    ]
    Enterprise.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return len(rows)


def remove_firms() -> tuple[int, int]:
    """Delete made-up firms with all that refers to them, but for those whose cases are real: (deleted, kept)."""
    keys = list(Enterprise.objects.filter(code__startswith=PREFIX, synthetic=True).values_list("id", flat=True))
    try:
        remove_rows(Enterprise, keys, never=_REAL)
    except StillUsed:
        return _one_by_one(keys)
    return len(keys), 0


_REAL = ("cases.Case", "posts.Post")


def _one_by_one(keys: list[int]) -> tuple[int, int]:
    gone = 0
    for key in keys:
        try:
            gone += bool(remove_rows(Enterprise, [key], never=_REAL))
        except StillUsed:
            continue
    return gone, len(keys) - gone
