"""What a first visit costs, from the server that `tidehead up` starts and that compresses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.asking import DEMO
from tests.cli.test_up import Running

pytestmark = pytest.mark.browser

MOST_BYTES = 700_000


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "data", TIDEHEAD_PACK=str(DEMO))
    yield started
    started.process.kill()  # server and reader end by themselves, see tests/cli/test_up.py
    started.process.wait(timeout=10)


def test_a_first_visit_to_the_cockpit_is_light(chromium: Browser, running: Running) -> None:
    """Everything that comes over the wire counts: page, styles, scripts and what they load, as they were compressed."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    network = context.new_cdp_session(page)
    received: list[int] = []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(running.address)
    page.locator("main form button").click()  # looking at the address does not spend it
    expect(page.locator("[data-chart] svg, [data-chart] canvas").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    context.close()
    assert len(received) > 5, "scripts and styles are counted"
    assert sum(received) < MOST_BYTES
