"""The machine's own Chromium, driven by Playwright."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium on this machine: install Debian's chromium, or name one in TIDEHEAD_CHROMIUM"
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--font-render-hinting=none")


def chromium_path() -> str | None:
    """The browser to test with; None where there is none."""
    named = os.environ.get("TIDEHEAD_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)
