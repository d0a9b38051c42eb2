"""`tidehead figures`: figures with their sources, as a table, JSON or CSV."""

import csv
import io
import json

import pytest

from tests.cli.asking import invoke
from tidehead.city.indicators.queries import figures, vintages

pytestmark = pytest.mark.django_db
GDP = ["figures", "--indicator", "gdp", "--place", "990000"]


def told(words: list[str]) -> list[dict[str, object]]:
    result = invoke(words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_every_figure_is_told_with_its_source() -> None:
    rows = told(["figures"])
    assert len(rows) == len(figures())
    assert all(row["source"] and row["locator"] and row["as_of"] for row in rows)


def test_csv_and_json_tell_the_same() -> None:
    as_csv = list(csv.DictReader(io.StringIO(invoke([*GDP, "--format", "csv"]).stdout)))
    as_json = told([*GDP, "--format", "json"])
    plain = [{name: "" if value is None else str(value) for name, value in row.items()} for row in as_json]
    assert as_csv == plain


def test_a_table_counts_what_it_shows() -> None:
    shown = invoke([*GDP, "--period", "2024", "--format", "table"]).stdout
    assert "1373.6" in shown
    assert "1 figures" in shown


def test_nothing_found_is_an_empty_table_not_an_error() -> None:
    assert told([*GDP, "--period", "1999"]) == []
    assert "0 figures" in invoke([*GDP, "--period", "1999", "--format", "table"]).stdout


@pytest.mark.parametrize("option", ["--indicator", "--place"])
def test_a_mistyped_code_is_told_from_an_empty_answer(option: str) -> None:
    result = invoke(["figures", option, "nope"])
    assert result.exit_code == 1
    assert "'nope'" in result.stderr


def test_figures_are_told_as_known_on_a_date() -> None:
    of_2024 = [*GDP, "--period", "2024"]
    assert [row["value"] for row in told(of_2024)] == [1373.6]
    assert [row["value"] for row in told([*of_2024, "--as-of", "2025-06-30"])] == [1370.2]


def test_vintages_are_told_oldest_first() -> None:
    rows = told([*GDP, "--vintages"])
    assert len(rows) == len(vintages(indicator="gdp", place="990000"))
    assert [row["value"] for row in rows if row["period"] == "2024"] == [1370.2, 1373.6]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["figures", "--vintages"], "--vintages needs --indicator"),
        (["figures", "--as-of", "soon"], "2025-03-31"),
        (["figures", "--format", "xml"], "csv"),
        (["figures", "--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_call_says_what_is_right(words: list[str], says: str) -> None:
    result = invoke(words)
    assert result.exit_code == 2
    assert says in result.stderr
