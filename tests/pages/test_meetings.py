"""Pages of meetings: called, agenda put in order, minuted, adopted, and taken away as papers."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.test import Client
from docx import Document

from tests.pages.asking import ENGLISH, excel_texts, queries_of, words_of
from tests.support.tasks_pages import NOW, a_meeting, a_task
from tidehead.city.tasks.meeting_queries import meeting_detail, meetings
from tidehead.city.tasks.queries import tasks

pytestmark = pytest.mark.django_db


def test_a_meeting_is_called_with_its_agenda_drawn(olga: Client, henry: Client) -> None:
    a_task(title="Late", due_on=date(2026, 5, 1))
    given = {"meeting-group": "leading", "meeting-title": "Third quarter", "meeting-held_on": "2026-07-10", "key": "k"}
    assert henry.post("/tasks/meetings/call/", given).status_code == 403
    assert olga.post("/tasks/meetings/call/", {**given, "meeting-title": ""}).status_code == 422
    answer = olga.post("/tasks/meetings/call/", given)
    assert olga.post("/tasks/meetings/call/", given).headers["Location"] == answer.headers["Location"]
    (head,) = meetings()
    assert (head.title, head.items) == ("Third quarter", 1)
    assert "Third quarter" in words_of(olga.get("/tasks/meetings/", ENGLISH))
    assert "Third quarter" in excel_texts(olga.get("/tasks/meetings/", {"format": "xlsx"}))


def test_without_meetings_the_page_says_what_to_do(olga: Client) -> None:
    assert "its agenda draws itself" in words_of(olga.get("/tasks/meetings/", ENGLISH))


def test_an_agenda_is_put_in_order_minuted_and_adopted(olga: Client, lena: Client, henry: Client) -> None:
    held = a_meeting()
    address = f"/tasks/meetings/{held.meeting}/"
    for verb in ("up", "down", "out", "in"):
        assert olga.post(f"/tasks/meetings/items/{held.item}/{verb}/").status_code == 302
    edit = {"title": "Very late", "reason": "hurry"}
    assert olga.post(f"/tasks/meetings/items/{held.item}/edit/", edit).status_code == 302
    assert olga.post(f"/tasks/meetings/items/{held.item}/nothing/").status_code == 404
    assert olga.post(address + "draw/").status_code == 302
    assert olga.post(address + "items/", {"item-title": "Money"}).status_code == 302
    assert olga.post(address + "items/", {"item-title": ""}).status_code == 422
    name = f"resolution-{held.item}"
    decided = {f"{name}-words": "Pay", f"{name}-lead": "org.industry", f"{name}-due_on": "2026-08-01"}
    assert olga.post(f"/tasks/meetings/items/{held.item}/resolutions/add/", decided).status_code == 302
    assert olga.post(f"/tasks/meetings/items/{held.item}/resolutions/add/", {}).status_code == 422
    assert olga.post(f"/tasks/meetings/resolutions/{held.resolution}/drop/").status_code == 302
    seat = meeting_detail(held.meeting, now=NOW).seats[0].id
    assert olga.post(f"/tasks/meetings/seats/{seat}/", {"present": "yes", "deputy": ""}).status_code == 302
    minutes = {"opening": "Held", f"item-{held.item}": "Said", "seen": "0"}
    assert olga.post(address + "minutes/", minutes).status_code == 302
    stale = olga.post(address + "minutes/", {**minutes, "opening": "Mine"})
    assert stale.status_code == 422 and "Mine" in stale.content.decode()
    assert olga.post(address + "adopt/").status_code == 403
    assert "Adopt the minutes" in words_of(lena.get(address, ENGLISH))
    assert lena.post(address + "adopt/").status_code == 302
    made = next(task for task in tasks(now=NOW) if task.origin == "resolution")
    words = words_of(henry.get(address, ENGLISH))
    assert made.number in words and "Said" in words and "Draw it again" not in words


def test_minutes_are_not_for_those_who_only_look(bob: Client, erin: Client, charlie: Client) -> None:
    held = a_meeting()
    for client in (bob, erin, charlie):
        for address in (f"/tasks/meetings/{held.meeting}/", f"/tasks/meetings/{held.meeting}/paper/pdf/"):
            assert client.get(address).status_code in (302, 403), address


def test_papers_hold_figures_pictures_sources_and_what_was_decided(olga: Client) -> None:
    a_task(title="Institute", commitment="c-01", due_on=date(2025, 12, 31), start_on=date(2022, 1, 1))
    held = a_meeting()
    address = f"/tasks/meetings/{held.meeting}/paper/"
    word = Document(BytesIO(olga.get(address + "docx/", ENGLISH).content))
    said = "\n".join([*(each.text for each in word.paragraphs), *_cells(word)])
    for words in ("Second quarter", "Too late", "Lay the line", "Invented data", "demo-plan-2022", "days late"):
        assert words in said, words
    assert len(word.inline_shapes) == 1  # the picture of what is late
    with pdfplumber.open(BytesIO(olga.get(address + "pdf/", ENGLISH).content)) as book:
        text = "\n".join(page.extract_text() for page in book.pages)
    assert "Too late" in text and "Lay the line" in text
    assert "Too late" in excel_texts(olga.get(address + "xlsx/", ENGLISH))
    assert olga.get(address + "exe/").status_code == 404
    assert olga.get("/tasks/meetings/0/").status_code == 404


def _cells(word: object) -> list[str]:
    tables = word.tables  # type: ignore[attr-defined]
    return [cell.text for table in tables for row in table.rows for cell in row.cells]


def test_a_meeting_asks_little(olga: Client) -> None:
    held = a_meeting()
    assert queries_of(olga, f"/tasks/meetings/{held.meeting}/") <= 30
    assert queries_of(olga, f"/tasks/meetings/{held.meeting}/paper/docx/") <= 30


def test_fields_whose_names_are_no_numbers_are_passed_over(olga: Client) -> None:
    address = f"/tasks/meetings/{a_meeting().meeting}/minutes/"
    odd = {"item-²": "x", "item-" + "9" * 40: "x", "item-": "x"}
    assert olga.post(address, {"opening": "Held", "seen": "0", **odd}).status_code == 302
