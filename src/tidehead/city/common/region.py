"""The region that this deployment serves."""

from datetime import datetime

from django.utils import timezone

from tidehead.city.common.models import Region
from tidehead.city.common.types import RegionInfo, Text


def current_region() -> RegionInfo | None:
    """The loaded region, or None before the first pack is loaded."""
    row = Region.objects.filter(id=1).first()
    if row is None:
        return None
    return RegionInfo(
        pack=row.pack,
        label=Text(row.label_zh, row.label_en),
        version=row.version,
        root=row.root,
        as_of=row.as_of,
        default_language=row.default_language,
        synthetic=row.synthetic,
        public_pages=tuple(row.public_pages),
        headline=tuple(row.headline),
        platform_tree=row.platform_tree,
        map_tree=row.map_tree,
        digest=row.digest,
        loaded_at=row.loaded_at,
    )


def set_region(info: RegionInfo, *, at: datetime) -> None:
    Region.objects.update_or_create(
        id=1,
        defaults={
            "pack": info.pack,
            "label_zh": info.label.zh,
            "label_en": info.label.en,
            "version": info.version,
            "root": info.root,
            "as_of": info.as_of,
            "default_language": info.default_language,
            "synthetic": info.synthetic,
            "public_pages": list(info.public_pages),
            "headline": list(info.headline),
            "platform_tree": info.platform_tree,
            "map_tree": info.map_tree,
            "digest": info.digest,
            "loaded_at": at,
        },
    )


def note_pack_change() -> None:
    """Say that rows of the pack have changed without a load, so that nothing remembered is believed any longer."""
    Region.objects.update(loaded_at=timezone.now())
