"""The list of indicators: what is measured, how many figures there are, and how old the newest is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tidehead.city.indicators.newest import is_old
from tidehead.city.indicators.types import Figure, IndicatorInfo, TopicInfo
from tidehead.city.indicators.wording import DIRECTIONS, NATURES, printed
from tidehead.city.shell.formatting import date_text, number_text, period_text, unit_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is known of the indicators, by code."""

    counts: dict[str, int]
    newest: dict[str, date]
    latest: dict[str, Figure]  # of the region's root place
    targets: Counter[str]


@dataclass(frozen=True, slots=True)
class TopicChip:
    code: str
    label: str
    count: int
    chosen: bool


def topic_chips(indicators: Sequence[IndicatorInfo], topics: Sequence[TopicInfo], asked: str) -> tuple[TopicChip, ...]:
    counts = Counter(indicator.topic for indicator in indicators)
    return tuple(
        TopicChip(topic.code, str(topic.label), counts[topic.code], topic.code == asked)
        for topic in topics
        if counts[topic.code]
    )


def list_sentence(indicators: Sequence[IndicatorInfo], held: Holdings, checked_on: date) -> str:
    """The finding over the list: how many are measured at all, how many only by old figures."""
    measured = sum(bool(held.counts.get(each.code)) for each in indicators)
    old = sum(is_old(held.newest.get(each.code), checked_on) for each in indicators)
    text = ngettext(
        "%(n)s indicator; %(measured)s have figures, %(old)s of them none from the last two years.",
        "%(n)s indicators; %(measured)s have figures, %(old)s of them none from the last two years.",
        len(indicators),
    )
    return text % {"n": number_text(len(indicators)), "measured": number_text(measured), "old": number_text(old)}


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of the page's list: texts ready to be shown, keys to sort by."""

    code: str
    url: str
    label: str
    topic: str
    latest: str
    latest_key: str
    source_url: str
    period: str
    count: str
    newest: str
    newest_key: str
    is_old: bool
    targets: str
    unit: str
    nature: str
    direction: str


def indicator_rows(
    indicators: Sequence[IndicatorInfo], topics: Sequence[TopicInfo], held: Holdings, *, checked_on: date, kept: str
) -> list[IndicatorRow]:
    labels = {topic.code: str(topic.label) for topic in topics}
    natures = {code: str(word) for code, word in NATURES.items()}
    directions = {code: str(word) for code, word in DIRECTIONS.items()}
    rows = []
    for each in indicators:
        latest, newest = held.latest.get(each.code), held.newest.get(each.code)
        targets = held.targets.get(each.code, 0)
        rows.append(
            IndicatorRow(
                code=each.code,
                url=reverse("web:indicator", args=[each.code]) + kept,
                label=str(each.label),
                topic=labels.get(each.topic, each.topic),
                latest=printed(latest, each),
                latest_key=repr(latest.value) if latest else "",
                source_url=reverse("web:figure_source", args=[latest.id]) if latest else "",
                period=period_text(latest.period) if latest else "",
                count=number_text(held.counts.get(each.code, 0)),
                newest=date_text(newest) if newest else "",
                newest_key=newest.isoformat() if newest else "",
                is_old=is_old(newest, checked_on),
                targets=number_text(targets) if targets else "",
                unit=unit_text(each.unit, unit_en=each.unit_en),
                nature=natures.get(each.nature, each.nature),
                direction=directions.get(each.direction, each.direction),
            )
        )
    return rows


def indicator_table(
    indicators: Sequence[IndicatorInfo],
    topics: Sequence[TopicInfo],
    held: Holdings,
    *,
    checked_on: date,
    synthetic: bool,
    kept: str,
) -> Table:
    labels = {topic.code: str(topic.label) for topic in topics}
    columns = (
        Column("indicator", _("Indicator")),
        Column("topic", _("Topic"), filtered=True, secondary=True),
        Column("latest", _("Latest of the whole region"), "figure"),
        Column("period", _("Period"), "period"),
        Column("figures", _("Number of figures"), "number"),
        Column("newest", _("Newest figure"), "date"),
        Column("targets", _("Targets"), "number"),
        Column("unit", _("Unit"), secondary=True),
        Column("nature", _("Nature"), filtered=True, secondary=True),
        Column("direction", _("Direction"), secondary=True),
    )
    return Table(
        name="indicators",
        title=gettext("Indicators"),
        columns=columns,
        rows=tuple(_row(each, labels, held, checked_on, kept) for each in indicators),
        as_of=checked_on,
        synthetic=synthetic,
        source=gettext("The documents that name each indicator; open a figure for its own source"),
        empty=gettext("There are no indicators yet"),
        empty_remedy=gettext("Load a region's pack with 'tidehead pack load'."),
    )


def _row(indicator: IndicatorInfo, topics: dict[str, str], held: Holdings, checked_on: date, kept: str) -> Row:
    latest, newest = held.latest.get(indicator.code), held.newest.get(indicator.code)
    old = gettext("old: nothing newer") if is_old(newest, checked_on) else ""
    return Row(
        (
            Cell(str(indicator.label), url=reverse("web:indicator", args=[indicator.code]) + kept),
            topics.get(indicator.topic, indicator.topic),
            _figure(latest, indicator),
            latest.period if latest else "",
            held.counts.get(indicator.code, 0),
            Cell(newest, note=old),
            held.targets.get(indicator.code, 0),
            unit_text(indicator.unit, unit_en=indicator.unit_en),
            str(NATURES.get(indicator.nature, indicator.nature)),
            str(DIRECTIONS.get(indicator.direction, indicator.direction)),
        ),
        key=indicator.code,
    )


def _figure(figure: Figure | None, indicator: IndicatorInfo) -> Cell:
    if figure is None:
        return Cell(None)
    return Cell(
        figure.value,
        source=reverse("web:figure_source", args=[figure.id]),
        comparator=figure.comparator,
        value_high=figure.value_high,
        unit=indicator.unit,
        unit_en=indicator.unit_en,
    )
