"""A scheme as people read it: its tree with weights, formulas and clauses, its grades, its cases, in words."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Band, Indicator, Normalisation, Pillar, Scheme, SchemeVariable, Treatment
from tidehead.city.assessments.wording import AGGREGATIONS, METHODS, MISSING, VARIABLE_KINDS
from tidehead.city.shell.formatting import figure_text, number_text, percent_text, unit_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Branch:
    """A pillar or an indicator as the page's tree shows it; `share` is its part of the pillar above, 0–1."""

    id: str
    label: str
    weight: float
    share: float
    how: str  # a pillar: how its children become one number; an indicator: how its value becomes comparable
    formula: str = ""
    words: str = ""  # the formula with labels for names
    unit: str = ""
    direction: str = ""
    missing: str = ""
    clause: str = ""
    children: tuple["Branch", ...] = ()


def in_words(label: Label) -> str:
    """A label of a scheme in the page's language."""
    return label.text(get_language() or "zh-hans")


_NAME = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_.]*")
_SIGNS = ((" * ", " × "), (" / ", " ÷ "), (">=", "≥"), ("<=", "≤"))


def formula_words(scheme: Scheme, formula: str) -> str:
    """A formula as people read it: labels for names, × and ÷ for signs."""
    labels = names_of(scheme)
    told = _NAME.sub(lambda found: labels.get(found[0], found[0]), formula)
    for sign, shown in _SIGNS:
        told = told.replace(sign, shown)
    return told


def names_used(scheme: Scheme, indicator: str) -> frozenset[str]:
    """The data that an indicator's formula and its settings name, those of other indicators in it left out."""
    found = next((each for each in scheme.indicators if each.id == indicator), None)
    if found is None:
        return frozenset()
    how = found.normalisation
    texts = (found.value, how.base, how.target, how.worst, how.best, how.reference)
    named = {name for text in texts if text for name in _NAME.findall(str(text))}
    return frozenset(each.name for each in scheme.variables if each.name in named)


def names_of(scheme: Scheme) -> dict[str, str]:
    """What everything that a formula can name is called."""
    data = {each.name: in_words(each.variable.label) for each in scheme.variables}
    set_by_rule = {each.name: in_words(each.label) for each in scheme.parameters}
    points = {each.id: in_words(each.label) for each in scheme.indicators}
    return {name: label for name, label in (points | data | set_by_rule).items() if label}


def setting_text(scheme: Scheme, text: str) -> str:
    """A base or a target: a parameter with its value, else the formula in words."""
    for each in scheme.parameters:
        if each.name == text:
            return f"{in_words(each.label) or each.name} {figure_text(each.value, each.unit)}"
    return formula_words(scheme, text)


def branches(scheme: Scheme) -> tuple[Branch, ...]:
    """The scheme's tree, from the first pillars down."""
    return _children(scheme, scheme.tree)


def _children(scheme: Scheme, pillar: Pillar) -> tuple[Branch, ...]:
    whole = sum(child.weight for child in pillar.children) or 1.0
    return tuple(
        _leaf(scheme, child, whole) if isinstance(child, Indicator) else _branch(scheme, child, whole)
        for child in pillar.children
    )


def _branch(scheme: Scheme, pillar: Pillar, whole: float) -> Branch:
    return Branch(
        id=pillar.id,
        label=in_words(pillar.label),
        weight=pillar.weight,
        share=pillar.weight / whole,
        how=str(AGGREGATIONS[pillar.aggregation]),
        children=_children(scheme, pillar),
    )


def _leaf(scheme: Scheme, indicator: Indicator, whole: float) -> Branch:
    return Branch(
        id=indicator.id,
        label=in_words(indicator.label),
        weight=indicator.weight,
        share=indicator.weight / whole,
        how=method_text(scheme, indicator.normalisation),
        formula=indicator.value,
        words=formula_words(scheme, indicator.value),
        unit=unit_text(indicator.unit),
        direction=_("less is better") if indicator.direction == "down" else "",
        missing=str(MISSING[indicator.missing]),
        clause=indicator.clause,
    )


def method_text(scheme: Scheme, how: Normalisation) -> str:
    """How a value becomes comparable, with the numbers that matter."""
    told = [str(METHODS[how.method])]
    given = (
        (_("base"), how.base),
        (_("target"), how.target),
        (_("worst"), how.worst),
        (_("best"), how.best),
        (_("reference"), how.reference),
    )
    told += [f"{name} {setting_text(scheme, value)}" for name, value in given if value]
    if how.floor is not None:
        told.append(_("not below %(floor)s") % {"floor": number_text(how.floor)})
    if how.cap is not None:
        told.append(_("not above %(cap)s") % {"cap": number_text(how.cap)})
    if how.tiers:
        told.append(gettext("%(n)s tiers") % {"n": len(how.tiers)})
    return _(", ").join(told)


def band_text(bands: tuple[Band, ...], place: int) -> str:
    """What a grade takes: a share of the board, or a score."""
    band = bands[place]
    if band.up_to is not None:
        before = bands[place - 1].up_to if place else 0.0
        return _("from %(low)s to %(high)s of the board") % {
            "low": percent_text(before, decimals=0),
            "high": percent_text(band.up_to, decimals=0),
        }
    if band.at_least is None:
        return _("below that")
    return _("%(score)s points or more") % {"score": number_text(band.at_least)}


def treatment_text(treatment: Treatment | None) -> str:
    """Whether outliers are tamed, and when."""
    if treatment is None:
        return _("Outliers are left as they are.")
    return _(
        "Where skewness is above %(skew)s and kurtosis above %(kurtosis)s, up to %(most)s values are drawn in; "
        "where that does not help, logarithms are taken."
    ) % {
        "skew": number_text(treatment.skew),
        "kurtosis": number_text(treatment.kurtosis),
        "most": treatment.most_winsorised,
    }


def data_table(scheme: Scheme) -> Table:
    """What units hand in."""
    return Table(
        name="data",
        title=_("What is handed in"),
        columns=(
            Column("label", _("Datum")),
            Column("name", _("Name in formulas")),
            Column("unit", _("Unit")),
            Column("bounds", _("Must be")),
            Column("aliases", _("Other headings that are understood"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    in_words(each.variable.label) or each.name,
                    each.name,
                    _unit_or_kind(each),
                    _bounds(each.at_least, each.above),
                    _(", ").join(each.aliases),
                )
            )
            for each in scheme.variables
        ),
        searchable=False,
    )


def _unit_or_kind(each: SchemeVariable) -> str:
    kind = each.variable.kind
    return unit_text(each.variable.unit) if kind == "number" else str(VARIABLE_KINDS[kind])


def _bounds(at_least: float | None, above: float | None) -> str:
    told = []
    if at_least is not None:
        told.append(_("%(least)s or more") % {"least": number_text(at_least)})
    if above is not None:
        told.append(_("above %(least)s") % {"least": number_text(above)})
    return _(", ").join(told)


def parameter_table(scheme: Scheme) -> Table:
    """The numbers that the rule sets, each with its clause."""
    return Table(
        name="parameters",
        title=_("What the rule sets"),
        columns=(
            Column("label", _("Parameter")),
            Column("name", _("Name in formulas"), secondary=True),
            Column("value", _("Value"), kind="figure"),
            Column("clause", _("Clause")),
        ),
        rows=tuple(
            Row((in_words(each.label) or each.name, each.name, Cell(each.value, unit=each.unit), each.clause))
            for each in scheme.parameters
        ),
        searchable=False,
    )
