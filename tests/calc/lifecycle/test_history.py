"""What was seen of projects: stays, standing, earlier days, and histories that cannot be."""

import numpy as np
import pytest

from tests.calc.lifecycle.regions import MEAN_DAYS, region
from tidehead.calc.lifecycle import (
    End,
    LifecycleRefused,
    history_of,
    project_history,
    seen_on,
    stage_records,
    standing,
    stays_in,
)

NAN = float("nan")
STAGES = ("talks", "signed", "production")


def test_stays_and_standing_by_hand():
    seen = project_history(
        STAGES,
        [[0, 30, 90], [10, 50, NAN], [5, NAN, NAN], [20, NAN, NAN]],
        as_of=100,
        gone=[NAN, NAN, 45, NAN],
        how=[2, 2, 3, 2],
    )
    talks = stays_in(seen, 0)
    assert talks.days.tolist() == [30, 40, 45 - 5, 100 - 20]
    assert talks.end.tolist() == [End.ADVANCED, End.ADVANCED, End.MOVED, End.UNDER_WAY]
    signed = stays_in(seen, 1)
    assert signed.days.tolist() == [60, 50]
    assert signed.end.tolist() == [End.ADVANCED, End.UNDER_WAY]
    stage, waited = standing(seen)
    assert stage.tolist() == [2, 1, -1, 0]
    np.testing.assert_equal(waited, [10, 50, NAN, 80])


def test_what_happens_later_is_not_seen_on_an_earlier_day():
    whole = region(300, seed=4)
    early = seen_on(whole, 1000.0)
    known = np.isfinite(early.entered)
    assert (early.entered[known] <= 1000).all()
    assert not (early.gone > 1000).any()
    again = project_history(whole.stages, whole.entered, as_of=1000.0, gone=whole.gone, how=whole.how.tolist())
    np.testing.assert_equal(again.entered, early.entered)
    with pytest.raises(LifecycleRefused):
        seen_on(early, 1001.0)


def test_days_of_all_stages_add_up_to_the_whole_way_even_when_a_stage_was_skipped():
    seen = project_history(("a", "b", "c", "d"), [[0, NAN, 70, 100]], as_of=100)
    stays = [stays_in(seen, stage) for stage in range(3)]
    assert [each.days.tolist() for each in stays] == [[70], [0], [30]]
    assert [each.skipped for each in stays] == [0, 1, 0]


def test_before_the_first_known_stage_nothing_was_watched():
    seen = project_history(STAGES, [[NAN, 30, 90]], as_of=100)
    assert len(stays_in(seen, 0).days) == 0
    assert stays_in(seen, 1).days.tolist() == [60]


def test_a_project_that_leaves_after_reaching_the_goal_has_reached_it():
    seen = project_history(STAGES, [[0, 30, 90]], as_of=200, gone=[150])
    assert stays_in(seen, 1).end.tolist() == [End.ADVANCED]
    assert standing(seen)[0].tolist() == [2]


@pytest.mark.parametrize(
    ("entered", "more"),
    [
        ([[30, 10, NAN]], {}),
        ([[0, NAN, 10], [5, 3, NAN]], {}),
        ([[0, 30, NAN]], {"gone": [20]}),
        ([[0, 30]], {}),
        ([[0, 30, NAN]], {"groups": {"size": ["a", "b"]}}),
        ([[0, 30, NAN]], {"gone": [50], "how": int(End.ADVANCED)}),
    ],
    ids=["backwards", "one backwards", "gone before", "too few stages", "codes", "gone by advancing"],
)
def test_a_history_that_cannot_be_is_refused_in_both_languages(entered, more):
    with pytest.raises(LifecycleRefused) as refused:
        project_history(STAGES, entered, as_of=100, **more)
    assert refused.value.message.zh and refused.value.message.en


def test_a_stage_that_is_not_there_has_no_stays():
    seen = project_history(STAGES, [[0, 30, 90]], as_of=100)
    for stage in (-1, 2, 3):
        with pytest.raises(LifecycleRefused):
            stays_in(seen, stage)


def test_the_record_of_a_stage_tells_counts_and_finds_the_days_it_was_made_with():
    records = stage_records(region(3000, seed=5))
    for record, mean in zip(records, MEAN_DAYS, strict=True):
        assert record.stays == record.under_way + record.advanced + record.lost + record.moved
        # The median of a gamma of shape 2 is 0.839 of its mean; days are rounded up.
        assert record.median.low - 2 <= 0.839 * mean + 0.5 <= record.median.high + 2
        assert record.advance.low < record.advance.value < record.advance.high


def test_a_stage_with_few_ends_says_so_instead_of_a_number():
    record = stage_records(project_history(STAGES, [[0, day, NAN] for day in range(1, 10)], as_of=100))[0]
    assert record.reason == "not_enough_history"
    assert np.isnan(record.median.value) and record.advanced == 9


def test_a_groups_own_history_is_its_projects_alone():
    whole = region(50, seed=6, slow=[1, 2])
    rows = [row for row, code in enumerate(whole.groups["size"]) if code == "g1"]
    part = history_of(whole, rows)
    assert part.projects == len(rows) and set(part.groups["size"]) == {"g1"}
    np.testing.assert_equal(part.entered, whole.entered[rows])
