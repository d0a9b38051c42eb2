"""Many people at the same moment, with connections of their own: nothing is lost, nothing is doubled, one wins."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections

from tests.city.casework import HANDLER, NOW, PLACE, being_worked_on, hours, new_request, opened, person, set_scene
from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases import actions
from tidehead.city.cases.clockwork import remind_next
from tidehead.city.cases.models import Case, CaseEvent, Notification
from tidehead.city.cases.models import Counter as Series
from tidehead.city.cases.queries import cases_of, events_of
from tidehead.city.cases.types import MovedMeanwhile

pytestmark = pytest.mark.django_db(transaction=True)
IS_POSTGRES = connection.vendor == "postgresql"
PEOPLE = 200 if IS_POSTGRES else 12
"""On SQLite there is one writer at a time by its nature: fewer people show the same, and do not wait for minutes."""
ROUNDS = 5
CONNECTIONS = 80


@pytest.fixture(autouse=True)
def many_connections() -> Iterator[None]:
    """As many as a PostgreSQL takes as it is installed; a deployment's own pool is smaller, and queues sooner."""
    if not IS_POSTGRES:
        yield
        return
    pool = connection.settings_dict["OPTIONS"]["pool"]
    usual = pool["max_size"]
    connections.close_all()
    connection.close_pool()
    pool["max_size"] = CONNECTIONS
    yield
    connections.close_all()
    connection.close_pool()
    pool["max_size"] = usual


@pytest.fixture(autouse=True)
def scene(django_db_serialized_rollback: None, transactional_db: None) -> None:
    set_scene()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Runs all of them, each in a thread with a connection of its own, from one starting shot; errors are results."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        close_old_connections()
        gate.wait(timeout=60)
        try:
            return act()
        except MovedMeanwhile as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_movers_one_wins_and_the_other_is_told_what_happened() -> None:
    for _ in range(ROUNDS):
        case_id = being_worked_on()
        seen = cases_of([case_id])[case_id].seq
        holly, lars = person("holly"), person("lars")

        def ask(by: Actor, why: str, case_id: int = case_id, seen: int = seen) -> None:
            actions.move_case(by=by, case_id=case_id, transition="ask_back", seen=seen, now=hours(2), reason=why)

        results = at_once([partial(ask, holly, "one"), partial(ask, lars, "other")])
        told = [one for one in results if isinstance(one, MovedMeanwhile)]
        assert len(told) == 1
        moves = [event for event in events_of(case_id) if event.data.get("transition") == "ask_back"]
        assert len(moves) == 1
        assert told[0].since[0].who == moves[0].by
        assert actions.verify_log(case_id)


def test_the_same_form_sent_twice_at_the_same_moment_opens_one_case() -> None:
    femke = person("femke")
    new = new_request(key="double click")
    ids = at_once([lambda: actions.open_case(by=femke, new=new, now=NOW)] * 6)
    assert len(set(ids)) == 1
    assert Case.objects.count() == 1
    assert Series.objects.get().last == 1


def test_numbers_are_given_once_and_without_a_gap_by_many_at_once() -> None:
    def open_some() -> list[int]:
        return [actions.open_case(by=SYSTEM, new=new_request(), now=NOW) for _ in range(4)]

    ids = [one for some in at_once([open_some] * 8) for one in some]
    numbers = sorted(case.number for case in Case.objects.all())
    assert len(set(ids)) == 32
    assert numbers == [f"T-2026-{nth:04}" for nth in range(1, 33)]


def test_two_clockworks_remind_of_everything_once() -> None:
    for _ in range(10):
        opened(owner=HANDLER)
    Notification.objects.all().delete()

    def remind() -> None:
        while remind_next(hours(24 * 9)):
            time.sleep(0)

    at_once([remind] * 3)
    late = Notification.objects.filter(kind="late", user=person("holly").pk)
    assert late.count() == 10


def test_many_people_at_once_lose_and_double_nothing() -> None:
    """Each opens a case, takes part in a few that all share, moves their own on; every confirmed answer is found."""
    shared = [being_worked_on() for _ in range(5)]
    by, holly = SYSTEM, person("holly")
    before = CaseEvent.objects.count()

    def work(nth: int) -> Counter[str]:
        done: Counter[str] = Counter()
        mine = actions.open_case(by=by, new=new_request(title=f"Of {nth}", place=PLACE), now=NOW)
        done["opened"] += 1
        actions.move_case(by=by, case_id=mine, transition="take", seen=1, now=hours(1))
        done["moved"] += 1
        actions.comment(by=holly, case_id=shared[nth % 5], words=f"word {nth}", now=hours(2))
        done["commented"] += 1
        seen = cases_of([shared[nth % 5]])[shared[nth % 5]].seq
        try:
            way = "ask_back" if cases_of([shared[nth % 5]])[shared[nth % 5]].state == "working" else "go_on"
            actions.move_case(
                by=by, case_id=shared[nth % 5], transition=way, seen=seen, now=hours(3), reason=f"of {nth}"
            )
            done["moved"] += 1
        except MovedMeanwhile:
            done["told"] += 1
        return done

    started = time.perf_counter()
    results = at_once([partial(work, nth) for nth in range(PEOPLE)])
    spent = time.perf_counter() - started
    confirmed: Counter[str] = sum(results, Counter())
    added = CaseEvent.objects.count() - before
    assert added == confirmed["opened"] + confirmed["moved"] + confirmed["commented"], f"after {spent:.1f} s"
    assert confirmed["opened"] == PEOPLE
    words = [row.data["words"] for row in CaseEvent.objects.filter(kind="commented")]
    assert sorted(words) == sorted(f"word {nth}" for nth in range(PEOPLE))
    checked, broken = actions.verify_all_logs()
    assert (checked, broken) == (PEOPLE + 5, ())
    numbers = sorted(case.number for case in Case.objects.all())
    assert numbers == [f"T-2026-{nth:04}" for nth in range(1, PEOPLE + 6)]
    for case_id in shared:
        state = cases_of([case_id])[case_id]
        actions.rebuild_case(case_id)
        assert cases_of([case_id])[case_id] == state
