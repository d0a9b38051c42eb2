"""What is done to a request, from asking to its end. Every step is a move of the case, so that its log tells all."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.cases import actions as cases
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import CaseInfo, NewCase, NewFile
from tidehead.city.common.types import Text
from tidehead.city.enterprises.actions import enterprise_to_work_with
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import DESK, OUTCOMES, NewRequest, NotThere, ServiceRefused

LONGEST_TITLE, LONGEST_WORDS = 120, 5_000
MOST_FILES = 9


@transaction.atomic
def ask(new: NewRequest, *, by: Actor, now: datetime) -> int:
    """Put a request into the pool. Returns the case's id; the same key again returns the same id.

    A firm asks for itself only; officials who may open cases ask for any. Raises PermissionDenied, ServiceRefused.
    """
    own = new.enterprise in by.enterprises and by.may("desk.use")
    if not own and not by.may("cases.open"):
        raise PermissionDenied
    _refuse_faulty(new)
    firm = enterprise_to_work_with(by=by, code=new.enterprise, now=now) if new.enterprise else None
    if new.enterprise and firm is None:
        raise ServiceRefused(Text(f"没有代码为“{new.enterprise}”的企业。", f"There is no firm {new.enterprise}."))
    fields = {"channel": DESK if own else new.channel, "topic": new.topic, "description": new.words.strip()}
    case_id = cases.open_case(
        by=by,
        new=NewCase(
            type=service_rules().case_type,
            title=title_of(new),
            place=new.place or (firm.place if firm else ""),
            party=new.enterprise,
            fields={name: value for name, value in {**fields, "contact": new.contact.strip()}.items() if value},
            key=new.key,
        ),
        now=now,
    )
    if seq_of(case_id) == 1:  # else it was sent before, and its files with it
        for file in new.files:
            cases.attach_file(by=by, case_id=case_id, file=file, now=now)
    return case_id


def title_of(new: NewRequest) -> str:
    """What the request is called: its own title, else the beginning of its words."""
    words = " ".join((new.title or new.words).split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"


def is_storable(text: str) -> bool:
    """Whether databases take a text: no zero character, no half of a character.

    >>> is_storable("缺电"), is_storable(chr(0)), is_storable(chr(0xD800))
    (True, False, False)
    """
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def _refuse_faulty(new: NewRequest) -> None:
    rules = service_rules()
    if not all(map(is_storable, (new.enterprise, new.title, new.words, new.topic, new.contact, new.place, new.key))):
        raise ServiceRefused(Text("文字中含有无法保存的字符。", "The text holds characters that cannot be kept."))
    if not new.words.strip():
        raise ServiceRefused(Text("请写明诉求内容。", "Say what you ask for."))
    if len(new.words) > LONGEST_WORDS:
        told = f"The words are too long: {len(new.words)} characters, {LONGEST_WORDS} at most."
        raise ServiceRefused(Text(f"内容过长：{len(new.words)} 字，最多 {LONGEST_WORDS} 字。", told))
    if new.topic and rules.topics and rules.topic(new.topic) is None:
        raise ServiceRefused(Text(f"没有“{new.topic}”这一类别。", f'There is no topic "{new.topic}".'))
    if not new.enterprise and not new.contact.strip():
        told = "Say who asks: choose a firm, or write who can be called."
        raise ServiceRefused(Text("请写明是谁提出的：选择企业，或填写联系人。", told))
    if len(new.files) > MOST_FILES:
        raise ServiceRefused(Text(f"一次最多附 {MOST_FILES} 个文件。", f"At most {MOST_FILES} files at once."))


# The office's side


@transaction.atomic
def route(
    *,
    by: Actor,
    case_id: int,
    organisation: str,
    seen: int,
    now: datetime,
    co_owners: Iterable[str] = (),
    owner: str = "",
) -> None:
    """Give a request to the organisation that answers for it, and ask others to work on it beside it."""
    cases.move_case(by=by, case_id=case_id, transition="route", seen=seen, now=now, fields={"lead": organisation})
    if owner:
        cases.assign_case(by=by, case_id=case_id, post=owner, seen=seq_of(case_id), now=now)
    for body in dict.fromkeys(co_owners):
        if body and body != organisation:
            cases.add_co_owner(by=by, case_id=case_id, organisation=body, seen=seq_of(case_id), now=now)


def route_many(
    *, by: Actor, case_ids: Iterable[int], organisation: str, now: datetime
) -> tuple[tuple[int, Text | None], ...]:
    """Give many to one organisation: each with nothing, or with why it was not given."""
    return cases.move_many(by=by, case_ids=tuple(case_ids), transition="route", now=now, fields={"lead": organisation})


def send_back(*, by: Actor, case_id: int, reason: str, seen: int, now: datetime) -> None:
    """Say that a request belongs to another organisation, and why."""
    cases.move_case(by=by, case_id=case_id, transition="send_back", seen=seen, now=now, reason=_said(reason))


@transaction.atomic
def accept(*, by: Actor, case_id: int, seen: int, now: datetime) -> None:
    """Begin to work on a request; where nobody works on it yet, it falls to the post of who accepts."""
    found = _case(case_id)
    cases.move_case(by=by, case_id=case_id, transition="accept", seen=seen, now=now)
    mine = [post.code for post in by.posts if post.organisation == found.lead and "cases.handle" in post.permissions]
    if not found.owner and mine:
        cases.assign_case(by=by, case_id=case_id, post=mine[0], seen=seq_of(case_id), now=now)


def ask_back(*, by: Actor, case_id: int, question: str, seen: int, now: datetime) -> None:
    """Ask the firm for what is missing: its clocks stand still until it answers."""
    _move(by, case_id, "ask_back", {"question": _said(question)}, seen=seen, now=now)


def answer(*, by: Actor, case_id: int, words: str, seen: int, now: datetime) -> None:
    """Give the first answer, or an interim one: the work goes on."""
    _move(by, case_id, "answer", {"answer_words": _said(words)}, seen=seen, now=now)


def resolve(*, by: Actor, case_id: int, outcome: str, words: str, seen: int, now: datetime) -> None:
    """Say that all is done: solved, only explained, or referred to somebody else. It has to be said which."""
    if outcome not in OUTCOMES:
        told = "Choose the outcome: solved, explained or referred."
        raise ServiceRefused(Text("请选择办理结果：已解决、已解释或已转报。", told))
    _move(by, case_id, "resolve", {"outcome": outcome, "outcome_words": _said(words)}, seen=seen, now=now)


def answer_beside(*, by: Actor, case_id: int, organisation: str, words: str, seen: int, now: datetime) -> None:
    """A co-owner's answer to the organisation in charge: stops the co-owner's own clock."""
    cases.answer_as_co_owner(by=by, case_id=case_id, organisation=organisation, words=_said(words), seen=seen, now=now)


# The firm's side


@transaction.atomic
def reply(*, by: Actor, case_id: int, words: str, seen: int, now: datetime, files: tuple[NewFile, ...] = ()) -> None:
    """The firm's answer to a question: the clocks go on."""
    _move(by, case_id, "firm_answers", {"reply": _said(words)}, seen=seen, now=now)
    for file in files:
        cases.attach_file(by=by, case_id=case_id, file=file, now=now)


@transaction.atomic
def add(*, by: Actor, case_id: int, words: str, now: datetime, files: tuple[NewFile, ...] = ()) -> None:
    """Something the firm adds without being asked. No clock changes by it."""
    if words.strip():
        cases.comment(by=by, case_id=case_id, words=words.strip(), now=now, internal=False)
    for file in files:
        cases.attach_file(by=by, case_id=case_id, file=file, now=now)


def confirm(*, by: Actor, case_id: int, satisfaction: int, words: str, seen: int, now: datetime) -> None:
    """The firm says that it is done, and how satisfied it is: 1 to 5."""
    if satisfaction not in range(1, 6):
        raise ServiceRefused(Text("请选择 1 至 5 的满意度。", "Choose how satisfied you are, from 1 to 5."))
    given = {"satisfaction": satisfaction}
    _move(by, case_id, "confirm", given, seen=seen, now=now, reason=words.strip())


def refuse(*, by: Actor, case_id: int, words: str, seen: int, now: datetime) -> None:
    """The firm says that it is not done, and why."""
    _move(by, case_id, "refuse", {"refusal": _said(words)}, seen=seen, now=now)


def reopen(*, by: Actor, case_id: int, words: str, seen: int, now: datetime) -> None:
    """Bring an ended request back: the matter has come again."""
    _move(by, case_id, "reopen", {"reopen_reason": _said(words)}, seen=seen, now=now)


def withdraw(*, by: Actor, case_id: int, reason: str, seen: int, now: datetime) -> None:
    """Ask no longer."""
    cases.move_case(by=by, case_id=case_id, transition="withdraw", seen=seen, now=now, reason=_said(reason))


def _move(
    by: Actor,
    case_id: int,
    /,
    transition: str,
    fields: dict[str, object],
    *,
    seen: int,
    now: datetime,
    reason: str = "",
) -> None:
    cases.move_case(by=by, case_id=case_id, transition=transition, seen=seen, now=now, fields=fields, reason=reason)


def _said(words: str) -> str:
    if not words.strip():
        raise ServiceRefused(Text("请写明内容。", "Write the words."))
    if not is_storable(words):
        raise ServiceRefused(Text("文字中含有无法保存的字符。", "The text holds characters that cannot be kept."))
    if len(words) > LONGEST_WORDS:
        told = f"The words are too long: {len(words)} characters, {LONGEST_WORDS} at most."
        raise ServiceRefused(Text(f"内容过长：{len(words)} 字，最多 {LONGEST_WORDS} 字。", told))
    return words.strip()


def _case(case_id: int) -> CaseInfo:
    found = cases_of([case_id]).get(case_id)
    if found is None:
        raise NotThere(Text(f"没有编号为 {case_id} 的诉求。", f"There is no request {case_id}."))
    return found


def seq_of(case_id: int) -> int:
    """How far the log of a case has got."""
    return _case(case_id).seq
