"""What rows of a pack say about each other: names that must exist, figures that must fit, trees that must be trees."""

from collections import Counter

from tidehead.packs.crosscheck_cases import check_cases
from tidehead.packs.crosscheck_chains import check_chains
from tidehead.packs.crosscheck_figures import check_figures
from tidehead.packs.crosscheck_industries import check_definitions, check_industries, industries_of
from tidehead.packs.crosscheck_ladders import check_ladders
from tidehead.packs.crosscheck_places import check_places
from tidehead.packs.crosscheck_schemes import check_schemes
from tidehead.packs.crosscheck_work import check_work
from tidehead.packs.kinds import parse_figure_key
from tidehead.packs.names import Names, names_of
from tidehead.packs.periods import parse_period
from tidehead.packs.problems import Problems
from tidehead.packs.schema import Count, Observed, Plan, Position, Region, Targeted, Taxonomy, Term
from tidehead.packs.terms import walk


def crosscheck(region: Region, folder: str, problems: Problems) -> None:
    """Report everything in `region` that does not fit together; `folder` is the name of the pack's folder."""
    names = names_of(region, problems)
    _check_pack(region, folder, names)
    check_places(region, names)
    check_figures(region, names)
    for taxonomy in region.taxonomies:
        _check_taxonomy(taxonomy, names)
    _check_crosswalk(region, names)
    _check_organisations(region, names)
    for plan in region.plans:
        _check_plan(plan, names)
    _check_arithmetic(region, names)
    check_schemes(region, names)
    check_cases(region, names)
    check_work(region, names)
    check_chains(region, names)
    check_ladders(region, names)
    check_industries(industries_of(region), problems)
    check_definitions(region, names)


def _check_pack(region: Region, folder: str, names: Names) -> None:
    pack, where = region.pack, region.pack.position
    if pack.id != folder:
        names.problems.add(where, "pack_id", name=pack.id, folder=folder)
    names.need("place", pack.root, where)
    names.need("tree", pack.map_tree, where)
    names.need("tree", pack.platform_tree, where)
    for figure in pack.headline:
        key = parse_figure_key(figure)
        if key is not None:
            names.need_key(key, where)


def _check_taxonomy(taxonomy: Taxonomy, names: Names) -> None:
    where = taxonomy.position
    names.need("source", taxonomy.source, where)
    names.need("place", taxonomy.place, where)
    for member in taxonomy.members:
        if member.group:
            names.need("member_group", f"{taxonomy.id}:{member.group}", where)
    members = Counter(member.group for member in taxonomy.members)
    for group in taxonomy.groups:
        listed = members[group.code]
        if group.stated is not None and listed > group.stated:
            names.problems.add(where, "stated_fewer", name=group.code, stated=group.stated, listed=listed)


def _check_crosswalk(region: Region, names: Names) -> None:
    for row in region.crosswalk:
        where = row.position
        names.need("source", row.source, where)
        names.need_member(f"{row.from_taxonomy}:{row.from_member}", where)
        if row.to_member:
            names.need_member(f"{row.to_taxonomy}:{row.to_member}", where)
        else:
            names.need("taxonomy", row.to_taxonomy, where)
        # "unknown" may leave the member open: the newer list does not name all its members.
        if row.relation != "unknown" and (row.relation == "none") == bool(row.to_member):
            names.problems.add(where, "crosswalk_none")
        if row.from_taxonomy == row.to_taxonomy:
            names.problems.add(where, "crosswalk_same")
        if row.basis == "text" and not (row.source and row.locator):
            names.problems.add(where, "crosswalk_basis")


def _check_organisations(region: Region, names: Names) -> None:
    for organisation in region.organisations:
        names.need("source", organisation.source, organisation.position)
        names.need("place", organisation.place, organisation.position)
        for duty in organisation.duties:
            names.need("source", duty.source, organisation.position)
    for group in region.groups:
        names.need("source", group.source, group.position)
        for seat in group.seats:
            names.need("organisation", seat.organisation, group.position)
            names.need("post", seat.post, group.position)


def _check_plan(plan: Plan, names: Names) -> None:
    names.need("source", plan.source, plan.position)
    sections = {number for number, _ in plan.sections}
    for task in plan.commitments:
        where = task.position
        names.need("source", task.source, where)
        if task.section not in sections:
            names.problems.add(where, "unknown_section", name=task.section)
        for kind, used in (("organisation", task.responsible), ("place", task.places), ("target", task.targets)):
            for name in used:
                names.need(kind, name, where)
        _check_order(task.start, task.deadline, where, names.problems)
    for item in plan.schedule:
        names.need("source", item.source, item.position)
        names.need("place", item.place, item.position)
        _check_order(item.start, item.finish, item.position, names.problems)
        if not item.finish and not item.words:
            names.problems.add(item.position, "no_finish")


def _check_order(start: str, end: str, where: Position, problems: Problems) -> None:
    if start and end and parse_period(end).end < parse_period(start).start:
        problems.add(where, "ends_before")


def _check_arithmetic(region: Region, names: Names) -> None:
    for check in region.checks:
        for term in [*walk(check.left), *walk(check.right)]:
            _check_term(term, check.position, names)
    for contradiction in region.contradictions:
        where = contradiction.position
        for side in contradiction.sides:
            names.need("source", side.source, where)
        if len(contradiction.sides) < 2:
            names.problems.add(where, "too_few", key="sides", least=2)


def _check_term(term: Term, where: Position, names: Names) -> None:
    if isinstance(term, Observed):
        names.need_key(term.key, where)
        names.need("source", term.source, where)
    elif isinstance(term, Targeted):
        names.need("target", term.id, where)
    elif isinstance(term, Count):
        _check_count(term, where, names)


def _check_count(count: Count, where: Position, names: Names) -> None:
    owner = {"places": "tree", "members": "taxonomy", "stated": "taxonomy", "commitments": "plan"}[count.what]
    if not names.need(owner, count.owner, where) or not count.part:
        return
    if count.what == "places":
        names.need("place", count.part, where)
    elif count.what != "commitments":
        names.need("member_group", f"{count.owner}:{count.part}", where)
