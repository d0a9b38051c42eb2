"""What was decided about counting, and what the rules would say today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tidehead.calc.rules import Value
from tidehead.city.common.types import Text
from tidehead.city.projects.agreements import credits_of
from tidehead.city.projects.counting import Verdict, once_key, record_of, verdict_of
from tidehead.city.projects.models import Counted
from tidehead.city.projects.queries import moves_by_case
from tidehead.city.projects.stages import first_days
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import Counter, CountingInfo, ProjectInfo


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


def records_of(projects: Sequence[ProjectInfo], *, counter: str) -> dict[int, dict[str, Value | None]]:
    """What the rules may ask of each project, once-only counting looked up for one counter. Three queries."""
    ids = [one.case.id for one in projects]
    moves, credits = moves_by_case(ids), credits_of(ids)
    taken = counted_under([once_key(one) for one in projects], counter)
    return {
        one.case.id: record_of(
            one,
            first_days(moves.get(one.case.id, ())),
            parties=max(1, len(credits.get(one.case.id, ()))),
            counted_before=taken.get(once_key(one), (one.case.id, ""))[0] != one.case.id,
        )
        for one in projects
    }


def counted_under(keys: Iterable[str], counter: str) -> dict[str, tuple[int, str]]:
    """Which project is counted under each key: the id of its case and its number."""
    rows = Counted.objects.filter(counter=counter, once_key__in=set(keys), counted=True, in_force=True)
    return {key: (case, number) for key, case, number in rows.values_list("once_key", "case_id", "case__number")}


def judged_all(projects: Sequence[ProjectInfo], counter: Counter, *, on: date) -> tuple[Judged, ...]:
    """What a counter's rule says of each project on a day, beside what was decided."""
    records = records_of(projects, counter=counter.id)
    decided = {one.case_id: one for one in decisions_of(records, counter=counter.id)}
    taken = counted_under([once_key(one) for one in projects], counter.id)
    found = []
    for project in projects:
        holder = taken.get(once_key(project))
        found.append(
            Judged(
                project,
                counter,
                verdict_of(counter, records[project.case.id], on=on),
                decided.get(project.case.id),
                holder[1] if holder and holder[0] != project.case.id else "",
            )
        )
    return tuple(found)


def judged_project(project: ProjectInfo, *, on: date) -> tuple[Judged, ...]:
    """What every counter's rule says of one project."""
    return tuple(each for counter in standards().counters for each in judged_all([project], counter, on=on))


def tally(judged: Iterable[Judged]) -> Mapping[str, int]:
    """How many count, do not, and are unknown."""
    counts = {"counted": 0, "not_counted": 0, "unknown": 0}
    for one in judged:
        counts["unknown" if one.verdict.counted is None else "counted" if one.verdict.counted else "not_counted"] += 1
    return counts
