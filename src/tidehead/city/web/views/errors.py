"""What people see when something went wrong, whatever went wrong."""

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from tidehead.city.shell.errors import problem_of, problem_page


def _answer(request: HttpRequest, status: int, *, detail: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = problem_of(status)
        return JsonResponse({"detail": detail or f"{problem.title}. {problem.remedy}"}, status=status)
    return problem_page(request, status, detail=detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a view says of a request is told; what the framework found suspicious is not repeated to its sender."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413)
    return _answer(request, 400, detail=str(exception) if isinstance(exception, BadRequest) else "")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403)
