"""What the loaded region offers the generator: bodies, places, industries, firms, and the kinds of its cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tidehead.calc.casework.types import CaseType
from tidehead.city.cases.kinds import calendar
from tidehead.city.cases.queries import case_types
from tidehead.city.cli.generator.chance import Chance, Clockface
from tidehead.city.cli.generator.diary import Worker
from tidehead.city.common.region import current_region
from tidehead.city.common.types import Text
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.places.queries import all_organisations, children_in_tree, leaves_of_tree, places_by_code
from tidehead.city.places.types import OrganisationInfo
from tidehead.city.projects.standards import fit_of, newest_industries, standards

LOCAL = ("government", "park_body")
DEPARTMENT = "department"
ADMINISTRATION = "administration"


class NothingLoaded(Exception):
    """There is no region, or its pack says nothing about work."""


@dataclass
class World:
    """A region, and who works in it so far. Places and bodies are codes."""

    chance: Chance
    clock: Clockface
    now: datetime
    begin: datetime
    kinds: Mapping[str, CaseType]
    root: str
    counties: tuple[str, ...]
    platforms: tuple[str, ...]
    industries: Mapping[str, Text]
    governments: Mapping[str, OrganisationInfo]  # by the place they govern
    departments: tuple[OrganisationInfo, ...]
    firms: list[EnterpriseInfo] = field(default_factory=list)
    handlers: dict[str, list[Worker]] = field(default_factory=dict)  # by organisation
    officers: dict[str, list[Worker]] = field(default_factory=dict)  # by place
    offices: list[Worker] = field(default_factory=list)
    recruiters: list[Worker] = field(default_factory=list)
    officer_of: dict[str, Worker] = field(default_factory=dict)  # by firm
    wanted_at: dict[str, list[str]] = field(default_factory=dict)  # industries that fit a place

    def moment(self) -> datetime:
        """Some working moment since the beginning."""
        seconds = self.chance.randrange(int((self.now - self.begin).total_seconds()))
        at = self.clock.at_work(self.begin + timedelta(seconds=seconds), self.chance)
        return min(at, self.now)

    def wanted(self, place: str) -> list[str]:
        """The industries that a place is meant for, among those that are chosen from."""
        if place not in self.wanted_at:
            self.wanted_at[place] = [code for code in self.industries if fit_of(place, code).answer]
        return self.wanted_at[place]

    def handler_of(self, organisation: str) -> Worker | None:
        """Somebody who handles cases there; None where nobody does."""
        found = self.handlers.get(organisation)
        return self.chance.choice(found) if found else None


def region_to_fill(seed: int, *, now: datetime, years: float) -> World:
    """The loaded region. Raises NothingLoaded where none is, or where it lacks places, bodies or kinds of cases."""
    region = current_region()
    if region is None:
        raise NothingLoaded("No region is loaded. Load one first: tidehead pack load FOLDER.")
    kinds = {kind.id: kind for kind in case_types()}
    known, bodies = places_by_code(), all_organisations()
    counties = tuple(code for code in children_in_tree(ADMINISTRATION, region.root) if code in known)
    governments = {body.place: body for body in bodies if body.kind in LOCAL and body.place}
    departments = tuple(body for body in bodies if body.kind == DEPARTMENT and body.place == region.root)
    counties = tuple(code for code in counties if code in governments)
    if not kinds or not counties or not departments:
        raise NothingLoaded(
            "The region's pack says too little about work: it needs kinds of cases (cases/*.yaml), departments of the "
            "region itself, and governments of the places right under it."
        )
    return World(
        chance=Chance(seed),
        clock=Clockface(calendar()),
        now=now,
        begin=now - timedelta(days=365.25 * years),
        kinds=kinds,
        root=region.root,
        counties=counties,
        platforms=leaves_of_tree(region.platform_tree) if region.platform_tree else counties,
        industries=newest_industries(),
        governments=governments,
        departments=departments,
    )


def pipelines_of(world: World) -> list[CaseType]:
    """The kinds of projects, the usual one first."""
    return [world.kinds[code] for code in standards().case_types if code in world.kinds]
