"""What a page of clusters is asked for in its address: level, industries, reference, year, place."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tidehead.city.clusters.counting import counts_of, last_full_year, region_codes, years_of
from tidehead.city.clusters.measures import SPAN
from tidehead.city.clusters.types import (
    CLUSTER,
    COUNTY,
    DIVISION,
    GROUP,
    INDUSTRY_LEVELS,
    PLACE_LEVELS,
    REFERENCES,
    REGION,
    REGISTER,
    TOWN,
    Asked,
)
from tidehead.city.clusters.wording import INDUSTRY_LEVEL_LABELS, PLACE_LEVEL_LABELS, REFERENCE_LABELS, place_name
from tidehead.city.enterprises.queries import current_register
from tidehead.lake.register import Register

MOST_PLACES = 200
"""Places that the list to choose from holds; towns of a wide register are more."""


_ENOUGH_PLACES = 20
"""From so many places on the industry space is asked of them and not of smaller ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One list to choose from above a page."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def asked_in(given: Mapping[str, str], *, usual: Asked | None = None) -> Asked:
    """What is asked for; what is not known or not said is the usual: counties, clusters, the region, every firm."""
    register = current_register()
    usual = usual or Asked(by=_usual_industries(register) if register else DIVISION)
    years = years_of(register) if register else ()
    return Asked(
        level=_one_of(given.get("level", ""), PLACE_LEVELS, usual.level),
        by=_one_of(given.get("by", ""), INDUSTRY_LEVELS, usual.by),
        reference=_one_of(given.get("reference", ""), REFERENCES, usual.reference),
        year=_year_in(given.get("year", ""), years),
    )


def usual_space() -> Asked:
    """Groups over as many places as there are: which industries go together is learnt from places that differ."""
    register = current_register()
    if register is None:
        return Asked(by=GROUP)
    if _is_wider(register) and len(counts_of(register, COUNTY, GROUP, None).labels[0]) >= _ENOUGH_PLACES:
        return Asked(by=GROUP, reference=REGISTER)
    towns = len(counts_of(register, TOWN, GROUP, None).labels[0])
    return Asked(by=GROUP, level=TOWN if towns >= _ENOUGH_PLACES else COUNTY)


def _usual_industries(register: Register) -> str:
    return CLUSTER if counts_of(register, COUNTY, CLUSTER, None).matrix.size else DIVISION


def _one_of(given: str, known: tuple[str, ...], usual: str) -> str:
    return given if given in known else usual


def fields(asked: Asked, *, place: str = "", leave_out: tuple[str, ...] = (), no_place: str = "") -> tuple[Field, ...]:
    """The lists to choose from, the choice that holds marked."""
    register = current_register()
    if register is None:
        return ()
    made = [
        Field("by", _("Industries"), _choices(INDUSTRY_LEVEL_LABELS, asked.by)),
        Field("level", _("Places"), _choices(PLACE_LEVEL_LABELS, asked.level)),
        _place_field(register, asked, place, no_place),
        _year_field(register, asked.year),
    ]
    if _is_wider(register):
        made.append(Field("reference", _("Compared with"), _choices(REFERENCE_LABELS, asked.reference)))
    return tuple(one for one in made if one.name not in leave_out)


def _choices(labels: Mapping[str, object], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), value == chosen) for value, label in labels.items())


def _place_field(register: Register, asked: Asked, chosen: str, empty: str) -> Field:
    inside = region_codes()
    codes = counts_of(register, asked.level, DIVISION, None).labels[0]
    own = [code for code in codes if code in inside] or list(codes)
    choices = [Choice("", empty or _("the strongest place of each"), not chosen)]
    choices += [Choice(code, place_name(code), code == chosen) for code in own[:MOST_PLACES]]
    return Field("place", _("Place"), tuple(choices))


def _year_field(register: Register, chosen: int | None) -> Field:
    last = last_full_year(register) or 0
    years = [year for year in reversed(years_of(register)) if last - 15 <= year <= last]
    choices = [Choice("", _("all firms of the register"), chosen is None)]
    choices += [Choice(str(year), str(year), year == chosen) for year in years]
    return Field("year", _("Registered by the end of"), tuple(choices))


def _is_wider(register: Register) -> bool:
    """Whether the register has firms of places outside the region, too."""
    inside = region_codes()
    here = {code in inside for code in counts_of(register, COUNTY, DIVISION, None).labels[0]}
    return here == {True, False}


def reference_text(asked: Asked) -> str:
    """With what quotients compare: always said where they stand."""
    register = current_register()
    wider = register is not None and _is_wider(register)
    return str(REFERENCE_LABELS[REGISTER if asked.reference == REGISTER and wider else REGION])


def level_of_place(code: str) -> str:
    """Whether the register knows a place as a county, a town or a park; "" where it does not."""
    register = current_register()
    if register is None:
        return ""
    return next((level for level in PLACE_LEVELS if code in counts_of(register, level, DIVISION, None).labels[0]), "")


def span_of(given: Mapping[str, str]) -> tuple[int, int]:
    """The two years that are compared: those asked for, else the last five full ones; zeros where none is known."""
    register = current_register()
    last = last_full_year(register) if register else None
    if register is None or last is None:
        return 0, 0
    years = years_of(register)
    to = _year_in(given.get("to", ""), years) or last
    since = _year_in(given.get("since", ""), years) or to - SPAN
    return (since, to) if since < to else (to - SPAN, to)


def _year_in(text: str, years: tuple[int, ...]) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) in years else None
