"""What the keyboard does, and the drawer that answers "where from?" for every number."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.site import Site

pytestmark = pytest.mark.browser

FIGURE = "main [data-source]"


@pytest.fixture
def cockpit(page: Page, context: BrowserContext, site: Site) -> Page:
    """Alice looks at the cockpit."""
    site.sign_in(context, "alice")
    page.goto(f"{site.url}/")
    return page


def is_focused(page: Page, selector: str) -> bool:
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_a_slash_leads_to_the_search(cockpit: Page) -> None:
    cockpit.keyboard.press("/")
    assert is_focused(cockpit, "[data-search]")
    cockpit.keyboard.type("产业")
    cockpit.keyboard.press("Enter")
    cockpit.wait_for_url("**/search/?**")
    assert cockpit.locator("main a").count() > 0


def test_a_slash_in_a_field_is_only_a_slash(cockpit: Page) -> None:
    cockpit.keyboard.press("/")
    cockpit.keyboard.type("a/b")
    expect(cockpit.locator("[data-search]:focus")).to_have_value("a/b")


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_figure_opens_its_source_and_escape_leads_back(cockpit: Page, by: str) -> None:
    figure = cockpit.locator(FIGURE).first
    figure.click() if by == "click" else figure.press(by)
    drawer = cockpit.locator("#drawer")
    expect(drawer.locator(".drawer__title")).not_to_be_empty()
    expect(drawer.locator(".drawer__title")).to_be_focused()
    assert "source=" in cockpit.url
    cockpit.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(figure).to_be_focused()
    assert "source=" not in cockpit.url


def test_the_address_of_an_open_drawer_opens_it_again(cockpit: Page) -> None:
    cockpit.locator(FIGURE).first.click()
    title = cockpit.locator("#drawer .drawer__title")
    words = title.inner_text()
    cockpit.reload()
    expect(title).to_have_text(words)


def test_a_foreign_address_never_fills_the_drawer(cockpit: Page, site: Site) -> None:
    asked: list[str] = []
    cockpit.on("request", lambda request: asked.append(request.url))
    cockpit.goto(f"{site.url}/?source=//example.org/figures/1/source/")
    expect(cockpit.locator("#drawer")).to_be_hidden()
    assert all(url.startswith((site.url, "data:", "blob:")) for url in asked)


def test_the_theme_stays_from_page_to_page(cockpit: Page, site: Site) -> None:
    cockpit.locator("[data-menu] summary").click()
    cockpit.locator("[data-theme-toggle]").click()
    chosen = cockpit.evaluate("document.documentElement.dataset.theme")
    assert chosen in {"light", "dark"}
    cockpit.goto(f"{site.url}/plans/")
    assert cockpit.evaluate("document.documentElement.dataset.theme") == chosen


def test_the_language_stays_from_page_to_page(cockpit: Page, site: Site) -> None:
    html = cockpit.locator("html")
    expect(html).to_have_attribute("lang", re.compile("zh", re.IGNORECASE))
    cockpit.goto(f"{site.url}/?lang=en")
    expect(html).to_have_attribute("lang", "en")
    cockpit.goto(f"{site.url}/plans/")
    expect(html).to_have_attribute("lang", "en")
