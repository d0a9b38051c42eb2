"""Published tables: open to everybody, with the method and the doubt, as a page and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tidehead.city.accounts.middleware import public_page
from tidehead.city.assessments import leagues as league_queries
from tidehead.city.assessments import queries
from tidehead.city.assessments.league_sheets import league_table
from tidehead.city.assessments.publications import (
    doubt_paragraphs,
    marks_of,
    method_paragraphs,
    notice_paragraphs,
    published_paper,
    sheet_of,
    taken_away,
    unranked_paragraphs,
)
from tidehead.city.assessments.types import NotFound, RunInfo
from tidehead.city.assessments.wording import RUN_STATES, coverage_text
from tidehead.city.shell.papers import DOCX_TYPE, PDF_TYPE, docx_of, pdf_of
from tidehead.city.shell.tables import xlsx_response

MOST_RUNS = 100
MOST_ROWS_ON_PAPER = 5000
MAKERS = {"docx": (docx_of, DOCX_TYPE), "pdf": (pdf_of, PDF_TYPE)}


@public_page("league")
def published(request: HttpRequest) -> HttpResponse:
    """All published tables, the newest first."""
    found = queries.runs(public_only=True)[:MOST_RUNS]
    rows = [(run, str(RUN_STATES[run.state]), coverage_text(run), marks_of(run)) for run in found]
    return render(request, "assessments/published.html", {"rows": rows})


@public_page("league")
def published_table(request: HttpRequest, run_id: int) -> HttpResponse:
    """One published table with what the public may see, its method and its doubt."""
    run = _public_or_404(run_id)
    league = league_queries.league(run_id, limit=max(run.units, 1), public_only=True)
    table = league_table(league, linked=False)
    if file := taken_away(request, league):
        return file
    scheme = queries.scheme_of(run.scheme.id)
    context = {
        "run": run,
        "state": RUN_STATES[run.state],
        "marks": marks_of(run),
        "table": table,
        "method": method_paragraphs(scheme),
        "doubt": doubt_paragraphs(league),
        "notice": (*unranked_paragraphs(league), *notice_paragraphs(run, request.region)),
        "objections": len(queries.objections(run=run_id)),
        "kinds": ("xlsx", *MAKERS),
    }
    return render(request, "assessments/published_table.html", context)


def _public_or_404(run_id: int) -> RunInfo:
    try:
        return queries.run_by_id(run_id, public_only=True)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing


@public_page("league")
def file(request: HttpRequest, run_id: int, kind: str) -> HttpResponse:
    """The published table as Excel, Word or PDF."""
    run = _public_or_404(run_id)
    league = league_queries.league(run_id, limit=max(run.units, 1), public_only=True)
    if kind == "xlsx" or len(league.rows) > MOST_ROWS_ON_PAPER:
        return xlsx_response(sheet_of(league, request.region))
    if kind not in MAKERS:
        raise Http404(kind)
    make, content_type = MAKERS[kind]
    content = make(published_paper(league, queries.scheme_of(run.scheme.id), request.region))
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{run.scheme.code}-{run.id}.{kind}"'
    return answer
