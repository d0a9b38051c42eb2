"""A database filled with made-up cases, and the questions that people ask of it. Needs Django to be set up."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tidehead.calc.casework.types import CaseType, Event, EventKind
from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.types import MEMBER, SYSTEM, Actor
from tidehead.city.cases.actions import comment, move_case, open_case
from tidehead.city.cases.importing import load_logs
from tidehead.city.cases.queries import case_file, case_slices, case_type, counts_by, inbox
from tidehead.city.cases.types import LoggedCase, NewCase, Wanted
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import all_enterprises
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.city.posts.actions import give_post, make_post
from tidehead.city.posts.queries import acting
from tidehead.city.posts.types import NewPost

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LONGEST_SPAN_DAYS = 300


class Filled:
    """Posts with holders in every organisation, and cases spread over them; the first post has most to do."""

    def __init__(self, chance: random.Random, *, posts: int) -> None:
        self.chance = chance
        self.kind: CaseType = case_type("request")
        self.bodies = [body.code for body in all_organisations()]
        self.places = [place.code for place in all_places()]
        self.firms = [firm.code for firm in all_enterprises()]
        self.posts = [(f"bench-{nth}", self.bodies[nth % len(self.bodies)]) for nth in range(posts)]
        self.people: dict[str, int] = {}
        for nth, (code, body) in enumerate(self.posts):
            role = "leader" if nth == 0 else "office" if nth == 1 else "handler"
            new = NewPost(code, Text(code, code), role, organisation=body, synthetic=True)
            make_post(by=SYSTEM, new=new, now=NOW)
            self.people[code] = create_user(username=code, role=MEMBER, now=NOW)
            give_post(by=SYSTEM, post=code, user_id=self.people[code], start_on=date(2026, 1, 1), now=NOW)

    def fill(self, cases: int, events: int) -> None:
        load_logs((self._case(nth, events) for nth in range(cases)), now=NOW)

    def _case(self, nth: int, events: int) -> LoggedCase:
        post, body = self.chance.choice(self.posts)
        at = NOW - timedelta(minutes=self.chance.randrange(LONGEST_SPAN_DAYS * 24 * 60))
        new = NewCase(
            type=self.kind.id,
            title=f"Invented request {nth}",
            place=self.chance.choice(self.places),
            party=self.chance.choice(self.firms),
            fields={"topic": "land", "description": f"Invented words {nth}"},
            synthetic=True,
        )
        log = [
            Event(1, at, EventKind.OPENED, {}, "bench"),
            Event(2, at + timedelta(hours=1), EventKind.LED, {"organisation": body}, "bench"),
            Event(3, at + timedelta(hours=2), EventKind.ASSIGNED, {"owner": post}, "bench"),
        ]
        log += self._walk(at, events)
        return LoggedCase(new, tuple(log))

    def _walk(self, at: datetime, events: int) -> Iterator[Event]:
        """A way through the kind's states, at random; where none leads on, comments."""
        state = self.kind.initial
        for seq in range(4, events + 1):
            at += timedelta(hours=self.chance.uniform(1, 60))
            ways = [way for way in self.kind.transitions if state in way.sources and way.target != "withdrawn"]
            if not ways or self.chance.random() < 0.25:
                yield Event(seq, at, EventKind.COMMENTED, {"words": "Invented", "internal": True}, "bench")
                continue
            way = self.chance.choice(ways)
            state = way.target
            yield Event(seq, at, EventKind.MOVED, {"transition": way.id, "to": way.target}, "bench")

    def calls(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """What people ask and do."""
        handler, leader, office = (self._actor(nth) for nth in (5, 0, 1))
        yield "inbox of a handler, counts and first page", lambda: _first_page(handler)
        yield "inbox of a leader, counts and first page", lambda: _first_page(leader)
        yield "list of all that a handler sees, first page and count", lambda: _listed(handler, Wanted())
        yield "list of all late cases for an office, first page and count", lambda: _listed(office, Wanted(due="late"))
        yield "search by a word in the title, everything", lambda: _listed(SYSTEM, Wanted(text="request 4711"))
        yield "counts by state, everything", lambda: counts_by(SYSTEM, Wanted(), "state", now=NOW)
        number = case_slices(handler, Wanted(mine=True), now=NOW)[0:1][0].number
        yield "one case with log, clocks and ways on", lambda: case_file(number, handler, NOW)
        yield "open a case", self._open
        ids = [case.id for case in case_slices(handler, Wanted(mine=True), now=NOW)[0:200]]
        yield "comment on a case", lambda: comment(by=handler, case_id=self.chance.choice(ids), words="x", now=NOW)
        fresh = iter([self._open() for _ in range(60)])
        yield "move a case", lambda: self._route(next(fresh))

    def _actor(self, nth: int) -> Actor:
        return acting(self.people[self.posts[nth][0]], TODAY)

    def _open(self) -> int:
        new = NewCase(type="request", title="Invented", place=self.chance.choice(self.places), synthetic=True)
        return open_case(by=SYSTEM, new=new, now=NOW)

    def _route(self, case_id: int) -> None:
        fields: dict[str, Any] = {"lead": self.bodies[0]}
        move_case(by=SYSTEM, case_id=case_id, transition="route", seen=None, now=NOW, fields=fields)


def _first_page(actor: Actor) -> object:
    found = inbox(actor, NOW)
    return found.counts, found.todo[0:50]


def _listed(actor: Actor, wanted: Wanted) -> object:
    found = case_slices(actor, wanted, now=NOW)
    return found.count(), found[0:50]
