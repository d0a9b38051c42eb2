"""Credit of shared projects, claims counted once, and mutual counting."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.sharing import (
    Claim,
    Hosted,
    Shared,
    SharingRefused,
    count_once,
    mutual_counting,
    split_credit,
)

AMOUNT = st.one_of(st.none(), st.integers(0, 10**12))
PROJECTS = st.lists(st.tuples(AMOUNT, st.integers(0, 10)), max_size=12)
CLAIMS = st.lists(
    st.builds(Claim, st.sampled_from("pq"), st.sampled_from("abc"), st.integers(2024, 2026), AMOUNT), max_size=10
)


def shared(rows):
    return [
        Shared(f"p{nth}", amount, {"host": Fraction(tenth, 10), "origin": Fraction(10 - tenth, 10)})
        for nth, (amount, tenth) in enumerate(rows)
    ]


@given(PROJECTS)
def test_what_the_parties_count_adds_up_to_what_the_region_counts(rows):
    credit = split_credit(shared(rows))
    assert sum(each.amount or 0 for each in credit.parties.values()) == (credit.region.amount or 0)
    assert sum(each.projects for each in credit.parties.values()) == credit.region.projects == len(rows)


@given(PROJECTS)
def test_an_unknown_amount_is_told_and_is_not_zero(rows):
    region = split_credit(shared(rows)).region
    known = [amount for amount, _ in rows if amount is not None]
    assert (region.known, region.count) == (len(known), len(rows))
    assert region.amount == (sum(known) if known or not rows else None)


def test_a_party_without_a_share_counts_nothing():
    credit = split_credit([Shared("p", 100, {"a": "1", "b": "0"})])
    assert set(credit.parties) == {"a"}


def test_a_project_given_twice_is_refused():
    with pytest.raises(SharingRefused, match="twice"):
        split_credit([Shared("p", 1, {"a": "1"}), Shared("p", 1, {"b": "1"})])
    with pytest.raises(SharingRefused, match="twice"):
        mutual_counting([Hosted("p", "a"), Hosted("p", "b")])


@given(CLAIMS, st.randoms(use_true_random=False))
def test_every_project_is_counted_once_and_every_claim_is_told_whatever_the_order(claims, shuffler):
    mixed = list(claims)
    shuffler.shuffle(mixed)
    found = count_once(claims)
    assert found == count_once(mixed)
    assert [each.project for each in found] == sorted({claim.project for claim in claims})
    assert sum(len(each.claims) for each in found) == len(claims)
    for each in found:
        assert each.year == min(claim.year for claim in claims if claim.project == each.project)
        counted = [claim.party for claim, fate in each.claims if fate == "counted"]
        assert len(counted) == len(set(counted))
        assert sum(each.shares.values()) in (0, 1)


def fates(claims, **more):
    return {(claim.party, claim.year): fate.value for claim, fate in count_once(claims, **more)[0].claims}


def test_two_parties_without_an_agreement_contest_and_none_of_them_counts():
    claims = [Claim("p", "a", 2025, 5), Claim("p", "b", 2025, 5)]
    assert fates(claims) == {("a", 2025): "contested", ("b", 2025): "contested"}
    assert count_once(claims)[0].shares == {}
    assert count_once(claims)[0].amount == 5


def test_with_an_agreement_both_count_and_who_has_no_share_is_outside():
    claims = [Claim("p", party, 2025, 5) for party in "abc"]
    assert fates(claims, agreed={"p": {"a": "0.5", "b": "0.5"}}) == {
        ("a", 2025): "counted",
        ("b", 2025): "counted",
        ("c", 2025): "outside",
    }


def test_claims_that_name_different_amounts_give_none_and_say_so():
    found = count_once([Claim("p", "a", 2025, 5), Claim("p", "b", 2025, 6)])[0]
    assert (found.amount, found.differing) == (None, True)
    found = count_once([Claim("p", "a", 2025, 5), Claim("p", "a", 2025, None)])[0]
    assert (found.amount, found.differing) == (5, False)
    assert sorted(fate.value for _, fate in found.claims) == ["counted", "twice"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "a", "b", "c"]), AMOUNT), max_size=12))
def test_the_region_counts_a_mutual_project_once_and_says_what_the_parties_hold_twice(rows):
    found = mutual_counting(Hosted(f"p{nth}", *row) for nth, row in enumerate(rows))
    together = sum(each.amount or 0 for each in found.parties.values())
    assert together == (found.region.amount or 0) + (found.twice.amount or 0)
    assert found.region.count == len(rows)
    assert found.region.known == sum(amount is not None for *_, amount in rows)


def test_a_project_from_the_same_party_is_no_mutual_one():
    found = mutual_counting([Hosted("p", "a", "a", 7)])
    assert (found.parties["a"].amount, found.twice.count) == (7, 0)
