"""What an invited person sees: the post, and how to take it with a new account or their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tidehead.city.accounts.middleware import open_to_strangers, without_second_factor
from tidehead.city.accounts.queries import user_by_id
from tidehead.city.accounts.signing_in import begin_sign_in
from tidehead.city.accounts.types import AccountRefused
from tidehead.city.posts.actions import accept_invitation, accept_with_account
from tidehead.city.posts.forms import AcceptForm
from tidehead.city.posts.queries import open_invitation
from tidehead.city.posts.types import InvitationInfo, PostRefused
from tidehead.city.shell.errors import problem_page


@open_to_strangers
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link spends nothing; taking the post does."""
    found = open_invitation(token)
    if found is None:
        return problem_page(request, 404, detail=_("The invitation is used or too old. Ask for a new one."))
    signed_in = request.actor.pk is not None
    form = AcceptForm(request.POST or None, initial={"display_name": found.name})
    if request.method == "POST" and (signed_in or form.is_valid()):
        try:
            return _taken_up(request, token) if signed_in else _entered(request, token, form.cleaned_data)
        except (PostRefused, AccountRefused) as refused:
            return _page(request, found, form, error=str(getattr(refused, "text", refused)), status=422)
    return _page(request, found, form, status=422 if form.errors else 200)


def _taken_up(request: HttpRequest, token: str) -> HttpResponse:
    accept_with_account(token, user_id=request.actor.pk, now=timezone.now())
    return redirect("accounts:own_account")


def _entered(request: HttpRequest, token: str, given: dict[str, str]) -> HttpResponse:
    user_id = accept_invitation(token, now=timezone.now(), **given)
    return redirect(begin_sign_in(request, user_by_id(user_id), goal="/"))


def _page(
    request: HttpRequest, found: InvitationInfo, form: AcceptForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    shown = {"invitation": found, "form": form, "error": error}
    return render(request, "posts/invitation.html", shown, status=status)
