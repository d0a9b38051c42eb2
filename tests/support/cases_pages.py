"""Arguments of the routes of cases: a request of the first firm with a file, given to its post."""

from io import BytesIO

from django.utils import timezone

from tests.support.holders import acting_as
from tidehead.city.cases.actions import attach_file, move_case, open_case
from tidehead.city.cases.queries import case_file, cases_of, record_of
from tidehead.city.cases.types import NewCase, NewFile


def a_request() -> int:
    """The id of a request that its firm opened and the office routed."""
    firm, office, now = acting_as("erin"), acting_as("olga"), timezone.now()
    (party,) = firm.enterprises
    fields = {"channel": "desk", "topic": "other", "description": "Forty places are missing."}
    made = open_case(by=firm, new=NewCase(type="request", title="Parking", party=party, fields=fields), now=now)
    seen = record_of(made).seq
    move_case(by=office, case_id=made, transition="route", seen=seen, now=now, fields={"lead": "org.industry"})
    attach_file(by=office, case_id=made, file=NewFile("plan.txt", "", BytesIO(b"Plan of the parking.")), now=now)
    return made


def arguments_of_cases() -> dict[str, dict[str, object]]:
    """For every route of cases that needs arguments."""
    case_id, office = a_request(), acting_as("olga")
    number = {"number": number_of(case_id)}
    file = case_file(number["number"], office, timezone.now())
    assert file is not None
    names = "case move fill reveal assign lead co_owner opinion comment attach clock link".split()
    return {
        **{f"cases:{name}": number for name in names},
        "cases:kind": {"code": "request"},
        "cases:attachment": {"attachment_id": file.attachments[0].id},
    }


def number_of(case_id: int) -> str:
    return cases_of([case_id])[case_id].number
