"""What the pack says about projects: lists to choose from, size classes, directions of places, and rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter, DatedValue, RuleSet, RuleVersion, Variable
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.indicators.queries import all_taxonomies
from tidehead.city.places.queries import places_by_code
from tidehead.city.projects.models import PackStandards
from tidehead.city.projects.types import (
    ChecklistItem,
    Counter,
    Direction,
    Feed,
    Fit,
    Named,
    PromiseKind,
    SharingBase,
    SizeClass,
    Standards,
)
from tidehead.packs.rule_rows import RuleSetRow

CNY_10K = 10_000.0


@remembered
def standards() -> Standards:
    """What the loaded pack says; all lists are empty where it says nothing."""
    plain = PackStandards.objects.values_list("plain", flat=True).first() or {}
    if not plain:
        return Standards()
    duplicates, review = plain["duplicates"] or {}, plain["review_rule"]
    return Standards(
        case_types=tuple(plain["case_types"]),
        sizes=tuple(
            sorted(
                (SizeClass(one["id"], _text(one["label"]), one["at_least_cny"]) for one in plain["sizes"]),
                key=lambda one: one.at_least_cny,
            )
        ),
        lead_sources=_named(plain["lead_sources"]),
        space_kinds=_named(plain["space_kinds"]),
        contact_kinds=_named(plain["contact_kinds"]),
        blockers=_named(plain["blockers"]),
        promise_kinds=tuple(
            PromiseKind(one["id"], _text(one["label"]), one["side"], one["unit"], one["direction"], one["tied_to_tax"])
            for one in plain["promise_kinds"]
        ),
        checklist=tuple(
            ChecklistItem(one["id"], _text(one["label"]), one["source"], one["clause"]) for one in plain["checklist"]
        ),
        directions=tuple(
            Direction(
                place=one["place"],
                label=_text(one["label"]),
                industries=tuple(one["industries"]),
                excluded=tuple(one["excluded"]),
                source=one["source"],
                locator=one["locator"],
            )
            for one in plain["positions"]
        ),
        counters=tuple(
            Counter(one["id"], _text(one["label"]), one["rule_set"], one["rule"], one["unit"])
            for one in plain["counters"]
        ),
        sharing_bases=tuple(SharingBase(one["id"], _text(one["label"]), one["unit"]) for one in plain["sharing_bases"]),
        feeds=tuple(Feed(one["indicator"], one["field"], one["unit"]) for one in plain["figures"]),
        promise_rule=(review["rule_set"], review["rule"]) if review else None,
        likeness=duplicates.get("likeness"),
        valid_days=duplicates.get("valid_days"),
        handover_source=duplicates.get("source", ""),
        handover_clause=duplicates.get("clause", ""),
        contacts_a_month=plain["contacts_a_month"],
        standing=plain["standing"],
        source=plain["source"],
        clause=plain["clause"],
    )


def _text(label: Mapping[str, str]) -> Text:
    return Text(label["zh"], label["en"])


def _named(rows: list[dict[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(one["id"], _text(one["label"])) for one in rows)


@remembered
def rule_sets() -> Mapping[str, RuleSetRow]:
    """The rule sets that counting and reviewing use, by their ids."""
    stored = PackStandards.objects.values_list("rules", flat=True).first() or {}
    return {one["id"]: _rule_set(one) for one in stored.get("rule_sets", ())}


def _rule_set(plain: dict[str, Any]) -> RuleSetRow:
    versions = tuple(
        RuleVersion(date.fromisoformat(one["from_day"]), dict(one["rules"]), one["source"], one["clause"])
        for one in plain["versions"]
    )
    variables = tuple(
        Variable(one["name"], one["kind"], one["unit"], _label(one["label"])) for one in plain["variables"]
    )
    return RuleSetRow(RuleSet(plain["id"], _label(plain["label"]), versions), variables)


def _label(plain: Mapping[str, str]) -> Label:
    return Label(plain["zh"], plain["en"])


@remembered
def rule_parameters() -> tuple[DatedParameter, ...]:
    """The numbers that rules may use, with the days from which they hold."""
    stored = PackStandards.objects.values_list("rules", flat=True).first() or {}
    return tuple(
        DatedParameter(
            one["id"],
            _label(one["label"]),
            one["unit"],
            tuple(
                DatedValue(date.fromisoformat(value["from_day"]), value["value"], value["source"], value["clause"])
                for value in one["values"]
            ),
        )
        for one in stored.get("parameters", ())
    )


def size_of(investment_10k_cny: float | None, sizes: Sequence[SizeClass] | None = None) -> SizeClass | None:
    """The largest class that an investment reaches; None where it is unknown or below all.

    `sizes`: the pack's, from the smallest on, for who asks of many projects.
    """
    if investment_10k_cny is None:
        return None
    known = standards().sizes if sizes is None else sizes
    reached = [one for one in known if investment_10k_cny * CNY_10K >= one.at_least_cny]
    return reached[-1] if reached else None


@remembered
def industries() -> Mapping[str, Text]:
    """The industries of the newest taxonomy first, then those of earlier ones, by their codes."""
    newest = sorted(all_taxonomies(), key=lambda one: one.valid_from, reverse=True)
    return {member.code: member.label for taxonomy in newest for member in taxonomy.members}


@remembered
def newest_industries() -> Mapping[str, Text]:
    """The industries of the newest taxonomy: what is chosen from."""
    newest = max(all_taxonomies(), key=lambda one: one.valid_from, default=None)
    return {member.code: member.label for member in newest.members} if newest else {}


@remembered
def industry_index() -> Mapping[str, str]:
    """The code of every industry by its code and its folded names; of two taxonomies the newer one is meant."""
    index: dict[str, str] = {}
    for code, label in industries().items():
        for words in (code, label.zh, label.en):
            if words:
                index.setdefault(words.strip().casefold(), code)
    return index


def industry_code(words: str) -> str:
    """The code of an industry that is named by its code or its name in either language; "" for none."""
    return industry_index().get(words.strip().casefold(), "") if words else ""


def industry_label(industry: str) -> Text:
    """The name of an industry that is given by its code, or the words themselves."""
    return industries().get(industry) or Text(industry)


def fit_of(place: str, industry: str) -> Fit:
    """Whether an industry fits what a place is meant for, with the place's own words.

    A direction is looked for at the place itself, then at those that it lies within. Unknown where nothing is said.
    """
    if not place or not industry:
        return Fit(None, Text("尚未填写落地板块或产业。", "The block or the industry has not been filled in."))
    direction = _direction_of(place)
    if direction is None:
        return Fit(None, Text("本板块没有公布的产业定位。", "No direction has been published for this block."), place)
    answer: bool | None = None
    if industry in direction.excluded:
        answer = False
    elif industry in direction.industries:
        answer = True
    words = {
        True: ("符合定位", "It fits the direction"),
        False: ("定位中明确排除该产业", "The direction rules this industry out"),
        None: (
            "定位中没有提到该产业，请人工判断",
            "The direction does not speak of this industry: somebody has to judge",
        ),
    }[answer]
    reason = Text(f"{words[0]}：{direction.label.zh}", f"{words[1]}: {direction.label.en or direction.label.zh}")
    return Fit(answer, reason, direction.place, direction.source, direction.locator)


def _direction_of(place: str) -> Direction | None:
    known = {one.place: one for one in standards().directions}
    places = places_by_code()
    seen: set[str] = set()
    while place and place not in seen:
        if place in known:
            return known[place]
        seen.add(place)
        place = places[place].within if place in places else ""
    return None
