"""Reads chains: their maps and versions, who stands on them, roles, lists, and what was made of gaps."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tidehead.calc.chains import Basis
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import CaseInfo
from tidehead.city.chains.maps import chain_of
from tidehead.city.chains.models import (
    ChainRow,
    GapCase,
    ListEntry,
    MapVersion,
    Override,
    PackBook,
    Pool,
    RoleRow,
    StandingRow,
    TargetOutcome,
)
from tidehead.city.chains.types import (
    BY_PERSON,
    ChainInfo,
    EventInfo,
    GapCaseInfo,
    ListedItem,
    NoSuchChain,
    OverrideInfo,
    PoolInfo,
    RoleHolder,
    SupplyInfo,
    VersionInfo,
)
from tidehead.city.common.types import Text

LOADER = "system"
"""By whom firms are taken off that left the pack."""

# Chains and their maps


def all_chains() -> tuple[ChainInfo, ...]:
    """Every chain of the region with its latest map, in the pack's order."""
    rows = {row.pk: row for row in ChainRow.objects.filter(current=True)}
    latest: dict[int, MapVersion] = {}
    for version in MapVersion.objects.filter(chain_id__in=rows).order_by("number"):
        latest[version.chain_id] = version
    ordered = sorted(rows.values(), key=lambda row: row.ordinal)
    return tuple(_info(row, latest[row.pk]) for row in ordered if row.pk in latest)


def chain_by_code(code: str) -> ChainInfo:
    """The chain of that code. Raises NoSuchChain."""
    row = ChainRow.objects.filter(code=code, current=True).first()
    version = row and row.versions.order_by("-number").first()
    if row is None or version is None:
        raise NoSuchChain(Text(f"没有编号为“{code}”的产业链。", f'There is no chain "{code}".'))
    return _info(row, version)


def _info(row: ChainRow, version: MapVersion) -> ChainInfo:
    chain = chain_of(version.content)
    note = chain.note
    return ChainInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        draft=chain.draft,
        as_of=chain.as_of,
        note=Text(note.zh, note.en) if note else Text(""),
        clusters=chain.clusters,
        source=row.source,
        locator=row.locator,
        version=version.number,
        made_at=version.made_at,
        chain=chain,
    )


def chain_key(code: str) -> int:
    """The stored chain's key. Raises NoSuchChain."""
    key = ChainRow.objects.filter(code=code, current=True).values_list("id", flat=True).first()
    if key is None:
        raise NoSuchChain(Text(f"没有编号为“{code}”的产业链。", f'There is no chain "{code}".'))
    return int(key)


def versions_of(code: str) -> tuple[VersionInfo, ...]:
    """Every version of a chain's map, the latest first."""
    rows = MapVersion.objects.filter(chain__code=code).order_by("-number")
    return tuple(VersionInfo(row.number, row.made_at, row.made_by, chain_of(row.content)) for row in rows)


# Who stands on it, and what is said of its supply


def standings(codes: Iterable[str] | None = None) -> dict[str, tuple[StandingRow, ...]]:
    """Rows in force by chain, for this app's own use."""
    rows = StandingRow.objects.filter(removed_at__isnull=True).select_related("chain").order_by("node", "id")
    if codes is not None:
        rows = rows.filter(chain__code__in=list(codes))
    found: dict[str, list[StandingRow]] = {}
    for row in rows:
        found.setdefault(row.chain.code, []).append(row)
    return {code: tuple(some) for code, some in found.items()}


def taken_off() -> frozenset[tuple[str, str, str]]:
    """Chain, node and firm where a person took the firm off: the register's words do not bring it back."""
    rows = StandingRow.objects.filter(removed_at__isnull=False).exclude(removed_by=LOADER)
    return frozenset(rows.values_list("chain__code", "node", "enterprise"))


def standings_of_firm(enterprise: str) -> tuple[tuple[str, str, str], ...]:
    """Chain, node and role of every place that a firm is named on."""
    rows = StandingRow.objects.filter(enterprise=enterprise, removed_at__isnull=True, chain__current=True)
    return tuple(rows.order_by("chain__ordinal", "node").values_list("chain__code", "node", "role"))


def removed_standings(code: str) -> tuple[tuple[int, str, str, str, str, datetime], ...]:
    """What was taken off: id, node, firm, who, why, when; the latest first."""
    rows = StandingRow.objects.filter(chain__code=code, removed_at__isnull=False).order_by("-removed_at")
    return tuple(rows.values_list("id", "node", "enterprise", "removed_by", "removed_reason", "removed_at"))


def _book() -> PackBook:
    return PackBook.objects.filter(id=1).first() or PackBook()


def all_supply() -> dict[str, dict[str, tuple[SupplyInfo, ...]]]:
    """What the pack says of the supply of each node, by chain."""
    found: dict[str, dict[str, tuple[SupplyInfo, ...]]] = {}
    for row in _book().supply:
        kept = {name: row[name] for name in SupplyInfo.__dataclass_fields__ if name != "basis"}
        nodes = found.setdefault(row["chain"], {})
        nodes[row["node"]] = (*nodes.get(row["node"], ()), SupplyInfo(**kept, basis=Basis(row["basis"])))
    return found


def target_book() -> Mapping[str, Any]:
    """Weights and limits that the pack gives for firms from outside; empty where it says nothing."""
    return dict(_book().targets)


def all_overrides() -> dict[str, dict[str, OverrideInfo]]:
    """Statuses that persons gave nodes and that stand, by chain."""
    found: dict[str, dict[str, OverrideInfo]] = {}
    for row in Override.objects.filter(undone_at__isnull=True).select_related("chain"):
        info = OverrideInfo(row.pk, row.node, row.status, row.reason, row.by, row.at)
        found.setdefault(row.chain.code, {})[row.node] = info
    return found


# Roles


def role_rows(codes: Iterable[str]) -> dict[str, tuple[RoleHolder, ...]]:
    """Who holds which role of each chain, unnamed: as persons set it, else as the pack says."""
    wanted = list(codes)
    found: dict[str, list[RoleHolder]] = {code: [] for code in wanted}
    set_here: set[tuple[str, str]] = set()
    for row in RoleRow.objects.filter(chain__code__in=wanted).select_related("chain").order_by("id"):
        set_here.add((row.chain.code, row.role))
        if row.ended_at is None:
            holder = RoleHolder(row.role, row.kind, row.holder, note=Text(row.reason), id=row.pk, by=row.by)
            found[row.chain.code].append(holder)
    for said in _book().roles:
        if said["chain"] in found and (said["chain"], said["role"]) not in set_here:
            found[said["chain"]].append(_of_pack(said))
    return {code: tuple(some) for code, some in found.items()}


def _of_pack(said: Mapping[str, Any]) -> RoleHolder:
    kind = next((kind for kind in ("post", "organisation", "enterprise") if said[kind]), "")
    note = said.get("note") or {}
    return RoleHolder(
        role=said["role"],
        kind=kind,
        holder=said[kind] if kind else "",
        draft=said["draft"],
        source=said["source"],
        locator=said["locator"],
        note=Text(note.get("zh", ""), note.get("en", "")),
        place=said.get("place", ""),
    )


def chains_led_by(holders: Iterable[str]) -> frozenset[str]:
    """Chains in which any of these posts or organisations holds a role."""
    wanted = set(holders)
    codes = list(ChainRow.objects.filter(current=True).values_list("code", flat=True))
    rows = role_rows(codes)
    return frozenset(code for code in codes if any(one.holder in wanted and one.kind != "words" for one in rows[code]))


# Lists, gaps at work, pools


def list_entries(code: str, *, dropped: bool = False) -> tuple[ListedItem, ...]:
    """Lines of the four lists, bare; dropped: those that were taken off, too."""
    rows = ListEntry.objects.filter(chain__code=code).order_by("list", "id")
    if not dropped:
        rows = rows.filter(dropped_at__isnull=True)
    cases = cases_of([row.case_id for row in rows if row.case_id])
    return tuple(
        ListedItem(
            id=row.pk,
            list=row.list,
            item=row.item,
            label=row.item,
            node=row.node,
            reason=row.reason,
            by=row.by,
            at=row.at,
            state=str(cases[row.case_id].state_label) if row.case_id in cases else "",
            dropped_by=row.dropped_by,
            dropped_at=row.dropped_at,
            dropped_reason=row.dropped_reason,
        )
        for row in rows
    )


def gap_cases(code: str) -> tuple[GapCaseInfo, ...]:
    """What was opened to close gaps of a chain, with where it stands now, the latest first."""
    rows = GapCase.objects.filter(chain__code=code).order_by("-at", "-id")
    cases = cases_of([row.case_id for row in rows])
    return tuple(_gap_case(row, cases[row.case_id]) for row in rows if row.case_id in cases)


def _gap_case(row: GapCase, case: CaseInfo) -> GapCaseInfo:
    return GapCaseInfo(
        id=row.pk,
        node=row.node,
        kind=row.kind,
        what=row.what,
        number=case.number,
        by=row.by,
        at=row.at,
        state_label=case.state_label,
        ended=case.ended_at is not None,
    )


def gap_of_number(number: str) -> tuple[str, str, str] | None:
    """Chain, node and kind of the gap that a task or project was opened for."""
    return GapCase.objects.filter(case__number=number).values_list("chain__code", "node", "kind").first()


def current_pool() -> PoolInfo | None:
    """The pool that targets are looked for in: the latest that was not dropped."""
    row = Pool.objects.filter(dropped_at__isnull=True).order_by("-id").first()
    return _pool(row) if row else None


def _pool(row: Pool) -> PoolInfo:
    return PoolInfo(
        row.pk, row.label, row.folder, row.rows, row.source, row.as_of, row.synthetic, row.made_by, row.made_at
    )


# What changed


def events_since(code: str, since: datetime) -> tuple[EventInfo, ...]:
    """What changed in a chain since a moment, the latest first: maps, firms, statuses, roles, lists, gaps, targets."""
    chosen = {"chain__code": code}
    found: list[EventInfo] = []
    for version in MapVersion.objects.filter(**chosen, made_at__gte=since, number__gt=1):
        found.append(EventInfo(version.made_at, version.made_by, "map", Text(str(version.number))))
    for row in StandingRow.objects.filter(**chosen, at__gte=since, origin=BY_PERSON):
        found.append(EventInfo(row.at, row.by, "firm_added", Text(row.enterprise), row.node))
    for row in StandingRow.objects.filter(**chosen, removed_at__gte=since):
        found.append(EventInfo(row.removed_at, row.removed_by, "firm_removed", Text(row.enterprise), row.node))
    for over in Override.objects.filter(**chosen, at__gte=since):
        found.append(EventInfo(over.at, over.by, "status_set", Text(over.status), over.node))
    for over in Override.objects.filter(**chosen, undone_at__gte=since):
        found.append(EventInfo(over.undone_at, over.undone_by, "status_undone", Text(over.status), over.node))
    for role in RoleRow.objects.filter(**chosen, at__gte=since):
        found.append(EventInfo(role.at, role.by, "role_set", Text(role.role)))
    for entry in ListEntry.objects.filter(**chosen, at__gte=since):
        found.append(EventInfo(entry.at, entry.by, "listed", Text(entry.item), entry.node))
    for entry in ListEntry.objects.filter(**chosen, dropped_at__gte=since):
        found.append(EventInfo(entry.dropped_at, entry.dropped_by, "dropped", Text(entry.item), entry.node))
    for case in GapCase.objects.filter(**chosen, at__gte=since).select_related("case"):
        found.append(EventInfo(case.at, case.by, "gap_opened", Text(case.case.number), case.node))
    for outcome in TargetOutcome.objects.filter(**chosen, at__gte=since):
        found.append(EventInfo(outcome.at, outcome.by, "target_state", Text(outcome.enterprise), outcome.node))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
