"""Stores a pack's schemes and the tables of entries that come with it."""

import csv
import io
from dataclasses import replace
from datetime import datetime

from tidehead.calc.schemes import digest
from tidehead.calc.schemes.types import Scheme
from tidehead.city.assessments.handing_in import read_table
from tidehead.city.assessments.models import EntrySet, SchemeVersion
from tidehead.city.assessments.storing import keep_entries, scheme_fields
from tidehead.city.assessments.types import ADOPTED, DRAFT, PACK, Fault, SchemeFaulty
from tidehead.packs import PackError, Problem, scheme_text
from tidehead.packs.rule_rows import EntryTable
from tidehead.packs.schema import Region


def load_schemes(region: Region, *, now: datetime) -> int:
    """Store the pack's schemes; a changed one is a further version, and one that left stays for its runs.

    Returns how many versions are new.
    """
    SchemeVersion.objects.filter(origin=PACK).update(current=False)
    return sum(_put(scheme, nth, region.digest, now=now) for nth, scheme in enumerate(region.schemes))


def _put(scheme: Scheme, ordinal: int, pack_digest: str, *, now: datetime) -> bool:
    known = SchemeVersion.objects.filter(code=scheme.id, digest=digest(scheme)).exclude(state=DRAFT)
    if known.update(current=True, ordinal=ordinal, pack_digest=pack_digest):
        return False
    SchemeVersion.objects.create(
        **scheme_fields(scheme),
        origin=PACK,
        state=ADOPTED,
        text=scheme_text(scheme),
        pack_digest=pack_digest,
        ordinal=ordinal,
        edited_at=now,
    )
    return True


def load_entries(region: Region, *, now: datetime) -> None:
    """Store the pack's tables of entries; those that it no longer has are no longer offered. Raises PackError."""
    schemes = {scheme.id: scheme for scheme in region.schemes}
    kept = [_keep(table, schemes[table.scheme], region, now=now) for table in region.entries]
    EntrySet.objects.filter(kind=PACK).update(current=False)
    EntrySet.objects.filter(id__in=kept).update(current=True)


def _keep(table: EntryTable, scheme: Scheme, region: Region, *, now: datetime) -> int:
    out = io.StringIO()
    csv.writer(out).writerows([table.header, *table.rows])
    try:
        content = read_table(out.getvalue().encode(), name=table.file, scheme=scheme)
    except SchemeFaulty as faulty:
        raise PackError([_problem(table, fault) for fault in faulty.faults]) from faulty
    entries = replace(content.entries, synthetic=table.synthetic)
    named = replace(content, entries=entries, rows=table.lines, source=scheme.source, locator=table.file)
    return keep_entries(
        named,
        kind=PACK,
        scheme_code=scheme.id,
        as_of=region.pack.as_of,
        label=table.file.rpartition("/")[2],
        file_name=table.file,
        period=table.period or scheme.period,
        made_by="system",
        made_at=now,
    )


def _problem(table: EntryTable, fault: Fault) -> Problem:
    message = fault.message
    return Problem(table.file, 0, "entries", f"{fault.where}: {message.en}", f"{fault.where}：{message.zh}")
