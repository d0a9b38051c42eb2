"""Pictures and their data can be taken away."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.support.site import Site
from tidehead.city.indicators.queries import figures

pytestmark = pytest.mark.browser

BEGINNINGS = {"png": b"\x89PNG", "svg": b"<", "csv": b"\xef\xbb\xbf"}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_a_chart_is_downloaded(page: Page, context: BrowserContext, site: Site, tmp_path: Path, kind: str) -> None:
    site.sign_in(context, "alice")
    page.goto(site.url + reverse("web:indicator", kwargs={"code": figures()[0].subject.indicator}))
    page.wait_for_selector("[data-chart] svg, [data-chart] canvas")
    with page.expect_download() as waiting:
        page.locator(f"[data-download={kind}]").first.click()
    file = tmp_path / "file"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    assert file.read_bytes().startswith(BEGINNINGS[kind])
    assert file.stat().st_size > 100


def test_a_downloaded_svg_is_a_picture(page: Page, context: BrowserContext, site: Site, tmp_path: Path) -> None:
    site.sign_in(context, "alice")
    page.goto(f"{site.url}/")
    page.wait_for_selector("[data-chart] svg, [data-chart] canvas")
    with page.expect_download() as waiting:
        page.locator("[data-download=svg]").first.click()
    waiting.value.save_as(tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert "<svg" in text and "</svg>" in text and "<path" in text
