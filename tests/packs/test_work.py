"""What a pack says about work: kinds of cases, calendar, posts, firms, service, projects, spaces, agreements, tasks."""

import shutil
from datetime import date, time
from pathlib import Path

import pytest

from tidehead.calc.casework import Duration, DurationUnit, Phase, WorkingCalendar, check_type, is_working_day
from tidehead.city.accounts.types import POST_ROLES
from tidehead.city.cases.types import RELATIONS as CITY_RELATIONS
from tidehead.packs import read_pack
from tidehead.packs.case_layout import RELATIONS
from tidehead.packs.layout import ROLES
from tidehead.packs.rule_sets import rule_results
from tidehead.packs.schema import Region

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "packs" / "demo"
KINDS = {
    "request",
    "policy_problem",
    "project",
    "project_spinoff",
    "project_foreign",
    "review",
    "task",
    "blocker",
    "resolution",
    "handover",
}
WORK_FILES = ("calendar", "posts", "service", "projects", "agreements", "tasks")


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(DEMO)


def test_roles_and_relations_are_those_the_city_knows() -> None:
    assert ROLES == POST_ROLES
    assert RELATIONS == CITY_RELATIONS


def test_a_pack_without_work_is_still_read(demo: Path) -> None:
    for name in WORK_FILES:
        (demo / f"{name}.yaml").unlink()
    for folder in ("cases", "chains", "enterprises", "honours", "spaces"):
        shutil.rmtree(demo / folder)
    (demo / "rules" / "projects.yaml").unlink()
    region = read_pack(demo)
    assert (region.case_types, region.enterprises, region.spaces, region.agreements) == ((), (), (), ())
    assert (region.calendar, region.service, region.projects, region.tasks) == (None, None, None, None)


def test_every_kind_of_case_is_there_and_can_be_lived_to_its_end(region: Region) -> None:
    assert {one.id for one in region.case_types} == KINDS
    for kind in region.case_types:
        assert check_type(kind) == ()
        assert all(one.label.en for one in (*kind.states, *kind.transitions, *kind.fields, *kind.clocks)), kind.id
        assert all(one.subject.en and one.body.en for one in kind.templates), kind.id


def test_a_request_is_answered_in_a_week_and_done_in_a_month(region: Region) -> None:
    request = next(one for one in region.case_types if one.id == "request")
    clocks = {one.id: one for one in request.clocks}
    assert clocks["answer"].due == Duration(7, DurationUnit.DAYS)
    assert clocks["done"].due == Duration(1, DurationUnit.MONTHS)
    assert clocks["answer"].restarts == ()  # a first answer is a first answer
    assert set(clocks["done"].restarts) == {"refuse", "reopen"}
    assert clocks["co_owner"].per == "co_owner"
    assert request.state("waiting_for_firm").phase == Phase.WAITING
    assert request.transition("confirm").rule == "satisfaction between 1 and 5"
    assert next(one for one in request.fields if one.id == "contact").sensitive


def test_a_review_stands_beside_the_project_and_never_in_its_way(region: Region) -> None:
    assert region.projects is not None
    review = next(one for one in region.case_types if one.id == "review")
    asked = {one.id for one in region.projects.checklist}
    assert {f"item_{one}" for one in asked} <= {one.id for one in review.fields}
    for pipeline in region.projects.case_types:
        project = next(one for one in region.case_types if one.id == pipeline)
        assert not any("review" in part for one in project.transitions for part in (*one.fill, *one.attach, one.rule))


def test_choices_of_cases_are_those_of_the_lists(region: Region) -> None:
    assert region.service and region.projects and region.tasks
    kinds = {kind.id: {one.id: [c.id for c in one.choices] for one in kind.fields} for kind in region.case_types}
    assert kinds["request"]["channel"] == [one.id for one in region.service.channels]
    assert kinds["request"]["topic"] == [one.id for one in region.service.topics]
    assert kinds["project"]["source_of_lead"] == [one.id for one in region.projects.lead_sources]
    assert kinds["task"]["blocker_kind"] == [one.id for one in region.tasks.blockers]
    assert kinds["blocker"]["kind"] == [one.id for one in region.tasks.blockers]


def test_the_calendar_knows_holidays_worked_weekends_and_how_far_it_goes(region: Region) -> None:
    assert region.calendar is not None
    working: WorkingCalendar = region.calendar.working
    assert working.known_until == date(2026, 12, 31)
    assert working.hours == ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
    assert not is_working_day(date(2025, 10, 8), working)  # a Wednesday of National Day and Mid-autumn
    assert is_working_day(date(2025, 10, 11), working)  # the Saturday worked for it
    assert not is_working_day(date(2026, 2, 23), working)
    assert is_working_day(date(2026, 2, 28), working)
    assert not any(day.weekday() > 4 for day in working.holidays)


def test_a_year_has_as_many_working_days_as_the_state_council_gave_it(region: Region) -> None:
    """2025: 365 days − 104 of weekends − 18 weekdays off + 5 days of weekends worked = 248."""
    assert region.calendar is not None
    days = [date.fromordinal(nth) for nth in range(date(2025, 1, 1).toordinal(), date(2026, 1, 1).toordinal())]
    weekends = sum(day.weekday() > 4 for day in days)
    off = sum(day.year == 2025 for day in region.calendar.working.holidays)
    worked = sum(day.year == 2025 for day in region.calendar.working.workdays)
    assert (weekends, off, worked) == (104, 1 + 6 + 1 + 3 + 1 + 6, 5)
    assert sum(is_working_day(day, region.calendar.working) for day in days) == 365 - 104 - 18 + 5


def test_posts_have_a_role_and_one_body(region: Region) -> None:
    working = [post for post in region.posts if post.role]
    assert {post.role for post in working} == set(POST_ROLES)
    assert all(bool(post.organisation) != bool(post.enterprise) for post in working)
    firms = {one.code for one in region.enterprises}
    assert {post.enterprise for post in working if post.enterprise} <= firms


def test_what_is_unknown_of_a_firm_stays_unknown(region: Region) -> None:
    last = region.enterprises[-1]
    assert (last.jobs, last.longitude, last.latitude) == (None, None, None)
    assert len(region.enterprises) == 12


def test_sizes_directions_and_agreements_are_read(region: Region) -> None:
    assert region.projects is not None
    assert [one.at_least_cny for one in region.projects.sizes] == [1e8, 1e9, 1e10]
    here = next(one for one in region.projects.positions if one.place == "new_area")
    assert ("demo-2025:robots" in here.industries, "demo-2025:marine_food" in here.excluded) == (True, True)
    sharing, mutual = region.agreements
    assert (sharing.parties, sum(one.share for one in sharing.shares)) == (("new_area", "990101"), 1.0)
    assert sum(one.share for one in mutual.shares) == 3  # each may count it whole
    assert [one.available for one in region.spaces] == [17, 4, 5, None]


def test_a_project_counts_once_and_for_nobody_where_it_came_from_next_door(region: Region) -> None:
    rules = next(one for one in region.rule_sets if one.id == "demo.project_counting")
    project = {
        "investment_10k_cny": 150_000.0,
        "local_relocation": False,
        "public_money": False,
        "phase_of_earlier": False,
        "counted_before": False,
        "parties": 2.0,
        "signed_on": date(2026, 3, 2),
    }
    first = rule_results(rules, date(2026, 9, 30), project, parameters=region.parameters)
    assert (first["counts"], first["over_1bn"], first["credit"]) == (True, True, 1 / 2)
    again = rule_results(rules, date(2026, 9, 30), {**project, "counted_before": True}, parameters=region.parameters)
    assert (again["counts"], again["credit"]) == (False, 0)
    moved = rule_results(rules, date(2026, 9, 30), {**project, "local_relocation": True}, parameters=region.parameters)
    assert moved["counts"] is False
    unknown = rule_results(rules, date(2026, 9, 30), {**project, "public_money": None}, parameters=region.parameters)
    assert unknown["counts"] is None
