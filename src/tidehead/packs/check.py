"""Checks a pack as a whole: mistakes, arithmetic, contradictions that the documents contain, and what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Adjustment, Case, Veto
from tidehead.calc.schemes.types import Indicator as SchemeIndicator
from tidehead.packs.arithmetic import CheckResult, evaluate_checks
from tidehead.packs.crosscheck_chains import advice_on_chains
from tidehead.packs.golden import golden_problems
from tidehead.packs.messages import MESSAGES
from tidehead.packs.problems import Problem
from tidehead.packs.read import read_with_problems
from tidehead.packs.schema import (
    Check,
    Commitment,
    Contradiction,
    Group,
    Indicator,
    Member,
    MemberGroup,
    Organisation,
    Place,
    Plan,
    Position,
    Post,
    Region,
    ScheduleItem,
    Taxonomy,
    Tree,
)
from tidehead.packs.schema_chains import labels_of_chains
from tidehead.packs.schema_ladders import labels_of_ladders


@dataclass(frozen=True, slots=True)
class Report:
    """What `tidehead pack check` says. Contradictions and advice never make a pack fail."""

    region: Region | None  # None where problems kept it from being read; a golden case that fails does not
    problems: tuple[Problem, ...]
    checks: tuple[CheckResult, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    advice: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the pack can be used: nothing wrong, and every check holds."""
        return not self.problems and all(check.outcome == "holds" for check in self.checks)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are; empty where the pack could not be read."""
        return region_summary(self.region) if self.region else {}

    @property
    def digest(self) -> str:
        """SHA-256 over all files; empty where the pack could not be read."""
        return self.region.digest if self.region else ""


def check_pack(directory: Path) -> Report:
    """Read a pack, work out its arithmetic and run its golden cases. Mistakes are in the report, never raised."""
    region, problems = read_with_problems(directory)
    if region is None or problems:
        return Report(None, problems)
    golden = golden_problems(region)
    return Report(region, golden, evaluate_checks(region), region.contradictions, tuple(_advice(region)))


def region_summary(region: Region) -> dict[str, int]:
    """How many rows of each kind a region has, in the order of the guide."""
    return {
        "sources": len(region.sources),
        "places": len(region.places),
        "trees": len(region.trees),
        "points": len(region.points),
        "tiles": len(region.tiles),
        "indicators": len(region.indicators),
        "observations": len(region.observations),
        "targets": len(region.targets),
        "taxonomies": len(region.taxonomies),
        "industries": sum(len(taxonomy.members) for taxonomy in region.taxonomies),
        "crosswalk": len(region.crosswalk),
        "organisations": len(region.organisations),
        "posts": len(region.posts),
        "groups": len(region.groups),
        "plans": len(region.plans),
        "commitments": sum(len(plan.commitments) for plan in region.plans),
        "schedule": sum(len(plan.schedule) for plan in region.plans),
        "parameters": len(region.parameter_rows),
        "rule_sets": len(region.rule_sets),
        "schemes": len(region.scheme_rows),
        "cases": sum(len(row.cases) for row in region.rule_sets) + sum(len(one.cases) for one in region.schemes),
        "entries": len(region.entries),
        "case_types": len(region.case_type_rows),
        "calendar_years": len(region.calendar.years) if region.calendar else 0,
        "enterprises": len(region.enterprises),
        "spaces": len(region.spaces),
        "agreements": len(region.agreements),
        "chains": len(region.chain_rows),
        "chain_nodes": sum(len(chain.nodes) for chain in region.chains),
        "technologies": sum(len(chain.technologies) for chain in region.chains),
        "standings": len(region.standing_rows),
        "supply": len(region.supply),
        "chain_roles": len(region.chain_roles),
        "target_limits": len(region.target_limits.limits) if region.target_limits else 0,
        "titles": len(region.title_rows),
        "ladders": len(region.ladder_rows),
        "honours": len(region.honours),
        "io_tables": len(region.io_tables),
        "checks": len(region.checks),
        "contradictions": len(region.contradictions),
    }


def _advice(region: Region) -> Iterator[Problem]:
    """Names without English: the English pages would have to show the Chinese one."""
    en, zh = MESSAGES["no_english"]
    yield from advice_on_chains(region)
    for where, name, label in _labels(region):
        if not label.en:
            yield Problem(where.file, where.line, "no_english", en.format(name=name), zh.format(name=name))


def _labels(region: Region) -> Iterator[tuple[Position, str, Label]]:
    coded: list[Place | Organisation | Post] = [*region.places, *region.organisations, *region.posts]
    yield from ((row.position, row.code, row.label) for row in coded)
    yield from ((row.position, row.id, row.parameter.label) for row in region.parameter_rows)
    yield from ((row.position, row.id, row.rule_set.label) for row in region.rule_sets)
    yield from _scheme_labels(region)
    yield from labels_of_chains(region)
    yield from labels_of_ladders(region)
    named: list[Tree | Indicator | Taxonomy | Group | Plan | Check] = [
        *region.trees,
        *region.indicators,
        *region.taxonomies,
        *region.groups,
        *region.plans,
        *region.checks,
    ]
    yield from ((row.position, row.id, row.label) for row in named)
    for taxonomy in region.taxonomies:
        parts: list[MemberGroup | Member] = [*taxonomy.groups, *taxonomy.members]
        yield from ((taxonomy.position, part.code, part.label) for part in parts)
    for plan in region.plans:
        items: list[Commitment | ScheduleItem] = [*plan.commitments, *plan.schedule]
        yield from ((item.position, item.id, item.label) for item in items)


def _scheme_labels(region: Region) -> Iterator[tuple[Position, str, Label]]:
    for row in region.scheme_rows:
        scheme = row.scheme
        yield row.position, scheme.id, scheme.label
        yield from ((row.place(one.name), one.name, one.variable.label) for one in scheme.variables)
        yield from ((row.place(one.name), one.name, one.label) for one in scheme.parameters)
        parts: list[SchemeIndicator | Adjustment | Veto | Case] = [
            *scheme.indicators,
            *scheme.adjustments,
            *scheme.vetoes,
            *scheme.cases,
        ]
        yield from ((row.place(one.id), one.id, one.label) for one in parts)
        yield from ((row.place("grades"), one.grade, one.label) for one in scheme.grades)
