"""Firms from outside for a gap: found in the pool, scored by parts, kept as a list that is never changed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from tidehead.calc.chains import (
    Bound,
    Candidate,
    Node,
    Part,
    Scored,
    distance_part,
    expansion_part,
    fit_part,
    great_circle_km,
    headroom_part,
    poaching_part,
    ranked,
    relations_part,
    size_part,
)
from tidehead.calc.labels import Label
from tidehead.city.accounts.types import Actor
from tidehead.city.chains.actions import lead_of_gap, link_case, node_of
from tidehead.city.chains.matching import filter_of, matches
from tidehead.city.chains.models import Pool, Target, TargetList, TargetOutcome
from tidehead.city.chains.picture import pool_register
from tidehead.city.chains.queries import chain_by_code, chain_key, current_pool, target_book
from tidehead.city.chains.rights import require_edit, require_edit_pool
from tidehead.city.chains.types import (
    LEAD,
    PROJECT,
    TARGET_STATES,
    ChainRefused,
    ChangedMeanwhile,
    NoSuchChain,
)
from tidehead.city.common.once import bound_key
from tidehead.city.common.region import current_region
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.masking import is_personal, masked_name
from tidehead.city.enterprises.versions import current_register, register_folder
from tidehead.city.places.queries import place_by_code, places_under
from tidehead.city.projects.leads import open_lead
from tidehead.lake.register import Firm, FirmFilter, NoRegister, Register

OWN_WEIGHTS = {"fit": 4.0, "expansion": 2.0, "size": 1.0, "relations": 1.0, "poaching": 1.0}
"""Where the pack says nothing: our own proposal."""
MOST_CONSIDERED = 5_000
MOST_KEPT, MOST_LEFT_OUT = 100, 50
LONGEST_NOTE = 500
_BRANCH = "分公司"
_BRANCH_HERE = Label("在本地有分支机构", "has a branch here")
_BRANCH_STRENGTH = 0.6
_OF_LEADER = Label("与链主企业同属一个字号", "shares its trade name with the chain's leading firm")
_LEADER_STRENGTH = 0.5
_UNITS = {
    ("land_mu", "亩"): 1.0,
    ("energy_tce", "吨标准煤"): 1.0,
    ("tax_per_mu", "万元/亩"): 1e4,
    ("output_per_mu", "万元/亩"): 1e4,
    ("tax_per_mu", "元/亩"): 1.0,
    ("output_per_mu", "元/亩"): 1.0,
}
"""How many base units one printed unit of a limit's measure has; a limit in another unit is left unproven."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What candidates are compared with, computed once for a list."""

    node: Node
    pool: Register
    today: date
    capitals: tuple[float, ...]
    branches: Counter[str]
    branches_here: Counter[str] | None
    homes: Mapping[str, tuple[int, int]]  # city: firms on the node, all firms
    on_node: int
    leaders: frozenset[str]
    here: tuple[float, float] | None
    bounds: tuple[Bound, ...]


# Making a list


@transaction.atomic
def make_target_list(*, by: Actor, chain: str, node: str, leaders: Sequence[str] = (), now: datetime) -> int:
    """Rank the firms of the pool for a gap and keep the list. Returns its id.

    leaders: names of the chain's leading firms. Raises PermissionDenied, ChainRefused (no pool, or nothing that firms
    could be found by).
    """
    info = chain_by_code(chain)
    require_edit(by, chain)
    one, pool = node_of(info, node), current_pool()
    register = pool_register()
    if pool is None or register is None:
        told = "There is no pool of firms from elsewhere. Choose one on the page of the pool."
        raise ChainRefused(Text("还没有外地企业池，请先在“企业池”页选择一个。", told))
    if filter_of(one) is None:
        told = "The link has neither product words nor codes: nothing can be looked for. Add them in the pack."
        raise ChainRefused(Text("该环节没有产品词和行业代码，无法查找。请在资源包中补充。", told))
    firms, considered = _outside(register, one)
    weights, bounds, said = _rules(chain, today=now.date())
    around = _around(one, register, firms, leaders=leaders, bounds=bounds, today=now.date())
    kept, left_out = ranked([_candidate(firm, around) for firm in firms], weights, bounds)
    row = TargetList.objects.create(
        chain_id=chain_key(chain),
        node=node,
        pool_id=pool.id,
        considered=considered,
        weights=weights,
        limits=said,
        made_by=by.name,
        made_at=now,
    )
    known = {firm.code: firm for firm in firms}
    chosen = (*kept[:MOST_KEPT], *left_out[:MOST_LEFT_OUT])
    Target.objects.bulk_create([_row(row, one, known[one.enterprise]) for one in chosen], batch_size=100)
    detail = {"node": node, "list": row.pk, "kept": len(kept), "left_out": len(left_out)}
    leave_trail(by.name, "chain.targets_ranked", f"chain:{chain}", at=now, detail=detail)
    return int(row.pk)


def _outside(pool: Register, node: Node) -> tuple[tuple[Firm, ...], int]:
    """Firms of the pool that make the node, do not lie here and are none of the local register; how many there are."""
    region, register = current_region(), current_register()
    local = places_under(region.root) if region else frozenset()
    found = [one.code for one in matches(pool, node) or () if one.county not in local]
    ours = register.firms(found) if register else {}
    wanted = [code for code in found if code not in ours]
    some = pool.firms(wanted[:MOST_CONSIDERED])
    return tuple(firm for firm in some.values() if not is_personal(firm.code, firm.kind or "")), len(wanted)


def _rules(chain: str, *, today: date) -> tuple[dict[str, float], tuple[Bound, ...], list[dict[str, str]]]:
    """Weights and limits of the pack that hold today for this chain and the whole region."""
    book, day = target_book(), today.isoformat()
    bounds, said = [], []
    region = current_region()
    for one in book.get("limits", ()):
        in_force = one["valid_from"] <= day and (not one["valid_to"] or day <= one["valid_to"])
        of_here = one["chain"] in ("", chain) and one["place"] in ("", region.root if region else "")
        factor = _UNITS.get((one["measure"], one["unit"]))
        if in_force and of_here:
            label = Label(one["label"]["zh"], one["label"]["en"])
            value = one["value"] * factor if factor else float("nan")
            bounds.append(Bound(one["id"], label, one["measure"], value, one["direction"] == "at_most"))
            said.append({**one["label"], "value": f"{one['value']:g} {one['unit']}"})
    return dict(book.get("weights") or OWN_WEIGHTS), tuple(bounds), said


def _around(
    node: Node, pool: Register, firms: Sequence[Firm], *, leaders: Sequence[str], bounds: tuple[Bound, ...], today: date
) -> _Around:
    register, region = current_register(), current_region()
    place = place_by_code(region.root) if region else None
    on_node = matches(pool, node) or ()
    makers = pool.firms(one.code for one in on_node)
    there = Counter(home for one in makers.values() if (home := _home(one.address or "")))
    return _Around(
        node=node,
        pool=pool,
        today=today,
        capitals=tuple(sorted(firm.capital_cny for firm in firms if firm.capital_cny is not None)),
        branches=_branches(pool),
        branches_here=_branches(register) if register else None,
        homes={home: (there[home], every) for home, every in _by_home(pool).items()},
        on_node=len(on_node),
        leaders=frozenset(filter(None, map(_trade_name, leaders))),
        here=place.point if place else None,
        bounds=bounds,
    )


@lru_cache(maxsize=4)
def _branches(register: Register) -> Counter[str]:
    """How many branches each firm has in a register, by the firm's name: a branch's name begins with it."""
    rows = register.rows_for_export(FirmFilter(words=(_BRANCH,)))
    heads = (row.name[: -len(_BRANCH)] for row in rows if row.name and row.name.endswith(_BRANCH))
    return Counter(head[: head.rindex("公司") + 2] for head in heads if "公司" in head)


_HOME = re.compile(r"(?:[^省市]{2,8}?省|[^区]{2,8}?自治区)?([^省市]{2,8}?(?:市|自治州|地区|盟))")


def _home(address: str) -> str:
    """The city that an address begins with; "" where it names none.

    >>> _home("安徽省淮南市唐山路"), _home("北京市海淀区"), _home("工业园区 1 号")
    ('淮南市', '北京市', '')
    """
    found = _HOME.match(address)
    return found[1] if found else ""


@lru_cache(maxsize=4)
def _by_home(register: Register) -> Counter[str]:
    """How many firms of a pool each city has."""
    return Counter(home for row in register.rows_for_export() if (home := _home(row.address or "")))


def _trade_name(name: str) -> str:
    """What a company calls itself, without the legal form: enough to see that two belong together. "" if too short."""
    bare = name
    for ending in ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团", "公司"):
        bare = bare.removesuffix(ending)
    return bare if len(bare) >= 2 else ""


def _candidate(firm: Firm, around: _Around) -> Candidate:
    name, measures = firm.name or "", _measures(firm)
    by_measure = {bound.measure: bound for bound in around.bounds if bound.at_most}
    parts = (
        fit_part(around.node, industry=firm.industry or firm.group_ or "", name=name, scope=firm.scope or ""),
        expansion_part(branches=around.branches[name] or None, age_years=_age(firm, around.today)),
        size_part(firm.capital_cny, around.capitals),
        relations_part(_ties(name, around)),
        poaching_part(_at_home(firm, around)),
        distance_part(_km(firm, around)),
        headroom_part("land", measures["land_mu"], by_measure.get("land_mu")),
        headroom_part("energy", measures["energy_tce"], by_measure.get("energy_tce")),
        headroom_part("carbon", measures["carbon_t"], by_measure.get("carbon_t")),
    )
    return Candidate(firm.code, parts, measures)


def _measures(firm: Firm) -> dict[str, float | None]:
    """In base units: mu, tce, tonnes, CNY a mu."""
    land = firm.land_mu or None

    def a_mu(amount: float | None) -> float | None:
        return None if amount is None or land is None else amount / land

    return {
        "land_mu": firm.land_mu,
        "energy_tce": None,
        "carbon_t": None,
        "tax_per_mu": a_mu(firm.tax_cny),
        "output_per_mu": a_mu(firm.output_cny),
    }


def _age(firm: Firm, today: date) -> float | None:
    return None if firm.registered_on is None else max(0.0, (today - firm.registered_on).days / 365.25)


def _ties(name: str, around: _Around) -> tuple[tuple[Label, float], ...] | None:
    if around.branches_here is None or not name:
        return None
    ties = [(_BRANCH_HERE, _BRANCH_STRENGTH)] if around.branches_here[name] else []
    own = _trade_name(name)
    if own and any(own.startswith(one) or one.startswith(own) for one in around.leaders):
        ties.append((_OF_LEADER, _LEADER_STRENGTH))
    return tuple(ties)


def _at_home(firm: Firm, around: _Around) -> float | None:
    known = around.homes.get(_home(firm.address or ""))
    if known is None or not known[1] or not around.on_node:
        return None
    return (known[0] / known[1]) / (around.on_node / around.pool.meta.rows)


def _km(firm: Firm, around: _Around) -> float | None:
    if around.here is None or firm.longitude is None or firm.latitude is None:
        return None
    return great_circle_km((firm.longitude, firm.latitude), around.here)


def _row(of: TargetList, one: Scored, firm: Firm) -> Target:
    def told(bounds: Sequence[Bound]) -> list[dict[str, str]]:
        return [{"zh": bound.label.zh, "en": bound.label.en} for bound in bounds]

    name = firm.name or firm.code
    return Target(
        of=of,
        rank=one.rank,
        enterprise=one.enterprise,
        name=(masked_name(name) if is_personal(firm.code, firm.kind or "") else name)[:300],
        place=(firm.address or firm.county or "")[:200],
        industry=firm.industry or firm.group_ or firm.division or "",
        low=one.low,
        high=one.high,
        parts=[_plain(part, share) for part, share in zip(one.parts, one.share, strict=True)],
        broken=told(one.broken),
        unproven=told(one.unproven),
    )


def _plain(part: Part, share: float | None) -> dict[str, Any]:
    why = part.because
    return {"part": part.part, "value": part.value, "share": share, "zh": why.zh, "en": why.en}


# What came of a firm


@transaction.atomic
def record_outcome(
    *, by: Actor, target_id: int, state: str, now: datetime, note: str = "", project: str = "", key: str = ""
) -> int:
    """Record how far a firm from outside is won, for its chain and node. Returns the row's id.

    The same key of the same account records once. Raises PermissionDenied, ChainRefused.
    """
    target = _target(target_id)
    chain = target.of.chain.code
    require_edit(by, chain)
    if state not in TARGET_STATES:
        raise ChainRefused(Text("请选择一个状态。", "Choose a state."))
    if len(note) > LONGEST_NOTE:
        raise ChainRefused(Text(f"说明不超过 {LONGEST_NOTE} 字。", f"Use at most {LONGEST_NOTE} characters."))
    bound = bound_key(key, by.pk or by.name, target_id)
    known = TargetOutcome.objects.filter(key=bound).first() if bound else None
    if known is not None:
        return int(known.pk)
    try:
        with transaction.atomic():
            row = TargetOutcome.objects.create(
                chain_id=target.of.chain_id,
                node=target.of.node,
                enterprise=target.enterprise,
                state=state,
                note=note.strip(),
                project=project,
                by=by.name,
                at=now,
                key=bound,
            )
    except IntegrityError:
        raise ChangedMeanwhile(Text("已记录。", "It is recorded already.")) from None
    detail = {"node": target.of.node, "enterprise": target.enterprise, "state": state}
    leave_trail(by.name, "chain.target_state", f"chain:{chain}", at=now, detail=detail)
    return int(row.pk)


def _target(target_id: int) -> Target:
    row = Target.objects.select_related("of__chain").filter(id=target_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这家目标企业。", "There is no such target."))
    return row


@transaction.atomic
def make_lead(*, by: Actor, target_id: int, title: str, kind: str, now: datetime, key: str = "") -> str:
    """Open a project lead with a firm from outside, linked to the gap. Returns the project's number.

    Raises PermissionDenied, ChainRefused, and what projects and the kernel refuse.
    """
    target = _target(target_id)
    chain = target.of.chain.code
    require_edit(by, chain)
    new = lead_of_gap(title, industry=target.industry, investor=target.name, key=key)
    case_id = open_lead(by=by, new=new, now=now)
    number = link_case(by=by, chain=chain, gap=(target.of.node, kind, PROJECT), case_id=case_id, now=now)
    record_outcome(by=by, target_id=target_id, state=LEAD, project=number, now=now, key=key)
    return number


# The pool


@transaction.atomic
def choose_pool(
    *, by: Actor, folder: str, label: str, now: datetime, source: str = "", as_of: date | None = None
) -> int:
    """Use a folder of the lake as the pool. Returns its id. Raises PermissionDenied, ChainRefused (no register)."""
    require_edit_pool(by)
    try:
        meta = Register(register_folder() / folder).meta
    except (NoRegister, ValueError):
        raise ChainRefused(Text("该文件夹中没有企业登记簿。", "That folder holds no register.")) from None
    values = {
        "label": label.strip()[:200] or folder,
        "rows": meta.rows,
        "source": source[:200],
        "as_of": as_of,
        "synthetic": meta.synthetic,
        "made_by": by.name,
        "made_at": now,
        "dropped_at": None,
    }
    Pool.objects.filter(dropped_at=None).exclude(folder=folder).update(dropped_at=now)
    row, _made = Pool.objects.update_or_create(folder=folder, defaults=values)
    leave_trail(by.name, "chain.pool_chosen", "chains:pool", at=now, detail={"folder": folder, "rows": meta.rows})
    return int(row.pk)


@transaction.atomic
def drop_pool(*, by: Actor, now: datetime) -> None:
    """Use no pool; lists that were made from it stay. Raises PermissionDenied, ChangedMeanwhile."""
    require_edit_pool(by)
    if not Pool.objects.filter(dropped_at=None).update(dropped_at=now):
        raise ChangedMeanwhile(Text("当前没有企业池。", "There is no pool in use."))
    leave_trail(by.name, "chain.pool_dropped", "chains:pool", at=now)
