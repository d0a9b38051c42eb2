"""Rules and schemes: sources that exist, indicators and places that are the pack's, formulas that compile."""

from collections.abc import Iterable

from tidehead.calc.rules import DatedParameter
from tidehead.calc.schemes import Prepared, SchemeRefused, prepare
from tidehead.calc.units import converts
from tidehead.packs.entry_tables import check_table
from tidehead.packs.names import Names
from tidehead.packs.problems import Problems, reasons
from tidehead.packs.rule_rows import RuleSetRow, SchemeRow
from tidehead.packs.rule_sets import RuleFault, compiled_rules
from tidehead.packs.schema import Indicator, Region


def check_schemes(region: Region, names: Names) -> None:
    """Report what is wrong among parameters, rule sets, schemes and the tables that were handed in for them."""
    for parameter in region.parameter_rows:
        for value in parameter.parameter.values:
            names.need("source", value.source, parameter.position)
    for rule_set in region.rule_sets:
        _check_rule_set(rule_set, region, names)
    indicators = {one.id: one for one in region.indicators}
    for row in region.scheme_rows:
        check_file(row, names.problems)
        _check_names(row, indicators, names)
    compiled = {row.id: compiled_scheme(row, names.problems) for row in region.scheme_rows}
    for table in region.entries:
        prepared = compiled.get(table.scheme)
        if names.need("scheme", table.scheme, table.position) and prepared:
            check_table(table, prepared, names.problems)


def compiled_scheme(row: SchemeRow, problems: Problems) -> Prepared | None:
    """The scheme ready to run; None, and everything that keeps it from that reported at its line."""
    try:
        return prepare(row.scheme)
    except SchemeRefused as refused:
        for problem in refused.problems:
            where = row.place(problem.where)
            problems.add(where, "scheme", part=problem.where, **reasons(problem.message))
    return None


def _check_rule_set(row: RuleSetRow, region: Region, names: Names) -> None:
    for version in row.rule_set.versions:
        names.need("source", version.source, row.position)
    check_formulas(row, region.parameters, names.problems)


def check_formulas(row: RuleSetRow, parameters: Iterable[DatedParameter], problems: Problems) -> None:
    """Report each version of a rule set in which a rule cannot be compiled."""
    parameters = tuple(parameters)
    for version in row.rule_set.versions:
        try:
            compiled_rules(row, version, parameters)
        except RuleFault as fault:
            problems.add(row.place(fault.name), "rule", name=fault.name, **reasons(fault.refused.message))


def check_file(row: SchemeRow, problems: Problems) -> None:
    """Report a scheme whose file is not called like it."""
    want = f"schemes/{row.id}.yaml"
    if row.position.file != want:
        problems.add(row.position, "scheme_file", name=row.id, want=want)


def _check_names(row: SchemeRow, indicators: dict[str, Indicator], names: Names) -> None:
    scheme = row.scheme
    names.need("source", scheme.source, row.place("source"))
    for parameter in scheme.parameters:
        names.need("source", parameter.source, row.place(parameter.name))
    for case in scheme.cases:
        names.need("source", case.source, row.place(case.id))
    for variable in scheme.variables:
        where = row.place(variable.name)
        if names.need("indicator", variable.indicator, where) and variable.indicator in indicators:
            unit, want = variable.variable.unit, indicators[variable.indicator].unit
            if not converts(want, unit):
                names.problems.add(where, "unit_differs", unit=unit, want=want, indicator=variable.indicator)
    _check_assessed(row, names)


def _check_assessed(row: SchemeRow, names: Names) -> None:
    assessed, where = row.scheme.assessed, row.place("assessed")
    names.need("tree", assessed.tree, where)
    for place in (assessed.parent, *assessed.places):
        names.need("place", place, where)
    wanted = bool(assessed.places) or bool(assessed.tree and assessed.parent)
    if wanted != (assessed.kind == "places"):
        names.problems.add(where, "assessed")
