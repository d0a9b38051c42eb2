"""Takes rows away together with everything that refers to them: only ever for rows that were made up.

Tables refuse to lose a row that others point at, so that nothing real is lost by mistake. What the seeded generator
wrote has to go again as a whole, also out of tables that did not exist when it was written.
"""

from collections.abc import Iterable, Iterator

from django.db import models, transaction

AT_ONCE = 500


class StillUsed(Exception):
    """A row cannot go: something that has to stay refers to it. `label`: the table that does, as "cases.Case"."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


@transaction.atomic
def remove_rows(model: type[models.Model], keys: Iterable[int], *, never: Iterable[str] = ()) -> int:
    """Delete the rows of those keys and every row that refers to them. Returns how many rows went in all.

    A reference that may be empty and is set to nothing on deletion, or that a table has to itself, is emptied.
    never: labels of tables that must not lose a row by this. Raises StillUsed, and then nothing was deleted.
    """
    return _removed(model, sorted(set(keys)), frozenset(never))


def _removed(model: type[models.Model], keys: list[int], never: frozenset[str]) -> int:
    gone = 0
    for chunk in _chunks(keys):
        for field, child in _references(model):
            rows = child._base_manager.filter(**{f"{field.name}__in": chunk})
            if _is_emptied(field, model):
                rows.update(**{field.name: None})
                continue
            found = list(rows.values_list("pk", flat=True))
            if found and child._meta.label in never:
                raise StillUsed(child._meta.label)
            gone += _removed(child, found, never)
        gone += model._base_manager.filter(pk__in=chunk).delete()[0]
    return gone


def _references(model: type[models.Model]) -> Iterator[tuple[models.Field, type[models.Model]]]:
    """Every key of another table, or of this one, that points at the model; links of many to many have tables too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.field, relation.related_model


def _is_emptied(field: models.Field, model: type[models.Model]) -> bool:
    says_so = field.remote_field.on_delete is models.SET_NULL
    return bool(field.null and (says_so or field.model is model))


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
