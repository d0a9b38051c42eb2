"""Projects: leads, gates, counting, promises, spaces, sharing, returns."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.city.projecting import WAY, evidence, go, lead
from tests.support.holders import acting_as
from tidehead.city.accounts.types import STRANGER, SYSTEM
from tidehead.city.cases.actions import fill_case, move_case
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import MoveRefused
from tidehead.city.common.types import Text
from tidehead.city.projects import queries
from tidehead.city.projects.deciding import decide_counting
from tidehead.city.projects.decisions import decisions_of, judged_all, judged_project
from tidehead.city.projects.leads import open_lead
from tidehead.city.projects.models import Counted, Space
from tidehead.city.projects.placing import NoRoom, end_placement, place_project
from tidehead.city.projects.promises import promises_of
from tidehead.city.projects.promising import NewPromise, end_promise, make_promise, report_performance
from tidehead.city.projects.spaces import most_taken, placements_of, spaces
from tidehead.city.projects.stages import gates_of
from tidehead.city.projects.standards import fit_of, industry_code, size_of, standards
from tidehead.city.projects.types import (
    NewLead,
    NoSuchProject,
    ProjectInfo,
    ProjectRefused,
    PromiseInfo,
    SizeClass,
)

pytestmark = pytest.mark.django_db


def test_a_lead_belongs_to_the_team_that_entered_it() -> None:
    found = lead()
    assert (found.case.state, found.case.lead, found.case.owner) == ("lead", "org.new_area", "new_area.recruiter")
    assert (found.investment_10k_cny, found.industry) == (20000.0, "demo-2025:robots")
    assert found.size == "over_100m"


def test_a_form_that_is_sent_twice_enters_one_lead() -> None:
    assert lead(key="a").case.id == lead(key="a").case.id


def test_a_lead_without_a_name_or_of_an_unknown_pipeline_is_refused() -> None:
    for new in (NewLead(title=" ", type="project"), NewLead(title="甲", type="nothing")):
        with pytest.raises(ProjectRefused):
            open_lead(by=acting_as("rita"), new=new, now=timezone.now())


def test_who_neither_recruits_nor_runs_the_office_enters_no_leads() -> None:
    for actor in (STRANGER, acting_as("henry"), acting_as("erin")):
        with pytest.raises(PermissionDenied):
            open_lead(by=actor, new=NewLead(title="甲", type="project"), now=timezone.now())


def test_a_gate_names_what_it_lacks_and_opens_when_it_is_there() -> None:
    found = go(lead(), "talks")
    case = cases_of([found.case.id])[found.case.id]
    with pytest.raises(MoveRefused) as refused:
        move_case(by=acting_as("rita"), case_id=case.id, transition="sign", seen=case.seq, now=timezone.now())
    assert {(lack.what, lack.id) for lack in refused.value.lacks} == {
        ("field", "contract_no"),
        ("attachment", "contract"),
    }
    move_case(
        by=acting_as("rita"),
        case_id=case.id,
        transition="sign",
        seen=case.seq,
        fields={"contract_no": "HT-1"},
        files=evidence("contract"),
        now=timezone.now(),
    )
    assert queries.projects_by_id([case.id])[case.id].case.state == "signed"


def test_a_project_goes_from_lead_to_production_with_its_evidence() -> None:
    found = go(lead(), "production")
    assert found.case.state == "production"
    assert len(WAY) == 9


def test_another_platforms_recruiter_sees_no_project_and_the_office_sees_all() -> None:
    found = lead()
    assert found.number in {one.number for one in queries.projects(acting_as("olga"))}
    assert found.number in {one.number for one in queries.projects(acting_as("stella"))}
    assert queries.projects(acting_as("rolf")) == ()
    with pytest.raises(NoSuchProject):
        queries.project_by_number(found.number, acting_as("rolf"))
    for name in ("fred", "erin"):
        assert queries.projects(acting_as(name)) == ()


def test_days_in_stages_come_from_the_log() -> None:
    start = timezone.now() - timedelta(days=400)
    found = go(lead(now=start), "registered", now=start + timedelta(days=10))
    moves = queries.moves_by_case([found.case.id])[found.case.id]
    gates = gates_of(queries.kind_of(found), moves, today=timezone.localdate())
    by_id = {gate.stage.id: gate for gate in gates}
    assert (by_id["lead"].days, by_id["talks"].days, by_id["signed"].days) == (10, 30, 30)
    assert by_id["registered"].days == 400 - 10 - 30 - 30
    assert by_id["land"].entered is None


# Counting


def counted(project: ProjectInfo, counter: str = "counts", *, by: str = "olga") -> bool | None:
    return decide_counting(
        by=acting_as(by), number=project.number, counter=counter, now=timezone.now(), today=timezone.localdate()
    )


def test_a_signed_project_of_200_million_counts_and_says_why() -> None:
    found = go(lead(), "registered")
    (judged, *_) = judged_project(found, on=timezone.localdate())
    assert judged.verdict.counted is True
    assert "计入招商成果" in judged.verdict.reason.zh and judged.verdict.source == "demo-service-rule-2026"
    assert counted(found) is True
    assert [one.counted for one in decisions_of([found.case.id])] == [True]


def test_an_unknown_datum_leaves_the_question_open_and_names_it() -> None:
    found = go(lead(local_relocation=None), "signed")
    verdict = judged_project(found, on=timezone.localdate())[0].verdict
    assert verdict.counted is None
    assert verdict.lacking == ("local_relocation",) and "本地搬迁项目" in verdict.reason.zh


def test_of_two_projects_with_one_contract_the_second_is_not_counted() -> None:
    first, second = go(lead("甲"), "talks"), go(lead("乙"), "talks")
    for one in (first, second):
        case = cases_of([one.case.id])[one.case.id]
        move_case(
            by=acting_as("rita"),
            case_id=case.id,
            transition="sign",
            seen=case.seq,
            fields={"contract_no": "HT-SAME"},
            files=evidence("contract"),
            now=timezone.now(),
        )
    assert (counted(first), counted(second)) == (True, False)
    assert counted(first) is True  # decided again it stays what it was: a project is not its own duplicate
    elsewhere = judged_all(
        [queries.projects_by_id([second.case.id])[second.case.id]], standards().counters[0], on=timezone.localdate()
    )
    assert elsewhere[0].elsewhere == first.number


def test_two_projects_are_one_by_any_number_they_share_now() -> None:
    first, second = go(lead("甲"), "signed"), go(lead("乙"), "talks")
    assert counted(first) is True
    moment = timezone.now()
    fill_case(by=SYSTEM, case_id=first.case.id, fields={"statistics_code": "S-1"}, seen=None, now=moment)
    fill_case(by=SYSTEM, case_id=second.case.id, fields={"statistics_code": "s-1 "}, seen=None, now=moment)
    now = queries.projects_by_id([first.case.id, second.case.id])
    assert [one.elsewhere for one in judged_project(now[first.case.id], on=timezone.localdate())][0] == ""
    assert judged_project(now[second.case.id], on=timezone.localdate())[0].elsewhere == first.number
    fill_case(by=SYSTEM, case_id=first.case.id, fields={"contract_no": "HT-NEW"}, seen=None, now=moment)
    fill_case(by=SYSTEM, case_id=second.case.id, fields={"contract_no": f"HT-{first.number}"}, seen=None, now=moment)
    third = queries.projects_by_id([second.case.id])[second.case.id]
    assert judged_project(third, on=timezone.localdate())[0].elsewhere == first.number  # what it was counted under


def test_the_database_counts_a_contract_once_even_if_two_decide_at_once() -> None:
    first, second = go(lead("甲"), "signed"), go(lead("乙"), "signed")
    counted(first)
    row = Counted.objects.get(case=first.case.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Counted.objects.create(
            case_id=second.case.id,
            counter=row.counter,
            counted=True,
            once_key=row.once_key,
            rule=row.rule,
            record={},
            reason_zh="?",
            on=row.on,
            decided_by="?",
            decided_at=row.decided_at,
        )


def test_who_recruited_a_project_does_not_say_that_it_counts() -> None:
    found = go(lead(), "signed")
    with pytest.raises(PermissionDenied):
        counted(found, by="rita")
    assert counted(found, by="stella") is True


def test_size_classes_are_nested_and_known_only_where_the_investment_is() -> None:
    sizes = {None: "", 9999.0: "", 10000.0: "over_100m", 100000.0: "over_1bn", 1000000.0: "over_10bn"}
    assert {value: (size_of(value) or SizeClass("", Text(""), 0)).id for value in sizes} == sizes


# Position control


def test_whether_an_industry_fits_its_block_is_yes_no_or_unknown_with_its_source() -> None:
    answers = {
        industry: fit_of("new_area", f"demo-2025:{industry}") for industry in ("robots", "marine_food", "precision")
    }
    assert {name: fit.answer for name, fit in answers.items()} == {
        "robots": True,
        "marine_food": False,
        "precision": None,
    }
    assert {fit.source for fit in answers.values()} == {"demo-action-2025"}
    assert fit_of("990102", "demo-2025:robots").answer is None and fit_of("", "").answer is None


def test_an_industry_is_known_by_its_name_or_code() -> None:
    assert {industry_code(words) for words in ("智能机器人", "Intelligent robots", "demo-2025:robots")} == {
        "demo-2025:robots"
    }
    assert industry_code("修船") == ""


# The promise book


def promised(project: ProjectInfo, kind: str, *, by: str = "rita", **what: object) -> int:
    return make_promise(by=acting_as(by), number=project.number, new=NewPromise(kind, **what), now=timezone.now())


def kept(promise_id: int, value: float) -> None:
    report_performance(
        by=acting_as("rita"),
        promise_id=promise_id,
        on=timezone.localdate(),
        value=value,
        words="",
        attachment=None,
        now=timezone.now(),
    )


def book(project: ProjectInfo) -> dict[str, PromiseInfo]:
    return {one.kind: one for one in promises_of([project.case.id], today=timezone.localdate())}


def test_a_promise_is_overdue_until_it_is_kept() -> None:
    found, today = lead(), timezone.localdate()
    late = promised(found, "investment", value=5000.0, due_on=today - timedelta(days=3))
    assert book(found)["investment"].light == "off_course" and "3" in book(found)["investment"].reason.zh
    for value, light in ((4000.0, "off_course"), (5000.0, "reached")):
        kept(late, value)
        assert book(found)["investment"].light == light
    assert [one.value for one in book(found)["investment"].performed] == [4000.0, 5000.0]


def test_a_ceiling_is_broken_by_more_and_kept_only_when_its_day_has_passed() -> None:
    found, today = lead(), timezone.localdate()
    energy = promised(found, "energy", value=0.5, due_on=today + timedelta(days=90))
    for value, light in ((0.4, "on_course"), (0.6, "off_course")):
        report_performance(
            by=acting_as("rita"),
            promise_id=energy,
            on=today,
            value=value,
            words="",
            attachment=None,
            now=timezone.now(),
        )
        assert book(found)["energy"].light == light


def test_an_incentive_tied_to_taxes_is_to_be_looked_at_again_and_not_condemned() -> None:
    found = lead()
    promised(found, "tax_return", value=100.0)
    promised(found, "subsidy", value=100.0)
    promised(found, "tax_per_mu", value=30.0)
    checks = {kind: one.check for kind, one in book(found).items()}
    assert checks["subsidy"] is None and checks["tax_per_mu"] is None
    assert "请作公平竞争审查" in checks["tax_return"].zh and "第十四条" in checks["tax_return"].zh


def test_a_promise_ends_once_with_a_reason() -> None:
    found, today = lead(), timezone.localdate()
    made = promised(found, "start", words="2026年底前开工")
    end = {"by": acting_as("rita"), "promise_id": made, "now": timezone.now(), "today": today}
    with pytest.raises(ProjectRefused):
        end_promise(**end, state="kept", reason=" ")
    end_promise(**end, state="kept", reason="已开工")
    with pytest.raises(ProjectRefused):
        end_promise(**end, state="broken", reason="?")
    assert book(found)["start"].light == "reached"


def test_a_promise_says_a_number_or_words_and_is_entered_by_who_looks_after_the_project() -> None:
    found = lead()
    with pytest.raises(ProjectRefused):
        promised(found, "investment")
    with pytest.raises(ProjectRefused):
        promised(found, "nothing", value=1.0)
    with pytest.raises(NoSuchProject):
        promised(found, "investment", by="rolf", value=1.0)
    with pytest.raises(PermissionDenied):
        promised(found, "investment", by="stella", value=1.0)


@pytest.mark.parametrize("value", [-1.0, 1e308, float("inf"), float("nan")])
def test_no_promise_nor_its_performance_is_beyond_measure(value: float) -> None:
    found = lead()
    with pytest.raises(ProjectRefused):
        promised(found, "investment", value=value)
    made = promised(found, "investment", value=1e15)
    with pytest.raises(ProjectRefused):
        kept(made, value)


def test_a_promise_and_its_performance_that_are_sent_twice_are_one() -> None:
    found, today = lead(), timezone.localdate()
    first, again, other = (promised(found, "investment", value=5.0, key=key) for key in ("k", "k", "l"))
    assert first == again != other
    said = {"promise_id": first, "on": today, "value": 1.0, "words": "", "attachment": None, "now": timezone.now()}
    done = [report_performance(by=acting_as("rita"), key=key, **said) for key in ("k", "k", "l")]
    assert done[0] == done[1] != done[2]
    assert promised(lead("乙"), "investment", value=5.0, key="k") not in (first, other)  # of another project


# Spaces


def test_room_that_is_asked_for_twice_by_one_form_is_given_once() -> None:
    found, today = lead(), timezone.localdate()
    asked = {"by": acting_as("rita"), "number": found.number, "space": "space.reed_first", "amount": 5000.0}
    days = {"from_on": today, "to_on": None, "now": timezone.now(), "key": "k"}
    assert place_project(**asked, **days) == place_project(**asked, **days)
    assert len(placements_of([found.case.id])) == 1
    with pytest.raises(ProjectRefused):
        place_project(**asked | {"amount": float("nan")}, **days)


def test_a_space_is_never_overbooked_over_time() -> None:
    found, today = lead(), timezone.localdate()
    day = [today + timedelta(days=nth * 10) for nth in range(6)]

    def place(amount: float, start: date, end: date | None) -> int:
        return place_project(
            by=acting_as("rita"),
            number=found.number,
            space="space.reed_first",
            amount=amount,
            from_on=start,
            to_on=end,
            now=timezone.now(),
        )

    place(5000, day[0], day[2])
    place(5000, day[3], day[4])  # after the first has left
    with pytest.raises(NoRoom) as full:
        place(3201, day[1], None)  # 8200 − 5000 = 3200 are free
    assert full.value.free == 8200 - 5000
    open_end = place(3200, day[1], None)
    with pytest.raises(NoRoom):
        place(1, day[4], day[4])
    end_placement(by=acting_as("rita"), placement_id=open_end, to_on=day[2], now=timezone.now())
    place(3200, day[4], None)
    free = {one.code: one.free for one in spaces(on=day[4])}
    assert free["space.reed_first"] == 8200 - 5000 - 3200
    assert len(placements_of([found.case.id])) == 4


def test_a_space_takes_nobody_before_it_is_ready_nor_without_a_known_size() -> None:
    found = lead()
    asked = {"by": acting_as("rita"), "number": found.number, "amount": 10.0, "to_on": None, "now": timezone.now()}
    with pytest.raises(ProjectRefused):
        place_project(**asked, space="space.reed_base", from_on=date(2026, 9, 29))
    place_project(**asked, space="space.reed_base", from_on=date(2026, 9, 30))
    Space.objects.filter(code="space.fir_base").update(capacity=None)
    with pytest.raises(ProjectRefused):
        place_project(**asked, space="space.fir_base", from_on=date(2026, 11, 1))


@pytest.mark.parametrize("seed", range(20))
def test_the_most_taken_is_that_of_a_walk_over_every_day(seed: int) -> None:
    chance = np.random.default_rng(seed)
    first = date(2026, 1, 1)
    stays = []
    for _ in range(8):
        start = int(chance.integers(30))
        end = first + timedelta(days=start + int(chance.integers(10)))
        stays.append(
            (float(chance.integers(1, 9)), first + timedelta(days=start), end if chance.random() < 0.5 else None)
        )
    low = first + timedelta(days=int(chance.integers(30)))
    high = low + timedelta(days=int(chance.integers(20)))
    by_day = [
        sum(amount for amount, begin, stop in stays if begin <= day and (stop is None or stop >= day))
        for day in (low + timedelta(days=nth) for nth in range((high - low).days + 1))
    ]
    assert most_taken(stays, start=low, end=high) == max(by_day)
