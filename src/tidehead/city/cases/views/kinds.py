"""The kinds of cases that the region declares: states, ways on, clocks."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidehead.calc.casework.types import CaseType
from tidehead.city.cases.queries import case_type, case_types
from tidehead.city.cases.types import CaseRefused
from tidehead.city.cases.wording import PHASES, RELATION_WORDS, duration_words, words_of
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


@dataclass(frozen=True, slots=True)
class KindLine:
    id: str
    name: str
    told: str


def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds, with how many states and clocks each has."""
    return render(request, "cases/kinds.html", {"kinds": tuple(_line(kind) for kind in case_types())})


def _line(kind: CaseType) -> KindLine:
    states, clocks = len(kind.states), len(kind.clocks)
    told = ", ".join(
        (
            ngettext("%(n)s state", "%(n)s states", states) % {"n": states},
            ngettext("%(n)s clock", "%(n)s clocks", clocks) % {"n": clocks},
        )
    )
    return KindLine(kind.id, words_of(kind.label), told)


def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: who may move it from where to where and what that needs, its clocks and its fields."""
    try:
        found = case_type(code)
    except CaseRefused as missing:
        raise Http404(code) from missing
    moves, clocks, fields = _moves(found), _clocks(found), _fields(found)
    for table in (moves, clocks, fields):
        if (file := exported(request, table)) is not None:
            return file
    context = {
        "kind": found,
        "name": words_of(found.label),
        "note": words_of(found.note),
        "moves": moves,
        "clocks": clocks,
        "fields": fields,
    }
    return render(request, "cases/kind.html", context)


def _states(kind: CaseType, ids: tuple[str, ...]) -> str:
    return ", ".join(words_of(kind.state(one).label) for one in ids)


def _moves(kind: CaseType) -> Table:
    labels = {field.id: words_of(field.label) for field in kind.fields}
    labels |= {"reason": _("a reason"), "lead": _("an organisation in charge"), "owner": _("a post that works on it")}
    return Table(
        name="moves",
        title=_("Ways on"),
        columns=(
            Column("move", _("Way on")),
            Column("from", _("From state")),
            Column("to", _("To state")),
            Column("phase", _("Then")),
            Column("by", _("By whom")),
            Column("needs", _("Needs")),
            Column("rule", _("Rule"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(words_of(one.label), note=one.clause),
                    _states(kind, one.sources),
                    words_of(kind.state(one.target).label),
                    str(PHASES[kind.state(one.target).phase.value]),
                    ", ".join(str(RELATION_WORDS[who]) for who in one.by),
                    ", ".join([labels.get(name, name) for name in (*one.fill, *one.attach)]),
                    words_of(one.rule_words) or one.rule,
                )
            )
            for one in kind.transitions
        ),
    )


def _clocks(kind: CaseType) -> Table:
    return Table(
        name="clocks",
        title=_("Clocks"),
        columns=(
            Column("clock", _("Clock")),
            Column("due", _("Allowed")),
            Column("starts", _("Starts at")),
            Column("pauses", _("Stands still at")),
            Column("stops", _("Stops at")),
            Column("warn", _("Warns")),
            Column("basis", _("Rests on"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    words_of(one.label),
                    duration_words(one.due),
                    _states(kind, one.starts),
                    _states(kind, one.pauses),
                    _states(kind, one.stops),
                    _("%(span)s before") % {"span": duration_words(one.warn)} if one.warn else "",
                    " ".join(filter(None, (one.basis, one.clause))),
                )
            )
            for one in kind.clocks
        ),
        empty=_("This kind of case has no clock."),
    )


def _fields(kind: CaseType) -> Table:
    return Table(
        name="fields",
        title=_("What is filled in"),
        columns=(
            Column("field", _("Field")),
            Column("kind", _("Kind")),
            Column("unit", _("Unit")),
            Column("choices", _("Choices")),
        ),
        rows=tuple(
            Row(
                (
                    words_of(one.label),
                    str(_KINDS.get(one.kind, one.kind)),
                    one.unit,
                    ", ".join(words_of(choice.label) for choice in one.choices),
                )
            )
            for one in kind.fields
        ),
        empty=_("Nothing has to be filled in."),
    )


_KINDS = {
    "number": gettext_lazy("number"),
    "money": gettext_lazy("money"),
    "text": gettext_lazy("words"),
    "day": gettext_lazy("day"),
    "choice": gettext_lazy("one of several"),
    "truth": gettext_lazy("yes or no"),
    "place": gettext_lazy("place"),
    "organisation": gettext_lazy("organisation"),
}
