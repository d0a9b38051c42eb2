"""The tables of chains, ready for the shell."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tidehead.calc.chains import Gap, broken_without
from tidehead.city.chains.types import (
    FUND,
    INNOVATION,
    INSTITUTE,
    PARK,
    ChainPicture,
    EventInfo,
    ListedItem,
    NodeFirm,
    RoleHolder,
)
from tidehead.city.chains.wording import (
    BASES,
    EVENTS,
    FIRM_ROLES,
    HOW,
    LIST_NAMES,
    ROLE_NAMES,
    STAGES,
    STATUSES,
)
from tidehead.city.common.types import Text
from tidehead.city.shell.formatting import date_text
from tidehead.city.shell.tables import Cell, Column, Row, Table

MOST_FIRMS = 200
"""Firms of a node that its page shows; the file has all."""


def node_url(chain: str, node: str) -> str:
    return reverse("chains:node", args=[chain, node])


def firms_text(firms: int | None) -> str:
    """How many firms, in words."""
    if firms is None:
        return _("firms unknown")
    return ngettext("%(n)s firm", "%(n)s firms", firms) % {"n": firms}


# Tables


def chains_table(pictures: Sequence[ChainPicture], roles: Mapping[str, tuple[RoleHolder, ...]]) -> Table:
    """Every chain with how many of its nodes are what."""
    return Table(
        name="chains",
        title=_("Chains of the region"),
        columns=(
            Column("label", _("Chain")),
            Column("nodes", _("Chain links"), kind="number", decimals=0),
            *(Column(code, STATUSES[code], kind="number", decimals=0) for code in ("missing", "single", "weak")),
            Column("leaking", STATUSES["leaking"], kind="number", decimals=0),
            Column("unknown", STATUSES["unknown"], kind="number", decimals=0),
            Column("chief", _("Chain chief")),
            Column("as_of", _("As of"), secondary=True),
            Column("map", _("Version of the map"), secondary=True),
            Column("draft", _("Standing"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.info.label), url=reverse("chains:chain", args=[one.info.code])),
                    one.info.nodes,
                    *(one.count(code) for code in ("missing", "single", "weak", "leaking", "unknown")),
                    _chief_of(roles.get(one.info.code, ())),
                    one.info.as_of or "—",
                    f"{one.info.version} · {date_text(one.info.made_at.date())}",
                    _("our own draft") if one.info.draft else pgettext("chain", "published"),
                ),
                key=one.info.code,
            )
            for one in pictures
        ),
        synthetic=any(one.synthetic for one in pictures),
        empty=_("There are no chains yet"),
        empty_remedy=_("Add chains/*.yaml to the region's pack and load it: docs/packs.md says what stands in it."),
    )


def _chief_of(holders: Iterable[RoleHolder]) -> str:
    named = [str(one.label) for one in holders if one.role == "chief" and one.kind and not one.place]
    return "、".join(named) or _("unknown")


def nodes_table(picture: ChainPicture) -> Table:
    """Every node: the data under the fishbone."""
    return Table(
        name="nodes",
        title=_("Links of the chain"),
        columns=(
            Column("label", _("Chain link")),
            Column("stage", _("Stage"), filtered=True),
            Column("status", _("Status"), filtered=True),
            Column("firms", _("Firms here"), kind="number", decimals=0),
            Column("quotient", _("Location quotient"), kind="number", decimals=2, secondary=True),
            Column("supply", _("Local supply rate"), kind="percent"),
            Column("basis", _("Basis"), secondary=True),
            Column("industries", _("Industry codes"), secondary=True),
            Column("hs", _("HS codes"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(picture.info.node_label(node.id)), url=node_url(picture.info.code, node.id)),
                    str(STAGES[node.stage.value]),
                    str(STATUSES[picture.status[node.id]]),
                    picture.facts[node.id].firms,
                    picture.facts[node.id].quotient,
                    picture.facts[node.id].supply,
                    str(BASES[picture.facts[node.id].basis.value]),
                    "、".join(node.industries),
                    "、".join(node.hs),
                ),
                key=node.id,
            )
            for node in picture.info.chain.nodes
        ),
        synthetic=picture.synthetic,
    )


def gaps_table(picture: ChainPicture, work: Mapping[str, str]) -> Table:
    """Every gap with why, what breaks, what is at stake, and what is done about it."""
    info = picture.info
    return Table(
        name="gaps",
        title=_("Gaps of the chain"),
        columns=(
            Column("link", _("Chain link")),
            Column("kind", _("Gap"), filtered=True),
            Column("because", _("Why"), sortable=False),
            Column("breaks", _("What breaks"), sortable=False),
            Column("output", _("Output at stake"), kind="number", unit="万元", unit_en="10k CNY", decimals=0),
            Column("jobs", _("Jobs at stake"), kind="number", decimals=0),
            Column("known", _("Firms that reported"), secondary=True),
            Column("work", _("What is done"), sortable=False),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(info.node_label(gap.node)), url=node_url(info.code, gap.node)),
                    str(STATUSES[gap.kind.value]),
                    str(Text(gap.because.zh, gap.because.en)),
                    "、".join(str(info.node_label(one)) for one in gap.breaks) or "—",
                    None if gap.stakes.output_cny is None else gap.stakes.output_cny / 10_000,
                    gap.stakes.jobs,
                    _reported(gap.figures, gap.stakes.firms),
                    work.get(gap.node, "") or _("nothing yet"),
                ),
                key=f"{gap.node}-{gap.kind.value}",
            )
            for gap in gravest_first(picture)
        ),
        synthetic=picture.synthetic,
        empty=_("No gap was found"),
        empty_remedy=_("Where firms or rates are unknown, nothing is concluded: look at the coverage."),
        note=_("Output and jobs are of the firms on the links that break, each firm once, as far as they reported."),
    )


def gravest_first(picture: ChainPicture) -> list[Gap]:
    """Gaps of which most breaks, then in the chain's order."""
    return sorted(picture.gaps, key=lambda gap: -len(gap.breaks))


def _reported(figures: Mapping[str, float | None], firms: int | None) -> str:
    if not firms:
        return "—"
    output, jobs = int(figures.get("firms_with_output") or 0), int(figures.get("firms_with_jobs") or 0)
    return _("output %(output)s, jobs %(jobs)s of %(firms)s") % {"output": output, "jobs": jobs, "firms": firms}


def critical_table(picture: ChainPicture, names: Mapping[str, str]) -> Table:
    """Firms whose going leaves a link without anybody here; what needs it may still be bought outside."""
    info = picture.info

    def listed(nodes: Iterable[str]) -> str:
        return "、".join(str(info.node_label(one)) for one in nodes) or "—"

    return Table(
        name="critical",
        title=_("Firms that the chain hangs on"),
        columns=(
            Column("firm", _("Firm")),
            Column("alone", _("Makes alone")),
            Column("breaks", _("Local source goes if it leaves (buying outside may go on)")),
            Column("products", _("End products that lose a local source")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(names.get(one.enterprise, one.enterprise), url=_firm_url(one.enterprise)),
                    listed(one.alone_on),
                    listed(one.breaks),
                    listed(one.products),
                ),
                key=one.enterprise,
            )
            for one in picture.critical
        ),
        synthetic=picture.synthetic,
        empty=_("No link hangs on one firm alone"),
    )


def _firm_url(code: str) -> str:
    return reverse("enterprises:enterprise", args=[code])


def firms_table(picture: ChainPicture, node: str, firms: Sequence[NodeFirm]) -> Table:
    """Firms on a node, those who are named first."""
    return Table(
        name="firms",
        title=_("Firms on this link"),
        columns=(
            Column("name", _("Firm")),
            Column("how", _("How it is known"), filtered=True),
            Column("role", _("Role")),
            Column("capacity", _("Capacity"), kind="number"),
            Column("minutes", _("Minutes away"), kind="number", decimals=0),
            Column("basis", _("Basis"), secondary=True),
            Column("jobs", _("Jobs"), kind="number", decimals=0, secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.name, url=_firm_url(one.code), source=_source(one), note=one.reason),
                    str(HOW[one.how]),
                    str(FIRM_ROLES.get(one.role, "")),
                    one.capacity,
                    one.minutes,
                    str(BASES.get(one.basis, "")) if one.capacity is not None or one.minutes is not None else "—",
                    one.jobs,
                ),
                key=one.code,
            )
            for one in firms
        ),
        synthetic=picture.synthetic,
        empty=_("No local firm is known for this link"),
        empty_remedy=_("Look for firms from outside, or put a firm on it where one is overlooked."),
    )


def _source(one: NodeFirm) -> str:
    return reverse("web:locator_source", args=[one.source, one.locator or "-"]) if one.source else ""


def list_table(name: str, items: Sequence[ListedItem], info_label: Text, labels: Mapping[str, str]) -> Table:
    """One of the four lists."""
    return Table(
        name=f"list-{name}",
        title=f"{LIST_NAMES[name]} · {info_label}",
        columns=(
            Column("item", pgettext("list of a chain", "Item")),
            Column("node", _("Chain link")),
            Column("state", _("State")),
            Column("reason", _("Reason"), sortable=False),
            Column("at", _("Since"), kind="date"),
            Column("by", pgettext("who did it", "By"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.label, url=one.url),
                    labels.get(one.node, "") or "—",
                    one.state or "—",
                    one.reason,
                    one.at.date(),
                    one.by,
                ),
                key=str(one.id),
            )
            for one in items
        ),
        empty=_("Nothing is on this list yet"),
        empty_remedy=_(
            "Whoever holds a role of this chain (see its roles), or the off"
            "ice of the whole region, puts something here, with a reason."
        ),
    )


def roles_table(holders: Sequence[RoleHolder], label: Text) -> Table:
    """The role sheet; a role that nobody holds says that it is unknown."""
    return Table(
        name="roles",
        title=_("Who answers for %(chain)s") % {"chain": label},
        columns=(
            Column("role", _("Role")),
            Column("holder", _("Who holds it")),
            Column("person", _("Person in the post")),
            Column("standing", _("Standing")),
            Column("note", _("Note"), secondary=True, sortable=False),
        ),
        rows=tuple(
            Row(
                (
                    str(ROLE_NAMES[one.role]),
                    Cell(str(one.label) if one.kind else _("unknown"), url=one.url, source=_role_source(one)),
                    one.person or "—",
                    _role_standing(one),
                    str(one.note) or "—",
                ),
                key=f"{one.role}-{nth}",
            )
            for nth, one in enumerate(holders)
        ),
    )


def _role_source(one: RoleHolder) -> str:
    return reverse("web:locator_source", args=[one.source, one.locator or "-"]) if one.source else ""


def _role_standing(one: RoleHolder) -> str:
    if not one.kind:
        return "—"
    if one.place:
        return _("of a place only")
    if one.by:
        return _("named by %(who)s") % {"who": one.by}
    return _("our own draft") if one.draft else _("named by a source")


def events_table(events: Sequence[EventInfo], labels: Mapping[str, str]) -> Table:
    """What changed, the latest first."""
    return Table(
        name="changes",
        title=_("What changed"),
        columns=(
            Column("at", _("When"), kind="date"),
            Column("what", _("What"), filtered=True),
            Column("node", _("Chain link")),
            Column("text", _("About")),
            Column("by", pgettext("who did it", "By")),
        ),
        rows=tuple(
            Row(
                (one.at.date(), str(EVENTS[one.what]), labels.get(one.node, "") or "—", str(one.text), one.by),
                key=str(n),
            )
            for n, one in enumerate(events)
        ),
        empty=_("Nothing changed since that day"),
    )


def breaking_text(picture: ChainPicture, node: str) -> str:
    """What cannot be made if a node is not to be had, in words."""
    here = {code for code, some in picture.firms.items() if some}
    broken = broken_without(picture.info.chain, {node}, made_here=here)
    return "、".join(str(picture.info.node_label(one)) for one in broken)


def four_ones(holders: Sequence[RoleHolder]) -> tuple[tuple[str, bool], ...]:
    """One industry, one institute, one park, one fund: which are there. The industry is the chain itself."""
    there = {one.role for one in holders if one.kind}
    institute = str(ROLE_NAMES[INSTITUTE])
    if INSTITUTE not in there and INNOVATION in there:
        institute = _("%(institute)s (the innovation body stands for it)") % {"institute": institute}
    cells = [(_("Industry"), True), (institute, bool({INSTITUTE, INNOVATION} & there))]
    return (*cells, *((str(ROLE_NAMES[role]), role in there) for role in (PARK, FUND)))
