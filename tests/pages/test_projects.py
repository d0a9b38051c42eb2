"""Pages of projects: what each role sees and may do, in both languages, with few questions to the database."""

import io
import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.city.projecting import PDF, go, lead
from tests.pages.asking import CHINESE, ENGLISH, INVENTED, MOST_QUERIES, excel_texts, queries_of, words_of
from tests.support.holders import acting_as
from tidehead.city.cases.models import Attachment
from tidehead.city.projects.pairing import find_pairs
from tidehead.city.projects.promises import promises_of
from tidehead.city.projects.queries import projects
from tidehead.city.projects.types import ProjectInfo
from tidehead.city.projects.views.lists import MOST_CARDS

pytestmark = pytest.mark.django_db
LISTS = "board projects map calendar funnel promises spaces counting recruiters duplicates agreements".split()


@pytest.fixture
def project() -> ProjectInfo:
    return go(lead(), "signed")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_list_shows_what_is_there(olga: Client, project: ProjectInfo, name: str, language: dict) -> None:
    words = words_of(olga.get(reverse(f"projects:{name}"), language))
    assert INVENTED[language["lang"]] in words


@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers_where_there_is_nothing(bob: Client, name: str) -> None:
    words_of(bob.get(reverse(f"projects:{name}"), ENGLISH))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_asks_the_database_little(olga: Client, name: str) -> None:
    for nth in range(3):
        go(lead(f"示例项目{nth}"), "signed")
    assert queries_of(olga, reverse(f"projects:{name}")) <= MOST_QUERIES


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_project_shows_its_stages_gate_and_books(rita: Client, project: ProjectInfo, language: dict) -> None:
    words = words_of(rita.get(reverse("projects:project", args=[project.number]), language))
    assert project.case.title in words
    assert {"zh-hans": "下一关口还缺什么", "en": "What the next gate lacks"}[language["lang"]] in words
    assert {"zh-hans": "统一社会信用代码", "en": "Licence number"}[language["lang"]] in words


@pytest.mark.parametrize("name", ["project", "book", "shares"])
def test_a_projects_pages_ask_the_database_little(rita: Client, project: ProjectInfo, name: str) -> None:
    address = reverse(f"projects:{name}", args=[project.number])
    words_of(rita.get(address))  # learns from the history, once for all until a project moves
    assert queries_of(rita, address) <= MOST_QUERIES


def test_a_stranger_to_the_project_is_told_that_there_is_none(rolf: Client, bob: Client, project: ProjectInfo) -> None:
    address = reverse("projects:project", args=[project.number])
    assert {client.get(address).status_code for client in (rolf, bob)} == {HTTPStatus.NOT_FOUND}


def test_a_recruiter_enters_a_lead_on_the_form(rita: Client) -> None:
    address = reverse("projects:new_lead")
    assert "项目名称" in words_of(rita.get(address, CHINESE))
    answer = rita.post(address, {"title": "示例光电项目", "place": "new_area", "key": "k1", "industry": "光电子"})
    assert answer.status_code == HTTPStatus.FOUND
    again = rita.post(address, {"title": "示例光电项目", "place": "new_area", "key": "k1"})
    assert again.headers["Location"] == answer.headers["Location"]
    (found,) = projects(acting_as("rita"))
    assert (found.case.title, found.industry) == ("示例光电项目", "demo-2025:photonics")


def test_a_lead_without_a_name_keeps_what_was_typed(rita: Client) -> None:
    answer = rita.post(reverse("projects:new_lead"), {"title": "", "investor": "示例投资"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "示例投资" in answer.content.decode()


def test_who_does_not_recruit_gets_no_form(henry: Client, bob: Client) -> None:
    for client in (henry, bob):
        assert client.get(reverse("projects:new_lead")).status_code == HTTPStatus.FORBIDDEN


def test_the_table_of_projects_goes_to_excel(olga: Client, project: ProjectInfo) -> None:
    texts = excel_texts(olga.get(reverse("projects:projects"), {"format": "xlsx", "table": "projects"} | CHINESE))
    assert project.case.title in texts


def test_two_like_leads_are_shown_with_the_other_sides_name_masked(rita: Client, rolf: Client) -> None:
    mine = lead("示例湾机器人减速器项目", investor="示例减速器公司")
    theirs = lead("机器人减速器生产基地", by="rolf", place="990101", investor="示例减速器有限公司")
    assert find_pairs([theirs.case.id], now=timezone.now()) == 1
    words = words_of(rolf.get(reverse("projects:duplicates"), ENGLISH))
    assert theirs.case.title in words and mine.case.title not in words and mine.number not in words
    assert "A lead of another platform" in words


def upload(name: str, text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


def test_a_table_of_leads_is_taken_whole_or_not_at_all(rita: Client) -> None:
    address = reverse("projects:lead_table")
    faulty = upload("leads.csv", "项目名称,计划总投资,外资项目\n甲项目,很多,否\n,3000,也许\n")
    answer = rita.post(address, {"file": faulty})
    words = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert all(cell in words for cell in ("B2", "A3", "C3")) and projects(acting_as("rita")) == ()
    good = "项目名称,计划总投资（万元）,外资项目,产业\n甲项目,3000,否,智能机器人\n乙项目,,是,光电子\n"
    for _ in range(2):
        assert rita.post(address, {"file": upload("leads.csv", good)}).status_code == HTTPStatus.FOUND
    assert {one.case.title for one in projects(acting_as("rita"))} == {"甲项目", "乙项目"}


def test_the_template_has_a_column_for_each_thing_that_is_asked(rita: Client) -> None:
    texts = excel_texts(rita.get(reverse("projects:lead_template"), CHINESE))
    assert {"项目名称", "落地板块", "计划总投资（万元）"} <= set(texts)


def test_a_calendar_beyond_the_years_shows_this_month(olga: Client, project: ProjectInfo) -> None:
    for month in ("9999-12", "0001-01"):
        assert olga.get(reverse("projects:calendar"), {"month": month}).status_code == HTTPStatus.OK


def test_a_column_of_the_board_is_short_and_says_how_many_more(olga: Client) -> None:
    for nth in range(MOST_CARDS + 2):
        lead(f"示例项目{nth}")
    page = olga.get(reverse("projects:board"), ENGLISH).content.decode()
    assert page.count('class="card"') == MOST_CARDS and "2 more" in page
    assert page.index(INVENTED["en"]) < page.index('id="board-projects"')


def test_a_form_that_is_sent_twice_makes_one_promise(rita: Client, project: ProjectInfo) -> None:
    book = reverse("projects:book", args=[project.number])
    key = re.search(r'name="promise-key" value="(\w+)"', rita.get(book).content.decode()).group(1)
    given = {"promise-kind": "investment", "promise-value": "5", "promise-key": key}
    for _ in range(2):
        rita.post(reverse("projects:promise", args=[project.number]), given)
    assert len(promises_of([project.case.id], today=timezone.localdate())) == 1


def test_a_promise_beyond_measure_leaves_the_pages_readable(rita: Client, project: ProjectInfo) -> None:
    given = {"promise-kind": "investment", "promise-value": "1e308"}
    rita.post(reverse("projects:promise", args=[project.number]), given)
    for address in (reverse("projects:promises"), reverse("projects:book", args=[project.number]), "/"):
        assert rita.get(address).status_code == HTTPStatus.OK
    assert promises_of([project.case.id], today=timezone.localdate()) == ()


def test_a_return_that_is_refused_leaves_no_file(rita: Client, project: ProjectInfo) -> None:
    address, before = reverse("projects:report", args=[project.number]), Attachment.objects.count()
    given = {"return-quantity": "investment", "return-period": "2026Q3", "return-value": "5"}
    for _ in range(2):  # the second is a correction without a note
        file = io.BytesIO(PDF)
        file.name = "return.pdf"
        rita.post(address, given | {"return-evidence": file})
    assert Attachment.objects.count() == before + 1


@pytest.mark.parametrize("share", ["1e999999999", "0.4e9"])
def test_a_share_is_written_in_plain_numbers(olga: Client, share: str) -> None:
    given = {"title": "甲", "kind": "benefit_sharing", "base": "tax", "start_on": "2026-01-01"}
    parties = {"place_1": "new_area", "share_1": share, "place_2": "990101", "share_2": "0.6"}
    answer = olga.post(reverse("projects:new_agreement"), given | parties)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
