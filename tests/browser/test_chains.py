"""A chain in a real browser: the fishbone by mouse and keys, taken away as a picture; a gap made into a lead."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.accessibility import grave_faults
from tests.support.site import Site

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
CHAIN = "/chains/hydrogen/"


@pytest.fixture
def page(site: Site, context: BrowserContext) -> Page:
    site.use_language(context, "zh-hans")
    site.sign_in(context, "carl")
    return context.new_page()


def test_the_fishbone_zooms_by_buttons_and_keys_and_leads_to_a_link(site: Site, page: Page) -> None:
    page.goto(site.url + CHAIN)
    place = page.locator(".fishbone__place--wide")
    before = place.locator("svg").bounding_box()
    page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="放大").click()
    wider = place.locator("svg").bounding_box()
    assert before and wider and wider["width"] > 1.5 * before["width"]  # two steps of a quarter: 1.25 * 1.25
    place.focus()
    page.keyboard.press("ArrowRight")
    assert place.evaluate("place => place.scrollLeft") > 0
    page.keyboard.press("0")
    fit = place.locator("svg").bounding_box()
    assert fit and abs(fit["width"] - before["width"]) < 2
    place.get_by_role("link", name="质子交换膜: 未知").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("质子交换膜")


def test_the_fishbone_is_taken_away_as_svg_png_and_csv(site: Site, page: Page, tmp_path: Path) -> None:
    page.goto(site.url + CHAIN)
    tools = page.locator(".fishbone__tools")
    for name, begins in (("SVG", b"<?xml"), ("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbf")):
        with page.expect_download() as waiting:
            tools.get_by_text(name, exact=True).click()
        file = tmp_path / name
        waiting.value.save_as(file)
        assert file.read_bytes().lstrip().startswith(begins), name
        assert file.stat().st_size > 300


@pytest.mark.parametrize("tab", ["", "gaps/", "lists/", "roles/", "progress/", "links/membrane/"])
def test_pages_of_a_chain_have_no_barriers(site: Site, page: Page, tab: str) -> None:
    page.goto(site.url + CHAIN + tab)
    assert grave_faults(page) == []


def test_on_a_phone_the_fishbone_runs_downwards_and_nothing_is_cut(site: Site, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site.url + CHAIN)
    expect(page.locator(".fishbone__place--tall")).to_be_visible()
    expect(page.locator(".fishbone__place--wide")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert grave_faults(page) == []


def test_a_gap_is_made_into_a_lead_by_who_leads_the_chain(fresh_site: Site, context: BrowserContext) -> None:
    fresh_site.use_language(context, "zh-hans")
    fresh_site.sign_in(context, "carl")
    page = context.new_page()
    page.goto(fresh_site.url + CHAIN + "links/polymer/")
    page.get_by_text("登记招商线索: 单点").click()
    form = page.locator("form", has=page.get_by_role("button", name="登记招商线索"))
    expect(form.get_by_label("项目名称")).to_have_value("强链：全氟聚合物（氢能装备（虚构））")
    form.get_by_role("button", name="登记招商线索").click()
    expect(page.get_by_text("线索已登记，并与缺口关联。")).to_be_visible()
    expect(page.get_by_role("heading", name="缺口处置")).to_be_visible()
