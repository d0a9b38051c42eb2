"""Which files a pack may have, and what may be in them as bytes."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tidehead.packs import PackError, Problem, nodes, pack_digest, read_pack, text_digest
from tidehead.packs.files import MIB, MOST_MIB

Problems = Callable[[Path], tuple[Problem, ...]]


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "observations/city.xlsx", "observations/deep/city.csv", "plan/corridor.yaml", ".DS_Store",
     "rules.py", "pack.yml", "observations/City.csv", "observations.csv"],
)  # fmt: skip
def test_a_file_that_does_not_belong_is_refused(name: str, demo: Path, problems_of: Problems) -> None:
    (demo / name).parent.mkdir(parents=True, exist_ok=True)
    (demo / name).write_text("print()", "utf-8")
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [(name, "unknown_file")]


def test_a_link_out_of_the_folder_is_not_followed(demo: Path, problems_of: Problems) -> None:
    (demo / "checks.yaml").unlink()
    (demo / "checks.yaml").symlink_to("/etc/hostname")
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [("checks.yaml", "unknown_file")]


def test_a_linked_folder_is_not_entered(demo: Path, problems_of: Problems) -> None:
    (demo / "plans" / "more").symlink_to(demo, target_is_directory=True)
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [("plans/more", "unknown_file")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(demo: Path, problems_of: Problems) -> None:
    os.mkfifo(demo / "schematic.yaml")
    assert [problem.code for problem in problems_of(demo)] == ["unknown_file"]


@pytest.mark.parametrize("name", ["pack.yaml", "sources.yaml", "places.yaml"])
def test_a_needed_file_that_is_missing_is_reported_once(name: str, demo: Path, problems_of: Problems) -> None:
    (demo / name).unlink()
    assert (name, "missing_file") in [(problem.file, problem.code) for problem in problems_of(demo)]
    assert len(problems_of(demo)) == 1


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, problems_of: Problems) -> None:
    assert [problem.code for problem in problems_of(tmp_path / "nowhere")] == ["no_folder"]


def test_an_empty_folder_lacks_the_needed_files(tmp_path: Path, problems_of: Problems) -> None:
    assert [problem.code for problem in problems_of(tmp_path)] == ["missing_file"] * 3


def test_the_other_files_can_be_left_out(demo: Path) -> None:
    for name in ("checks.yaml", "crosswalk.csv", "points.csv"):
        (demo / name).unlink()
    region = read_pack(demo)
    assert (region.checks, region.crosswalk, region.points) == ((), (), ())


def test_a_file_that_is_too_large_is_not_parsed(demo: Path, problems_of: Problems) -> None:
    with (demo / "checks.yaml").open("ab") as file:
        file.truncate(MOST_MIB * MIB + 1)
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [("checks.yaml", "too_large")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_refused_by_name_and_line(encoding: str, demo: Path, problems_of: Problems) -> None:
    text = (demo / "organisations.yaml").read_text("utf-8")
    (demo / "organisations.yaml").write_bytes(text.encode(encoding))
    problem = problems_of(demo)[0]
    assert (problem.file, problem.code) == ("organisations.yaml", "not_utf8")
    assert "Save the file as UTF-8" in problem.message_en
    assert problem.line >= 1


def test_a_byte_order_mark_is_taken_in_csv_as_excel_writes_it(demo: Path) -> None:
    path = demo / "points.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_pack(demo).points) == 46


def test_a_byte_that_is_no_text_is_refused(demo: Path, problems_of: Problems) -> None:
    (demo / "checks.yaml").write_bytes(b"checks:\n- id: \x00\n")
    assert [(problem.file, problem.line, problem.code) for problem in problems_of(demo)] == [("checks.yaml", 2, "yaml")]


@pytest.mark.parametrize("content", ["", "# nothing but a comment\n"])
def test_an_empty_file_is_refused(content: str, demo: Path, problems_of: Problems) -> None:
    (demo / "checks.yaml").write_text(content, "utf-8")
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [("checks.yaml", "empty_file")]


def test_an_empty_table_is_refused_but_one_with_only_a_header_is_read(demo: Path, problems_of: Problems) -> None:
    header = (demo / "points.csv").read_text("utf-8").splitlines()[0]
    (demo / "points.csv").write_text("", "utf-8")
    assert [problem.code for problem in problems_of(demo)] == ["empty_file"]
    (demo / "points.csv").write_text(header + "\n\n", "utf-8")
    assert read_pack(demo).points == ()


def test_the_digest_stays_for_the_same_bytes_and_changes_with_any_of_them(demo: Path) -> None:
    first = read_pack(demo).digest
    assert read_pack(demo).digest == first
    with (demo / "points.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert read_pack(demo).digest != first


def test_the_digest_is_known_without_reading_the_pack(demo: Path) -> None:
    assert pack_digest(demo) == read_pack(demo).digest


def test_the_parser_written_in_python_reads_the_same(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_pack(demo)
    monkeypatch.setattr(nodes, "Loader", yaml.SafeLoader)
    assert read_pack(demo) == fast


def test_the_parser_written_in_python_refuses_the_same(
    demo: Path, monkeypatch: pytest.MonkeyPatch, problems_of: Problems
) -> None:
    text = (demo / "pack.yaml").read_text("utf-8")
    for broken in (
        text.replace("id: demo", "id: 12"),
        text + "id: demo\n",
        text.replace("{zh", "&a {zh"),
        text + "\t{",
    ):
        (demo / "pack.yaml").write_text(broken, "utf-8")
        fast = [(problem.file, problem.line, problem.code) for problem in problems_of(demo)]
        with monkeypatch.context() as patched:
            patched.setattr(nodes, "Loader", yaml.SafeLoader)
            assert [(problem.file, problem.line, problem.code) for problem in problems_of(demo)] == fast


def test_a_folder_without_a_pack_has_no_digest(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(PackError):
            pack_digest(directory)


def test_the_digest_changes_when_a_file_is_renamed(demo: Path) -> None:
    first = read_pack(demo).digest
    (demo / "targets" / "corridor.csv").rename(demo / "targets" / "other.csv")
    assert read_pack(demo).digest != first


def test_the_digest_of_a_text_does_not_depend_on_line_ends_or_blanks_around_it() -> None:
    plain = hashlib.sha256("甲\n乙".encode()).hexdigest()
    assert {
        text_digest(text) for text in ("甲\n乙", "\ufeff甲\n乙".lstrip("\ufeff"), "甲\r\n乙\r\n", "\n 甲\r乙 \n")
    } == {plain}
    assert text_digest("甲 \n乙") != plain


def test_the_error_holds_every_problem_and_prints_them(demo: Path) -> None:
    (demo / "notes.txt").write_text("", "utf-8")
    with pytest.raises(PackError, match="notes.txt: Not a file of a pack") as caught:
        read_pack(demo)
    assert len(caught.value.problems) == 1
