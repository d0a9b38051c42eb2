"""Two runs side by side: who moved, and why."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.assessments import comparing, queries
from tidehead.city.assessments.types import AssessmentRefused, ComparedRow, Comparison, NotFound, RunInfo
from tidehead.city.assessments.wording import FACTORS, RUN_STATES
from tidehead.city.common.asked import whole_number
from tidehead.city.common.slices import Slices
from tidehead.city.shell.cell_pictures import SignedBar
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

ROWS_A_PAGE = 100
MOST_CHOICES = 50


def compare(request: HttpRequest) -> HttpResponse:
    """The change of every unit's score, split into its parts; a form to choose the two runs."""
    chosen = [whole_number(request.GET.get(name, "")) for name in ("before", "after")]
    runs = [run for run in queries.runs()[:MOST_CHOICES] if run.has_results]
    context: dict[str, object] = {"runs": runs, "before_id": chosen[0], "after_id": chosen[1]}
    if None in chosen:
        return render(request, "assessments/compare.html", context)
    before, after = chosen
    try:
        if request.GET.get("format"):
            whole = comparing.compare(before, after, limit=1_000_000)
            if file := exported(request, comparison_table(whole)):
                return file
        answer = _paged(request, before, after)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    except AssessmentRefused as refused:
        return problem_page(request, 400, detail=str(refused.text))
    return render(request, "assessments/compare.html", context | answer)


def _paged(request: HttpRequest, before: int, after: int) -> dict[str, object]:
    first = comparing.compare(before, after, limit=ROWS_A_PAGE)
    pages = Paginator(
        Slices(
            lambda offset, limit: comparing.compare(before, after, offset=offset, limit=limit).rows,
            lambda: first.count,
        ),
        ROWS_A_PAGE,
    )
    page = pages.get_page(request.GET.get("page"))
    found = first
    if page.number > 1:
        found = comparing.compare(before, after, offset=(page.number - 1) * ROWS_A_PAGE, limit=ROWS_A_PAGE)
    return {
        "comparison": found,
        "table": comparison_table(found),
        "page": page,
        "why_not": "" if found.attributed else str(found.why_not),
        "differences": differences(found.before, found.after),
        "state_before": RUN_STATES[found.before.state],
        "state_after": RUN_STATES[found.after.state],
    }


def differences(before: RunInfo, after: RunInfo) -> list[tuple[str, str, str]]:
    """The settings in which two runs differ: what it is, then, now."""
    pairs = (
        (_("Scheme"), before.scheme.code, after.scheme.code),
        (_("Rule"), before.scheme_digest[:12], after.scheme_digest[:12]),
        (_("Period"), before.period, after.period),
        (_("Data"), before.data_digest[:12], after.data_digest[:12]),
        (_("Known on"), before.as_of.isoformat(), after.as_of.isoformat()),
        (_("Units"), str(before.units), str(after.units)),
        (_("Draws"), str(before.draws), str(after.draws)),
        (_("Engine"), before.engine, after.engine),
    )
    return [(name, old, new) for name, old, new in pairs if old != new]


def comparison_table(found: Comparison) -> Table:
    """One row a unit: both scores, both places, and a column for each part of the change."""
    names = list(dict.fromkeys(part.name for row in found.rows for part in row.parts))
    changes = [abs(change) for row in found.rows if (change := _change(row)) is not None]
    widest = max(changes, default=1.0) or 1.0
    return Table(
        name="comparison",
        title=_("Who moved, and why"),
        columns=(
            Column("unit", _("Unit")),
            Column("board", _("Board"), filtered=True, secondary=True),
            Column("rank_before", _("Rank before"), kind="number"),
            Column("rank", _("Rank"), kind="number"),
            Column("score_before", _("Score before"), kind="number", decimals=2),
            Column("score", _("Score"), kind="number", decimals=2),
            Column("change", _("Change")),
            *(Column(name, str(FACTORS.get(name, name)), kind="number", decimals=2) for name in names),
            Column("grade", _("Grade"), filtered=True),
        ),
        rows=tuple(_row(row, names, found, widest) for row in found.rows),
        synthetic=found.after.entries.synthetic or found.before.entries.synthetic,
    )


def _change(row: ComparedRow) -> float | None:
    return None if row.score is None or row.score_before is None else row.score - row.score_before


def _row(row: ComparedRow, names: list[str], found: Comparison, widest: float) -> Row:
    change = _change(row)
    parts = {part.name: part.change for part in row.parts}
    shown = "—" if change is None else f"{change:+.2f}"
    in_later = row.score is not None or row.rank is not None
    url = reverse("assessments:scorecard", args=[found.after.id, row.unit]) if in_later else ""
    grades = row.grade if row.grade == row.grade_before else f"{row.grade_before or '—'} → {row.grade or '—'}"
    return Row(
        (
            Cell(row.name or row.unit, url=url),
            row.board,
            row.rank_before,
            row.rank,
            row.score_before,
            row.score,
            Cell(change, text=shown, picture=SignedBar(shown, change, widest, width=170, told=shown)),
            *(parts.get(name) for name in names),
            grades,
        )
    )
