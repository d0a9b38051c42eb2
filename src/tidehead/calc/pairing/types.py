"""Who is paired with whom: service officers, firms, what counts how much, and what came out."""

import math
from dataclasses import dataclass
from enum import StrEnum

from tidehead.calc.labels import Label


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who serves firms.

    lon, lat: degrees, None where unknown. industries: codes, or their beginnings; none: serves any alike. places: codes
    beyond which the officer may not serve; none: serves everywhere. least, most: firms to be served.
    """

    id: str
    lon: float | None = None
    lat: float | None = None
    industries: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    least: int = 0
    most: int = 2

    def __post_init__(self) -> None:
        """Refuse a load that cannot be."""
        if not 0 <= self.least <= self.most:
            raise PairingRefused(
                Label(
                    f"服务员“{self.id}”的服务企业数下限须不小于0且不大于上限",
                    f'officer "{self.id}": 0 ≤ least ≤ most is wanted, not {self.least} and {self.most}',
                )
            )


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm to be served. places: its place and those above it. industry: its code, "" where unknown."""

    id: str
    lon: float | None = None
    lat: float | None = None
    industry: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in units of cost.

    distance: of every `far_km` kilometres. industry: of no fit at all. load: of the last firm of a full officer, the
    others less in proportion.
    """

    distance: float = 1.0
    industry: float = 0.5
    load: float = 0.5
    far_km: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what is no weight."""
        numbers = (self.distance, self.industry, self.load)
        if not all(math.isfinite(one) and one >= 0 for one in numbers) or not 0 < self.far_km < math.inf:
            raise PairingRefused(
                Label("权重须为不小于0的数，“远”须大于0", "weights are not negative, far_km is above 0")
            )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pair costs, by parts. km: None where either place on the map is unknown; it then counts as far.

    fit: 0 to 1, 0.5 where nothing is known of either.
    """

    distance: float
    industry: float
    load: float
    km: float | None
    fit: float

    @property
    def total(self) -> float:
        """All parts together."""
        return self.distance + self.industry + self.load


@dataclass(frozen=True, slots=True)
class Pair:
    """A firm and its officer. The load in `parts` is the officer's, shared by its firms. before: whom it had, or ""."""

    firm: str
    officer: str
    parts: Parts
    before: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the firm keeps its officer."""
        return self.before == self.officer


class WhyUnpaired(StrEnum):
    """Why a firm has no officer."""

    NOBODY_ALLOWED = "nobody_allowed"  # no officer may serve its place, or all that may are barred
    ALL_FULL = "all_full"  # those who may serve it have as many firms as they can


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A firm without officer. allowed: how many officers might serve it."""

    firm: str
    why: WhyUnpaired
    allowed: int
    text: Label


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer has to do. short: firms that it has fewer than its least."""

    officer: str
    firms: tuple[str, ...]
    least: int
    most: int

    @property
    def short(self) -> int:
        """Firms that the officer has fewer than its least."""
        return max(self.least - len(self.firms), 0)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What came out, in the order of the firms' and officers' ids.

    cost: of all pairs. gap: by how much the cost may at most exceed that of the best pairing that serves as many firms
    and meets as many floors; 0 where it is proven best (costs are rounded to 0.0001 for it). changed: pairs whose firm
    had another officer, who is still there.
    """

    pairs: tuple[Pair, ...]
    unpaired: tuple[Unpaired, ...]
    loads: tuple[Load, ...]
    cost: float
    gap: float
    kept: int
    changed: int
    rounds: int

    @property
    def officers(self) -> dict[str, str]:
        """Firm to officer."""
        return {pair.firm: pair.officer for pair in self.pairs}


class PairingRefused(ValueError):
    """Officers and firms that cannot be paired as given. `text` says why in both languages."""

    def __init__(self, text: Label) -> None:
        """Keep the words."""
        super().__init__(text.text("en"))
        self.text = text
