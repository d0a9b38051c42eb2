"""The audit of closed tasks: a draw that anybody can repeat, and what was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.calc.tasking import chance_of_finding
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported
from tidehead.city.tasks import auditing
from tidehead.city.tasks.forms import CheckForm, DrawForm
from tidehead.city.tasks.rights import AUDIT, may_for_all, require_for_all
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.task_sheets import is_synthetic, task_url
from tidehead.city.tasks.types import DrawInfo
from tidehead.city.tasks.views.acting import filled, told
from tidehead.city.tasks.wording import CHECK_RESULTS


def audit(request: HttpRequest) -> HttpResponse:
    """All draws with their checks; whoever may audit draws and records here."""
    return _page(request, _draw_form())


def _draw_form() -> DrawForm:
    today = timezone.localdate()
    share = round(100 * rules().audit_share, 1)
    seed = today.toordinal()
    return DrawForm(initial={"start": today.replace(month=1, day=1), "end": today, "share": share, "seed": seed})


def _page(request: HttpRequest, form: DrawForm, *, status: int = 200) -> HttpResponse:
    found = auditing.draws()
    table = _table(found, request)
    if (file := exported(request, table)) is not None:
        return file
    may = may_for_all(request.actor, AUDIT)
    pending = [check for draw in found for check in draw.checks if check.result == auditing.PENDING]
    context = {
        "table": table,
        "draws": [(draw, _chance(draw)) for draw in found],
        "pending": [(check, CheckForm(prefix=f"check-{check.id}")) for check in pending],
        "form": form,
        "may_audit": may,
        "finding": _finding(found),
    }
    return render(request, "tasks/audit.html", context, status=status)


def _finding(found: tuple[DrawInfo, ...]) -> str:
    checks = [check for draw in found for check in draw.checks]
    words = {
        "drawn": len(checks),
        "passed": sum(check.result == auditing.PASSED for check in checks),
        "failed": sum(check.result == auditing.FAILED for check in checks),
    }
    if not checks:
        return _("No closed task has been audited yet")
    return _("%(drawn)s closed tasks drawn: the evidence of %(passed)s holds, of %(failed)s does not") % words


def _chance(draw: DrawInfo) -> str:
    """How likely such a draw finds a fault that is in a tenth of the tasks."""
    bad = max(round(draw.population / 10), 1)
    chance = chance_of_finding(draw.population, bad, len(draw.checks))
    words = {"bad": bad, "all": draw.population, "chance": f"{chance:.0%}"}
    return _("if %(bad)s of the %(all)s were bad, this draw would find one with probability %(chance)s") % words


def _table(found: tuple[DrawInfo, ...], request: HttpRequest) -> Table:
    rows = [(draw, check) for draw in found for check in draw.checks]
    return Table(
        name="audit",
        title=_finding(found),
        columns=(
            Column("task", _("Task")),
            Column("number", _("Number"), secondary=True),
            Column("result", _("Finding"), filtered=True),
            Column("words", _("In words")),
            Column("by", _("Checked by"), secondary=True),
            Column("at", _("When"), kind="date", secondary=True),
            Column("draw", _("Nth draw"), secondary=True),
            Column("seed", _("Seed"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(check.title, url=task_url(check.task_number)),
                    check.task_number,
                    str(CHECK_RESULTS[check.result]),
                    check.words,
                    check.by,
                    timezone.localdate(check.at) if check.at else None,
                    str(draw.id),
                    str(draw.seed),
                ),
                key=str(check.id),
            )
            for draw, check in rows
        ),
        synthetic=is_synthetic(request.region),
        empty=_("No closed task has been audited yet"),
        empty_remedy=_("Draw some of those that were closed; the seed is kept, so that anybody can draw them again."),
    )


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw closed tasks."""
    require_for_all(request.actor, AUDIT)
    form = DrawForm(request.POST)

    def act(given: dict[str, object]) -> None:
        share = float(given.pop("share")) / 100  # type: ignore[arg-type]
        auditing.draw_audit(by=request.actor, share=share, **given, now=timezone.now())  # type: ignore[arg-type]

    if filled(request, form, act):
        return told(request, "", said=_("Drawn. Each task waits for a finding."), back=reverse("tasks:audit"))
    return _page(request, form, status=422)


@require_POST
def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Record a finding; a task whose evidence does not hold is opened again."""
    require_for_all(request.actor, AUDIT)
    form = CheckForm(request.POST, prefix=f"check-{check_id}")

    def act(given: dict[str, object]) -> None:
        passed, words = given["passed"] == "yes", str(given["words"])
        auditing.record_check(by=request.actor, check_id=check_id, passed=passed, words=words, now=timezone.now())

    ok = filled(request, form, act)
    faults = "; ".join(str(each) for errors in form.errors.values() for each in errors)
    return told(request, "" if ok else faults, said=_("Recorded."), back=reverse("tasks:audit"))
