"""Round tables of firms with officials: what was said there goes into the same pool."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.slices import Slices
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.city.services import requests
from tidehead.city.services.models import HeardCase, Roundtable
from tidehead.city.services.types import MEETING, NewRequest, NotThere, RoundtableInfo, ServiceRefused
from tidehead.city.services.visits import heard_numbers


@dataclass(frozen=True, slots=True)
class NewRoundtable:
    title: str
    held_on: date
    organisation: str = ""
    place: str = ""
    words: str = ""
    key: str = ""


@transaction.atomic
def hold_roundtable(new: NewRoundtable, *, by: Actor, now: datetime) -> int:
    """Keep that a round table was held. Returns its id; the same key again returns the same id."""
    if not by.may("cases.open"):
        raise PermissionDenied
    if not new.title.strip():
        raise ServiceRefused(Text("请填写座谈会名称。", "Give the round table a name."))
    if new.key and (known := Roundtable.objects.filter(key=new.key).values_list("id", flat=True).first()):
        return int(known)
    row = Roundtable(
        title=new.title.strip()[:300],
        held_on=new.held_on,
        organisation_id=organisation_ids().get(new.organisation),
        place_id=place_ids().get(new.place),
        words=new.words.strip(),
        made_by=by.name,
        made_at=now,
        key=new.key or None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # sent twice at the same moment
        return int(Roundtable.objects.values_list("id", flat=True).get(key=new.key))
    leave_trail(by.name, "roundtable.held", f"roundtable:{row.pk}", at=now, detail={"title": row.title})
    return int(row.pk)


@transaction.atomic
def hear(new: NewRequest, *, by: Actor, roundtable_id: int, now: datetime) -> int:
    """Put what a firm said at a round table into the pool. Returns the case's id."""
    if not Roundtable.objects.filter(id=roundtable_id).exists():
        raise NotThere(Text("没有这次座谈会。", "There is no such round table."))
    case_id = requests.ask(replace(new, channel=MEETING), by=by, now=now)
    HeardCase.objects.get_or_create(case_id=case_id, defaults={"roundtable_id": roundtable_id})
    return case_id


def roundtable_slices() -> Slices[RoundtableInfo]:
    """The latest first."""
    rows = Roundtable.objects.select_related("organisation", "place").order_by("-held_on", "-id")

    def read(offset: int, limit: int) -> list[RoundtableInfo]:
        found = list(rows[offset : offset + limit])
        heard = heard_numbers("roundtable", [row.pk for row in found])
        return [_info(row, heard.get(row.pk, ())) for row in found]

    return Slices(read, rows.count)


def roundtable_by_id(roundtable_id: int) -> RoundtableInfo | None:
    row = Roundtable.objects.select_related("organisation", "place").filter(id=roundtable_id).first()
    return _info(row, heard_numbers("roundtable", [row.pk]).get(row.pk, ())) if row else None


def _info(row: Roundtable, cases: tuple[str, ...]) -> RoundtableInfo:
    body, place = row.organisation, row.place
    return RoundtableInfo(
        id=row.pk,
        title=row.title,
        held_on=row.held_on,
        organisation_label=Text(body.label_zh, body.label_en) if body else Text(""),
        place_label=Text(place.label_zh, place.label_en) if place else Text(""),
        words=row.words,
        cases=cases,
    )
