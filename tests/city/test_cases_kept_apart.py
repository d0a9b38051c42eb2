"""What people are counted, told and kept from: inboxes, judgements, words among offices, values without names."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.city.casework import (
    INDUSTRY_POST,
    OTHER_HANDLER,
    SCIENCE,
    being_worked_on,
    confirm,
    give_time,
    hours,
    opened,
    person,
    resolve,
    set_scene,
)
from tidehead.calc.casework.types import Duration, DurationUnit
from tidehead.city.cases import actions
from tidehead.city.cases.queries import (
    case_file,
    cases_of,
    inbox,
)
from tidehead.city.cases.types import CaseRefused, MovedMeanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


def test_the_counts_of_an_inbox_are_those_of_its_lists() -> None:
    being_worked_on()
    opened(lead=SCIENCE)
    opened(owner=OTHER_HANDLER)
    opened(owner=INDUSTRY_POST, co_owners=(SCIENCE,))
    paused = being_worked_on()
    actions.move_case(by=person("holly"), case_id=paused, transition="ask_back", seen=None, now=hours(2), reason="?")
    for name in ("holly", "hedda", "ines", "lars", "femke", "zuri"):
        for later in (3, 24 * 30):
            found = inbox(person(name), hours(later))
            counts = found.counts
            listed = [found.todo, found.late, found.organisation, found.joined, found.waiting]
            assert [len(one[:]) for one in listed] == [one.count() for one in listed]
            told = [counts.todo, counts.late, counts.organisation, counts.joined, counts.waiting]
            assert told == [one.count() for one in listed], name
    assert inbox(person("holly"), hours(24 * 30)).counts.late == 3


def test_nobody_says_for_the_firm_whether_it_is_content() -> None:
    case_id = being_worked_on()
    resolve(case_id)
    with pytest.raises(PermissionDenied):
        actions.fill_case(by=person("holly"), case_id=case_id, fields={"satisfaction": 5}, seen=None, now=hours(3))
    confirm(case_id, satisfaction=1)
    late = {"case_id": case_id, "fields": {"outcome": "explained"}, "seen": None, "now": hours(4)}
    with pytest.raises(PermissionDenied):  # after the end only who routes corrects
        actions.fill_case(by=person("holly"), **late)
    actions.fill_case(by=person("oona"), **late)
    assert cases_of([case_id])[case_id].fields["satisfaction"] == 1


def test_a_firm_reads_no_names_and_no_words_among_offices() -> None:
    case_id = being_worked_on()
    actions.assign_case(
        by=person("lars"), case_id=case_id, post=OTHER_HANDLER, seen=None, now=hours(2), reason="QUERULANT"
    )
    give_time(case_id, "oona", Duration(9, DurationUnit.DAYS))
    actions.move_case(
        by=person("hedda"), case_id=case_id, transition="ask_back", seen=None, now=hours(3), reason="Which road?"
    )
    number = cases_of([case_id])[case_id].number
    log = case_file(number, person("femke"), hours(4)).log
    told = repr(log)
    assert "QUERULANT" not in told and "A survey" not in told and "Hedda" not in told and "Holly" not in told
    assert "Which road?" in told
    with pytest.raises(MovedMeanwhile) as meanwhile:
        actions.move_case(by=person("femke"), case_id=case_id, transition="go_on", seen=1, now=hours(5))
    assert "QUERULANT" not in str(meanwhile.value.text) and "Hedda" not in str(meanwhile.value.text)


def test_what_cannot_be_kept_is_refused_in_words() -> None:
    for words in ("half a sign \ud800", "nothing \0 at all"):
        with pytest.raises(CaseRefused):
            opened(title=words)
        with pytest.raises(CaseRefused):
            opened(fields={"description": words})
    case_id = opened()
    with pytest.raises(CaseRefused):
        actions.move_case(
            by=person("oona"), case_id=case_id, transition="route", seen=1, now=hours(1), fields={"lead": ["x"]}
        )
