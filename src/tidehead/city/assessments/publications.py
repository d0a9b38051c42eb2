"""A published result as a paper: the table, the method in words, the doubt, the notice period."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidehead.calc.schemes.types import Indicator, Pillar, Scheme
from tidehead.city.assessments.league_sheets import league_table
from tidehead.city.assessments.scheme_sheets import band_text, formula_words, in_words, method_text
from tidehead.city.assessments.types import League, LeagueRow, RunInfo
from tidehead.city.assessments.wording import MISSING, RUN_STATES, STANDINGS, coverage_text
from tidehead.city.common.types import RegionInfo
from tidehead.city.shell.formatting import date_text, number_text, period_text
from tidehead.city.shell.papers import Grid, Paper, grid_of
from tidehead.city.shell.tables import Table, csv_response, xlsx_response

MOST_UNRANKED = 200  # a paper names no more units than this; the table has them all


def published_paper(league: League, scheme: Scheme, region: RegionInfo | None) -> Paper:
    """The whole board as it is published, with what a reader needs to doubt it honestly."""
    run = league.run
    return Paper(
        title=str(run.scheme.label),
        subtitle=_(" · ").join(part for part in (str(region.label) if region else "", period_text(run.period)) if part),
        language=get_language() or "zh-hans",
        marks=(*region_marks(region), *marks_of(run)),
        paragraphs=(
            *method_paragraphs(scheme),
            *doubt_paragraphs(league),
            *unranked_paragraphs(league),
            *notice_paragraphs(run, region),
        ),
        grids=(grid_of(league_table(league, linked=False)), weight_grid(scheme)),
        notes=tuple(str(step.what) for step in run.steps),
        foot=_("Result %(digest)s · rule %(rule)s · data %(data)s") % _digests(run),
    )


def sheet_of(league: League, region: RegionInfo | None, *, linked: bool = False) -> Table:
    """The league as a file: named after scheme and run, with the rule as its source and all that the page says of it.

    Data that were handed in to an invented region are marked as that region's pages mark them.
    """
    run, table = league.run, league_table(league, linked=linked)
    told = (*region_marks(region), *marks_of(run), coverage_text(run), *unranked_paragraphs(league))
    return replace(
        table,
        name=f"{run.scheme.code}-{run.id}",
        source=f"{run.scheme.label} ({run.scheme.code})",
        synthetic=table.synthetic or bool(region and region.synthetic),
        note="\n".join((*told, *notice_paragraphs(run, region), str(table.note))),
    )


def taken_away(request: HttpRequest, league: League, *, linked: bool = False) -> HttpResponse | None:
    """The league as the file that the request asks for; None where it asks for none, or for another table's."""
    make = {"xlsx": xlsx_response, "csv": csv_response}.get(request.GET.get("format", ""))
    if make is None or request.GET.get("table", "league") != "league":
        return None
    return make(sheet_of(league, request.region, linked=linked))


def region_marks(region: RegionInfo | None) -> tuple[str, ...]:
    """What every page of an invented region says, for the papers that leave it."""
    if region is None or not region.synthetic:
        return ()
    return (_("Invented data: this region does not exist, and nothing here is a real figure."),)


def unranked_paragraphs(league: League) -> tuple[str, ...]:
    """Who has no rank, and why, as far as the reader may know."""
    found = [row for row in league.rows if row.rank is None]
    if not found or "name" not in league.columns:
        return ()
    told = "; ".join(_unranked(row) for row in found[:MOST_UNRANKED])
    words = _("Without a rank, because data are missing or the rule leaves them out (%(n)s): %(units)s.")
    return (words % {"n": len(found), "units": told},)


def _unranked(row: LeagueRow) -> str:
    reasons = ", ".join(str(reason).rstrip("。.") for reason in row.reasons)
    return _("%(unit)s (%(why)s)") % {"unit": row.name, "why": reasons} if reasons else row.name


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


def notice_paragraphs(run: RunInfo, region: RegionInfo | None = None) -> tuple[str, ...]:
    """When objections are taken, and through whom."""
    if run.notice_from is None or run.notice_to is None:
        return ()
    words = {"start": date_text(run.notice_from), "end": date_text(run.notice_to)}
    through = _(
        "Objections go to the office of %(place)s that published this table, with the right value and its proof; the "
        "office files them here, and the effect is computed at once."
    ) % {"place": str(region.label) if region else ""}
    return (_("Objections are taken from %(start)s to %(end)s.") % words, through)


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
