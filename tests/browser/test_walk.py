"""Every page of the product, as a browser shows it: quiet, in its window, and open to everybody."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.architecture.sources import assert_none
from tests.browser.walking import DESK, PHONE, WALL, Complaints, overflow, pages_to_see
from tests.support.accessibility import grave_faults
from tests.support.site import Site

pytestmark = pytest.mark.browser

# Every page in each theme, each language and each width.
APPEARANCES = {
    "Chinese, light, at a desk": ("zh-hans", "light", DESK, PHONE),
    "English, dark, on a phone": ("en", "dark", PHONE, DESK),
}


def appear(page: Page, site: Site, how: str) -> dict[str, int]:
    """Gives the page a language, a theme and a window; returns the other window to try."""
    language, theme, window, other = APPEARANCES[how]
    site.use_language(page.context, language)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size(window)
    return other


def faults_of(page: Page, windows: list[dict[str, int]]) -> list[str]:
    """What is wrong with the page shown: what axe-core calls grave, and where it is too wide for its windows."""
    faults = grave_faults(page)
    for window in windows:
        page.set_viewport_size(window)
        faults += overflow(page)
    return faults


@pytest.mark.parametrize("how", APPEARANCES)
def test_every_page_is_quiet_fits_and_keeps_nobody_out(page: Page, fresh_site: Site, how: str) -> None:
    other = appear(page, fresh_site, how)
    own = dict(page.viewport_size)
    fresh_site.sign_in(page.context, "alice")
    complaints, faults = Complaints(page), []
    paths = pages_to_see()
    assert len(paths) > 20
    for name, path in paths.items():
        page.set_viewport_size(own)
        answer = page.goto(fresh_site.url + path)
        found = [*complaints.since_last(), *faults_of(page, [own, other])]
        faults += [f"{name}: {fault}" for fault in (found if answer.ok else [f"answered {answer.status}"])]
    assert_none(faults)


@pytest.mark.parametrize("how", APPEARANCES)
def test_what_a_stranger_sees_is_quiet_fits_and_keeps_nobody_out(page: Page, site: Site, how: str) -> None:
    other = appear(page, site, how)
    complaints = Complaints(page)
    page.goto(f"{site.url}/documents/")
    assert "/account/sign-in/" in page.url
    assert_none([*complaints.since_last(), *faults_of(page, [dict(page.viewport_size), other])])


@pytest.mark.parametrize("how", APPEARANCES)
def test_a_page_that_is_not_there_says_so_to_everybody(page: Page, site: Site, how: str) -> None:
    other = appear(page, site, how)
    site.sign_in(page.context, "alice")
    assert page.goto(f"{site.url}/no-such-page/").status == 404
    assert_none(faults_of(page, [dict(page.viewport_size), other]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_wall_fills_its_screen_and_no_more(page: Page, site: Site, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(WALL)
    site.sign_in(page.context, "alice")
    complaints = Complaints(page)
    page.goto(f"{site.url}/wall/")
    page.wait_for_selector("[data-chart] svg, [data-chart] canvas")
    assert_none([*complaints.since_last(), *faults_of(page, [WALL])])
    assert page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]


def test_the_open_drawer_keeps_nobody_out(page: Page, site: Site, context: BrowserContext) -> None:
    site.sign_in(context, "alice")
    page.goto(f"{site.url}/indicators/targets/")
    page.locator("main [data-source]").first.click()
    page.wait_for_selector("#drawer-body .drawer__title")
    assert_none(grave_faults(page))
