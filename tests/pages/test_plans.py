"""Plans: what they promise by action and as a list, each promise, and the schedule as a Gantt chart."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.asking import (
    CHINESE,
    ENGLISH,
    INVENTED,
    MOST_QUERIES,
    excel_texts,
    queries_of,
    take_the_region_away,
    words_of,
)
from tidehead.city.plans.queries import all_plans, commitments, not_met, overdue, schedule

pytestmark = pytest.mark.django_db
PLAN = "corridor-2022"
PAGES = (
    "/plans/",
    f"/plans/{PLAN}/",
    f"/plans/{PLAN}/?view=list",
    f"/plans/{PLAN}/schedule/",
    "/plans/commitments/c-01/",
)


@pytest.mark.parametrize("address", PAGES)
def test_plans_speak_both_languages(bob: Client, address: str) -> None:
    bob.cookies["django_language"] = "zh-hans"
    assert "规划" in words_of(bob.get(address))
    bob.cookies["django_language"] = "en"
    assert "Innovation corridor plan" in words_of(bob.get(address))


@pytest.mark.parametrize("address", PAGES)
def test_plans_ask_the_database_little(bob: Client, address: str) -> None:
    assert queries_of(bob, address) <= MOST_QUERIES


def test_without_plans_the_page_says_what_to_do(bob: Client) -> None:
    take_the_region_away()
    assert "Load a region pack with plans" in words_of(bob.get("/plans/", ENGLISH))


@pytest.mark.parametrize("address", ["/plans/none/", "/plans/none/schedule/", "/plans/commitments/none/"])
def test_what_is_not_there_is_not_found(bob: Client, address: str) -> None:
    assert bob.get(address).status_code == 404


def test_every_commitment_is_on_its_plan_and_has_a_page(bob: Client) -> None:
    for plan in all_plans():
        page = words_of(bob.get(f"/plans/{plan.code}/", CHINESE))
        for each in commitments(plan=plan.code):
            address = reverse("plans:commitment", args=[each.code])
            assert address in page
            assert each.label.zh in words_of(bob.get(address))


def test_who_is_responsible_is_named_or_said_to_be_missing(bob: Client) -> None:
    for each in commitments(plan=PLAN):
        page = words_of(bob.get(reverse("plans:commitment", args=[each.code]), ENGLISH))
        if each.responsible:
            assert all(reverse("web:organisation", args=[code]) in page for code, _name in each.responsible)
        else:
            assert "an owner must be found" in page


def test_a_commitment_leads_to_its_place_in_the_document(bob: Client) -> None:
    each = commitments(plan=PLAN)[0]
    page = words_of(bob.get(reverse("plans:commitment", args=[each.code])))
    assert f'data-source="/sources/{each.source}/at/{each.locator}/"' in page


def test_the_schedule_shows_every_work_and_its_milestones(bob: Client) -> None:
    items = schedule(plan=PLAN)
    page = words_of(bob.get(f"/plans/{PLAN}/schedule/", CHINESE))
    assert items
    assert all(item.label.zh in page for item in items)
    assert all(milestone.label.zh in page for item in items for milestone in item.milestones)


@pytest.mark.parametrize(
    ("address", "count"), [(f"/plans/{PLAN}/", commitments), (f"/plans/{PLAN}/schedule/", schedule)]
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_tables_are_taken_away_whole(bob: Client, address: str, count: object, language: str) -> None:
    rows = len(count(plan=PLAN))  # type: ignore[operator]
    lines = bob.get(address, {"format": "csv", "lang": language}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + rows + 1  # head, rows, mark of invented data
    assert lines[-1] == INVENTED[language]
    assert INVENTED[language] in excel_texts(bob.get(address, {"format": "xlsx", "lang": language}))


def test_commitments_are_found_by_any_of_the_targets_that_they_name() -> None:
    named = {code for each in commitments() for code in each.targets}
    assert named
    for code in named:
        assert commitments(target=code) == tuple(each for each in commitments() if code in each.targets)
    assert commitments(target=named) == tuple(each for each in commitments() if each.targets)
    assert commitments(target="t-gdp") == ()  # the beginning of a code is no code


def test_what_its_targets_say_is_done_is_not_past() -> None:
    past = overdue(date(2099, 1, 1))
    measured = next(item for item in past if item.targets)
    reached = dict.fromkeys(measured.targets, "reached")
    assert measured not in not_met(past, reached)
    assert measured in not_met(past, {**reached, measured.targets[0]: "behind"})
    assert all(item in not_met(past, reached) for item in past if not item.targets)


def test_a_date_that_is_past_is_told_without_blame(bob: Client) -> None:
    page = words_of(bob.get(f"/plans/{PLAN}/", ENGLISH))
    assert "tag--error" not in page


def test_a_plan_is_shown_as_it_was_known_on_an_earlier_day(bob: Client) -> None:
    earlier = words_of(bob.get("/plans/corridor-2022/", {"as_of": "2023-06-01", **ENGLISH}))
    assert "As it was known on" in earlier
    now = words_of(bob.get("/plans/corridor-2022/", ENGLISH))
    assert earlier.count("date past") < now.count("date past")
    assert "As it was known on" in words_of(bob.get("/plans/commitments/c-05/", {"as_of": "2023-06-01", **ENGLISH}))
    assert "As it was known on" not in words_of(bob.get("/plans/corridor-2022/", {"as_of": "soon", **ENGLISH}))
