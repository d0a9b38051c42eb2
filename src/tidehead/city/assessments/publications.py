"""A published result as a paper: the table, the method in words, the doubt, the notice period."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidehead.calc.schemes.types import Indicator, Pillar, Scheme
from tidehead.city.assessments.league_sheets import league_table
from tidehead.city.assessments.scheme_sheets import band_text, formula_words, in_words, method_text
from tidehead.city.assessments.types import League, RunInfo
from tidehead.city.assessments.wording import MISSING, RUN_STATES, STANDINGS, coverage_text
from tidehead.city.common.types import RegionInfo
from tidehead.city.shell.formatting import date_text, number_text, period_text
from tidehead.city.shell.papers import Grid, Paper, grid_of


def published_paper(league: League, scheme: Scheme, region: RegionInfo | None) -> Paper:
    """The whole board as it is published, with what a reader needs to doubt it honestly."""
    run = league.run
    return Paper(
        title=str(run.scheme.label),
        subtitle=_(" · ").join(part for part in (str(region.label) if region else "", period_text(run.period)) if part),
        language=get_language() or "zh-hans",
        marks=marks_of(run),
        paragraphs=(*method_paragraphs(scheme), *doubt_paragraphs(league), *notice_paragraphs(run)),
        grids=(grid_of(league_table(league, linked=False)), weight_grid(scheme)),
        notes=tuple(str(step.what) for step in run.steps),
        foot=_("Result %(digest)s · rule %(rule)s · data %(data)s") % _digests(run),
    )


def _digests(run: RunInfo) -> dict[str, str]:
    return {"digest": run.result_digest[:16], "rule": run.scheme_digest[:12], "data": run.data_digest[:12]}


def marks_of(run: RunInfo) -> tuple[str, ...]:
    """What has to be seen first: invented data, a rule that is nobody's, a state that is not “published”."""
    marks = []
    if run.entries.synthetic:
        marks.append(_("Synthetic data: no unit, figure or place of this table is real."))
    if run.scheme.standing != "official":
        marks.append(str(STANDINGS[run.scheme.standing]))
    if run.state != "published":
        marks.append(str(RUN_STATES[run.state]))
    return tuple(marks)


def method_paragraphs(scheme: Scheme) -> tuple[str, ...]:
    """How the result came about, in a few sentences."""
    told = [_("Each unit is assessed by %(n)s indicators.") % {"n": len(scheme.indicators)}]
    if scheme.grades:
        bands = "; ".join(f"{band.grade}: {band_text(scheme.grades, n)}" for n, band in enumerate(scheme.grades))
        told.append(_("Grades: %(bands)s.") % {"bands": bands})
    if scheme.boards.by:
        told.append(
            _("Units are ranked on separate boards by %(by)s.") % {"by": formula_words(scheme, scheme.boards.by)}
        )
    note = in_words(scheme.note)
    return (" ".join(told), note) if note else (" ".join(told),)


def doubt_paragraphs(league: League) -> tuple[str, ...]:
    """What the ranges mean, and who could as well be elsewhere."""
    run = league.run
    told = [coverage_text(run)]
    if run.draws:
        told.append(
            _(
                "A range holds nine of ten draws; %(draws)s draws were made over weights, methods, missing data and "
                "errors of measurement (seed %(seed)s)."
            )
            % {"draws": run.draws, "seed": run.seed}
        )
    else:
        told.append(_("No ranges were computed for this run."))
    return tuple(told)


def notice_paragraphs(run: RunInfo) -> tuple[str, ...]:
    """When objections are taken."""
    if run.notice_from is None or run.notice_to is None:
        return ()
    words = {"start": date_text(run.notice_from), "end": date_text(run.notice_to)}
    return (_("Objections are taken from %(start)s to %(end)s.") % words,)


def weight_grid(scheme: Scheme) -> Grid:
    """The rule in a table: indicator, weight, method, what is done when unknown."""
    return Grid(
        title=_("What counts, and how much"),
        heads=(_("Indicator"), _("Weight"), _("How it becomes comparable"), _("If unknown"), _("Clause")),
        rows=tuple(_weight_rows(scheme, scheme.tree, 0)),
        numeric=(False, True, False, False, False),
    )


def _weight_rows(scheme: Scheme, pillar: Pillar, depth: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for child in pillar.children:
        label = "　" * depth + in_words(child.label)
        if isinstance(child, Indicator):
            how = method_text(scheme, child.normalisation)
            rows.append((label, number_text(child.weight), how, str(MISSING[child.missing]), child.clause))
        else:
            rows.append((label, number_text(child.weight), "", "", ""))
            rows += _weight_rows(scheme, child, depth + 1)
    return rows
