"""Stores what a pack says about chains: a new version of a map where it changed, and who a source names on it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tidehead.calc.chains import Standing
from tidehead.city.chains.maps import digest_of, plain
from tidehead.city.chains.models import ChainRow, MapVersion, PackBook, StandingRow
from tidehead.city.chains.queries import LOADER
from tidehead.city.chains.types import BY_SOURCE
from tidehead.city.common.storing import both, put_rows
from tidehead.packs.schema import Region
from tidehead.packs.schema_chains import ChainRow as PackChain
from tidehead.packs.schema_chains import TargetLimits


def load_chains(region: Region, *, now: datetime) -> None:
    """Store chains, firms on them, supply, roles and limits. What people set here stays as they set it."""
    keys = put_rows(ChainRow, [_row(one, nth) for nth, one in enumerate(region.chain_rows)])
    _put_maps(region.chain_rows, keys, now)
    _put_standings(region.standings, keys, now)
    book = {
        "supply": [_bare(row) for row in region.supply],
        "roles": [{**_bare(row), "note": both(row.note)} for row in region.chain_roles],
        "targets": _targets(region.target_limits) if region.target_limits else {},
    }
    PackBook.objects.update_or_create(id=1, defaults=book)


def _row(one: PackChain, nth: int) -> ChainRow:
    label = one.chain.label
    return ChainRow(
        code=one.id, label_zh=label.zh, label_en=label.en, source=one.source, locator=one.locator, ordinal=nth
    )


def _put_maps(rows: Iterable[PackChain], keys: dict[str, int], now: datetime) -> None:
    """A map that is what it was makes no version."""
    for row in rows:
        content = plain(row.chain)
        digest = digest_of(content)
        last = MapVersion.objects.filter(chain_id=keys[row.id]).order_by("-number").first()
        if last is None or last.digest != digest:
            MapVersion.objects.create(
                chain_id=keys[row.id],
                number=last.number + 1 if last else 1,
                content=content,
                digest=digest,
                made_by=LOADER,
                made_at=now,
            )


def _put_standings(standings: Iterable[Standing], keys: dict[str, int], now: datetime) -> None:
    """Firms that left the pack are taken off; whom a person took off stays off, and whom a person put on stays on."""
    stored = {(row.chain_id, row.node, row.enterprise): row for row in StandingRow.objects.all()}
    named = {(keys[one.chain], one.node, one.enterprise): one for one in standings}
    fresh, changed = [], []
    for key, one in named.items():
        row = stored.get(key)
        if row is None:
            fresh.append(
                StandingRow(chain_id=key[0], node=one.node, enterprise=one.enterprise, by=LOADER, at=now, **_said(one))
            )
        elif row.origin == BY_SOURCE:
            changed.append(_renewed(row, one))
    gone = [row for key, row in stored.items() if key not in named and row.origin == BY_SOURCE and not row.removed_by]
    for row in gone:
        row.removed_by, row.removed_at, row.removed_reason = LOADER, now, ""
    StandingRow.objects.bulk_create(fresh, batch_size=200)
    StandingRow.objects.bulk_update(
        [*changed, *gone], [*_SAID, "removed_by", "removed_at", "removed_reason"], batch_size=100
    )


_SAID = ("origin", "role", "capacity", "minutes", "basis", "source", "locator")


def _said(one: Standing) -> dict[str, Any]:
    return {
        "origin": BY_SOURCE,
        "role": one.role,
        "capacity": one.capacity,
        "minutes": one.minutes,
        "basis": one.basis.value,
        "source": one.source,
        "locator": one.locator,
    }


def _renewed(row: StandingRow, one: Standing) -> StandingRow:
    for name, value in _said(one).items():
        setattr(row, name, value)
    if row.removed_by == LOADER:  # it came back into the pack
        row.removed_by, row.removed_at = "", None
    return row


def _bare(row: Any) -> dict[str, Any]:
    kept = asdict(row)
    kept.pop("position", None)
    return kept


def _targets(limits: TargetLimits) -> dict[str, Any]:
    return {
        "weights": {one.part: one.weight for one in limits.weights},
        "draft": limits.draft,
        "source": limits.source,
        "clause": limits.clause,
        "limits": [
            {
                "id": one.id,
                "label": both(one.label),
                "measure": one.measure,
                "value": one.value,
                "unit": one.unit,
                "direction": one.direction,
                "valid_from": one.valid_from.isoformat(),
                "valid_to": one.valid_to.isoformat() if one.valid_to else "",
                "chain": one.chain,
                "place": one.place,
                "draft": one.draft,
                "source": one.source,
                "clause": one.clause,
            }
            for one in limits.limits
        ],
    }
