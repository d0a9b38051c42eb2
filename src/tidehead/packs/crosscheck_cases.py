"""Kinds of cases: parts that name each other, rules over their fields, and a life that can be lived to its end."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator

from tidehead.calc.casework import check_type
from tidehead.calc.casework.moves import rule_of
from tidehead.calc.casework.types import Clock, Transition
from tidehead.calc.rules import RuleRefused
from tidehead.packs.names import Names
from tidehead.packs.problems import Problems, reasons
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import CaseTypeRow

OTHERS_TO_FILL = frozenset({"lead", "owner", "reason"})  # what a move can ask for beside fields
TEMPLATE_WORDS = ("number", "title", "state", "due", "url", "reason")
_NUMBER = re.compile(r"[A-Z]{1,8}-\{year\}-\{nth:0\d\}")


def check_cases(region: Region, names: Names) -> None:
    """Report what is wrong within each kind of case, and in the sources it names."""
    for row in region.case_type_rows:
        before = len(names.problems.found)
        _check_file(row, names)
        _check_parts(row, names.problems)
        for transition in row.case_type.transitions:
            _check_transition(row, transition, names)
        for clock in row.case_type.clocks:
            _check_clock(row, clock, names)
        _check_templates(row, names.problems)
        if len(names.problems.found) == before:  # else the same faults would be told twice
            _check_life(row, names.problems)


def _check_file(row: CaseTypeRow, names: Names) -> None:
    want = f"cases/{row.id}.yaml"
    if row.position.file != want:
        names.problems.add(row.position, "case_file", name=row.id, want=want)
    names.need("source", row.case_type.source, row.position)
    if not _NUMBER.fullmatch(row.case_type.number):
        names.problems.add(row.at("number"), "case_number", text=row.case_type.number)


def _check_parts(row: CaseTypeRow, problems: Problems) -> None:
    kind = row.case_type
    _check_once(row, "states", [one.id for one in kind.states], problems)
    _check_once(row, "transitions", [one.id for one in kind.transitions], problems)
    _check_once(row, "fields", [one.id for one in kind.fields], problems)
    _check_once(row, "clocks", [one.id for one in kind.clocks], problems)
    _check_once(row, "templates", [one.id for one in kind.templates], problems)
    _check_known(row, "initial", "states", [kind.initial], problems)
    for field in kind.fields:
        ids = [one.id for one in field.choices]
        if (field.kind == "choice") != bool(ids) or len(set(ids)) < len(ids):
            problems.add(row.at(f"fields.{field.id}"), "case_choices", name=field.id)


def _check_once(row: CaseTypeRow, section: str, ids: list[str], problems: Problems) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            problems.add(row.at(f"{section}.{name}"), "case_part_twice", section=section, name=name)


def _check_known(row: CaseTypeRow, part: str, section: str, names: Iterable[str], problems: Problems) -> None:
    known = {one.id for one in getattr(row.case_type, section)}
    for name in names:
        if name and name not in known:
            problems.add(row.at(part), "case_part", section=section, name=name)


def _check_transition(row: CaseTypeRow, transition: Transition, names: Names) -> None:
    part, problems = f"transitions.{transition.id}", names.problems
    _check_known(row, part, "states", (*transition.sources, transition.target), problems)
    _check_known(row, part, "fields", (one for one in transition.fill if one not in OTHERS_TO_FILL), problems)
    _check_known(row, part, "templates", (transition.message,), problems)
    names.need("source", transition.basis, row.at(part))
    if transition.rule:
        _check_rule(row, transition, problems)


def _check_rule(row: CaseTypeRow, transition: Transition, problems: Problems) -> None:
    where = row.at(f"transitions.{transition.id}")
    try:
        rule = rule_of(row.case_type, transition)
    except RuleRefused as refused:
        problems.add(where, "case_rule", name=transition.id, **reasons(refused.message))
        return
    if rule.kind != "truth":
        problems.add(where, "case_rule_truth", name=transition.id)


def _check_clock(row: CaseTypeRow, clock: Clock, names: Names) -> None:
    part = f"clocks.{clock.id}"
    _check_known(row, part, "states", (*clock.starts, *clock.stops, *clock.pauses), names.problems)
    _check_known(row, part, "transitions", (*clock.stopped_by, *clock.restarts), names.problems)
    names.need("source", clock.basis, row.at(part))


def _check_templates(row: CaseTypeRow, problems: Problems) -> None:
    for template in row.case_type.templates:
        where = row.at(f"templates.{template.id}")
        for word in _blanks(template.subject.zh, template.subject.en, template.body.zh, template.body.en):
            if word not in TEMPLATE_WORDS:
                problems.add(where, "case_words", name=template.id, text=word, known=", ".join(TEMPLATE_WORDS))


def _blanks(*texts: str) -> Iterator[str]:
    """The names in braces; a brace that stands alone counts as one that nobody knows."""
    for text in texts:
        try:
            yield from (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
        except ValueError:
            yield text


def _check_life(row: CaseTypeRow, problems: Problems) -> None:
    for fault in check_type(row.case_type):
        problems.add(row.position, "case_type", name=row.id, **reasons(fault))
