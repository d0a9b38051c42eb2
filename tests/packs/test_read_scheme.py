"""One scheme of a pack, read without the rest of it."""

import shutil
from pathlib import Path

import pytest

from tests.packs.conftest import DEMO
from tidehead.packs import PackError, read_pack, read_parameters, read_scheme


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the demo pack with nothing in it but what a scheme needs."""
    for file in ("pack.yaml", "rules", "schemes"):
        source = DEMO / file
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / file)
    return tmp_path


def test_every_scheme_read_alone_is_the_scheme_of_the_whole_pack(pack: Path) -> None:
    region = read_pack(DEMO)
    for scheme in region.schemes:
        found, described = read_scheme(pack, scheme.id)
        assert found == scheme and described == region.pack
    assert read_parameters(pack) == (region.parameters, region.pack)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("schemes/demo-firms-2025.yaml", "standing:", "standings:", "unknown_key"),
        ("schemes/demo-firms-2025.yaml", "id: demo-firms-2025", "id: demo-firms-2026", "scheme_file"),
        ("rules/firms.yaml", "parameters:", "parameter:", "unknown_key"),
        ("pack.yaml", "\nid:", "\nidentifier:", "unknown_key"),
    ],
)
def test_a_mistake_is_refused_as_in_the_whole_pack(pack: Path, file: str, old: str, new: str, code: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        read_scheme(pack, "demo-firms-2025")
    assert code in {problem.code for problem in refused.value.problems}


def test_a_scheme_that_is_not_there_and_a_link_out_of_the_folder_are_refused(pack: Path) -> None:
    with pytest.raises(PackError, match="missing_file"):
        read_scheme(pack, "no-such-scheme")
    with pytest.raises(PackError, match="unknown_file"):
        read_scheme(pack, "../pack")
    (pack / "schemes" / "linked.yaml").symlink_to(DEMO / "schemes" / "demo-firms-2025.yaml")
    with pytest.raises(PackError, match="unknown_file"):
        read_scheme(pack, "linked")
