"""The first league of each scheme: made with its region, once, never published by itself, and never in a load's way."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from tests.city.assessing import person
from tests.support.city import DEMO
from tidehead.city.assessments import actions, first_runs
from tidehead.city.assessments.first_runs import make_first_runs
from tidehead.city.assessments.leagues import league
from tidehead.city.assessments.models import EntrySet, Result, Run, SchemeVersion
from tidehead.city.assessments.queries import latest_runs, run_by_id, runs
from tidehead.city.assessments.types import AssessmentRefused, Text
from tidehead.city.assessments.worker import compute_next
from tidehead.city.cli.commands.loads import said
from tidehead.city.cli.loading import load_region
from tidehead.city.common.region import current_region
from tidehead.packs import read_pack

pytestmark = pytest.mark.django_db
FIRST = ["demo-counties-2025", "demo-firms-2024", "demo-firms-2025", "demo-towns-2024", "demo-towns-2025"]
NOW = timezone.now()


def made(**changed: object) -> list[tuple[str, str]]:
    """What a load makes now: notices as scheme and reason."""
    region = current_region()
    assert region is not None
    found = make_first_runs(**({"as_of": region.as_of, "now": NOW} | changed))
    return [(notice.scheme, notice.text.en) for notice in found]


@pytest.fixture
def bare() -> None:
    """The demo region as if none of its schemes had run yet."""
    Result.objects.all().delete()
    Run.objects.all().delete()
    EntrySet.objects.exclude(kind="pack").delete()


def test_a_region_comes_with_a_league_of_every_scheme_that_it_has_data_for() -> None:
    found = runs()[0:20]
    assert sorted(run.scheme.code for run in found) == FIRST
    assert {(run.state, run.draws, run.seed, run.computed_by) for run in found} == {("computed", 1000, 1, "system")}
    assert all(run.scored for run in found)
    assert {run.scheme.family for run in latest_runs()} == {"demo-counties", "demo-firms", "demo-towns"}


def test_none_of_them_is_published_before_somebody_reviewed_it() -> None:
    assert latest_runs(public_only=True) == ()
    with pytest.raises(AssessmentRefused):
        actions.publish_run(by=person("dora"), run_id=runs()[0:1][0].id, now=NOW, today=date(2026, 4, 10))


def test_loading_again_makes_no_further_run() -> None:
    before = set(Run.objects.values_list("id", flat=True))
    assert load_region(DEMO).notices == load_region(DEMO, force=True).notices == ()
    assert set(Run.objects.values_list("id", flat=True)) == before


def test_the_same_pack_gives_the_same_league(bare: None) -> None:
    made()
    first = dict(Run.objects.values_list("scheme__code", "result_digest"))
    Result.objects.all().delete()
    Run.objects.all().delete()
    made()
    assert dict(Run.objects.values_list("scheme__code", "result_digest")) == first


@pytest.mark.parametrize("survivors", range(5))
def test_what_a_killed_load_left_out_the_next_one_makes(
    bare: None, monkeypatch: pytest.MonkeyPatch, survivors: int
) -> None:
    kept, left = first_runs.make_run, iter(range(survivors))

    def dying(**asked: object) -> int:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return kept(**asked)

    with monkeypatch.context() as killing:
        killing.setattr(first_runs, "make_run", dying)
        with pytest.raises(KeyboardInterrupt):
            made()
    assert Run.objects.count() == survivors
    assert load_region(DEMO).notices == ()
    assert sorted(Run.objects.values_list("scheme__code", flat=True)) == FIRST


def test_a_run_that_was_withdrawn_or_failed_is_not_made_again_by_itself() -> None:
    Run.objects.filter(scheme__code="demo-towns-2025").update(state="withdrawn")
    Run.objects.filter(scheme__code="demo-firms-2025").update(state="failed")
    before = Run.objects.count()
    assert made() == []
    assert Run.objects.count() == before


@pytest.mark.parametrize(
    "error", [AssessmentRefused(Text("不行", "it will not do")), ValueError("nan"), ZeroDivisionError()]
)
def test_a_scheme_that_cannot_be_run_is_told_and_the_others_are_run(
    bare: None, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    kept = first_runs.make_run

    def failing(**asked: object) -> int:
        if asked["version"].code == "demo-firms-2024":
            raise error
        return kept(**asked)

    monkeypatch.setattr(first_runs, "make_run", failing)
    done = load_region(DEMO)
    assert [notice.partition(": ")[0] for notice in done.notices] == ["demo-firms-2024 2024 was not run"]
    assert said(done) == "demo is loaded and unchanged."  # what could not be run was told when it was loaded
    assert said(replace(done, unchanged=False)).splitlines()[1:] == list(done.notices)
    assert sorted(Run.objects.values_list("scheme__code", flat=True)) == [
        each for each in FIRST if "2024" not in each or "towns" in each
    ]


def test_places_of_which_nothing_is_known_on_the_day_are_not_run_and_nothing_is_left(bare: None) -> None:
    (told,) = made(as_of=date(1990, 1, 1))
    assert told[0] == "demo-counties-2025"
    assert re.search("No figure that the scheme needs", told[1])
    assert not EntrySet.objects.filter(scheme_code="demo-counties-2025").exists()


def test_places_of_which_nobody_can_be_scored_are_not_run_and_nothing_is_left(
    bare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "from_plain", without_filling(actions.from_plain))
    (told,) = made()
    assert (told[0], "no unit has the figures" in told[1]) == ("demo-counties-2025", True)
    assert not Run.objects.filter(scheme__code="demo-counties-2025").exists()
    assert not EntrySet.objects.filter(scheme_code="demo-counties-2025").exists()


def without_filling(read: Callable) -> Callable:
    """Schemes in which a unit without any one datum has no score; nobody publishes satisfaction by county."""

    def stricter(plain: dict) -> object:
        return read(json.loads(json.dumps(plain).replace('"reweight"', '"refuse"')))

    return stricter


def test_a_large_table_waits_for_the_worker(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "INLINE_WORK", 0)
    assert made() == []
    assert {run.state for run in runs()[0:20]} == {"waiting"}
    assert made() == []
    while compute_next():
        pass
    assert {(run.state, bool(run.scored)) for run in runs()[0:20]} == {("computed", True)}
    assert sorted(run.scheme.code for run in runs()[0:20]) == FIRST


def test_a_changed_scheme_is_run_by_its_new_version(tmp_path: Path) -> None:
    copy = tmp_path / "demo"
    shutil.copytree(DEMO, copy)
    path = copy / "schemes" / "demo-towns-2025.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("clause: ", "clause: 附 ", 1), encoding="utf-8")
    assert read_pack(copy)
    before = Run.objects.filter(scheme__code="demo-towns-2025").count()
    load_region(copy)
    newest = run_by_id(Run.objects.filter(scheme__code="demo-towns-2025").order_by("-id").first().id)
    assert newest.scheme.current
    assert Run.objects.filter(scheme__code="demo-towns-2025").count() == before + 1
    assert league(newest.id).rows
    assert SchemeVersion.objects.filter(code="demo-towns-2025").count() == 2
