"""The one pool into which requests come from every channel: its tabs, its columns, and the cases in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import case_slices, counts_by
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.common.slices import Slices
from tidehead.city.services import types

TABS: dict[str, tuple[str, ...]] = {
    "route": (types.RECEIVED,),
    "going": (types.ROUTED, types.IN_PROGRESS, types.ANSWERED, types.REOPENED),
    "waiting": (types.WAITING_FOR_FIRM,),
    "late": (),
    "resolved": (types.RESOLVED,),
    "all": (),
}
COLUMNS = (
    (types.RECEIVED,),
    (types.ROUTED, types.REOPENED),
    (types.IN_PROGRESS, types.ANSWERED),
    (types.WAITING_FOR_FIRM,),
    (types.RESOLVED,),
)
"""The board's columns, from asking to the firm's own word."""
CARDS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """How the pool is narrowed; what is empty does not narrow."""

    tab: str = "route"
    text: str = ""
    topic: str = ""
    channel: str = ""
    lead: str = ""
    place: str = ""
    party: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    order: str = "due"

    def wanted(self) -> Wanted:
        """As the cases are asked for, whatever the tab."""
        fields = {"topic": self.topic, "channel": self.channel}
        return Wanted(
            family="request",
            text=self.text,
            lead=self.lead,
            place=self.place,
            party=self.party,
            opened_from=self.opened_from,
            opened_to=self.opened_to,
            fields={name: value for name, value in fields.items() if value},
            order=self.order,
        )


def pool_slices(actor: Actor, asked: Asked, now: datetime) -> Slices[CaseInfo]:
    """The requests of a tab that the actor sees."""
    wanted = asked.wanted()
    if asked.tab == "late":
        return case_slices(actor, replace(wanted, due="late"), now=now)
    return case_slices(actor, replace(wanted, states=TABS.get(asked.tab, ())), now=now)


def tab_counts(actor: Actor, asked: Asked, now: datetime) -> Mapping[str, int]:
    """How many there are behind each tab, in two questions."""
    by_state = counts_by(actor, asked.wanted(), by="state", now=now)
    late = case_slices(actor, replace(asked.wanted(), due="late"), now=now).count()
    found = {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items() if states}
    return {**found, "late": late, "all": sum(by_state.values())}


@dataclass(frozen=True, slots=True)
class PoolColumn:
    states: tuple[str, ...]
    count: int
    cases: tuple[CaseInfo, ...]


def pool_columns(actor: Actor, asked: Asked, now: datetime) -> tuple[PoolColumn, ...]:
    """The board: each column with those that are due first."""
    wanted = asked.wanted()
    counts = counts_by(actor, wanted, by="state", now=now)
    columns = []
    for states in COLUMNS:
        count = sum(counts.get(state, 0) for state in states)
        cases = case_slices(actor, replace(wanted, states=states), now=now)[:CARDS] if count else []
        columns.append(PoolColumn(states, count, tuple(cases)))
    return tuple(columns)
