"""Storing a pack's rows by their code, again and again, without changing what has not changed."""

from collections.abc import Iterable

from django.db import models


def put_rows(model: type[models.Model], rows: Iterable[models.Model]) -> dict[str, int]:
    """Insert or update rows by `code`; rows that left the pack stay, marked not current. Returns keys by code."""
    rows = list(rows)
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != "code"]
    model._default_manager.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    if "current" in columns:
        kept = {row.code for row in rows}  # type: ignore[attr-defined]
        stored = model._default_manager.values_list("code", "id")
        gone = [key for code, key in stored if code not in kept]
        for start in range(0, len(gone), 400):
            model._default_manager.filter(id__in=gone[start : start + 400]).update(current=False)
    return dict(model._default_manager.values_list("code", "id"))


def both(label: object) -> dict[str, str]:
    """A pack's label, or None, as the two stored texts."""
    return {"zh": getattr(label, "zh", "") or "", "en": getattr(label, "en", "") or ""}
