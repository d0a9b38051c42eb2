"""Outlooks over several stages: chained by hand and by lot, groups held to all, waits, and what is not known."""

import numpy as np
import pytest

from tests.calc.lifecycle.regions import STAGES, THROUGH, region
from tidehead.calc.lifecycle import (
    LifecycleRefused,
    Reason,
    Settings,
    cumulative_incidence,
    law_of,
    learn,
    outlook,
    outlooks,
    project_history,
    pseudo_events,
    stays_in,
    waiting,
    waits,
)

NAN = float("nan")
FEW = Settings(draws=50, fewest=4)


def two_stages():
    """Talks take 1 to 4 days, building 10 or 20; one of four is lost in each."""
    rows = [[0, 1, 11], [0, 2, 22], [0, 3, 13], [0, 4, NAN], [0, NAN, NAN]]
    return project_history(("talks", "building", "production"), rows, as_of=100, gone=[NAN, NAN, NAN, 44, 5])


def test_two_stages_chained_by_hand():
    ahead = outlook(learn(two_stages(), seed=1, settings=FEW), 0, 0, asked=[10, 12, 14, 24])
    # Talks end after 1, 2, 3, 4 days, a fifth each, and a fifth is lost; building takes 10 (2/4), 20 (1/4), or is lost.
    assert ahead.production.value == pytest.approx(4 / 5 * 3 / 4)
    assert ahead.lost.value == pytest.approx(1 / 5 + 4 / 5 * 1 / 4)
    found = [each.value for each in ahead.by]
    by_hand = [0, 2 * 1 / 5 * 2 / 4, 4 * 1 / 5 * 2 / 4, 4 / 5 * 3 / 4]
    np.testing.assert_allclose(found, by_hand, atol=1e-12)


def test_having_waited_leaves_only_what_can_still_happen():
    ahead = outlook(learn(two_stages(), seed=1, settings=FEW), 0, 2)
    # Left are the two that advance after 3 and 4 days, and the one that is lost.
    assert ahead.production.value == pytest.approx(2 / 3 * 3 / 4)


def test_what_ends_well_what_ends_badly_and_what_nobody_saw_add_up_to_one():
    learned = learn(region(400, seed=2, years=3), seed=1)
    for stage in range(3):
        for waited in (0, 20, 60):
            ahead = outlook(learned, stage, waited)
            assert ahead.production.value + ahead.lost.value + ahead.unresolved == pytest.approx(1)
            assert ahead.production.low <= ahead.production.value <= ahead.production.high


def test_for_everyone_the_law_is_the_incidence_of_aalen_and_johansen():
    history = region(200, seed=3)
    learned = learn(history, seed=1)
    stays = stays_in(history, 1)
    found = cumulative_incidence(stays.days, stays.end.astype(float), kinds=3)
    law = law_of(learned, 1)
    np.testing.assert_allclose(law.hazard[0], found.ended / found.at_risk)


def test_the_chain_is_what_many_lots_through_the_same_laws_give():
    history = region(300, seed=8, years=6)
    learned = learn(history, seed=1)
    ahead = outlook(learned, 0, 30, asked=[400, 800])
    lots = np.random.default_rng(11)
    arrivals = [journey(learned, 0, 30, lots) for _ in range(4000)]
    reached = np.array([day for day in arrivals if day is not None])
    assert len(reached) / 4000 == pytest.approx(ahead.production.value, abs=0.025)
    for asked, said in zip((400, 800), ahead.by, strict=True):
        assert (reached <= asked).sum() / 4000 == pytest.approx(said.value, abs=0.025)
    assert np.median(reached) == pytest.approx(ahead.days[1], rel=0.05)


def journey(learned, stage, waited, lots):
    """One project's way by lot, stage after stage, day after day; None where it never arrives."""
    total = -waited
    for place in range(stage, len(learned.laws)):
        law = learned.laws[place]
        for nth, day in enumerate(law.days):
            if place == stage and day <= waited:
                continue
            lot = lots.random()
            advance, *other = law.hazard[0][:, nth]
            if lot < advance:
                total += day
                break
            if lot < advance + sum(other):
                return None
        else:
            return None
    return total


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    held = []
    for seed in range(60):
        ahead = outlook(learn(region(250, seed=seed), seed=seed, settings=Settings(draws=100)), 0, 0)
        held.append(ahead.production.low <= THROUGH <= ahead.production.high)
    # 80 % said; of 60 lots with 80 % chance 40 to 55 come out 99 times in 100.
    assert 40 <= sum(held) <= 56


def test_twice_the_days_everywhere_give_twice_the_days_ahead():
    once = region(150, seed=9)
    twice = project_history(STAGES, once.entered * 2, as_of=once.as_of * 2, gone=once.gone * 2, how=once.how.tolist())
    a, b = (outlook(learn(each, seed=5), 1, wait) for each, wait in ((once, 50), (twice, 100)))
    assert b.production == pytest.approx(a.production)
    assert b.days[1] == pytest.approx(2 * a.days[1], rel=0.02)


def test_the_same_seed_gives_the_same_digits_and_another_seed_the_same_estimate():
    history = region(200, seed=10)
    one, again, other = (outlook(learn(history, seed=seed), 0, 10) for seed in (1, 1, 2))
    assert one == again
    assert one.production.value == other.production.value
    assert one.production.low != other.production.low


def test_several_projects_at_once_are_each_as_alone():
    learned = learn(region(200, seed=12), seed=1)
    together = outlooks(learned, 1, [0, 33, 90], asked=[365])
    assert together == tuple(outlook(learned, 1, waited, asked=[365]) for waited in (0, 33, 90))
    assert waits(learned, 1, [0, 33, 90]) == tuple(waiting(learned, 1, waited) for waited in (0, 33, 90))


def test_at_the_goal_production_is_certain():
    ahead = outlook(learn(region(200, seed=12), seed=1), 3, 100, asked=[1])
    assert (ahead.production.value, ahead.days, ahead.reason) == (1, (0, 0, 0), Reason.REACHED)
    assert ahead.by[0].value == 1


@pytest.mark.parametrize(
    ("projects", "waited", "reason"),
    [(12, 10, Reason.NOT_ENOUGH_HISTORY), (400, 9000, Reason.BEYOND_HISTORY), (400, NAN, Reason.UNKNOWN_INPUT)],
)
def test_without_enough_history_there_is_a_reason_and_no_number(projects, waited, reason):
    ahead = outlook(learn(region(projects, seed=3), seed=1), 0, waited, asked=[10])
    assert ahead.reason == reason
    assert np.isnan([*ahead.production, *ahead.by[0], *ahead.lost, *ahead.days, ahead.unresolved]).all()


def test_an_empty_history_says_so():
    learned = learn(project_history(STAGES, np.empty((0, 4)), as_of=10), seed=1)
    assert outlook(learned, 0, 5).reason == Reason.NOT_ENOUGH_HISTORY
    assert waiting(learned, 0, 5).reason == Reason.NOT_ENOUGH_HISTORY


def test_a_stage_that_is_not_there_and_a_group_of_no_key_are_refused():
    learned = learn(region(200, seed=3), seed=1)
    for call in (outlook, waiting):
        with pytest.raises(LifecycleRefused):
            call(learned, 7, 0)
    with pytest.raises(LifecycleRefused):
        waiting(learned, 3, 0)
    with pytest.raises(LifecycleRefused, match="no group industry"):
        learn(region(20, seed=3), seed=1, by=["industry"])


def with_three_lucky_ones():
    """200 projects of which half are lost in talks, and three of another kind that all advanced on the first day."""
    rows = [[0, 10 + nth % 50, NAN] if nth % 2 else [0, NAN, NAN] for nth in range(200)] + [[0, 1, NAN]] * 3
    gone = [NAN if nth % 2 else 10 + nth % 50 for nth in range(200)] + [NAN] * 3
    return project_history(
        ("talks", "signed", "production"), rows, as_of=500, gone=gone, groups={"size": ["big"] * 200 + ["giant"] * 3}
    )


def test_three_projects_do_not_give_certainty():
    learned = learn(with_three_lucky_ones(), seed=1, by=["size"])
    for group in ((), ("giant",)):
        law = law_of(learned, 0, group)
        advanced = law.hazard[0, 0] * np.concatenate([[1], np.cumprod(1 - law.hazard[0].sum(axis=0))[:-1]])
        assert 0.4 < advanced.sum() < 0.8
    assert learned.ratios[("giant",)].pseudo >= 5


def test_a_group_is_pulled_to_all_the_more_the_less_is_known_of_it():
    learned = learn(region(1000, seed=4, slow=[1, 1, 1, 3]), seed=1, by=["size"])
    slow = learned.ratios[("g3",)]
    raw = slow.seen[2, 0] / slow.expected[2, 0]
    assert raw < slow.ratio[2, 0] < 1
    waits = [outlook(learned, 2, 0, group=group).days[1] for group in (("g0",), (), ("g3",))]
    assert waits == sorted(waits) and waits[0] < waits[2]


def test_a_group_never_seen_or_unknown_is_as_everyone():
    learned = learn(region(300, seed=4, slow=[1, 2]), seed=1, by=["size"])
    everyone = outlook(learned, 0, 10)
    assert outlook(learned, 0, 10, group=["never"]) == everyone == outlook(learned, 0, 10, group=[""])


def test_the_second_level_is_compared_with_the_first():
    history = region(900, seed=14, slow=[1, 3])
    codes = {"size": history.groups["size"], "industry": ["x" if nth % 2 else "y" for nth in range(900)]}
    again = project_history(
        STAGES, history.entered, as_of=history.as_of, gone=history.gone, how=history.how.tolist(), groups=codes
    )
    learned = learn(again, seed=1, by=["size", "industry"])
    assert {len(code) for code in learned.ratios} == {1, 2}
    # Industry was given by turns and tells nothing, so that within a size its ratio is about 1.
    assert all(abs(learned.ratios[(size, kind)].ratio[0, 0] - 1) < 0.15 for size in ("g0", "g1") for kind in "xy")


def test_groups_that_do_not_differ_beyond_chance_are_held_firmly():
    assert pseudo_events(np.array([21.0, 19.0]), np.array([20.0, 20.0])) == 1000
    assert pseudo_events(np.array([100.0, 10.0]), np.array([50.0, 60.0])) == 5


def test_no_chance_passes_one_however_much_faster_a_group_is():
    rows = [[0, 2, NAN]] * 30 + [[0, 1, NAN]] * 30
    history = project_history(("a", "b", "c"), rows, as_of=50, groups={"size": ["slow"] * 30 + ["fast"] * 30})
    law = law_of(learn(history, seed=1, by=["size"]), 0, ["fast"])
    assert (law.hazard >= 0).all() and (law.hazard.sum(axis=1) <= 1 + 1e-12).all()


def test_waits_get_more_unusual_day_by_day_and_are_stuck_at_last():
    learned = learn(region(600, seed=2), seed=1)
    found = [waiting(learned, 0, day) for day in (0, 30, 60, 120, 1000)]
    shares = [each.share.value for each in found]
    assert shares == sorted(shares) and shares[0] == 0
    assert [found[0].state, found[-1].state] == ["usual", "stuck"]
    assert all(each.share.low <= each.share.value <= each.share.high for each in found)
    assert found[0].still > found[2].still > found[-1].still == 0


def test_an_unknown_wait_is_unknown():
    found = waiting(learn(region(200, seed=2), seed=1), 0, NAN)
    assert (found.state, found.reason) == ("unknown", Reason.UNKNOWN_INPUT)
