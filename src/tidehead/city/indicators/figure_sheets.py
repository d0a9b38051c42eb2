"""The figures of one indicator, as a page shows them: series, peers, the table of all, and what was known when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidehead.city.indicators.lineup import Field, is_whole_year
from tidehead.city.indicators.sameness import same_value
from tidehead.city.indicators.types import WITHDRAWN, Figure, IndicatorInfo, Subject
from tidehead.city.indicators.wording import BASES, Names, printed
from tidehead.city.shell.charts import Bar, BarChart, LineChart, Mark, Series
from tidehead.city.shell.formatting import change_text, number_text, period_text, points_text
from tidehead.city.shell.locators import locator_words
from tidehead.city.shell.tables import Cell, Column, Row, Table

Disputed = dict[tuple[Subject, str, date], tuple[Figure, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An indicator with its figures as known on a day, and every value ever given."""

    indicator: IndicatorInfo
    known: tuple[Figure, ...]
    every: tuple[Figure, ...]
    disputed: Disputed
    names: Names
    synthetic: bool
    kept: str = ""  # the end of every link that keeps the day asked for


def subject_key(subject: Subject) -> str:
    """A subject in an address: place, industry and organisation."""
    return "|".join((subject.place, subject.industry, subject.organisation)).rstrip("|")


def subjects_of(figures: Sequence[Figure]) -> dict[Subject, int]:
    """What the figures are about, with how many there are, in the order of the places."""
    counts: dict[Subject, int] = defaultdict(int)
    for figure in figures:
        counts[figure.subject] += 1
    return dict(counts)


def chosen_subject(figures: Sequence[Figure], asked: str, root: str) -> Subject | None:
    """The subject asked for; else the region itself, else the one with most figures."""
    counts = subjects_of(figures)
    by_key = {subject_key(subject): subject for subject in counts}
    by_key |= {subject.place: subject for subject in reversed(counts) if not subject.industry}
    if asked in by_key:
        return by_key[asked]
    own = [s for s in counts if s.place == root and not s.industry and not s.organisation]
    return own[0] if own else max(counts, key=lambda subject: counts[subject], default=None)


def series_chart(sheet: Sheet, subject: Subject | None) -> LineChart:
    """One subject's figures over time, with earlier vintages and the values of other sources beside them."""
    own = [f for f in sheet.known if f.subject == subject and f.period and f.value_high is None]
    # A part of a year's amount on one line with whole years would look like a collapse.
    shown = [f for f in own if sheet.indicator.nature != "flow" or is_whole_year(f)] or own
    periods = {(figure.period, figure.id) for figure in shown}
    once = [f for f in sheet.every if f.subject == subject and _was_other(f, periods, shown)]
    series = (
        Series(gettext("Figures"), with_unknown_years(_marks(shown)), "actual"),
        Series(gettext("Preliminary"), _marks([f for f in shown if f.basis == "preliminary"]), "preliminary"),
        Series(gettext("Other sources and earlier values"), _marks(once), "vintage"),
    )
    return LineChart(
        name="series",
        title=_series_title(sheet.indicator, subject, shown, sheet.names),
        series=tuple(each for each in series if each.marks),
        unit=sheet.indicator.unit,
        unit_en=sheet.indicator.unit_en,
        source=gettext("; ").join(dict.fromkeys(sheet.names.source(f.source) for f in shown if f.source))[:200],
        synthetic=sheet.synthetic,
        empty=gettext("No dated figure is known for this choice."),
    )


def _was_other(figure: Figure, periods: set[tuple[str, int]], shown: Sequence[Figure]) -> bool:
    """Whether a value was given for a shown period, and differs from the one shown."""
    same = next((each for each in shown if each.period == figure.period), None)
    differs = same is not None and (not same_value(figure.value, same.value) or figure.value_high is not None)
    return differs and (figure.period, figure.id) not in periods and figure.state != WITHDRAWN


def with_unknown_years(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks with every year between the first and the last, so that years nobody counted stay a gap.

    >>> [(mark.x, mark.y) for mark in with_unknown_years((Mark("2021", 1.0), Mark("2023", 3.0)))]
    [('2021', 1.0), ('2022', None), ('2023', 3.0)]
    """
    known = {mark.x for mark in marks}
    years = [int(x) for x in known if len(x) == 4 and x.isdigit()]
    between = map(str, range(min(years, default=0), max(years, default=0)))
    return tuple(
        sorted((*marks, *(Mark(year, None) for year in between if year not in known)), key=lambda mark: mark.x)
    )


def _marks(figures: Sequence[Figure]) -> tuple[Mark, ...]:
    return tuple(Mark(f.period, f.value, source=reverse("web:figure_source", args=[f.id])) for f in figures)


def _series_title(indicator: IndicatorInfo, subject: Subject | None, shown: Sequence[Figure], names: Names) -> str:
    dated = sorted((f for f in shown if f.period_end), key=lambda f: (f.period_end or date.min, f.as_of))
    if subject is None or not dated:
        return gettext("%(indicator)s: no dated figure is known") % {"indicator": indicator.label}
    first, last = dated[0], dated[-1]
    numbers = {
        "whose": names.whose(subject),
        "last": printed(last, indicator),
        "period": period_text(last.period),
        "first": printed(first, indicator),
        "start": period_text(first.period),
        "change": _change(first, last, indicator),
    }
    if first is last:
        return gettext("%(whose)s: %(last)s in %(period)s, the only figure known") % numbers
    return gettext("%(whose)s: %(last)s in %(period)s, %(change)s since %(start)s") % numbers


def _change(first: Figure, last: Figure, indicator: IndicatorInfo) -> str:
    if indicator.unit == "%":
        return points_text(last.value - first.value)
    if first.value <= 0:
        return gettext("from %(first)s") % {"first": printed(first, indicator)}
    return change_text((last.value / first.value - 1) * 100)


# Peers


@dataclass(frozen=True, slots=True)
class Peers:
    """Places of one kind in one period; `periods` are those that can be chosen, newest first."""

    chart: BarChart | None
    period: str
    periods: tuple[str, ...]


def peers_of_subject(sheet: Sheet, subject: Subject | None, asked: str) -> Peers:
    """The subject's place among those of its kind; for the region itself, its most numerous kind of parts."""
    if subject is None:
        return Peers(None, "", ())
    field = _field(sheet, subject)
    periods = tuple(sorted(field, key=lambda p: (max(_end(f) for f in field[p]), p), reverse=True))
    if not periods:
        return Peers(None, "", ())
    fullest = max(len(figures) for figures in field.values())
    period = asked if asked in field else next(p for p in periods if len(field[p]) >= 0.6 * fullest)
    return Peers(_peer_chart(sheet, subject, field[period], period), period, periods)


def _field(sheet: Sheet, subject: Subject) -> dict[str, list[Figure]]:
    """Comparable figures by period: another place of the same kind, the same industry, no organisation."""
    kinds: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in sheet.known:
        place = sheet.names.places.get(figure.subject.place)
        fits = figure.subject.industry == subject.industry and not figure.subject.organisation
        if place is not None and figure.period and figure.value_high is None and fits:
            kinds[place.kind][figure.period].append(figure)
    own = sheet.names.places.get(subject.place)
    same = kinds.get(own.kind if own else "", {})
    chosen = same if _width(same) > 1 else max(kinds.values(), key=_width, default={})
    return {period: figures for period, figures in chosen.items() if len(figures) > 1}


def _width(by_period: dict[str, list[Figure]]) -> int:
    return max((len(figures) for figures in by_period.values()), default=0)


def _end(figure: Figure) -> date:
    return figure.period_end or date.min


def _peer_chart(sheet: Sheet, subject: Subject, figures: Sequence[Figure], period: str) -> BarChart:
    indicator = sheet.indicator
    bars = tuple(
        Bar(
            sheet.names.place(f.subject.place),
            f.value,
            highlighted=f.subject.place == subject.place,
            url=reverse("web:place", args=[f.subject.place]) + sheet.kept,
            source=reverse("web:figure_source", args=[f.id]),
        )
        for f in figures
    )
    return BarChart(
        name="peers",
        title=_peer_title(sheet, subject, figures, period),
        bars=bars,
        unit=indicator.unit,
        unit_en=indicator.unit_en,
        source=gettext("; ").join(dict.fromkeys(sheet.names.source(f.source) for f in figures if f.source))[:200],
        synthetic=sheet.synthetic,
    )


def _peer_title(sheet: Sheet, subject: Subject, figures: Sequence[Figure], period: str) -> str:
    falling = sheet.indicator.direction == "down"
    order = sorted(figures, key=lambda f: f.value, reverse=not falling)
    first, last = order[0], order[-1]
    own = next((f for f in figures if f.subject.place == subject.place), None)
    rank = _rank(own, figures, sheet.indicator)
    numbers = {
        "first": sheet.names.place(first.subject.place),
        "last": sheet.names.place(last.subject.place),
        "most": printed(first, sheet.indicator),
        "least": printed(last, sheet.indicator),
        "period": period_text(period),
        "n": number_text(len(figures)),
        "place": sheet.names.place(subject.place),
        "rank": number_text(rank[0]) if rank else "",
    }
    if rank and own is not first:
        return gettext("%(place)s is number %(rank)s of %(n)s in %(period)s, %(first)s leads with %(most)s") % numbers
    return gettext("%(first)s leads with %(most)s in %(period)s, %(last)s has %(least)s") % numbers


def _rank(own: Figure | None, figures: Sequence[Figure], indicator: IndicatorInfo) -> tuple[int, int] | None:
    """As everywhere (`lineup.Field`): none where neither way is better."""
    if own is None:
        return None
    values = {f.subject.place: f.value for f in figures}
    subject = own.subject
    field = Field({(subject.indicator, subject.industry, own.period): values}, dict.fromkeys(values, "peer"))
    return field.placed_by(own, indicator).rank


# Tables


def figure_table(sheet: Sheet, *, as_of: date) -> Table:
    """Every figure as known on the day; where sources differ, the cell says what the other says."""
    columns = (
        Column("place", _("Place"), filtered=True),
        Column("industry", _("Industry"), filtered=any(f.subject.industry for f in sheet.known)),
        Column("organisation", _("Organisation"), secondary=True),
        Column("period", _("Period"), "period"),
        Column("value", _("Value"), "figure", unit=sheet.indicator.unit, unit_en=sheet.indicator.unit_en),
        Column("yoy", _("On the year before"), "number", unit="%"),
        Column("basis", _("Basis"), filtered=True),
        Column("known", _("Known on"), "date"),
        Column("source", _("Source"), secondary=True),
        Column("locator", _("Place in it"), secondary=True),
    )
    newest_first = sorted(sheet.known, key=lambda f: (_end(f), f.period), reverse=True)
    return Table(
        name="figures",
        title=gettext("All figures"),
        columns=columns,
        rows=tuple(_figure_row(figure, sheet) for figure in newest_first),
        as_of=as_of,
        source=gettext("the documents named in the rows"),
        synthetic=sheet.synthetic,
        empty=gettext("No figure is known yet"),
        empty_remedy=gettext("Upload a document that gives it, and accept what was read."),
    )


def _figure_row(figure: Figure, sheet: Sheet) -> Row:
    names, subject = sheet.names, figure.subject
    return Row(
        (
            Cell(names.place(subject.place), url=reverse("web:place", args=[subject.place]) + sheet.kept),
            names.industry(subject.industry) if subject.industry else "",
            names.organisation(subject.organisation) if subject.organisation else "",
            Cell(figure.period, text="" if figure.period else gettext("no date given")),
            _value_cell(figure, sheet, note=_rival_note(figure, sheet)),
            figure.yoy_pct,
            str(BASES.get(figure.basis, figure.basis)),
            figure.as_of,
            Cell(names.source(figure.source), url=reverse("evidence:source", args=[figure.source]))
            if figure.source
            else "",
            Cell(figure.locator, shown=locator_words(figure.locator)),
        )
    )


def _value_cell(figure: Figure, sheet: Sheet, *, note: str = "") -> Cell:
    return Cell(
        figure.value,
        source=reverse("web:figure_source", args=[figure.id]),
        note=note,
        comparator=figure.comparator,
        value_high=figure.value_high,
    )


def _rival_note(figure: Figure, sheet: Sheet) -> str:
    given = sheet.disputed.get((figure.subject, figure.period, figure.as_of), ())
    others = [other for other in given if not same_value(other.value, figure.value)]
    told = [
        gettext("%(source)s has %(value)s")
        % {"source": sheet.names.source(other.source), "value": printed(other, sheet.indicator)}
        for other in others
    ]
    return gettext("; ").join(told)


def vintage_table(sheet: Sheet) -> Table:
    """What was known when: all values of whatever was given more than once with another value."""
    groups: dict[tuple[Subject, str], list[Figure]] = defaultdict(list)
    for figure in sheet.every:
        groups[figure.subject, figure.period].append(figure)
    restated = [figures for figures in groups.values() if any(_restates(f, figures[0]) for f in figures)]
    current = {figure.id for figure in sheet.known}
    columns = (
        Column("whose", _("Place"), filtered=True),
        Column("period", _("Period"), "period"),
        Column("known", _("Known on"), "date"),
        Column("value", _("Value"), "figure", unit=sheet.indicator.unit, unit_en=sheet.indicator.unit_en),
        Column("state", _("State"), filtered=True),
        Column("source", _("Source"), secondary=True),
        Column("note", _("Note"), secondary=True),
    )
    return Table(
        name="vintages",
        title=gettext("What was known when"),
        columns=columns,
        rows=tuple(_vintage_row(f, sheet, current) for figures in restated for f in sorted(figures, key=_known_on)),
        synthetic=sheet.synthetic,
        empty=gettext("No figure was ever given with another value"),
        empty_remedy=gettext("When a source restates one, the old value stays here beside the new."),
    )


def _restates(figure: Figure, first: Figure) -> bool:
    return not (same_value(figure.value, first.value) and same_value(figure.value_high, first.value_high))


def _known_on(figure: Figure) -> tuple[date, int]:
    return figure.as_of, figure.id


def _vintage_row(figure: Figure, sheet: Sheet, current: set[int]) -> Row:
    return Row(
        (
            sheet.names.whose(figure.subject),
            figure.period,
            figure.as_of,
            _value_cell(figure, sheet),
            _state(figure, sheet, current),
            Cell(sheet.names.source(figure.source), url=reverse("evidence:source", args=[figure.source]))
            if figure.source
            else "",
            figure.note,
        )
    )


def _state(figure: Figure, sheet: Sheet, current: set[int]) -> str:
    if figure.state == WITHDRAWN:
        return gettext("withdrawn")
    if (figure.subject, figure.period, figure.as_of) in sheet.disputed:
        return gettext("shown, disputed") if figure.id in current else gettext("disputed")
    return gettext("shown") if figure.id in current else gettext("superseded")
