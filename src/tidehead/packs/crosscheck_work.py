"""Calendar, posts, firms, service, projects, spaces, agreements and tasks: names that exist and numbers that can be."""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tidehead.packs.names import Names
from tidehead.packs.position import Position
from tidehead.packs.problems import Problems
from tidehead.packs.schema import Post, Region
from tidehead.packs.schema_work import (
    Agreement,
    BlockerKind,
    Calendar,
    CalendarYear,
    EnterpriseRow,
    Lined,
    Projects,
    Service,
    Tasks,
)

POSTS_FILE = "posts.yaml"
FIRM_ROLE = "enterprise"
SHARE_SLACK = 1e-9


def check_work(region: Region, names: Names) -> None:
    """Report what is wrong in the files about work, other than the kinds of cases."""
    if region.calendar:
        _check_calendar(region.calendar, names)
    for post in region.posts:
        _check_post(post, names)
    for firm in region.enterprises:
        _check_firm(firm, names)
    for space in region.spaces:
        names.need("source", space.source, space.position)
        names.need("place", space.place, space.position)
        names.need("space_kind", space.kind, space.position)
        if space.rooms is not None and space.available is not None and space.available > space.rooms:
            names.problems.add(space.position, "rooms_free")
    for agreement in region.agreements:
        _check_agreement(agreement, names)
    if region.service:
        _check_service(region.service, region, names)
    if region.projects:
        _check_projects(region.projects, region, names)
    if region.tasks:
        _check_tasks(region.tasks, region, names)


def _check_calendar(calendar: Calendar, names: Names) -> None:
    problems = names.problems
    try:
        ZoneInfo(calendar.working.zone)
    except (ZoneInfoNotFoundError, ValueError):
        problems.add(calendar.position, "unknown_zone", name=calendar.working.zone)
    if any(later[0] < earlier[1] for earlier, later in pairwise(calendar.working.hours)):
        problems.add(calendar.position, "hours_order")
    if not calendar.years:
        problems.add(calendar.position, "too_few", key="years", least=1)
    for before, after in pairwise(calendar.years):
        if after.year != before.year + 1:
            problems.add(after.position, "year_gap", year=after.year)
    for year in calendar.years:
        names.need("source", year.source, year.position)
        _check_year(year, problems)


def _check_year(year: CalendarYear, problems: Problems) -> None:
    for day in sorted(year.off | year.workdays):
        # A new year's holiday may begin on the last days of the old one.
        if day.year != year.year and (day.year, day.month) != (year.year - 1, 12):
            problems.add(year.position, "day_of_another_year", day=day, year=year.year)
    for day in sorted(year.workdays):
        if day.weekday() < 5:
            problems.add(year.position, "weekday_worked", day=day)
    for day in sorted(year.off & year.workdays):
        problems.add(year.position, "off_and_worked", day=day)


def _check_post(post: Post, names: Names) -> None:
    where = post.position
    names.need("organisation", post.organisation, where)
    names.need("enterprise", post.enterprise, where)
    names.need("place", post.place, where)
    if bool(post.organisation) == bool(post.enterprise):
        names.problems.add(where, "post_body")
    elif post.role and (post.role == FIRM_ROLE) != bool(post.enterprise):
        names.problems.add(where, "post_role")
    if where.file == POSTS_FILE and not post.role:
        names.problems.add(where, "post_without_role")


def _check_firm(firm: EnterpriseRow, names: Names) -> None:
    where = firm.position
    names.need("source", firm.source, where)
    names.need("place", firm.place, where)
    longitude, latitude = firm.longitude, firm.latitude
    if (longitude is None) != (latitude is None):
        names.problems.add(where, "half_a_point")
    elif longitude is not None and latitude is not None and not (abs(longitude) <= 180 and abs(latitude) <= 90):
        names.problems.add(where, "off_globe", longitude=longitude, latitude=latitude)


def _check_agreement(agreement: Agreement, names: Names) -> None:
    where, problems = agreement.position, names.problems
    names.need("source", agreement.source, where)
    names.need("sharing_base", agreement.base, where)
    for party in agreement.parties:
        names.need("place", party, where)
    if len(set(agreement.parties)) < max(2, len(agreement.parties)):
        problems.add(where, "parties")
    for one in agreement.shares:
        _check_range(f"share {one.place}", one.share, (0, 1), where, problems)
    total = math.fsum(one.share for one in agreement.shares)
    if agreement.kind == "benefit_sharing" and abs(total - 1) > SHARE_SLACK:
        problems.add(where, "shares_of_one", total=f"{total:.12g}")
    if agreement.start and agreement.end and agreement.end < agreement.start:
        problems.add(where, "ends_before")


def _check_service(service: Service, region: Region, names: Names) -> None:
    names.need("source", service.source, service.position)
    _check_family([service.case_type], "request", service.at("case_type"), region, names)
    _check_ids(service, "channels", (one.id for one in service.channels), names.problems)
    _check_ids(service, "topics", (one.id for one in service.topics), names.problems)
    for topic in service.topics:
        names.need("organisation", topic.organisation, service.at(f"topics.{topic.id}"))
    scale = [one.id for one in service.satisfaction]
    if len(scale) < 2 or scale != [str(nth) for nth in range(1, len(scale) + 1)]:
        names.problems.add(service.at("satisfaction"), "satisfaction")
    for name in ("distance", "industry", "load"):
        _check_range(name, getattr(service.pairing, name), (0, 1000), service.at("pairing"), names.problems)


def _check_projects(projects: Projects, region: Region, names: Names) -> None:
    problems = names.problems
    names.need("source", projects.source, projects.position)
    _check_family(projects.case_types, "project", projects.at("case_types"), region, names)
    for section in _PROJECT_LISTS:
        _check_ids(projects, section, (one.id for one in getattr(projects, section)), problems)
    if any(after.at_least_cny <= before.at_least_cny for before, after in pairwise(projects.sizes)):
        problems.add(projects.at("sizes"), "sizes_out_of_order")
    for size in projects.sizes:
        names.need("source", size.source, projects.at(f"sizes.{size.id}"))
    for item in projects.checklist:
        names.need("source", item.source, projects.at(f"checklist.{item.id}"))
    _check_directions(projects, names)
    _check_blockers(projects, projects.blockers, names)
    _check_counting(projects, region, names)
    if projects.duplicates:
        names.need("source", projects.duplicates.source, projects.at("duplicates"))
        _check_range("likeness", projects.duplicates.likeness, (0, 1), projects.at("duplicates"), problems)
    for figure in projects.figures:
        names.need("indicator", figure.indicator, projects.at(f"figures.{figure.indicator}"))


_PROJECT_LISTS = (
    "sizes",
    "lead_sources",
    "promise_kinds",
    "contact_kinds",
    "blockers",
    "checklist",
    "counters",
)


def _check_directions(projects: Projects, names: Names) -> None:
    _check_ids(projects, "positions", (one.place for one in projects.positions), names.problems)
    for one in projects.positions:
        where = projects.at(f"positions.{one.place}")
        names.need("place", one.place, where)
        names.need("source", one.source, where)
        for industry in (*one.industries, *one.excluded):
            names.need_member(industry, where)
        for industry in sorted({*one.industries} & {*one.excluded}):
            names.problems.add(where, "part_twice", section="positions", name=industry)


def _check_counting(projects: Projects, region: Region, names: Names) -> None:
    used = [(f"counters.{one.id}", one.rule_set, one.rule) for one in projects.counters]
    if projects.review_rule:
        used.append(("review_rule", projects.review_rule.rule_set, projects.review_rule.rule))
    sets = {row.id: row.rule_set for row in region.rule_sets}
    for part, rule_set, rule in used:
        where = projects.at(part)
        if not names.need("rule_set", rule_set, where) or rule_set not in sets:
            continue
        if not all(rule in version.rules for version in sets[rule_set].versions):
            names.problems.add(where, "no_such_rule", rule_set=rule_set, name=rule)
    kinds = [one for one in region.case_types if one.id in projects.case_types]
    known = {state.id for kind in kinds for state in kind.states}
    for state in projects.counted_states:
        if kinds and state not in known:
            names.problems.add(projects.at("counted_states"), "case_part", section="states", name=state)


def _check_tasks(tasks: Tasks, region: Region, names: Names) -> None:
    names.need("source", tasks.source, tasks.position)
    _check_family([tasks.case_type], "task", tasks.at("case_type"), region, names)
    _check_ids(tasks, "lists", (one.id for one in tasks.lists), names.problems)
    _check_ids(tasks, "blockers", (one.id for one in tasks.blockers), names.problems)
    _check_blockers(tasks, tasks.blockers, names)
    _check_range("audit_share", tasks.audit_share, (0, 1), tasks.at("audit_share"), names.problems)
    if tasks.meeting:
        names.need("group", tasks.meeting.group, tasks.at("meeting"))
        names.need("organisation", tasks.meeting.office, tasks.at("meeting"))
        names.need("source", tasks.meeting.source, tasks.at("meeting"))


def _check_blockers(owner: Lined, blockers: Iterable[BlockerKind], names: Names) -> None:
    for one in blockers:
        names.need("organisation", one.organisation, owner.at(f"blockers.{one.id}"))


def _check_family(used: Iterable[str], want: str, where: Position, region: Region, names: Names) -> None:
    families = {one.id: one.family for one in region.case_types}
    for name in used:
        if names.need("case_type", name, where) and families.get(name, want) != want:
            names.problems.add(where, "wrong_family", name=name, family=families[name], want=want)


def _check_ids(owner: Lined, section: str, ids: Iterable[str], problems: Problems) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            problems.add(owner.at(f"{section}.{name}"), "part_twice", section=section, name=name)


def _check_range(name: str, value: float, bounds: tuple[float, float], where: Position, problems: Problems) -> None:
    least, most = bounds
    if not least <= value <= most:
        problems.add(where, "out_of_range", name=name, least=least, most=most)
