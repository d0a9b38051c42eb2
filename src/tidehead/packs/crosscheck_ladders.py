"""Ladders: titles that exist, rules behind every condition, firms that are known, days in order."""

from tidehead.packs.crosscheck_chains import UNIFIED_CODE
from tidehead.packs.names import Names
from tidehead.packs.schema import Region
from tidehead.packs.schema_ladders import HonourRow, TitleRow


def check_ladders(region: Region, names: Names) -> None:
    """Report what is wrong in ladders.yaml and honours/."""
    for title in region.title_rows:
        _check_title(title, region, names)
    for ladder in region.ladder_rows:
        names.need("source", ladder.ladder.source, ladder.position)
        for step in ladder.ladder.steps:
            names.need("title", step, ladder.position)
    first: dict[tuple[str, str, str], HonourRow] = {}
    for row in region.honours:
        _check_honour(row, names)
        key = (row.enterprise, row.title, str(row.granted_on or row.batch))
        if key in first:
            where = f"{first[key].position.file}:{first[key].position.line}"
            names.problems.add(row.position, "standing_twice", name=row.enterprise, first=where)
        first.setdefault(key, row)


def _check_title(row: TitleRow, region: Region, names: Names) -> None:
    title = row.title
    names.need("source", title.source, row.position)
    if bool(title.rule_set) != bool(title.conditions):
        names.problems.add(row.position, "title_rules", name=title.id)
    if not title.rule_set or not names.need("rule_set", title.rule_set, row.position):
        return
    known = {one.id: one.rule_set for one in region.rule_sets}.get(title.rule_set)
    if known is None:
        return
    for condition in title.conditions:
        for version in known.versions:
            if version.rules and condition.rule not in version.rules:
                lacking = {"name": condition.rule, "title": title.id, "day": version.from_day.isoformat()}
                names.problems.add(row.position, "title_rule", **lacking)


def _check_honour(row: HonourRow, names: Names) -> None:
    names.need("source", row.source, row.position)
    names.need("title", row.title, row.position)
    if not UNIFIED_CODE.fullmatch(row.enterprise):
        names.need("enterprise", row.enterprise, row.position)
    if row.granted_on and row.valid_to and row.valid_to < row.granted_on:
        names.problems.add(row.position, "honour_days")
