"""Where a case is looked at: its trade's own page where there is one, else the kernel's."""

from django.urls import NoReverseMatch, reverse

OWN_PAGES = {"request": "services:request", "project": "projects:project", "task": "tasks:task"}
"""The page of each family of cases that has one of its own; it takes the case's number."""


def case_address(family: str, number: str) -> str:
    """The address of a case's page."""
    try:
        return reverse(OWN_PAGES[family], args=[number])
    except (KeyError, NoReverseMatch):
        return reverse("cases:case", args=[number])
