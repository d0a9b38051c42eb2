"""What is done to a case: each is a POST that leads back, or shows what was refused beside what was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.calc.casework.types import Duration, DurationUnit
from tidehead.city.accounts.middleware import needs
from tidehead.city.cases import actions
from tidehead.city.cases.forms import FieldsForm
from tidehead.city.cases.frame import edit_form, move_form
from tidehead.city.cases.queries import case_by_number, kind_of_case
from tidehead.city.cases.types import CaseFile, CaseInfo, CaseRefused, MovedMeanwhile, MoveRefused, NewFile, NoSuchCase
from tidehead.city.cases.views.reading import case_page, file_or_404
from tidehead.city.common.asked import own_page, whole_number
from tidehead.city.shell.errors import problem_page

Act = Callable[[CaseInfo], None]
may_act = needs("cases.handle", "desk.use", "cases.view", "cases.comment")


def _case_or_404(request: HttpRequest, number: str) -> CaseInfo:
    found = case_by_number(number, request.actor)
    if found is None:
        raise Http404(number)
    return found


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("seen", "")) or 0


def _back(request: HttpRequest, number: str) -> str:
    return own_page(request, request.POST.get("next", ""), otherwise=reverse("cases:case", args=[number]))


def _done(request: HttpRequest, number: str, act: Act, said: str) -> HttpResponse:
    """Do it and lead back; a refusal is told on the page it leads back to."""
    found = _case_or_404(request, number)
    try:
        act(found)
    except NoSuchCase as missing:
        raise Http404(str(missing.text)) from missing
    except MovedMeanwhile as moved:
        messages.warning(request, " ".join([str(moved.text), *(str(line.text) for line in moved.since)]))
    except CaseRefused as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, said)
    return redirect(_back(request, number))


@may_act
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Take a way on. What is lacking or wrong is told beside what was typed; nothing of it is lost."""
    file = file_or_404(number, request.actor)
    offer = next((one for one in file.offers if one.transition == request.POST.get("transition", "")), None)
    if offer is None:
        return problem_page(request, 409, detail=_("This way on is not open any more. Look at the case as it is now."))
    kind = kind_of_case(file.case.id)
    form = move_form(offer, kind, file, request.actor, request.POST)
    if not form.is_valid():
        return case_page(request, file, failed={offer.transition: form}, status=422)
    files = tuple(
        NewFile(name=given.name or one, kind=one, content=given.file, internal=not request.actor.enterprises)
        for one in offer.attach
        if (given := request.FILES.get(f"file-{one}")) is not None
    )
    return _moved(request, file, form, files, offer.transition)


def _moved(
    request: HttpRequest, file: CaseFile, form: FieldsForm, files: tuple[NewFile, ...], transition: str
) -> HttpResponse:
    try:
        actions.move_case(
            by=request.actor,
            case_id=file.case.id,
            transition=transition,
            seen=_seen(request),
            now=timezone.now(),
            fields={name: value for name, value in form.values().items() if value is not None},
            reason=request.POST.get("reason", "").strip(),
            files=files,
        )
    except MovedMeanwhile as moved:
        messages.warning(request, " ".join([str(moved.text), *(str(line.text) for line in moved.since)]))
        return case_page(request, file_or_404(file.case.number, request.actor), status=409)
    except CaseRefused as refused:
        told = [str(refused.text)]
        if isinstance(refused, MoveRefused):
            told = [lack.text.text(request.LANGUAGE_CODE) for lack in refused.lacks] or told
        for words in told:
            form.add_error(None, words)
        return case_page(request, file, failed={transition: form}, status=422)
    messages.success(request, _("Done. Everybody concerned is told."))
    return redirect(_back(request, file.case.number))


@may_act
@require_POST
def fill(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in or correct what is known; the log keeps what it was before."""
    file = file_or_404(number, request.actor)
    form = edit_form(kind_of_case(file.case.id), file, request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(errors)}")
        return redirect(_back(request, number))
    before = file.case.fields
    changed = {
        name: value
        for name, value in form.values().items()
        if value != before.get(name) and (value is not None or name in before)
    }
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return redirect(_back(request, number))
    return _done(
        request,
        number,
        lambda case: actions.fill_case(
            by=request.actor, case_id=case.id, fields=changed, seen=_seen(request), now=timezone.now()
        ),
        _("Kept. What it was before stays in the log."),
    )


@may_act
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is personal to who says what for; the trail keeps who, when and what for."""
    file = file_or_404(number, request.actor)
    field, purpose = request.POST.get("field", ""), request.POST.get("purpose", "").strip()
    try:
        value = actions.reveal_field(
            by=request.actor, case_id=file.case.id, field=field, purpose=purpose, now=timezone.now()
        )
    except CaseRefused as refused:
        messages.error(request, str(refused.text))
        return redirect("cases:case", number)
    return case_page(request, file, revealed={field: value})


@may_act
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give the case to a post, or to nobody."""
    return _done(
        request,
        number,
        lambda case: actions.assign_case(
            by=request.actor,
            case_id=case.id,
            post=request.POST.get("post", ""),
            seen=_seen(request),
            now=timezone.now(),
            reason=request.POST.get("reason", "").strip(),
        ),
        _("Given. Whoever holds the post is told."),
    )


@may_act
@require_POST
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """Put an organisation in charge."""
    return _done(
        request,
        number,
        lambda case: actions.set_lead(
            by=request.actor,
            case_id=case.id,
            organisation=request.POST.get("organisation", ""),
            seen=_seen(request),
            now=timezone.now(),
        ),
        _("The organisation is in charge now."),
    )


@may_act
@require_POST
def co_owner(request: HttpRequest, number: str) -> HttpResponse:
    """Ask an organisation to help, answer for one, or let one go."""
    what, body = request.POST.get("what", ""), request.POST.get("organisation", "")
    words = request.POST.get("words", "").strip()

    def act(case: CaseInfo) -> None:
        shared = {"by": request.actor, "case_id": case.id, "organisation": body, "seen": _seen(request)}
        if what == "answer":
            actions.answer_as_co_owner(**shared, words=words, now=timezone.now())
        elif what == "remove":
            actions.remove_co_owner(**shared, now=timezone.now())
        else:
            actions.add_co_owner(**shared, now=timezone.now())

    return _done(request, number, act, _("Kept."))


@may_act
@require_POST
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for an opinion, or give one; it never holds the case up."""

    def act(case: CaseInfo) -> None:
        shared = {
            "by": request.actor,
            "case_id": case.id,
            "organisation": request.POST.get("organisation", ""),
            "seen": _seen(request),
            "now": timezone.now(),
        }
        if request.POST.get("what") == "give":
            actions.give_opinion(
                **shared, verdict=request.POST.get("verdict", ""), words=request.POST.get("words", "").strip()
            )
        else:
            actions.ask_opinion(**shared, question=request.POST.get("question", "").strip())

    return _done(request, number, act, _("Kept."))


@may_act
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Say something; those who are mentioned are told."""
    return _done(
        request,
        number,
        lambda case: actions.comment(
            by=request.actor,
            case_id=case.id,
            words=request.POST.get("words", "").strip(),
            now=timezone.now(),
            internal=not request.actor.enterprises and not request.POST.get("shown"),
        ),
        _("Said."),
    )


@may_act
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a file."""
    given = request.FILES.get("file")
    if given is None:
        messages.warning(request, _("Choose a file first."))
        return redirect(_back(request, number))
    file = NewFile(
        name=given.name or "file",
        kind=request.POST.get("kind", ""),
        content=given.file,
        internal=not request.actor.enterprises and not request.POST.get("shown"),
    )
    return _done(
        request,
        number,
        lambda case: _attached(request, case, file),
        _("Attached."),
    )


def _attached(request: HttpRequest, case: CaseInfo, file: NewFile) -> None:
    actions.attach_file(by=request.actor, case_id=case.id, file=file, now=timezone.now())


@may_act
@require_POST
def clock(request: HttpRequest, number: str) -> HttpResponse:
    """Allow another time, saying why; what has passed and what stood still is kept."""
    amount, unit = request.POST.get("amount", ""), request.POST.get("unit", "")
    if not (amount.isascii() and amount.isdigit() and 0 < int(amount[:6]) <= 3_650) or unit not in set(DurationUnit):
        messages.error(request, _("Say how long as a number from 1 to 3650, and in which unit."))
        return redirect(_back(request, number))
    return _done(
        request,
        number,
        lambda case: actions.change_clock(
            by=request.actor,
            case_id=case.id,
            clock=request.POST.get("clock", ""),
            due=Duration(int(amount), DurationUnit(unit)),
            reason=request.POST.get("reason", "").strip(),
            seen=_seen(request),
            now=timezone.now(),
        ),
        _("Another time is allowed. The reason is kept with it."),
    )


@may_act
@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Say how this case belongs to another."""
    other = _case_or_404(request, request.POST.get("other", "").strip())
    return _done(
        request,
        number,
        lambda case: actions.link_cases(
            by=request.actor,
            case_id=case.id,
            other_id=other.id,
            relation=request.POST.get("relation", ""),
            now=timezone.now(),
        ),
        _("Linked."),
    )
