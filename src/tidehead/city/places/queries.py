"""Reads places, trees, organisations and the map."""

from collections import defaultdict
from collections.abc import Iterable

from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.places.models import Drawing, LeadingGroup, Organisation, Place, Seat, Tree, TreeNode
from tidehead.city.places.types import (
    Branch,
    DrawingInfo,
    DrawnArea,
    DrawnMark,
    DutyInfo,
    GroupInfo,
    OrganisationInfo,
    PlaceInfo,
    SeatInfo,
    Standing,
    TreeInfo,
)


@remembered
def all_places() -> tuple[PlaceInfo, ...]:
    rows = Place.objects.filter(current=True).select_related("source").order_by("ordinal")
    return tuple(_place(row) for row in rows)


def places_by_code(codes: Iterable[str] | None = None) -> dict[str, PlaceInfo]:
    wanted = None if codes is None else set(codes)
    return {place.code: place for place in all_places() if wanted is None or place.code in wanted}


def place_by_code(code: str) -> PlaceInfo | None:
    return places_by_code([code]).get(code)


def _place(row: Place) -> PlaceInfo:
    point = None if row.longitude is None or row.latitude is None else (row.longitude, row.latitude)
    return PlaceInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        kind=row.kind,
        aliases=tuple(row.aliases),
        source=row.source.code,
        locator=row.locator,
        status=row.status,
        inferred=row.inferred,
        note=Text(row.note_zh, row.note_en),
        within=row.within,
        point=point,
    )


@remembered
def all_trees() -> tuple[TreeInfo, ...]:
    return tuple(_tree(row) for row in Tree.objects.select_related("root").order_by("ordinal"))


def _tree(row: Tree) -> TreeInfo:
    return TreeInfo(code=row.code, label=Text(row.label_zh, row.label_en), root=row.root.code)


@remembered
def tree_branches() -> tuple[tuple[TreeInfo, Branch], ...]:
    """Every tree with all its branches, in three queries."""
    places = places_by_code()
    children = _children_by_tree()
    return tuple(
        (tree, _branch(tree.root, children.get(tree.code, {}), places)) for tree in all_trees() if tree.root in places
    )


def _branch(code: str, children: dict[str, tuple[str, ...]], places: dict[str, PlaceInfo]) -> Branch:
    return Branch(
        places[code], tuple(_branch(child, children, places) for child in children.get(code, ()) if child in places)
    )


@remembered
def _children_by_tree() -> dict[str, dict[str, tuple[str, ...]]]:
    children: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = TreeNode.objects.order_by("ordinal").values_list("tree__code", "parent__code", "place__code")
    for tree, parent, place in rows:
        children[tree][parent].append(place)
    return {tree: {parent: tuple(below) for parent, below in parents.items()} for tree, parents in children.items()}


def children_in_tree(tree_code: str, parent: str = "") -> tuple[str, ...]:
    """Codes of the places directly under a place in a tree, in order; under its root where no place is named."""
    tree = next((tree for tree in all_trees() if tree.code == tree_code), None)
    return _children_by_tree().get(tree_code, {}).get(parent or (tree.root if tree else ""), ())


def leaves_of_tree(tree_code: str) -> tuple[str, ...]:
    """Codes of the places in a tree that have nothing under them, in order."""
    children = _children_by_tree().get(tree_code, {})
    return tuple(place for places in children.values() for place in places if place not in children)


@remembered
def places_under(code: str) -> frozenset[str]:
    """A place and all that stands under it in any tree, or lies within it, all the way down.

    Trees are mixed on the way down: whoever looks after a corridor looks after the towns of its districts too.
    """
    below = _places_below()
    found, waiting = {code}, [code]
    while waiting:
        new = below.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting += new
    return frozenset(found)


@remembered
def _places_below() -> dict[str, frozenset[str]]:
    """Directly under each place, whatever the tree."""
    below: dict[str, set[str]] = defaultdict(set)
    for place in all_places():
        if place.within:
            below[place.within].add(place.code)
    waiting = [branch for _tree, branch in tree_branches()]
    while waiting:
        branch = waiting.pop()
        below[branch.place.code].update(child.place.code for child in branch.children)
        waiting += branch.children
    return {code: frozenset(codes) for code, codes in below.items()}


def standings_of(code: str) -> tuple[Standing, ...]:
    """The place in all the trees where it stands, in four queries whatever their number."""
    places, children = places_by_code(), _children_by_tree()
    return tuple(
        _standing(tree, code, children.get(tree.code, {}), places)
        for tree in all_trees()
        if tree.root == code or any(code in below for below in children.get(tree.code, {}).values())
    )


def _standing(
    tree: TreeInfo, code: str, children: dict[str, tuple[str, ...]], places: dict[str, PlaceInfo]
) -> Standing:
    parent_of = {child: parent for parent, below in children.items() for child in below}
    path = [code]
    while path[0] in parent_of:
        path.insert(0, parent_of[path[0]])
    siblings = [other for other in children.get(parent_of.get(code, ""), ()) if other != code]
    return Standing(
        tree=tree,
        path=tuple(places[step] for step in path if step in places),
        children=tuple(places[child] for child in children.get(code, ()) if child in places),
        siblings=tuple(places[other] for other in siblings if other in places),
    )


def peers_of(code: str) -> tuple[str, ...]:
    """Codes of the places that this one is compared with: its siblings of the same kind in the trees it stands in."""
    found: dict[str, None] = {}
    for standing in standings_of(code):
        kind = standing.path[-1].kind if standing.path else ""
        found.update(dict.fromkeys(place.code for place in standing.siblings if place.kind == kind))
    return tuple(found)


@remembered
def region_drawing() -> DrawingInfo | None:
    """The deployment's own map where it has one, else the pack's schematic; None when there is neither."""
    rows = {row.origin: row for row in Drawing.objects.all()}
    row = rows.get("own") or rows.get("pack")
    if row is None:
        return None
    labels = {code: place.label for code, place in places_by_code([*row.areas, *row.marks]).items()}
    kinds = {code: place.kind for code, place in places_by_code(row.marks).items()}
    areas = tuple(
        DrawnArea(code, labels[code], tuple(tuple(map(tuple, ring)) for ring in area["rings"]), tuple(area["label_at"]))
        for code, area in row.areas.items()
        if code in labels
    )
    marks = tuple(
        DrawnMark(code, labels[code], kinds[code], tuple(at)) for code, at in row.marks.items() if code in labels
    )
    return DrawingInfo(areas, marks, row.width, row.height, schematic=row.origin == "pack")


@remembered
def all_organisations() -> tuple[OrganisationInfo, ...]:
    rows = Organisation.objects.filter(current=True).select_related("source", "place").order_by("ordinal")
    return tuple(_organisation(row) for row in rows)


def organisations_by_code(codes: Iterable[str] | None = None) -> dict[str, OrganisationInfo]:
    wanted = None if codes is None else set(codes)
    return {body.code: body for body in all_organisations() if wanted is None or body.code in wanted}


def _organisation(row: Organisation) -> OrganisationInfo:
    duties = tuple(DutyInfo(Text(d["zh"], d["en"]), d["source"], d["locator"]) for d in row.duties)
    return OrganisationInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        kind=row.kind,
        level=row.level,
        place=row.place.code if row.place else "",
        aliases=tuple(row.aliases),
        source=row.source.code,
        locator=row.locator,
        duties=duties,
    )


@remembered
def leading_groups() -> tuple[GroupInfo, ...]:
    seats: dict[int, list[SeatInfo]] = defaultdict(list)
    rows = Seat.objects.select_related("organisation__source", "organisation__place").order_by("ordinal")
    for row in rows:
        seats[row.group_id].append(SeatInfo(row.role, _organisation(row.organisation), Text(row.post_zh, row.post_en)))
    return tuple(
        GroupInfo(row.code, Text(row.label_zh, row.label_en), row.source.code, row.locator, tuple(seats[row.pk]))
        for row in LeadingGroup.objects.select_related("source").order_by("code")
    )


def place_ids() -> dict[str, int]:
    """Keys of the stored places by code, for the apps above that refer to them."""
    return dict(Place.objects.values_list("code", "id"))


def organisation_ids() -> dict[str, int]:
    return dict(Organisation.objects.values_list("code", "id"))
