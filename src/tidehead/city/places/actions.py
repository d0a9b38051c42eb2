"""Choosing the map: the deployment's own geometry, or the pack's schematic."""

from django.db import transaction

from tidehead.city.common.region import note_pack_change
from tidehead.city.places.drawing import from_geojson
from tidehead.city.places.models import Drawing, Place


@transaction.atomic
def use_own_map(content: bytes, *, property_name: str) -> int:
    """Draw the map from the deployment's own polygons. Returns how many areas. Raises GeometryRefused."""
    known = set(Place.objects.filter(current=True).values_list("code", flat=True))
    stored = from_geojson(content, property_name=property_name, known=known, marks=located_marks(known))
    Drawing.objects.update_or_create(origin="own", defaults=stored)
    note_pack_change()
    return len(stored["areas"])


def drop_own_map() -> None:
    Drawing.objects.filter(origin="own").delete()
    note_pack_change()


def located_marks(codes: set[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of those of the places that have them."""
    rows = Place.objects.filter(code__in=codes, longitude__isnull=False, latitude__isnull=False).order_by("ordinal")
    return {code: (x, y) for code, x, y in rows.values_list("code", "longitude", "latitude")}
