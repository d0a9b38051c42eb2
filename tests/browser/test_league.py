"""Assessments in a browser: a table becomes a league, a scorecard explains itself, a draft is tried by the keyboard."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.architecture.sources import assert_none
from tests.browser.walking import PHONE, WALL, Complaints, overflow
from tests.city.assessing import FIRMS, HEAD, changed, computed, demo_scheme, person, published
from tests.support.accessibility import grave_faults
from tests.support.site import Site
from tidehead.city.assessments.actions import publish_run, review_run
from tidehead.city.assessments.editing import draft_from, save_draft
from tidehead.city.assessments.queries import scheme_source

pytestmark = pytest.mark.browser
UNIT = "F05"


@pytest.fixture
def desk(page: Page, fresh_site: Site) -> Page:
    """Alice at her desk, in English."""
    fresh_site.sign_in(page.context, "alice")
    fresh_site.use_language(page.context, "en")
    return page


def a_draft() -> int:
    return draft_from(by=person("alice"), version_id=demo_scheme().id, now=timezone.now())


def test_a_draft_is_changed_tried_undone_and_saved_by_the_keyboard(desk: Page, fresh_site: Site) -> None:
    draft = a_draft()
    complaints = Complaints(desk)
    desk.goto(f"{fresh_site.url}/league/schemes/{draft}/edit/")
    expect(desk.locator("#table-trial")).to_be_visible()
    weight = desk.get_by_label("Tax per mu: Weight")
    weight.focus()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("20")
    desk.keyboard.press("Tab")
    expect(desk.locator("#trial")).to_contain_text("add up to 80")
    other = desk.get_by_label("Labour productivity: Weight")
    other.focus()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("35")
    desk.keyboard.press("Tab")
    expect(desk.locator("#table-trial")).to_be_visible()
    expect(desk.locator("#trial")).not_to_contain_text("add up to")
    assert_none([*complaints.since_last(), *grave_faults(desk)])

    desk.get_by_role("link", name="Undo what is not saved").focus()
    desk.keyboard.press("Enter")
    expect(weight).to_have_value("40")

    weight.fill("35")
    other.fill("20")
    desk.get_by_role("button", name="Save the draft").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice", has_text="Saved.")).to_be_visible()
    expect(weight).to_have_value("35")


def test_who_saves_second_is_told_and_loses_nothing(desk: Page, fresh_site: Site) -> None:
    draft = a_draft()
    desk.goto(f"{fresh_site.url}/league/schemes/{draft}/edit/")
    source = scheme_source(draft)
    text = source.text.replace("weight: 40", "weight: 41", 1)
    save_draft(by=person("dora"), version_id=draft, text=text, edits=source.edits, now=timezone.now())
    desk.get_by_label("Tax per mu: Weight").fill("35")
    desk.get_by_role("button", name="Save the draft").click()
    expect(desk.locator(".notice--error")).to_be_visible()
    assert "weight: 41" in scheme_source(draft).text


def test_a_faulty_table_is_told_cell_by_cell_and_a_good_one_becomes_a_league(
    desk: Page, fresh_site: Site, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("\n".join([HEAD, *changed(UNIT, tax_paid="much", land_mu="a lot")]), encoding="utf-8")
    good.write_text("\n".join([HEAD, *FIRMS]), encoding="utf-8")
    desk.goto(f"{fresh_site.url}/league/runs/new/")
    desk.locator("#scheme").select_option(str(demo_scheme().id))
    desk.locator("input[type=file]").set_input_files(str(bad))
    desk.get_by_role("button", name="Read the table").click()
    faults = desk.get_by_role("alert")
    expect(faults).to_contain_text("D6")
    expect(faults).to_contain_text("E6")
    assert_none(grave_faults(desk))

    desk.locator("input[type=file]").set_input_files(str(good))
    desk.get_by_role("button", name="Read the table").click()
    expect(desk.get_by_text("chosen")).to_be_visible()
    desk.get_by_label("Draws for the ranges (0: none)").fill("100")
    desk.get_by_role("button", name="Run", exact=True).click()
    expect(desk.locator("#table-league tbody tr")).to_have_count(len(FIRMS))
    expect(desk.locator("#table-league .cell-picture.range").first).to_be_visible()
    assert_none(grave_faults(desk))


def test_a_scorecard_opens_its_working_and_shows_what_would_help(desk: Page, fresh_site: Site) -> None:
    computed(*changed(UNIT, tax_paid="100"), draws=50, period="2024", as_of=date(2026, 7, 1))
    run = computed(draws=50)
    complaints = Complaints(desk)
    desk.goto(f"{fresh_site.url}/league/runs/{run}/units/{UNIT}/")
    expect(desk.get_by_role("rowheader", name="own performance")).to_be_visible()
    desk.get_by_role("link", name="Tax per mu").click()
    expect(desk.locator(".drawer")).to_contain_text("240")
    desk.keyboard.press("Escape")
    desk.get_by_role("link", name="For the next place").click()
    expect(desk.locator("#advice .table, #advice p").first).to_be_visible()
    expect(desk.locator("#advice")).not_to_contain_text("The cheapest set of improvements within")
    desk.locator("#column").select_option("tax_paid")
    desk.get_by_label("Right value").fill("600")
    desk.keyboard.press("Enter")
    expect(desk.locator("#table-effect")).to_be_visible()
    assert_none([*complaints.since_last(), *grave_faults(desk)])


def test_a_stranger_reads_a_published_table_on_a_phone(page: Page, fresh_site: Site) -> None:
    run = computed(draws=50)
    review_run(by=person("alice"), run_id=run, now=timezone.now())
    publish_run(by=person("dora"), run_id=run, now=timezone.now(), today=timezone.localdate())
    fresh_site.use_language(page.context, "zh-hans")
    page.set_viewport_size(PHONE)
    complaints = Complaints(page)
    assert page.goto(f"{fresh_site.url}/league/published/{run}/").ok
    expect(page.get_by_text("甲一")).to_be_visible()
    assert_none([*complaints.since_last(), *grave_faults(page), *overflow(page)])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_league_fits_a_phone_in_both_languages(page: Page, fresh_site: Site, language: str) -> None:
    run = published(draws=50)
    fresh_site.sign_in(page.context, "alice")
    fresh_site.use_language(page.context, language)
    page.set_viewport_size(PHONE)
    for address in ("/league/", f"/league/runs/{run}/", f"/league/runs/{run}/units/{UNIT}/"):
        assert page.goto(fresh_site.url + address).ok, address
        assert_none(overflow(page))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_league_on_the_wall_fills_its_screen_and_no_more(page: Page, fresh_site: Site, theme: str) -> None:
    run = published(draws=50)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(WALL)
    fresh_site.sign_in(page.context, "alice")
    complaints = Complaints(page)
    page.goto(f"{fresh_site.url}/league/runs/{run}/?wall=1")
    assert_none([*complaints.since_last(), *grave_faults(page), *overflow(page)])
    assert page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
