"""Stores a pack's posts. Who holds them is no part of a pack: people are invited or given a post here."""

from tidehead.city.enterprises.queries import enterprise_ids
from tidehead.city.places.queries import organisation_ids, place_ids
from tidehead.city.posts.models import Post
from tidehead.packs.schema import Region

FROM_PACK = "pack"


def load_posts(region: Region) -> None:
    """Store the pack's posts; those that only name a seat of a group are no posts to be held.

    A post that left the pack is held by nobody any longer; posts made here, and who holds what, stay.
    """
    bodies, firms, places = organisation_ids(), enterprise_ids(), place_ids()
    rows = [
        Post(
            code=row.code,
            label_zh=row.label.zh,
            label_en=row.label.en or "",
            role=row.role,
            organisation_id=bodies[row.organisation] if row.organisation else None,
            enterprise_id=firms[row.enterprise] if row.enterprise else None,
            place_id=places[row.place] if row.place else None,
            synthetic=region.pack.synthetic,
            created_by=FROM_PACK,
            current=True,
        )
        for row in region.posts
        if row.role
    ]
    columns = ["label_zh", "label_en", "role", "organisation", "enterprise", "place", "synthetic", "current"]
    Post.objects.bulk_create(rows, batch_size=200, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    Post.objects.filter(created_by=FROM_PACK).exclude(code__in=[row.code for row in rows]).update(current=False)
