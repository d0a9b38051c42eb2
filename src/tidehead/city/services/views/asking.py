"""What the views of services share: who is asked for, what was seen, and how a refusal is told."""

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tidehead.city.cases.types import CaseRefused, MovedMeanwhile, MoveRefused, NewFile, NoSuchCase
from tidehead.city.common.asked import own_page, whole_number
from tidehead.city.common.types import Text
from tidehead.city.services.types import NotThere, ServiceRefused

Refusal = ServiceRefused | CaseRefused


def key_of(request: HttpRequest, kind: str) -> str:
    """The key of a form, bound to who sent it."""
    given = request.POST.get("key", "")[:64]
    return f"{kind}:{request.actor.pk}:{given}"[:80] if given else ""


def seen_of(request: HttpRequest) -> int:
    """The last event that the sender of a form had seen."""
    return whole_number(request.POST.get("seen", "")) or 0


def asked_text(request: HttpRequest, name: str) -> str:
    """What the address asks for by a name, without what no database takes."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:200]


def files_of(request: HttpRequest, *, internal: bool) -> tuple[NewFile, ...]:
    """The files that came with a form."""
    given: list[UploadedFile] = request.FILES.getlist("files")
    return tuple(NewFile(one.name or "file", "", one.file, internal=internal) for one in given)  # type: ignore[arg-type]


def refusal_words(refused: Refusal) -> str:
    """All that is to be told of a refusal: what is lacking, or what happened in between."""
    if isinstance(refused, MoveRefused) and refused.lacks:
        return " ".join(str(Text(lack.text.zh, lack.text.en)) for lack in refused.lacks)
    if isinstance(refused, MovedMeanwhile):
        return " ".join([str(refused.text), *(str(line.text) for line in refused.since)])
    return str(refused.text)


def told(request: HttpRequest, act: Callable[[], object], done: object) -> bool:
    """Do it, and tell what came of it on the next page. Returns whether it was done. Raises Http404."""
    try:
        act()
    except (NotThere, NoSuchCase) as missing:
        raise Http404(str(missing.text)) from missing
    except (ServiceRefused, CaseRefused) as refused:
        messages.error(request, refusal_words(refused))
        return False
    messages.success(request, str(done))
    return True


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """To the page that the form names, where it is one of ours."""
    return redirect(own_page(request, request.POST.get("next", ""), otherwise=reverse(otherwise, args=args)))
