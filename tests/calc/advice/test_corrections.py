"""What a correction would do, and how small one would have to be: by hand and by scoring again."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.attribution.boards import BY_SCORE, BY_SHARES, entries_of, min_max_scheme, two_ratios
from tidehead.calc.advice import AdviceRefused, correction_effect, points_words, sensitivity_of_each_datum
from tidehead.calc.schemes import EntriesRefused, prepare, score
from tidehead.calc.schemes.types import Entries


def firms(*per_mu: float) -> Entries:
    """Firms f0, f1, … whose two ratios are the same number, on 10 mu each."""
    return entries_of({f"f{n}": {"tax": 10 * value, "land": 10.0, "power": 10.0} for n, value in enumerate(per_mu)})


def test_a_corrected_area_is_followed_to_score_rank_grade_and_everybody_else() -> None:
    # f3 (4 and 4: 40 points) shows that it has 5 mu, not 10: 8/10·50 + 4/10·50 = 60 points, level with f2.
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    effect = correction_effect(prepared, firms(10, 8, 6, 4, 2), "f3", {"land": 5.0})
    assert (effect.before.score, effect.before.rank, effect.before.grade) == (pytest.approx(40), 4, "C")
    assert (effect.after.score, effect.after.rank, effect.after.grade) == (pytest.approx(60), 3, "B")
    assert effect.points == {"tax_per_mu": (pytest.approx(20), pytest.approx(40))}
    assert (effect.others, effect.scores_moved) == ((), 0)
    assert effect.sentence.zh == "更正后得分由 40 变为 60，名次由 4 变为 3，等级由 C 变为 B；其他单位的名次和等级不变。"
    labels = {"tax_per_mu": prepared.scheme.indicators[0].label}
    assert points_words(effect.points, labels).zh == "tax_per_mu 20 → 40 分"
    assert points_words({}, labels).en == "no indicator's points change"


def test_those_who_are_passed_are_listed_with_what_they_lose() -> None:
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    effect = correction_effect(prepared, firms(10, 8, 6, 4, 2), "f3", {"tax": 70.0})
    (other,) = effect.others
    assert (other.id, other.name, other.before.rank, other.after.rank) == ("f2", "unit f2", 3, 4)
    assert (other.before.grade, other.after.grade) == ("B", "C")
    assert effect.sentence.en.endswith("rank or grade of 1 other changes with it.")


def test_a_correction_that_moves_the_boards_best_moves_everybodys_score() -> None:
    entries = entries_of({name: {"first": value, "second": 1.0 + n} for n, (name, value) in enumerate(
        (("a", 0.0), ("b", 5.0), ("c", 10.0)))})  # fmt: skip
    effect = correction_effect(prepare(min_max_scheme()), entries, "c", {"first": 8.0})
    assert effect.scores_moved == 1  # b: 5 of 8 instead of 5 of 10; a stays the worst
    assert effect.before.score == effect.after.score


def test_nothing_corrected_changes_nothing_and_taking_a_datum_away_takes_the_score() -> None:
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    same = correction_effect(prepared, firms(10, 8), "f0", {"tax": 100.0})
    assert same.before == same.after
    assert same.points == {}
    gone = correction_effect(prepared, firms(10, 8), "f0", {"land": None})
    assert np.isnan(gone.after.score)
    assert "得分由 100 变为 无" in gone.sentence.zh


def test_a_correction_of_what_is_not_there_or_of_another_kind_is_refused() -> None:
    prepared = prepare(two_ratios(10.0, 10.0))
    with pytest.raises(AdviceRefused, match="no datum"):
        correction_effect(prepared, firms(10, 8), "f0", {"colour": 1.0})
    with pytest.raises(AdviceRefused, match="should be a number"):
        correction_effect(prepared, firms(10, 8), "f0", {"tax": "many"})
    with pytest.raises(EntriesRefused):
        correction_effect(prepared, firms(10, 8), "f0", {"land": -1.0})


def test_the_least_correction_that_changes_the_grade_is_found_both_ways() -> None:
    # 90 points: A from 100, C below 80. Both ratios rise with tax: +10/90 to A, −10/90 to C.
    # Land alone moves half of it: 45·10/land + 45 = 100 at 10·45/55, i.e. −10/55; 80 at 10·45/35, i.e. +10/35.
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SCORE))
    found = {one.variable: one for one in sensitivity_of_each_datum(prepared, firms(9, 3), "f0")}
    assert found["tax"].up == pytest.approx(10 / 90, rel=1e-6)
    assert found["tax"].down == pytest.approx(-10 / 90, rel=1e-6)
    assert found["land"].up == pytest.approx(-10 / 55, rel=1e-6)
    assert found["land"].down == pytest.approx(10 / 35, rel=1e-6)
    assert next(iter(found)) == "tax"  # hangs on the least
    assert sensitivity_of_each_datum(prepared, firms(9, 3), "f0", furthest=0.05)[0].up is None


def test_margins_under_forced_shares_hold_when_the_board_is_scored_again() -> None:
    rng = np.random.default_rng(5)
    entries = firms(*np.round(rng.uniform(3, 12, 20), 2).tolist())
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    order = ["A", "B", "C"]
    row = 7
    now = score(prepared, entries).grade[row]
    for margin in sensitivity_of_each_datum(prepared, entries, "f7"):
        for share, better in ((margin.up, True), (margin.down, False)):
            if share is None:
                continue
            changed = {
                factor: correction_effect(prepared, entries, "f7", {margin.variable: margin.value * (1 + factor)}).after
                for factor in (share, share * 0.999)
            }
            assert (order.index(changed[share].grade) < order.index(now)) is better
            assert changed[share].grade != now
            assert changed[share * 0.999].grade == now


def test_margins_are_found_where_everybody_moves_with_the_datum() -> None:
    entries = entries_of({f"u{n}": {"first": 1.0 + n, "second": 9.0 - n % 4} for n in range(6)})
    prepared = prepare(min_max_scheme(grades=BY_SHARES))
    margins = sensitivity_of_each_datum(prepared, entries, "u3")
    assert any(margin.up or margin.down for margin in margins)
    for margin in margins:
        for share in (margin.up, margin.down):
            if share is not None:
                after = correction_effect(prepared, entries, "u3", {margin.variable: margin.value * (1 + share)}).after
                assert after.grade != score(prepared, entries).grade[3]


def test_a_figure_handed_in_ready_made_has_a_margin_too() -> None:
    # Points per unit of power are given: 4 of 10 is 20 points, with 45 of tax per mu. B from 80: 7 of 10, +75 %.
    entries = entries_of({"a": {"tax": 90.0, "land": 10.0, "tax_per_power": 4.0}})
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SCORE))
    found = {one.variable: one for one in sensitivity_of_each_datum(prepared, entries, "a", furthest=1.0)}
    assert found["tax_per_power"].up == pytest.approx(0.75, rel=1e-6)
    assert found["tax_per_power"].unit == "万元/万千瓦时"


def test_a_scheme_without_grades_has_no_margin_to_one() -> None:
    with pytest.raises(AdviceRefused, match="no grades"):
        sensitivity_of_each_datum(prepare(two_ratios(10.0, 10.0)), firms(9, 3), "f0")
    zero = replace(firms(9, 3), columns={**firms(9, 3).columns, "tax": np.array([0.0, 30.0])})
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SCORE))
    assert "tax" not in {one.variable for one in sensitivity_of_each_datum(prepared, zero, "f0")}
