"""What the routes of projects need: a project with a promise and a room, a pair of leads, an agreement."""

from datetime import date, timedelta

from django.utils import timezone

from tests.city.projecting import go, lead
from tests.support.holders import acting_as
from tidehead.city.projects.agreeing import Terms, draw_up, put_in_force
from tidehead.city.projects.duplicates import pairs
from tidehead.city.projects.pairing import find_pairs
from tidehead.city.projects.placing import place_project
from tidehead.city.projects.promising import NewPromise, make_promise

SHARED = Terms(
    title="两地分享（虚构）",
    kind="benefit_sharing",
    base="tax",
    shares=(("new_area", "3/5"), ("990101", "2/5")),
    start_on=date(2026, 1, 1),
    end_on=date(2028, 12, 31),
)


def arguments_of_projects() -> dict[str, dict[str, object]]:
    """For every route of projects that needs arguments, some that lead to a page."""
    rita, now, today = acting_as("rita"), timezone.now(), timezone.localdate()
    project = go(lead("示例减速器项目", investor="示例减速器公司"), "signed")
    other = lead("减速器项目", by="rolf", place="990101", investor="示例减速器公司")
    find_pairs([other.case.id], now=now)
    number = {"number": project.number}
    soon = NewPromise("investment", value=5000.0, due_on=today + timedelta(days=10))
    promise = number | {"promise_id": make_promise(by=rita, number=project.number, new=soon, now=now)}
    placement = place_project(
        by=rita, number=project.number, space="space.lamp_first", amount=100.0, from_on=today, to_on=None, now=now
    )
    agreement = draw_up(by=acting_as("olga"), terms=SHARED, now=now)
    put_in_force(by=acting_as("olga"), agreement_id=agreement, now=now, today=today)
    pair = {"pair_id": pairs()[0].id}
    names = "project book shares promise report place review count share".split()
    return {
        **{f"projects:{name}": number for name in names},
        **dict.fromkeys(("projects:performance", "projects:end_promise"), promise),
        "projects:leave": number | {"placement_id": placement},
        **dict.fromkeys(("projects:claim", "projects:dismiss"), pair),
        **{
            f"projects:{name}": {"agreement_id": agreement}
            for name in ("agreement", "begin_agreement", "end_agreement", "settle")
        },
    }
