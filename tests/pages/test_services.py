"""Pages of service to firms: pool, request, officers, visits, round tables, pairing, causes, plans, league, tables."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, excel_texts, queries_of, words_of
from tests.support.holders import acting_as, firms
from tests.support.services_pages import (
    a_cause,
    a_plan,
    a_proposal,
    a_request,
    a_roundtable,
    a_visit,
    arguments_of_services,
    being_worked_on,
    resolved,
)
from tidehead.city.cases.queries import case_slices, cases_of
from tidehead.city.cases.types import Wanted
from tidehead.city.enterprises.queries import enterprise_by_code
from tidehead.city.services import causes, pairings, requests

pytestmark = pytest.mark.django_db
READ = (
    "requests new_request import_requests request near officers officer visits log_visit visit roundtables roundtable "
    "pairing pairing_run causes cause plans new_plan plan league"
).split()


def addresses() -> dict[str, str]:
    arguments = arguments_of_services()
    return {name: reverse(f"services:{name}", kwargs=arguments.get(f"services:{name}")) for name in READ}


def posted(client: Client, name: str, *args: object, **data: object) -> HttpResponse:
    client.cookies["django_language"] = "en"
    return client.post(reverse(f"services:{name}", args=args), data, follow=True)


# Looking


def test_pages_speak_both_languages(dora: Client) -> None:
    for name, address in addresses().items():
        chinese, english = words_of(dora.get(address, CHINESE)), words_of(dora.get(address, ENGLISH))
        assert chinese != english, name
        assert "<h1" in chinese, name


def test_pages_ask_the_database_little(dora: Client) -> None:
    for name, address in addresses().items():
        assert queries_of(dora, address) <= MOST_QUERIES, name
    assert queries_of(dora, reverse("services:requests") + "?view=board") <= MOST_QUERIES


def test_the_pool_does_not_ask_more_for_more_requests(olga: Client) -> None:
    a_request()
    address = reverse("services:requests") + "?tab=all"
    few = queries_of(olga, address)
    for nth in range(10):
        a_request(f"第{nth}条河的桥")
    assert queries_of(olga, address) <= few


def test_what_is_not_there_is_not_found(olga: Client) -> None:
    for name, args in (
        ("request", ["REQ-0"]),
        ("officer", ["nobody"]),
        ("visit", [999_999]),
        ("roundtable", [999_999]),
        ("pairing_run", [999_999]),
        ("cause", [999_999]),
        ("plan", [999_999]),
        ("own_request", ["REQ-0"]),
    ):
        assert olga.get(reverse(f"services:{name}", args=args)).status_code in {403, 404}, name


def test_tables_leave_as_files(dora: Client) -> None:
    a_request("桥太窄"), a_cause(), a_plan(), a_visit()
    for name, words in (
        ("requests", "桥太窄"),
        ("officers", "Service officers"),
        ("visits", "订单饱满，缺熟练工"),
        ("causes", "园区公交"),
        ("plans", "稳订单"),
        ("league", "Organisation"),
    ):
        asked = {"format": "xlsx", "tab": "all", **ENGLISH}
        assert words in excel_texts(dora.get(reverse(f"services:{name}"), asked)), name
    assert "demo-firm-01" in dora.get(reverse("enterprises:enterprises"), {"format": "csv"}).content.decode()


def test_a_viewer_sees_no_request_and_may_change_nothing(bob: Client) -> None:
    case = a_request("只有办理的人才能看")
    assert case.title not in words_of(bob.get(reverse("services:requests") + "?tab=all"))
    assert bob.get(reverse("services:request", args=[case.number])).status_code == 404
    assert bob.get(reverse("services:pairing")).status_code == 403
    assert bob.get(reverse("services:new_request")).status_code == 403
    assert bob.get(reverse("services:import_requests")).status_code == 403
    assert posted(bob, "promote", a_cause(), organisation="org.industry").status_code == 403
    assert posted(bob, "adopt_pairing", a_proposal()).status_code == 403


# The pool


def test_the_dispatcher_is_told_who_could_deal_with_it_and_routes(olga: Client) -> None:
    case = a_request(
        "变压器容量不够，想增容",
    )
    other = a_request("想申请补贴", topic="policy")
    page = words_of(olga.get(reverse("services:request", args=[other.number]), ENGLISH))
    assert "it usually deals with" in page
    assert "Policy payments" in page
    posted(olga, "route", case.number, organisation="org.industry", co_owner="org.development", seen=case.seq)
    routed = cases_of([case.id])[case.id]
    assert (routed.state, routed.lead) == ("routed", "org.industry")


def test_who_routes_second_is_told_what_happened(olga: Client) -> None:
    case = a_request()
    requests.route(by=acting_as("olga"), case_id=case.id, organisation="org.science", seen=case.seq, now=timezone.now())
    answer = posted(olga, "route", case.number, organisation="org.industry", seen=case.seq)
    assert "notice--error" in words_of(answer)
    assert cases_of([case.id])[case.id].lead == "org.science"


def test_many_are_routed_at_once_and_those_that_stay_are_named(olga: Client) -> None:
    free, gone = a_request("一"), being_worked_on("二")
    answer = posted(olga, "route_many", case=[free.id, gone.id], organisation="org.development")
    page = words_of(answer)
    assert "1 request routed." in page
    assert gone.number in page
    assert cases_of([free.id])[free.id].lead == "org.development"


def test_tabs_and_filters_narrow_the_pool(olga: Client) -> None:
    waiting, going = a_request("等人接"), being_worked_on("有人办")
    base = reverse("services:requests")
    assert waiting.title in words_of(olga.get(base))
    assert going.title not in words_of(olga.get(base))
    assert going.title in words_of(olga.get(base + "?tab=going"))
    assert going.title not in words_of(olga.get(base + "?tab=all&text=等人"))
    assert waiting.title not in words_of(olga.get(base + "?tab=all&topic=energy"))
    board = words_of(olga.get(base + "?view=board"))
    assert waiting.title in board
    assert going.title in board


def test_an_official_takes_down_a_request_for_a_firm(sam: Client) -> None:
    firm = enterprise_by_code(firms()[0])
    given = {"enterprise": firm.short_name or firm.code, "channel": "phone", "words": "电话里说缺人", "key": "k" * 32}
    answer = posted(sam, "new_request", **given)
    assert "Kept. It is in the pool now." in words_of(answer)
    found = case_slices(acting_as("olga"), Wanted(family="request"))[:5]
    assert [(case.party, case.fields["channel"]) for case in found] == [(firm.code, "phone")]
    unknown = posted(sam, "new_request", **{**given, "enterprise": "没有这家", "key": "j" * 32})
    assert unknown.status_code == 422
    assert "There is no firm called" in unknown.content.decode()


# Tables


def a_table(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((("企业名称或代码", "诉求类别", "标题", "诉求内容", "联系人"), *rows)):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("requests.xlsx", body.getvalue())


def test_a_table_is_taken_whole_and_only_once(olga: Client) -> None:
    rows = [(firms()[0], "融资", "贷款", "想贷款", ""), (firms()[1], "", "", "缺电", "李")]
    for _ in range(2):
        answer = posted(olga, "import_requests", file=a_table(*rows))
        assert "2 requests were put into the pool." in words_of(answer)
    found = case_slices(acting_as("olga"), Wanted(family="request"))[:5]
    assert {case.fields["channel"] for case in found} == {"import"}
    assert len(found) == 2


def test_a_faulty_table_is_told_cell_by_cell_and_nothing_of_it_is_taken(olga: Client) -> None:
    rows = [(firms()[0], "融资", "", "好的一行", ""), ("无此企业", "天气", "", "", "")]
    answer = posted(olga, "import_requests", file=a_table(*rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(cell in page for cell in ("A3", "B3", "D3"))
    assert not case_slices(acting_as("olga"), Wanted(family="request")).count()
    for wrong in (SimpleUploadedFile("x.xlsx", b"not a table"), a_table()):
        assert posted(olga, "import_requests", file=wrong).status_code == 422


def test_the_template_comes_back_in(olga: Client) -> None:
    texts = excel_texts(olga.get(reverse("services:template"), CHINESE))
    assert {"企业名称或代码", "诉求内容"} <= set(texts)


# Officers, visits, round tables


def test_an_officer_writes_down_a_visit_and_what_was_asked_goes_into_the_pool(sam: Client) -> None:
    given = {
        "enterprise": firms()[0],
        "day": timezone.localdate().isoformat(),
        "purpose": "routine",
        "findings": "车间用电紧张",
        "heard": "希望增容",
        "topic": "energy",
        "follow_up_on": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "key": "v" * 32,
    }
    for _ in range(2):
        assert "车间用电紧张" in words_of(posted(sam, "log_visit", **given))
    found = case_slices(acting_as("olga"), Wanted(family="request"))[:5]
    assert [(case.title, case.fields["channel"]) for case in found] == [("希望增容", "visit")]
    assert found[0].number in words_of(sam.get(reverse("services:visits"), CHINESE))
    future = {**given, "day": "2999-01-01", "key": ""}
    assert posted(sam, "log_visit", **future).status_code == 422


def test_dates_stand_in_the_fields_as_browsers_want_them(olga: Client, sam: Client) -> None:
    today = f'value="{timezone.localdate().isoformat()}"'
    assert today in words_of(olga.get(reverse("services:roundtables"), CHINESE))
    assert today in words_of(sam.get(reverse("services:log_visit"), CHINESE))
    assert today in words_of(olga.get(reverse("services:league"), CHINESE))


def test_a_visit_is_followed_up_once(sam: Client) -> None:
    visit = a_visit()
    assert "Followed up." in words_of(posted(sam, "follow_up", visit))
    assert "followed up already" in words_of(posted(sam, "follow_up", visit))


def test_a_round_table_hears_requests(olga: Client) -> None:
    held = a_roundtable()
    given = {"enterprise": firms()[1], "words": "希望多开专场招聘", "topic": "labour", "key": "r" * 32}
    assert "REQ-" in words_of(posted(olga, "roundtable", held, **given))
    assert posted(olga, "roundtable", held, **{**given, "words": ""}).status_code == 422


def test_the_phone_belongs_to_the_post_and_the_firm_sees_it(sam: Client, olga: Client, erin: Client) -> None:
    posted(olga, "give_firm", "lamp.service_officer", enterprise=firms()[0])
    posted(sam, "write_card", "lamp.service_officer", phone="0570-1234567", industries="氢能，机器人")
    assert pairings.cards(["lamp.service_officer"])["lamp.service_officer"].industries == ("氢能", "机器人")
    assert "tel:0570-1234567" in words_of(erin.get(reverse("services:desk")))
    assert posted(erin, "write_card", "lamp.service_officer", phone="1").status_code == 403


# Pairing


def test_a_proposal_is_looked_at_adopted_once_and_then_holds(olga: Client) -> None:
    proposal = a_proposal()
    page = words_of(olga.get(reverse("services:pairing_run", args=[proposal]), ENGLISH))
    assert "Proven: no other pairing costs less." in page
    assert "these pairs hold from today" in words_of(posted(olga, "adopt_pairing", proposal))
    assert pairings.current_pairs()
    assert "adopted or dropped already" in words_of(posted(olga, "adopt_pairing", proposal))


def test_pairing_is_asked_for_by_a_form(olga: Client) -> None:
    given = {"distance": 1, "trade": 1, "load": 1, "most": 5, "least": 0, "gentle": "on", "key": "p" * 32}
    assert "Farthest" in words_of(posted(olga, "pairing", **given))
    assert posted(olga, "pairing", **{**given, "most": 0}).status_code == 422
    nobody = posted(olga, "pairing", **{**given, "size": "micro", "place": "990103", "industry": "", "key": "q" * 32})
    assert nobody.status_code in {200, 422}


# Causes and plans


def test_like_requests_are_suggested_and_joined(olga: Client) -> None:
    one = a_request("希望开通到园区的公交车", by="erin")
    two = a_request("园区没有公交车，希望开通公交", by="fay")
    three = a_request("到园区的公交车太少，希望开通", by="fay")
    page = words_of(olga.get(reverse("services:causes"), ENGLISH))
    assert "These may" in page
    answer = posted(olga, "find_cause", case=[one.id, two.id, three.id], title="园区公交", key="c" * 32)
    assert "Give it an owner" in words_of(answer)
    assert causes.cause_of_case(two.id).title == "园区公交"
    assert posted(olga, "find_cause", case=[one.id], title="单个").status_code == 200


def test_what_was_asked_before_is_found_from_a_request(olga: Client, henry: Client) -> None:
    cause = a_cause()
    first, again = being_worked_on("厂区门口积水，货车进不来"), a_request("厂区门口积水，货车还是进不来", by="fay")
    address = reverse("services:near", args=[again.number])
    page = words_of(olga.get(address, ENGLISH))
    assert first.title in page
    assert "Joined." in words_of(posted(olga, "join", again.number, original=first.number))
    assert "Joined." in words_of(posted(olga, "join", again.number, cause=cause))
    assert "园区公交" in words_of(olga.get(reverse("services:request", args=[again.number])))
    assert henry.get(address).status_code == 404  # it is not his to see
    assert "no such request" in words_of(posted(olga, "join", again.number, original="REQ-0"))


def test_a_cause_is_promoted_and_its_firms_are_told(olga: Client, fay: Client) -> None:
    cause = a_cause()
    assert "a case of its own" in words_of(posted(olga, "promote", cause, organisation="org.development"))
    assert "2 firms were told." in words_of(posted(olga, "tell_firms", cause, words="十二月起新开两条线路"))
    mine = case_slices(acting_as("fay"), Wanted(family="request"))[:1][0]
    assert "十二月起新开两条线路" in words_of(fay.get(reverse("services:own_request", args=[mine.number])))


def test_a_plan_is_made_worked_on_and_closed(sam: Client) -> None:
    given = {"enterprise": firms()[0], "title": "稳外贸", "problem": "关税", "measures": "找新市场\n办信保"}
    page = words_of(posted(sam, "new_plan", **given))
    assert "找新市场" in page
    plan = a_plan()
    for what in ({"what": "add", "words": "贷款贴息"}, {"what": "close", "result": "订单稳住了"}):
        assert "Kept." in words_of(posted(sam, "change_plan", plan, **what))
    assert "The plan is closed." in words_of(posted(sam, "change_plan", plan, what="add", words="再来一条"))


# The league


@pytest.mark.parametrize("asked", ["to=0001-01-01", "from=9999-12-31", "to=x&from=y", "from=2026-05-01&to=2026-01-01"])
def test_a_period_that_makes_no_sense_is_read_as_a_year(bob: Client, asked: str) -> None:
    assert bob.get(f"{reverse('services:league')}?{asked}").status_code == 200


def test_what_no_database_takes_is_left_out_of_a_search(olga: Client) -> None:
    for name in ("services:requests", "services:officers", "enterprises:enterprises"):
        assert olga.get(reverse(name) + "?text=%00a&tab=all&from=0001-01-01").status_code == 200


def test_the_league_counts_whoever_looks(bob: Client, olga: Client) -> None:
    resolved()
    for client in (bob, olga):
        page = words_of(client.get(reverse("services:league"), ENGLISH))
        assert "1 of 1" in page
        assert "few cases" in page
    assert "1 requests put" in words_of(bob.get(reverse("services:league") + "?by=officer", ENGLISH))
