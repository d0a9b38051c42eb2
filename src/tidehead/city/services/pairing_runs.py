"""Officers and firms paired by a rule: proposed, looked at, adopted or dropped; and paired by hand."""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.calc.pairing import Firm, Pair, PairingRefused, Weights, pair_officers
from tidehead.calc.pairing import Officer as OfficerToPair
from tidehead.calc.pairing import Pairing as Paired
from tidehead.city.accounts.types import SERVICE_OFFICER, Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import (
    Sought,
    all_enterprises,
    enterprise_by_code,
    enterprise_ids,
    enterprise_slices,
    enterprises,
)
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.places.queries import organisations_by_code, places_by_code, places_under
from tidehead.city.posts.queries import all_posts, current_root, post_by_code, post_ids
from tidehead.city.posts.types import PostInfo
from tidehead.city.services.models import OfficerCard, Pairing, PairingRun
from tidehead.city.services.pairings import Card, cards, current_pairs
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import (
    ADOPTED,
    CURRENT,
    DROPPED,
    ENDED,
    PROPOSED,
    NotThere,
    RunInfo,
    ServiceRefused,
)

KEPT = "kept"
FAR_KM = 30.0
USUAL_MOST = 3
_BATCH = 500
_NO_RUN = Text("没有这个配对方案。", "There is no such proposal.")
_TRADE_FITS, _TRADE_UNKNOWN = 0.99, 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be paired, and what counts how much. What is empty does not narrow.

    gentle: pairs that hold stay unless a change gains more than `threshold` for each pair changed.
    """

    posts: tuple[str, ...] = ()
    place: str = ""
    industry: str = ""
    size: str = ""
    distance: float = 1.0
    trade: float = 1.0
    load: float = 1.0
    most: int = USUAL_MOST
    least: int = 0
    gentle: bool = True
    threshold: float = 0.3
    seed: int = 0


def usual() -> Asked:
    """As the region's rules weigh it; with as many firms for each officer as are needed so that none is left out."""
    rules = service_rules()
    weights = rules.weights
    officers, firms = len(all_posts(role=SERVICE_OFFICER)), enterprise_slices(Sought()).count()
    needed = math.ceil(firms / officers) if officers else 0
    return Asked(
        distance=float(weights.get("distance", 1.0)),
        trade=float(weights.get("industry", 1.0)),
        load=float(weights.get("load", 1.0)),
        most=max(rules.firms_an_officer or USUAL_MOST, needed),
    )


def propose(asked: Asked, *, by: Actor, now: datetime, key: str = "") -> int:
    """Compute a proposal and keep it. Returns its id; the same key again returns the same id.

    Raises PermissionDenied, ServiceRefused (nobody to pair, numbers that make no sense).
    """
    if not by.may("services.pair"):
        raise PermissionDenied
    if key and (known := PairingRun.objects.filter(key=key).values_list("id", flat=True).first()):
        return int(known)
    people, firms = _people(asked, by), _firms(asked, by)
    if not people or not firms:
        told = "There is nobody to pair: no officer, or no firm, fits what is chosen."
        raise ServiceRefused(Text("没有可配对的助企员或企业，请放宽选择条件。", told))
    try:
        paired = _paired(asked, people, firms)
    except PairingRefused as refused:
        raise ServiceRefused(Text(refused.text.zh, refused.text.en)) from refused
    return _keep(asked, paired, {firm.code: firm for firm in firms}, by=by, now=now, key=key)


def _people(asked: Asked, by: Actor) -> list[PostInfo]:
    wanted = set(asked.posts)
    posts = (post for post in all_posts(role=SERVICE_OFFICER) if not wanted or post.code in wanted)
    return [post for post in posts if by.may_at("services.pair", place=place_of(post))]


def _firms(asked: Asked, by: Actor) -> list[EnterpriseInfo]:
    found = all_enterprises(Sought(place=asked.place, industry=asked.industry, size=asked.size))
    return [firm for firm in found if by.may_at("services.pair", place=firm.place)]


def place_of(post: PostInfo) -> str:
    """The place that a post is for: its own, else its organisation's."""
    body = organisations_by_code([post.organisation]).get(post.organisation)
    return post.place or (body.place if body else "")


def _paired(asked: Asked, people: list[PostInfo], firms: list[EnterpriseInfo]) -> Paired:
    points = {code: place.point for code, place in places_by_code().items()}
    root = current_root()
    at = {post.code: place_of(post) for post in people}
    zones = {place: places_under(place) for place in set(at.values()) if place and place != root}
    known = cards(at)
    staff = [
        _officer(
            post, asked, place=at[post.code], point=points.get(at[post.code]), card=known.get(post.code), zones=zones
        )
        for post in people
    ]
    weights = Weights(distance=asked.distance, industry=asked.trade, load=asked.load, far_km=FAR_KM)
    return pair_officers(
        staff,
        [_firm(firm, firm.point or points.get(firm.place), zones) for firm in firms],
        weights=weights,
        existing=current_pairs(),
        threshold=asked.threshold if asked.gentle else 0.0,
        seed=asked.seed,
    )


def _officer(
    post: PostInfo,
    asked: Asked,
    *,
    place: str,
    point: tuple[float, float] | None,
    card: Card | None,
    zones: Mapping[str, frozenset[str]],
) -> OfficerToPair:
    lon, lat = point or (None, None)
    most = card.most if card and card.most is not None else asked.most
    return OfficerToPair(
        id=post.code,
        lon=lon,
        lat=lat,
        industries=frozenset(card.industries) if card else frozenset(),
        places=frozenset({place}) if place in zones else frozenset(),
        least=min(asked.least, most),
        most=most,
    )


def _firm(firm: EnterpriseInfo, point: tuple[float, float] | None, zones: Mapping[str, frozenset[str]]) -> Firm:
    lon, lat = point or (None, None)
    places = tuple(sorted(zone for zone, under in zones.items() if firm.place in under))
    return Firm(id=firm.code, lon=lon, lat=lat, industry=firm.industry, places=places)


@transaction.atomic
def _keep(
    asked: Asked, paired: Paired, firms: Mapping[str, EnterpriseInfo], *, by: Actor, now: datetime, key: str
) -> int:
    run = PairingRun(
        asked={**asdict(asked), "posts": list(asked.posts)},
        result={**_result(paired, firms), "basis": _basis(firms)},
        made_by=by.name,
        made_at=now,
        key=key or None,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:  # sent twice at the same moment
        return int(PairingRun.objects.values_list("id", flat=True).get(key=key))
    posts, keys = post_ids(), enterprise_ids()
    rows = (
        Pairing(
            run=run,
            post_id=posts[pair.officer],
            enterprise_id=keys[pair.firm],
            distance_km=pair.parts.km,
            why=why(pair),
        )
        for pair in paired.pairs
    )
    Pairing.objects.bulk_create(rows, batch_size=_BATCH)
    leave_trail(by.name, "pairing.proposed", f"pairing:{run.pk}", at=now, detail={"pairs": len(paired.pairs)})
    return int(run.pk)


def _result(paired: Paired, firms: Mapping[str, EnterpriseInfo]) -> dict[str, Any]:
    known = [pair.parts.km for pair in paired.pairs if pair.parts.km is not None]
    histogram = Counter(len(load.firms) for load in paired.loads)
    return {
        "pairs": len(paired.pairs),
        "officers": len(paired.loads),
        "kept": paired.kept,
        "changed": paired.changed,
        "gap": paired.gap,
        "cost": paired.cost,
        "km_mean": sum(known) / len(known) if known else None,
        "km_most": max(known, default=None),
        "km_unknown": len(paired.pairs) - len(known),
        "far": sum(km > FAR_KM for km in known),
        "loads": {str(firms_): count for firms_, count in sorted(histogram.items())},
        "short": sum(load.short > 0 for load in paired.loads),
        "unpaired": [
            [one.firm, firms[one.firm].label.zh, firms[one.firm].label.en, one.text.zh, one.text.en]
            for one in paired.unpaired
        ],
    }


def why(pair: Pair) -> dict[str, str]:
    """What spoke for a pair, in both languages."""
    parts = pair.parts
    zh = ["位置不详" if parts.km is None else f"距离 {parts.km:.1f} 公里"]
    en = ["place unknown" if parts.km is None else f"{parts.km:.1f} km apart"]
    if parts.fit >= _TRADE_FITS:
        zh, en = [*zh, "熟悉该行业"], [*en, "knows the trade"]
    elif parts.fit < _TRADE_UNKNOWN:
        zh, en = [*zh, "行业不同"], [*en, "another trade"]
    if pair.before:
        zh.append("沿用原配对" if pair.is_kept else "调整")
        en.append("as before" if pair.is_kept else "changed")
    return {"zh": "，".join(zh), "en": ", ".join(en)}


# Settling


@transaction.atomic
def adopt(*, by: Actor, run_id: int, today: date, now: datetime) -> None:
    """Make a proposal hold: pairs that were so before stay as they are, others end and begin today.

    Of two who adopt, the second is told. Raises NotThere, ServiceRefused where pairs changed after it was computed.
    """
    run = _open(run_id, by)
    if run.result.get("basis") != _basis(_scope(run)):
        told = "Pairs have changed since this proposal was computed. Compute it again."
        raise ServiceRefused(Text("计算之后配对已有变化，请重新计算。", told))
    rows = dict(Pairing.objects.filter(run=run).values_list("enterprise_id", "post_id"))
    scope = {*rows, *_unpaired_ids(run)}
    now_held = {row.enterprise_id: row for row in Pairing.objects.filter(state=CURRENT) if row.enterprise_id in scope}
    same = {firm for firm, row in now_held.items() if rows.get(firm) == row.post_id}
    ended = [row.pk for firm, row in now_held.items() if firm not in same]
    _update(ended, state=ENDED, end_on=today)
    mine = Pairing.objects.filter(run=run)
    mine.filter(enterprise__in=list(same)).update(state=KEPT) if len(same) <= _BATCH else _mark_kept(run, same)
    mine.filter(state=PROPOSED).update(state=CURRENT, start_on=today)
    PairingRun.objects.filter(id=run_id).update(state=ADOPTED, settled_by=by.name, settled_at=now)
    trace = {"kept": len(same), "ended": len(ended), "begun": len(rows) - len(same)}
    leave_trail(by.name, "pairing.adopted", f"pairing:{run_id}", at=now, detail=trace)


def _scope(run: PairingRun) -> set[str]:
    """Codes of all firms that a proposal is about, those without an officer included."""
    paired = set(Pairing.objects.filter(run=run).values_list("enterprise__code", flat=True))
    return paired | {one[0] for one in run.result.get("unpaired", [])}


def _basis(firms: Collection[str]) -> str:
    """The pairs of these firms as they are now, in short: another text means that some have changed."""
    held = sorted((firm, post) for firm, post in current_pairs().items() if firm in firms)
    return hashlib.sha256(repr(held).encode()).hexdigest()


def _mark_kept(run: PairingRun, same: set[int]) -> None:
    ids = Pairing.objects.filter(run=run).values_list("id", "enterprise_id")
    _update([key for key, firm in ids if firm in same], state=KEPT)


def _update(ids: list[int], **values: object) -> None:
    for start in range(0, len(ids), _BATCH):
        Pairing.objects.filter(id__in=ids[start : start + _BATCH]).update(**values)


def _unpaired_ids(run: PairingRun) -> set[int]:
    known = enterprise_ids()
    return {known[one[0]] for one in run.result.get("unpaired", []) if one[0] in known}


def _open(run_id: int, by: Actor) -> PairingRun:
    if not by.may("services.pair"):
        raise PermissionDenied
    list(PairingRun.objects.select_for_update().order_by("id").values_list("id", flat=True))  # one settles at a time
    run = PairingRun.objects.filter(id=run_id).first()
    if run is None:
        raise NotThere(_NO_RUN)
    firms = enterprises(_scope(run)).values()
    if not all(by.may_at("services.pair", place=place) for place in {firm.place for firm in firms}):
        raise PermissionDenied
    if run.state != PROPOSED:
        raise ServiceRefused(Text("这个方案已经采用或放弃。", "This proposal was adopted or dropped already."))
    return run


@transaction.atomic
def drop(*, by: Actor, run_id: int, now: datetime) -> None:
    """Put a proposal away; its pairs go with it."""
    _open(run_id, by)
    PairingRun.objects.filter(id=run_id).update(state=DROPPED, settled_by=by.name, settled_at=now)
    Pairing.objects.filter(run=run_id).delete()
    leave_trail(by.name, "pairing.dropped", f"pairing:{run_id}", at=now)


@transaction.atomic
def pair_by_hand(*, by: Actor, enterprise: str, post: str, today: date, now: datetime) -> None:
    """Give a firm to an officer by hand; whoever had it no longer has."""
    if not by.may("services.pair"):
        raise PermissionDenied
    known, held_by = enterprise_by_code(enterprise), post_by_code(post)
    if known and held_by and not _reaches(by, known.place, place_of(held_by)):
        raise PermissionDenied
    firm, officer = enterprise_ids().get(enterprise), _officer_ids([post]).get(post)
    if firm is None or officer is None:
        raise ServiceRefused(Text("请选择企业和助企员岗位。", "Choose the firm and the officer's post."))
    held = Pairing.objects.select_for_update().filter(enterprise=firm, state=CURRENT).first()
    if held is not None and held.post_id == officer:
        return
    if held is not None:
        _update([held.pk], state=ENDED, end_on=today)
    said = {"zh": "手工指定", "en": "chosen by hand"}
    Pairing.objects.create(post_id=officer, enterprise_id=firm, state=CURRENT, start_on=today, why=said)
    leave_trail(by.name, "pairing.by_hand", f"enterprise:{enterprise}", at=now, detail={"post": post})


def _reaches(by: Actor, *places: str) -> bool:
    """Whether somebody pairs at all of these places; a firm that nobody knows the place of is the whole region's."""
    return all(by.may_at("services.pair", place=place) for place in places)


def _officer_ids(codes: Iterable[str]) -> dict[str, int]:
    known = {post.code for post in all_posts(role=SERVICE_OFFICER)}
    return post_ids(code for code in codes if code in known)


@dataclass(frozen=True, slots=True)
class NewCard:
    phone: str = ""
    industries: tuple[str, ...] = field(default=())
    most: int | None = None


@transaction.atomic
def write_card(card: NewCard, *, by: Actor, post: str, now: datetime) -> None:
    """Write down a post's work phone, the trades it knows and how many firms it takes.

    The phone and the trades may be written by who holds the post; how many firms, by who pairs.
    """
    found = post_by_code(post)
    pairs = found is not None and _reaches(by, place_of(found))
    if not pairs and not any(one.code == post for one in by.posts):
        raise PermissionDenied
    key = _officer_ids([post]).get(post)
    if key is None:
        raise NotThere(Text("没有这个助企员岗位。", "There is no such post of a service officer."))
    if len(card.phone) > 40 or sum(map(len, card.industries)) > 500:
        raise ServiceRefused(Text("文字过长。", "The words are too long."))
    values: dict[str, Any] = {"phone": card.phone.strip(), "industries": list(card.industries)}
    if pairs:
        values["most"] = card.most
    OfficerCard.objects.update_or_create(post_id=key, defaults={**values, "set_by": by.name, "set_at": now})
    leave_trail(by.name, "officer.card_written", f"post:{post}", at=now)


# Reading


def runs() -> tuple[RunInfo, ...]:
    """All proposals, the latest first."""
    return tuple(_info(row) for row in PairingRun.objects.order_by("-made_at", "-id")[:100])


def run_by_id(run_id: int) -> RunInfo | None:
    row = PairingRun.objects.filter(id=run_id).first()
    return _info(row) if row else None


def _info(row: PairingRun) -> RunInfo:
    return RunInfo(row.pk, row.state, row.asked, row.result, row.made_by, row.made_at, row.settled_by, row.settled_at)
