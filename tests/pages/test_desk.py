"""The firm's own desk: it asks, sees what happens in plain words, answers, judges, brings back; nobody else's."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, queries_of, words_of
from tests.support.holders import acting_as, firms
from tidehead.city.cases.actions import comment
from tidehead.city.cases.queries import case_file, case_slices, cases_of
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.services import requests
from tidehead.city.services.types import NewRequest

pytestmark = pytest.mark.django_db


def a_request(*, moved_on: bool = False, resolved: bool = False) -> CaseInfo:
    """Of the first firm, put just now; with Henry where it has moved on."""
    now = timezone.now() - timedelta(minutes=5)
    new = NewRequest(enterprise=firms()[0], title="", words="厂区门口积水，货车进不来", topic="other")
    case_id = requests.ask(new, by=acting_as("erin"), now=now)
    if moved_on or resolved:
        seq = cases_of([case_id])[case_id].seq
        requests.route(by=acting_as("olga"), case_id=case_id, organisation="org.industry", seen=seq, now=now)
        requests.accept(by=acting_as("henry"), case_id=case_id, seen=requests.seq_of(case_id), now=now)
    if resolved:
        seq = requests.seq_of(case_id)
        said = {"outcome": "solved", "words": "已疏通管网"}
        requests.resolve(by=acting_as("henry"), case_id=case_id, seen=seq, now=now, **said)
    return cases_of([case_id])[case_id]


def act(client: Client, case: CaseInfo, verb: str, **given: object) -> HttpResponse:
    address = reverse("services:act", args=[case.number, verb])
    return client.post(address, {"seen": cases_of([case.id])[case.id].seq, **given}, follow=True)


def test_an_empty_desk_says_what_to_do_in_both_languages(erin: Client) -> None:
    assert "说说企业需要什么" in words_of(erin.get(reverse("services:desk"), CHINESE))
    assert "You have asked for nothing yet" in words_of(erin.get(reverse("services:desk"), ENGLISH))


def test_a_firm_asks_with_a_photo_and_sending_twice_asks_once(erin: Client) -> None:
    page = words_of(erin.get(reverse("services:ask"), CHINESE))
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert len(key) == 32
    for _ in range(2):
        photo = SimpleUploadedFile("门口.png", PNG, content_type="image/png")
        given = {"words": "厂区门口积水", "topic": "other", "contact": "王 13800000000", "key": key, "files": photo}
        answer = erin.post(reverse("services:ask"), given, follow=True)
        assert "厂区门口积水" in words_of(answer)
    found = case_slices(acting_as("erin"), Wanted(family="request"))[:10]
    assert [case.title for case in found] == ["厂区门口积水"]
    file = case_file(found[0].number, acting_as("erin"), timezone.now())
    assert file is not None
    assert [one.name for one in file.attachments][:1] == ["门口.png"]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def test_the_firm_reads_who_works_on_it_and_by_when(erin: Client) -> None:
    case = a_request(moved_on=True)
    page = words_of(erin.get(reverse("services:own_request", args=[case.number]), ENGLISH))
    assert "is working on it" in page
    assert re.search("An answer by .* at the latest", page)


def test_a_question_is_answered_and_the_time_goes_on(erin: Client) -> None:
    case = a_request(moved_on=True)
    seq, now = requests.seq_of(case.id), timezone.now()
    requests.ask_back(by=acting_as("henry"), case_id=case.id, question="哪一个门？", seen=seq, now=now)
    assert "哪一个门？" in words_of(erin.get(reverse("services:own_request", args=[case.number]), ENGLISH))
    assert "Waiting for your word" in words_of(erin.get(reverse("services:desk"), ENGLISH))
    act(erin, case, "reply", words="东门")
    assert cases_of([case.id])[case.id].state == "in_progress"


def test_a_result_is_judged_or_refused_with_what_is_missing(erin: Client) -> None:
    good, bad = a_request(resolved=True), a_request(resolved=True)
    assert "请选择 1 至 5 的满意度" in words_of(act(erin, good, "confirm"))
    act(erin, good, "confirm", satisfaction="4")
    act(erin, bad, "refuse", words="还是进不来")
    states = cases_of([good.id, bad.id])
    assert (states[good.id].state, states[good.id].fields["satisfaction"]) == ("confirmed", 4)
    assert states[bad.id].state == "reopened"
    act(erin, good, "reopen", words="又积水了")
    assert cases_of([good.id])[good.id].reopened == 1


def test_what_offices_say_among_themselves_is_not_shown(erin: Client) -> None:
    case = a_request(moved_on=True)
    comment(by=acting_as("henry"), case_id=case.id, words="内部：先压一压", now=timezone.now())
    comment(by=acting_as("henry"), case_id=case.id, words="明天上门看看", now=timezone.now(), internal=False)
    page = words_of(erin.get(reverse("services:own_request", args=[case.number])))
    assert "先压一压" not in page
    assert "明天上门看看" in page


def test_a_firm_sees_nothing_of_the_firm_next_door(fay: Client) -> None:
    case = a_request(moved_on=True)
    assert case.title not in words_of(fay.get(reverse("services:desk")))
    assert fay.get(reverse("services:own_request", args=[case.number])).status_code == 404
    assert fay.get(reverse("services:request", args=[case.number])).status_code == 404
    assert act(fay, case, "add", words="?").status_code == 404
    assert fay.get(reverse("services:requests")).status_code == 403


def test_the_link_of_a_message_leads_the_firm_to_its_desk(erin: Client) -> None:
    case = a_request()
    answer = erin.get(reverse("services:request", args=[case.number]))
    assert answer.headers["Location"] == reverse("services:own_request", args=[case.number])


def test_an_official_has_no_desk(henry: Client) -> None:
    assert henry.get(reverse("services:desk")).status_code == 403


def test_the_desk_asks_the_database_little(erin: Client) -> None:
    for _ in range(3):
        a_request(moved_on=True)
    case = a_request(resolved=True)
    for address in (reverse("services:desk"), reverse("services:own_request", args=[case.number])):
        assert queries_of(erin, address) <= MOST_QUERIES, address
