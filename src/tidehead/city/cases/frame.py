"""What a page shows of a case: `cases/_case.html` draws it, on the kernel's own page and on those of the trades."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidehead.calc.casework.types import CaseField, CaseType, Choice, Clock, ClockReading, EventKind
from tidehead.calc.labels import Label
from tidehead.city.accounts.types import HANDLER, Actor
from tidehead.city.cases.forms import FieldsForm, choice_label
from tidehead.city.cases.queries import kind_of_case
from tidehead.city.cases.rights import judgements
from tidehead.city.cases.rights import may_route as may_route_case
from tidehead.city.cases.types import LINK_RELATIONS, MASKED, CaseFile, MoveOffer
from tidehead.city.cases.wording import (
    BY_THE_DAY,
    LIGHTS,
    LINK_WORDS,
    clock_words,
    duration_words,
    span_words,
    words_of,
)
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, organisations_by_code, places_by_code
from tidehead.city.posts.queries import all_posts
from tidehead.city.posts.types import PostInfo
from tidehead.city.shell.formatting import date_text, figure_text

REASON, LEAD, OWNER = "reason", "lead", "owner"


@dataclass(frozen=True, slots=True)
class ShownClock:
    label: str
    party: str  # whose it is, where it is a co-owner's
    status: str
    light: str
    told: str
    allowed: str
    paused: str  # how long it has stood still; "" never
    basis: str
    clause: str
    guessed: bool  # the calendar is not known that far


@dataclass(frozen=True, slots=True)
class Move:
    """A way on, with the form that takes it. `blocked`: what stands in the way whatever is filled in."""

    offer: MoveOffer
    form: FieldsForm
    kinds: tuple[tuple[str, str], ...]  # what has to be attached: id, words
    needs_reason: bool
    blocked: tuple[str, ...]

    @property
    def opens_itself(self) -> bool:
        return bool(self.form.errors)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field that is filled in. masked: it is personal, and is shown to who says what for."""

    field: str
    label: str
    value: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class CaseFrame:
    file: CaseFile
    kind: CaseType
    clocks: tuple[ShownClock, ...]
    moves: tuple[Move, ...]
    facts: tuple[Fact, ...]
    links: tuple[tuple[str, str, str], ...]  # words, number, title
    posts: tuple[PostInfo, ...]  # to whom it can be given
    organisations: tuple[tuple[str, Text], ...]  # who can be asked to help
    asked: tuple[tuple[str, Text], ...]  # co-owners for whom the actor may answer
    opinions_asked: tuple[tuple[str, Text, str], ...]  # organisation, its name, the question
    edit_form: FieldsForm | None
    may_comment: bool
    may_show: bool  # what one says may be shown to the firm, too
    may_route: bool
    co_owners_asked: tuple[tuple[str, Text], ...]
    clocks_allowed: tuple[tuple[str, str], ...]
    relations_offered: tuple[tuple[str, str], ...]


def case_frame(
    file: CaseFile,
    actor: Actor,
    now: datetime,
    *,
    failed: Mapping[str, FieldsForm] | None = None,
    revealed: Mapping[str, Any] | None = None,
) -> CaseFrame:
    """Everything a page shows of a case to this actor.

    failed: forms that came back with errors, by transition; revealed: personal fields that may be shown this once.
    """
    kind = kind_of_case(file.case.id)
    works = bool(file.relations & {"owner", "lead", "lead_head", "dispatcher", "office", "administrator"})
    routes = may_route_case(file.relations)
    ended = file.case.phase == "ended"
    may_route = works and not ended
    mine = actor.organisations
    return CaseFrame(
        file=file,
        kind=kind,
        clocks=tuple(_shown_clock(reading, kind, now) for reading in file.clocks),
        moves=tuple(_move(offer, kind, file, actor, (failed or {}).get(offer.transition)) for offer in file.offers),
        facts=_facts(kind, {**file.case.fields, **(revealed or {})}),
        links=tuple((str(LINK_WORDS[relation]), number, title) for relation, number, title in file.links),
        posts=_posts_for(file, actor) if may_route else (),
        organisations=tuple((body.code, body.label) for body in all_organisations()) if may_route else (),
        asked=tuple((code, label) for code, label, answered in file.co_owners if code in mine and not answered),
        opinions_asked=_opinions_asked(file, mine),
        edit_form=edit_form(kind, file) if (may_route or routes) and kind.fields else None,
        may_comment=actor.may("cases.comment") or works,
        may_show=bool(file.case.party) and not actor.enterprises,
        may_route=may_route,
        co_owners_asked=tuple((code, label) for code, label, answered in file.co_owners if not answered),
        clocks_allowed=tuple((clock.id, words_of(clock.label)) for clock in kind.clocks) if routes else (),
        relations_offered=tuple((relation, str(LINK_WORDS[relation])) for relation in LINK_RELATIONS),
    )


def _opinions_asked(file: CaseFile, mine: frozenset[str]) -> tuple[tuple[str, Text, str], ...]:
    """Opinions that the actor's organisations were asked for and have not given."""
    asked: dict[str, str] = {}
    for event in file.events:
        body = str(event.data.get("organisation", ""))
        if event.kind is EventKind.OPINION_ASKED and body in mine:
            asked[body] = str(event.data.get("question", ""))
        elif event.kind is EventKind.OPINION_GIVEN:
            asked.pop(body, None)
    names = organisations_by_code(asked)
    return tuple((body, names[body].label, question) for body, question in asked.items())


def edit_form(kind: CaseType, file: CaseFile, data: Any = None) -> FieldsForm:
    """The form that corrects what is known.

    Left out is what is masked, for it would be lost, and what only the requester says, such as how satisfied they are.
    """
    values, theirs = file.case.fields, judgements(kind)
    shown = [field for field in kind.fields if values.get(field.id) != MASKED and field.id not in theirs]
    return FieldsForm(shown, data, values=values, prefix="edit")


def _posts_for(file: CaseFile, actor: Actor) -> tuple[PostInfo, ...]:
    """Posts of the organisation in charge; where none is, those of the actor's own, and all that handle cases."""
    if file.case.lead:
        return all_posts(organisations=[file.case.lead])
    own = all_posts(organisations=actor.organisations)
    return (*own, *(post for post in all_posts(role=HANDLER) if post.organisation not in actor.organisations))


def _shown_clock(reading: ClockReading, kind: CaseType, now: datetime) -> ShownClock:
    clock: Clock = next(one for one in kind.clocks if one.id == reading.clock)
    body = organisations_by_code([reading.party]).get(reading.party) if reading.party else None
    return ShownClock(
        label=words_of(clock.label),
        party=str(body.label) if body else reading.party,
        status=reading.status.value,
        light=LIGHTS[reading.status],
        told=clock_words(reading, now, to_the_day=clock.due.unit in BY_THE_DAY),
        allowed=duration_words(clock.due),
        paused=span_words(timedelta(seconds=reading.paused_seconds)) if reading.paused_seconds >= 60 else "",
        basis=clock.basis,
        clause=clock.clause,
        guessed=not reading.calendar_known,
    )


def _move(offer: MoveOffer, kind: CaseType, file: CaseFile, actor: Actor, failed: FieldsForm | None) -> Move:
    words = {field.id: words_of(field.label) for field in kind.fields}
    return Move(
        offer=offer,
        form=failed or move_form(offer, kind, file, actor),
        kinds=tuple((one, words.get(one, one)) for one in offer.attach),
        needs_reason=REASON in offer.fill,
        blocked=tuple(words_of(lack.text) for lack in offer.lacks),
    )


def move_form(offer: MoveOffer, kind: CaseType, file: CaseFile, actor: Actor, data: Any = None) -> FieldsForm:
    """What a move has to fill, as it is now: declared fields, and whose the case is to be where that is asked for."""
    declared = [field for field in kind.fields if field.id in offer.fill]
    if LEAD in offer.fill:
        declared.append(CaseField(LEAD, _LEAD_LABEL, "organisation"))
    if OWNER in offer.fill:
        choices = tuple(Choice(post.code, _post_label(post)) for post in _posts_for(file, actor))
        declared.append(CaseField(OWNER, _OWNER_LABEL, "choice", choices=choices))
    values = {**file.case.fields, LEAD: file.case.lead, OWNER: file.case.owner}
    return FieldsForm(declared, data, required=frozenset(offer.fill), values=values, prefix=offer.transition)


_LEAD_LABEL = Label("主办单位", "Organisation in charge")
_OWNER_LABEL = Label("承办岗位", "Post that works on it")


def _post_label(post: PostInfo) -> Label:
    names = "、".join(holder.name for holder in post.holders)
    body, label = post.body_label, post.label
    held = f" ({names})" if names else ""
    return Label(f"{body.zh} · {label.zh}{held}", f"{body.en or body.zh} · {label.en or label.zh}{held}")


def _facts(kind: CaseType, values: Mapping[str, Any]) -> tuple[Fact, ...]:
    """What is filled in, in words; what nobody filled in is left out."""
    filled = [field for field in kind.fields if values.get(field.id) not in (None, "")]
    places = places_by_code([values[field.id] for field in filled if field.kind == "place"])
    bodies = organisations_by_code([values[field.id] for field in filled if field.kind == "organisation"])
    named = {**places, **bodies}
    return tuple(
        Fact(field.id, words_of(field.label), _value_words(field, values[field.id], named), values[field.id] == MASKED)
        for field in filled
    )


def _value_words(field: CaseField, value: Any, named: Mapping[str, Any]) -> str:
    if value == MASKED:
        return MASKED
    if field.kind in {"place", "organisation"}:
        return str(named[value].label) if value in named else str(value)
    if field.kind == "day":
        return date_text(date.fromisoformat(value))
    if field.kind in {"number", "money"}:
        return figure_text(value, field.unit)
    if field.kind == "truth":
        return "✓" if value else "✗"
    return next((choice_label(choice) for choice in field.choices if choice.id == value), str(value))
