"""Rows of one entity found, against splink 5 on DuckDB with the settings of its own published examples, same run.

febrl3, febrl4 and historical figures come with their truth. The Chinese truth is SYNTHETIC: real registrations under
their codes, written wrong from a seed (tests/calc/linkage/corrupting.py); splink has no published settings for such
names and gets our guess (name and address by Jaro–Winkler, code and day by edits). F1 is of pairs: ours of the entities
at the default thresholds; splink's is the best of its pairs at any threshold and of its clusters at 0.5, 0.9, 0.95,
0.99 and 0.999, chosen by the truth; the province is ours alone. "seconds" is everything from rows in memory to
entities; splink's ends with one clustering.
"""

import csv
import gzip
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tidehead.calc.linkage import Block, Field, Plan, Records, Resolution, link_lists, resolve

ROOT = Path(__file__).resolve().parent.parent
if not hasattr(sys.modules.get("tests"), "calc") and "tests" not in sys.modules:
    tests = ModuleType("tests")  # some package of the bench group installs a `tests` of its own
    tests.__path__ = [str(ROOT / "tests")]
    sys.modules["tests"] = tests

from tests.calc.linkage.corrupting import Corruptor, Firm  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
SEED = 20261121
USUAL = 0.95
THRESHOLDS = (0.5, 0.9, 0.95, 0.99, 0.999)

PEOPLE = Plan(
    fields=(
        Field("name", "person_name", ("given_name", "surname")),
        Field("street_number", "category"),
        Field("address_1", "text"),
        Field("address_2", "text"),
        Field("suburb", "text"),
        Field("postcode", "postcode"),
        Field("state", "category"),
        Field("date_of_birth", "date"),
        Field("soc_sec_id", "code"),
    ),
    blocks=tuple(
        Block(keys)
        for keys in (
            ("soc_sec_id",),
            ("date_of_birth",),
            ("given_name", "surname"),
            ("surname:first3", "postcode"),
            ("given_name:first3", "postcode"),
            ("address_1", "street_number"),
            ("suburb", "street_number"),
            ("surname", "suburb"),
        )
    ),
)
FIGURES = Plan(
    fields=(
        Field("name", "person_name", ("first_name", "surname")),
        Field("dob", "date"),
        Field("postcode_fake", "postcode"),
        Field("birth_place", "text"),
        Field("occupation", "category"),
    ),
    blocks=tuple(
        Block(keys)
        for keys in (
            ("first_name:first3", "surname:first4"),
            ("surname", "dob"),
            ("first_name", "dob"),
            ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"),
            ("dob", "birth_place"),
            ("postcode_fake:first3", "dob"),
            ("postcode_fake:first3", "first_name"),
            ("postcode_fake:first3", "surname"),
            ("first_name:first2", "surname:first2", "dob:year"),
        )
    ),
)


def firms_plan(places: dict[str, str]) -> Plan:
    return Plan(
        fields=(
            Field("name", "company_name"),
            Field("code", "unified_code"),
            Field("address", "address"),
            Field("day", "date"),
        ),
        blocks=tuple(
            Block(keys)
            for keys in (
                ("code",),
                ("name:core",),
                ("name:slips",),
                ("name:sound",),
                ("name:rare",),
                ("name:brand", "address:first6"),
                ("name:brand", "day"),
                ("address",),
                ("day", "address:first6"),
            )
        ),
        places=places,
    )


@dataclass(frozen=True)
class Peer:
    """How splink does one set. rules of prediction, sure rules with their recall, rules of training, pairs for u."""

    comparisons: Sequence[Any]
    rules: Sequence[Any]
    sure: Sequence[Any]
    recall: float
    training: Sequence[Any]
    pairs: float
    select: str = "*"


def febrl_peer() -> Peer:
    """As splink's demo febrl3."""
    rules = [block_on(each) for each in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")]
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]
    sure = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ]
    return Peer(comparisons, rules, sure, 0.9, [block_on("date_of_birth"), block_on("postcode")], 1e6)


def febrl4_peer() -> Peer:
    """As the detailed model of splink's demo febrl4."""
    rules = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    day = cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )
    comparisons = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        day,
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    sure = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    return Peer(comparisons, rules, sure, 0.8, [block_on("date_of_birth"), block_on("postcode")], 1e6)


def figures_peer() -> Peer:
    """As splink's demo of 50,000 historical persons."""
    keys = (
        ("substr(first_name,1,3)", "substr(surname,1,4)"),
        ("surname", "dob"),
        ("first_name", "dob"),
        ("postcode_fake", "first_name"),
        ("postcode_fake", "surname"),
        ("dob", "birth_place"),
        ("substr(postcode_fake,1,3)", "dob"),
        ("substr(postcode_fake,1,3)", "first_name"),
        ("substr(postcode_fake,1,3)", "surname"),
        ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    )
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    sure = [
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
        block_on("dob", "postcode_fake"),
    ]
    training = [block_on("first_name", "surname"), block_on("dob")]
    both = "*, first_name || ' ' || surname as both_names"
    return Peer(comparisons, [block_on(*each) for each in keys], sure, 0.6, training, 1e7, both)


def firms_peer() -> Peer:
    """No published settings: ours for it, as careful as we could."""
    keys = (
        ("code",),
        ("name",),
        ("address",),
        ("substr(name,1,8)",),
        ("substr(name,3,4)", "substr(address,1,6)"),
        ("substr(name,4,4)", "substr(code,7,6)"),
        ("substr(name,1,3)", "day"),
        ("day", "substr(address,1,6)"),
        ("day", "substr(name,4,2)"),
    )
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("code", [1, 2]),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("day", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    training = [block_on("code"), block_on("name"), block_on("address")]
    sure = [block_on("code"), block_on("name", "day")]
    return Peer(comparisons, [block_on(*each) for each in keys], sure, 0.6, training, 1e7)


# Measuring


@dataclass(frozen=True)
class Quality:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        return f"F1 {self.f1:.4f} (precision {self.precision:.4f}, recall {self.recall:.4f})"


def pairs_of(labels: Any) -> float:
    counts = np.unique(labels, return_counts=True)[1].astype(float)
    return float((counts * (counts - 1) / 2).sum())


def quality(entity: Any, truth: Any) -> Quality:
    """Pairwise precision and recall of entities."""
    entity, truth = (np.unique(each, return_inverse=True)[1].astype(np.int64) for each in (entity, truth))
    hit = pairs_of(entity * (len(truth) + 1) + truth)
    return Quality(hit / pairs_of(entity), hit / pairs_of(truth))


def splink_run(tables: Sequence[Records], truth: Sequence[Any], peer: Peer) -> tuple[float, Quality]:
    """Seconds and the best quality that any threshold gives."""
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    frames = [_frame(connection, table, at) for at, table in enumerate(tables)]
    start = time.perf_counter()
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=list(peer.rules),
        comparisons=list(peer.comparisons),
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker([api.register(connection.sql(f"select {peer.select} from {frame}")) for frame in frames], settings)  # noqa: S608
    linker.training.estimate_probability_two_random_records_match(list(peer.sure), recall=peer.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=peer.pairs, seed=SEED)
    for rule in peer.training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    found = linker.inference.predict(threshold_match_probability=0.001)
    ids = [id for table in tables for id in table.ids]
    row = {id: at for at, id in enumerate(ids)}
    best = [_best_pairs(found, row, np.asarray(truth))]
    clustering = linker.clustering.cluster_pairwise_predictions_at_threshold
    spent = time.perf_counter() - start
    for threshold in THRESHOLDS:
        begun = time.perf_counter()
        told = clustering(found, threshold_match_probability=threshold).as_duckdbpyrelation().fetchnumpy()
        if threshold == USUAL:
            spent += time.perf_counter() - begun
        entity = dict(zip(told["id"].tolist(), told["cluster_id"].tolist(), strict=True))
        best.append(quality([str(entity[id]) for id in ids], truth))
    return spent, max(best, key=lambda each: each.f1)


def _frame(connection: Any, table: Records, number: int) -> str:
    columns = {"id": list(table.ids)} | {
        name: [each or None for each in values] for name, values in table.columns.items()
    }
    names = ", ".join(f'"{name}" varchar' for name in columns)
    connection.execute(f"create table side_{number} ({names})")
    arrow = pa.table(columns)  # noqa: F841
    connection.execute(f"insert into side_{number} select * from arrow")  # noqa: S608
    return f"side_{number}"


def _best_pairs(found: Any, row: dict[str, int], truth: Any) -> Quality:
    told = found.as_duckdbpyrelation().fetchnumpy()
    one, two = (np.array([row[id] for id in told[name].tolist()]) for name in ("id_l", "id_r"))
    order = np.argsort(-np.asarray(told["match_probability"], dtype=float))
    hits = np.cumsum((truth[one] == truth[two])[order])
    total = pairs_of(truth)
    at = int(np.argmax(2 * hits / (np.arange(len(hits)) + 1 + total)))
    return Quality(float(hits[at] / (at + 1)), float(hits[at] / total))


def rows_of(
    name: str, tables: Sequence[Records], truth: Sequence[Any], run: Callable[[], Resolution], peer: Peer | None
) -> dict[str, Any]:
    start = time.perf_counter()
    found = run()
    ours = time.perf_counter() - start
    row = {
        "name": f"{name}: {quality(found.entity, truth)}; blocking's recall at most {found.recall_bound:.3f}",
        "n": len(truth),
        "seconds": round(ours, 2),
        "rate": round(len(truth) / ours),
    }
    if peer is None:
        return row
    theirs, best = splink_run(tables, truth, peer)
    return row | {"peer": f"splink: best {best}", "ratio": round(theirs / ours, 2)}


# Data


def febrl(name: str) -> Records:
    with (DATA / "record_linkage" / name).open(encoding="utf-8") as lines:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(lines)]
    return Records(
        [row["rec_id"] for row in rows], {key: [row[key] for row in rows] for key in rows[0] if key != "rec_id"}
    )


def febrl_truth(*tables: Records) -> list[str]:
    return [id.split("-")[1] for table in tables for id in table.ids]


def figures() -> tuple[Records, list[str]]:
    columns = ("first_name", "surname", "dob", "birth_place", "postcode_fake", "occupation")
    source = DATA / "record_linkage" / "historical_figures_with_errors_50k.parquet"
    told = duckdb.sql(f"select unique_id, cluster, {', '.join(columns)} from '{source}'").fetchall()  # noqa: S608
    id, truth, *rest = zip(*told, strict=True)
    return Records(list(id), {name: list(values) for name, values in zip(columns, rest, strict=True)}), list(truth)


def firms(name: str) -> list[Firm]:
    """The registrations of a file, each code once."""
    found: dict[str, Firm] = {}
    with gzip.open(DATA / "enterprise_registration" / name, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["uscc"], Firm(row["name"], row["uscc"], row["address"], row["registered_on"]))
    return list(found.values())


def places() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("provinces", "cities", "areas"):
        with (DATA / "admin_divisions" / f"{name}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["name"], row["code"])
    return found


def chinese(name: str, source: str, peer: Peer | None) -> dict[str, Any]:
    plan = firms_plan(places())
    made = Corruptor(firms(source), plan.places, SEED).made()
    return rows_of(name, [made.records], made.truth, lambda: resolve(made.records, plan), peer)


def main() -> list[dict[str, Any]]:
    """One row a set; none where the shared data is missing."""
    if not DATA.exists():
        print("the shared data is not here: nothing measured", file=sys.stderr)
        return []
    one, left, right = febrl("dataset3.csv"), febrl("dataset4a.csv"), febrl("dataset4b.csv")
    people, truth = figures()
    return [
        rows_of("febrl3", [one], febrl_truth(one), lambda: resolve(one, PEOPLE), febrl_peer()),
        rows_of(
            "febrl4, two lists",
            [left, right],
            febrl_truth(left, right),
            lambda: link_lists(left, right, PEOPLE),
            febrl4_peer(),
        ),
        rows_of("historical figures", [people], truth, lambda: resolve(people, FIGURES), figures_peer()),
        chinese("a city's register, copies written wrong (synthetic)", "taizhou_enterprises.csv.gz", firms_peer()),
        chinese("a province's register, copies written wrong (synthetic)", "zhejiang_enterprises.csv.gz", None),
    ]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
