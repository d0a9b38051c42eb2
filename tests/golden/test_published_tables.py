"""Published tables, typed in as offices hand them in, and the points and grades that their own notices print or imply.

Every expected number is arithmetic on the page that is named, done here without the code that is tested.
"""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.labels import Label
from tidehead.calc.schemes import Entries, Prepared, Scoring, prepare, score
from tidehead.calc.schemes.types import Band
from tidehead.lake import read_entries
from tidehead.packs import read_pack

PACK = Path(__file__).parents[2] / "packs" / "cn_331000"

# chacewang.com/newsdetail/news169062.html (2022-09-20) and news430850.html (2023-09-25): bases, in the notice's order.
ABOVE = {
    "2021": (26.01, 132.27, 2.54, 4861.08, 17.45, 0.0305),
    "2022": (24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302),
}
ABOVE_WEIGHTS = (30, 20, 20, 10, 10, 10)
BELOW = {"2021": (16.601058, 0.236565), "2022": (11.5932, 0.2352)}
BELOW_WEIGHTS = (50, 50)

# tzwxq.zjtz.gov.cn, art_1229567333_4033331 (2025-04-14): indicator, points, target, done, points printed.
CARRIER = (
    ("年度引入台州注册孵化的科技企业(家)", 20, 10, 10, 20),
    ("国家高新企业培育(家)", 15, 2, 0, 0),
    ("省级科技型中小企业培育(家)", 10, 8, 1, 1.25),
    ("年度高端人才引进(人)", 20, 4, 1, 5),
    ("年度举办活动数量(场)", 10, 15, 17, 10),
    ("孵化企业累计获得投融资数(万元)", 5, 300, 35, 0.583),
    ("获得专利、软著等知识产权(项)", 5, 10, 13, 5),
    ("年度为产业需求对接技术次数(次)", 5, 5, 8, 5),
    ("年度征集技术解决方案数量(件)", 5, 25, 25, 5),
    ("年度科技成果转化扶持资金支持项目数量(个)", 5, 8, 1, 0.625),
)


@cache
def packed() -> dict[str, Prepared]:
    return {scheme.id: prepare(scheme) for scheme in read_pack(PACK).schemes}


def scored(scheme: str, text: str, encoding: str = "utf-8") -> Scoring:
    read = read_entries(text.encode(encoding), "table.csv", packed()[scheme])
    assert read.entries is not None, read.faults
    return score(packed()[scheme], read.entries)


@pytest.mark.parametrize("year", ABOVE)
def test_a_large_firm_gets_its_ratio_to_every_published_base_times_the_weight(year: str) -> None:
    text = (
        "企业名称,实际入库税收（万元）,用地面积（亩）,工业增加值（万元）,综合能耗（吨标煤）,"
        "主要污染物排放量（吨）,年平均职工人数（人）,研发费用（万元）,主营业务收入（万元）\n"
        "甲,260,8,1500,500,0.25,75,240,6000\n"
    )
    ratios = (260 / 8, 1500 / 8, 1500 / 500, 1500 / 0.25, 1500 / 75, 240 / 6000)
    points = [ratio / base * weight for ratio, base, weight in zip(ratios, ABOVE[year], ABOVE_WEIGHTS, strict=True)]
    run = scored(f"huangyan-{year}-above", text)
    assert run.points[0].tolist() == pytest.approx(points, abs=1e-12)
    assert run.score[0] == pytest.approx(sum(points), abs=1e-12)


@pytest.mark.parametrize("year", ABOVE)
def test_a_large_firm_without_emission_data_gets_the_mean_points_of_those_with_them(year: str) -> None:
    text = (
        "企业名称,亩均税收（万元/亩）,亩均增加值（万元/亩）,单位能耗增加值（万元/吨标煤）,单位排放增加值（万元/吨）,"
        "全员劳动生产率（万元/人）,R&D 经费占主营收入比重（%）\n"
        "甲,30,150,3,6000,20,3\n乙,30,150,3,2000,20,3\n丙,30,150,3,,20,3\n"
    )
    run = scored(f"huangyan-{year}-above", text)
    base = ABOVE[year][3]
    assert run.points[:, 3].tolist() == pytest.approx(
        [6000 / base * 10, 2000 / base * 10, (6000 / base + 2000 / base) / 2 * 10], abs=1e-12
    )
    assert run.filled[2].tolist() == ["", "", "", "mean_score", "", ""]
    assert run.points[2, 5] == pytest.approx(0.03 / ABOVE[year][5] * 10, abs=1e-12)  # 3 % is 0.03


@pytest.mark.parametrize("year", BELOW)
def test_a_small_firm_gets_the_same_points_in_whatever_units_its_data_come(year: str) -> None:
    # 180,000 yuan on 3 mu (2,000 m²) with 1,200,000 kWh: 6 万元/亩, 0.15 yuan/kWh
    points = [6 / BELOW[year][0] * 50, 0.15 / BELOW[year][1] * 50]
    for text in (
        "企业名称,税收（万元）,用地面积（亩）,用电量（万千瓦时）\n甲,18,3,120\n",
        "企业名称,税收（元）,用地面积（平方米）,用电量（千瓦时）\n甲,180000,2000,1200000\n",
        "企业名称,税收(亿元),用地面积(公顷),用电量(万度)\n甲,0.0018,0.2,120\n",
        "企业名称,亩均税收（万元/亩）,单位用电税收（元/千瓦时）\n甲,6,0.15\n",
    ):
        run = scored(f"huangyan-{year}-below", text, "gb18030")
        assert run.points[0].tolist() == pytest.approx(points, abs=1e-11)


def test_what_nobody_caps_in_print_is_not_capped() -> None:
    run = scored("huangyan-2022-below", "企业名称,亩均税收,单位用电税收\n甲,115.932,2.352\n乙,0,0\n")
    assert run.score.tolist() == pytest.approx([10 * 50 + 10 * 50, 0], abs=1e-9)
    assert run.grade == ("", "")  # shares of the grades are not in the notice


def test_the_carrier_s_printed_rows_come_out_of_its_own_table() -> None:
    rows = [f"{indicator},{points},{target},{done}" for indicator, points, target, done, _ in CARRIER]
    run = scored("carrier-2023", "\n".join(["指标,分值,目标,完成", *rows]))
    assert np.round(run.points[0], 3).tolist() == [printed for *_, printed in CARRIER]
    assert run.score[0] == pytest.approx(20 + 0 + 1.25 + 5 + 10 + 5 * 35 / 300 + 5 + 5 + 5 + 0.625, abs=1e-12)
    # 53.46 is printed below the table: 1.002 more, from rows of extra points that the page breaks off before
    assert 53.46 - run.score[0] == pytest.approx(53.46 - 52.458, abs=5e-4)
    assert [indicator.weight for indicator in run.scheme.indicators] == [points for _, points, *_ in CARRIER]


def test_three_points_for_each_above_the_target_stop_at_fifteen() -> None:
    heads = [f"{name.split('(')[0]}（{what}）" for name, *_ in CARRIER for what in ("完成", "目标")]
    at_target = [str(target) for _, _, target, *_ in CARRIER for _ in range(2)]
    text = ",".join(["载体名称", *heads]) + "\n"
    for name, firms in (("甲", "13"), ("乙", "15"), ("丙", "99")):
        text += ",".join([name, firms, *at_target[1:]]) + "\n"
    assert scored("carrier-2023", text).score.tolist() == pytest.approx([100 + 3 * 3, 100 + 15, 100 + 15], abs=1e-12)


def test_the_four_classes_of_tiantai_have_the_counts_of_its_notice() -> None:
    """1,248 firms: 134, 439, 575 and 100 (天政办函〔2023〕23号, chacewang.com/newsdetail/news437079.html)."""
    counts = {"A": 134, "B": 439, "C": 575, "D": 100}
    ends = np.cumsum(list(counts.values())) / 1248
    bands = tuple(Band(grade, Label(grade), up_to=end) for grade, end in zip(counts, ends.tolist(), strict=True))
    run = graded_by_score(bands, np.random.default_rng(2022).permutation(1248) + 1.0)
    assert Counter(run.grade) == counts
    assert [f"{count / 1248:.1%}" for count in counts.values()] == ["10.7%", "35.2%", "46.1%", "8.0%"]


def graded_by_score(bands: tuple[Band, ...], scores: np.ndarray) -> Scoring:
    """The small firms' rule with other grades, on ready-made ratios of which only one differs from firm to firm."""
    ids = tuple(f"firm {number}" for number in range(scores.size))
    scheme = replace(packed()["huangyan-2022-below"].scheme, grades=bands, cases=())
    columns = {"tax_per_mu": scores, "tax_per_electricity": np.zeros(scores.size)}
    return score(prepare(scheme), Entries(ids, ids, columns))


@pytest.mark.parametrize(
    ("scheme", "size", "counts"),
    [
        # wl.gov.cn art_1229299726_3809240: above scale B from 20 % to 80 %, C to 95 %, D the last 5 %
        ("wenling-park-2022-above", 20, {"A": 4, "B": 12, "C": 3, "D": 1}),
        ("wenling-park-2022-above", 100, {"A": 20, "B": 60, "C": 15, "D": 5}),
        # below scale B from 5 % to 75 %, C to 95 %, D the last 5 %
        ("wenling-park-2022-below", 20, {"A": 1, "B": 14, "C": 4, "D": 1}),
        ("wenling-park-2022-below", 100, {"A": 5, "B": 70, "C": 20, "D": 5}),
    ],
)
def test_wenling_s_bands_hold_on_a_board_of_distinct_scores(scheme: str, size: int, counts: dict[str, int]) -> None:
    run = graded_by_score(packed()[scheme].scheme.grades, np.arange(size, dtype=float) + 1)
    assert Counter(run.grade) == counts


def test_letting_premises_costs_what_wenling_s_rule_says() -> None:
    """Above scale: one tenant is free, 5 for each more. Below scale: 10 for the first, 5 for each more. No floor."""
    tenants = (0, 1, 2, 10)
    for scheme, off in (("above", (0, 0, 5, 45)), ("below", (0, 10, 15, 55))):
        prepared = packed()[f"wenling-park-2022-{scheme}"]
        units = tuple(f"firm with {number}" for number in tenants)
        columns: dict[str, np.ndarray] = {
            indicator.id: np.arange(4, dtype=float) for indicator in prepared.scheme.indicators
        }
        columns["industry_group"] = np.array(["其他"] * 4, dtype=object)
        columns["sublet_tenants"] = np.array(tenants, dtype=float)
        run = score(prepared, Entries(units, units, columns))
        assert (run.score - run.aggregate).tolist() == [-points for points in off]


def test_a_national_zone_s_five_pillars_weigh_what_is_published() -> None:
    """Opening 30, innovation 15, green 15, coordination 10, quality 30 (mindcap.todayeastern.com/news/032d13599832)."""
    text = "开发区,对外开放得分率,科技创新得分率,绿色发展得分率,统筹协调得分率,发展质量得分率\n" + "\n".join(
        f"只有第{number}项,{','.join('100%' if at == number else '0%' for at in range(5))}" for number in range(5)
    )
    assert scored("national-zone-2021", text.replace("开发区", "单位名称")).score.tolist() == [30, 15, 15, 10, 30]
