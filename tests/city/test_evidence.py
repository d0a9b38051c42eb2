"""Documents are taken in, read and removed; facts are decided once; accepted figures keep their words."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.city.intake import ALICE, BOB, ISSUED, as_read, read_in, read_many, receive
from tidehead.city.common.search import search
from tidehead.city.common.trail import recent_trail
from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import (
    claim_document,
    read_again,
    reject_fact,
    release_interrupted,
    remove_document,
    reopen_fact,
    store_failure,
    store_reading,
)
from tidehead.city.evidence.queries import document_by_id, document_text, fact_by_id, facts_of_document, stored_file
from tidehead.city.evidence.types import DocumentBeingRead, DocumentRefused, FactDecided, FactNotDecided
from tidehead.city.indicators.actions import (
    FieldRefused,
    FigureConflict,
    IssueDateNeeded,
    accept_fact,
    accept_or_link,
    accept_together,
    take_back_fact,
    take_back_together,
)
from tidehead.city.indicators.by_source import (
    accepted_together,
    figures_of_facts,
    figures_of_source,
    targets_of_facts,
)
from tidehead.city.indicators.models import Target
from tidehead.city.indicators.queries import figure_by_id, figures, target_by_code
from tidehead.city.indicators.types import Mapping, MappingRefused

pytestmark = pytest.mark.django_db

NOTE = "示例湾简报\n2025年全市地区生产总值1400.5亿元。\n到2030年，全市地区生产总值达到2000亿元以上。\n"
BULLETIN = Path(__file__).resolve().parents[1] / "documents" / "demo-bulletin-2024.txt"
GDP = Mapping(indicator="gdp", place="990000", period="2025", value=1400.5, unit="亿元", kind="actual")
GOAL = Mapping(indicator="gdp", place="990000", period="2030", value=2000, unit="亿元", kind="target", comparator="ge")


def fact_with(document: int, value: float) -> int:
    return next(row.id for row in facts_of_document(document) if row.value == value)


def path_of(document: int) -> Path:
    return settings.DATA / "uploads" / stored_file(document)


# Taking in


def test_a_received_document_waits_with_its_bytes_on_disk() -> None:
    document = receive(NOTE.encode())
    assert document_by_id(document).state == "received"
    assert path_of(document).read_bytes() == NOTE.encode()


def test_the_same_bytes_twice_are_refused_with_the_first_name() -> None:
    receive(NOTE.encode(), "first.txt")
    with pytest.raises(DocumentRefused) as refused:
        receive(NOTE.encode(), "second.txt")
    assert "first.txt" in refused.value.text.zh
    assert "first.txt" in refused.value.text.en


def test_a_refused_upload_leaves_no_file() -> None:
    before = set((settings.DATA / "uploads").glob("*")) if (settings.DATA / "uploads").exists() else set()
    for content, name in ((b"", "empty.txt"), (b"x", "tool.exe"), (b"x", "no-suffix")):
        with pytest.raises(DocumentRefused):
            receive(content, name)
    assert set((settings.DATA / "uploads").glob("*")) == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("\ud800x.txt", "x.txt"),
        ("名" * 300 + ".txt", "名" * 251 + ".txt"),
    ],
)
def test_a_name_is_kept_without_its_tricks(sent: str, kept: str) -> None:
    document = document_by_id(receive(sent.encode("utf-8", "replace") + b"words", sent))
    assert document.file_name == kept


def test_who_may_only_look_uploads_nothing() -> None:
    with pytest.raises(PermissionDenied):
        receive(b"words", by=BOB)


# Reading


def test_of_two_workers_one_gets_the_document() -> None:
    document = receive(NOTE.encode())
    now = timezone.now()
    assert claim_document(now=now) == document
    assert claim_document(now=now) is None


def test_a_document_whose_reader_died_is_read_again_after_its_lease() -> None:
    document = receive(NOTE.encode())
    now = timezone.now()
    claim_document(now=now)
    later = now + timedelta(seconds=2 * settings.ENVIRONMENT["READER_SECONDS"] + 31)
    assert claim_document(now=later) == document


def test_a_starting_worker_takes_back_what_the_last_one_left() -> None:
    document = receive(NOTE.encode())
    claim_document(now=timezone.now())
    assert release_interrupted(now=timezone.now()) == 1
    assert document_by_id(document).state == "received"


def test_every_fact_is_where_it_says_it_is() -> None:
    read = document_text(read_in(NOTE))
    assert read.facts
    for fact in read.facts:
        assert read.text[fact.start : fact.end] == fact.quote
        assert read.text[fact.value_start : fact.value_end] in fact.quote


def test_a_known_text_is_recognised_as_its_source() -> None:
    document = document_by_id(read_in(BULLETIN.read_text(encoding="utf-8")))
    assert document.source == "demo-bulletin-2024"


def test_an_unreadable_document_leaves_its_reason_and_nothing_else(django_capture_on_commit_callbacks) -> None:
    document = receive(b"broken", "broken.pdf")
    file = path_of(document)
    claim_document(now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        store_failure(document_id=document, error=Text("坏了", "broken"), now=timezone.now())
    found = document_by_id(document)
    assert (found.state, found.error.en, found.facts, found.has_file) == ("failed", "broken", 0, False)
    assert not file.exists()
    with pytest.raises(DocumentRefused):
        read_again(by=ALICE, document_id=document, now=timezone.now())


def test_the_bytes_of_a_failed_document_may_be_sent_again() -> None:
    document = receive(b"broken", "broken.pdf")
    claim_document(now=timezone.now())
    store_failure(document_id=document, error=Text("坏了", "broken"), now=timezone.now())
    assert receive(b"broken", "again.pdf") == document
    assert document_by_id(document).state == "received"


def test_what_ran_out_of_time_can_be_read_again() -> None:
    document = receive(NOTE.encode())
    claim_document(now=timezone.now())
    store_failure(document_id=document, error=Text("太久", "too long"), now=timezone.now(), keep_file=True)
    read_again(by=ALICE, document_id=document, now=timezone.now(), issued_on=date(2026, 1, 5))
    again = document_by_id(document)
    assert (again.state, again.issued_on) == ("received", date(2026, 1, 5))


def test_a_result_that_comes_after_the_document_was_removed_is_dropped() -> None:
    document = receive(NOTE.encode())
    claim_document(now=timezone.now())
    remove_document(by=ALICE, document_id=document, now=timezone.now())
    store_reading(document_id=document, reading=as_read(NOTE), now=timezone.now())
    assert document_by_id(document) is None


def test_characters_that_no_database_keeps_are_replaced_one_by_one() -> None:
    document = receive(NOTE.encode())
    claim_document(now=timezone.now())
    strange = as_read(NOTE) | {"text": NOTE[:4] + "\x00\ud800" + NOTE[6:]}
    store_reading(document_id=document, reading=strange, now=timezone.now())
    assert document_text(document).text == NOTE[:4] + "\ufffd\ufffd" + NOTE[6:]


# Deciding


def test_accepting_makes_a_figure_with_its_words_and_its_day() -> None:
    document = read_in(NOTE, issued_on=ISSUED)
    fact = fact_with(document, 1400.5)
    made = figure_by_id(accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now()))
    assert (made.value, made.as_of, made.origin, made.fact) == (1400.5, ISSUED, "review", fact)
    assert made.locator == "L2"
    assert fact_by_id(fact).decided_by == "alice"
    assert recent_trail(subject=f"fact:{fact}")[0].verb == "fact.accepted"


def test_a_unit_is_converted_and_the_printed_one_kept() -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    in_10k = Mapping(indicator="gdp", place="990000", period="2025", value=14_005_000, unit="万元", kind="actual")
    made = figure_by_id(accept_fact(by=ALICE, fact_id=fact, mapping=in_10k, now=timezone.now()))
    assert (made.value, made.printed_value, made.printed_unit) == (1400.5, 14_005_000, "万元")


def test_a_target_has_the_base_that_the_reviewer_says_or_none() -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 2000)
    accept_fact(by=ALICE, fact_id=fact, mapping=GOAL, now=timezone.now())
    target = target_by_code(targets_of_facts([fact])[fact])
    assert (target.value, target.comparator, target.base_period) == (2000, "ge", "")
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    accept_fact(by=ALICE, fact_id=fact, mapping=replace(GOAL, base_period="2024"), now=timezone.now())
    chosen = target_by_code(targets_of_facts([fact])[fact])
    assert chosen.base_period == "2024"
    assert "alice" in Target.objects.get(fact_id=fact, state="accepted").note


@pytest.mark.parametrize("base", ["soon", "2030", "2031"])
def test_a_base_that_does_not_come_before_its_target_is_refused(base: str) -> None:
    fact = fact_with(read_in(NOTE), 2000)
    with pytest.raises(FieldRefused) as refused:
        accept_fact(by=ALICE, fact_id=fact, mapping=replace(GOAL, base_period=base), now=timezone.now())
    assert refused.value.field == "base_period"


def test_of_two_people_deciding_the_second_is_told() -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    reject_fact(by=ALICE, fact_id=fact, reason="not ours", now=timezone.now())
    with pytest.raises(FactDecided):
        accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    assert not figures_of_facts([fact])


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("indicator", {"indicator": "no-such"}),
        ("place", {"place": "000000"}),
        ("industry", {"industry": "no:such"}),
        ("organisation", {"organisation": "nobody"}),
        ("period", {"period": "next year"}),
        ("unit", {"unit": "吨"}),
        ("value", {"value": float("nan")}),
        ("value_high", {"value_high": 1.0}),
        ("kind", {"kind": "hope"}),
        ("comparator", {"comparator": "roughly"}),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_at_its_field(field: str, change: dict) -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    wrong = Mapping(**{name: getattr(GDP, name) for name in GDP.__slots__} | change)
    with pytest.raises(FieldRefused) as refused:
        accept_fact(by=ALICE, fact_id=fact, mapping=wrong, now=timezone.now())
    assert refused.value.field == field
    assert fact_by_id(fact).state == "proposed"


def test_a_target_without_a_period_is_refused() -> None:
    fact = fact_with(read_in(NOTE), 2000)
    endless = Mapping(indicator="gdp", place="990000", period="", value=2000, unit="亿元", kind="target")
    with pytest.raises(FieldRefused):
        accept_fact(by=ALICE, fact_id=fact, mapping=endless, now=timezone.now())


def test_a_figure_that_its_source_gave_before_is_linked_not_doubled() -> None:
    document = read_in(BULLETIN.read_text(encoding="utf-8"))
    known = next(row for row in figures_of_source("demo-bulletin-2024") if row.subject.indicator == "gdp")
    fact = fact_with(document, known.printed_value)
    mapping = Mapping(
        indicator="gdp",
        place=known.subject.place,
        period=known.period,
        value=known.printed_value,
        unit=known.printed_unit,
        kind="actual",
    )
    made = accept_or_link(by=ALICE, fact_id=fact, mapping=mapping, now=timezone.now())
    assert made.linked
    assert made.id == known.id
    assert figure_by_id(known.id).fact == fact
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    stands = figure_by_id(known.id)
    assert (stands.state, stands.fact) == ("accepted", None)


def test_another_value_for_the_same_thing_has_to_be_accepted_twice() -> None:
    first = read_in(NOTE, issued_on=ISSUED)
    accept_fact(by=ALICE, fact_id=fact_with(first, 1400.5), mapping=GDP, now=timezone.now())
    other = read_in(NOTE.replace("1400.5", "1399"), "other.txt", issued_on=ISSUED)
    fact = fact_with(other, 1399)
    mapping = Mapping(indicator="gdp", place="990000", period="2025", value=1399, unit="亿元", kind="actual")
    with pytest.raises(FigureConflict) as conflict:
        accept_or_link(by=ALICE, fact_id=fact, mapping=mapping, now=timezone.now())
    assert conflict.value.value == 1400.5
    assert fact_by_id(fact).state == "proposed"
    assert not accept_or_link(by=ALICE, fact_id=fact, mapping=mapping, now=timezone.now(), despite_conflict=True).linked


def test_taking_back_withdraws_and_never_deletes() -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    made = accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    assert figure_by_id(made).state == "withdrawn"
    assert fact_by_id(fact).state == "proposed"
    again = accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    assert again != made


def test_a_passage_that_is_not_in_the_text_any_more_is_not_accepted() -> None:
    document = receive(NOTE.encode())
    claim_document(now=timezone.now())
    moved = as_read(NOTE) | {"text": "。" + NOTE}
    store_reading(document_id=document, reading=moved, now=timezone.now())
    with pytest.raises(MappingRefused):
        accept_fact(by=ALICE, fact_id=fact_with(document, 1400.5), mapping=GDP, now=timezone.now())


def test_who_may_only_look_decides_nothing() -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    for act in (
        lambda: accept_fact(by=BOB, fact_id=fact, mapping=GDP, now=timezone.now()),
        lambda: reject_fact(by=BOB, fact_id=fact, reason="", now=timezone.now()),
        lambda: take_back_fact(by=BOB, fact_id=fact, now=timezone.now()),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Reading again


def read_once_more(document: int, text: str = NOTE) -> None:
    read_again(by=ALICE, document_id=document, now=timezone.now())
    assert claim_document(now=timezone.now()) == document
    store_reading(document_id=document, reading=as_read(text, issued_on=ISSUED), now=timezone.now())


def test_a_decision_is_taken_back_and_the_document_read_again() -> None:
    document = read_in(NOTE)
    first = {fact.value: fact.id for fact in facts_of_document(document)}
    made = accept_fact(by=ALICE, fact_id=first[1400.5], mapping=GDP, now=timezone.now())
    accept_fact(by=ALICE, fact_id=first[2000], mapping=GOAL, now=timezone.now())
    for fact in first.values():
        take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    for _ in range(2):
        read_once_more(document)
    again = {fact.value: fact.id for fact in facts_of_document(document)}
    assert set(again) == set(first)
    assert not set(again.values()) & set(first.values())
    withdrawn = figure_by_id(made)
    assert (withdrawn.state, withdrawn.fact) == ("withdrawn", first[1400.5])
    assert fact_by_id(first[1400.5]).state == "superseded"
    assert document_by_id(document).facts == len(again)
    with pytest.raises(FactDecided):
        accept_fact(by=ALICE, fact_id=first[1400.5], mapping=GDP, now=timezone.now())


def test_a_failed_reading_keeps_the_facts_that_withdrawn_figures_refer_to() -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    read_again(by=ALICE, document_id=document, now=timezone.now())
    claim_document(now=timezone.now())
    store_failure(document_id=document, error=Text("太久", "too long"), now=timezone.now(), keep_file=True)
    assert document_by_id(document).state == "failed"
    assert fact_by_id(fact).state == "superseded"


@pytest.mark.parametrize("claimed", [False, True])
def test_no_fact_is_decided_on_while_its_document_is_read_again(claimed: bool) -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    read_again(by=ALICE, document_id=document, now=timezone.now())
    if claimed:
        claim_document(now=timezone.now())
    with pytest.raises(DocumentBeingRead):
        accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    with pytest.raises(DocumentBeingRead):
        reject_fact(by=ALICE, fact_id=fact, reason="", now=timezone.now())
    assert not figures_of_facts([fact])
    if not claimed:
        claim_document(now=timezone.now())
    store_reading(document_id=document, reading=as_read(NOTE), now=timezone.now())
    assert document_by_id(document).state == "read"


def test_a_document_with_accepted_facts_is_not_read_again() -> None:
    document = read_in(NOTE)
    accept_fact(by=ALICE, fact_id=fact_with(document, 1400.5), mapping=GDP, now=timezone.now())
    with pytest.raises(DocumentRefused):
        read_again(by=ALICE, document_id=document, now=timezone.now())


def test_a_reading_that_breaks_off_again_and_again_has_failed() -> None:
    document = receive(NOTE.encode())
    for _ in range(3):
        assert claim_document(now=timezone.now()) == document
        release_interrupted(now=timezone.now())
    assert claim_document(now=timezone.now()) is None
    found = document_by_id(document)
    assert (found.state, found.can_be_read_again) == ("failed", True)
    assert "3" in found.error.zh
    assert "3" in found.error.en
    read_again(by=ALICE, document_id=document, now=timezone.now())
    assert claim_document(now=timezone.now()) == document


# What several facts support


def test_a_figure_stands_while_another_accepted_fact_supports_it() -> None:
    document = read_in(NOTE + "2025年全市地区生产总值1400.5亿元，再创新高。\n")
    one, other = (fact.id for fact in facts_of_document(document) if fact.value == 1400.5)
    made = accept_or_link(by=ALICE, fact_id=one, mapping=GDP, now=timezone.now())
    linked = accept_or_link(by=ALICE, fact_id=other, mapping=GDP, now=timezone.now())
    assert (linked.id, linked.linked) == (made.id, True)
    assert figures_of_facts([one, other]) == {one: made.id, other: made.id}
    take_back_fact(by=ALICE, fact_id=one, now=timezone.now())
    stands = figure_by_id(made.id)
    assert (stands.state, stands.fact, stands.locator) == ("accepted", other, "L4")
    take_back_fact(by=ALICE, fact_id=other, now=timezone.now())
    assert figure_by_id(made.id).state == "withdrawn"


def test_a_target_that_two_documents_set_stands_while_one_of_them_does() -> None:
    facts = [fact_with(read_in(NOTE + str(nth), f"{nth}.txt"), 2000) for nth in range(2)]
    for fact in facts:
        accept_fact(by=ALICE, fact_id=fact, mapping=GOAL, now=timezone.now())
    codes = targets_of_facts(facts)
    assert codes[facts[0]] == codes[facts[1]]
    take_back_fact(by=ALICE, fact_id=facts[0], now=timezone.now())
    assert target_by_code(codes[facts[1]]) is not None
    take_back_fact(by=ALICE, fact_id=facts[1], now=timezone.now())
    assert not targets_of_facts(facts)


def test_two_uploads_of_unknown_origin_are_two_sources() -> None:
    facts = [fact_with(read_in(NOTE + str(nth), f"{nth}.txt"), 1400.5) for nth in range(2)]
    one, other = (accept_or_link(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now()) for fact in facts)
    assert not other.linked
    take_back_fact(by=ALICE, fact_id=facts[0], now=timezone.now())
    assert (figure_by_id(one.id).state, figure_by_id(other.id).state) == ("withdrawn", "accepted")


# Since when it was known


def test_a_figure_of_an_undated_document_asks_for_the_day_first() -> None:
    document = read_in(NOTE, issued_on=None)
    assert document_by_id(document).issued_on is None
    with pytest.raises(IssueDateNeeded):
        accept_fact(by=ALICE, fact_id=fact_with(document, 1400.5), mapping=GDP, now=timezone.now())
    assert fact_by_id(fact_with(document, 1400.5)).state == "proposed"
    accept_fact(by=ALICE, fact_id=fact_with(document, 2000), mapping=GOAL, now=timezone.now())


def test_an_older_document_contradicts_newer_knowledge_aloud_and_does_not_replace_it() -> None:
    new = read_in(NOTE)
    accept_fact(by=ALICE, fact_id=fact_with(new, 1400.5), mapping=GDP, now=timezone.now())
    old = read_in(NOTE.replace("1400.5", "1399"), "old.txt", issued_on=date(2026, 1, 5))
    fact, mapping = fact_with(old, 1399), replace(GDP, value=1399)
    with pytest.raises(FigureConflict):
        accept_fact(by=ALICE, fact_id=fact, mapping=mapping, now=timezone.now())
    accept_fact(by=ALICE, fact_id=fact, mapping=mapping, now=timezone.now(), despite_conflict=True)
    latest = [row for row in figures(indicator="gdp", place="990000", industry="") if row.period == "2025"]
    assert [row.value for row in latest] == [1400.5]


def test_a_late_evening_is_the_next_day_in_the_region() -> None:
    evening = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    fact = fact_with(read_in(NOTE, issued_on=date(2026, 7, 1)), 1400.5)
    made = figure_by_id(accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=evening))
    assert timezone.localdate(evening) == made.as_of == date(2026, 7, 1)


# Together


def test_what_was_accepted_together_is_kept_with_it_and_taken_back_together() -> None:
    document = read_in(NOTE)
    facts = {fact.value: fact.id for fact in facts_of_document(document)}
    proposals = [(facts[1400.5], GDP), (facts[2000], replace(GOAL, unit="吨"))]
    made = accept_together(by=ALICE, document_id=document, proposals=proposals, now=timezone.now())
    assert made.facts == (facts[1400.5],)
    assert len(made.left) == 1
    assert accepted_together(by=ALICE, document_id=document) == made.facts
    assert take_back_together(by=ALICE, document_id=document, now=timezone.now()) == 1
    assert accepted_together(by=ALICE, document_id=document) == ()


def test_what_was_decided_anew_since_is_not_taken_back_with_the_others() -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    accept_together(by=ALICE, document_id=document, proposals=[(fact, GDP)], now=timezone.now())
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    assert take_back_together(by=ALICE, document_id=document, now=timezone.now()) == 0
    assert fact_by_id(fact).state == "accepted"


def test_a_hundred_and_fifty_facts_are_accepted_in_two_seconds() -> None:
    document = read_many(150)
    proposals = [(fact.id, replace(GDP, period=str(1800 + n))) for n, fact in enumerate(facts_of_document(document))]
    began = time.perf_counter()
    made = accept_together(by=ALICE, document_id=document, proposals=proposals, now=timezone.now())
    assert len(made.facts) == 150
    assert time.perf_counter() - began < 2


def test_of_two_people_taking_back_the_second_is_told() -> None:
    fact = fact_with(read_in(NOTE), 1400.5)
    accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    with pytest.raises(FactNotDecided):
        reopen_fact(by=ALICE, fact_id=fact, now=timezone.now())  # a figure stands on it
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    with pytest.raises(FactNotDecided):
        take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())


# Searching


def test_the_end_of_a_long_document_is_found_once() -> None:
    document = read_in("港口吞吐量。\n" * 60_000 + "深水泊位样板间\n")
    assert [hit.code for hit in search("样板间") if hit.kind == "document"] == [str(document)]
    assert [hit.code for hit in search("港口吞吐量") if hit.kind == "document"] == [str(document)]
    remove_document(by=ALICE, document_id=document, now=timezone.now())
    assert not [hit for hit in search("样板间") if hit.kind == "document"]


# Removing


def test_removing_takes_the_file_along(django_capture_on_commit_callbacks) -> None:
    document = read_in(NOTE)
    file = path_of(document)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(by=ALICE, document_id=document, now=timezone.now())
    assert document_by_id(document) is None
    assert not file.exists()


def test_a_document_that_figures_stand_on_stays() -> None:
    document = read_in(NOTE)
    fact = fact_with(document, 1400.5)
    accept_fact(by=ALICE, fact_id=fact, mapping=GDP, now=timezone.now())
    with pytest.raises(DocumentRefused):
        remove_document(by=ALICE, document_id=document, now=timezone.now())
    take_back_fact(by=ALICE, fact_id=fact, now=timezone.now())
    with pytest.raises(DocumentRefused):  # the withdrawn figure keeps its words
        remove_document(by=ALICE, document_id=document, now=timezone.now())
    assert document_by_id(document) is not None
