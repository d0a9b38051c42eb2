"""Titles that firms were given: who said so, from when to when; those of the pack, and those entered here."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.identity import all_codes_of
from tidehead.city.enterprises.models import Honour
from tidehead.city.enterprises.types import HonourInfo, NotThere, RegisterRefused

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHonour:
    """A title as a source, or a person here, gives it. enterprise: "" where only the name is known."""

    enterprise: str
    title: str
    label: Text
    firm_name: str = ""
    granted_on: date | None = None
    valid_to: date | None = None
    batch: str = ""
    source: str = ""
    locator: str = ""


# Reading


def honours_of(code: str) -> tuple[HonourInfo, ...]:
    """Titles of a firm under any of its codes, the latest first; those without a day last."""
    rows = Honour.objects.filter(enterprise__in=all_codes_of(code), withdrawn_at=None)
    found = sorted(rows, key=lambda row: (row.granted_on or date.min, row.pk), reverse=True)
    return tuple(_info(row) for row in found)


def honours_of_all(codes: Iterable[str]) -> dict[str, tuple[HonourInfo, ...]]:
    """Titles by the code they are kept under, for the firms of a page."""
    found: dict[str, list[HonourInfo]] = defaultdict(list)
    for row in Honour.objects.filter(enterprise__in=list(codes), withdrawn_at=None).order_by("granted_on", "id"):
        found[row.enterprise].append(_info(row))
    return {code: tuple(rows) for code, rows in found.items()}


def titles(*, on: date | None = None) -> tuple[tuple[str, Text, int], ...]:
    """Every title that somebody has, what it is called, and how many firms have it; on a day: those in force then."""
    rows = Honour.objects.filter(withdrawn_at=None).exclude(enterprise="")
    if on is not None:
        rows = rows.filter(_in_force(on))
    counted = rows.values_list("title", "label_zh", "label_en").annotate(firms=Count("enterprise", distinct=True))
    found: dict[str, tuple[Text, int]] = {}
    for title, zh, en, firms in counted.order_by("title", "label_zh"):
        known = found.get(title)
        found[title] = (known[0] if known else Text(zh, en), firms + (known[1] if known else 0))
    return tuple((title, label, firms) for title, (label, firms) in found.items())


def codes_with_title(title: str, *, on: date | None = None) -> frozenset[str]:
    """Codes of the firms that have a title; on a day: in force then."""
    rows = Honour.objects.filter(title=title, withdrawn_at=None).exclude(enterprise="")
    rows = rows.filter(_in_force(on)) if on else rows
    return frozenset(rows.values_list("enterprise", flat=True))


def honour_rows() -> tuple[HonourInfo, ...]:
    """All titles that count, for those who compute with them."""
    return tuple(_info(row) for row in Honour.objects.filter(withdrawn_at=None).order_by("id"))


def _in_force(day: date) -> Q:
    begun = Q(granted_on=None) | Q(granted_on__lte=day)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=day))


def _info(row: Honour) -> HonourInfo:
    return HonourInfo(
        id=row.pk,
        enterprise=row.enterprise,
        firm_name=row.firm_name,
        title=row.title,
        label=Text(row.label_zh, row.label_en),
        granted_on=row.granted_on,
        valid_to=row.valid_to,
        batch=row.batch,
        source=row.source,
        locator=row.locator,
        by=row.by,
    )


# Writing


def store_honours(found: Iterable[NewHonour]) -> int:
    """Keep what a pack says of titles; what it no longer says goes, what was entered here stays. Returns how many."""
    rows = {}
    for each in found:
        row = _row(each)
        rows[row.key] = row
    stored = Honour.objects.filter(by="").values_list("id", "key")
    gone = [pk for pk, key in stored if key not in rows]
    for start in range(0, len(gone), _AT_ONCE):
        Honour.objects.filter(id__in=gone[start : start + _AT_ONCE]).delete()
    Honour.objects.bulk_create(rows.values(), batch_size=200, ignore_conflicts=True)
    return len(rows)


_AT_ONCE = 400


@transaction.atomic
def enter_honour(*, by: Actor, honour: NewHonour, now: datetime) -> int:
    """Note a title of a firm. Raises RegisterRefused where it is there already, or says nothing."""
    if not by.may("register.decide"):
        raise PermissionDenied
    if not honour.enterprise or not honour.title.strip():
        raise RegisterRefused(Text("请写明企业和荣誉名称。", "Say which firm, and which title."))
    if honour.valid_to and honour.granted_on and honour.valid_to < honour.granted_on:
        raise RegisterRefused(Text("有效期早于授予日期，请改正。", "It ends before it was granted; correct the dates."))
    row = _row(honour)
    row.by, row.at = by.name, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RegisterRefused(Text("这项荣誉已经登记过。", "This title is there already.")) from None
    trace = {"title": honour.title, "label": honour.label.zh}
    leave_trail(by.name, "honour.entered", f"enterprise:{honour.enterprise}", at=now, detail=trace)
    return row.pk


@transaction.atomic
def withdraw_honour(*, by: Actor, honour_id: int, now: datetime) -> str:
    """Take back a title that was entered here; those of the pack are mended there. Returns the firm's code."""
    if not by.may("register.decide"):
        raise PermissionDenied
    row = Honour.objects.filter(id=honour_id, withdrawn_at=None).exclude(by="").first()
    if row is None:
        raise NotThere(
            Text("没有这项手工登记的荣誉；数据包里的荣誉请在数据包中更正。", "No title entered here has this number.")
        )
    Honour.objects.filter(id=row.pk).update(withdrawn_by=by.name, withdrawn_at=now, key=_digest(row.key, row.pk))
    leave_trail(by.name, "honour.withdrawn", f"enterprise:{row.enterprise}", at=now, detail={"title": row.title})
    return row.enterprise


def _row(each: NewHonour) -> Honour:
    said = (each.enterprise, each.firm_name, each.title, each.granted_on, each.batch, each.source, each.locator)
    return Honour(
        key=_digest(*said),
        enterprise=each.enterprise,
        firm_name=each.firm_name[:200],
        title=each.title.strip()[:LONGEST_TITLE],
        label_zh=each.label.zh[:200],
        label_en=each.label.en[:200],
        granted_on=each.granted_on,
        valid_to=each.valid_to,
        batch=each.batch[:80],
        source=each.source,
        locator=each.locator,
    )


def _digest(*said: object) -> str:
    return hashlib.sha256("\x1f".join(str(one) for one in said).encode()).hexdigest()
