"""The league of answering: what counts, what does not yet, and how sure a share is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.holders import acting_as, firms
from tidehead.city.cases.clockwork import remind_next
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import MoveRefused
from tidehead.city.services import league, requests
from tidehead.city.services.shares import mean, share
from tidehead.city.services.types import NewRequest

OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MARCH = {"start": date(2026, 3, 1), "end": date(2026, 3, 31)}


def handled(
    *, after: int, outcome: str = "solved", mark: int | None = None, back: int | None = None, topic: str = "other"
) -> int:
    """A request of the first firm, resolved by Henry so many days after it was put; brought back after further days."""
    new = NewRequest(enterprise=firms()[0], title="", words="修路", topic=topic)
    case_id = requests.ask(new, by=acting_as("erin"), now=OPENED)

    def seen() -> int:
        return cases_of([case_id])[case_id].seq

    at = OPENED + after * DAY
    requests.route(by=acting_as("olga"), case_id=case_id, organisation="org.industry", seen=seen(), now=OPENED)
    requests.resolve(by=acting_as("henry"), case_id=case_id, outcome=outcome, words="好了", seen=seen(), now=at)
    if mark is not None:
        requests.confirm(by=acting_as("erin"), case_id=case_id, satisfaction=mark, words="", seen=seen(), now=at)
    if back is not None:
        requests.reopen(by=acting_as("erin"), case_id=case_id, words="又坏了", seen=seen(), now=at + back * DAY)
    return case_id


def row(now: datetime) -> league.Row:
    found = league.whole_region(**MARCH, now=now)
    return next(each for each in league.by_body(found, lambda fact: fact.lead) if each.code == "org.industry")


@pytest.mark.django_db
def test_late_and_in_time_solved_and_explained_are_told_apart() -> None:
    handled(after=3, mark=5)
    handled(after=12, outcome="explained", mark=2)
    handled(after=40, outcome="referred")
    found = row(OPENED + 60 * DAY)
    assert found.received == 3
    assert (found.answered.hits, found.answered.of) == (1, 3)  # within 7 days: the first only
    assert (found.done.hits, found.done.of) == (2, 3)  # within a month: the first two
    assert (found.solved.hits, found.explained.hits, found.referred.hits) == (1, 1, 1)
    assert (found.mark.value, found.satisfied.hits) == (3.5, 1)  # (5 + 2) / 2; 5 alone is satisfied
    # Answers were due at the close of 9 March, that is 7 days and 15 hours after 9:00 of the 2nd: late by
    # 12 − 7.625 and 40 − 7.625 days.
    assert found.late_days == pytest.approx(4.375 + 32.375)


@pytest.mark.django_db
def test_what_came_back_within_ninety_days_counts_against_its_closure() -> None:
    handled(after=3, mark=5, back=30)
    handled(after=3, mark=5)
    with pytest.raises(MoveRefused):  # after ninety days it is a new request
        handled(after=3, mark=5, back=91)
    found = row(OPENED + 200 * DAY)
    assert (found.back.hits, found.back.of) == (1, 3)


@pytest.mark.django_db
def test_what_has_no_verdict_yet_is_in_no_share() -> None:
    new = NewRequest(enterprise=firms()[0], title="", words="等等看")
    requests.ask(new, by=acting_as("erin"), now=OPENED)
    found = league.by_body(league.whole_region(**MARCH, now=OPENED + DAY), lambda fact: fact.lead)
    assert found[0].received == 1
    assert found[0].answered.of == 0
    late = league.by_body(league.whole_region(**MARCH, now=OPENED + 20 * DAY), lambda fact: fact.lead)
    assert (late[0].answered.hits, late[0].answered.of) == (0, 1)  # nobody answered: too late already
    assert late[0].late_days == pytest.approx(20 - 7.625)


@pytest.mark.django_db
def test_like_is_compared_with_like() -> None:
    handled(after=3, topic="energy")
    handled(after=40, topic="land")
    found = row(OPENED + 60 * DAY)
    assert found.expected == pytest.approx(0.5)  # the topics' own shares, 1 and 0, one of each
    assert found.above_expected == pytest.approx(0.0)


@pytest.mark.django_db
def test_fairness_counts_firms_of_the_register() -> None:
    handled(after=3)
    sizes = league.fairness(league.whole_region(**MARCH, now=OPENED + 60 * DAY), by="size")
    places = league.fairness(league.whole_region(**MARCH, now=OPENED + 60 * DAY), by="place")
    assert sum(each.received for each in sizes) == sum(each.received for each in places) == 1
    assert sizes[0].firms > 0
    assert sizes[0].per_100 == pytest.approx(100 / sizes[0].firms)
    assert sizes[0].middle_days == pytest.approx(3.0)


@pytest.mark.django_db
def test_a_result_that_the_firm_says_nothing_about_is_closed_apart() -> None:
    case_id = handled(after=3)
    while remind_next(OPENED + 30 * DAY):
        pass
    assert cases_of([case_id])[case_id].state == "unconfirmed"
    assert row(OPENED + 60 * DAY).mark.of == 0


# Shares


def test_a_share_of_nothing_is_unknown() -> None:
    assert share(0, 0).value is None
    assert mean((), least=1, most=5).value is None
    assert mean((4.0,), least=1, most=5).low is None


def test_wilsons_interval_as_published() -> None:
    """Newcombe 1998, Statist. Med. 17, p. 862, table I, method 3: 81 of 263 gives 0.2553 to 0.3662."""
    found = share(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    # and 0 of 20: 0 to z²/(20 + z²) = 3.8415 / 23.8415
    none = share(0, 20)
    assert (none.low, round(none.high, 4)) == (0.0, round(3.8415 / 23.8415, 4))


def test_few_cases_are_said_to_be_few_and_intervals_shrink_with_many() -> None:
    few, many = share(4, 5), share(400, 500)
    assert few.is_doubtful
    assert not many.is_doubtful
    assert few.low < many.low < 0.8 < many.high < few.high


def test_a_mean_keeps_within_its_scale() -> None:
    found = mean((5.0,) * 3 + (1.0,), least=1, most=5)
    assert found.value == 4.0
    assert 1 <= found.low < 4 < found.high <= 5
    wide = mean(tuple(float(nth % 5 + 1) for nth in range(40)), least=1, most=5)
    assert wide.low < 3.0 < wide.high
