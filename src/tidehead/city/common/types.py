"""Small values that every app speaks in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """A name in both languages; shown in the reader's, or in the other where that one is missing."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.in_language(get_language() or "zh-hans")

    def in_language(self, language: str) -> str:
        if language.startswith("zh"):
            return self.zh or self.en
        return self.en or self.zh


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """The region that this deployment serves, as its pack says."""

    pack: str
    label: Text
    version: str
    root: str
    as_of: date
    default_language: str
    synthetic: bool
    public_pages: tuple[str, ...]
    headline: tuple[str, ...]
    platform_tree: str
    map_tree: str
    digest: str
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchText:
    """What the search index keeps of one thing; heavier entries come first."""

    code: str
    label: Text
    url: str
    detail: Text = Text("")
    words: tuple[str, ...] = ()
    weight: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    kind: str
    code: str
    label: Text
    detail: Text
    url: str


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One thing that somebody did: who, what, to what, when. `number`: its place in the chain; None: not sealed yet."""

    actor: str
    verb: str
    subject: str
    at: str
    detail: dict[str, object]
    id: int = 0
    account: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class TrailWanted:
    """Which rows of the trail are asked for; what is empty does not narrow. `readings`: of sensitive data only."""

    person: str = ""
    subject: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None
    readings: bool = False


@dataclass(frozen=True, slots=True)
class TrailVerdict:
    """Whether the chain holds. `broken`: number of the first row that does not fit; None: all do."""

    checked: int
    head_number: int
    head_digest: str
    broken: int | None = None
    why: Text = Text("")
