"""Schemes come with the pack and are never edited there; drafts are, and are tried before they are adopted."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.city.assessing import AS_OF, computed, demo_scheme, entries, person
from tests.support.city import DEMO
from tidehead.calc.schemes import digest
from tidehead.city.assessments.actions import start_run
from tidehead.city.assessments.editing import (
    adopt_scheme,
    draft_from,
    drop_draft,
    failing_cases,
    retire_scheme,
    save_draft,
    structure,
    try_scheme,
)
from tidehead.city.assessments.importing import load_schemes
from tidehead.city.assessments.models import Run, SchemeVersion
from tidehead.city.assessments.queries import scheme_families, scheme_of, scheme_source, scheme_version
from tidehead.city.assessments.types import AssessmentRefused, NotFound, SchemeFaulty, StateChanged
from tidehead.city.common.search import search
from tidehead.packs import read_pack

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def a_draft() -> int:
    return draft_from(by=person("alice"), version_id=demo_scheme().id, now=NOW)


def saved(draft: int, old: str = "", new: str = "", *, edits: int | None = None) -> object:
    source = scheme_source(draft)
    text = source.text.replace(old, new) if old else source.text
    assert not old or text != source.text
    number = source.edits if edits is None else edits
    return save_draft(by=person("alice"), version_id=draft, text=text, edits=number, now=NOW)


# The pack's


def test_the_packs_schemes_are_adopted_and_in_force_by_their_days() -> None:
    scheme = demo_scheme()
    assert (scheme.origin, scheme.state, scheme.standing) == ("pack", "adopted", "official")
    assert scheme.is_in_force(date(2026, 6, 30))
    assert not scheme.is_in_force(date(2025, 6, 30))
    assert digest(scheme_of(scheme.id)) == scheme.digest
    assert any(hit.kind == "scheme" for hit in search("亩均效益"))


def test_a_pack_that_is_loaded_again_makes_no_further_version_and_a_changed_one_does() -> None:
    region = read_pack(DEMO)
    before = SchemeVersion.objects.count()
    assert load_schemes(region, now=NOW) == 0
    row = next(each for each in region.scheme_rows if each.scheme.id == "demo-firms-2025")
    other = replace(row, scheme=replace(row.scheme, notice_days=30))
    rows = tuple(other if each is row else each for each in region.scheme_rows)
    old = demo_scheme()
    assert load_schemes(replace(region, scheme_rows=rows), now=NOW) == 1
    assert SchemeVersion.objects.count() == before + 1
    assert not scheme_version(old.id).current
    assert not scheme_version(old.id).is_in_force(date(2026, 6, 30))
    assert load_schemes(replace(region, scheme_rows=()), now=NOW) == 0
    assert not any(each.current for family in scheme_families() for each in family.versions if each.origin == "pack")


# Drafts


def test_a_draft_is_a_proposal_with_an_id_of_its_own() -> None:
    first, second = scheme_version(a_draft()), scheme_version(a_draft())
    assert (first.state, first.standing, first.family) == ("draft", "proposed", demo_scheme().family)
    assert first.code != second.code
    assert first.based_on == demo_scheme().id
    families = [each.id for family in scheme_families(drafts=False) for each in family.versions]
    assert first.id not in families


def test_a_draft_with_faults_is_kept_but_neither_adopted_nor_run() -> None:
    draft = a_draft()
    source = saved(draft, "weight: 40", "weight: 39")
    assert source.faults
    with pytest.raises(SchemeFaulty):
        adopt_scheme(by=person("dora"), version_id=draft, now=NOW)
    with pytest.raises(AssessmentRefused):
        start_run(by=person("alice"), scheme_id=draft, entries_id=entries(), now=NOW)
    assert not saved(draft, "weight: 39", "weight: 40").faults


def test_text_that_is_no_scheme_is_told_line_by_line() -> None:
    draft = a_draft()
    text = scheme_source(draft).text + "\nnonsense: [1"
    source = save_draft(by=person("alice"), version_id=draft, text=text, edits=0, now=NOW)
    assert source.faults
    assert source.text == text


def test_of_two_who_edit_a_draft_the_second_is_told() -> None:
    draft = a_draft()
    saved(draft, "noise: 0.02", "noise: 0.03")
    with pytest.raises(StateChanged):
        saved(draft, edits=0)


def test_who_only_looks_edits_nothing_and_a_reviewer_adopts_nothing() -> None:
    draft = a_draft()
    with pytest.raises(PermissionDenied):
        draft_from(by=person("bob"), version_id=demo_scheme().id, now=NOW)
    with pytest.raises(PermissionDenied):
        save_draft(by=person("bob"), version_id=draft, text="", edits=0, now=NOW)
    with pytest.raises(PermissionDenied):
        drop_draft(by=person("bob"), version_id=draft, now=NOW)
    for change in (adopt_scheme, retire_scheme):
        with pytest.raises(PermissionDenied):
            change(by=person("alice"), version_id=draft, now=NOW)


def test_a_draft_that_is_dropped_is_gone_and_others_stay() -> None:
    draft = a_draft()
    drop_draft(by=person("alice"), version_id=draft, now=NOW)
    with pytest.raises(NotFound):
        scheme_version(draft)
    with pytest.raises(StateChanged):
        drop_draft(by=person("alice"), version_id=demo_scheme().id, now=NOW)


# Adopting


def test_a_draft_whose_weights_do_not_add_up_still_has_its_structure() -> None:
    text = scheme_source(a_draft()).text
    short = text.replace("weight: 40", "weight: 39")
    assert [one.weight for one in structure(short).indicators].count(39) == 1
    assert structure(text) is not None
    assert structure(short + "\nnonsense: [1") is None
    assert failing_cases(short) == ()


def test_a_draft_with_cases_that_fail_tells_them_and_is_adopted_without_them() -> None:
    draft = a_draft()
    assert scheme_of(draft).cases == scheme_of(demo_scheme().id).cases
    text = saved(draft, "ceiling: 4", "ceiling: 1").text
    wrong = failing_cases(text)
    assert wrong
    with pytest.raises(AssessmentRefused, match=r"should be .*, and is ") as refused:
        adopt_scheme(by=person("dora"), version_id=draft, now=NOW)
    assert wrong[0].where in refused.value.text.en
    adopt_scheme(by=person("dora"), version_id=draft, now=NOW, drop_failing_cases=True)
    assert scheme_version(draft).state == "adopted"
    left = scheme_source(draft).text
    assert failing_cases(left) == ()
    assert wrong[0].where not in {case.id for case in scheme_of(draft).cases}


def test_an_adopted_draft_is_frozen_and_can_be_run() -> None:
    draft = a_draft()
    adopt_scheme(by=person("dora"), version_id=draft, now=NOW)
    assert (scheme_version(draft).state, scheme_version(draft).adopted_by) == ("adopted", "dora")
    with pytest.raises(StateChanged):
        saved(draft)
    with pytest.raises(StateChanged):
        adopt_scheme(by=person("dora"), version_id=draft, now=NOW)
    run = start_run(by=person("alice"), scheme_id=draft, entries_id=entries(), draws=0, now=NOW)
    assert Run.objects.get(id=run).scheme_digest == scheme_version(draft).digest
    retire_scheme(by=person("dora"), version_id=draft, now=NOW)
    with pytest.raises(AssessmentRefused):
        start_run(by=person("alice"), scheme_id=draft, entries_id=entries(), draws=0, now=NOW)


def test_a_draft_cannot_take_the_id_of_another_scheme() -> None:
    draft = a_draft()
    saved(draft, f"id: {scheme_version(draft).code}", "id: demo-firms-2025")
    with pytest.raises(AssessmentRefused):
        adopt_scheme(by=person("dora"), version_id=draft, now=NOW)


def test_a_scheme_of_the_pack_is_retired_in_the_pack() -> None:
    with pytest.raises(AssessmentRefused):
        retire_scheme(by=person("dora"), version_id=demo_scheme().id, now=NOW)


# Trying


def test_a_trial_is_compared_with_the_run_on_the_same_entries_and_stores_nothing() -> None:
    run = computed(draws=0)
    draft, made = a_draft(), entries()
    before = Run.objects.count()
    same = try_scheme(scheme_source(draft).text, entries_id=made)
    assert same.faults == ()
    assert same.compared_with.id == run
    assert all(row.rank == row.rank_before and row.score == row.score_before for row in same.rows)
    text = scheme_source(draft).text.replace("ceiling: 4", "ceiling: 1")
    other = try_scheme(text, entries_id=made)
    assert any(row.score != row.score_before for row in other.rows)
    assert Run.objects.count() == before


def test_a_trial_tells_faults_of_the_text_and_of_the_entries() -> None:
    made = entries(as_of=AS_OF)
    assert try_scheme("id: [", entries_id=made).faults
    text = scheme_source(a_draft()).text
    assert try_scheme(text.replace("weight: 40", "weight: 41"), entries_id=made).faults
    with pytest.raises(NotFound):
        try_scheme(text, entries_id=999_999)
