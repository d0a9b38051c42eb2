"""What was decided becomes a version, whole or not at all; of rows of one firm one leads and the others fill."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.lake.register_files import as_csv, code, row, staged, written
from tidehead.lake.register import (
    Accept,
    DecisionRefused,
    Firm,
    FirmFilter,
    NoRegister,
    NothingAccepted,
    PanelRow,
    PublishOptions,
    Register,
    publish,
    read_meta,
    read_table,
    stage,
    suggest_mapping,
    write_register,
)
from tidehead.reading.firms.rows import RowReader


def listed(folder: Path, name: str, rows: list[list[str]], headings: list[str]) -> Path:
    path = folder / name
    path.write_bytes(as_csv([headings, *rows]))
    return path


def test_a_decision_says_which_rows_are_taken_in(tmp_path: Path) -> None:
    found = staged(written(tmp_path / "x.csv", [row(1), row(2, 住所="bad"), row(3, "bad")]), tmp_path / "s")
    assert publish([(found, Accept.SOUND)], tmp_path / "sound").rows == 1
    assert publish([(found, Accept.KNOWN)], tmp_path / "known").rows == 2
    assert Register(tmp_path / "known").firm(code(2)).address is None
    with pytest.raises(NothingAccepted):
        publish([(found, Accept.NOTHING)], tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_version_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = staged(written(tmp_path / "x.csv", [row(1)]), tmp_path / "s")
    with monkeypatch.context() as broken:
        broken.setattr(
            "tidehead.lake.register.publishing.write_meta", lambda *_: (_ for _ in ()).throw(OSError("full"))
        )
        with pytest.raises(OSError, match="full"):
            publish([(found, Accept.SOUND)], tmp_path / "v")
    assert not (tmp_path / "v").exists() and not list(tmp_path.glob(".v.*"))
    publish([(found, Accept.SOUND)], tmp_path / "v")
    with pytest.raises(FileExistsError):
        publish([(found, Accept.SOUND)], tmp_path / "v")
    with pytest.raises(NoRegister):
        read_meta(tmp_path / "s")


def test_a_disk_that_is_full_when_names_are_indexed_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = staged(written(tmp_path / "x.csv", [row(1)]), tmp_path / "s")
    full = sqlite3.OperationalError("database or disk is full")
    monkeypatch.setattr("tidehead.lake.register.names_index._count_common", lambda *_: (_ for _ in ()).throw(full))
    with pytest.raises(OSError, match="disk is full"):
        publish([(read, Accept.SOUND)], tmp_path / "v")
    assert not (tmp_path / "v").exists() and not list(tmp_path.glob(".v.*"))


def test_of_two_rows_in_one_file_the_later_leads_and_both_are_kept(tmp_path: Path) -> None:
    rows = [row(1, "甲泵厂"), row(1, "甲泵业有限公司", 住所="")]
    found = staged(written(tmp_path / "x.csv", rows), tmp_path / "s")
    meta = publish([(found, Accept.SOUND)], tmp_path / "v")
    register = Register(tmp_path / "v")
    firm = register.firm(code(1))
    assert (meta.rows, meta.superseded, found.repeated) == (1, 1, 1)
    assert firm.name == "甲泵业有限公司" and firm.former_names == "甲泵厂"
    assert firm.address == "甲县一号路1号", "what the later row does not know comes from the one before"
    assert [(one.place, one.firm.name) for one in register.history_of(code(1))] == [
        (1, "甲泵业有限公司"),
        (2, "甲泵厂"),
    ]
    assert [one.code for one in register.search(FirmFilter(text="甲泵厂")).rows] == [code(1)], (
        "found by its former name"
    )


def test_a_newer_list_leads_and_a_more_trusted_one_before_it(tmp_path: Path) -> None:
    headings = ["统一社会信用代码", "企业名称", "住所", "从业人数"]
    old = staged(
        listed(tmp_path, "old.csv", [[code(1), "旧名厂", "旧址", "5"]], headings), tmp_path / "a", as_of="2020-01-01"
    )
    new = staged(
        listed(tmp_path, "new.csv", [[code(1), "新名厂", "", "9"]], headings), tmp_path / "b", as_of="2024-01-01"
    )
    sure = staged(
        listed(tmp_path, "sure.csv", [[code(1), "真名厂", "", ""]], headings),
        tmp_path / "c",
        as_of="2010-01-01",
        precedence=5,
    )
    publish([(new, Accept.SOUND), (old, Accept.SOUND)], tmp_path / "v1")
    firm = Register(tmp_path / "v1").firm(code(1))
    assert (firm.name, firm.address, firm.jobs, firm.source) == ("新名厂", "旧址", 9, "new.csv")
    publish([(sure, Accept.SOUND)], tmp_path / "v2", base=tmp_path / "v1")
    firm = Register(tmp_path / "v2").firm(code(1))
    assert (firm.name, firm.address, firm.jobs) == ("真名厂", "旧址", 9)
    assert firm.former_names == "新名厂;旧名厂" or firm.former_names == "旧名厂;新名厂"
    assert len(Register(tmp_path / "v2").history_of(code(1))) == 3


def test_industry_and_place_come_from_a_row_with_a_text_to_read_them_from(tmp_path: Path) -> None:
    publish_of = [
        Firm(
            code(1), "甲厂", scope="泵制造", industry="3441", division="34", group_="344", county="990101", source="a"
        ),
    ]
    write_register(publish_of, tmp_path / "v1")
    thin = staged(listed(tmp_path, "t.csv", [[code(1), "甲厂", "50"]], ["统一代码", "名称", "人数"]), tmp_path / "s")
    publish([(thin, Accept.SOUND)], tmp_path / "v2", base=tmp_path / "v1")
    firm = Register(tmp_path / "v2").firm(code(1))
    assert (firm.industry, firm.county, firm.jobs) == ("3441", "990101", 50)


def test_firms_found_to_be_the_same_become_one_and_come_apart_again(tmp_path: Path) -> None:
    firms = [
        Firm(code(1), "甲泵业有限公司", jobs=5.0),
        Firm(code(2), "甲水泵厂", address="一号路"),
        Firm(code(3), "乙厂"),
    ]
    years = [PanelRow(code(2), 2024, tax_cny=7.0)]
    write_register(firms, tmp_path / "v1", panel=years)
    merged = PublishOptions(aliases={code(2): code(1)})
    publish([], tmp_path / "v2", base=tmp_path / "v1", options=merged)
    register = Register(tmp_path / "v2")
    one = register.firm(code(1))
    assert (register.meta.rows, one.name, one.address, one.former_names) == (2, "甲泵业有限公司", "一号路", "甲水泵厂")
    assert register.aliases_of(code(1)) == (code(2),) and register.firm(code(2)) is None
    assert [year.tax_cny for year in register.panel_of(code(1))] == [7.0]
    publish([], tmp_path / "v3", base=tmp_path / "v2")
    apart = Register(tmp_path / "v3")
    assert apart.firms([code(1), code(2)]) == Register(tmp_path / "v1").firms([code(1), code(2)])


def test_an_alias_of_an_alias_stays_with_the_last_and_a_circle_is_refused(tmp_path: Path) -> None:
    firms = [Firm(code(n), f"{n}厂") for n in (1, 2, 3)]
    chain = PublishOptions(aliases={code(1): code(2), code(2): code(3)})
    assert write_register(firms, tmp_path / "v", options=chain).rows == 1
    with pytest.raises(DecisionRefused):
        write_register(firms, tmp_path / "w", options=PublishOptions(aliases={code(1): code(2), code(2): code(1)}))


def test_corrections_go_before_every_source_and_can_be_taken_back(tmp_path: Path) -> None:
    write_register([Firm(code(1), "甲厂", industry="3441", division="34", group_="344")], tmp_path / "v1")
    mended = PublishOptions(overrides={code(1): {"industry": "3443", "name": "甲阀厂"}})
    publish([], tmp_path / "v2", base=tmp_path / "v1", options=mended)
    firm = Register(tmp_path / "v2").firm(code(1))
    assert (firm.industry, firm.group_, firm.name) == ("3443", "344", "甲阀厂")
    assert Register(tmp_path / "v2").search(FirmFilter(text="甲阀厂")).total == 1
    publish([], tmp_path / "v3", base=tmp_path / "v2")
    assert Register(tmp_path / "v3").firm(code(1)) == Register(tmp_path / "v1").firm(code(1))
    with pytest.raises(DecisionRefused):
        publish([], tmp_path / "v4", base=tmp_path / "v1", options=PublishOptions(overrides={code(1): {"no_such": 1}}))


def test_a_small_register_of_named_firms_gives_them_back(tmp_path: Path) -> None:
    firm = Firm(
        code(1), "甲泵业有限公司", "甲水泵厂;甲泵厂", "limited", "active", date(2001, 2, 3), 5e6, "500万",
        "水泵", "一号路", "990101", "990101001", "p1", 121.5, 28.5, "3441", "34", "344", "t/pumps",
        "product", "manufacture", 0.9, "[]", 12.0, 1e7, 2e7, 3e5, 14.5, "pack", 7, True,
    )  # fmt: skip
    meta = write_register([firm], tmp_path / "v")
    assert Register(tmp_path / "v").firms([code(1), "nobody"]) == {code(1): firm}
    assert meta.synthetic and meta.names_indexed and Register(tmp_path / "v").meta == meta


def test_years_of_firms_are_merged_and_summed(tmp_path: Path) -> None:
    write_register(
        [Firm(code(n), f"{n}厂", county="990101" if n < 3 else "990102") for n in (1, 2, 3)], tmp_path / "v1"
    )
    rows = [[code(1), "2023", "10", "1.5"], [code(1), "2024", "12", ""], [code(2), "2024", "3", "0.5"]]
    headings = ["统一社会信用代码", "年份", "从业人数", "税收（万元）"]
    path = listed(tmp_path, "years.csv", [*rows, ["bad", "2024", "1", "1"]], headings)
    look = read_table(path)
    mapping = suggest_mapping(look.headings, look.samples, panel=True)
    found = stage(path, mapping, out=tmp_path / "s", clean=RowReader())
    assert (found.sound, found.fatal, found.panel) == (3, 1, True)
    publish([(found, Accept.SOUND)], tmp_path / "v2", base=tmp_path / "v1")
    register = Register(tmp_path / "v2")
    assert [(one.year, one.jobs, one.tax_cny) for one in register.panel_of(code(1))] == [
        (2023, 10, 15000),
        (2024, 12, None),
    ]
    totals = {(one["place"], one["year"]): one for one in register.panel_totals()}
    assert totals["990101", 2024]["jobs"] == 12 + 3 and totals["990101", 2024]["tax_cny"] == 0.5 * 1e4
    assert (totals["990101", 2024]["tax_cny_known"], totals["990101", 2024]["reports"]) == (1, 2)
    assert register.meta.panel_rows == 3 and Register(tmp_path / "v1").panel_of(code(1)) == ()
