"""Agreements settled year by year."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.sharing import Agreement, SharingRefused, settle, shares_in

HALVES = {"a": "1/2", "b": "1/2"}
DEAL = Agreement(2025, 2028, {2025: HALVES, 2027: {"a": "0.8", "b": "0.2"}}, base=1000)
MONEY = st.one_of(st.none(), st.integers(-5000, 5000))


def pools(deal, *actual):
    return [(each.pool, each.bound.value) for each in settle(deal, dict(enumerate(actual, deal.first)))]


@given(st.lists(MONEY, min_size=4, max_size=4), MONEY, st.integers(0, 4000), st.integers(0, 9000))
def test_the_parts_of_every_year_add_up_to_its_pool_within_its_bounds(actual, floor, cap, total):
    low = min(abs(floor or 0), cap)
    deal = replace(DEAL, floor=low, cap=cap, total_cap=total)
    years = settle(deal, dict(enumerate(actual, 2025)))
    assert [each.year for each in years] == [2025, 2026, 2027, 2028]
    assert sum(each.pool or 0 for each in years) <= total
    for each in years:
        if each.pool is None:
            assert set(each.parts.values()) == {None}
        else:
            assert sum(each.parts.values()) == each.pool
            assert 0 <= each.pool <= cap
            assert each.pool >= low or each.bound == "total_cap"


def test_the_gain_over_the_base_is_shared_and_a_loss_is_not():
    assert pools(DEAL, 1500, 1000, 200, 1001) == [
        (500, "gain"),
        (0, "nothing_gained"),
        (0, "nothing_gained"),
        (1, "gain"),
    ]


def test_floor_cap_and_the_cap_of_the_term():
    assert pools(replace(DEAL, floor=100), 1050, 1100, 900, 1200) == [
        (100, "floor"),
        (100, "gain"),
        (100, "floor"),
        (200, "gain"),
    ]
    assert pools(replace(DEAL, cap=300, total_cap=700), 2000, 1200, 2000, 2000) == [
        (300, "cap"),
        (200, "gain"),
        (200, "total_cap"),
        (0, "total_cap"),
    ]


def test_an_unknown_year_stays_unknown_and_leaves_the_cap_of_the_term_unknown():
    assert pools(DEAL, 1500, None, 1500, 1500) == [
        (500, "gain"),
        (None, "unknown"),
        (500, "gain"),
        (500, "gain"),
    ]
    assert pools(replace(DEAL, total_cap=900), 1500, None, 1500, 1500)[2:] == [(None, "after_unknown")] * 2
    assert settle(DEAL, {})[0].parts == {"a": None, "b": None}


def test_shares_change_in_the_agreed_year():
    assert shares_in(DEAL, 2026) == HALVES
    assert settle(DEAL, {2026: 1100, 2027: 1100})[1].parts == {"a": 50, "b": 50}
    assert settle(DEAL, {2026: 1100, 2027: 1100})[2].parts == {"a": 80, "b": 20}


def test_years_outside_the_term_share_nothing():
    assert {each.year for each in settle(DEAL, {2020: 9999, 2030: 9999})} == {2025, 2026, 2027, 2028}


@pytest.mark.parametrize(
    "change",
    [
        {"last": 2024},
        {"shares": {2026: HALVES}},
        {"shares": {2025: HALVES, 2030: HALVES}},
        {"shares": {2024: HALVES, 2025: HALVES}},
        {"shares": {2025: {"a": "0.5"}}},
        {"floor": -1},
        {"floor": 10, "cap": 5},
        {"total_cap": -5},
    ],
    ids=["term", "no first year", "after", "before", "no whole", "negative floor", "floor above cap", "negative cap"],
)
def test_an_agreement_that_cannot_be_is_refused(change):
    with pytest.raises(SharingRefused) as refused:
        settle(replace(DEAL, **change), {})
    assert refused.value.message.zh and refused.value.message.en
