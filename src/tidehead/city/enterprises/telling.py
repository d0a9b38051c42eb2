"""What the page of a firm tells: each fact with where it is from, and what happened to the firm, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tidehead.city.enterprises.terms import CLUSTER, ROLE, industry_label, label_of, place_label
from tidehead.city.enterprises.types import (
    CorrectionInfo,
    DecisionInfo,
    FirmInfo,
    HonourInfo,
    ImportInfo,
)
from tidehead.city.enterprises.wording import ACTIVITIES, CORRECTED, KINDS, STATUSES, VERDICTS, word
from tidehead.city.shell.formatting import date_text, figure_text


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the profile. origin: the table and row, the pack's source, or the person who set it right."""

    label: str
    value: str
    origin: str
    url: str = ""
    confidence: float | None = None
    correctable: str = ""  # the field's name, where a person may set it right
    by_trade: bool = False  # only a source's word for the trade says so: how sure it is, nobody knows


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a firm, when, and who says so."""

    at: date | None
    words: str
    by: str
    source: str = ""
    locator: str = ""


# Facts


def facts_of(firm: FirmInfo, corrections: tuple[CorrectionInfo, ...], origin: str) -> tuple[Fact, ...]:
    """The profile from the register; what somebody set right names them."""
    set_right = {one.field: one for one in corrections if one.undone_at is None}

    def fact(label: str, field: str, value: str, confidence: float | None = None) -> Fact:
        by = set_right.get(field)
        said = _("%(name)s, %(day)s: %(why)s") % _of_correction(by) if by else origin
        shown = field if field in CORRECTED else ""
        return Fact(label, value, said, confidence=1.0 if by else confidence, correctable=shown)

    found = (
        Fact(_("Unified social credit code"), firm.code, origin),
        fact(_("Kind"), "kind", word(KINDS, firm.kind)),
        fact(_("Status"), "status", word(STATUSES, firm.status)),
        fact(_("Registered on"), "registered_on", date_text(firm.registered_on) if firm.registered_on else ""),
        fact(_("Registered capital"), "capital", _capital(firm)),
        fact(_("Registered address"), "address", firm.address),
        fact(_("County"), "county", place_label(firm.county) if firm.county else ""),
        fact(_("Town"), "town", place_label(firm.town) if firm.town else ""),
        fact(_("Park"), "park", place_label(firm.park) if firm.park else ""),
        fact(_("Industry"), "industry", _industry(firm.industry), firm.confidence),
        fact(_("Cluster"), "cluster", label_of(CLUSTER, firm.cluster)),
        fact(_("Role in the chain"), "role", label_of(ROLE, firm.role)),
        fact(_("Activity"), "activity", word(ACTIVITIES, firm.activity)),
        fact(_("Jobs"), "jobs", figure_text(firm.jobs, "人", unit_en="persons")),
        fact(_("Revenue"), "revenue_cny", figure_text(firm.revenue_cny, "元", unit_en="CNY")),
        fact(_("Output"), "output_cny", figure_text(firm.output_cny, "元", unit_en="CNY")),
        fact(_("Tax"), "tax_cny", figure_text(firm.tax_cny, "元", unit_en="CNY")),
        fact(_("Land"), "land_mu", figure_text(firm.land_mu, "亩", unit_en="mu")),
        fact(_("Business scope"), "scope", firm.scope),
    )
    told = (replace(each, by_trade=firm.by_trade and each.correctable == "industry") for each in found)
    return tuple(each for each in told if each.value.strip("—") or each.correctable)


def _of_correction(one: CorrectionInfo) -> dict[str, str]:
    return {"name": one.by, "day": date_text(timezone.localdate(one.at)), "why": one.reason}


def _industry(code: str) -> str:
    return f"{code} {industry_label(code)}" if code else ""


def _capital(firm: FirmInfo) -> str:
    if firm.capital_cny is None:
        return firm.capital_text
    return figure_text(firm.capital_cny, "元", unit_en="CNY")


def because_words(firm: FirmInfo) -> tuple[tuple[str, str, str], ...]:
    """The words that decided: where each stands, the word, and the industry that it speaks for."""
    where = {
        "trade": _("as its source names the trade"),
        "name": _("in the name"),
        "scope": _("in the business scope"),
        "address": _("in the address"),
    }
    return tuple((where.get(at, at), text, _spoken_for(code)) for at, text, code in firm.because)


def _spoken_for(code: str) -> str:
    if code.isdigit() and len(code) <= 4:
        return _industry(code)
    return place_label(code) if code else ""


# Events


def events_of(
    firm: FirmInfo | None,
    *,
    honours: tuple[HonourInfo, ...],
    corrections: tuple[CorrectionInfo, ...],
    decisions: tuple[DecisionInfo, ...],
    imports: tuple[ImportInfo, ...],
) -> tuple[Event, ...]:
    """What happened, the latest first; what has no day comes last."""
    found = [
        *_registered(firm),
        *(_honoured(each) for each in honours),
        *(each for one in corrections for each in _corrected(one)),
        *(each for one in decisions for each in _decided(one)),
        *(_imported(each) for each in imports),
    ]
    return tuple(sorted(found, key=lambda each: each.at or date.min, reverse=True))


def _registered(firm: FirmInfo | None) -> Iterator[Event]:
    if firm is not None and firm.registered_on:
        yield Event(firm.registered_on, _("Registered"), firm.source)


def _honoured(each: HonourInfo) -> Event:
    batch = f" ({each.batch})" if each.batch else ""
    words = _("Received the title %(title)s") % {"title": f"{each.label}{batch}"}
    return Event(each.granted_on, words, each.by, each.source, each.locator)


def _corrected(one: CorrectionInfo) -> Iterator[Event]:
    told = {"field": word(CORRECTED, one.field), "value": one.value, "why": one.reason}
    yield Event(_day(one.at), _("%(field)s was set to %(value)s: %(why)s") % told, one.by)
    if one.undone_at is not None:
        yield Event(_day(one.undone_at), _("%(field)s: %(value)s was taken back") % told, one.undone_by)


def _decided(one: DecisionInfo) -> Iterator[Event]:
    told = {"a": one.a, "b": one.b, "verdict": word(VERDICTS, one.verdict)}
    yield Event(_day(one.at), _("%(a)s and %(b)s: %(verdict)s") % told, one.by)
    if one.undone_at is not None:
        yield Event(_day(one.undone_at), _("%(a)s and %(b)s: the decision was taken back") % told, one.undone_by)


def _imported(each: ImportInfo) -> Event:
    at = each.decided_at or each.uploaded_at
    return Event(_day(at), _("Came in with the table %(file)s") % {"file": each.file_name}, each.decided_by)


def _day(at: datetime) -> date:
    return timezone.localdate(at)
