"""Cards in columns and days of a month."""

from datetime import date

import pytest
from django.template import Context, Template

from tidehead.city.shell.boards import Board, BoardColumn, Card, Entry, MonthCalendar, month_of, months_around, weeks_of

TODAY = date(2026, 11, 21)


def drawn(words: str, **context: object) -> str:
    return Template("{% load shell %}" + words).render(Context(context))


def board(*columns: BoardColumn) -> Board:
    return Board("b", "Projects by stage", columns, empty="No project yet.", empty_remedy="Enter a lead.")


def test_a_board_shows_its_cards_in_columns_with_how_many_there_are() -> None:
    card = Card("Robots <3", "/projects/P-1/", lines=("Demo Robots",), status="behind", told="2 days left")
    page = drawn("{% board board %}", board=board(BoardColumn("Leads", (card,), 7, more_url="/more/")))
    assert "Robots &lt;3" in page and "2 days left" in page
    assert "6 more" in page or "6" in page
    assert 'href="/more/"' in page


def test_a_board_without_cards_says_what_to_do() -> None:
    page = drawn("{% board board %}", board=board(BoardColumn("Leads", (), 0)))
    assert "No project yet." in page and "Enter a lead." in page


def test_a_month_begins_on_monday_and_shows_what_is_on_each_day() -> None:
    entries = [Entry(date(2026, 11, 2), "Gate"), Entry(date(2026, 11, 2), "Promise"), Entry(date(2026, 12, 1), "Later")]
    weeks = weeks_of(date(2026, 11, 1), entries, today=TODAY, off=frozenset({date(2026, 11, 1)}))
    assert weeks[0][0].on == date(2026, 10, 26)  # the Monday before Sunday the 1st
    first = weeks[0][6]
    assert (first.on, first.off, first.inside) == (date(2026, 11, 1), True, True)
    assert [entry.title for entry in weeks[1][0].entries] == ["Gate", "Promise"]
    assert [day.on for week in weeks for day in week if day.today] == [TODAY]


def test_a_phone_lists_only_the_days_of_the_month_that_have_something() -> None:
    entries = [Entry(date(2026, 11, 2), "Gate"), Entry(date(2026, 12, 1), "Later")]
    month = MonthCalendar("m", "November", date(2026, 11, 1), weeks_of(date(2026, 11, 1), entries, today=TODAY))
    assert [day.on for day in month.busy_days] == [date(2026, 11, 2)]
    assert "Gate" in drawn("{% month month %}", month=month)


@pytest.mark.parametrize(
    ("text", "first"), [("2026-02", date(2026, 2, 1)), ("2026-13", date(2026, 11, 1)), ("x", date(2026, 11, 1))]
)
def test_a_month_that_is_none_is_this_one(text: str, first: date) -> None:
    assert month_of(text, otherwise=TODAY) == first


def test_months_lead_on_over_the_turn_of_the_year() -> None:
    assert months_around(date(2026, 12, 1)) == ("2026-11", "2027-01")
    assert months_around(date(2027, 1, 1)) == ("2026-12", "2027-02")
