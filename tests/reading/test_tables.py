"""Tables flattened into text: headings, units, footnotes and merged cells."""

from datetime import date

from tidehead.reading import read

ISSUED = date(2031, 3, 1)

TARGETS = "\n".join(
    [
        "云水县产业发展规划（2031—2035年）",
        "表1 云水县主要指标",
        "序号\t领域\t指标\t单位\t2030年\t2035年\t属性",
        "1\t规模\t产业产值\t亿元\t86\t260\t预期性",
        "2\t\t规上企业数\t家\t46\t80\t预期性",
        "\t\t研发占比\t%\t*2.1\t3.5\t预期性",
        "3\t绿色\t单位产值能耗降低\t%\t-\t[15]\t约束性",
        "4\t\t治理满意度\t%\t-\t持续提升\t预期性",
        "注：*为2029年数据。",
    ]
)


def _of_table(text: str) -> list[tuple[object, ...]]:
    found = read(text, issued_on=ISSUED).statements
    return [(s.row_no, s.indicator, s.value, s.unit, s.time, s.kind) for s in found if s.table]


def test_each_cell_takes_indicator_unit_and_year_from_its_row_and_column():
    rows = _of_table(TARGETS)
    assert rows[:4] == [
        ("1", "产业产值", 86, "亿元", "2030", "actual"),
        ("1", "产业产值", 260, "亿元", "2035", "target"),
        ("2", "规上企业数", 46, "家", "2030", "actual"),
        ("2", "规上企业数", 80, "家", "2035", "target"),
    ]


def test_a_marked_cell_takes_the_year_of_its_footnote():
    assert (None, "研发占比", 2.1, "%", "2029", "actual") in _of_table(TARGETS)


def test_a_cell_of_words_where_a_number_is_due_is_unknown_not_zero():
    assert ("4", "治理满意度", None, "%", "2035", "target") in _of_table(TARGETS)


def test_a_bracketed_goal_counts_from_the_start_of_the_plan():
    (goal,) = [s for s in read(TARGETS, issued_on=ISSUED).statements if s.value == 15]
    assert (goal.change, goal.modality) == ("cumulative", "binding")


def test_a_row_that_lost_a_merged_cell_is_put_under_its_headings_again():
    broken = TARGETS.replace("2\t\t规上企业数\t家\t46\t80\t预期性", "2\t规上企业数\t家\t46\t80\t预期性\t")
    assert _of_table(broken) == _of_table(TARGETS)


def test_a_table_by_place_and_year_names_place_and_time():
    text = "\n".join(
        [
            "2030年各县主要指标",
            "地区\t地区生产总值（亿元）\t增速（%）",
            "甲县\t300.5\t5.1",
            "乙县\t210\t4.8",
            "丙县\t95\t6.0",
        ]
    )
    found = read(text, issued_on=ISSUED).statements
    assert [(s.subject, s.indicator, s.value, s.unit, s.change) for s in found[:2]] == [
        ("甲县", "地区生产总值", 300.5, "亿元", None),
        ("甲县", "地区生产总值增速", 5.1, "%", "yoy"),
    ]


def test_a_column_of_growth_is_named_after_the_level_beside_it():
    text = "2030年主要产品产量\n产品名称\t产量（万吨）\t比上年增长（%）\n水稻\t78.5\t1.2\n油料\t3.21\t-2.3"
    found = read(text, issued_on=ISSUED).statements
    assert [(s.indicator, s.value, s.unit, s.change) for s in found] == [
        ("水稻产量", 78.5, "万吨", None),
        ("水稻产量同比增长", 1.2, "%", "yoy"),
        ("油料产量", 3.21, "万吨", None),
        ("油料产量同比增长", -2.3, "%", "yoy"),
    ]


def test_columns_set_apart_by_wide_gaps_are_a_table():
    assert _of_table(TARGETS.replace("\t", "   ").replace("      ", "   某类   ")) != []
    text = "某县发展规划（2031—2035年）\n指标  2030年  2035年\n森林覆盖率（%）  41  45\n粮食产量（万吨）  60  62"
    found = read(text, issued_on=ISSUED).statements
    assert [(s.value, s.unit, s.time, s.kind) for s in found] == [
        (41, "%", "2030", "actual"),
        (45, "%", "2035", "target"),
        (60, "万吨", "2030", "actual"),
        (62, "万吨", "2035", "target"),
    ]


def test_bars_and_tabs_draw_the_same_table():
    bars = "\n".join("|" + x.replace("\t", "|") + "|" if "\t" in x else x for x in TARGETS.splitlines())
    assert _of_table(bars) == _of_table(TARGETS)


def test_a_cells_span_leads_back_to_its_line():
    reading = read(TARGETS, issued_on=ISSUED)
    for s in reading.statements:
        assert reading.text[s.start : s.end] == s.quote
        assert s.value_text in reading.lines[s.line - 1]


def test_headings_of_an_english_table_say_when_or_are_set_apart_from_the_row_name():
    text = "Indicator\tUnit\t2029\tTarget 2035\tChange\nGross value added\t£ million\t120\t200\t4.5\nJobs\tpeople\t10\t20\t1.5"
    found = read(text, issued_on=ISSUED).statements
    assert [(s.indicator, s.value, s.time, s.kind) for s in found if s.change is None] == [
        ("Gross value added", 120.0, "2029", "actual"),
        ("Gross value added", 200.0, "2035", "target"),
        ("Jobs", 10.0, "2029", "actual"),
        ("Jobs", 20.0, "2035", "target"),
    ]
    assert [s.indicator for s in found if s.change == "yoy"] == ["Gross value added Change", "Jobs Change"]


def test_a_range_of_equal_ends_is_one_number_and_one_that_runs_down_is_none():
    text = "指标\t单位\t2029年\t2030年\n企业数\t家\t5-8\t12-3\n产值\t亿元\t7-7\t9"
    found = read(text, issued_on=ISSUED).statements
    assert [(s.value, s.value_high) for s in found] == [(5.0, 8.0), (None, None), (7.0, None), (9.0, None)]
