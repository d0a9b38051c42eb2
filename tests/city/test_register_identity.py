"""One enterprise under many codes: sure pairs are merged by the rule, doubtful ones wait, every decision is undone."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.support.enterprises_pages import HEADINGS, NOW, a_pair, a_taken_table, a_title, code_of, rows_of_firms
from tests.support.holders import acting_as
from tidehead.city.enterprises import building, firms, honours, identity, pairing, queries
from tidehead.city.enterprises.actions import ensure_enterprise
from tidehead.city.enterprises.correcting import correct_firm, undo_correction
from tidehead.city.enterprises.matching import SURE, find_pairs, match_next
from tidehead.city.enterprises.models import Enterprise, EntityDecision
from tidehead.city.enterprises.searching import filter_of, read_search
from tidehead.city.enterprises.types import NotThere, Overtaken, RegisterRefused
from tidehead.city.enterprises.versions import current_register, current_version

pytestmark = pytest.mark.django_db
ALICE = "alice"
FIRM, OTHER = "demo-firm-01", "demo-firm-02"


def decide(a: str, b: str, verdict: str = "same", **said: object) -> int:
    return identity.decide_pair(by=acting_as(ALICE), a=a, b=b, verdict=verdict, now=NOW, **said)


def found(text: str) -> list[str]:
    return [firm.code for firm in firms.firm_slices(filter_of(read_search({"text": text})))[0:20]]


def write_in() -> None:
    building.write_decisions_in(by=acting_as(ALICE), now=NOW)
    assert building.build_next()


# Decisions


def test_two_codes_are_one_firm_everywhere_and_again_two_when_that_is_undone() -> None:
    a_title(OTHER)
    decision = decide(OTHER, FIRM, reason="renamed in 2024")
    assert identity.code_that_stays(OTHER) == FIRM
    assert set(identity.all_codes_of(FIRM)) == {FIRM, OTHER}
    assert [one.enterprise for one in honours.honours_of(FIRM) if one.by] == [OTHER]
    identity.undo_decision(by=acting_as(ALICE), decision_id=decision, now=NOW)
    assert identity.all_codes_of(FIRM) == (FIRM,)
    told = identity.decisions_about(FIRM)[0]
    assert told.undone_by and told.reason == "renamed in 2024", "the decision and its end stay in the history"


def test_a_merge_that_is_written_in_keeps_both_names_and_all_rows_and_comes_apart_again() -> None:
    former = firms.register_firm(OTHER)
    size = firms.register_size()
    decision = decide(OTHER, FIRM)
    write_in()
    assert firms.register_size() == size - 1
    kept = firms.register_firm(OTHER)
    assert kept.code == FIRM and former.name in kept.former_names
    assert found(former.name[:4]) == [FIRM], "it is found by the name that gave way"
    assert {row.name for row in firms.rows_behind(FIRM)} == {former.name, kept.name}
    identity.undo_decision(by=acting_as(ALICE), decision_id=decision, now=NOW)
    write_in()
    assert firms.register_firm(OTHER).name == former.name and firms.register_size() == size


def test_of_two_people_the_second_is_told_and_a_ring_is_refused() -> None:
    decide(OTHER, FIRM)
    for a, b in ((OTHER, FIRM), (FIRM, OTHER)):
        with pytest.raises(Overtaken):
            decide(a, b)
    decide("demo-firm-03", OTHER)
    with pytest.raises(Overtaken):
        decide(FIRM, "demo-firm-03")
    assert identity.aliases() == {OTHER: FIRM, "demo-firm-03": FIRM}


def test_a_firm_gives_way_only_once() -> None:
    """Two codes that stay for one that gives way would make the three one without anybody having said so."""
    decide("demo-firm-03", FIRM)
    with pytest.raises(Overtaken):
        decide("demo-firm-03", OTHER)


@pytest.mark.parametrize(("a", "b", "verdict"), [(FIRM, FIRM, "same"), (FIRM, "", "same"), (FIRM, OTHER, "perhaps")])
def test_nonsense_is_refused(a: str, b: str, verdict: str) -> None:
    with pytest.raises(RegisterRefused):
        decide(a, b, verdict)


def test_a_branch_is_told_with_its_firm() -> None:
    decide(OTHER, FIRM, "branch_of")
    assert identity.branches_of(FIRM) == (OTHER,) and identity.parent_of(OTHER) == FIRM
    assert identity.code_that_stays(OTHER) == OTHER


def test_who_may_not_decide_is_refused() -> None:
    for who in ("bob", "stella", "henry"):
        with pytest.raises(PermissionDenied):
            identity.decide_pair(by=acting_as(who), a=FIRM, b=OTHER, verdict="same", now=NOW)


def test_many_clear_pairs_at_once_and_what_somebody_decided_before_is_left() -> None:
    ids = [a_pair(FIRM, OTHER, 0.9), a_pair("demo-firm-03", "demo-firm-04", 0.8)]
    decide(FIRM, OTHER, "different")
    assert pairing.decide_many(by=acting_as(ALICE), pair_ids=ids, verdict="same", now=NOW) == (1, 1)
    assert pairing.pair_slices().count() == 0
    with pytest.raises(RegisterRefused):
        pairing.decide_many(by=acting_as(ALICE), pair_ids=ids, verdict="branch_of", now=NOW)


# The rule


def rows_like_the_pack() -> list[list[str]]:
    """The pack's first firm under its own name with a unified code, among others of the place."""
    name = firms.register_firm(FIRM).name
    row = [code_of(700), name, "", "2019-05-05", "500万元", "氢能设备制造", "灯螺区螺号街道70号", ""]
    return [*rows_of_firms(30), row]


def test_a_named_firm_that_comes_with_its_unified_code_is_one_with_it() -> None:
    a_taken_table(rows_like_the_pack())
    sure = {(pair.a.code, pair.b.code): pair for pair in find_pairs(current_register())}
    pair = sure[FIRM, code_of(700)]
    assert pair.sure and pair.score == SURE and {each["field"]["en"] for each in pair.fields}
    while match_next():
        pass
    assert current_version().pairs_at is not None
    assert identity.code_that_stays(FIRM) == code_of(700)
    assert EntityDecision.objects.get(a=FIRM).by == "system"
    assert building.build_next(), "the register is written with it"
    assert firms.register_firm(FIRM).code == code_of(700)
    assert queries.enterprise_by_code(FIRM) is not None, "work goes on under the code it knows"
    assert match_next() and not building.build_next(), "and then nothing is left to be written"


def test_what_a_person_took_back_is_not_decided_by_the_rule_again() -> None:
    a_taken_table(rows_like_the_pack())
    decision = decide(FIRM, code_of(700))
    identity.undo_decision(by=acting_as(ALICE), decision_id=decision, now=NOW)
    while match_next():
        pass
    assert identity.code_that_stays(FIRM) == FIRM
    assert pairing.pair_slices().count() >= 1, "it is asked about instead"


def pairs_found() -> dict[frozenset[str], bool]:
    """Codes of every pair that the rule finds, and whether it is sure of it."""
    return {frozenset((pair.a.code, pair.b.code)): pair.sure for pair in find_pairs(current_register())}


def a_row(code: str, name: str, **other: str) -> list[str]:
    said = {"day": "2019-05-05", "capital": "500万元", "address": "灯螺区螺号街道70号"} | other
    return [code, name, "", said["day"], said["capital"], "氢能设备制造", said["address"], ""]


@pytest.mark.parametrize("others", [0, 30])
@pytest.mark.parametrize(
    "name",
    [
        "蓝灯氢能有限公司",
        "蓝灯氢能股份有限公司",
        "灯螺区蓝灯氢能科技有限公司",
        "蓝登氢能有限公司",
    ],
)
def test_a_register_firm_of_a_near_name_in_the_county_is_asked_about(name: str, others: int) -> None:
    """By the name alone the rule merges nothing, however few firms there are to learn from."""
    a_taken_table([*rows_of_firms(others), a_row(code_of(700), name)])
    assert pairs_found()[frozenset((FIRM, code_of(700)))] is False
    while match_next():
        pass
    told = [(pair.a, pair.b) for pair in pairing.pair_slices()[0:50]]
    assert told == [(FIRM, code_of(700))], "that pair, and no other beside it"
    assert identity.code_that_stays(FIRM) == FIRM


def test_a_firm_of_another_name_is_not_asked_about() -> None:
    a_taken_table([*rows_of_firms(30), a_row(code_of(700), "灯螺区白帆氢能有限公司")])
    assert not pairs_found()


def test_rows_without_a_code_are_merged_where_name_and_address_agree() -> None:
    near = a_row("", "灯螺区青帆水泵厂")
    a_taken_table([*rows_of_firms(30), a_row(code_of(700), "青帆水泵厂"), near])
    assert list(pairs_found().values()) == [True]


def test_two_different_unified_codes_are_never_one_and_asked_about_only_where_all_else_agrees() -> None:
    first = a_row(code_of(701), "青帆水泵有限公司")
    again = a_row(code_of(702), "青帆水泵股份有限公司")
    another = a_row(code_of(703), "青帆水泵有限公司", day="2001-01-01")
    a_taken_table([*rows_of_firms(2), first, again, another])
    assert pairs_found() == {frozenset((code_of(701), code_of(702))): False}
    assert all(pair.score <= 0.5 for pair in find_pairs(current_register())), "nobody takes it for clear"
    while match_next():
        pass
    assert identity.aliases() == {}
    assert len(HEADINGS) == len(rows_of_firms(1)[0])


def test_decisions_are_written_in_once_however_often_it_is_pressed() -> None:
    decide(OTHER, FIRM)
    number = building.write_decisions_in(by=acting_as(ALICE), now=NOW)
    with pytest.raises(Overtaken, match=str(number)):
        building.write_decisions_in(by=acting_as(ALICE), now=NOW)
    assert building.build_next() and not building.build_next(), "one rewriting of the register, not two"
    assert building.write_decisions_in(by=acting_as(ALICE), now=NOW) == number + 1


def test_firms_are_found_by_the_beginning_of_a_code_also_where_work_knows_some_of_them() -> None:
    a_taken_table()
    every = sorted(code_of(nth) for nth in range(1, 9))
    assert sorted(found("91990101")) == sorted(found(" ９１９９０１０１ ")) == every
    ensure_enterprise(by=acting_as("henry"), code=code_of(4), now=NOW)
    assert sorted(found("91990101")) == sorted(found("91990101ma")) == every
    assert found("潮声3号　軸承") == [code_of(3)] and found("潮声3号 泵") == []
    assert FIRM in found(FIRM)


# Corrections


def test_a_correction_counts_at_once_and_in_searches_when_it_is_written_in() -> None:
    firm = firms.register_firm(FIRM)
    given = {"field": "industry", "value": "3451", "reason": "They make bearings.", "now": NOW}
    correction = correct_firm(by=acting_as(ALICE), firm=firm, **given)
    assert firms.register_firm(FIRM).group == "345"
    write_in()
    codes = {each.code for each in firms.firm_slices(filter_of(read_search({"industry": "3451"})))[0:50]}
    assert FIRM in codes
    undo_correction(by=acting_as(ALICE), correction_id=correction, now=NOW)
    write_in()
    assert firms.register_firm(FIRM).industry == firm.industry


def test_a_second_correction_takes_the_place_of_the_first_and_the_same_is_refused() -> None:
    firm = firms.register_firm(FIRM)
    alice = acting_as(ALICE)
    correct_firm(by=alice, firm=firm, field="activity", value="service", reason="repairs", now=NOW)
    now_so = firms.register_firm(FIRM)
    with pytest.raises(RegisterRefused, match="already"):
        correct_firm(by=alice, firm=now_so, field="activity", value="service", reason="again", now=NOW)
    correct_firm(by=alice, firm=now_so, field="activity", value="trade", reason="sells", now=NOW)
    assert firms.register_firm(FIRM).activity == "trade"
    with pytest.raises(PermissionDenied):
        correct_firm(by=acting_as("bob"), firm=firm, field="activity", value="trade", reason="x", now=NOW)


# Work and the register


def test_a_firm_of_the_register_becomes_known_when_somebody_works_with_it() -> None:
    a_taken_table()
    code = code_of(4)
    assert queries.enterprise_by_code(code) is None
    assert code in {each.code for each in queries.search_enterprises("潮声4")}, "pickers find it"
    made = ensure_enterprise(by=acting_as("henry"), code=code, now=NOW)
    assert (made.code, made.place) == (code, "990101")
    assert ensure_enterprise(by=acting_as("henry"), code=code, now=NOW) == made
    assert Enterprise.objects.filter(code=code).count() == 1
    with pytest.raises(NotThere):
        ensure_enterprise(by=acting_as("henry"), code="nobody", now=NOW)


# Titles


def test_a_title_is_noted_once_and_taken_back_but_not_one_of_the_pack() -> None:
    number = a_title(title="specialised")
    with pytest.raises(RegisterRefused, match="already"):
        a_title(title="specialised")
    assert FIRM in honours.codes_with_title("specialised")
    honours.withdraw_honour(by=acting_as(ALICE), honour_id=number, now=NOW)
    assert FIRM not in honours.codes_with_title("specialised")
    assert a_title(title="specialised"), "and may be noted again"
    of_the_pack = next(one for one in honours.honour_rows() if not one.by)
    with pytest.raises(NotThere):
        honours.withdraw_honour(by=acting_as(ALICE), honour_id=of_the_pack.id, now=NOW)
    with pytest.raises(PermissionDenied):
        honours.withdraw_honour(by=acting_as("bob"), honour_id=number, now=NOW)
