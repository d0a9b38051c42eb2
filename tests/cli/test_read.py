"""`tidehead read`: the quantified statements of a document, without any database."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.asking import command, invoke

BULLETIN = Path(__file__).resolve().parents[1] / "documents" / "demo-bulletin-2024.txt"


def test_statements_come_line_by_line() -> None:
    result = invoke(["read", str(BULLETIN), "--issued-on", "2025-03-20"])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert 1370.2 in [row["value"] for row in rows]


def test_a_table_and_an_excel_file_are_written(tmp_path: Path) -> None:
    assert "1370.2" in invoke(["read", str(BULLETIN), "--format", "table"]).stdout.replace(",", "")
    out = tmp_path / "found.xlsx"
    assert invoke(["read", str(BULLETIN), "--format", "xlsx", "--output", str(out)]).exit_code == 0
    with zipfile.ZipFile(out) as book:
        assert "xl/workbook.xml" in book.namelist()


def test_reading_needs_no_data_folder(tmp_path: Path) -> None:
    done = command(["read", str(BULLETIN)], data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "content"), [("empty.txt", b""), ("broken.pdf", b"%PDF-1.4 nothing"), ("x.docx", b"PK")]
)
def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    result = invoke(["read", str(tmp_path / name)])
    assert result.exit_code == 1, result.output
    assert name in result.stderr


@pytest.mark.parametrize("words", [["--issued-on", "soon"], ["--format", "xml"]])
def test_a_wrong_call_says_what_is_right(words: list[str]) -> None:
    assert invoke(["read", str(BULLETIN), *words]).exit_code == 2


def test_a_missing_file_is_a_wrong_call(tmp_path: Path) -> None:
    assert invoke(["read", str(tmp_path / "none.txt")]).exit_code == 2
