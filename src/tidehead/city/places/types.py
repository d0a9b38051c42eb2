"""Places in their trees, the bodies that run them, and the schematic map."""

from dataclasses import dataclass

from tidehead.city.common.types import Text


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    code: str
    label: Text
    kind: str
    aliases: tuple[str, ...]
    source: str
    locator: str
    status: str
    inferred: bool
    note: Text
    within: str
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TreeInfo:
    code: str
    label: Text
    root: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a place stands in one tree: the way from the root, its siblings, its children."""

    tree: TreeInfo
    path: tuple[PlaceInfo, ...]
    children: tuple[PlaceInfo, ...]
    siblings: tuple[PlaceInfo, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A place with what stands under it."""

    place: PlaceInfo
    children: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class DrawnArea:
    code: str
    label: Text
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnMark:
    code: str
    label: Text
    kind: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawingInfo:
    """A map of the region on a canvas; `schematic` unless the deployment loaded its own geometry."""

    areas: tuple[DrawnArea, ...]
    marks: tuple[DrawnMark, ...]
    width: float
    height: float
    schematic: bool


@dataclass(frozen=True, slots=True)
class DutyInfo:
    label: Text
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class OrganisationInfo:
    code: str
    label: Text
    kind: str
    level: str
    place: str
    aliases: tuple[str, ...]
    source: str
    locator: str
    duties: tuple[DutyInfo, ...]


@dataclass(frozen=True, slots=True)
class SeatInfo:
    role: str
    organisation: OrganisationInfo
    post: Text


@dataclass(frozen=True, slots=True)
class GroupInfo:
    code: str
    label: Text
    source: str
    locator: str
    seats: tuple[SeatInfo, ...]


class GeometryRefused(Exception):
    """A GeoJSON file cannot be used as the map; the message says why and what to do."""
