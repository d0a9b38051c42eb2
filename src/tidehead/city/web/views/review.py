"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def document_page(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def facts_list(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def fact_form(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def accept(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def reject(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def reopen(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
