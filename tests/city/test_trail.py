"""The trail: every row is sealed into a chain that shows where it was touched; triggers refuse touching it at all."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cli.asking import invoke
from tests.support.city import LOADED
from tests.support.holders import acting_as
from tidehead.city.common.models import Trail, TrailHead
from tidehead.city.common.trail import (
    READ,
    acting_account,
    digest_of,
    leave_trail,
    note_reading,
    recent_trail,
    seal_all,
    seal_next,
    trail_slices,
    unguarded_trail,
    verify_trail,
)
from tidehead.city.common.types import TrailWanted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 8, 30, tzinfo=UTC)


def leave(count: int = 3) -> None:
    for nth in range(count):
        leave_trail("ann", "thing.done", f"thing:{nth}", at=NOW, detail={"nth": nth, "words": "改"})


def numbered(offset: int) -> Trail:
    """A sealed row, counted from the end."""
    return Trail.objects.exclude(number=None).order_by("-number")[offset]


def touched(**columns: object) -> None:
    """Somebody with the database's own keys changes the last row but one."""
    with unguarded_trail():
        Trail.objects.filter(pk=numbered(1).pk).update(**columns)


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> None:
    """As in a deployment; the tests' own database lets rows be emptied and filled again."""
    if not request.node.get_closest_marker("django_db").kwargs.get("transaction"):
        request.getfixturevalue("db")
        with unguarded_trail():
            pass


def test_a_new_database_guards_its_trail() -> None:
    assert LOADED["guarded"] == "yes"


# The chain


def test_a_row_is_sealed_with_the_digest_of_the_row_before() -> None:
    """By hand: SHA-256 of the JSON of what the row says, the digest before it in front."""
    leave(2)
    seal_all()
    first, second = numbered(1), numbered(0)
    said = [first.digest, second.number, "ann", None, "thing.done", "thing:1", "2026-04-01T08:30:00.000000+00:00"]
    words = json.dumps([*said, {"nth": 1, "words": "改"}], ensure_ascii=False, sort_keys=True)
    assert second.digest == sha256(words.encode()).hexdigest()
    assert second.number == first.number + 1
    assert (TrailHead.objects.get().number, TrailHead.objects.get().digest) == (second.number, second.digest)


def test_every_row_gets_one_number_and_the_chain_holds() -> None:
    leave(5)
    verdict = verify_trail()
    assert verdict.broken is None
    assert verdict.checked == verdict.head_number == Trail.objects.count()
    assert not seal_next()
    leave(1)
    assert verify_trail().checked == verdict.checked + 1


@pytest.mark.parametrize(
    "columns",
    [
        {"actor": "bob"},
        {"account": 7},
        {"verb": "thing.undone"},
        {"subject": "thing:x"},
        {"detail": {"nth": 9}},
        {"at": NOW + timedelta(microseconds=1)},
        {"digest": "0" * 64},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_whatever_is_changed_shows_and_is_named(columns: dict[str, object]) -> None:
    leave()
    seal_all()
    touched(**columns)
    verdict = verify_trail()
    assert verdict.broken == numbered(1).number
    assert f"row {verdict.broken} is not what was sealed" in verdict.why.en


def test_a_row_that_was_changed_and_sealed_again_shows_at_the_next() -> None:
    leave()
    seal_all()
    row = numbered(1)
    row.actor = "bob"
    touched(actor="bob", digest=digest_of(row, numbered(2).digest))
    assert verify_trail().broken == numbered(0).number


def test_a_row_that_was_taken_out_is_missed_in_the_middle_and_at_the_end() -> None:
    leave()
    seal_all()
    gone = numbered(1)
    with transaction.atomic(), unguarded_trail():
        gone.delete()
    assert verify_trail().broken == gone.number
    assert "is missing" in verify_trail().why.en
    last = numbered(0)
    with unguarded_trail():
        last.delete()
    leave(0)
    assert verify_trail().broken is not None


def test_rows_that_were_cut_off_at_the_end_are_missed() -> None:
    leave()
    seal_all()
    with unguarded_trail():
        numbered(0).delete()
    verdict = verify_trail()
    assert verdict.broken == verdict.checked + 1
    assert "at the end" in verdict.why.en


def test_a_chain_that_was_made_anew_does_not_fit_what_was_noted_before() -> None:
    leave()
    noted = verify_trail()
    with unguarded_trail():
        Trail.objects.filter(pk=numbered(1).pk).update(actor="bob")
        Trail.objects.update(number=None, digest="")
        TrailHead.objects.all().delete()
    assert verify_trail().broken is None
    end = (noted.head_number, noted.head_digest)
    assert verify_trail(expected=end).broken == noted.head_number
    assert verify_trail(expected=(noted.head_number + 5, "0" * 64)).broken is not None


# Triggers


@contextmanager
def refused():
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        yield


def test_the_database_itself_refuses_to_change_a_row_sealed_or_not() -> None:
    leave()
    with refused():
        Trail.objects.update(actor="bob")
    seal_all()
    for columns in ({"actor": "bob"}, {"digest": "0" * 64}, {"number": None}, {"detail": {}}):
        with refused():
            Trail.objects.filter(pk=numbered(0).pk).update(**columns)


def test_the_database_itself_refuses_to_delete_a_sealed_row() -> None:
    leave()
    seal_all()
    with refused():
        connection.cursor().execute("DELETE FROM common_trail")


def test_the_database_itself_refuses_to_delete_a_row_that_waits_for_its_seal() -> None:
    """Nobody else would miss it: it has no number yet."""
    seal_all()
    leave()
    count = Trail.objects.count()
    with refused():
        connection.cursor().execute("DELETE FROM common_trail WHERE number IS NULL")
    with refused():
        Trail.objects.latest("id").delete()
    assert Trail.objects.count() == count


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL empties a table at one stroke")
def test_the_database_itself_refuses_to_empty_the_table_at_one_stroke() -> None:
    leave()
    with refused():
        connection.cursor().execute("TRUNCATE common_trail")


def test_the_guard_is_up_again_after_a_backup_was_put_back() -> None:
    leave()
    seal_all()
    with unguarded_trail():
        Trail.objects.filter(pk=numbered(0).pk).update(actor="ann")
    with refused():
        Trail.objects.filter(pk=numbered(0).pk).update(actor="bob")


def test_a_row_that_was_saved_and_put_back_has_the_same_digest() -> None:
    """What a backup does with a row: text and back."""
    leave_trail("ann", "x", "y", at=NOW, detail={"a": 1.0, "b": [None, True, "词"], "c": 1e-7})
    seal_all()
    row = numbered(0)
    back = next(iter(serializers.deserialize("json", serializers.serialize("json", [row])))).object
    assert digest_of(back, numbered(1).digest) == row.digest


# Who acted


def test_what_is_done_through_a_page_names_the_account_whatever_name_it_shows(alice: Client) -> None:
    alice.post(reverse("accounts:revoke_other_sessions"))
    alice.post("/account/", {"current": "correct horse battery staple", "password": "seven green lighthouses"})
    row = recent_trail(subject="account:alice")[0]
    assert (row.verb, row.account) == ("account.password_set", acting_as("alice").pk)


def test_outside_a_request_nobody_acts_but_who_is_named() -> None:
    leave(1)
    with acting_account(5):
        leave(1)
    leave(1)
    rows = trail_slices(TrailWanted(verb="thing.done"))[0:3]
    assert [row.account for row in rows] == [None, 5, None]


# Reading


def test_reading_sensitive_data_is_noted_with_its_purpose() -> None:
    note_reading("olga", "case:R-1", "ring the firm back", at=NOW)
    row = recent_trail(subject="case:R-1")[0]
    assert (row.verb, row.detail) == (READ, {"purpose": "ring the firm back"})
    with pytest.raises(ValueError, match="purpose"):
        note_reading("olga", "case:R-1", "  ", at=NOW)


def test_the_trail_is_narrowed_by_person_subject_verb_and_day() -> None:
    leave(2)
    note_reading("olga", "case:R-1", "to answer", at=NOW + timedelta(days=1))
    april = {"since": date(2026, 4, 1), "until": date(2026, 4, 30)}
    assert len(trail_slices(TrailWanted(**april))) == 3
    assert len(trail_slices(TrailWanted(**april, person="OLGA"))) == 1
    assert len(trail_slices(TrailWanted(subject="thing:"))) == 2
    assert len(trail_slices(TrailWanted(verb="thing.done"))) == 2
    assert [row.subject for row in trail_slices(TrailWanted(readings=True))[0:5]] == ["case:R-1"]
    assert len(trail_slices(TrailWanted(since=date(2026, 4, 2), until=date(2026, 4, 2)))) == 1


# The command


def test_the_command_says_that_the_trail_is_whole_and_where_it_ends() -> None:
    leave()
    said = invoke(["trail", "verify"]).stdout
    end = said.rpartition(" ")[2].strip()
    assert end == f"{TrailHead.objects.get().number}:{TrailHead.objects.get().digest}"
    assert invoke(["trail", "verify", "--expect", end]).exit_code == 0
    assert invoke(["trail", "verify", "--expect", "end"]).exit_code == 2


def test_the_command_names_the_first_row_that_was_touched() -> None:
    leave()
    seal_all()
    touched(actor="bob")
    result = invoke(["trail", "verify"])
    assert result.exit_code == 1
    assert f"row {numbered(1).number} is not what was sealed" in result.stderr
    assert "bob" in result.stderr


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_worker_seals_what_waits() -> None:
    leave()
    result = invoke(["work", "--once"])
    assert result.exit_code == 0, result.output
    assert not Trail.objects.filter(number=None).exists()


def test_rows_that_come_while_others_are_sealed_are_sealed_after_them() -> None:
    Trail.objects.bulk_create(Trail(actor="a", verb="v", subject="s", at=timezone.now()) for _nth in range(1200))
    assert seal_next() and Trail.objects.filter(number=None).exists()
    leave(1)
    assert verify_trail().broken is None
    assert numbered(0).verb == "thing.done"
