"""Each mistake in the files about work is told once, with its file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tidehead.packs import Problem, check_pack

ProblemsOf = Callable[[Path], tuple[Problem, ...]]

# file, what stands there, what is put in its place, the mistake it makes
MISTAKES = [
    ("cases/request.yaml", "due: 7 days", "due: a week", "not_a_duration"),
    ("cases/request.yaml", "due: 7 days", "due: 0 days", "not_a_duration"),
    ("cases/request.yaml", "id: request\n", "id: wish\n", "case_file"),
    ("cases/request.yaml", "target: routed", "target: sent", "case_part"),
    ("cases/request.yaml", "fill: [question]", "fill: [answerr]", "case_part"),
    ("cases/request.yaml", "message: asked", "message: told", "case_part"),
    ("cases/request.yaml", "stops: [routed, withdrawn]", "stops: [gone]", "case_part"),
    ("cases/request.yaml", "restarts: [send_back]", "restarts: [again]", "case_part"),
    ("cases/request.yaml", "initial: received", "initial: began", "case_part"),
    ("cases/request.yaml", "by: [requester]", "by: [mayor]", "not_one_of"),
    ("cases/request.yaml", "id: accept\n", "id: route\n", "case_part_twice"),
    (
        "cases/request.yaml",
        "{id: question, label: {zh: 请企业补充, en: What the firm is asked}, kind: text}",
        "{id: question, label: {zh: 请企业补充}, kind: choice}",
        "case_choices",
    ),
    ("cases/request.yaml", 'number: "REQ-{year}-{nth:06}"', 'number: "REQ"', "case_number"),
    ("cases/request.yaml", "The clock of “{title}” runs", "The clock of “{name}” runs", "case_words"),
    ("cases/request.yaml", "The clock of “{title}” runs", "The clock of “{title” runs", "case_words"),
    ("cases/request.yaml", "satisfaction between 1 and 5", "satisfied between 1 and 5", "case_rule"),
    ("cases/request.yaml", "satisfaction between 1 and 5", "satisfaction + 1", "case_rule_truth"),
    (
        "cases/request.yaml",
        "target: waiting_for_firm",
        "target: in_progress",
        "case_type",
    ),
    ("calendar.yaml", '"2025-10-01/2025-10-08"', '"2025-10-08/2025-10-01"', "not_days"),
    ("calendar.yaml", '"2025-10-01/2025-10-08"', '"2025-10"', "not_days"),
    ("calendar.yaml", '"08:30-12:00"', '"8:30-12"', "not_hours"),
    ("calendar.yaml", '"08:30-12:00"', '"12:00-08:30"', "not_hours"),
    ("calendar.yaml", '"08:30-12:00", "14:00-17:30"', '"08:30-14:30", "14:00-17:30"', "hours_order"),
    ("calendar.yaml", "Asia/Shanghai", "Asia/Atlantis", "unknown_zone"),
    ("calendar.yaml", "year: 2025", "year: 2023", "year_gap"),
    ("calendar.yaml", '"2025-04-27"', '"2026-04-26"', "day_of_another_year"),
    ("calendar.yaml", '"2025-04-27"', '"2025-04-25"', "weekday_worked"),
    ("calendar.yaml", '"2025-04-27"', '"2025-05-03"', "off_and_worked"),
    ("posts.yaml", "organisation: org.city, role: leader", "role: leader", "post_body"),
    ("posts.yaml", "organisation: org.city, role: leader", "organisation: org.city, role: enterprise", "post_role"),
    (
        "posts.yaml",
        "enterprise: demo-firm-01, role: enterprise",
        "enterprise: demo-firm-01, role: handler",
        "post_role",
    ),
    ("posts.yaml", "organisation: org.city, role: leader", "organisation: org.city", "post_without_role"),
    ("posts.yaml", "organisation: org.city, role: leader", "organisation: org.town, role: leader", "unknown"),
    ("posts.yaml", "enterprise: demo-firm-01", "enterprise: demo-firm-99", "unknown"),
    ("enterprises/firms.csv", ",150.41,20.15,", ",150.41,,", "half_a_point"),
    ("enterprises/firms.csv", ",150.41,20.15,", ",250.41,20.15,", "off_globe"),
    ("enterprises/firms.csv", "demo-firm-02,", "demo-firm-01,", "defined_twice"),
    ("enterprises/firms.csv", "large,1240", "huge,1240", "not_one_of"),
    ("service.yaml", "organisation: org.science", "organisation: org.art", "unknown"),
    ("service.yaml", "id: phone", "id: desk", "part_twice"),
    ("service.yaml", '{id: "5", label', '{id: "6", label', "satisfaction"),
    ("service.yaml", "case_type: request", "case_type: task", "wrong_family"),
    ("service.yaml", "distance: 1,", "distance: -1,", "out_of_range"),
    ("projects.yaml", "project_foreign]", "project_lunar]", "unknown"),
    ("projects.yaml", "at_least_cny: 100000000,", "at_least_cny: 5000000000,", "sizes_out_of_order"),
    ("projects.yaml", "rule: counts_spinoff", "rule: counts_moon", "no_such_rule"),
    ("projects.yaml", "counted_states: [started,", "counted_states: [begun,", "case_part"),
    ("projects.yaml", 'excluded: ["demo-2025:marine_food"]', 'excluded: ["demo-2025:robots"]', "part_twice"),
    ("projects.yaml", 'excluded: ["demo-2025:marine_food"]', 'excluded: ["demo-2025:opera"]', "unknown"),
    ("projects.yaml", "likeness: 0.75", "likeness: 75", "out_of_range"),
    ("projects.yaml", "indicator: tax_revenue", "indicator: tax_revenues", "unknown"),
    ("spaces/stock.csv", ",64,17,", ",64,70,", "rooms_free"),
    ("spaces/stock.csv", "first_gathering,new_area", "cellar,new_area", "unknown"),
    ("agreements.yaml", "share: 0.6", "share: 0.5", "shares_of_one"),
    ("agreements.yaml", '{place: "990101", share: 0.4}', "{place: new_area, share: 0.4}", "parties"),
    ("agreements.yaml", "{place: new_area, share: 1}", "{place: new_area, share: 2}", "out_of_range"),
    ("agreements.yaml", "base: tax", "base: love", "unknown"),
    ("agreements.yaml", 'end: "2030-12-31"', 'end: "2020-12-31"', "ends_before"),
    ("tasks.yaml", "group: leading", "group: following", "unknown"),
    ("tasks.yaml", "every: quarter", "every: fortnight", "not_one_of"),
    ("tasks.yaml", "audit_share: 0.2", "audit_share: 20", "out_of_range"),
    ("tasks.yaml", "id: works", "id: projects", "part_twice"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), MISTAKES, ids=lambda part: str(part)[:40])
def test_a_mistake_is_told_at_its_line(
    demo: Path, problems_of: ProblemsOf, file: str, old: str, new: str, code: str
) -> None:
    path = demo / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = problems_of(demo)
    assert code in {problem.code for problem in found}, found
    told = next(problem for problem in found if problem.code == code)
    assert told.file == file
    assert told.line >= 1
    assert told.message_zh


def test_a_part_is_told_at_its_own_line(demo: Path, problems_of: ProblemsOf) -> None:
    path = demo / "cases" / "request.yaml"
    lines = path.read_text("utf-8").splitlines()
    nth = next(i for i, line in enumerate(lines) if "id: ask_back" in line)
    path.write_text("\n".join(line.replace("[question]", "[questions]") for line in lines) + "\n", "utf-8")
    assert [(one.code, one.line) for one in problems_of(demo)] == [("case_part", nth + 1)]


def test_a_golden_case_of_counting_that_fails_is_told(demo: Path) -> None:
    path = demo / "rules" / "projects.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("investment_10k_cny >= 100000\n", "investment_10k_cny > 100000\n"), "utf-8")
    report = check_pack(demo)
    assert {problem.code for problem in report.problems} == {"case_differs"}
    assert all(problem.file == "rules/projects.yaml" for problem in report.problems)
