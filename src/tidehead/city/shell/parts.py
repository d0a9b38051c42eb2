"""Parts of a page that apps above its own fill in: each is loaded by itself, and one with nothing to say vanishes."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse

FIRM_PARTS = (
    "chains:firm_part",
    "clusters:firm_part",
    "enterprises:ladder_part",
    "services:firm_part",
    "projects:firm_part",
    "tasks:firm_part",
)
"""Views that tell, on the page of a firm, what their app knows of it. Each takes the firm's code as `code`, answers a
part of a page (no frame), and 204 where it knows nothing."""
CASE_PARTS = ("chains:case_part",)
"""The same on the page of a task or a project; each takes the case's number as `number`."""


def parts_for(views: Sequence[str], **about: str) -> tuple[str, ...]:
    """Addresses of those parts that are installed."""
    return tuple(filter(None, (_address(view, about) for view in views)))


def _address(view: str, about: dict[str, str]) -> str:
    try:
        return reverse(view, kwargs=about)
    except NoReverseMatch:
        return ""
