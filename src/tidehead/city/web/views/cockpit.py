"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def cockpit(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def wall(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
