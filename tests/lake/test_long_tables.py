"""Long CSV tables are read block by block; the reader of whole tables is the judge of what they give."""

import csv
import io
import random

import numpy as np
import pytest

from tests.lake.schemes import TWO_RATIOS
from tidehead.calc.schemes import prepare
from tidehead.lake import EntriesRead, blocks, read_entries
from tidehead.lake.cells import Unreadable, number
from tidehead.lake.columns import ColumnReader

PREPARED = prepare(TWO_RATIOS)
ROWS = 700
CELLS = (
    *("12.5", "0", "-3", "+4", "1e3", ".5", "7.", " 8 ", "\u00a09", "1,200", "１２", "1.2万", "85万元", "3e400", "nan"),
    *(
        "inf",
        "1_000",
        "",
        "",
        "-",
        "未知",
        "three",
        "1 2",
        "(5)",
        "5%",
        '6"',
        "٣",
        "1e",
        "--4",
        "0x1",
        "1\n2",
        "'7",
        "−8",
    ),
)
WHO = ("合计", " 平均 ", "Total", "ſum", "甲'", "Ａ1", "é", "", " ", "'x'", "same", "same")


def messy(seed: int, share: float) -> str:
    """A table of which a share of cells, names and rows is odd."""
    draw = random.Random(seed)  # noqa: S311
    written = io.StringIO()
    table = csv.writer(written, lineterminator=draw.choice(["\n", "\r\n"]))
    if draw.random() < 0.5:
        table.writerow(["单位：万元"])
    unit = draw.choice(["", "(元)", "(万元)"])
    table.writerow(["代码", "名称", f"评价税收{unit}", "用地面积", "研发经费支出", "主营业务收入", "备注"])
    for at in range(ROWS):
        if draw.random() < share / 10:
            written.write(draw.choice(["\n", ",,\n", " ,\n", '"",\n']))
        who = [draw.choice(WHO) if draw.random() < share / 5 else f"{word}{at}" for word in ("f", "厂")]
        cells = [
            draw.choice(CELLS) if draw.random() < share else repr(round(draw.uniform(0, 9), draw.randint(0, 17)))
            for _ in range(4)
        ]
        row = [*who, *cells, "x"]
        if draw.random() < share / 10:
            row = row[: draw.randint(1, 6)] if draw.random() < 0.5 else [*row, draw.choice(["", "9", " "])]
        table.writerow(row)
    return written.getvalue()


def same(one: EntriesRead, other: EntriesRead) -> None:
    assert (one.faults, one.mapping, one.notes, one.rows, one.form, one.total) == (
        other.faults, other.mapping, other.notes, other.rows, other.form, other.total,
    )  # fmt: skip
    assert (one.entries is None) == (other.entries is None)
    if one.entries is not None and other.entries is not None:
        assert (one.entries.ids, one.entries.names) == (other.entries.ids, other.entries.names)
        assert list(one.entries.columns) == list(other.entries.columns)
        for name, column in one.entries.columns.items():
            np.testing.assert_array_equal(column, other.entries.columns[name])


@pytest.mark.parametrize("seed", range(40))
def test_a_long_table_gives_what_it_gives_when_it_is_read_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    encoding = ("utf-8", "gb18030", "utf-8-sig", "utf-16")[seed % 4]
    data = messy(seed, (0.0, 0.001, 0.02, 0.5)[seed // 4 % 4]).encode(encoding, "replace")
    whole, good = (read_entries(data, "x.csv", PREPARED, good_rows_only=good) for good in (False, True))
    monkeypatch.setattr(blocks, "LEAST_BYTES", 0)
    monkeypatch.setattr(blocks, "BLOCK", 37)
    told: list[int] = []
    same(read_entries(data, "x.csv", PREPARED, progress=lambda done, _: told.append(done)), whole)
    same(read_entries(data, "x.csv", PREPARED, good_rows_only=True), good)
    assert told and told == sorted(told) and told[-1] <= len(data)


@pytest.mark.parametrize("least", [0, 1 << 30])
def test_a_quote_that_is_never_closed_swallows_no_rows(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LEAST_BYTES", least)
    text = messy(0, 0.0)
    for data in (text.replace("f3,", '"f3,'), text.replace("f3,", '"f3"x,')):
        found = read_entries(data.encode(), "x.csv", PREPARED)
        assert found.entries is None and "look at its quotes" in found.faults[0].message.en
    found = read_entries(text.replace("f3,", '"f3\nf4",').encode(), "x.csv", PREPARED, good_rows_only=True)
    assert [fault.message.en[:20] for fault in found.faults] == ["the id has a line br"]
    assert found.entries is not None and len(found.entries.ids) == ROWS - 1


@pytest.mark.parametrize("have", ["万元", "元"])
def test_numbers_read_all_at_once_are_those_of_the_careful_reader(have: str) -> None:
    numbers = [repr(float(value)) for value in np.random.default_rng(1).lognormal(0, 20, 500)]
    for cells in (numbers, [*numbers, ""], *([*numbers[:9], cell] for cell in CELLS)):
        reader = ColumnReader("number", have, "万元", most=5)
        reader.take(cells)
        found = reader.result()
        for at, cell in enumerate(cells):
            try:
                expected = number(cell, have=have, want="万元")
            except Unreadable:
                assert list(found.bad) == [at]
            else:
                np.testing.assert_array_equal(found.values[at], expected)
