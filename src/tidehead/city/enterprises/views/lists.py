"""Saved lists: firms put together by hand, or a search under a name; noted, shared, taken away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.common.asked import own_page, whole_number
from tidehead.city.enterprises import firms, listing, queries
from tidehead.city.enterprises.searching import filter_of, read_search
from tidehead.city.enterprises.terms import industry_label
from tidehead.city.enterprises.types import FirmInfo, ListedInfo, ListInfo, NotThere, RegisterRefused
from tidehead.city.enterprises.views.asking import place_of, posted, told
from tidehead.city.places.queries import organisations_by_code
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_A_PAGE = 100


def lists(request: HttpRequest) -> HttpResponse:
    """The reader's own lists, and those shared with their organisations."""
    found = listing.lists_of(request.actor)
    table = _lists_table(request, found)
    if file := exported(request, table):
        return file
    return render(request, "enterprises/lists.html", {"table": table})


def _lists_table(request: HttpRequest, found: tuple[ListInfo, ...]) -> Table:
    bodies = organisations_by_code([each.organisation for each in found if each.organisation])
    return Table(
        name="lists",
        title=_("Saved lists"),
        columns=(
            Column("name", _("List")),
            Column("what", _("What it holds"), filtered=True),
            Column("firms", _("Firms"), kind="number"),
            Column("shared", _("Shared with")),
            Column("owner", _("Kept by")),
            Column("at", _("Changed on"), kind="date"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(each.name, url=_address(each)),
                    _("a search") if each.search else _("firms, one by one"),
                    None if each.search else each.firms,
                    str(bodies[each.organisation].label) if each.organisation in bodies else each.organisation,
                    each.owner_name,
                    timezone.localdate(each.changed_at),
                ),
                key=f"list-{each.id}",
            )
            for each in found
        ),
        searchable=False,
        empty=_("No list is kept yet"),
        empty_remedy=_("Search for firms, choose some, and put them on a new list; or keep the search itself."),
    )


def _address(each: ListInfo) -> str:
    return reverse("enterprises:list", args=[each.id])


def one_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """What is on a list; a search that is kept leads to what it finds now."""
    found = _found(request, list_id)
    if found.search:
        return redirect(f"{reverse('enterprises:enterprises')}?{read_search(found.search).address()}")
    listed = listing.firms_of_list(list_id)
    if request.GET.get("format"):
        return exported(request, _table(listed)) or HttpResponse(status=400)
    page = Paginator(listed, _A_PAGE).get_page(request.GET.get("page"))
    known = _known(tuple(page.object_list))
    bodies = organisations_by_code(request.actor.organisations)
    context = {
        "list": found,
        "rows": [(one, *known[one.code]) for one in page.object_list],
        "page": page,
        "own": found.owner == request.actor.pk,
        "bodies": bodies.values(),
        "shared": bodies.get(found.organisation),
        "synthetic": any(synthetic for *_words, synthetic in known.values()),
    }
    return render(request, "enterprises/list.html", context)


def _found(request: HttpRequest, list_id: int) -> ListInfo:
    try:
        return listing.list_for(request.actor, list_id)
    except NotThere as missing:
        raise Http404(str(missing.text)) from missing


def _known(listed: tuple[ListedInfo, ...]) -> dict[str, tuple[str, str, str, bool]]:
    """Name, place and industry of each, and whether it is made up; the code where nothing is known of it any more."""
    codes = [one.code for one in listed]
    register, named = firms.register_firms(codes), queries.enterprises(codes)
    found = {}
    for code in codes:
        firm: FirmInfo | None = register.get(code)
        if firm is not None:
            found[code] = (firm.name, place_of(firm), industry_label(firm.industry), firm.synthetic)
        elif code in named:
            each = named[code]
            found[code] = (str(each.label), str(each.place_label), each.industry, each.synthetic)
        else:
            found[code] = (code, "", "", False)
    return found


def _table(listed: tuple[ListedInfo, ...]) -> Table:
    known = _known(listed)
    return Table(
        name="list",
        title=_("Saved list"),
        columns=(
            Column("enterprise", _("Enterprise")),
            Column("place", _("Place")),
            Column("industry", _("Industry")),
            Column("note", _("Note")),
            Column("by", _("Put there by")),
            Column("at", _("Put there on"), kind="date"),
            Column("code", _("Code")),
        ),
        rows=tuple(
            Row((*known[one.code][:3], one.note, one.by, timezone.localdate(one.at), one.code), key=one.code)
            for one in listed
        ),
        synthetic=any(words[3] for words in known.values()),
    )


# Writing


@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """Put the chosen firms, or all that a search finds, on a list; or keep the search itself as one."""
    back = own_page(request, posted(request, "back", 400), otherwise=reverse("enterprises:enterprises"))
    try:
        return _filled(request, back)
    except NotThere as missing:
        raise Http404(str(missing.text)) from missing
    except RegisterRefused as refused:
        messages.error(request, str(refused.text))
        return redirect(back)


def _filled(request: HttpRequest, back: str) -> HttpResponse:
    now, which = timezone.now(), posted(request, "which", 20)
    search = read_search(QueryDict(posted(request, "search", 2000)).dict())
    if which == "search":
        name = posted(request, "name", 120) or search.text
        made = listing.make_list(by=request.actor, name=name, search=search.asked, now=now)
        messages.success(request, _("The search is kept. It is asked anew whenever you open it."))
        return redirect("enterprises:lists") if made else redirect(back)
    codes = request.POST.getlist("code")[: listing.MOST_LISTED]
    if which == "found":
        sought = filter_of(search, actor_key=request.actor.pk, organisations=request.actor.organisations)
        codes = [firm.code for firm in firms.firms_for_export(sought, listing.MOST_LISTED + 1)]
    if not codes:
        messages.error(request, _("No firm was chosen. Tick those that you want on the list."))
        return redirect(back)
    list_id = whole_number(posted(request, "list", 12))
    if list_id is None:
        list_id = listing.make_list(by=request.actor, name=posted(request, "name", 120), now=now)
    new = listing.put_on_list(by=request.actor, list_id=list_id, codes=codes, now=now)
    words = ngettext("%(count)s firm was put on the list.", "%(count)s firms were put on the list.", new)
    messages.success(request, words % {"count": new})
    return redirect("enterprises:list", list_id)


@require_POST
def change(request: HttpRequest, list_id: int) -> HttpResponse:
    _found(request, list_id)
    given = {
        "by": request.actor,
        "list_id": list_id,
        "name": posted(request, "name", 120),
        "note": posted(request, "note"),
        "organisation": posted(request, "organisation", 80),
        "now": timezone.now(),
    }
    told(request, lambda: listing.change_list(**given), _("Kept."))
    return redirect("enterprises:list", list_id)


@require_POST
def drop(request: HttpRequest, list_id: int) -> HttpResponse:
    found = _found(request, list_id)
    given = {"by": request.actor, "list_id": list_id, "now": timezone.now()}
    told(request, lambda: listing.drop_list(**given), _("“%(name)s” was deleted.") % {"name": found.name})
    return redirect("enterprises:lists")


@require_POST
def take_off(request: HttpRequest, list_id: int) -> HttpResponse:
    _found(request, list_id)
    codes = request.POST.getlist("code")[: listing.MOST_LISTED]
    given = {"by": request.actor, "list_id": list_id, "codes": codes, "now": timezone.now()}
    told(request, lambda: listing.take_off_list(**given), _("Taken off the list."))
    return redirect("enterprises:list", list_id)


@require_POST
def note(request: HttpRequest, list_id: int) -> HttpResponse:
    _found(request, list_id)
    given = {
        "by": request.actor,
        "list_id": list_id,
        "code": posted(request, "code", 80),
        "note": posted(request, "note"),
        "now": timezone.now(),
    }
    told(request, lambda: listing.note_on_list(**given), _("Noted."))
    return redirect("enterprises:list", list_id)
