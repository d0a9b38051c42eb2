"""A document goes in through the page, and its facts come out beside its text."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.walking import Complaints
from tests.support.pages import DOCUMENT
from tests.support.site import Site
from tidehead.city.evidence.reader import read_next

pytestmark = pytest.mark.browser


def test_an_uploaded_document_shows_its_facts(page: Page, context: BrowserContext, fresh_site: Site) -> None:
    fresh_site.sign_in(context, "alice")
    complaints = Complaints(page)
    page.goto(f"{fresh_site.url}/documents/")
    page.locator("form[data-upload] [type=file]").set_input_files(DOCUMENT)
    page.locator("form[data-upload] [type=submit]").click()
    expect(page.locator(".notice--success")).to_be_visible()
    while read_next():  # what the reading worker does beside the server
        pass
    page.reload()
    page.locator("main tbody th a, main tbody td a").first.click()
    expect(page.locator("mark.fact").first).to_be_visible()
    assert page.locator("mark.fact").count() > 5
    assert complaints.since_last() == []


def test_a_file_of_a_wrong_kind_is_refused_in_words(page: Page, context: BrowserContext, fresh_site: Site) -> None:
    fresh_site.sign_in(context, "alice")
    page.goto(f"{fresh_site.url}/documents/")
    file = {"name": "program.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x00\x01"}
    page.locator("form[data-upload] [type=file]").set_input_files(file)
    page.locator("form[data-upload] [type=submit]").click()
    expect(page.locator("[data-upload-state]")).not_to_be_empty()
    expect(page.locator("[data-upload-state].is-error")).to_be_visible()
