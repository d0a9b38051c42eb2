"""Ladders: steps that count on a day, lapse in time, and conditions that stay unknown until somebody knows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.labels import Label
from tidehead.calc.ladders import (
    Assessment,
    Condition,
    Holding,
    Ladder,
    ReadyTitle,
    Standing,
    Title,
    TitleRules,
    Validity,
    assess,
    counts_by_step,
    end_of,
    lapsing,
    nearest_first,
    next_title,
    ready_title,
    standing_on,
    validity,
)
from tidehead.calc.rules import DatedParameter, DatedValue, RuleRefused, RuleSet, RuleVersion, Variable

DAY = date(2026, 6, 30)
LADDER = Ladder("growth", Label("梯度"), ("young", "strong", "first"))
CONDITIONS = (
    Condition("old_enough", Label("年限"), "8"),
    Condition("spends", Label("研发"), "9"),
)
TITLES = {
    "young": Title("young", Label("苗"), valid_years=3),
    "strong": Title("strong", Label("强"), rule_set="strong", conditions=CONDITIONS, valid_years=3),
    "first": Title("first", Label("冠")),
}
RULES = TitleRules(
    RuleSet(
        "strong",
        Label("强企规则"),
        (
            RuleVersion(date(2020, 1, 1), {"old_enough": "age >= 2", "spends": "rd / sales >= demo.share"}, "s", "3"),
            RuleVersion(date(2027, 1, 1), {"old_enough": "age >= 5", "spends": "rd / sales >= demo.share"}, "s", "4"),
        ),
    ),
    (Variable("age", unit="年", label=Label("年限")), Variable("rd", unit="万元"), Variable("sales", unit="万元")),
)
PARAMETERS = (DatedParameter("demo.share", Label("门槛"), "1", (DatedValue(date(2020, 1, 1), 0.03),)),)


def ready(day: date = DAY) -> ReadyTitle:
    return ready_title(TITLES["strong"], RULES, day=day, parameters=PARAMETERS)


def test_a_title_of_three_years_ends_on_the_day_before_its_third_anniversary():
    assert end_of(Holding("young", date(2023, 7, 1)), TITLES["young"]) == date(2026, 6, 30)
    assert end_of(Holding("young", date(2024, 2, 29)), TITLES["young"]) == date(2027, 2, 28)
    assert end_of(Holding("young", date(2023, 1, 1)), TITLES["young"]) == date(2025, 12, 31)


def test_a_printed_end_counts_before_the_years_of_the_title():
    held = Holding("young", date(2023, 7, 1), date(2024, 1, 1))
    assert end_of(held, TITLES["young"]) == date(2024, 1, 1)
    assert validity(held, TITLES["young"], DAY) is Validity.EXPIRED


def test_a_title_without_a_day_is_undated_and_not_taken_as_lapsed_nor_as_sure():
    assert validity(Holding("young"), TITLES["young"], DAY) is Validity.UNDATED
    assert validity(Holding("first"), TITLES["first"], DAY) is Validity.IN_FORCE
    assert standing_on(LADDER, TITLES, [Holding("young")], day=DAY) == Standing(0, "young", undated=True)


def test_a_title_counts_on_its_last_day_and_not_on_the_next():
    held = Holding("young", date(2023, 7, 1))
    assert validity(held, TITLES["young"], date(2026, 6, 30)) is Validity.IN_FORCE
    assert validity(held, TITLES["young"], date(2026, 7, 1)) is Validity.EXPIRED
    assert validity(held, TITLES["young"], date(2023, 6, 30)) is Validity.NOT_YET


def test_the_highest_step_that_counts_is_where_a_firm_stands_and_lapsed_steps_are_told():
    held = [Holding("strong", date(2021, 1, 1)), Holding("young", date(2025, 3, 1)), Holding("other", date(2025, 1, 1))]
    found = standing_on(LADDER, TITLES, held, day=DAY)
    assert (found.step, found.title, found.ends) == (0, "young", date(2028, 2, 29))
    assert found.lapsed == ("strong",)
    assert next_title(LADDER, found) == "strong"


def test_of_two_grants_of_one_title_the_longer_counts_and_nothing_has_lapsed():
    held = [Holding("young", date(2020, 1, 1)), Holding("young", date(2025, 1, 1))]
    found = standing_on(LADDER, TITLES, held, day=DAY)
    assert (found.since, found.lapsed) == (date(2025, 1, 1), ())


def test_nobody_stands_above_the_top():
    assert next_title(LADDER, standing_on(LADDER, TITLES, [Holding("first")], day=DAY)) == ""
    assert next_title(LADDER, Standing(-1)) == "young"


@given(st.lists(st.integers(-1, 2), max_size=30))
def test_every_firm_is_counted_once_on_its_step(steps):
    counts = counts_by_step(LADDER, [Standing(step) for step in steps])
    assert sum(counts) == sum(step >= 0 for step in steps)


def test_what_lapses_soon_is_told_soonest_first():
    rows = [
        ("b", Holding("young", date(2023, 8, 1))),  # until 31 July 2026: 31 days
        ("a", Holding("young", date(2023, 7, 11))),  # until 10 July 2026: 10 days
        ("c", Holding("young", date(2024, 1, 1))),  # until the end of 2026: 184 days
        ("d", Holding("young", date(2020, 1, 1))),  # long gone
        ("e", Holding("young")),
    ]
    found = lapsing(rows, TITLES, day=DAY, within_days=60)
    assert [(firm, end) for firm, _held, end in found] == [("a", date(2026, 7, 10)), ("b", date(2026, 7, 31))]


def test_all_conditions_hold_and_the_firm_can_move_up():
    found = assess(ready(), {"age": 4, "rd": 40.0, "sales": 1000.0})  # 40 / 1000 = 4 % against 3 %
    assert found.met is True
    assert found.clause == "3"


def test_one_failed_condition_decides_though_another_is_unknown():
    found = assess(ready(), {"age": 1})
    assert found.met is False
    assert [verdict.condition.rule for verdict in found.failed] == ["old_enough"]
    assert [verdict.condition.rule for verdict in found.open] == ["spends"]


def test_what_is_missing_is_named_and_unknown_is_not_refused():
    found = assess(ready(), {"age": 4, "sales": 1000.0})
    assert found.met is None
    assert found.missing == ("rd",)
    assert found.variables["age"] == Label("年限")


def test_the_rules_of_the_day_are_used():
    record = {"age": 4, "rd": 40.0, "sales": 1000.0}
    assert assess(ready(date(2027, 3, 1)), record).met is False


def test_before_the_first_version_and_without_rules_nothing_is_known():
    assert assess(ready(date(2019, 1, 1)), {"age": 4}).met is None
    assert assess(ready_title(TITLES["young"], None, day=DAY), {}).met is None


def test_a_condition_without_its_rule_is_refused():
    title = Title("x", Label("某"), rule_set="strong", conditions=(Condition("absent", Label("无")),))
    with pytest.raises(RuleRefused, match="absent"):
        ready_title(title, RULES, day=DAY, parameters=PARAMETERS)


def test_without_explanation_the_verdict_is_the_same():
    for record in ({}, {"age": 1}, {"age": 3, "rd": 1.0, "sales": 2.0}):
        assert assess(ready(), record, explained=False).met == assess(ready(), record).met


def test_eligible_firms_come_first_then_those_with_the_fewest_failures():
    records = {
        "a": {"age": 1},
        "b": {"age": 4, "rd": 40.0, "sales": 1000.0},
        "c": {"age": 4},
        "d": {"age": 1, "rd": 0.0, "sales": 1.0},
    }
    found: dict[str, Assessment] = {code: assess(ready(), record, explained=False) for code, record in records.items()}
    assert nearest_first(found) == ("b", "c", "a", "d")
