"""What the review of a document shows: each fact with its proposal, and the figures that are known of it already."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tidehead.calc.units import UnitError, convert
from tidehead.city.common.types import RegionInfo
from tidehead.city.evidence.queries import document_by_id
from tidehead.city.evidence.types import ACCEPTED, PROPOSED, FactInfo
from tidehead.city.indicators.by_source import figures_of_facts, figures_of_source, targets_of_facts
from tidehead.city.indicators.queries import targets
from tidehead.city.indicators.suggestions import Names, Suggestion, comparator_of, names_of, period_of
from tidehead.city.indicators.types import Figure, Mapping, TargetInfo
from tidehead.city.web.locators import lines_of
from tidehead.city.web.mapping_form import words_of
from tidehead.city.web.reading_text import Known

_LONGEST_RANGE = 200  # lines: a locator that names more of a text points at no passage


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure or target that stands on the document's source already, ready to be held against its facts.

    `sure` where one fact of a line can be it, and only this figure can be the fact.
    """

    known: Known
    mapping: Mapping
    label: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One fact as the reviewer meets it. `result_url` is the drawer of what an accepted fact made or is linked to."""

    fact: FactInfo
    mapping: Mapping
    words: dict[str, str]
    sure: bool
    confidence: float
    known: KnownFigure | None = None
    result_url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which facts a reviewer wants to see; empty means any."""

    state: str = ""
    kind: str = ""
    unsure: bool = False
    line: int | None = None

    def admits(self, card: Card) -> bool:
        fact = card.fact
        return (
            (not self.state or fact.state == self.state)
            and (not self.kind or fact.kind == self.kind)
            and (not self.unsure or (not card.sure and fact.state == PROPOSED))
            and (self.line is None or fact.line == self.line)
        )


def names_for(region: RegionInfo | None) -> Names:
    """The names that facts are matched with; none before a region is loaded."""
    return names_of(region.root, region.digest) if region else names_of("", "")


def known_figures(source: str, names: Names) -> tuple[KnownFigure, ...]:
    """The figures and targets that were taken from a source and say in which lines."""
    if not source:
        return ()
    address = reverse("web:figure_source", args=[0])  # worked out once: a source may have hundreds of figures
    figures = [_known_figure(row, names, address.replace("/0/", f"/{row.id}/")) for row in figures_of_source(source)]
    goals = [_known_target(row, names) for row in targets(source=source)]
    return tuple(row for row in (*figures, *goals) if row.known.lines)


def _known_figure(row: Figure, names: Names, url: str) -> KnownFigure:
    mapping = Mapping(
        indicator=row.subject.indicator,
        place=row.subject.place,
        period=row.period,
        value=row.printed_value,
        unit=row.printed_unit,
        kind="actual",
        comparator=row.comparator,
        industry=row.subject.industry,
        organisation=row.subject.organisation,
        value_high=row.value_high,
    )
    return _known(mapping, row.locator, url, names)


def _known_target(row: TargetInfo, names: Names) -> KnownFigure:
    mapping = Mapping(
        indicator=row.subject.indicator,
        place=row.subject.place,
        period=row.period,
        value=float("nan") if row.value is None else row.value,
        unit=names.units.get(row.subject.indicator, ""),
        kind="annual_target" if row.basis == "annual" else "target",
        comparator=row.comparator,
        industry=row.subject.industry,
        organisation=row.subject.organisation,
        value_high=row.value_high,
        force=row.force,
    )
    return _known(mapping, row.locator, reverse("web:target_source", args=[row.code]), names)


def _known(mapping: Mapping, locator: str, url: str, names: Names) -> KnownFigure:
    label = str(names.label("indicator", mapping.indicator))
    value = None if math.isnan(mapping.value) else mapping.value
    return KnownFigure(Known(_lines(locator), value, url, label), mapping, label)


def _lines(locator: str) -> tuple[int, ...]:
    """Every line that a locator names, those within its ranges too.

    >>> _lines("L158-160 t2-1 L139")
    (158, 159, 160, 139)
    """
    found: list[int] = []
    for part in locator.split():
        ends = lines_of(part)
        found += range(ends[0], min(ends[-1], ends[0] + _LONGEST_RANGE) + 1) if ends else ()
    return tuple(dict.fromkeys(found))


def match_known(facts: Sequence[FactInfo], known: Iterable[KnownFigure]) -> dict[int, KnownFigure]:
    """Which fact is which known figure: same line, value, kind and period.

    A figure that is said in several lines is known in each, a fact is given one figure. Where several could be meant,
    or the text gives no period, the match is not sure.
    """
    by_line: dict[int, list[FactInfo]] = defaultdict(list)
    for fact in facts:
        by_line[fact.line].append(fact)
    found: dict[int, KnownFigure] = {}
    rivals: Counter[int] = Counter()
    for row in known:
        for line in row.known.lines:
            same = [fact for fact in by_line[line] if _is_same(fact, row.mapping)]
            for fact in same:
                rivals[fact.id] += 1
            fact = next((fact for fact in same if fact.id not in found), None)
            if fact is not None:
                found[fact.id] = replace(row, sure=len(same) == 1 and bool(period_of(fact)))
    return {fact: row if rivals[fact] == 1 else replace(row, sure=False) for fact, row in found.items()}


def _is_same(fact: FactInfo, mapping: Mapping) -> bool:
    if fact.value is None or math.isnan(mapping.value):
        return False
    period = period_of(fact)
    if fact.kind != mapping.kind or (period and mapping.period and period != mapping.period):
        return False
    factor = _factor(fact, mapping)
    return math.isclose(fact.value * (factor or 1.0), mapping.value, rel_tol=1e-9)


def _factor(fact: FactInfo, mapping: Mapping) -> float | None:
    """From the fact's unit to the mapping's; None where the text names the unit in other words ("件" for "件/万人")."""
    try:
        return convert(1.0, fact.unit or mapping.unit, mapping.unit)
    except UnitError:
        return None


def cards_of(facts: Sequence[FactInfo], names: Names, known: dict[int, KnownFigure]) -> tuple[Card, ...]:
    """A card for each fact of one document; asks the database three times, whatever their number."""
    document = document_by_id(facts[0].document) if facts else None
    foreign = document is not None and not document.source and names.is_of_another_place(document.title)
    accepted = [fact.id for fact in facts if fact.state == ACCEPTED]
    urls = {key: reverse("web:figure_source", args=[row]) for key, row in figures_of_facts(accepted).items()}
    urls |= {key: reverse("web:target_source", args=[code]) for key, code in targets_of_facts(accepted).items()}
    proposed = [names.suggest(fact, foreign=foreign) for fact in facts]
    return tuple(
        _card(fact, suggestion, known.get(fact.id), urls.get(fact.id, ""))
        for fact, suggestion in zip(facts, proposed, strict=True)
    )


def _card(fact: FactInfo, suggestion: Suggestion, known: KnownFigure | None, result_url: str) -> Card:
    mapping = suggestion.mapping if known is None else _as_known(fact, known)
    if known is not None:
        result_url = result_url or (known.known.url if fact.state == ACCEPTED else "")
    return Card(
        fact=fact,
        mapping=mapping,
        words={},
        sure=suggestion.sure if known is None else known.sure,
        confidence=100.0 if known is not None and known.sure else suggestion.confidence,
        known=known,
        result_url=result_url,
    )


def with_words(card: Card, names: Names) -> Card:
    """The card with the names of its mapping, made only for those that are shown."""
    return replace(card, words=words_of(card.mapping, names))


def _as_known(fact: FactInfo, known: KnownFigure) -> Mapping:
    """The known figure's mapping in the fact's own number and unit, so that what is stored is what was printed."""
    if fact.value is None or _factor(fact, known.mapping) is None:
        return known.mapping
    return replace(
        known.mapping,
        value=fact.value,
        value_high=known.mapping.value_high if fact.value_high is None else fact.value_high,
        unit=fact.unit or known.mapping.unit,
        comparator=comparator_of(fact),
    )


@lru_cache(maxsize=16)
def datalists(names: Names, language: str) -> SafeString:
    """Every name that can be chosen, as lists for the form's fields; made once for a region and a language."""
    made = []
    for kind in ("indicator", "place", "industry", "organisation"):
        labels = dict.fromkeys(choice.label.in_language(language) for choice in names.choices(kind))
        options = format_html_join("", '<option value="{}"></option>', ((label,) for label in labels))
        made.append(format_html('<datalist id="list-{}">{}</datalist>', kind, options))
    return SafeString("".join(made))
