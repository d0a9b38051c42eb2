"""What a move still needs is said in full, in one order, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from tests.calc.casework.kinds import CALENDAR, FIELDS, at, log, request, way
from tidehead.calc.casework import CaseworkRefused, Lack, faulty_fields, lacks, replay, rule_of

KIND = request()
TAKEN = [("2026-03-02 09:00", "opened"), ("2026-03-02 10:00", "take")]


def with_way(**more: object):
    """The usual kind with one way more: `sign`, from in_progress."""
    return replace(KIND, transitions=(*KIND.transitions, way("sign", "in_progress", "resolved", **more)))


def found(kind, *lines, move: str, **given) -> list[tuple[str, str]]:
    return [(one.what, one.id) for one in full(kind, *lines, move=move, **given)]


def full(kind, *lines, move: str, **given) -> tuple[Lack, ...]:
    record = replay(kind, log(*(lines or TAKEN)), CALENDAR)
    return lacks(kind, record, move, **{"relations": {"owner"}, **given})


def test_a_move_that_lacks_nothing_lacks_nothing() -> None:
    assert found(KIND, move="ask_firm") == []
    assert found(KIND, move="resolve", fields={"outcome": "solved"}) == []


def test_everything_is_told_at_once_and_in_order() -> None:
    kind = with_way(
        by="lead", fill=("outcome", "reason", "owner"), attach=("contract",), rule="investment_10k_cny >= 100"
    )
    given = {"relations": {"requester"}, "move": "sign"}
    assert found(kind, ("2026-03-02 09:00", "opened"), **given) == [
        ("right", "sign"), ("state", "received"), ("field", "outcome"), ("field", "reason"), ("field", "owner"),
        ("attachment", "contract"), ("rule", "investment_10k_cny"),
    ]  # fmt: skip


def test_anyone_who_sees_the_case_may_and_the_system_is_nobody_else() -> None:
    assert found(with_way(by="anyone"), move="sign", relations={"office"}) == []
    assert found(with_way(by="anyone"), move="sign", relations=()) == [("right", "sign")]
    assert found(with_way(by="system"), move="sign", relations={"owner", "administrator"}) == [("right", "sign")]
    assert found(with_way(by="system"), move="sign", relations={"system"}) == []


def test_what_is_there_already_need_not_be_given_again() -> None:
    kind = with_way(fill=("outcome", "lead", "owner", "is_foreign"), attach=("contract",))
    filled = ("2026-03-02 11:00", "filled", {"fields": {"outcome": "solved", "is_foreign": False}})
    others = [
        ("2026-03-02 11:00", "led", {"organisation": "bureau"}),
        ("2026-03-02 11:00", "assigned", {"owner": "desk"}),
    ]
    attached = ("2026-03-02 11:00", "attached", {"kind": "contract"})
    assert found(kind, *TAKEN, filled, *others, attached, move="sign") == []
    given = {"fields": {"outcome": "solved", "is_foreign": False, "lead": "bureau", "owner": "desk"}}
    assert found(kind, move="sign", attaching={"contract"}, **given) == []
    taken_away = {"fields": {"outcome": "", "owner": None}}
    assert found(kind, *TAKEN, filled, *others, attached, move="sign", **taken_away) == [
        ("field", "outcome"), ("field", "owner"),
    ]  # fmt: skip


def test_a_reason_of_blanks_is_none() -> None:
    kind = with_way(fill=("reason",))
    assert found(kind, move="sign", reason="  ") == [("field", "reason")]
    assert found(kind, move="sign", reason="as agreed") == []


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"outcome": "solved", "investment_10k_cny": 1.5, "signed_on": "2026-03-02", "is_foreign": True}, []),
        ({"signed_on": date(2026, 3, 2), "investment_10k_cny": 0, "outcome": None, "is_foreign": ""}, []),
        ({"outcome": "forgotten"}, ["outcome"]),
        ({"investment_10k_cny": "300"}, ["investment_10k_cny"]),
        ({"investment_10k_cny": True}, ["investment_10k_cny"]),
        ({"investment_10k_cny": float("nan")}, ["investment_10k_cny"]),
        ({"signed_on": "2026-02-30"}, ["signed_on"]),
        ({"signed_on": "20260302"}, ["signed_on"]),
        ({"is_foreign": 1}, ["is_foreign"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_values_must_be_of_their_fields_kind(fields: dict, faulty: list[str]) -> None:
    assert [one.id for one in faulty_fields(KIND, fields)] == faulty
    assert [one.id for one in full(KIND, move="ask_firm", fields=fields)] == faulty


def test_a_rule_holds_fails_or_is_unknown_and_unknown_refuses_by_name() -> None:
    kind = with_way(rule="investment_10k_cny >= 100 and (is_foreign or signed_on >= date '2026-01-01')")
    good = {"investment_10k_cny": 300, "signed_on": "2026-02-01"}
    assert full(kind, move="sign", fields=good) == ()
    (failed,) = full(kind, move="sign", fields={**good, "investment_10k_cny": 50})
    assert (failed.what, failed.id) == ("rule", "sign")
    assert "50" in failed.text.zh and "100" in failed.text.en
    (unknown,) = full(kind, move="sign", fields={"investment_10k_cny": 300})
    assert (unknown.what, unknown.id) == ("rule", "is_foreign")
    assert unknown.text.en == "undecided: unknown is foreign, signed on"
    (settled,) = full(kind, move="sign", fields={"investment_10k_cny": 5})
    assert settled.id == "sign"  # what is unknown does not matter any more


def test_a_value_that_is_wrong_is_told_once_and_not_as_an_unknown_of_the_rule() -> None:
    kind = with_way(rule="investment_10k_cny >= 100", fill=("investment_10k_cny",))
    assert found(kind, move="sign", fields={"investment_10k_cny": "much"}) == [("field", "investment_10k_cny")]


def test_a_case_is_reopened_within_90_days_and_not_after() -> None:
    lines = [*TAKEN, ("2026-03-06 09:00", "resolve")]
    given = {"relations": {"requester"}, "move": "reopen", "reason": "it broke again"}
    assert found(KIND, *lines, now=at("2026-06-04 09:00"), **given) == []  # 25 + 30 + 31 + 4 = 90 days
    assert found(KIND, *lines, now=at("2026-06-04 09:01"), **given) == [("rule", "reopen")]
    assert found(KIND, *lines, **given) == [("rule", "case.days_in_state")]  # nobody said what time it is


def test_a_rule_may_count_how_often_a_state_was_entered() -> None:
    kind = with_way(rule="case.times_before < 1")
    assert found(kind, move="sign") == []
    assert found(kind, *TAKEN, ("2026-03-03 09:00", "resolve"), ("2026-03-04 09:00", "reopen"), move="sign") == [
        ("rule", "sign")
    ]


def test_an_unknown_move_is_refused_and_unfilled_fields_are_called_by_their_names() -> None:
    with pytest.raises(CaseworkRefused, match="fly"):
        full(KIND, move="fly")
    (lack,) = full(KIND, move="resolve")
    assert lack.text.en == 'fill in "outcome"'
    assert FIELDS[0].label.zh in lack.text.zh


def test_a_rule_is_read_with_the_fields_units_and_what_the_log_knows() -> None:
    kind = with_way(rule="investment_10k_cny >= 100 and case.times_before < 3")
    rule = rule_of(kind, kind.transition("sign"))
    assert rule.kind == "truth"
    assert rule.names == {"investment_10k_cny", "case.times_before"}
    assert rule.variables["investment_10k_cny"].unit == "万元"
