"""Projects for tests: leads of the cast in the demo region, moved along with their evidence."""

import io
from datetime import datetime, timedelta

from django.utils import timezone

from tests.support.holders import acting_as
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.actions import move_case
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import NewFile
from tidehead.city.projects.leads import open_lead
from tidehead.city.projects.queries import projects_by_id
from tidehead.city.projects.types import NewLead, ProjectInfo

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
KNOWN = {
    "investment_10k_cny": 20000.0,
    "industry": "智能机器人",
    "local_relocation": False,
    "public_money": False,
    "phase_of_earlier": False,
    "foreign": False,
    "spinoff": False,
}
WAY = (
    ("accept", {}, ()),
    ("sign", {"contract_no": "HT-{n}"}, ("contract",)),
    ("register", {"licence_no": "LIC-{n}"}, ("licence",)),
    ("take_land", {"land_no": "LD-{n}", "land_mu": 30.0}, ("land",)),
    ("begin_approval", {}, ()),
    ("start", {"permit_no": "PM-{n}"}, ("permit",)),
    ("count", {"statistics_code": "ST-{n}"}, ("statistics",)),
    ("complete", {"acceptance_no": "AC-{n}"}, ("acceptance",)),
    ("produce", {"output_10k_cny": 5000.0}, ("output_return",)),
)
"""The usual way from a lead to production, with what each gate asks for."""
STAGES = "talks signed registered land approval started counted completed production".split()


def lead(
    title: str = "示例机器人整机项目",
    *,
    by: str = "rita",
    now: datetime | None = None,
    key: str = "",
    type: str = "project",
    place: str = "new_area",
    **fields: object,
) -> ProjectInfo:
    """A lead that Rita, who recruits for the new area, entered."""
    new = NewLead(title=title, type=type, place=place, fields=KNOWN | fields, key=key)
    case_id = open_lead(by=acting_as(by), new=new, now=now or timezone.now())
    return projects_by_id([case_id])[case_id]


def evidence(*kinds: str) -> tuple[NewFile, ...]:
    return tuple(NewFile(name=f"{kind}.pdf", kind=kind, content=io.BytesIO(PDF)) for kind in kinds)


def go(
    project: ProjectInfo,
    to: str,
    *,
    by: Actor | None = None,
    now: datetime | None = None,
    every: timedelta = timedelta(days=30),
) -> ProjectInfo:
    """The project moved on to a stage, a step a month where a first moment is given."""
    at = now or timezone.now()
    actor = by or acting_as("rita")
    for nth, (transition, fields, kinds) in enumerate(WAY[: STAGES.index(to) + 1]):
        case = cases_of([project.case.id])[project.case.id]
        if case.state in STAGES and STAGES.index(case.state) >= nth:
            continue
        filled = {
            name: value.format(n=project.number) if isinstance(value, str) else value for name, value in fields.items()
        }
        move_case(
            by=actor,
            case_id=case.id,
            transition=transition,
            seen=case.seq,
            fields=filled,
            files=evidence(*kinds),
            now=at,
        )
        at = at + every if now else at
    return projects_by_id([project.case.id])[project.case.id]
