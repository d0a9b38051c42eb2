"""The reading view: a document's text with its facts, and the decisions about them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.evidence.actions import reject_fact
from tidehead.city.evidence.queries import document_by_id, document_text, fact_by_id, facts_of_document, source_by_code
from tidehead.city.evidence.types import (
    FACT_STATES,
    PROPOSED,
    DocumentBeingRead,
    DocumentInfo,
    DocumentText,
    FactDecided,
    FactInfo,
    FactNotDecided,
    FactNotFound,
)
from tidehead.city.indicators.actions import (
    FieldRefused,
    FigureConflict,
    accept_or_link,
    accept_together,
    take_back_fact,
    take_back_together,
)
from tidehead.city.indicators.by_source import accepted_together, newest_year_before
from tidehead.city.indicators.suggestions import Names
from tidehead.city.indicators.types import MappingRefused
from tidehead.city.shell.errors import problem_page
from tidehead.city.web import reading_text
from tidehead.city.web.mapping_form import Filled, read_form, words_of
from tidehead.city.web.reading_text import Part
from tidehead.city.web.reviewing import (
    Asked,
    Card,
    KnownFigure,
    cards_of,
    datalists,
    known_figures,
    match_known,
    names_for,
    with_words,
)

CHUNK = 15
MOST_REASONS = 3
KINDS = ("actual", "target", "annual_target", "definition")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of the cards, and from where the others can be had; None where there are none."""

    cards: tuple[Card, ...]
    before: int | None
    after: int | None
    found: int


def document_page(request: HttpRequest, document_id: int) -> HttpResponse:
    """The text on one side, its facts on the other."""
    document = _existing(document_id)
    if document.state != "read":
        return render(request, "web/document_unread.html", {"document": document})
    read = document_text(document_id)
    if read is None:
        raise Http404
    names = names_for(request.region)
    parts = reading_text.parts_of(read.text)
    part = _part_asked(request.GET, parts, read.facts)
    facts = [fact for fact in read.facts if part.holds(fact)]
    known = known_figures(document.source, names)
    matched = match_known(facts, known)
    cards = cards_of(facts, names, matched)
    asked = asked_of(request.GET)
    return render(
        request,
        "web/document.html",
        {
            "document": document,
            "source": source_by_code(document.source) if document.source else None,
            "text": _text(read, part, known, matched, card_url=f"?{urlencode(_kept(request.GET))}&fact="),
            "part": part,
            "parts": parts,
            "asked": asked,
            "kept": urlencode(_kept(request.GET)),
            "kinds": [(kind, kind_words(kind)) for kind in KINDS if any(fact.kind == kind for fact in facts)],
            "known": len(known),
            "sure": _count_sure(read, cards, known, names) if request.actor.may("facts.decide") else 0,
            "batch": accepted_together(by=request.actor, document_id=document_id),
            "choices": datalists(names, get_language() or "") if request.actor.may("facts.decide") else "",
            **_list_context(request, document, cards, asked, names),
        },
    )


def _count_sure(read: DocumentText, cards: tuple[Card, ...], known: tuple[KnownFigure, ...], names: Names) -> int:
    """How many facts of the whole document would be accepted at once, those outside the shown part too."""
    if len(cards) < len(read.facts):
        cards = cards_of(read.facts, names, match_known(read.facts, known))
    return sum(card.sure and card.fact.state == PROPOSED for card in cards)


def _text(
    read: DocumentText,
    part: Part,
    known: tuple[KnownFigure, ...],
    matched: dict[int, KnownFigure],
    *,
    card_url: str,
) -> SafeString:
    """The part's lines with its facts marked, and those known figures that no fact is about."""
    facts = [fact for fact in read.facts if part.holds(fact)]
    lines = reading_text.lines_of_part(read.text, part)
    spans = reading_text.fact_spans(facts, card_url=card_url, known=matched)
    taken = [(span.start, span.end) for span in spans]
    given = {id(row.known) for row in matched.values()}
    for row in known:
        span = None if id(row.known) in given else reading_text.locate(row.known, lines, taken)
        if span is not None:
            spans.append(span)
            taken.append((span.start, span.end))
    return reading_text.marked_lines(lines, spans, pages=read.page_starts, page_word=_("Page %s"))


def _existing(document_id: int) -> DocumentInfo:
    document = document_by_id(document_id)
    if document is None:
        raise Http404
    return document


# What was asked for


def asked_of(given: QueryDict) -> Asked:
    """The filters of an address; what is not known is as if it were not there."""
    state, kind, line = given.get("state", ""), given.get("kind", ""), given.get("line", "")
    return Asked(
        state=state if state in FACT_STATES else "",
        kind=kind if kind in KINDS else "",
        unsure=given.get("unsure") == "1",
        line=int(line) if line.isdecimal() and len(line) < 9 and given.get("only") == "line" else None,
    )


def _kept(given: QueryDict) -> dict[str, str]:
    return {name: given[name] for name in ("state", "kind", "unsure", "line", "only", "part") if given.get(name)}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _part_asked(given: QueryDict, parts: tuple[Part, ...], facts: tuple[FactInfo, ...]) -> Part:
    fact = _number(given.get("fact", ""))
    line = next((row.line for row in facts if row.id == fact), None) if fact else _number(given.get("line", ""))
    if line is not None:
        return reading_text.part_with_line(parts, line)
    number = _number(given.get("part", "1")) or 1
    return parts[min(max(number, 1), len(parts)) - 1]


def kind_words(kind: str) -> str:
    return {
        "actual": _("figure"),
        "target": _("target"),
        "annual_target": _("yearly target"),
        "definition": _("definition or count in a name"),
    }.get(kind, kind)


# The cards


def _list_context(
    request: HttpRequest, document: DocumentInfo, cards: tuple[Card, ...], asked: Asked, names: Names
) -> dict[str, object]:
    admitted = [card for card in cards if asked.admits(card)]
    wanted = _number(request.GET.get("fact", ""))
    index = next((nth for nth, card in enumerate(admitted) if card.fact.id == wanted), None)
    if wanted and index is None:  # the filter hides it, but somebody asked for this very one
        extra = next((nth for nth, card in enumerate(cards) if card.fact.id == wanted), None)
        admitted, index = (list(cards), extra) if extra is not None else (admitted, None)
    start = max(0, index - 2) if index is not None else min(_number(request.GET.get("from", "")) or 0, len(admitted))
    shown = tuple(with_words(card, names) for card in admitted[start : start + CHUNK])
    end = start + len(shown)
    chunk = Chunk(shown, max(0, start - CHUNK) if start else None, end if end < len(admitted) else None, len(admitted))
    return {
        "chunk": chunk,
        "document": document,
        "current": wanted,
        "kept": urlencode(_kept(request.GET)),
        **_rights(request),
    }


def _rights(request: HttpRequest) -> dict[str, object]:
    return {"may_decide": request.actor.may("facts.decide"), "may_upload": request.actor.may("documents.upload")}


def facts_list(request: HttpRequest, document_id: int) -> HttpResponse:
    """More cards of a document; or, sent to, a decision about many facts at once."""
    if request.method == "POST":
        return _decide_many(request, document_id)
    document = _existing(document_id)
    read = document_text(document_id)
    if read is None:
        raise Http404
    names = names_for(request.region)
    part = _part_asked(request.GET, reading_text.parts_of(read.text), read.facts)
    facts = [fact for fact in read.facts if part.holds(fact)]
    cards = cards_of(facts, names, match_known(facts, known_figures(document.source, names)))
    context = _list_context(request, document, cards, asked_of(request.GET), names)
    return render(request, "web/_fact_cards.html", context)


def _decide_many(request: HttpRequest, document_id: int) -> HttpResponse:
    if not request.actor.may("facts.decide"):
        raise PermissionDenied
    document = _existing(document_id)
    if request.POST.get("do") == "undo":
        return _undo_many(request, document)
    return _accept_sure(request, document)


def _accept_sure(request: HttpRequest, document: DocumentInfo) -> HttpResponse:
    names = names_for(request.region)
    facts = facts_of_document(document.id)
    cards = cards_of(facts, names, match_known(facts, known_figures(document.source, names)))
    proposals = [(card.fact.id, card.mapping) for card in cards if card.sure and card.fact.state == PROPOSED]
    try:
        made = accept_together(by=request.actor, document_id=document.id, proposals=proposals, now=timezone.now())
    except DocumentBeingRead:
        messages.error(request, being_read_words())
        return _to_document(request, document.id)
    words = ngettext("%(n)s fact was accepted.", "%(n)s facts were accepted.", len(made.facts))
    messages.success(request, words % {"n": len(made.facts)})
    if made.left:
        words = ngettext("%(n)s needs a look.", "%(n)s need a look.", len(made.left)) % {"n": len(made.left)}
        reasons = dict.fromkeys(str(reason) for reason in made.left if reason is not None)
        messages.warning(request, " ".join([words, *list(reasons)[:MOST_REASONS]]))
    return _to_document(request, document.id)


def _undo_many(request: HttpRequest, document: DocumentInfo) -> HttpResponse:
    taken = take_back_together(by=request.actor, document_id=document.id, now=timezone.now())
    words = ngettext("%(n)s decision was taken back.", "%(n)s decisions were taken back.", taken)
    messages.success(request, words % {"n": taken})
    return _to_document(request, document.id)


def being_read_words() -> str:
    return _("The document is being read again. Decide on its facts when it has been read.")


def _to_document(request: HttpRequest, document_id: int, *, fact: int | None = None) -> HttpResponse:
    url = reverse("web:document", args=[document_id]) + (f"?fact={fact}#card-{fact}" if fact else "")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


# One fact


def fact_form(request: HttpRequest, fact_id: int) -> HttpResponse:
    """The form that corrects a fact before it is accepted; without `edit`, its card."""
    fact = _fact(fact_id)
    if not request.GET.get("edit") or fact.state != PROPOSED:
        return _card_answer(request, fact)
    if not request.actor.may("facts.decide"):
        raise PermissionDenied
    names = names_for(request.region)
    card = _card_of(request, fact, names)
    return _form_answer(request, card, Filled(words_of(card.mapping, names), card.mapping, {}), names)


@require_POST
def accept(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Accept a fact as it is mapped in the form; what cannot be is said at its field."""
    if not request.actor.may("facts.decide"):
        raise PermissionDenied
    fact, names = _fact(fact_id), names_for(request.region)
    filled = read_form(request.POST, names)
    if filled.mapping is None:
        return _form_answer(request, _card_of(request, fact, names), filled, names, status=422)
    try:
        made = accept_or_link(
            by=request.actor,
            fact_id=fact_id,
            mapping=filled.mapping,
            now=timezone.now(),
            despite_conflict=request.POST.get("despite") == "yes",
        )
    except FactDecided:
        return _too_late(request, fact_id)
    except DocumentBeingRead:
        return _card_answer(request, _fact(fact_id), notice=being_read_words(), status=409)
    except MappingRefused as refusal:
        return _refused(request, fact, filled, refusal, names)
    return _card_answer(
        request, _fact(fact_id), notice=_("This figure was known; the passage is linked to it.") if made.linked else ""
    )


def _refused(
    request: HttpRequest, fact: FactInfo, filled: Filled, refusal: MappingRefused, names: Names
) -> HttpResponse:
    field = refusal.field if isinstance(refusal, FieldRefused) else ""
    conflict = str(refusal.text) if isinstance(refusal, FigureConflict) else ""
    again = Filled(words_of(filled.mapping, names), filled.mapping, {field: str(refusal.text)})  # type: ignore[arg-type]
    card = _card_of(request, fact, names)
    status = 409 if conflict else 422
    return _form_answer(request, card, again, names, status=status, conflict=conflict)


@require_POST
def reject(request: HttpRequest, fact_id: int) -> HttpResponse:
    if not request.actor.may("facts.decide"):
        raise PermissionDenied
    _fact(fact_id)
    try:
        reject_fact(
            by=request.actor, fact_id=fact_id, reason=request.POST.get("reason", "").strip(), now=timezone.now()
        )
    except FactDecided:
        return _too_late(request, fact_id)
    except DocumentBeingRead:
        return _card_answer(request, _fact(fact_id), notice=being_read_words(), status=409)
    return _card_answer(request, _fact(fact_id))


@require_POST
def reopen(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Take a decision back: what it made is withdrawn, never deleted."""
    if not request.actor.may("facts.decide"):
        raise PermissionDenied
    _fact(fact_id)
    try:
        take_back_fact(by=request.actor, fact_id=fact_id, now=timezone.now())
    except FactNotDecided:
        said = _("There is no decision to take back: somebody was faster.")
        return _card_answer(request, _fact(fact_id), notice=said, status=409)
    return _card_answer(request, _fact(fact_id), notice=_("The decision was taken back."))


def _fact(fact_id: int) -> FactInfo:
    try:
        return fact_by_id(fact_id)
    except FactNotFound:
        raise Http404 from None


def _card_of(request: HttpRequest, fact: FactInfo, names: Names) -> Card:
    document = _existing(fact.document)
    beside = [row for row in facts_of_document(fact.document) if row.line == fact.line]
    matched = match_known(beside, known_figures(document.source, names))
    return with_words(cards_of([fact], names, matched)[0], names)


def _too_late(request: HttpRequest, fact_id: int) -> HttpResponse:
    fact = _fact(fact_id)
    words = {"accepted": _("%(who)s has accepted this already."), "rejected": _("%(who)s has rejected this already.")}
    said = words.get(fact.state, _("Somebody was faster.")) % {"who": fact.decided_by}
    return _card_answer(request, fact, notice=said, status=409)


def _card_answer(request: HttpRequest, fact: FactInfo, *, notice: str = "", status: int = 200) -> HttpResponse:
    """The fact's card as it is now, with the counts; for a plain form the page with it."""
    if request.headers.get("HX-Request") != "true":
        if status >= 400:
            return problem_page(request, status, detail=notice)
        if notice:
            messages.info(request, notice)
        return _to_document(request, fact.document, fact=fact.id)
    card = _card_of(request, fact, names_for(request.region))
    document = _existing(fact.document)
    context = {"card": card, "document": document, "notice": notice, "counted": True, **_rights(request)}
    return render(request, "web/_fact_card.html", context, status=status)


def _form_answer(
    request: HttpRequest, card: Card, filled: Filled, names: Names, *, status: int = 200, conflict: str = ""
) -> HttpResponse:
    part = request.headers.get("HX-Request") == "true"
    context = {
        "card": card,
        "filled": filled,
        "conflict": conflict,
        "base_offered": newest_year_before(filled.mapping) if filled.mapping else "",
        "document": _existing(card.fact.document),
        "choices": datalists(names, get_language() or "") if not part else "",
        **_option_lists(),
        **_rights(request),
    }
    return render(request, "web/_fact_form.html" if part else "web/review_fact.html", context, status=status)


def _option_lists() -> dict[str, list[tuple[str, str]]]:
    return {
        "kinds": [(kind, kind_words(kind)) for kind in KINDS[:3]],
        "comparators": [
            ("eq", _("exactly")),
            ("approx", _("about")),
            ("near", _("nearly")),
            ("ge", _("at least")),
            ("gt", _("more than")),
            ("le", _("at most")),
            ("lt", _("less than")),
            ("range", _("from–to")),
        ],
        "forces": [("binding", _("binding")), ("expected", _("expected")), ("striving", _("striving"))],
    }
