"""Pages of cases: one's own work, a case, what is done to it, notifications, kinds."""

import re
from datetime import date
from io import BytesIO

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.city.assessing import person
from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, excel_texts, queries_of, words_of
from tests.support.holders import acting_as
from tidehead.city.cases.actions import open_case
from tidehead.city.cases.queries import case_by_id, record_of
from tidehead.city.cases.relations import Standing, relations_of
from tidehead.city.cases.types import CaseInfo, NewCase

pytestmark = pytest.mark.django_db
INBOX = reverse("cases:inbox")


def opened(title: str = "Parking near the works <b>", **more: object) -> CaseInfo:
    """A request of the first firm, entered by the firm itself."""
    firm = acting_as("erin")
    (party,) = firm.enterprises
    fields = {"channel": "desk", "topic": "other", "description": "Forty places are missing."}
    new = NewCase(type="request", title=title, party=party, fields=fields, **more)
    made = open_case(by=firm, new=new, now=timezone.now())
    found = case_by_id(made, person("dora"))
    assert found is not None
    return found


def address(case: CaseInfo, what: str = "case") -> str:
    return reverse(f"cases:{what}", args=[case.number])


def moved(client: Client, case: CaseInfo, transition: str, **fields: str) -> object:
    seen = record_of(case.id).seq
    given = {f"{transition}-{name}": value for name, value in fields.items() if name != "reason"}
    asked = {"transition": transition, "seen": seen, "reason": fields.get("reason", ""), **given}
    return client.post(address(case, "move"), asked)


def routed(olga: Client) -> CaseInfo:
    case = opened()
    answer = moved(olga, case, "route", lead="org.industry")
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return case


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_an_inbox_without_work_says_how_work_comes(henry: Client, language: dict[str, str]) -> None:
    page = words_of(henry.get(INBOX, language))
    assert ("Nothing waits for you." if language == ENGLISH else "没有等您办理的事项。") in page


def test_what_comes_to_an_organisation_stands_in_its_box(olga: Client, carl: Client) -> None:
    case = routed(olga)
    page = words_of(carl.get(INBOX, {"box": "organisation", **ENGLISH}))
    assert case.number in page and "Parking near the works &lt;b&gt;" in page
    assert queries_of(carl, f"{INBOX}?box=organisation") <= MOST_QUERIES


def test_an_inbox_goes_into_excel(olga: Client, carl: Client) -> None:
    case = routed(olga)
    texts = excel_texts(carl.get(INBOX, {"box": "organisation", "format": "xlsx", "table": "cases"}))
    assert case.number in texts


def test_a_case_shows_its_clocks_its_log_and_what_can_be_done(olga: Client, henry: Client) -> None:
    case = routed(olga)
    page = words_of(henry.get(address(case), ENGLISH))
    assert "What can be done now" in page and "clock--running" in page
    assert "The log is complete" in page
    assert queries_of(henry, address(case)) <= MOST_QUERIES


def test_who_routes_a_case_says_who_is_in_charge_on_the_same_form(olga: Client) -> None:
    case = opened()
    assert 'name="route-lead"' in words_of(olga.get(address(case)))
    assert moved(olga, case, "route").status_code == 422
    assert moved(olga, case, "route", lead="org.industry").status_code == 302
    assert record_of(case.id).lead == "org.industry"


def test_an_organisation_is_put_in_charge_without_a_move(olga: Client) -> None:
    case = opened()
    olga.post(address(case, "lead"), {"organisation": "org.industry", "seen": record_of(case.id).seq})
    assert (record_of(case.id).lead, record_of(case.id).state) == ("org.industry", "received")


def test_a_move_that_lacks_something_keeps_what_was_typed(olga: Client, henry: Client) -> None:
    case = routed(olga)
    moved(henry, case, "accept")
    answer = moved(henry, case, "resolve", outcome_words="Forty places were marked.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Forty places were marked." in page and "field__error" in page
    assert record_of(case.id).state == "in_progress"


def test_of_two_who_move_a_case_the_second_is_told(olga: Client, henry: Client) -> None:
    case = routed(olga)
    asked = {"transition": "accept", "seen": record_of(case.id).seq}
    assert henry.post(address(case, "move"), asked).status_code == 302
    answer = henry.post(address(case, "move"), {**asked, "transition": "send_back", "reason": "Not ours."})
    assert answer.status_code == 409
    assert record_of(case.id).state == "in_progress"


def test_a_stranger_to_a_case_is_not_told_that_it_exists(fay: Client, hilda: Client, bob: Client) -> None:
    case = opened()
    for client in (fay, hilda, bob):
        assert client.get(address(case)).status_code in {403, 404}
        assert client.post(address(case, "comment"), {"words": "?"}).status_code in {403, 404}


def test_a_firm_reads_no_internal_words(olga: Client, henry: Client, erin: Client) -> None:
    case = routed(olga)
    henry.post(address(case, "comment"), {"words": "Between us only."})
    henry.post(address(case, "comment"), {"words": "Dear firm.", "shown": "yes"})
    page = words_of(erin.get(address(case), ENGLISH))
    assert "Dear firm." in page and "Between us only." not in page


def test_a_file_is_attached_and_fetched_by_those_who_see_the_case(olga: Client, henry: Client, fay: Client) -> None:
    case = routed(olga)
    file = SimpleUploadedFile("plan.txt", b"Plan of the parking.", content_type="text/plain")
    henry.post(address(case, "attach"), {"file": file})
    link = re.search(r'href="(/cases/files/\d+/)"', words_of(henry.get(address(case))))
    assert link is not None
    answer = henry.get(link[1])
    assert b"".join(answer.streaming_content) == b"Plan of the parking."
    assert "attachment" in answer["Content-Disposition"]
    assert fay.get(link[1]).status_code in {403, 404}


def test_a_file_that_is_a_program_is_refused_in_words(olga: Client, henry: Client) -> None:
    case = routed(olga)
    program = BytesIO(b"MZ" + bytes(200))
    program.name = "plan.pdf"
    page = henry.post(address(case, "attach"), {"file": program}, follow=True).content.decode()
    assert "notice--error" in page
    assert "plan.pdf" not in words_of(henry.get(address(case))).split("files-head")[1]


def test_many_cases_are_given_to_a_post_at_once(olga: Client, henry: Client) -> None:
    first, second = routed(olga), routed(olga)
    asked = {"case": [first.id, second.id], "post": "industry.handler", "reason": "Yours."}
    page = words_of(henry.post(reverse("cases:bulk"), asked))
    assert first.number not in page
    assert {record_of(case.id).owner for case in (first, second)} == {"industry.handler"}


def test_what_cannot_be_done_in_bulk_is_told_case_by_case(olga: Client, henry: Client) -> None:
    first, second = routed(olga), routed(olga)
    moved(henry, first, "accept")
    page = words_of(henry.post(reverse("cases:bulk"), {"case": [first.id, second.id], "transition": "accept"}))
    assert first.number in page and second.number not in page
    assert record_of(second.id).state == "in_progress"


def test_who_is_given_a_case_is_told_once_and_reads_it(olga: Client, henry: Client) -> None:
    case = routed(olga)
    seen = record_of(case.id).seq
    olga.post(address(case, "assign"), {"post": "industry.handler", "seen": seen})
    assert int(henry.get(reverse("cases:badge")).content or b"0") >= 1
    assert case.number in words_of(henry.get(reverse("cases:notes")))
    henry.post(reverse("cases:read"))
    assert henry.get(reverse("cases:badge")).content == b""


def test_another_time_is_allowed_with_a_reason(olga: Client) -> None:
    case = routed(olga)
    asked = {
        "clock": "answer",
        "amount": "20",
        "unit": "days",
        "reason": "The road is dug up.",
        "seen": record_of(case.id).seq,
    }
    olga.post(address(case, "clock"), asked)
    clock = next(track for track in record_of(case.id).clocks if track.clock == "answer")
    assert (clock.due.amount, clock.due.unit.value) == (20, "days")
    assert "3650" in olga.post(address(case, "clock"), {**asked, "amount": "-3"}, follow=True).content.decode()


def test_what_is_personal_is_shown_to_who_says_what_for(olga: Client, henry: Client) -> None:
    case = routed(olga)
    olga.post(address(case, "fill"), {"edit-contact": "Ms Invented, 000", "seen": record_of(case.id).seq})
    assert "Ms Invented" not in words_of(henry.get(address(case)))
    refused = henry.post(address(case, "reveal"), {"field": "contact", "purpose": ""}, follow=True)
    assert "Ms Invented" not in refused.content.decode()
    assert "Ms Invented" in words_of(
        henry.post(address(case, "reveal"), {"field": "contact", "purpose": "To call back."})
    )


def test_correcting_what_is_known_keeps_what_is_masked(olga: Client, henry: Client) -> None:
    case = routed(olga)
    olga.post(address(case, "fill"), {"edit-contact": "Ms Invented, 000", "seen": record_of(case.id).seq})
    kept = {f"edit-{name}": value for name, value in record_of(case.id).fields.items() if name != "contact"}
    henry.post(
        address(case, "fill"), {**kept, "edit-description": "Fifty are missing.", "seen": record_of(case.id).seq}
    )
    assert record_of(case.id).fields["contact"] == "Ms Invented, 000"
    assert record_of(case.id).fields["description"] == "Fifty are missing."


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_kinds_of_cases_say_who_may_move_them_and_their_clocks(bob: Client, language: dict[str, str]) -> None:
    assert reverse("cases:kind", args=["request"]) in words_of(bob.get(reverse("cases:kinds"), language))
    page = words_of(bob.get(reverse("cases:kind", args=["request"]), language))
    assert ("7 days" if language == ENGLISH else "7天") in page


def test_a_kind_that_there_is_not_is_not_found(bob: Client) -> None:
    assert bob.get(reverse("cases:kind", args=["nonsense"])).status_code == 404


def test_one_person_alone_may_be_both_pairs_of_eyes(dora: Client) -> None:
    administrator = person("dora")
    standing = Standing("task", "", "", "", "", None, "", bodies=frozenset(), moved_by=administrator.pk)
    assert "second_office" not in relations_of(administrator, standing)
    get_user_model().objects.exclude(username="dora").update(is_active=False)
    assert "second_office" in relations_of(administrator, standing)


def test_what_nobody_has_yet_waits_for_who_routes_it_and_then_for_who_takes_it_up(olga: Client, henry: Client) -> None:
    case = opened()
    assert case.number in words_of(olga.get(INBOX))
    assert case.number not in words_of(henry.get(INBOX))
    assert moved(olga, case, "route", lead="org.industry").status_code == 302
    assert case.number not in words_of(olga.get(INBOX))
    assert case.number in words_of(henry.get(INBOX))
    assert case.number in words_of(henry.get(reverse("cases:notes")))


def test_only_who_routes_is_offered_another_time_and_nobody_the_firms_judgement(olga: Client, henry: Client) -> None:
    case = routed(olga)
    assert 'name="clock"' in words_of(olga.get(address(case)))
    page = words_of(henry.get(address(case)))
    assert 'name="clock"' not in page and "edit-satisfaction" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_stands_in_a_field_as_browsers_want_it(language: str) -> None:
    with override(language):
        field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
        assert 'value="2026-11-21"' in field.widget.render("due", date(2026, 11, 21))
        assert field.clean("2026-11-21") == date(2026, 11, 21)
