"""Ladders of the pack, kept as plain text and read back as what `calc.ladders` works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.ladders import Condition, Ladder, Title, TitleRules
from tidehead.calc.rules import DatedParameter, DatedValue, RuleSet, RuleVersion, Variable
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.enterprises.honours import NewHonour, store_honours
from tidehead.city.enterprises.models import LadderText
from tidehead.packs.rule_rows import RuleSetRow
from tidehead.packs.schema import Region


@dataclass(frozen=True, slots=True)
class LadderBook:
    """All ladders of the region, their titles by id, the rules behind titles by rule set, and dated parameters."""

    ladders: tuple[Ladder, ...]
    titles: Mapping[str, Title]
    rules: Mapping[str, TitleRules]
    parameters: tuple[DatedParameter, ...]

    def ladder(self, ladder_id: str) -> Ladder | None:
        return next((ladder for ladder in self.ladders if ladder.id == ladder_id), None)


# Storing


def keep_ladders(region: Region) -> None:
    """Keep what the pack says of ladders, and who has which title."""
    named = {title.rule_set for title in region.titles if title.rule_set}
    content = {
        "ladders": [_ladder(ladder) for ladder in region.ladders],
        "titles": [_title(title) for title in region.titles],
        "rules": [_rules(row) for row in region.rule_sets if row.id in named],
        "parameters": [_parameter(one) for one in region.parameters] if named else [],
    }
    LadderText.objects.update_or_create(id=1, defaults={"content": content})
    labels = {title.id: title.label for title in region.titles}
    names = {row.code: row.label.zh for row in region.enterprises}
    store_honours(
        NewHonour(
            enterprise=row.enterprise,
            firm_name=names.get(row.enterprise, ""),
            title=row.title,
            label=Text(labels[row.title].zh, labels[row.title].en),
            granted_on=row.granted_on,
            valid_to=row.valid_to,
            batch=row.batch,
            source=row.source,
            locator=row.locator,
        )
        for row in region.honours
    )


def _label(label: Label | None) -> list[str] | None:
    return [label.zh, label.en] if label else None


def _ladder(ladder: Ladder) -> dict[str, Any]:
    return {
        "id": ladder.id,
        "label": _label(ladder.label),
        "steps": list(ladder.steps),
        "source": ladder.source,
        "locator": ladder.locator,
        "note": _label(ladder.note),
    }


def _title(title: Title) -> dict[str, Any]:
    return {
        "id": title.id,
        "label": _label(title.label),
        "level": title.level,
        "rule_set": title.rule_set,
        "conditions": [[one.rule, _label(one.label), one.clause] for one in title.conditions],
        "valid_years": title.valid_years,
        "granted": title.granted,
        "source": title.source,
        "locator": title.locator,
        "note": _label(title.note),
    }


def _rules(row: RuleSetRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": _label(row.rule_set.label),
        "variables": [[one.name, one.kind, one.unit, _label(one.label)] for one in row.variables],
        "versions": [
            [one.from_day.isoformat(), dict(one.rules), one.source, one.clause] for one in row.rule_set.versions
        ],
    }


def _parameter(one: DatedParameter) -> dict[str, Any]:
    values = [[each.from_day.isoformat(), each.value, each.source, each.clause] for each in one.values]
    return {"id": one.id, "label": _label(one.label), "unit": one.unit, "values": values}


# Reading


@remembered
def ladder_book() -> LadderBook:
    """The ladders of the region; empty where its pack has none."""
    row = LadderText.objects.filter(id=1).first()
    content = row.content if row else {}
    titles = [_title_of(each) for each in content.get("titles", ())]
    return LadderBook(
        tuple(_ladder_of(each) for each in content.get("ladders", ())),
        {title.id: title for title in titles},
        {each["id"]: _rules_of(each) for each in content.get("rules", ())},
        tuple(_parameter_of(each) for each in content.get("parameters", ())),
    )


def _said(label: list[str]) -> Label:
    return Label(*label)


def _ladder_of(each: dict[str, Any]) -> Ladder:
    note = _said(each["note"]) if each["note"] else None
    return Ladder(each["id"], _said(each["label"]), tuple(each["steps"]), each["source"], each["locator"], note)


def _title_of(each: dict[str, Any]) -> Title:
    conditions = tuple(Condition(rule, _said(label), clause) for rule, label, clause in each["conditions"])
    own = {name: each[name] for name in ("id", "level", "rule_set", "valid_years", "granted", "source", "locator")}
    return Title(
        label=_said(each["label"]), conditions=conditions, note=_said(each["note"]) if each["note"] else None, **own
    )


def _rules_of(each: dict[str, Any]) -> TitleRules:
    versions = tuple(
        RuleVersion(date.fromisoformat(day), rules, source, clause) for day, rules, source, clause in each["versions"]
    )
    variables = tuple(Variable(name, kind, unit, _said(label)) for name, kind, unit, label in each["variables"])
    return TitleRules(RuleSet(each["id"], _said(each["label"]), versions), variables)


def _parameter_of(each: dict[str, Any]) -> DatedParameter:
    values = tuple(
        DatedValue(date.fromisoformat(day), value, source, clause) for day, value, source, clause in each["values"]
    )
    return DatedParameter(each["id"], _said(each["label"]), each["unit"], values)
