"""Loading a pack: everything or nothing, nothing twice, and nothing overwritten."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.support.city import DEMO
from tidehead.city.cli.commands.backup import kept_models
from tidehead.city.cli.loading import STEPS, load_region
from tidehead.city.common.region import current_region
from tidehead.city.common.search import search
from tidehead.city.common.trail import recent_trail
from tidehead.city.indicators.queries import all_indicators, contradictions, figures, proven_checks, targets, vintages
from tidehead.city.places.queries import all_places, places_under, region_drawing
from tidehead.city.plans.queries import commitments, schedule
from tidehead.packs import PackError, read_pack

pytestmark = pytest.mark.django_db
Rewrite = Callable[[str, str, str], Path]


@pytest.fixture
def rewrite(tmp_path: Path) -> Rewrite:
    """The demo pack with one text changed in one file."""
    copy = tmp_path / "demo"
    shutil.copytree(DEMO, copy)

    def change(name: str, old: str, new: str) -> Path:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return change


def gdp(period: str, *, as_of: date | None = None) -> list[float]:
    return [f.value for f in figures(indicator="gdp", place="990000", as_of=as_of) if f.period == period]


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in kept_models()}


def test_everything_that_the_pack_holds_is_there() -> None:
    pack = read_pack(DEMO)
    assert {place.code for place in all_places()} == {place.code for place in pack.places}
    assert {row.code for row in all_indicators()} == {row.id for row in pack.indicators}
    assert len(targets()) == len(pack.targets)
    assert len(commitments()) == sum(len(plan.commitments) for plan in pack.plans)
    assert len(schedule()) == sum(len(plan.schedule) for plan in pack.plans)
    stored = sum(len(vintages(indicator=row.code)) for row in all_indicators())
    assert stored == len(pack.observations)
    assert len(contradictions()) == len(pack.contradictions)
    assert region_drawing() is not None


def test_every_piece_of_arithmetic_comes_out_as_the_pack_says() -> None:
    found = proven_checks()
    assert found
    assert {check.outcome for check in found} == {"holds"}


def test_the_same_pack_is_not_loaded_twice() -> None:
    before = rows()
    assert load_region(DEMO).unchanged
    assert rows() == before


def test_loading_it_again_all_the_same_changes_no_figure() -> None:
    before = rows()
    done = load_region(DEMO, force=True)
    assert (done.observations_added, done.observations_withdrawn) == (0, 0)
    assert (done.targets_added, done.targets_withdrawn) == (0, 0)
    after = rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"common.Trail"}


def test_a_changed_value_is_added_and_the_old_one_withdrawn(rewrite: Rewrite) -> None:
    before = len(vintages(indicator="gdp", place="990000"))
    pack = rewrite("observations/city.csv", "gdp,990000,,,2019,1038.4,", "gdp,990000,,,2019,1039.1,")
    done = load_region(pack)
    assert (done.observations_added, done.observations_withdrawn) == (1, 1)
    assert gdp("2019") == [1039.1]
    kept = vintages(indicator="gdp", place="990000")
    assert len(kept) == before + 1
    assert [(f.value, f.state) for f in kept if f.period == "2019"] == [(1038.4, "withdrawn"), (1039.1, "accepted")]


def test_a_value_that_left_the_pack_is_withdrawn_not_deleted(rewrite: Rewrite) -> None:
    line = "gdp,990000,,,2020,1060,,亿元,eq,actual,,,demo-bulletin-2020,t1 r1,\n"
    done = load_region(rewrite("observations/city.csv", line, ""))
    assert (done.observations_added, done.observations_withdrawn) == (0, 1)
    assert gdp("2020") == []
    assert "withdrawn" in {f.state for f in vintages(indicator="gdp", place="990000") if f.period == "2020"}


def test_a_value_that_comes_back_is_accepted_again(rewrite: Rewrite) -> None:
    line = "gdp,990000,,,2020,1060,,亿元,eq,actual,,,demo-bulletin-2020,t1 r1,\n"
    load_region(rewrite("observations/city.csv", line, ""))
    load_region(DEMO)
    assert gdp("2020") == [1060.0]


def test_a_later_source_is_a_vintage_and_the_earlier_day_still_shows_the_earlier_value() -> None:
    assert gdp("2024") == [1373.6]
    assert gdp("2024", as_of=date(2025, 6, 30)) == [1370.2]
    assert gdp("2024", as_of=date(2024, 12, 31)) == []


def test_a_changed_target_is_added_and_the_old_one_withdrawn(rewrite: Rewrite) -> None:
    done = load_region(rewrite("targets/corridor.csv", "2026,1520,,亿元", "2026,1530,,亿元"))
    assert (done.targets_added, done.targets_withdrawn) == (1, 1)
    assert [t.value for t in targets(code="t-gdp-2026")] == [1530.0]


def test_a_changed_note_is_shown(rewrite: Rewrite) -> None:
    pack = rewrite(
        "places.yaml", '  - code: "990000"\n', '  - code: "990000"\n    note: {zh: "改过的", en: "changed"}\n'
    )
    load_region(pack)
    assert next(place.note.en for place in all_places() if place.code == "990000") == "changed"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("pack.yaml", "synthetic: true", "synthetic: perhaps"),
        ("observations/city.csv", "gdp,990000,,,2019,1038.4,", "gdp,990000,,,2019,much,"),
        ("observations/city.csv", "demo-bulletin-2019", "no-such-source"),
        ("targets/corridor.csv", "t-gdp-2026,gdp,990000", "t-gdp-2026,none,990000"),
        ("places.yaml", "    source: demo-register\n", "    source: nowhere\n"),
    ],
)
def test_a_broken_pack_leaves_everything_as_it_was(rewrite: Rewrite, name: str, old: str, new: str) -> None:
    before, region = rows(), current_region()
    with pytest.raises(PackError) as refused:
        load_region(rewrite(name, old, new))
    assert [problem for problem in refused.value.problems if problem.file == name and problem.line >= 1]
    assert rows() == before
    assert current_region() == region


def test_a_failure_in_the_middle_leaves_everything_as_it_was(rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch) -> None:
    before, region, hits = rows(), current_region(), search("示例湾")
    pack = rewrite("observations/city.csv", "gdp,990000,,,2019,1038.4,", "gdp,990000,,,2019,1039.1,")

    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("pulled plug")

    monkeypatch.setattr("tidehead.city.cli.loading.set_region", broken)
    with pytest.raises(RuntimeError, match="pulled plug"):
        load_region(pack)
    assert rows() == before
    assert current_region() == region
    assert search("示例湾") == hits
    assert gdp("2019") == [1038.4]


def test_what_is_remembered_between_loads_is_forgotten_at_the_next(rewrite: Rewrite) -> None:
    assert all_indicators()
    pack = rewrite("indicators.yaml", 'aliases: ["GDP", "生产总值"]', 'aliases: ["GDP", "琥珀"]')
    load_region(pack)
    named = [row.code for row in all_indicators() if "琥珀" in row.aliases]
    assert len(named) == 1
    assert [hit.code for hit in search("琥珀")] == named


def test_what_lies_under_a_place_is_gathered_anew_after_a_load(rewrite: Rewrite) -> None:
    """The economic zone moves from the first district to the second."""
    assert "platform.lamp" in places_under("990101") - places_under("990102")
    load_region(rewrite("places.yaml", 'within: "990101"', 'within: "990102"'))
    assert "platform.lamp" in places_under("990102") - places_under("990101")


def test_progress_is_told_step_by_step() -> None:
    steps: list[tuple[str, int, int]] = []
    load_region(DEMO, force=True, progress=lambda name, done, of: steps.append((name, done, of)))
    assert [done for _name, done, _of in steps] == list(range(STEPS + 1))
    assert {of for _name, _done, of in steps} == {STEPS}


def test_a_load_leaves_its_trail() -> None:
    load_region(DEMO, force=True)
    assert recent_trail(subject="pack:demo")[0].verb == "pack.loaded"
