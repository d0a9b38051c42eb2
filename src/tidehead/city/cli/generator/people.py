"""Made-up firms, people, posts and terms, and who looks after which firm."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

from tidehead.city.accounts.made_up import PREFIX, keep_people
from tidehead.city.accounts.types import ENTERPRISE, HANDLER, OFFICE, RECRUITER, SERVICE_OFFICER
from tidehead.city.cli.generator import words
from tidehead.city.cli.generator.diary import Worker
from tidehead.city.cli.generator.world import World
from tidehead.city.common.types import Text
from tidehead.city.enterprises.made_up import MadeUpFirm, keep_firms
from tidehead.city.enterprises.queries import all_enterprises
from tidehead.city.places.queries import organisations_by_code, places_by_code
from tidehead.city.posts.made_up import MadeUpTerm, keep_posts
from tidehead.city.posts.types import NewPost

# Of 25 people one runs an office, four handle, two recruit, the others look after firms.
ROLES = (OFFICE, HANDLER, RECRUITER, *[SERVICE_OFFICER] * 7, HANDLER, *[SERVICE_OFFICER] * 5)
ROLES = (*ROLES, HANDLER, RECRUITER, *[SERVICE_OFFICER] * 4, HANDLER, *[SERVICE_OFFICER] * 2)
NAMES = {OFFICE: "企业服务专班", HANDLER: "承办科", RECRUITER: "招商组", SERVICE_OFFICER: "助企服务组"}
IN_ENGLISH = {OFFICE: "Office", HANDLER: "Handler", RECRUITER: "Recruiter", SERVICE_OFFICER: "Service officer"}
SUCCEEDED = 0.1  # of all posts have changed hands
SPREAD_DEGREES = 0.05  # of firms around the point of their place
DESKS = 20  # one firm in so many has a desk of its own


def make_firms(world: World, count: int) -> int:
    """Make up firms and take all firms of the region into the world."""
    keep_firms(_firms(world, count))
    world.firms = [firm for firm in all_enterprises() if firm.place]
    return count


def _firms(world: World, count: int) -> Iterator[MadeUpFirm]:
    points = {code: place.point for code, place in places_by_code().items()}
    trades = list(world.industries.values()) or [Text("制造", "Manufacturing")]
    chance = world.chance
    for nth in range(1, count + 1):
        place, trade = chance.choice(world.counties), chance.choice(trades)
        size, usual = chance.choices(words.SIZES, weights=(30, 50, 16, 4))[0]
        point = points.get(place)
        yield MadeUpFirm(
            code=f"{nth:05d}",
            label=words.firm(chance, nth, trade.zh),
            place=place,
            industry=trade.zh,
            size=size,
            jobs=max(1, round(chance.around(usual))),
            point=_near(world, point) if point else None,
        )


def _near(world: World, point: tuple[float, float]) -> tuple[float, float]:
    return (
        round(point[0] + world.chance.gauss(0, SPREAD_DEGREES), 5),
        round(point[1] + world.chance.gauss(0, SPREAD_DEGREES), 5),
    )


def make_people(world: World, count: int) -> int:
    """Make up people at posts, and desks of some firms. Returns how many people there are."""
    posts = list(_posts(world, count))
    desks = _desks(world, max(2, count // DESKS))
    people: list[tuple[str, str]] = []
    held: list[tuple[NewPost, list[tuple[str, date, date | None]]]] = []
    for new in (*posts, *desks):
        names = [words.person(world.chance, len(people) + nth) for nth in range(1 + world.chance.happens(SUCCEEDED))]
        accounts = [f"{PREFIX}{len(people) + nth:05d}" for nth in range(len(names))]
        people += zip(accounts, names, strict=True)
        held.append((new, list(_terms(world, accounts))))
        _remember(world, new, names[-1])
    ids = keep_people(people)
    keep_posts(
        (new, tuple(MadeUpTerm(ids[account], since, until) for account, since, until in terms)) for new, terms in held
    )
    return len(people)


def _terms(world: World, accounts: list[str]) -> Iterator[tuple[str, date, date | None]]:
    """Since the beginning; of two the first until some day, the second from the next day on."""
    start = world.begin.date()
    if len(accounts) == 1:
        yield accounts[0], start, None
        return
    handed = start + timedelta(days=world.chance.randrange(90, max(91, (world.now.date() - start).days - 30)))
    yield accounts[0], start, handed
    yield accounts[1], handed + timedelta(days=1), None


def _posts(world: World, count: int) -> Iterator[NewPost]:
    counties, departments = cycle(world.counties), cycle(world.departments)
    platforms = cycle(world.platforms)
    bodies = organisations_by_code()
    within = {code: place.within for code, place in places_by_code().items()}
    for nth in range(count):
        role = ROLES[nth % len(ROLES)]
        place = ""
        if role == HANDLER:
            body = next(departments)
        elif role == RECRUITER:
            platform = next(platforms)
            place = platform
            body = world.governments.get(within.get(platform, "")) or world.governments[next(counties)]
        else:
            place = world.root if role == OFFICE and nth == 0 else next(counties)
            body = world.governments.get(place) or world.governments[next(counties)]
        name = words.label(
            f"{bodies[body.code].label.zh}{NAMES[role]}{nth}",
            f"{IN_ENGLISH[role]} {nth}, {bodies[body.code].label.en or body.code}",
        )
        yield NewPost(f"{PREFIX}post-{nth:05d}", name, role, organisation=body.code, place=place, synthetic=True)


def _desks(world: World, count: int) -> list[NewPost]:
    chosen = world.chance.sample(world.firms, min(count, len(world.firms)))
    return [
        NewPost(
            f"{PREFIX}desk-{nth:05d}",
            words.label(f"{firm.label.zh}服务台", f"Desk of {firm.label.en or firm.code}"),
            ENTERPRISE,
            enterprise=firm.code,
            synthetic=True,
        )
        for nth, firm in enumerate(chosen)
    ]


def _remember(world: World, new: NewPost, name: str) -> None:
    worker = Worker(new.code, name, new.organisation, new.place)
    if new.role == HANDLER:
        world.handlers.setdefault(new.organisation, []).append(worker)
    elif new.role == OFFICE:
        world.offices.append(worker)
    elif new.role == RECRUITER:
        world.recruiters.append(worker)
    elif new.role == SERVICE_OFFICER:
        world.officers.setdefault(new.place, []).append(worker)


def pair(world: World) -> dict[str, str]:
    """Each made-up firm with an officer of its place, in turn: post by firm."""
    turns = {place: cycle(found) for place, found in world.officers.items()}
    for firm in world.firms:
        if firm.place in turns:
            world.officer_of[firm.code] = next(turns[firm.place])
    return {firm: officer.post for firm, officer in world.officer_of.items()}
