"""The progress measure gives what two statistical offices published."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.trajectory import Progress, progress_measure, status_of_score

HERE = Path(__file__).parent
# The published code rounds two constants of its score (7.1429 for 50/7, 4.1667 for 25/6).
ROUNDED_CONSTANTS = 1e-4


def rows(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def number(text: str) -> float:
    return float(text) if text else float("nan")


def measured(row: dict[str, str]) -> Progress:
    return progress_measure(
        number(row["base_value"]),
        number(row["current_value"]),
        base_time=number(row["base_year"]),
        latest_time=number(row["current_year"]),
        target=number(row["target"]),
        target_time=number(row["target_year"]),
        direction="up" if row["direction"] == "1" else "down",
        limit=number(row.get("limit", "")),
    )


@pytest.mark.parametrize("row", rows("statcan_progress.csv"), ids=lambda row: f"{row['source']} {row['indicator']}")
def test_statistics_canadas_published_results_are_reproduced(row: dict[str, str]) -> None:
    result = measured(row)
    assert result.status == row["status"]
    np.testing.assert_allclose(result.value, number(row["progress_value"]), rtol=1e-9)
    np.testing.assert_allclose(result.score, number(row["score"]), atol=ROUNDED_CONSTANTS)


@pytest.mark.parametrize("row", rows("eustat_progress.csv"), ids=lambda row: row["indicator"])
def test_eustats_published_ratios_are_reproduced(row: dict[str, str]) -> None:
    result = measured(row)
    np.testing.assert_allclose(result.value, number(row["progress_value"]), rtol=1e-9)
    np.testing.assert_allclose(result.score, number(row["score"]), atol=ROUNDED_CONSTANTS)


def test_a_published_mean_of_two_series_gets_its_published_category() -> None:
    # gif 16-1-3: physical violence 0.868949758825317, sexual violence -5.0; published as limited_progress.
    mean = (0.868949758825317 + -5.0) / 2
    assert status_of_score(mean) == "limited_progress"
