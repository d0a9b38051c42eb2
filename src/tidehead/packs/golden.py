"""Golden cases of rule sets and schemes, run: where a result is not the expected one, the place, expected and got."""

import math
from collections.abc import Iterator, Mapping
from datetime import date

from tidehead.calc.rules import RuleRefused, Value, Variable
from tidehead.calc.schemes import run_cases
from tidehead.packs.problems import Problem, Problems, reasons
from tidehead.packs.rule_rows import RuleCase, RuleSetRow, SchemeRow
from tidehead.packs.rule_sets import rule_results
from tidehead.packs.schema import Region


def golden_problems(region: Region) -> tuple[Problem, ...]:
    """Every golden case of a region that does not come out as it says, in order of file and line."""
    problems = Problems()
    for row in region.rule_sets:
        for case in row.cases:
            _check_rules(row, case, region, problems)
    for scheme in region.scheme_rows:
        _check_scheme(scheme, problems)
    return problems.in_order()


def _check_scheme(row: SchemeRow, problems: Problems) -> None:
    for result in run_cases(row.scheme):
        where, case = row.place(f"cases.{result.case.id}"), result.case.id
        for refusal in result.refusals:
            problems.add(where, "case_refused", case=case, **reasons(refusal))
        for one in result.differences:
            told = {"expected": shown_value(one.expected), "got": shown_value(one.given)}
            problems.add(where, "case_result", case=case, unit=one.unit, name=one.what, **told)


def _check_rules(row: RuleSetRow, case: RuleCase, region: Region, problems: Problems) -> None:
    variables = {one.name: one for one in row.variables}
    unnamed = sorted(case.record.keys() - variables.keys())
    for name in unnamed:
        problems.add(case.position, "case_name", case=case.id, name=name)
    record = {name: _typed(value, variables[name]) for name, value in case.record.items() if name in variables}
    try:
        results = rule_results(row, case.day, record, parameters=region.parameters)
    except RuleRefused as refused:
        problems.add(case.position, "case_refused", case=case.id, **reasons(refused.message))
        return
    for name, expected, got in _differences(case, results):
        problems.add(case.position, "case_differs", case=case.id, name=name, expected=expected, got=got)


def _typed(value: Value | None, variable: Variable) -> Value | None:
    """A day stands in the file as text; text that is none is left to be refused."""
    if variable.kind == "day" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _differences(case: RuleCase, results: Mapping[str, Value | None]) -> Iterator[tuple[str, str, str]]:
    for name, expected in case.expected.items():
        if name not in results:
            yield name, shown_value(expected), "—"
        elif not agrees(expected, results[name], case.tolerance):
            yield name, shown_value(expected), shown_value(results[name])


def agrees(expected: Value | None, got: Value | None, tolerance: float) -> bool:
    """Whether two results are the same: numbers within a tolerance, days also as text, unknown only with unknown.

    >>> agrees(100.0, 100.0000000001, 1e-9), agrees(None, 0.0, 1.0)
    (True, False)
    """
    if expected is None or got is None:
        return expected is got
    if isinstance(got, date):
        return str(expected) == got.isoformat()
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, float) and isinstance(got, float | int):
        return math.isfinite(got) and abs(expected - got) <= tolerance
    return expected == got


def shown_value(value: Value | None) -> str:
    """A value as a message gives it: unknown is a dash."""
    if value is None:
        return "—"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
