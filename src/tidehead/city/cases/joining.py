"""Organisations beside the one in charge: asked to work on a case, or for an opinion that nothing waits for."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from tidehead.calc.casework.types import EventKind
from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.drafting import Draft, open_draft
from tidehead.city.cases.filling import is_storable
from tidehead.city.cases.keys import key_of
from tidehead.city.cases.rights import may_work, refuse_unless
from tidehead.city.cases.settling import settled
from tidehead.city.cases.telling import people_of, tell, tell_asked
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisations_by_code

VERDICTS = ("agreed", "agreed_if", "objected", "no_opinion")
LONGEST_WORDS = 10_000


@settled
def add_co_owner(
    *, by: Actor, case_id: int, organisation: str, seen: int | None, now: datetime, words: str = ""
) -> None:
    """Ask an organisation to work on a case beside the one in charge; its own clock begins."""
    draft = _working(by, case_id, seen, now)
    key_of("organisation", organisation)
    if organisation == draft.now_record.lead:
        raise CaseRefused(Text("主办单位不能同时协办。", "The organisation in charge cannot help itself."))
    seq = draft.add(EventKind.CO_OWNER_ADDED, {"organisation": organisation}, reason=_checked(words))
    draft.keep("case.co_owner_added", {"organisation": organisation})
    tell_asked(draft.case, organisation, at=draft.at, mark=str(seq), but=by.pk)


@settled
def remove_co_owner(
    *, by: Actor, case_id: int, organisation: str, seen: int | None, now: datetime, words: str = ""
) -> None:
    """Ask an organisation no longer."""
    draft = _working(by, case_id, seen, now)
    draft.add(EventKind.CO_OWNER_REMOVED, {"organisation": organisation}, reason=_checked(words))
    draft.keep("case.co_owner_removed", {"organisation": organisation})


@settled
def answer_as_co_owner(
    *, by: Actor, case_id: int, organisation: str, words: str, now: datetime, seen: int | None = None
) -> None:
    """Say that an organisation has done its part, and what; its clock stops."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    _refuse_stranger(by, organisation)
    said = {"organisation": organisation, "words": _required(words)}
    seq = draft.add(EventKind.CO_OWNER_ANSWERED, said)
    draft.keep("case.co_owner_answered", {"organisation": organisation})
    _tell_answer(draft, organisation, Text("协办已答复", "has done its part in"), str(seq))


@settled
def ask_opinion(
    *, by: Actor, case_id: int, organisation: str, question: str, now: datetime, seen: int | None = None
) -> None:
    """Ask an organisation for its opinion. Nothing waits for it: every move stays open."""
    draft = _working(by, case_id, seen, now)
    key_of("organisation", organisation)
    asked = {"organisation": organisation, "question": _required(question), "blocking": False}
    seq = draft.add(EventKind.OPINION_ASKED, asked)
    draft.keep("case.opinion_asked", {"organisation": organisation})
    tell_asked(draft.case, organisation, at=draft.at, mark=str(seq), but=by.pk, question=asked["question"])


@settled
def give_opinion(
    *,
    by: Actor,
    case_id: int,
    organisation: str,
    verdict: str,
    words: str,
    now: datetime,
    seen: int | None = None,
) -> None:
    """An organisation's opinion, with one of VERDICTS."""
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    _refuse_stranger(by, organisation)
    if verdict not in VERDICTS:
        raise CaseRefused(Text("请选择意见：同意、附条件同意、不同意或无意见。", "Choose one of the verdicts."))
    seq = draft.add(
        EventKind.OPINION_GIVEN, {"organisation": organisation, "verdict": verdict, "words": _checked(words)}
    )
    draft.keep("case.opinion_given", {"organisation": organisation, "verdict": verdict})
    _tell_answer(draft, organisation, Text("已回复意见", "has given its opinion on"), str(seq))


def _working(by: Actor, case_id: int, seen: int | None, now: datetime) -> Draft:
    draft = open_draft(by=by, case_id=case_id, now=now, seen=seen)
    refuse_unless(may_work(draft.relations))
    return draft


def _refuse_stranger(by: Actor, organisation: str) -> None:
    """Only an organisation's own people speak for it; whoever administers the deployment does not."""
    mine = any(post.organisation == organisation and "cases.handle" in post.permissions for post in by.posts)
    if not mine and by != SYSTEM:
        raise PermissionDenied


def _required(words: str) -> str:
    if not words.strip():
        raise CaseRefused(Text("请写明内容。", "Say what there is to say."))
    return _checked(words)


def _checked(words: str) -> str:
    if len(words.strip()) > LONGEST_WORDS:
        raise CaseRefused(Text(f"最多 {LONGEST_WORDS} 个字。", f"At most {LONGEST_WORDS} characters are kept."))
    if not is_storable(words):
        raise CaseRefused(Text("其中有无法保存的字符。", "It has characters that cannot be kept."))
    return words.strip()


def _tell_answer(draft: Draft, organisation: str, said: Text, mark: str) -> None:
    case, body = draft.case, organisations_by_code([organisation]).get(organisation)
    name = body.label if body else Text(organisation, organisation)
    text = Text(
        f"{name.zh}{said.zh}：{case.number} {case.title}",
        f"{name.in_language('en')} {said.en} {case.number} {case.title}",
    )
    people = people_of("lead", draft.standing, draft.at) - {draft.by.pk}
    tell(case, people, kind="moved", text=text, at=draft.at, mark=mark)
