"""What people see when something went wrong, whatever went wrong."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from tidehead.city.shell.errors import problem_of, problem_page


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = problem_of(status)
        return JsonResponse({"detail": f"{problem.title}. {problem.remedy}"}, status=status)
    return problem_page(request, status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 413 if type(exception).__name__ == "RequestDataTooBig" else 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403)
