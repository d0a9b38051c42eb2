"""Tables of firms that are handed in: taken in, mapped, queued for reading, decided on."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import KnownMapping, RegisterImport
from tidehead.city.enterprises.types import (
    FAILED,
    REFUSED,
    STAGED,
    TAKEN,
    UPLOADED,
    WAITING,
    FaultInfo,
    ImportInfo,
    MappedHeading,
    NotThere,
    Overtaken,
    RegisterRefused,
)
from tidehead.city.enterprises.versions import register_folder
from tidehead.city.enterprises.wording import COLUMNS
from tidehead.lake.register import (
    ColumnMapping,
    MappingRefused,
    TableLook,
    read_table,
    staged_in,
    suggest_mapping,
)
from tidehead.lake.sheets import UnreadableFile

SUFFIXES = (".csv", ".xlsx", ".gz", ".tsv", ".txt")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]")
_SAMPLES, _LONGEST_SAMPLE = 5, 80


# Reading


def import_by_id(import_id: int) -> ImportInfo:
    """Raises NotThere."""
    row = RegisterImport.objects.filter(id=import_id).first()
    if row is None:
        raise NotThere(Text("没有这次导入。", "There is no such import."))
    return _info(row)


def all_imports(most: int = 100) -> tuple[ImportInfo, ...]:
    """The latest first."""
    return tuple(_info(row) for row in RegisterImport.objects.order_by("-id")[:most])


def imports_named(source: str) -> tuple[ImportInfo, ...]:
    """Tables that were taken and that rows of the register name as theirs."""
    rows = RegisterImport.objects.filter(state=TAKEN).filter(Q(origin=source) | Q(origin="", file_name=source))
    return tuple(_info(row) for row in rows.order_by("-id")[:5]) if source else ()


def file_of(import_id: int) -> Path:
    """Where the file lies as it was sent."""
    name = RegisterImport.objects.filter(id=import_id).values_list("stored_as", flat=True).first()
    return Path(settings.DATA) / "uploads" / (name or "-")


def faults_of(found: ImportInfo) -> Iterator[FaultInfo]:
    """Every fault of a table that was read, in the order of its rows."""
    staged = staged_in(register_folder() / found.staged_as) if found.staged_as else None
    for each in staged.faults() if staged else ():
        yield FaultInfo(
            each.row,
            each.column,
            each.heading,
            each.text,
            Text(each.what.zh, each.what.text("en")),
            Text(each.remedy.zh, each.remedy.text("en")),
            each.fatal,
        )


def notes_of(found: ImportInfo) -> dict[str, int]:
    """What of a table that was read is no fault and is still to be told, by name: codes mended or said twice, capital
    in foreign money or not known, days not known.
    """
    staged = staged_in(register_folder() / found.staged_as) if found.staged_as else None
    if staged is None:
        return {}
    return staged.noted | ({"repeated": staged.repeated} if staged.repeated else {})


def imports_to_decide() -> int:
    return RegisterImport.objects.filter(state=STAGED).count()


def _info(row: RegisterImport) -> ImportInfo:
    return ImportInfo(
        id=row.pk,
        file_name=row.file_name,
        size=row.size,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        origin=row.origin,
        as_of=row.as_of,
        headings=_headings(row),
        panel=row.panel,
        whole=row.whole,
        synthetic=row.synthetic,
        state=row.state,
        rows_done=row.rows_done,
        rows_total=row.rows_total,
        sound=row.sound,
        faulty=row.faulty,
        faults=row.faults,
        fatal=row.fatal,
        masked=row.masked,
        without_code=row.without_code,
        left_out=dict(row.left_out),
        staged_as=row.staged_as,
        error=Text(row.error_zh, row.error_en),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        mended_by=row.mended_by_id,
    )


def _headings(row: RegisterImport) -> tuple[MappedHeading, ...]:
    mapping = ColumnMapping.from_json(row.mapping)
    return tuple(
        MappedHeading(
            guess.position,
            guess.heading,
            tuple(row.samples[guess.position]) if guess.position < len(row.samples) else (),
            guess.column,
            guess.sure,
            Text(guess.reason.zh, guess.reason.text("en")),
            guess.unit,
            guess.personal,
            guess.chosen,
        )
        for guess in mapping.guesses
    )


# Taking a table in


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTable:
    """A file as it comes: its name, its bytes, and what the sender says of it."""

    name: str
    content: BinaryIO
    origin: str = ""
    as_of: date | None = None
    mends: int | None = None  # the import that this one is sent instead of


def receive_table(*, by: Actor, table: IncomingTable, now: datetime) -> int:
    """Keep a table and read its headings; its columns are suggested, as they were mapped before where they were.

    Returns the import's id. Raises RegisterRefused, and keeps nothing then.
    """
    if not by.may("register.import"):
        raise PermissionDenied
    name = _safe_name(table.name)
    if not name.lower().endswith(SUFFIXES):
        raise RegisterRefused(
            Text(
                f"不支持 {Path(name).suffix or '这种'} 文件。请上传 CSV 或 Excel（xlsx）文件。",
                f"{Path(name).suffix or 'These'} files cannot be read. Upload CSV or Excel (xlsx).",
            )
        )
    kept, digest, size = _keep(table.content, name)
    try:
        return _enter(by, table, name=name, kept=kept, digest=digest, size=size, now=now)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise


def _enter(  # noqa: PLR0913
    by: Actor, table: IncomingTable, *, name: str, kept: Path, digest: str, size: int, now: datetime
) -> int:
    if size == 0:
        raise RegisterRefused(
            Text("文件是空的。请检查后重新上传。", "The file is empty. Check it and upload it again.")
        )
    _refuse_twice(digest)
    look = _looked_at(kept)
    samples = [[cell[:_LONGEST_SAMPLE] for cell in look.column(at)[:_SAMPLES]] for at in range(len(look.headings))]
    mapping = _suggested(look, panel=_is_panel(look))
    with transaction.atomic():
        row = RegisterImport.objects.create(
            file_name=name,
            sha256=digest,
            stored_as=kept.name,
            size=size,
            uploaded_by=by.name,
            uploaded_at=now,
            origin=table.origin.strip()[:200],
            as_of=table.as_of,
            samples=samples,
            mapping=mapping.as_json(),
            panel=mapping.panel,
            state=UPLOADED,
        )
        if table.mends is not None:
            RegisterImport.objects.filter(id=table.mends, state__in=(UPLOADED, STAGED, FAILED)).update(
                state=REFUSED, mended_by=row, decided_by=by.name, decided_at=now
            )
        trace = {"sha256": digest, "file": name}
        leave_trail(by.name, "register.table_received", f"import:{row.pk}", at=now, detail=trace)
    return row.pk


def _refuse_twice(digest: str) -> None:
    first = RegisterImport.objects.filter(sha256=digest).exclude(state__in=(REFUSED, FAILED)).first()
    if first is not None:
        raise RegisterRefused(
            Text(
                f"这份文件已经上传过（{first.file_name}，第 {first.pk} 号）。请在导入列表中查看。",
                f"This file has been uploaded before ({first.file_name}, number {first.pk}). Look at the imports.",
            )
        )


def _looked_at(path: Path) -> TableLook:
    """The headings and first rows of a file. Raises RegisterRefused."""
    with tempfile.TemporaryDirectory(prefix="tidehead-look-") as workspace:
        try:
            return read_table(path, workspace=Path(workspace))
        except UnreadableFile as refused:
            raise RegisterRefused(Text(refused.label.zh, refused.label.text("en"))) from None


def _is_panel(look: TableLook) -> bool:
    """Whether a row seems to be a year of a firm: a heading says "year"."""
    return "year" in suggest_mapping(look.headings, look.samples, panel=True).columns


def _suggested(look: TableLook, *, panel: bool) -> ColumnMapping:
    known = KnownMapping.objects.filter(headings_digest=digest_of(look.headings)).first()
    remembered = dict(known.mapping) if known else {}
    return suggest_mapping(look.headings, look.samples, remembered, panel=panel)


def digest_of(headings: tuple[str, ...]) -> str:
    """Names a set of headings, whatever their order."""
    return hashlib.sha256("\x1f".join(sorted(headings)).encode()).hexdigest()


def _keep(content: BinaryIO, name: str) -> tuple[Path, str, int]:
    """Write the bytes to a file of their own; a crash leaves nothing that counts."""
    folder = settings.DATA / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{os.urandom(8).hex()}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with draft.open("wb") as out:
            while chunk := content.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        suffix = "".join(Path(name).suffixes[-2:]) if name.lower().endswith(".gz") else Path(name).suffix
        kept = folder / f"register-{digest.hexdigest()[:24]}-{os.urandom(4).hex()}{suffix.lower()}"
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)
    return kept, digest.hexdigest(), size


def _safe_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub(" ", last).strip()[-255:] or "table"


# Mapping and reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What somebody says of a table: heading -> column ("" leaves it out), and what kind of table it is.

    whole: it takes the place of all tables that were taken before. panel: a row is a year of a firm.
    """

    columns: dict[str, str]
    whole: bool = False
    panel: bool = False
    synthetic: bool = False


@transaction.atomic
def map_columns(*, by: Actor, import_id: int, mapped: Mapped, now: datetime) -> None:
    """Say what each column is, and let the worker read the table. The same headings are mapped so the next time.

    Raises RegisterRefused where a column is said twice or a needed one is missing; Overtaken where it is read already.
    """
    if not by.may("register.import"):
        raise PermissionDenied
    row = _held(import_id)
    if row.state not in {UPLOADED, STAGED, FAILED}:
        raise Overtaken(Text("这份表已在读取或已有决定。", "This table is being read, or decided on."))
    mapping = _applied(ColumnMapping.from_json(row.mapping), mapped)
    row.mapping, row.panel, row.whole, row.synthetic = mapping.as_json(), mapped.panel, mapped.whole, mapped.synthetic
    row.state, row.attempts, row.rows_done, row.rows_total = WAITING, 0, 0, None
    row.error_zh = row.error_en = row.staged_as = ""
    row.save()
    chosen = [[guess.heading, guess.column] for guess in mapping.guesses]
    KnownMapping.objects.update_or_create(
        headings_digest=digest_of(tuple(guess.heading for guess in mapping.guesses)),
        defaults={"mapping": chosen, "used_by": by.name, "used_at": now},
    )
    detail = {"mapping": mapping.headings, "whole": mapped.whole, "panel": mapped.panel}
    leave_trail(by.name, "register.table_mapped", f"import:{row.pk}", at=now, detail=detail)


def _applied(mapping: ColumnMapping, mapped: Mapped) -> ColumnMapping:
    """The mapping as somebody wants it. Raises RegisterRefused."""
    wanted = [column for column in mapped.columns.values() if column]
    twice = next((column for column in wanted if wanted.count(column) > 1), "")
    if twice:
        label = COLUMNS[twice] if twice in COLUMNS else Text(twice, twice)
        raise RegisterRefused(
            Text(
                f"有两列都对应“{label.zh}”。请保留一列，另一列选“不导入”。",
                f"Two columns are taken for “{label.en}”. Keep one, and leave the other out.",
            )
        )
    mapping = replace(mapping, panel=mapped.panel)
    try:
        for guess in mapping.guesses:
            column = mapped.columns.get(guess.heading, "")
            if guess.heading and column != guess.column:
                mapping = mapping.with_column(guess.heading, column)
    except MappingRefused as refused:
        raise RegisterRefused(Text(refused.label.zh, refused.label.text("en"))) from None
    for problem in mapping.problems():
        raise RegisterRefused(Text(problem.zh, problem.text("en")))
    return mapping


@transaction.atomic
def stop_reading(*, by: Actor, import_id: int, now: datetime) -> None:
    """Stop reading a table; what was read so far is thrown away, the file stays."""
    if not by.may("register.import"):
        raise PermissionDenied
    stopped = RegisterImport.objects.filter(id=import_id, state__in=("waiting", "staging"))
    if stopped.update(state=UPLOADED, lease_until=None, rows_done=0, rows_total=None, staged_as="") != 1:
        raise Overtaken(Text("这份表没有在读取。", "This table is not being read."))
    leave_trail(by.name, "register.reading_stopped", f"import:{import_id}", at=now)


# Deciding


@transaction.atomic
def refuse_table(*, by: Actor, import_id: int, reason: str, now: datetime) -> None:
    """Take nothing of a table; the next one is to be handed in mended."""
    if not by.may("register.decide"):
        raise PermissionDenied
    if not reason.strip():
        raise RegisterRefused(Text("请写明拒收理由，以便报送人修改。", "Say why, so that the sender can mend it."))
    open_states = (UPLOADED, STAGED, FAILED)
    refused = RegisterImport.objects.filter(id=import_id, state__in=open_states)
    told = {"decided_by": by.name, "decided_at": now, "reason": reason.strip()[:1000]}
    if refused.update(state=REFUSED, **told) != 1:
        raise Overtaken(_DECIDED)
    leave_trail(by.name, "register.table_refused", f"import:{import_id}", at=now, detail={"reason": reason[:200]})


def mark_taken(row: RegisterImport, *, by: str, now: datetime) -> None:
    """Note that the sound rows of a table go into the next version. Raises Overtaken to the second of two people."""
    taken = RegisterImport.objects.filter(id=row.pk, state=STAGED)
    if taken.update(state=TAKEN, decided_by=by, decided_at=now) != 1:
        raise Overtaken(_DECIDED)


_DECIDED = Text(
    "已有人对这份表作出决定。请刷新页面查看。", "Somebody has decided on this table. Look at the page again."
)


def _held(import_id: int) -> RegisterImport:
    row = RegisterImport.objects.select_for_update().filter(id=import_id).first()
    if row is None:
        raise NotThere(Text("没有这次导入。", "There is no such import."))
    return row
