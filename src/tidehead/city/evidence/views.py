"""Being written."""

from django.http import HttpRequest, HttpResponse

from tidehead.city.shell.errors import problem_page


def documents(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def upload(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def sources(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def source(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def status(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def again(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def remove(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)


def download(request: HttpRequest, **parts: object) -> HttpResponse:
    return problem_page(request, 404)
