"""The log of contacts, and the recruiter's sheet: contacts a month, the pool, and what becomes of leads."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tidehead.city.common.types import Text
from tidehead.city.projects.models import Contact
from tidehead.city.projects.types import ContactInfo, ProjectInfo


@dataclass(frozen=True, slots=True)
class TeamSheet:
    """One team's months. contacts: by month, as many as `months`; pool and the rest: as things stand today."""

    organisation: str
    label: Text
    contacts: tuple[int, ...]
    pool: int
    reached: tuple[tuple[str, int], ...]  # stage: how many of the team's projects ever reached it
    new_productivity: int
    by_size: tuple[tuple[str, int], ...]
    foreign: int
    lost: int

    @property
    def contacts_a_month(self) -> float | None:
        """The mean of the months shown; None without any month."""
        return sum(self.contacts) / len(self.contacts) if self.contacts else None


def contacts_of(
    *, organisations: Iterable[str] | None = None, case_ids: Iterable[int] | None = None, most: int = 200
) -> tuple[ContactInfo, ...]:
    """The newest contacts of these teams (None: of all), or of these projects."""
    rows = Contact.objects.select_related("organisation", "case").order_by("-on", "-id")
    if organisations is not None:
        rows = rows.filter(organisation__code__in=set(organisations))
    if case_ids is not None:
        rows = rows.filter(case_id__in=set(case_ids))
    return tuple(
        ContactInfo(
            id=row.pk,
            on=row.on,
            kind=row.kind,
            organisation=row.organisation.code,
            organisation_label=Text(row.organisation.label_zh, row.organisation.label_en),
            number=row.case.number if row.case else "",
            title=row.case.title if row.case else "",
            with_whom=row.with_whom,
            words=row.words,
            by=row.by_name,
        )
        for row in rows[:most]
    )


def contacts_by_month(months: Sequence[str], organisations: Iterable[str] | None = None) -> dict[str, tuple[int, ...]]:
    """How many contacts each team had in each month ("2026-11"), by the organisation's code."""
    if not months:
        return {}
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{months[-1]}-28")
    rows = Contact.objects.filter(on__gte=first)
    if organisations is not None:
        rows = rows.filter(organisation__code__in=set(organisations))
    tally = Tally((code, f"{on:%Y-%m}") for code, on in rows.values_list("organisation__code", "on"))
    teams = {code for code, month in tally if month <= f"{last:%Y-%m}"}
    return {team: tuple(tally[team, month] for month in months) for team in sorted(teams)}


def last_contacts(case_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last contact about each project that had any."""
    rows = Contact.objects.filter(case_id__in=set(case_ids)).order_by("on").values_list("case_id", "on")
    return dict(rows)


def team_sheet(
    team: tuple[str, Text],
    projects: Sequence[ProjectInfo],
    contacts: tuple[int, ...],
    reached: Sequence[tuple[str, int]],
) -> TeamSheet:
    """What a team shows of itself. `projects`: those that it is in charge of; `reached`: of them, by stage."""
    sizes = Tally(one.size for one in projects if one.is_on_its_way and one.size)
    return TeamSheet(
        organisation=team[0],
        label=team[1],
        contacts=contacts,
        pool=sum(1 for one in projects if one.is_on_its_way),
        reached=tuple(reached),
        new_productivity=sum(1 for one in projects if one.is_on_its_way and one.case.fields.get("new_productivity")),
        by_size=tuple(sorted(sizes.items())),
        foreign=sum(1 for one in projects if one.is_on_its_way and one.foreign),
        lost=sum(1 for one in projects if one.case.state == "lost"),
    )
