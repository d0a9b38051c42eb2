"""After aggregation: bonus and malus, ceilings, vetoes, places, ties and grades."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.schemes.examples import THREE_GRADES, UNKNOWN, number, plain, run, step, text, truth
from tidehead.calc.labels import Label
from tidehead.calc.schemes import Adjustment, Band, Boards, Effect, Missing, Scheme, SchemeRefused, Veto, prepare

BONUS = Adjustment("brands", Label("品牌"), "3 * brands", ceiling=10)
MALUS = Adjustment("fines", Label("处罚"), "5 * fines", is_malus=True)
ACCIDENT = Veto("accident", Label("安全事故"), "accidents > 0", Effect.GRADE, "C")


def adjusted(**more: object) -> Scheme:
    return plain("x", number("brands"), number("fines"), adjustments=(BONUS, MALUS), **more)


def graded(*vetoes: Veto, **more: object) -> Scheme:
    return plain("x", number("accidents"), truth("closed"), vetoes=vetoes, grades=THREE_GRADES, **more)


def test_bonus_is_added_and_malus_taken_each_under_its_own_ceiling() -> None:
    done = run(adjusted(), x=[0.5, 0.5], brands=[2, 5], fines=[0, 3])
    assert done.adjusted.tolist() == [[6, 0], [10, -15]]  # 3·5 is held at 10
    assert done.score.tolist() == [50 + 6, 50 + 10 - 15]
    assert step(done, "ceilings").count == 1


def test_common_ceilings_hold_all_bonuses_and_all_maluses_together() -> None:
    done = run(adjusted(bonus_ceiling=8, malus_ceiling=12), x=[0.5], brands=[5], fines=[3])
    assert done.adjustments.tolist() == [8 - 12]
    assert step(done, "ceilings").count == 1 + 1 + 1


def test_a_bonus_never_takes_and_a_malus_never_gives() -> None:
    done = run(adjusted(), x=[0.5], brands=[-2], fines=[-1])
    assert done.score.tolist() == [50]
    assert "below 0 taken as 0: 1" in step(done, "bonus").what.en


def test_an_unknown_bonus_gives_no_score_unless_no_record_means_none() -> None:
    done = run(adjusted(), x=[0.5], brands=[UNKNOWN], fines=[0])
    assert np.isnan(done.score[0]) and "brands" in done.reasons[0][0].en
    lenient = replace(adjusted(), adjustments=(replace(BONUS, missing=Missing.ZERO), MALUS))
    done = run(lenient, x=[0.5], brands=[UNKNOWN], fines=[0])
    assert done.score.tolist() == [50] and not done.reasons
    assert "no record taken as 0: 1" in step(done, "bonus").what.en


def test_an_unknown_bonus_changes_nothing_where_the_others_reach_the_common_ceiling() -> None:
    other = Adjustment("prizes", Label("奖项"), "2 * prizes")
    made = plain("x", number("brands"), number("prizes"), adjustments=(BONUS, other), bonus_ceiling=6)
    done = run(made, x=[0.5, 0.5], brands=[2, 1], prizes=[UNKNOWN, UNKNOWN])
    assert done.score[0] == 50 + 6 and np.isnan(done.score[1])


FAULTS = Adjustment("faults", Label("督察问题"), "0.3 * central + 0.2 * local", is_malus=True, missing=Missing.ZERO)


@pytest.mark.parametrize(
    "points",
    [
        FAULTS.points,
        "least(0.3 * central, 5) + 0.2 * local",
        "greatest(central, local)",
        "case when central > 0 then 5 when local > 0 then 3 else 0 end",
    ],
)
def test_one_blank_datum_of_several_does_not_wipe_out_what_the_others_say(points: str) -> None:
    made = plain("x", number("central"), number("local"), adjustments=(replace(FAULTS, points=points),))
    with pytest.raises(SchemeRefused) as refused:
        prepare(made)
    (problem,) = refused.value.problems
    assert problem.where == "adjustments.faults.points" and "coalesce(central, 0)" in problem.message.en
    guarded = points.replace("central", "coalesce(central, 0)").replace("local", "coalesce(local, 0)")
    done = run(replace(made, adjustments=(replace(FAULTS, points=guarded),)), x=[0.5], central=[5], local=[UNKNOWN])
    assert done.adjustments[0] < 0


def test_a_veto_on_a_sum_is_asked_for_its_blanks_too_and_one_on_either_is_not() -> None:
    of_sum = replace(ACCIDENT, when="central + local > 3", missing=Missing.ZERO)
    with pytest.raises(SchemeRefused, match="vetoes.accident.when"):
        prepare(plain("x", number("central"), number("local"), vetoes=(of_sum,), grades=THREE_GRADES))
    either = replace(of_sum, when="central > 3 or local > 3")
    made = plain("x", number("central"), number("local"), vetoes=(either,), grades=THREE_GRADES)
    assert run(made, x=[1.0], central=[5], local=[UNKNOWN]).met.tolist() == [[1]]


def test_what_is_above_a_target_is_one_quantity_and_nothing_while_either_is_blank() -> None:
    above = Adjustment("more", Label("超额"), "3 * greatest(reached - target, 0)", missing=Missing.ZERO)
    made = plain("x", number("reached"), number("target"), adjustments=(above,))
    done = run(made, x=[0.5] * 3, reached=[9, 9, UNKNOWN], target=[7, UNKNOWN, 7])
    assert done.adjustments.tolist() == [3 * (9 - 7), 0, 0]


def test_a_column_that_only_no_record_rules_use_may_be_absent_and_the_run_says_so() -> None:
    made = plain("x", number("fines"), adjustments=(replace(MALUS, missing=Missing.ZERO),))
    done = run(made, x=[0.5])
    assert done.score.tolist() == [50]
    assert "fines" in step(done, "values").what.en


def test_a_veto_gives_its_grade_whatever_the_score_and_the_unit_still_counts() -> None:
    done = run(graded(ACCIDENT), x=[1.0, 0.9, 0.8, 0.7, 0.6], accidents=[1, 0, 0, 0, 0], closed=[0] * 5)
    assert done.rank.tolist() == [1, 2, 3, 4, 5]
    assert done.grade == ("C", "B", "B", "B", "C")  # shares 0.4 0.6 0.8 are within 0.8; nobody takes the first's A
    assert done.vetoed.tolist() == [True, False, False, False, False]
    assert "安全事故" in done.reasons[0][0].zh


def test_an_undecided_veto_gives_no_grade_and_says_what_would_decide() -> None:
    done = run(graded(ACCIDENT), x=[1.0, 0.9], accidents=[UNKNOWN, 0], closed=[0, 0])
    assert done.grade[0] == "" and done.rank[0] == 1
    assert "it would take: accidents" in done.reasons[0][0].en
    assert np.isnan(done.met[0, 0])


def test_an_undecided_veto_that_could_not_make_it_worse_does_not_matter() -> None:
    milder = Veto("closed", Label("停产"), "closed", Effect.GRADE, "B")
    done = run(graded(ACCIDENT, milder), x=[1.0], accidents=[1], closed=[UNKNOWN])
    assert done.grade == ("C",)
    done = run(graded(ACCIDENT, milder), x=[1.0], accidents=[UNKNOWN], closed=[1])
    assert done.grade == ("",)


def test_an_excluded_unit_is_neither_ranked_nor_counted() -> None:
    out = Veto("closed", Label("停产"), "closed", Effect.EXCLUDE)
    done = run(graded(out), x=[1.0, 0.9, 0.8, 0.7, 0.6, 0.5], accidents=[0] * 6, closed=[1, 0, 0, 0, 0, 0])
    assert np.isnan(done.rank[0]) and done.grade[0] == "" and done.score[0] == 100
    assert done.grade[1:] == ("A", "B", "B", "B", "C")  # five are ranked: 1/5 is A, 4/5 is B


def test_a_unit_that_may_be_excluded_is_not_ranked_either() -> None:
    out = Veto("closed", Label("停产"), "closed", Effect.EXCLUDE)
    done = run(graded(out), x=[1.0, 0.9], accidents=[0, 0], closed=[UNKNOWN, 0])
    assert np.isnan(done.rank[0]) and done.rank[1] == 1 and done.grade[0] == ""
    assert "undecided: not ranked" in done.reasons[0][0].en and "不排名" in done.reasons[0][0].zh


def test_a_veto_may_make_the_score_zero_and_unknown_while_undecided() -> None:
    zero = Veto("closed", Label("停产"), "closed", Effect.ZERO)
    done = run(graded(zero), x=[1.0, 1.0, UNKNOWN], accidents=[0] * 3, closed=[1, UNKNOWN, 1])
    assert done.score[0] == 0 and np.isnan(done.score[1]) and done.score[2] == 0
    assert "undecided: no score" in done.reasons[1][0].en and "没有得分" in done.reasons[1][0].zh


def test_a_veto_without_a_record_is_not_met_where_the_scheme_says_so() -> None:
    done = run(graded(replace(ACCIDENT, missing=Missing.ZERO)), x=[1.0], accidents=[UNKNOWN], closed=[0])
    assert done.grade == ("C",) and done.met.tolist() == [[0]]  # the only unit of its board: share 1 of 1


def test_a_unit_without_a_score_still_has_the_grade_of_a_veto() -> None:
    done = run(graded(ACCIDENT), x=[UNKNOWN], accidents=[2], closed=[0])
    assert np.isnan(done.score[0]) and done.grade == ("C",)


def test_band_ends_are_inclusive_and_units_without_a_score_are_not_counted() -> None:
    scores = [*np.linspace(1, 0.1, 10), UNKNOWN]
    done = run(plain("x", grades=THREE_GRADES), x=scores)
    # ten are ranked: 2 of 10 is 0.2 and still A, 8 of 10 is 0.8 and still B
    assert "".join(done.grade) == "AABBBBBBCC" and done.grade[10] == ""
    assert "1 unranked units not counted" in step(done, "grading").what.en


@pytest.mark.parametrize("size", [3, 7, 10, 30, 49, 100, 1248])
def test_a_share_that_is_exact_on_paper_is_exact_in_the_run(size: int) -> None:
    bands = (Band("A", Label("甲"), 1 / size), Band("B", Label("乙"), (size - 1) / size), Band("C", Label("丙"), 1.0))
    done = run(plain("x", grades=bands), x=list(np.linspace(1, 0, size)))
    assert [done.grade.count(name) for name in "ABC"] == [1, size - 2, 1]


def test_units_that_tie_share_the_better_place_and_its_grade() -> None:
    done = run(plain("x", grades=THREE_GRADES), x=[1.0, 1.0, 0.5, 0.4, 0.3])
    assert done.rank.tolist() == [1, 1, 3, 4, 5]
    assert done.grade == ("A", "A", "B", "B", "C")  # both are at 1/5
    assert step(done, "ties").count == 2 and not step(done, "ties").done


def test_tie_breakers_are_looked_at_in_turn_and_unknown_ones_stand_behind() -> None:
    of = plain(("x", "y"))
    of = replace(of, tie_breakers=("i_x", "i_y"))
    done = run(of, x=[0.2, 0.4, 0.3], y=[0.4, 0.2, 0.3])
    assert done.score.tolist() == [30, 30, 30]
    assert done.rank.tolist() == [3, 1, 2]
    assert step(done, "ties").done and step(done, "ties").count == 3


def test_tie_breakers_compare_values_and_not_rounded_scores() -> None:
    of = replace(plain("x", decimals=0), tie_breakers=("i_x",))
    done = run(of, x=[0.5012, 0.5013])
    assert done.rank.tolist() == [2, 1]


def test_scores_are_ranked_after_rounding() -> None:
    assert run(plain("x", decimals=1), x=[0.50004, 0.5]).rank.tolist() == [1, 1]
    assert run(plain("x"), x=[0.1 + 0.2, 0.3]).rank.tolist() == [1, 1]


def test_grades_by_score_begin_at_their_threshold() -> None:
    bands = (Band("A", Label("甲"), at_least=80), Band("B", Label("乙"), at_least=60), Band("C", Label("丙")))
    done = run(plain("x", grades=bands), x=[0.8, 0.7999999, 0.6, 0.1, UNKNOWN])
    assert done.grade == ("A", "B", "B", "C", "")


def test_shares_are_forced_on_each_board_by_itself() -> None:
    of = plain("x", text("trade"), grades=THREE_GRADES, boards=Boards("trade"))
    done = run(of, x=[1, 0.9, 0.8, 0.7, 0.6, 0.1], trade=["p"] * 5 + ["q"])
    assert done.grade == ("A", "B", "B", "B", "C", "C")  # a board of one: its place is 1 of 1
    assert "1 boards have too few units" in step(done, "grading").what.en
