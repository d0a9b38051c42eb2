"""What a firm is told in words: the last day of a promise, who has its request, what was said."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from tests.support.holders import acting_as, firms
from tidehead.city.cases.queries import cases_of
from tidehead.city.services import desk, requests
from tidehead.city.services.types import NewRequest

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_the_firm_is_told_the_same_last_day_as_the_offices() -> None:
    """Seven days from 2 March end with the 9th, at 24:00: the 10th is late."""
    case_id = requests.ask(NewRequest(firms()[0], "", "缺电"), by=acting_as("erin"), now=OPENED)
    with override("zh-hans"):
        told = desk.desk_request(cases_of([case_id])[case_id].number, acting_as("erin"), OPENED)
        line = desk.desk_slices(acting_as("erin"), OPENED, enterprise=firms()[0])[:1][0]
    assert told.promises[0].told == "答复：2026年3月9日前（含当日）"
    assert "3月9日前（含当日）" in line.promised
    assert desk.last_day(datetime(2026, 3, 9, 16, 0, tzinfo=UTC)) == date(2026, 3, 9)  # 24:00 in the region


def test_what_people_write_is_no_work_of_the_generator() -> None:
    case_id = requests.ask(NewRequest(firms()[0], "", "缺电"), by=acting_as("erin"), now=OPENED)
    assert not cases_of([case_id])[case_id].synthetic
