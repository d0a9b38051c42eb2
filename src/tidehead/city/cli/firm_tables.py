"""A CSV file of firms as rows to classify: its columns in any order, under English or Chinese headings."""

import csv
import io
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from tidehead.calc.labels import Label

HEADINGS: dict[str, tuple[str, ...]] = {
    "uscc": ("uscc", "code", "credit_code", "统一社会信用代码", "社会信用代码", "信用代码", "注册号", "代码"),
    "name": ("name", "enterprise", "firm", "企业名称", "名称", "单位名称", "公司名称", "企业"),
    "business_scope": ("business_scope", "scope", "经营范围", "经营业务范围", "主营业务", "业务范围"),
    "address": ("address", "注册地址", "地址", "住所", "企业地址", "经营场所", "住所地"),
}
NEEDED = ("name", "business_scope")
_LARGEST_CELL = 1_000_000


class FirmRow(NamedTuple):
    """One firm as its table gives it."""

    uscc: str
    name: str
    business_scope: str
    address: str


class TableRefused(Exception):
    """The table cannot be read; `message` says where and why, in both languages."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.text("en"))
        self.message = message


def firm_rows(content: bytes) -> list[FirmRow]:
    """The firms of a CSV file in UTF-8 or GB18030, with or without a byte order mark; empty lines are left out.

    Raises TableRefused with the row and the column that is wrong.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""))
    csv.field_size_limit(_LARGEST_CELL)
    rows = _records(reader)
    line, heading = next(rows, (1, []))
    if not heading:
        raise TableRefused(Label("文件是空的，没有表头", "The file is empty: it has no row of headings"))
    chosen = itemgetter(*_columns(heading))
    found: list[FirmRow] = []
    for line, cells in rows:
        if len(cells) != len(heading):
            raise TableRefused(
                Label(
                    f"第 {line} 行有 {len(cells)} 格，表头有 {len(heading)} 列；含逗号的格要加双引号",
                    f"Row {line} has {len(cells)} cells, the headings are {len(heading)}; quote cells with commas",
                )
            )
        cells.append("")
        found.append(FirmRow._make(map(str.strip, chosen(cells))))
    return found


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    count = 0
    while True:
        count += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = Label(f"第 {count} 行不是有效的 CSV：{error}", f"Row {count} is no valid CSV: {error}")
            raise TableRefused(message) from error
        if any(map(str.strip, cells)):
            yield count, cells


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = Label(
            f"第 {row} 行既不是 UTF-8 也不是 GB18030 文字；请另存为 UTF-8 的 CSV",
            f"Row {row} is neither UTF-8 nor GB18030 text; save the table as CSV in UTF-8",
        )
        raise TableRefused(message) from error


def _columns(heading: list[str]) -> list[int]:
    """Where each column of FirmRow stands; -1, an empty cell behind the last one, where the table has none."""
    plain = [cell.strip().lower().replace(" ", "_") for cell in heading]
    places = [
        next((at for alias in HEADINGS[name] for at, cell in enumerate(plain) if cell == alias), -1)
        for name in FirmRow._fields
    ]
    missing = [name for name, at in zip(FirmRow._fields, places, strict=True) if at < 0 and name in NEEDED]
    if missing:
        wanted = "、".join(f"{name}（{HEADINGS[name][-2]}）" for name in missing)
        have = "、".join(cell.strip() or "–" for cell in heading)
        raise TableRefused(
            Label(
                f"第 1 行没有列 {wanted}；现有：{have}",
                f"Row 1 has no column {', '.join(missing)}; it has: {', '.join(cell.strip() for cell in heading)}",
            )
        )
    return places
