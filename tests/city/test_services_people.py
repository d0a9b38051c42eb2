"""Who may do what about requests; what is refused, and in which words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.support.holders import acting_as, firms
from tests.support.services_pages import a_cause, a_plan, a_request, a_visit, being_worked_on, resolved
from tidehead.city.accounts.types import STRANGER
from tidehead.city.cases.queries import case_by_id, cases_of
from tidehead.city.cases.types import MovedMeanwhile, NoSuchCase
from tidehead.city.enterprises.queries import all_enterprises
from tidehead.city.services import causes, desk, firm_plans, pairing_runs, pairings, requests, visits
from tidehead.city.services.pairing_runs import usual
from tidehead.city.services.routing import terms
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import NewRequest, NotThere, ServiceRefused
from tidehead.city.services.visits import NewVisit

pytestmark = pytest.mark.django_db


def test_a_firm_asks_for_itself_only() -> None:
    new = NewRequest(enterprise=firms()[1], title="", words="替别人问")
    with pytest.raises(PermissionDenied):
        requests.ask(new, by=acting_as("erin"), now=timezone.now())
    with pytest.raises(PermissionDenied):
        requests.ask(new, by=STRANGER, now=timezone.now())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words": "  "}, "Say what you ask for"),
        ({"words": "长" * 5_001}, "too long"),
        ({"topic": "weather"}, 'no topic "weather"'),
        ({"enterprise": "nobody"}, "There is no firm nobody"),
        ({"enterprise": ""}, "Say who asks"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(wrong: dict[str, str], words: str) -> None:
    given = {"enterprise": firms()[0], "title": "", "words": "缺电", "topic": "energy", **wrong}
    with pytest.raises(ServiceRefused) as refused:
        requests.ask(NewRequest(**given), by=acting_as("olga"), now=timezone.now())
    assert words in refused.value.text.en
    assert refused.value.text.zh


def test_the_same_key_makes_one_request() -> None:
    new = NewRequest(enterprise=firms()[0], title="", words="缺电", key="k1")
    made = {requests.ask(new, by=acting_as("erin"), now=timezone.now()) for _ in range(3)}
    assert len(made) == 1


def test_only_who_dispatches_routes_and_only_who_is_in_charge_resolves() -> None:
    case = a_request()
    with pytest.raises(NoSuchCase):
        requests.route(
            by=acting_as("henry"), case_id=case.id, organisation="org.industry", seen=case.seq, now=timezone.now()
        )
    worked = being_worked_on()
    said = {"outcome": "solved", "words": "好了"}
    with pytest.raises(PermissionDenied):
        requests.resolve(by=acting_as("hugo"), case_id=worked.id, seen=worked.seq, now=timezone.now(), **said)
    with pytest.raises(NoSuchCase):
        requests.resolve(by=acting_as("fred"), case_id=worked.id, seen=worked.seq, now=timezone.now(), **said)


def test_it_has_to_be_said_whether_it_is_solved_or_explained() -> None:
    case = being_worked_on()
    with pytest.raises(ServiceRefused, match="已解决、已解释或已转报"):
        requests.resolve(
            by=acting_as("henry"), case_id=case.id, outcome="", words="好了", seen=case.seq, now=timezone.now()
        )
    with pytest.raises(ServiceRefused):
        requests.resolve(
            by=acting_as("henry"), case_id=case.id, outcome="solved", words=" ", seen=case.seq, now=timezone.now()
        )


def test_a_mark_runs_from_one_to_five_and_only_the_firm_gives_it() -> None:
    case = resolved()
    for mark in (0, 6):
        with pytest.raises(ServiceRefused):
            requests.confirm(
                by=acting_as("erin"), case_id=case.id, satisfaction=mark, words="", seen=case.seq, now=timezone.now()
            )
    with pytest.raises(PermissionDenied):
        requests.confirm(
            by=acting_as("henry"), case_id=case.id, satisfaction=5, words="", seen=case.seq, now=timezone.now()
        )


def test_of_two_who_act_on_the_same_page_the_second_is_told() -> None:
    case = resolved()
    requests.refuse(by=acting_as("erin"), case_id=case.id, words="没好", seen=case.seq, now=timezone.now())
    with pytest.raises(MovedMeanwhile):
        requests.confirm(
            by=acting_as("erin"), case_id=case.id, satisfaction=5, words="", seen=case.seq, now=timezone.now()
        )


def test_the_firm_next_door_and_who_left_see_nothing() -> None:
    case = being_worked_on()
    for username in ("fay", "fred", "hilda", "rolf"):
        assert case_by_id(case.id, acting_as(username)) is None, username
    assert desk.desk_request(case.number, acting_as("fay"), timezone.now()) is None
    assert desk.desk_request(case.number, acting_as("henry"), timezone.now()) is None


def test_a_region_without_service_rules_still_takes_requests() -> None:
    assert service_rules().reopen_days == 90
    assert service_rules().topic_label("unheard-of") == "unheard-of"
    assert service_rules().channel_label("desk") in {"企业服务台", "Firm's desk"}


def test_words_become_terms() -> None:
    assert {"用电", "增容"} <= terms("企业用电增容")


# Visits


def test_a_visit_answers_what_earlier_ones_left_open() -> None:
    first = a_visit()
    today = timezone.localdate()
    new = NewVisit(firms()[0], today, "routine", "已对接")
    visits.log_visit(new, by=acting_as("sam"), now=timezone.now())
    assert visits.visit_by_id(first, acting_as("sam")).followed_up_at is not None
    assert not visits.visit_slices(acting_as("sam"), due_by=today + timedelta(days=30)).count()


@pytest.mark.parametrize(
    "wrong",
    [
        {"enterprise": "nobody"},
        {"day": date(2999, 1, 1)},
        {"purpose": "fun"},
        {"findings": " "},
        {"follow_up_on": date(2020, 1, 1)},
    ],
)
def test_a_faulty_visit_is_refused(wrong: dict[str, object]) -> None:
    given = {"enterprise": firms()[0], "day": timezone.localdate(), "purpose": "routine", "findings": "好", **wrong}
    with pytest.raises(ServiceRefused):
        visits.log_visit(NewVisit(**given), by=acting_as("sam"), now=timezone.now())  # type: ignore[arg-type]


def test_a_visit_of_today_is_none_of_the_future_at_any_hour() -> None:
    early = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 1:00 of the 3rd in the region
    new = NewVisit(firms()[0], date(2026, 3, 3), "routine", "好")
    assert visits.log_visit(new, by=acting_as("sam"), now=early)


def test_only_officers_write_visits_and_others_of_elsewhere_do_not_read_them() -> None:
    new = NewVisit(firms()[0], timezone.localdate(), "routine", "好")
    with pytest.raises(PermissionDenied):
        visits.log_visit(new, by=acting_as("henry"), now=timezone.now())
    visit = a_visit()
    assert visits.visit_by_id(visit, acting_as("olga")) is not None
    assert visits.visit_by_id(visit, acting_as("henry")) is None
    for username in ("erin", "otto", "bob"):  # Otto looks after the posts of a bureau of the city, not after firms
        assert visits.visit_by_id(visit, acting_as(username)) is None, username
        assert not firm_plans.plan_slices(acting_as(username)).count()


# Pairing


def test_pairs_that_hold_are_kept_when_it_is_computed_again() -> None:
    first = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    today = timezone.localdate()
    pairing_runs.adopt(by=acting_as("olga"), run_id=first, today=today, now=timezone.now())
    before = pairings.current_pairs()
    again = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    assert pairing_runs.run_by_id(again).result["changed"] == 0
    pairing_runs.adopt(by=acting_as("olga"), run_id=again, today=today + timedelta(days=1), now=timezone.now())
    assert pairings.current_pairs() == before
    assert pairings.pair_slices()[:1][0].start_on == today  # nothing was begun anew


def test_a_proposal_that_was_overtaken_is_not_adopted() -> None:
    old = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    new = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    pairing_runs.adopt(by=acting_as("olga"), run_id=new, today=timezone.localdate(), now=timezone.now())
    with pytest.raises(ServiceRefused, match="请重新计算"):
        pairing_runs.adopt(by=acting_as("olga"), run_id=old, today=timezone.localdate(), now=timezone.now())


def test_what_is_offered_at_first_leaves_no_firm_without_an_officer() -> None:
    asked, people = usual(), len(pairings.officers())
    assert asked.most * people >= len(all_enterprises())
    assert asked.most >= (service_rules().firms_an_officer or 0)


def test_a_pair_made_by_hand_meanwhile_makes_a_proposal_stale() -> None:
    proposal = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    today, officer = timezone.localdate(), "lamp.service_officer"
    given = {"enterprise": firms()[0], "post": officer, "today": today, "now": timezone.now()}
    pairing_runs.pair_by_hand(by=acting_as("olga"), **given)
    with pytest.raises(ServiceRefused, match="请重新计算"):
        pairing_runs.adopt(by=acting_as("olga"), run_id=proposal, today=today, now=timezone.now())
    assert pairings.current_pairs() == {firms()[0]: officer}


def test_an_office_pairs_within_its_places_only() -> None:
    """As the office of another district would act: holding its post, and no other."""
    post = replace(acting_as("sam").posts[0], permissions=frozenset({"services.pair", "cases.dispatch"}))
    office = replace(acting_as("sam"), posts=(replace(post, places=frozenset({"990103"})),))
    today, now = timezone.localdate(), timezone.now()
    given = {"enterprise": firms()[0], "post": "lamp.service_officer", "today": today, "now": now}
    with pytest.raises(PermissionDenied):
        pairing_runs.pair_by_hand(by=office, **given)
    proposal = pairing_runs.propose(usual(), by=acting_as("olga"), now=now)
    with pytest.raises(PermissionDenied):
        pairing_runs.adopt(by=office, run_id=proposal, today=today, now=now)
    with pytest.raises(PermissionDenied):
        pairing_runs.drop(by=office, run_id=proposal, now=now)
    with pytest.raises(PermissionDenied):
        causes.drop_cause(by=office, cause_id=a_cause(), reason="?", now=now)


def test_who_asked_back_does_not_answer_for_the_firm() -> None:
    case, now = being_worked_on(), timezone.now()
    requests.ask_back(by=acting_as("henry"), case_id=case.id, question="?", seen=case.seq, now=now)
    given = {"case_id": case.id, "words": "代答", "seen": requests.seq_of(case.id), "now": now}
    with pytest.raises(PermissionDenied):
        requests.reply(by=acting_as("henry"), **given)
    requests.reply(by=acting_as("olga"), **given)  # the office, where the firm answered by phone


def test_a_firm_has_one_officer_whatever_is_done_by_hand() -> None:
    today = timezone.localdate()
    officers = [one.post for one in pairings.officers()][:2]
    for post in officers:
        pairing_runs.pair_by_hand(
            by=acting_as("olga"), enterprise=firms()[0], post=post, today=today, now=timezone.now()
        )
        assert pairings.current_pairs()[firms()[0]] == post
    with pytest.raises(ServiceRefused):
        pairing_runs.pair_by_hand(
            by=acting_as("olga"), enterprise=firms()[0], post="nobody", today=today, now=timezone.now()
        )
    with pytest.raises(PermissionDenied):
        pairing_runs.pair_by_hand(
            by=acting_as("henry"), enterprise=firms()[0], post=officers[0], today=today, now=timezone.now()
        )


def test_an_officer_of_a_district_serves_its_own_firms_only() -> None:
    made = pairing_runs.propose(usual(), by=acting_as("olga"), now=timezone.now())
    lamp = [one for one in pairings.pair_slices(run=made)[:100] if one.post == "lamp.service_officer"]
    assert lamp
    assert {pair.organisation for pair in lamp} == {"org.lamp"}


# Causes and plans


def test_a_request_has_one_cause_and_a_cause_two_requests_at_least() -> None:
    cause = a_cause()
    members = causes.cause_by_id(cause, acting_as("olga")).members
    with pytest.raises(ServiceRefused, match="已归入另一个共性问题"):
        causes.find_cause(
            by=acting_as("olga"), title="又一个", words="", case_ids=[m.id for m in members], now=timezone.now()
        )
    with pytest.raises(ServiceRefused, match="至少包含两件"):
        causes.find_cause(by=acting_as("olga"), title="一个", words="", case_ids=[members[0].id], now=timezone.now())
    with pytest.raises(PermissionDenied):
        causes.promote(by=acting_as("henry"), cause_id=cause, organisation="org.industry", now=timezone.now())


def test_a_promoted_cause_goes_as_its_own_case_goes() -> None:
    cause = a_cause()
    case_id = causes.promote(by=acting_as("olga"), cause_id=cause, organisation="org.industry", now=timezone.now())
    found = causes.cause_by_id(cause, acting_as("olga"))
    assert (found.state, found.case) == ("promoted", cases_of([case_id])[case_id].number)
    with pytest.raises(ServiceRefused):
        causes.promote(by=acting_as("olga"), cause_id=cause, organisation="org.industry", now=timezone.now())
    new = a_request("园区公交末班车太早")
    causes.add_to_cause(by=acting_as("olga"), cause_id=cause, case_ids=[new.id], now=timezone.now())
    causes.take_from_cause(by=acting_as("olga"), cause_id=cause, case_id=new.id, now=timezone.now())
    assert causes.cause_by_id(cause, acting_as("olga")).size == 2


def test_what_was_told_apart_is_not_suggested_again() -> None:
    one, two = a_request("路灯不亮"), a_request("路灯不亮了")
    causes.note_different(by=acting_as("olga"), case_ids=[two.id, one.id], now=timezone.now())
    assert (one.id, two.id) in causes.told_apart()
    for wrong in ([one.id], [one.id, 999_999], range(200)):
        with pytest.raises(ServiceRefused):
            causes.note_different(by=acting_as("olga"), case_ids=wrong, now=timezone.now())
    causes.join_duplicate(by=acting_as("olga"), case_id=two.id, original_id=one.id, now=timezone.now())
    with pytest.raises(ServiceRefused):
        causes.join_duplicate(by=acting_as("olga"), case_id=one.id, original_id=one.id, now=timezone.now())


def test_a_dropped_cause_lets_its_requests_go() -> None:
    cause = a_cause()
    causes.drop_cause(by=acting_as("olga"), cause_id=cause, reason="各不相同", now=timezone.now())
    assert causes.cause_by_id(cause, acting_as("olga")).size == 0


def test_a_measure_becomes_a_request_once() -> None:
    plan = a_plan()
    measure = firm_plans.plan_by_id(plan, acting_as("sam")).measures[0].id
    given = {"by": acting_as("sam"), "plan_id": plan, "measure_id": measure}
    made = {firm_plans.open_request_for(**given, now=timezone.now()) for _ in range(2)}
    assert len(made) == 1
    firm_plans.finish_measure(**given, day=timezone.localdate(), now=timezone.now())
    with pytest.raises(ServiceRefused):
        firm_plans.finish_measure(**given, day=timezone.localdate(), now=timezone.now())
    with pytest.raises(NotThere):
        firm_plans.close_plan(by=acting_as("henry"), plan_id=plan, result="?", now=timezone.now())
