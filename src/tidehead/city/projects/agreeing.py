"""Writing agreements: drawn up, put in force, replaced, ended, and settled year by year."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tidehead.calc.sharing import SharingRefused, exact_shares
from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import place_ids
from tidehead.city.projects.agreements import agreement_by_id, in_force_on, known_years, settled_years
from tidehead.city.projects.models import Agreement, AgreementCase, AgreementParty, Credit, Settlement
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import may_share
from tidehead.city.projects.types import (
    AGREEMENT_KINDS,
    DRAFT,
    ENDED,
    HOST,
    IN_FORCE,
    MUTUAL_COUNTING,
    ORIGIN,
    PARTNER,
    AgreementInfo,
    Bounds,
    ProjectRefused,
)

LARGEST_FEN = 10**18
"""What the database's whole numbers hold, with room to add."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says. `shares`: place and share, exact text such as "0.4", "40%" or "2/5"; the first hosts."""

    title: str
    kind: str
    base: str
    shares: tuple[tuple[str, str], ...]
    start_on: date | None
    end_on: date | None
    clause: str = ""
    bounds: Bounds = Bounds()


@transaction.atomic
def draw_up(*, by: Actor, terms: Terms, now: datetime, replaces: int | None = None) -> int:
    """A draft of an agreement, or one that is to take the place of another. Returns its id.

    Raises PermissionDenied, ProjectRefused.
    """
    _must_share(by)
    places = place_ids()
    _check(terms, places)
    row = Agreement.objects.create(
        title_zh=terms.title.strip(),
        kind=terms.kind,
        base=terms.base,
        state=DRAFT,
        start_on=terms.start_on,
        end_on=terms.end_on,
        base_fen=terms.bounds.base,
        floor_fen=terms.bounds.floor,
        cap_fen=terms.bounds.cap,
        total_cap_fen=terms.bounds.total_cap,
        clause=terms.clause.strip(),
        replaces_id=replaces,
        made_by=by.name,
        made_at=now,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=row, place_id=places[place], share=share, ordinal=nth)
        for nth, (place, share) in enumerate(terms.shares)
    )
    leave_trail(by.name, "agreement.drawn_up", f"agreement:{row.pk}", at=now, detail={"title": row.title_zh})
    return row.pk


def _must_share(by: Actor) -> None:
    if not may_share(by):
        raise PermissionDenied


def _check(terms: Terms, places: dict[str, int]) -> None:
    if not terms.title.strip():
        raise ProjectRefused(Text("请填写协议名称。", "Give the agreement a name."))
    if terms.kind not in AGREEMENT_KINDS:
        raise ProjectRefused(Text("请选择协议种类。", "Choose the kind of agreement."))
    if terms.start_on and terms.end_on and terms.end_on < terms.start_on:
        raise ProjectRefused(Text("结束日期早于开始日期。", "The last day lies before the first."))
    codes = [place for place, _ in terms.shares]
    if len(codes) < 2 or len(set(codes)) < len(codes) or not set(codes) <= set(places):
        raise ProjectRefused(Text("请选择至少两个不同的地区。", "Choose at least two different places from the list."))
    if terms.kind != MUTUAL_COUNTING:
        _check_shares(dict(terms.shares))
    _check_bounds(terms.bounds)


def _check_bounds(bounds: Bounds) -> None:
    known = [one for one in (bounds.base, bounds.floor, bounds.cap, bounds.total_cap) if one is not None]
    if any(not 0 <= one <= LARGEST_FEN for one in known):
        raise ProjectRefused(
            Text("基数、保底与封顶须不小于零且不过大。", "Base, floor and caps are not below zero nor beyond measure.")
        )
    if bounds.floor is not None and bounds.cap is not None and bounds.floor > bounds.cap:
        raise ProjectRefused(Text("保底高于封顶。", "The floor is above the cap."))


def _check_shares(shares: dict[str, str]) -> None:
    try:
        exact_shares(shares)
    except SharingRefused as refused:
        raise ProjectRefused(Text(refused.message.zh, refused.message.en)) from refused


@transaction.atomic
def put_in_force(*, by: Actor, agreement_id: int, now: datetime, today: date) -> None:
    """A draft holds from its first day on; the one that it replaces ends, and with it its credits.

    Raises PermissionDenied, ProjectRefused.
    """
    _must_share(by)
    found = agreement_by_id(agreement_id)
    if found.start_on is None or len(found.parties) < 2:
        raise ProjectRefused(
            Text("请先填写各方和开始日期。", "Give the parties and the first day before it is put in force.")
        )
    if found.kind != MUTUAL_COUNTING:
        _check_shares({one.place: one.share for one in found.parties})
    if Agreement.objects.filter(id=agreement_id, state=DRAFT).update(state=IN_FORCE) != 1:
        raise _not_as_seen()
    if found.replaces is not None:
        Agreement.objects.filter(id=found.replaces).exclude(state=ENDED).update(state=ENDED, ended_on=today)
        _end_credits(found.replaces, now)
    leave_trail(by.name, "agreement.in_force", f"agreement:{agreement_id}", at=now)


@transaction.atomic
def end_agreement(*, by: Actor, agreement_id: int, now: datetime, today: date) -> None:
    """An agreement holds no longer and credits nobody any more; what was settled stays.

    Raises PermissionDenied, ProjectRefused.
    """
    _must_share(by)
    if Agreement.objects.filter(id=agreement_id).exclude(state=ENDED).update(state=ENDED, ended_on=today) != 1:
        raise _not_as_seen()
    _end_credits(agreement_id, now)
    leave_trail(by.name, "agreement.ended", f"agreement:{agreement_id}", at=now)


def _end_credits(agreement_id: int, now: datetime) -> None:
    Credit.objects.filter(agreement_id=agreement_id, ended_at__isnull=True).update(ended_at=now)


def _not_as_seen() -> ProjectRefused:
    return ProjectRefused(
        Text("协议状态已变，请刷新页面。", "The agreement is not as you saw it. Load the page again.")
    )


@transaction.atomic
def share_project(*, by: Actor, number: str, agreement_id: int, now: datetime, origin: str = "") -> None:
    """Put a project under an agreement in force: its parties are credited with it from now on.

    The party where the project stands is its host. With mutual counting the host and the origin each count it whole;
    `origin` has to be said where there are more than two parties. Raises PermissionDenied, NoSuchProject,
    ProjectRefused.
    """
    _must_share(by)
    project = project_by_number(number, by)
    found = agreement_by_id(agreement_id)
    if not in_force_on(found, timezone.localdate(now)):
        raise ProjectRefused(Text("协议今天不在有效期内。", "The agreement is not in force today."))
    AgreementCase.objects.get_or_create(agreement_id=agreement_id, case_id=project.case.id)
    Credit.objects.filter(case_id=project.case.id, ended_at__isnull=True).update(ended_at=now)
    places = place_ids()
    Credit.objects.bulk_create(
        Credit(
            case_id=project.case.id,
            place_id=places[place],
            part=part,
            share=share,
            agreement_id=agreement_id,
            by_name=by.name,
            at=now,
        )
        for place, part, share in _parts(found, project.case.place, origin)
    )
    leave_trail(by.name, "project.shared", f"project:{number}", at=now, detail={"agreement": agreement_id})


def _parts(agreement: AgreementInfo, stands: str, origin: str) -> list[tuple[str, str, str]]:
    """Place, part and share of everybody who is credited."""
    codes = [one.place for one in agreement.parties]
    host = stands if stands in codes else codes[0]
    others = [code for code in codes if code != host]
    first = origin if origin in others else others[0] if len(others) == 1 else ""
    if agreement.kind == MUTUAL_COUNTING:
        if not first:
            raise ProjectRefused(Text("请选择项目来源地。", "Say which party the project came from."))
        return [(host, HOST, "1"), (first, ORIGIN, "1")]
    return [
        (one.place, HOST if one.place == host else ORIGIN if one.place == first else PARTNER, one.share)
        for one in agreement.parties
    ]


@transaction.atomic
def settle_year(*, by: Actor, agreement_id: int, year: int, actual_fen: int, words: str, now: datetime) -> int:
    """Settle a year of an agreement, or correct it: the earlier settlement stays, no longer in force.

    Raises PermissionDenied, ProjectRefused.
    """
    _must_share(by)
    found = agreement_by_id(agreement_id)
    if found.state == DRAFT or year not in found.years:
        raise ProjectRefused(
            Text("只能结算已生效协议期限内的年份。", "Only years of the term of an agreement in force can be settled.")
        )
    try:
        settled = settled_years(found, known_years(agreement_id) | {year: actual_fen})
    except SharingRefused as refused:
        raise ProjectRefused(Text(refused.message.zh, refused.message.en)) from refused
    one = next(each for each in settled if each.year == year)
    corrected = Settlement.objects.filter(agreement_id=agreement_id, year=year, in_force=True).update(in_force=False)
    if corrected and not words.strip():
        raise ProjectRefused(Text("更正结算请写明原因。", "Say why the settlement is corrected."))
    row = Settlement.objects.create(
        agreement_id=agreement_id,
        year=year,
        actual_fen=actual_fen,
        pool_fen=one.pool,
        parts=dict(one.parts),
        bound=one.bound.value,
        words=words.strip(),
        by_name=by.name,
        at=now,
    )
    detail: dict[str, object] = {"year": year, "corrected": bool(corrected)}
    leave_trail(by.name, "agreement.settled", f"agreement:{agreement_id}", at=now, detail=detail)
    return row.pk
