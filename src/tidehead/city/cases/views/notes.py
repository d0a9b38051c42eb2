"""Notifications, and the number beside "My work"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.cases.actions import mark_read
from tidehead.city.cases.queries import notes_of, unread_count


@needs("figures.view", "desk.use")
@require_GET
def notes(request: HttpRequest) -> HttpResponse:
    """What the actor was told, the newest first."""
    found = notes_of(request.actor.pk, unread=False)
    return render(request, "cases/notes.html", {"notes": found, "unread": any(not note.read for note in found)})


@needs("figures.view", "desk.use")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """All that was told has been read."""
    mark_read(
        by=request.actor, note_ids=[note.id for note in notes_of(request.actor.pk, unread=True)], now=timezone.now()
    )
    return redirect("cases:notes")


@needs("figures.view", "desk.use")
@never_cache
@require_GET
def badge(request: HttpRequest) -> HttpResponse:
    """How many unread notifications there are, as the text of a badge; empty for none."""
    count = unread_count(request.actor.pk) if request.actor.pk else 0
    return HttpResponse("99+" if count > 99 else str(count or ""), content_type="text/plain; charset=utf-8")
