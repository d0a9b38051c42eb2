"""Scores of firms from outside: parts, intervals, limits, order; and whether lists were good."""

import math
import random

import pytest

from tests.calc.chains.drawn import node
from tidehead.calc.chains import (
    Bound,
    Candidate,
    Part,
    distance_part,
    expansion_part,
    fit_part,
    headroom_part,
    hit_rate,
    hit_rates,
    industry_fit,
    keeps,
    poaching_part,
    ranked,
    relations_part,
    score,
    size_part,
    wilson_interval,
    word_fit,
)
from tidehead.calc.labels import Label

SEAL = node("seal", industries=("3481",), words=("机械密封", "密封件"))
LAND = Bound("land", Label("用地"), "land_mu", 60.0)
TAX = Bound("tax", Label("税收"), "tax_per_mu", 300_000.0, at_most=False)
WHY = Label("因为", "because")


def firm(code: str, land: float | None = None, **parts: float | None) -> Candidate:
    return Candidate(code, tuple(Part(name, value, WHY) for name, value in parts.items()), {"land_mu": land})


# Parts


@pytest.mark.parametrize(
    ("industry", "wanted", "worth"),
    [
        ("3481", ("3481",), 1.0),
        ("3489", ("3481",), 0.75),
        ("3499", ("3481",), 0.4),
        ("2651", ("3481",), 0.0),
        ("3481", ("34",), 1.0),
        ("34", ("3481",), 0.4),
        ("", ("3481",), None),
        ("3481", (), None),
    ],
)
def test_industries_fit_by_how_many_digits_agree(industry: str, wanted: tuple[str, ...], worth: float | None) -> None:
    assert industry_fit(industry, wanted) == worth


def test_a_word_in_the_name_is_worth_more_than_one_in_the_scope() -> None:
    assert word_fit("示例机械密封厂", "", SEAL.words) == (1.0, "机械密封")
    assert word_fit("示例厂", "生产密封件", SEAL.words) == (0.8, "密封件")
    assert word_fit("示例厂", "生产水泵", SEAL.words) == (0.0, "")
    assert word_fit("示例厂", "", SEAL.words) == (None, "")  # a name without the word proves nothing


def test_fit_is_the_mean_of_what_is_known() -> None:
    both = fit_part(SEAL, industry="3489", name="示例厂", scope="密封件")
    assert both.value == pytest.approx((0.75 + 0.8) / 2)
    assert fit_part(SEAL, industry="3481", name="示例厂", scope="").value == 1.0
    assert fit_part(SEAL, industry="", name="", scope="").value is None


def test_growth_is_branches_or_youth_whichever_shows_more() -> None:
    assert expansion_part(branches=3, age_years=20.0).value == 3 / 4
    assert expansion_part(branches=None, age_years=9.0).value == pytest.approx((15 - 9) / (15 - 3))
    assert expansion_part(branches=None, age_years=1.0).value == 1.0
    assert expansion_part(branches=None, age_years=None).value is None


def test_size_home_ties_distance_and_headroom() -> None:
    assert size_part(50.0, (10.0, 50.0, 90.0, 100.0)).value == 2 / 4
    assert size_part(None, (1.0,)).value is None
    assert poaching_part(1.0).value == 0.5
    assert poaching_part(None).value is None
    assert relations_part([(WHY, 0.5), (WHY, 0.5)]).value == 0.75
    assert relations_part([]).value == 0.0
    assert relations_part(None).value is None
    assert distance_part(750.0).value == 0.5
    assert distance_part(None).value is None
    assert headroom_part("land", 15.0, LAND).value == 0.75
    assert headroom_part("land", 90.0, LAND).value == 0.0
    assert headroom_part("land", None, LAND).value is None
    assert headroom_part("tax", 1.0, TAX).value is None  # a floor leaves no room to measure


# Scores


def test_a_score_is_the_weighted_mean_of_its_parts() -> None:
    found = score(firm("a", fit=1.0, size=0.5), {"fit": 3.0, "size": 1.0})
    assert (found.low, found.high) == (0.875, 0.875)  # (3 × 1 + 1 × 0.5) ÷ 4
    assert found.share == (0.75, 0.125)


def test_an_unknown_part_makes_an_interval_not_a_zero() -> None:
    found = score(firm("a", fit=1.0, size=None), {"fit": 3.0, "size": 1.0})
    assert (found.low, found.middle, found.high) == (0.75, 0.875, 1.0)


def test_a_part_that_was_left_out_is_unknown_too() -> None:
    found = score(firm("a", fit=1.0), {"fit": 1.0, "carbon": 1.0})
    assert (found.low, found.high) == (0.5, 1.0)
    assert found.parts[-1].part == "carbon"


@pytest.mark.parametrize("seed", range(20))
def test_what_becomes_known_lies_within_the_interval(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - seeded
    weights = {name: rng.random() + 0.1 for name in ("fit", "size", "land")}
    values = {name: rng.random() for name in weights}
    hidden = {name: None if rng.random() < 0.5 else value for name, value in values.items()}
    before, after = score(firm("a", **hidden), weights), score(firm("a", **values), weights)
    assert before.low - 1e-12 <= after.low <= after.high <= before.high + 1e-12


def test_only_proportions_of_weights_matter() -> None:
    one = firm("a", fit=0.3, size=0.9)
    assert score(one, {"fit": 1.0, "size": 2.0}).low == pytest.approx(score(one, {"fit": 10.0, "size": 20.0}).low)


def test_impossible_weights_and_parts_are_refused() -> None:
    for weights in ({"fit": -1.0}, {"fit": 0.0}, {}, {"fit": math.nan}):
        with pytest.raises(ValueError, match="weights"):
            score(firm("a", fit=1.0), weights)
    with pytest.raises(ValueError, match="between 0 and 1"):
        score(firm("a", fit=1.5), {"fit": 1.0})


# Limits and order


def test_a_limit_that_is_known_to_be_broken_leaves_a_firm_out_and_one_unknown_does_not() -> None:
    kept, out = ranked(
        [firm("big", 80.0, fit=1.0), firm("small", 20.0, fit=0.2), firm("unknown", fit=0.5)], {"fit": 1.0}, [LAND]
    )
    assert [(one.enterprise, one.rank) for one in kept] == [("unknown", 1), ("small", 2)]
    assert [(one.enterprise, one.rank, one.broken) for one in out] == [("big", 0, (LAND,))]
    assert kept[0].unproven == (LAND,)


def test_limits_are_kept_at_their_bound() -> None:
    assert keeps(LAND, 60.0) is True
    assert keeps(LAND, 60.1) is False
    assert keeps(TAX, 300_000.0) is True
    assert keeps(TAX, 299_999.0) is False
    assert keeps(LAND, None) is None
    assert keeps(Bound("x", WHY, "land_mu", math.nan), 1.0) is None


def test_the_order_does_not_hang_on_the_order_of_firms() -> None:
    firms = [firm(code, fit=value) for code, value in (("c", 0.5), ("a", 0.5), ("b", 0.9), ("d", None))]
    expected = [one.enterprise for one in ranked(firms, {"fit": 1.0})[0]]
    assert expected == ["b", "a", "c", "d"]  # a and c before d: as high in the middle, surer below
    for seed in range(5):
        shuffled = firms[:]
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - seeded
        assert [one.enterprise for one in ranked(shuffled, {"fit": 1.0})[0]] == expected


# Were the lists good?


def test_the_interval_is_wilsons_of_the_textbook() -> None:
    # Brown, Cai & DasGupta 2001: of 10 trials with none, the upper end is z² ÷ (n + z²)
    z2 = 1.959963984540054**2
    assert wilson_interval(0, 10) == pytest.approx((0.0, z2 / (10 + z2)))
    with pytest.raises(ValueError):
        wilson_interval(1, 0)
    with pytest.raises(ValueError):
        wilson_interval(3, 2)


def test_hits_among_the_first_against_all() -> None:
    listed = list("abcdefgh")
    found = hit_rate(listed, {"a", "b", "h"}, 4)
    assert (found.tried, found.hits, found.share) == (4, 2, 0.5)
    assert (found.base, found.lift) == (3 / 8, pytest.approx(0.5 / (3 / 8)))
    assert found.low is not None and found.high is not None and found.low < 0.5 < found.high


def test_who_was_not_approached_says_nothing_of_the_list() -> None:
    found = hit_rate(list("abcd"), {"a"}, 2, tried={"a", "c"})
    assert (found.tried, found.hits, found.base) == (1, 1, 0.5)
    nobody = hit_rate(list("abcd"), set(), 2, tried=set())
    assert (nobody.share, nobody.base, nobody.lift) == (None, None, None)


def test_lists_are_judged_by_vintage() -> None:
    found = hit_rates([("2026-01", list("abc")), ("2026-06", list("cba"))], {"a"}, (1, 3))
    assert [rate.hits for rate in found["2026-01"]] == [1, 1]
    assert [rate.hits for rate in found["2026-06"]] == [0, 1]


def test_a_list_names_each_firm_once() -> None:
    with pytest.raises(ValueError):
        hit_rate(["a", "a"], set(), 1)
    with pytest.raises(ValueError):
        hit_rate(["a"], set(), 0)
