"""Ladders and honours of a pack: read as they are written, and each mistake told once, with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tidehead.packs import Problem, check_pack, read_pack

ProblemsOf = Callable[[Path], tuple[Problem, ...]]
PACKS = Path(__file__).parents[2] / "packs"
LADDERS, HONOURS = "ladders.yaml", "honours/granted.csv"
FIRST = "demo-firm-01,seedling,2024-05-10,,2024"

# file, what stands there, what is put in its place, the mistake it makes
MISTAKES = [
    (LADDERS, "level: county", "level: village", "not_one_of"),
    (LADDERS, "rule_set: demo.skilled", "rule_set: demo.skill", "unknown"),
    (LADDERS, "    rule_set: demo.skilled\n", "", "title_rules"),
    (LADDERS, "rule: old_enough", "rule: olden", "title_rule"),
    (LADDERS, "steps: [seedling, skilled, champion]", "steps: [seedling, skilful, champion]", "unknown"),
    (LADDERS, "id: champion", "id: skilled", "defined_twice"),
    (HONOURS, FIRST, "demo-firm-99,seedling,2024-05-10,,2024", "unknown"),
    (HONOURS, FIRST, "demo-firm-01,seed,2024-05-10,,2024", "unknown"),
    (HONOURS, FIRST, "demo-firm-01,seedling,2024-05-10,2023-01-01,2024", "honour_days"),
    (HONOURS, FIRST, "demo-firm-01,skilled,2025-03-01,,2024", "standing_twice"),
    (HONOURS, FIRST, "demo-firm-01,seedling,10.5.2024,,2024", "not_a_day"),
]


def test_titles_ladders_and_honours_are_read():
    region = read_pack(PACKS / "demo")
    titles = {title.id: title for title in region.titles}
    assert region.ladders[0].steps == ("seedling", "skilled", "champion")
    assert [one.rule for one in titles["skilled"].conditions] == ["old_enough", "sells_enough", "spends_on_research"]
    assert titles["seedling"].valid_years == 3
    first = region.honours[0]
    assert (first.title, first.granted_on, first.valid_to) == ("seedling", date(2024, 5, 10), None)


def test_conditions_hold_in_their_golden_cases():
    assert check_pack(PACKS / "demo").problems == ()


@pytest.mark.parametrize(("file", "old", "new", "code"), MISTAKES)
def test_each_mistake_is_told(file: str, old: str, new: str, code: str, demo: Path, problems_of: ProblemsOf):
    text = (demo / file).read_text("utf-8")
    assert old in text
    (demo / file).write_text(text.replace(old, new, 1), "utf-8")
    assert code in [problem.code for problem in problems_of(demo)]
