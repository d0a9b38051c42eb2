"""26,137 registrations of the first region are read: what is known of their codes, capital, days and counties holds."""

from collections import Counter
from pathlib import Path

import pytest

from tidehead.city.common.firm_books import read_book
from tidehead.lake.register import Accept, FirmFilter, Register, Staged, publish, read_table, stage, suggest_mapping
from tidehead.reading.firms.rows import RowReader

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT.parent / "shared" / "data" / "enterprise_registration" / "taizhou_enterprises.csv.gz"
PACK = ROOT / "packs" / "cn_331000"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LIST.exists(), reason="the shared registrations are not beside the project"),
]
FIRMS = 26_137
CODES = {"91": 22_175, "93": 3_959, "old": 1}  # 22,177 + 3,959 + 1, less the two that stand twice


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registrations")


@pytest.fixture(scope="module")
def staged(place: Path) -> Staged:
    look = read_table(LIST, workspace=place)
    mapping = suggest_mapping(look.headings, look.samples)
    return stage(LIST, mapping, out=place / "staged", clean=RowReader(read_book(PACK)))


@pytest.fixture(scope="module")
def register(place: Path, staged: Staged) -> Register:
    publish([(staged, Accept.SOUND)], place / "version")
    return Register(place / "version")


def test_every_row_is_sound_and_two_codes_stand_twice(staged: Staged, register: Register) -> None:
    """Ten codes end in a small x, which is mended; with the capitals one more pair is the same firm."""
    assert (staged.rows, staged.sound, staged.faulty) == (FIRMS, FIRMS, 0)
    assert (staged.repeated, register.meta.rows, register.meta.superseded) == (2, FIRMS - 2, 2)
    assert staged.personal == {} and staged.left_out == {} and staged.without_code == 0


def test_codes_are_of_three_kinds(register: Register) -> None:
    begin = Counter(one.code[:2] if len(one.code) == 18 else "old" for one in register.rows_for_export())
    assert begin == CODES


def test_nine_formats_of_capital_are_read(register: Register) -> None:
    """7,733 of 26,137 say N/A; 171 in dollars and one in Hong Kong dollars have no yuan without a rate."""
    firms = list(register.rows_for_export())
    unknown = sum(1 for one in firms if one.capital_cny is None)
    assert abs(unknown - (7_733 + 171 + 1)) <= 2
    assert all(one.capital_cny is None or 0 <= one.capital_cny < 1e11 for one in firms)
    assert all(one.registered_on is not None and 1980 <= one.registered_on.year <= 2019 for one in firms)


def test_addresses_find_their_county(register: Register) -> None:
    """The issue asks 95 %; the abolished code 331021 is its successor 331083 everywhere."""
    counts = register.counts_by(("county",))
    assert counts.matrix.sum() >= 0.95 * FIRMS
    assert "331021" not in counts.labels[0] and "331083" in counts.labels[0]
    assert all(one.startswith("3310") for one in counts.labels[0])


def test_what_everyone_knows_is_found_by_two_characters(register: Register) -> None:
    for words, county in (("眼镜", "331082"), ("缝纫", "331002"), ("阀门", "331083"), ("模具", "331003")):
        counts = dict(register.facets(FirmFilter(words=(words,), activity="manufacture"), ("county",))["county"])
        everyone = dict(register.facets(FirmFilter(activity="manufacture"), ("county",))["county"])
        share = {one: counts.get(one, 0) / everyone[one] for one in everyone if one}
        assert max(share, key=share.__getitem__) == county, words
