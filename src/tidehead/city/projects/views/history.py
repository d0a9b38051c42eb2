"""What the region's history says: how many leads become projects, how long stages take, and how sure that is."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidehead.calc.lifecycle import Backtest, Estimate, Reason, StageRecord
from tidehead.city.projects import forecasts, queries
from tidehead.city.projects.conversion import Step, conversion
from tidehead.city.projects.types import StageInfo
from tidehead.city.projects.views.asking import asked_of, choices, found_for
from tidehead.city.projects.views.lists import filter_labels
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.formatting import number_text, percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """Conversion by stage of the projects that were asked for; durations and their proof of the whole region."""
    asked, today = asked_of(request), timezone.localdate()
    found = found_for(request, asked)
    synthetic = bool(request.region and request.region.synthetic) or any(one.case.synthetic for one in found)
    steps = conversion(found)
    table = _steps_table(steps, synthetic=synthetic)
    durations = _durations_table(forecasts.records(today), synthetic=synthetic)
    for shown in (table, durations):
        if file := exported(request, shown):
            return file
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "place", "size", "source", "lead")),
        "chart": _chart(steps, synthetic=synthetic),
        "table": table,
        "durations": durations,
        "proof": _proof(forecasts.proof(today)),
        "refused": forecasts.learned(today).refused,
    }
    return render(request, "projects/funnel.html", context)


def _chart(steps: Sequence[Step], *, synthetic: bool) -> BarChart:
    return BarChart(
        name="funnel",
        title=_("How far projects came"),
        bars=tuple(Bar(str(step.stage.label), float(step.reached)) for step in steps),
        unit="个",
        unit_en="projects",
        ranked=False,
        synthetic=synthetic,
        empty=_("No project can be seen here."),
    )


def _steps_table(steps: Sequence[Step], *, synthetic: bool) -> Table:
    return Table(
        name="funnel",
        title=_("Conversion by stage"),
        columns=(
            Column("stage", _("Stage")),
            Column("reached", _("Ever reached"), kind="number"),
            Column("here", _("Here now"), kind="number"),
            Column("settled", _("Left it, one way or another"), kind="number"),
            Column("went_on", _("Went on"), kind="percent"),
            Column("range", _("Range")),
            Column("of_leads", _("Of all leads"), kind="percent"),
        ),
        rows=tuple(
            Row(
                (
                    str(step.stage.label),
                    step.reached,
                    step.here,
                    step.settled,
                    step.went_on,
                    _span(step.low, step.high),
                    step.of_all,
                ),
                key=step.stage.id,
            )
            for step in steps
        ),
        synthetic=synthetic,
        searchable=False,
        note=_("Went on: of those that left the stage. Ranges hold eight times in ten (Wilson)."),
        empty=_("No project can be seen here"),
        empty_remedy=_("Loosen the filters, or enter a lead."),
    )


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{percent_text(low, decimals=0)} – {percent_text(high, decimals=0)}"


def _durations_table(records: Sequence[tuple[StageInfo, StageRecord]], *, synthetic: bool) -> Table:
    return Table(
        name="durations",
        title=_("How long a stage takes, in the whole region"),
        columns=(
            Column("stage", _("Stage")),
            Column("stays", _("Stays"), kind="number"),
            Column("under_way", _("Under way"), kind="number"),
            Column("median", _("Half have left after, days"), kind="number", decimals=0),
            Column("range", _("Range, days")),
            Column("advance", _("Go on"), kind="percent"),
            Column("lose", _("Are lost"), kind="percent"),
            Column("remark", _("Remark"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    str(stage.label),
                    record.stays,
                    record.under_way,
                    _known(record.median.value),
                    _days(record.median),
                    Cell(_known(record.advance.value), note=_percents(record.advance)),
                    Cell(_known(record.lose.value), note=_percents(record.lose)),
                    "" if record.reason == Reason.OK else _("Not enough history"),
                ),
                key=stage.id,
            )
            for stage, record in records
        ),
        synthetic=synthetic,
        searchable=False,
        empty=_("There is no history yet"),
        empty_remedy=_(
            "Stages and their days come from the logs of projects; they fill this table as projects move on."
        ),
    )


def _known(value: float) -> float | None:
    return None if value != value else value


def _days(estimate: Estimate) -> str:
    low, high = _known(estimate.low), _known(estimate.high)
    if low is None and high is None:
        return ""
    return f"{_or_open(low)} – {_or_open(high)}"


def _or_open(value: float | None) -> str:
    return _("open") if value is None else number_text(value, decimals=0)


def _percents(estimate: Estimate) -> str:
    return _span(_known(estimate.low), _known(estimate.high))


def _proof(found: Backtest | None) -> dict[str, object] | None:
    """The backtest in the words of the page."""
    if found is None or found.judged == 0:
        return None
    return {
        "judged": found.judged,
        "projects": found.projects,
        "brier": round(found.brier, 3),
        "baseline": round(found.baseline, 3),
        "concordance": _known(found.concordance),
        "is_better": found.brier < found.baseline,
        "bins": [
            {
                "range": f"{percent_text(one.low, decimals=0)} – {percent_text(one.high, decimals=0)}",
                "projects": one.projects,
                "said": percent_text(one.said, decimals=0),
                "happened": percent_text(one.happened, decimals=0),
                "span": _span(one.at_least, one.at_most),
            }
            for one in found.bins
        ],
    }
