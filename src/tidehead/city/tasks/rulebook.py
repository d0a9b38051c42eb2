"""How a region runs its tasks, as its pack says: lists, kinds of blockers, when something goes to the meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

from tidehead.calc.labels import Label
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.shell.statuses import status_of
from tidehead.city.tasks.models import Rulebook


@dataclass(frozen=True, slots=True)
class Word:
    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class BlockerWord:
    """A kind of blocker. `organisation`: who clears it; `days`: after which it goes to the meeting."""

    id: str
    label: Text
    organisation: str
    days: int


@dataclass(frozen=True, slots=True)
class Rules:
    """`case_type` empty: the pack says nothing of tasks, and none can be made."""

    case_type: str = ""
    lists: tuple[Word, ...] = ()
    blockers: tuple[BlockerWord, ...] = ()
    escalate_after_days: int = 30
    audit_share: float = 0.1
    group: str = ""  # of the meeting
    every: str = "quarter"
    meeting_label: Text = Text("推进会", "Push meeting")
    office: str = ""
    standing: str = "proposed"
    source: str = ""
    clause: str = ""

    def list_label(self, code: str) -> Text:
        return next((each.label for each in self.lists if each.id == code), Text(code))

    def blocker(self, code: str) -> BlockerWord:
        found = next((each for each in self.blockers if each.id == code), None)
        return found or BlockerWord(code, Text(code), "", self.escalate_after_days)


@remembered
def rules() -> Rules:
    """The rules in force; empty ones before a pack with tasks is loaded."""
    row = Rulebook.objects.filter(id=1).first()
    if row is None or not row.content:
        return Rules()
    plain = dict(row.content)
    plain["lists"] = tuple(Word(each["id"], _text(each["label"])) for each in plain["lists"])
    plain["blockers"] = tuple(_blockers(plain["blockers"]))
    if "meeting_label" in plain:
        plain["meeting_label"] = _text(plain["meeting_label"])
    return Rules(**plain)


def _blockers(rows: Iterable[dict[str, Any]]) -> Iterable[BlockerWord]:
    return (BlockerWord(each["id"], _text(each["label"]), each["organisation"], each["days"]) for each in rows)


def _text(pair: dict[str, str]) -> Text:
    return Text(pair["zh"], pair["en"])


def label_text(label: Label) -> Text:
    """A label of the lower layers as a text of the city's."""
    return Text(label.zh, label.en)


def in_both(word: str | Promise) -> Text:
    """A word of the pages in both languages, for what is kept."""
    with override("zh-hans"):
        zh = str(word)
    with override("en"):
        return Text(zh, str(word))


def status_text(status: str) -> Text:
    """The word of a status in both languages."""
    return in_both(status_of(status).word)
