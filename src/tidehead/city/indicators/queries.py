"""Reads indicators, figures with their vintages, targets, taxonomies and contradictions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from tidehead.city.common.region import current_region
from tidehead.city.common.remembered import remembered
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.indicators.models import (
    Contradiction,
    Crosswalk,
    Indicator,
    Member,
    Observation,
    ProvenCheck,
    Target,
    Taxonomy,
    Topic,
)
from tidehead.city.indicators.sameness import same_value
from tidehead.city.indicators.types import (
    ACCEPTED,
    CheckInfo,
    ContradictionInfo,
    ContradictionSide,
    CrosswalkInfo,
    Figure,
    IndicatorInfo,
    MemberInfo,
    Subject,
    TargetInfo,
    TaxonomyInfo,
    TopicInfo,
)
from tidehead.city.places.queries import place_ids

_BASIS_RANK = Case(
    When(basis="actual", then=Value(0)),
    When(basis="preliminary", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@remembered
def all_topics() -> tuple[TopicInfo, ...]:
    return tuple(
        TopicInfo(row.code, Text(row.label_zh, row.label_en))
        for row in Topic.objects.filter(current=True).order_by("ordinal")
    )


@remembered
def all_indicators(*, topic: str = "") -> tuple[IndicatorInfo, ...]:
    rows = Indicator.objects.filter(current=True).select_related("topic", "source")
    rows = rows.order_by("topic__ordinal", "ordinal")
    return tuple(_indicator(row) for row in (rows.filter(topic__code=topic) if topic else rows))


def indicators_by_code(codes: Iterable[str]) -> dict[str, IndicatorInfo]:
    wanted = set(codes)
    return {row.code: row for row in all_indicators() if row.code in wanted}


def indicator_by_code(code: str) -> IndicatorInfo | None:
    return indicators_by_code([code]).get(code)


def dependents_of(code: str) -> tuple[IndicatorInfo, ...]:
    """Indicators whose numerator or denominator this one is."""
    return tuple(row for row in all_indicators() if code in (row.numerator, row.denominator))


def figure_counts(*, as_of: date | None = None) -> dict[str, int]:
    """How many accepted figures each indicator has, or had on a day."""
    rows = _known_on(as_of).values_list("indicator__code").annotate(n=Count("id"))
    return dict(rows.values_list("indicator__code", "n"))


def newest_period_ends(*, as_of: date | None = None) -> dict[str, date]:
    """The last day that any accepted figure of each indicator is about; undated figures do not count."""
    rows = _known_on(as_of).filter(period_end__isnull=False).values_list("indicator__code")
    return dict(rows.annotate(newest=Max("period_end")).values_list("indicator__code", "newest"))


def _known_on(day: date | None) -> QuerySet[Observation]:
    rows = Observation.objects.filter(state=ACCEPTED)
    return rows if day is None else rows.filter(as_of__lte=day)


def _indicator(row: Indicator) -> IndicatorInfo:
    return IndicatorInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        unit=row.unit,
        unit_en=row.unit_en,
        direction=row.direction,
        nature=row.nature,
        topic=row.topic.code,
        numerator=row.numerator,
        denominator=row.denominator,
        scope=Text(row.scope_zh, row.scope_en),
        definition=Text(row.definition_zh, row.definition_en),
        aliases=tuple(row.aliases),
        decimals=row.decimals,
        source=row.source.code,
        locator=row.locator,
    )


def figures(
    *,
    indicator: str | Iterable[str] = "",
    place: str | Iterable[str] = "",
    industry: str | None = None,
    as_of: date | None = None,
) -> tuple[Figure, ...]:
    """For each subject and period the value as known on a date: the firmest basis, then the latest vintage.

    `industry` None: any; "": only figures that are about no industry. Ordered by subject and period.
    """
    rows = _narrowed(_known(as_of), indicator=indicator, place=place, industry=industry)
    return _figures(_firmest(rows))


def disputes(
    *, indicator: str | Iterable[str] = "", place: str | Iterable[str] = "", as_of: date | None = None
) -> dict[tuple[Subject, str, date], tuple[Figure, ...]]:
    """Where sources that were known on the same day give different values for the same thing.

    Values that are equal but for floating point (`sameness`) are the same. Keyed by subject, period and that day;
    every value given, in the order they were stored. `figures` has to show one of them: whoever shows it looks here,
    so that nothing is chosen in silence.
    """
    rows = _narrowed(_known(as_of), indicator=indicator, place=place, industry=None)
    same_day = [F("key"), F("as_of")]
    spread = {"low": Window(Min("value"), partition_by=same_day), "high": Window(Max("value"), partition_by=same_day)}
    found: dict[tuple[Subject, str, date], tuple[Figure, ...]] = {}
    for figure in _figures(rows.annotate(**spread).filter(low__lt=F("high"))):
        key = (figure.subject, figure.period, figure.as_of)
        found[key] = (*found.get(key, ()), figure)
    return {key: given for key, given in found.items() if any(_differ(given[0], other) for other in given[1:])}


def _differ(one: Figure, other: Figure) -> bool:
    return not same_value(one.value, other.value)


def rivals_of(
    figure: Figure | None, disputed: dict[tuple[Subject, str, date], tuple[Figure, ...]]
) -> tuple[Figure, ...]:
    """The other values that were given for the same thing on the same day."""
    if figure is None:
        return ()
    given = disputed.get((figure.subject, figure.period, figure.as_of), ())
    return tuple(other for other in given if _differ(other, figure))


def vintages(*, indicator: str, place: str = "", industry: str | None = None) -> tuple[Figure, ...]:
    """Every value ever accepted, superseded ones and those withdrawn included, oldest knowledge first."""
    rows = _narrowed(Observation.objects.all(), indicator=indicator, place=place, industry=industry)
    return tuple(
        sorted(_figures(rows), key=lambda figure: (figure.subject.place, figure.period, figure.as_of, figure.id))
    )


def figure_by_id(figure_id: int) -> Figure | None:
    return next(iter(_figures(Observation.objects.filter(id=figure_id))), None)


def figures_of_key(figure_id: int) -> tuple[Figure, ...]:
    """All values given for what this figure is about, newest knowledge first."""
    key = Observation.objects.filter(id=figure_id).values("key")
    found = _figures(Observation.objects.filter(key__in=key))
    return tuple(sorted(found, key=lambda figure: (figure.as_of, figure.id), reverse=True))


def _known(as_of: date | None) -> QuerySet[Observation]:
    """What is accepted now, or what was known on a date: published by then, and not yet withdrawn."""
    if as_of is None:
        return Observation.objects.filter(state=ACCEPTED)
    standing = Q(state=ACCEPTED) | Q(withdrawn_at__date__gt=as_of)
    return Observation.objects.filter(standing, as_of__lte=as_of)


def _firmest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """One row for each key: the firmest basis, then the latest knowledge: an estimate never hides a final figure."""
    order = [_BASIS_RANK.asc(), F("as_of").desc(), F("id").desc()]
    return rows.annotate(nth=Window(RowNumber(), partition_by=F("key"), order_by=order)).filter(nth=1)


def _narrowed(
    rows: QuerySet[Any], *, indicator: str | Iterable[str], place: str | Iterable[str], industry: str | None
) -> QuerySet[Any]:
    if indicator:
        rows = rows.filter(indicator__in=_keys_of(indicator, indicator_keys()))
    if place:
        rows = rows.filter(place__in=_keys_of(place, place_keys()))
    if industry is not None:
        rows = rows.filter(member__code=industry) if industry else rows.filter(member=None)
    return rows


def _keys_of(codes: str | Iterable[str], keys: dict[str, int]) -> list[int]:
    """Keys instead of codes: with a join the database may begin at the wrong end of the index."""
    wanted = [codes] if isinstance(codes, str) else set(codes)
    return [keys[code] for code in wanted if code in keys]


@remembered
def indicator_keys() -> dict[str, int]:
    """Keys of the stored indicators by code, also of those that left the pack."""
    return dict(Indicator.objects.values_list("code", "id"))


@remembered
def place_keys() -> dict[str, int]:
    return place_ids()


_ORDER = (
    "indicator__ordinal",
    "place__ordinal",
    "member__code",
    "organisation__code",
    "period_end",
    "period_start",
    "id",
)
_FIGURE_COLUMNS = (
    "id",
    "indicator__code",
    "place__code",
    "member__code",
    "organisation__code",
    "period",
    "period_start",
    "period_end",
    "value",
    "value_high",
    "printed_value",
    "printed_unit",
    "comparator",
    "basis",
    "yoy_pct",
    "as_of",
    "recorded_at",
    "source__code",
    "locator",
    "fact_id",
    "state",
    "origin",
    "note",
)


def _figures(
    rows: QuerySet[Observation], *, order: tuple[str, ...] = _ORDER, most: int | None = None
) -> tuple[Figure, ...]:
    return tuple(_figure(row) for row in rows.order_by(*order).values_list(*_FIGURE_COLUMNS)[:most])


def _figure(row: tuple[Any, ...]) -> Figure:
    ident, indicator, place, member, organisation, *rest = row
    source = rest[12] or ""
    return Figure(ident, Subject(indicator, place, member or "", organisation or ""), *rest[:12], source, *rest[13:])


def targets(
    *,
    indicator: str = "",
    place: str = "",
    code: str | Iterable[str] = "",
    source: str = "",
    as_of: date | None = None,
) -> tuple[TargetInfo, ...]:
    """The targets in force, as their documents have them; `as_of`: those whose documents were out by that day.

    A document without a date counts as out since the day on which the region's pack was checked.
    """
    rows = _target_rows(indicator=indicator, place=place, source=source, as_of=as_of)
    if code:
        rows = rows.filter(code__in=[code] if isinstance(code, str) else set(code))
    return tuple(map(_target, rows))


def target_slices(*, indicator: str = "", place: str = "") -> Slices[TargetInfo]:
    """The same as `targets`, a page at a time."""
    rows = _target_rows(indicator=indicator, place=place)
    return Slices(lambda offset, limit: tuple(map(_target, rows[offset : offset + limit])), rows.count)


def _target_rows(
    *, indicator: str = "", place: str = "", source: str = "", as_of: date | None = None
) -> QuerySet[Target]:
    rows = Target.objects.filter(state=ACCEPTED).select_related(
        "indicator", "place", "member", "organisation", "source"
    )
    for name, value in (
        ("indicator__code", indicator),
        ("place__code", place),
        ("source__code", source),
    ):
        rows = rows.filter(**{name: value}) if value else rows
    if as_of is not None:
        region = current_region()
        out = Q(source=None) | Q(source__issued_on__lte=as_of)
        rows = rows.filter(out if region and as_of < region.as_of else out | Q(source__issued_on=None))
    return rows.order_by("source__issued_on", "id")


def target_by_code(code: str) -> TargetInfo | None:
    return next(iter(targets(code=code)), None)


def was_set_by(target: TargetInfo, day: date) -> bool:
    """Whether the document that sets a target was out by a day; one without a date was when the pack was checked."""
    return bool(targets(code=target.code, as_of=day))


def parts_of_target(code: str) -> tuple[TargetInfo, ...]:
    """The targets that name this one as what they are a part of."""
    return tuple(map(_target, _target_rows().filter(parent=code)))


def _target(row: Target) -> TargetInfo:
    return TargetInfo(
        id=row.pk,
        code=row.code,
        period=row.period,
        period_start=row.period_start,
        period_end=row.period_end,
        subject=Subject(
            row.indicator.code,
            row.place.code,
            row.member.code if row.member else "",
            row.organisation.code if row.organisation else "",
        ),
        value=row.value,
        value_high=row.value_high,
        comparator=row.comparator,
        force=row.force,
        basis=row.basis,
        base_period=row.base_period,
        words=row.words,
        parent=row.parent,
        source=row.source.code if row.source else "",
        locator=row.locator,
        fact=row.fact_id,
        note=row.note,
    )


@remembered
def all_taxonomies() -> tuple[TaxonomyInfo, ...]:
    members: dict[str, list[MemberInfo]] = {}
    for member in members_by_code().values():
        members.setdefault(member.taxonomy, []).append(member)
    return tuple(
        TaxonomyInfo(
            code=row.code,
            label=Text(row.label_zh, row.label_en),
            version=row.version,
            valid_from=row.valid_from,
            source=row.source.code,
            locator=row.locator,
            note=Text(row.note_zh, row.note_en),
            groups=tuple((g["code"], Text(g["zh"], g["en"]), g["stated"]) for g in row.groups),
            members=tuple(members.get(row.code, ())),
        )
        for row in Taxonomy.objects.filter(current=True).select_related("source").order_by("ordinal")
    )


@remembered
def all_members() -> tuple[MemberInfo, ...]:
    rows = Member.objects.filter(current=True).select_related("taxonomy").order_by("taxonomy__ordinal", "ordinal")
    return tuple(MemberInfo(row.code, Text(row.label_zh, row.label_en), row.taxonomy.code, row.group) for row in rows)


def members_by_code(codes: Iterable[str] | None = None) -> dict[str, MemberInfo]:
    wanted = None if codes is None else set(codes)
    return {member.code: member for member in all_members() if wanted is None or member.code in wanted}


@remembered
def crosswalk() -> tuple[CrosswalkInfo, ...]:
    rows = Crosswalk.objects.select_related("from_member", "to_member", "to_taxonomy").order_by("id")
    return tuple(
        CrosswalkInfo(
            row.from_member.code,
            row.to_member.code if row.to_member else f"{row.to_taxonomy.code}:",
            row.relation,
            row.basis,
            row.note,
        )
        for row in rows
    )


@remembered
def contradictions() -> tuple[ContradictionInfo, ...]:
    return tuple(
        ContradictionInfo(
            row.code,
            Text(row.label_zh, row.label_en),
            row.verdict,
            Text(row.note_zh, row.note_en),
            tuple(
                ContradictionSide(s["source"], s["locator"], Text(s["zh"], s["en"]), s["value"], s["unit"])
                for s in row.sides
            ),
            tuple(row.indicators),
        )
        for row in Contradiction.objects.order_by("ordinal")
    )


@remembered
def proven_checks() -> tuple[CheckInfo, ...]:
    return tuple(
        CheckInfo(
            row.code,
            Text(row.label_zh, row.label_en),
            row.outcome,
            Text(row.explanation_zh, row.explanation_en),
            tuple(row.indicators),
        )
        for row in ProvenCheck.objects.order_by("ordinal")
    )
