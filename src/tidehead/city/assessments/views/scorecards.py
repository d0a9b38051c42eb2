"""One unit in one run: what it got and why, what moved it, what would improve it, what a correction would do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tidehead.city.assessments import leagues as league_queries
from tidehead.city.assessments import scorecards as cards
from tidehead.city.assessments.card_sheets import (
    advice_rows,
    datum_text,
    effect_table,
    factor_rows,
    history_line,
    moved_text,
    parts_table,
)
from tidehead.city.assessments.league_sheets import range_picture, ranked_on, shares_picture
from tidehead.city.assessments.queries import run_by_id, scheme_of
from tidehead.city.assessments.scheme_sheets import in_words, names_used
from tidehead.city.assessments.scorings import content_of_run
from tidehead.city.assessments.types import AssessmentRefused, NotFound, Origin, RunInfo, Scorecard
from tidehead.city.assessments.wording import (
    FILLED,
    OBJECTION_STATES,
    RUN_STATES,
    STANDINGS,
    board_label,
    rank_text,
    shares_text,
)
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import exported

GOALS = ("grade", "rank")
MOST_KNOWN = 100  # more words than this are names, not kinds


def _card_or_404(run_id: int, unit: str) -> Scorecard:
    try:
        return cards.scorecard(run_id, unit)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing


def scorecard(request: HttpRequest, run_id: int, unit: str) -> HttpResponse:
    """The whole card; what has to be solved for (advice, what moved it) comes in afterwards, by htmx."""
    card = _card_or_404(run_id, unit)
    table = parts_table(card)
    if file := exported(request, table):
        return file
    history = league_queries.unit_history(run_id, unit)
    row = card.row
    scheme = scheme_of(card.run.scheme.id)
    context = {
        "card": card,
        "run": card.run,
        "row": row,
        "standing": STANDINGS[card.run.scheme.standing],
        "table": table,
        "state": RUN_STATES[card.run.state],
        "range": range_picture(row, card.run, width=230),
        "ranked": ranked_on(card.run, row.board),
        "board": board_label(card.run, row.board) if len(card.run.boards) > 1 else "",
        "grade_label": next((in_words(band.label) for band in scheme.grades if band.grade == row.grade), ""),
        "shares": shares_picture(row, card.run, width=150) if row.grade_shares else None,
        "shares_words": shares_text(row),
        "history": history_line(tuple((run.period, each) for run, each in history)),
        "has_before": row.score_before is not None,
        "goals": GOALS if card.run.scheme.grades else ("rank",),
        "objections": [(each, OBJECTION_STATES[each.state]) for each in card.objections],
        "words": [
            (value, origin.label)
            for origin in card.origins
            if isinstance(origin.value, str)
            for value, _told in known_values(card.run, origin)
        ],
        "correctable": [(origin, datum_text(origin)) for origin in card.origins],
        "may_object": request.actor.may("assessments.object"),
        "may_note": request.actor.may("assessments.review"),
    }
    return render(request, "assessments/scorecard.html", context)


def moved(request: HttpRequest, run_id: int, unit: str) -> HttpResponse:
    """Why the score is another than in the run before."""
    try:
        found = cards.moved(run_id, unit)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    except AssessmentRefused as refused:
        return render(request, "assessments/_moved.html", {"why_not": refused.text})
    context = {"moved": found}
    if found:
        context |= {"words": moved_text(found), "factors": factor_rows(found.parts)}
    return render(request, "assessments/_moved.html", context)


def advice(request: HttpRequest, run_id: int, unit: str) -> HttpResponse:
    """The cheapest set of improvements that reaches the goal asked for."""
    goal = request.GET.get("goal", "")
    if goal not in GOALS:
        return problem_page(request, 400, detail=_("Ask for a better grade or a better place."))
    try:
        found = cards.advice(run_id, unit, goal=goal)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    except AssessmentRefused as refused:
        return render(request, "assessments/_advice.html", {"why_not": refused.text})
    context = {"advice": found, "rows": advice_rows(found), "rank": rank_text(found.rank)}
    return render(request, "assessments/_advice.html", context)


def correction(request: HttpRequest, run_id: int, unit: str) -> HttpResponse:
    """What another value of one datum would do, before anybody objects."""
    column, asked = request.GET.get("column", ""), request.GET.get("value", "").strip()
    known = {origin.column: origin for origin in cards.correctable(run_id, unit)}
    if column not in known:
        return problem_page(request, 400, detail=_("Choose the datum that is to be put right."))
    if told := _unknown_word(run_id, known[column], asked):
        return render(request, "assessments/_correction.html", {"why_not": told})
    try:
        value = claimed_value(known[column], asked)
        effect = cards.correction_effect(run_id, unit, column, value)
    except ValueError:
        told = _("“%(text)s” is no number. Write digits, such as 1250.5.") % {"text": asked[:40]}
        return render(request, "assessments/_correction.html", {"why_not": told})
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    except AssessmentRefused as refused:
        return render(request, "assessments/_correction.html", {"why_not": refused.text})
    context = {
        "effect": effect,
        "table": effect_table(effect),
        "run_id": run_id,
        "unit": unit,
        "origin": known[column],
        "value": asked,
        "may_object": request.actor.may("assessments.object"),
    }
    return render(request, "assessments/_correction.html", context)


def _unknown_word(run_id: int, origin: Origin, asked: str) -> str:
    """Why a word cannot be what a datum is; empty where it can."""
    known = dict(known_values(run_by_id(run_id), origin))
    if not known or asked in known or asked in known.values():
        return ""
    words = {"text": asked[:40], "label": origin.label, "known": _(", ").join(known.values())}
    return _("“%(text)s” is no %(label)s that is known here. Choose one of: %(known)s.") % words


def known_values(run: RunInfo, origin: Origin) -> tuple[tuple[str, str], ...]:
    """What a datum that is no number can be, as stored and as read; nothing where anything may be written.

    A word is one that the run knows: a board or a group that no unit is in would be one of its own.
    """
    if isinstance(origin.value, bool):
        return ("1", _("yes")), ("0", _("no"))
    if not isinstance(origin.value, str):
        return ()
    content = content_of_run(run)
    if content.kinds.get(origin.column) != "text":
        return ()
    found = sorted({str(each) for each in content.entries.columns[origin.column] if each})
    return tuple((each, each) for each in found) if len(found) <= MOST_KNOWN else ()


def claimed_value(origin: Origin, text: str) -> float | str | bool:
    """What was typed, as the kind of the datum wants it. Raises ValueError where it is to be a number and is not."""
    if isinstance(origin.value, bool):
        said = {"1": True, "0": False, _("yes"): True, _("no"): False}
        if text not in said:
            raise ValueError(text)
        return said[text]
    if isinstance(origin.value, str):
        if not text:
            raise ValueError(text)
        return text
    return float(text.replace(",", "").replace("，", ""))


def cell(request: HttpRequest, run_id: int, unit: str, indicator: str) -> HttpResponse:
    """The working of one indicator: the formula with its values filled in, and where each datum comes from."""
    card = _card_or_404(run_id, unit)
    part = next((each for each in card.parts if each.id == indicator), None)
    if part is None:
        raise Http404(indicator)
    used = names_used(scheme_of(card.run.scheme.id), indicator)
    origins = [origin for origin in card.origins if origin.column in used] or card.origins
    context = {
        "card": card,
        "part": part,
        "filled": FILLED.get(part.filled, ""),
        "origins": [(origin, datum_text(origin)) for origin in origins],
    }
    return render(request, "assessments/cell.html", context)
