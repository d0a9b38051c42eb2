"""One task: where it stands and why, what can be done with it, and everything that happened."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.frame import CaseFrame, case_frame
from tidehead.city.cases.queries import case_file
from tidehead.city.cases.rights import may_route
from tidehead.city.cases.types import CaseFile
from tidehead.city.common.once import new_key
from tidehead.city.common.types import Text
from tidehead.city.indicators.queries import targets
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.tasks import actions, blocking
from tidehead.city.tasks.forms import (
    AssignForm,
    BlockForm,
    Choices,
    ClearForm,
    CloseForm,
    DoneForm,
    EscalateForm,
    NodeForm,
    OwnedForm,
    PassForm,
    PlainForm,
    ProgressForm,
    ReasonForm,
    RemarkForm,
    TermsForm,
    post_choices,
)
from tidehead.city.tasks.making import NewNode
from tidehead.city.tasks.queries import task_by_number, task_detail
from tidehead.city.tasks.rights import may_edit, may_report
from tidehead.city.tasks.types import (
    BLOCKED,
    DONE_REPORTED,
    UNASSIGNED,
    Evidence,
    NewReport,
    PromiseInfo,
    TaskDetail,
    TaskInfo,
    TaskNotFound,
    Terms,
)
from tidehead.city.tasks.views.acting import done, filled, seen_of
from tidehead.city.tasks.wording import (
    ORIGINS,
    blocker_label,
    finish_text,
    lateness_text,
    list_label,
    report_text,
    share_text,
)

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that is done to a task: its form, the action, what is said when it is done."""

    label: str | Promise
    form: type[PlainForm]
    act: Callable[[HttpRequest, str, Given], None]
    said: str | Promise
    is_quiet: bool = False  # a step back, or away


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb as the page offers it. `is_open`: the form came back with errors."""

    verb: str
    label: str | Promise
    form: Form
    is_open: bool
    is_quiet: bool
    help: str | Promise = ""


# What is done


def _evidence(given: Given) -> Evidence | None:
    file = given.get("evidence")
    return Evidence(file.name, file.file) if file else None


def _assign(request: HttpRequest, number: str, given: Given) -> None:
    actions.assign_task(by=request.actor, number=number, **given, now=timezone.now())


def _edit(request: HttpRequest, number: str, given: Given) -> None:
    terms = Terms(**{name: value for name, value in given.items() if name != "reason"})
    seen = seen_of(request) or 0
    actions.edit_task(
        by=request.actor, number=number, terms=terms, reason=given["reason"], seen=seen, now=timezone.now()
    )


def _progress(request: HttpRequest, number: str, given: Given) -> None:
    share = given["share"]
    report = NewReport(
        about=given["about"],
        share=None if share is None else share / 100,
        value=given["value"],
        words=given["words"],
        evidence=_evidence(given),
        restates=given.get("restates"),
        key=request.POST.get("key", "")[:80],
    )
    actions.report_progress(by=request.actor, number=number, report=report, now=timezone.now())


def _node(request: HttpRequest, number: str, given: Given) -> None:
    node = NewNode(Text(given["label"]), given["due_on"], given["weight"])
    actions.add_node(by=request.actor, number=number, node=node, now=timezone.now())


def _block(request: HttpRequest, number: str, given: Given) -> None:
    blocking.raise_blocker(by=request.actor, number=number, **given, now=timezone.now())


def _done(request: HttpRequest, number: str, given: Given) -> None:
    evidence = _evidence(given)
    actions.report_done(
        by=request.actor,
        number=number,
        words=given["words"],
        evidence=evidence,
        now=timezone.now(),
        seen=seen_of(request),
    )


def _close(request: HttpRequest, number: str, given: Given) -> None:
    actions.close_task(
        by=request.actor, number=number, finding=given["reason"], now=timezone.now(), seen=seen_of(request)
    )


def _with_reason(action: Callable[..., None]) -> Callable[[HttpRequest, str, Given], None]:
    def act(request: HttpRequest, number: str, given: Given) -> None:
        action(by=request.actor, number=number, reason=given["reason"], now=timezone.now(), seen=seen_of(request))

    return act


def _escalate(request: HttpRequest, number: str, given: Given) -> None:
    blocking.escalate(by=request.actor, number=number, reason=given["reason"], now=timezone.now())


def _remark(request: HttpRequest, number: str, given: Given) -> None:
    now = timezone.now()
    status = task_by_number(number, now=now).standing.status
    actions.remark_on(by=request.actor, number=number, status=status, words=given["words"], now=now)


def _clear(request: HttpRequest, number: str, given: Given) -> None:
    blocking.resolve_blocker(
        by=request.actor, blocker=number, words=given["words"], now=timezone.now(), seen=seen_of(request)
    )


VERBS = {
    "assign": Verb(gettext_lazy("Give it to a post"), AssignForm, _assign, gettext_lazy("Given out.")),
    "progress": Verb(gettext_lazy("Report progress"), ProgressForm, _progress, gettext_lazy("Reported.")),
    "done": Verb(
        gettext_lazy("Report it done"), DoneForm, _done, gettext_lazy("Reported done. Somebody else will check it.")
    ),
    "close": Verb(gettext_lazy("Close it"), CloseForm, _close, gettext_lazy("Closed.")),
    "send_back": Verb(
        gettext_lazy("Send it back"), ReasonForm, _with_reason(actions.send_back), gettext_lazy("Sent back."), True
    ),
    "block": Verb(gettext_lazy("Report a blocker"), BlockForm, _block, gettext_lazy("Whoever has to clear it knows.")),
    "escalate": Verb(
        gettext_lazy("Put it before the meeting"), EscalateForm, _escalate, gettext_lazy("On its way to the meeting.")
    ),
    "node": Verb(gettext_lazy("Add a milestone"), NodeForm, _node, gettext_lazy("Added."), True),
    "edit": Verb(gettext_lazy("Change dates and measure"), TermsForm, _edit, gettext_lazy("Changed."), True),
    "reopen": Verb(
        gettext_lazy("Open it again"), ReasonForm, _with_reason(actions.reopen_task), gettext_lazy("Opened."), True
    ),
    "cancel": Verb(
        gettext_lazy("Give it up"), ReasonForm, _with_reason(actions.cancel_task), gettext_lazy("Given up."), True
    ),
    "remark": Verb(gettext_lazy("Remark on the light"), RemarkForm, _remark, gettext_lazy("Kept."), True),
    "clear": Verb(gettext_lazy("It is cleared"), ClearForm, _clear, gettext_lazy("Cleared.")),
}


@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do something to a task. What is refused is told beside what was typed; nothing of it is lost."""
    known = VERBS.get(verb)
    if known is None:
        raise Http404(verb)
    form = _form(verb, number, request)
    if not form.is_valid() and not _is_offered(request, number, verb):
        raise PermissionDenied
    if filled(request, form, lambda given: known.act(request, number, given)):
        return done(request, lambda: None, said=str(known.said), back=_back(number))
    return _page(request, number, failed={verb: form}, status=422)


def _is_offered(request: HttpRequest, number: str, verb: str) -> bool:
    """Whether the page would offer the verb to this actor: only they are told what their form lacks."""
    file = case_file(number, request.actor, timezone.now())
    if file is None:
        return False
    if file.case.type == blocking.BLOCKER:
        return verb == "clear" and any(offer.transition == "resolve" for offer in file.offers)
    return verb in _may(request.actor, _task_or_404(number), file)


def _task_or_404(number: str) -> TaskInfo:
    try:
        return task_by_number(number, now=timezone.now())
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing


def _back(number: str) -> str:
    return reverse("tasks:task", args=[blocking.blocked_task(number) or number])


def _form(verb: str, number: str, request: HttpRequest) -> Form:
    kind = VERBS[verb].form
    extra = {"prefix": f"{verb}"}
    if kind is ProgressForm:
        return kind(request.POST, request.FILES, earlier=_earlier(number), **extra)
    return kind(request.POST, request.FILES, **extra)


def _earlier(number: str) -> list[tuple[str, str]]:
    try:
        detail = task_detail(number, now=timezone.now())
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing
    return _restatable(detail)


def _restatable(detail: TaskDetail) -> list[tuple[str, str]]:
    unit = detail.task.unit
    return [
        (str(each.id), f"{each.about:%Y-%m-%d} {report_text(each, unit)} ({each.by})")
        for each in detail.reports
        if not each.restated
    ]


@require_POST
def node(request: HttpRequest, node_id: int, verb: str) -> HttpResponse:
    """A milestone is passed, with what shows it, or taken out."""
    number = actions.task_of_node(node_id)
    if number is None or verb not in ("pass", "drop"):
        raise Http404(verb)
    now = timezone.now()
    if verb == "drop":
        return done(
            request,
            lambda: actions.drop_node(by=request.actor, node_id=node_id, now=now),
            said=_("Taken out."),
            back=_back(number),
        )
    form = PassForm(request.POST, request.FILES, prefix=f"pass-{node_id}")
    if not form.is_valid() and not _is_offered(request, number, "progress"):
        raise PermissionDenied

    def passed(given: Given) -> None:
        actions.pass_node(
            by=request.actor, node_id=node_id, done_on=given["done_on"], evidence=_evidence(given), now=now
        )

    if filled(request, form, passed):
        return done(request, lambda: None, said=_("Passed."), back=_back(number))
    return _page(request, number, failed={f"pass-{node_id}": form}, status=422)


# The page


def task(request: HttpRequest, number: str) -> HttpResponse:
    """One task, or the page of what stands in the way of one."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: str, *, failed: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    now, file = timezone.now(), case_file(number, request.actor, timezone.now())
    blocked = blocking.blocked_task(number) if file is None or file.case.type == blocking.BLOCKER else ""
    if blocked:
        return _blocker_page(request, file, blocked, failed or {}, status)
    try:
        detail = task_detail(number, now=now)
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing
    frame = _frame(file, request.actor) if file else None
    offers = _offers(request.actor, detail, file, failed or {})
    context = {
        "task": detail.task,
        "case": detail.task.case,
        "detail": detail,
        "frame_of_case": frame,
        "sees_inside": file is not None,
        "offers": [each for each in offers if not each.is_quiet],
        "quiet_offers": [each for each in offers if each.is_quiet],
        "opened": any(each.is_open for each in offers if each.is_quiet),
        "origin": ORIGINS[detail.task.origin],
        "list": list_label(detail.task.list_class),
        "facts": _standing_facts(detail.task),
        "lateness": lateness_text(detail.task.standing),
        "blockers": [(each, blocker_label(each.kind)) for each in detail.blockers],
        "reports": [(each, report_text(each, detail.task.unit)) for each in detail.reports],
        "nodes": _node_rows(detail, offers, failed or {}),
        "may_edit": may_edit(request.actor, detail.task.case.place),
        "today": timezone.localdate(now),
        "key": new_key(),
    }
    return render(request, "tasks/task.html", context | _promise(detail.promise), status=status)


def _frame(file: CaseFile, actor: Actor) -> CaseFrame:
    """The kernel's part of the page. Moves are made by the forms of this page, which know what a task needs."""
    return case_frame(replace(file, offers=()), actor, timezone.now())


def _standing_facts(task: TaskInfo) -> list[tuple[str, str]]:
    standing = task.standing
    told = [
        (_("Shown by evidence"), share_text(standing.share)),
        (_("Should be done by now"), share_text(standing.expected)),
    ]
    if standing.claimed is not None and standing.claimed != standing.share:
        told.append((_("Claimed"), share_text(standing.claimed)))
    return [*told, (_("Forecast"), finish_text(standing))] if task.is_open else told


def _promise(found: PromiseInfo | None) -> dict[str, object]:
    """The commitment that the task comes from, and the lights of the targets that measure it."""
    if found is None:
        return {}
    today = timezone.localdate()
    measured = targets(code=found.targets, as_of=today) if found.targets else ()
    return {
        "commitment": found,
        "source_url": reverse("web:locator_source", args=[found.source, found.locator]),
        "statuses": target_statuses(measured, today=today),
    }


def _node_rows(detail: TaskDetail, offers: list[Offer], failed: dict[str, Form]) -> list[tuple[object, Form | None]]:
    """Milestones, those that are not passed with the form that says so, for those who may."""
    may = any(offer.verb == "progress" for offer in offers)
    return [
        (each, None if each.done_on or not may else failed.get(f"pass-{each.id}") or PassForm(prefix=f"pass-{each.id}"))
        for each in detail.nodes
    ]


def _offers(actor: Actor, detail: TaskDetail, file: CaseFile | None, failed: dict[str, Form]) -> list[Offer]:
    """What this actor may do with the task as it is now."""
    if file is None:
        return []
    may = _may(actor, detail.task, file)
    posts = post_choices() if any(issubclass(VERBS[verb].form, OwnedForm) for verb in may) else None
    return [_offer(verb, detail, failed, posts) for verb in VERBS if verb in may]


def _may(actor: Actor, task: TaskInfo, file: CaseFile) -> set[str]:
    """What the kind of case lets this actor do now, and what the trade asks beside it."""
    case, offered = task.case, {offer.transition for offer in file.offers}
    beside = frozenset(code for code, _label, _answered in file.co_owners)
    edits, reports = may_edit(actor, case.place), may_report(actor, case, beside)
    is_done = case.state == DONE_REPORTED
    is_going = task.is_open and case.state != UNASSIGNED and not is_done
    gives = "assign" in offered if case.state == UNASSIGNED else may_route(file.relations)
    own_word = actions.who_reported_done(case.id) == actor.name if is_done else False
    rules = {
        "assign": edits and gives and task.is_open and not is_done,
        "edit": edits and task.is_open,
        "node": edits and task.is_open,
        "progress": reports and is_going,
        "remark": reports and task.is_open,
        "escalate": reports and task.is_open and not task.escalated,
        "block": reports and ("block" in offered or case.state == BLOCKED),
        "done": "report_done" in offered,
        "close": edits and "close" in offered and not own_word,
        "send_back": edits and "send_back" in offered,
        "reopen": edits and "reopen" in offered,
        "cancel": edits and "cancel" in offered,
    }
    return {verb for verb, holds in rules.items() if holds}


def _offer(verb: str, detail: TaskDetail, failed: dict[str, Form], posts: Choices | None) -> Offer:
    known = VERBS[verb]
    form = failed.get(verb) or _unbound(verb, detail, posts)
    return Offer(verb, known.label, form, verb in failed, known.is_quiet)


def _unbound(verb: str, detail: TaskDetail, posts: Choices | None) -> Form:
    task, kind = detail.task, VERBS[verb].form
    if kind is ProgressForm:
        return kind(earlier=_restatable(detail), initial={"about": date.today}, prefix=verb)
    initial: dict[str, object] = {}
    if kind is AssignForm:
        initial = {"lead": task.case.lead, "owner": task.case.owner}
    if kind is TermsForm:
        initial = {name: getattr(task, name) for name in Terms.__dataclass_fields__}
    extra = {"posts": posts} if issubclass(kind, OwnedForm) else {}
    return kind(initial=initial, prefix=verb, **extra)


def _blocker_page(
    request: HttpRequest, file: CaseFile | None, number: str, failed: dict[str, Form], status: int
) -> HttpResponse:
    """What stands in the way of a task, with its own owner and clock."""
    if file is None:
        return redirect("tasks:task", number)
    blocked = task_by_number(number, now=timezone.now())
    frame = case_frame(file, request.actor, timezone.now())
    offered = any(move.offer.transition == "resolve" for move in frame.moves)
    # Clearing goes through this page's own form, so that the task goes on with it.
    frame = replace(frame, moves=tuple(move for move in frame.moves if move.offer.transition != "resolve"))
    offer = Offer(
        "clear", VERBS["clear"].label, failed.get("clear") or ClearForm(prefix="clear"), "clear" in failed, False
    )
    context = {
        "case": file.case,
        "frame_of_case": frame,
        "task": blocked,
        "kind": blocker_label(str(file.case.fields.get("kind", ""))),
        "offers": [offer] if offered else [],
    }
    return render(request, "tasks/blocker.html", context, status=status)
