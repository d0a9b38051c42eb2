"""Figures and targets by the source or the read fact that they stand on."""

from collections.abc import Iterable

from tidehead.city.indicators.models import Observation, Target
from tidehead.city.indicators.queries import _figures as read_figures
from tidehead.city.indicators.types import ACCEPTED, Figure


def figures_of_source(source: str) -> tuple[Figure, ...]:
    """Every accepted figure taken from a source, in the order they were stored, replaced by later ones or not."""
    return read_figures(Observation.objects.filter(state=ACCEPTED, source__code=source), order=("id",))


def figures_of_facts(facts: Iterable[int]) -> dict[int, int]:
    """The accepted figure that each of these facts stands behind, by fact."""
    rows = Observation.objects.filter(state=ACCEPTED, fact_id__in=list(facts))
    return dict(rows.values_list("fact_id", "id"))


def targets_of_facts(facts: Iterable[int]) -> dict[int, str]:
    """The code of the accepted target that each of these facts stands behind, by fact."""
    rows = Target.objects.filter(state=ACCEPTED, fact_id__in=list(facts))
    return dict(rows.values_list("fact_id", "code"))
