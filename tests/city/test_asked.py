"""What forms and addresses ask for is taken no further than it may go; what is sent twice does its work once."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import words_of
from tests.support.holders import acting_as
from tidehead.city.cases.actions import open_case
from tidehead.city.cases.queries import case_by_id, record_of
from tidehead.city.cases.types import CaseInfo, NewCase
from tidehead.city.common.asked import LONGEST_NUMBER, own_page, whole_number
from tidehead.city.common.once import bound_key, new_key

THIRTY_DIGITS = "9" * 30


@pytest.mark.parametrize("text", ["0", "7", "0042", "9" * LONGEST_NUMBER])
def test_plain_digits_are_a_whole_number(text: str) -> None:
    assert whole_number(text) == int(text)


@pytest.mark.parametrize("text", ["", " 7", "-1", "+1", "1.0", "1e3", "1_000", "²", "٣", "三", "\x007", THIRTY_DIGITS])
def test_anything_else_is_no_whole_number(text: str) -> None:
    assert whole_number(text) is None


def test_the_largest_whole_number_is_one_that_every_database_keeps_as_a_key() -> None:
    """An integer of PostgreSQL ends at 2^31 - 1 = 2147483647."""
    assert whole_number("9" * LONGEST_NUMBER) <= 2**31 - 1
    assert whole_number("1" + "0" * LONGEST_NUMBER) is None


@pytest.mark.parametrize("asked", ["/cases/", "/cases/?box=mine#top", "http://testserver/cases/"])
def test_an_address_of_this_site_is_gone_to(asked: str) -> None:
    assert own_page(RequestFactory().get("/"), asked, otherwise="/other/") == asked


@pytest.mark.parametrize(
    "asked", ["", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_an_address_elsewhere_is_not_gone_to(asked: str) -> None:
    assert own_page(RequestFactory().get("/"), asked, otherwise="/other/") == "/other/"


def test_a_page_that_came_encrypted_is_not_left_for_one_that_does_not() -> None:
    request = RequestFactory().get("/", secure=True)
    assert own_page(request, "http://testserver/cases/", otherwise="/other/") == "/other/"
    assert own_page(request, "https://testserver/cases/", otherwise="/other/") == "https://testserver/cases/"


def test_every_form_has_a_key_of_its_own() -> None:
    assert len({new_key() for _nth in range(100)}) == 100


def test_a_key_is_kept_so_that_nobody_else_and_nothing_else_shares_it() -> None:
    kept = bound_key("k", 1, "promise", "P-1")
    assert kept == bound_key("k", 1, "promise", "P-1")
    others = {
        bound_key("k", 2, "promise", "P-1"),
        bound_key("k", 1, "place", "P-1"),
        bound_key("j", 1, "promise", "P-1"),
    }
    assert kept not in others and len(others) == 3


def test_no_key_stays_none_and_a_broken_character_does_no_harm() -> None:
    assert bound_key("", 1) is None
    assert bound_key("\ud800", 1) not in {None, bound_key("?", 1)}


def routed(olga: Client) -> CaseInfo:
    """A firm's request that an organisation leads."""
    erin = acting_as("erin")
    fields = {"channel": "desk", "topic": "other", "description": "Forty places are missing."}
    new = NewCase(type="request", title="Parking near the works", party=min(erin.enterprises), fields=fields)
    case = case_by_id(open_case(by=erin, new=new, now=timezone.now()), acting_as("olga"))
    assert case is not None
    asked = {"transition": "route", "seen": record_of(case.id).seq, "route-lead": "org.industry", "reason": ""}
    assert olga.post(reverse("cases:move", args=[case.number]), asked).status_code == 302
    return case


@pytest.mark.django_db
def test_a_number_that_no_database_holds_does_not_stop_the_others_of_a_batch(olga: Client, henry: Client) -> None:
    case = routed(olga)
    asked = {"case": [THIRTY_DIGITS, case.id, "²"], "post": "industry.handler", "reason": "Yours."}
    answer = henry.post(reverse("cases:bulk"), asked)
    assert answer.status_code == 200 and THIRTY_DIGITS not in words_of(answer)
    assert record_of(case.id).owner == "industry.handler"


@pytest.mark.django_db
def test_a_batch_of_nothing_but_such_numbers_is_led_back(henry: Client) -> None:
    asked = {"case": [THIRTY_DIGITS], "transition": "accept", "next": "//evil.example/"}
    answer = henry.post(reverse("cases:bulk"), asked)
    assert (answer.status_code, answer["Location"]) == (302, reverse("cases:inbox"))


@pytest.mark.django_db
def test_a_version_that_nobody_can_have_seen_is_refused_without_a_fault(olga: Client, henry: Client) -> None:
    case = routed(olga)
    address, seen = reverse("cases:move", args=[case.number]), record_of(case.id).seq
    assert henry.post(address, {"transition": "accept", "seen": THIRTY_DIGITS}).status_code == 409
    assert henry.post(address, {"transition": "accept", "seen": seen}).status_code == 302


@pytest.mark.django_db
def test_firms_in_an_order_that_nobody_knows_are_shown_in_the_usual_one(bob: Client) -> None:
    assert bob.get(reverse("enterprises:enterprises"), {"order": "capital"}).status_code == 200
