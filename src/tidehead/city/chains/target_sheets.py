"""The tables of firms from outside, and of how good their lists were."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.calc.chains import HitRate
from tidehead.city.chains.types import (
    TargetInfo,
    TargetListInfo,
)
from tidehead.city.chains.wording import (
    PART_NAMES,
    TARGET_STATE_NAMES,
)
from tidehead.city.shell.formatting import percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


def targets_table(shown: TargetListInfo) -> Table:
    """Firms from outside, the best first, with the parts of the score."""
    parts = [one.part for one in shown.targets[0].parts] if shown.targets else []
    return Table(
        name="targets",
        title=_("Firms from outside for %(link)s") % {"link": shown.node_label},
        columns=(
            Column("rank", _("Rank"), kind="number", decimals=0),
            Column("name", _("Firm")),
            Column("place", _("Where it is")),
            Column("score", _("Score")),
            *(Column(part, PART_NAMES.get(part, part), kind="percent", secondary=True) for part in parts),
            Column("unproven", _("Limits of which nobody knows"), secondary=True, sortable=False),
            Column("state", _("State"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    one.rank,
                    Cell(one.name, url=reverse("chains:target", args=[one.id])),
                    one.place or "—",
                    score_text(one),
                    *(next((x.value for x in one.parts if x.part == part), None) for part in parts),
                    "、".join(map(str, one.unproven)) or "—",
                    str(TARGET_STATE_NAMES[one.state]),
                ),
                key=str(one.id),
            )
            for one in shown.targets
        ),
        synthetic=shown.synthetic,
        empty=_("No firm of the pool fits this gap"),
        empty_remedy=_("Add product words or codes to the link in the pack, or load a larger pool."),
    )


def left_out_table(shown: TargetListInfo) -> Table:
    """Firms that are known to break a limit, with which."""
    return Table(
        name="left-out",
        title=_("Left out, because they are known to break a limit"),
        columns=(Column("name", _("Firm")), Column("place", _("Where it is")), Column("broken", _("Limits broken"))),
        rows=tuple(
            Row((one.name, one.place or "—", "、".join(map(str, one.broken))), key=str(one.id))
            for one in shown.left_out
        ),
        synthetic=shown.synthetic,
        empty=_("No firm is known to break a limit"),
    )


def hits_table(found: Sequence[tuple[TargetListInfo, tuple[HitRate, ...]]]) -> Table:
    """By list and k: how many were approached, how many signed, against all of the list."""
    return Table(
        name="hits",
        title=_("How good the lists were"),
        columns=(
            Column("made", _("List of"), kind="date"),
            Column("link", _("Chain link")),
            Column("k", _("First"), kind="number", decimals=0),
            Column("tried", _("Approached"), kind="number", decimals=0),
            Column("hits", _("Signed"), kind="number", decimals=0),
            Column("share", _("Hit rate")),
            Column("base", _("All of the list"), kind="percent"),
            Column("lift", _("Times as many"), kind="number", decimals=2),
        ),
        rows=tuple(
            Row(
                (
                    Cell(head.made_at.date(), url=reverse("chains:target_list", args=[head.id])),
                    str(head.node_label),
                    rate.k,
                    rate.tried,
                    rate.hits,
                    _share_text(rate),
                    rate.base,
                    rate.lift,
                ),
                key=f"{head.id}-{rate.k}",
            )
            for head, rates in found
            for rate in rates
        ),
        empty=_("No list of firms from outside was made yet"),
        empty_remedy=_("Open a gap and rank the firms of the pool; record what comes of them."),
        note=_("Only firms that somebody approached count; the interval is Wilson's."),
    )


def _share_text(rate: HitRate) -> str:
    if rate.share is None or rate.low is None or rate.high is None:
        return "—"
    return f"{percent_text(rate.share)} ({percent_text(rate.low)}–{percent_text(rate.high)})"


def score_text(one: TargetInfo) -> str:
    """The middle of a score with its interval: unknown parts make it wide."""
    return f"{percent_text(one.middle)} ({percent_text(one.low)}–{percent_text(one.high)})"
