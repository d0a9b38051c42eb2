"""Stores a pack's places, trees, organisations and leading groups, and draws its schematic map."""

from tidehead.city.common.storing import both, put_rows
from tidehead.city.evidence.queries import source_ids
from tidehead.city.places.actions import located_marks
from tidehead.city.places.drawing import schematic
from tidehead.city.places.models import Drawing, LeadingGroup, Organisation, Place, Seat, Tree, TreeNode
from tidehead.packs.schema import Region


def load_places(region: Region) -> None:
    sources = source_ids()
    places = put_rows(
        Place,
        (
            Place(
                code=row.code,
                label_zh=row.label.zh,
                label_en=row.label.en,
                kind=row.kind,
                aliases=list(row.aliases),
                source_id=sources[row.source],
                locator=row.locator,
                status=row.status,
                inferred=row.inferred,
                note_zh=both(row.note)["zh"],
                note_en=both(row.note)["en"],
                within=row.within,
                longitude=row.point[0] if row.point else None,
                latitude=row.point[1] if row.point else None,
                ordinal=ordinal,
                current=True,
            )
            for ordinal, row in enumerate(region.places)
        ),
    )
    _load_trees(region, places=places, sources=sources)


def _load_trees(region: Region, *, places: dict[str, int], sources: dict[str, int]) -> None:
    Tree.objects.exclude(code__in=[tree.id for tree in region.trees]).delete()
    trees = put_rows(
        Tree,
        (
            Tree(
                code=row.id,
                label_zh=row.label.zh,
                label_en=row.label.en,
                root_id=places[row.root],
                source_id=sources[row.source],
                locator=row.locator,
                ordinal=ordinal,
            )
            for ordinal, row in enumerate(region.trees)
        ),
    )
    TreeNode.objects.all().delete()
    TreeNode.objects.bulk_create(
        TreeNode(tree_id=trees[tree.id], place_id=places[child], parent_id=places[parent], ordinal=ordinal)
        for tree in region.trees
        for parent, children in tree.children.items()
        for ordinal, child in enumerate(children)
    )


def load_organisations(region: Region) -> None:
    sources = source_ids()
    places = dict(Place.objects.values_list("code", "id"))
    bodies = put_rows(
        Organisation,
        (
            Organisation(
                code=row.code,
                label_zh=row.label.zh,
                label_en=row.label.en,
                kind=row.kind,
                level=row.level,
                place_id=places.get(row.place),
                aliases=list(row.aliases),
                source_id=sources[row.source],
                locator=row.locator,
                ordinal=ordinal,
                current=True,
                duties=[{**both(d.label), "source": d.source, "locator": d.locator} for d in row.duties],
            )
            for ordinal, row in enumerate(region.organisations)
        ),
    )
    _load_groups(region, bodies=bodies, sources=sources)


def _load_groups(region: Region, *, bodies: dict[str, int], sources: dict[str, int]) -> None:
    LeadingGroup.objects.all().delete()
    posts = {post.code: post.label for post in region.posts}
    for group in region.groups:
        row = LeadingGroup.objects.create(
            code=group.id,
            label_zh=group.label.zh,
            label_en=group.label.en,
            source_id=sources[group.source],
            locator=group.locator,
        )
        Seat.objects.bulk_create(
            Seat(
                group=row,
                role=seat.role,
                organisation_id=bodies[seat.organisation],
                ordinal=ordinal,
                post_zh=both(posts.get(seat.post))["zh"],
                post_en=both(posts.get(seat.post))["en"],
            )
            for ordinal, seat in enumerate(group.seats)
        )


def load_drawing(region: Region) -> None:
    """Draw the schematic map: town points joined to the areas of the map's tree, marks for the platforms."""
    owners = _owners(region)
    points = [(p.longitude, p.latitude, owners[p.place]) for p in region.points if p.place in owners]
    tiles = [(tile.place, tile.column, tile.row) for tile in region.tiles]
    platforms = {
        child
        for tree in region.trees
        if tree.id == region.pack.platform_tree
        for below in tree.children.values()
        for child in below
    }
    stored = schematic(points, tiles, located_marks(platforms - set(owners.values())))
    Drawing.objects.update_or_create(origin="pack", defaults=stored)


def _owners(region: Region) -> dict[str, str]:
    """The area that each place's points are drawn in: itself, or the place of the map's tree that it lies within."""
    drawn = {
        leaf
        for tree in region.trees
        if tree.id == region.pack.map_tree
        for below in tree.children.values()
        for leaf in below
    }
    within = {place.code: place.within for place in region.places}
    owners = {}
    for code in within:
        step = code
        while step and step not in drawn:
            step = within.get(step, "")
        if step:
            owners[code] = step
    pointed = {point.place for point in region.points}
    return {code: owner for code, owner in owners.items() if code in pointed}
