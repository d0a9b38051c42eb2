"""Which column of a file is which column of the register: suggested from headings and values, decided by people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tidehead.calc.check_digits import CREDIT_ALPHABET, credit_code_check
from tidehead.calc.labels import Label
from tidehead.lake.cells import is_unknown
from tidehead.lake.headings import folded
from tidehead.lake.register.headings import (
    FIRM_NAMES,
    FIRM_TARGETS,
    PANEL_NAMES,
    PANEL_TARGETS,
    named_column,
    split_heading,
)
from tidehead.lake.register.personal import LABELS, personal_by_heading, personal_by_values

_CODE = re.compile(rf"[{CREDIT_ALPHABET}]{{18}}")
_DAY = re.compile(r"(?:18|19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*")
_MONEY = re.compile(r"[\d.,]+\s*[(（]?\s*(?:万|亿|元|人民币).*")
_FIRM_NAME = re.compile(r".*(?:公司|厂|合作社|企业|经营部|事务所|中心|商行|农场|店)(?:[(（].*[)）])?")
_ADDRESS = re.compile(r".*(?:省|市|县|区|镇|乡|街道|路|号|村).*(?:路|号|村|街|幢|室|道|区|园|镇).*")
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of a file. column: of the register, "" where it is left out. personal: the kind of personal data.

    sure: 0-1. unit: what the heading gives, "" none. chosen: a person said so.
    """

    position: int
    heading: str
    column: str
    sure: float
    reason: Label
    unit: str = ""
    personal: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of a file is. panel: the file is of years of firms."""

    guesses: tuple[Guess, ...]
    panel: bool = False

    @property
    def columns(self) -> dict[str, int]:
        """Column of the register to its position in the file."""
        return {guess.column: guess.position for guess in self.guesses if guess.column}

    @property
    def units(self) -> dict[str, str]:
        """Column of the register to the unit that its heading gives."""
        return {guess.column: guess.unit for guess in self.guesses if guess.column}

    @property
    def headings(self) -> dict[str, str]:
        """Column of the register to its heading in the file."""
        return {guess.column: guess.heading for guess in self.guesses if guess.column}

    @property
    def personal(self) -> dict[str, str]:
        """Headings that are left out because they are about persons, and what they hold."""
        return {guess.heading: guess.personal for guess in self.guesses if guess.personal}

    def with_column(self, heading: str, column: str) -> "ColumnMapping":
        """As a person says: the heading is this column, "" leaves it out; another heading of that column lets go.

        Raises MappingRefused for a column that is not there, and for one that holds personal data.
        """
        targets = PANEL_TARGETS if self.panel else FIRM_TARGETS
        if column and column not in targets:
            raise MappingRefused(Label(f"没有“{column}”这一列", f'there is no column "{column}"'))
        if column and self.personal.get(heading):
            kind = LABELS[self.personal[heading]]
            raise MappingRefused(
                Label(f"“{heading}”是{kind.zh}，不导入", f'"{heading}" holds {kind.text("en")}: it is not taken in')
            )
        if heading not in {guess.heading for guess in self.guesses}:
            raise MappingRefused(Label(f"没有“{heading}”这个表头", f'there is no heading "{heading}"'))
        said = Label("由人指定", "chosen by a person")
        return replace(self, guesses=tuple(_chosen(guess, heading, column, said) for guess in self.guesses))

    def problems(self) -> tuple[Label, ...]:
        """Why nothing can be read by this mapping; empty where it can."""
        have = self.columns
        if self.panel:
            missing = [name for name in ("code", "year") if name not in have]
        else:
            missing = [] if "name" in have else ["name"]
        names = {
            "code": ("统一社会信用代码", "codes"),
            "year": ("年份", "years"),
            "name": ("企业名称", "names of firms"),
        }
        return tuple(
            Label(f"没有指定哪一列是{names[one][0]}", f"no column is said to hold the {names[one][1]}")
            for one in missing
        )

    def as_json(self) -> dict[str, Any]:
        """For keeping; `from_json` reads it."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "ColumnMapping":
        """What `as_json` gave."""
        guesses = tuple(Guess(**{**one, "reason": Label(**one["reason"])}) for one in kept["guesses"])
        return ColumnMapping(guesses, bool(kept["panel"]))


class MappingRefused(ValueError):
    """A column cannot be mapped so; `label` says why."""

    def __init__(self, label: Label) -> None:
        super().__init__(label.text("en"))
        self.label = label


def _chosen(guess: Guess, heading: str, column: str, said: Label) -> Guess:
    if guess.heading == heading:
        return replace(guess, column=column, sure=1.0, reason=said, chosen=True)
    if column and guess.column == column:
        return replace(guess, column="", sure=1.0, reason=said)
    return guess


def suggest_mapping(
    headings: Sequence[str],
    samples: Sequence[Sequence[str]],
    remembered: Mapping[str, str] | None = None,
    *,
    panel: bool = False,
) -> ColumnMapping:
    """What every column may be, from its heading, from its values, and from what people said of such headings before.

    samples[row][column]. remembered: heading to column, "" for one that was left out.
    """
    guesses = [_guess(at, heading, _cells(samples, at), remembered or {}, panel) for at, heading in enumerate(headings)]
    return ColumnMapping(tuple(_one_each(guesses)), panel)


def _cells(samples: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in samples if at < len(row) and not is_unknown(row[at])]


def _guess(at: int, heading: str, cells: list[str], remembered: Mapping[str, str], panel: bool) -> Guess:
    kind = personal_by_heading(heading)
    by_values = _column_of_values(cells)
    if not kind and by_values != "name":
        kind = personal_by_values(cells)
    if kind:
        what = LABELS[kind]
        reason = Label(f"看起来是{what.zh}，不导入", f"looks like {what.text('en')}: left out")
        return Guess(at, heading, "", 0.95, reason, personal=kind)
    unit = split_heading(heading)[1]
    if folded(heading) in (known := {folded(words): column for words, column in remembered.items()}):
        column = known[folded(heading)]
        return Guess(at, heading, column, 0.98, Label("与上次相同", "as it was the last time"), unit)
    column, sure, unit = named_column(heading, PANEL_NAMES if panel else FIRM_NAMES)
    return _weighed(Guess(at, heading, column, sure, _BY_HEADING if column else _NOTHING, unit), by_values, bool(cells))


_BY_HEADING = Label("表头是这个意思", "the heading says so")
_NOTHING = Label("表头和内容都认不出", "neither the heading nor the cells are known")


def _weighed(guess: Guess, by_values: str, filled: bool) -> Guess:
    """A heading's guess beside what the cells look like: a code column is one by its check characters."""
    if by_values == "code" and guess.column != "code":
        reason = Label("内容是有效的统一社会信用代码", "the cells are valid unified codes")
        return replace(guess, column="code", sure=0.97, reason=reason)
    if guess.column:
        if guess.column == by_values:
            return replace(guess, sure=0.995, reason=Label("表头和内容都是", "heading and cells both say so"))
        return guess
    if by_values and filled:
        reason = Label("按内容判断，请核对", "judged by the cells: look at it")
        return replace(guess, column=by_values, sure=0.6, reason=reason)
    return guess


def _column_of_values(cells: Sequence[str]) -> str:
    """What most cells of a column look like, "" for nothing in particular."""
    filled = list(cells)
    if len(filled) < 3:
        return ""
    tests = {
        "code": _is_code,
        "registered_on": lambda cell: _DAY.fullmatch(cell) is not None,
        "capital_text": lambda cell: _MONEY.fullmatch(cell) is not None,
        "name": lambda cell: 4 <= len(cell) <= 40 and _FIRM_NAME.fullmatch(cell) is not None,
        "address": lambda cell: 6 <= len(cell) <= 60 and _ADDRESS.fullmatch(cell) is not None,
    }
    for column, test in tests.items():
        if sum(map(test, filled)) >= _ENOUGH * len(filled):
            return column
    return ""


def _is_code(cell: str) -> bool:
    code = cell.strip().upper()
    return _CODE.fullmatch(code) is not None and credit_code_check(code[:17]) == code[17]


def _one_each(guesses: list[Guess]) -> list[Guess]:
    """Of several headings that seem to be one column the surest stays, the first where they are equally sure."""
    best: dict[str, Guess] = {}
    for guess in guesses:
        if guess.column and (guess.column not in best or guess.sure > best[guess.column].sure):
            best[guess.column] = guess
    return [
        guess
        if not guess.column or best[guess.column] is guess
        else replace(
            guess,
            column="",
            reason=Label(
                f"“{best[guess.column].heading}”更像这一列",
                f'"{best[guess.column].heading}" is more likely that column',
            ),
        )
        for guess in guesses
    ]
