"""The kinds of case and the working calendar that are stored, as the words that casework is computed with."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from tidehead.calc.casework import calendar_from_plain, case_type_from_plain
from tidehead.calc.casework.types import CaseType, WorkingCalendar
from tidehead.city.cases.models import Calendar, TypeVersion
from tidehead.city.cases.types import NoSuchKind
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text

MOST_KINDS = 256


@lru_cache(maxsize=MOST_KINDS)
def _made(digest: str, type_id: int) -> CaseType:
    """A stored version never changes, so its digest is all that has to be compared."""
    return case_type_from_plain(TypeVersion.objects.get(id=type_id, digest=digest).plain)


def kind_of(version: TypeVersion) -> CaseType:
    """The kind of case that a stored version says."""
    return _made(version.digest, version.pk)


def kinds_by_id(type_ids: Iterable[int]) -> dict[int, CaseType]:
    """As `kind_of`, by the keys of versions; one question for all."""
    rows = TypeVersion.objects.filter(id__in=set(type_ids)).values_list("id", "digest")
    return {type_id: _made(digest, type_id) for type_id, digest in rows}


def current_version(code: str) -> TypeVersion:
    """The version by which new cases of a type are opened. Raises NoSuchKind."""
    row = TypeVersion.objects.filter(code=code, current=True).order_by("-id").first()
    if row is None:
        raise NoSuchKind(Text(f"没有名为“{code}”的事项类型。", f'There is no kind of case called "{code}".'))
    return row


@remembered
def calendar() -> WorkingCalendar:
    """The region's working calendar; where its pack has none, weekends are off and nothing is known of holidays."""
    row = Calendar.objects.filter(id=1).first()
    return calendar_from_plain(row.plain) if row else WorkingCalendar(known_until=date.min)
