"""Reports of weeks, months and quarters: taken once, compared with the one before, taken away as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.shell.papers import DOCX_TYPE, PDF_TYPE, docx_of, pdf_of
from tidehead.city.shell.tables import exported, xlsx_response
from tidehead.city.tasks import reporting
from tidehead.city.tasks.queries import history_of, tasks
from tidehead.city.tasks.report_sheets import (
    ReportSheet,
    changes_table,
    is_taken,
    moved_finding,
    report_finding,
    report_paper,
    reported_table,
    sheet_of,
    units_table,
)
from tidehead.city.tasks.rights import EDIT, may_for_all
from tidehead.city.tasks.types import REPORT_KINDS, TaskFilter, TaskNotFound
from tidehead.city.tasks.views.acting import done
from tidehead.city.tasks.wording import REPORT_KINDS as KIND_WORDS
from tidehead.city.tasks.wording import report_title, span_text

MAKERS = {"docx": (docx_of, DOCX_TYPE), "pdf": (pdf_of, PDF_TYPE)}
GRID_COLUMNS = 8
MOST_IN_GRID = 60


def reports(request: HttpRequest) -> HttpResponse:
    """All reports, and the history grid: the light of each task in the last reports of one kind."""
    kind = request.GET.get("kind", "month")
    kind = kind if kind in REPORT_KINDS else "month"
    heads, today = reporting.reports(kind), timezone.localdate()
    context = {
        "kind": kind,
        "kinds": [(each, KIND_WORDS[each], each == kind) for each in REPORT_KINDS],
        "heads": [(head, report_title(head)) for head in heads],
        "may_take": may_for_all(request.actor, EDIT) and not is_taken(heads, kind, today),
        "grid": _grid(kind) if heads else None,
    }
    return render(request, "tasks/reports.html", context)


def _grid(kind: str) -> dict[str, object]:
    """Rows of tasks, columns of reports, the oldest first; each cell says the light and why."""
    heads = tuple(reversed(reporting.reports(kind, most=GRID_COLUMNS)))
    known = tasks(TaskFilter(open_only=True), now=timezone.now())
    history = history_of([task.id for task in known], kind=kind, most=GRID_COLUMNS)
    rows = [(task, {shot.report: shot for shot in history.get(task.id, ())}) for task in known]
    return {
        "heads": [span_text(head) for head in heads],
        "rows": [(task, [shots.get(head.id) for head in heads]) for task, shots in rows if shots][:MOST_IN_GRID],
    }


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep everything as it stands now."""
    kind, now = request.POST.get("kind", ""), timezone.now()
    return done(
        request,
        lambda: reporting.take_report(by=request.actor, kind=kind, on=timezone.localdate(now), now=now),
        said=_("The report was taken. It will not change any more."),
        back=f"{reverse('tasks:reports')}?kind={kind if kind in REPORT_KINDS else 'month'}",
    )


def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: what changed, how the organisations stand, every task as it was found."""
    sheet = _sheet_or_404(report_id)
    tables = {
        "changes": changes_table(sheet, request.region),
        "units": units_table(sheet, request.region),
        "reported": reported_table(sheet, request.region),
    }
    for table in tables.values():
        if request.GET.get("format") and (file := exported(request, table)) is not None:
            return file
    context = {
        "head": sheet.head,
        "title": report_title(sheet.head),
        "finding": report_finding(sheet),
        "moved": moved_finding(sheet),
        "files": ("docx", "pdf", "xlsx"),
        **tables,
    }
    return render(request, "tasks/report.html", context)


def _sheet_or_404(report_id: int) -> ReportSheet:
    try:
        return sheet_of(report_id)
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing


def file(request: HttpRequest, report_id: int, kind: str) -> HttpResponse:
    """The report as Word, PDF or Excel."""
    sheet = _sheet_or_404(report_id)
    if kind == "xlsx":
        return xlsx_response(reported_table(sheet, request.region))
    if kind not in MAKERS:
        raise Http404(kind)
    make, content_type = MAKERS[kind]
    answer = HttpResponse(make(report_paper(sheet, request.region)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="report-{sheet.head.period}.{kind}"'
    return answer
