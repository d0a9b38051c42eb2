"""All chains, one chain with its fishbone and goals, its map, flows, gaps and progress."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidehead.calc.chains import Chain, changes_between
from tidehead.city.chains.naming import firm_names, named_firms, role_sheets
from tidehead.city.chains.picture import THRESHOLDS, all_pictures, picture_of
from tidehead.city.chains.pictures import flows, layout_map, places_of, shown_fishbone
from tidehead.city.chains.queries import (
    all_chains,
    current_pool,
    events_since,
    gap_cases,
    gap_of_number,
    standings_of_firm,
    versions_of,
)
from tidehead.city.chains.rights import may_edit
from tidehead.city.chains.sheets import (
    chains_table,
    critical_table,
    events_table,
    firms_table,
    gaps_table,
    gravest_first,
    nodes_table,
)
from tidehead.city.chains.types import NODE_STATUSES, ChainPicture, GapCaseInfo, NodeFirm
from tidehead.city.chains.views.acting import missing_is_404
from tidehead.city.chains.wording import FIRM_ROLES, MEANINGS, NODE_PARTS, STATUSES, finding
from tidehead.city.common.types import Text
from tidehead.city.indicators.queries import targets
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.places.queries import places_by_code, places_under
from tidehead.city.shell.tables import exported

MONTH = timedelta(days=30)
SVG_TYPE = "image/svg+xml"


@require_GET
def chains(request: HttpRequest) -> HttpResponse:
    """Every chain of the region, with how many of its links are missing, weak, alone or leaking."""
    pictures = all_pictures()
    roles = role_sheets([one.info for one in pictures], today=timezone.localdate())
    table = chains_table(pictures, roles)
    if file := exported(request, table):
        return file
    context = {
        "table": table,
        "pictures": pictures,
        "pool": current_pool(),
        "drafts": any(p.info.draft for p in pictures),
    }
    return render(request, "chains/chains.html", context)


@require_GET
@missing_is_404
def chain(request: HttpRequest, code: str) -> HttpResponse:
    """The fishbone of a chain, its goals, and how much of it is known."""
    picture = picture_of(code)
    table = nodes_table(picture)
    if file := exported(request, table):
        return file
    context = head(request, picture, "fishbone") | {
        "bone": shown_fishbone(picture),
        "tall": shown_fishbone(picture, tall=True),
        "table": table,
        "goals": _goals(picture),
        "coverage": picture.coverage,
        "searched": picture.searched,
    }
    return render(request, "chains/chain.html", context)


def head(request: HttpRequest, picture: ChainPicture, tab: str) -> dict[str, Any]:
    """What every page of a chain has: its name, standing, counts and tabs."""
    info = picture.info
    return {
        "chain": info,
        "tab": tab,
        "finding": finding(picture),
        "counts": [(code, STATUSES[code], MEANINGS[code], picture.count(code)) for code in NODE_STATUSES],
        "may_edit": may_edit(request.actor, info.code),
        "here": request.path,
        "synthetic": picture.synthetic,
    }


def _goals(picture: ChainPicture) -> tuple[Any, ...]:
    """The targets of the industries that the chain belongs to, with where they stand."""
    members = {code.replace("/", mark) for code in picture.info.clusters for mark in "/:"}
    members |= {code.partition("/")[2] for code in picture.info.clusters}
    found = [one for one in targets() if one.subject.industry and one.subject.industry in members] if members else []
    return target_statuses(found, today=timezone.localdate()) if found else ()


@require_GET
@missing_is_404
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """The fishbone as a file."""
    picture = picture_of(code)
    context = {
        "bone": shown_fishbone(picture),
        "chain": picture.info,
        "file": True,
        "legend": _legend(picture),
        "synthetic": picture.synthetic,
        "draft": _("our own draft"),
        "invented": _("Invented data"),
    }
    content = render(request, "chains/fishbone.svg", context).content
    name = f'attachment; filename="fishbone-{code}.svg"'
    return HttpResponse(content, content_type=SVG_TYPE, headers={"Content-Disposition": name})


def _legend(picture: ChainPicture) -> list[tuple[str, str, float]]:
    return [
        (code, f"{STATUSES[code]} {picture.count(code)}", 24 + 140.0 * nth) for nth, code in enumerate(NODE_STATUSES)
    ]


@require_GET
@missing_is_404
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """The chain on a big screen."""
    picture = picture_of(code)
    names = firm_names(one.enterprise for one in picture.critical[:6])
    context = head(request, picture, "wall") | {
        "bone": shown_fishbone(picture),
        "gaps": [
            (str(picture.info.node_label(gap.node)), STATUSES[gap.kind.value], len(gap.breaks))
            for gap in gravest_first(picture)[:8]
        ],
        "critical": [(names[one.enterprise], len(one.alone_on), len(one.products)) for one in picture.critical[:6]],
    }
    return render(request, "chains/wall.html", context)


@require_GET
@missing_is_404
def layout(request: HttpRequest, code: str) -> HttpResponse:
    """Where the firms of the chain are: by place, with the links that each place holds."""
    picture = picture_of(code)
    place = request.GET.get("place", "")[:80]
    known = places_by_code()
    chosen = _firms_at(picture, place) if place in known else ()
    table = firms_table(picture, "", named_firms(chosen[:400]))
    if file := exported(request, table):
        return file
    context = head(request, picture, "map") | {
        "map": layout_map(picture),
        "places": [
            (
                str(known[place_code].label) if place_code in known else place_code,
                place_code,
                firms,
                _links_at(picture, place_code),
            )
            for place_code, firms in places_of(picture).most_common()
        ],
        "place": known.get(place),
        "table": table if place in known else None,
    }
    return render(request, "chains/map.html", context)


def _firms_at(picture: ChainPicture, place: str) -> tuple[NodeFirm, ...]:
    under = places_under(place)
    found = {one.code: one for some in picture.firms.values() for one in some if one.place in under}
    return tuple(found.values())


def _links_at(picture: ChainPicture, place: str) -> str:
    found = [node for node, some in picture.firms.items() if any(one.place == place for one in some)]
    return "、".join(str(picture.info.node_label(node)) for node in found)


@require_GET
@missing_is_404
def flow(request: HttpRequest, code: str) -> HttpResponse:
    """The inputs of the chain as bands from link to link."""
    picture = picture_of(code)
    return render(request, "chains/flows.html", head(request, picture, "flows") | {"chart": flows(picture)})


@require_GET
@missing_is_404
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    """Every gap with its stakes, what is done about it, and the firms that the chain hangs on."""
    picture = picture_of(code)
    cases = gap_cases(code)
    table = gaps_table(picture, _work(cases))
    hanging = critical_table(picture, firm_names(one.enterprise for one in picture.critical))
    for each in (table, hanging):
        if file := exported(request, each):
            return file
    standing = {gap.node for gap in picture.gaps}
    context = head(request, picture, "gaps") | {
        "table": table,
        "critical": hanging,
        "cases": [(one, picture.info.node_label(one.node), STATUSES[one.kind], one.node in standing) for one in cases],
        "thresholds": THRESHOLDS,
        "pool": current_pool(),
        "searched": picture.searched,
    }
    return render(request, "chains/gaps.html", context)


def _work(cases: tuple[GapCaseInfo, ...]) -> dict[str, str]:
    """What is done about each link, whatever its gap was called when it was begun: numbers with their states."""
    found: dict[str, list[str]] = {}
    for one in cases:
        found.setdefault(one.node, []).append(f"{one.number} {one.state_label}")
    return {node: "、".join(some) for node, some in found.items()}


@require_GET
@missing_is_404
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """What changed since a day, and what differs between two versions of the map."""
    picture, versions = picture_of(code), versions_of(code)
    since = _day(request.GET.get("since", "")) or timezone.localdate() - MONTH
    moment = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    labels = {node.id: str(picture.info.node_label(node.id)) for node in picture.info.chain.nodes}
    table = events_table(events_since(code, moment), labels)
    if file := exported(request, table):
        return file
    by_number = {one.number: one for one in versions}
    before = by_number.get(_number(request.GET.get("from", "")) or versions[min(1, len(versions) - 1)].number)
    after = by_number.get(_number(request.GET.get("to", "")) or versions[0].number)
    if before is None or after is None:
        raise Http404
    context = head(request, picture, "progress") | {
        "table": table,
        "since": since,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": _changes(before.chain, after.chain),
    }
    return render(request, "chains/progress.html", context)


def _changes(before: Chain, after: Chain) -> list[tuple[str, str]]:
    """Each difference of two maps: what it is, and what it is about."""
    found = changes_between(before, after)
    names = {node.id: Text(node.label.zh, node.label.en) for one in (before, after) for node in one.nodes}
    technologies = {one.id: Text(one.label.zh, one.label.en) for map_ in (before, after) for one in map_.technologies}
    rows = [(_("Link added"), str(names[node])) for node in found.added]
    rows += [(_("Link removed"), str(names[node])) for node in found.removed]
    for change in found.changed:
        parts = "、".join(str(NODE_PARTS.get(part, part)) for part in change.parts)
        rows.append((_("Link changed"), f"{names[change.node]}: {parts}"))
    rows += [(_("Technology added"), str(technologies[one])) for one in found.technologies_added]
    rows += [(_("Technology removed"), str(technologies[one])) for one in found.technologies_removed]
    return rows + [(_("Technology changed"), str(technologies[one])) for one in found.technologies_changed]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


# Parts of other pages


@require_GET
def firm_part(request: HttpRequest, code: str) -> HttpResponse:
    """Which links of which chains a firm stands on; nothing where it stands on none."""
    rows = standings_of_firm(code)
    if not rows:
        return HttpResponse(status=204)
    infos = {one.code: one for one in all_chains()}
    shown = [
        (infos[at], infos[at].node_label(node), reverse("chains:node", args=[at, node]), FIRM_ROLES.get(role, ""))
        for at, node, role in rows
        if at in infos
    ]
    return render(request, "chains/_firm_part.html", {"rows": shown})


@require_GET
def case_part(request: HttpRequest, number: str) -> HttpResponse:
    """Which gap a task or a project is to close; nothing where it is none of ours."""
    gap = gap_of_number(number)
    if gap is None:
        return HttpResponse(status=204)
    code, node, kind = gap
    infos = {one.code: one for one in all_chains()}
    if code not in infos:
        return HttpResponse(status=204)
    context = {"chain": infos[code], "node": node, "label": infos[code].node_label(node), "kind": STATUSES[kind]}
    return render(request, "chains/_case_part.html", context)
