"""`tidehead pack check` and `tidehead pack load`."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.asking import DEMO, command, invoke


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The demo pack with a key that nobody knows on line 3 of its first file."""
    copy = tmp_path / "broken"
    shutil.copytree(DEMO, copy)
    path = copy / "pack.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "surprise: 1", *lines[2:]]), encoding="utf-8")
    return copy


def test_a_right_pack_is_checked_and_counted() -> None:
    result = invoke(["pack", "check", str(DEMO)])
    assert result.exit_code == 0, result.output
    assert "259 observations" in result.stdout
    assert "0 problems" in result.stdout


def test_a_broken_pack_is_told_by_file_and_line(broken: Path) -> None:
    result = invoke(["pack", "check", str(broken)])
    assert result.exit_code == 1
    assert "pack.yaml:3" in result.stdout
    assert "surprise" in result.stdout


def test_programs_are_told_the_same_as_json(broken: Path) -> None:
    told = json.loads(invoke(["pack", "check", "--json", str(broken)]).stdout)
    assert told["ok"] is False
    assert ("pack.yaml", 3) in [(problem["file"], problem["line"]) for problem in told["problems"]]
    assert all(problem["zh"] and problem["en"] for problem in told["problems"])
    assert json.loads(invoke(["pack", "check", "--json", str(DEMO)]).stdout)["ok"] is True


@pytest.mark.parametrize("verb", ["check", "load"])
def test_a_folder_that_is_not_there_is_a_wrong_call(verb: str, tmp_path: Path) -> None:
    result = invoke(["pack", verb, str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


@pytest.mark.django_db
def test_loading_what_is_loaded_changes_nothing() -> None:
    result = invoke(["pack", "load", str(DEMO)])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["unchanged"] is True
    forced = json.loads(invoke(["pack", "load", "--force", str(DEMO)]).stdout)
    assert forced["unchanged"] is False
    assert (forced["observations_added"], forced["observations_withdrawn"]) == (0, 0)


@pytest.mark.django_db
def test_a_broken_pack_is_not_loaded_and_says_so(broken: Path) -> None:
    result = invoke(["pack", "load", str(broken)])
    assert result.exit_code == 1
    assert "nothing has changed" in result.stderr
    assert "pack.yaml:3" in result.stderr


def test_a_pack_is_loaded_into_a_new_folder(tmp_path: Path) -> None:
    first = command(["pack", "load", str(DEMO)], data=tmp_path / "data")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["observations_added"] == 259
    asked = command(["figures", "--indicator", "gdp", "--period", "2024"], data=tmp_path / "data")
    assert 1373.6 in [row["value"] for row in json.loads(asked.stdout)]


def test_without_a_database_a_command_says_how_to_get_one(tmp_path: Path) -> None:
    asked = command(["figures"], data=tmp_path / "data")
    assert asked.returncode == 1
    assert "tidehead pack load" in asked.stderr
    assert "Traceback" not in asked.stderr
