"""Pages about documents and the sources of figures."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.evidence.actions import Incoming, read_again, receive_document, remove_document
from tidehead.city.evidence.forms import IntakeForm
from tidehead.city.evidence.queries import all_documents, all_sources, document_by_id, source_by_code, stored_file
from tidehead.city.evidence.types import DocumentInfo, DocumentRefused, SourceInfo
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

MOST_FILES = 20


def state_words(state: str) -> str:
    return {
        "received": _("waiting"),
        "reading": _("being read"),
        "read": _("read"),
        "failed": _("could not be read"),
    }[state]


def documents(request: HttpRequest) -> HttpResponse:
    """All documents, what became of each, and the place to send more."""
    found = all_documents()
    if file := exported(request, _documents_table(found)):
        return file
    titles = {source.code: source for source in all_sources() if source.document}
    return render(
        request,
        "evidence/documents.html",
        {
            "rows": [(document, titles.get(document.source)) for document in found],
            "form": IntakeForm(),
            "limit_mb": settings.ENVIRONMENT["UPLOAD_MB"],
            "to_decide": sum(document.proposed for document in found),
            "may_upload": request.actor.may("documents.upload"),
            "may_remove": request.actor.may("documents.remove"),
        },
    )


def _documents_table(found: tuple[DocumentInfo, ...]) -> Table:
    return Table(
        name="documents",
        title=_("Documents"),
        columns=(
            Column("title", _("Document")),
            Column("file", _("File")),
            Column("state", _("State")),
            Column("issued_on", _("Issued on"), kind="date"),
            Column("source", _("Source")),
            Column("proposed", _("Proposed"), kind="number"),
            Column("accepted", _("Accepted"), kind="number"),
            Column("rejected", _("Rejected"), kind="number"),
            Column("by", _("Uploaded by")),
            Column("at", _("Uploaded on"), kind="date"),
        ),
        rows=tuple(
            Row(
                (
                    row.title,
                    row.file_name,
                    state_words(row.state),
                    row.issued_on,
                    row.source,
                    row.proposed,
                    row.accepted,
                    row.rejected,
                    row.uploaded_by,
                    timezone.localdate(row.uploaded_at),
                )
            )
            for row in found
        ),
    )


# Taking documents in


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take one or several files; each that cannot be taken is named with its reason, the others are read."""
    if not request.actor.may("documents.upload"):
        raise PermissionDenied
    form = IntakeForm(request.POST)
    if getattr(request, "upload_too_large", False):
        return _refused(request, [too_large_words()], 413)
    files = request.FILES.getlist("file")
    if not form.is_valid():
        return _refused(request, [str(words) for words in form.errors["issued_on"]], 422)
    if not files:
        return _refused(request, [_("No file came with the request. Choose a document, then upload.")], 422)
    if len(files) > MOST_FILES:
        return _refused(
            request, [_("At most %(most)s files at a time. Send the rest afterwards.") % {"most": MOST_FILES}], 422
        )
    taken, refusals = _receive_all(request, files, form.cleaned_data["issued_on"])
    if not taken:
        return _refused(request, refusals, 422)
    words = ngettext("%(count)s document is being read.", "%(count)s documents are being read.", taken)
    messages.success(request, words % {"count": taken})
    for refusal in refusals:
        messages.warning(request, refusal)
    return _back_to_documents(request)


def _receive_all(request: HttpRequest, files: list, issued_on: date | None) -> tuple[int, list[str]]:
    taken, refusals = 0, []
    for file in files:
        sent = Incoming(name=file.name or "", content=file.file)
        try:
            receive_document(by=request.actor, file=sent, now=timezone.now(), issued_on=issued_on)
        except DocumentRefused as refusal:
            refusals.append(f"{sent.name[:80]}: {refusal.text}" if len(files) > 1 else str(refusal.text))
        else:
            taken += 1
    return taken, refusals


def too_large_words() -> str:
    limit = settings.ENVIRONMENT["UPLOAD_MB"]
    return _("The file is larger than %(limit)s MB. Split it, or save its pictures smaller, and send it again.") % {
        "limit": limit
    }


def _refused(request: HttpRequest, words: list[str], status: int) -> HttpResponse:
    detail = " ".join(words)
    if request.headers.get("HX-Request") == "true":
        return JsonResponse({"detail": detail}, status=status)
    return problem_page(request, status, detail=detail)


def _back_to_documents(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("evidence:documents")})
    return redirect("evidence:documents")


# One document


def status(request: HttpRequest, document_id: int) -> HttpResponse:
    """A document's row as it is now; nothing once it is removed, which takes the row off the page."""
    document = document_by_id(document_id)
    if document is None:
        return HttpResponse("")
    rights = {"may_upload": request.actor.may("documents.upload"), "may_remove": request.actor.may("documents.remove")}
    source = source_by_code(document.source) if document.source else None
    return render(request, "evidence/_document_row.html", {"document": document, "source": source, **rights})


@require_POST
def again(request: HttpRequest, document_id: int) -> HttpResponse:
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return _refused(request, [str(words) for words in form.errors["issued_on"]], 422)
    _existing(document_id)
    try:
        read_again(
            by=request.actor, document_id=document_id, now=timezone.now(), issued_on=form.cleaned_data["issued_on"]
        )
    except DocumentRefused as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, _("The document is read again."))
    return _back_to_documents(request)


@require_POST
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _existing(document_id)
    try:
        remove_document(by=request.actor, document_id=document_id, now=timezone.now())
    except DocumentRefused as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, _("“%(title)s” was removed.") % {"title": document.title})
    return _back_to_documents(request)


def download(request: HttpRequest, document_id: int) -> HttpResponse:
    """The file as it was sent, never shown by the browser within this site, nor put into one of its pages."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=400, content_type="text/plain")
    document, stored = _existing(document_id), stored_file(document_id)
    path = settings.DATA / "uploads" / stored
    if not stored or not path.is_file():
        return problem_page(request, 404, detail=_("The file is not kept. Upload the document again."))
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=document.file_name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _existing(document_id: int) -> DocumentInfo:
    document = document_by_id(document_id)
    if document is None:
        raise Http404
    return document


# Sources


def source_kind_words(kind: str) -> str:
    return {
        "plan": _("plan"),
        "communique": _("statistical communiqué"),
        "news": _("news"),
        "web": _("web page"),
        "draft": _("draft"),
        "notice": _("notice"),
        "rule": _("rule"),
        "standard": _("standard"),
        "dataset": _("data set"),
    }.get(kind, kind)


def source_status_words(code: str) -> str:
    return {
        "draft": _("draft"),
        "in_force": _("in force"),
        "repealed": _("repealed"),
        "unknown": _("unknown"),
    }.get(code, code)


def sources(request: HttpRequest) -> HttpResponse:
    """Every source that a figure of the region may stand on."""
    table = _sources_table(all_sources(), synthetic=bool(request.region and request.region.synthetic))
    if file := exported(request, table):
        return file
    return render(request, "evidence/sources.html", {"table": table})


def _sources_table(found: tuple[SourceInfo, ...], *, synthetic: bool) -> Table:
    return Table(
        name="sources",
        title=_("Sources of figures"),
        columns=(
            Column("title", _("Title")),
            Column("issuer", _("Issued by"), filtered=False),
            Column("issued_on", _("Issued on"), kind="date"),
            Column("kind", _("Kind"), filtered=True),
            Column("status", _("Status"), filtered=True, secondary=True),
            Column("licence", _("Licence"), secondary=True),
            Column("loaded", _("Text here"), filtered=True),
        ),
        rows=tuple(_source_row(row) for row in found),
        synthetic=synthetic,
        empty=_("No sources are loaded"),
        empty_remedy=_("Load a region pack: its sources come with it."),
    )


def _source_row(row: SourceInfo) -> Row:
    loaded = (
        Cell(_("loaded"), url=reverse("web:document", args=[row.document])) if row.document else Cell(_("not loaded"))
    )
    return Row(
        (
            Cell(str(row.title), url=reverse("evidence:source", args=[row.code])),
            row.issuer,
            row.issued_on,
            source_kind_words(row.kind),
            source_status_words(row.status),
            row.licence,
            loaded,
        ),
        key=row.code,
    )


def source(request: HttpRequest, code: str) -> HttpResponse:
    found = source_by_code(code)
    if found is None:
        raise Http404
    return render(
        request,
        "evidence/source.html",
        {
            "source": found,
            "kind_words": source_kind_words(found.kind),
            "status_words": source_status_words(found.status),
            "document": document_by_id(found.document) if found.document else None,
            "may_upload": request.actor.may("documents.upload"),
        },
    )
