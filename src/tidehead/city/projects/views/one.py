"""One project: where it stands, what its next gate lacks, and everything that hangs on it."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidehead.calc.casework.types import EventKind
from tidehead.city.cases.frame import CaseFrame, case_frame
from tidehead.city.cases.queries import case_file
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations
from tidehead.city.projects import (
    agreements,
    contacts,
    decisions,
    duplicates,
    forecasts,
    promises,
    queries,
    returns,
    reviewing,
    spaces,
)
from tidehead.city.projects import forms as blank
from tidehead.city.projects.rights import may_decide_counting, may_edit, may_share
from tidehead.city.projects.stages import BESIDE, Moves, gates_of
from tidehead.city.projects.standards import fit_of, industry_label, size_of
from tidehead.city.projects.types import FAMILY, IN_FORCE, ProjectInfo, PromiseInfo, ReturnInfo, SpaceInfo
from tidehead.city.projects.views.asking import missing_is_404
from tidehead.city.projects.wording import (
    ANSWERS,
    COUNTED,
    PARTS,
    PROMISE_STATES,
    QUANTITY_NAMES,
    SIDES,
    SPACE_UNITS,
)
from tidehead.city.shell.formatting import figure_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


@dataclass(frozen=True, slots=True)
class NextGate:
    """A way on to the next stage, with all that it needs: what is lacking first."""

    label: Text
    target: Text
    fill: tuple[str, ...]
    attach: tuple[str, ...]
    blocked: tuple[str, ...]

    @property
    def lacks_nothing(self) -> bool:
        return not (self.fill or self.attach or self.blocked)


@dataclass(frozen=True, slots=True)
class ShownPromise:
    promise: PromiseInfo
    side: str
    state: str
    promised: str
    done: str
    performance: blank.PerformanceForm | None
    end: blank.PromiseEndForm | None


@require_GET
@missing_is_404
def project(request: HttpRequest, number: str) -> HttpResponse:
    """Where the project stands, what its next gate lacks, and what can be done with it now."""
    now, today = timezone.now(), timezone.localdate()
    file = case_file(number, request.actor, now)
    if file is None or file.case.family != FAMILY:
        raise Http404(number)
    found = queries.project_of(file.case)
    frame = case_frame(file, request.actor, now)
    edits = may_edit(request.actor, found.case)
    context = {
        **_head(found, "project"),
        "frame_of_case": frame,
        "next_gates": next_gates(frame),
        **_standing(found, frame, today),
        "reviews": reviewing.reviews_of(number),
        "review_form": _review_form() if edits and reviewing.has_reviews() else None,
        "pairs": duplicates.pairs(case_ids=[found.case.id]),
    }
    return render(request, "projects/project.html", context)


@require_GET
@missing_is_404
def book(request: HttpRequest, number: str) -> HttpResponse:
    """What both sides promised, and what the project reported."""
    today = timezone.localdate()
    found = queries.project_by_number(number, request.actor)
    reported = returns.returns_of([found.case.id])
    returned = returns_table(found, reported)
    if download := exported(request, returned):
        return download
    edits = may_edit(request.actor, found.case)
    context = {
        **_head(found, "book"),
        **_sides(found, today, edits=edits),
        "returns": returned,
        "series": [(QUANTITY_NAMES[one.quantity], one) for one in returns.series_of(reported) if one.total is not None],
        "return_form": blank.ReturnForm(prefix="return") if edits else None,
    }
    return render(request, "projects/book.html", context)


@require_GET
@missing_is_404
def shares(request: HttpRequest, number: str) -> HttpResponse:
    """Where the project sits, what it counts for, for whom, and who was in contact about it."""
    today = timezone.localdate()
    found = queries.project_by_number(number, request.actor)
    edits = may_edit(request.actor, found.case)
    context = {
        **_head(found, "shares"),
        **_spaces(found, today, edits=edits),
        **_counting(request, found, today),
        "contacts": contacts.contacts_of(case_ids=[found.case.id], most=20),
        "may_edit": edits,
    }
    return render(request, "projects/shares.html", context)


def _head(found: ProjectInfo, tab: str) -> dict[str, object]:
    size = size_of(found.investment_10k_cny)
    return {"project": found, "case": found.case, "size": size.label if size else None, "tab": tab}


def next_gates(frame: CaseFrame) -> tuple[NextGate, ...]:
    """The ways on along the pipeline, lost and paused left out."""
    names = {field.id: str(Text(field.label.zh, field.label.en)) for field in frame.kind.fields}
    filled = frame.file.case.fields
    return tuple(
        NextGate(
            label=move.offer.label,
            target=move.offer.target_label,
            fill=tuple(names.get(one, one) for one in move.offer.fill if filled.get(one) in (None, "")),
            attach=tuple(words for _kind, words in move.kinds),
            blocked=move.blocked,
        )
        for move in frame.moves
        if move.offer.target not in BESIDE
    )


def _standing(found: ProjectInfo, frame: CaseFrame, today: date) -> dict[str, object]:
    fit = fit_of(found.case.place, found.industry)
    return {
        "expected": forecasts.forecasts([found], today=today).get(found.case.id),
        "gates": gates_of(frame.kind, moves_in(frame), today=today),
        "industry": industry_label(found.industry) if found.industry else None,
        "fit": fit,
        "fit_word": ANSWERS[fit.answer],
    }


def moves_in(frame: CaseFrame) -> Moves:
    """When the case entered which state, from its log."""
    moved = [(event.at, str(event.data["to"])) for event in frame.file.events if event.kind == EventKind.MOVED]
    opened = [(event.at, frame.kind.initial) for event in frame.file.events if event.kind == EventKind.OPENED]
    return [*opened, *moved]


def _sides(found: ProjectInfo, today: date, *, edits: bool) -> dict[str, object]:
    book = promises.promises_of([found.case.id], today=today)
    shown = tuple(_shown_promise(one, today, edits=edits) for one in book)
    return {
        "promises": shown,
        "overdue": len(promises.overdue(book, today=today)),
        "to_check": tuple(one for one in book if one.check is not None),
        "promise_form": blank.PromiseForm(prefix="promise") if edits else None,
    }


def _shown_promise(one: PromiseInfo, today: date, *, edits: bool) -> ShownPromise:
    may_report = edits and one.state == "open"
    return ShownPromise(
        promise=one,
        side=str(SIDES[one.side]),
        state=str(PROMISE_STATES[one.state]),
        promised=figure_text(one.value, one.unit) if one.value is not None else one.words,
        done=figure_text(one.done, one.unit) if one.done is not None else "",
        performance=blank.PerformanceForm(prefix=f"done-{one.id}", initial={"on": today}) if may_report else None,
        end=blank.PromiseEndForm(prefix=f"end-{one.id}") if may_report else None,
    )


def _spaces(found: ProjectInfo, today: date, *, edits: bool) -> dict[str, object]:
    stock = spaces.spaces(on=today) if edits else ()
    known = [one for one in stock if one.capacity is not None]
    options = [(one.code, f"{one.label} · {free_words(one)}") for one in known]
    return {
        "placements": spaces.placements_of([found.case.id]),
        "placement_form": blank.PlacementForm(options, prefix="place", initial={"from_on": today}) if options else None,
        "today": today,
    }


def free_words(space: SpaceInfo) -> str:
    """What is free of a space today."""
    if space.free is None:
        return _("room unknown")
    return _("%(free)s %(unit)s free") % {"free": f"{space.free:g}", "unit": SPACE_UNITS[space.unit]}


def _counting(request: HttpRequest, found: ProjectInfo, today: date) -> dict[str, object]:
    agreed = agreements.agreements(state=IN_FORCE)
    places = {(party.place, str(party.label)) for one in agreed for party in one.parties}
    sharing = may_share(request.actor) and agreed
    options = [(str(one.id), str(one.title)) for one in agreed]
    return {
        "judged": tuple((one, COUNTED[one.verdict.counted]) for one in decisions.judged_project(found, on=today)),
        "credits": tuple(
            (one, PARTS[one.part]) for one in agreements.credits_of([found.case.id]).get(found.case.id, ())
        ),
        "may_decide": may_decide_counting(request.actor, found.case),
        "share_form": blank.ShareForm(options, sorted(places), prefix="share") if sharing else None,
    }


def _review_form() -> blank.ReviewForm:
    return blank.ReviewForm([(one.code, str(one.label)) for one in all_organisations()], prefix="review")


def returns_table(found: ProjectInfo, reported: tuple[ReturnInfo, ...]) -> Table:
    """Every value that was reported, corrected ones marked."""
    return Table(
        name="returns",
        title=_("What the project reported"),
        columns=(
            Column("quantity", _("What")),
            Column("period", _("Period"), kind="period"),
            Column("value", _("Value"), kind="figure"),
            Column("state", _("Standing")),
            Column("by", _("Entered by")),
            Column("on", _("On"), kind="date"),
            Column("note", _("Note"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    str(QUANTITY_NAMES[one.quantity]),
                    one.period,
                    Cell(one.value, unit=one.unit, url=_evidence(one)),
                    _("holds") if one.newest else _("corrected since"),
                    one.by,
                    timezone.localdate(one.at),
                    one.note,
                )
            )
            for one in reported
        ),
        synthetic=found.case.synthetic,
        searchable=False,
        empty=_("Nothing has been reported yet"),
        empty_remedy=_("Report investment or output below, with its evidence: it becomes part of the place's figures."),
    )


def _evidence(one: ReturnInfo) -> str:
    return reverse("cases:attachment", args=[one.attachment]) if one.attachment else ""
