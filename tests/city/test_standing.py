"""Where targets stand: worked by hand, from the pack's text through the database to the light."""

import math
import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tidehead.city.cli.loading import load_region
from tidehead.city.common.region import current_region
from tidehead.city.evidence.models import Source
from tidehead.city.evidence.queries import all_sources
from tidehead.city.indicators.decomposition import decomposed
from tidehead.city.indicators.lineup import FEWEST_PEERS, moment
from tidehead.city.indicators.models import Observation
from tidehead.city.indicators.newest import figures_version, is_old, old_series
from tidehead.city.indicators.queries import disputes, figures, target_by_code, targets
from tidehead.city.indicators.sameness import same_value
from tidehead.city.indicators.standing import Standing, forecast_years, target_statuses
from tidehead.city.indicators.types import Finding
from tidehead.city.places.queries import place_by_code
from tidehead.city.web.place_view import newest_of_place

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).parents[2] / "packs" / "demo"
TODAY = date(2026, 6, 30)
BEFORE_THE_YEARBOOK = date(2025, 6, 30)
LEVEL, GROWTH, FORECAST, RANK = range(4)


def standing(code: str, *, as_of: date = TODAY) -> Standing:
    target = target_by_code(code)
    assert target is not None
    return target_statuses([target], today=as_of, as_of=as_of)[0]


def with_rows(folder: Path, *, observed: str = "", aimed: str = "") -> None:
    """The demo pack loaded with further rows. observed: indicator,place,period,value,unit[,as_of[,source]];
    aimed: id,indicator,place,period,value,value_high,unit,comparator,basis,base_period."""
    pack = Path(shutil.copytree(DEMO, folder / "demo"))
    with (pack / "observations" / "city.csv").open("a", encoding="utf-8") as rows:
        for line in observed.split():
            indicator, place, period, value, unit, as_of, source = (line.split(",") + ["", ""])[:7]
            rows.write(f"{indicator},{place},,,{period},{value},,{unit},eq,actual,,{as_of},")
            rows.write(f"{source or 'demo-quarter-2026'},L99,\n")
    with (pack / "targets" / "corridor.csv").open("a", encoding="utf-8") as rows:
        for line in aimed.split():
            ident, indicator, place, period, value, high, unit, comparator, basis, base = line.split(",")
            rows.write(f"{ident},{indicator},{place},,,{period},{value},{high},{unit},{comparator},expected,{basis},")
            rows.write(f"{base},,,demo-plan-2022,L99,\n")
    load_region(pack)


def told(test: Finding) -> tuple[str, str]:
    return test.state, test.reason


# What each kind of target is held against


def test_a_ratio_goes_by_steps_along_the_straight_path() -> None:
    found = standing("t-rd-2026")
    assert found.plan_to_date == pytest.approx(2.1 + (3.3 - 2.1) * 4 / 5)
    assert found.tests[LEVEL].value == pytest.approx((2.81 - 2.1) / (3.06 - 2.1))
    assert (found.growth_method, found.required_growth) == ("step", pytest.approx((3.3 - 2.1) / 5))
    assert found.achieved_growth == pytest.approx((2.81 - 2.1) / 4)
    assert [test.state for test in found.tests] == ["behind", "behind", "off_course", "unknown"]
    assert (found.state, found.reason) == ("behind", "level+growth+forecast")


def test_a_running_total_is_held_against_equal_yearly_increments() -> None:
    found = standing("t-platforms-2026")
    assert found.plan_to_date == pytest.approx(21 + (46 - 21) * 4 / 5)
    assert found.tests[LEVEL].value == pytest.approx((39 - 21) / (41 - 21))
    assert (found.growth_method, found.achieved_growth) == ("step", pytest.approx((39 - 21) / 4))


def test_part_of_a_year_is_held_against_what_last_year_had_by_then() -> None:
    found = standing("t-gdp-2027")
    path_2026 = 1373.6 + (1640 - 1373.6) * 2 / 3
    assert found.latest and found.latest.period == "2026Q1"
    assert (found.share_basis, found.share_of_year) == ("last_year", pytest.approx(334.2 / 1450.8))
    assert found.plan_to_date == pytest.approx(path_2026 * 334.2 / 1450.8)
    assert found.tests[LEVEL].value == pytest.approx(351.8 / (path_2026 * 334.2 / 1450.8))


def test_growth_is_judged_by_the_newest_whole_year_though_a_quarter_is_newer() -> None:
    found = standing("t-gdp-2027")
    assert found.whole and found.whole.period == "2025"
    assert found.achieved_growth == pytest.approx(100 * (1450.8 / 1373.6 - 1))
    assert found.required_growth == pytest.approx(100 * ((1640 / 1373.6) ** (1 / 3) - 1))


def test_part_of_a_year_goes_by_days_where_last_year_does_not_say(tmp_path: Path) -> None:
    with_rows(
        tmp_path,
        observed="tax_revenue,990000,2026Q1,21,亿元",
        aimed="t-x,tax_revenue,990000,2026,90,,亿元,ge,level,2021",
    )
    found = standing("t-x")
    assert (found.share_basis, found.share_of_year) == ("days", pytest.approx((31 + 28 + 31) / 365))
    assert found.plan_to_date == pytest.approx(90 * 90 / 365)


def test_a_ceiling_is_never_judged_by_a_part_of_a_year(tmp_path: Path) -> None:
    with_rows(tmp_path, observed="work_accidents,990000,2026Q1,3,起")
    found = standing("t-accidents-2026")
    assert found.latest and (found.latest.period, found.latest.value) == ("2025", 19)


def test_an_increase_is_added_to_its_base() -> None:
    found = standing("t-share-points-2027")
    assert found.goal_value == pytest.approx(53.1 + 3)
    assert found.plan_to_date == pytest.approx(53.1 + 3 * 1 / 3)
    assert found.tests[LEVEL].value == pytest.approx((55.2 - 53.1) / 1)


def test_both_ends_of_an_increase_are_added_to_its_base(tmp_path: Path) -> None:
    with_rows(tmp_path, aimed="t-x,high_tech_firms,990000,2025,400,500,家,range,increment,2021")
    found = standing("t-x")
    assert found.latest and found.latest.value == 842
    assert told(found.tests[LEVEL]) == ("reached", "meets_target")  # 372 + 400 <= 842 <= 372 + 500


def test_what_is_due_every_year_is_judged_by_its_newest_year() -> None:
    found = standing("t-projects-yearly")
    assert found.latest and (found.latest.period, found.plan_to_date) == ("2025", 20)
    assert told(found.tests[LEVEL]) == ("reached", "meets_target")
    assert told(found.tests[GROWTH]) == ("unknown", "every_year")
    assert found.path == tuple((float(year), 20.0) for year in range(2022, 2027))
    assert found.forecast_year == 2026


def test_a_year_that_fell_short_of_a_yearly_target_is_missed_however_near() -> None:
    found = standing("t-projects-yearly", as_of=BEFORE_THE_YEARBOOK)
    assert found.latest and (found.latest.period, found.latest.value) == ("2024", 19)
    assert told(found.tests[LEVEL]) == ("off_course", "missed")


def test_a_sum_of_years_adds_up_the_whole_years_since_its_start(tmp_path: Path) -> None:
    with_rows(tmp_path, aimed="t-x,new_projects,990000,2022/2026,100,,个,ge,cumulative,")
    found = standing("t-x")
    assert (found.kind, found.amount) == ("total", 23 + 26 + 19 + 24)
    assert found.plan_to_date == pytest.approx(100 * 4 / 5)
    assert told(found.tests[LEVEL]) == ("ahead", "ok")
    assert told(found.tests[FORECAST]) == ("unknown", "summed")


@pytest.mark.parametrize(
    ("aimed", "reason"),
    [
        ("t-x,rd_staff,990000,2020/2026,9,,万人年,ge,cumulative,", "gap"),  # nobody counted in 2020
        ("t-x,new_projects,990000,2026,100,,个,ge,cumulative,", "no_start"),
        ("t-x,contract_turnover,990101,2026,100,,亿元,ge,level,", "no_figure"),
        ("t-x,contract_turnover,990000,2026,100,,亿元,ge,level,2023", "no_figure_since_base"),
        ("t-x,contract_turnover,990000,2026,100,,亿元,ge,level,", "no_base"),
    ],
)
def test_what_is_not_known_is_unknown_and_says_why(tmp_path: Path, aimed: str, reason: str) -> None:
    with_rows(tmp_path, aimed=aimed)
    found = standing("t-x")
    assert told(found.tests[LEVEL]) == ("unknown", reason)
    assert (found.state, found.reason) == ("unknown", reason)


def test_a_target_in_words_has_no_light() -> None:
    found = standing("t-service-2026")
    assert (found.state, found.reason, found.plan_to_date, found.path) == ("unknown", "words_only", None, ())


def test_a_target_for_part_of_a_year_is_judged_by_that_parts_own_figure(tmp_path: Path) -> None:
    aims = ["t-met,gdp,990000,2025H1,690,,亿元,ge,level,2021", "t-not,gdp,990000,2025H1,700,,亿元,ge,level,2021"]
    aims += ["t-third,industrial_output,990000,2025Q3,570,,亿元,ge,level,2021"]
    with_rows(tmp_path, aimed=" ".join(aims))
    met, missed = standing("t-met"), standing("t-not")
    assert met.latest and (met.latest.value, met.state) == (694, "reached")
    assert (missed.state, missed.reason) == ("off_course", "missed")
    assert told(met.tests[GROWTH]) == told(met.tests[FORECAST]) == ("unknown", "part_target")
    assert standing("t-third").state == "reached"  # 577.4 in the third quarter alone
    assert standing("t-met", as_of=date(2025, 12, 31)).state == "unknown"  # its figure came out in April 2026


# Directions, limits, wordings


def test_less_is_better_turns_everything_round() -> None:
    found = standing("t-energy-2026")
    assert found.tests[LEVEL].value == pytest.approx((0.0541 - 0.052) / ((0.046 - 0.052) * 4 / 5))
    assert (found.direction, found.state) == ("down", "off_course")


def test_a_limit_that_the_base_met_is_kept_not_approached(tmp_path: Path) -> None:
    with_rows(tmp_path, aimed="t-x,work_accidents,990000,2026,40,,起,le,level,2021")
    found = standing("t-x")
    assert told(found.tests[LEVEL]) == ("on_course", "within_limit")
    assert told(found.tests[GROWTH]) == ("unknown", "met_at_base")


def test_coming_close_to_about_is_not_arriving_before_the_time() -> None:
    found = standing("t-gdp-2026", as_of=date(2026, 3, 31))
    assert found.latest and abs(found.latest.value - 1520) <= 0.05 * 1520
    assert told(found.tests[LEVEL]) == ("on_course", "ok")


def test_about_is_met_within_five_per_cent_at_its_own_time(tmp_path: Path) -> None:
    with_rows(tmp_path, aimed="t-x,gdp,990000,2025,1500,,亿元,approx,level,2021")
    assert told(standing("t-x").tests[LEVEL]) == ("reached", "meets_target")  # 1450.8 >= 1500 * 0.95


def test_a_range_without_a_base_is_judged_by_its_forecast_alone() -> None:
    found = standing("t-tax-2026")
    assert told(found.tests[LEVEL]) == ("unknown", "no_base")
    assert (found.state, found.reason) == (found.tests[FORECAST].state, "forecast")


@pytest.mark.parametrize("code", ["t-robots-2025", "t-hydrogen-2025"])
def test_its_own_figure_settles_a_target_with_and_without_a_base(code: str) -> None:
    found = standing(code)
    assert found.latest and found.latest.period == found.target.period
    assert told(found.tests[LEVEL]) == ("off_course", "missed")
    assert (found.state, found.reason, found.is_final) == ("off_course", "missed", True)


def test_a_figure_from_after_the_targets_time_does_not_reach_it(tmp_path: Path) -> None:
    aims = ["t-met,gdp,990000,2023,1300,,亿元,ge,level,2021", "t-not,gdp,990000,2023,1310,,亿元,ge,level,2021"]
    with_rows(tmp_path, aimed=" ".join(aims))
    met, missed = standing("t-met"), standing("t-not")
    assert met.latest == missed.latest and met.latest and met.latest.value == 1303.4
    assert (met.state, missed.state) == ("reached", "off_course")


def test_what_is_said_of_a_year_before_it_is_over_settles_nothing(tmp_path: Path) -> None:
    with_rows(tmp_path, observed="rd_share_of_gdp,990000,2026,3.1,%,2026-06-12")
    found = standing("t-rd-2026")
    assert found.latest and (found.latest.value, found.is_final) == (3.1, False)
    assert found.tests[LEVEL].reason == "ok"


# Forecast, rank, vintages, disputes


def test_only_whole_years_are_carried_forward() -> None:
    found = standing("t-gdp-2026")
    years = [figure.period for figure in found.series]
    assert years == ["2019", "2020", "2021", "2022", "2023", "2024", "2025"]
    growth = math.log(1450.8 / 1038.4) / 6  # a flow grows by a percentage: drift of the logarithms
    assert found.forecast is not None
    assert found.forecast[0] == pytest.approx(1450.8 * math.exp(growth))
    assert found.forecast[1] < found.forecast[0] < found.forecast[2]


def test_three_yearly_figures_make_no_forecast() -> None:
    found = standing("t-contracts-2026")
    assert (found.forecast, found.forecast_points) == (None, 3)
    assert told(found.tests[FORECAST]) == ("unknown", "too_few_points")


def test_rank_is_among_places_of_the_same_kind_in_the_same_period(tmp_path: Path) -> None:
    with_rows(tmp_path, aimed="t-x,industrial_output,platform.grit,2026,430,,亿元,ge,level,2023")
    found = standing("t-x")
    assert (found.rank, found.rank_period) == ((3, 4), "2025")  # 668.8, 486, 409.7, 117.5
    assert found.tests[RANK].value == pytest.approx(1 / 3)
    assert found.tests[RANK].state == "behind"


def test_three_counties_are_no_field() -> None:
    found = standing("t-gdp-2026-990101")
    assert found.rank == (1, 3)
    assert told(found.tests[RANK]) == ("unknown", "too_few_peers")


def test_a_target_is_judged_by_what_was_known_on_the_day() -> None:
    before, after = standing("t-gdp-2026", as_of=BEFORE_THE_YEARBOOK), standing("t-gdp-2026", as_of=date(2025, 12, 31))
    assert before.latest and before.latest.value == 1370.2
    assert after.series[-1].value == 1373.6
    assert standing("t-rd-2026", as_of=date(2022, 1, 1)).base is None


def test_sources_that_differ_on_the_same_day_are_never_chosen_between_in_silence(tmp_path: Path) -> None:
    with_rows(tmp_path, observed="gdp,990101,2025,560,亿元,2026-03-20,demo-register")
    found = standing("t-gdp-2026-990101")
    shown = found.latest.value if found.latest else 0
    assert {shown, *(rival.value for rival in found.rivals)} == {552.7, 560}
    assert [len(given) for given in disputes(indicator="gdp").values()] == [2]


def test_a_later_value_is_no_dispute() -> None:
    assert not disputes(indicator="gdp")


# Laws


def test_targets_judged_together_stand_as_each_alone() -> None:
    together = target_statuses(targets(), today=TODAY, as_of=TODAY)
    assert len(together) == len(targets())
    for found in together:
        assert standing(found.target.code) == found


def test_no_targets_no_statuses() -> None:
    assert target_statuses([], today=TODAY) == ()


def test_parts_that_add_up_show_the_gap_that_nobody_owns() -> None:
    codes = ["t-gdp-2026-990101", "t-gdp-2026-990102", "t-gdp-2026-990103", "t-gdp-2026-new-area"]
    split = decomposed(standing("t-gdp-2026"), [standing(code) for code in codes])
    assert (split.added, split.total) == (4, 580 + 445 + 300 + 215)
    assert split.gap == 1520 - 1540
    assert [part.share for part in split.parts] == [580 / 1520, 445 / 1520, 300 / 1520, 215 / 1520]


def test_the_same_target_in_other_words_is_no_part_of_it() -> None:
    split = decomposed(standing("t-output-2026"), [standing("t-output-added-2026")])
    assert (split.gap, split.reason) == (None, "no_parts")


def test_a_yearly_target_counts_the_years_that_met_it() -> None:
    assert standing("t-projects-yearly").years_met == (3, 4)  # 23, 26, 19, 24 against 20
    assert standing("t-gdp-2026").years_met is None


def test_the_forecast_of_every_year_ends_at_that_of_the_target() -> None:
    found = standing("t-gdp-2027")
    ahead = forecast_years(found)
    assert [year for year, *_ in ahead] == [2026, 2027]
    assert ahead[-1][1:] == pytest.approx(found.forecast)
    assert ahead[0][3] - ahead[0][2] < ahead[1][3] - ahead[1][2]
    assert forecast_years(standing("t-contracts-2026")) == ()


# One convention of time, one tolerance, one definition of old


def test_the_path_drawn_is_the_path_that_the_level_is_held_against() -> None:
    for status in target_statuses(targets(), today=date(2026, 11, 21)):
        if status.plan_to_date is None or not status.path or status.kind != "level" or not status.latest:
            continue
        times, values = zip(*status.path, strict=True)
        day = moment(status.latest.period_end)
        if status.indicator.nature == "flow":
            due = float(np.interp(status.latest.period_end.year, times, values)) * status.share_of_year
        else:
            due = float(np.interp(day, times, values))
        assert status.plan_to_date == pytest.approx(due), status.target.code


def test_values_that_differ_by_rounding_only_are_no_dispute() -> None:
    assert same_value(0.1 + 0.2, 0.3)
    assert same_value(None, None) and not same_value(None, 0.0)
    figure = next(f for f in figures(indicator="gdp", place="990000") if f.period == "2024")
    row = Observation.objects.get(id=figure.id)
    row.pk, row.locator, row.source_id = None, "again", Observation.objects.exclude(source=row.source).first().source_id
    row.value = figure.value * (1 + 1e-12)
    row.save()
    assert disputes(indicator="gdp", place="990000") == {}
    Observation.objects.filter(pk=row.pk).update(value=figure.value * 1.001)
    assert len(disputes(indicator="gdp", place="990000")) == 1


def test_targets_of_a_day_are_those_whose_documents_were_out() -> None:
    issued = {source.code: source.issued_on for source in all_sources()}
    day = date(2024, 6, 30)
    then = {target.code for target in targets(as_of=day)}
    assert then == {t.code for t in targets() if not issued.get(t.source) or issued[t.source] <= day}
    assert then != {target.code for target in targets()}


def test_targets_of_a_document_without_a_date_are_those_since_the_pack_was_checked() -> None:
    region, code = current_region(), "t-gdp-2026"
    assert region is not None
    Source.objects.filter(code=targets(code=code)[0].source).update(issued_on=None)
    assert targets(code=code, as_of=region.as_of) == targets(code=code)
    assert targets(code=code, as_of=region.as_of - timedelta(days=1)) == ()


def test_old_is_what_left_room_for_two_newer_years() -> None:
    assert is_old(date(2024, 11, 20), date(2026, 11, 21))
    assert not is_old(date(2024, 11, 21), date(2026, 11, 21))
    assert not is_old(None, date(2026, 11, 21))
    for code, place, newest in old_series(date(2026, 11, 21), version=figures_version()):
        plain = [f for f in figures(indicator=code, place=place, industry="") if f.period_end]
        assert max(f.period_end for f in plain if not f.subject.organisation) == newest


def test_a_rank_on_a_place_page_is_that_of_the_target() -> None:
    for status in target_statuses(targets(), today=date(2026, 11, 21)):
        place = place_by_code(status.target.subject.place)
        rows = {row.figure.id: row for row in newest_of_place(place, as_of=date(2026, 11, 21))} if place else {}
        if status.latest and status.latest.id in rows and status.rank_period == status.latest.period:
            enough = status.rank is not None and status.rank[1] >= FEWEST_PEERS
            assert rows[status.latest.id].rank == (status.rank if enough else None)
