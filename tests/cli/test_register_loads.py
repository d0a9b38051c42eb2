"""`tidehead register import`, `build`, `make-up` and `status`, as people run them."""

import json
from pathlib import Path

import pytest

from tests.cli.asking import invoke
from tests.lake.register_files import as_csv, code
from tidehead.city.enterprises.versions import current_register

HEADINGS = ["企业名称", "统一社会信用代码", "成立日期", "注册资本", "经营范围", "联系电话", "税收(万元)"]


def listed(folder: Path, *rows: list[str]) -> str:
    path = folder / "firms.csv"
    path.write_bytes(as_csv([HEADINGS, *rows], encoding="gb18030"))
    return str(path)


def row(number: int, **changed: str) -> list[str]:
    cells = dict(
        zip(
            HEADINGS,
            [f"{number}号泵厂", code(number), "2001-02-03", "5(万)", "水泵制造", "13800138000", "1.5"],
            strict=True,
        )
    )
    return list((cells | changed).values())


@pytest.mark.django_db
def test_a_list_is_read_and_waits_for_a_decision(tmp_path: Path) -> None:
    report = json.loads(
        invoke(["register", "import", listed(tmp_path, row(1), row(2, 成立日期="2001-02-30")), "--json"]).stdout
    )
    assert (report["rows"], report["sound"], report["faulty"], report["version"]) == (2, 1, 1, None)
    assert report["personal"] == ["联系电话"] and report["columns"]["税收(万元)"] == "tax_cny"
    assert (report["first_faults"][0]["row"], report["first_faults"][0]["heading"]) == (3, "成立日期")
    told = invoke(["register", "status"]).stdout
    assert f"Import {report['import']}, firms.csv: staged" in told
    assert json.loads(invoke(["register", "status", "--json"]).stdout)["imports"][0]["state"] == "staged"


@pytest.mark.django_db
@pytest.mark.parametrize(("take", "firms"), [("sound", {1}), ("known", {1, 2})])
def test_what_is_decided_becomes_a_version(tmp_path: Path, take: str, firms: set[int]) -> None:
    path = listed(tmp_path, row(1), row(2, 注册资本="很多"), row(3, 统一社会信用代码="9133"))
    found = invoke(["register", "import", path, "--take", take, "--as-of", "2024-12-31", "--origin", "list-1"])
    assert found.exit_code == 0, found.output
    assert "3 rows: 1 sound, 2 with faults (1 of them cannot be taken)." in found.stdout
    register = current_register()
    assert set(register.firms(map(code, (1, 2, 3)))) == set(map(code, firms))
    firm = register.firm(code(1))
    assert (firm.capital_cny, firm.tax_cny, firm.source) == (50_000, 15_000, "list-1")
    assert "Version" in invoke(["register", "build"]).stdout


@pytest.mark.django_db
def test_a_column_is_what_is_said(tmp_path: Path) -> None:
    path = listed(tmp_path, row(1))
    report = json.loads(
        invoke(["register", "import", path, "--column", "经营范围=address", "--column", "注册资本=", "--json"]).stdout
    )
    assert (report["columns"]["经营范围"], report["columns"]["注册资本"]) == ("address", "")
    wrong = invoke(["register", "import", listed(tmp_path, row(7)), "--column", "没有=name"])
    assert wrong.exit_code == 2 and "没有" in wrong.stderr


@pytest.mark.django_db
def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"")
    assert invoke(["register", "import", str(tmp_path / "x.csv")]).exit_code == 1


@pytest.mark.django_db
def test_made_up_firms_are_marked() -> None:
    found = invoke(["register", "make-up", "500", "--seed", "3"])
    assert found.exit_code == 0, found.output
    current = json.loads(invoke(["register", "status", "--json"]).stdout)["current"]
    assert current["synthetic"] and current["firms"] >= 500
