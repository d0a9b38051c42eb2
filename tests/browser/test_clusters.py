"""The pages of clusters in a real browser: pictures drawn, nothing that keeps anybody out, readable on a phone."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.accessibility import grave_faults
from tests.support.clusters_pages import OWN, TABLE, a_register
from tests.support.site import Site

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = (
    "/clusters/?by=class&reference=register",
    "/clusters/of/3841/?reference=register",
    f"/clusters/places/{OWN[0]}/?by=class&reference=register",
    "/clusters/space/?by=class&reference=register&place=990101",
    "/clusters/complexity/?by=class&reference=register",
    "/clusters/definitions/",
    f"/clusters/tables/{TABLE}/",
    "/clusters/coupling/",
)


@pytest.fixture
def page(fresh_site: Site, context: BrowserContext) -> Page:
    a_register()
    fresh_site.use_language(context, "zh-hans")
    fresh_site.sign_in(context, "bob")
    shown = context.new_page()
    shown.base = fresh_site.url  # type: ignore[attr-defined]
    return shown


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_drawn_and_keeps_nobody_out(page: Page, address: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(page.base + address)  # type: ignore[attr-defined]
    expect(page.locator("h1")).to_be_visible()
    if page.locator("figure").count():
        page.locator("figure").first.scroll_into_view_if_needed()  # pictures are drawn when they come into sight
        expect(page.locator("figure svg, figure canvas").first).to_be_visible()
    assert grave_faults(page) == []
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_a_choice_above_the_page_changes_it_at_once(page: Page) -> None:
    page.goto(page.base + "/clusters/")  # type: ignore[attr-defined]
    page.get_by_label("产业", exact=True).select_option("division")
    expect(page).to_have_url(re.compile("by=division"))
    expect(page.get_by_role("link", name="34 机械").first).to_be_visible()
