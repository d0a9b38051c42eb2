"""The firm's own desk, made for a phone: ask, watch, add, answer, judge, bring back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.cases.queries import case_by_number, cases_of
from tidehead.city.cases.types import CaseInfo, CaseRefused, NewFile
from tidehead.city.common.once import new_key
from tidehead.city.enterprises.queries import enterprise_by_code
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.services import desk as desks
from tidehead.city.services import requests
from tidehead.city.services.forms import AskForm, JudgeForm, WordsForm
from tidehead.city.services.pairings import officer_of
from tidehead.city.services.types import NewRequest, ServiceRefused
from tidehead.city.services.views.asking import files_of, key_of, refusal_words, seen_of, told
from tidehead.city.shell.errors import problem_page

A_PAGE = 20
Act = Callable[[HttpRequest, CaseInfo, tuple[NewFile, ...]], None]


@needs("desk.use")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the firm, what it asked for, and whom it can call."""
    firm, now = _firm(request), timezone.now()
    page = Paginator(desks.desk_slices(request.actor, now, enterprise=firm.code), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "firm": firm,
        "firms": sorted(request.actor.enterprises),
        "waiting": desks.waiting_for(request.actor, now, enterprise=firm.code),
        "lines": tuple(page.object_list),
        "page": page,
        "officer": officer_of(firm.code),
    }
    return render(request, "services/desk.html", context)


def _firm(request: HttpRequest) -> EnterpriseInfo:
    """The firm whose desk is looked at: the one asked for, of those that the person acts for."""
    mine = sorted(request.actor.enterprises)
    if not mine:
        raise PermissionDenied
    asked = request.GET.get("firm", "")
    found = enterprise_by_code(asked if asked in mine else mine[0])
    if found is None:
        raise Http404
    return found


@needs("desk.use")
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and its sending; what was typed is kept where something is wrong."""
    firm = _firm(request)
    if request.method != "POST":
        return _ask_page(request, firm, AskForm(initial={"key": new_key()}))
    if getattr(request, "upload_too_large", False):
        return problem_page(request, 413)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            case_id = requests.ask(_asked(request, form, firm), by=request.actor, now=timezone.now())
        except (ServiceRefused, CaseRefused) as refused:
            form.add_error(None, refusal_words(refused))
        else:
            messages.success(request, _("Sent. You are told here what happens to it."))
            return redirect("services:own_request", cases_of([case_id])[case_id].number)
    return _ask_page(request, firm, form, status=422)


def _asked(request: HttpRequest, form: AskForm, firm: EnterpriseInfo) -> NewRequest:
    given = form.cleaned_data
    return NewRequest(
        enterprise=firm.code,
        title="",
        words=given["words"],
        topic=given["topic"],
        contact=given["contact"],
        key=key_of(request, "ask"),
        files=files_of(request, internal=False),
    )


def _ask_page(request: HttpRequest, firm: EnterpriseInfo, form: AskForm, *, status: int = 200) -> HttpResponse:
    return render(request, "services/ask.html", {"firm": firm, "form": form}, status=status)


@needs("desk.use")
def own_request(request: HttpRequest, number: str) -> HttpResponse:
    """One request as its firm sees it."""
    return _request_page(request, number)


def _request_page(request: HttpRequest, number: str, form: WordsForm | None = None, verb: str = "") -> HttpResponse:
    found = desks.desk_request(number, request.actor, timezone.now())
    if found is None:
        raise Http404(number)
    context = {
        "request_": found,
        "case": found.case,
        "judge": JudgeForm(auto_id="judge-%s"),
        "officer": officer_of(found.case.party),
        "failed": verb,
        "form": form,
    }
    return render(request, "services/own_request.html", context, status=422 if form is not None else 200)


@needs("desk.use")
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """What a firm does about its own request: reply, add, confirm, refuse, reopen, withdraw."""
    if verb not in ACTS:
        raise Http404(verb)
    if getattr(request, "upload_too_large", False):
        return problem_page(request, 413)
    case = case_by_number(number, request.actor)
    if case is None or case.party not in request.actor.enterprises:
        raise Http404(number)
    files = files_of(request, internal=False)
    told(request, lambda: ACTS[verb](request, case, files), SAID[verb])
    return redirect("services:own_request", number)


def _words(request: HttpRequest) -> str:
    return str(request.POST.get("words", "")).strip()


def _reply(request: HttpRequest, case: CaseInfo, files: tuple[NewFile, ...]) -> None:
    now = timezone.now()
    requests.reply(
        by=request.actor, case_id=case.id, words=_words(request), seen=seen_of(request), now=now, files=files
    )


def _add(request: HttpRequest, case: CaseInfo, files: tuple[NewFile, ...]) -> None:
    requests.add(by=request.actor, case_id=case.id, words=_words(request), now=timezone.now(), files=files)


def _confirm(request: HttpRequest, case: CaseInfo, files: tuple[NewFile, ...]) -> None:
    form = JudgeForm(request.POST)
    mark = form.cleaned_data["satisfaction"] if form.is_valid() else 0
    requests.confirm(
        by=request.actor,
        case_id=case.id,
        satisfaction=mark,
        words=_words(request),
        seen=seen_of(request),
        now=timezone.now(),
    )


def _with_words(action: Callable[..., None], name: str = "words") -> Act:
    def act(request: HttpRequest, case: CaseInfo, files: tuple[NewFile, ...]) -> None:
        said = {name: _words(request)}
        action(by=request.actor, case_id=case.id, seen=seen_of(request), now=timezone.now(), **said)

    return act


ACTS: dict[str, Act] = {
    "reply": _reply,
    "add": _add,
    "confirm": _confirm,
    "refuse": _with_words(requests.refuse),
    "reopen": _with_words(requests.reopen),
    "withdraw": _with_words(requests.withdraw, "reason"),
}
SAID = {
    "reply": _("Sent. The time goes on from here."),
    "add": _("Added."),
    "confirm": _("Thank you. It is closed."),
    "refuse": _("Understood: it is taken up again."),
    "reopen": _("It is taken up again."),
    "withdraw": _("Withdrawn."),
}
