"""What the pages of clusters speak of: which counts are asked for, and what was measured of them."""

from dataclasses import dataclass, replace

from tidehead.calc.arrays import Floats
from tidehead.calc.concentration import Shrunken, StarChances, Stars, Totals

COUNTY, TOWN, PARK = "county", "town", "park"
PLACE_LEVELS = (COUNTY, TOWN, PARK)
CLUSTER, DIVISION, GROUP, CLASS = "cluster", "division", "group", "class"
INDUSTRY_LEVELS = (CLUSTER, DIVISION, GROUP, CLASS)
REGION, REGISTER = "region", "register"
REFERENCES = (REGION, REGISTER)
"""What a quotient compares with: all places of the region, or all places that the register has firms of."""
_LEVEL_OF_LENGTH = {2: DIVISION, 3: GROUP, 4: CLASS}


def level_of_industry(code: str) -> str:
    """Of which level a code is: "34" a division, "3441" a class, a word a cluster."""
    return _LEVEL_OF_LENGTH.get(len(code), CLUSTER) if code.isdigit() else CLUSTER


@dataclass(frozen=True, slots=True)
class Asked:
    """Which counts are wanted. year: firms registered by its end; None: every firm, its day known or not."""

    level: str = COUNTY
    by: str = CLUSTER
    reference: str = REGION
    year: int | None = None

    def at(self, year: int | None) -> "Asked":
        return replace(self, year=year)


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """Firms by place and industry: counts[place, industry], and what they are shares of.

    inside[place]: whether it belongs to the region; the others are there for comparison only. totals: of every firm
    whose industry is known, in a cluster or not. unplaced: firms that are in no cell.
    """

    asked: Asked
    places: tuple[str, ...]
    industries: tuple[str, ...]
    counts: Floats
    inside: tuple[bool, ...]
    totals: Totals
    unplaced: int
    synthetic: bool

    @property
    def own(self) -> tuple[int, ...]:
        """Positions of the region's places."""
        return tuple(at for at, inside in enumerate(self.inside) if inside)


@dataclass(frozen=True, slots=True)
class Entries:
    """Registrations of five years against the five before: growth is new ÷ former, with its interval.

    first, last: the later years. Firms that have gone are in neither, so that older ones are undercounted. holes: years
    of both spans that the whole register knows nothing of; the ratio then compares means of the years that are known,
    and is unknown where most years of a span are holes.
    """

    first: int
    last: int
    new: float
    former: float
    ratio: float | None
    low: float | None
    high: float | None
    holes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Quotients of a table with their doubt; all [place, industry]."""

    table: CountTable
    shrunken: Shrunken
    stars: Stars
    chances: StarChances


@dataclass(frozen=True, slots=True)
class Speciality:
    """One place in one industry. expected: firms at a quotient of 1; above: chance of a quotient over 1.

    stars: how many by the counts as they stand; chances: of the stars of size, specialisation and focus; count_chances:
    of 0, 1, 2 and 3 stars.
    """

    place: str
    industry: str
    firms: int
    expected: float
    raw: float
    quotient: float
    low: float
    high: float
    above: float
    stars: int | None
    chances: tuple[float, float, float]
    count_chances: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """An industry of the region: its firms, where it is strongest, and how registrations grew."""

    industry: str
    firms: int
    share: float
    leading: Speciality | None
    entries: Entries | None
