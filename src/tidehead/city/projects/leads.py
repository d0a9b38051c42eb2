"""Entering leads: one by one in the field, or many from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.calc.casework.types import CaseType
from tidehead.city.accounts.types import Actor, HeldPost
from tidehead.city.cases.actions import open_case
from tidehead.city.cases.queries import case_type
from tidehead.city.cases.types import NewCase
from tidehead.city.common.types import Text
from tidehead.city.places.queries import place_by_code
from tidehead.city.projects.queries import pipelines
from tidehead.city.projects.rights import may_enter_leads
from tidehead.city.projects.types import NewLead, ProjectRefused

LONGEST_TITLE = 300


def entering_post(actor: Actor) -> HeldPost | None:
    """The post by which the actor enters leads: their organisation is in charge of them.

    None for whose account itself may enter them: nobody is in charge until the office says who. Raises
    PermissionDenied.
    """
    if {"cases.open", "projects.view"} <= actor.permissions:
        return next((post for post in actor.posts if post.organisation), None)
    if may_enter_leads(actor):
        for post in actor.posts:
            if {"cases.open", "projects.view"} <= post.permissions and post.organisation:
                return post
    raise PermissionDenied


@transaction.atomic
def open_lead(*, by: Actor, new: NewLead, now: datetime) -> int:
    """Open a lead. Returns the id of its case; the same key opens one, however often it is sent.

    Who enters it is in charge of it, until the office gives it to others. Raises PermissionDenied, ProjectRefused,
    CaseRefused.
    """
    post = entering_post(by)
    title = new.title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise ProjectRefused(
            Text(f"请填写项目名称，不超过{LONGEST_TITLE}字。", f"Give a name, at most {LONGEST_TITLE} characters.")
        )
    if new.place and place_by_code(new.place) is None:
        raise ProjectRefused(Text("请从列表中选择落地板块。", "Choose the place from the list."))
    kind = pipeline(new.type)
    return open_case(
        by=by,
        new=NewCase(
            type=kind.id,
            title=title,
            place=new.place or (_place_of(post) if post else ""),
            party=new.party,
            lead=new.lead or (post.organisation if post else ""),
            owner=new.owner or (post.code if post else ""),
            fields=known_fields(kind, new.fields),
            key=new.key,
            synthetic=new.synthetic,
        ),
        now=now,
    )


def _place_of(post: HeldPost) -> str:
    """The post's own place where it is for one alone."""
    return next(iter(post.places)) if len(post.places) == 1 else ""


def pipeline(code: str) -> CaseType:
    """The kind of project of that code, the usual one where none is named. Raises ProjectRefused."""
    known = pipelines()
    if not known:
        raise ProjectRefused(
            Text("本地区的数据包没有项目流程。", "The region's pack declares no pipeline of projects.")
        )
    if not code:
        return known[0]
    if code not in {kind.id for kind in known}:
        raise ProjectRefused(Text(f"没有名为“{code}”的项目流程。", f'There is no pipeline called "{code}".'))
    return case_type(code)


def known_fields(kind: CaseType, given: Mapping[str, object]) -> dict[str, object]:
    """Those fields that the pipeline declares and that are filled in."""
    declared = {one.id for one in kind.fields}
    return {name: value for name, value in given.items() if name in declared and value not in (None, "")}


@transaction.atomic
def open_leads(*, by: Actor, leads: Sequence[NewLead], key: str, now: datetime) -> tuple[int, ...]:
    """Open many leads together, all or none. `key` of the table: sent twice, it opens each once.

    Raises as `open_lead`.
    """
    return tuple(open_lead(by=by, new=replace(lead, key=f"{key}:{nth}"), now=now) for nth, lead in enumerate(leads, 1))
