"""Headings as offices write them: units, years, remarks, two rows, totals; an unknown unit is never the scheme's."""

import io
from typing import Any

import pytest
import xlsxwriter

from tests.lake.schemes import TWO_RATIOS, variable
from tests.lake.test_tables import TARGETS, column, read, told
from tidehead.calc.schemes import prepare
from tidehead.lake import read_entries
from tidehead.lake.headings import Dictionary, Heading, read_headings
from tidehead.lake.unit_names import unit_of, units_said

NAMES = Dictionary(TWO_RATIOS)


def one(words: str) -> Heading:
    return read_headings([words], NAMES)[0]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("万千瓦时", "万千瓦时"), ("亿千瓦时", "亿千瓦时"), ("MWh", "千千瓦时"), ("GWh", "百万千瓦时"),
        ("kW·h", "千瓦时"),
        ("万kWh", "万千瓦时"), ("兆瓦时", "千千瓦时"), ("元/万千瓦时", "元/万千瓦时"), ("仟元", "千元"),
        ("hm²", "公顷"),
        ("thousand yuan", "千元"), ("10k CNY", "万元"), ("CNY", "元"), ("yuan", "元"), ("RMB", "元"),
        ("英亩", "英亩"),
        ("10,000 yuan", "万元"), ("million CNY", "百万元"), ("CNY million", "百万元"), ("mu", "亩"), ("ha", "公顷"),
        ("kWh", "千瓦时"), ("tce", "吨标准煤"), ("persons", "人"), ("%", "%"), ("公亩", "公亩"), ("坪坪", None),
        ("million", None), ("2023", None), ("千瓦", "千瓦"), ("千米", "千米"),
    ],
)  # fmt: skip
def test_units_keep_their_magnitudes_in_chinese_and_english(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年，元", (["元"], [])), ("2023年元", (["元"], [])), ("万元，含附加", (["万元"], [])),
        ("可比价", ([], [])),
        ("10,000 yuan, 2023", (["万元"], [])), ("X1", ([], [])), ("坪", ([], ["坪"])),
        ("按2020年不变价万元计算", ([], ["按2020年不变价万元计算"])),
    ],
)  # fmt: skip
def test_a_remark_may_stand_beside_a_unit_but_hides_none(text: str, found: tuple[list[str], list[str]]) -> None:
    assert units_said(text, "元") == found


def test_electricity_in_ten_thousands_is_read_as_ten_thousands() -> None:
    variables = (variable("power", "用电量", "千瓦时"),)
    names = Dictionary(TWO_RATIOS.__class__(**{**_fields(TWO_RATIOS), "variables": variables}))
    assert read_headings(["用电量（万千瓦时）"], names)[0].unit == "万千瓦时"


def _fields(scheme: Any) -> dict[str, Any]:
    return {name: getattr(scheme, name) for name in scheme.__dataclass_fields__}


@pytest.mark.parametrize("unit", ["坪坪", "焦耳", "英尺", "thousand", "kilo yuan", "兆元", "A级", "按不变价仟万元计"])
def test_a_unit_that_nothing_knows_is_refused_at_its_heading_with_a_remedy(unit: str) -> None:
    place, message = told(read(f"名称,税收（{unit}）,用地面积（亩）\n甲,1,10\n"))[0]
    assert place == "B1" and '"万元"' in message


@pytest.mark.parametrize(
    "remark", ["2023", "2023年", "等价值", "可比价", "全口径", "快报", "预计", "含附加", "不含关税，2023年度", "1-12月"]
)
def test_a_remark_is_passed_over_and_told(remark: str) -> None:
    found = read(f"名称,税收（{remark}）,用地面积（亩）\n甲,200,10\n")
    assert column(found, "tax") == [200.0]
    assert any("is a remark" in note.en and "万元" in note.en for note in found.notes)


def test_columns_without_a_unit_are_told_in_one_note() -> None:
    found = read("名称,税收,研发经费支出,用地面积（亩）\n甲,200,1,10\n")
    assert [note.en for note in found.notes] == ["'税收', '研发经费支出': no unit is given: read in \"万元\""]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("2023年税收（元）", "元"), ("税收（元）（2023年）", "元"), ("（2023年）税收（元）", "元"),
        ("税收（2023）", "万元"),
        ("税收/元", "元"), ("税收元", "元"), ("税收_元", "元"), ("2023年税收万元", "万元"), ("税收 CNY", "元"),
        ("税收2023年", "万元"), ("税收（万元（含附加））", "万元"), ("截至2023年底税收", "万元"),
        ("2022-2023年税收", "万元"),
    ],
)  # fmt: skip
def test_years_and_units_around_a_name_are_understood(heading: str, unit: str) -> None:
    made = one(heading)
    assert (made.name, made.unit, made.refused) == ("tax", unit, None)


def test_what_was_taken_off_a_name_is_told() -> None:
    assert one("税收万元").remark is not None and one("2023年税收（元）").remark is not None


def test_a_name_over_another_unit_is_another_datum_and_not_used() -> None:
    assert one("税收/亩").name == "" and one("税收/亩").nearest == "tax"


def test_of_two_columns_the_one_with_a_year_in_front_gives_way_and_two_years_are_refused() -> None:
    found = read("名称,税收（万元）,2022年税收（万元）,用地面积（亩）\n甲,200,7,10\n")
    assert column(found, "tax") == [200.0] and any("2022年税收" in note.en for note in found.notes)
    assert "same datum" in told(read("名称,2023年税收,2022年税收,用地面积\n甲,200,7,10\n"))[0][1]


def test_two_units_in_one_heading_are_refused() -> None:
    assert "several units" in told(read("名称,税收（元，万元）,用地面积\n甲,1,10\n"))[0][1]


def test_a_shortened_name_is_not_taken_but_named() -> None:
    assert (one("研发占比").name, one("研发占比").nearest) == ("", "spent_share")
    assert one("R&D比重").nearest == "spent_share"


def test_headings_in_two_rows_are_read_together() -> None:
    found = read("表一,,,\n企业名称,基础数据,,研发经费支出（元）\n,税收（元）,用地面积（亩）,\n甲,2000000,10,30000\n")
    assert column(found, "tax") == [200.0] and column(found, "spent") == [3.0]
    assert found.rows == (4,) and "rows 2 and 3 together are the headings" in [note.en for note in found.notes]


def test_merged_cells_of_a_workbook_are_headings_in_two_rows() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        sheet.merge_range(0, 0, 1, 0, "企业名称")
        sheet.merge_range(0, 1, 0, 2, "基础数据")
        sheet.write_row(1, 1, ["税收（元）", "用地面积（亩）"])
        sheet.write_row(2, 0, ["甲", 2000000, 10])
    found = read_entries(made.getvalue(), "x.xlsx", prepare(TWO_RATIOS))
    assert column(found, "tax") == [200.0] and found.rows == (3,)


def test_targets_and_what_was_done_may_stand_below_their_indicator() -> None:
    text = "名称,新增企业（家）,,引进人才（人）,\n,目标,完成,目标,完成\n甲,10,8,4,5\n"
    found = read_entries(text.encode(), "x.csv", prepare(TARGETS))
    assert found.entries is not None, found.faults
    assert {name: float(values[0]) for name, values in found.entries.columns.items()} == {
        "firms_target": 10.0, "firms_done": 8.0, "people_target": 4.0, "people_done": 5.0,
    }  # fmt: skip


def test_units_may_stand_in_a_row_of_their_own() -> None:
    found = read("名称,税收,用地面积\n,元,亩\n甲,2000000,10\n")
    assert column(found, "tax") == [200.0] and found.rows == (3,)


@pytest.mark.parametrize(
    "words",
    [
        "合  计：",
        "合计（2家）",
        "TOTAL:",
        "累计",
        "加权平均",
        "中位数",
        "全区",
        "规上企业小计",
        "Grand total",
        "平均值",
        "合计2家",
    ],
)
def test_every_way_of_writing_totals_is_left_out(words: str) -> None:
    found = read(f"名称,税收（万元）,用地面积（亩）\n甲,1,10\n乙,2,20\n{words},3,30\n")
    assert found.entries is not None and found.entries.names == ("甲", "乙")


def test_firms_whose_names_hold_such_words_are_kept() -> None:
    names = ("均胜", "计量仪器厂", "中和机械", "Totalfina", "全区通信设备")
    lines = "".join(f"{name},{at * at},1\n" for at, name in enumerate(names, 1))
    found = read("名称,税收（万元）,用地面积（亩）\n" + lines)
    assert found.entries is not None and found.entries.names == names


def test_a_row_that_adds_up_all_others_is_pointed_out() -> None:
    found = read("名称,税收（万元）,用地面积（亩）\n甲,1,10\n乙,2,20\n总公司,3,30\n")
    assert found.rows == (2, 3, 4) and any("row 4" in note.en and "added up" in note.en for note in found.notes)
    found = read("名称,税收（万元）,用地面积（亩）\n甲,1,10\n乙,2,20\n总公司,3,31\n")
    assert not any("added up" in note.en for note in found.notes)


def test_ready_made_figures_that_the_raw_ones_contradict_are_counted() -> None:
    # 200 ÷ 10 = 20 as given; 100 ÷ 10 = 10, not 5.
    text = "名称,税收（万元）,用地面积（亩）,亩均税收（万元/亩）\n甲,200,10,20.01\n乙,100,10,5\n丙,50,10,\n"
    found = read(text)
    told_ = [note.en for note in found.notes if "ready-made" in note.en]
    assert len(told_) == 1 and ": 1 of the ready-made figures" in told_[0]
    assert not [note for note in read(text.replace(",5\n", ",10\n")).notes if "ready-made" in note.en]


def test_an_unknown_unit_in_a_long_table_is_refused_too() -> None:
    assert [place for place, _ in told(read("单位,指标,值\n甲,税收(坪),2\n甲,用地面积,10\n"))] == ["B2"]
    head = "单位,指标,值,计量单位\n"
    assert [place for place, _ in told(read(f"{head}甲,税收,2,坪\n甲,用地面积,1,亩\n"))] == ["B2"]
    assert [place for place, _ in told(read(f"{head}甲,税收,2,亩\n甲,用地面积,1,亩\n"))] == ["C1"]
