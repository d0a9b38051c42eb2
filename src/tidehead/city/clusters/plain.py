"""Quotients as plain values, for the API and the command line."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tidehead.city.clusters.measures import cluster_rows, measured, speciality
from tidehead.city.clusters.spaces import backtested, options_of, space
from tidehead.city.clusters.types import Asked, Entries, Speciality
from tidehead.city.clusters.wording import industry_name, place_name


def quotients_in_plain(asked: Asked, *, place: str = "", industry: str = "") -> Iterator[dict[str, Any]]:
    """Every place of the region with firms of an industry, in the order of places and industries."""
    found = measured(asked)
    if found is None:
        return
    table = found.table
    for row in table.own:
        if place and table.places[row] != place:
            continue
        for column in np.flatnonzero(table.counts[row] > 0):
            if not industry or table.industries[column] == industry:
                yield _cell(speciality(found, row, int(column)))


def clusters_in_plain(asked: Asked) -> list[dict[str, Any]]:
    """Every industry of the region with its leading place and the growth of its registrations."""
    found = measured(asked)
    return [
        {
            "industry": row.industry,
            "label": industry_name(row.industry),
            "firms": row.firms,
            "share": row.share,
            "leading": _cell(row.leading) if row.leading else None,
            "growth": _growth(row.entries) if row.entries else None,
        }
        for row in (cluster_rows(found) if found else ())
    ]


def next_in_plain(asked: Asked, place: str) -> dict[str, Any] | None:
    """What lies near a place, and whether nearness foretold entries; None where the register has no such place."""
    found, test = space(asked), backtested(asked)
    if found is None or place not in found.table.places:
        return None
    at = found.table.places.index(place)
    area = test.found.area if test else None
    return {
        "place": place,
        "supported": bool(test and test.supported),
        "area": _known(area.value) if area else None,
        "area_low": _known(area.low) if area else None,
        "area_high": _known(area.high) if area else None,
        "tested_from": test.first if test else None,
        "tested_to": test.last if test else None,
        "industries": [
            {
                "industry": found.table.industries[one.industry],
                "label": industry_name(found.table.industries[one.industry]),
                "score": _known(one.score),
                "density": _known(one.density),
                "complexity": _known(one.complexity),
                "gain": _known(one.gain),
            }
            for one in options_of(found, at)
        ],
    }


def _cell(found: Speciality) -> dict[str, Any]:
    return {
        "place": found.place,
        "place_label": place_name(found.place),
        "industry": found.industry,
        "industry_label": industry_name(found.industry),
        "firms": found.firms,
        "expected": _known(found.expected),
        "raw": _known(found.raw),
        "quotient": _known(found.quotient),
        "low": _known(found.low),
        "high": _known(found.high),
        "above_one": _known(found.above),
        "stars": found.stars,
        "star_chances": [_known(each) for each in found.chances],
    }


def _growth(entries: Entries) -> dict[str, Any]:
    return {
        "first": entries.first,
        "last": entries.last,
        "new": entries.new,
        "former": entries.former,
        "ratio": entries.ratio,
        "low": entries.low,
        "high": entries.high,
    }


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
