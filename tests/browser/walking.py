"""How the browser's tests look at a page: what it says to the console, whether it fits, which pages there are."""

from http import HTTPStatus

from django.urls import reverse
from playwright.sync_api import Page

from tests.support.pages import arguments_of_pages, read_a_document, routes
from tests.support.site import signed_in_client

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}


def pages_to_see() -> dict[str, str]:
    """Name and path of every whole page that Alice can look at; a document is read first, so that none is empty."""
    arguments = arguments_of_pages(read_a_document())
    client = signed_in_client("alice")
    paths = {route.name: reverse(route.name, kwargs=arguments.get(route.name)) for route in routes()}
    return {name: path for name, path in paths.items() if is_a_page(client.get(path))}


def is_a_page(answer: object) -> bool:
    """Whether it is a page of its own: neither a part of one, nor a file, nor an answer to a form."""
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == HTTPStatus.OK and html and not answer.streaming and b"<html" in answer.content


class Complaints:
    """What the browser has to say against the pages it saw: errors, and what the content security policy stopped."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", lambda message: self.heard.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def since_last(self) -> list[str]:
        heard, self.heard = list(self.heard), []
        return heard


def overflow(page: Page) -> list[str]:
    """The width that the page needs beyond its window, with the elements that stick out; empty when it fits."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth, needed = document.documentElement.scrollWidth;
            if (needed <= width) return [];
            const wide = [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > width + 1).slice(0, 4)
                .map((each) => `${each.tagName.toLowerCase()}.${[...each.classList].join(".")}`);
            return [`${needed} px in a window of ${width} px`, ...wide];
        }"""
    )
