"""A scheme changed by what the fields of its editor say: weights, methods, limits, missing data, grades."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tidehead.calc.schemes.types import Band, Indicator, Method, Missing, Pillar, Scheme
from tidehead.city.assessments.scheme_sheets import in_words
from tidehead.city.assessments.wording import METHODS, MISSING
from tidehead.city.shell.formatting import number_text

SEPARATOR = ":"


class EditRefused(ValueError):
    """A field holds what cannot be read; the message names field and remedy."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class EditRow:
    """One line of the editor: a pillar (weight only) or an indicator."""

    id: str
    label: str
    depth: int
    is_pillar: bool
    weight: str
    methods: tuple[Option, ...] = ()
    base: str = ""
    floor: str = ""
    cap: str = ""
    missing: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class BandRow:
    """One grade in the editor; `is_share`: the limit is a share of the board in per cent, else a score."""

    grade: str
    label: str
    limit: str
    is_share: bool
    is_open: bool  # the last band has no limit of its own


def edit_rows(scheme: Scheme) -> tuple[EditRow, ...]:
    """The editor's lines, in the scheme's order."""
    return tuple(_rows(scheme.tree, 0))


def _rows(pillar: Pillar, depth: int) -> list[EditRow]:
    rows: list[EditRow] = []
    for child in pillar.children:
        if isinstance(child, Indicator):
            rows.append(_indicator_row(child, depth))
        else:
            rows.append(EditRow(child.id, in_words(child.label), depth, True, _plain(child.weight)))
            rows += _rows(child, depth + 1)
    return rows


def _indicator_row(indicator: Indicator, depth: int) -> EditRow:
    how = indicator.normalisation
    return EditRow(
        id=indicator.id,
        label=in_words(indicator.label),
        depth=depth,
        is_pillar=False,
        weight=_plain(indicator.weight),
        methods=tuple(Option(each, str(METHODS[each]), each == how.method) for each in Method),
        base=how.base or how.target,
        floor=_plain(how.floor),
        cap=_plain(how.cap),
        missing=tuple(Option(each, str(MISSING[each]), each == indicator.missing) for each in Missing),
    )


def band_rows(scheme: Scheme) -> tuple[BandRow, ...]:
    """The grades as the editor shows them."""
    return tuple(
        BandRow(
            grade=band.grade,
            label=in_words(band.label),
            limit=_plain(band.up_to * 100) if band.up_to is not None else _plain(band.at_least),
            is_share=band.up_to is not None,
            is_open=(band.up_to == 1) if band.up_to is not None else band.at_least is None,
        )
        for band in scheme.grades
    )


def _plain(number: float | None) -> str:
    return "" if number is None else f"{round(number, 10):.15g}"


def edited(scheme: Scheme, said: Mapping[str, str]) -> Scheme:
    """The scheme with what the fields say; fields that are not there leave it as it is.

    Raises EditRefused for a field that cannot be read. Whether the scheme makes sense is for `prepare` to say.
    """
    return replace(
        scheme,
        tree=replace(scheme.tree, children=_children(scheme.tree, said)),
        grades=tuple(_band(band, said) for band in scheme.grades),
    )


def _children(pillar: Pillar, said: Mapping[str, str]) -> tuple[Pillar | Indicator, ...]:
    return tuple(
        _indicator(child, said) if isinstance(child, Indicator) else _pillar(child, said) for child in pillar.children
    )


def _pillar(pillar: Pillar, said: Mapping[str, str]) -> Pillar:
    weight = _number(said, "weight", pillar.id, in_words(pillar.label), pillar.weight)
    return replace(pillar, weight=pillar.weight if weight is None else weight, children=_children(pillar, said))


def _indicator(indicator: Indicator, said: Mapping[str, str]) -> Indicator:
    label, how = in_words(indicator.label), indicator.normalisation
    weight = _number(said, "weight", indicator.id, label, indicator.weight)
    if weight is None:
        raise EditRefused(_("%(label)s: the weight is empty. Write a number, or 0.") % {"label": label})
    method = _choice(said, "method", indicator.id, how.method, Method)
    against = said.get(f"base{SEPARATOR}{indicator.id}", how.base or how.target).strip()
    changed = replace(
        how,
        method=method,
        floor=_number(said, "floor", indicator.id, label, how.floor),
        cap=_number(said, "cap", indicator.id, label, how.cap),
        **({"target": against} if method == Method.DISTANCE_TO_TARGET else {"base": against}),
    )
    missing = _choice(said, "missing", indicator.id, indicator.missing, Missing)
    return replace(indicator, weight=weight, normalisation=changed, missing=missing)


def _band(band: Band, said: Mapping[str, str]) -> Band:
    if band.up_to is not None:
        limit = _number(said, "band", band.grade, band.grade, band.up_to * 100)
        return band if limit is None else replace(band, up_to=limit / 100)
    limit = _number(said, "band", band.grade, band.grade, band.at_least)
    return replace(band, at_least=limit)


def _number(said: Mapping[str, str], field: str, of: str, label: str, before: float | None) -> float | None:
    text = said.get(f"{field}{SEPARATOR}{of}")
    if text is None:
        return before
    cleaned = text.strip().replace("，", "").replace(",", "").removesuffix("%").removesuffix("％")
    if not cleaned:
        return None
    try:
        number = float(cleaned)
    except ValueError as error:
        told = _("%(label)s: “%(text)s” is no number. Write digits, such as 12.5.")
        raise EditRefused(told % {"label": label, "text": text[:40]}) from error
    if not abs(number) < 1e12:
        raise EditRefused(_("%(label)s: the number is too large.") % {"label": label})
    return number


def _choice(said: Mapping[str, str], field: str, of: str, before: str, known: type[Method] | type[Missing]) -> str:
    text = said.get(f"{field}{SEPARATOR}{of}", str(before))
    return known(text) if text in set(known) else before


def weight_notes(scheme: Scheme) -> tuple[str, ...]:
    """The sum of the weights of every pillar, so that it is seen while it is being changed."""
    return tuple(_weight_notes(scheme.tree, _("Total score")))


def _weight_notes(pillar: Pillar, label: str) -> list[str]:
    total = sum(child.weight for child in pillar.children)
    wanted = {"points": pillar.weight, "shares": 1.0}.get(pillar.weighting)
    notes = []
    if wanted is not None:
        words = {"label": label, "sum": number_text(total), "wanted": number_text(wanted)}
        if abs(total - wanted) > 1e-9:
            notes.append(_("%(label)s: the weights add up to %(sum)s and should make %(wanted)s") % words)
    for child in pillar.children:
        if isinstance(child, Pillar):
            notes += _weight_notes(child, in_words(child.label))
    return notes
