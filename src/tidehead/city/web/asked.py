"""What a page's address asks for besides the page: the date as of which figures are shown."""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from tidehead.city.indicators.asking import DayRefused, asked_day


def asked_date(request: HttpRequest) -> date | None:
    """The date in `?as_of=`, None without one. Raises BadRequest for what is no date or is too far away."""
    try:
        return asked_day(request)
    except DayRefused as refused:
        raise BadRequest(str(refused)) from None
