"""Posts and who holds them: the list, one post with its terms, and what its administrators do."""

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidehead.city.accounts.queries import person_named
from tidehead.city.accounts.types import ENTERPRISE
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import all_enterprises, enterprise_by_code
from tidehead.city.places.queries import all_organisations, all_places, organisations_by_code, place_by_code
from tidehead.city.posts.actions import end_term, give_post, invite, make_post, withdraw_invitation
from tidehead.city.posts.forms import GiveForm, InviteForm, PostForm
from tidehead.city.posts.queries import all_posts, invitations_of, post_by_code, terms_of
from tidehead.city.posts.rights import may_administer, may_make_any, may_read_trail, sees_posts_of
from tidehead.city.posts.types import NewPost, PostInfo, PostRefused
from tidehead.city.posts.wording import ROLE_WORDS
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

LINK = "invitation_link"
INVITE_ID = "invite-%s"  # two forms of the page have a field of one name
MOST_FIRMS = 5000


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """Every post with who holds it now; `mine` narrows it to those that the reader administers."""
    mine = sees_posts_of(request.actor) if request.GET.get("mine") else None
    found = all_posts(organisations=mine)
    if request.GET.get("vacant"):
        found = tuple(post for post in found if not post.holders)
    table = _table(request, found)
    if file := exported(request, table):
        return file
    shown = {
        "table": table,
        "may_make": may_make_any(request.actor),
        "may_read_trail": may_read_trail(request.actor),
        "vacant": request.GET.get("vacant"),
    }
    return render(request, "posts/posts.html", shown)


def _table(request: HttpRequest, found: tuple[PostInfo, ...]) -> Table:
    region = request.region
    return Table(
        name="posts",
        title=_("Posts"),
        columns=(
            Column("post", _("Post")),
            Column("body", _("Organisation or enterprise"), filtered=True),
            Column("role", _("Role"), filtered=True),
            Column("holder", _("Holder")),
            Column("since", _("Since"), kind="date"),
            Column("code", _("Code"), secondary=True),
        ),
        rows=tuple(_row(post) for post in found),
        as_of=region.as_of if region else None,
        synthetic=any(post.synthetic for post in found),
        empty=_("No post yet"),
        empty_remedy=_("Make one here, or load a region pack with posts.yaml."),
    )


def _row(post: PostInfo) -> Row:
    first = post.holders[0] if post.holders else None
    names = "、".join(holder.name for holder in post.holders) or _("vacant")
    where = Cell(str(post.label), url=reverse("posts:post", args=[post.code]))
    role = str(ROLE_WORDS[post.role])
    return Row((where, str(post.body_label), role, names, first.since if first else None, post.code), key=post.code)


@require_GET
def post(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _found(code))


def _found(code: str) -> PostInfo:
    found = post_by_code(code)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: PostInfo, *, status: int = 200, **shown: object) -> HttpResponse:
    place = place_by_code(found.place) if found.place else None
    may = _may(request, found)
    shown |= {
        "post": found,
        "role": ROLE_WORDS[found.role],
        "place": place.label if place else "",
        "terms": terms_of(found.code),
        "may": may,
        "invitations": invitations_of(found.code) if may else (),
        "link": request.session.pop(LINK, "") if may and LINK in request.session else "",
        "give": shown.get("give") or GiveForm(initial={"start_on": timezone.localdate()}),
        "invite": shown.get("invite") or InviteForm(auto_id=INVITE_ID),
    }
    return render(request, "posts/post.html", shown, status=status)


def _may(request: HttpRequest, found: PostInfo) -> bool:
    place = found.place
    if found.enterprise:
        firm = enterprise_by_code(found.enterprise)
        place = firm.place if firm else ""
    elif not place:
        place = organisations_by_code([found.organisation])[found.organisation].place
    return may_administer(request.actor, role=found.role, organisation=found.organisation, place=place)


@require_POST
def give(request: HttpRequest, code: str) -> HttpResponse:
    found, form = _administered(request, code), GiveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, give=form, status=422)
    given = form.cleaned_data
    person = person_named(given["username"])
    if person.pk is None:
        form.add_error("username", _("There is no account of this name. Invite the person by a link instead."))
        return _page(request, found, give=form, status=422)
    asked = {"post": code, "user_id": person.pk, "start_on": given["start_on"], "acting": given["acting"]}
    said = _("The post is given to {name}.").format(name=person.name)
    return _done(request, found, lambda: give_post(by=request.actor, now=timezone.now(), **asked), said)


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    found = _administered(request, code)
    number = request.POST.get("user", "")
    user_id = int(number) if number.isdecimal() else 0
    said = _("The post is taken back. What it holds stays with it.")
    return _done(
        request, found, lambda: end_term(by=request.actor, post=code, user_id=user_id, now=timezone.now()), said
    )


@require_POST
def invite_to(request: HttpRequest, code: str) -> HttpResponse:
    found, form = _administered(request, code), InviteForm(request.POST, auto_id=INVITE_ID)
    if not form.is_valid():
        return _page(request, found, invite=form, status=422)
    given = form.cleaned_data

    def do() -> None:
        token = invite(by=request.actor, post=code, now=timezone.now(), **given)
        request.session[LINK] = request.build_absolute_uri(reverse("posts:invitation", args=[token]))

    answer = _done(request, found, do, _("The invitation is made. It is good for one person and seven days."))
    if given["email"] and LINK in request.session:
        _send(request, given["email"], str(found.label), request.session[LINK])
    return answer


def _send(request: HttpRequest, address: str, label: str, link: str) -> None:
    """Send the link; a mail server that fails leaves the link to be passed on by hand."""
    words = _("You are invited to the post “{post}”. Open this address within seven days:").format(post=label)
    try:
        send_mail(_("Invitation"), f"{words}\n\n{link}\n", None, [address])
    except OSError:
        messages.warning(request, _("The e-mail could not be sent. Pass the link on yourself."))
    else:
        messages.success(request, _("Sent to {address}.").format(address=address))


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = _administered(request, code)
    number = request.POST.get("invitation", "")
    asked = {"post": code, "invitation_id": int(number) if number.isdecimal() else 0}
    said = _("The invitation is withdrawn.")
    return _done(request, found, lambda: withdraw_invitation(by=request.actor, now=timezone.now(), **asked), said)


def _administered(request: HttpRequest, code: str) -> PostInfo:
    found = _found(code)
    if not _may(request, found):
        raise PermissionDenied
    return found


def _done(request: HttpRequest, found: PostInfo, do: Callable[[], None], said: str) -> HttpResponse:
    """Do it and say so, or say on the post's page why not."""
    try:
        do()
    except PostRefused as refused:
        return _page(request, found, refused=refused.text, status=422)
    messages.success(request, said)
    return redirect("posts:post", found.code)


# A new post


@require_http_methods(["GET", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    if not may_make_any(request.actor):
        raise PermissionDenied
    form = _new_form(request)
    if request.method == "POST" and form.is_valid():
        new = _new(form.cleaned_data)
        try:
            make_post(by=request.actor, new=new, now=timezone.now())
        except PostRefused as refused:
            form.add_error(None, str(refused.text))
        else:
            messages.success(request, _("The post is made. Invite somebody to it."))
            return redirect("posts:post", new.code)
    return render(request, "posts/new_post.html", {"form": form}, status=422 if form.errors else 200)


def _new_form(request: HttpRequest) -> PostForm:
    """Offers the bodies that the actor administers posts of."""
    form = PostForm(request.POST or None)
    mine = sees_posts_of(request.actor)
    bodies = [(f"org:{body.code}", body.label) for body in all_organisations() if mine is None or body.code in mine]
    if may_administer(request.actor, role=ENTERPRISE) or request.actor.may("services.pair"):
        bodies += [(f"firm:{firm.code}", firm.label) for firm in all_enterprises()[:MOST_FIRMS]]
    form.fields["body"].choices = bodies
    form.fields["place"].choices = [("", "—"), *((place.code, place.label) for place in all_places())]
    return form


def _new(given: dict[str, str]) -> NewPost:
    kind, _colon, body = given["body"].partition(":")
    return NewPost(
        code=f"post.{secrets.token_hex(5)}",
        label=Text(given["label_zh"], given["label_en"]),
        role=given["role"],
        organisation=body if kind == "org" else "",
        enterprise=body if kind == "firm" else "",
        place=given["place"] if kind == "org" else "",
    )
