"""What was decided about counting, and what the rules would say today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tidehead.calc.rules import Value
from tidehead.city.common.types import Text
from tidehead.city.projects.agreements import credits_of
from tidehead.city.projects.counting import ONCE, Verdict, once_keys, record_of, verdict_of
from tidehead.city.projects.models import Counted, LikePair
from tidehead.city.projects.queries import moves_by_case
from tidehead.city.projects.stages import first_days
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import SETTLED, Counter, CountingInfo, ProjectInfo


@dataclass(frozen=True, slots=True)
class Judged:
    """A project, what a counter's rule says of it today, what was decided, and who else is counted under its key."""

    project: ProjectInfo
    counter: Counter
    verdict: Verdict
    decided: CountingInfo | None
    elsewhere: str  # number of the project that is counted in its stead; "" none

    @property
    def is_settled(self) -> bool:
        """Whether what was decided is what the rule says today."""
        return self.decided is not None and self.decided.counted == self.verdict.counted


def decisions_of(case_ids: Iterable[int], *, counter: str = "", past: bool = False) -> tuple[CountingInfo, ...]:
    """The decisions about these projects; with `past` also those that are no longer in force."""
    rows = Counted.objects.filter(case_id__in=set(case_ids))
    rows = rows.filter(counter=counter) if counter else rows
    rows = rows if past else rows.filter(in_force=True)
    return tuple(_decision(row) for row in rows.order_by("counter", "decided_at", "id"))


def _decision(row: Counted) -> CountingInfo:
    return CountingInfo(
        case_id=row.case_id,
        counter=row.counter,
        counted=row.counted,
        reason=Text(row.reason_zh, row.reason_en),
        once_key=row.once_key,
        size=row.size,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        in_force=row.in_force,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known of many projects at once: their stages, who shares them, and who is counted under which key."""

    days: Mapping[int, Mapping[str, date]]
    parties: Mapping[int, int]
    taken: Mapping[tuple[str, str], tuple[int, str]]  # counter and key: case and number
    kept: Mapping[int, str]  # of a duplicate: number of the project that goes on in its stead

    def elsewhere(self, project: ProjectInfo, counter: str) -> str:
        """Number of the project that counts in this one's stead; "" none."""
        if project.case.id in self.kept:
            return self.kept[project.case.id]
        holders = (self.taken.get((counter, key)) for key in once_keys(project.number, project.case.fields))
        return next((number for case, number in filter(None, holders) if case != project.case.id), "")

    def record(self, project: ProjectInfo, counter: str) -> dict[str, Value | None]:
        """What the rules may ask of a project when they count for this counter."""
        return record_of(
            project,
            self.days.get(project.case.id, {}),
            parties=self.parties.get(project.case.id, 1),
            counted_before=bool(self.elsewhere(project, counter)),
        )


def _ground(projects: Sequence[ProjectInfo]) -> _Ground:
    """Five questions, however many projects and counters."""
    ids = [one.case.id for one in projects]
    credits = credits_of(ids)
    return _Ground(
        days={case: first_days(moves) for case, moves in moves_by_case(ids).items()},
        parties={case: max(1, len(own)) for case, own in credits.items()},
        taken=_counted_under(),
        kept=_kept_instead(),
    )


def _counted_under() -> dict[tuple[str, str], tuple[int, str]]:
    """Which project is counted under each key, by counter: who was first, by what is filled now and was then."""
    rows = Counted.objects.filter(counted=True, in_force=True).order_by("decided_at", "id")
    now, then = [f"case__fields__{name}" for name in ONCE], [f"record__{name}" for name in ONCE]
    taken: dict[tuple[str, str], tuple[int, str]] = {}
    for counter, stored, case, number, *filled in rows.values_list(
        "counter", "once_key", "case_id", "case__number", *now, *then
    ):
        half = len(ONCE)
        known = (dict(zip(ONCE, part, strict=True)) for part in (filled[:half], filled[half:]))
        for key in (stored, *(key for fields in known for key in once_keys(number, fields))):
            taken.setdefault((counter, key), (case, number))
    return taken


def _kept_instead() -> dict[int, str]:
    """Of leads that a handover found to be duplicates: the project that goes on."""
    rows = LikePair.objects.filter(state=SETTLED, kept__isnull=False)
    found = rows.values_list("first_id", "second_id", "kept_id", "kept__number")
    return {second if kept == first else first: number for first, second, kept, number in found}


def record_for(project: ProjectInfo, counter: str) -> dict[str, Value | None]:
    """What the rules may ask of one project when they count for one counter."""
    return _ground([project]).record(project, counter)


def judged_all(
    projects: Sequence[ProjectInfo], counter: Counter, *, on: date, most_told: int | None = None
) -> tuple[Judged, ...]:
    """What a counter's rule says of each project on a day, beside what was decided; reasons of the first ones only
    where `most_told` says how many."""
    decided = decisions_of([one.case.id for one in projects], counter=counter.id)
    return _judged(projects, (counter,), decided, on=on, most_told=most_told)


def judged_project(project: ProjectInfo, *, on: date) -> tuple[Judged, ...]:
    """What every counter's rule says of one project."""
    return _judged([project], standards().counters, decisions_of([project.case.id]), on=on)


def _judged(
    projects: Sequence[ProjectInfo],
    counters: Sequence[Counter],
    decided: Iterable[CountingInfo],
    *,
    on: date,
    most_told: int | None = None,
) -> tuple[Judged, ...]:
    ground = _ground(projects)
    known = {(one.case_id, one.counter): one for one in decided}
    found = []
    for nth, project in enumerate(projects):
        for counter in counters:
            is_told = most_told is None or nth < most_told
            found.append(
                Judged(
                    project,
                    counter,
                    verdict_of(counter, ground.record(project, counter.id), on=on, is_told=is_told),
                    known.get((project.case.id, counter.id)),
                    ground.elsewhere(project, counter.id),
                )
            )
    return tuple(found)


def tally(judged: Iterable[Judged]) -> Mapping[str, int]:
    """How many count, do not, and are unknown."""
    counts = {"counted": 0, "not_counted": 0, "unknown": 0}
    for one in judged:
        counts["unknown" if one.verdict.counted is None else "counted" if one.verdict.counted else "not_counted"] += 1
    return counts
