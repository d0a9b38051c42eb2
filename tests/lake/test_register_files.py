"""Files of any form and any headings are looked at and mapped; what is about persons is kept out."""

import gzip
from pathlib import Path

import pytest
import xlsxwriter

from tests.lake.register_files import HEADINGS, as_csv, code, row, written
from tidehead.lake.register import ColumnMapping, MappingRefused, read_table, suggest_mapping
from tidehead.lake.register.personal import masked, personal_by_heading, personal_by_values
from tidehead.lake.sheets import UnreadableFile

ROWS = [row(number) for number in range(1, 9)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_list_reads_the_same_in_every_encoding_and_with_every_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(as_csv([HEADINGS, *ROWS], encoding=encoding, separator=separator))
    look = read_table(path)
    assert look.headings == HEADINGS and look.header_row == 1
    assert look.samples[0] == tuple(ROWS[0])


def test_gzip_and_excel_read_the_same_as_csv(tmp_path: Path) -> None:
    packed, book = tmp_path / "firms.csv.gz", tmp_path / "firms.xlsx"
    packed.write_bytes(gzip.compress(as_csv([HEADINGS, *ROWS])))
    made = xlsxwriter.Workbook(str(book))
    made.add_worksheet("说明").write(0, 0, "填表说明")
    sheet = made.add_worksheet("名单")
    sheet.write(0, 0, "某区企业名单")
    for at, cells in enumerate([HEADINGS, *ROWS], start=2):
        sheet.write_row(at, 0, cells)
    made.close()
    assert read_table(packed).samples == tuple(map(tuple, ROWS))
    look = read_table(book)
    assert look.samples == tuple(map(tuple, ROWS))
    assert (look.sheet, look.header_row) == ("名单", 3)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 100, b"\xff" * 50, b"PK\x03\x04 no archive", b"\x1f\x8bno"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_table(path)


def suggested(headings: list[str], rows: list[list[str]], remembered: dict[str, str] | None = None) -> ColumnMapping:
    return suggest_mapping(headings, rows, remembered)


def test_headings_are_mapped_and_persons_left_out() -> None:
    mapping = suggested(list(HEADINGS), ROWS)
    assert mapping.columns == {
        "name": 0, "code": 1, "registered_on": 2, "capital_text": 3, "scope": 4, "address": 5,
    }  # fmt: skip
    assert mapping.personal == {"法定代表人": "person", "联系电话": "phone"}


@pytest.mark.parametrize(
    ("heading", "column", "unit"),
    [
        ("单位详细名称", "name", ""), ("USCC", "code", ""), ("business_scope", "scope", ""),
        ("3、注册资本（万元）", "capital_text", "万元"), ("营业收入(亿元)", "revenue_cny", "亿元"),
        ("成立时间*", "registered_on", ""), ("所属区县", "county", ""), ("国民经济行业代码", "industry", ""),
        ("期末从业人数", "jobs", ""), ("随便什么", "", ""),
    ],
)  # fmt: skip
def test_a_heading_says_what_its_column_is(heading: str, column: str, unit: str) -> None:
    guess = suggested([heading], []).guesses[0]
    assert (guess.column, guess.unit) == (column, unit)
    assert bool(column) == (guess.sure > 0.5)


def test_a_column_of_valid_codes_is_the_code_column_whatever_it_is_called() -> None:
    guess = suggested(["编号"], [[code(number)] for number in range(5)]).guesses[0]
    assert guess.column == "code" and guess.sure > 0.9
    wrong = suggested(["编号"], [[code(number)[:-1] + "?"] for number in range(5)]).guesses[0]
    assert wrong.column == ""


def test_of_two_columns_that_may_be_one_the_surer_stays() -> None:
    mapping = suggested(["企业名称", "单位名称"], [[f"某{n}有限公司", f"某{n}有限公司"] for n in range(4)])
    assert mapping.columns == {"name": 0}
    assert "企业名称" in mapping.guesses[1].reason.zh


def test_what_people_said_the_last_time_is_remembered() -> None:
    mapping = suggested(["甲", "乙"], [], {"甲": "name", "乙": ""})
    assert mapping.columns == {"name": 0}


def test_people_choose_columns_but_never_personal_ones() -> None:
    mapping = suggested(list(HEADINGS), ROWS).with_column("住所", "county")
    assert mapping.columns["county"] == 5 and "address" not in mapping.columns
    assert mapping.with_column("经营范围", "name").columns["name"] == 4
    for heading, column in (("联系电话", "name"), ("住所", "no_such"), ("没有这列", "name")):
        with pytest.raises(MappingRefused):
            mapping.with_column(heading, column)
    assert ColumnMapping.from_json(mapping.as_json()) == mapping


def test_a_mapping_without_names_says_what_is_missing() -> None:
    assert "企业名称" in suggested(["经营范围"], []).problems()[0].zh
    assert {one.zh[-2:] for one in suggest_mapping(["税收"], [], panel=True).problems()} == {"代码", "年份"}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["13800138000", "0576-88888888", "138 0013 8001"], "phone"), (["a@b.cn", "c.d@e.com", "x@y.org"], "email"),
        (["33010219800101123X", "330102199001011234", "330102197512311237"], "id_number"),
        (["王小明", "李雷", "欧阳某", "张三丰"], "person"), (["阀门厂", "水泵厂", "模具厂"], ""), (["1", "2", "3"], ""),
    ],
)  # fmt: skip
def test_personal_data_is_recognised_by_what_stands_in_the_cells(cells: list[str], kind: str) -> None:
    assert personal_by_values(cells) == kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("法定代表人（负责人）", "person"), ("企业联系人", "person"), ("手机号码1", "phone"), ("E-mail", "email"),
        ("法人身份证号", "id_number"), ("法人单位名称", ""), ("统一社会信用代码", ""), ("企业类型", ""),
    ],
)  # fmt: skip
def test_personal_data_is_recognised_by_its_heading(heading: str, kind: str) -> None:
    assert personal_by_heading(heading) == kind


def test_numbers_of_persons_in_texts_are_masked() -> None:
    assert masked("加工；电话：13800138000，证号330102199001011234") == ("加工；电话：■■■，证号■■■", 2)
    assert masked("年产2000万只阀门，厂房13800平方米") == ("年产2000万只阀门，厂房13800平方米", 0)


def test_the_row_of_headings_is_found_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([["某区企业名单"], ["单位：万元"], [], HEADINGS, *ROWS]))
    assert read_table(path).header_row == 4
    assert written(tmp_path / "y.csv", ROWS).exists()
