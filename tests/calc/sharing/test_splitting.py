"""Amounts split to the fen: parts sum to the whole, order does not matter."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.sharing import SharingRefused, exact_shares, split_amount

PARTS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any)
AMOUNTS = st.integers(-(10**15), 10**15)


def shares_of(parts):
    return {f"p{nth}": Fraction(part, sum(parts)) for nth, part in enumerate(parts)}


@given(AMOUNTS, PARTS)
def test_the_parts_add_up_to_the_whole_and_nobody_is_a_fen_away_from_the_exact_share(amount, parts):
    shares = shares_of(parts)
    split = split_amount(amount, shares)
    assert sum(split.values()) == amount
    assert all(abs(split[party] - amount * share) < 1 for party, share in shares.items())
    assert all(split[party] == 0 for party, share in shares.items() if share == 0)


@given(AMOUNTS, PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_parties_does_not_matter(amount, parts, shuffler):
    shares = list(shares_of(parts).items())
    mixed = list(shares)
    shuffler.shuffle(mixed)
    assert split_amount(amount, dict(shares)) == split_amount(amount, dict(mixed))


@given(AMOUNTS, PARTS)
def test_what_is_paid_back_is_split_as_what_was_paid(amount, parts):
    shares = shares_of(parts)
    assert split_amount(-amount, shares) == {party: -part for party, part in split_amount(amount, shares).items()}


def test_seats_of_the_textbook_example_of_the_largest_remainder():
    # 100,000 votes and 10 seats, largest remainder by Hare's quota, as in the worked example of Wikipedia's article:
    # 47, 16, 15.8, 12, 6.1 and 3.1 thousand votes give 5, 2, 1, 1, 1, 0 seats.
    votes = {"yellow": 47000, "white": 16000, "red": 15800, "green": 12000, "blue": 6100, "pink": 3100}
    shares = {party: Fraction(count, 100_000) for party, count in votes.items()}
    by_hare = {"yellow": 5, "white": 2, "red": 1, "green": 1, "blue": 1, "pink": 0}
    assert split_amount(10, shares) == dict(sorted(by_hare.items()))


@pytest.mark.parametrize("share", ["0.6", "60%", "3/5", Fraction(3, 5)])
def test_a_share_may_be_written_in_any_exact_way(share):
    assert exact_shares({"a": share, "b": "2/5"})["a"] == Fraction(3, 5)


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"a": "0.5"},
        {"a": "0.6", "b": "0.6"},
        {"a": "-0.5", "b": "1.5"},
        {"a": "half", "b": "0.5"},
        {"a": "1/0"},
        {"a": "1e999999999"},  # would be a number of a billion digits
        {"a": f"{'9' * 5000}/3"},
    ],
    ids=["none", "too little", "too much", "negative", "no number", "by zero", "a power", "endless digits"],
)
def test_shares_that_are_no_whole_are_refused_in_both_languages(shares):
    with pytest.raises(SharingRefused) as refused:
        exact_shares(shares)
    assert refused.value.message.zh and refused.value.message.en


def test_a_float_is_no_exact_share():
    with pytest.raises(SharingRefused, match="float"):
        exact_shares({"a": 0.5, "b": 0.5})
