"""Cases in words: phases, clocks, relations, verdicts."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from tidehead.calc.casework.types import ClockReading, ClockStatus, Duration, DurationUnit, Phase
from tidehead.calc.labels import Label
from tidehead.city.common.types import Text
from tidehead.city.shell.formatting import date_text, moment_text

PHASES = {
    Phase.OPEN.value: gettext_lazy("To do"),
    Phase.WAITING.value: gettext_lazy("Waiting for others"),
    Phase.ANSWERED.value: gettext_lazy("Answered, to be confirmed"),
    Phase.ENDED.value: gettext_lazy("Ended"),
}
RELATION_WORDS = {
    "requester": gettext_lazy("whose case it is"),
    "owner": gettext_lazy("the post that works on it"),
    "lead": gettext_lazy("the organisation in charge"),
    "lead_head": gettext_lazy("the head of the organisation in charge"),
    "co_owner": gettext_lazy("an organisation that works on it beside the lead"),
    "dispatcher": gettext_lazy("who routes cases here"),
    "office": gettext_lazy("the office of this place"),
    "second_office": gettext_lazy("somebody of the office who did not take the step before"),
    "administrator": gettext_lazy("an administrator"),
    "anyone": gettext_lazy("anybody who sees it"),
    "system": gettext_lazy("the clockwork"),
}
LINK_WORDS = {
    "duplicate_of": gettext_lazy("Says the same as"),
    "part_of": gettext_lazy("Part of"),
    "caused_by": gettext_lazy("Has its cause in"),
    "follows": gettext_lazy("Follows"),
    "review_of": gettext_lazy("Reviews"),
    "~duplicate_of": gettext_lazy("Said again in"),
    "~part_of": gettext_lazy("Consists of"),
    "~caused_by": gettext_lazy("Is the cause of"),
    "~follows": gettext_lazy("Is followed by"),
    "~review_of": gettext_lazy("Is reviewed in"),
}
LIGHTS = {
    ClockStatus.RUNNING: "on_course",
    ClockStatus.WARNING: "behind",
    ClockStatus.LATE: "off_course",
    ClockStatus.PAUSED: "unknown",
    ClockStatus.MET: "reached",
    ClockStatus.MISSED: "off_course",
}
"""The light that stands for what a clock shows."""

_UNITS = {
    DurationUnit.DAYS: ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    DurationUnit.WORKING_DAYS: ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    DurationUnit.MONTHS: ngettext_lazy("%(n)s month", "%(n)s months", "n"),
    DurationUnit.HOURS: ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    DurationUnit.WORKING_HOURS: ngettext_lazy("%(n)s working hour", "%(n)s working hours", "n"),
}


def words_of(label: Label | None) -> str:
    """A declared label in the reader's language."""
    return str(Text(label.zh, label.en)) if label else ""


def duration_words(duration: Duration) -> str:
    """How much time is allowed: "7 days"."""
    return str(_UNITS[duration.unit] % {"n": duration.amount})


def span_words(span: timedelta) -> str:
    """How long, to the unit that matters: days, then hours, then minutes."""
    seconds = max(0, int(span.total_seconds()))
    if seconds >= 86_400:
        return ngettext("%(n)s day", "%(n)s days", seconds // 86_400) % {"n": seconds // 86_400}
    if seconds >= 3_600:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // 3_600) % {"n": seconds // 3_600}
    return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}


def due_words(due_at: datetime | None, now: datetime) -> str:
    """ "3 days left" or "late by 2 days"; nothing where nothing is due."""
    if due_at is None:
        return ""
    if now > due_at:
        return _("late by %(span)s") % {"span": span_words(now - due_at)}
    return _("%(span)s left") % {"span": span_words(due_at - now)}


def due_day_words(due_at: datetime | None) -> str:
    """When it is due: the day where that is the end of a day, which calendars write as 0:00 of the next."""
    if due_at is None:
        return ""
    local = timezone.localtime(due_at)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return date_text(local.date() - timedelta(days=1))
    return moment_text(due_at)


def due_light(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> str:
    """The light of what is due: nothing where nothing is."""
    if due_at is None:
        return ""
    if now > due_at:
        return "off_course"
    return "behind" if warn_at is not None and now >= warn_at else "on_course"


BY_THE_DAY = frozenset({DurationUnit.DAYS, DurationUnit.WORKING_DAYS, DurationUnit.MONTHS})


def clock_words(reading: ClockReading, now: datetime, *, to_the_day: bool) -> str:
    """What a clock shows, in one sentence. to_the_day: it is due at the end of a day, and the hour says nothing."""
    due = date_text(reading.due_day) if to_the_day else moment_text(reading.due_at)
    return {
        ClockStatus.RUNNING: _("%(left)s, due %(due)s"),
        ClockStatus.WARNING: _("%(left)s, due %(due)s"),
        ClockStatus.LATE: _("%(left)s, was due %(due)s"),
        ClockStatus.PAUSED: _("Stands still; going on now it would be due %(due)s"),
        ClockStatus.MET: _("Kept in time"),
        ClockStatus.MISSED: _("Not kept in time"),
    }[reading.status] % {"left": due_words(reading.due_at, now), "due": due}
