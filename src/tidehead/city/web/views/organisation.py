"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def organisation_page(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
