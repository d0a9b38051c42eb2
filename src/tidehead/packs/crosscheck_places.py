"""Places: known sources, one root a tree, no place under itself, positions that do not collide."""

from tidehead.packs.loops import looping
from tidehead.packs.names import Names, shown
from tidehead.packs.problems import Problems
from tidehead.packs.schema import Place, Position, Region, Tree


def check_places(region: Region, names: Names) -> None:
    """Report what is wrong among places, trees, points and tiles."""
    for place in region.places:
        names.need("source", place.source, place.position)
        names.need("place", place.within, place.position)
    _check_within(region.places, names.problems)
    for tree in region.trees:
        _check_tree(tree, names)
    for point in region.points:
        names.need("source", point.source, point.position)
        names.need("place", point.place, point.position)
        if abs(point.longitude) > 180 or abs(point.latitude) > 90:
            where, problems = point.position, names.problems
            problems.add(where, "off_globe", longitude=point.longitude, latitude=point.latitude)
    _check_tiles(region, names)


def _check_within(places: tuple[Place, ...], problems: Problems) -> None:
    loops = looping({place.code: place.within for place in places if place.within})
    for place in places:
        if place.code in loops:
            problems.add(place.position, "within_loop", name=place.code)


def _check_tree(tree: Tree, names: Names) -> None:
    where, problems = tree.position, names.problems
    names.need("source", tree.source, where)
    for name in dict.fromkeys([tree.root, *tree.children, *_all_children(tree)]):
        names.need("place", name, where)
    parent: dict[str, str] = {}
    for above, below in tree.children.items():
        for child in below:
            if child in parent or child == tree.root:
                problems.add(where, "tree_loop" if child == above else "child_twice", name=child, tree=tree.id)
            parent.setdefault(child, above)
    loops = looping(parent)
    for above in tree.children:
        if above in loops:
            problems.add(where, "tree_loop", name=above, tree=tree.id)
        elif above != tree.root and above not in parent:
            problems.add(where, "off_tree", name=above, tree=tree.id)


def _all_children(tree: Tree) -> list[str]:
    return [child for below in tree.children.values() for child in below]


def _check_tiles(region: Region, names: Names) -> None:
    taken: dict[tuple[int, int], Position] = {}
    for tile in region.tiles:
        names.need("place", tile.place, tile.position)
        square = (tile.column, tile.row)
        if square in taken:
            names.problems.add(tile.position, "tile_taken", first=shown(taken[square]))
        taken.setdefault(square, tile.position)
