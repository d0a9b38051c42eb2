"""Meetings, reports, audits, year plans: what is stuck goes higher, what is decided becomes work and is looked at."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.support.holders import acting_as
from tests.support.tasks_pages import NOW, OWNER, TODAY, a_meeting, a_task, blocked, closed, proof, reported
from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.types import MEMBER, SYSTEM, Actor
from tidehead.city.common.types import Text
from tidehead.city.posts.actions import give_post, make_post
from tidehead.city.posts.types import NewPost, PostInfo
from tidehead.city.tasks import actions, agenda, auditing, blocking, clockwork, meetings, reporting, yearly
from tidehead.city.tasks.meeting_queries import meeting_detail, meeting_of_item, meeting_of_resolution, meeting_of_seat
from tidehead.city.tasks.meeting_queries import meetings as all_meetings
from tidehead.city.tasks.queries import history_of, task_by_number, task_detail
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import AgendaItemInfo, ChangedMeanwhile, NewResolution, TaskNotFound, TaskRefused

pytestmark = pytest.mark.django_db
OLGA, LENA = "olga", "lena"


def agenda_of(meeting: int) -> tuple[AgendaItemInfo, ...]:
    return meeting_detail(meeting, now=NOW).agenda


# The agenda


def test_the_agenda_draws_itself_from_what_is_escalated_blocked_and_late_with_reasons() -> None:
    a_task(title="Late", start_on=date(2025, 1, 1), due_on=date(2026, 5, 1))
    stuck = a_task(title="Stuck", due_on=date(2026, 6, 1))
    blocked(stuck, "power", now=NOW - timedelta(days=25))  # twenty days are allowed for power
    asked = a_task(title="Asked", due_on=date(2027, 1, 1))
    blocking.escalate(by=acting_as("henry"), number=asked, reason="需要市里协调", now=NOW)
    a_task(title="Fine", due_on=date(2027, 1, 1))
    meeting = meetings.call_meeting(by=acting_as(OLGA), group="leading", title="Q3", held_on=TODAY, now=NOW)
    agenda.draw_agenda(by=acting_as(OLGA), meeting_id=meeting, now=NOW)
    drawn = {item.title: item for item in agenda_of(meeting)}
    assert set(drawn) == {"Stuck", "Asked", "Late"}
    assert (drawn["Stuck"].origin, drawn["Asked"].origin, drawn["Late"].origin) == ("escalated", "escalated", "late")
    assert drawn["Stuck"].reason.en == "Blocked for 25 days (Power); 20 are allowed."
    assert drawn["Asked"].reason.zh == "需要市里协调"
    assert "61 days late" in drawn["Late"].reason.en  # from 1 May to 1 July


def test_drawing_again_keeps_what_was_edited_and_left_out() -> None:
    a_task(title="Late", due_on=date(2026, 5, 1))
    a_task(title="Later", due_on=date(2026, 6, 1))
    olga = acting_as(OLGA)
    meeting = meetings.call_meeting(by=olga, group="leading", title="Q3", held_on=TODAY, now=NOW)
    assert agenda.draw_agenda(by=olga, meeting_id=meeting, now=NOW) == 2
    first, second = agenda_of(meeting)
    meetings.edit_item(by=olga, item_id=first.id, title="Very late", reason="hurry", now=NOW)
    meetings.leave_out(by=olga, item_id=second.id, left_out=True, now=NOW)
    assert agenda.draw_agenda(by=olga, meeting_id=meeting, now=NOW) == 0
    kept, out = agenda_of(meeting)
    assert (kept.title, str(kept.reason), out.left_out) == ("Very late", "hurry", True)
    meetings.leave_out(by=olga, item_id=second.id, left_out=False, now=NOW)
    meetings.move_item(by=olga, item_id=second.id, up=True, now=NOW)
    assert [item.id for item in agenda_of(meeting)] == [second.id, first.id]
    meetings.move_item(by=olga, item_id=second.id, up=True, now=NOW)  # it is the first already
    assert [item.id for item in agenda_of(meeting)] == [second.id, first.id]


def test_something_is_put_on_the_agenda_by_hand_once() -> None:
    held, olga = a_meeting(), acting_as(OLGA)
    number = a_task(title="By hand")
    meetings.add_item(by=olga, meeting_id=held.meeting, title="", task=number, now=NOW)
    with pytest.raises(TaskRefused):
        meetings.add_item(by=olga, meeting_id=held.meeting, title="", task=number, now=NOW)
    with pytest.raises(TaskRefused):
        meetings.add_item(by=olga, meeting_id=held.meeting, title=" ", now=NOW)
    with pytest.raises(TaskNotFound):
        meetings.add_item(by=olga, meeting_id=held.meeting, title="", task="X", now=NOW)
    assert any(item.origin == "own" and item.task == number for item in agenda_of(held.meeting))


@pytest.mark.parametrize("username", ["henry", "ann", "lena", "bob", "erin", "fred"])
def test_only_who_prepares_meetings_prepares_them(username: str) -> None:
    held, by = a_meeting(), acting_as(username)
    for act in (
        lambda: meetings.call_meeting(by=by, group="leading", title="x", held_on=TODAY, now=NOW),
        lambda: agenda.draw_agenda(by=by, meeting_id=held.meeting, now=NOW),
        lambda: meetings.leave_out(by=by, item_id=held.item, left_out=True, now=NOW),
        lambda: meetings.drop_resolution(by=by, resolution_id=held.resolution, now=NOW),
        lambda: meetings.write_minutes(by=by, meeting_id=held.meeting, opening="x", items={}, seen=0, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_meeting_that_cannot_be_is_refused_and_called_once() -> None:
    olga = acting_as(OLGA)
    for group, title in (("nothing", "x"), ("leading", " ")):
        with pytest.raises(TaskRefused):
            meetings.call_meeting(by=olga, group=group, title=title, held_on=TODAY, now=NOW)
    first = meetings.call_meeting(by=olga, group="leading", title="x", held_on=TODAY, now=NOW, key="k")
    assert meetings.call_meeting(by=olga, group="leading", title="x", held_on=TODAY, now=NOW, key="k") == first


# Seats


def test_a_seat_is_held_by_the_post_and_the_minutes_keep_who_it_was(a_successor: PostInfo) -> None:
    held = a_meeting()
    before = {seat.organisation: seat.holder for seat in meeting_detail(held.meeting, now=NOW).seats}
    assert before["org.city"] == "lena"
    meetings.write_minutes(
        by=acting_as(OLGA), meeting_id=held.meeting, opening="Held", items={held.item: "Said"}, seen=0, now=NOW
    )
    later = a_meeting(held_on=timezone.localdate() + timedelta(days=5))
    give_post(
        by=acting_as("dora"),
        post=a_successor.code,
        user_id=acting_as("henry").pk,
        start_on=timezone.localdate(),
        now=timezone.now(),
    )
    kept = {seat.organisation: seat.holder for seat in meeting_detail(held.meeting, now=NOW).seats}
    new = {seat.organisation: seat.holder for seat in meeting_detail(later.meeting, now=NOW).seats}
    assert (kept["org.city"], new["org.city"]) == ("lena", "henry")


@pytest.fixture
def a_successor() -> PostInfo:
    """Lena's post, which somebody else takes over."""
    return PostInfo("city.leader", Text("x"), "leader", "org.city", "", Text("x"), "", ())


def test_attendance_is_recorded_by_seat_with_deputies() -> None:
    held = a_meeting()
    seat = meeting_detail(held.meeting, now=NOW).seats[0]
    assert meeting_of_seat(seat.id) == held.meeting
    meetings.record_attendance(by=acting_as(OLGA), seat_id=seat.id, present=True, deputy="副秘书长", now=NOW)
    shown = meeting_detail(held.meeting, now=NOW).seats[0]
    assert (shown.present, shown.deputy) == (True, "副秘书长")


# Minutes and resolutions


def test_what_a_leader_adopts_becomes_a_task_with_owner_and_date_and_is_followed_up() -> None:
    held = a_meeting()
    about = next(item.task for item in agenda_of(held.meeting) if item.id == held.item)
    with pytest.raises(TaskRefused, match="还没有纪要"):
        meetings.adopt_minutes(by=acting_as(LENA), meeting_id=held.meeting, now=NOW)
    meetings.write_minutes(
        by=acting_as(OLGA), meeting_id=held.meeting, opening="Held", items={held.item: "Said"}, seen=0, now=NOW
    )
    with pytest.raises(PermissionDenied):
        meetings.adopt_minutes(by=acting_as(OLGA), meeting_id=held.meeting, now=NOW)
    (number,) = meetings.adopt_minutes(by=acting_as(LENA), meeting_id=held.meeting, now=NOW)
    made = task_by_number(number, now=NOW)
    assert (made.title, made.origin, made.case.owner, made.parent) == ("Lay the line", "resolution", OWNER, about)
    assert made.due_on == TODAY + timedelta(days=30)
    with pytest.raises(TaskRefused, match="已审定"):
        meetings.adopt_minutes(by=acting_as(LENA), meeting_id=held.meeting, now=NOW)
    with pytest.raises(TaskRefused, match="已审定"):
        meetings.leave_out(by=acting_as(OLGA), item_id=held.item, left_out=True, now=NOW)
    # one click from the red light to the meeting and what it said
    (said,) = task_detail(about, now=NOW).agenda
    assert (said.meeting, said.minutes) == (held.meeting, "Said")

    later = NOW + timedelta(days=60)
    following = meetings.call_meeting(
        by=acting_as(OLGA), group="leading", title="Q3", held_on=TODAY + timedelta(days=60), now=later
    )
    agenda.draw_agenda(by=acting_as(OLGA), meeting_id=following, now=later)
    detail = meeting_detail(following, now=later)
    assert [each.task for each in detail.follow_up] == [number]
    assert (detail.agenda[0].origin, detail.agenda[0].task) == ("follow_up", number)


def test_a_resolution_is_worked_on_and_closed_like_a_task() -> None:
    held = a_meeting()
    meetings.write_minutes(by=acting_as(OLGA), meeting_id=held.meeting, opening="Held", items={}, seen=0, now=NOW)
    (number,) = meetings.adopt_minutes(by=acting_as(LENA), meeting_id=held.meeting, now=NOW)
    reported(number, 0.5)
    assert task_by_number(number, now=NOW).case.state == "in_progress"
    closed(number)
    head = next(each for each in all_meetings() if each.id == held.meeting)
    assert (head.resolutions, head.open_resolutions) == (1, 0)


def test_resolutions_are_refused_without_words_or_charge_and_taken_back() -> None:
    held, olga = a_meeting(), acting_as(OLGA)
    for new in (NewResolution(" ", "org.city", TODAY), NewResolution("x", "nobody", TODAY)):
        with pytest.raises(TaskRefused):
            meetings.draft_resolution(by=olga, item_id=held.item, new=new, now=NOW)
    assert meeting_of_resolution(held.resolution) == meeting_of_item(held.item) == held.meeting
    meetings.drop_resolution(by=olga, resolution_id=held.resolution, now=NOW)
    with pytest.raises(TaskNotFound):
        meetings.drop_resolution(by=olga, resolution_id=held.resolution, now=NOW)


def test_of_two_who_write_minutes_the_second_is_told() -> None:
    held, olga = a_meeting(), acting_as(OLGA)
    meetings.write_minutes(by=olga, meeting_id=held.meeting, opening="A", items={}, seen=0, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        meetings.write_minutes(by=olga, meeting_id=held.meeting, opening="B", items={}, seen=0, now=NOW)
    with pytest.raises(TaskRefused):
        meetings.write_minutes(by=olga, meeting_id=held.meeting, opening="x" * 20_001, items={}, seen=1, now=NOW)


def test_what_a_meeting_dealt_with_is_no_longer_escalated() -> None:
    asked = a_task(title="Asked", due_on=date(2027, 1, 1))
    blocking.escalate(by=acting_as("henry"), number=asked, reason="help", now=NOW)
    assert task_by_number(asked, now=NOW).escalated
    held = a_meeting()
    meetings.write_minutes(by=acting_as(OLGA), meeting_id=held.meeting, opening="A", items={}, seen=0, now=NOW)
    meetings.adopt_minutes(by=acting_as(LENA), meeting_id=held.meeting, now=NOW)
    assert not task_by_number(asked, now=NOW).escalated


def test_what_is_not_there_is_told() -> None:
    for ask in (
        lambda: meeting_detail(0, now=NOW),
        lambda: meeting_of_item(0),
        lambda: meeting_of_seat(0),
        lambda: meeting_of_resolution(0),
        lambda: meetings.adopt_minutes(by=acting_as(LENA), meeting_id=0, now=NOW),
        lambda: meetings.record_attendance(by=acting_as(OLGA), seat_id=0, present=True, deputy="", now=NOW),
        lambda: reporting.report_by_id(0),
        lambda: auditing.record_check(by=acting_as("ann"), check_id=0, passed=True, words="", now=NOW),
        lambda: yearly.year_plan_by_id(0),
        lambda: yearly.year_of_item(0),
    ):
        with pytest.raises(TaskNotFound):
            ask()


# Reports


def test_spans_are_weeks_months_and_quarters() -> None:
    assert reporting.span_of("week", date(2027, 1, 1)).text == "2026-W53"
    assert reporting.span_of("month", date(2024, 2, 10)).end == date(2024, 2, 29)
    quarter = reporting.span_of("quarter", date(2026, 11, 21))
    assert (quarter.text, quarter.start, quarter.end) == ("2026Q4", date(2026, 10, 1), date(2026, 12, 31))


def test_a_report_keeps_every_light_and_says_what_changed_since_the_one_before() -> None:
    olga = acting_as(OLGA)
    better, worse, done = a_task(title="Better"), a_task(title="Worse"), a_task(title="Done")
    reported(better, 0.1)
    reported(worse, 0.5)
    first = reporting.take_report(by=olga, kind="month", on=TODAY, now=NOW)
    later = NOW + timedelta(days=31)
    reported_later = {"day": TODAY}
    reported(better, 0.7, **reported_later)
    closed(done)
    blocked(worse, "power")
    new = a_task(title="New")
    second = reporting.take_report(by=olga, kind="month", on=TODAY + timedelta(days=31), now=later)
    moved = reporting.changes(reporting.reported(first), reporting.reported(second))
    told = {(each.number, each.kind): each for each in moved}
    assert told[better, "status"].better is True
    assert told[better, "share"].text.en == "done 10% → 70%"
    assert told[done, "state"].text.en == "closed"
    assert told[worse, "blocked"].better is False
    assert told[new, "new"].better is None
    units = {each.organisation: each for each in reporting.by_unit(reporting.reported(second), moved)}
    assert (units["org.industry"].total, units["org.industry"].closed, units["org.industry"].blocked) == (4, 1, 1)
    key = task_by_number(better, now=later).id
    assert [shot.report for shot in history_of([key])[key]] == [second, first]


def test_a_report_is_taken_once_and_only_of_the_present_or_the_period_before() -> None:
    olga = acting_as(OLGA)
    reporting.take_report(by=olga, kind="quarter", on=TODAY - timedelta(days=1), now=NOW)
    with pytest.raises(TaskRefused, match="已经生成"):
        reporting.take_report(by=olga, kind="quarter", on=TODAY - timedelta(days=1), now=NOW)
    for kind, day in (("quarter", TODAY - timedelta(days=200)), ("quarter", TODAY + timedelta(days=200)), ("x", TODAY)):
        with pytest.raises(TaskRefused):
            reporting.take_report(by=olga, kind=kind, on=day, now=NOW)
    with pytest.raises(PermissionDenied):
        reporting.take_report(by=acting_as("henry"), kind="month", on=TODAY, now=NOW)


def test_the_worker_takes_reports_of_ended_periods_and_escalates_by_rule() -> None:
    stuck = a_task(title="Stuck")
    blocked(stuck, "power", now=NOW - timedelta(days=25))
    assert clockwork.keep_tasks(now=NOW) > 0
    assert {head.period for head in reporting.reports()} == {"2026-W26", "2026-06", "2026Q2"}
    assert task_by_number(stuck, now=NOW).escalated
    assert clockwork.keep_tasks(now=NOW) == 0


# Audits


def test_an_audit_draws_by_a_seed_that_anybody_can_draw_by_again_and_a_failure_reopens() -> None:
    numbers = [closed(a_task(title=f"Done {nth}")) for nth in range(5)]
    ann = acting_as("ann")
    first = auditing.draw_audit(by=ann, start=TODAY, end=TODAY, share=0.4, seed=7, now=NOW)
    second = auditing.draw_audit(by=ann, start=TODAY, end=TODAY, share=0.4, seed=7, now=NOW)
    by_id = {draw.id: draw for draw in auditing.draws()}
    drawn = [check.task_number for check in by_id[first].checks]
    assert len(drawn) == 2 and set(drawn) <= set(numbers)  # 0.4 × 5
    assert drawn == [check.task_number for check in by_id[second].checks]
    good, bad = by_id[first].checks
    auditing.record_check(by=ann, check_id=good.id, passed=True, words="", now=NOW)
    with pytest.raises(TaskRefused):
        auditing.record_check(by=ann, check_id=bad.id, passed=False, words="", now=NOW)
    auditing.record_check(by=ann, check_id=bad.id, passed=False, words="The invoice is of another firm", now=NOW)
    assert task_by_number(bad.task_number, now=NOW).case.state == "in_progress"
    assert task_by_number(good.task_number, now=NOW).case.state == "closed"
    with pytest.raises(ChangedMeanwhile):
        auditing.record_check(by=ann, check_id=good.id, passed=True, words="", now=NOW)


def test_whoever_closed_a_task_does_not_audit_it() -> None:
    closed(a_task(title="Done"))
    olga = acting_as(OLGA)
    draw = auditing.draw_audit(by=olga, start=TODAY, end=TODAY, share=1.0, seed=1, now=NOW)
    check = next(each for each in auditing.draws() if each.id == draw).checks[0]
    with pytest.raises(TaskRefused, match="销号人"):
        auditing.record_check(by=olga, check_id=check.id, passed=True, words="", now=NOW)


def test_draws_that_cannot_be_are_refused() -> None:
    ann = acting_as("ann")
    for share, seed in ((0.0, 1), (1.5, 1), (0.5, -1), (0.5, 1)):  # the last: nothing was closed
        with pytest.raises(TaskRefused):
            auditing.draw_audit(by=ann, start=TODAY, end=TODAY, share=share, seed=seed, now=NOW)
    with pytest.raises(PermissionDenied):
        auditing.draw_audit(by=acting_as("henry"), start=TODAY, end=TODAY, share=0.5, seed=1, now=NOW)


# Year plans


def test_a_year_begins_with_what_the_year_before_left_open_and_logs_every_change() -> None:
    olga = acting_as(OLGA)
    left, done = a_task(title="Left"), a_task(title="Done")
    first = yearly.begin_year(by=olga, year=2026, now=NOW)
    closed(done)
    new = yearly.add_item(by=olga, plan_id=first, label="A fair", reason="The mayor asked", now=NOW)
    yearly.drop_item(by=olga, item_id=new, reason="No money", now=NOW)
    yearly.begin_year(by=olga, year=2027, now=NOW)
    plan = yearly.year_plan(2027)
    assert plan is not None
    assert [item.task for item in plan.items] == [left]  # neither what is closed nor what was dropped
    assert plan.copied_from == first
    (item,) = plan.items
    yearly.move_item(by=olga, item_id=item.id, due_on=date(2027, 9, 30), reason="The line comes late", now=NOW)
    yearly.adopt_year(by=olga, plan_id=plan.id, now=NOW)
    again = yearly.year_plan(2027)
    assert again is not None and again.state == "adopted"
    assert [(each.kind, each.before, each.after, each.reason) for each in again.changes] == [
        ("moved", "2026-12-31", "2027-09-30", "The line comes late"),
        ("carried", "2026", "2027", ""),
    ]
    with pytest.raises(ChangedMeanwhile):
        yearly.adopt_year(by=olga, plan_id=plan.id, now=NOW)


def test_a_line_is_dropped_and_taken_up_again_and_asks_for_reasons() -> None:
    olga = acting_as(OLGA)
    plan = yearly.begin_year(by=olga, year=2026, now=NOW)
    number = a_task(title="Late comer")
    item = yearly.add_item(by=olga, plan_id=plan, label="", task=number, reason="new", now=NOW)
    with pytest.raises(TaskRefused):
        yearly.add_item(by=olga, plan_id=plan, label="", task=number, reason="twice", now=NOW)
    with pytest.raises(TaskRefused):
        yearly.drop_item(by=olga, item_id=item, reason=" ", now=NOW)
    yearly.drop_item(by=olga, item_id=item, reason="why", now=NOW)
    with pytest.raises(ChangedMeanwhile):
        yearly.drop_item(by=olga, item_id=item, reason="why", now=NOW)
    yearly.restore_item(by=olga, item_id=item, reason="money again", now=NOW)
    assert yearly.year_of_item(item).year == 2026


def test_an_industry_has_its_own_plan_of_a_year() -> None:
    olga = acting_as(OLGA)
    number = a_task(title="Hydrogen", industry="hydrogen")
    a_task(title="Elsewhere")
    yearly.begin_year(by=olga, year=2026, industry="hydrogen", now=NOW)
    plan = yearly.year_plan(2026, "hydrogen")
    assert plan is not None and [item.task for item in plan.items] == [number]
    assert yearly.year_plan(2026) is None
    for year in (2026, 1999):
        with pytest.raises(TaskRefused):
            yearly.begin_year(by=olga, year=year, industry="hydrogen", now=NOW)
    with pytest.raises(PermissionDenied):
        yearly.begin_year(by=acting_as("henry"), year=2030, now=NOW)


def test_the_rules_come_from_the_pack() -> None:
    known = rules()
    assert (known.case_type, known.group, known.audit_share) == ("task", "leading", 0.2)
    assert known.blocker("power").days == 20 and known.blocker("land").days == 30
    assert str(known.blocker("unheard").label) == "unheard"
    assert actions.organisation_of_post(OWNER) == "org.industry"
    assert proof().name == "proof.txt"


# What is of the whole region


def of_a_district(role: str, organisation: str = "org.lamp") -> Actor:
    """Somebody whose only post is for one district."""
    code, place = f"small.{role}.{organisation}", "990101"
    user = create_user(username=code, role=MEMBER, now=NOW)
    new = NewPost(code, Text("区岗位", "District post"), role, organisation=organisation, place=place)
    make_post(by=SYSTEM, new=new, now=NOW)
    give_post(by=SYSTEM, post=code, user_id=user, start_on=date(2025, 1, 1), now=NOW)
    return acting_as(code)


def test_a_districts_office_and_leader_have_no_hand_in_the_citys_meeting() -> None:
    held, office, leader = a_meeting(), of_a_district("office"), of_a_district("leader")
    for act in (
        lambda: meetings.call_meeting(by=office, group="leading", title="x", held_on=TODAY, now=NOW),
        lambda: agenda.draw_agenda(by=office, meeting_id=held.meeting, now=NOW),
        lambda: meetings.write_minutes(by=office, meeting_id=held.meeting, opening="x", items={}, seen=0, now=NOW),
        lambda: meetings.adopt_minutes(by=leader, meeting_id=held.meeting, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_groups_own_office_prepares_and_leaders_with_a_seat_decide() -> None:
    held = a_meeting()
    office, member = of_a_district("office", "org.science"), of_a_district("office", "org.industry")
    with pytest.raises(PermissionDenied):  # a seat is not the group's office
        meetings.write_minutes(by=member, meeting_id=held.meeting, opening="x", items={}, seen=0, now=NOW)
    meetings.write_minutes(by=office, meeting_id=held.meeting, opening="x", items={}, seen=0, now=NOW)
    with pytest.raises(PermissionDenied):
        meetings.adopt_minutes(by=of_a_district("leader"), meeting_id=held.meeting, now=NOW)
    seated = of_a_district("leader", "org.new_area")
    assert len(meetings.adopt_minutes(by=seated, meeting_id=held.meeting, now=NOW)) == 1


def test_audits_reports_and_year_plans_of_the_region_are_not_a_districts() -> None:
    closed(a_task())
    office, lead = of_a_district("office"), of_a_district("chain_lead")
    plan = yearly.begin_year(by=acting_as(OLGA), year=2026, now=NOW)
    for act in (
        lambda: auditing.draw_audit(by=office, start=TODAY, end=TODAY, share=1.0, seed=1, now=NOW),
        lambda: reporting.take_report(by=lead, kind="month", on=TODAY, now=NOW),
        lambda: yearly.begin_year(by=office, year=2027, now=NOW),
        lambda: yearly.add_item(by=lead, plan_id=plan, label="x", reason="x", now=NOW),
        lambda: yearly.adopt_year(by=lead, plan_id=plan, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
