"""Requests of firms, from asking to the firm's own word: by the people who do it, through the actions they use."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.holders import acting_as, firms
from tidehead.city.cases.queries import case_file, cases_of
from tidehead.city.cases.types import CaseInfo
from tidehead.city.services import requests
from tidehead.city.services.types import NewRequest

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9:00 in the demo region
DAY = timedelta(days=1)


def asked(username: str = "erin", *, now: datetime = MONDAY, key: str = "") -> int:
    firm = firms()[0 if username == "erin" else 1]
    new = NewRequest(enterprise=firm, title="", words="路口没有停车位，员工上班很不方便", topic="other", key=key)
    return requests.ask(new, by=acting_as(username), now=now)


def case(case_id: int) -> CaseInfo:
    return cases_of([case_id])[case_id]


def seen(case_id: int) -> int:
    return case(case_id).seq


def test_a_request_goes_from_the_firm_to_its_own_word() -> None:
    case_id = asked()
    requests.route(
        by=acting_as("olga"),
        case_id=case_id,
        organisation="org.industry",
        seen=seen(case_id),
        now=MONDAY,
        co_owners=["org.development"],
    )
    requests.accept(by=acting_as("henry"), case_id=case_id, seen=seen(case_id), now=MONDAY + DAY)
    assert case(case_id).owner == "industry.handler"
    requests.ask_back(by=acting_as("henry"), case_id=case_id, question="几辆车？", seen=seen(case_id), now=MONDAY + DAY)
    requests.reply(by=acting_as("erin"), case_id=case_id, words="四十辆", seen=seen(case_id), now=MONDAY + 3 * DAY)
    requests.answer_beside(
        by=acting_as("hugo"),
        case_id=case_id,
        organisation="org.development",
        words="同意",
        seen=seen(case_id),
        now=MONDAY + 3 * DAY,
    )
    requests.resolve(
        by=acting_as("henry"),
        case_id=case_id,
        outcome="solved",
        words="新增五十个车位",
        seen=seen(case_id),
        now=MONDAY + 4 * DAY,
    )
    requests.confirm(
        by=acting_as("erin"), case_id=case_id, satisfaction=5, words="", seen=seen(case_id), now=MONDAY + 5 * DAY
    )
    assert case(case_id).state == "confirmed"
    assert case(case_id).fields["satisfaction"] == 5
    requests.reopen(
        by=acting_as("erin"), case_id=case_id, words="车位又被占了", seen=seen(case_id), now=MONDAY + 30 * DAY
    )
    assert (case(case_id).state, case(case_id).reopened) == ("reopened", 1)
    assert case_file(case(case_id).number, acting_as("fay"), MONDAY) is None
