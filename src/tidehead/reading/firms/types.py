"""What was read out of a firm's name, business scope and address."""

from dataclasses import dataclass
from enum import StrEnum


class Activity(StrEnum):
    """What a firm does, by the section of its industry."""

    MANUFACTURE = "manufacture"
    TRADE = "trade"
    SERVICE = "service"
    FARMING = "farming"
    CONSTRUCTION = "construction"
    OTHER = "other"

    __hash__ = str.__hash__  # that of enums is Python's own and slow, and not that of the equal text


@dataclass(frozen=True, slots=True)
class Reason:
    """A word that decided: where it stands ("name", "scope", "address", "uscc"), and the code that it speaks for."""

    where: str
    word: str
    code: str


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """Where an address lies, as codes; empty where the text does not say."""

    county: str = ""
    town: str = ""
    park: str = ""
    confidence: float = 0.0
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidences:
    """How likely each reading is right, 0-1; how well that holds is in docs/methods/classification.md."""

    gbt2: float = 0.0
    gbt3: float = 0.0
    gbt4: float = 0.0
    cluster: float = 0.0
    role: float = 0.0
    activity: float = 0.0


@dataclass(frozen=True, slots=True)
class Classification:
    """A firm's industry and place. gbt2, gbt3, gbt4: division, group and class; empty where the text settles none.

    cluster: code of a member of the book's taxonomy, cluster_label what the region calls it; both empty for none.
    """

    gbt2: str = ""
    gbt3: str = ""
    gbt4: str = ""
    cluster: str = ""
    cluster_label: str = ""
    role: str = ""
    activity: str = ""
    confidences: Confidences = Confidences()
    because: tuple[Reason, ...] = ()
    place: PlaceReading = PlaceReading()

    @property
    def confidence(self) -> float:
        """Of the group: the reading on which most depends."""
        return self.confidences.gbt3

    @property
    def county(self) -> str:
        """Code of the county; empty where unknown."""
        return self.place.county

    @property
    def town(self) -> str:
        """Code of the town; empty where unknown."""
        return self.place.town

    @property
    def park(self) -> str:
        """Code of the park; empty where there is none."""
        return self.place.park
