"""What a list of projects is asked for, and what it is chosen from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from tidehead.calc.casework.types import CaseType
from tidehead.city.cases.types import CaseRefused, NoSuchCase, Wanted
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, all_places, places_by_code
from tidehead.city.projects.queries import all_stages, pipelines, projects
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import NoSuchProject, ProjectInfo, ProjectRefused

NAMES = ("text", "place", "type", "stage", "size", "lead", "source", "light")


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of the address that narrow a list; "" does not."""

    text: str = ""
    place: str = ""
    type: str = ""
    stage: str = ""
    size: str = ""
    lead: str = ""
    source: str = ""
    light: str = ""

    def query(self, **other: str) -> str:
        """The same as an address's query, with some parts changed."""
        parts = {name: getattr(self, name) for name in NAMES} | other
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for; what is unknown narrows to nothing by itself."""
    return Asked(**{name: request.GET.get(name, "")[:120] for name in NAMES})


def found_for(request: HttpRequest, asked: Asked) -> tuple[ProjectInfo, ...]:
    """The projects that the actor may see and that are asked for."""
    wanted = Wanted(
        types=(asked.type,) if asked.type in {kind.id for kind in pipelines()} else (),
        states=(asked.stage,) if asked.stage else (),
        lead=asked.lead,
        place=asked.place if asked.place in places_by_code() else "",
        text=asked.text,
        order="newest",
    )
    found = projects(request.actor, wanted)
    return tuple(
        one
        for one in found
        if (not asked.size or one.size == asked.size) and (not asked.source or one.source_of_lead == asked.source)
    )


def choices(asked: Asked, kinds: Iterable[CaseType], *, labels: dict[str, str]) -> tuple[Choice, ...]:
    """The lists above a table or a board, with what is chosen. `labels`: of each list, in the page's language."""
    options: dict[str, list[tuple[str, str]]] = {
        "type": [(kind.id, str(Text(kind.label.zh, kind.label.en))) for kind in kinds],
        "place": [(one.code, str(one.label)) for one in all_places()],
        "stage": [(one.id, str(one.label)) for one in all_stages()],
        "size": [(one.id, str(one.label)) for one in standards().sizes],
        "source": [(one.id, str(one.label)) for one in standards().lead_sources],
        "lead": [(one.code, str(one.label)) for one in all_organisations()],
    }
    return tuple(
        Choice(name, label, tuple((code, words, code == getattr(asked, name)) for code, words in options[name]))
        for name, label in labels.items()
    )


View = Callable[..., HttpResponse]


def missing_is_404(view: View) -> View:
    """A project or case that is not there, or may not be seen, is a page that says so."""

    @wraps(view)
    def answering(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (NoSuchProject, NoSuchCase) as missing:
            raise Http404(str(missing.text)) from missing

    return answering


REFUSALS = (ProjectRefused, CaseRefused)
"""What is told beside what was asked for, instead of being an error."""
