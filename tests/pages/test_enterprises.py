"""Pages of the register: found, read firm by firm, brought in, decided on, kept in lists; and who is refused."""

import io
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages.asking import CHINESE, ENGLISH, INVENTED, excel_texts, queries_of, words_of
from tests.support.enterprises_pages import (
    FIRM,
    NOW,
    SOUND,
    a_correction,
    a_pair,
    a_read_table,
    a_taken_table,
    a_title,
    arguments_of_enterprises,
    code_of,
    rows_of_firms,
    table_of,
)
from tests.support.holders import acting_as
from tidehead.city.common.trail import READ, recent_trail
from tidehead.city.enterprises import building, firms, identity, imports, listing, versions
from tidehead.city.enterprises.staging import stage_next

pytestmark = pytest.mark.django_db
MOST = 30
PAGES = ("", "imports/", "registers/", "lists/", "pairs/", "ladders/", f"{FIRM}/")


def post(client: Client, route: str, *args: object, **given: object) -> object:
    return client.post(reverse(f"enterprises:{route}", args=args), given)


# Every page


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages_and_asks_little(
    alice: Client, page: str, language: dict[str, str]
) -> None:
    arguments_of_enterprises()
    words_of(alice.get(f"/enterprises/{page}", language))
    assert queries_of(alice, f"/enterprises/{page}") <= MOST


def test_pages_of_one_thing_ask_little(alice: Client) -> None:
    for name, arguments in arguments_of_enterprises().items():
        with CaptureQueriesContext(connection) as asked:
            alice.get(reverse(name, kwargs=arguments))
        assert len(asked) <= MOST, name


@pytest.mark.parametrize("name", ["imports", "pairs"])
def test_who_may_neither_import_nor_decide_is_refused(bob: Client, charlie: Client, name: str) -> None:
    address = reverse(f"enterprises:{name}")
    assert bob.get(address).status_code == HTTPStatus.FORBIDDEN
    assert charlie.get(address).status_code == HTTPStatus.FOUND


def test_firms_do_not_search_the_register(erin: Client) -> None:
    assert erin.get("/enterprises/").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("register.import", {"alice", "dora", "olga", "stella"}),
        ("register.decide", {"alice", "dora", "olga"}),
        ("register.reveal", {"alice", "dora", "olga", "sam"}),
    ],
)
def test_who_looks_after_the_register(permission: str, holders: set[str]) -> None:
    cast = {"alice", "bob", "dora", "olga", "stella", "sam", "henry", "rita", "carl", "erin", "ann"}
    assert {who for who in cast if acting_as(who).may(permission)} == holders


# Searching


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_register_is_labelled_as_invented_and_counted(bob: Client, language: dict[str, str]) -> None:
    words = words_of(bob.get("/enterprises/", language))
    assert INVENTED[language["lang"]] in words
    assert str(firms.register_size()) in words


def test_a_search_narrows_and_its_facets_count(bob: Client) -> None:
    a_taken_table()
    words = words_of(bob.get("/enterprises/", {"text": "潮声", **ENGLISH}))
    assert f"{SOUND} enterprises" in words and "灯螺区潮声3号轴承有限公司" in words
    one = words_of(bob.get("/enterprises/", {"text": "潮声", "capital_from": "7500000", **ENGLISH}))
    assert "1 enterprise" in one and "潮声3号" not in one


def test_nothing_found_says_what_to_do(bob: Client) -> None:
    words = words_of(bob.get("/enterprises/", {"text": "没有这样的企业", **ENGLISH}))
    assert "No enterprise found" in words and "fewer words" in words


def test_what_was_found_is_taken_away(bob: Client) -> None:
    a_taken_table()
    texts = excel_texts(bob.get("/enterprises/", {"text": "潮声", "format": "xlsx", **ENGLISH}))
    assert "灯螺区潮声3号轴承有限公司" in texts and code_of(3) in texts
    told = " ".join(texts)
    assert "Asked for: Words: 潮声." in told and "not registered data" in told
    version = versions.version_by_number(versions.current_version().number)
    assert f"Register {version.number}: {'; '.join(part.label for part in version.parts)}" in told
    csv = bob.get("/enterprises/", {"text": "潮声", "format": "csv"}).content.decode()
    assert csv.count("潮声") == SOUND
    assert bob.get("/enterprises/", {"format": "pdf"}).status_code == HTTPStatus.BAD_REQUEST


def test_pages_of_the_list_and_orders_hold_beyond_the_first(bob: Client) -> None:
    a_taken_table(rows_of_firms(60))
    second = words_of(bob.get("/enterprises/", {"text": "潮声", "page": "2", **ENGLISH}))
    assert "51–60 of 60" in second
    richest = words_of(bob.get("/enterprises/", {"text": "潮声", "order": "capital_cny", **ENGLISH}))
    assert "潮声60号" in richest and "潮声5号" not in richest


def test_hostile_words_only_find_nothing(bob: Client) -> None:
    for asked in ("%", "'; drop table firms; --", "\x00", "a" * 500, "((((", '"*"'):
        assert bob.get("/enterprises/", {"text": asked, "place": asked, "industry": asked}).status_code == HTTPStatus.OK


# One firm


def test_a_firm_shows_where_each_fact_is_from_and_the_words_that_decided(bob: Client) -> None:
    a_taken_table(origin="an invented register")
    words = words_of(bob.get(f"/enterprises/{code_of(2)}/", ENGLISH))
    assert "an invented register, row 3" in words
    assert "The words that decided" in words and "in the name" in words
    assert "Near it, in the same trade" in words and "潮声" in words
    assert words_of(bob.get(f"/enterprises/{code_of(2)}/", CHINESE))
    assert bob.get("/enterprises/nobody/").status_code == HTTPStatus.NOT_FOUND


def test_a_correction_counts_at_once_names_who_and_is_taken_back(alice: Client, bob: Client) -> None:
    given = {"field": "activity", "value-activity": "service", "reason": "It only repairs."}
    assert post(bob, "correct", FIRM, **given).status_code == HTTPStatus.FORBIDDEN
    words = words_of(alice.post(f"/enterprises/{FIRM}/correct/", given, follow=True, headers={"accept-language": "en"}))
    assert firms.register_firm(FIRM).activity == "service" and "It only repairs." in words
    number = a_title()
    post(alice, "withdraw_honour", FIRM, number)
    correction = next(one for one in _corrections())
    assert post(alice, "undo_correction", FIRM, correction).status_code == HTTPStatus.FOUND
    assert firms.register_firm(FIRM).activity != "service"
    assert post(alice, "undo_correction", FIRM, correction).status_code == HTTPStatus.NOT_FOUND


def _corrections() -> list[int]:
    from tidehead.city.enterprises.correcting import corrections_of

    return [one.id for one in corrections_of(FIRM)]


def test_a_correction_without_a_reason_or_to_nothing_known_is_refused_with_words(alice: Client) -> None:
    for given, told in (
        ({"field": "activity", "value-activity": "service", "reason": ""}, "Say why"),
        ({"field": "industry", "value-industry": "9999", "reason": "x"}, "no code"),
        ({"field": "name", "value": "Another", "reason": "x"}, "cannot be corrected"),
    ):
        words = words_of(alice.post(f"/enterprises/{FIRM}/correct/?lang=en", given, follow=True))
        assert told in words


def test_a_title_is_noted_with_who_said_so(alice: Client) -> None:
    a_title("demo-firm-02")
    post(alice, "honour", FIRM, title="high_tech", granted_on="2024-12-01", valid_to="2027-11-30", batch="2024")
    words = words_of(alice.get(f"/enterprises/{FIRM}/", ENGLISH))
    assert "High-tech firm" in words and "2024" in words
    found = words_of(alice.get("/enterprises/", {"honour": "high_tech", **ENGLISH}))
    assert "2 enterprises" in found


# What is a person's


def masked_firm() -> str:
    """The code of a sole proprietorship that a table brought in."""
    row = [
        code_of(500),
        "灯螺区李小灯五金厂",
        "",
        "2020-01-01",
        "10万元",
        "五金制造",
        "灯螺区螺号街道5号",
        "个人独资企业",
    ]
    headings = ("统一社会信用代码", "企业名称", "法定代表人", "成立日期", "注册资本", "经营范围", "地址", "企业类型")
    sent = imports.IncomingTable(name="one.csv", content=io.BytesIO(table_of([row], headings)))
    import_id = imports.receive_table(by=acting_as("alice"), table=sent, now=NOW)
    columns = {each.heading: each.column for each in imports.import_by_id(import_id).headings}
    imports.map_columns(by=acting_as("alice"), import_id=import_id, mapped=imports.Mapped(columns=columns), now=NOW)
    assert stage_next()
    building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW)
    assert building.build_next()
    return code_of(500)


def test_a_persons_name_is_cut_short_in_lists_files_and_pages(bob: Client, alice: Client) -> None:
    code = masked_firm()
    for client in (bob, alice):
        for answer in (
            client.get("/enterprises/", {"text": "五金"}),
            client.get("/enterprises/", {"text": "五金", "format": "csv"}),
            client.get(f"/enterprises/{code}/"),
            client.get(f"/api/enterprises/{code}"),
        ):
            assert answer.status_code == HTTPStatus.OK and "李小灯" not in answer.content.decode()


def test_a_persons_name_is_read_for_a_purpose_that_the_trail_keeps(sam: Client, bob: Client) -> None:
    code = masked_firm()
    assert post(bob, "reveal", code, purpose="curious").status_code == HTTPStatus.FORBIDDEN
    assert "李小灯" not in post(sam, "reveal", code, purpose=" ").content.decode()
    assert "李小灯" in post(sam, "reveal", code, purpose="a visit").content.decode()
    row = recent_trail(subject=f"enterprise:{code}")[0]
    assert (row.verb, row.detail) == (READ, {"purpose": "a visit"})


# Bringing a table in


def send(client: Client, content: bytes, name: str = "firms.csv", **given: object) -> object:
    return client.post("/enterprises/imports/send/", {"file": SimpleUploadedFile(name, content), **given})


def test_a_table_goes_from_its_upload_to_the_register(alice: Client) -> None:
    answer = send(alice, table_of(rows_of_firms()), origin="an invented register", as_of="2026-06-30")
    assert answer.status_code == HTTPStatus.FOUND
    address = answer.headers["Location"]
    words = words_of(alice.get(address, ENGLISH))
    assert "What each column is" in words and "left out: a person's" in words and "the heading says so" in words
    found = imports.all_imports()[0]
    columns = {f"column-{each.position}": each.column for each in found.headings}
    alice.post(f"{address}columns/", columns)
    assert "is being read" in words_of(alice.get(address, ENGLISH)) or "waits" in words_of(alice.get(address, ENGLISH))
    part = alice.get(f"{address}progress/")
    assert part.status_code == HTTPStatus.OK
    assert 'id="import-state" class="tag" hx-swap-oob="true"' in part.content.decode(), "the badge goes along"
    assert stage_next()
    assert alice.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    report = words_of(alice.get(address, ENGLISH))
    assert "Take the 8 sound rows" in report and "names of persons" in report
    alice.post(f"{address}take/", {"which": "sound"})
    assert (
        "is being written" in words_of(alice.get("/enterprises/registers/", ENGLISH)) or versions.version_being_made()
    )
    assert building.build_next()
    assert "in use" in words_of(alice.get("/enterprises/registers/", ENGLISH))
    assert firms.register_firm(code_of(1)) is not None


def test_the_report_tells_what_was_mended_and_leads_to_the_decision(alice: Client, stella: Client) -> None:
    rows = rows_of_firms(3)
    rows[0][0], rows[1][4] = rows[0][0].lower(), "N/A"
    address = f"/enterprises/imports/{a_read_table(rows)}/"
    words = words_of(alice.get(address, ENGLISH))
    assert "codes with small letters: made capitals" in words and "capital not given: unknown, not 0" in words
    assert "Consequence" not in words.split("Faults, cell by cell")[0], "nothing to filter where nothing is faulty"
    assert "codes with small letters" not in words_of(alice.get(address, CHINESE))
    page = stella.get(address, ENGLISH).content.decode()
    assert "Read it anew with these columns" in page and "button--primary" not in page


def test_the_report_is_taken_away_as_excel(alice: Client) -> None:
    import_id = a_read_table()
    texts = excel_texts(alice.get(f"/enterprises/imports/{import_id}/", {"format": "xlsx", **ENGLISH}))
    assert "2020-02-31" in texts and "the whole row is left out" in texts


def test_what_is_no_table_is_refused_in_words(alice: Client, bob: Client) -> None:
    answer = send(alice, b"", "firms.csv")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    htmx = alice.post(
        "/enterprises/imports/send/?lang=en",
        {"file": SimpleUploadedFile("a.pdf", b"%PDF")},
        headers={"hx-request": "true", "accept-language": "en"},
    )
    assert "pdf" in htmx.json()["detail"]
    assert alice.post("/enterprises/imports/send/").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(bob, table_of(rows_of_firms())).status_code == HTTPStatus.FORBIDDEN


def test_a_statistician_sends_and_somebody_else_decides(stella: Client, olga: Client) -> None:
    import_id = a_read_table(who="stella")
    words = words_of(stella.get(f"/enterprises/imports/{import_id}/", ENGLISH))
    assert "Somebody with the right to decide" in words
    assert post(stella, "take", import_id).status_code == HTTPStatus.FORBIDDEN
    assert post(olga, "refuse", import_id, reason="of last year").status_code == HTTPStatus.FOUND
    assert "of last year" in words_of(stella.get(f"/enterprises/imports/{import_id}/", ENGLISH))


def test_an_earlier_register_is_gone_back_to(alice: Client, bob: Client) -> None:
    first = versions.current_version().number
    a_taken_table()
    assert post(bob, "go_back", first).status_code == HTTPStatus.FORBIDDEN
    post(alice, "go_back", first)
    assert versions.current_version().number == first


def test_only_an_administrator_makes_firms_up_and_they_are_labelled(dora: Client, alice: Client, bob: Client) -> None:
    assert post(alice, "make_up", rows=200, seed=1).status_code == HTTPStatus.FORBIDDEN
    assert "100" in words_of(
        dora.post("/enterprises/registers/made-up/?lang=en", {"rows": "5", "seed": "1"}, follow=True)
    )
    post(dora, "make_up", rows=300, seed=7)
    assert building.build_next()
    assert versions.current_version().synthetic and firms.register_size() > 300
    assert firms.register_firm(FIRM) is not None
    assert INVENTED["en"] in words_of(bob.get("/enterprises/", ENGLISH))


# Pairs


def test_a_pair_is_compared_field_by_field_and_decided(alice: Client, bob: Client) -> None:
    pair_id = a_pair()
    words = words_of(alice.get(f"/enterprises/pairs/{pair_id}/", ENGLISH))
    assert "What each field says" in words and "alike" in words and "2.5" in words
    given = {"pair": pair_id, "a": FIRM, "b": "demo-firm-02", "verdict": "same"}
    assert post(bob, "decide", **given).status_code == HTTPStatus.FORBIDDEN
    post(alice, "decide", **given)
    assert identity.code_that_stays("demo-firm-02") == FIRM
    assert "No pair waits" in words_of(alice.get("/enterprises/pairs/", ENGLISH))
    decision = identity.latest_decisions()[0]
    post(alice, "undo_decision", decision.id)
    assert identity.code_that_stays("demo-firm-02") == "demo-firm-02"
    assert "1 pair waits" in words_of(alice.get("/enterprises/pairs/", ENGLISH))


def test_heads_say_in_chinese_what_they_mean_here(alice: Client) -> None:
    """Short words of other apps are other words in Chinese."""
    import_id = a_read_table()
    registers = excel_texts(alice.get("/enterprises/registers/", {"format": "xlsx", **CHINESE}))
    assert {"操作人", "组成"} <= set(registers)
    assert "对应列" in words_of(alice.get(f"/enterprises/imports/{import_id}/", CHINESE))
    assert "处理人" in words_of(alice.get("/enterprises/imports/", CHINESE))


def test_several_pairs_are_decided_at_once(alice: Client) -> None:
    ids = [a_pair("demo-firm-01", f"demo-firm-0{nth}") for nth in range(2, 5)]
    words = words_of(
        alice.post("/enterprises/pairs/decide-many/?lang=en", {"pair": ids, "verdict": "different"}, follow=True)
    )
    assert "3 pairs decided" in words
    assert {one.verdict for one in identity.latest_decisions()} == {"different"}


# Lists


def test_firms_are_put_on_a_list_noted_and_taken_off(bob: Client, alice: Client) -> None:
    answer = post(bob, "fill_list", which="chosen", code=[FIRM, "demo-firm-02"], name="To visit")
    address = answer.headers["Location"]
    words = words_of(bob.get(address, ENGLISH))
    assert "2 firms" in words and INVENTED["en"] in words
    assert alice.get(address).status_code == HTTPStatus.NOT_FOUND, "it is Bob's own"
    bob.post(f"{address}note/", {"code": FIRM, "note": "Rings on Friday"})
    assert "Rings on Friday" in bob.get(address).content.decode()
    assert "Rings on Friday" in bob.get(address, {"format": "csv"}).content.decode()
    bob.post(f"{address}take-off/", {"code": [FIRM]})
    assert FIRM not in words_of(bob.get(address, ENGLISH))
    assert post(alice, "drop_list", listing.lists_of(acting_as("bob"))[0].id).status_code == HTTPStatus.NOT_FOUND
    bob.post(f"{address}drop/")
    assert not listing.lists_of(acting_as("bob"))


def test_all_that_was_found_goes_on_a_list_and_a_search_is_kept(bob: Client) -> None:
    a_taken_table()
    answer = post(bob, "fill_list", which="found", search="text=潮声", name="Pumps")
    assert f"{SOUND} firms" in words_of(bob.get(answer.headers["Location"], ENGLISH))
    post(bob, "fill_list", which="search", search="text=潮声", name="Pumps, asked anew")
    kept = next(each for each in listing.lists_of(acting_as("bob")) if each.search)
    again = bob.get(f"/enterprises/lists/{kept.id}/")
    assert again.status_code == HTTPStatus.FOUND and "text=" in again.headers["Location"]


def test_a_list_without_name_or_firms_is_refused_in_words(bob: Client) -> None:
    for given, told in (
        ({"which": "chosen", "name": "None"}, "No firm was chosen"),
        ({"which": "chosen", "code": [FIRM], "name": " "}, "Give the list a name"),
    ):
        words = words_of(bob.post("/enterprises/lists/fill/?lang=en", given, follow=True))
        assert told in words


def test_a_list_is_shared_with_an_organisation_of_its_maker_only(henry: Client, hilda: Client) -> None:
    list_id = listing.make_list(by=acting_as("henry"), name="Ours", now=NOW)
    body = next(iter(acting_as("henry").organisations))
    post(henry, "change_list", list_id, name="Ours", note="", organisation="org.development")
    assert not listing.list_for(acting_as("henry"), list_id).organisation
    post(henry, "change_list", list_id, name="Ours", note="", organisation=body)
    assert listing.list_for(acting_as("henry"), list_id).organisation == body
    assert hilda.get(f"/enterprises/lists/{list_id}/").status_code == HTTPStatus.NOT_FOUND


def test_events_tell_corrections_and_titles(alice: Client) -> None:
    a_correction()
    a_title()
    words = words_of(alice.get(f"/enterprises/{FIRM}/", ENGLISH))
    assert "Received the title" in words and "It only repairs." in words
