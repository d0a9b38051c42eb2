"""A scorecard's tables: what each indicator gave, why the score moved, what a correction would do."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.assessments.types import (
    AdviceInfo,
    EffectInfo,
    EffectRow,
    IndicatorPart,
    LeagueRow,
    Moved,
    MovedPart,
    Origin,
    Scorecard,
)
from tidehead.city.assessments.wording import FACTORS, FILLED, rank_text
from tidehead.city.shell.cell_pictures import SignedBar
from tidehead.city.shell.charts import Sparkline
from tidehead.city.shell.formatting import figure_text, is_unknown, number_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


def parts_table(card: Scorecard) -> Table:
    """One row an indicator: value, weight, points, what the board gets on average; each opens its working."""
    return Table(
        name="scorecard",
        title=_("What each indicator gave"),
        columns=(
            Column("indicator", _("Indicator")),
            Column("value", _("Value"), kind="figure"),
            Column("weight", _("Weight"), kind="number"),
            Column("points", _("Points"), kind="number", decimals=2),
            Column("mean", _("Mean of the board"), kind="number", decimals=2),
            Column("gap", _("Against the mean of the board")),
            Column("filled", _("How it was known"), secondary=True),
        ),
        rows=tuple(_part_row(card, part, _widest(card.parts)) for part in card.parts),
        note=_("Each indicator opens its working and where its data come from."),
        as_of=card.run.as_of,
        synthetic=card.run.entries.synthetic,
        searchable=False,
    )


def _part_row(card: Scorecard, part: IndicatorPart, widest: float) -> Row:
    gap = _gap(part)
    shown = "" if gap is None else f"{gap:+.2f}"
    words = _("%(gap)s points against the mean") % {"gap": shown or "—"}
    return Row(
        (
            Cell(str(part.label), source=cell_url(card, part.id)),
            Cell(part.value, unit=part.unit),
            Cell(part.weight),
            Cell(part.points),
            Cell(part.mean_points),
            Cell(gap, text=words, picture=SignedBar(words, gap, most=widest, width=170, told=shown)),
            Cell(str(FILLED.get(part.filled, part.filled)) if part.filled else _("handed in")),
        ),
        key=f"part-{part.id}",
    )


def cell_url(card: Scorecard, indicator: str) -> str:
    """Where the working of one indicator of a unit is."""
    return reverse("assessments:cell", args=[card.run.id, card.row.unit, indicator])


def _gap(part: IndicatorPart) -> float | None:
    if is_unknown(part.points) or is_unknown(part.mean_points):
        return None
    return part.points - part.mean_points


def _widest(parts: tuple[IndicatorPart, ...]) -> float:
    return max((abs(gap) for part in parts if (gap := _gap(part)) is not None), default=1.0) or 1.0


def factor_rows(parts: tuple[MovedPart, ...]) -> tuple[tuple[str, float, SignedBar], ...]:
    """Each part of a change with its bar, in the order of its size."""
    widest = max((abs(part.change) for part in parts), default=1.0) or 1.0
    ordered = sorted(parts, key=lambda part: -abs(part.change))
    return tuple(
        (str(FACTORS.get(part.name, part.label)), part.change, SignedBar(f"{part.change:+.2f}", part.change, widest))
        for part in ordered
    )


def moved_text(moved: Moved) -> str:
    """Why a score moved, in a sentence: the change and what most of it comes from."""
    if is_unknown(moved.score) or is_unknown(moved.score_before):
        return _("One of the two scores is unknown, so the change cannot be split.")
    change = moved.score - moved.score_before
    if abs(change) < 0.005:
        return _("The score has not changed.")
    main = max(moved.parts, key=lambda part: abs(part.change), default=None)
    words = {
        "change": f"{change:+.2f}",
        "factor": str(FACTORS.get(main.name, main.label)) if main else "",
        "part": f"{main.change:+.2f}" if main else "",
    }
    if main and abs(main.change - change) < 0.005:
        return _("The score moved by %(change)s points, all of it from %(factor)s.") % words
    return _("The score moved by %(change)s points; most comes from %(factor)s (%(part)s).") % words


def datum_text(origin: Origin) -> str:
    """A datum with its unit, as people write it."""
    value = origin.value
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, str) else figure_text(value, origin.unit, decimals=None)


def advice_rows(advice: AdviceInfo) -> tuple[tuple[str, str, str], ...]:
    """What to raise or lower, from what, to what."""
    return tuple(
        (str(each.label), number_text(each.value, decimals=4), number_text(each.wanted, decimals=4))
        for each in advice.improvements
    )


def effect_table(effect: EffectInfo) -> Table:
    """Everybody whose place, grade or score a correction changes, the unit itself first."""
    return Table(
        name="effect",
        title=_("What the correction would change"),
        columns=(
            Column("unit", _("Unit")),
            Column("score_before", _("Score now"), kind="number", decimals=2),
            Column("score", _("Score then"), kind="number", decimals=2),
            Column("rank_before", _("Rank now"), kind="number"),
            Column("rank", _("Rank then"), kind="number"),
            Column("grade_before", _("Grade now")),
            Column("grade", _("Grade then")),
        ),
        rows=tuple(_effect_row(row) for row in (effect.own, *effect.others)),
        searchable=False,
        exportable=False,
    )


def _effect_row(row: EffectRow) -> Row:
    numbers = (row.score_before, row.score, row.rank_before, row.rank)
    return Row((row.name or row.unit, *(Cell(each) for each in numbers), row.grade_before, row.grade))


def history_line(history: tuple[tuple[str, LeagueRow], ...]) -> Sparkline | None:
    """Places over the runs, the best on top; None where there are not two of them."""
    ranks = [row.rank for _period, row in history]
    if sum(rank is not None for rank in ranks) < 2:
        return None
    label = ", ".join(f"{period}: {rank_text(row.rank)}" for period, row in history)
    return Sparkline(label, tuple(None if rank is None else -float(rank) for rank in ranks))
