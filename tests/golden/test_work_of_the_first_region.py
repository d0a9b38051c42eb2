"""Facts about work in the first region's pack, against the documents they were taken from."""

from datetime import date
from pathlib import Path

import pytest

from tidehead.calc.casework import Duration, DurationUnit, check_type, is_working_day
from tidehead.packs import read_pack
from tidehead.packs.golden import golden_problems
from tidehead.packs.schema import Region

PACK = Path(__file__).parents[2] / "packs" / "cn_331000"


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(PACK)


def test_every_kind_of_case_can_be_lived_to_its_end_and_says_where_it_is_only_proposed(region: Region) -> None:
    assert len(region.case_types) == 10
    for kind in region.case_types:
        assert check_type(kind) == ()
        assert kind.standing == "proposed"
        assert all(one.label.en for one in (*kind.states, *kind.transitions, *kind.fields, *kind.clocks)), kind.id


def test_a_request_is_answered_within_a_week_and_done_within_a_month(region: Region) -> None:
    """Feature, line 77: answered in a week, carried out in a month."""
    request = next(one for one in region.case_types if one.id == "request")
    clocks = {one.id: one for one in request.clocks}
    for name, due in (("answer", Duration(7, DurationUnit.DAYS)), ("done", Duration(1, DurationUnit.MONTHS))):
        assert (clocks[name].due, clocks[name].basis, clocks[name].clause) == (due, "tz-business-feature-2026", "L77")


def test_each_of_the_eleven_platforms_has_a_direction_and_every_direction_its_line(region: Region) -> None:
    assert region.projects is not None
    tree = next(one for one in region.trees if one.id == region.pack.platform_tree)
    platforms = {code for children in tree.children.values() for code in children if code.startswith("platform.")}
    directions = {one.place: one for one in region.projects.positions}
    assert len(platforms) == 11
    assert platforms <= directions.keys()
    assert all(one.locator.startswith("L") and one.industries for one in directions.values())


def test_named_firms_have_a_source_and_no_place_that_nobody_stated(region: Region) -> None:
    assert len(region.enterprises) == 206
    assert all(one.source and one.locator for one in region.enterprises)
    assert all(one.jobs is None and not one.size for one in region.enterprises)  # nobody published them
    assert 0 < sum(not one.place for one in region.enterprises) < 40


def test_the_four_first_gathering_places_are_the_plans(region: Region) -> None:
    first = [one for one in region.spaces if one.kind == "first_gathering"]
    assert len(first) == 4
    assert all(one.locator.startswith("L259") and one.area_m2 is None for one in first)


def test_the_group_meets_each_quarter_over_three_lists(region: Region) -> None:
    """Corridor plan, lines 580 and 648."""
    assert region.tasks is not None
    assert region.tasks.meeting is not None
    assert (region.tasks.meeting.every, region.tasks.meeting.clause) == ("quarter", "L580")
    assert ([one.id for one in region.tasks.lists], region.tasks.clause) == (["projects", "works", "platforms"], "L648")


def test_what_counts_is_proposed_and_its_cases_hold(region: Region) -> None:
    counting = next(one for one in region.rule_sets if one.id == "tz.project_counting")
    assert {one.source for one in counting.rule_set.versions} == {"tidehead-proposal-2026"}
    assert len(counting.cases) >= 15
    assert golden_problems(region) == ()


def test_no_share_of_an_agreement_is_given_out_as_in_force(region: Region) -> None:
    assert {one.standing for one in region.agreements} == {"proposed"}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True),  # a Sunday before Spring Festival
        (date(2025, 1, 28), False),  # New Year's Eve, a day off since 2025
        (date(2025, 10, 8), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 23), False),
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2024, 9, 14), True),
        (date(2024, 10, 12), True),
    ],
)
def test_days_off_are_those_of_the_state_councils_notices(region: Region, day: date, worked: bool) -> None:
    assert region.calendar is not None
    assert is_working_day(day, region.calendar.working) is worked
