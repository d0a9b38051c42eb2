"""`tidehead score`: a table scored by a scheme of a pack, without any database."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.calc.schemes.examples import plain
from tests.cli.asking import DEMO, command, invoke
from tidehead.calc.schemes import Entries, digest
from tidehead.calc.schemes import score as score_entries
from tidehead.city.cli.result_meta import Result
from tidehead.city.cli.results import as_book, as_csv
from tidehead.packs import read_scheme

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
    assert "is not in the table" in invoke(score(table, "--explain", "nobody", "--language", "en")).stderr


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
    assert unknown.exit_code == 2 and SCHEME in unknown.stderr
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


def test_a_scheme_that_is_refused_says_so_in_the_language_that_was_asked_for(table: Path, tmp_path: Path) -> None:
    missing = invoke(["score", "no-such-scheme", "--pack", str(DEMO), "--data", str(table), "--language", "zh"])
    assert missing.exit_code == 2 and "没有" in missing.stderr and "There is no" not in missing.stderr
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\n", encoding="utf-8")
    for path in (broken, tmp_path / "nowhere.yaml"):
        told = {
            spoken: invoke(["score", str(path), "--data", str(table), "--language", spoken]) for spoken in ("zh", "en")
        }
        assert all(each.exit_code == 2 and path.name in each.stderr for each in told.values())
        assert any("一" <= sign <= "鿿" for sign in told["zh"].stderr)
        assert not any("一" <= sign <= "鿿" for sign in told["en"].stderr)


@pytest.mark.parametrize("option", ["--out", "--template"])
def test_a_folder_that_is_not_there_is_told_before_anything_is_done(table: Path, tmp_path: Path, option: str) -> None:
    result = invoke(score(table, option, str(tmp_path / "nowhere" / "out.xlsx"), "--language", "zh"))
    assert result.exit_code == 2 and "nowhere" in result.stderr and "没有文件夹" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_what_the_run_did_goes_to_standard_error_unless_quiet(table: Path, tmp_path: Path) -> None:
    told = invoke(score(table, "--json", "--language", "en"))
    assert "✓ 4 units have a score" in told.stderr and SCHEME in told.stderr
    quiet = invoke(score(table, "--json", "--language", "en", "--quiet"))
    assert quiet.stderr == "" and quiet.stdout == told.stdout
    filed = invoke(score(table, "--out", str(tmp_path / "out.csv"), "--language", "en"))
    assert "✓ 4 units have a score" in filed.stderr


def test_the_meta_says_whose_scheme_and_how_it_was_run_beside_the_same_units(table: Path, tmp_path: Path) -> None:
    bare = json.loads(invoke(score(table, "--json", "--language", "en")).stdout)
    full = json.loads(invoke(score(table, "--json", "--meta", "--seed", "7", "--language", "en")).stdout)
    assert full["units"] == bare
    meta = full["meta"]
    assert set(meta) == {
        "scheme",
        "label",
        "digest",
        "standing",
        "engine",
        "draws",
        "seed",
        "steps",
        "notes",
        "synthetic",
    }
    scheme, _ = read_scheme(DEMO, SCHEME)
    assert meta["digest"] == digest(scheme) and meta["standing"] == scheme.standing.value
    assert meta["synthetic"] is True
    assert meta["scheme"] == SCHEME and meta["engine"].startswith("tidehead ") and meta["draws"] is None
    assert meta["seed"] is None  # nothing was drawn
    assert {"stage", "done", "what", "count"} == set(meta["steps"][0]) and meta["steps"][0]["stage"] == "values"
    out = tmp_path / "out.json"
    words = ("--out", str(out), "--meta", "--doubt", "20", "--seed", "7")
    assert invoke(score(table, *words)).exit_code == 0
    drawn = json.loads(out.read_text("utf-8"))["meta"]
    assert (drawn["draws"], drawn["seed"]) == (20, 7)
    assert any(step["stage"].startswith("doubt_") for step in drawn["steps"])
    assert invoke(score(table, "--out", str(tmp_path / "out.csv"), "--meta")).exit_code == 2


def test_drivers_tell_what_moves_the_places_with_intervals_and_how_it_was_computed(tmp_path: Path) -> None:
    table = tmp_path / "close.csv"
    alike = (  # what one firm has more of in tax it has less of in value added, so that weights decide
        f"f{one},厂{one},泵阀,{1000000 + 40000 * one},10,{1200 - 50 * one},{400 + 7 * one},90,{10 + one},1500,0,0,否,"
        "2016-05-01\n"
        for one in range(9)
    )
    table.write_text(HEAD + "".join(alike), encoding="utf-8")
    words = ("--drivers", "--seed", "3", "--language", "en")
    first, again = (invoke(score(table, "--json", "--meta", *words)) for _ in range(2))
    assert first.exit_code == 0 and first.stdout == again.stdout, first.stderr
    drivers = json.loads(first.stdout)["meta"]["drivers"]
    assert (drivers["seed"], drivers["rows"]) == (3, 256)
    assert drivers["runs"] == 256 * (len(drivers["groups"]) + 2)
    assert "Saltelli" in drivers["method"] and "Jansen" in drivers["method"] and drivers["share"] == 0.9
    assert "weight" in {group["id"] for group in drivers["groups"]}
    for group in drivers["groups"]:
        assert group["total_low"] <= group["total"] <= group["total_high"] and group["label"]
    told = invoke(score(table, *words, "--json", "--quiet"))
    assert "Total-order" in told.stderr and "weights" in told.stderr and "seed 3" in told.stderr


def test_drivers_and_doubt_of_nobody_are_refused_in_words(tmp_path: Path) -> None:
    table = tmp_path / "none.csv"
    table.write_text(HEAD + "f1,甲厂,泵阀,,10,,,,,,,,否,2015-01-01\n", encoding="utf-8")
    for words in (("--drivers",), ("--doubt", "20")):
        result = invoke(score(table, *words, "--json", "--language", "en"))
        assert result.exit_code == 1 and "no unit has a score" in result.stderr


def test_what_needs_a_table_in_memory_is_not_passed_over_with_parquet(tmp_path: Path) -> None:
    source = tmp_path / "firms.parquet"
    source.write_bytes(b"")
    for words in (("--doubt", "20"), ("--drivers",), ("--explain", "f1"), ("--meta",)):
        result = invoke(score(source, "--out", str(tmp_path / "out.parquet"), *words))
        assert result.exit_code == 2 and words[0] in result.stderr


def test_a_number_too_large_is_no_score_and_the_answer_stays_json(tmp_path: Path) -> None:
    table = tmp_path / "great.csv"
    table.write_text(HEAD + ROWS.replace("3000000,10", "1e308,0.000001"), encoding="utf-8")
    result = invoke(score(table, "--json", "--language", "en"))
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(name))
    assert rows[0]["score"] is None and rows[0]["rank"] is None and rows[0]["reasons"]


def test_tables_of_many_units_are_written_in_a_time_that_grows_with_them_alone() -> None:
    class Board(tuple[str, ...]):
        looked_at = 0

        def __iter__(self) -> Iterator[str]:
            Board.looked_at += 1
            return super().__iter__()

    units = 50
    entries = Entries(tuple(map(str, range(units))), tuple(map(str, range(units))), {"x": np.linspace(0.0, 1.0, units)})
    scoring = score_entries(plain("x"), entries)
    for write in (as_csv, as_book):
        Board.looked_at = 0
        write(Result(replace(scoring, board=Board(scoring.board))), "en")
        assert Board.looked_at <= 2


def test_a_scheme_of_an_invented_region_says_so_beside_its_table(table: Path) -> None:
    told = invoke(score(table, "--json", "--language", "en")).stderr
    assert "A scheme of an invented region: no real assessment" in told
