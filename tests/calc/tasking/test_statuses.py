"""A task's light from evidence and time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.tasking import Node, Report, Task, TaskingRefused, expected_share, share_done, task_status

NAN = float("nan")
PLAIN = Task(0, 100)
SHARES = st.floats(0, 1)


def reported(share, *, day=10, evidenced=True):
    return replace(PLAIN, reports=(Report(day, share, evidenced),))


def light(task, today):
    return task_status(task, today).state.value


def test_the_ladder_is_that_of_targets():
    # Half is due on day 50: 0.525 is 1.05 of it, 0.475 is 0.95, 0.3 is 0.6.
    lights = [light(reported(share), 50) for share in (0.525, 0.52, 0.475, 0.47, 0.3, 0.29)]
    assert lights == ["ahead", "on_course", "on_course", "behind", "behind", "off_course"]


@given(SHARES, SHARES, st.floats(15, 100))
def test_more_evidence_never_turns_a_light_worse(one, other, today):
    ladder = ["off_course", "behind", "on_course", "ahead"]
    low, high = sorted((one, other))
    assert ladder.index(light(reported(low), today)) <= ladder.index(light(reported(high), today))


@given(SHARES, st.floats(15, 200), st.floats(15, 200))
def test_time_alone_never_turns_a_light_better(share, one, other):
    ladder = ["off_course", "behind", "on_course", "ahead"]
    early, late = sorted((one, other))
    assert ladder.index(light(reported(share), early)) >= ladder.index(light(reported(share), late))


def test_words_without_evidence_count_for_nothing_and_are_told():
    status = task_status(replace(PLAIN, reports=(Report(10, 0.3), Report(40, 0.9, evidenced=False))), 50)
    assert (status.state, status.done.shown, status.done.claimed) == ("behind", 0.3, 0.9)
    assert "60 % is claimed without evidence" in status.why.en
    assert "口头" in status.why.zh


def test_past_the_due_day_the_best_is_behind_until_all_is_shown():
    assert light(reported(0.99), 101) == "behind"
    assert light(reported(0.99), 100) == "on_course"
    assert light(reported(0.2), 101) == "off_course"
    waiting = task_status(reported(1.0), 101)
    assert (waiting.state, waiting.why.en) == ("on_course", "all shown, days late: 1; waiting to be closed")


def test_past_the_due_day_without_a_word_is_off_course_and_before_it_unknown():
    assert light(PLAIN, 99) == "unknown"
    status = task_status(PLAIN, 130)
    assert (status.state, status.late_days) == ("off_course", 30)
    assert np.isnan(status.done.shown)


def test_closed_with_evidence_is_reached_and_its_lateness_is_kept():
    status = task_status(replace(PLAIN, closed=120), 500)
    assert (status.state, status.late_days, status.why.en) == ("reached", 20, "closed with evidence, 20 days late")
    assert task_status(replace(PLAIN, closed=90), 500).late_days == 0


@pytest.mark.parametrize(
    "task",
    [replace(PLAIN, cancelled=True), Task(0, NAN), Task(NAN, NAN), Task(NAN, 100), replace(PLAIN, reports=())],
    ids=["cancelled", "no due day", "no days", "no start", "no word"],
)
def test_what_cannot_be_judged_is_unknown_with_its_reason(task):
    status = task_status(task, 50)
    assert status.state == "unknown" and status.why.zh and status.why.en


def test_a_young_task_is_not_judged_unless_it_is_ahead():
    assert light(reported(0.0), 9) == "unknown"
    assert light(reported(0.0), 10) == "off_course"
    assert light(reported(0.2), 9) == "ahead"


def test_weighted_nodes_set_the_pace():
    steps = (Node(100, 1), Node(50, 3, 1, evidenced=True))
    task = Task(0, 100, steps)
    assert share_done(task).shown == 0.75
    assert [expected_share(task, day) for day in (-5, 0, 25, 50, 75, 100, 200)] == [0, 0, 0.375, 0.75, 0.875, 1, 1]
    # 0.75 of 0.775 due on day 55, and of 0.8 due on day 60.
    assert (light(task, 55), light(task, 60)) == ("on_course", "behind")


def test_nodes_due_on_one_day_are_all_due_on_it():
    task = Task(0, 100, (Node(50), Node(50), Node(100, 2)))
    assert [expected_share(task, day) for day in (25, 49.999999, 50)] == pytest.approx([0.25, 0.5, 0.5], abs=1e-6)


def test_nodes_without_days_leave_the_pace_to_start_and_due_day():
    assert expected_share(Task(0, 100, (Node(NAN), Node(50))), 30) == 0.3
    assert expected_share(Task(10, 10), 10) == 1


def test_a_node_nobody_has_spoken_of_lowers_the_coverage_and_is_not_done():
    done = share_done(Task(0, 9, (Node(3, 1, NAN), Node(6, 1, 1, True))))
    assert (done.shown, done.coverage) == (0.5, 0.5)
    assert np.isnan(share_done(Task(0, 9, (Node(3, 1, NAN),))).shown)


@pytest.mark.parametrize(
    "task",
    [
        Task(10, 5),
        Task(0, 9, (Node(3, 0),)),
        Task(0, 9, (Node(3, 1, 1.2),)),
        Task(0, 9, (), (Report(1, -0.1),)),
    ],
    ids=["due before start", "no weight", "more than all", "less than nothing"],
)
def test_a_task_that_cannot_be_is_refused(task):
    with pytest.raises(TaskingRefused) as refused:
        task_status(task, 5)
    assert refused.value.message.zh and refused.value.message.en


def test_a_report_counts_while_nothing_is_known_of_any_node_and_all_is_expected_of_what_is_due() -> None:
    task = Task(0, 100, nodes=(Node(400, 1, NAN),), reports=(Report(90, 0.4, True),))
    assert share_done(task).shown == 0.4
    assert expected_share(task, 100) == 1.0
