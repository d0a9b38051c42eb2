"""A tree of tasks rolled up by work."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.tasking import TaskingRefused, roll_up

NAN = float("nan")


@st.composite
def trees(draw):
    size = draw(st.integers(1, 20))
    parents = [-1, *(draw(st.integers(-1, nth - 1)) for nth in range(1, size))]
    work = draw(st.lists(st.one_of(st.just(NAN), st.integers(0, 9).map(float)), min_size=size, max_size=size))
    share = draw(st.lists(st.one_of(st.just(NAN), st.floats(0, 1)), min_size=size, max_size=size))
    out = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    return parents, work, share, out


def slow_roll_up(parents, work, share, out, row):
    """Everything below a row, one after another."""
    ancestors = [set() for _ in parents]
    for task in range(len(parents)):
        step = task
        while step != -1:
            ancestors[task].add(step)
            step = parents[step]
    counted = [
        task for task in range(len(parents)) if row in ancestors[task] and not any(out[a] for a in ancestors[task])
    ]
    works = {task: work[task] for task in counted if work[task] > 0}
    known = {task: value for task, value in works.items() if not np.isnan(share[task])}
    whole, seen = sum(works.values()), sum(known.values())
    value = sum(value * share[task] for task, value in known.items()) / seen if seen else NAN
    return value, seen / whole if whole else NAN, whole, len(counted), len(counted) - len(works)


@given(trees())
def test_the_fast_roll_up_is_the_slow_one(tree):
    parents, work, share, out = tree
    found = roll_up(parents, work, share, excluded=out)
    slow = np.array([slow_roll_up(parents, work, share, out, row) for row in range(len(parents))])
    fast = np.column_stack([found.share, found.coverage, found.work, found.tasks, found.without_work])
    np.testing.assert_allclose(fast, slow, atol=1e-12)


def test_the_published_example_of_openproject():
    # Its documentation: 50 h of which 30 h remain is (50 − 30) / 50 = 40 %. And a feature of 50 h that is 30 % done
    # counts more than one of 5 h that is 70 % done: (50·0.3 + 5·0.7) / 55 = 33.6 %. What has no work is ignored, and
    # so is what is rejected.
    assert roll_up([-1, 0, 0], [NAN, 20, 30], [NAN, 1, 0]).share[0] == pytest.approx(0.40)
    found = roll_up([-1, 0, 0, 0, 0], [NAN, 50, 5, NAN, 40], [NAN, 0.3, 0.7, 1.0, 1.0], excluded=[False] * 4 + [True])
    assert found.share[0] == pytest.approx((50 * 0.3 + 5 * 0.7) / 55)
    assert (found.work[0], found.tasks[0], found.without_work[0]) == (55, 4, 2)


def test_a_cancelled_branch_takes_everything_below_it_along():
    found = roll_up([-1, 0, 1, 0], [NAN, NAN, 10, 10], [NAN, NAN, 0.0, 1.0], excluded=[False, True, False, False])
    assert found.share[0] == 1
    assert found.tasks.tolist() == [2, 0, 0, 1]


def test_work_of_which_nothing_is_known_is_told_by_the_coverage():
    found = roll_up([-1, 0, 0], [NAN, 30, 10], [NAN, NAN, 0.5])
    assert (found.share[0], found.coverage[0]) == (0.5, 0.25)
    assert np.isnan(roll_up([-1, 0], [NAN, 5], [NAN, NAN]).share[0])


@given(trees(), st.floats(0.1, 100))
def test_the_unit_of_work_does_not_matter(tree, factor):
    parents, work, share, out = tree
    one, other = (roll_up(parents, np.array(work) * unit, share, excluded=out) for unit in (1, factor))
    np.testing.assert_allclose(one.share, other.share, atol=1e-9)
    np.testing.assert_allclose(one.coverage, other.coverage, atol=1e-9)


@pytest.mark.parametrize(
    ("parents", "work", "share"),
    [
        ([1, 0], [1, 1], [0, 0]),
        ([0], [1], [0]),
        ([-1, 5], [1, 1], [0, 0]),
        ([-2], [1], [0]),
        ([-1], [-1], [0]),
        ([-1], [1], [1.5]),
        ([-1], [1, 2], [0.5]),
    ],
    ids=["ring", "itself", "no such row", "no such row below", "negative work", "too much", "lengths"],
)
def test_a_tree_that_cannot_be_is_refused(parents, work, share):
    with pytest.raises(TaskingRefused):
        roll_up(parents, work, share)


def test_no_tasks_roll_up_to_nothing():
    assert roll_up([], [], []).share.tolist() == []


def test_two_thousand_tasks_in_one_chain_do_not_run_out_of_stack():
    found = roll_up(list(range(-1, 1999)), [1.0] * 2000, [0.5] * 2000)
    assert found.share[0] == 0.5 and found.tasks[0] == 2000
