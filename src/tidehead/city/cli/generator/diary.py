"""One case's log as it is written: event after event, at working hours, until the present cuts it off."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tidehead.calc.casework.types import Event, EventKind
from tidehead.city.cases.types import LoggedCase, NewCase
from tidehead.city.cli.generator.chance import Chance, Clockface


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at a post."""

    post: str
    name: str
    organisation: str = ""
    place: str = ""


NOBODY = Worker("", "system")


@dataclass
class Diary:
    """Writes a log. What would happen after `now` has not happened, and nothing can follow it."""

    chance: Chance
    clock: Clockface
    at: datetime
    now: datetime
    events: list[Event] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    is_over: bool = False

    def wait(self, days: float) -> bool:
        """Let so many days pass, up to the next working hours. False where that lies ahead of the present."""
        later = self.clock.at_work(self.at + timedelta(days=days), self.chance)
        self.at = max(later, self.at + timedelta(minutes=1))
        self.is_over = self.is_over or self.at > self.now
        return not self.is_over

    def write(self, kind: EventKind, by: Worker, **data: Any) -> None:
        """Something happens now."""
        self.is_over = self.is_over or self.at > self.now
        if not self.is_over or not self.events:  # a case was opened at least
            self.events.append(Event(len(self.events) + 1, self.at, kind, data, by.name))
            self.posts.append(by.post)
            self.at += timedelta(seconds=1)

    def move(self, transition: str, to: str, by: Worker, **fields: Any) -> None:
        """A move, with what is filled in on the way; `reason` goes into the log's own column."""
        reason = {"reason": fields.pop("reason")} if "reason" in fields else {}
        self.write(EventKind.MOVED, by, transition=transition, to=to, fields=fields, **reason)

    def logged(self, new: NewCase) -> LoggedCase:
        """The case with its log."""
        return LoggedCase(new, tuple(self.events), posts=tuple(self.posts))
