"""From which address a request comes, where it came through proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; without proxies, who is connected.

    Each proxy appends whom it saw to X-Forwarded-For, so that with n proxies the n-th entry from the right is theirs,
    and everything left of it may be invented by whoever asks.
    """
    connected: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ENVIRONMENT["PROXIES"]
    if not proxies:
        return connected
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return _address(seen[-proxies]) if len(seen) >= proxies and _address(seen[-proxies]) else connected


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
