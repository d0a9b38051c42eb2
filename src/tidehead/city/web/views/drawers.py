"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def figure_source(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def target_source(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def locator_source(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
