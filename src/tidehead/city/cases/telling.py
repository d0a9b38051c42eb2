"""Who is told what about a case. Rows only: mail is sent from them later, so that no action waits for a mail server."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tidehead.calc.casework.types import CaseType, Template
from tidehead.city.accounts.queries import all_people, person_named
from tidehead.city.accounts.types import ADMINISTRATOR, HANDLER, LEADER, OFFICE, ORGANISATION_ADMINISTRATOR
from tidehead.city.cases.addresses import case_address
from tidehead.city.cases.models import Case, Notification
from tidehead.city.cases.relations import Standing, relations_of
from tidehead.city.cases.rights import sees_inside
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisations_by_code, places_under
from tidehead.city.posts.queries import (
    acting,
    all_posts,
    current_root,
    holders_of,
    people_of_enterprise,
    posts_of_organisation,
)
from tidehead.city.posts.types import PostInfo

WAITING = "waiting"
LONGEST_LINE = 500
NOTHING = Text("")


def people_of(relation: str, case: Standing, at: datetime) -> set[int]:
    """Accounts of those who stand in a relation to a case and would be told."""
    on = timezone.localdate(at)
    if relation == "requester":
        return _requesters(case, at)
    if relation == "owner":
        return {one.user_id for one in holders_of(case.owner, on)} if case.owner else set()
    if relation == "lead":
        return people_of("owner", case, at) or takers_of(case.lead)
    if relation == "lead_head":
        return heads_of(case.lead)
    if relation == "co_owner":
        return set().union(*(heads_of(code) for code in case.bodies))
    if relation in {"dispatcher", "office"}:
        return {user for post in all_posts(role=OFFICE) if _covers(post, case.place) for user in _holders(post)}
    if relation == "administrator":
        return {one.pk for one in all_people() if one.role == ADMINISTRATOR and one.pk is not None}
    return set()


def _requesters(case: Standing, at: datetime) -> set[int]:
    if case.party:
        return {one.user_id for one in people_of_enterprise(case.party)}
    if case.opened_post:
        return {one.user_id for one in holders_of(case.opened_post, timezone.localdate(at))}
    return set() if case.opened_by is None else {case.opened_by}


def heads_of(organisation: str) -> set[int]:
    """Who answers for an organisation: its leaders and administrators; where there are none, all its post-holders."""
    if not organisation:
        return set()
    posts = posts_of_organisation(organisation)
    heads = {user for post in posts if post.role in {LEADER, ORGANISATION_ADMINISTRATOR} for user in _holders(post)}
    return heads or {user for post in posts for user in _holders(post)}


def takers_of(organisation: str) -> set[int]:
    """Who takes up what comes to an organisation: its handlers and leaders; who answers for it where there are none."""
    posts = posts_of_organisation(organisation) if organisation else ()
    found = {user for post in posts if post.role in {HANDLER, LEADER} for user in _holders(post)}
    return found or heads_of(organisation)


def _holders(post: PostInfo) -> set[int]:
    return {one.user_id for one in post.holders}


def _covers(post: PostInfo, place: str) -> bool:
    body = organisations_by_code([post.organisation]).get(post.organisation)
    own = post.place or (body.place if body else "")
    return bool(own) and (own == current_root() or (bool(place) and place in places_under(own)))


def tell(
    case: Case, people: Iterable[int], *, kind: str, text: Text, at: datetime, mark: str, body: Text = NOTHING
) -> None:
    """Leave a note for each of these people; `mark` names the occasion, of which each is told once."""
    mail = WAITING if settings.MAILS_SENT else ""
    rows = [
        Notification(
            user_id=user,
            case=case,
            kind=kind,
            text_zh=text.zh[:LONGEST_LINE],
            text_en=text.en[:LONGEST_LINE],
            body_zh=body.zh,
            body_en=body.en,
            at=at,
            mail=mail,
            try_at=at if mail else None,
            key=f"{case.pk}:{mark}:{kind}:{user}",
        )
        for user in sorted(set(people))
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def tell_asked(case: Case, organisation: str, *, at: datetime, mark: str, but: int | None, question: str = "") -> None:
    """Tell an organisation that it is asked to work on a case, or for its opinion on it."""
    if question:
        text = Text(
            f"征求您单位意见：{case.number} {case.title}：{question}",
            f"Your organisation is asked for its opinion on {case.number} {case.title}: {question}",
        )
    else:
        text = Text(
            f"请您单位协办：{case.number} {case.title}",
            f"Your organisation is asked to work on {case.number} {case.title}",
        )
    people = heads_of(organisation) - {but}
    tell(case, people, kind="assigned", text=text, at=at, mark=f"{mark}:{organisation}")


def mentioned(words: str, case: Standing, at: datetime, *, hidden: bool) -> set[int]:
    """Accounts behind "@post-code" and "@username" in a comment; only of those who see the comment anyway."""
    found: set[int] = set()
    for name in names_in(words):
        found.update(one.user_id for one in holders_of(name, timezone.localdate(at)))
        person = person_named(name)
        if person.pk is not None:
            found.add(person.pk)
    standings = {user: relations_of(acting(user, timezone.localdate(at)), case) for user in found}
    return {user for user, relations in standings.items() if relations and (sees_inside(relations) or not hidden)}


def names_in(words: str) -> tuple[str, ...]:
    """What follows each "@", up to a blank or a punctuation mark that no name ends with.

    >>> names_in("请 @office-1 与 @alice、@bob 看一下，a@b.c")
    ('office-1', 'alice', 'bob')
    """
    found = {}
    for before, piece in _pieces(words):
        if before == "" or not (before.isascii() and before.isalnum()):
            found[piece] = None
    return tuple(name for name in found if name)


def _pieces(words: str) -> list[tuple[str, str]]:
    parts = words.split("@")
    pieces = []
    for before, part in zip(parts, parts[1:], strict=False):
        size = next((nth for nth, sign in enumerate(part) if not _is_of_name(sign)), len(part))
        pieces.append((before[-1:], part[:size].rstrip(".-_")))
    return pieces


def _is_of_name(sign: str) -> bool:
    return (sign.isascii() and sign.isalnum()) or sign in "._-+"


def filled_in(template: Template, said: Mapping[str, Text]) -> tuple[Text, Text]:
    """Subject and body of a message, its {names} put in; a name that is not known stays as it stands."""

    def put(words: str, language: str) -> str:
        for name, value in said.items():
            words = words.replace("{" + name + "}", value.in_language(language))
        return words

    subject, body = template.subject, template.body
    return (
        Text(put(subject.zh, "zh"), put(subject.text("en"), "en")),
        Text(put(body.zh, "zh"), put(body.text("en"), "en")),
    )


def said_of(kind: CaseType, case: Case, reason: str = "") -> dict[str, Text]:
    """What a message may name of a case."""
    state = kind.state(case.state).label
    due = f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}" if case.due_at else "—"
    url = settings.BASE_URL + case_address(case.family, case.number)
    return {
        "number": Text(case.number, case.number),
        "title": Text(case.title, case.title),
        "state": Text(state.zh, state.text("en")),
        "due": Text(due, due),
        "url": Text(url, url),
        "reason": Text(reason, reason),
    }


def template_of(kind: CaseType, id: str) -> Template | None:
    return next((one for one in kind.templates if one.id == id), None)
