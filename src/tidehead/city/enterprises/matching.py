"""Looks, after a register is written, for firms that may be one: sure ones are merged by the rule, doubtful ones wait.

Two different valid unified codes are never merged, and only asked about where all else is the same. So firms without
such a code are looked at: those that a pack names, and rows whose table gave none. They are compared with all firms of
their county, as far as that is bounded.

Weights are fixed (`_SHARES`), not learned from the county: its coded firms all differ, so that among them a near name
hardly ever means one firm, and the few that have no code are too few to learn from.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tidehead.calc.linkage import (
    Block,
    Decisions,
    Explanation,
    Field,
    FieldModel,
    LinkageRefused,
    Model,
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
from tidehead.city.enterprises.masking import HIDDEN, is_personal, masked_name
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
_PROVINCES = {
    name: code
    for each in (
        "11北京市 12天津市 13河北省 14山西省 15内蒙古自治区 21辽宁省 22吉林省 23黑龙江省 31上海市 32江苏省 33浙江省 "
        "34安徽省 35福建省 36江西省 37山东省 41河南省 42湖北省 43湖南省 44广东省 45广西壮族自治区 "
        "46海南省 50重庆市 51四川省 "
        "52贵州省 53云南省 54西藏自治区 61陕西省 62甘肃省 63青海省 64宁夏回族自治区 65新疆维吾尔自治区"
    ).split()
    for code, name in [(each[:2], each[2:])]
}
"""GB/T 2260."""
_A_COUNTY = 1_000
"""Firms that a county has at least, however few of them were handed in."""
_AGAINST_CODES = 0.5
"""The most that is said for firms of two valid codes."""
_SPEAKS = 3.0
"""Bits from which a field besides the name says that two are one."""
_SHARES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "name": (
        ("equal", 0.3, 1e-6),
        ("other_form", 0.3, 3e-6),
        ("former_name", 0.05, 1e-6),
        ("shortened", 0.12, 2e-5),
        ("near", 0.12, 1e-5),
        ("other_place", 0.02, 3e-6),
        ("brand", 0.03, 2e-4),
        ("alike", 0.04, 1e-4),
        ("trade", 0.01, 0.01),
        ("branch", 1e-4, 1e-6),
        ("near_branch", 1e-4, 1e-6),
        ("different", 0.01, 0.99),
    ),
    "code": (
        ("equal", 0.95, 1e-7),
        ("organisation", 0.02, 1e-7),
        ("both_valid", 1e-4, 0.99),
        ("one_slip", 0.02, 1e-6),
        ("two_slips", 0.005, 1e-5),
        ("different", 0.005, 0.01),
    ),
    "address": (
        ("equal", 0.35, 5e-4),
        ("numbers_and_most", 0.15, 2e-4),
        ("most", 0.1, 0.004),
        ("half", 0.15, 0.05),
        ("different", 0.25, 0.945),
    ),
    "registered_on": (
        ("equal", 0.8, 4e-4),
        ("one_slip", 0.05, 0.003),
        ("month", 0.02, 0.007),
        ("year", 0.03, 0.06),
        ("two_slips", 0.02, 0.04),
        ("different", 0.08, 0.89),
    ),
    "capital": (
        ("equal", 0.6, 0.05),
        ("within_1", 0.02, 0.005),
        ("within_10", 0.04, 0.02),
        ("different", 0.34, 0.925),
    ),
}
"""Of each outcome: how often one firm's two writings come out so, and how often two firms of a county.

Order of size from rows of a register written wrong from a seed (the truth of the bench of linkage) and from chance
agreement in it; a name without its place or form is commoner here, because packs and lists call firms shortly.
"""
_REMARK = re.compile(r"(?<=[司厂社店所院])\s*[(（](?!原|曾|前身)[^()（）]{1,6}(?<![司厂店部社行])[)）]\s*$")
"""A remark behind the form, as "(invented)": no part of what the firm is called."""
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
    yield from _given_another_code(register)


def _given_another_code(register: Register) -> Iterator[_Found]:
    """Two firms with different unified codes that have the rest in common and are called by the same brand.

    Never sure, and never among the likeliest: a code says more than all the rest.
    """
    table = register.firms_table
    rest = ("county", "address", "registered_on", "capital_cny")
    known = table.filter([table[name].notnull() for name in rest[1:]] + [table.code.length() == _CODE_LENGTH])
    alike = known.group_by(list(rest)).aggregate(codes=known.code.collect(), many=known.count())
    two = alike.filter(alike.many == 2).limit(MOST_ASKED).to_pyarrow()["codes"].to_pylist()
    firms = register.firms([code for codes in two for code in codes])
    parser = NameParser(_places())
    for a, b in (in_order(*codes) for codes in two):
        pair = [firms[code] for code in (a, b) if code in firms and firms[code].name and _has_code(firms[code])]
        if len(pair) == 2 and len({parser.parse(firm.name or "").brand for firm in pair}) == 1:
            resolution = resolve(_records(pair), _plan(), decisions=_decisions((a, b)), model=_model(2))
            found = _found(resolution, firms, a, b, sure=False)
            yield replace(found, score=min(found.score, _AGAINST_CODES))


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
        resolution = resolve(_records(firms), _plan(), decisions=_decisions(by_code.keys()), model=_model(len(firms)))
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
            yield _found(resolution, by_code, code, stays, sure=_is_sure(resolution.explain(code, stays)))


def _is_sure(told: Explanation) -> bool:
    """Likely enough, and not by the name alone: a group's firms have names as near as any firm's two writings."""
    besides = any(part.bits >= _SPEAKS and part.field != "name" for part in told.parts)
    return told.probability >= SURE and besides and told.veto is None


def _found(resolution: Resolution, by_code: dict[str, Firm], a: str, b: str, *, sure: bool) -> _Found:
    told = resolution.explain(a, b)
    first, second = by_code[a], by_code[b]
    fields: list[dict[str, object]] = []
    for part in told.parts:
        fields.append(
            {
                "field": {"zh": part.title.zh, "en": part.title.text("en")},
                "a": field_shown(first, part.field),
                "b": field_shown(second, part.field),
                "outcome": {"zh": part.outcome.zh, "en": part.outcome.text("en")},
                "bits": round(part.bits, 2),
            }
        )
    return _Found(first, second, told.probability, fields, sure)


def field_shown(firm: Firm, field: str) -> str:
    """What a field of a pair says of a firm, without what is a person's."""
    if field == "name":
        return name_shown(firm)[:200]
    if field == "address" and firm.address and is_personal(firm.code, firm.kind or ""):
        return HIDDEN
    value = getattr(firm, "capital_cny" if field == "capital" else field, None)
    return "" if value is None else str(value)[:200]


def name_shown(firm: Firm) -> str:
    """Cut short where it is a person's: whoever needs it whole reads the firm, for a purpose."""
    name = firm.name or ""
    return masked_name(name) if is_personal(firm.code, firm.kind or "") else name


def _records(firms: list[Firm]) -> Records:
    columns = {
        "name": [_REMARK.sub("", firm.name or "") for firm in firms],
        "code": [firm.code if _has_code(firm) else "" for firm in firms],
        "address": [firm.address or "" for firm in firms],
        "registered_on": [firm.registered_on.isoformat() if firm.registered_on else "" for firm in firms],
        "capital": [str(firm.capital_cny) if firm.capital_cny is not None else "" for firm in firms],
    }
    return Records([firm.code for firm in firms], columns)


def _places() -> dict[str, str]:
    """The region's divisions and all provinces: firms name theirs, though it is no division of the region."""
    return _PROVINCES | {label.zh: code for code, label in labels(DIVISION_OF_LAND).items()}


def _plan() -> Plan:
    return Plan(
        fields=(
            Field("name", "company_name"),
            Field("code", "unified_code"),
            Field("address", "address"),
            Field("registered_on", "date"),
            Field("capital", "number"),
        ),
        blocks=tuple(Block((f"name:{part}",)) for part in ("brand", "core", "sound", "former", "slips", "rare")),
        places=_places(),
        thresholds=Thresholds(same=0.9, doubtful=WORTH_A_LOOK),
    )


def _model(size: int) -> Model:
    """The fixed weights, for so many firms of a county of which one is the right one in every second case."""
    fields = tuple(
        FieldModel(
            field,
            tuple(level for level, _, _ in shares),
            m=np.array([m for _, m, _ in shares]),
            u=np.array([u for _, _, u in shares]),
        )
        for field, shares in _SHARES.items()
    )
    return Model(fields, prior=0.5 / max(size, _A_COUNTY))


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
        name_a=name_shown(each.a)[:300],
        name_b=name_shown(each.b)[:300],
        county=each.a.county or each.b.county or "",
        score=each.score,
        fields=each.fields,
        found_in_id=version_id,
    )
