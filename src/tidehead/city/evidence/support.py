"""Which facts stand behind what the apps above made of them, and the words they were read from."""

from collections.abc import Iterable

from tidehead.city.evidence.models import Document, Fact
from tidehead.city.evidence.types import ACCEPTED


def facts_behind(supports: str) -> tuple[int, ...]:
    """The accepted facts that support one thing, as "observation:12", the first one first."""
    rows = Fact.objects.filter(state=ACCEPTED, supports=supports).order_by("decided_at", "id")
    return tuple(rows.values_list("id", flat=True))


def supported_by(facts: Iterable[int]) -> dict[int, str]:
    """What each of these facts supports, for those that are accepted and support something."""
    rows = Fact.objects.filter(id__in=list(facts), state=ACCEPTED).exclude(supports="")
    return dict(rows.values_list("id", "supports"))


def text_of_document(document_id: int) -> str:
    """The text that a document's facts count their characters in; empty where it is not read."""
    return Document.objects.filter(id=document_id).values_list("text", flat=True).first() or ""
