"""Pages of tasks: the wall-chart, who has no owner, one task by whoever looks, lists, years, reports, audits."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.pages.asking import CHINESE, ENGLISH, INVENTED, excel_texts, queries_of, words_of
from tests.support.holders import acting_as
from tests.support.tasks_pages import NOW, OWNER, TODAY, a_task, blocked, closed, proof, reported
from tidehead.city.common.types import Text
from tidehead.city.tasks import actions, auditing, making, reporting, yearly
from tidehead.city.tasks.models import ProgressReport
from tidehead.city.tasks.queries import task_by_number, task_detail, tasks

pytestmark = pytest.mark.django_db
PLAN = "corridor-2022"
MOST = 30


def post(client: Client, address: str, **given: object) -> object:
    return client.post(address, given)


def file(words: str = "It is so.") -> SimpleUploadedFile:
    return SimpleUploadedFile("proof.txt", words.encode())


# The wall-chart


@pytest.mark.parametrize("view", ["board", "list", "gantt", "map", "wall"])
@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_wall_chart_says_its_finding_in_every_view(bob: Client, view: str, language: dict[str, str]) -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan=PLAN, year=2026, now=NOW)
    words = words_of(bob.get("/tasks/", {"view": view, **language}))
    assert ("20 tasks" in words) if language is ENGLISH else ("20 项任务" in words)
    assert INVENTED[language["lang"]] in words


def test_without_tasks_the_wall_says_what_to_do(bob: Client) -> None:
    words = words_of(bob.get("/tasks/", ENGLISH))
    assert "No task fits" in words and "make tasks of a plan" in words


def test_the_wall_is_filtered_and_taken_away(olga: Client) -> None:
    number = a_task()
    a_task(title="Elsewhere", place="990103", lead="org.development", owner="development.handler")
    words = words_of(olga.get("/tasks/", {"view": "list", "organisation": "org.industry", **ENGLISH}))
    assert number in words and "Elsewhere" not in words
    texts = excel_texts(olga.get("/tasks/", {"view": "list", "format": "xlsx", **ENGLISH}))
    assert "Forty heavy users of energy" in texts and "Elsewhere" in texts


def test_the_wall_asks_little_however_many_tasks_there_are(bob: Client) -> None:
    a_task()
    few = queries_of(bob, "/tasks/?view=list")
    for nth in range(12):
        reported(a_task(title=f"More {nth}"), 0.5)
    assert queries_of(bob, "/tasks/?view=list") <= few + 1 <= MOST


def test_the_office_makes_tasks_of_a_plan_and_others_are_refused(olga: Client, henry: Client) -> None:
    assert post(henry, "/tasks/of-plan/", plan=PLAN).status_code == 403
    answer = olga.post("/tasks/of-plan/", {"plan": PLAN}, follow=True)
    assert "20" in words_of(answer)
    assert len(tasks(now=NOW)) == 20


def test_a_new_task_is_made_by_a_form(olga: Client, henry: Client) -> None:
    given = {"newtask-title": "A road", "newtask-lead": "org.industry", "newtask-owner": OWNER, "key": "k"}
    assert post(henry, "/tasks/new/", **given).status_code == 403
    assert henry.get("/tasks/new/").status_code == 403
    words_of(olga.get("/tasks/new/"))
    assert post(olga, "/tasks/new/", **{**given, "newtask-title": ""}).status_code == 422
    answer = post(olga, "/tasks/new/", **given)
    assert answer.status_code == 302
    assert post(olga, "/tasks/new/", **given).headers["Location"] == answer.headers["Location"]


# Owners


def test_tasks_without_an_owner_come_with_suggestions_and_are_given_out_at_once(olga: Client, henry: Client) -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan=PLAN, year=2026, now=NOW)
    words = words_of(olga.get("/tasks/unowned/", ENGLISH))
    assert "20 tasks have no owner" in words and "the plan names it" in words
    first, second = (task.number for task in tasks(now=NOW)[:2])
    given = {f"owner-{first}": OWNER, f"owner-{second}": "nobody"}
    assert post(henry, "/tasks/unowned/", **given).status_code == 403
    answer = olga.post("/tasks/unowned/", given, follow=True)
    assert task_by_number(first, now=NOW).case.owner == OWNER
    assert "19" in words_of(answer)


# One task


def test_a_task_says_where_it_stands_why_and_what_can_be_done(henry: Client) -> None:
    number = a_task(due_on=date(2026, 6, 1))
    reported(number, 0.4)
    blocked(number, now=NOW - timedelta(days=10))
    words = words_of(henry.get(f"/tasks/{number}/", ENGLISH))
    for said in ("How far it is", "shown by evidence", "Why it is late", "Power", "Report progress", "proof.txt"):
        assert said in words, said
    assert "Close it" not in words  # that is for another


def test_who_may_not_see_the_case_sees_the_light_but_no_words_files_or_log(bob: Client, hilda: Client) -> None:
    number = a_task()
    reported(number, 0.4, words="What only insiders know")
    for client in (bob, hilda):
        words = words_of(client.get(f"/tasks/{number}/", ENGLISH))
        assert "How far it is" in words
        assert "insiders" not in words and "proof.txt" not in words and "What happened" not in words


@pytest.mark.parametrize("username", ["erin", "fred", "charlie"])
def test_firms_former_holders_and_strangers_see_no_task(username: str, request: pytest.FixtureRequest) -> None:
    number = a_task()
    client = request.getfixturevalue(username)
    for address in ("/tasks/", f"/tasks/{number}/", "/tasks/meetings/", "/tasks/reports/"):
        assert client.get(address).status_code in (302, 403, 404), address


def test_progress_is_reported_with_a_file_and_what_is_refused_keeps_what_was_typed(henry: Client) -> None:
    number = a_task()
    address = f"/tasks/{number}/progress/"
    given = {"progress-about": "2026-06-30", "progress-share": "40", "progress-words": "Sixteen", "key": "k"}
    answer = henry.post(address, {**given, "progress-share": "400"})
    assert answer.status_code == 422 and "Sixteen" in answer.content.decode()
    assert henry.post(address, {**given, "progress-evidence": file()}).status_code == 302
    (report,) = task_detail(number, now=NOW).reports
    assert (report.share, report.evidence_name) == (0.4, "proof.txt")


def test_a_task_goes_through_its_forms(henry: Client, olga: Client, hilda: Client) -> None:
    number = a_task()
    seen = {"seen": task_by_number(number, now=NOW).case.seq}
    assert hilda.post(f"/tasks/{number}/done/", {}).status_code == 403
    done = {"done-words": "All", "done-evidence": file()}
    assert henry.post(f"/tasks/{number}/done/", {**done, **seen}).status_code == 302
    assert henry.post(f"/tasks/{number}/close/", {"close-reason": "fine"}).status_code == 403
    assert "Close it" in words_of(olga.get(f"/tasks/{number}/", ENGLISH))
    assert olga.post(f"/tasks/{number}/close/", {"close-reason": "fine"}).status_code == 302
    assert task_by_number(number, now=NOW).case.state == "closed"
    assert olga.post(f"/tasks/{number}/reopen/", {"reopen-reason": "Not so"}).status_code == 302
    assert olga.post(f"/tasks/{number}/nothing/").status_code == 404


def test_of_two_who_move_a_task_the_second_is_told_what_happened(henry: Client, olga: Client) -> None:
    number = a_task()
    seen = task_by_number(number, now=NOW).case.seq
    reported(number, 0.2)
    answer = henry.post(
        f"/tasks/{number}/done/", {"done-words": "All", "done-evidence": file(), "seen": seen, "lang": "en"}
    )
    assert answer.status_code == 422
    assert task_by_number(number, now=NOW).case.state == "in_progress"


def test_a_blocker_has_its_own_page_that_leads_to_its_task_and_frees_it(henry: Client, hugo: Client) -> None:
    number = a_task()
    given = {"block-kind": "power", "block-what": "No line", "block-organisation": "org.development"}
    assert henry.post(f"/tasks/{number}/block/", given).status_code == 302
    blocker = task_detail(number, now=NOW).blockers[0].case.number
    assert number in words_of(hugo.get(f"/tasks/{blocker}/", ENGLISH))
    answer = hugo.post(f"/tasks/{blocker}/clear/", {"clear-words": "Laid"})
    assert answer.headers["Location"] == f"/tasks/{number}/"
    assert task_by_number(number, now=NOW).case.state == "in_progress"


def test_milestones_terms_remarks_and_escalations_are_kept(henry: Client, olga: Client) -> None:
    number = a_task()
    assert olga.post(f"/tasks/{number}/node/", {"node-label": "Half", "node-weight": "1"}).status_code == 302
    (node,) = task_detail(number, now=NOW).nodes
    passed = {f"pass-{node.id}-done_on": "2026-06-30", f"pass-{node.id}-evidence": file()}
    assert henry.post(f"/tasks/nodes/{node.id}/pass/", {f"pass-{node.id}-done_on": "2026-06-30"}).status_code == 422
    assert henry.post(f"/tasks/nodes/{node.id}/pass/", passed).status_code == 302
    assert henry.post(f"/tasks/nodes/{node.id}/nothing/").status_code == 404
    assert henry.post(f"/tasks/{number}/remark/", {"remark-words": "Nearly"}).status_code == 302
    assert henry.post(f"/tasks/{number}/escalate/", {"escalate-reason": "Help"}).status_code == 302
    terms = {"edit-start_on": "2026-01-01", "edit-due_on": "2027-01-31", "edit-weight": "2", "edit-reason": "Line"}
    assert olga.post(f"/tasks/{number}/edit/", {**terms, "seen": "0"}).status_code == 302
    assert olga.post(f"/tasks/{number}/edit/", {**terms, "edit-weight": "3", "seen": "0"}).status_code == 422
    words = words_of(olga.get(f"/tasks/{number}/", ENGLISH))
    assert "Nearly" in words and "before the meeting" in words


def test_a_task_of_a_plan_shows_its_words_place_in_the_document_and_targets(olga: Client) -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan=PLAN, year=2026, now=NOW)
    number = next(task.number for task in tasks(now=NOW) if task.commitment == "c-05")
    words = words_of(olga.get(f"/tasks/{number}/", ENGLISH))
    assert "/plans/commitments/c-05/" in words and "Targets that measure it" in words


def test_a_commitment_leads_to_its_task(bob: Client) -> None:
    assert bob.get("/tasks/of-commitment/c-01/").headers["Location"] == f"/tasks/?plan={PLAN}"
    assert bob.get("/tasks/of-commitment/nothing/").status_code == 404
    number = a_task(commitment="c-01")
    assert bob.get("/tasks/of-commitment/c-01/").headers["Location"] == f"/tasks/{number}/"
    assert "/tasks/of-commitment/c-01/" in words_of(bob.get("/plans/commitments/c-01/", ENGLISH))


def test_a_page_of_a_task_asks_little(olga: Client, henry: Client) -> None:
    number = a_task(commitment="c-05")
    reported(number, 0.4)
    blocked(number)
    for client in (olga, henry):
        assert queries_of(client, f"/tasks/{number}/") <= MOST + 9  # the kernel's part is the larger one


# Lists, years


def test_the_major_lists_are_tabs_with_what_is_late_on_top(bob: Client) -> None:
    a_task(title="In time", list_class="works")
    a_task(title="Too late", list_class="works", due_on=date(2026, 2, 1))
    words = words_of(bob.get("/tasks/lists/", {"list": "works", "place": "990101", **ENGLISH}))
    assert "Major works (2)" in words
    assert words.index("Too late") < words.index("In time")
    assert "Too late" in excel_texts(bob.get("/tasks/lists/", {"list": "works", "format": "xlsx"}))


def test_a_year_is_begun_changed_with_reasons_and_adopted(olga: Client, henry: Client) -> None:
    a_task(title="Left")
    assert "There is no plan of this year yet" in words_of(olga.get("/tasks/year/?year=2026", ENGLISH))
    assert henry.post("/tasks/year/begin/", {"year": "2026"}).status_code == 403
    assert olga.post("/tasks/year/begin/", {"year": "2026"}).status_code == 302
    plan = yearly.year_plan(2026)
    assert plan is not None
    add = {"yearitem-label": "A fair", "yearitem-reason": "asked for"}
    assert olga.post(f"/tasks/year/{plan.id}/add/", add).status_code == 302
    item = next(each for each in yearly.year_plan(2026).items if each.label.zh == "A fair")
    moved = {f"move-{item.id}-due_on": "2026-10-01", f"move-{item.id}-reason": "weather"}
    assert olga.post(f"/tasks/year/items/{item.id}/move/", moved).status_code == 302
    assert olga.post(f"/tasks/year/items/{item.id}/nothing/", moved).status_code == 404
    assert henry.post(f"/tasks/year/items/{item.id}/drop/", moved).status_code == 403
    assert olga.post(f"/tasks/year/items/{item.id}/drop/", moved).status_code == 302
    assert olga.post(f"/tasks/year/{plan.id}/adopt/").status_code == 302
    words = words_of(olga.get("/tasks/year/?year=2026", ENGLISH))
    assert "weather" in words and "adopted" in words and "A fair" in words
    assert "weather" in excel_texts(olga.get("/tasks/year/?year=2026&table=changes&format=xlsx"))


# Reports, audits


def test_a_report_is_taken_compared_and_taken_away(olga: Client, henry: Client, bob: Client) -> None:
    number = a_task()
    reported(number, 0.1)
    first = reporting.take_report(by=acting_as("olga"), kind="month", on=TODAY, now=NOW)
    reported(number, 0.7)
    later = NOW + timedelta(days=31)
    second = reporting.take_report(by=acting_as("olga"), kind="month", on=TODAY + timedelta(days=31), now=later)
    words = words_of(bob.get(f"/tasks/reports/{second}/", ENGLISH))
    assert "Since Jul 2026" in words and "10% → 70%" in words
    assert "no earlier report" in words_of(bob.get(f"/tasks/reports/{first}/", ENGLISH))
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert bob.get(f"/tasks/reports/{second}/file/{kind}/").content.startswith(start)
    assert bob.get(f"/tasks/reports/{second}/file/exe/").status_code == 404
    assert bob.get("/tasks/reports/0/").status_code == 404
    grid = words_of(bob.get("/tasks/reports/", ENGLISH))
    assert "How the lights went" in grid and "Why?" in grid
    assert henry.post("/tasks/reports/take/", {"kind": "week"}).status_code == 403
    assert olga.post("/tasks/reports/take/", {"kind": "week"}).status_code == 302


def test_an_audit_is_drawn_and_recorded_by_whoever_may(ann: Client, henry: Client) -> None:
    number = closed(a_task())
    given = {"draw-start": "2026-01-01", "draw-end": "2026-12-31", "draw-share": "50", "draw-seed": "7"}
    assert henry.post("/tasks/audit/draw/", given).status_code == 403
    assert ann.post("/tasks/audit/draw/", {**given, "draw-share": "500"}).status_code == 422
    assert ann.post("/tasks/audit/draw/", given).status_code == 302
    check = auditing.draws()[0].checks[0]
    failed = {f"check-{check.id}-passed": "no", f"check-{check.id}-words": "Of another firm"}
    assert henry.post(f"/tasks/audit/checks/{check.id}/", failed).status_code == 403
    assert ann.post(f"/tasks/audit/checks/{check.id}/", failed).status_code == 302
    assert task_by_number(number, now=NOW).case.state == "in_progress"
    words = words_of(ann.get("/tasks/audit/", ENGLISH))
    assert "Of another firm" in words and "seed 7" in words
    assert "Of another firm" in excel_texts(ann.get("/tasks/audit/", {"format": "xlsx"}))


def test_names_of_milestones_are_kept_in_the_languages_they_have() -> None:
    number = a_task()
    node = making.NewNode(Text("一半", "Half"), None, 2.0)
    actions.add_node(by=acting_as("olga"), number=number, node=node, now=NOW)
    assert task_detail(number, now=NOW).nodes[0].label == Text("一半", "Half")
    assert BytesIO(proof("x").content.read()).read() == b"x"


def test_each_form_of_a_task_reports_once_and_the_next_form_reports_again(henry: Client) -> None:
    address = f"/tasks/{a_task()}/"
    for value in ("5", "8", "11"):
        (key,) = re.findall(r'name="key" value="([^"]+)"', words_of(henry.get(address)))
        given = {"key": key, "progress-about": "2026-06-30", "progress-value": value}
        for _twice in range(2):
            assert henry.post(address + "progress/", given).status_code == 302
    assert sorted(ProgressReport.objects.values_list("value", flat=True)) == [5.0, 8.0, 11.0]
    assert henry.post(address + "progress/", {**given, "progress-value": "1e308"}).status_code == 422
    ProgressReport.objects.update(value=1e308)  # however it came there
    words_of(henry.get(address))
