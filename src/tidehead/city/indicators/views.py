"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def indicators(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def targets(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def taxonomies(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def contradictions(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def methods(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
