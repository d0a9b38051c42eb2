"""Tasks of offices: assigned, worked on, now and then blocked, reported done and struck off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tidehead.calc.casework.types import EventKind
from tidehead.city.cases.types import LoggedCase, NewCase
from tidehead.city.cli.generator import words
from tidehead.city.cli.generator.diary import NOBODY, Diary, Worker
from tidehead.city.cli.generator.world import World
from tidehead.city.tasks.rulebook import rules

UNASSIGNED, BLOCKED, SENT_BACK, CANCELLED = 0.08, 0.2, 0.1, 0.03


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task's log, and what its app keeps beside it. reports: (day, share done)."""

    case: LoggedCase
    start_on: date
    due_on: date
    list_class: str
    target_value: float
    reports: tuple[tuple[date, float], ...]


def tasks(world: World, count: int) -> Iterator[PlannedTask]:
    """So many tasks, by the day they were made; none where the pack says nothing of tasks."""
    if rules().case_type not in world.kinds:
        return
    for nth, at in enumerate(sorted(world.moment() for _ in range(count))):
        yield _task(world, nth, Diary(world.chance, world.clock, at, world.now))


def _task(world: World, nth: int, diary: Diary) -> PlannedTask:
    chance = world.chance
    start = diary.at.date()
    length = max(30, round(chance.around(240)))
    due = start + timedelta(days=length)
    target = float(chance.randrange(1, 50))
    worker = world.handler_of(chance.choice(list(world.handlers))) or NOBODY
    new = NewCase(
        type=rules().case_type,
        title=words.said(f"{chance.choice(words.TASKS)}{nth}"),
        place=chance.choice(world.counties),
        fields={"measure": words.said("完成数量"), "target_value": target, "target_unit": "个", "due": due.isoformat()},
        key=f"synthetic-task-{nth}",
        synthetic=True,
    )
    office = chance.choice(world.offices) if world.offices else NOBODY
    diary.write(EventKind.OPENED, office)
    reports: list[tuple[date, float]] = []
    if not chance.happens(UNASSIGNED):
        reports = _work(world, diary, office, worker, length)
    classes = [one.id for one in rules().lists]
    list_class = chance.choice([*classes, ""]) if classes else ""
    return PlannedTask(diary.logged(new), start, due, list_class, target, tuple(reports))


def _work(world: World, diary: Diary, office: Worker, worker: Worker, length: int) -> list[tuple[date, float]]:
    chance = world.chance
    reports: list[tuple[date, float]] = []
    diary.wait(chance.around(4))
    diary.write(EventKind.LED, office, organisation=worker.organisation)
    diary.move("assign", "assigned", office)
    diary.write(EventKind.ASSIGNED, office, owner=worker.post)
    diary.wait(chance.around(5))
    diary.move("start", "in_progress", worker)
    if chance.happens(CANCELLED):
        diary.wait(chance.around(30))
        diary.move("cancel", "cancelled", office, reason=words.said("任务调整"))
        return reports
    pace = chance.uniform(0.75, 1.5)
    for share in (0.25, 0.5, 0.8):
        if not diary.wait(length * pace / 4):
            return reports
        reports.append((diary.at.date(), share))
        diary.write(EventKind.FILLED, worker, fields={"progress_share": share * 100})
        if chance.happens(BLOCKED / 3):
            _block(world, diary, worker)
    if diary.wait(length * pace / 4):
        reports.append((diary.at.date(), 1.0))
    _close(world, diary, office, worker)
    return reports


def _block(world: World, diary: Diary, worker: Worker) -> None:
    chance = world.chance
    kind = chance.choice([one.id for one in rules().blockers] or ["other"])
    diary.move("block", "blocked", worker, blocker_kind=kind, reason=words.said(chance.choice(words.BLOCKED)))
    diary.wait(chance.around(20))
    diary.move("unblock", "in_progress", worker, reason=words.said("已协调解决"))


def _close(world: World, diary: Diary, office: Worker, worker: Worker) -> None:
    chance = world.chance
    diary.move("report_done", "done_reported", worker, done_words=words.said("已完成"))
    diary.wait(chance.around(3))
    if chance.happens(SENT_BACK):
        diary.move("send_back", "in_progress", office, reason=words.said("佐证不足"))
        diary.wait(chance.around(10))
        diary.move("report_done", "done_reported", worker, done_words=words.said("已补充佐证"))
        diary.wait(chance.around(3))
    diary.move("close", "closed", office, reason=words.said("佐证齐全"))
