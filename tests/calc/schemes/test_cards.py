"""One unit's scorecard: every working in both languages, and a sum that can be checked."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.schemes.examples import UNKNOWN, leaf, mu_rule, number, pillar, plain, run, scheme, text, truth
from tidehead.calc.labels import Label
from tidehead.calc.schemes import Adjustment, Band, Boards, Effect, Scorecard, Scoring, Veto, scorecard

FIRMS = {
    "tax": [80.0, 300.0, 50.0],
    "land": [5.0, 5.0, 5.0],
    "output": [500.0, 1000.0, 250.0],
    "load": [250.0, 1000.0, UNKNOWN],
}


def card(unit: int) -> Scorecard:
    return scorecard(run(mu_rule(), **FIRMS), unit)


def test_the_total_is_a_sum_that_a_reader_can_check() -> None:
    # a: 16/20·50 = 40, 100/100·30, 0.5/0.5·20
    assert card(0).total.zh == "亩均税收 40 + 亩均产值 30 + emission 20 = 90"
    assert card(0).total.en == "tax_per_mu 40 + output_per_mu 30 + emission 20 = 90"
    assert card(0).score == 90


def test_an_indicator_shows_its_value_its_base_and_how_it_became_points() -> None:
    (tax, *_) = card(0).indicators
    assert (tax.value, tax.base, tax.normalised, tax.weight, tax.points) == (16, 20, 0.8, 50, 40)
    # the rule holds the ratio at 1.5: 1.5 · 50 = 75 is the most, 75 − 40 = 35 is lost
    assert (tax.at_base, tax.full, tax.lost, tax.place, tax.among) == (50, 75, 35, 2, 3)
    assert tax.mean_points == pytest.approx((40 + 75 + 25) / 3)
    assert tax.origin.text.zh == "亩均税收 = 80万元 ÷ 5亩 = 16万元/亩"
    assert tax.working.zh == "16万元/亩 ÷ 20万元/亩 = 0.8；0.8 × 50 = 40分"
    assert tax.working.en == "16 万元/亩 ÷ 20 万元/亩 = 0.8; 0.8 × 50 = 40 points"
    assert tax.origin.zh is not None and tax.origin.en is not None


def test_a_cap_is_shown_where_it_holds_the_mark() -> None:
    (tax, *_) = card(1).indicators
    assert tax.working.zh == "60万元/亩 ÷ 20万元/亩 = 3，限为1.5；1.5 × 50 = 75分"
    assert (tax.full, tax.lost) == (75, 0)  # more cannot be had


def test_a_filled_mark_says_by_which_rule() -> None:
    emission = card(2).indicators[2]
    assert emission.filled == "mean_score"
    assert emission.working.zh == "缺项，取同组该项平均分：0.75；0.75 × 20 = 15分"
    assert "未知" in emission.origin.text.zh and "unknown" in emission.origin.text.en


def test_the_driver_is_what_costs_most() -> None:
    assert card(0).driver.en == "loses most on “tax_per_mu”: 35 of 75 points (50 at the base)"
    assert card(0).driver.zh == "失分最多的是“亩均税收”：基准分50，封顶75，失35分"
    assert scorecard(run(plain("x"), x=[0.25]), 0).driver.zh == "失分最多的是“i_x”：满分100分，失75分"
    assert "没有失分" in scorecard(run(plain("x"), x=[1.0]), 0).driver.zh
    assert "没有一项" in scorecard(run(plain("x"), x=[UNKNOWN]), 0).driver.zh


def test_without_a_score_there_is_no_sum_but_a_reason() -> None:
    done = scorecard(run(plain("x"), x=[UNKNOWN]), 0)
    assert done.total.zh == "没有得分" and done.reasons and np.isnan(done.score)
    assert done.indicators[0].working.zh == "未知，不能计分"


def decided() -> Scoring:
    made = plain(
        "x",
        number("brands"),
        number("fines"),
        truth("closed"),
        adjustments=(
            Adjustment("brands_bonus", Label("品牌加分", "Brands"), "3 * brands", ceiling=10, clause="第5条"),
            Adjustment("fines_malus", Label("处罚扣分", "Fines"), "5 * fines", is_malus=True),
        ),
        vetoes=(Veto("shut", Label("停产", "Closed"), "closed", Effect.GRADE, "D"),),
        grades=(Band("A", Label("甲"), at_least=60), Band("D", Label("丁"))),
    )
    return run(made, x=[0.5, 0.7], brands=[5, 0], fines=[1, 0], closed=[1, UNKNOWN])


def test_adjustments_and_vetoes_have_their_lines() -> None:
    done = scorecard(decided(), 0)
    bonus, malus = done.adjustments
    assert (bonus.points, malus.points, bonus.clause) == (10, -5, "第5条")
    assert bonus.line.text.zh.endswith("计+10分（上限10）") and "15" in bonus.line.text.zh
    assert malus.line.text.en.endswith("−5 points")
    assert done.total.zh == "i_x 50 + 品牌加分 10 − 处罚扣分 5 = 55"
    assert done.vetoes[0].met is True and "定为D" in done.vetoes[0].line.text.zh
    assert scorecard(decided(), 1).vetoes[0].met is None


def test_a_common_ceiling_is_said_where_the_parts_do_not_add_up() -> None:
    scoring = decided()
    held = run(
        replace(scoring.scheme, bonus_ceiling=4.0), **{k: v.tolist() for k, v in scoring.entries.columns.items()}
    )
    assert scorecard(held, 0).total.zh.endswith("= 49（加减分受合计上限，共计-1）")


def test_a_veto_of_zero_is_the_whole_sum() -> None:
    made = plain("x", truth("closed"), vetoes=(Veto("shut", Label("停产"), "closed", Effect.ZERO),))
    assert scorecard(run(made, x=[0.5], closed=[1]), 0).total.zh == "一票否决，得分为0"


def test_a_board_has_its_label_and_its_own_places() -> None:
    boards = Boards("trade", {"pumps": Label("泵阀", "Pumps")})
    done = run(plain("x", text("trade"), boards=boards), x=[0.5, 0.9, 0.4], trade=["pumps", "shoes", "pumps"])
    first = scorecard(done, 0)
    assert (first.board, first.board_label.zh, first.rank, first.ranked) == ("pumps", "泵阀", 1, 2)
    assert first.indicators[0].place == 1
    assert scorecard(done, 1).board_label.zh == "shoes"


def test_a_value_handed_in_ready_made_says_so() -> None:
    done = scorecard(run(mu_rule(), tax_per_mu=[20.0], output=[100.0], land=[1.0], emission=[0.5]), 0)
    assert done.indicators[0].origin.text.zh == "亩均税收 = 20万元/亩（直接填报）"
    assert done.indicators[0].origin.zh is None


def test_pairs_have_no_parts() -> None:
    tree = pillar("all", 2, leaf("a", "x", 1), leaf("b", "y", 1), aggregation="copeland")
    done = scorecard(run(scheme(tree, number("x"), number("y")), x=[2.0, 1.0], y=[2.0, 1.0]), 0)
    assert done.total.zh == "1（两两比较所得，不分项）"
    assert "两两比较" in done.indicators[0].working.zh


def test_there_is_no_card_of_a_unit_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        scorecard(run(plain("x"), x=[1.0]), 1)
