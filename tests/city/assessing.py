"""Runs for tests: twelve invented firms by the demo region's scheme, computed, reviewed and published by the cast."""

import io
from datetime import date

from django.contrib.auth import get_user_model
from django.utils import timezone

from tidehead.city.accounts.queries import actor_of
from tidehead.city.accounts.types import REVIEWER, Actor
from tidehead.city.assessments.actions import Incoming, hand_in, publish_run, review_run, start_run
from tidehead.city.assessments.queries import scheme_families
from tidehead.city.assessments.types import SchemeVersionInfo

AS_OF = date(2026, 3, 31)
TODAY = date(2026, 4, 10)
HEAD = (
    "id,name,industry_group,tax_paid,land_mu,value_added,energy_tce,staff,rd_spending,revenue,new_patents,"
    "sublet_tenants,grave_accident,opened_on"
)
FIRMS = (
    "F01,甲一,machinery,900,30,4200,900,210,260,9000,3,0,否,2010-05-01",
    "F02,甲二,machinery,640,30,3300,1200,200,150,8000,1,0,否,2011-05-01",
    "F03,甲三,machinery,595,28,3000,1150,180,140,7400,0,0,否,2012-05-01",
    "F04,甲四,machinery,545,27,2800,1060,170,150,6600,0,1,否,2009-03-01",
    "F05,甲五,machinery,240,25,1500,1100,150,30,4000,,2,否,2008-03-01",
    "F06,甲六,machinery,120,24,900,1000,140,10,3000,0,3,否,2007-03-01",
    "F07,乙一,chemistry,1500,60,7000,5200,300,420,16000,2,0,否,2006-03-01",
    "F08,乙二,chemistry,1100,58,6100,5600,280,300,15000,1,0,否,2005-03-01",
    "F09,乙三,chemistry,800,55,4000,,260,120,12000,0,0,否,2004-03-01",
    "F10,乙四,chemistry,500,50,2600,4000,230,60,9000,0,0,是,2003-03-01",
    "F11,乙五,chemistry,,45,2000,3500,200,30,7000,0,0,否,2003-03-01",
    "F12,乙六,chemistry,200,40,1000,3000,150,5,5000,0,0,否,2002-03-01",
)


def person(username: str) -> Actor:
    """One of the cast."""
    return actor_of(get_user_model().objects.get(username=username))


def colleague() -> Actor:
    """Gwen, a second reviewer, who computes: whoever computes a run does not review it."""
    users = get_user_model().objects
    return actor_of(users.filter(username="gwen").first() or users.create_user("gwen", role=REVIEWER))


def demo_scheme() -> SchemeVersionInfo:
    return next(each for family in scheme_families() for each in family.versions if each.code == "demo-firms-2025")


def table(*rows: str, head: str = HEAD) -> Incoming:
    return Incoming("firms.csv", io.BytesIO("\n".join([head, *(rows or FIRMS)]).encode()))


def entries(*rows: str, by: str = "alice", as_of: date = AS_OF, period: str = "2025") -> int:
    """The id of the firms' table, handed in by Alice."""
    file = table(*rows)
    scheme = demo_scheme().id
    return hand_in(by=person(by), scheme_id=scheme, file=file, period=period, as_of=as_of, now=timezone.now())


def changed(unit: str, **cells: str) -> tuple[str, ...]:
    """All firms, with some cells of one of them otherwise."""
    places = {name: nth for nth, name in enumerate(HEAD.split(","))}
    rows = [row.split(",") for row in FIRMS]
    row = next(row for row in rows if row[0] == unit)
    for name, cell in cells.items():
        row[places[name]] = cell
    return tuple(",".join(row) for row in rows)


def computed(*rows: str, draws: int = 200, seed: int = 7, as_of: date = AS_OF, period: str = "2025") -> int:
    made = entries(*rows, as_of=as_of, period=period)
    asked = {"scheme_id": demo_scheme().id, "entries_id": made, "draws": draws, "seed": seed}
    return start_run(by=colleague(), now=timezone.now(), **asked)


def reviewed(*rows: str, **asked: int) -> int:
    run = computed(*rows, **asked)
    review_run(by=person("alice"), run_id=run, now=timezone.now())
    return run


def published(*rows: str, **asked: int) -> int:
    run = reviewed(*rows, **asked)
    publish_run(by=person("dora"), run_id=run, now=timezone.now(), today=TODAY)
    return run
