"""What people do with a run: review it, publish it, send it back, compute it again, correct it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.assessments import actions, objecting
from tidehead.city.assessments.types import AssessmentRefused, NotFound
from tidehead.city.common.asked import whole_number
from tidehead.city.shell.errors import problem_page

LONGEST_NOTICE_DAYS = 90
View = Callable[..., HttpResponse]


def changes_run(view: View) -> View:
    """A POST that changes a run: what does not fit is told on the run's page, a stranger is refused."""

    @require_POST
    @wraps(view)
    def answering(request: HttpRequest, run_id: int) -> HttpResponse:
        try:
            return view(request, run_id)
        except NotFound as missing:
            raise Http404(str(missing.text)) from missing
        except AssessmentRefused as refused:
            messages.error(request, str(refused.text))
            return redirect("assessments:run", run_id)
        except PermissionDenied:
            return problem_page(request, 403)

    return answering


@changes_run
def review(request: HttpRequest, run_id: int) -> HttpResponse:
    """Computed to reviewed."""
    note = request.POST.get("note", "").strip()
    actions.review_run(by=request.actor, run_id=run_id, now=timezone.now(), note=note)
    messages.success(request, _("Reviewed. Somebody else can publish it now."))
    return redirect("assessments:run", run_id)


@changes_run
def send_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Reviewed to computed, with a reason."""
    note = request.POST.get("note", "").strip()
    actions.send_back(by=request.actor, run_id=run_id, note=note, now=timezone.now())
    messages.success(request, _("Sent back. The note is kept with the run."))
    return redirect("assessments:run", run_id)


@changes_run
def publish(request: HttpRequest, run_id: int) -> HttpResponse:
    """Reviewed to published, and frozen."""
    asked = request.POST.get("days", "").strip()
    days = whole_number(asked)
    if asked and not (days and days <= LONGEST_NOTICE_DAYS):
        told = _("Days for objections: write a whole number from 1 to %(most)s.") % {"most": LONGEST_NOTICE_DAYS}
        messages.error(request, told)
        return redirect("assessments:run", run_id)
    actions.publish_run(
        by=request.actor,
        run_id=run_id,
        now=timezone.now(),
        today=timezone.localdate(),
        notice_days=days,
    )
    messages.success(request, _("Published and frozen. The notice period has begun."))
    return redirect("assessments:published_table", run_id)


@changes_run
def withdraw(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take a run back, with a reason; it stays readable for the staff."""
    reason = request.POST.get("reason", "").strip()
    actions.withdraw_run(by=request.actor, run_id=run_id, reason=reason, now=timezone.now())
    messages.success(request, _("Withdrawn. The reason stands on its page."))
    return redirect("assessments:run", run_id)


@changes_run
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a computation that has not ended."""
    actions.cancel_run(by=request.actor, run_id=run_id, now=timezone.now())
    messages.success(request, _("Cancelled. Nothing was kept."))
    return redirect("assessments:run", run_id)


@changes_run
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Compute the run from what is stored, and say whether every digit is the same; changes nothing."""
    if not request.actor.may("figures.view"):
        raise PermissionDenied
    proof = actions.run_again(run_id)
    words = {"digest": proof.result_digest[:16]}
    if proof.same:
        messages.success(request, _("Computed again: every digit is the same (%(digest)s).") % words)
    else:
        messages.error(request, _("Computed again with another result (%(digest)s). Tell the administrator.") % words)
    return redirect("assessments:run", run_id)


@changes_run
def note(request: HttpRequest, run_id: int) -> HttpResponse:
    """Keep a note of the review, on the run or on one of its units."""
    unit, text = request.POST.get("unit", ""), request.POST.get("text", "").strip()
    actions.note_on_run(by=request.actor, run_id=run_id, text=text, now=timezone.now(), unit=unit)
    messages.success(request, _("The note is kept."))
    if unit:
        return redirect("assessments:scorecard", run_id, unit)
    return redirect("assessments:run", run_id)


@changes_run
def correct(request: HttpRequest, run_id: int) -> HttpResponse:
    """A corrected run with every objection that was upheld."""
    corrected = objecting.correct_run(by=request.actor, run_id=run_id, now=timezone.now())
    messages.success(request, _("The corrected run is computed. Once published, it replaces the old one."))
    return redirect("assessments:run", corrected)
