"""Schemes: whose they are, what they say clause by clause, and whether their golden cases hold."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidehead.calc.schemes import CaseResult, SchemeRefused, prepare, run_cases
from tidehead.calc.schemes.types import Scheme
from tidehead.city.assessments import queries
from tidehead.city.assessments.scheme_sheets import (
    band_text,
    branches,
    data_table,
    formula_words,
    in_words,
    parameter_table,
    treatment_text,
)
from tidehead.city.assessments.types import NotFound, SchemeVersionInfo
from tidehead.city.assessments.wording import RUN_STATES, SCHEME_STATES, STANDINGS
from tidehead.city.evidence.queries import source_by_code
from tidehead.city.shell.tables import XLSX_TYPE, exported
from tidehead.lake import template as entry_template

MOST_RUNS = 10


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a scheme in the list."""

    version: SchemeVersionInfo
    standing: str
    state: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class FamilyBlock:
    label: str
    rows: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A bonus, a deduction or a veto as the page lists it."""

    label: str
    words: str
    rule: str
    limit: float | None
    clause: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A golden case in words: whether it holds, and what differs."""

    label: str
    holds: bool
    told: tuple[str, ...]


def schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme with its versions, the one in force marked."""
    today = timezone.localdate()
    families = [
        FamilyBlock(
            str(family.label),
            tuple(
                VersionRow(each, str(STANDINGS[each.standing]), str(SCHEME_STATES[each.state]), each.is_in_force(today))
                for each in family.versions
            ),
        )
        for family in queries.scheme_families()
    ]
    return render(request, "assessments/schemes.html", {"families": families})


def scheme(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: tree, formulas, parameters, grades, missing data, cases."""
    version, said = _scheme_or_404(version_id)
    tables = (data_table(said), parameter_table(said))
    for table in tables:
        if file := exported(request, table):
            return file
    context = {
        "version": version,
        "standing": STANDINGS[version.standing],
        "state": SCHEME_STATES[version.state],
        "in_force": version.is_in_force(timezone.localdate()),
        "branches": branches(said),
        "adjustments": adjusted(said),
        "bands": [(band.grade, in_words(band.label), band_text(said.grades, n)) for n, band in enumerate(said.grades)],
        "boards": formula_words(said, said.boards.by),
        "note": str(version.note),
        "treatment": treatment_text(said.treatment),
        "tables": tables,
        "cases": shown_cases(said),
        "source": source_by_code(version.source) if version.source else None,
        "runs": [(run, RUN_STATES[run.state]) for run in queries.runs(scheme=version_id)[:MOST_RUNS]],
        "versions": _others(version),
        "may_run": request.actor.may("assessments.run"),
        "may_edit": request.actor.may("assessments.edit_scheme"),
    }
    return render(request, "assessments/scheme.html", context)


def _others(version: SchemeVersionInfo) -> list[tuple[SchemeVersionInfo, str]]:
    """The other versions of the family, the newest first."""
    family = next((each for each in queries.scheme_families() if each.family == version.family), None)
    found = [each for each in family.versions if each.id != version.id] if family else []
    return [(each, str(SCHEME_STATES[each.state])) for each in found]


def _scheme_or_404(version_id: int) -> tuple[SchemeVersionInfo, Scheme]:
    try:
        return queries.scheme_version(version_id), queries.scheme_of(version_id)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing


def shown_cases(said: Scheme) -> list[ShownCase]:
    """Every golden case with its result; those of a draft that cannot be run do not hold."""
    try:
        results = run_cases(said)
    except SchemeRefused as refused:
        told = tuple(f"{problem.where}: {in_words(problem.message)}" for problem in refused.problems)
        return [ShownCase(in_words(case.label), False, told) for case in said.cases]
    return [ShownCase(in_words(result.case.label), result.holds, _told(result)) for result in results]


def _told(result: CaseResult) -> tuple[str, ...]:
    refusals = dict.fromkeys(in_words(refusal) for refusal in result.refusals)
    differences = (
        _("%(unit)s, %(what)s: %(given)s instead of %(expected)s")
        % {
            "unit": each.unit,
            "what": each.what,
            "given": "—" if each.given is None else each.given,
            "expected": "—" if each.expected is None else each.expected,
        }
        for each in result.differences
    )
    return (*differences, *refusals)


def adjusted(said: Scheme) -> tuple[Adjusted, ...]:
    """Bonus, deductions and vetoes in the scheme's order."""
    points = [
        Adjusted(
            label=in_words(one.label),
            words=formula_words(said, one.points),
            rule=one.points,
            limit=one.ceiling,
            clause=one.clause,
            kind="malus" if one.is_malus else "bonus",
        )
        for one in said.adjustments
    ]
    vetoes = [
        Adjusted(in_words(one.label), formula_words(said, one.when), one.when, None, one.clause, "veto")
        for one in said.vetoes
    ]
    return (*points, *vetoes)


def template(request: HttpRequest, version_id: int) -> HttpResponse:
    """The Excel file that units fill in."""
    version, said = _scheme_or_404(version_id)
    content = entry_template(prepare(said), language=get_language() or "zh-hans")
    answer = HttpResponse(content, content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{version.code}.xlsx"'
    return answer
