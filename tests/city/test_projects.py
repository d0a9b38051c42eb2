"""Projects: leads, gates, counting, promises, spaces, sharing, returns."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.city.projecting import WAY, evidence, go, lead
from tests.support.holders import acting_as
from tidehead.city.accounts.types import STRANGER
from tidehead.city.cases.actions import move_case
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import MoveRefused
from tidehead.city.projects import queries
from tidehead.city.projects.leads import open_lead
from tidehead.city.projects.stages import gates_of
from tidehead.city.projects.types import NewLead, NoSuchProject, ProjectRefused

pytestmark = pytest.mark.django_db


def test_a_lead_belongs_to_the_team_that_entered_it() -> None:
    found = lead()
    assert (found.case.state, found.case.lead, found.case.owner) == ("lead", "org.new_area", "new_area.recruiter")
    assert (found.investment_10k_cny, found.industry) == (20000.0, "demo-2025:robots")
    assert found.size == "over_100m"


def test_a_form_that_is_sent_twice_enters_one_lead() -> None:
    assert lead(key="a").case.id == lead(key="a").case.id


def test_a_lead_without_a_name_or_of_an_unknown_pipeline_is_refused() -> None:
    for new in (NewLead(title=" ", type="project"), NewLead(title="甲", type="nothing")):
        with pytest.raises(ProjectRefused):
            open_lead(by=acting_as("rita"), new=new, now=timezone.now())


def test_who_neither_recruits_nor_runs_the_office_enters_no_leads() -> None:
    for actor in (STRANGER, acting_as("henry"), acting_as("erin")):
        with pytest.raises(PermissionDenied):
            open_lead(by=actor, new=NewLead(title="甲", type="project"), now=timezone.now())


def test_a_gate_names_what_it_lacks_and_opens_when_it_is_there() -> None:
    found = go(lead(), "talks")
    case = cases_of([found.case.id])[found.case.id]
    with pytest.raises(MoveRefused) as refused:
        move_case(by=acting_as("rita"), case_id=case.id, transition="sign", seen=case.seq, now=timezone.now())
    assert {(lack.what, lack.id) for lack in refused.value.lacks} == {
        ("field", "contract_no"),
        ("attachment", "contract"),
    }
    move_case(
        by=acting_as("rita"),
        case_id=case.id,
        transition="sign",
        seen=case.seq,
        fields={"contract_no": "HT-1"},
        files=evidence("contract"),
        now=timezone.now(),
    )
    assert queries.projects_by_id([case.id])[case.id].case.state == "signed"


def test_a_project_goes_from_lead_to_production_with_its_evidence() -> None:
    found = go(lead(), "production")
    assert found.case.state == "production"
    assert len(WAY) == 9


def test_another_platforms_recruiter_sees_no_project_and_the_office_sees_all() -> None:
    found = lead()
    assert found.number in {one.number for one in queries.projects(acting_as("olga"))}
    assert found.number in {one.number for one in queries.projects(acting_as("stella"))}
    assert queries.projects(acting_as("rolf")) == ()
    with pytest.raises(NoSuchProject):
        queries.project_by_number(found.number, acting_as("rolf"))
    for name in ("fred", "erin"):
        assert queries.projects(acting_as(name)) == ()


def test_days_in_stages_come_from_the_log() -> None:
    start = timezone.now() - timedelta(days=400)
    found = go(lead(now=start), "registered", now=start + timedelta(days=10))
    moves = queries.moves_by_case([found.case.id])[found.case.id]
    gates = gates_of(queries.kind_of(found), moves, today=timezone.localdate())
    by_id = {gate.stage.id: gate for gate in gates}
    assert (by_id["lead"].days, by_id["talks"].days, by_id["signed"].days) == (10, 30, 30)
    assert by_id["registered"].days == 400 - 10 - 30 - 30
    assert by_id["land"].entered is None
