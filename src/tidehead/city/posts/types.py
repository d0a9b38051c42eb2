"""Posts and who holds them, as pages and other apps see them."""

from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.common.types import Text


@dataclass(frozen=True, slots=True)
class Holder:
    user_id: int
    name: str
    since: date
    until: date | None
    acting: bool


@dataclass(frozen=True, slots=True)
class PostInfo:
    code: str
    label: Text
    role: str
    organisation: str
    enterprise: str
    body_label: Text  # the organisation's or the firm's name
    place: str  # code of the place it is for; "" its organisation's own
    holders: tuple[Holder, ...]  # now; empty: vacant
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class TermInfo:
    """A time in which somebody held a post; `void` when it was taken back on the day it began."""

    holder: Holder
    begun_by: str
    ended_by: str
    void: bool


@dataclass(frozen=True, slots=True)
class NewPost:
    """What a post is made of: of an organisation or of an enterprise, never both. No place: its organisation's."""

    code: str
    label: Text
    role: str
    organisation: str = ""
    enterprise: str = ""
    place: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    id: int
    post: str
    post_label: Text
    name: str
    email: str
    acting: bool
    invited_by: str
    created_at: datetime
    expires_at: datetime


class PostRefused(Exception):
    """A post cannot be made, given or ended as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text
