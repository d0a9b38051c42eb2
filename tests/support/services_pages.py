"""What the routes of services and enterprises need: a request, a visit, a round table, a proposal, a cause, a plan."""

from datetime import timedelta

from django.utils import timezone

from tests.support.holders import acting_as, firms
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import CaseInfo
from tidehead.city.services import causes, firm_plans, pairing_runs, requests, roundtables, visits
from tidehead.city.services.firm_plans import NewMeasure, NewPlan
from tidehead.city.services.pairing_runs import usual
from tidehead.city.services.roundtables import NewRoundtable
from tidehead.city.services.types import NewRequest
from tidehead.city.services.visits import NewVisit


def a_request(words: str = "厂区门口积水，货车进不来", *, by: str = "erin", topic: str = "other") -> CaseInfo:
    """Put by a firm at its desk some minutes ago."""
    firm = firms()[0 if by == "erin" else 1]
    new = NewRequest(enterprise=firm, title="", words=words, topic=topic)
    now = timezone.now() - timedelta(minutes=5)
    return _case(requests.ask(new, by=acting_as(by), now=now))


def _case(case_id: int) -> CaseInfo:
    return cases_of([case_id])[case_id]


def being_worked_on(words: str = "厂区门口积水，货车进不来") -> CaseInfo:
    """Routed by Olga to the department of industry, taken up by Henry, with Hugo's department beside it."""
    case, now = a_request(words), timezone.now() - timedelta(minutes=4)
    given = {"organisation": "org.industry", "co_owners": ["org.development"]}
    requests.route(by=acting_as("olga"), case_id=case.id, seen=case.seq, now=now, **given)
    requests.accept(by=acting_as("henry"), case_id=case.id, seen=requests.seq_of(case.id), now=now)
    return _case(case.id)


def resolved(words: str = "厂区门口积水，货车进不来") -> CaseInfo:
    case = being_worked_on(words)
    said = {"outcome": "solved", "words": "已疏通管网"}
    now = timezone.now() - timedelta(minutes=3)
    requests.resolve(by=acting_as("henry"), case_id=case.id, seen=case.seq, now=now, **said)
    return _case(case.id)


def a_visit() -> int:
    """Sam at the first firm yesterday."""
    today, now = timezone.localdate(), timezone.now()
    new = NewVisit(
        enterprise=firms()[0],
        day=today - timedelta(days=1),
        purpose="routine",
        findings="订单饱满，缺熟练工",
        next_step="联系人社部门",
        follow_up_on=today,
    )
    return visits.log_visit(new, by=acting_as("sam"), now=now)


def a_roundtable() -> int:
    new = NewRoundtable("第三季度恳谈会", timezone.localdate(), organisation="org.industry")
    return roundtables.hold_roundtable(new, by=acting_as("olga"), now=timezone.now())


def a_proposal() -> int:
    return pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())


def a_cause() -> int:
    """Two firms that wait for the same bus."""
    ids = [a_request("园区没有公交车", by=who).id for who in ("erin", "fay")]
    return causes.find_cause(by=acting_as("olga"), title="园区公交", words="", case_ids=ids, now=timezone.now())


def a_plan() -> int:
    new = NewPlan(
        enterprise=firms()[0],
        title="稳订单",
        problem="出口依赖度高",
        owner="lamp.service_officer",
        measures=(NewMeasure("对接国内采购商"),),
    )
    return firm_plans.make_plan(new, by=acting_as("sam"), now=timezone.now())


def arguments_of_services() -> dict[str, dict[str, object]]:
    """For every route of services and enterprises that needs arguments, some that lead to a page."""
    case, cause = being_worked_on(), a_cause()
    number, officer = {"number": case.number}, {"post": "lamp.service_officer"}
    run, visit, plan = {"run_id": a_proposal()}, {"visit_id": a_visit()}, {"plan_id": a_plan()}
    causes_ = dict.fromkeys(("cause", "promote", "drop_cause", "tell_firms"), {"cause_id": cause})
    return {
        **{f"services:{name}": number for name in ("request", "route", "near", "join", "own_request")},
        "services:act": number | {"verb": "add"},
        **{f"services:{name}": officer for name in ("officer", "write_card", "give_firm")},
        **{f"services:{name}": run for name in ("pairing_run", "adopt_pairing", "drop_pairing")},
        **{f"services:{name}": visit for name in ("visit", "follow_up")},
        **{f"services:{name}": plan for name in ("plan", "change_plan")},
        **{f"services:{name}": given for name, given in causes_.items()},
        "services:leave_cause": {"cause_id": cause} | number,
        "services:roundtable": {"roundtable_id": a_roundtable()},
    }
