"""`tidehead chains`: gaps as text and JSON, and a table of firms from elsewhere as the pool."""

import json
from pathlib import Path

import pytest

from tests.cli.asking import invoke
from tidehead.city.chains.queries import current_pool

pytestmark = pytest.mark.django_db


def test_gaps_are_printed_with_what_breaks() -> None:
    done = invoke(["chains", "gaps", "hydrogen"])
    assert done.exit_code == 0, done.stderr
    assert "全氟聚合物" in done.stdout
    assert "Breaks: membrane, stack, system." in done.stdout


def test_gaps_are_one_json_object() -> None:
    found = json.loads(invoke(["chains", "gaps", "hydrogen", "--json"]).stdout)
    assert found["chain"] == "hydrogen"
    assert {gap["kind"] for gap in found["gaps"]} == {"single", "weak"}
    assert "membrane" in found["unknown"]  # not missing: only a dozen named firms are known


def test_an_unknown_chain_is_refused_with_those_there_are() -> None:
    done = invoke(["chains", "gaps", "gold"])
    assert done.exit_code == 1
    assert "hydrogen" in done.stderr


def test_a_table_of_firms_becomes_the_pool(tmp_path: Path) -> None:
    assert "no pool" in invoke(["chains", "pool"]).stdout
    table = tmp_path / "elsewhere.csv"
    rows = ["企业名称,统一社会信用代码,经营范围,地址"]
    rows += [f"远方{nth}号膜科技有限公司,,质子交换膜研发生产,远方市海路{nth}号" for nth in range(1, 4)]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = invoke(["chains", "pool", str(table), "--label", "示例池", "--as-of", "2026-06-30", "--synthetic"])
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "示例池: 3 firms.\n"
    pool = current_pool()
    assert pool is not None
    assert (pool.rows, pool.synthetic, str(pool.as_of)) == (3, True, "2026-06-30")


def test_a_table_without_firms_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "empty.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    done = invoke(["chains", "pool", str(table)])
    assert done.exit_code == 1
    assert done.stderr
