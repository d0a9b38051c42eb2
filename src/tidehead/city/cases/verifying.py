"""Whether logs are whole, and what is drawn from them drawn anew."""

from django.db import transaction

from tidehead.city.cases.drafting import locked
from tidehead.city.cases.kinds import calendar, kind_of
from tidehead.city.cases.log import event_of, is_chain
from tidehead.city.cases.models import Case
from tidehead.city.cases.projecting import projection, store
from tidehead.city.common.trail import recent_trail

AT_ONCE = 500
MOST_STEPS = 10_000


def verify_log(case_id: int) -> bool:
    """Whether a case's log is whole: no entry changed, none missing, and its opening says what the case says.

    Whoever forged a whole log would be found, too: the trail, which has a chain of its own, keeps every step's digest.
    """
    case = Case.objects.select_related("place", "party", "type").get(id=case_id)
    return _is_whole(case) and _agrees_with_trail(case)


def _agrees_with_trail(case: Case) -> bool:
    digests = dict(case.events.values_list("seq", "digest"))
    rows = recent_trail(subject=f"case:{case.number}", most=MOST_STEPS)
    return all(digests.get(row.detail["seq"]) == row.detail["digest"] for row in rows if "digest" in row.detail)


def verify_all_logs() -> tuple[int, tuple[str, ...]]:
    """How many logs were looked at, and the numbers of the cases whose log is not whole."""
    checked, broken, last = 0, [], 0
    while True:
        cases = list(
            Case.objects.filter(id__gt=last)
            .select_related("place", "party", "type")
            .prefetch_related("events")
            .order_by("id")[:AT_ONCE]
        )
        if not cases:
            return checked, tuple(broken)
        broken += [case.number for case in cases if not _is_whole(case)]
        checked, last = checked + len(cases), cases[-1].pk


def _is_whole(case: Case) -> bool:
    rows = sorted(case.events.all(), key=lambda row: row.seq)
    if not is_chain(case.number, case.head, rows) or case.seq != rows[-1].seq:
        return False
    said = rows[0].data
    place, party = case.place.code if case.place else "", case.party.code if case.party else ""
    opening = (said["title"], said["place"], said["party"], said["version"], rows[0].by_post, rows[0].at)
    return opening == (case.title, place, party, case.type.digest, case.opened_post, case.opened_at)


@transaction.atomic
def rebuild_case(case_id: int) -> None:
    """Write again what a case's log says into its columns, clocks and organisations."""
    case = locked(case_id)
    rows = list(case.events.order_by("seq"))
    found = projection(kind_of(case.type), [event_of(row) for row in rows], calendar())
    store(case, found, head=rows[-1].digest)


def rebuild_cases() -> int:
    """Rebuild every case, as when the calendar of a year has become known; returns how many."""
    ids = list(Case.objects.order_by("id").values_list("id", flat=True))
    for case_id in ids:
        rebuild_case(case_id)
    return len(ids)
