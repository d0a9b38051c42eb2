"""Who acts, and what they may."""

from dataclasses import dataclass, field
from datetime import datetime

from tidehead.city.common.types import Text

MEMBER = "member"  # nothing of its own: what the posts that the person holds allow
VIEWER = "viewer"
REVIEWER = "reviewer"
ADMINISTRATOR = "administrator"
ROLES = (MEMBER, VIEWER, REVIEWER, ADMINISTRATOR)

_VIEW = frozenset({"figures.view"})
_REVIEW = _VIEW | {
    "documents.upload",
    "documents.remove",
    "facts.decide",
    "assessments.run",
    "assessments.review",
    "assessments.object",
    "assessments.edit_scheme",
    "register.import",
    "register.decide",
    "register.reveal",
    "chains.edit",
}

LEADER = "leader"
OFFICE = "office"
CHAIN_LEAD = "chain_lead"
RECRUITER = "recruiter"
STATISTICIAN = "statistician"
SERVICE_OFFICER = "service_officer"
HANDLER = "handler"
ORGANISATION_ADMINISTRATOR = "organisation_administrator"
ENTERPRISE = "enterprise"
AUDITOR = "auditor"

_WORK = frozenset({"figures.view", "cases.handle", "cases.comment"})
_DISPATCH = frozenset({"cases.view", "cases.open", "cases.dispatch"})
_REGISTER = frozenset({"register.import", "register.decide", "register.reveal"})
POST_PERMISSIONS: dict[str, frozenset[str]] = {
    LEADER: _WORK | {"cases.view", "projects.view", "meetings.decide", "chains.edit"},
    OFFICE: _WORK
    | _DISPATCH
    | _REGISTER
    | {"services.pair", "projects.view", "tasks.edit", "tasks.audit", "meetings.prepare", "chains.edit"},
    CHAIN_LEAD: _WORK | {"cases.view", "cases.open", "projects.view", "tasks.edit", "chains.edit"},
    RECRUITER: _WORK | {"cases.open", "projects.view", "projects.edit"},
    STATISTICIAN: _WORK | {"projects.view", "register.import"},
    SERVICE_OFFICER: _WORK | {"cases.open", "services.visit", "register.reveal"},
    HANDLER: _WORK | {"cases.open"},
    ORGANISATION_ADMINISTRATOR: _WORK | {"cases.view", "posts.administer"},
    ENTERPRISE: frozenset({"desk.use", "cases.comment"}),
    AUDITOR: frozenset({"figures.view", "cases.view", "tasks.audit", "trail.read"}),
}
"""What a post lets its holder do, within the post's organisation and the places it is for."""
_STAFF = frozenset().union(*(allowed for role, allowed in POST_PERMISSIONS.items() if role != ENTERPRISE))
PERMISSIONS: dict[str, frozenset[str]] = {
    MEMBER: frozenset(),
    VIEWER: _VIEW,
    REVIEWER: _REVIEW,
    ADMINISTRATOR: _REVIEW | _STAFF | {"assessments.publish", "assessments.decide"},
}
"""What an account's role lets its holder do everywhere. One person alone with a laptop administers, and may all."""
POST_ROLES = tuple(POST_PERMISSIONS)
GIVEN_BY_ORGANISATIONS = (HANDLER, SERVICE_OFFICER, RECRUITER, STATISTICIAN)
"""Roles that an organisation's own administrator may give: those that see no more than their own organisation's work.

The others reach beyond it, and only who administers the whole deployment gives them.
"""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that a person holds now. `places`: the codes it is for, what stands under them included."""

    code: str
    label: Text
    role: str
    organisation: str = ""
    enterprise: str = ""  # code of the firm, where it is a firm's own post
    places: frozenset[str] = field(default=frozenset())
    everywhere: bool = False  # the whole region
    permissions: frozenset[str] = field(default=frozenset())

    def covers(self, *, organisation: str = "", place: str | None = None) -> bool:
        """Whether an organisation and a place lie in what the post is for.

        place: None where it is not asked for; "" is the whole region, which only a post for all of it covers.
        """
        if organisation and organisation != self.organisation:
            return False
        return self.everywhere or place is None or place in self.places


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself: what their account's role lets them do everywhere, and their posts."""

    name: str
    role: str = ""
    pk: int | None = None
    permissions: frozenset[str] = field(default=frozenset())
    posts: tuple[HeldPost, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether they may, at least somewhere."""
        return permission in self.permissions or any(permission in post.permissions for post in self.posts)

    def may_at(self, permission: str, *, organisation: str = "", place: str | None = None) -> bool:
        """Whether they may for this organisation and this place; see `HeldPost.covers`."""
        return permission in self.permissions or any(
            permission in post.permissions and post.covers(organisation=organisation, place=place)
            for post in self.posts
        )

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(post.organisation for post in self.posts if post.organisation)

    @property
    def enterprises(self) -> frozenset[str]:
        return frozenset(post.enterprise for post in self.posts if post.enterprise)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A browser in which a person is signed in. `id` names it; it is not the key that opens it."""

    id: str
    browser: str
    address: str
    begun_at: datetime | None
    seen_at: datetime | None
    current: bool


STRANGER = Actor(name="")
SYSTEM = Actor(
    name="system",
    role=ADMINISTRATOR,
    permissions=PERMISSIONS[ADMINISTRATOR].union(*POST_PERMISSIONS.values()),
)


class AccountRefused(Exception):
    """An account cannot be made or changed as asked; the message says why."""
