"""Pages and the API's lists over 200,000 synthetic figures in SQLite: the demo region with invented indicators beside.

Every second is the median of five answers to a signed-in reader, in one process, without a server; the goal for these
pages is 0.3 seconds. No peer: what is measured is that a page costs what it shows, and not what is stored.
"""

import json
import os
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

INDICATORS, YEARS = 480, range(2007, 2027)
PLACES = 21
PAGES = ("/", "/api/observations?limit=100", "/api/observations?indicator=gdp&limit=100", "/indicators/targets/")
PACK = Path(__file__).resolve().parent.parent / "packs" / "demo"
RUNS = 5


def main() -> list[dict[str, Any]]:
    """One row a page."""
    with tempfile.TemporaryDirectory(prefix="tidehead-bench-") as folder:
        client, stored = prepared(folder)
        return [row(client, page, stored) for page in PAGES]


def prepared(folder: str) -> tuple[Any, int]:
    """A signed-in client of a fresh deployment with the demo region and the synthetic figures."""
    os.environ |= {"TIDEHEAD_DATA": folder, "DJANGO_SETTINGS_MODULE": "tidehead.city.config.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from tidehead.city.accounts.actions import create_user
    from tidehead.city.accounts.types import VIEWER
    from tidehead.city.cli.loading import load_region

    call_command("migrate", verbosity=0)
    load_region(PACK)
    password = token_urlsafe()
    create_user(username="reader", role=VIEWER, now=timezone.now(), password=password)
    stored = seed()
    client = Client(HTTP_HOST="localhost")
    answer = client.post("/account/sign-in/", {"username": "reader", "password": password})
    if answer.status_code != 302:
        raise RuntimeError(f"Signing in was answered with {answer.status_code}")
    return client, stored


def seed() -> int:
    """Stores the synthetic figures: every indicator at every place in every year, until there are enough."""
    from django.apps import apps
    from django.utils import timezone

    models = apps.get_app_config("indicators").models
    indicator, observation = models["indicator"], models["observation"]
    sample = indicator.objects.get(code="gdp")
    fresh = [copied(sample, number) for number in range(INDICATORS)]
    indicator.objects.bulk_create(fresh, batch_size=100)
    places = list(apps.get_model("places", "Place").objects.order_by("ordinal"))[:PLACES]
    now, known_on = timezone.now(), date(2026, 11, 1)
    rows = (
        observation(
            indicator=one,
            place=place,
            key=f"{one.code} {place.code} {year}",
            period=str(year),
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            value=100.0 + year % 7,
            printed_value=100.0 + year % 7,
            printed_unit=one.unit,
            as_of=known_on,
            recorded_at=now,
            source_id=sample.source_id,
            locator="synthetic",
        )
        for one in fresh
        for place in places
        for year in YEARS
    )
    observation.objects.bulk_create(rows, batch_size=500)
    return int(observation.objects.count())


def copied(sample: Any, number: int) -> Any:
    """An invented indicator like the sample."""
    fields = {f.attname: getattr(sample, f.attname) for f in sample._meta.concrete_fields if not f.primary_key}
    label = f"{number:03d}"
    return type(sample)(
        **fields | {"code": f"synthetic-{label}", "label_zh": f"虚构{label}", "label_en": f"Synthetic {label}"}
    )


def row(client: Any, page: str, stored: int) -> dict[str, Any]:
    client.get(page)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answer = client.get(page)
        seconds.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} was answered with {answer.status_code}")
    taken = statistics.median(seconds)
    name = f"synthetic figures: {page}"
    return {
        "name": name,
        "n": stored,
        "seconds": round(taken, 4),
        "rate": round(1 / taken, 1),
        "peak_mb": None,
        "peer": "",
        "ratio": None,
    }


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
