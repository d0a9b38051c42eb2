"""Stores how the region's pack says that requests are taken and judged."""

from typing import Any

from tidehead.calc.labels import Label
from tidehead.city.services.models import ServiceSetting
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import Service


def load_services(region: Region) -> None:
    """Store the pack's service rules; without any the defaults of `rules` hold."""
    if region.service is None:
        ServiceSetting.objects.all().delete()
        return
    ServiceSetting.objects.update_or_create(id=1, defaults={"plain": _plain(region.service)})


def _plain(service: Service) -> dict[str, Any]:
    return {
        "case_type": service.case_type,
        "channels": [[one.id, *_both(one.label)] for one in service.channels],
        "topics": [[one.id, *_both(one.label), one.organisation] for one in service.topics],
        "satisfaction": [[one.id, *_both(one.label)] for one in service.satisfaction],
        "reopen_days": service.reopen_days,
        "firms_an_officer": service.load.firms,
        "visits_a_year": service.load.visits_a_year,
        "weights": {
            "distance": service.pairing.distance,
            "industry": service.pairing.industry,
            "load": service.pairing.load,
        },
        "standing": service.standing,
        "source": service.source,
        "clause": service.clause,
    }


def _both(label: Label) -> list[str]:
    return [label.zh, label.en]
