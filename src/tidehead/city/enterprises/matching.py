"""Looks, after a register is written, for firms that may be one: sure ones are merged by the rule, doubtful ones wait.

Two different valid unified codes are never one firm. So only firms without such a code are looked at: those that a pack
names, and rows whose table gave none. They are compared with all firms of their county, as far as that is bounded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tidehead.calc.linkage import (
    Block,
    Decisions,
    Field,
    LinkageRefused,
    NameParser,
    Plan,
    Records,
    Resolution,
    Thresholds,
    resolve,
)
from tidehead.city.common.trail import leave_trail
from tidehead.city.enterprises.building import write_automatic_decisions_in
from tidehead.city.enterprises.identity import keep_decision
from tidehead.city.enterprises.models import DoubtfulPair, EntityDecision, RegisterVersion
from tidehead.city.enterprises.pairing import in_order
from tidehead.city.enterprises.terms import DIVISION_OF_LAND, labels
from tidehead.city.enterprises.types import CURRENT, DIFFERENT, SAME, Overtaken
from tidehead.city.enterprises.versions import current_register
from tidehead.lake.register import Firm, FirmFilter, Register, name_key
from tidehead.reading.firms.codes import CodeKind, read_code

LEASE = timedelta(minutes=30)
SURE, WORTH_A_LOOK = 0.98, 0.2
"""From here on the rule merges by itself; from here on somebody is asked. Probabilities."""
MOST_ROWS = 10_000
"""Firms of a county that are all compared; of larger counties those whose names have the same brand in them."""
MOST_ALIKE = 100
MOST_PAIRS, MOST_ASKED = 2_000, 20_000
_CODE_LENGTH, _SHORTEST_BRAND = 18, 2
_RULE = "system"
_REASON = "automatic: name and place agree"


@dataclass(frozen=True, slots=True)
class _Found:
    """A pair with its probability and what each field says."""

    a: Firm
    b: Firm
    score: float
    fields: list[dict[str, object]]
    sure: bool


def match_next() -> bool:
    """Look through the register that counts, once. False where that is done."""
    now = timezone.now()
    row = RegisterVersion.objects.filter(state=CURRENT, pairs_at=None).exclude(lease_until__gte=now).first()
    if row is None:
        return False
    mine = RegisterVersion.objects.filter(id=row.pk, state=CURRENT, pairs_at=None, lease_until=row.lease_until)
    if mine.update(lease_until=now + LEASE) != 1:
        return True
    register = current_register()
    found = list(find_pairs(register)) if register is not None else []
    keep_pairs(row.pk, found, now=timezone.now())
    return True


def release_matching() -> None:
    """Look again where a killed worker was looking; called when the one worker starts."""
    RegisterVersion.objects.filter(state=CURRENT, pairs_at=None).update(lease_until=None)


# Finding


def find_pairs(register: Register) -> Iterator[_Found]:
    """Pairs of the register that may be one, county by county."""
    asked = register.firms(_codes_of_their_own(register)).values()
    for county in dict.fromkeys(firm.county or "" for firm in asked):
        wanted = FirmFilter(counties=(county,)) if county else FirmFilter()
        yield from _pairs_among(_firms_of(register, wanted, [firm for firm in asked if (firm.county or "") == county]))


def _codes_of_their_own(register: Register) -> list[str]:
    """Codes that are no unified ones: of the pack's own making, or of rows whose table gave none."""
    table = register.firms_table
    own = table.filter(table.code.length() != _CODE_LENGTH).select("code").order_by("code").limit(MOST_ASKED)
    found: list[str] = own.to_pyarrow()["code"].to_pylist()
    return found


def _firms_of(register: Register, wanted: FirmFilter, asked: list[Firm]) -> list[Firm]:
    """Those that are asked about, and with whom to compare: all of the county, of a large one those of like names."""
    rows = {firm.code: firm for firm in asked}
    if register.count(wanted) <= MOST_ROWS:
        rows |= {firm.code: firm for firm in register.rows_for_export(wanted)}
        return [firm for firm in rows.values() if firm.name]
    parser = NameParser(_places())
    for brand in dict.fromkeys(parser.parse(firm.name).brand for firm in asked if firm.name):
        if len(brand) >= _SHORTEST_BRAND and len(rows) < MOST_ROWS:
            found = register.search(replace(wanted, text=brand), 0, MOST_ALIKE).rows
            rows |= {firm.code: firm for firm in found}
    return [firm for firm in rows.values() if firm.name]


def _has_code(firm: Firm) -> bool:
    reading = read_code(firm.code)
    return reading.valid and reading.kind is CodeKind.USCC18


def _pairs_among(firms: list[Firm]) -> Iterator[_Found]:
    if len(firms) < 2:
        return
    by_code = {firm.code: firm for firm in firms}
    try:
        resolution = resolve(_records(firms), _plan(), decisions=_decisions(by_code.keys()))
    except LinkageRefused:
        return
    seen: set[tuple[str, str]] = set()
    for a, b in _of_one_name(firms):
        seen.add((a, b))
        yield replace(_found(resolution, by_code, a, b, sure=True), score=SURE)
    for group in resolution.groups():
        for pair in _sure_pairs(group, resolution, by_code):
            if (pair.a.code, pair.b.code) not in seen:
                seen.add((pair.a.code, pair.b.code))
                yield pair
    for doubt in resolution.doubts():
        a, b = in_order(doubt.first, doubt.second)
        if (a, b) not in seen and doubt.probability >= WORTH_A_LOOK:
            yield _found(resolution, by_code, a, b, sure=False)


def _of_one_name(firms: list[Firm]) -> Iterator[tuple[str, str]]:
    """A firm without a unified code, and the only one of its county with one and exactly its name.

    A registrar does not give the same name twice in its district.
    """
    named: dict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        named[name_key(firm.name or "")].append(firm)
    for same in named.values():
        coded = [firm for firm in same if _has_code(firm)]
        if len(coded) == 1 and len(same) == 2:
            yield next(firm.code for firm in same if firm is not coded[0]), coded[0].code


def _sure_pairs(group: tuple[str, ...], resolution: Resolution, by_code: dict[str, Firm]) -> Iterator[_Found]:
    """Of firms that are one: each with the code that stays."""
    stays = group[0]
    for code in group[1:]:
        stays = in_order(stays, code)[1]
    for code in group:
        if code != stays and not (_has_code(by_code[code]) and _has_code(by_code[stays])):
            explained = resolution.explain(code, stays)
            yield _found(resolution, by_code, code, stays, sure=explained.probability >= SURE)


def _found(resolution: Resolution, by_code: dict[str, Firm], a: str, b: str, *, sure: bool) -> _Found:
    told = resolution.explain(a, b)
    first, second = by_code[a], by_code[b]
    fields: list[dict[str, object]] = []
    for part in told.parts:
        fields.append(
            {
                "field": {"zh": part.title.zh, "en": part.title.text("en")},
                "a": _shown(first, part.field),
                "b": _shown(second, part.field),
                "outcome": {"zh": part.outcome.zh, "en": part.outcome.text("en")},
                "bits": round(part.bits, 2),
            }
        )
    return _Found(first, second, told.probability, fields, sure)


def _shown(firm: Firm, field: str) -> str:
    value = getattr(firm, "capital_cny" if field == "capital" else field, None)
    return "" if value is None else str(value)[:200]


def _records(firms: list[Firm]) -> Records:
    columns = {
        "name": [firm.name or "" for firm in firms],
        "code": [firm.code if _has_code(firm) else "" for firm in firms],
        "address": [firm.address or "" for firm in firms],
        "registered_on": [firm.registered_on.isoformat() if firm.registered_on else "" for firm in firms],
        "capital": [str(firm.capital_cny) if firm.capital_cny is not None else "" for firm in firms],
    }
    return Records([firm.code for firm in firms], columns)


def _places() -> dict[str, str]:
    return {label.zh: code for code, label in labels(DIVISION_OF_LAND).items()}


def _plan() -> Plan:
    return Plan(
        fields=(
            Field("name", "company_name"),
            Field("code", "unified_code"),
            Field("address", "address"),
            Field("registered_on", "date"),
            Field("capital", "number"),
        ),
        blocks=(Block(("name:brand",)), Block(("name:core",)), Block(("name:sound",)), Block(("name:former",))),
        places=_places(),
        thresholds=Thresholds(same=0.9, doubtful=WORTH_A_LOOK),
    )


def _decisions(codes: Iterable[str]) -> Decisions:
    """What was decided, and what was taken back by a person: the rule does not decide that again."""
    known = set(codes)
    rows = (
        EntityDecision.objects.filter(Q(a__in=known) | Q(b__in=known))
        if len(known) <= _MANY
        else EntityDecision.objects
    )
    must, cannot = [], []
    for a, b, verdict, undone in rows.values_list("a", "b", "verdict", "undone_at"):
        if a not in known or b not in known:
            continue
        if verdict == SAME and undone is None:
            must.append((a, b))
        elif verdict == DIFFERENT and undone is None:
            cannot.append((a, b))
    return Decisions(tuple(must), tuple(cannot))


_MANY = 400


# Keeping


@transaction.atomic
def keep_pairs(version_id: int, found: list[_Found], *, now: datetime) -> None:
    """Merge what is sure, keep what is doubtful in place of what an earlier register gave."""
    ever = set(EntityDecision.objects.values_list("a", "b"))
    merged = 0
    doubtful = []
    for each in found:
        a, b = each.a.code, each.b.code
        if (a, b) in ever or (b, a) in ever:
            if not EntityDecision.objects.filter(Q(a=a, b=b) | Q(a=b, b=a), undone_at=None).exists():
                doubtful.append(each)
            continue
        if each.sure and _merge(a, b, each.score, now=now):
            merged += 1
        elif not each.sure:
            doubtful.append(each)
    DoubtfulPair.objects.all().delete()
    doubtful.sort(key=lambda each: -each.score)
    DoubtfulPair.objects.bulk_create(
        [_row(each, version_id) for each in doubtful[:MOST_PAIRS]], batch_size=200, ignore_conflicts=True
    )
    RegisterVersion.objects.filter(id=version_id).update(pairs_at=now, lease_until=None)
    detail = {"merged": merged, "doubtful": len(doubtful)}
    leave_trail(_RULE, "register.matched", f"register:{version_id}", at=now, detail=detail)
    if merged:
        write_automatic_decisions_in(now=now)


def _merge(a: str, b: str, score: float, *, now: datetime) -> bool:
    try:
        keep_decision(a=a, b=b, verdict=SAME, by=_RULE, now=now, reason=_REASON, score=score)
    except Overtaken:
        return False
    return True


def _row(each: _Found, version_id: int) -> DoubtfulPair:
    return DoubtfulPair(
        a=each.a.code,
        b=each.b.code,
        name_a=(each.a.name or "")[:300],
        name_b=(each.b.name or "")[:300],
        county=each.a.county or each.b.county or "",
        score=each.score,
        fields=each.fields,
        found_in_id=version_id,
    )
