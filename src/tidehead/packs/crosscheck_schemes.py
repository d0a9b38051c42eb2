"""Rules and schemes: sources that exist, indicators and places that are the pack's, formulas that compile."""

from tidehead.calc.schemes.preparing import prepare
from tidehead.calc.schemes.problems import SchemeRefused
from tidehead.calc.schemes.types import Scheme
from tidehead.calc.units import converts
from tidehead.packs.names import Names
from tidehead.packs.problems import Problems
from tidehead.packs.rule_rows import EntryTable, RuleSetRow, SchemeRow
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
        _check_file(row, names.problems)
        _check_names(row, indicators, names)
        check_compiles(row, names.problems)
    schemes = {one.id: one.scheme for one in region.scheme_rows}
    for table in region.entries:
        if names.need("scheme", table.scheme, table.position) and table.scheme in schemes:
            _check_header(table, schemes[table.scheme], names.problems)


def check_compiles(row: SchemeRow, problems: Problems) -> None:
    """Report everything that keeps a scheme from being run, at the line where it stands."""
    try:
        prepare(row.scheme)
    except SchemeRefused as refused:
        for problem in refused.problems:
            where = row.place(problem.where)
            said = {"why": problem.message.text("en"), "why_zh": problem.message.text("zh")}
            problems.add(where, "scheme", part=problem.where, **said)


def _check_rule_set(row: RuleSetRow, region: Region, names: Names) -> None:
    for version in row.rule_set.versions:
        names.need("source", version.source, row.position)
        try:
            compiled_rules(row, version, region.parameters)
        except RuleFault as fault:
            message = fault.refused.message
            said = {"why": message.text("en"), "why_zh": message.text("zh")}
            names.problems.add(row.place(fault.name), "rule", name=fault.name, **said)


def _check_file(row: SchemeRow, problems: Problems) -> None:
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


def _check_header(table: EntryTable, scheme: Scheme, problems: Problems) -> None:
    """Columns are the scheme's own names, so that a pack can be read without guessing."""
    known = {"id", "name", *(one.name for one in scheme.variables), *(one.id for one in scheme.indicators)}
    for heading in table.header:
        if heading not in known:
            problems.add(table.position, "entry_column", name=heading, scheme=scheme.id)
    for heading in ("id", "name"):
        if heading not in table.header:
            problems.add(table.position, "entry_column_missing", name=heading)
    repeated = {one for one in table.header if table.header.count(one) > 1}
    for heading in sorted(repeated):
        problems.add(table.position, "entry_column_twice", name=heading)
