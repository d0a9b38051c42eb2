"""Tasks for tests: the demo's plan as tasks, one of them on its way with all that can belong to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.utils import timezone

from tests.support.holders import acting_as
from tidehead.city.common.types import Text
from tidehead.city.tasks import actions, agenda, auditing, blocking, making, meetings, reporting, yearly
from tidehead.city.tasks.meeting_queries import meeting_detail
from tidehead.city.tasks.models import Node
from tidehead.city.tasks.types import Evidence, NewReport, NewResolution, NewTask

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 4, 0, tzinfo=timezone.get_default_timezone())
"""Noon of a Wednesday in the middle of the demo's last year."""
OWNER = "industry.handler"


def proof(words: str = "seen with our own eyes") -> Evidence:
    """Something that shows what is reported."""
    return Evidence("proof.txt", BytesIO(words.encode()))


def a_task(**terms: object) -> str:
    """Number of a task that Olga gave to Henry: from January to the end of the year, unless said otherwise."""
    given = {
        "title": "Forty heavy users of energy",
        "lead": "org.industry",
        "owner": OWNER,
        "place": "990101",
        "start_on": date(2026, 1, 1),
        "due_on": date(2026, 12, 31),
        "measure": "refitted firms",
        "unit": "家",
        "target_value": 40.0,
        **terms,
    }
    return making.make_task(by=acting_as("olga"), new=NewTask(**given), now=NOW)  # type: ignore[arg-type]


def reported(number: str, share: float, *, day: date = TODAY, with_proof: bool = True, **said: object) -> int:
    """The id of a report of Henry's."""
    report = NewReport(about=day, share=share, evidence=proof() if with_proof else None, **said)  # type: ignore[arg-type]
    return actions.report_progress(by=acting_as("henry"), number=number, report=report, now=NOW)


def closed(number: str, *, now: datetime = NOW) -> str:
    """The task, reported done by Henry and closed by Olga."""
    actions.report_done(by=acting_as("henry"), number=number, words="All are.", evidence=proof(), now=now)
    actions.close_task(by=acting_as("olga"), number=number, finding="The papers show it.", now=now)
    return number


def blocked(number: str, kind: str = "power", *, now: datetime = NOW, organisation: str = "org.development") -> str:
    """Number of a blocker that Henry reported."""
    return blocking.raise_blocker(
        by=acting_as("henry"), number=number, kind=kind, what="No line", organisation=organisation, now=now
    )


@dataclass(frozen=True)
class Held:
    meeting: int
    item: int
    resolution: int


def a_meeting(*, held_on: date = TODAY, now: datetime = NOW) -> Held:
    """A meeting that Olga prepared, with an item about a task that is late and a resolution on it."""
    olga = acting_as("olga")
    late = a_task(title="Too late", start_on=date(2025, 1, 1), due_on=date(2026, 3, 1))
    meeting = meetings.call_meeting(by=olga, group="leading", title="Second quarter", held_on=held_on, now=now)
    agenda.draw_agenda(by=olga, meeting_id=meeting, now=now)
    detail = meeting_detail(meeting, now=now)
    item = next(each.id for each in detail.agenda if each.task == late)
    new = NewResolution("Lay the line", "org.industry", held_on + timedelta(days=30), OWNER)
    return Held(meeting, item, meetings.draft_resolution(by=olga, item_id=item, new=new, now=now))


def arguments_of_tasks() -> dict[str, dict[str, object]]:
    """For every route of tasks that needs arguments."""
    olga, number, held = acting_as("olga"), a_task(), a_meeting()
    node = actions.add_node(by=olga, number=number, node=making.NewNode(Text("半程", "Half way"), TODAY), now=NOW)
    reported(number, 0.5)
    blocked(number)
    closed(a_task(title="Done"))
    report = reporting.take_report(by=olga, kind="month", on=TODAY, now=NOW)
    draw = auditing.draw_audit(by=olga, start=TODAY, end=TODAY, share=1.0, seed=1, now=NOW)
    check = next(each for each in auditing.draws() if each.id == draw).checks[0].id
    plan = yearly.begin_year(by=olga, year=2026, now=NOW)
    item = yearly.add_item(by=olga, plan_id=plan, label="New", reason="asked for", now=NOW)
    meeting = {"meeting_id": held.meeting}
    names = "meeting draw_agenda add_item write_minutes adopt_minutes".split()
    seat = meeting_detail(held.meeting, now=NOW).seats[0].id
    return {
        "tasks:task": {"number": number},
        "tasks:of_commitment": {"code": "c-01"},
        "tasks:act": {"number": number, "verb": "progress"},
        "tasks:node": {"node_id": node, "verb": "pass"},
        "tasks:report": {"report_id": report},
        "tasks:report_file": {"report_id": report, "kind": "pdf"},
        "tasks:record_check": {"check_id": check},
        "tasks:add_year_item": {"plan_id": plan},
        "tasks:adopt_year": {"plan_id": plan},
        "tasks:change_year_item": {"item_id": item, "verb": "drop"},
        **{f"tasks:{name}": meeting for name in names},
        "tasks:paper": meeting | {"kind": "docx"},
        "tasks:change_item": {"item_id": held.item, "verb": "up"},
        "tasks:draft_resolution": {"item_id": held.item},
        "tasks:drop_resolution": {"resolution_id": held.resolution},
        "tasks:record_attendance": {"seat_id": seat},
    }


def a_passed_node(number: str) -> int:
    """The id of a milestone that Henry passed with proof."""
    olga = acting_as("olga")
    node = actions.add_node(by=olga, number=number, node=making.NewNode(Text("半程"), TODAY), now=NOW)
    actions.pass_node(by=acting_as("henry"), node_id=node, done_on=TODAY, evidence=proof(), now=NOW)
    assert Node.objects.get(id=node).done_on == TODAY
    return node
