"""`tidehead cases`: logs verified and replayed."""

import pytest

from tests.city.casework import being_worked_on, set_scene
from tests.cli.asking import invoke
from tidehead.city.cases.models import Case, CaseEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


def test_whole_logs_are_said_to_be_whole() -> None:
    being_worked_on()
    assert invoke(["cases", "verify"]).stdout == "1 logs are whole.\n"


def test_a_log_that_was_cut_is_named() -> None:
    case_id = being_worked_on()
    CaseEvent.objects.filter(case=case_id, seq=3).delete()
    done = invoke(["cases", "verify"])
    assert done.exit_code == 1
    assert "1 of 1 logs are not whole: T-2026-0001" in done.stderr


def test_cases_are_drawn_anew_from_their_logs() -> None:
    case_id = being_worked_on()
    before = Case.objects.filter(id=case_id).values().get()
    Case.objects.filter(id=case_id).update(state="confirmed", due_at=None)
    assert invoke(["cases", "rebuild"]).stdout == "1 cases were drawn anew from their logs.\n"
    assert Case.objects.filter(id=case_id).values().get() == before
