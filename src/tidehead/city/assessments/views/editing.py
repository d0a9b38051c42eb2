"""The scheme editor: a draft changed field by field or as text, tried at once on past data, then adopted."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.assessments import editing, queries
from tidehead.city.assessments.scheme_edits import EditRefused, band_rows, edit_rows, edited, weight_notes
from tidehead.city.assessments.types import (
    DRAFT,
    AssessmentRefused,
    LeagueRow,
    NotFound,
    SchemeFaulty,
    SchemeSource,
    Trial,
)
from tidehead.city.assessments.wording import STANDINGS
from tidehead.city.common.asked import whole_number
from tidehead.city.shell.cell_pictures import RankRange
from tidehead.city.shell.tables import Cell, Column, Row, Table
from tidehead.packs import scheme_text

MOST_ROWS = 40


@require_POST
def copy(request: HttpRequest, version_id: int) -> HttpResponse:
    """A draft of one's own, from any version."""
    try:
        made = editing.draft_from(by=request.actor, version_id=version_id, now=timezone.now())
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    return redirect("assessments:edit_scheme", made)


def edit(request: HttpRequest, version_id: int) -> HttpResponse:
    """The editor; a POST saves the draft."""
    source = _draft_or_404(request, version_id)
    if request.method != "POST":
        return _page(request, source, source.text)
    try:
        text = _text_said(request, source)
        source = editing.save_draft(
            by=request.actor,
            version_id=version_id,
            text=text,
            edits=_edits(request),
            now=timezone.now(),
        )
    except (EditRefused, AssessmentRefused) as refused:
        messages.error(request, str(getattr(refused, "text", refused)))
        return _page(request, source, request.POST.get("text", source.text), status=422)
    messages.success(request, _("Saved."))
    return redirect("assessments:edit_scheme", version_id)


def _draft_or_404(request: HttpRequest, version_id: int) -> SchemeSource:
    if not request.actor.may("assessments.edit_scheme"):
        raise PermissionDenied
    try:
        source = queries.scheme_source(version_id)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    if source.version.state != DRAFT:
        raise Http404(source.version.code)
    return source


def _edits(request: HttpRequest) -> int:
    edits = whole_number(request.POST.get("edits", ""))
    return -1 if edits is None else edits


def _text_said(request: HttpRequest, source: SchemeSource) -> str:
    """The draft's text with what was posted: the whole text, or the fields laid over the stored one."""
    if "text" in request.POST:
        return request.POST["text"].replace("\r\n", "\n")
    before = editing.structure(source.text)
    if before is None:
        raise EditRefused(_("The draft's text has faults; put them right in the text first."))
    return scheme_text(edited(before, request.POST.dict()))


def _page(request: HttpRequest, source: SchemeSource, text: str, *, status: int = 200) -> HttpResponse:
    scheme = editing.structure(text)
    as_text = scheme is None or request.GET.get("view") == "text"
    context = {
        "source": source,
        "version": source.version,
        "standing": STANDINGS[source.version.standing],
        "text": text,
        "as_text": as_text,
        "rows": edit_rows(scheme) if scheme else (),
        "bands": band_rows(scheme) if scheme else (),
        "notes": weight_notes(scheme) if scheme else (),
        "failing": editing.failing_cases(text) if scheme and not source.faults else (),
        "entry_sets": queries.entry_sets(source.version.code),
        "may_adopt": request.actor.may("assessments.publish"),
    }
    return render(request, "assessments/edit_scheme.html", context, status=status)


@require_POST
def trial(request: HttpRequest, version_id: int) -> HttpResponse:
    """What the draft as it stands on the screen would do to past data; nothing is stored."""
    source = _draft_or_404(request, version_id)
    asked = whole_number(request.POST.get("entries", ""))
    if asked is None:
        return render(request, "assessments/_trial.html", {"why_not": _("Choose the data to try it on.")})
    try:
        tried = editing.try_scheme(_text_said(request, source), entries_id=asked)
    except EditRefused as refused:
        return render(request, "assessments/_trial.html", {"why_not": str(refused)})
    except SchemeFaulty as faulty:
        return render(request, "assessments/_trial.html", {"faults": faulty.faults})
    except AssessmentRefused as refused:
        return render(request, "assessments/_trial.html", {"why_not": refused.text})
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    context = {
        "trial": tried,
        "faults": tried.faults,
        "notes": weight_notes(tried.scheme) if tried.scheme else (),
        "table": trial_table(tried),
        "finding": trial_finding(tried),
    }
    return render(request, "assessments/_trial.html", context)


def trial_finding(tried: Trial) -> str:
    """How much would change, in a sentence."""
    known = [row for row in tried.rows if row.rank_before is not None and row.rank is not None]
    if not known:
        return _("There is no earlier run on these data to compare with.")
    moved = sum(row.rank != row.rank_before for row in known)
    graded = sum(row.grade != row.grade_before for row in known)
    words = {"moved": moved, "of": len(known), "n": graded}
    return (
        ngettext(
            "%(moved)s of %(of)s units would stand elsewhere; %(n)s would get another grade",
            "%(moved)s of %(of)s units would stand elsewhere; %(n)s would get another grade",
            graded,
        )
        % words
    )


def trial_table(tried: Trial) -> Table:
    """Rank and grade before and with the draft, those who would move most first."""
    ranked = Counter(row.board for row in tried.rows if row.rank is not None)
    rows = sorted(tried.rows, key=_least_moved)[:MOST_ROWS]
    left_out = len(tried.rows) - len(rows)
    return Table(
        name="trial",
        title=_("With this draft"),
        columns=(
            Column("name", _("Unit")),
            Column("rank", _("Rank"), kind="number"),
            Column("where", _("Rank before → with the draft")),
            Column("score", _("Score"), kind="number", decimals=2),
            Column("score_before", _("Score before"), kind="number", decimals=2, secondary=True),
            Column("grade", _("Grade")),
        ),
        rows=tuple(_trial_row(row, ranked[row.board]) for row in rows),
        searchable=False,
        exportable=False,
        note=_("The %(n)s units that move least are left out.") % {"n": left_out} if left_out else "",
    )


def _least_moved(row: LeagueRow) -> tuple[bool, int, float]:
    """Sorts those first whose grade changes, then by places moved, then by points."""
    known = row.rank is not None and row.rank_before is not None
    points = abs((row.score or 0.0) - (row.score_before or 0.0))
    return row.grade == row.grade_before, -abs(row.places_gained or 0) if known else 0, -points


def _trial_row(row: LeagueRow, ranked: int) -> Row:
    low, high = sorted((row.rank or row.rank_before or 1, row.rank_before or row.rank or 1))
    words = f"{row.rank_before or '—'} → {row.rank or '—'}"
    grade = row.grade if row.grade == row.grade_before else f"{row.grade_before or '—'} → {row.grade or '—'}"
    return Row(
        (
            row.name or row.unit,
            row.rank,
            Cell(words, picture=RankRange(words, row.rank, low, high, of=ranked, width=200, told=words)),
            row.score,
            row.score_before,
            grade,
        )
    )


@require_POST
def drop(request: HttpRequest, version_id: int) -> HttpResponse:
    """Throw a draft away."""
    _draft_or_404(request, version_id)
    editing.drop_draft(by=request.actor, version_id=version_id, now=timezone.now())
    messages.success(request, _("The draft is gone."))
    return redirect("assessments:schemes")


@require_POST
def adopt(request: HttpRequest, version_id: int) -> HttpResponse:
    """Freeze a draft so that it can be run."""
    try:
        drop = request.POST.get("drop_failing_cases") == "on"
        editing.adopt_scheme(by=request.actor, version_id=version_id, now=timezone.now(), drop_failing_cases=drop)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    except AssessmentRefused as refused:
        messages.error(request, str(refused.text))
        return redirect("assessments:edit_scheme", version_id)
    messages.success(request, _("Adopted. It can be run from now on, and no longer be changed."))
    return redirect("assessments:scheme", version_id)
