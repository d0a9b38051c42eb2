"""A register for the pages of clusters: invented firms of the demo region and of counties around it, over years."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np
from django.utils import timezone

from tidehead.city.enterprises.models import RegisterVersion
from tidehead.city.enterprises.types import CURRENT
from tidehead.city.enterprises.versions import register_folder
from tidehead.lake.register import Firm, PublishOptions, write_register

OWN = ("990101", "990102", "990103")
AROUND = tuple(f"9902{nth:02d}" for nth in range(1, 10))
CLASSES = ("1311", "1340", "3451", "3453", "3491", "3492", "3741", "3841", "3842", "3971", "3976", "4011")
SPECIAL = {"990101": "3841", "990102": "3451", "990103": "3976"}
"""What each district of the region has five times as much of as elsewhere."""
LAST = 2025
TABLE = "demo-2024"


def _cluster(code: str) -> str | None:
    named = {"384": "hydrogen", "349": "robots", "374": "low_altitude", "397": "photonics"}
    return named.get(code[:3], {"13": "marine_food", "34": "precision"}.get(code[:2]))


def firms(count: int = 1_800, *, seed: int = 3) -> Iterator[Firm]:
    """Invented firms: what is said of them is drawn by the seed, more of it in later years."""
    lots = np.random.default_rng(seed)
    places = (*OWN, *AROUND)
    for nth in range(count):
        place = places[int(lots.integers(len(places)))]
        weights = np.array([5.0 if SPECIAL.get(place) == code else 1.0 for code in CLASSES])
        code = CLASSES[int(lots.choice(len(CLASSES), p=weights / weights.sum()))]
        year = LAST - int(lots.integers(14) * lots.random())
        yield Firm(
            code=f"made-{nth:06d}",
            name=f"虚构{nth}号有限公司",
            scope="制造",
            registered_on=date(year, 1 + nth % 12, 1 + nth % 28),
            county=place,
            town=f"{place}{1 + nth % 2:03d}" if place in OWN else None,
            industry=code,
            division=code[:2],
            group_=code[:3],
            cluster=_cluster(code),
            jobs=int(5 + lots.integers(200)),
            source="made",
            synthetic=True,
        )


@lru_cache(maxsize=4)
def _written(count: int, seed: int, without: tuple[int, ...]) -> str:
    name = f"clusters-{hashlib.sha256(f'{count} {seed} {without}'.encode()).hexdigest()[:12]}"
    folder = register_folder() / name
    if not folder.is_dir():
        register_folder().mkdir(parents=True, exist_ok=True)
        kept = (one for one in firms(count, seed=seed) if one.registered_on.year not in without)
        write_register(kept, folder, options=PublishOptions(threads=1))
    return name


def a_register(count: int = 1_800, *, seed: int = 3, without: tuple[int, ...] = ()) -> int:
    """The number of a version with so many invented firms, which counts from now on. without: years left out."""
    folder = _written(count, seed, without)
    RegisterVersion.objects.filter(state=CURRENT).update(state="superseded")
    number = (RegisterVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    row = RegisterVersion.objects.create(
        number=number,
        folder=folder,
        state=CURRENT,
        rows=count,
        synthetic=True,
        as_of=date(LAST, 12, 31),
        made_by="alice",
        made_at=timezone.now(),
    )
    return row.number


def arguments_of_clusters() -> dict[str, dict[str, object]]:
    """For every route of clusters that needs arguments."""
    return {
        "clusters:cluster": {"code": "precision"},
        "clusters:place": {"code": OWN[0]},
        "clusters:firm_part": {"code": "demo-firm-01"},
        "clusters:table": {"code": TABLE},
    }
