"""One case, and its files."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tidehead.city.accounts.middleware import needs
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.addresses import OWN_PAGES, case_address
from tidehead.city.cases.forms import FieldsForm
from tidehead.city.cases.frame import case_frame
from tidehead.city.cases.queries import attachment_for, case_file
from tidehead.city.cases.types import CaseFile


@needs("cases.handle", "desk.use", "cases.view")
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case with its clocks, its log, and what the actor may do with it."""
    return case_page(request, file_or_404(number, request.actor))


def file_or_404(number: str, actor: Actor) -> CaseFile:
    """The case, where the actor may see it; that it exists is not told otherwise."""
    found = case_file(number, actor, timezone.now())
    if found is None:
        raise Http404(number)
    return found


def case_page(
    request: HttpRequest,
    file: CaseFile,
    *,
    failed: dict[str, FieldsForm] | None = None,
    revealed: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The kernel's own page of a case, with forms that came back with errors where there are any."""
    frame = case_frame(file, request.actor, timezone.now(), failed=failed, revealed=revealed)
    own = case_address(file.case.family, file.case.number) if file.case.family in OWN_PAGES else ""
    context = {"case": file.case, "own_page": "" if own == request.path else own, "frame_of_case": frame}
    return render(request, "cases/case.html", context, status=status)


@needs("cases.handle", "desk.use", "cases.view")
@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> FileResponse:
    """A file of a case, for those who see the case; never opened in the page."""
    found = attachment_for(attachment_id, request.actor)
    if found is None:
        raise Http404(str(attachment_id))
    about, stored_as = found
    path = settings.DATA / "attachments" / stored_as
    if not path.is_file():
        raise Http404(about.name)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=about.name, content_type=about.content_type)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
