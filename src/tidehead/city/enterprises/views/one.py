"""One firm: what is known of it and where from, what happened to it, who is near, and what others know of it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.common.types import Text
from tidehead.city.enterprises import correcting, firms, honours, identity, listing, queries
from tidehead.city.enterprises.honours import NewHonour
from tidehead.city.enterprises.imports import imports_named
from tidehead.city.enterprises.revealing import reveal_firm
from tidehead.city.enterprises.telling import because_words, events_of, facts_of
from tidehead.city.enterprises.terms import CLUSTER, ROLE, industries_named, terms
from tidehead.city.enterprises.types import (
    EnterpriseInfo,
    FirmInfo,
    FirmYear,
    RegisterRefused,
)
from tidehead.city.enterprises.views.asking import place_of, posted, source_words, told
from tidehead.city.enterprises.wording import ACTIVITIES, CORRECTED, SIZES, STATUSES, VERDICTS, word
from tidehead.city.places.queries import all_places
from tidehead.city.shell.charts import LineChart, Mark, Series
from tidehead.city.shell.parts import FIRM_PARTS, parts_for
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_CHARTED = (
    ("revenue_cny", "revenue"),
    ("output_cny", "output"),
    ("value_added_cny", "value-added"),
    ("tax_cny", "tax"),
    ("rd_cny", "rd"),
    ("jobs", "jobs"),
    ("energy_tce", "energy"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a firm: from the register, from the work done with it, and from people."""

    code: str
    firm: FirmInfo | None
    named: EnterpriseInfo | None
    codes: tuple[str, ...]

    @property
    def label(self) -> str:
        if self.named is not None and not (self.firm and self.firm.masked):
            return str(self.named.label)
        return self.firm.name if self.firm else self.code

    @property
    def synthetic(self) -> bool:
        return bool((self.firm and self.firm.synthetic) or (self.named and self.named.synthetic))


def known_of(code: str) -> Known:
    """Raises Http404 where neither the register nor anybody's work knows of the code."""
    firm, named = firms.register_firm(code), queries.enterprise_by_code(code)
    if firm is None and named is None:
        raise Http404(code)
    return Known(code, firm, named, identity.all_codes_of(code))


def enterprise(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of one enterprise, each with its source."""
    known = known_of(code)
    years = _years_table(firms.years_of(known.firm.code), known.synthetic) if known.firm else None
    if years and (file := exported(request, years)):
        return file
    return _page(request, known)


def _page(request: HttpRequest, known: Known, *, revealed: FirmInfo | None = None, status: int = 200) -> HttpResponse:
    firm = revealed or known.firm
    corrections = tuple(one for code in known.codes for one in correcting.corrections_of(code))
    had = honours.honours_of(known.code)
    decisions = tuple(dict.fromkeys(one for code in known.codes for one in identity.decisions_about(code)))
    came_in = imports_named(firm.source) if firm else ()
    reported = firms.years_of(firm.code) if firm else ()
    context = {
        "known": known,
        "firm": firm,
        "revealed": revealed is not None,
        "named": known.named,
        "facts": facts_of(firm, corrections, source_words(firm)) if firm else (),
        "behind": [(row, source_words(row)) for row in firms.rows_behind(firm.code)] if firm else (),
        "because": because_words(firm) if firm else (),
        "origin": _origin(known.named),
        "size": SIZES.get(known.named.size, known.named.size) if known.named else "",
        "honours": [(one, _origin_of(one.source, one.locator), _in_force(one)) for one in had],
        "events": [
            (event, _origin_of(event.source, event.locator))
            for event in events_of(firm, honours=had, corrections=corrections, decisions=decisions, imports=came_in)
        ],
        "corrections": [(one, word(CORRECTED, one.field)) for one in corrections if one.undone_at is None],
        "decisions": [(one, word(VERDICTS, one.verdict)) for one in decisions if one.undone_at is None],
        "neighbours": [(each, place_of(each)) for each in firms.neighbours_of(firm)] if firm else (),
        "chart": _chart(reported, known.synthetic),
        "years": _years_table(reported, known.synthetic),
        "parts": parts_for(FIRM_PARTS, code=known.code),
        **_offers(request, known),
    }
    return render(request, "enterprises/enterprise.html", context, status=status)


def _offers(request: HttpRequest, known: Known) -> dict[str, object]:
    """What the reader may do here."""
    may_decide = request.actor.may("register.decide")
    lists = [each for each in listing.lists_of(request.actor) if not each.search]
    on = listing.lists_with(request.actor, known.code)
    offered: dict[str, object] = {
        "may_decide": may_decide,
        "may_reveal": request.actor.may("register.reveal") and bool(known.firm and known.firm.masked),
        "lists": [(each, each.id in on) for each in lists],
    }
    if may_decide and known.firm:
        offered |= {
            "corrected": [(field, words) for field, words in CORRECTED.items()],
            "clusters": terms(CLUSTER),
            "roles": terms(ROLE),
            "activities": tuple(ACTIVITIES.items()),
            "statuses": tuple(STATUSES.items()),
            "places": all_places(),
            "titles": honours.titles(),
        }
    return offered


def _origin(named: EnterpriseInfo | None) -> str:
    return _origin_of(named.source, named.locator) if named else ""


def _origin_of(source: str, locator: str) -> str:
    return reverse("web:locator_source", args=[source, locator]) if source and locator else ""


def _in_force(one: object) -> bool:
    ends = getattr(one, "valid_to", None)
    return ends is None or ends >= timezone.localdate()


# Years


def _year_words() -> dict[str, tuple[str, str, str]]:
    """Of each figure: what it is called, its unit, the unit in English."""
    return {
        "revenue_cny": (_("Revenue"), "元", "CNY"),
        "output_cny": (_("Output"), "元", "CNY"),
        "value_added_cny": (_("Value added"), "元", "CNY"),
        "tax_cny": (_("Tax"), "元", "CNY"),
        "rd_cny": (_("R&D spending"), "元", "CNY"),
        "jobs": (_("Jobs"), "人", "persons"),
        "energy_tce": (_("Energy used"), "吨标准煤", "tce"),
    }


def _years_table(found: tuple[FirmYear, ...], synthetic: bool) -> Table:
    words = _year_words()
    shown = [name for name in words if any(getattr(year, name) is not None for year in found)]
    return Table(
        name="years",
        title=_("Figures by year"),
        columns=(
            Column("year", _("Year"), kind="period"),
            *(
                Column(name, words[name][0], kind="figure", unit=words[name][1], unit_en=words[name][2])
                for name in shown
            ),
        ),
        rows=tuple(
            Row((str(year.year), *(Cell(getattr(year, name)) for name in shown)), key=f"y{year.year}") for year in found
        ),
        synthetic=synthetic,
        searchable=False,
    )


def _chart(found: tuple[FirmYear, ...], synthetic: bool) -> LineChart | None:
    """The figure that most years have, over the years; nothing with fewer than two."""
    words = _year_words()
    best = max(_CHARTED, key=lambda each: sum(getattr(year, each[0]) is not None for year in found), default=None)
    if best is None:
        return None
    name = best[0]
    marks = tuple(Mark(x=str(year.year), y=getattr(year, name)) for year in found if getattr(year, name) is not None)
    if len(marks) < 2:
        return None
    label, unit, unit_en = words[name]
    change = marks[-1].y / marks[0].y - 1 if marks[0].y else None
    told = {
        "label": label,
        "from": marks[0].x,
        "to": marks[-1].x,
        "share": f"{change:+.0%}" if change is not None else "",
    }
    title = _("%(label)s %(from)s–%(to)s: %(share)s") % told if change is not None else label
    series = (Series(label, marks, role="actual"),)
    return LineChart(name="years-chart", title=title, series=series, unit=unit, unit_en=unit_en, synthetic=synthetic)


# What people do about a firm


@require_POST
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Set a field right against what was read."""
    known = known_of(code)
    if known.firm is None:
        raise Http404(code)
    field = posted(request, "field", 40)
    given = {
        "by": request.actor,
        "firm": known.firm,
        "field": field,
        "value": posted(request, f"value-{field}", 200) or posted(request, "value", 200),
        "reason": posted(request, "reason"),
        "now": timezone.now(),
    }
    told(
        request, lambda: correcting.correct_firm(**given), _("Corrected. It counts from now on, and can be taken back.")
    )
    return redirect("enterprises:enterprise", code)


@require_POST
def undo_correction(request: HttpRequest, code: str, correction_id: int) -> HttpResponse:
    given = {"by": request.actor, "correction_id": correction_id, "now": timezone.now()}
    told(request, lambda: correcting.undo_correction(**given), _("Taken back: what was read counts again."))
    return redirect("enterprises:enterprise", code)


@require_POST
def honour(request: HttpRequest, code: str) -> HttpResponse:
    """Note a title that the firm was given."""
    known = known_of(code)
    title = posted(request, "title", 80)
    given = NewHonour(
        enterprise=known.code,
        title=title,
        label=next((label for id, label, _count in honours.titles() if id == title), Text(title, title)),
        firm_name=known.label,
        granted_on=_day(posted(request, "granted_on", 10)),
        valid_to=_day(posted(request, "valid_to", 10)),
        batch=posted(request, "batch", 80),
    )
    told(
        request,
        lambda: honours.enter_honour(by=request.actor, honour=given, now=timezone.now()),
        _("Noted. The page says that it was you."),
    )
    return redirect("enterprises:enterprise", code)


@require_POST
def withdraw_honour(request: HttpRequest, code: str, honour_id: int) -> HttpResponse:
    given = {"by": request.actor, "honour_id": honour_id, "now": timezone.now()}
    told(request, lambda: honours.withdraw_honour(**given), _("Taken back."))
    return redirect("enterprises:enterprise", code)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@needs("register.reveal")
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is a person's to who says what for."""
    known = known_of(code)
    try:
        firm = reveal_firm(by=request.actor, code=code, purpose=posted(request, "purpose", 400), now=timezone.now())
    except RegisterRefused as refused:
        messages.error(request, str(refused.text))
        return redirect("enterprises:enterprise", code)
    return _page(request, known, revealed=firm)


# Choosing


def industry_choices(request: HttpRequest) -> HttpResponse:
    """Industries that fit what is typed, for choosing one: a part of a page."""
    text = request.GET.get("value-industry", "").replace("\x00", "").strip()[:40]
    found = industries_named(text) if text else ()
    return render(request, "enterprises/_industry_choices.html", {"found": found})
