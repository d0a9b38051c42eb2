"""What industries, clusters and roles are called."""

from collections import defaultdict
from collections.abc import Iterable

from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import IndustryTerm
from tidehead.city.enterprises.types import TermInfo
from tidehead.city.places.queries import place_by_code

DIVISION, GROUP, CLASS, SECTION = "division", "group", "class", "section"
CLUSTER, ROLE, DIVISION_OF_LAND = "cluster", "role", "land"
_LEVEL_OF_LENGTH = {1: SECTION, 2: DIVISION, 3: GROUP, 4: CLASS}


@remembered
def terms(kind: str) -> tuple[TermInfo, ...]:
    rows = IndustryTerm.objects.filter(kind=kind).order_by("ordinal", "code")
    return tuple(TermInfo(row.kind, row.code, Text(row.label_zh, row.label_en), row.parent) for row in rows)


@remembered
def labels(kind: str) -> dict[str, Text]:
    return {term.code: term.label for term in terms(kind)}


def label_of(kind: str, code: str) -> str:
    """What a code is called, the code itself where nobody said."""
    if not code:
        return ""
    return str(labels(kind).get(code, code))


def industry_label(code: str) -> str:
    """An industry of any level by its code: "34" or "3441"."""
    return label_of(_LEVEL_OF_LENGTH.get(len(code), CLASS), code)


def place_label(code: str) -> str:
    """A place of the region, or a town that only the register knows, in words."""
    place = place_by_code(code)
    return str(place.label) if place else label_of(DIVISION_OF_LAND, code)


@remembered
def industry_tree() -> tuple[tuple[TermInfo, tuple[TermInfo, ...]], ...]:
    """Every section with its divisions, for choosing."""
    below: dict[str, list[TermInfo]] = defaultdict(list)
    for term in terms(DIVISION):
        below[term.parent].append(term)
    return tuple((section, tuple(below[section.code])) for section in terms(SECTION))


@remembered
def _sections() -> dict[str, str]:
    return {term.code: term.parent for term in terms(DIVISION)}


def section_of(division: str) -> str:
    """The section that a division belongs to; "" where nobody said."""
    return _sections().get(division, "")


def industries_below(code: str) -> tuple[TermInfo, ...]:
    """The groups of a division, or the classes of a group."""
    kind = {2: GROUP, 3: CLASS}.get(len(code), "")
    return tuple(term for term in terms(kind) if term.code.startswith(code)) if kind else ()


def industries_named(text: str, most: int = 20) -> tuple[TermInfo, ...]:
    """Industries whose code begins so or whose name contains the words; the broader first."""
    found = [
        term
        for kind in (DIVISION, GROUP, CLASS)
        for term in terms(kind)
        if term.code.startswith(text) or text in term.label.zh or text.lower() in term.label.en.lower()
    ]
    return tuple(found[:most])


def store_terms(found: Iterable[TermInfo]) -> None:
    """Keep what the pack calls things; what it no longer has goes. Nothing refers to these rows but by code."""
    IndustryTerm.objects.all().delete()
    IndustryTerm.objects.bulk_create(
        [
            IndustryTerm(
                kind=term.kind,
                code=term.code,
                label_zh=term.label.zh,
                label_en=term.label.en,
                parent=term.parent,
                ordinal=nth,
            )
            for nth, term in enumerate(found)
        ],
        batch_size=400,
    )
