"""Industries of a pack: codes, words, uses, roles, clusters and places; each mistake told once, with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tidehead.packs import Problem, read_industries

ProblemsOf = Callable[[Path], tuple[Problem, ...]]
PACKS = Path(__file__).parents[2] / "packs"
WORDS, CODES, CLUSTERS = "industries/words.csv", "industries/codes.csv", "industries/clusters.yaml"

# file, what stands there, what is put in its place, the mistake it makes
MISTAKES = [
    (WORDS, "3451,轴承,", "3459,轴承,", "unknown_industry_code"),
    (WORDS, "3453,齿轮,", "3453,轴承,", "word_twice"),
    (WORDS, "3453,齿轮,", "345x,齿轮,", "not_industry_code"),
    (WORDS, "机械 设备,machine", "机械 设备,engine", "not_one_of"),
    (CODES, "3453,齿轮制造,4,345,C", "3451,齿轮制造,4,345,C", "industry_twice"),
    (CLUSTERS, '{codes: ["384"]}', '{codes: ["385"]}', "unknown_industry_code"),
    (CLUSTERS, '{codes: ["384"]}', '{codes: ["384"], without: ["385"]}', "unknown_industry_code"),
    (CLUSTERS, "member: hydrogen", "member: helium", "unknown"),
]


@pytest.mark.parametrize(("file", "old", "new", "mistake"), MISTAKES)
def test_a_mistake_in_a_file_about_industries_is_told(
    demo: Path, problems_of: ProblemsOf, file: str, old: str, new: str, mistake: str
) -> None:
    path = demo / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert mistake in {problem.code for problem in problems_of(demo)}


def test_industries_are_read_without_the_rest_of_the_pack(demo: Path) -> None:
    industries, pack, _, taxonomies = read_industries(demo)
    assert pack.id
    assert {row.code for row in industries.codes} >= {"C", "34", "345", "3451"}
    assert industries.definitions[0].taxonomy in {one.id for one in taxonomies}


def test_an_industry_has_its_english_name_and_none_where_the_cell_is_empty(demo: Path) -> None:
    path = demo / CODES
    text = path.read_text(encoding="utf-8")
    assert "3453,齿轮制造,4,345,C,Manufacture of gears" in text
    path.write_text(text.replace(",Manufacture of gears", ","), encoding="utf-8")
    named = {row.code: row.label_en for row in read_industries(demo)[0].codes}
    assert (named["3451"], named["3453"]) == ("Manufacture of bearings", "")


def test_what_a_cluster_leaves_out_is_read(demo: Path) -> None:
    path = demo / CLUSTERS
    text = path.read_text(encoding="utf-8").replace('[{codes: ["349"]}]', '[{codes: ["34"], without: ["345"]}]')
    path.write_text(text, encoding="utf-8")
    members = {one.member: one for one in read_industries(demo)[0].definitions[0].members}
    assert members["robots"].rules[0].without == ("345",)


@pytest.mark.parametrize("folder", sorted(one.name for one in PACKS.iterdir() if (one / WORDS).is_file()))
def test_every_word_of_a_pack_stands_once_and_knows_its_code(folder: str) -> None:
    industries = read_industries(PACKS / folder)[0]
    known = {row.code for row in industries.codes}
    said = [(word, row.place) for row in industries.words for word in row.words]
    assert len(said) == len(set(said))
    assert {row.code for row in industries.words} <= known


@pytest.mark.parametrize("folder", sorted(one.name for one in PACKS.iterdir() if (one / CODES).is_file()))
def test_sections_and_divisions_of_a_pack_have_an_english_name_of_their_own(folder: str) -> None:
    codes = [row for row in read_industries(PACKS / folder)[0].codes if row.level <= 2]
    assert [row.code for row in codes if not row.label_en or not row.label_en.isascii()] == []
    divisions = [row.label_en for row in codes if row.level == 2]
    assert len(divisions) == len(set(divisions))
