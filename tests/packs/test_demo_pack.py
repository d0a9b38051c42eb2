"""The invented region is complete: every kind of row, every choice, and documents that say what the pack says."""

from dataclasses import fields
from pathlib import Path

import pytest

from tidehead.packs import check_pack, convert, read_pack, region_summary, text_digest
from tidehead.packs.schema import (
    Basis,
    Comparator,
    Direction,
    Force,
    Nature,
    ObservationRow,
    Region,
    TargetBasis,
    TargetRow,
)

PACKS = Path(__file__).parents[2] / "packs"
DOCUMENTS = Path(__file__).parents[1] / "documents"
TEXTS = {
    "demo-plan-2022": "demo-plan-2022.txt",
    "demo-bulletin-2024": "demo-bulletin-2024.txt",
    "demo-press-2026": "demo-press-2026.txt",
}


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(PACKS / "demo")


def test_it_passes_its_own_check() -> None:
    report = check_pack(PACKS / "demo")
    assert report.ok
    assert [(result.check.id, result.outcome) for result in report.checks if result.outcome != "holds"] == []
    assert len(report.checks) >= 5
    assert len(report.contradictions) == 2
    assert report.advice == ()
    assert report.counts == region_summary(report.region or read_pack(PACKS / "demo"))
    assert report.digest


def test_it_says_that_it_is_invented(region: Region) -> None:
    assert region.pack.synthetic


def test_it_is_large_enough_to_try_everything_on(region: Region) -> None:
    counts = region_summary(region)
    least = {"points": 40, "indicators": 20, "observations": 150, "targets": 15, "taxonomies": 2, "commitments": 15}
    assert {name: counts[name] for name in least if counts[name] < least[name]} == {}


def test_it_has_a_row_of_every_kind_but_tiles(region: Region) -> None:
    empty = [field.name for field in fields(Region) if not getattr(region, field.name)]
    assert empty == ["tiles"]


def test_every_choice_of_a_figure_occurs(region: Region) -> None:
    assert {one.direction for one in region.indicators} == set(Direction)
    assert {one.nature for one in region.indicators} == set(Nature)
    assert {row.basis for row in region.observations} == set(Basis)
    assert {row.basis for row in region.targets} == set(TargetBasis)
    assert {row.force for row in region.targets} == set(Force)
    comparators = {row.comparator for row in (*region.observations, *region.targets)}
    assert comparators == set(Comparator)


def test_it_has_vintages_conflicting_sources_growth_quarters_and_gaps(region: Region) -> None:
    by_key: dict[object, list[ObservationRow]] = {}
    for row in region.observations:
        by_key.setdefault(row.key, []).append(row)
    assert any(
        len({(row.source, row.as_of) for row in rows}) > len({row.source for row in rows}) for rows in by_key.values()
    )
    assert any(
        len({row.source for row in rows}) > 1 and len({row.value for row in rows}) > 1 for rows in by_key.values()
    )
    assert any(row.yoy_pct is not None for row in region.observations)
    assert any(row.key.period == "2025Q3" for row in region.observations)
    assert any(row.key.period == "" for row in region.observations)
    years = {row.key.period for row in region.observations if row.key.indicator == "rd_staff"}
    assert "2019" in years
    assert "2020" not in years


def test_targets_have_parts_words_and_no_base(region: Region) -> None:
    assert {target.parent for target in region.targets} > {""}
    assert any(target.value is None and target.words for target in region.targets)
    assert any(not target.base_period for target in region.targets)


def test_the_plan_has_tasks_that_are_late_and_tasks_that_nobody_was_named_for(region: Region) -> None:
    tasks = region.plans[0].commitments
    assert any(task.deadline and task.deadline < "2026" for task in tasks)
    assert any(not task.responsible for task in tasks)
    assert any(task.recurrence == "yearly" for task in tasks)
    assert any(item.words and not item.finish for item in region.plans[0].schedule)


def test_a_cluster_that_the_text_does_not_name_stays_unknown(region: Region) -> None:
    newer = next(taxonomy for taxonomy in region.taxonomies if taxonomy.id == "demo-2025")
    coming = next(group for group in newer.groups if group.code == "coming")
    assert (coming.stated, sum(member.group == "coming" for member in newer.members)) == (3, 2)


def lines_of(source: str) -> list[str]:
    return (DOCUMENTS / TEXTS[source]).read_text("utf-8").splitlines()


@pytest.mark.parametrize("source", TEXTS)
def test_the_pack_knows_each_document_by_its_digest(source: str, region: Region) -> None:
    known = next(one for one in region.sources if one.id == source)
    assert text_digest((DOCUMENTS / TEXTS[source]).read_text("utf-8")) == known.text_sha256


@pytest.mark.parametrize("source", TEXTS)
def test_each_document_says_each_figure_in_the_line_that_the_pack_names(source: str, region: Region) -> None:
    lines = lines_of(source)
    rows: list[ObservationRow | TargetRow] = [*region.observations, *region.targets]
    placed = [row for row in rows if row.source == source and row.locator.startswith("L") and row.value is not None]
    assert len(placed) >= 3
    missing = [(row.position, row.value) for row in placed if not says(lines[int(row.locator[1:]) - 1], row)]
    assert missing == []


def says(line: str, row: ObservationRow | TargetRow) -> bool:
    value = row.value or 0.0
    texts = {f"{value:g}", f"{value:.1f}", f"{value:.2f}", f"{value:.4g}", str(value)}
    if row.unit.endswith("元/亩"):
        texts.add(f"{convert(value, row.unit, '元/亩') / 1e4:g}")
    return any(text in line for text in texts)


def test_no_pack_holds_code() -> None:
    assert list(PACKS.rglob("*.py")) == []


@pytest.mark.parametrize(
    "directory", [path for path in sorted(PACKS.iterdir()) if path.is_dir()], ids=lambda path: path.name
)
def test_every_pack_that_ships_passes_its_check(directory: Path) -> None:
    report = check_pack(directory)
    assert report.problems == ()
    assert [(one.check.id, one.explanation.en) for one in report.checks if one.outcome != "holds"] == []
