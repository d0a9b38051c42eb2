"""What every page's frame needs to know."""

from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, object]:
    return {"actor": getattr(request, "actor", None), "region": getattr(request, "region", None)}
