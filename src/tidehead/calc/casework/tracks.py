"""One clock while a log is replayed: begun, paused, going on, stopped, started anew."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tidehead.calc.casework.types import Clock, ClockTrack, Duration, Span


@dataclass(slots=True)
class RunningClock:
    """A clock as it stands after the events so far."""

    clock: Clock
    due: Duration
    party: str = ""
    spans: list[Span] = field(default_factory=list)
    stopped_at: datetime | None = None
    earlier: list[ClockTrack] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        """Whether it ever started."""
        return bool(self.spans)

    def enter(self, state: str, at: datetime, *, ends: bool) -> None:
        """The case enters a state. ends: whether it is one in which nothing more is to be done."""
        if not self.has_begun and self.clock.per == "case" and state in self.clock.starts:
            self.begin(at)
        if not self.has_begun or self.stopped_at:
            return
        if ends or state in self.clock.stops:
            self.stop(at)
        elif state in self.clock.pauses:
            self._pause(at)
        elif self.spans[-1].end is not None:
            self._go_on(at)

    def begin(self, at: datetime) -> None:
        """Start from nothing."""
        self.spans = [Span(at)]
        self.stopped_at = None

    def begin_anew(self, at: datetime) -> None:
        """Start from nothing with the time first allowed; what was is kept as an earlier turn."""
        if self.has_begun:
            self.earlier.append(replace(self.track(), earlier=()))
        self.due = self.clock.due
        self.begin(at)

    def stop(self, at: datetime) -> None:
        """Stop for good; a clock that has not begun or has stopped stays as it is."""
        if self.has_begun and self.stopped_at is None:
            self._pause(at)
            self.stopped_at = at

    def track(self) -> ClockTrack:
        """What the log says of it."""
        return ClockTrack(self.clock.id, self.party, self.due, tuple(self.spans), self.stopped_at, tuple(self.earlier))

    def _pause(self, at: datetime) -> None:
        if self.spans[-1].end is None:
            self.spans[-1] = replace(self.spans[-1], end=at)

    def _go_on(self, at: datetime) -> None:
        """A pause of no time is none."""
        if self.spans[-1].end == at:
            self.spans[-1] = replace(self.spans[-1], end=None)
        else:
            self.spans.append(Span(at))
