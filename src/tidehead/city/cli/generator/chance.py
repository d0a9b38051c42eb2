"""Chance with a seed, and moments that people work at."""

import math
import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tidehead.calc.casework import next_working_day
from tidehead.calc.casework.types import WorkingCalendar

SPREAD = 0.75  # of the logarithm: most things take about as long as usual, a few much longer


class Chance(random.Random):
    """The same seed makes the same region."""

    def around(self, usual: float) -> float:
        """A positive number whose median is `usual`."""
        return usual * math.exp(self.gauss(0, SPREAD))

    def happens(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random() < share


class Clockface:
    """Turns any moment into one at which somebody works."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)

    def at_work(self, moment: datetime, chance: Chance) -> datetime:
        """The moment itself within working hours; otherwise some minutes into the next ones."""
        local = moment.astimezone(self.zone)
        day = next_working_day(local.date(), self.calendar)
        if day == local.date():
            for start, end in self.calendar.hours:
                if local.time() < start:
                    return self._on(local, start, chance)
                if local.time() <= end:
                    return local.astimezone(UTC)
            day = next_working_day(day + timedelta(days=1), self.calendar)
        return self._on(datetime.combine(day, time(), self.zone), self.calendar.hours[0][0], chance)

    def _on(self, local: datetime, start: time, chance: Chance) -> datetime:
        opening = datetime.combine(local.date(), start, self.zone)
        return (opening + timedelta(seconds=chance.randrange(60, 90 * 60))).astimezone(UTC)
