"""Whatever is in the files, reading ends in a Region or in a PackError that names file and line."""

import shutil
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidehead.packs import PackError, check_pack, read_pack

DEMO = Path(__file__).parents[2] / "packs" / "demo"
FILES = sorted(path.relative_to(DEMO).as_posix() for path in DEMO.rglob("*") if path.is_file())
LOOSE = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FRAGMENTS = st.sampled_from(
    [
        *["", ":", "- ", "{", "}", "[", "]", '"', "'", ",", "\n", "\r", "\t", "  ", "? ", "#", "|\n", ">\n", "---\n"],
        *["&a ", "*a", "!!int ", "<<: ", "null", "~", "no", "12:30", "0331000", "1e999", "-0", ".nan", "9" * 400],
        *["\x00", "\x85", "\u2028", "\ufeff", "\U0001f30a", "灯" * 3000, "%YAML 9.9\n"],
        *["990000", "demo-2021:hydrogen", "2021/2025", "range", "t-gdp-2026"],
    ]
)


def survives(directory: Path) -> None:
    """A region, or problems that each point into the pack."""
    try:
        region = read_pack(directory)
    except PackError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.line >= 0
            assert problem.message_en
            assert problem.message_zh
        return
    assert region.digest
    assert check_pack(directory).region is not None


@pytest.fixture
def spare(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "demo"))


@LOOSE
@given(name=st.sampled_from(FILES), content=st.binary(max_size=400))
def test_random_bytes_in_place_of_a_file(name: str, content: bytes, spare: Path) -> None:
    whole = (spare / name).read_bytes()
    (spare / name).write_bytes(content)
    try:
        survives(spare)
    finally:
        (spare / name).write_bytes(whole)


@LOOSE
@given(name=st.sampled_from(FILES), content=st.text(max_size=400))
def test_random_text_in_place_of_a_file(name: str, content: str, spare: Path) -> None:
    whole = (spare / name).read_bytes()
    (spare / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        survives(spare)
    finally:
        (spare / name).write_bytes(whole)


@settings(LOOSE, max_examples=300)
@given(
    name=st.sampled_from(FILES),
    dice=st.randoms(use_true_random=False),
    pieces=st.lists(FRAGMENTS, min_size=1, max_size=4),
)
def test_pieces_thrown_into_a_file(name: str, dice: Random, pieces: list[str], spare: Path) -> None:
    whole = (spare / name).read_bytes()
    text = whole.decode("utf-8")
    for piece in pieces:
        start = dice.randrange(len(text) + 1)
        text = text[:start] + piece + text[start + dice.choice((0, 0, 1, 5, 40)) :]
    (spare / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        survives(spare)
    finally:
        (spare / name).write_bytes(whole)


@settings(LOOSE, max_examples=120)
@given(name=st.sampled_from(FILES), dice=st.randoms(use_true_random=False))
def test_lines_swapped_doubled_and_dropped(name: str, dice: Random, spare: Path) -> None:
    whole = (spare / name).read_bytes()
    lines = whole.decode("utf-8").splitlines(keepends=True)
    for _ in range(dice.randint(1, 5)):
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.choice(("swap", "double", "drop", "indent")):
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "double":
                lines.insert(there, lines[here])
            case "drop" if len(lines) > 1:
                del lines[here]
            case _:
                lines[here] = "  " + lines[here]
    (spare / name).write_text("".join(lines), "utf-8")
    try:
        survives(spare)
    finally:
        (spare / name).write_bytes(whole)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 50_000,
        "? " * 50_000,
        "x: [" + "a, " * 300_000 + "]",
        "\n" * 1_000_000,
        '"' + "\\x41" * 500_000,
        "! " * 10_000,
        "".join(f"key{number}: 1\n" for number in range(60_000)),
    ],
    ids=["aliases", "lists", "mappings", "dashes", "keys", "values", "lines", "escapes", "tags", "unknown"],
)
def test_a_bomb_is_refused_soon(bomb: str, spare: Path) -> None:
    (spare / "checks.yaml").write_text(bomb, "utf-8")
    with pytest.raises(PackError) as caught:
        read_pack(spare)
    assert {problem.file for problem in caught.value.problems} == {"checks.yaml"}


def test_a_table_of_wrong_rows_is_told_in_bounds(spare: Path) -> None:
    header = (spare / "observations" / "city.csv").read_text("utf-8").splitlines()[0]
    (spare / "observations" / "city.csv").write_text(header + "\nx" * 20_000, "utf-8")
    with pytest.raises(PackError) as caught:
        read_pack(spare)
    assert len(caught.value.problems) <= 500


def test_a_long_chain_of_places_is_followed_once_and_not_once_a_place(spare: Path) -> None:
    path, length = spare / "places.yaml", 20_000
    chain = "".join(f"      p{number}: [p{number + 1}]\n" for number in range(length))
    tree = 'trees:\n  - id: chain\n    label: {zh: "链"}\n    root: p0\n    source: demo-register\n    locator: page\n'
    path.write_text(path.read_text("utf-8").partition("trees:")[0] + tree + "    children:\n" + chain, "utf-8")
    started = time.perf_counter()
    with pytest.raises(PackError, match="is not defined"):
        read_pack(spare)
    assert time.perf_counter() - started < 10
