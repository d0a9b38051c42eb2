"""Reads projects: what the actor may see of them, and how they went through their stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from tidehead.calc.casework.types import CaseType
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import case_by_number, case_slices, case_type, case_types, cases_of, moves_of
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.projects.stages import Moves, stages_together
from tidehead.city.projects.standards import industry_index, size_of, standards
from tidehead.city.projects.types import FAMILY, NoSuchProject, ProjectInfo, SizeClass, StageInfo

MOST = 5_000
"""Projects that one page reads; whoever has more narrows by place or stage."""


@remembered
def pipelines() -> tuple[CaseType, ...]:
    """The kinds of projects that the pack declares, the usual one first."""
    known = {kind.id: kind for kind in case_types(FAMILY)}
    order = [code for code in standards().case_types if code in known]
    return tuple(known[code] for code in [*order, *(code for code in known if code not in order)])


def all_stages() -> tuple[StageInfo, ...]:
    """The stages of all pipelines as one row."""
    return stages_together(pipelines())


def projects(actor: Actor, wanted: Wanted | None = None) -> tuple[ProjectInfo, ...]:
    """The projects that the actor may see, newest first, at most MOST of them."""
    asked = replace(wanted or Wanted(order="newest"), family=FAMILY)
    return _projects(case_slices(actor, asked)[0:MOST])


def _projects(cases: Iterable[CaseInfo]) -> tuple[ProjectInfo, ...]:
    sizes, industries = standards().sizes, industry_index()
    return tuple(_project(case, sizes, industries) for case in cases)


def project_of(case: CaseInfo) -> ProjectInfo:
    """A case of the family, with what is asked for most."""
    return _projects([case])[0]


def _project(case: CaseInfo, sizes: Sequence[SizeClass], industries: Mapping[str, str]) -> ProjectInfo:
    fields = case.fields
    investment = number_of(fields, "investment_10k_cny")
    size = size_of(investment, sizes)
    industry = str(fields.get("industry") or "")
    return ProjectInfo(
        case=case,
        investment_10k_cny=investment,
        industry=industries.get(industry.strip().casefold(), industry),
        size=size.id if size else "",
        source_of_lead=str(fields.get("source_of_lead") or ""),
        investor=str(fields.get("investor") or ""),
        foreign=truth_of(fields, "foreign"),
        spinoff=truth_of(fields, "spinoff"),
        expected_production=day_of(fields, "expected_production"),
    )


def number_of(fields: Mapping[str, object], name: str) -> float | None:
    """A field's number; None where it is not filled or is masked."""
    value = fields.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def truth_of(fields: Mapping[str, object], name: str) -> bool | None:
    """A field's yes or no; None where it is not filled."""
    value = fields.get(name)
    return value if isinstance(value, bool) else None


def day_of(fields: Mapping[str, object], name: str) -> date | None:
    """A field's day; None where it is not filled or no day."""
    value = fields.get(name)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def project_by_number(number: str, actor: Actor) -> ProjectInfo:
    """The project of that number. Raises NoSuchProject where there is none or the actor may not see it."""
    case = case_by_number(number, actor)
    if case is None or case.family != FAMILY:
        raise NoSuchProject(number)
    return project_of(case)


def projects_by_id(case_ids: Iterable[int]) -> dict[int, ProjectInfo]:
    """Projects by the ids of their cases, whoever asks: for rules and pages that have checked rights."""
    found = [case for case in cases_of(set(case_ids)).values() if case.family == FAMILY]
    return {one.case.id: one for one in _projects(found)}


def kind_of(project: ProjectInfo) -> CaseType:
    """The pipeline that the project is in."""
    return case_type(project.case.type)


def moves_by_case(case_ids: Sequence[int]) -> dict[int, Moves]:
    """When each case entered which state, from its opening on."""
    return dict(moves_of(case_ids))


def by_stage(found: Iterable[ProjectInfo]) -> dict[str, list[ProjectInfo]]:
    """Projects by the state they are in."""
    grouped: dict[str, list[ProjectInfo]] = {}
    for project in found:
        grouped.setdefault(project.case.state, []).append(project)
    return grouped


def state_label(state: str) -> Text:
    """A state's name in the first pipeline that has it."""
    for kind in pipelines():
        for one in kind.states:
            if one.id == state:
                return Text(one.label.zh, one.label.en)
    return Text(state)


def days_in_state(project: ProjectInfo, now: datetime) -> int:
    """Whole days since the project entered its state."""
    return max(0, (now - project.case.since).days)
