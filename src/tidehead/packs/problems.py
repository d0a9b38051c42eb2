"""What is wrong with a pack, where, and what to do: collected over the whole pack, then told at once."""

from dataclasses import dataclass, field

from tidehead.calc.labels import Label
from tidehead.packs.messages import MESSAGES
from tidehead.packs.schema import Position

MOST_PROBLEMS = 500  # a pack saved in a wrong form has one in every row; nobody reads more than this


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: `line` counts from 1; 0 means the whole file or folder. Each message ends in a remedy."""

    file: str
    line: int
    code: str
    message_en: str
    message_zh: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message_en} [{self.code}]"


class PackError(Exception):
    """A pack cannot be read; `problems` holds every mistake found, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Problems:
    """The mistakes found so far, and which names a broken row or file would have brought.

    A row that cannot be built still lends its name, so that one mistake is not reported again at every reference.
    """

    found: list[Problem] = field(default_factory=list)
    lent: dict[str, set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # kinds whose whole file could not be read

    def add(self, where: Position, code: str, **values: object) -> None:
        """Report mistake `code` at a place."""
        if len(self.found) < MOST_PROBLEMS:
            en, zh = MESSAGES[code]
            shown = {key: _short(value) for key, value in values.items()}
            self.found.append(Problem(where.file, where.line, code, en.format(**shown), zh.format(**shown)))

    def lend(self, kind: str, name: str) -> None:
        """Remember that a broken row of `kind` is called `name`."""
        self.lent.setdefault(kind, set()).add(name)

    def may_exist(self, kind: str, name: str) -> bool:
        """Whether an unknown `name` may be known once the mistakes found so far are put right."""
        return kind in self.unread or name in self.lent.get(kind, ())

    def in_order(self) -> tuple[Problem, ...]:
        """All mistakes by file and line, each once."""
        return tuple(sorted(set(self.found)))


def reasons(message: Label) -> dict[str, str]:
    """What the formulas say is wrong, as `why` and `why_zh` of a message that ends the sentence itself."""
    return {"why": message.text("en").rstrip("."), "why_zh": message.text("zh").rstrip("。")}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"
