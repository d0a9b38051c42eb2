"""Tasks of the plan: made, given out, reported with evidence, closed by another, and judged by evidence and time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.support.holders import acting_as
from tests.support.tasks_pages import NOW, OWNER, TODAY, a_passed_node, a_task, blocked, closed, proof, reported
from tidehead.city.cases.actions import verify_all_logs
from tidehead.city.cases.types import CaseRefused, MovedMeanwhile, MoveRefused
from tidehead.city.common.types import Text
from tidehead.city.tasks import actions, blocking, making
from tidehead.city.tasks.models import ProgressReport, Task
from tidehead.city.tasks.queries import (
    closed_commitments,
    reported_done,
    task_by_number,
    task_detail,
    task_of_commitment,
    tasks,
    tasks_at_place,
    tasks_of_organisation,
)
from tidehead.city.tasks.suggesting import pairs_of, unowned
from tidehead.city.tasks.types import (
    ChangedMeanwhile,
    NewReport,
    NewTask,
    TaskFilter,
    TaskInfo,
    TaskNotFound,
    TaskRefused,
    Terms,
)

pytestmark = pytest.mark.django_db
PLAN = "corridor-2022"


def task(number: str) -> TaskInfo:
    return task_by_number(number, now=NOW)


def terms_of(number: str, **changed: object) -> Terms:
    found = task(number)
    known = {name: getattr(found, name) for name in Terms.__dataclass_fields__}
    return Terms(**{**known, **changed})  # type: ignore[arg-type]


# A plan becomes tasks


def test_everything_that_a_plan_promises_and_builds_becomes_a_task_once() -> None:
    olga = acting_as("olga")
    made, waiting = making.make_tasks_of_plan(by=olga, plan=PLAN, year=2026, now=NOW)
    assert made == 16 + 4  # commitments and scheduled works of the demo's plan
    assert waiting == made  # the text names organisations, never posts
    assert making.make_tasks_of_plan(by=olga, plan=PLAN, year=2026, now=NOW) == (0, 0)


def test_what_recurs_is_one_task_a_year() -> None:
    olga = acting_as("olga")
    making.make_tasks_of_plan(by=olga, plan=PLAN, year=2026, now=NOW)
    made, _waiting = making.make_tasks_of_plan(by=olga, plan=PLAN, year=2027, now=NOW)
    assert made == 2  # c-03 and c-11 recur every year
    recurring = tasks(TaskFilter(year=2027), now=NOW)
    assert {one.due_on for one in recurring} == {date(2027, 12, 31)}


def test_a_commitment_keeps_its_measure_its_dates_and_its_responsible_organisations() -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan=PLAN, year=2026, now=NOW)
    number = task_of_commitment(["c-02"])["c-02"]
    found = task(number)
    assert (found.target_value, found.unit, found.measure) == (3.0, "个", "共享中试基地")
    assert (found.start_on, found.due_on) == (date(2022, 1, 1), date(2024, 12, 31))
    assert found.case.lead == "org.science"
    assert {row.organisation.code for row in Task.objects.get(id=found.id).case.bodies.all()} == {"org.new_area"}


def test_a_commitment_is_no_second_task() -> None:
    olga = acting_as("olga")
    first = making.make_task(by=olga, new=NewTask("一", commitment="c-01", key="a"), now=NOW)
    assert making.make_task(by=olga, new=NewTask("一", commitment="c-01", key="a"), now=NOW) == first
    with pytest.raises(TaskRefused, match="已经列为任务"):
        making.make_task(by=olga, new=NewTask("二", commitment="c-01", key="b"), now=NOW)
    assert Task.objects.filter(commitment__code="c-01").count() == 1


@pytest.mark.parametrize("username", ["henry", "ann", "lena", "bob", "erin", "fred"])
def test_only_an_office_makes_tasks(username: str) -> None:
    with pytest.raises(PermissionDenied):
        making.make_task(by=acting_as(username), new=NewTask("x"), now=NOW)


def test_terms_that_cannot_be_are_refused() -> None:
    olga = acting_as("olga")
    backwards = NewTask("x", start_on=date(2026, 2, 1), due_on=date(2026, 1, 1))
    for new in (backwards, NewTask("x", weight=0), NewTask("  ")):
        with pytest.raises(TaskRefused):
            making.make_task(by=olga, new=new, now=NOW)
    with pytest.raises(TaskNotFound):
        making.make_task(by=olga, new=NewTask("x", commitment="nothing"), now=NOW)
    with pytest.raises(TaskNotFound):
        making.make_tasks_of_plan(by=olga, plan="nothing", year=2026, now=NOW)


# Owners


def test_what_has_no_owner_waits_with_suggestions_and_reasons() -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan=PLAN, year=2026, now=NOW)
    waiting = {one.task.commitment: one for one in unowned(now=NOW)}
    assert waiting["c-02"].suggestions[0].organisation == "org.science"  # the plan names it
    assert "plan names" in waiting["c-02"].suggestions[0].why.en
    # 统筹节能降耗 (its duty) and 四十家企业节能改造 share 节能
    assert waiting["c-13"].suggestions[0].organisation == "org.development"


def test_neighbouring_signs_are_compared_without_a_dictionary() -> None:
    assert pairs_of("节能 降耗") == {"节能", "能降", "降耗"}
    assert pairs_of("a") == frozenset()


def test_an_owner_is_given_and_changed_and_the_case_is_theirs() -> None:
    number = a_task(lead="", owner="")
    assert task(number).case.state == "unassigned"
    actions.assign_task(by=acting_as("olga"), number=number, lead="org.industry", owner=OWNER, now=NOW)
    assert (task(number).case.state, task(number).case.owner) == ("assigned", OWNER)
    actions.assign_task(
        by=acting_as("olga"), number=number, lead="org.development", owner="development.handler", now=NOW
    )
    assert (task(number).case.lead, task(number).case.owner) == ("org.development", "development.handler")
    with pytest.raises(TaskRefused):
        actions.assign_task(by=acting_as("olga"), number=number, lead="org.industry", owner="", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.assign_task(by=acting_as("henry"), number=number, lead="org.industry", owner=OWNER, now=NOW)


def test_of_many_that_are_given_out_one_that_cannot_stops_no_other() -> None:
    good, bad = a_task(lead="", owner=""), "TSK-0000-00000"
    results = actions.assign_many(
        by=acting_as("olga"), given=[(bad, "org.industry", OWNER), (good, "org.industry", OWNER)], now=NOW
    )
    assert [(number, text is None) for number, text in results] == [(bad, False), (good, True)]


# Progress


def test_progress_with_evidence_counts_and_without_it_is_only_claimed() -> None:
    number = a_task()
    reported(number, 0.4)
    reported(number, 0.8, with_proof=False)
    standing = task(number).standing
    assert (standing.share, standing.claimed) == (0.4, 0.8)
    # 181 of 364 days are gone: 0.4 / 0.497 = 0.80 of what is due
    assert standing.expected == pytest.approx(181 / 364)
    assert standing.status == "behind"
    assert "claimed without evidence" in standing.why.en


def test_a_report_begins_the_task_and_says_in_the_case_how_far_it_is() -> None:
    number = a_task()
    reported(number, 0.5)
    assert task(number).case.state == "in_progress"
    assert task(number).case.fields["progress_share"] == 50.0


def test_a_value_is_a_share_of_the_target() -> None:
    number = a_task()
    report = NewReport(about=TODAY, value=10.0, evidence=proof())
    actions.report_progress(by=acting_as("henry"), number=number, report=report, now=NOW)
    assert task(number).standing.share == 10 / 40


def test_a_wrong_report_is_restated_and_stays() -> None:
    number = a_task()
    wrong = reported(number, 0.9)
    reported(number, 0.2, restates=wrong)
    assert task(number).standing.share == 0.2
    kept = task_detail(number, now=NOW).reports
    assert {(each.share, each.restated) for each in kept} == {(0.9, True), (0.2, False)}
    with pytest.raises(TaskRefused, match="已被更正"):
        reported(number, 0.3, restates=wrong)


def test_the_same_form_sent_twice_reports_once() -> None:
    number = a_task()
    assert reported(number, 0.5, key="k") == reported(number, 0.5, key="k")
    assert len(task_detail(number, now=NOW).reports) == 1


@pytest.mark.parametrize("username", ["hugo", "hilda", "ann", "lena", "bob", "erin", "fred"])
def test_who_has_nothing_to_do_with_a_task_does_not_report_on_it(username: str) -> None:
    number = a_task()
    with pytest.raises(PermissionDenied):
        actions.report_progress(
            by=acting_as(username), number=number, report=NewReport(about=TODAY, share=0.5), now=NOW
        )


def test_an_organisation_beside_the_lead_reports_too() -> None:
    number = a_task(co_owners=("org.development",))
    actions.report_progress(by=acting_as("hugo"), number=number, report=NewReport(about=TODAY, share=0.5), now=NOW)
    assert task(number).case.state == "in_progress"


def test_reports_that_cannot_be_are_refused() -> None:
    number = a_task()
    for report in (
        NewReport(about=TODAY),
        NewReport(about=TODAY, share=1.1),
        NewReport(about=TODAY + timedelta(days=1), share=0.5),
        NewReport(about=TODAY, words="x" * 4001),
        NewReport(about=TODAY, share=0.5, restates=0),
    ):
        with pytest.raises(TaskRefused):
            actions.report_progress(by=acting_as("henry"), number=number, report=report, now=NOW)
    with pytest.raises(TaskRefused, match="还没有责任人"):
        reported(a_task(title="Waits", lead="org.industry", owner=""), 0.5)


def test_a_milestone_is_passed_with_evidence_only() -> None:
    number = a_task()
    a_passed_node(number)
    # one milestone of weight 1, and the end of the task itself: half of the work
    assert task(number).standing.share == 0.5
    olga = acting_as("olga")
    other = actions.add_node(by=olga, number=number, node=making.NewNode(Text("二")), now=NOW)
    with pytest.raises(TaskRefused, match="证明材料"):
        actions.pass_node(by=acting_as("henry"), node_id=other, done_on=TODAY, evidence=None, now=NOW)
    actions.drop_node(by=olga, node_id=other, now=NOW)
    with pytest.raises(TaskRefused, match="不能删除"):
        actions.drop_node(by=olga, node_id=task_detail(number, now=NOW).nodes[0].id, now=NOW)


def test_milestones_of_which_nobody_spoke_are_unknown_and_not_zero() -> None:
    number = a_task()
    actions.add_node(by=acting_as("olga"), number=number, node=making.NewNode(Text("一"), TODAY), now=NOW)
    assert (task(number).standing.share, task(number).standing.status) == (None, "unknown")


def test_a_remark_stands_beside_the_light_and_does_not_change_it() -> None:
    number = a_task()
    before = task(number).standing
    actions.remark_on(by=acting_as("henry"), number=number, status="reached", words="It is green!", now=NOW)
    assert task(number).standing == before
    assert task_detail(number, now=NOW).remarks[0].words == "It is green!"
    with pytest.raises(PermissionDenied):
        actions.remark_on(by=acting_as("hugo"), number=number, status="reached", words="?", now=NOW)


# Dates


def test_moving_a_date_asks_for_a_reason_and_of_two_editors_the_second_is_told() -> None:
    number, olga = a_task(), acting_as("olga")
    later = terms_of(number, due_on=date(2027, 6, 30))
    with pytest.raises(TaskRefused, match="须说明原因"):
        actions.edit_task(by=olga, number=number, terms=later, reason="", seen=0, now=NOW)
    actions.edit_task(by=olga, number=number, terms=later, reason="No line yet", seen=0, now=NOW)
    assert task(number).due_on == date(2027, 6, 30)
    with pytest.raises(ChangedMeanwhile):
        actions.edit_task(by=olga, number=number, terms=terms_of(number, weight=2.0), reason="", seen=0, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.edit_task(
            by=acting_as("henry"), number=number, terms=terms_of(number, weight=2.0), reason="", seen=1, now=NOW
        )


# Done and closed


def test_done_needs_evidence_and_another_person_closes() -> None:
    number, henry, olga = a_task(), acting_as("henry"), acting_as("olga")
    with pytest.raises(MoveRefused):
        actions.report_done(by=henry, number=number, words="All", evidence=None, now=NOW)
    actions.report_done(by=henry, number=number, words="All", evidence=proof(), now=NOW)
    assert task(number).standing.why.en == "all shown, waiting to be closed"
    with pytest.raises(PermissionDenied):
        actions.close_task(by=henry, number=number, finding="fine", now=NOW)
    actions.close_task(by=olga, number=number, finding="fine", now=NOW)
    assert (task(number).case.state, task(number).standing.status) == ("closed", "reached")
    assert verify_all_logs()[1] == ()


def test_whoever_reported_it_done_does_not_close_it() -> None:
    number, olga = a_task(lead="org.science", owner="science.office"), acting_as("olga")
    actions.report_done(by=olga, number=number, words="All", evidence=proof(), now=NOW)
    with pytest.raises((TaskRefused, PermissionDenied)):
        actions.close_task(by=olga, number=number, finding="fine", now=NOW)
    assert task(number).case.state == "done_reported"


def test_a_task_is_sent_back_reopened_and_given_up_with_reasons() -> None:
    number, olga = a_task(), acting_as("olga")
    actions.report_done(by=acting_as("henry"), number=number, words="All", evidence=proof(), now=NOW)
    with pytest.raises(CaseRefused):
        actions.send_back(by=olga, number=number, reason="", now=NOW)
    actions.send_back(by=olga, number=number, reason="Two are missing", now=NOW)
    assert task(number).case.state == "in_progress"
    closed(number)
    actions.reopen_task(by=olga, number=number, reason="Found a third", now=NOW)
    actions.cancel_task(by=olga, number=number, reason="The plan was changed", now=NOW)
    assert (task(number).case.state, task(number).standing.status) == ("cancelled", "unknown")
    with pytest.raises(TaskRefused, match="已结束"):
        reported(number, 0.5)


def test_of_two_who_close_at_once_the_second_is_told() -> None:
    number, olga = a_task(), acting_as("olga")
    actions.report_done(by=acting_as("henry"), number=number, words="All", evidence=proof(), now=NOW)
    seen = task(number).case.seq
    actions.close_task(by=olga, number=number, finding="fine", now=NOW, seen=seen)
    with pytest.raises((MovedMeanwhile, TaskRefused)):
        actions.close_task(by=acting_as("dora"), number=number, finding="fine", now=NOW, seen=seen)


# Standing


def test_a_forecast_needs_four_reports_and_says_how_sure_it_is() -> None:
    number = a_task()
    for month, share in ((1, 0.0), (2, 0.1), (3, 0.3), (4, 0.4)):
        reported(number, share, day=date(2026, month, 1))
    standing = task(number).standing
    assert standing.finish is not None and standing.finish_low is not None
    # 0.4 in 90 days: 0.6 more take 135 days from 1 April on
    assert standing.finish == date(2026, 4, 1) + timedelta(days=135)
    assert standing.finish_low < standing.finish


def test_lateness_is_split_into_blocked_days_by_kind_and_its_own_pace() -> None:
    number = a_task(start_on=date(2026, 1, 1), due_on=date(2026, 6, 1))
    blocked(number, "power", now=NOW - timedelta(days=20))
    standing = task(number).standing
    assert standing.days_late == 30  # from 1 June to 1 July
    assert dict(standing.blocked_days) == {"power": 20.0}
    assert standing.own_days == 30 - 20


def test_a_task_without_dates_or_reports_is_unknown() -> None:
    assert task(a_task(start_on=None, due_on=None)).standing.status == "unknown"
    assert task(a_task(title="New")).standing.status == "unknown"


# Blockers


def test_a_blocker_has_its_own_owner_and_clock_and_the_task_goes_on_when_the_last_is_cleared() -> None:
    number = a_task()
    first, second = blocked(number, "power"), blocked(number, "land", organisation="")
    found = task_detail(number, now=NOW)
    assert found.task.case.state == "blocked"
    assert found.task.blocked_by == ("power", "land")
    by_kind = {each.kind: each.case for each in found.blockers}
    assert by_kind["land"].lead == "org.new_area"  # who clears land by the pack's rules
    assert by_kind["power"].due_at is not None
    blocking.resolve_blocker(by=acting_as("hugo"), blocker=first, words="Laid", now=NOW)
    assert task(number).case.state == "blocked"
    blocking.resolve_blocker(by=acting_as("olga"), blocker=second, words="Bought", now=NOW)
    assert task(number).case.state == "in_progress"


def test_a_blocker_that_is_cleared_on_its_own_page_frees_its_task_with_the_next_round() -> None:
    number = a_task()
    name = blocked(number)
    case = task_detail(number, now=NOW).blockers[0].case
    blocking.move_case(
        by=acting_as("hugo"),
        case_id=case.id,
        transition="resolve",
        seen=case.seq,
        now=NOW,
        fields={"resolution": "Laid"},
    )
    assert blocking.blocked_task(name) == number
    assert blocking.go_on_all(now=NOW) == 1
    assert task(number).case.state == "in_progress"


def test_a_blocker_is_refused_where_it_says_nothing_or_nobody_has_to_clear_it() -> None:
    number, henry = a_task(), acting_as("henry")
    for kind, what, body in (("", "x", "org.city"), ("land", " ", ""), ("money", "x", "")):
        with pytest.raises(TaskRefused):
            blocking.raise_blocker(by=henry, number=number, kind=kind, what=what, organisation=body, now=NOW)
    with pytest.raises(PermissionDenied):
        blocking.raise_blocker(by=acting_as("hilda"), number=number, kind="land", what="x", organisation="", now=NOW)


# What others ask


def test_lists_are_filtered_by_what_people_look_for() -> None:
    number = a_task(list_class="works")
    a_task(title="Elsewhere", lead="org.development", owner="development.handler", place="990103")

    def numbers(**wanted: object) -> set[str]:
        return {one.number for one in tasks(TaskFilter(**wanted), actor=acting_as("henry"), now=NOW)}  # type: ignore[arg-type]

    assert numbers(organisation="org.industry") == {number}
    assert numbers(place="990101") == numbers(list_class="works") == numbers(mine=True) == {number}
    assert numbers(text="Forty") == numbers(text=number) == {number}
    assert numbers(status="reached") == set()
    assert number in numbers(place="990000", open_only=True, state="assigned", origin="own")
    assert [one.number for one in tasks_of_organisation("org.industry", now=NOW)] == [number]
    assert [one.number for one in tasks_at_place("990101", now=NOW)] == [number]


def test_plans_and_the_cockpit_learn_what_is_done() -> None:
    number = a_task(title="Institute", commitment="c-01")
    assert closed_commitments() == reported_done() == frozenset()
    actions.report_done(by=acting_as("henry"), number=number, words="Open", evidence=proof(), now=NOW)
    assert (closed_commitments(), reported_done()) == (frozenset(), {"c-01"})
    actions.close_task(by=acting_as("olga"), number=number, finding="seen", now=NOW)
    assert closed_commitments() == {"c-01"}
    assert task_of_commitment(["c-01", "c-02"]) == {"c-01": number}


def test_an_unknown_task_is_told() -> None:
    for ask in (lambda: task("X"), lambda: task_detail("X", now=NOW), lambda: actions.task_row("X")):
        with pytest.raises(TaskNotFound):
            ask()


# Numbers and keys that come from outside


@pytest.mark.parametrize("number", [1e16, -1e16, float("inf"), float("-inf"), float("nan")])
def test_a_number_beyond_all_measure_is_refused_wherever_it_is_given(number: float) -> None:
    known, henry, olga = a_task(), acting_as("henry"), acting_as("olga")
    with pytest.raises(TaskRefused):
        actions.report_progress(by=henry, number=known, report=NewReport(about=TODAY, value=number), now=NOW)
    for name in ("weight", "target_value"):
        with pytest.raises(TaskRefused):
            actions.edit_task(
                by=olga, number=known, terms=terms_of(known, **{name: number}), reason="", seen=0, now=NOW
            )
        with pytest.raises(TaskRefused):
            making.make_task(by=olga, new=NewTask("x", **{name: number}), now=NOW)  # type: ignore[arg-type]
    with pytest.raises(TaskRefused):
        actions.add_node(by=olga, number=known, node=making.NewNode(Text("半程"), None, number), now=NOW)
    assert task_detail(known, now=NOW).reports == ()


def test_a_stored_number_beyond_all_measure_is_unknown() -> None:
    number = a_task(target_value=5.0)
    reported(number, 0.5, value=3.0)
    Task.objects.update(target_value=1e308)
    ProgressReport.objects.update(value=1e308)
    assert task(number).target_value is None
    assert task_detail(number, now=NOW).reports[0].value is None


def test_a_key_is_one_accounts_on_one_task() -> None:
    first, second = a_task(), a_task(title="Other")
    report = NewReport(about=TODAY, words="Half", key="1" * 500)
    henry, olga = acting_as("henry"), acting_as("olga")
    made = [
        actions.report_progress(by=by, number=number, report=report, now=NOW)
        for by, number in ((henry, first), (henry, second), (olga, first), (henry, first))
    ]
    assert made[3] == made[0] and len(set(made)) == 3
    with pytest.raises(TaskRefused, match="内容不同"):
        actions.report_progress(by=henry, number=first, report=replace(report, words="More"), now=NOW)
