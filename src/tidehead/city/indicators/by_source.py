"""Figures and targets by the source or the read fact that they stand on."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import recent_trail
from tidehead.city.evidence.queries import facts_of_document
from tidehead.city.evidence.support import supported_by
from tidehead.city.evidence.types import ACCEPTED as FACT_ACCEPTED
from tidehead.city.indicators.keys import period_dates
from tidehead.city.indicators.models import Observation, Target
from tidehead.city.indicators.queries import _figures as read_figures
from tidehead.city.indicators.types import ACCEPTED, Figure, Mapping
from tidehead.packs.periods import PeriodError

TOGETHER, TAKEN_BACK = "facts.accepted_together", "facts.taken_back_together"
"""How the trail names what was accepted, or taken back, at once."""


def figures_of_source(source: str) -> tuple[Figure, ...]:
    """Every accepted figure taken from a source, in the order they were stored, replaced by later ones or not."""
    return read_figures(Observation.objects.filter(state=ACCEPTED, source__code=source), order=("id",))


def figures_of_facts(facts: Iterable[int]) -> dict[int, int]:
    """The accepted figure that each of these facts stands behind, alone or with others, by fact."""
    wanted = list(facts)
    behind = _supported("observation", wanted)
    rows = Observation.objects.filter(Q(fact_id__in=wanted) | Q(id__in=set(behind.values())), state=ACCEPTED)
    found = list(rows.values_list("id", "fact_id"))
    kept = {row for row, _ in found}
    return {fact: row for fact, row in behind.items() if row in kept} | {
        fact: row for row, fact in found if fact in set(wanted)
    }


def targets_of_facts(facts: Iterable[int]) -> dict[int, str]:
    """The code of the accepted target that each of these facts stands behind, alone or with others, by fact."""
    wanted = list(facts)
    behind = _supported("target", wanted)
    rows = Target.objects.filter(Q(fact_id__in=wanted) | Q(id__in=set(behind.values())), state=ACCEPTED)
    found = list(rows.values_list("id", "code", "fact_id"))
    codes = {row: code for row, code, _ in found}
    return {fact: codes[row] for fact, row in behind.items() if row in codes} | {
        fact: code for _, code, fact in found if fact in set(wanted)
    }


def _supported(kind: str, facts: list[int]) -> dict[int, int]:
    parts = ((fact, what.partition(":")) for fact, what in supported_by(facts).items())
    return {fact: int(row) for fact, (name, _, row) in parts if name == kind}


def newest_year_before(mapping: Mapping) -> str:
    """The newest whole-year figure from before a target's period, to offer as its base; empty where there is none."""
    try:
        start, _ = period_dates(mapping.period)
    except PeriodError:
        return ""
    known = Observation.objects.filter(
        state=ACCEPTED,
        indicator__code=mapping.indicator,
        place__code=mapping.place,
        member__code=mapping.industry or None,
        organisation__code=mapping.organisation or None,
        period_end__lt=start,
        period__regex=r"^\d{4}$",
    )
    return known.order_by("-period_end").values_list("period", flat=True).first() or "" if start else ""


# What was accepted together


def accepted_together(*, by: Actor, document_id: int) -> tuple[int, ...]:
    """The facts that this person last accepted together in a document, and that nobody has decided on since."""
    trail = recent_trail(subject=f"document:{document_id}")
    last = next((row for row in trail if row.actor == by.name and row.verb in (TOGETHER, TAKEN_BACK)), None)
    if last is None or last.verb != TOGETHER:
        return ()
    accepted = facts_of_document(document_id, state=FACT_ACCEPTED)
    at = datetime.fromisoformat(last.at)
    mine = set(last.detail["facts"])
    return tuple(fact.id for fact in accepted if fact.id in mine and fact.decided_at == at)
