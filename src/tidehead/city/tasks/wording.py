"""Words of tasks: findings, states and kinds, in the language of the page."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tidehead.city.shell.formatting import date_text, figure_text, period_text
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import ReportHead, ReportInfo, Standing, TaskInfo

Word = str | Promise

ORIGINS: dict[str, Word] = {
    "commitment": gettext_lazy("Commitment of a plan"),
    "schedule": gettext_lazy("Scheduled work"),
    "project": gettext_lazy("Project"),
    "resolution": gettext_lazy("Resolution of a meeting"),
    "own": gettext_lazy("Made by the office"),
}
AGENDA_ORIGINS: dict[str, Word] = {
    "follow_up": gettext_lazy("Decided earlier, still open"),
    "escalated": gettext_lazy("Escalated"),
    "blocked": gettext_lazy("Blocked"),
    "late": pgettext_lazy("agenda", "Late"),
    "own": gettext_lazy("Put up by the office"),
}
MEETING_STATES: dict[str, Word] = {
    "prepared": gettext_lazy("in preparation"),
    "held": gettext_lazy("held, minutes in draft"),
    "adopted": gettext_lazy("minutes adopted"),
}
REPORT_KINDS: dict[str, Word] = {
    "week": gettext_lazy("Weekly dispatch"),
    "month": gettext_lazy("Monthly bulletin"),
    "quarter": gettext_lazy("Quarterly report"),
}
YEAR_CHANGES: dict[str, Word] = {
    "carried": gettext_lazy("carried over"),
    "added": gettext_lazy("added"),
    "moved": gettext_lazy("moved to another day"),
    "changed": gettext_lazy("changed"),
    "dropped": gettext_lazy("dropped"),
    "restored": gettext_lazy("taken up again"),
}
CHECK_RESULTS: dict[str, Word] = {
    "pending": gettext_lazy("to be looked at"),
    "passed": gettext_lazy("evidence holds"),
    "failed": gettext_lazy("evidence does not hold, reopened"),
}
CHANGE_KINDS: dict[str, Word] = {
    "new": gettext_lazy("New"),
    "state": gettext_lazy("State"),
    "status": gettext_lazy("Light"),
    "share": gettext_lazy("Progress"),
    "due": gettext_lazy("Date"),
    "blocked": gettext_lazy("Newly blocked"),
}


def share_text(share: float | None) -> str:
    """A share of the whole, or the sign of what is not known."""
    return "—" if share is None else f"{share:.0%}"


def tasks_finding(tasks: Iterable[TaskInfo]) -> str:
    """What a list of tasks says in one sentence."""
    found = list(tasks)
    going = [task for task in found if task.is_open]
    late = sum(task.standing.status in ("behind", "off_course") for task in going)
    words = {
        "all": len(found),
        "closed": len(found) - len(going),
        "late": late,
        "blocked": sum(task.case.state == "blocked" or bool(task.blocked_by) for task in going),
        "unowned": sum(not task.case.owner for task in going),
    }
    if not found:
        return _("No task fits")
    told = ngettext(
        "%(all)s task: %(closed)s ended, %(late)s behind, %(blocked)s blocked, %(unowned)s without an owner",
        "%(all)s tasks: %(closed)s ended, %(late)s behind, %(blocked)s blocked, %(unowned)s without an owner",
        len(found),
    )
    return told % words


def finish_text(standing: Standing) -> str:
    """The forecast of the finish with the days between which it lies in eight of ten cases."""
    if standing.finish is None:
        return _("nothing tells yet when it will be finished")
    middle = date_text(standing.finish)
    if standing.finish_low is None:
        return _("about %(day)s") % {"day": middle}
    high = date_text(standing.finish_high) if standing.finish_high else _("not in sight")
    words = {"day": middle, "low": date_text(standing.finish_low), "high": high}
    return _("about %(day)s (eight of ten chances: %(low)s to %(high)s)") % words


def lateness_text(standing: Standing) -> str:
    """Why it is late: days blocked by kind, and the rest."""
    if not standing.days_late:
        return ""
    parts = [
        _("%(kind)s %(days)s days") % {"kind": blocker_label(kind), "days": f"{days:.0f}"}
        for kind, days in standing.blocked_days
    ]
    own = _("its own pace %(days)s days") % {"days": f"{standing.own_days:.0f}"}
    told = ngettext("%(n)s day late: %(parts)s", "%(n)s days late: %(parts)s", standing.days_late)
    return told % {"n": standing.days_late, "parts": _(", ").join([*parts, own])}


def blocker_label(kind: str) -> str:
    return str(rules().blocker(kind).label)


def list_label(code: str) -> str:
    return str(rules().list_label(code)) if code else ""


def report_text(report: ReportInfo, unit: str) -> str:
    """What a report says: its share, its value, or nothing but words."""
    parts = [share_text(report.share)] if report.share is not None else []
    if report.value is not None:
        parts.append(figure_text(report.value, unit))
    return _(", ").join(parts)


def report_title(report: ReportHead) -> str:
    """ "Monthly bulletin, November 2026"."""
    return _("%(kind)s, %(period)s") % {"kind": REPORT_KINDS[report.kind], "period": span_text(report)}


def span_text(report: ReportHead) -> str:
    """The period of a report as people say it."""
    if report.kind != "week":
        return period_text(report.period)
    year, week = report.period.split("-W")
    return _("week %(week)s of %(year)s") % {"week": int(week), "year": year}


def due_text(on: date | None) -> str:
    return date_text(on) if on else _("no date")
