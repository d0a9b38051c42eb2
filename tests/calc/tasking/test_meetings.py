"""Why a task is late, what goes to the meeting, and what changed between two reports."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.tasking import (
    Block,
    EscalationRule,
    Situation,
    TaskingRefused,
    changes,
    delay_split,
    escalations,
)
from tidehead.calc.trajectory import State

BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["land", "money", "power"]), st.integers(-20, 120), st.integers(0, 60), st.booleans()
    ).map(lambda row: Block(row[0], row[1], None if row[3] else row[1] + row[2])),
    max_size=6,
)


def slow_split(start, finish, blocks):
    """Day by day."""
    parts, idle = {}, 0
    for day in range(start, finish):
        kinds = {b.kind for b in blocks if b.start <= day and (b.end is None or day < b.end)}
        idle += bool(kinds)
        for kind in kinds:
            parts[kind] = parts.get(kind, Fraction(0)) + Fraction(1, len(kinds))
    return parts, idle


@given(BLOCKS, st.integers(0, 100), st.integers(0, 150))
def test_blocked_days_and_the_rest_add_up_to_the_delay_exactly(blocks, due, finish):
    delay = delay_split(0, due, finish, blocks)
    parts, idle = slow_split(0, finish, blocks)
    assert delay.blocked == parts
    assert delay.idle == idle == sum(delay.blocked.values())
    assert delay.days == finish - due == sum(delay.blocked.values()) + delay.other


@given(BLOCKS)
def test_the_order_of_the_blocks_does_not_matter(blocks):
    assert delay_split(0, 50, 90, blocks) == delay_split(0, 50, 90, list(reversed(blocks)))


def test_work_that_made_up_for_blocked_days_is_seen():
    delay = delay_split(0, 100, 110, [Block("land", 10, 40)])
    assert (delay.days, delay.blocked, delay.other) == (10, {"land": 30}, -20)


def test_days_that_cannot_be_are_refused():
    for arguments in ((10, 5, 20), (10, 20, 5), (0, 5, 9, [Block("land", 5, 3)])):
        with pytest.raises(TaskingRefused):
            delay_split(*arguments)


RULE = EscalationRule({"land": 15}, other_blocked_days=30)


def grounds(**now):
    return [each.ground.value for each in escalations(Situation(**now), RULE)]


@pytest.mark.parametrize(
    ("below", "at"),
    [
        ({"late": 29}, {"late": 30}),
        ({"blocks": {"land": 14}}, {"blocks": {"land": 15}}),
        ({"blocks": {"money": 29}}, {"blocks": {"money": 30}}),
        ({"forecast_late": 89}, {"forecast_late": 90}),
        ({"silent": 59}, {"silent": 60}),
        ({"unowned": 13}, {"unowned": 14}),
        ({"states": [State.OFF_COURSE]}, {"states": [State.BEHIND, State.OFF_COURSE, State.OFF_COURSE]}),
        ({"states": [State.OFF_COURSE, State.OFF_COURSE, State.BEHIND]}, {"states": [State.OFF_COURSE] * 3}),
    ],
)
def test_a_task_goes_to_the_meeting_on_the_day_a_limit_is_reached_and_not_before(below, at):
    assert grounds(**below) == []
    assert len(grounds(**at)) == 1


def test_all_grounds_are_told_the_most_pressing_first():
    found = escalations(
        Situation(40, {"money": 31, "land": 40}, [State.OFF_COURSE] * 2, 100, 70, 20),
        RULE,
    )
    assert [(each.ground.value, each.over) for each in found] == [
        ("blocked", 25),
        ("blocked", 1),
        ("late", 10),
        ("off_course", 0),
        ("forecast_late", 10),
        ("no_owner", 6),
        ("no_word", 10),
    ]
    assert all(each.words.zh and each.words.en for each in found)


def test_what_is_unknown_or_switched_off_is_no_ground():
    assert grounds() == []
    off = EscalationRule({}, None, None, None, None, None, None)
    assert escalations(Situation(900, {"land": 900}, [State.OFF_COURSE] * 9, 900, 900, 900), off) == ()


def test_every_move_of_a_light_has_its_name():
    before = {"a": State.AHEAD, "b": State.BEHIND, "c": State.REACHED, "d": State.UNKNOWN, "e": State.AHEAD}
    before |= {"f": State.BEHIND, "g": State.BEHIND, "h": State.ON_COURSE}
    after = {"a": State.BEHIND, "b": State.ON_COURSE, "c": State.BEHIND, "d": State.BEHIND, "e": State.UNKNOWN}
    after |= {"f": State.REACHED, "g": State.BEHIND, "i": State.AHEAD}
    assert [(each.task, each.move.value) for each in changes(before, after)] == [
        ("a", "worse"),
        ("c", "reopened"),
        ("i", "new"),
        ("e", "lost_sight"),
        ("h", "gone"),
        ("d", "seen"),
        ("b", "better"),
        ("f", "reached"),
        ("g", "same"),
    ]
