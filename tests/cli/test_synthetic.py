"""`tidehead synthetic`: made-up people and cases, marked as such, and away again without a trace of the real ones."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.cli.asking import invoke
from tidehead.calc.casework import WorkingCalendar, is_working_day
from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.types import SYSTEM, VIEWER
from tidehead.city.cases.actions import open_case
from tidehead.city.cases.queries import case_by_id, case_slices, events_of
from tidehead.city.cases.types import CaseInfo, NewCase, Wanted
from tidehead.city.cases.verifying import verify_all_logs
from tidehead.city.cli.generator.chance import Chance, Clockface
from tidehead.city.cli.generator.filling import Amounts, FilledAlready, HoldsRealCases, empty, fill
from tidehead.city.cli.generator.world import NothingLoaded, region_to_fill
from tidehead.city.common.region import current_region, set_region
from tidehead.city.common.removing import StillUsed, remove_rows
from tidehead.city.common.trail import recent_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import all_enterprises
from tidehead.city.posts.actions import give_post, make_post
from tidehead.city.posts.queries import all_posts
from tidehead.city.posts.types import NewPost

FEW = ["--officers", "25", "--firms", "20", "--requests", "40", "--projects", "20", "--tasks", "8"]
SMALL = Amounts(officers=25, firms=20, requests=40, projects=20, tasks=8)
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def nobody_watches(step: str, done: int, of: int) -> None:
    """No bar."""


def all_cases() -> list[CaseInfo]:
    return list(case_slices(SYSTEM, Wanted(), now=timezone.now())[0:10_000])


def filled(*, seed: int = 1, mix: bool = False) -> dict[str, int]:
    return fill(SMALL, seed=seed, now=NOW, progress=nobody_watches, mix=mix)


def emptied() -> dict[str, int]:
    return empty(now=NOW, progress=nobody_watches)


@pytest.mark.django_db
def test_everything_made_up_says_so_and_goes_again() -> None:
    firms, posts = {one.code for one in all_enterprises()}, {one.code for one in all_posts()}
    before = {case.number for case in all_cases()}
    made = json.loads(invoke(["synthetic", *FEW]).stdout)
    assert (made["requests"], made["projects"], made["tasks"], made["firms"]) == (40, 20, 8, 20)
    cases = [case for case in all_cases() if case.number not in before]
    assert len(cases) == 40 + 20 + 8
    assert all(case.synthetic and "虚构" in case.title for case in cases)
    assert all("虚构" in one.label.zh and "synthetic" in one.label.en for one in all_posts() if one.code not in posts)
    assert all("虚构" in one.label.zh for one in all_enterprises() if one.code not in firms)
    told = json.loads(invoke(["synthetic", "--remove"]).stdout)
    assert told["cases"] >= len(cases)
    assert told["people"] == made["people"]
    assert not any(case.synthetic for case in all_cases())
    assert {one.code for one in all_enterprises()} == firms
    assert {one.code for one in all_posts()} == posts


@pytest.mark.django_db
def test_every_log_holds_and_nothing_lies_ahead() -> None:
    filled()
    checked, broken = verify_all_logs()
    assert (checked >= 68, broken) == (True, ())
    for case in all_cases():
        events = events_of(case.id)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert all(one.at < later.at for one, later in zip(events, events[1:], strict=False))
        assert events[-1].at <= NOW + timedelta(seconds=1)


@pytest.mark.django_db
def test_the_same_seed_makes_the_same() -> None:
    def told() -> list[tuple[object, ...]]:
        return sorted((one.title, one.opened_at, one.state, one.owner, one.moved_at) for one in all_cases())

    filled(seed=4)
    first = told()
    emptied()
    filled(seed=4)
    assert told() == first
    emptied()
    filled(seed=5)
    assert told() != first


@pytest.mark.django_db
def test_people_hold_made_up_posts_and_cannot_sign_in_with_a_password() -> None:
    filled()
    posts = [one for one in all_posts() if one.code.startswith("synthetic-")]
    assert all(len(one.holders) == 1 for one in posts)
    people = get_user_model().objects.filter(username__startswith="synthetic-")
    assert people.count() >= len(posts)
    assert not any(one.has_usable_password() or "虚构" not in one.first_name for one in people)


@pytest.mark.django_db
def test_it_is_filled_once_at_a_time() -> None:
    filled()
    with pytest.raises(FilledAlready):
        filled(seed=2)
    result = invoke(["synthetic", *FEW])
    assert result.exit_code == 1
    assert "--remove" in result.stderr


@pytest.mark.django_db
def test_real_cases_are_not_mixed_with_made_up_ones_unless_asked() -> None:
    region = current_region()
    assert region is not None
    set_region(replace(region, synthetic=False), at=NOW)
    kept = open_case(by=SYSTEM, new=NewCase(type="request", title="Real"), now=NOW)
    with pytest.raises(HoldsRealCases):
        filled()
    assert "--yes" in invoke(["synthetic", *FEW]).stderr
    filled(mix=True)
    emptied()
    assert case_by_id(kept, SYSTEM) is not None


@pytest.mark.django_db
def test_what_a_real_case_needs_stays() -> None:
    filled()
    firm = next(one.code for one in all_enterprises() if one.code.startswith("synthetic-"))
    post = next(one.code for one in all_posts() if one.code.startswith("synthetic-post-"))
    kept = open_case(by=SYSTEM, new=NewCase(type="request", title="Real", party=firm, owner=post), now=NOW)
    told = emptied()
    assert (told["kept firms"], told["kept posts"]) == (1, 1)
    assert 1 <= told["kept people"] <= 2  # who holds the post, and who held it
    case = case_by_id(kept, SYSTEM)
    assert case is not None
    assert (case.party, case.owner) == (firm, post)


@pytest.mark.django_db
def test_filling_and_emptying_leave_a_trail() -> None:
    filled()
    emptied()
    assert {"synthetic.filled", "synthetic.removed"} <= {row.verb for row in recent_trail(subject="region")}


@pytest.mark.django_db
def test_a_pack_without_work_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidehead.city.cli.generator.world.case_types", lambda: ())
    with pytest.raises(NothingLoaded, match="cases/"):
        region_to_fill(1, now=NOW, years=2)
    monkeypatch.setattr("tidehead.city.cli.generator.world.current_region", lambda: None)
    with pytest.raises(NothingLoaded, match="pack load"):
        region_to_fill(1, now=NOW, years=2)
    assert invoke(["synthetic", *FEW]).exit_code == 1


def test_people_work_in_working_hours() -> None:
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 10, 1)}), workdays=frozenset({date(2026, 10, 10)}))
    clock, chance = Clockface(calendar), Chance(3)
    for hours in range(24 * 40):
        at = clock.at_work(datetime(2026, 9, 20, tzinfo=UTC) + timedelta(hours=hours), chance).astimezone(clock.zone)
        assert is_working_day(at.date(), calendar)
        assert any(start <= at.time() <= end for start, end in calendar.hours)


def test_the_median_of_chance_is_the_usual() -> None:
    """Half of a log-normal sample lies below exp(mu): of 2,001 draws the middle one is near 10."""
    chance = Chance(1)
    drawn = sorted(chance.around(10) for _ in range(2_001))
    assert drawn[1_000] == pytest.approx(10, rel=0.08)


@pytest.mark.django_db
def test_a_row_that_others_need_is_not_taken_away() -> None:
    person = create_user(username="kept", role=VIEWER, now=NOW)
    make_post(by=SYSTEM, new=NewPost("post.kept", Text("留", "Kept"), "handler", organisation="org.science"), now=NOW)
    give_post(by=SYSTEM, post="post.kept", user_id=person, start_on=date(2026, 1, 1), now=NOW)
    users = get_user_model()
    with pytest.raises(StillUsed, match=r"posts\.Term"):
        remove_rows(users, [person], never=("posts.Term",))
    assert users.objects.filter(pk=person).exists()
    assert remove_rows(users, [person]) == 2  # the account and its term
    assert not users.objects.filter(pk=person).exists()
