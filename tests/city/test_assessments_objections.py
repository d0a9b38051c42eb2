"""Objections to published runs: their effect is known first, each is decided once, and a corrected run settles them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.city.assessing import TODAY, changed, colleague, computed, person, published
from tidehead.city.assessments.actions import publish_run, review_run, run_again, withdraw_run
from tidehead.city.assessments.leagues import league
from tidehead.city.assessments.models import Objection
from tidehead.city.assessments.objecting import correct_run, decide_objection, file_objection, take_back
from tidehead.city.assessments.queries import latest_runs, objection_by_id, objections, run_by_id, runs
from tidehead.city.assessments.scorecards import correctable, correction_effect
from tidehead.city.assessments.types import AssessmentRefused, Claim, EntriesFaulty, NotFound, StateChanged

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CLAIM = Claim("F06", "tax_paid", 1200.0, reason="A zero was left out.", evidence="T-17")


def filed(run: int, **other: object) -> int:
    return file_objection(replace(CLAIM, **other), by=person("alice"), run_id=run, now=NOW, today=TODAY)


def decided(objection: int, *, accept: bool) -> None:
    decide_objection(by=person("dora"), objection_id=objection, accept=accept, reason="Seen the return.", now=NOW)


def corrected(run: int) -> int:
    """A corrected run that is published in the place of the old one."""
    made = correct_run(by=colleague(), run_id=run, now=NOW)
    review_run(by=person("alice"), run_id=made, now=NOW)
    publish_run(by=person("dora"), run_id=made, now=NOW, today=TODAY)
    return made


def rows(run: int) -> dict[str, object]:
    return {row.unit: row for row in league(run).rows}


# Effects


def test_the_effect_of_a_correction_is_what_a_run_with_it_gives() -> None:
    run = computed()
    told = correction_effect(run, "F06", "tax_paid", 1200.0)
    would = rows(computed(*changed("F06", tax_paid="1200"), draws=0))
    was = rows(run)
    assert told.own.score == would["F06"].score
    assert (told.own.rank_before, told.own.rank) == (was["F06"].rank, would["F06"].rank)
    moved = {row.unit: row.rank for row in told.others}
    for unit in was:
        if unit != "F06" and (was[unit].rank, was[unit].grade) != (would[unit].rank, would[unit].grade):
            assert moved[unit] == would[unit].rank
    assert told.own.rank < told.own.rank_before


def test_a_value_that_cannot_be_is_refused_before_anything_is_filed() -> None:
    run = published()
    for column, value in (("tax_paid", "much"), ("land_mu", -1.0), ("grave_accident", 1.0)):
        with pytest.raises(AssessmentRefused):
            correction_effect(run, "F06", column, value)
        with pytest.raises(AssessmentRefused):
            filed(run, column=column, claimed=value)
    with pytest.raises(AssessmentRefused, match="chemistry, machinery"):
        correction_effect(run, "F06", "industry_group", "alchemy")
    assert correction_effect(run, "F06", "industry_group", "chemistry").own.unit == "F06"
    with pytest.raises(NotFound):
        correction_effect(run, "F06", "beauty", 1.0)
    with pytest.raises(NotFound):
        correction_effect(run, "F99", "tax_paid", 1.0)
    with pytest.raises(EntriesFaulty):
        correction_effect(run, "F06", "land_mu", 0.0)
    assert not Objection.objects.exists()


# Filing


def test_an_objection_is_filed_with_its_effect() -> None:
    run = published()
    found = objection_by_id(filed(run))
    assert (found.state, found.value, found.claimed) == ("filed", 120.0, 1200.0)
    assert found.effect.own.rank < found.effect.own.rank_before
    assert found.label.en == "Tax counted"
    assert objections(run=run, unit="F06") == (found,)
    assert objections(run=run, state="accepted") == ()


def test_objections_are_taken_within_the_notice_period_only() -> None:
    run = run_by_id(published())
    for today in (run.notice_from - timedelta(days=1), run.notice_to + timedelta(days=1)):
        with pytest.raises(AssessmentRefused):
            file_objection(CLAIM, by=person("alice"), run_id=run.id, now=NOW, today=today)
    file_objection(CLAIM, by=person("alice"), run_id=run.id, now=NOW, today=run.notice_to)
    with pytest.raises(AssessmentRefused):
        filed(computed())


def test_what_is_no_objection_is_refused() -> None:
    run = published()
    for other in ({"reason": " "}, {"claimed": 120.0}):
        with pytest.raises(AssessmentRefused):
            filed(run, **other)
    for other in ({"unit": "F99"}, {"column": "beauty"}, {"document": 999_999}):
        with pytest.raises(NotFound):
            filed(run, **other)
    filed(run)
    with pytest.raises(AssessmentRefused):
        filed(run)  # the same datum is objected to already
    assert len(objections(run=run)) == 1


def test_a_reason_that_is_too_long_is_refused_and_not_cut() -> None:
    run = published(draws=0)
    for claim in ({"reason": "x" * 4001}, {"evidence": "x" * 4001}):
        with pytest.raises(AssessmentRefused, match="at most 4000"):
            filed(run, **claim)
    with pytest.raises(AssessmentRefused, match="at most 4000"):
        take_back(by=person("alice"), objection_id=filed(run), reason="x" * 4001, now=NOW)


def test_who_only_looks_may_not_object_and_a_reviewer_may_not_decide() -> None:
    run = published()
    with pytest.raises(PermissionDenied):
        file_objection(CLAIM, by=person("bob"), run_id=run, now=NOW, today=TODAY)
    made = filed(run)
    with pytest.raises(PermissionDenied):
        take_back(by=person("bob"), objection_id=made, reason="no", now=NOW)
    for username in ("bob", "alice"):
        with pytest.raises(PermissionDenied):
            decide_objection(by=person(username), objection_id=made, accept=True, reason="yes", now=NOW)


# Deciding


def test_of_two_who_decide_the_second_is_told() -> None:
    made = filed(published())
    decided(made, accept=False)
    assert objection_by_id(made).decision == "Seen the return."
    with pytest.raises(StateChanged):
        decided(made, accept=True)
    with pytest.raises(StateChanged):
        take_back(by=person("alice"), objection_id=made, reason="An error.", now=NOW)
    assert objection_by_id(made).state == "rejected"


def test_a_decision_has_a_reason() -> None:
    made = filed(published())
    with pytest.raises(AssessmentRefused):
        decide_objection(by=person("dora"), objection_id=made, accept=True, reason=" ", now=NOW)
    with pytest.raises(NotFound):
        decided(999_999, accept=True)


def test_an_objection_that_was_taken_back_can_be_filed_again() -> None:
    run = published()
    first = filed(run)
    take_back(by=person("alice"), objection_id=first, reason="The wrong datum.", now=NOW)
    assert objection_by_id(first).state == "taken_back"
    assert filed(run) != first


def test_nothing_is_decided_about_a_run_that_was_withdrawn() -> None:
    run = published()
    made = filed(run)
    withdraw_run(by=person("dora"), run_id=run, reason="The boards were mixed up.", now=NOW)
    with pytest.raises(StateChanged):
        decided(made, accept=True)


# Correcting


def test_an_upheld_objection_makes_a_corrected_run_and_the_old_one_stays_readable() -> None:
    run = published()
    before = rows(run)
    made = filed(run)
    decided(made, accept=True)
    correction = corrected(run)
    old, new = run_by_id(run), run_by_id(correction)
    assert (old.state, old.corrected_by) == ("superseded", correction)
    assert (new.state, new.corrects) == ("published", run)
    assert [(each.unit, each.column, each.value, each.objection) for each in new.corrections] == [
        ("F06", "tax_paid", 1200.0, made)
    ]
    assert rows(run) == before
    assert rows(correction)["F06"].rank == objection_by_id(made).effect.own.rank
    assert objection_by_id(made).corrected_run == correction
    assert [each.id for each in latest_runs(public_only=True)] == [correction]
    assert {each.id for each in runs(public_only=True)[:5]} == {run, correction}
    assert run_again(run).same
    assert run_again(correction).same


def test_a_corrected_datum_tells_what_it_was_and_which_objection_changed_it() -> None:
    run = published()
    made = filed(run)
    decided(made, accept=True)
    origin = next(each for each in correctable(corrected(run), "F06") if each.column == "tax_paid")
    assert (origin.value, origin.corrected_from, origin.objection) == (1200.0, 120.0, made)
    plain = next(each for each in correctable(run, "F06") if each.column == "land_mu")
    assert (plain.corrected_from, plain.source, plain.locator) == (None, "firms.csv", "r7 land_mu")


def test_without_an_upheld_objection_there_is_nothing_to_correct() -> None:
    run = published()
    decided(filed(run), accept=False)
    with pytest.raises(AssessmentRefused):
        correct_run(by=person("alice"), run_id=run, now=NOW)
    with pytest.raises(AssessmentRefused):
        correct_run(by=person("alice"), run_id=computed(), now=NOW)
    with pytest.raises(PermissionDenied):
        correct_run(by=person("bob"), run_id=run, now=NOW)


@pytest.mark.parametrize("is_decided", [False, True])
def test_a_correction_that_does_not_know_of_an_objection_does_not_replace_the_run(is_decided: bool) -> None:
    run = published()
    decided(filed(run), accept=True)
    made = correct_run(by=colleague(), run_id=run, now=NOW)
    review_run(by=person("alice"), run_id=made, now=NOW)
    late = filed(run, unit="F05")
    if is_decided:
        decided(late, accept=True)
    with pytest.raises(AssessmentRefused):
        publish_run(by=person("dora"), run_id=made, now=NOW, today=TODAY)
    assert (run_by_id(run).state, run_by_id(made).state) == ("published", "reviewed")
    if not is_decided:
        decided(late, accept=True)
    again = corrected(run)
    assert {each.unit for each in run_by_id(again).corrections} == {"F05", "F06"}


def test_of_two_corrections_of_a_run_one_replaces_it() -> None:
    run = published()
    decided(filed(run), accept=True)
    both = [correct_run(by=colleague(), run_id=run, now=NOW) for _nth in range(2)]
    for made in both:
        review_run(by=person("alice"), run_id=made, now=NOW)
    publish_run(by=person("dora"), run_id=both[0], now=NOW, today=TODAY)
    with pytest.raises(StateChanged):
        publish_run(by=person("dora"), run_id=both[1], now=NOW, today=TODAY)
    assert run_by_id(both[1]).state == "reviewed"
