"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def plans(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def commitment(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def plan(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def plan_schedule(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
