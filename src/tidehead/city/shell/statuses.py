"""The few states that a target or a task can be in: each with a word and a shape, never a colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Status:
    """`code` is the CSS class and the shape's name in icons.svg; `rank` sorts the worst first."""

    code: str
    word: str | Promise
    meaning: str | Promise
    rank: int


STATUSES = (
    Status("reached", _("reached"), _("the target has been met"), 5),
    Status("ahead", _("ahead"), _("better than the path to the target asks for by now"), 4),
    Status("on_course", _("on course"), _("about where the path to the target is by now"), 3),
    Status("behind", _("behind"), _("short of the path, but still within reach"), 1),
    Status("off_course", _("off course"), _("so far from the path that the target will be missed as things go"), 0),
    Status("unknown", _("unknown"), _("too few figures to tell"), 2),
)
_BY_CODE = {status.code: status for status in STATUSES}


def status_of(code: str | None) -> Status:
    """The status with this code; anything we do not know is shown as unknown, never as good."""
    return _BY_CODE.get(str(code or "unknown"), _BY_CODE["unknown"])
