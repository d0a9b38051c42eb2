"""Posts and who holds them, as pages and other apps see them."""

from dataclasses import dataclass
from datetime import date

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
    place: str  # code of the place it is for; "" the whole region
    holders: tuple[Holder, ...]  # now; empty: vacant
    synthetic: bool = False


class PostRefused(Exception):
    """A post cannot be made, given or ended as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text
