"""Ladders of the region: kept from the pack, climbed by titles and figures, open until an answer is written down."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.support.holders import acting_as
from tidehead.calc.ladders import Holding
from tidehead.city.common.models import Trail
from tidehead.city.enterprises.ladder_texts import ladder_book
from tidehead.city.enterprises.ladders import (
    answers_of,
    ladder_on,
    ladders_of_firm,
    record_of,
    take_back_answer,
    variables_asked,
    write_answer,
)
from tidehead.city.enterprises.types import FirmInfo, FirmYear, NotThere, RegisterRefused

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)
FIRM = "demo-firm-01"  # has the titles of the first two steps


def answer(name: str, text: str, *, by: str = "alice", code: str = FIRM) -> int:
    return write_answer(by=acting_as(by), code=code, name=name, text=text, about="handed in", now=NOW)


def on_growth(code: str):
    return next(on for ladder, on in ladders_of_firm(code, day=DAY, language="en") if ladder.id == "growth")


def test_ladders_are_kept_as_the_pack_says_them():
    book = ladder_book()
    assert book.ladder("growth").steps == ("seedling", "skilled", "champion")
    assert book.titles["skilled"].valid_years == 3
    assert [version.from_day for version in book.rules["demo.skilled"].rule_set.versions] == [date(2024, 1, 1)]


def test_firms_stand_on_their_highest_title_and_lapsed_ones_are_told():
    view = ladder_on("growth", day=DAY, language="en")
    steps = {firm.code: firm.standing for firm in view.firms}
    assert steps[FIRM].title == "skilled"
    assert (steps["demo-firm-02"].step, steps["demo-firm-02"].lapsed) == (-1, ("seedling",))
    assert steps["demo-firm-03"].undated
    assert view.counts == (1, 1, None)  # nobody has named a champion: unknown, not zero


def test_nobody_asks_for_a_ladder_that_is_not_there():
    assert ladder_on("nothing", day=DAY, language="en") is None


def test_what_nobody_knows_is_open_until_it_is_written_down():
    before = on_growth("demo-firm-03")
    assert before.wanted == "skilled"
    assert before.assessment.met is None
    assert "rd_10k_cny" in before.assessment.missing
    for name, text in (("age_years", "6"), ("revenue_10k_cny", "2,000"), ("rd_10k_cny", "80")):
        answer(name, text, code="demo-firm-03")
    after = on_growth("demo-firm-03")
    assert after.assessment.met is True  # 80 / 2,000 = 4 % against 3 %


def test_an_answer_is_replaced_by_the_next_and_can_be_taken_back():
    answer("rd_10k_cny", "10")
    second = answer("rd_10k_cny", "20")
    assert [each.value for each in answers_of(FIRM)] == [20.0]
    assert take_back_answer(by=acting_as("alice"), answer_id=second, now=NOW) == FIRM
    assert answers_of(FIRM) == ()
    with pytest.raises(NotThere):
        take_back_answer(by=acting_as("alice"), answer_id=second, now=NOW)
    verbs = list(Trail.objects.filter(subject=f"enterprise:{FIRM}").values_list("verb", flat=True))
    assert verbs.count("answer.written") == 2
    assert verbs.count("answer.taken_back") == 1


@pytest.mark.parametrize("text", ["", "much", "nan", "inf", "1e300"])
def test_an_answer_that_is_no_number_is_refused_with_a_remedy(text: str):
    with pytest.raises(RegisterRefused) as refused:
        answer("rd_10k_cny", text)
    assert refused.value.text.zh and refused.value.text.en
    assert answers_of(FIRM) == ()


def test_what_no_condition_asks_for_is_refused():
    assert "colour" not in variables_asked()
    with pytest.raises(NotThere):
        answer("colour", "5")


def test_who_only_looks_writes_nothing_down():
    with pytest.raises(PermissionDenied):
        answer("rd_10k_cny", "5", by="bob")


def test_a_record_is_in_the_units_of_rules_and_unknown_stays_unknown():
    firm = FirmInfo(code="a", name="甲", registered_on=date(2020, 6, 30), capital_cny=5_000_000.0, jobs=80)
    years = (
        FirmYear(2023, revenue_cny=1e7),
        FirmYear(2024, revenue_cny=None),
        FirmYear(2025, revenue_cny=1.21e7, jobs=90),
    )
    record = record_of(firm, years, [Holding("seedling", date(2025, 1, 1))], {}, day=DAY)
    assert record["age_years"] == pytest.approx(6.0, abs=0.01)
    assert (record["capital_10k_cny"], record["revenue_10k_cny"], record["jobs"]) == (500.0, 1210.0, 90.0)
    assert record["revenue_growth_2y"] == pytest.approx(0.1)  # (1.21 / 1.00) ** (1 / 2) - 1
    assert record["rd_10k_cny"] is None
    assert record["has_seedling"] is True


def test_the_pages_show_funnel_firms_and_what_is_missing(bob: Client):
    listed = bob.get(reverse("enterprises:ladders"))
    assert listed.status_code == 200
    page = bob.get(reverse("enterprises:ladder", args=["growth"]), HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    assert FIRM in page.content.decode()
    assert bob.get(reverse("enterprises:ladder", args=["nothing"])).status_code == 404
    table = bob.get(reverse("enterprises:ladder", args=["growth"]) + "?format=csv&table=firms")
    assert table.status_code == 200


def test_the_part_on_a_firms_page_takes_answers_from_who_may(alice: Client, bob: Client):
    part = reverse("enterprises:ladder_part", args=["demo-firm-03"])
    assert "answer-name" in alice.get(part).content.decode()
    assert "answer-name" not in bob.get(part).content.decode()
    given = {"name": "rd_10k_cny", "value": "80", "about": "return of 2025"}
    assert alice.post(reverse("enterprises:answer", args=["demo-firm-03"]), given).status_code == 302
    (one,) = answers_of("demo-firm-03")
    alice.post(reverse("enterprises:take_back_answer", args=["demo-firm-03", one.id]))
    assert answers_of("demo-firm-03") == ()


def test_a_firm_that_nobody_knows_has_no_part(bob: Client):
    assert bob.get(reverse("enterprises:ladder_part", args=["nobody"])).status_code == 204


@pytest.mark.parametrize("name", ["enterprises:ladders"])
def test_a_stranger_is_sent_away(charlie: Client, name: str):
    assert charlie.get(reverse(name)).status_code == 302


def test_the_list_of_firms_on_a_ladder_asks_few_questions(bob: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        bob.get(reverse("enterprises:ladder", args=["growth"]))
