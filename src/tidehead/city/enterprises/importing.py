"""Stores a pack's enterprises."""

from tidehead.city.common.storing import put_rows
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.evidence.queries import source_ids
from tidehead.city.places.queries import place_ids
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import EnterpriseRow


def load_enterprises(region: Region) -> None:
    """Store what the pack says of enterprises; those entered here, which name no source, stay as they are."""
    places, sources = place_ids(), source_ids()
    own = list(Enterprise.objects.filter(source=None, current=True).values_list("id", flat=True))
    rows = (
        _row(row, ordinal, place=places.get(row.place), source=sources[row.source], synthetic=region.pack.synthetic)
        for ordinal, row in enumerate(region.enterprises)
    )
    put_rows(Enterprise, rows)
    Enterprise.objects.filter(id__in=own, source=None).update(current=True)


def _row(row: EnterpriseRow, ordinal: int, *, place: int | None, source: int, synthetic: bool) -> Enterprise:
    return Enterprise(
        code=row.code,
        label_zh=row.label.zh,
        label_en=row.label.en,
        short_name=row.short_name,
        place_id=place,
        industry=row.industry,
        size=row.size,
        jobs=row.jobs,
        longitude=row.longitude,
        latitude=row.latitude,
        source_id=source,
        locator=row.locator,
        synthetic=synthetic,
        ordinal=ordinal,
        current=True,
    )
