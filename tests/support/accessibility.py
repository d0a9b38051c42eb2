"""What axe-core has to say about a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def grave_faults(page: Page) -> list[str]:
    """The faults of the page that keep somebody out, one line each with the elements that have them."""
    violations = Axe().run(page).response["violations"]
    return [in_words(violation) for violation in violations if violation["impact"] in GRAVE]


def in_words(violation: dict) -> str:
    elements = "; ".join(str(node["target"]) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']} at {elements}"
