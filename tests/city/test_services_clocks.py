"""The times that are promised to firms, through real actions: the cases that other systems got wrong are tests here.

The demo region promises a first answer within 7 days and the end within a month; both stand still while the firm is
asked for something. A day counts where the clock runs at its close, the first day not counted.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.holders import acting_as, firms
from tidehead.calc.casework.types import ClockReading, ClockStatus, Duration, DurationUnit
from tidehead.city.cases import actions as cases
from tidehead.city.cases.queries import case_file, cases_of
from tidehead.city.services import requests
from tidehead.city.services.types import NewRequest

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 9:00 in the region
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(day: int, hour: int = 9, *, month: int = 3) -> datetime:
    """That hour of a day of 2026 in the region, which is eight hours ahead."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - 8 * HOUR


def asked(*, with_lead: bool = True, now: datetime = OPENED) -> int:
    new = NewRequest(enterprise=firms()[0], title="", words="厂门口的路坏了", topic="other")
    case_id = requests.ask(new, by=acting_as("erin"), now=now)
    if with_lead:
        requests.route(
            by=acting_as("olga"), case_id=case_id, organisation="org.industry", seen=seen(case_id), now=now + HOUR
        )
        requests.accept(by=acting_as("henry"), case_id=case_id, seen=seen(case_id), now=now + 2 * HOUR)
    return case_id


def seen(case_id: int) -> int:
    return cases_of([case_id])[case_id].seq


def clock(case_id: int, name: str, now: datetime, party: str = "") -> ClockReading:
    file = case_file(cases_of([case_id])[case_id].number, acting_as("olga"), now)
    assert file is not None
    return next(one for one in file.clocks if one.clock == name and one.party == party)


def ask_back(case_id: int, now: datetime) -> None:
    requests.ask_back(by=acting_as("henry"), case_id=case_id, question="哪一段？", seen=seen(case_id), now=now)


def reply(case_id: int, now: datetime) -> None:
    requests.reply(by=acting_as("erin"), case_id=case_id, words="东段", seen=seen(case_id), now=now)


def test_seven_days_are_counted_from_the_day_after_asking() -> None:
    case_id = asked()
    # Monday 2 March is not counted: 3, 4, 5, 6, 7, 8, 9 March are the seven days, due at the close of the 9th.
    assert clock(case_id, "answer", at(3)).due_at == at(10, 0)
    assert clock(case_id, "answer", at(9, 23)).status in {ClockStatus.RUNNING, ClockStatus.WARNING}
    assert clock(case_id, "answer", at(10, 1)).status is ClockStatus.LATE


def test_a_clock_stands_still_while_the_firm_is_asked() -> None:
    """osTicket #3034: a ticket that waits for the customer went on ageing."""
    case_id = asked()
    ask_back(case_id, at(4))
    assert clock(case_id, "answer", at(6)).status is ClockStatus.PAUSED
    reply(case_id, at(7))
    # The closes of 4, 5 and 6 March fell into the pause: 3, 7, 8, 9, 10, 11, 12 are counted.
    assert clock(case_id, "answer", at(8)).due_at == at(13, 0)
    assert clock(case_id, "answer", at(8)).paused_seconds == (3 * DAY).total_seconds()


def test_what_is_paused_never_becomes_late() -> None:
    """Frappe #1554: the clock ran on while the ticket said "paused", and the agreement failed."""
    case_id = asked()
    ask_back(case_id, at(5))
    for day in (10, 20, 30):
        assert clock(case_id, "answer", at(day)).status is ClockStatus.PAUSED
        assert clock(case_id, "done", at(day)).status is ClockStatus.PAUSED
    reply(case_id, at(30))
    assert clock(case_id, "answer", at(31)).status is not ClockStatus.LATE
    assert cases_of([case_id])[case_id].due_at is not None


def test_another_time_allowed_keeps_the_pauses() -> None:
    """GLPI #15605: what had been paused was lost when the agreement was changed."""
    case_id = asked()
    ask_back(case_id, at(4))
    reply(case_id, at(7))
    before = clock(case_id, "answer", at(8))
    cases.change_clock(
        by=acting_as("olga"),
        case_id=case_id,
        clock="answer",
        due=Duration(10, DurationUnit.DAYS),
        reason="需现场勘察",
        seen=seen(case_id),
        now=at(8),
    )
    after = clock(case_id, "answer", at(8))
    assert after.paused_seconds == before.paused_seconds
    # Ten days in place of seven: three more than 12 March is Sunday the 15th, which rolls to Monday.
    assert (before.due_day, after.due_day) == (date(2026, 3, 12), date(2026, 3, 16))


def test_comments_asking_back_and_routing_are_no_first_answer() -> None:
    """Zammad #5177: an update took the place of the first response."""
    case_id = asked(with_lead=False)
    cases.comment(by=acting_as("olga"), case_id=case_id, words="看到了", now=at(3), internal=False)
    requests.route(by=acting_as("olga"), case_id=case_id, organisation="org.industry", seen=seen(case_id), now=at(3))
    requests.accept(by=acting_as("henry"), case_id=case_id, seen=seen(case_id), now=at(3, 10))
    ask_back(case_id, at(3, 11))
    reply(case_id, at(3, 12))
    cases.comment(by=acting_as("henry"), case_id=case_id, words="正在研究", now=at(4), internal=False)
    running = clock(case_id, "answer", at(5))
    assert running.status in {ClockStatus.RUNNING, ClockStatus.WARNING}
    assert running.due_at == at(10, 0)  # the pause of an hour saw no close of a day
    requests.answer(by=acting_as("henry"), case_id=case_id, words="本周修补", seen=seen(case_id), now=at(5))
    assert clock(case_id, "answer", at(6)).status is ClockStatus.MET
    assert clock(case_id, "done", at(6)).status is not ClockStatus.MET


def test_sending_back_and_routing_anew_does_not_reset_what_was_promised() -> None:
    case_id = asked(with_lead=False)
    requests.route(by=acting_as("olga"), case_id=case_id, organisation="org.industry", seen=seen(case_id), now=at(3))
    requests.send_back(by=acting_as("henry"), case_id=case_id, reason="不属本单位", seen=seen(case_id), now=at(4))
    requests.route(by=acting_as("olga"), case_id=case_id, organisation="org.development", seen=seen(case_id), now=at(5))
    assert clock(case_id, "answer", at(5)).due_at == at(10, 0)


def test_a_co_owner_has_a_time_of_its_own_in_working_days() -> None:
    case_id = asked()
    cases.add_co_owner(
        by=acting_as("henry"), case_id=case_id, organisation="org.development", seen=seen(case_id), now=at(5)
    )
    # Asked on Thursday 5 March: 6, 9, 10, 11, 12 March are five working days, due at the close of work on the 12th.
    own = clock(case_id, "co_owner", at(6), "org.development")
    assert own.due_at.date() == date(2026, 3, 12)
    requests.answer_beside(
        by=acting_as("hugo"),
        case_id=case_id,
        organisation="org.development",
        words="已列入计划",
        seen=seen(case_id),
        now=at(10),
    )
    assert clock(case_id, "co_owner", at(20), "org.development").status is ClockStatus.MET
    assert clock(case_id, "answer", at(9)).status is not ClockStatus.MET


def test_what_comes_back_gets_a_month_again_and_the_first_answer_stays_given() -> None:
    case_id = asked()
    requests.resolve(
        by=acting_as("henry"), case_id=case_id, outcome="explained", words="明年再修", seen=seen(case_id), now=at(6)
    )
    assert clock(case_id, "done", at(7)).status is ClockStatus.MET
    requests.refuse(by=acting_as("erin"), case_id=case_id, words="等不到明年", seen=seen(case_id), now=at(9))
    again = clock(case_id, "done", at(10))
    assert again.status is ClockStatus.RUNNING
    assert again.due_at.date() >= date(2026, 4, 9)  # a month from the day it came back
    assert clock(case_id, "answer", at(10)).status is ClockStatus.MET
    assert cases_of([case_id])[case_id].reopened == 1


def test_the_firm_is_not_late_for_us() -> None:
    """While a result waits for the firm's word, nobody of the offices is late."""
    case_id = asked()
    requests.resolve(
        by=acting_as("henry"), case_id=case_id, outcome="solved", words="修好了", seen=seen(case_id), now=at(6)
    )
    assert clock(case_id, "confirm", at(7)).status is ClockStatus.RUNNING
    assert cases_of([case_id])[case_id].due_at is None
