"""Fills the loaded region with what the generator makes up, in one transaction, and empties it again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from tidehead.city.accounts.made_up import remove_people
from tidehead.city.cases.importing import load_logs
from tidehead.city.cases.made_up import ids_of_loaded, loaded_before, real_cases, remove_synthetic_cases
from tidehead.city.cases.types import LoggedCase
from tidehead.city.cli.generator.people import make_firms, make_people, pair
from tidehead.city.cli.generator.projects import contacts, projects
from tidehead.city.cli.generator.requests import requests
from tidehead.city.cli.generator.tasks import tasks
from tidehead.city.cli.generator.world import World, region_to_fill
from tidehead.city.common.region import current_region
from tidehead.city.common.trail import leave_trail
from tidehead.city.enterprises.made_up import remove_firms
from tidehead.city.posts.made_up import remove_posts
from tidehead.city.projects.made_up import keep_contacts, remove_contacts
from tidehead.city.projects.standards import standards
from tidehead.city.services.made_up import MadeUpVisit, keep_pairs, keep_visits
from tidehead.city.services.types import PURPOSES
from tidehead.city.tasks.made_up import MadeUpTask, keep_tasks

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
BY = "synthetic"


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is made up. years: that it is spread over, up to now."""

    officers: int = 500
    firms: int = 3_000
    requests: int = 20_000
    projects: int = 2_000
    tasks: int = 300
    years: float = 2.0


class FilledAlready(Exception):
    """What the generator made up is there already; it makes up one region at a time."""


class HoldsRealCases(Exception):
    """The region holds cases that are not made up. `count`: how many."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@transaction.atomic
def fill(amounts: Amounts, *, seed: int, now: datetime, progress: Progress, mix: bool = False) -> dict[str, int]:
    """Make up people, firms and cases. All or nothing. Returns how many there are of each kind.

    mix: also where there are real cases. Raises NothingLoaded, FilledAlready, HoldsRealCases.
    """
    world = region_to_fill(seed, now=now, years=amounts.years)
    _refuse(mix=mix)
    made: dict[str, int] = {"firms": make_firms(world, amounts.firms)}
    progress("people", 0, amounts.officers)
    made["people"] = make_people(world, amounts.officers)
    made["pairs"] = keep_pairs(((post, firm) for firm, post in pair(world).items()), since=world.begin.date())
    told = _told(requests(world, amounts.requests), "requests", amounts.requests, progress)
    made["requests"] = load_logs(told, now=now)
    made["visits"] = keep_visits(_visits(world), now=now)
    made["projects"], made["contacts"] = _fill_projects(world, amounts.projects, progress)
    made["tasks"] = _fill_tasks(world, amounts.tasks, progress)
    leave_trail(BY, "synthetic.filled", "region", at=now, detail={"seed": seed, **made})
    return made


def _refuse(*, mix: bool) -> None:
    if loaded_before(["synthetic-request-0", "synthetic-project-0", "synthetic-task-0"]):
        raise FilledAlready
    region = current_region()
    if not mix and not (region and region.synthetic) and (count := real_cases()):
        raise HoldsRealCases(count)


def _told(made: Iterable[T], step: str, count: int, progress: Progress) -> Iterator[T]:
    for nth, one in enumerate(made, 1):
        if nth % 50 == 0 or nth == count:
            progress(step, nth, count)
        yield one


def _visits(world: World) -> Iterator[MadeUpVisit]:
    """Two a year to each firm that somebody looks after, some more, some fewer."""
    days = (world.now - world.begin).days
    for firm, officer in world.officer_of.items():
        for _ in range(round(world.chance.around(2 * days / 365))):
            day = (world.begin + timedelta(days=world.chance.randrange(days))).date()
            purpose = world.chance.choice(PURPOSES)
            yield MadeUpVisit(officer.post, firm, officer.name, day, purpose, "了解生产经营情况（虚构）")


def _fill_projects(world: World, count: int, progress: Progress) -> tuple[int, int]:
    made = list(_told(projects(world, count), "projects", count, progress))
    ids = _load(made, world.now)
    kinds = [one.id for one in standards().contact_kinds] or ["visit"]
    kept = keep_contacts(
        (one for case in made for one in contacts(case, ids[case.new.key], kinds, world.chance)), now=world.now
    )
    return len(ids), kept


def _fill_tasks(world: World, count: int, progress: Progress) -> int:
    made = list(_told(tasks(world, count), "tasks", count, progress))
    ids = _load([one.case for one in made], world.now)
    return keep_tasks(
        (
            MadeUpTask(
                case_id=ids[one.case.new.key],
                start_on=one.start_on,
                due_on=one.due_on,
                list_class=one.list_class,
                measure="完成数量（虚构）",
                unit="个",
                target_value=one.target_value,
                reports=one.reports,
            )
            for one in made
        ),
        now=world.now,
    )


def _load(made: list[LoggedCase], now: datetime) -> dict[str, int]:
    load_logs(made, now=now)
    return ids_of_loaded(case.new.key for case in made)


@transaction.atomic
def empty(*, now: datetime, progress: Progress) -> dict[str, int]:
    """Take away every synthetic case and what the generator made up, but for what real cases need.

    Returns how many of each kind went, and under "kept …" how many could not.
    """
    gone: dict[str, int] = {}
    steps: tuple[tuple[str, Callable[[], tuple[int, int]]], ...] = (
        ("contacts", lambda: (remove_contacts(), 0)),
        ("cases", lambda: (remove_synthetic_cases(), 0)),
        ("posts", remove_posts),
        ("firms", remove_firms),
        ("people", remove_people),
    )
    for nth, (name, step) in enumerate(steps):
        progress(name, nth, len(steps))
        gone[name], kept = step()
        gone |= {f"kept {name}": kept} if kept else {}
    leave_trail(BY, "synthetic.removed", "region", at=now, detail=dict(gone))
    return gone
