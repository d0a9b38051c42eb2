"""Input–output tables: key sectors, multipliers, what the region buys at home, how sectors are coupled."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidehead.calc.inputoutput import TableRefused
from tidehead.city.clusters.io_sheets import (
    MOST_PAIRS,
    coupling_matrix,
    linkage_bubbles,
    pairs_table,
    sectors_table,
    supply_table,
    tables_table,
)
from tidehead.city.clusters.io_tables import (
    TableInfo,
    all_tables,
    analysed,
    coupled,
    domestic_table,
    supplied,
    table_by_code,
)
from tidehead.city.clusters.views.showing import cut, said
from tidehead.city.shell.tables import exported


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """Every table, and how another one is handed in."""
    table = tables_table(all_tables())
    if file := exported(request, table):
        return file
    return render(request, "clusters/tables.html", {"table": table})


@require_GET
def table(request: HttpRequest, code: str) -> HttpResponse:
    """One table: linkages, multipliers, upstreamness, local supply and leakage; or why it is refused."""
    info = _table(code)
    share = _share_in(request.GET.get("share", ""))
    context = {"info": info, "synthetic": info.synthetic, "share": request.GET.get("share", "") if share else ""}
    try:
        flows = domestic_table(code)
        found = analysed(flows)
    except TableRefused as refused:
        return render(request, "clusters/table.html", context | {"refused": said(refused.text)})
    local, unsupplied = None, ""
    try:
        local = supplied(info, flows, share=share)
    except TableRefused as refused:
        unsupplied = said(refused.text)
    sectors = sectors_table(info, found)
    supply = supply_table(info, local) if local else None
    for each in filter(None, (sectors, supply)):
        if file := exported(request, each):
            return file
    context |= {
        "bubbles": linkage_bubbles(info, found),
        "sectors": sectors,
        "supply": supply,
        "local": local,
        "unsupplied": unsupplied,
        "notes": [said(note) for note in dict.fromkeys((*found.notes, *(local.notes if local else ())))],
    }
    return render(request, "clusters/table.html", context)


@require_GET
def coupling(request: HttpRequest) -> HttpResponse:
    """How tightly the sectors of a table use each other's products."""
    every = all_tables()
    chosen = next((one for one in every if one.code == request.GET.get("table", "")), every[0] if every else None)
    if chosen is None:
        return render(request, "clusters/coupling.html", {"tables": every})
    context = {"tables": every, "chosen": chosen, "synthetic": chosen.synthetic}
    try:
        found = coupled(domestic_table(chosen.code))
    except TableRefused as refused:
        return render(request, "clusters/coupling.html", context | {"refused": said(refused.text)})
    pairs = pairs_table(chosen, found)
    if file := exported(request, pairs):
        return file
    context |= {"matrix": coupling_matrix(chosen, found), "pairs": cut(pairs, MOST_PAIRS)}
    return render(request, "clusters/coupling.html", context)


def _table(code: str) -> TableInfo:
    info = table_by_code(code)
    if info is None:
        raise Http404(code)
    return info


def _share_in(text: str) -> float | None:
    """A share of the nation in per cent, as a ratio; None where nothing or nothing sensible is said."""
    try:
        share = float(text) / 100
    except ValueError:
        return None
    return share if 0 < share <= 1 else None
