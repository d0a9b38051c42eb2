"""Ladders of growth: who stands where, who can move up, what is missing and what ends soon."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.calc.ladders import Assessment, Ladder, Title
from tidehead.city.common.types import Text
from tidehead.city.enterprises import ladders as reading
from tidehead.city.enterprises.firms import register_firms
from tidehead.city.enterprises.ladder_texts import ladder_book
from tidehead.city.enterprises.ladders import LadderView, OnLadder
from tidehead.city.enterprises.terms import place_label
from tidehead.city.enterprises.views.asking import posted, told
from tidehead.city.enterprises.wording import LEVELS, word
from tidehead.city.shell.structures import Funnel, FunnelStep
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


def ladders(request: HttpRequest) -> HttpResponse:
    """Every ladder of the region as a funnel."""
    views = [_view(one.id) for one in ladder_book().ladders]
    return render(request, "enterprises/ladders.html", {"ladders": [(view, _funnel(view)) for view in views]})


def ladder(request: HttpRequest, ladder_id: str) -> HttpResponse:
    """One ladder: its funnel, the firms on it with what the next step asks for, and titles that end soon."""
    if ladder_book().ladder(ladder_id) is None:
        raise Http404(ladder_id)
    view = _view(ladder_id)
    firms, ending = _firms(view), _ending(view)
    if file := exported(request, firms) or exported(request, ending):
        return file
    context = {
        "ladder": view.ladder,
        "label": _said(view.ladder.label),
        "note": _said(view.ladder.note) if view.ladder.note else "",
        "funnel": _funnel(view),
        "steps": [(_said(title.label), word(LEVELS, title.level), title, _conditions(title)) for title in view.titles],
        "firms": firms,
        "ending": ending,
        "synthetic": view.synthetic,
    }
    return render(request, "enterprises/ladder.html", context)


def ladder_part(request: HttpRequest, code: str) -> HttpResponse:
    """On the page of a firm: where it stands, and what the step above asks for."""
    found = reading.ladders_of_firm(code, day=timezone.localdate(), language=_language())
    if not found:
        return HttpResponse(status=204)
    asked = {name for _one, on in found if on.assessment for name in on.assessment.missing}
    variables = reading.variables_asked()
    context = {
        "code": code,
        "ladders": [_part(one, on) for one, on in found],
        "asked": sorted((name, _said(variables[name].label) or name, variables[name]) for name in asked),
        "answers": [(each, _name_of(each.name)) for each in reading.answers_of(code)],
        "may_decide": request.actor.may("register.decide"),
    }
    return render(request, "enterprises/_ladders_of_firm.html", context)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what a condition asks for."""
    told(
        request,
        lambda: reading.write_answer(
            by=request.actor,
            code=code,
            name=posted(request, "name", 80),
            text=posted(request, "value", 200),
            about=posted(request, "about", 200),
            now=timezone.now(),
        ),
        _("Written down. It can be taken back on this page."),
    )
    return redirect("enterprises:enterprise", code)


@require_POST
def take_back_answer(request: HttpRequest, code: str, answer_id: int) -> HttpResponse:
    """An answer no longer counts."""
    told(
        request,
        lambda: reading.take_back_answer(by=request.actor, answer_id=answer_id, now=timezone.now()),
        _("Taken back."),
    )
    return redirect("enterprises:enterprise", code)


def _view(ladder_id: str) -> LadderView:
    view = reading.ladder_on(ladder_id, day=timezone.localdate(), language=_language())
    if view is None:
        raise Http404(ladder_id)
    return view


def _language() -> str:
    return get_language() or "zh-hans"


def _said(label: object) -> str:
    zh, en = getattr(label, "zh", ""), getattr(label, "en", "")
    return str(Text(zh, en)) if zh else ""


def _name_of(name: str) -> str:
    variable = reading.variables_asked().get(name)
    return (_said(variable.label) if variable else "") or name


# Pictures and tables


def _funnel(view: LadderView) -> Funnel:
    page = reverse("enterprises:ladder", args=[view.ladder.id])
    steps = tuple(
        FunnelStep(_said(title.label), count, url=page) for title, count in zip(view.titles, view.counts, strict=True)
    )
    return Funnel(
        name=f"ladder-{view.ladder.id}".replace("_", "-"),
        title=_finding(view),
        steps=steps,
        unit="家",
        unit_en="firms",
        source=_("Titles that the region's sources name, and figures of the register"),
        synthetic=view.synthetic,
        empty=_("No firm is known to stand on this ladder."),
    )


def _finding(view: LadderView) -> str:
    ready = sum(1 for firm in view.firms if firm.assessment and firm.assessment.met)
    label = _said(view.ladder.label)
    if ready:
        told = ngettext(
            "%(label)s: %(n)s firm meets all that the next step asks for",
            "%(label)s: %(n)s firms meet all that the next step asks for",
            ready,
        )
        return told % {"label": label, "n": ready}
    standing = sum(count or 0 for count in view.counts)
    told = ngettext(
        "%(label)s: %(n)s firm is known to stand on it",
        "%(label)s: %(n)s firms are known to stand on it",
        standing,
    )
    return told % {"label": label, "n": standing}


def _conditions(title: Title) -> str:
    return _("; ").join(_said(one.label) for one in title.conditions)


def _firms(view: LadderView) -> Table:
    named = {title.id: _said(title.label) for title in view.titles}
    return Table(
        name="firms",
        title=_("Firms on the ladder"),
        columns=(
            Column("firm", _("Enterprise")),
            Column("county", _("Place")),
            Column("step", _("Stands on"), filtered=True),
            Column("since", _("Since"), kind="date"),
            Column("ends", _("Ends"), kind="date"),
            Column("next", _("Next step"), secondary=True),
            Column("verdict", _("Can move up"), filtered=True),
            Column("failed", _("Not met")),
            Column("missing", _("Nobody knows yet")),
        ),
        rows=tuple(_row(firm, named) for firm in view.firms),
        synthetic=view.synthetic,
        empty=_("No firm is known to stand on this ladder."),
        empty_remedy=_("Note titles on firms' pages, or load a pack with honours."),
    )


def _row(firm: OnLadder, named: dict[str, str]) -> Row:
    stands = named.get(firm.standing.title, _("none of its steps"))
    if firm.standing.undated:
        stands = _("%(title)s (no date known)") % {"title": stands}
    found = firm.assessment
    return Row(
        (
            Cell(firm.name, url=reverse("enterprises:enterprise", args=[firm.code])),
            place_label(firm.county) if firm.county else "",
            stands,
            firm.standing.since,
            firm.standing.ends,
            named.get(firm.wanted, "—"),
            _verdict(found) if firm.wanted else "—",
            _("; ").join(_said(each.condition.label) for each in found.failed) if found else "",
            _("; ").join(_name_of(name) for name in found.missing) if found else "",
        ),
        key=firm.code,
    )


def _verdict(found: Assessment | None) -> str:
    if found is None or (found.met is None and not found.verdicts):
        return _("conditions not written down")
    return {True: _("yes"), False: _("no"), None: _("open")}[found.met]


def _ending(view: LadderView) -> Table:
    firms = register_firms({code for code, _held, _end in view.ending})
    named = {title.id: _said(title.label) for title in view.titles}
    rows = tuple(
        Row(
            (
                Cell(firms[code].name if code in firms else code, url=reverse("enterprises:enterprise", args=[code])),
                named[held.title],
                held.granted_on,
                end,
            ),
            key=f"{code}-{held.title}",
        )
        for code, held, end in view.ending
    )
    return Table(
        name="ending",
        title=_("Titles that end within half a year"),
        columns=(
            Column("firm", _("Enterprise")),
            Column("title", _("Title")),
            Column("since", _("Since"), kind="date"),
            Column("ends", _("Ends"), kind="date"),
        ),
        rows=rows,
        synthetic=view.synthetic,
        empty=_("No title with a known date ends within half a year."),
    )


def _part(one: Ladder, on: OnLadder) -> dict[str, object]:
    titles = ladder_book().titles
    found = on.assessment
    return {
        "label": _said(one.label),
        "id": one.id,
        "stands": _said(titles[on.standing.title].label) if on.standing.title else "",
        "undated": on.standing.undated,
        "ends": on.standing.ends,
        "soon": on.standing.ends is not None and _is_soon(on.standing.ends),
        "lapsed": [_said(titles[each].label) for each in on.standing.lapsed],
        "wanted": _said(titles[on.wanted].label) if on.wanted else "",
        "verdict": _verdict(found) if on.wanted else "",
        "verdicts": [(_said(each.condition.label), each.met, each.text) for each in found.verdicts] if found else [],
        "clause": found.clause if found else "",
    }


def _is_soon(end: date) -> bool:
    return 0 <= (end - timezone.localdate()).days <= reading.SOON_DAYS
