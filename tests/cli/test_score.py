"""`tidehead score`: a table scored by a scheme of a pack, without any database."""

import json
from pathlib import Path

import pytest

from tests.cli.asking import DEMO, command, invoke

SCHEME = "demo-firms-2025"
HEAD = (
    "代码,名称,行业分组,评价税收(元),用地面积,工业增加值,综合能耗,年平均职工人数,研发经费,营业收入,"
    "新增发明专利,转租户数,较大以上安全事故,投产日期\n"
)
ROWS = (
    "f1,甲厂,泵阀,3000000,10,1500,500,100,60,2000,2,0,否,2015-01-01\n"
    "f2,乙厂,泵阀,1000000,10,800,400,90,10,1500,0,3,否,2016-05-01\n"
    "f3,丙厂,泵阀,500000,10,600,,50,5,900,0,0,是,2017-03-01\n"
    "f4,丁厂,鞋帽,2000000,8,900,200,70,30,1100,,1,否,2018-09-01\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text(HEAD + ROWS, encoding="gb18030")
    return path


def score(table: Path, *words: str) -> list[str]:
    return ["score", SCHEME, "--pack", str(DEMO), "--data", str(table), *words]


def test_a_bare_table_becomes_one_object_a_unit(table: Path) -> None:
    result = invoke(score(table, "--json"))
    assert result.exit_code == 0, result.stderr
    rows = {row["unit"]: row for row in json.loads(result.stdout)}
    assert list(rows) == ["f1", "f2", "f3", "f4"]
    assert rows["f1"]["name"] == "甲厂" and rows["f1"]["board"] == "泵阀"
    assert rows["f1"]["rank"] == 1 and rows["f2"]["rank"] is not None and rows["f4"]["rank"] == 1
    assert rows["f1"]["values"]["tax_per_mu"] == pytest.approx(300 / 10)  # 3,000,000 yuan are 300 万元
    assert rows["f3"]["filled"]["energy_per_value_added"] == "mean_score"
    assert rows["f3"]["grade"] == "D" and rows["f3"]["reasons"]  # vetoed after an accident
    assert {
        "unit",
        "name",
        "board",
        "score",
        "rank",
        "grade",
        "points",
        "values",
        "filled",
        "adjustments",
        "reasons",
    } == set(rows["f1"])


def test_scoring_needs_no_database_and_makes_no_data_folder(table: Path, tmp_path: Path) -> None:
    done = command(score(table), data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 4  # into a pipe goes what programs read
    assert not (tmp_path / "data").exists()


def test_a_scheme_is_also_the_path_of_its_file(table: Path) -> None:
    path = DEMO / "schemes" / f"{SCHEME}.yaml"
    result = invoke(["score", str(path), "--data", str(table), "--json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == json.loads(invoke(score(table, "--json")).stdout)


def test_one_unit_is_explained_with_its_values_filled_in(table: Path) -> None:
    result = invoke(score(table, "--explain", "甲厂", "--json", "--language", "zh"))
    (row,) = json.loads(result.stdout)
    assert row["unit"] == "f1"
    assert any("300" in line and "10亩" in line for line in row["explanation"])
    english = invoke([*score(table, "--explain", "f1", "--json", "--language", "en")])
    assert "Tax per mu" in english.stdout
    assert "is not in the table" in invoke(score(table, "--explain", "nobody")).stderr


def test_doubt_gives_ranges_that_a_seed_repeats(table: Path) -> None:
    words = ("--json", "--doubt", "50", "--seed", "7")
    first, again = (invoke(score(table, *words)).stdout for _ in range(2))
    assert first == again
    interval = json.loads(first)[0]["interval"]
    assert interval["rank_low"] <= interval["rank_median"] <= interval["rank_high"]


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_results_are_written_as_files(table: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    result = invoke(score(table, "--out", str(out), "--doubt", "20", "--language", "zh"))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "" and out.stat().st_size > 100
    if form == "csv":
        assert out.read_text("utf-8-sig").splitlines()[0].startswith("名次,代码,名称,分组,得分,等级")


def test_faults_are_listed_cell_by_cell_and_nothing_is_scored(tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(HEAD + ROWS.replace("3000000", "three").replace("f4,", "f1,"), encoding="utf-8")
    result = invoke(score(table, "--json", "--language", "en"))
    assert result.exit_code == 2 and result.stdout == ""
    assert "bad.csv D2" in result.stderr and "bad.csv A5" in result.stderr and "'three'" in result.stderr
    good = invoke(score(table, "--json", "--good-rows"))
    assert [row["unit"] for row in json.loads(good.stdout)] == ["f2", "f3"]


def test_a_denominator_of_zero_is_refused_with_its_cell(tmp_path: Path) -> None:
    table = tmp_path / "zero.csv"
    table.write_text(HEAD + ROWS.replace("3000000,10", "3000000,0"), encoding="utf-8")
    result = invoke(score(table, "--language", "zh"))
    assert result.exit_code == 2 and "E2" in result.stderr and "大于0" in result.stderr


def test_a_template_is_written_to_be_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "blank.xlsx"
    result = invoke(["score", SCHEME, "--pack", str(DEMO), "--template", str(out)])
    assert result.exit_code == 0, result.stderr
    assert out.read_bytes().startswith(b"PK")


def test_a_wrong_call_says_what_is_right(table: Path, tmp_path: Path) -> None:
    unknown = invoke(["score", "no-such-scheme", "--pack", str(DEMO), "--data", str(table)])
    assert unknown.exit_code == 1 and SCHEME in unknown.stderr
    near = invoke(["score", SCHEME.replace("firms", "firm"), "--pack", str(DEMO), "--data", str(table)])
    assert f"Did you mean {SCHEME!r}?" in near.stderr and "demo-towns-2025" in near.stderr
    assert invoke(["score", SCHEME, "--pack", str(DEMO)]).exit_code == 2
    assert invoke(score(table, "--out", str(tmp_path / "x.pdf"))).exit_code == 2
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\n", encoding="utf-8")
    assert "broken.yaml" in invoke(["score", str(broken), "--data", str(table)]).stderr


def test_large_tables_are_graded_from_parquet_or_refused_with_the_reason(tmp_path: Path) -> None:
    source = tmp_path / "firms.parquet"
    source.write_bytes(b"")
    assert invoke(["score", SCHEME, "--pack", str(DEMO), "--data", str(source)]).exit_code == 2
    refused = invoke(score(source, "--out", str(tmp_path / "out.parquet"), "--language", "en"))
    assert refused.exit_code == 2 and "percent_rank" in refused.stderr
