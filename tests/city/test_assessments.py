"""Runs of schemes: computed, told with their doubt, reviewed, published, frozen, and computed again years later."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.city.assessing import (
    AS_OF,
    FIRMS,
    TODAY,
    changed,
    colleague,
    computed,
    demo_scheme,
    entries,
    person,
    published,
    reviewed,
    table,
)
from tidehead.city.assessments import actions, worker
from tidehead.city.assessments.actions import (
    cancel_run,
    hand_in,
    known_as,
    note_on_run,
    publish_refusal,
    publish_run,
    review_refusal,
    review_run,
    run_again,
    send_back,
    start_run,
    withdraw_run,
)
from tidehead.city.assessments.computing import compute
from tidehead.city.assessments.leagues import export_table, leading_rows, league, unit_history
from tidehead.city.assessments.models import EntrySet, Result, Run
from tidehead.city.assessments.queries import (
    content_of,
    entry_sets,
    latest_runs,
    review_notes,
    run_before,
    run_by_id,
    runs,
)
from tidehead.city.assessments.types import AssessmentRefused, EntriesFaulty, NotFound, StateChanged
from tidehead.city.assessments.worker import claim_run, compute_next, release_runs
from tidehead.city.common.search import search
from tidehead.city.common.trail import recent_trail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


# Handing in


def test_a_table_is_kept_cell_by_cell_with_its_file() -> None:
    made = entries()
    content = content_of(made)
    assert content.entries.ids[:2] == ("F01", "F02")
    assert content.entries.columns["tax_paid"][0] == 900
    assert content.rows[0] == 2
    row = EntrySet.objects.get(id=made)
    assert (row.file_name, row.units, row.as_of) == ("firms.csv", 12, AS_OF)
    assert made in [each.id for each in entry_sets("demo-firms-2025")]


def test_the_same_table_of_the_same_day_is_kept_once() -> None:
    assert entries() == entries()
    assert entries(as_of=AS_OF + timedelta(days=1)) != entries()


def test_the_same_cells_for_another_period_are_a_table_of_their_own() -> None:
    last_year = entries(period="2024")
    assert last_year != entries(period="2025")
    assert EntrySet.objects.get(id=last_year).period == "2024"


def test_a_wrong_cell_is_told_with_its_place_and_nothing_is_kept() -> None:
    before = EntrySet.objects.count()
    with pytest.raises(EntriesFaulty) as refused:
        entries(*changed("F03", tax_paid="many"))
    assert "D4" in refused.value.faults[0].where
    with pytest.raises(EntriesFaulty):
        entries(*changed("F03", land_mu="-28"))
    assert EntrySet.objects.count() == before


def test_values_that_cannot_be_are_told_with_wrong_cells_by_cell_heading_and_value() -> None:
    rows = (*changed("F03", tax_paid="many")[:5], *changed("F06", land_mu="-28")[5:])
    with pytest.raises(EntriesFaulty) as refused:
        entries(*rows)
    cell, bound = refused.value.faults
    assert (cell.where, bound.where) == ("D4", "E7")
    assert cell.message.en.startswith('tax_paid "many": ')
    assert bound.message.en.startswith("F06: ")
    assert "-28" in bound.message.zh


@pytest.mark.parametrize(
    ("old", "new"), [("F02", "F/02"), ("F02", ".."), ("甲二", "甲" * 201), ("machinery", "m" * 121)]
)
def test_what_no_page_could_show_is_refused(old: str, new: str) -> None:
    before = Run.objects.count()
    with pytest.raises(AssessmentRefused):
        computed(*(row.replace(old, new) for row in FIRMS))
    assert Run.objects.count() == before


def test_the_same_table_under_another_name_says_whose_content_it_has() -> None:
    made = entries()
    assert known_as(made, file_name="firms.csv", period="2025") is None
    assert '"firms.csv" (2025)' in known_as(made, file_name="again.csv").en
    assert known_as(made, file_name="firms.csv", period="2024") is not None


def test_texts_that_could_only_be_kept_cut_short_are_refused() -> None:
    asked = {"by": person("alice"), "scheme_id": demo_scheme().id, "as_of": AS_OF, "now": NOW}
    with pytest.raises(AssessmentRefused, match="has 201 characters; at most 200"):
        hand_in(**asked, file=table(), period="2025", label="x" * 201)
    with pytest.raises(AssessmentRefused, match="period has 41"):
        hand_in(**asked, file=table(), period="2" * 41)
    run = published(draws=0)
    with pytest.raises(AssessmentRefused, match="at most 4000"):
        note_on_run(by=person("alice"), run_id=run, text="x" * 4001, now=NOW)
    with pytest.raises(AssessmentRefused, match="at most 4000"):
        withdraw_run(by=person("dora"), run_id=run, reason="x" * 4001, now=NOW)


@pytest.mark.parametrize("name", ["firms.exe", "firms", "firms.docx"])
def test_what_is_no_table_is_refused(name: str) -> None:
    file = actions.Incoming(name, table().content)
    with pytest.raises(EntriesFaulty):
        hand_in(by=person("alice"), scheme_id=demo_scheme().id, file=file, period="2025", as_of=AS_OF, now=NOW)


def test_who_only_looks_may_not_hand_in_or_run() -> None:
    made = entries()
    with pytest.raises(PermissionDenied):
        entries(by="bob")
    with pytest.raises(PermissionDenied):
        start_run(by=person("bob"), scheme_id=demo_scheme().id, entries_id=made, now=NOW)


# Computing


def test_a_run_ranks_and_grades_each_board_and_says_why_there_is_no_score() -> None:
    run = run_by_id(computed())
    rows = {row.unit: row for row in league(run.id).rows}
    assert len(rows) == 12
    assert {board.board: board.units for board in run.boards} == {"machinery": 6, "chemistry": 6}
    assert rows["F01"].rank == 1
    assert rows["F11"].score is None
    assert rows["F11"].reasons
    assert rows["F10"].grade == "D"  # the veto after a grave accident
    assert rows["F09"].filled == 1
    assert run.scored == 11


def test_every_rank_has_its_interval_and_every_grade_its_probabilities() -> None:
    for row in league(computed()).rows:
        if row.rank is not None:
            assert row.rank_low <= row.rank_high
            assert sum(share for _grade, share in row.grade_shares) == pytest.approx(1, abs=0.02)
    assert run_by_id(computed()).drivers


def test_without_draws_a_run_says_that_its_doubt_is_not_known() -> None:
    run = run_by_id(computed(draws=0))
    assert not league(run.id).has_doubt
    assert [step.done for step in run.steps if step.stage == "doubt"] == [False]
    assert all(row.rank_low is None for row in league(run.id).rows)


def test_where_nobody_can_be_scored_the_run_says_so() -> None:
    run = run_by_id(
        computed("F01,甲一,machinery,,30,1,1,1,1,1,0,0,否,2010-05-01", "F02,甲二,machinery,,9,1,1,1,1,1,0,0,否,")
    )
    assert run.scored == 0
    assert [step.done for step in run.steps if step.stage == "doubt"] == [False]
    assert all(row.reasons for row in league(run.id).rows)


def test_a_run_is_computed_again_to_the_same_digits() -> None:
    run = computed()
    again = run_again(run)
    assert again.same
    assert again.result_digest == run_by_id(run).result_digest
    other = computed(seed=8)
    assert run_by_id(other).result_digest != again.result_digest
    assert run_again(other).same


def test_entries_that_were_tampered_with_are_found_out() -> None:
    run = run_by_id(computed())
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("UPDATE assessments_entryset SET digest = 'x' WHERE id = %s", [run.entries.id])


@pytest.mark.parametrize("draws", [-1, 1_000_000])
def test_a_number_of_draws_that_means_nothing_is_refused(draws: int) -> None:
    with pytest.raises(AssessmentRefused):
        computed(draws=draws)


def test_a_computation_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made, before = entries(), (Run.objects.count(), Result.objects.count(), len(recent_trail(most=1000)))

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "keep_results", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        start_run(by=person("alice"), scheme_id=demo_scheme().id, entries_id=made, now=NOW)
    assert (Run.objects.count(), Result.objects.count(), len(recent_trail(most=1000))) == before


# The worker


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(actions, "INLINE_WORK", 0)
    return computed()


def test_a_large_run_waits_for_the_worker_and_gives_the_same(queued: int) -> None:
    assert run_by_id(queued).state == "waiting"
    assert compute_next()
    run = run_by_id(queued)
    assert (run.state, run.progress) == ("computed", 1.0)
    assert run.result_digest == run_again(queued).result_digest
    assert not compute_next()


def test_a_waiting_run_can_be_cancelled_and_nothing_is_kept(queued: int) -> None:
    cancel_run(by=person("alice"), run_id=queued, now=NOW)
    assert run_by_id(queued).state == "cancelled"
    assert not compute_next()
    assert not Result.objects.filter(run_id=queued).exists()
    with pytest.raises(StateChanged):
        cancel_run(by=person("alice"), run_id=queued, now=NOW)


def test_who_only_looks_may_not_cancel(queued: int) -> None:
    with pytest.raises(PermissionDenied):
        cancel_run(by=person("bob"), run_id=queued, now=NOW)


def test_a_run_that_is_cancelled_while_it_is_computed_stays_cancelled(
    queued: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled_meanwhile(*args: object) -> object:
        cancel_run(by=person("alice"), run_id=queued, now=NOW)
        return compute(*args)

    monkeypatch.setattr(worker, "compute", cancelled_meanwhile)
    assert compute_next()
    assert run_by_id(queued).state == "cancelled"
    assert not Result.objects.filter(run_id=queued).exists()


def test_a_run_whose_worker_was_killed_is_taken_up_again_and_given_up_at_last(queued: int) -> None:
    now = NOW
    for _attempt in range(3):
        assert claim_run(now=now) == queued
        assert claim_run(now=now) is None
        now += timedelta(hours=1)
    assert claim_run(now=now) is None
    assert run_by_id(queued).state == "failed"
    assert str(run_by_id(queued).error)


def test_what_a_killed_worker_held_is_queued_again_when_it_starts(queued: int) -> None:
    claim_run(now=NOW)
    assert release_runs() == 1
    assert run_by_id(queued).state == "waiting"


# Review


def test_a_run_is_reviewed_once_with_its_note() -> None:
    run = computed()
    review_run(by=person("alice"), run_id=run, now=NOW, note="Figures checked against the returns.")
    assert run_by_id(run).reviewed_by == "alice"
    with pytest.raises(StateChanged):
        review_run(by=person("dora"), run_id=run, now=NOW)
    assert [note.text for note in review_notes(run)] == ["Figures checked against the returns."]


def test_a_reviewed_run_can_be_sent_back() -> None:
    run = reviewed()
    send_back(by=person("dora"), run_id=run, note="F09: energy is missing.", now=NOW)
    assert (run_by_id(run).state, run_by_id(run).reviewed_by) == ("computed", "")


def test_notes_are_about_runs_and_units_that_are_there() -> None:
    run = computed()
    note_on_run(by=person("alice"), run_id=run, text="Look at its land.", unit="F03", now=NOW)
    assert review_notes(run, unit="F03")
    with pytest.raises(NotFound):
        note_on_run(by=person("alice"), run_id=run, text="Who?", unit="F99", now=NOW)
    with pytest.raises(AssessmentRefused):
        note_on_run(by=person("alice"), run_id=run, text="  ", now=NOW)
    with pytest.raises(PermissionDenied):
        note_on_run(by=person("bob"), run_id=run, text="May I?", now=NOW)


@pytest.mark.parametrize("what", [review_run, send_back])
def test_who_only_looks_may_not_review(what: object) -> None:
    run, more = computed(), {} if what is review_run else {"note": "no"}
    with pytest.raises(PermissionDenied):
        what(by=person("bob"), run_id=run, now=NOW, **more)


# Publishing


def test_publishing_starts_the_notice_period() -> None:
    run = run_by_id(published())
    assert run.state == "published"
    assert run.notice_from == TODAY
    assert run.notice_to == TODAY + timedelta(days=run.scheme.notice_days)
    assert run.takes_objections(run.notice_to)
    assert not run.takes_objections(run.notice_to + timedelta(days=1))
    assert any(hit.kind == "league" for hit in search("亩均效益"))


def test_a_run_that_is_not_reviewed_is_not_published_and_none_twice() -> None:
    run = computed()
    with pytest.raises(StateChanged):
        publish_run(by=person("dora"), run_id=run, now=NOW, today=TODAY)
    run = published()
    with pytest.raises(StateChanged):
        publish_run(by=person("dora"), run_id=run, now=NOW, today=TODAY)
    with pytest.raises(NotFound):
        publish_run(by=person("dora"), run_id=999_999, now=NOW, today=TODAY)


@pytest.mark.parametrize("username", ["alice", "bob"])
def test_only_administrators_publish_and_withdraw(username: str) -> None:
    run = reviewed()
    with pytest.raises(PermissionDenied):
        publish_run(by=person(username), run_id=run, now=NOW, today=TODAY)
    with pytest.raises(PermissionDenied):
        withdraw_run(by=person(username), run_id=run, reason="no", now=NOW)


def test_nobody_reviews_what_they_computed_where_there_is_anybody_else() -> None:
    run = computed()
    with pytest.raises(AssessmentRefused):
        review_run(by=colleague(), run_id=run, now=NOW)
    assert review_refusal(colleague(), run) is not None
    assert review_refusal(person("alice"), run) is None
    get_user_model().objects.exclude(username="gwen").update(is_active=False)
    review_run(by=colleague(), run_id=run, now=NOW)
    assert run_by_id(run).reviewed_by == "gwen"


def test_of_two_accounts_one_computes_and_the_other_reviews_and_publishes() -> None:
    run = computed()
    get_user_model().objects.filter(username="alice").update(is_active=False)
    review_run(by=person("dora"), run_id=run, now=NOW)
    assert publish_refusal(person("dora"), run) is None
    assert publish_refusal(person("dora"), 999_999) is None
    publish_run(by=person("dora"), run_id=run, now=NOW, today=TODAY)
    assert run_by_id(run).state == "published"


def test_nobody_publishes_what_they_reviewed_where_there_is_anybody_else() -> None:
    run = computed()
    review_run(by=person("dora"), run_id=run, now=NOW)
    with pytest.raises(AssessmentRefused):
        publish_run(by=person("dora"), run_id=run, now=NOW, today=TODAY)
    get_user_model().objects.filter(username="alice").update(is_active=False)
    publish_run(by=person("dora"), run_id=run, now=NOW, today=TODAY)
    assert run_by_id(run).state == "published"


def test_a_notice_period_beyond_a_year_is_refused() -> None:
    with pytest.raises(AssessmentRefused):
        publish_run(by=person("dora"), run_id=reviewed(), now=NOW, today=TODAY, notice_days=366)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assessments_run SET result_digest = 'x' WHERE id = %s",
        "UPDATE assessments_run SET notice_to = '2030-01-01' WHERE id = %s",
        "UPDATE assessments_run SET state = 'computed' WHERE id = %s",
        "UPDATE assessments_run SET public = '[]' WHERE id = %s",
        "UPDATE assessments_result SET score = 100 WHERE run_id = %s",
        "UPDATE assessments_result SET grade = 'A' WHERE run_id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_published(change: str) -> None:
    run = published()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [run])
    assert run_again(run).same


def test_a_withdrawn_run_keeps_its_reason_and_is_not_published_any_more() -> None:
    run = published()
    with pytest.raises(AssessmentRefused):
        withdraw_run(by=person("dora"), run_id=run, reason=" ", now=NOW)
    withdraw_run(by=person("dora"), run_id=run, reason="A board was mixed up.", now=NOW)
    assert run_by_id(run).ended_reason == "A board was mixed up."
    with pytest.raises(NotFound):
        run_by_id(run, public_only=True)
    with pytest.raises(StateChanged):
        withdraw_run(by=person("dora"), run_id=run, reason="again", now=NOW)


def test_each_step_leaves_its_trail() -> None:
    run = published()
    verbs = [row.verb for row in recent_trail(subject=f"run:{run}")]
    assert verbs == ["run.published", "run.reviewed", "run.computed"]


# What is seen


def test_strangers_see_published_columns_only() -> None:
    run = published()
    assert [each.id for each in runs(public_only=True)[:5]] == [run]
    seen = league(run, public_only=True)
    assert {"name", "rank", "grade"} <= seen.columns
    for row in seen.rows:
        assert (row.score, row.unit, row.reasons, row.filled) == (None, "", (), 0)
        assert row.rank is None or row.rank_low is not None
    heads = [column.name for column in export_table(run, public_only=True).columns]
    assert "score" not in heads
    assert not any(name.startswith("points.") for name in heads)


@pytest.mark.parametrize("make", [computed, reviewed])
def test_strangers_see_nothing_of_a_run_that_is_not_published(make: object) -> None:
    run = make()
    for ask in (run_by_id, league, export_table):
        with pytest.raises(NotFound):
            ask(run, public_only=True)
    assert latest_runs(public_only=True) == ()


def test_a_league_tells_the_places_won_since_the_run_before() -> None:
    earlier = published(period="2024", as_of=date(2025, 3, 31))
    later = computed(*changed("F06", tax_paid="2000"))
    assert run_before(run_by_id(later)).id == earlier
    rows = {row.unit: row for row in league(later).rows}
    assert rows["F06"].rank_before == 6
    assert rows["F06"].places_gained == 6 - rows["F06"].rank > 0
    assert [run.period for run, _row in unit_history(later, "F06")] == ["2024", "2025"]


def test_a_run_that_nobody_reviewed_stands_in_front_of_none_that_was() -> None:
    checked = reviewed(period="2024")
    trial = computed(period="2025", draws=0)
    assert [run.id for run in latest_runs() if run.id in (checked, trial)] == [checked]
    shown = published(period="2024", as_of=AS_OF + timedelta(days=1), draws=0)
    assert [run.id for run in latest_runs() if run.id in (checked, trial, shown)] == [shown]


def test_places_are_won_against_an_earlier_period_or_what_was_published_of_the_same() -> None:
    last_year = computed(period="2024", draws=0, as_of=AS_OF + timedelta(days=500))
    trial = computed(draws=0, as_of=AS_OF + timedelta(days=1))
    later = computed(draws=0, as_of=AS_OF + timedelta(days=3))
    assert run_before(run_by_id(later)).id == last_year
    shown = published(draws=0, as_of=AS_OF + timedelta(days=2))
    assert run_before(run_by_id(later)).id == shown
    assert run_before(run_by_id(trial)).id == last_year


def test_a_league_is_read_a_page_at_a_time_and_searched() -> None:
    run = computed()
    whole = league(run).rows
    assert league(run, offset=4, limit=3).rows == whole[4:7]
    assert [row.unit for row in league(run, find="乙").rows] == [row.unit for row in whole if row.unit >= "F07"]
    assert league(run, board="machinery").count == 6
    assert [row.rank for row in whole if row.board == "machinery"] == [1, 2, 3, 4, 5, 6]


def test_the_best_of_many_runs_are_read_in_one_question() -> None:
    found = [run_by_id(computed()), run_by_id(computed(seed=9))]
    with CaptureQueriesContext(connection) as asked:
        best = leading_rows(found, most=1)
    assert len(asked) == 1
    assert all(len(rows) == 2 for rows in best.values())  # one of each board


def test_questions_do_not_grow_with_the_units() -> None:
    published(period="2024", as_of=date(2025, 3, 31))
    run = computed()
    for ask in (league, export_table, run_by_id, lambda key: unit_history(key, "F01")):
        with CaptureQueriesContext(connection) as asked:
            ask(run)
        assert len(asked) <= 10


def test_a_run_can_be_taken_away_as_rows() -> None:
    found = export_table(computed())
    rows = list(found.rows)
    heads = [column.name for column in found.columns]
    assert len(rows) == len(FIRMS)
    assert all(len(row) == len(heads) for row in rows)
    assert {"rank", "score", "grade", "rank_low", "share.A", "points.tax_per_mu"} <= set(heads)
