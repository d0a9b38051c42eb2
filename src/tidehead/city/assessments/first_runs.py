"""The first run of each scheme of the pack, made as its region is loaded, so that nobody opens an empty league."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.assessments.actions import make_run, take_figures
from tidehead.city.assessments.computing import USUAL_DRAWS
from tidehead.city.assessments.models import EntrySet, Run, SchemeVersion
from tidehead.city.assessments.types import ADOPTED, COMPUTED, PACK, AssessmentRefused
from tidehead.city.common.types import Text

SEED = 1
"""Of every first run: the same pack gives the same league wherever it is loaded."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """A scheme that has no league yet, and why."""

    scheme: str
    period: str
    text: Text


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A first run to be made; without entries they are the region's figures."""

    scheme: int
    code: str
    period: str
    entries: int | None = None


def make_first_runs(*, as_of: date, now: datetime) -> tuple[Notice, ...]:
    """Run every adopted scheme of the pack that never ran for a period of which the pack has data.

    Tables of the pack first, then the region's figures for the scheme's own period, as known on `as_of`, where at
    least one unit can be scored. What is made is computed and no more: somebody has to review and publish it. Each run
    is a transaction of its own, so that whoever is killed goes on where it stopped. Returns what could not be run.
    """
    return tuple(filter(None, [_first_run(wanted, as_of=as_of, now=now) for wanted in tuple(_wanted())]))


def _wanted() -> Iterator[_Wanted]:
    """Schemes and periods without a run, in the order of the pack."""
    had = set(Run.objects.values_list("scheme_id", "period"))
    tables: dict[str, list[tuple[int, str]]] = {}
    handed = EntrySet.objects.filter(kind=PACK, current=True).order_by("period", "id")
    for entries, code, period in handed.values_list("id", "scheme_code", "period"):
        tables.setdefault(code, []).append((entries, period))
    schemes = SchemeVersion.objects.filter(origin=PACK, state=ADOPTED, current=True).order_by("ordinal", "id")
    for scheme, code, period, summary in schemes.values_list("id", "code", "period", "summary"):
        for entries, about in tables.get(code, ()):
            if (scheme, about) not in had:
                yield _Wanted(scheme, code, about, entries)
        if summary["assessed"] == "places" and code not in tables and (scheme, period) not in had:
            yield _Wanted(scheme, code, period)


def _first_run(wanted: _Wanted, *, as_of: date, now: datetime) -> Notice | None:
    try:
        _run(wanted, as_of=as_of, now=now)
    except AssessmentRefused as refused:
        told = refused.text
    except (ArithmeticError, ValueError):  # a region must not stay away for one scheme whose numbers misbehave
        _log.exception("The first run of %s %s failed", wanted.code, wanted.period)
        told = Text("计算出错，详见日志。", "computing it failed; the log says more.")
    else:
        return None
    return Notice(wanted.code, wanted.period, told)


@transaction.atomic
def _run(wanted: _Wanted, *, as_of: date, now: datetime) -> None:
    """Make the run; of two loads at once one makes it."""
    version = SchemeVersion.objects.select_for_update().get(id=wanted.scheme)
    if Run.objects.filter(scheme=version, period=wanted.period).exists():
        return
    entries = wanted.entries
    if entries is None:
        entries = take_figures(by=SYSTEM, scheme_id=version.pk, period=wanted.period, as_of=as_of, now=now)
    run_id = make_run(by=SYSTEM, version=version, entries_id=entries, now=now, draws=USUAL_DRAWS, seed=SEED)
    if wanted.entries is None and Run.objects.filter(id=run_id, state=COMPUTED, scored=0).exists():
        raise AssessmentRefused(_NOBODY)  # undoes the run and its entries


_NOBODY = Text(
    "还没有一个单位的数据齐全到可以评分。可在“新的评价”中照样计算，看各单位缺什么。",
    "no unit has the figures to be scored yet. Compute it all the same to see what each of them lacks.",
)
