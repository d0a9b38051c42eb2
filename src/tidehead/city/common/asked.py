"""What a request asks for, taken no further than it may go: addresses of this very site, whole numbers in bounds."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_NUMBER = 9
"""Digits that every database takes for a key; "²" is a digit to Python, and no number."""


def own_page(request: HttpRequest, asked: str, *, otherwise: str) -> str:
    """The address that was asked for where it is one of this site, else another."""
    hosts = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=hosts, require_https=request.is_secure())
    return asked if is_own else otherwise


def whole_number(text: str) -> int | None:
    """A whole number from zero on as people and forms write it; None for anything else.

    >>> whole_number("42"), whole_number("-1"), whole_number("²"), whole_number("9" * 30)
    (42, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
