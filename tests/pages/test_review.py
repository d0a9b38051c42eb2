"""The reading view: text and facts side by side, and each decision."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext

from tests.city.intake import ISSUED, read_in, read_many, receive
from tests.pages.asking import MOST_QUERIES, queries_of, words_of
from tests.support.site import Site, signed_in_client
from tidehead.city.evidence.queries import all_documents, fact_by_id, facts_of_document
from tidehead.city.evidence.reader import read_next
from tidehead.city.evidence.types import FactInfo
from tidehead.city.indicators.by_source import figures_of_facts, figures_of_source
from tidehead.city.indicators.queries import figure_by_id
from tidehead.city.indicators.types import Mapping
from tidehead.city.web.reading_text import MOST_CHARACTERS, Known, parts_of
from tidehead.city.web.reviewing import KnownFigure, match_known

pytestmark = pytest.mark.django_db

NOTE = "示例湾简报\n2025年全市地区生产总值1400.5亿元。\n到2030年，全市地区生产总值达到2000亿元以上。\n"
BULLETIN = Path(__file__).resolve().parents[1] / "documents" / "demo-bulletin-2024.txt"
HTMX = {"HX-Request": "true"}
GDP = {"indicator": "gdp", "place": "990000", "period": "2025", "value": "1,400.5", "unit": "亿元", "kind": "actual"}


def page_of(document: int, **asked: object) -> tuple[str, dict[str, object]]:
    return reverse("web:document", args=[document]), {"lang": "en", **asked}


def fact_with(document: int, value: float) -> int:
    return next(row.id for row in facts_of_document(document) if row.value == value)


def post(client: Client, name: str, fact: int, sent: dict | None = None, *, part: bool = True) -> HttpResponse:
    headers = HTMX if part else {}
    return client.post(reverse(f"web:{name}", args=[fact]), {"lang": "en", **(sent or {})}, headers=headers)


# The page


def test_every_fact_is_marked_in_the_text_and_has_a_card(alice: Client) -> None:
    document = read_in(NOTE)
    page = words_of(alice.get(*page_of(document)))
    for fact in facts_of_document(document):
        assert f'<mark class="fact fact--proposed" id="fact-{fact.id}">' in page
        assert f'id="card-{fact.id}"' in page
    assert 'id="L2"' in page


def test_the_text_is_escaped(alice: Client) -> None:
    page = words_of(alice.get(*page_of(read_in("<script>alert(1)</script>\n2025年地区生产总值9亿元 <b>x</b>。\n"))))
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page


def test_the_page_speaks_chinese(alice: Client) -> None:
    page = words_of(alice.get(reverse("web:document", args=[read_in(NOTE)]), {"lang": "zh-hans"}))
    assert "采纳" in page
    assert "Accept" not in page


def test_who_may_only_look_reads_and_decides_nothing(bob: Client) -> None:
    document = read_in(NOTE)
    page = words_of(bob.get(*page_of(document)))
    assert "fact--proposed" in page
    assert "fact_accept" not in page
    assert "/accept/" not in page


def test_a_stranger_is_sent_to_sign_in(charlie: Client) -> None:
    document = read_in(NOTE)
    assert charlie.get(reverse("web:document", args=[document])).status_code == 302
    assert post(charlie, "fact_accept", fact_with(document, 1400.5), GDP).status_code == 401


def test_a_document_that_waits_says_so_and_an_unknown_one_is_not_found(alice: Client) -> None:
    assert "being read" in words_of(alice.get(*page_of(receive(b"waiting", "waiting.txt"))))
    assert alice.get(*page_of(987654)).status_code == 404


def test_a_text_without_figures_says_that_nothing_has_to_be_decided(alice: Client) -> None:
    assert "No figures were found" in words_of(alice.get(*page_of(read_in("天气晴朗。\n"))))


def test_the_page_asks_the_database_little_however_many_facts(alice: Client) -> None:
    document = read_many(600)
    assert queries_of(alice, reverse("web:document", args=[document])) <= MOST_QUERIES
    assert queries_of(alice, reverse("web:facts", args=[document]) + "?from=300") <= MOST_QUERIES


def test_all_cards_come_one_chunk_after_another(alice: Client) -> None:
    document = read_many(40)
    address, seen = reverse("web:facts", args=[document]), []
    more = "?from=0"
    while more:
        part = words_of(alice.get(address + more, headers=HTMX))
        seen += re.findall(r'data-card="(\d+)"', part)
        after = re.search(r'hx-get="[^"]*?from=(\d+)" hx-trigger="intersect', part)
        more = after and f"?from={after[1]}"
    assert seen == [str(fact.id) for fact in facts_of_document(document)]


def test_a_fact_that_is_asked_for_is_among_the_cards(alice: Client) -> None:
    document = read_many(60)
    last = facts_of_document(document)[-1].id
    assert f'id="card-{last}"' in words_of(alice.get(*page_of(document, fact=last)))
    assert f'id="card-{last}"' in words_of(alice.get(*page_of(document, fact=last, state="accepted")))


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"state": "proposed"}, {1400.5, 2000}),
        ({"state": "accepted"}, set()),
        ({"kind": "target"}, {2000}),
        ({"line": "2", "only": "line"}, {1400.5}),
        ({"state": "nonsense", "kind": "x", "from": "-1", "fact": "abc", "part": "99"}, {1400.5, 2000}),
    ],
)
def test_facts_can_be_narrowed(alice: Client, asked: dict, values: set[float]) -> None:
    document = read_in(NOTE)
    shown = alice.get(*page_of(document, **asked)).context["chunk"].cards
    assert {card.fact.value for card in shown} == values


def test_a_huge_text_is_shown_in_parts(alice: Client) -> None:
    document = read_in("晴。\n" * 3000 + "2025年全市地区生产总值1400.5亿元。\n")
    page = words_of(alice.get(*page_of(document)))
    assert "Lines 1–2500" in page
    assert "1400.5" not in re.sub(r"<title>.*?</title>", "", page)
    assert 'id="L3001"' in words_of(alice.get(*page_of(document, line=3001)))


def test_parts_are_the_whole_text() -> None:
    text = "\n".join("字" * (nth % 700) for nth in range(4000))
    parts = parts_of(text)
    assert "\n".join(text[part.start : part.end] for part in parts) == text
    assert max(part.end - part.start for part in parts) <= MOST_CHARACTERS
    assert [part.first_line for part in parts[1:]] == [part.last_line + 1 for part in parts[:-1]]


# What is known already


def test_the_figures_of_a_known_source_light_up(alice: Client) -> None:
    document = read_in(BULLETIN.read_text(encoding="utf-8"))
    page = words_of(alice.get(*page_of(document)))
    assert "known already" in page
    sources = {reverse("web:figure_source", args=[row.id]) for row in figures_of_source("demo-bulletin-2024")}
    assert any(address in page for address in sources)


def test_accepting_a_known_figure_links_it(alice: Client) -> None:
    document = read_in(BULLETIN.read_text(encoding="utf-8"))
    cards = alice.get(*page_of(document)).context["chunk"].cards
    card = next(card for card in cards if card.known and card.mapping.kind == "actual")
    before = len(figures_of_source("demo-bulletin-2024"))
    post(alice, "fact_accept", card.fact.id, card.words)
    assert len(figures_of_source("demo-bulletin-2024")) == before
    assert figure_by_id(figures_of_facts([card.fact.id])[card.fact.id]).origin == "pack"


def a_fact(**more: object) -> FactInfo:
    plain = dict.fromkeys((field.name for field in fields(FactInfo)), "")
    one = {"id": 1, "line": 5, "value": 9.0, "value_high": None, "unit": "亿元", "kind": "actual", "time": "2024"}
    return FactInfo(**plain | one | more)


def a_known(**more: object) -> KnownFigure:
    mapping = Mapping(**{"indicator": "gdp", "place": "990000", "period": "2024", "value": 9.0, "unit": "亿元"} | more)
    return KnownFigure(Known((5,), 9.0, "/", "GDP"), mapping, "GDP")


@pytest.mark.parametrize(
    ("facts", "known", "matched"),
    [
        ([{}], [{}], {1: True}),
        ([{"time": "2023"}], [{}], {}),
        ([{"kind": "target"}], [{}], {}),
        ([{"time": ""}], [{}], {1: False}),  # the text gives no year: it may be this one
        ([{}, {"id": 2}], [{}], {1: False}),
        ([{}], [{}, {"indicator": "other"}], {1: False}),
        ([{}, {"id": 2, "time": "2023"}], [{}, {"period": "2023"}], {1: True, 2: True}),
    ],
)
def test_a_known_figure_is_the_fact_of_its_line_value_kind_and_period(
    facts: list[dict], known: list[dict], matched: dict[int, bool]
) -> None:
    found = match_known([a_fact(**row) for row in facts], [a_known(**{"kind": "actual"} | row) for row in known])
    assert {fact: row.sure for fact, row in found.items()} == matched


# Deciding


def test_accepting_swaps_the_card_and_the_counts(alice: Client) -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    part = words_of(post(alice, "fact_accept", fact, GDP))
    assert 'data-state="accepted"' in part
    assert 'id="review-counts"' in part
    assert reverse("web:figure_source", args=[figures_of_facts([fact])[fact]]) in part


def test_without_scripts_the_same_form_leads_back_to_the_page(alice: Client) -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    answer = post(alice, "fact_accept", fact, GDP, part=False)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("web:document", args=[document]))


def test_the_proposal_of_the_card_can_be_accepted_as_it_is(alice: Client) -> None:
    document = read_in(NOTE)
    card = next(c for c in alice.get(*page_of(document)).context["chunk"].cards if c.fact.value == 1400.5)
    post(alice, "fact_accept", card.fact.id, card.words)
    made = figure_by_id(figures_of_facts([card.fact.id])[card.fact.id])
    assert (made.subject.indicator, made.period, made.value) == ("gdp", "2025", 1400.5)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("value", "about nine"),
        ("value", ""),
        ("indicator", "no such thing"),
        ("place", "Atlantis"),
        ("period", "spring"),
        ("unit", "吨"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(alice: Client, field: str, words: str) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    answer = post(alice, "fact_accept", fact, GDP | {field: words})
    assert answer.status_code == 422
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', answer.content.decode())
    assert fact_by_id(fact).state == "proposed"


def test_a_contradiction_is_shown_before_it_is_accepted(alice: Client) -> None:
    first = read_in(NOTE, issued_on=ISSUED)
    post(alice, "fact_accept", fact_with(first, 1400.5), GDP)
    fact = fact_with(read_in(NOTE.replace("1400.5", "1399"), "b.txt", issued_on=ISSUED), 1399)
    answer = post(alice, "fact_accept", fact, GDP | {"value": "1399"})
    assert answer.status_code == 409
    assert 'name="despite"' in answer.content.decode()
    assert "1400.5" in answer.content.decode()
    assert post(alice, "fact_accept", fact, GDP | {"value": "1399", "despite": "yes"}).status_code == 200
    assert fact_by_id(fact).state == "accepted"


def test_of_two_people_deciding_the_second_is_told(alice: Client, dora: Client) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    post(alice, "fact_reject", fact, {"reason": "not ours"})
    late = post(dora, "fact_accept", fact, GDP)
    assert late.status_code == 409
    assert "alice" in late.content.decode()
    assert post(dora, "fact_reject", fact, part=False).status_code == 409
    assert fact_by_id(fact).decided_by == "alice"


def test_a_rejection_keeps_its_reason_and_can_be_taken_back(alice: Client) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    assert "not ours" in words_of(post(alice, "fact_reject", fact, {"reason": "not ours"}))
    assert 'data-state="proposed"' in words_of(post(alice, "fact_reopen", fact))


def test_taking_an_acceptance_back_withdraws_the_figure(alice: Client) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    post(alice, "fact_accept", fact, GDP)
    made = figures_of_facts([fact])[fact]
    post(alice, "fact_reopen", fact)
    assert figure_by_id(made).state == "withdrawn"
    assert not figures_of_facts([fact])


def test_of_two_people_taking_back_the_second_is_told(alice: Client, dora: Client) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    post(alice, "fact_accept", fact, GDP)
    assert post(alice, "fact_reopen", fact).status_code == 200
    assert post(dora, "fact_reopen", fact).status_code == 409


def test_nothing_is_decided_while_the_document_is_read_again(alice: Client) -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    alice.post(reverse("evidence:again", args=[document]))
    late = post(alice, "fact_accept", fact, GDP)
    assert late.status_code == 409
    assert "正在重新读取" in late.content.decode()
    assert post(alice, "fact_reject", fact).status_code == 409


def test_an_undated_document_asks_for_its_day_before_a_figure_is_accepted(alice: Client) -> None:
    document = read_in(NOTE, issued_on=None)
    answer = post(alice, "fact_accept", fact_with(document, 1400.5), GDP)
    assert answer.status_code == 422
    assert "#issue-date" in answer.content.decode()
    assert 'id="issue-date" open' in words_of(alice.get(*page_of(document)))


def test_the_base_of_a_target_is_offered_and_empty_unless_chosen(alice: Client) -> None:
    fact = fact_with(read_in(NOTE), 2000)
    form = words_of(alice.get(reverse("web:fact", args=[fact]), {"edit": 1}, headers=HTMX))
    assert re.search(r'name="base_period" value="" list="list-base-\d+" placeholder="\d{4}"', form)


def test_the_button_counts_the_whole_document(alice: Client) -> None:
    document = read_in("晴。\n" * 3000 + NOTE)
    assert alice.get(*page_of(document)).context["sure"] == alice.get(*page_of(document, part=2)).context["sure"] > 0


def test_correcting_offers_every_field_in_both_faces(alice: Client) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    address = reverse("web:fact", args=[fact])
    part = words_of(alice.get(address, {"edit": 1}, headers=HTMX))
    whole = words_of(alice.get(address, {"edit": 1}))
    for field in ("indicator", "place", "industry", "organisation", "period", "value", "unit", "comparator", "kind"):
        assert f'name="{field}"' in part
        assert f'name="{field}"' in whole
    assert "<html" not in part
    assert "<datalist" in whole


def test_all_that_are_sure_are_accepted_and_taken_back_at_once(alice: Client) -> None:
    document = read_in(NOTE + "2025年共召开会议37次。\n")
    address = reverse("web:facts", args=[document])
    alice.post(address, {"do": "accept"})
    assert fact_by_id(fact_with(document, 1400.5)).state == "accepted"
    assert fact_by_id(fact_with(document, 37)).state == "proposed"
    assert "back" in words_of(alice.get(*page_of(document)))
    alice.post(address, {"do": "undo"})
    assert {fact.state for fact in facts_of_document(document)} == {"proposed"}


@pytest.mark.parametrize("name", ["fact_accept", "fact_reject", "fact_reopen"])
def test_who_may_only_look_decides_nothing(bob: Client, name: str) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    assert post(bob, name, fact, GDP).status_code == 403
    assert bob.post(reverse("web:facts", args=[fact_by_id(fact).document]), {"do": "accept"}).status_code == 403
    assert fact_by_id(fact).state == "proposed"


@pytest.mark.parametrize("name", ["fact_accept", "fact_reject", "fact_reopen"])
def test_decisions_come_by_post_from_this_site_only(name: str) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client("alice").cookies
    assert client.get(reverse(f"web:{name}", args=[fact])).status_code == 405
    assert post(client, name, fact, GDP).status_code == 403


def test_an_unknown_fact_is_not_found(alice: Client) -> None:
    assert post(alice, "fact_accept", 987654, GDP).status_code == 404


# In a browser


@pytest.mark.browser
def test_a_document_is_sent_read_and_decided_on_by_keyboard(
    fresh_site: Site, context: BrowserContext, tmp_path: Path
) -> None:
    fresh_site.sign_in(context, "alice")
    fresh_site.use_language(context, "en")
    sent = tmp_path / "plan.txt"
    sent.write_text(NOTE, encoding="utf-8")
    page = context.new_page()
    page.goto(fresh_site.url + reverse("evidence:documents"))
    page.locator("input[name=file]").set_input_files([sent])
    page.locator("form[data-upload] [name=issued_on]").fill(ISSUED.isoformat())
    page.locator("form[data-upload] [type=submit]").click()
    page.get_by_text("waiting", exact=True).wait_for()
    assert read_next()
    page.get_by_text("2 to decide").click()  # the row has changed by itself
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.locator(".card.is-current").wait_for()
    page.keyboard.press("a")
    page.locator(".card--accepted").wait_for()
    assert page.locator("mark.fact--accepted").count() == 1
    page.locator(".card--proposed.is-current").wait_for()  # the next one waits already
    page.keyboard.press("r")
    page.keyboard.type("said twice")
    page.keyboard.press("Enter")
    page.locator(".card--rejected").wait_for()
    page.keyboard.press("u")
    page.locator(".card--rejected").wait_for(state="detached")
    (document,) = all_documents()
    assert sorted(fact.state for fact in facts_of_document(document.id)) == ["accepted", "proposed"]
