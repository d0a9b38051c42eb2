"""The five seed documents against their hand-made facts: the bars that reading must clear."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tidehead.reading import Reading, read

pytestmark = pytest.mark.shared

FIELDS = ("line", "value", "value_high", "unit", "qualifier", "time", "kind", "change", "indicator", "subject", "quote")
FOUND_BAR, FULL_BAR = 0.97, 0.85


@pytest.fixture(scope="module")
def place() -> Path:
    shared = Path(__file__).resolve().parents[3] / "shared"
    if not (shared / "tools" / "score_reading.py").exists():
        pytest.skip("the seeds and their facts do not lie beside this project")
    return shared


@pytest.fixture(scope="module")
def scorer(place: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reading", place / "tools" / "score_reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readings(place: Path) -> dict[str, Reading]:
    return {path.name[:3]: read(path) for path in sorted((place / "seeds").glob("*.txt"))}


def _facts(reading: Reading) -> list[dict[str, object]]:
    return [{name: getattr(s, name) for name in FIELDS} for s in reading.statements if s.value is not None]


def test_reading_clears_both_bars_on_the_seeds_together(place, scorer, readings):
    parts: tuple[list, list, list, list] = ([], [], [], [])
    for name, reading in readings.items():
        gold = scorer.rows(place / "gold" / f"{name}.jsonl")
        for total, part in zip(parts, scorer.score(gold, _facts(reading)), strict=True):
            total += part
    real, full, missed, spurious = (len(part) for part in parts)
    assert scorer.f1(real, missed, spurious)[2] >= FOUND_BAR
    assert scorer.f1(full, missed + real - full, spurious + real - full)[2] >= FULL_BAR


def test_the_table_of_indicators_comes_out_whole(place, readings):
    cells = [s for s in readings["004"].statements if s.table == "2-1"]
    with (place / "gold" / "table_2_1.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 25
    for row in rows:
        base, target = [s for s in cells if s.line == int(row["line"])]
        assert base.value == (float(row["base_value"]) if row["base_value"] else None)
        assert target.value == (float(row["target_2026"]) if row["target_2026"] else None)
        assert (base.kind, target.kind) == ("actual", "target")
        assert (base.time, target.time) == (row["base_year"] or base.time, "2026")
        assert base.unit == target.unit == row["unit"]
        assert base.indicator == target.indicator == row["indicator"].replace(" ", "")
    assert sum(s.time == "2020" for s in cells) == 4


def test_the_table_of_areas_comes_out_whole(place, readings):
    cells = [s for s in readings["004"].statements if s.table == "3-2"]
    with (place / "gold" / "table_3_2.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 14
    for row in rows:
        own = [s for s in cells if s.line == int(row["line"]) and s.subject == row["group"]]
        assert any(s.value == float(row["km2"]) and s.unit == "平方公里" for s in own)
        years = [s for s in own if s.unit == "年" and s.kind == "target"]
        assert any(s.value == (float(row["planned_year"]) if row["planned_year"] else None) for s in years)
