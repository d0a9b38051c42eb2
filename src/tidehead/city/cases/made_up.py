"""Cases that the seeded generator made: found by the keys they were loaded with, and taken away again."""

from collections.abc import Iterable

from tidehead.city.cases.filling_up import loaded_key
from tidehead.city.cases.models import Case
from tidehead.city.common.removing import remove_rows

AT_ONCE = 500


def ids_of_loaded(keys: Iterable[str]) -> dict[str, int]:
    """The cases that were loaded with those keys; unknown ones are left out."""
    wanted = {stored: key for key in keys if (stored := loaded_key(key))}
    stored = sorted(wanted)
    found: dict[str, int] = {}
    for start in range(0, len(stored), AT_ONCE):
        rows = Case.objects.filter(key__in=stored[start : start + AT_ONCE]).values_list("key", "id")
        found.update((wanted[str(key)], pk) for key, pk in rows)
    return found


def real_cases() -> int:
    """How many cases are not synthetic."""
    return Case.objects.filter(synthetic=False).count()


def loaded_before(keys: Iterable[str]) -> bool:
    """Whether any of the keys was loaded already."""
    return bool(ids_of_loaded(keys))


def remove_synthetic_cases() -> int:
    """Delete every synthetic case with its log and all that other apps keep of it. Returns how many cases there were.

    Their numbers are not given again.
    """
    keys = list(Case.objects.filter(synthetic=True).values_list("id", flat=True))
    remove_rows(Case, keys)
    return len(keys)
