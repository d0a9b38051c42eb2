"""A file is read cell by cell in chunks; what is faulty is listed in its place; a killed import goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.lake.register_files import HEADINGS, Plain, as_csv, code, mapped, row, staged, written
from tidehead.lake.register import (
    DifferentImport,
    MappingRefused,
    Progress,
    StageOptions,
    stage,
    staged_in,
    suggest_mapping,
    write_faults,
)
from tidehead.reading.firms.rows import RowReader


def rows_in(folder: Path) -> list[dict]:
    return [one for path in sorted(folder.glob("chunk-*.rows.parquet")) for one in pq.read_table(path).to_pylist()]


def test_every_row_is_there_once_with_its_number_and_source(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [row(number) for number in range(1, 51)])
    found = staged(path, tmp_path / "s", chunk_rows=7, source="list-1")
    rows = rows_in(found.folder)
    assert (found.rows, found.sound, found.faulty, found.source) == (50, 50, 0, "list-1")
    assert [one["source_row"] for one in rows] == list(range(2, 52))
    assert [one["code"] for one in rows] == [code(number) for number in range(1, 51)]
    assert rows[0]["name_key"] == "岚汐1号泵业有限公司"
    assert found.personal == {"法定代表人": "person", "联系电话": "phone"}
    assert staged_in(found.folder) == found


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 100])
def test_quoted_line_breaks_and_blank_lines_keep_rows_and_numbers(tmp_path: Path, chunk_rows: int) -> None:
    rows = [row(1, 经营范围='甲\n乙,"丙"'), [], row(2, 住所="丁\r\n戊"), row(3)]
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([HEADINGS, *rows], encoding="gb18030"))
    found = staged(path, tmp_path / "s", chunk_rows=chunk_rows)
    kept = rows_in(found.folder)
    assert [one["source_row"] for one in kept] == [2, 4, 5]
    assert kept[0]["scope"] == '甲\n乙,"丙"' and kept[1]["address"] == "丁\r\n戊"


def test_faults_are_listed_cell_by_cell(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.csv", [row(1), row(2, 住所="bad"), row(3, "bad"), [*row(4), "too", "much"], row(5, "gone")]
    )
    found = staged(path, tmp_path / "s", chunk_rows=2)
    faults = list(found.faults())
    assert [(one.row, one.column, one.heading, one.fatal) for one in faults] == [
        (3, "address", "住所", False), (4, "name", "企业名称", True), (5, "", "", True),
    ]  # fmt: skip
    assert (found.rows, found.sound, found.faulty, found.fatal, found.left_out) == (5, 1, 3, 2, {"gone": 1})
    assert list(found.faults(offset=1, most=1)) == faults[1:2]


def test_a_figure_is_read_in_the_unit_of_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        as_csv([["企业名称", "营业收入（万元）", "从业人数"], ["甲厂", "1,200", "N/A"], ["乙厂", "很多", "15"]])
    )
    found = staged(path, tmp_path / "s")
    first, second = rows_in(found.folder)
    assert first["revenue_cny"] == 1200 * 1e4 and first["jobs"] is None
    assert second["revenue_cny"] is None and second["jobs"] == 15
    assert [(one.row, one.column, one.fatal) for one in found.faults()] == [(3, "revenue_cny", False)]


def test_a_firm_without_a_code_gets_one_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([["企业名称"], ["甲厂"], ["甲 厂"], ["乙厂"]]))
    found = staged(path, tmp_path / "s")
    codes = [one["code"] for one in rows_in(found.folder)]
    assert codes[0] == codes[1] != codes[2] and codes[0].startswith("row-")
    assert (found.without_code, found.repeated) == (3, 1)


def test_numbers_of_persons_in_the_scope_are_masked(tmp_path: Path) -> None:
    found = staged(written(tmp_path / "x.csv", [row(1, 经营范围="修理，电话13800138000")]), tmp_path / "s")
    assert rows_in(found.folder)[0]["scope"] == "修理，电话■■■" and found.masked == 1


def test_faults_can_be_taken_away_as_csv_excel_and_parquet(tmp_path: Path) -> None:
    found = staged(written(tmp_path / "x.csv", [row(1, 住所="bad"), row(2, "bad")]), tmp_path / "s")
    for ending in ("csv", "xlsx", "parquet"):
        write_faults(found, tmp_path / f"faults.{ending}", language="en")
    lines = (tmp_path / "faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Row,Heading,Text") and lines[1] == "2,住所,bad,bad,mend,"
    assert pq.read_table(tmp_path / "faults.parquet").num_rows == 2


def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [row(1)])
    with pytest.raises(MappingRefused):
        stage(path, suggest_mapping(["x"], []), out=tmp_path / "s", clean=Plain())


def test_a_folder_of_another_import_is_not_taken_up(tmp_path: Path) -> None:
    one, other = written(tmp_path / "x.csv", [row(1)]), written(tmp_path / "y.csv", [row(2)])
    staged(one, tmp_path / "s")
    with pytest.raises(DifferentImport):
        staged(other, tmp_path / "s")
    again = stage(other, mapped(other, tmp_path / "l"), out=tmp_path / "s", clean=Plain(), resume=False)
    assert [one["code"] for one in rows_in(again.folder)] == [code(2)]


def test_progress_is_told_and_may_stop_the_import_which_is_taken_up_again(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [row(number) for number in range(1, 31)])
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 2:
            raise KeyboardInterrupt

    options, mapping = StageOptions(chunk_rows=10, processes=1), mapped(path, tmp_path / "l")
    with pytest.raises(KeyboardInterrupt):
        stage(path, mapping, out=tmp_path / "s", clean=Plain(), options=options, progress=stop)
    assert [one.rows_done for one in told] == [10, 20] and told[-1].share < 1
    before = {one: one.stat().st_mtime_ns for one in (tmp_path / "s").glob("chunk-*.rows.parquet")}
    found = stage(path, mapping, out=tmp_path / "s", clean=Plain(), options=options, progress=told.append)
    assert found.rows == 30 and told[-1] == Progress(30, 30, 1.0)
    assert all(one.stat().st_mtime_ns == stamp for one, stamp in before.items())


def test_a_chunk_whose_file_was_damaged_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [row(number) for number in range(1, 31)])
    staged(path, tmp_path / "s", chunk_rows=10)
    chunk = sorted((tmp_path / "s").glob("chunk-*.rows.parquet"))[1]
    chunk.write_bytes(chunk.read_bytes()[:-7])
    assert [one["source_row"] for one in rows_in(staged(path, tmp_path / "s", chunk_rows=10).folder)] == list(
        range(2, 32)
    )


KILLED = """
import sys, time
from pathlib import Path
from register_files import Plain, mapped
from tidehead.lake.register import StageOptions, stage


class Slow(Plain):
    def __call__(self, cells, units):
        time.sleep(0.2)
        return super().__call__(cells, units)


if __name__ == "__main__":
    path, out = Path(sys.argv[1]), Path(sys.argv[2])
    options = StageOptions(chunk_rows=500, processes=2)
    stage(path, mapped(path, out.with_name("look")), out=out, clean=Slow(), options=options)
"""


def test_an_import_killed_at_once_goes_on_and_gives_what_an_unbroken_one_gives(tmp_path: Path) -> None:
    """kill -9 of the whole importing process; its helpers leave with it; finished chunks are not read again."""
    path = written(tmp_path / "x.csv", [row(number, 经营范围="水泵制造" * 12) for number in range(8000)])
    script, out = tmp_path / "importing.py", tmp_path / "s"
    script.write_text(KILLED, encoding="utf-8")
    here = Path(__file__).resolve().parent
    paths = os.pathsep.join((str(here), str(here.parents[1] / "src")))
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, str(script), str(path), str(out)], env=environment)
    until = time.monotonic() + 60
    while len(list(out.glob("chunk-*.json"))) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(0.6)
    done = {one.name: one.stat().st_mtime_ns for one in out.glob("chunk-*.json")}
    time.sleep(0.6)
    assert 3 <= len(done) < 16 and len(list(out.glob("chunk-*.json"))) == len(done), "helpers stayed"
    found = staged(path, out, chunk_rows=500, processes=1)
    whole = staged(path, tmp_path / "whole", chunk_rows=500, processes=1)
    assert found.rows == whole.rows == 8000
    assert rows_in(out) == rows_in(whole.folder)
    assert all((out / name).stat().st_mtime_ns == stamp for name, stamp in done.items())


def test_notes_of_chunks_hold_digests(tmp_path: Path) -> None:
    found = staged(written(tmp_path / "x.csv", [row(1)]), tmp_path / "s")
    note = json.loads(next(found.folder.glob("chunk-*.json")).read_text())
    assert len(note["digests"]) == 2 and all(len(one) == 64 for one in note["digests"])


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [row(number, 经营范围="水泵制造" * 14) for number in range(7000)])
    one = staged(path, tmp_path / "one", RowReader(), chunk_rows=900, processes=1)
    two = staged(path, tmp_path / "two", RowReader(), chunk_rows=900, processes=2)
    assert rows_in(one.folder) == rows_in(two.folder) and one.rows == two.rows == 7000
