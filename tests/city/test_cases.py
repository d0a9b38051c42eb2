"""Opening, moving, sharing cases: who may, what is needed, what is told, what the log says afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.city.casework import (
    ELSEWHERE,
    FIRM,
    HANDLER,
    INDUSTRY,
    INDUSTRY_POST,
    LAMP,
    NEXT_DOOR,
    NOW,
    OTHER_HANDLER,
    SCIENCE,
    being_worked_on,
    confirm,
    give_time,
    hours,
    new_request,
    opened,
    paper,
    person,
    request_kind,
    resolve,
    seq_of,
    set_scene,
)
from tidehead.calc.casework.types import ClockStatus, Duration, DurationUnit
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases import actions
from tidehead.city.cases.importing import put_case_type
from tidehead.city.cases.log import chained, entry_of
from tidehead.city.cases.models import Case, CaseEvent, Counter
from tidehead.city.cases.queries import (
    case_by_id,
    case_file,
    case_relations,
    case_slices,
    case_type,
    case_values,
    cases_of,
    counts_by,
    events_of,
    inbox,
    notes_of,
    record_of,
)
from tidehead.city.cases.types import MASKED, CaseRefused, MovedMeanwhile, MoveRefused, NoSuchCase, Wanted
from tidehead.city.common.trail import READ, recent_trail
from tidehead.city.posts.actions import give_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


def test_a_request_goes_its_way_from_the_desk_to_the_verdict() -> None:
    case_id = opened()
    actions.move_case(
        by=person("oona"), case_id=case_id, transition="route", seen=1, now=hours(1), fields={"lead": SCIENCE}
    )
    actions.assign_case(by=person("lars"), case_id=case_id, post=HANDLER, seen=None, now=hours(2))
    actions.move_case(by=person("holly"), case_id=case_id, transition="take", seen=None, now=hours(3))
    actions.move_case(
        by=person("holly"),
        case_id=case_id,
        transition="resolve",
        seen=None,
        now=hours(4),
        fields={"outcome": "solved"},
        files=(paper(),),
    )
    actions.move_case(
        by=person("femke"), case_id=case_id, transition="confirm", seen=None, now=hours(5), fields={"satisfaction": 5}
    )
    info = cases_of([case_id])[case_id]
    assert (info.state, info.phase, info.lead, info.owner) == ("confirmed", "ended", SCIENCE, HANDLER)
    assert info.ended_at == hours(5)
    assert info.due_at is None
    assert [str(event.kind) for event in events_of(case_id)] == (
        "opened led moved assigned moved filled attached moved filled moved".split()
    )
    assert actions.verify_log(case_id)


def test_a_move_that_lacks_anything_names_everything() -> None:
    case_id = being_worked_on()
    with pytest.raises(MoveRefused) as refused:
        actions.move_case(by=person("holly"), case_id=case_id, transition="resolve", seen=None, now=hours(2))
    assert {(lack.what, lack.id) for lack in refused.value.lacks} == {("field", "outcome"), ("attachment", "answer")}
    assert cases_of([case_id])[case_id].state == "working"


def test_a_rule_that_does_not_hold_refuses_the_move() -> None:
    case_id = being_worked_on()
    resolve(case_id)
    with pytest.raises(MoveRefused):
        confirm(case_id, satisfaction=9)
    confirm(case_id, satisfaction=4)


def test_the_second_of_two_movers_is_told_what_the_first_did() -> None:
    case_id = being_worked_on()
    seen = seq_of(case_id)
    actions.move_case(
        by=person("holly"), case_id=case_id, transition="ask_back", seen=seen, now=hours(2), reason="Which road?"
    )
    with pytest.raises(MovedMeanwhile) as meanwhile:
        actions.move_case(by=person("holly"), case_id=case_id, transition="resolve", seen=seen, now=hours(2))
    (line,) = meanwhile.value.since
    assert (line.who, line.reason) == ("Holly", "Which road?")
    assert "ask_back" in str(meanwhile.value.text)


def test_a_comment_in_between_stands_in_nobodys_way() -> None:
    case_id = being_worked_on()
    seen = seq_of(case_id)
    actions.comment(by=person("lars"), case_id=case_id, words="Hurry, please", now=hours(2))
    actions.move_case(
        by=person("holly"), case_id=case_id, transition="ask_back", seen=seen, now=hours(3), reason="Which road?"
    )
    assert cases_of([case_id])[case_id].state == "waiting"


def test_the_same_form_sent_twice_opens_one_case() -> None:
    first, second = opened(key="form-1"), opened(key="form-1")
    assert first == second
    assert opened(key="form-2") != first
    assert Counter.objects.get(series="T-2026-{nth:04}").last == 2


def test_another_persons_key_opens_another_case() -> None:
    mine = opened(key="form-1")
    theirs = actions.open_case(by=person("nell"), new=new_request(party=NEXT_DOOR, key="form-1"), now=NOW)
    assert mine != theirs


def test_numbers_have_no_gap_even_where_openings_failed() -> None:
    opened()
    with pytest.raises(CaseRefused):
        opened(fields={"satisfaction": "much"})
    with pytest.raises(CaseRefused):
        opened(place="nowhere")
    second = opened()
    assert [row.number for row in Case.objects.order_by("id")] == ["T-2026-0001", "T-2026-0002"]
    assert cases_of([second])[second].number == "T-2026-0002"


def test_a_firm_opens_its_own_requests_only_and_leaves_whose_they_are_to_others() -> None:
    with pytest.raises(PermissionDenied):
        actions.open_case(by=person("femke"), new=new_request(party=NEXT_DOOR), now=NOW)
    with pytest.raises(PermissionDenied):
        actions.open_case(by=person("femke"), new=new_request(lead=SCIENCE), now=NOW)
    put_case_type(request_kind("test_task", family="task"))
    with pytest.raises(PermissionDenied):
        actions.open_case(by=person("femke"), new=new_request(type="test_task"), now=NOW)
    with pytest.raises(PermissionDenied):
        actions.open_case(by=person("zuri"), new=new_request(), now=NOW)


def test_a_stranger_and_the_firm_next_door_are_not_told_that_it_exists() -> None:
    case_id = being_worked_on()
    number = cases_of([case_id])[case_id].number
    for name in ("zuri", "nell", "ines"):
        assert case_by_id(case_id, person(name)) is None
        assert case_file(number, person(name), hours(2)) is None
        assert case_slices(person(name), Wanted()).count() == 0
        with pytest.raises(NoSuchCase):
            actions.comment(by=person(name), case_id=case_id, words="hello", now=hours(2))
    for name in ("holly", "hedda", "oona", "femke", "lars"):
        assert case_by_id(case_id, person(name)) is not None
        assert case_slices(person(name), Wanted()).count() == 1


def test_a_former_holder_sees_nothing_and_the_successor_has_the_work() -> None:
    case_id = being_worked_on()
    assert inbox(person("holly"), hours(2)).counts.todo == 1
    holly = person("holly")
    assert notes_of(holly.pk)
    give_post(by=SYSTEM, post=HANDLER, user_id=person("zuri").pk, start_on=timezone.localdate(), now=NOW)
    assert inbox(person("zuri"), hours(2)).counts.todo == 1
    assert case_by_id(case_id, person("holly")) is None
    assert notes_of(holly.pk) == ()


def test_a_post_of_another_organisation_brings_its_organisation_in_charge() -> None:
    case_id = being_worked_on()
    with pytest.raises(PermissionDenied):
        actions.assign_case(by=person("holly"), case_id=case_id, post=INDUSTRY_POST, seen=None, now=hours(2))
    actions.assign_case(by=person("holly"), case_id=case_id, post=OTHER_HANDLER, seen=None, now=hours(2))
    actions.assign_case(by=person("oona"), case_id=case_id, post=INDUSTRY_POST, seen=None, now=hours(3))
    info = cases_of([case_id])[case_id]
    assert (info.lead, info.owner) == (INDUSTRY, INDUSTRY_POST)
    assert case_by_id(case_id, person("holly")) is None
    actions.set_lead(by=person("oona"), case_id=case_id, organisation=SCIENCE, seen=None, now=hours(4))
    assert cases_of([case_id])[case_id].owner == ""


def test_a_log_cannot_be_changed_and_a_change_behind_its_back_is_found() -> None:
    case_id = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.filter(case=case_id).update(reason="nothing happened")
    assert actions.verify_all_logs() == (1, ())
    Case.objects.filter(id=case_id).update(title="Another title")
    assert actions.verify_all_logs() == (1, ("T-2026-0001",))


def test_an_event_that_is_missing_is_found() -> None:
    case_id = being_worked_on()
    CaseEvent.objects.filter(case=case_id, seq=3).delete()
    assert not actions.verify_log(case_id)


def test_a_log_that_was_forged_whole_does_not_agree_with_the_trail() -> None:
    case_id = opened()
    case, entry = Case.objects.get(id=case_id), CaseEvent.objects.get(case=case_id)
    forged = replace(entry_of(entry), by_name="Nobody")
    CaseEvent.objects.filter(case=case_id).delete()
    rows = chained(case.number, "", [forged], case_id)
    CaseEvent.objects.bulk_create(rows)
    Case.objects.filter(id=case_id).update(head=rows[-1].digest)
    assert actions.verify_all_logs() == (1, ())  # by itself it looks whole
    assert not actions.verify_log(case_id)


def test_waiting_for_the_firm_pauses_the_clock_and_ending_stops_it() -> None:
    case_id = being_worked_on()
    due = cases_of([case_id])[case_id].due_at
    actions.move_case(
        by=person("holly"), case_id=case_id, transition="ask_back", seen=None, now=hours(2), reason="Which road?"
    )
    assert cases_of([case_id])[case_id].due_at is None
    actions.move_case(by=person("femke"), case_id=case_id, transition="go_on", seen=None, now=hours(2 + 3 * 24))
    # Asked back before the second of March closed: the third and the fourth closed while it stood still.
    assert cases_of([case_id])[case_id].due_at == due + timedelta(days=2)
    resolve(case_id, after=100)
    file = case_file(cases_of([case_id])[case_id].number, person("holly"), hours(101))
    assert {reading.clock: reading.status for reading in file.clocks}["answer"] is ClockStatus.MET


def test_more_time_is_given_from_above_and_pauses_are_kept() -> None:
    case_id = being_worked_on()
    due, more = cases_of([case_id])[case_id].due_at, Duration(9, DurationUnit.DAYS)
    with pytest.raises(PermissionDenied):
        give_time(case_id, "holly", more)
    with pytest.raises(PermissionDenied):  # nor does the head of the organisation whose time is measured
        give_time(case_id, "lars", more)
    give_time(case_id, "oona", more)
    assert cases_of([case_id])[case_id].due_at == due + timedelta(days=2)


def test_co_owners_have_their_own_clock_and_answer_for_themselves() -> None:
    case_id = being_worked_on()
    actions.add_co_owner(by=person("holly"), case_id=case_id, organisation=INDUSTRY, seen=None, now=hours(2))
    assert inbox(person("ines"), hours(3)).counts.joined == 1
    with pytest.raises(PermissionDenied):
        actions.answer_as_co_owner(by=person("holly"), case_id=case_id, organisation=INDUSTRY, words="x", now=hours(3))
    actions.answer_as_co_owner(by=person("ines"), case_id=case_id, organisation=INDUSTRY, words="Done", now=hours(3))
    file = case_file(cases_of([case_id])[case_id].number, person("holly"), hours(4))
    assert [(code, answered) for code, _name, answered in file.co_owners] == [(INDUSTRY, True)]
    assert {(one.clock, one.party): one.status for one in file.clocks}["help", INDUSTRY] is ClockStatus.MET
    assert inbox(person("ines"), hours(4)).counts.joined == 0


def test_opinions_never_block_and_the_firm_never_sees_them() -> None:
    case_id = being_worked_on()
    actions.ask_opinion(by=person("holly"), case_id=case_id, organisation=INDUSTRY, question="Any doubt?", now=hours(2))
    resolve(case_id)
    actions.give_opinion(
        by=person("ines"), case_id=case_id, organisation=INDUSTRY, verdict="objected", words="Too near", now=hours(3)
    )
    number = cases_of([case_id])[case_id].number
    inside = case_file(number, person("holly"), hours(4))
    outside = case_file(number, person("femke"), hours(4))
    assert any("Too near" in line.text.en for line in inside.log)
    assert not any("Too near" in line.text.en or "Any doubt" in line.text.en for line in outside.log)
    assert not any("question" in event.data for event in outside.events)


def test_internal_words_and_files_are_kept_from_the_firm() -> None:
    case_id = being_worked_on()
    actions.comment(by=person("holly"), case_id=case_id, words="They exaggerate", now=hours(2))
    actions.comment(by=person("holly"), case_id=case_id, words="We are on it", now=hours(2), internal=False)
    actions.comment(by=person("femke"), case_id=case_id, words="Thank you", now=hours(2))
    hidden = actions.attach_file(by=person("holly"), case_id=case_id, file=paper("memo.txt", ""), now=hours(3))
    shown = actions.attach_file(
        by=person("holly"), case_id=case_id, file=paper("plan.txt", "", internal=False), now=hours(3)
    )
    number = cases_of([case_id])[case_id].number
    outside = case_file(number, person("femke"), hours(4))
    words = [line.text.en for line in outside.log if line.kind == "commented"]
    assert words == ["We are on it", "Thank you"]
    assert [one.id for one in outside.attachments] == [shown]
    assert [one.id for one in case_file(number, person("holly"), hours(4)).attachments] == [hidden, shown]


def test_sensitive_fields_are_masked_and_reading_them_leaves_its_purpose() -> None:
    case_id = being_worked_on(fields={"contact": "13800000000", "description": "long"})
    number = cases_of([case_id])[case_id].number
    file = case_file(number, person("holly"), hours(2))
    assert file.case.fields == {"contact": MASKED, "description": "long"}
    assert "13800000000" not in repr(file)
    assert case_file(number, person("femke"), hours(2)).case.fields["contact"] == "13800000000"  # their own
    said = {"case_id": case_id, "field": "contact", "now": hours(2)}
    with pytest.raises(CaseRefused):
        actions.reveal_field(by=person("holly"), purpose=" ", **said)
    assert actions.reveal_field(by=person("holly"), purpose="to call back", **said) == "13800000000"
    (row,) = [row for row in recent_trail(subject=f"case:{number}") if row.verb == READ]
    assert (row.actor, row.detail["purpose"]) == ("Holly", "to call back")


def test_mentions_reach_those_who_see_it_and_nobody_else() -> None:
    case_id = being_worked_on()
    words = f"请 @hedda、@zuri、@femke 与 @{OTHER_HANDLER} 看一下，见 a@b.c"
    actions.comment(by=person("holly"), case_id=case_id, words=words, now=hours(2))
    told = {name: [one for one in notes_of(person(name).pk) if one.kind == "mentioned"] for name in ("hedda", "femke")}
    assert [len(notes) for notes in told.values()] == [1, 0]  # the comment is internal: the firm does not see it
    assert notes_of(person("zuri").pk) == ()


def test_a_message_of_the_kind_reaches_whom_it_is_for_in_place_of_the_plain_one() -> None:
    case_id = opened()
    actions.move_case(
        by=person("oona"), case_id=case_id, transition="route", seen=1, now=hours(1), fields={"lead": SCIENCE}
    )
    (note,) = notes_of(person("femke").pk)
    assert (note.kind, note.text.en) == ("message", "T-2026-0001 is routed")
    assert note.body.en.startswith("A crossing for lorries: routed, http")
    assert [one.kind for one in notes_of(person("lars").pk)] == ["moved"]
    assert actions.mark_read(by=person("holly"), note_ids=[note.id], now=hours(2)) == 0
    assert actions.mark_read(by=person("femke"), note_ids=[note.id], now=hours(2)) == 1
    assert notes_of(person("femke").pk) == ()


def test_links_show_only_cases_that_one_sees() -> None:
    mine = being_worked_on()
    theirs = actions.open_case(by=person("nell"), new=new_request(party=NEXT_DOOR, title="Secret"), now=NOW)
    with pytest.raises(NoSuchCase):
        actions.link_cases(by=person("holly"), case_id=mine, other_id=theirs, relation="duplicate_of", now=hours(2))
    actions.link_cases(by=person("oona"), case_id=mine, other_id=theirs, relation="duplicate_of", now=hours(2))
    actions.link_cases(by=person("oona"), case_id=mine, other_id=theirs, relation="duplicate_of", now=hours(2))
    number = cases_of([mine])[mine].number
    assert case_file(number, person("oona"), hours(3)).links == (("duplicate_of", "T-2026-0002", "Secret"),)
    assert "Secret" not in repr(case_file(number, person("femke"), hours(3)))
    assert "T-2026-0002" not in repr(case_file(number, person("femke"), hours(3)))
    back = case_file("T-2026-0002", person("oona"), hours(3)).links
    assert back == (("~duplicate_of", "T-2026-0001", "A crossing for lorries"),)
    actions.unlink_cases(by=person("oona"), case_id=mine, other_id=theirs, relation="duplicate_of", now=hours(4))
    assert record_of(mine).links == ()


def test_what_is_filled_in_is_what_was_declared() -> None:
    case_id = being_worked_on()
    wrong = {
        "outcome": "perhaps",
        "satisfaction": float("nan"),
        "wanted_on": "tomorrow",
        "urgent": "yes",
        "site": "nowhere",
        "colour": "red",
    }
    for name, value in wrong.items():
        with pytest.raises(CaseRefused):
            actions.fill_case(by=SYSTEM, case_id=case_id, fields={name: value}, seen=None, now=hours(2))
    good = {"outcome": "solved", "satisfaction": 3, "wanted_on": "2026-05-01", "urgent": True, "site": ELSEWHERE}
    actions.fill_case(by=SYSTEM, case_id=case_id, fields=good, seen=None, now=hours(2))
    before = seq_of(case_id)
    actions.fill_case(by=SYSTEM, case_id=case_id, fields=good, seen=None, now=hours(3))
    assert seq_of(case_id) == before  # nothing changed: no event
    actions.fill_case(by=SYSTEM, case_id=case_id, fields={"urgent": None}, seen=None, now=hours(3))
    assert cases_of([case_id])[case_id].fields == {name: value for name, value in good.items() if name != "urgent"}


def test_many_cases_are_moved_at_once_and_each_says_how_it_went() -> None:
    ready, waiting = being_worked_on(), being_worked_on()
    actions.move_case(
        by=person("holly"), case_id=waiting, transition="ask_back", seen=None, now=hours(2), reason="Which?"
    )
    foreign = actions.open_case(by=person("nell"), new=new_request(party=NEXT_DOOR, place=ELSEWHERE), now=NOW)
    results = dict(
        actions.move_many(
            by=person("holly"),
            case_ids=[ready, waiting, foreign, ready],
            transition="ask_back",
            now=hours(3),
            reason="Which road?",
        )
    )
    assert results[ready] is None
    assert results[waiting] is not None
    assert results[foreign] is not None
    assert cases_of([ready])[ready].state == "waiting"


def test_a_posts_work_is_handed_over_to_another_post() -> None:
    ids = [being_worked_on() for _ in range(3)]
    results = actions.hand_over(by=person("lars"), from_post=HANDLER, to_post=OTHER_HANDLER, now=hours(3))
    assert results == tuple((one, None) for one in ids)
    assert inbox(person("hedda"), hours(4)).counts.todo == 3


def test_cases_are_found_by_what_they_are() -> None:
    mine = being_worked_on(title="Water for the dye works")
    other = actions.open_case(
        by=person("nell"), new=new_request(party=NEXT_DOOR, place=ELSEWHERE, fields={"urgent": True}), now=hours(1)
    )
    alice = SYSTEM

    def found(**wanted: object) -> list[int]:
        return [case.id for case in case_slices(alice, Wanted(**wanted), now=hours(24 * 30))[:]]

    assert found(owner=HANDLER) == [mine]
    assert found(lead=SCIENCE) == [mine]
    assert found(party=NEXT_DOOR) == [other]
    assert found(place=ELSEWHERE) == [other]
    assert found(text="dye") == [mine]
    assert found(text="t-2026-0002") == [other]
    assert found(states=("working",)) == [mine]
    assert found(phases=("open",), order="newest") == [other, mine]
    assert found(fields={"urgent": True}) == [other]
    assert sorted(found(due="late")) == [mine, other]
    assert found(due="soon") == []
    assert found(family="task") == []
    assert counts_by(alice, Wanted(), "state") == {"received": 1, "working": 1}
    assert counts_by(alice, Wanted(), "lead") == {SCIENCE: 1, "": 1}


def test_the_co_owner_and_who_was_asked_see_the_case() -> None:
    case_id = being_worked_on(co_owners=(LAMP,))
    assert FIRM not in (SCIENCE, LAMP)
    actions.ask_opinion(by=person("holly"), case_id=case_id, organisation=INDUSTRY, question="Any doubt?", now=hours(2))
    assert case_by_id(case_id, person("ines")) is not None
    assert case_slices(person("ines"), Wanted()).count() == 1


def test_what_is_drawn_from_the_log_can_be_drawn_again() -> None:
    case_id = being_worked_on(co_owners=(LAMP,))
    before = drawn(case_id)
    Case.objects.filter(id=case_id).update(state="confirmed", phase="ended", due_at=None, owner=None)
    case = Case.objects.get(id=case_id)
    case.clocks.all().delete()
    case.bodies.all().delete()
    actions.rebuild_case(case_id)
    assert drawn(case_id) == before


def drawn(case_id: int) -> object:
    """All that is drawn from a log, told flags left out."""
    case = Case.objects.filter(id=case_id).values().get()
    clocks = sorted(
        Case.objects.get(id=case_id).clocks.values_list(
            "clock", "organisation__code", "due_at", "warn_at", "stopped_at", "met"
        ),
        key=str,
    )
    bodies = sorted(Case.objects.get(id=case_id).bodies.values_list("organisation__code", "part", "answered_at"))
    return case, clocks, bodies


def test_four_eyes_are_an_office_that_did_not_make_the_last_move() -> None:
    case_id = opened()
    assert "second_office" in case_relations(case_id, person("oona"))
    actions.move_case(
        by=person("oona"), case_id=case_id, transition="route", seen=1, now=hours(1), fields={"lead": SCIENCE}
    )
    assert "second_office" not in case_relations(case_id, person("oona"))
    assert "office" in case_relations(case_id, person("oona"))


def test_a_kind_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError):
        case_type("no_such_kind")
    with pytest.raises(CaseRefused):
        opened(type="no_such_kind")


def test_a_firm_fills_in_what_is_its_own_to_say_and_nothing_else() -> None:
    with pytest.raises(PermissionDenied):
        opened(fields={"outcome": "solved"})
    case_id = opened(fields={"contact": "13800000000"})
    fill = {"by": person("femke"), "case_id": case_id, "seen": None, "now": hours(1)}
    actions.fill_case(fields={"description": "It is too narrow"}, **fill)
    with pytest.raises(PermissionDenied):
        actions.fill_case(fields={"outcome": "solved"}, **fill)
    with pytest.raises(PermissionDenied):
        actions.move_case(transition="withdraw", fields={"outcome": "solved"}, **fill)
    actions.move_case(
        by=person("oona"), case_id=case_id, transition="route", seen=None, now=hours(2), fields={"lead": SCIENCE}
    )
    with pytest.raises(PermissionDenied):
        actions.fill_case(fields={"description": "It is far too narrow"}, **fill)


def test_what_was_opened_through_a_post_stays_with_the_post() -> None:
    """A recruiter who leaves, and a firm's former employee, lose what they opened; who comes after them has it."""
    put_case_type(request_kind("test_lead", family="project", number="L-{year}-{nth:04}"))
    case_id = actions.open_case(by=person("holly"), new=new_request(type="test_lead", party="", place=""), now=NOW)
    number = cases_of([case_id])[case_id].number
    assert "requester" in case_relations(case_id, person("holly"))
    give_post(by=SYSTEM, post=HANDLER, user_id=person("zuri").pk, start_on=timezone.localdate(), now=NOW)
    holly, zuri = person("holly"), person("zuri")
    assert case_file(number, holly, hours(1)) is None
    assert case_slices(holly, Wanted()).count() == 0
    with pytest.raises(NoSuchCase):
        actions.move_case(by=holly, case_id=case_id, transition="withdraw", seen=None, now=hours(1))
    assert case_slices(zuri, Wanted()).count() == 1
    actions.move_case(by=zuri, case_id=case_id, transition="withdraw", seen=None, now=hours(1))
    assert actions.verify_log(case_id)


def test_what_was_opened_without_a_post_stays_with_the_person() -> None:
    case_id = actions.open_case(by=SYSTEM, new=new_request(party="", place=ELSEWHERE), now=NOW)
    assert case_by_id(case_id, person("zuri")) is None
    Case.objects.filter(id=case_id).update(opened_by=person("zuri").pk)
    assert "requester" in case_relations(case_id, person("zuri"))


def test_values_for_counting_come_without_names_and_without_what_is_sensitive() -> None:
    case_id = being_worked_on(fields={"contact": "13800000000"})
    (found,) = case_values(person("holly"), Wanted(family="request"))
    assert (found.id, found.state, found.lead, found.owner, found.party) == (case_id, "working", SCIENCE, HANDLER, FIRM)
    assert found.fields == {"contact": MASKED}
    assert case_values(person("zuri"), Wanted()) == []
