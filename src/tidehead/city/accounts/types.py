"""Who acts, and what they may."""

from dataclasses import dataclass, field

VIEWER = "viewer"
REVIEWER = "reviewer"
ADMINISTRATOR = "administrator"
ROLES = (VIEWER, REVIEWER, ADMINISTRATOR)

_VIEW = frozenset({"figures.view"})
_REVIEW = _VIEW | {
    "documents.upload",
    "documents.remove",
    "facts.decide",
    "assessments.run",
    "assessments.review",
    "assessments.object",
    "assessments.edit_scheme",
}
_ADMINISTER = _REVIEW | {"assessments.publish", "assessments.decide"}
PERMISSIONS: dict[str, frozenset[str]] = {
    VIEWER: _VIEW,
    REVIEWER: _REVIEW,
    ADMINISTRATOR: _ADMINISTER,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself; what they may do is fixed by their role."""

    name: str
    role: str = ""
    pk: int | None = None
    permissions: frozenset[str] = field(default=frozenset())

    def may(self, permission: str) -> bool:
        return permission in self.permissions


STRANGER = Actor(name="")
SYSTEM = Actor(name="system", role=ADMINISTRATOR, permissions=PERMISSIONS[ADMINISTRATOR])


class AccountRefused(Exception):
    """An account cannot be made or changed as asked; the message says why."""
