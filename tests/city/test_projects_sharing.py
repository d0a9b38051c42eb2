"""Projects between places: duplicates and handover, agreements and credit; reviews beside them; what they report."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.city.projecting import go, lead
from tests.support.holders import acting_as
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.actions import move_case
from tidehead.city.cases.models import Case, CaseLink
from tidehead.city.cases.queries import case_by_number, cases_of, record_of
from tidehead.city.indicators.models import Indicator, Observation
from tidehead.city.indicators.queries import figures, vintages
from tidehead.city.indicators.recording import record_figure
from tidehead.city.indicators.types import MappingRefused, Subject
from tidehead.city.places.queries import place_ids
from tidehead.city.projects.agreeing import Terms, draw_up, end_agreement, put_in_force, settle_year, share_project
from tidehead.city.projects.agreements import (
    agreements,
    counted_together,
    credits_of,
    mutual_agreements,
    settlements_of,
)
from tidehead.city.projects.contacting import NewContact, log_contact
from tidehead.city.projects.contacts import contacts_by_month, contacts_of
from tidehead.city.projects.decisions import judged_project
from tidehead.city.projects.duplicates import alike, likeness, normalised, pairs, who_goes_first
from tidehead.city.projects.handing_over import carry_out_handovers, next_step
from tidehead.city.projects.models import Credit
from tidehead.city.projects.pairing import claim_handover, dismiss_pair, find_pairs
from tidehead.city.projects.queries import projects_by_id
from tidehead.city.projects.returning import NewReturn, report
from tidehead.city.projects.returns import returns_of, series_of, sum_at
from tidehead.city.projects.reviewing import ask_review, reviews_of
from tidehead.city.projects.types import Bounds, ProjectInfo, ProjectRefused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def now() -> object:
    return timezone.now()


# Duplicates


def test_a_name_is_compared_without_what_tells_nothing() -> None:
    assert normalised("示例湾（甲）机器人 有限公司二期项目") == normalised("示例湾甲机器人")
    assert normalised("有限公司") == "有限公司"  # nothing else is left of it


def two_alike() -> tuple[ProjectInfo, ProjectInfo]:
    mine = lead("示例湾机器人减速器项目", investor="示例减速器公司", now=timezone.now() - timedelta(days=60))
    theirs = lead("机器人减速器生产基地", by="rolf", place="990101", investor="示例减速器有限公司")
    return mine, theirs


def test_the_same_project_at_another_platform_is_found_and_another_is_not() -> None:
    mine, theirs = two_alike()
    other = lead("海洋食品冷链仓储", investor="另一家食品", industry="海洋健康食品", investment_10k_cny=800.0)
    assert likeness(mine, theirs).score > 0.9 > 0.5 > likeness(mine, other).score
    assert [one.number for one, _ in alike(theirs, [mine, other, theirs], at_least=0.75)] == [mine.number]
    assert likeness(mine, theirs).score == likeness(theirs, mine).score


def test_pairs_are_found_once() -> None:
    mine, theirs = two_alike()
    assert (find_pairs([theirs.case.id], now=now()), find_pairs([mine.case.id, theirs.case.id], now=now())) == (1, 0)


def test_the_first_registration_wins_while_it_is_alive() -> None:
    mine, theirs = two_alike()  # registered 60 days ago, and today

    def winner(contacts: dict[int, date], days: int | None) -> int | None:
        return who_goes_first(mine, theirs, contacts=contacts, valid_days=days, today=timezone.localdate())[0]

    assert winner({}, 180) == mine.case.id
    assert winner({}, 30) == theirs.case.id  # the first lapsed after 30 days without contact
    assert winner({mine.case.id: timezone.localdate() - timedelta(days=10)}, 30) == mine.case.id
    assert winner({}, None) is None


def test_a_handover_is_claimed_once_and_seen_by_both_sides() -> None:
    mine, theirs = two_alike()
    find_pairs([theirs.case.id], now=now())
    (pair,) = pairs()
    with pytest.raises(PermissionDenied):
        claim_handover(by=acting_as("henry"), pair_id=pair.id, words="", now=now())
    number = claim_handover(by=acting_as("rolf"), pair_id=pair.id, words="同一项目", now=now())
    with pytest.raises(ProjectRefused):
        claim_handover(by=acting_as("rita"), pair_id=pair.id, words="", now=now())
    for name in ("rita", "rolf", "olga"):
        seen = case_by_number(number, acting_as(name))
        assert seen is not None and seen.lead == "org.new_area"  # who entered it first
        assert seen.fields["first_case"] == mine.number
    assert case_by_number(number, acting_as("henry")) is None
    assert pairs()[0].handover == number
    assert theirs.case.id


@pytest.mark.parametrize("decision", ["keep_first", "keep_second", "share"])
def test_a_decided_handover_ends_the_other_lead_as_a_duplicate(decision: str) -> None:
    mine, theirs = two_alike()
    find_pairs([theirs.case.id], now=now())
    handover = claim_handover(by=acting_as("rolf"), pair_id=pairs()[0].id, words="", now=now())
    case = case_by_number(handover, acting_as("olga"))
    assert not carry_out_handovers(now=now())  # nobody has decided
    agreed = in_force() if decision == "share" else None
    decided = {"fields": {"decision": decision}, "reason": "首报规则"}
    move_case(by=SYSTEM, case_id=case.id, transition="decide", seen=None, now=now(), **decided)
    assert carry_out_handovers(now=now()) and not carry_out_handovers(now=now())
    kept, ended = (theirs, mine) if decision == "keep_second" else (mine, theirs)
    after = projects_by_id([mine.case.id, theirs.case.id])
    assert after[ended.case.id].case.state == "lost" and after[kept.case.id].is_on_its_way
    assert CaseLink.objects.filter(case=ended.case.id, other=kept.case.id, relation="duplicate_of").exists()
    assert {one.elsewhere for one in judged_project(after[ended.case.id], on=timezone.localdate())} == {kept.number}
    credited = {one.agreement for one in credits_of([kept.case.id]).get(kept.case.id, ())}
    assert credited == ({agreed} if agreed else set())
    assert (pairs()[0].state, pairs()[0].kept) == ("settled", kept.case.id)


def test_what_is_shared_without_an_agreement_says_what_is_to_be_done() -> None:
    assert "协议" in next_step(decision="share", is_credited=False).zh
    assert (
        not next_step(decision="share", is_credited=True).zh
        and not next_step(decision="keep_first", is_credited=False).zh
    )


def test_only_the_office_of_both_places_says_that_two_leads_are_not_one() -> None:
    _, theirs = two_alike()
    find_pairs([theirs.case.id], now=now())
    (pair,) = pairs()
    with pytest.raises(PermissionDenied):
        dismiss_pair(by=acting_as("rolf"), pair_id=pair.id, now=now())
    dismiss_pair(by=acting_as("olga"), pair_id=pair.id, now=now())
    assert pairs(state="open") == ()


# The parallel review


def test_a_review_runs_beside_the_project_and_never_holds_it_up() -> None:
    found = go(lead(), "talks")
    before = record_of(found.case.id).state
    review = ask_review(by=acting_as("rita"), number=found.number, organisation="org.science", now=now())
    assert record_of(found.case.id).state == before
    for stage in ("signed", "registered"):  # while the review is open
        found = go(found, stage)
        assert found.case.state == stage
    case = cases_of([review])[review]
    answers = {"item_own_research": "no", "verdict": "fits_not", "words": "不具科创属性"}
    move_case(by=acting_as("olga"), case_id=review, transition="give", seen=case.seq, fields=answers, now=now())
    (shown,) = reviews_of(found.number)
    given = {item.id: answer for item, answer in shown.answers}
    assert (shown.verdict, given["own_research"], given["talent"]) == ("fits_not", "no", "unanswered")
    assert go(found, "production").case.state == "production"  # whatever the review said


def test_a_late_review_holds_nothing_up_either() -> None:
    found = go(lead(now=now() - timedelta(days=90)), "talks")
    ask_review(
        by=acting_as("rita"), number=found.number, organisation="org.science", now=timezone.now() - timedelta(days=80)
    )
    assert go(found, "signed").case.state == "signed"


def test_one_organisation_reviews_a_project_once_at_a_time() -> None:
    found = lead()
    ask_review(by=acting_as("rita"), number=found.number, organisation="org.science", now=now())
    with pytest.raises(ProjectRefused):
        ask_review(by=acting_as("rita"), number=found.number, organisation="org.science", now=now())
    with pytest.raises(ProjectRefused):
        ask_review(by=acting_as("rita"), number=found.number, organisation="org.nowhere", now=now())


# Agreements


TERMS = Terms(
    title="两地分享",
    kind="benefit_sharing",
    base="tax",
    shares=(("new_area", "60%"), ("990101", "2/5")),
    start_on=date(2026, 1, 1),
    end_on=date(2028, 12, 31),
    bounds=Bounds(base=100_00),
)


def in_force(terms: Terms = TERMS) -> int:
    made = draw_up(by=acting_as("olga"), terms=terms, now=now())
    put_in_force(by=acting_as("olga"), agreement_id=made, now=now(), today=TODAY)
    return made


def test_the_packs_agreements_are_drafts_until_somebody_puts_them_in_force() -> None:
    assert {(one.code, one.state) for one in agreements()} == {("core-and-lamp", "draft"), ("mutual-counting", "draft")}
    assert all(one.source == "demo-service-rule-2026" for one in agreements())


def test_shares_have_to_add_up_to_exactly_one() -> None:
    for shares in (
        (("new_area", "0.6"), ("990101", "0.3")),
        (("new_area", "1"),),
        (("new_area", "x"), ("990101", "1")),
    ):
        with pytest.raises(ProjectRefused):
            draw_up(by=acting_as("olga"), terms=Terms("?", "benefit_sharing", "tax", shares, None, None), now=now())


def test_agreements_are_made_above_the_places_that_share() -> None:
    for name in ("rita", "stella", "hilda"):
        with pytest.raises(PermissionDenied):
            draw_up(by=acting_as(name), terms=TERMS, now=now())


def test_a_year_is_settled_to_the_fen_and_a_correction_keeps_what_was() -> None:
    made = in_force()
    settle_year(by=acting_as("olga"), agreement_id=made, year=2026, actual_fen=100_00 + 33_33, words="", now=now())
    (first,) = settlements_of(made)
    # 33.33 gained over the base of 100.00: three fifths are 19.998, two fifths 13.332; the fen goes to the larger rest
    assert (first.pool, sorted(fen for _, fen in first.parts)) == (33_33, [13_33, 20_00])
    with pytest.raises(ProjectRefused):
        settle_year(by=acting_as("olga"), agreement_id=made, year=2026, actual_fen=200_00, words="", now=now())
    settle_year(by=acting_as("olga"), agreement_id=made, year=2026, actual_fen=200_00, words="税务更正", now=now())
    assert [(one.pool, one.in_force) for one in settlements_of(made)] == [(33_33, False), (100_00, True)]
    with pytest.raises(ProjectRefused):
        settle_year(by=acting_as("olga"), agreement_id=made, year=2031, actual_fen=1, words="", now=now())


def test_an_agreement_that_ended_is_settled_no_more_but_stays() -> None:
    made = in_force()
    end_agreement(by=acting_as("olga"), agreement_id=made, now=now(), today=TODAY)
    with pytest.raises(ProjectRefused):
        end_agreement(by=acting_as("olga"), agreement_id=made, now=now(), today=TODAY)
    with pytest.raises(ProjectRefused):
        share_project(by=acting_as("olga"), number=lead().number, agreement_id=made, now=now())


def test_whom_an_agreement_credits_ends_with_it() -> None:
    found, made = lead(), in_force()
    share_project(by=acting_as("olga"), number=found.number, agreement_id=made, now=now())
    assert len(credits_of([found.case.id])[found.case.id]) == 2
    assert credits_of([found.case.id], on=date(2029, 1, 1)) == {}  # its term is over
    end_agreement(by=acting_as("olga"), agreement_id=made, now=now(), today=TODAY)
    assert credits_of([found.case.id]) == {}
    assert not Credit.objects.filter(agreement=made, ended_at=None).exists()


def test_an_agreement_that_is_replaced_credits_nobody_any_more() -> None:
    found, made = lead(), in_force()
    share_project(by=acting_as("olga"), number=found.number, agreement_id=made, now=now())
    later = draw_up(by=acting_as("olga"), terms=TERMS, now=now(), replaces=made)
    put_in_force(by=acting_as("olga"), agreement_id=later, now=now(), today=TODAY)
    assert credits_of([found.case.id]) == {}


def test_a_mutual_agreement_counts_while_it_is_in_force() -> None:
    terms = replace(TERMS, kind="mutual_counting")
    draft = draw_up(by=acting_as("olga"), terms=terms, now=now())
    made = in_force(terms)
    assert mutual_agreements() == {made} and draft != made
    assert mutual_agreements(on=date(2029, 1, 1)) == mutual_agreements(on=date(2025, 1, 1)) == frozenset()
    end_agreement(by=acting_as("olga"), agreement_id=made, now=now(), today=TODAY)
    assert mutual_agreements() == frozenset()


@pytest.mark.parametrize("bounds", [Bounds(floor=10, cap=5), Bounds(base=-1), Bounds(cap=10**19)])
def test_bounds_that_cannot_be_are_refused_when_it_is_drawn_up(bounds: Bounds) -> None:
    with pytest.raises(ProjectRefused):
        draw_up(by=acting_as("olga"), terms=replace(TERMS, bounds=bounds), now=now())


def test_a_shared_project_counts_in_parts_and_once_for_the_region() -> None:
    shared, alone = lead("甲", investment_10k_cny=100.0), lead("乙", investment_10k_cny=None)
    share_project(by=acting_as("olga"), number=shared.number, agreement_id=in_force(), now=now())
    found = counted_together([shared, alone], credits_of([shared.case.id, alone.case.id]), mutual=frozenset()).split
    assert found.parties["990101"].projects == Fraction(2, 5)
    assert found.parties["new_area"].projects == Fraction(3, 5) + 1
    assert (found.region.projects, found.region.amount, found.region.known) == (2, 100 * 1_000_000, 1)
    assert sum(one.projects for one in found.parties.values()) == found.region.projects


def test_with_mutual_counting_host_and_origin_each_count_it_and_the_region_once() -> None:
    mutual = next(one for one in agreements() if one.kind == "mutual_counting")
    put_in_force(by=acting_as("olga"), agreement_id=mutual.id, now=now(), today=TODAY)
    found = lead(investment_10k_cny=100.0)
    with pytest.raises(ProjectRefused):  # of three parties nobody knows which it came from
        share_project(by=acting_as("olga"), number=found.number, agreement_id=mutual.id, now=now())
    share_project(by=acting_as("olga"), number=found.number, agreement_id=mutual.id, origin="990102", now=now())
    counted = counted_together([found], credits_of([found.case.id]), mutual=mutual_agreements()).mutual
    assert {place: one.amount for place, one in counted.parties.items()} == {
        "new_area": 100_000_000,
        "990102": 100_000_000,
    }
    assert (counted.region.amount, counted.twice.amount) == (100_000_000, 100_000_000)


# Returns and figures


def reported(project: ProjectInfo, value: float, *, period: str = "2026Q3", note: str = "", **other: object) -> int:
    new = NewReturn(**{"quantity": "investment", "period": period, "value": value, "note": note} | other)
    return report(by=acting_as("rita"), number=project.number, new=new, now=now())


def test_what_projects_report_becomes_the_figure_of_their_place() -> None:
    first, second = lead("甲"), lead("乙")
    reported(first, 3000.0)
    reported(second, 2000.0)
    (figure,) = figures(indicator="manufacturing_investment", place="new_area")
    # 3,000 + 2,000 of 10,000 yuan are 0.5 of 100 million
    assert (figure.value, figure.comparator, figure.basis, figure.origin) == (0.5, "ge", "estimate", "returns")
    assert first.number in figure.locator or second.number in figure.locator


def test_lost_and_made_up_projects_are_in_no_sum() -> None:
    first, lost, made_up = lead("甲"), lead("乙"), lead("丙")
    for one in (first, lost, made_up):
        reported(one, 1000.0)
    Case.objects.filter(id=lost.case.id).update(state="lost")
    Case.objects.filter(id=made_up.case.id).update(synthetic=True)
    assert sum_at([place_ids()["new_area"]], quantity="investment", period="2026Q3") == (1000.0, 1)


@pytest.mark.parametrize("value", [1e308, float("inf"), float("nan")])
def test_no_return_is_beyond_measure(value: float) -> None:
    with pytest.raises(ProjectRefused):
        reported(lead(), value)


def test_a_correction_needs_a_reason_and_keeps_the_old_value() -> None:
    found = lead()
    reported(found, 3000.0)
    with pytest.raises(ProjectRefused):
        reported(found, 2500.0)
    reported(found, 2500.0, note="审计核减")
    values = returns_of([found.case.id])
    assert [(one.value, one.newest) for one in values] == [(3000.0, False), (2500.0, True)]
    assert [one.total for one in series_of(values)] == [2500.0]
    known = vintages(indicator="manufacturing_investment", place="new_area")
    assert [(one.value, one.state) for one in known] == [(0.3, "withdrawn"), (0.25, "accepted")]


def test_a_period_is_not_reported_twice_under_two_names() -> None:
    found = lead()
    reported(found, 3000.0, period="2026Q3")
    for period in ("2026-08", "2026", "Q3", "2999"):
        with pytest.raises(ProjectRefused):
            reported(found, 1.0, period=period)
    reported(found, 100.0, period="2026Q2")
    with pytest.raises(ProjectRefused):
        reported(found, -1.0, period="2026Q1")


def test_a_published_figure_goes_before_what_was_reported() -> None:
    subject = Subject("industrial_output", "new_area")
    row = Indicator.objects.get(code=subject.indicator)
    Observation.objects.create(
        indicator=row,
        place_id=place_ids()[subject.place],
        key="industrial_output new_area 2026Q3",
        period="2026Q3",
        value=9.0,
        printed_value=9.0,
        printed_unit=row.unit,
        as_of=TODAY,
        locator="t1",
        recorded_at=now(),
    )
    reported(lead(), 3000.0, quantity="output")
    assert [
        one.value for one in figures(indicator="industrial_output", place="new_area") if one.period == "2026Q3"
    ] == [9.0]
    with pytest.raises(MappingRefused):
        record_figure(
            by=SYSTEM,
            subject=Subject("nothing", "new_area"),
            period="2026",
            value=1.0,
            unit="万元",
            locator="",
            now=now(),
        )


def test_another_teams_project_is_not_reported_on() -> None:
    found = lead()
    new = NewReturn("investment", "2026Q3", 1.0)
    with pytest.raises(PermissionDenied):
        report(by=acting_as("stella"), number=found.number, new=new, now=now())


# Contacts


def test_contacts_are_counted_by_team_and_month() -> None:
    found, today = lead(), timezone.localdate()
    for nth in range(3):
        new = NewContact(on=today, kind="visit", with_whom="示例投资", number=found.number, key=f"k{nth % 2}")
        log_contact(by=acting_as("rita"), new=new, now=now(), today=today)
    month = f"{today:%Y-%m}"
    assert contacts_by_month([month]) == {"org.new_area": (2,)}  # the third was the first one sent again
    assert {one.number for one in contacts_of(case_ids=[found.case.id])} == {found.number}
    for wrong in (NewContact(today + timedelta(days=1), "visit", "甲"), NewContact(today, "smoke", "甲")):
        with pytest.raises(ProjectRefused):
            log_contact(by=acting_as("rita"), new=wrong, now=now(), today=today)
    with pytest.raises(PermissionDenied):
        log_contact(by=acting_as("henry"), new=NewContact(today, "visit", "甲"), now=now(), today=today)
