"""The whole trade in a browser, by the people who do it: a firm on its phone, the office, the handler, the co-owner."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.architecture.sources import assert_none
from tests.browser.walking import DESK, PHONE, Complaints, overflow
from tests.support.accessibility import grave_faults
from tests.support.holders import acting_as
from tests.support.services_pages import a_proposal, being_worked_on, resolved
from tests.support.site import Site
from tidehead.city.cases.queries import case_slices
from tidehead.city.cases.types import CaseInfo, Wanted

pytestmark = pytest.mark.browser
WORDS, BESIDE = "厂区门口太窄", "可以拓宽，已排入计划"
QUESTION, REPLY = "哪一个门？货车多长？", "东门，十七米"


@pytest.fixture
def chairs(page: Page, fresh_site: Site) -> Iterator[dict[str, Page]]:
    """Each in a browser of their own: Erin of the firm on a phone, the others at their desks."""
    browser: Browser = page.context.browser
    contexts: list[BrowserContext] = []
    pages: dict[str, Page] = {}
    for username in ("erin", "olga", "henry", "hugo"):
        context = browser.new_context(viewport=PHONE if username == "erin" else DESK, base_url=fresh_site.url)
        fresh_site.sign_in(context, username)
        fresh_site.use_language(context, "en")
        contexts.append(context)
        pages[username] = context.new_page()
    yield pages
    for context in contexts:
        context.close()


def the_request() -> CaseInfo:
    found = case_slices(acting_as("olga"), Wanted(family="request"))[:2]
    assert len(found) == 1
    return found[0]


def state() -> str:
    return the_request().state


def test_a_request_goes_from_a_phone_through_the_offices_and_back(chairs: dict[str, Page]) -> None:
    heard = [Complaints(each) for each in chairs.values()]
    firm_asks(chairs["erin"])
    number = the_request().number
    office_routes(chairs["olga"])
    handler_asks_back(chairs["henry"], number)
    firm_answers(chairs["erin"])
    co_owner_answers(chairs["hugo"], number)
    handler_resolves(chairs["henry"], number)
    firm_judges_and_brings_it_back(chairs["erin"], number)
    assert_none(line for each in heard for line in each.since_last())


def fits(page: Page) -> None:
    assert_none([*overflow(page), *grave_faults(page)])


def firm_asks(erin: Page) -> None:
    """From the front page, on the phone."""
    erin.goto("/")
    erin.get_by_role("link", name="Our desk").last.click()
    expect(erin.get_by_text("You have asked for nothing yet")).to_be_visible()
    fits(erin)
    erin.get_by_role("link", name="Ask for something").first.click()
    erin.get_by_label("What do you need?").fill(f"{WORDS}，货车进不来")
    fits(erin)
    erin.get_by_role("button", name="Send").click()
    expect(erin.get_by_text("Sent. You are told here what happens to it.")).to_be_visible()


def office_routes(olga: Page) -> None:
    """To the department of industry, with that of development beside it."""
    olga.goto(reverse("services:requests"))
    olga.get_by_role("link", name=WORDS).click()
    details = olga.locator("details", has_text="Choose another, or ask several")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    olga.locator("#route-lead").select_option("org.industry")
    olga.locator("#route-help").select_option(["org.development"])
    details.get_by_role("button", name="Route").click()
    expect(olga.get_by_text("Routed. The organisation and the firm are told.")).to_be_visible()
    fits(olga)


def handler_asks_back(henry: Page, number: str) -> None:
    henry.goto(reverse("services:request", args=[number]))
    take(henry, "Take on")
    take(henry, "Ask the firm", {"What the firm is asked": QUESTION})
    assert state() == "waiting_for_firm"


def firm_answers(erin: Page) -> None:
    erin.goto(reverse("services:desk"))
    expect(erin.get_by_text("Waiting for your word")).to_be_visible()
    erin.get_by_role("link", name=WORDS).first.click()
    expect(erin.locator("blockquote", has_text=QUESTION).first).to_be_visible()
    erin.get_by_label("Your answer").fill(REPLY)
    fits(erin)
    erin.get_by_role("button", name="Send the answer").click()
    expect(erin.get_by_text("is working on it").first).to_be_visible()


def co_owner_answers(hugo: Page, number: str) -> None:
    hugo.goto(reverse("services:request", args=[number]))
    expect(hugo.get_by_text(REPLY).first).to_be_visible()
    hugo.get_by_label("What you found or did").fill(BESIDE)
    hugo.get_by_role("button", name="Answer", exact=True).click()
    expect(hugo.locator(".notice").first).to_be_visible()


def handler_resolves(henry: Page, number: str) -> None:
    henry.goto(reverse("services:request", args=[number]))
    expect(henry.get_by_text(BESIDE).first).to_be_visible()
    take(henry, "Resolve", {"Words on the outcome": "东门已拓宽到八米"}, choose={"Outcome": "solved"})
    assert state() == "resolved"
    fits(henry)


def firm_judges_and_brings_it_back(erin: Page, number: str) -> None:
    erin.goto(reverse("services:own_request", args=[number]))
    erin.get_by_label("very satisfied", exact=True).check()
    fits(erin)
    erin.get_by_role("button", name="Yes, it is done").click()
    expect(erin.get_by_text("Thank you. It is closed.")).to_be_visible()
    assert the_request().fields["satisfaction"] == 5
    erin.get_by_label("What has come again?").fill("施工围挡又把门堵了")
    erin.get_by_role("button", name="Bring it back").click()
    expect(erin.get_by_text("Brought back.").first).to_be_visible()
    assert (state(), the_request().reopened) == ("reopened", 1)


def take(page: Page, label: str, fill: dict[str, str] | None = None, choose: dict[str, str] | None = None) -> None:
    """Take a way on in the form of the kernel that every case has."""
    way = page.locator(".moves details", has=page.locator("summary", has_text=label)).first
    way.locator("summary").click()
    for name, words in (fill or {}).items():
        way.get_by_label(name).fill(words)
    for name, value in (choose or {}).items():
        way.get_by_label(name).first.select_option(value)
    way.get_by_role("button", name=label).click()
    expect(page.locator(".notice").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_fits_a_phone_in_both_languages(page: Page, fresh_site: Site, language: str) -> None:
    going, done = being_worked_on(), resolved("想招五十名焊工，招不到人，请帮忙联系职业学校")
    fresh_site.sign_in(page.context, "erin")
    fresh_site.use_language(page.context, language)
    page.set_viewport_size(PHONE)
    heard, faults = Complaints(page), []
    for address in (
        reverse("services:desk"),
        reverse("services:ask"),
        reverse("services:own_request", args=[going.number]),
        reverse("services:own_request", args=[done.number]),
    ):
        page.goto(f"{fresh_site.url}{address}")
        faults += [f"{address}: {fault}" for fault in (*overflow(page), *grave_faults(page), *heard.since_last())]
    assert_none(faults)


def test_the_league_and_the_pairing_are_drawn(page: Page, fresh_site: Site) -> None:
    resolved()
    proposal = a_proposal()
    fresh_site.sign_in(page.context, "olga")
    fresh_site.use_language(page.context, "en")
    heard = Complaints(page)
    page.goto(f"{fresh_site.url}{reverse('services:league')}")
    expect(page.locator(".chart canvas, .chart svg").first).to_be_visible()
    faults = [*grave_faults(page), *overflow(page)]
    page.goto(f"{fresh_site.url}{reverse('services:pairing_run', args=[proposal])}")
    expect(page.locator(".chart canvas, .chart svg").first).to_be_visible()
    page.get_by_role("button", name="Adopt from today").click()
    expect(page.get_by_text("these pairs hold from today")).to_be_visible()
    assert_none([*faults, *grave_faults(page), *overflow(page), *heard.since_last()])
