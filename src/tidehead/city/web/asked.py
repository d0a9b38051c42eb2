"""What a page's address asks for besides the page: the date as of which figures are shown."""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _


def asked_date(request: HttpRequest) -> date | None:
    """The date in `?as_of=`, None without one. Raises BadRequest for what is no date."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(_("“%(text)s” is no date. Write it as 2025-03-31.") % {"text": text[:40]}) from None
