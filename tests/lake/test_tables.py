"""Tables as offices hand them in: encodings, layouts, spellings, units; every fault with its place and remedy."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from tests.lake.schemes import TWO_RATIOS, everything, indicator, variable
from tidehead.calc.schemes import Method, Normalisation, prepare
from tidehead.lake import EntriesRead, read_entries, template
from tidehead.lake.cells import Unreadable, number
from tidehead.lake.unit_names import unit_of

PREPARED = prepare(TWO_RATIOS)
HEAD = "代码,名称,评价税收,用地面积,研发经费支出,主营业务收入\n"


def read(text: str, name: str = "firms.csv", encoding: str = "utf-8", **more: Any) -> EntriesRead:
    return read_entries(text.encode(encoding), name, PREPARED, **more)


def column(found: EntriesRead, name: str) -> list[float]:
    assert found.entries is not None, found.faults
    return [float(value) for value in found.entries.columns[name]]


def told(found: EntriesRead) -> list[tuple[str, str]]:
    assert found.entries is None
    return [(fault.place("en"), fault.message.en) for fault in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_usual_encodings_and_separators_are_read(encoding: str, separator: str) -> None:
    text = (HEAD + "a1,甲厂,200,10,3,100\na2,乙厂,100,10,,100\n").replace(",", separator)
    found = read(text, encoding=encoding)
    assert found.entries is not None
    assert found.entries.ids == ("a1", "a2") and found.entries.names == ("甲厂", "乙厂")
    assert column(found, "tax") == [200.0, 100.0]
    assert np.isnan(column(found, "spent")[1])
    assert found.rows == (2, 3)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,200.5", 1200.5), ("１２００", 1200.0), ("1.2万", 12000.0), ("85万元", 85.0), ("120000元", 12.0),
        (" 7 ", 7.0), ("(3)", -3.0), ("-4", -4.0), ("1e3", 1000.0), ("0", 0.0), ("+5", 5.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(cell: str, value: float) -> None:
    assert number(cell, have="万元", want="万元") == pytest.approx(value)


@pytest.mark.parametrize("cell", ["", "-", "—", "N/A", "#N/A", "/", "未知", "缺失", "null", "nan"])
def test_every_spelling_of_not_known_is_unknown_and_never_zero(cell: str) -> None:
    assert np.isnan(number(cell, have="1", want="1"))


@pytest.mark.parametrize(
    "cell", ["约5", "5~6", "1,2345", "12,5", "#DIV/0!", "5美元", "无", "1 200", "inf", "1e999", "1_000", "ten"]
)
def test_what_is_not_one_number_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        number(cell, have="万元", want="万元")


def test_a_percentage_is_a_share_where_a_share_is_wanted() -> None:
    assert number("3.05%", have="1", want="1") == pytest.approx(0.0305)
    assert number("3.05%", have="%", want="%") == pytest.approx(3.05)


def test_text_in_a_number_is_named_with_its_cell_and_nothing_is_imported() -> None:
    found = read(HEAD + "a1,甲,200,10,3,100\na2,乙,many,10,3,100\na3,丙,1,x,3,100\n")
    assert [place for place, _ in told(found)] == ["C3", "D4"]
    assert found.faults[0].heading == "评价税收" and found.faults[0].excerpt == "many"
    assert "empty" in found.faults[0].message.en  # the remedy


def test_good_rows_alone_are_read_only_when_asked_for() -> None:
    found = read(HEAD + "a1,甲,200,10,3,100\na2,乙,many,10,3,100\n", good_rows_only=True)
    assert found.entries is not None and found.entries.ids == ("a1",) and len(found.faults) == 1
    assert found.total == 2 and any("left out" in note.en for note in found.notes)


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("评价税收(元)", "2000000", 200.0), ("评价税收（亿元）", "0.02", 200.0), ("税收 [CNY]", "2000000", 200.0),
        ("tax (10k CNY)", "200", 200.0), ("TAX", "200", 200.0), ("评价税收（单位：千元）", "2000", 200.0),
    ],
)  # fmt: skip
def test_units_in_headings_are_converted_to_the_scheme_s(heading: str, cell: str, value: float) -> None:
    found = read(f"名称,{heading},用地面积\n甲,{cell},10\n")
    assert column(found, "tax") == [pytest.approx(value)]


@pytest.mark.parametrize("heading", ["评价税收(亩)", "评价税收(美元)", "评价税收(HKD)", "评价税收(吨)"])
def test_a_unit_that_does_not_convert_is_refused_at_its_heading(heading: str) -> None:
    place, message = told(read(f"名称,{heading},用地面积\n甲,1,10\n"))[0]
    assert place == "B1" and "does not convert" in message


def test_a_remark_in_brackets_is_no_unit() -> None:
    assert column(read("名称,评价税收(2022年度),用地面积\n甲,200,10\n"), "tax") == [200.0]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("万元/亩", "万元/亩"),
        ("10,000 CNY/mu", "万元/亩"),
        ("tce", "吨标准煤"),
        ("等价值", None),
        ("㎡", "平方米"),
        ("", None),
    ],
)
def test_units_are_known_by_their_usual_names(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


def test_a_line_above_the_headings_gives_the_unit_of_money() -> None:
    found = read("某区工业企业评价表,,\n单位：元,,\n名称,评价税收,用地面积\n甲,2000000,10\n")
    assert column(found, "tax") == [200.0] and column(found, "land") == [10.0]
    assert found.rows == (4,)


def test_an_indicator_may_be_given_ready_made_under_a_near_name() -> None:
    found = read("企业名称,亩均税收（元/亩）,研发经费占主营收入之比\n甲,200000,3%\n")
    assert column(found, "tax_per_mu") == [20.0] and column(found, "spent_share") == [pytest.approx(0.03)]


def test_columns_that_are_not_used_are_named_with_what_was_perhaps_meant() -> None:
    found = read(HEAD.strip() + ",备注,用地面积数\na1,甲,200,10,3,100,好,9\n")
    notes = " ".join(note.en for note in found.notes)
    assert '"备注" is not used' in notes and "did you mean" in notes


def test_two_columns_of_one_datum_are_refused() -> None:
    assert "same datum" in told(read("名称,评价税收,税收(元)\n甲,1,2\n"))[0][1]


def test_ids_are_there_once_and_never_missing() -> None:
    found = read(HEAD + "a1,甲,200,10,3,100\na1,乙,1,10,3,100\n,丙,1,10,3,100\n")
    assert [place for place, _ in told(found)] == ["A3", "A4"]
    assert "row 2" in found.faults[0].message.en


def test_rows_without_anyone_are_refused_and_one_alone_takes_the_name_of_the_file() -> None:
    assert "who the rows are" in told(read("评价税收,用地面积\n1,10\n2,10\n"))[0][1]
    found = read("评价税收,用地面积\n1,10\n", name="甲厂.csv")
    assert found.entries is not None and found.entries.ids == ("甲厂",)


def test_totals_are_left_out_and_said_to_be() -> None:
    found = read(HEAD + "a1,甲,200,10,3,100\n合计,,200,10,3,100\n")
    assert found.entries is not None and found.entries.ids == ("a1",)
    assert any("totals" in note.en for note in found.notes)


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    assert told(read("名称,评价税收,用地面积\n甲,5,000,10\n"))[0][0] == "D2"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\xff\x00\x01", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken"])
def test_what_is_no_table_is_said_in_words(data: bytes) -> None:
    found = read_entries(data, "x.csv", PREPARED)
    assert found.entries is None and len(found.faults) == 1 and found.faults[0].message.zh


def test_a_table_of_something_else_is_told_which_headings_there_are() -> None:
    assert "tax" in told(read("a,b\n1,2\n"))[0][1]


def test_a_long_table_has_one_row_for_each_unit_and_indicator() -> None:
    text = (
        "单位,指标,值\n甲,评价税收(元),2000000\n甲,用地面积,10\n乙,评价税收(元),1000000\n乙,用地面积,x\n乙,没有的,1\n"
    )
    found = read(text)
    assert told(found) == [("C5", found.faults[0].message.en)]
    found = read(text.replace("x", "5"))
    assert column(found, "tax") == [200.0, 100.0] and column(found, "land") == [10.0, 5.0]
    assert any("没有的" in note.en for note in found.notes)


def test_a_long_table_may_give_targets_and_what_was_done() -> None:
    scheme = prepare(TARGETS)
    text = "#,指标,分值,目标,完成,得分\n1,新增企业(家),60,10,8,48\n2,引进人才,40,4,5,40\n"
    found = read_entries(text.encode(), "某基地.csv", scheme)
    assert found.entries is not None, found.faults
    assert {name: float(values[0]) for name, values in found.entries.columns.items()} == {
        "firms_done": 8.0, "firms_target": 10.0, "people_done": 5.0, "people_target": 4.0,
    }  # fmt: skip


def test_a_table_with_one_column_a_unit_is_turned_over() -> None:
    found = read("指标,甲,乙\n评价税收,200,bad\n用地面积,10,5\n")
    assert told(found)[0][0] == "C2"
    assert column(read("指标,甲,乙\n评价税收,200,100\n用地面积,10,5\n"), "tax") == [200.0, 100.0]


def workbook(rows: list[list[Any]], *, formula: tuple[int, int, str] | None = None) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("封面").write(0, 0, "某区评价")
        sheet = book.add_worksheet("数据")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if formula is not None:
            sheet.write_formula(formula[0], formula[1], "=1/0", None, formula[2])
    return made.getvalue()


def test_the_sheet_that_fits_is_read_and_whole_numbers_stay_ids() -> None:
    data = workbook([["代码", "名称", "评价税收", "用地面积"], [331001, "甲", 200, 10], [331002, "乙", "1,000", 10]])
    found = read_entries(data, "x.xlsx", PREPARED)
    assert found.entries is not None and found.entries.ids == ("331001", "331002") and found.sheet == "数据"
    assert column(found, "tax") == [200.0, 1000.0]


def test_an_error_of_excel_is_a_fault_and_its_not_available_is_unknown() -> None:
    rows: list[list[Any]] = [["名称", "评价税收", "用地面积"], ["甲", 200, 10]]
    found = read_entries(workbook(rows, formula=(1, 1, "#DIV/0!")), "x.xlsx", PREPARED)
    assert told(found)[0][0] == "数据 B2"
    found = read_entries(workbook(rows, formula=(1, 1, "#N/A")), "x.xlsx", PREPARED)
    assert np.isnan(column(found, "tax")[0])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_that_is_filled_in_is_read_again(language: str) -> None:
    prepared = prepare(everything())
    found = read_entries(template(prepared, language=language), "x.xlsx", prepared)
    assert [heading.name for heading in found.mapping][2:] == [one.name for one in prepared.scheme.variables]
    assert "nothing below" in found.faults[0].message.en


def test_truths_days_and_texts_have_their_own_spellings() -> None:
    prepared = prepare(everything())
    text = "名称,评价税收,用地面积,新办企业,投产日期,行业\n甲,1,1,是,2024年3月1日,泵\n乙,1,1,no,2024/03/01,\n"
    text += "丙,1,1,,20240301,泵\n"
    found = read_entries(text.encode(), "x.csv", prepared)
    assert found.entries is not None, found.faults
    columns = found.entries.columns
    assert columns["is_new"].tolist()[:2] == [1.0, 0.0] and np.isnan(float(columns["is_new"][2]))
    assert {day.isoformat() for day in columns["opened"].tolist()} == {"2024-03-01"}
    assert columns["trade"].tolist() == ["泵", None, "泵"]
    found = read_entries(text.replace("是", "也许").replace("20240301", "2024-13-01").encode(), "x.csv", prepared)
    assert [fault.place("en") for fault in found.faults] == ["D2", "E4"]


def test_people_may_say_what_an_unknown_heading_is() -> None:
    found = read("谁,纳税,面积\n甲,200,10\n", chosen={"谁": "(name)", "纳税": "tax", "面积": "land"})
    assert column(found, "tax") == [200.0] and found.entries is not None and found.entries.ids == ("甲",)


def test_many_faults_are_listed_up_to_a_limit_and_counted() -> None:
    found = read(HEAD + "".join(f"a{at},甲,x,10,3,100\n" for at in range(1200)))
    assert len(found.faults) == 1000 and any("200 more" in note.en for note in found.notes)


def target_scheme() -> Any:
    def done(name: str, zh: str, weight: float) -> Any:
        how = Normalisation(Method.BASE_RATIO, base=f"{name}_target", cap=1.0)
        return indicator(name, zh, f"{name}_done", "1", weight, how=how)

    variables = [
        variable(f"{name}_{end}", f"{zh}{word}")
        for name, zh in (("firms", "新增企业"), ("people", "引进人才"))
        for end, word in (("done", "完成数"), ("target", "目标数"))
    ]
    children = (done("firms", "新增企业", 60.0), done("people", "引进人才", 40.0))
    return replace(
        TWO_RATIOS, id="targets", variables=tuple(variables), tree=replace(TWO_RATIOS.tree, children=children)
    )


TARGETS = target_scheme()
