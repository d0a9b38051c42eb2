"""The source drawer: where a figure comes from, in one click; served as a part beside the page or as a page."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidehead.city.accounts.middleware import public_page
from tidehead.city.common.types import Text
from tidehead.city.evidence.queries import fact_by_id, line_of_document, passage_around, source_by_code
from tidehead.city.evidence.types import FactInfo, FactNotFound, SourceInfo
from tidehead.city.indicators.asking import judging_day, kept_day
from tidehead.city.indicators.computing import computed_values, figure_input, rank_computed
from tidehead.city.indicators.queries import figure_by_id, figures_of_key, indicator_by_code, members_by_code
from tidehead.city.indicators.queries import target_by_code as find_target
from tidehead.city.indicators.recording import RETURNS
from tidehead.city.indicators.standing import field_around, peers_of_figure, target_statuses
from tidehead.city.indicators.types import Figure, Subject
from tidehead.city.places.queries import organisations_by_code, place_by_code, places_by_code
from tidehead.city.web.asked import asked_date
from tidehead.city.web.locators import Passage, lines_of, locator_words, marked_line

PUBLIC = ("cockpit", "targets", "indicators", "places", "plans")
"""Whoever sees a number may see where it is from; the words of an uploaded document are for those who signed in."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose figure it is, in words."""

    place: Text | None
    industry: Text | None
    organisation: Text | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The document behind a value and the passage in it, as far as they are at hand."""

    source: SourceInfo | None
    locator: str
    fact: FactInfo | None
    passage: Passage | None
    document_url: str
    returned_in: str = ""  # number of the project whose return came last
    others: int = 0  # projects whose returns were added to it


@public_page(*PUBLIC)
def figure_source(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Where one figure comes from, and all that is known of the same thing."""
    figure = figure_by_id(figure_id)
    if figure is None:
        raise Http404
    known = figures_of_key(figure_id)
    return render(
        request,
        "web/figure_source.html",
        {
            "figure": figure,
            "indicator": indicator_by_code(figure.subject.indicator),
            "about": _about(figure.subject),
            "origin": _origin_of_figure(figure),
            "others": [other for other in known if other.id != figure.id],
            "superseded": _superseded(figure, known),
        },
    )


def _origin_of_figure(figure: Figure) -> Origin:
    if figure.origin == RETURNS:
        first, _plus, others = figure.locator.partition(" +")
        return Origin(None, "", None, None, "", returned_in=first, others=int(others or 0))
    return _origin(figure.source, figure.locator, fact_id=figure.fact, value=figure.printed_value)


def _superseded(figure: Figure, known: tuple[Figure, ...]) -> bool:
    return any(other.state == "accepted" and other.as_of > figure.as_of for other in known)


@public_page(*PUBLIC)
def target_source(request: HttpRequest, code: str) -> HttpResponse:
    """Where a target is set, and how what we say about it was computed."""
    target = find_target(code)
    if target is None:
        raise Http404
    as_of = asked_date(request)
    status = target_statuses([target], today=judging_day(as_of), as_of=as_of)[0]
    return render(
        request,
        "web/target_source.html",
        {
            "target": target,
            "indicator": indicator_by_code(target.subject.indicator),
            "about": _about(target.subject),
            "origin": _origin(target.source, target.locator, fact_id=target.fact, value=target.value),
            "computed": computed_values(status, kept=kept_day(as_of)),
            "kept": kept_day(as_of),
            "as_of": as_of,
        },
    )


@public_page(*PUBLIC)
def rank_source(request: HttpRequest, figure_id: int) -> HttpResponse:
    """The figures that a figure's place is ranked among, each with its own source."""
    figure = figure_by_id(figure_id)
    indicator = indicator_by_code(figure.subject.indicator) if figure else None
    if figure is None or indicator is None:
        raise Http404
    as_of = asked_date(request)
    placed = field_around([figure], as_of=as_of).placed_by(figure, indicator)
    labels = places_by_code()
    peers = peers_of_figure(figure, as_of=as_of) if placed.rank else ()
    ordered = sorted(peers, key=lambda peer: peer.value, reverse=indicator.direction != "down")
    inputs = tuple(figure_input(str(labels[peer.subject.place].label), peer, indicator) for peer in ordered)
    context = {
        "figure": figure,
        "indicator": indicator,
        "about": _about(figure.subject),
        "computed": [rank_computed(placed.rank, indicator, inputs)] if placed.rank else [],
    }
    return render(request, "web/rank_source.html", context)


@public_page(*PUBLIC)
def locator_source(request: HttpRequest, code: str, locator: str) -> HttpResponse:
    """The place in a source that something other than a figure was taken from."""
    origin = _origin(code, locator)
    if origin.source is None:
        raise Http404
    return render(request, "web/locator_source.html", {"origin": origin})


def _about(subject: Subject) -> About:
    place = place_by_code(subject.place)
    industry = members_by_code([subject.industry]).get(subject.industry) if subject.industry else None
    body = organisations_by_code([subject.organisation]).get(subject.organisation) if subject.organisation else None
    return About(place and place.label, industry and industry.label, body and body.label)


def _origin(source_code: str, locator: str, *, fact_id: int | None = None, value: float | None = None) -> Origin:
    """The source, and the very words where a copy of the document has been loaded."""
    source = source_by_code(source_code) if source_code else None
    if fact_id is not None:
        return _origin_of_fact(fact_id, source, locator)
    if source is None or source.document is None:
        return Origin(source, locator_words(locator), None, None, "")
    url = reverse("web:document", args=[source.document])
    lines = lines_of(locator)
    passage = marked_line(line_of_document(source.document, lines[0]), value) if lines else None
    return Origin(source, locator_words(locator), None, passage, f"{url}#L{lines[0]}" if lines else url)


def _origin_of_fact(fact_id: int, source: SourceInfo | None, locator: str) -> Origin:
    try:
        fact = fact_by_id(fact_id)
    except FactNotFound:
        raise Http404 from None
    before, words, after = passage_around(fact.document, fact.start, fact.end)
    url = f"{reverse('web:document', args=[fact.document])}#fact-{fact.id}"
    return Origin(source, locator_words(locator), fact, Passage(before, words, after), url)
