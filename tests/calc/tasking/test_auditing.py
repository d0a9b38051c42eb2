"""Audit samples: who is drawn, and what that finds."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.tasking import TaskingRefused, allotted, audit_sample, chance_of_finding, size_needed

STRATA = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), max_size=6)


def tasks(sizes):
    return {name: [f"{name}{nth}" for nth in range(size)] for name, size in sizes.items()}


@given(STRATA, st.data())
def test_the_sample_has_its_size_and_takes_from_every_stratum_as_far_as_it_goes(sizes, data):
    strata = tasks(sizes)
    size = data.draw(st.integers(0, sum(sizes.values())))
    sample = audit_sample(strata, size, seed=1)
    assert len(sample.chosen) == size == len(set(sample.chosen))
    assert sum(chosen for chosen, _ in sample.strata.values()) == size
    filled = [name for name, count in sizes.items() if count]
    if size >= len(filled):
        assert all(sample.strata[name][0] >= 1 for name in filled)
    for name, (chosen, count) in sample.strata.items():
        assert chosen == sum(each.startswith(name) for each in sample.chosen) <= count == sizes[name]


@given(STRATA)
def test_anybody_can_draw_the_sample_again_in_any_order(sizes):
    strata = tasks(sizes)
    mixed = {name: list(reversed(strata[name])) for name in reversed(list(strata))}
    size = sum(sizes.values()) // 2
    assert audit_sample(strata, size, seed=5) == audit_sample(mixed, size, seed=5)


def test_every_task_of_a_stratum_has_the_same_chance():
    drawn = [audit_sample({"a": list("uvwxyz")}, 2, seed=seed).chosen for seed in range(1200)]
    counts = [sum(task in chosen for chosen in drawn) for task in "uvwxyz"]
    # 1,200 draws of 2 of 6: 400 each, deviation √(1200·1/3·2/3) = 16.3
    assert all(abs(count - 400) < 4 * 16.3 for count in counts)


def test_places_go_by_size_and_by_largest_remainder():
    assert allotted({"a": 50, "b": 30, "c": 20}, 10) == {"a": 5, "b": 3, "c": 2}
    assert allotted({"a": 98, "b": 1, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}
    assert allotted({"a": 3, "b": 9, "c": 6}, 2) == {"a": 0, "b": 1, "c": 1}
    assert allotted({}, 0) == {}


@given(st.integers(0, 40), st.data())
def test_the_chance_of_finding_is_the_one_of_drawing_without_putting_back(population, data):
    bad, size = data.draw(st.integers(0, population)), data.draw(st.integers(0, population))
    missed = 1.0
    for drawn in range(size):
        missed *= max(population - bad - drawn, 0) / (population - drawn)
    assert chance_of_finding(population, bad, size) == pytest.approx(1 - missed)


def test_the_published_sample_of_fifty_nine():
    # The well-known rule of discovery sampling (Wilks 1941): 59 drawn at random hold one of the worst 5 % with 95 %,
    # because 1 − 0.95^59 = 0.9515, and 58 do not: 1 − 0.95^58 = 0.9490. Of a large population the two agree.
    assert size_needed(10_000_000, 0.05) == 59
    assert chance_of_finding(10_000_000, 500_000, 59) == pytest.approx(1 - 0.95**59, abs=1e-5)


@given(st.integers(1, 200), st.floats(0.01, 1))
def test_the_size_needed_is_the_smallest_that_does(population, share):
    size = size_needed(population, share)
    bad = int(np.ceil(round(population * share, 9)))
    assert chance_of_finding(population, bad, size) >= 0.95 - 1e-9
    assert chance_of_finding(population, bad, size - 1) < 0.95


def test_nothing_bad_needs_no_sample_and_one_bad_of_few_needs_nearly_all():
    assert size_needed(100, 0) == 0
    assert size_needed(20, 0.01) == 19
    assert chance_of_finding(20, 1, 19) == 1 - comb(19, 19) / comb(20, 19)


def test_samples_that_cannot_be_are_refused():
    for call in (
        lambda: audit_sample({"a": ["1"], "b": ["1"]}, 1, seed=1),
        lambda: audit_sample({"a": ["1"]}, 2, seed=1),
        lambda: audit_sample({"a": ["1"]}, -1, seed=1),
        lambda: chance_of_finding(5, 6, 1),
        lambda: chance_of_finding(5, 1, 6),
        lambda: size_needed(5, 1.5),
        lambda: size_needed(5, 0.5, chance=1.0),
    ):
        with pytest.raises(TaskingRefused):
            call()
