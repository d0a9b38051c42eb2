"""Small lists of invented firms for the tests of the register."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tidehead.calc.check_digits import credit_code_check, organisation_code_check
from tidehead.calc.labels import Label
from tidehead.lake.register import ColumnMapping, Staged, StageOptions, read_table, stage, suggest_mapping


def code(number: int, county: str = "990101") -> str:
    """A valid unified code that nobody has."""
    body = f"YY{number:06d}"
    body = body + organisation_code_check(body)
    first = f"91{county}{body}"
    return first + credit_code_check(first)


HEADINGS = ("企业名称", "统一社会信用代码", "成立日期", "注册资本", "经营范围", "住所", "法定代表人", "联系电话")


def row(number: int, name: str = "", **changed: str) -> list[str]:
    cells = {
        "企业名称": name or f"岚汐{number}号泵业有限公司",
        "统一社会信用代码": code(number),
        "成立日期": f"20{number % 20:02d}-03-{number % 28 + 1:02d}",
        "注册资本": f"{number % 90 + 1}(万元人民币)",
        "经营范围": "水泵制造",
        "住所": f"甲县一号路{number}号",
        "法定代表人": "王某某",
        "联系电话": f"138001380{number % 100:02d}",
    }
    return list((cells | changed).values())


def as_csv(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue().encode(encoding)


def written(path: Path, rows: Sequence[Sequence[str]], **how: str) -> Path:
    path.write_bytes(as_csv([HEADINGS, *rows], **how))
    return path


@dataclass(frozen=True)
class Fault_:
    row: int
    column: str
    text: str
    what: Label = Label("坏", "bad")
    remedy: Label = Label("改", "mend")


@dataclass(frozen=True)
class Cleaned_:
    values: Mapping[str, Sequence[Any]]
    faults: Sequence[Fault_] = ()
    left_out: Mapping[int, str] = field(default_factory=dict)


class Plain:
    """Takes texts as they are; a cell that says "bad" is a fault, a name "gone" is left out."""

    fingerprint = "plain"

    def __call__(self, cells: Mapping[str, Sequence[str]], units: Mapping[str, str]) -> Cleaned_:
        texts = {name: [cell or None for cell in column] for name, column in cells.items()}
        texts.pop("registered_on", None)
        faults = [
            Fault_(at, name, cell) for name, column in cells.items() for at, cell in enumerate(column) if cell == "bad"
        ]
        for fault in faults:
            if fault.column in texts:
                texts[fault.column][fault.row] = None
        gone = {at: "gone" for at, name in enumerate(cells.get("name", ())) if name == "gone"}
        return Cleaned_(texts, faults, gone)


def mapped(path: Path, folder: Path) -> ColumnMapping:
    folder.mkdir(parents=True, exist_ok=True)
    look = read_table(path, workspace=folder)
    return suggest_mapping(look.headings, look.samples)


def staged(path: Path, folder: Path, clean: Any = None, **options: Any) -> Staged:
    mapping = mapped(path, folder.with_name(folder.name + "-look"))
    return stage(path, mapping, out=folder, clean=clean or Plain(), options=StageOptions(**options))
