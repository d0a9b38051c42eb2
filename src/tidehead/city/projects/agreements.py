"""Agreements between places that share projects, what each year pays out, and who is credited with what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from tidehead.calc.sharing import Agreement as SharingTerms
from tidehead.calc.sharing import (
    Credit as SplitCredit,
)
from tidehead.calc.sharing import (
    Hosted,
    Mutual,
    Shared,
    YearSettled,
    mutual_counting,
    settle,
    split_credit,
)
from tidehead.city.common.types import Text
from tidehead.city.projects.models import Agreement, Credit, Settlement
from tidehead.city.projects.types import (
    HOST,
    IN_FORCE,
    MUTUAL_COUNTING,
    ORIGIN,
    AgreementInfo,
    Bounds,
    CreditInfo,
    PartyInfo,
    ProjectInfo,
    ProjectRefused,
    SettlementInfo,
)

FEN_A_10K_CNY = 1_000_000


@dataclass(frozen=True, slots=True)
class CountedTogether:
    """Projects counted for places without counting any twice: by shares, and for mutual counting each whole."""

    split: SplitCredit
    mutual: Mutual


def agreements(*, state: str = "") -> tuple[AgreementInfo, ...]:
    """All agreements, the newest first."""
    rows = _read(Agreement.objects.all())
    return tuple(_agreement(row) for row in (rows.filter(state=state) if state else rows))


def agreement_by_id(agreement_id: int) -> AgreementInfo:
    """One agreement. Raises ProjectRefused."""
    row = _read(Agreement.objects.filter(id=agreement_id)).first()
    if row is None:
        raise ProjectRefused(Text("没有这份协议。", "There is no such agreement."))
    return _agreement(row)


def _read(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return rows.select_related("source").prefetch_related("parties__place", "cases__case").order_by("-made_at", "-id")


def _agreement(row: Agreement) -> AgreementInfo:
    parties = sorted(row.parties.all(), key=lambda one: one.ordinal)
    return AgreementInfo(
        id=row.pk,
        code=row.code or "",
        title=Text(row.title_zh, row.title_en),
        kind=row.kind,
        base=row.base,
        state=row.state,
        start_on=row.start_on,
        end_on=row.end_on,
        bounds=Bounds(row.base_fen, row.floor_fen, row.cap_fen, row.total_cap_fen),
        clause=row.clause,
        source=row.source.code if row.source else "",
        parties=tuple(
            PartyInfo(one.place.code, Text(one.place.label_zh, one.place.label_en), one.share) for one in parties
        ),
        projects=tuple((one.case.pk, one.case.number, one.case.title) for one in row.cases.all()),
        made_by=row.made_by,
        replaces=row.replaces_id,
    )


def settlements_of(agreement_id: int) -> tuple[SettlementInfo, ...]:
    """What was settled, by year; corrected settlements stay beside those that took their place."""
    names = {one.place: one.label for one in agreement_by_id(agreement_id).parties}
    rows = Settlement.objects.filter(agreement_id=agreement_id).order_by("year", "at", "id")
    return tuple(
        SettlementInfo(
            id=row.pk,
            agreement=agreement_id,
            year=row.year,
            actual=row.actual_fen,
            pool=row.pool_fen,
            parts=tuple((names.get(place, Text(place)), fen) for place, fen in row.parts.items()),
            bound=row.bound,
            words=row.words,
            by=row.by_name,
            at=row.at,
            in_force=row.in_force,
        )
        for row in rows
    )


def settled_years(agreement: AgreementInfo, actual: Mapping[int, int]) -> tuple[YearSettled, ...]:
    """What each year of the term pays out, by the years whose amounts are known.

    actual: fen by year. Raises ProjectRefused for an agreement without a first or a last day; SharingRefused.
    """
    years = agreement.years
    if not years:
        raise ProjectRefused(
            Text("协议没有起止日期，不能结算。", "The agreement has no first or last day: it cannot be settled.")
        )
    shares = {one.place: one.share for one in agreement.parties}
    bounds = agreement.bounds
    terms = SharingTerms(
        first=years[0],
        last=years[-1],
        shares={years[0]: shares},
        base=bounds.base,
        floor=bounds.floor,
        cap=bounds.cap,
        total_cap=bounds.total_cap,
    )
    return settle(terms, dict(actual))


def known_years(agreement_id: int) -> dict[int, int]:
    """The amounts of the years that are settled, in fen."""
    rows = Settlement.objects.filter(agreement_id=agreement_id, in_force=True)
    return dict(rows.values_list("year", "actual_fen"))


# Who is credited with a project


def credits_of(case_ids: Iterable[int], *, on: date | None = None) -> dict[int, tuple[CreditInfo, ...]]:
    """Who is credited with each project, where anybody else is than its own place.

    on: the day, today where none is given. An agreement that has run out by then credits nobody any more.
    """
    holds = Q(agreement__isnull=True) | _in_force(on, "agreement__")
    rows = Credit.objects.filter(holds, case_id__in=set(case_ids), ended_at__isnull=True).select_related("place")
    found: dict[int, list[CreditInfo]] = {}
    for row in rows.order_by("id"):
        label = Text(row.place.label_zh, row.place.label_en)
        found.setdefault(row.case_id, []).append(
            CreditInfo(row.place.code, label, row.part, row.share, row.agreement_id)
        )
    return {case: tuple(credits) for case, credits in found.items()}


def counted_together(
    projects: Sequence[ProjectInfo], credits: Mapping[int, tuple[CreditInfo, ...]], *, mutual: frozenset[int]
) -> CountedTogether:
    """How many projects and how much investment each place counts, and the region, which counts each once.

    credits: of those that are shared. mutual: the agreements under which host and origin each count a project whole.
    A project without a place stands for the region alone, under "". Raises SharingRefused for shares that do not add
    up.
    """
    shared: list[Shared] = []
    hosted: list[Hosted] = []
    for project in projects:
        own = credits.get(project.case.id, ())
        fen = None if project.investment_10k_cny is None else round(project.investment_10k_cny * FEN_A_10K_CNY)
        if own and {one.agreement for one in own} <= mutual:
            host = next((one.place for one in own if one.part == HOST), project.case.place)
            origin = next((one.place for one in own if one.part == ORIGIN), "")
            hosted.append(Hosted(project.number, host, origin, fen))
        else:
            shares = {one.place: one.share for one in own} or {project.case.place: "1"}
            shared.append(Shared(project.number, fen, shares))
    return CountedTogether(split_credit(shared), mutual_counting(hosted))


def mutual_agreements(*, on: date | None = None) -> frozenset[int]:
    """The agreements in force on a day, today where none is given, under which host and origin each count a project
    whole."""
    rows = Agreement.objects.filter(_in_force(on), kind=MUTUAL_COUNTING)
    return frozenset(rows.values_list("id", flat=True))


def _in_force(on: date | None, of: str = "") -> Q:
    day = on or timezone.localdate()
    has_begun = Q(**{f"{of}state": IN_FORCE, f"{of}start_on__lte": day})
    return has_begun & (Q(**{f"{of}end_on__isnull": True}) | Q(**{f"{of}end_on__gte": day}))


def in_force_on(agreement: AgreementInfo, day: date) -> bool:
    """Whether the agreement holds on a day."""
    if agreement.state != IN_FORCE or agreement.start_on is None or day < agreement.start_on:
        return False
    return agreement.end_on is None or day <= agreement.end_on
