"""The register under /api/: firms found and one by one, their titles and years, saved lists, and who is near."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises import firms, honours, listing
from tidehead.city.enterprises.queries import enterprise_by_code, enterprises
from tidehead.city.enterprises.searching import filter_of, read_search
from tidehead.city.enterprises.terms import CLUSTER, industry_label, label_of, place_label
from tidehead.city.enterprises.types import (
    EnterpriseInfo,
    FirmInfo,
    FirmYear,
    HonourInfo,
    ListedInfo,
    NotThere,
    Overtaken,
    RegisterRefused,
)

router = Router(tags=["enterprises"])
ERRORS = {NotThere: 404, Overtaken: 409, RegisterRefused: 422}


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


class AskedFirms(Schema):
    """Which firms are wanted; what is left out does not narrow.

    place includes what stands under it. industry: two to four digits. size: of firms that work knows. registered_*: ISO
    days. capital_*: CNY. honour: id of a title. in_list: id of a saved list of the reader's. order: a column; numbers
    and days the largest and latest first.
    """

    text: str = ""
    place: str = ""
    industry: str = ""
    cluster: str = ""
    role: str = ""
    activity: str = ""
    kind: str = ""
    status: str = ""
    size: str = ""
    registered_from: str = ""
    registered_to: str = ""
    capital_from: str = ""
    capital_to: str = ""
    honour: str = ""
    in_list: str = ""
    order: str = ""


class FirmOut(Schema):
    """A firm of the register. Unknown is null, or "" for text. masked: the name is a person's, and cut short.

    confidence: 0-1 that the group of its industry is right, null where only its source's word for the trade says so.
    because: the words that decided: where, word, code.
    source, source_row: the table that it came in by; pack_source, locator: where a pack that names it has it from.
    """

    code: str
    label: Text
    short_name: str
    former_names: list[str]
    place: str
    place_label: Text
    county: str
    town: str
    park: str
    industry: str
    industry_label: str
    cluster: str
    cluster_label: str
    role: str
    activity: str
    confidence: float | None
    because: list[tuple[str, str, str]]
    kind: str
    status: str
    size: str
    registered_on: date | None
    capital_cny: float | None
    jobs: int | None
    revenue_cny: float | None
    output_cny: float | None
    tax_cny: float | None
    land_mu: float | None
    point: tuple[float, float] | None
    source: str
    source_row: int | None
    pack_source: str
    locator: str
    synthetic: bool
    masked: bool


class ListOut(Schema):
    """A saved list. search: what is asked anew whenever it is looked at; empty where firms are listed one by one."""

    id: int
    name: str
    note: str
    owner: str
    organisation: str
    search: dict[str, str]
    firms: int
    changed_at: datetime


class NewList(Schema):
    """A list to be begun. organisation: whose people see it too; one that the maker holds a post in."""

    name: str
    note: str = ""
    organisation: str = ""
    codes: list[str] = []


class Codes(Schema):
    codes: list[str]


@router.get("/enterprises", response=list[FirmOut], summary="Firms of the register")
@paginate(LimitOffsetPagination)
def list_enterprises(request: HttpRequest, asked: Query[AskedFirms]) -> Slices[FirmOut]:
    search = read_search(asked.dict())
    sought = filter_of(search, actor_key=request.actor.pk, organisations=request.actor.organisations)
    found = firms.firm_slices(sought, search.order)
    return Slices(lambda offset, limit: _shown(found.read(offset, limit)), found.count)


@router.get("/enterprises/{code}", response=FirmOut, summary="One enterprise")
def get_enterprise(request: HttpRequest, code: str) -> FirmOut:
    firm, named = firms.register_firm(code), enterprise_by_code(code)
    if firm is None and named is None:
        raise NotThere(Text("没有这家企业。", "There is no such enterprise."))
    return _out(firm or _of_named(named), named)


@router.get("/enterprises/{code}/honours", response=list[HonourInfo], summary="Titles of an enterprise")
def get_honours(request: HttpRequest, code: str) -> list[HonourInfo]:
    return list(honours.honours_of(code))


@router.get("/enterprises/{code}/years", response=list[FirmYear], summary="Figures of an enterprise by year")
def get_years(request: HttpRequest, code: str) -> list[FirmYear]:
    firm = firms.register_firm(code)
    return list(firms.years_of(firm.code)) if firm else []


@router.get("/enterprise-lists", response=list[ListOut], summary="Saved lists that the reader sees")
def get_lists(request: HttpRequest) -> list[ListOut]:
    return [_list_out(each) for each in listing.lists_of(request.actor)]


@router.get("/enterprise-lists/{list_id}", response=list[ListedInfo], summary="Firms of a saved list")
def get_list(request: HttpRequest, list_id: int) -> list[ListedInfo]:
    listing.list_for(request.actor, list_id)
    return list(listing.firms_of_list(list_id))


@router.post(
    "/enterprise-lists", response={201: ListOut}, auth=[django_auth, by_token], summary="Begin a list of firms"
)
def post_list(request: HttpRequest, body: NewList) -> Status:
    now = timezone.now()
    list_id = listing.make_list(
        by=request.actor, name=body.name, note=body.note, organisation=body.organisation, now=now
    )
    if body.codes:
        listing.put_on_list(by=request.actor, list_id=list_id, codes=body.codes, now=now)
    return Status(201, _list_out(listing.list_for(request.actor, list_id)))


@router.post(
    "/enterprise-lists/{list_id}/firms",
    response=list[ListedInfo],
    auth=[django_auth, by_token],
    summary="Put firms on a list",
)
def post_firms(request: HttpRequest, list_id: int, body: Codes) -> list[ListedInfo]:
    listing.put_on_list(by=request.actor, list_id=list_id, codes=body.codes, now=timezone.now())
    return list(listing.firms_of_list(list_id))


# As it goes out


def _shown(found: list[FirmInfo]) -> list[FirmOut]:
    named = enterprises(firm.code for firm in found)
    return [_out(firm, named.get(firm.code)) for firm in found]


def _out(firm: FirmInfo, named: EnterpriseInfo | None) -> FirmOut:
    place = next(iter(firm.places), "") or (named.place if named else "")
    return FirmOut(
        code=named.code if named else firm.code,
        label=Text(firm.name, named.label.en if named and not firm.masked else ""),
        short_name=named.short_name if named else "",
        former_names=list(firm.former_names),
        place=place,
        place_label=Text(place_label(place)) if place else Text(""),
        county=firm.county,
        town=firm.town,
        park=firm.park,
        industry=firm.industry,
        industry_label=industry_label(firm.industry) or (named.industry if named else ""),
        cluster=firm.cluster,
        cluster_label=label_of(CLUSTER, firm.cluster),
        role=firm.role,
        activity=firm.activity,
        confidence=firm.confidence,
        because=list(firm.because),
        kind=firm.kind,
        status=firm.status,
        size=named.size if named else "",
        registered_on=firm.registered_on,
        capital_cny=firm.capital_cny,
        jobs=firm.jobs,
        revenue_cny=firm.revenue_cny,
        output_cny=firm.output_cny,
        tax_cny=firm.tax_cny,
        land_mu=firm.land_mu,
        point=firm.point,
        source=firm.source,
        source_row=firm.source_row,
        pack_source=named.source if named else "",
        locator=named.locator if named else "",
        synthetic=firm.synthetic,
        masked=firm.masked,
    )


def _of_named(named: EnterpriseInfo | None) -> FirmInfo:
    """An enterprise that work knows and the register does not have."""
    if named is None:
        raise NotThere(Text("没有这家企业。", "There is no such enterprise."))
    return FirmInfo(code=named.code, name=named.label.zh, jobs=named.jobs, point=named.point, synthetic=named.synthetic)


def _list_out(each: listing.ListInfo) -> ListOut:
    return ListOut(
        id=each.id,
        name=each.name,
        note=each.note,
        owner=each.owner_name,
        organisation=each.organisation,
        search=each.search,
        firms=each.firms,
        changed_at=each.changed_at,
    )
