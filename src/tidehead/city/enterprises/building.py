"""Versions of the register are made: what goes into one, writing it in the lake, making it the one that counts.

A version is never changed. Taking a table, writing decisions in and making up firms make a new one; going back makes
an earlier one count again.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from tidehead.city.accounts.types import ADMINISTRATOR, Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.deciding import are_decisions, merged_codes, set_right
from tidehead.city.enterprises.imports import mark_taken
from tidehead.city.enterprises.making_up import make_up_firms
from tidehead.city.enterprises.models import RegisterImport, RegisterVersion, VersionPart
from tidehead.city.enterprises.types import (
    BUILDING,
    BY_DECISIONS,
    CURRENT,
    FAILED,
    FROM_IMPORT,
    FROM_PACK,
    MADE_UP,
    QUEUED,
    STAGED,
    SUPERSEDED,
    NotThere,
    Overtaken,
    RegisterRefused,
)
from tidehead.city.enterprises.versions import register_folder
from tidehead.lake.register import Accept, NothingAccepted, PublishOptions, Register, publish, read_meta, staged_in

LEASE = timedelta(minutes=20)
MOST_ATTEMPTS = 3
_FEWEST_MADE_UP, _MOST_MADE_UP = 100, 1_000_000
_GIVEN_UP = Text(
    f"生成登记簿连续中断 {MOST_ATTEMPTS} 次，已停止尝试，现用版本不变。请查看日志后重新操作。",
    f"Writing the register broke off {MOST_ATTEMPTS} times and is not tried any more; the one in use stays.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """What is to go into a version: a register of its own (of the pack, made up), or a staged table."""

    kind: str
    staged_as: str
    label: str
    rows: int
    import_id: int | None = None
    with_faults: bool = False


# Asking for a version


@transaction.atomic
def take_table(*, by: Actor, import_id: int, now: datetime, with_faults: bool = False) -> int:
    """Take the sound rows of a table: the worker writes a new version with them. Returns its number.

    with_faults: rows too of which a cell is faulty, that cell as unknown; never one without a name or with a bad code.
    """
    if not by.may("register.decide"):
        raise PermissionDenied
    row = RegisterImport.objects.select_for_update().filter(id=import_id).first()
    if row is None:
        raise NotThere(Text("没有这次导入。", "There is no such import."))
    if row.state != STAGED:
        raise Overtaken(Text("这份表已有决定，或还没有读完。", "This table is decided on, or not read yet."))
    rows = row.sound + (row.faulty - row.fatal if with_faults else 0)
    if not rows:
        raise RegisterRefused(
            Text(
                "没有一行可以采用。请修改后重新上传。", "Not one row can be taken. Mend the table and upload it again."
            )
        )
    mark_taken(row, by=by.name, now=now)
    part = Part(FROM_IMPORT, row.staged_as, row.file_name, rows, row.pk, with_faults)
    kept = [each for each in standing_parts() if not (row.whole and each.kind in {FROM_IMPORT, MADE_UP})]
    number = ask_for_version([*kept, part], reason="import", by=by.name, now=now, as_of=row.as_of or _latest_day())
    detail = {"version": number, "rows": rows, "left_out": row.sound + row.faulty - rows}
    leave_trail(by.name, "register.table_taken", f"import:{row.pk}", at=now, detail=detail)
    return number


@transaction.atomic
def write_decisions_in(*, by: Actor, now: datetime) -> int:
    """Ask for a version in which merges and corrections are written, so that searches and counts know them."""
    if not by.may("register.decide"):
        raise PermissionDenied
    parts = standing_parts()
    if not parts:
        raise RegisterRefused(Text("还没有登记簿。", "There is no register yet."))
    _refuse_while_written()
    number = ask_for_version(parts, reason=BY_DECISIONS, by=by.name, now=now, as_of=_latest_day())
    leave_trail(by.name, "register.asked_for", f"register:{number}", at=now)
    return number


def _refuse_while_written() -> None:
    """One rewriting at a time: of those who press at once the second is told. Raises Overtaken."""
    list(RegisterVersion.objects.select_for_update().filter(state=CURRENT).values_list("id"))
    asked = RegisterVersion.objects.filter(state__in=(QUEUED, BUILDING)).order_by("-number").first()
    if asked is None:
        return
    if asked.state == QUEUED:
        zh, en = "已在等待生成，会包含目前的全部决定", "waits to be written and will have all that is decided"
    else:
        zh, en = (
            "正在生成；如其后又有决定，请待完成后再写入",
            "is being written; press again when it is, for what came later",
        )
    raise Overtaken(Text(f"登记簿第 {asked.number} 版{zh}。", f"Register {asked.number} {en}."))


def write_automatic_decisions_in(*, now: datetime) -> None:
    """Ask for a version with what the rule merged by itself; one that waits already will have it."""
    if not RegisterVersion.objects.filter(state=QUEUED).exists():
        ask_for_version(standing_parts(), reason=BY_DECISIONS, by="system", now=now, as_of=_latest_day())


@transaction.atomic
def ask_for_made_up(*, by: Actor, rows: int, seed: int, now: datetime) -> int:
    """Ask for a register in which made-up firms stand beside the pack's. Returns its number."""
    if by.role != ADMINISTRATOR:
        raise PermissionDenied
    if not _FEWEST_MADE_UP <= rows <= _MOST_MADE_UP:
        raise RegisterRefused(
            Text(
                f"请填写 {_FEWEST_MADE_UP} 到 {_MOST_MADE_UP} 之间的数量。",
                f"Ask for {_FEWEST_MADE_UP} to {_MOST_MADE_UP} firms.",
            )
        )
    kept = [each for each in standing_parts() if each.kind != MADE_UP]
    part = Part(MADE_UP, f"made-up-{rows}-{seed}", f"{rows} / {seed}", rows)
    number = ask_for_version([*kept, part], reason=MADE_UP, by=by.name, now=now, as_of=_latest_day())
    leave_trail(by.name, "register.made_up", f"register:{number}", at=now, detail={"rows": rows, "seed": seed})
    return number


@transaction.atomic
def go_back(*, by: Actor, number: int, now: datetime) -> None:
    """Make an earlier version count again; what it did not have is kept, and can be gone forward to."""
    if not by.may("register.decide"):
        raise PermissionDenied
    row = RegisterVersion.objects.filter(number=number, state=SUPERSEDED).first()
    if row is None:
        raise NotThere(Text("没有这个可以恢复的版本。", "There is no earlier version of this number."))
    if not (register_folder() / row.folder).is_dir():
        raise RegisterRefused(
            Text("这个版本的文件已不在数据目录中。", "The files of this version are no longer in the data folder.")
        )
    make_current(row.pk, now=now)
    leave_trail(by.name, "register.gone_back", f"register:{number}", at=now)


def ask_for_version(parts: list[Part], *, reason: str, by: str, now: datetime, as_of: date | None) -> int:
    """A version that the worker is to write. Returns its number."""
    number = (RegisterVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    former = RegisterVersion.objects.filter(state=CURRENT).first()
    row = RegisterVersion.objects.create(
        number=number, state=QUEUED, reason=reason, former=former, as_of=as_of, made_by=by, made_at=now
    )
    VersionPart.objects.bulk_create(
        VersionPart(
            version=row,
            ordinal=nth,
            kind=part.kind,
            staged_as=part.staged_as,
            label=part.label[:255],
            rows=part.rows,
            taken_from_id=part.import_id,
            with_faults=part.with_faults,
        )
        for nth, part in enumerate(parts)
    )
    return number


def standing_parts() -> list[Part]:
    """What the version that counts, or the latest that is asked for, is made of."""
    asked = RegisterVersion.objects.filter(state__in=(QUEUED, BUILDING)).order_by("-number").first()
    row = asked or RegisterVersion.objects.filter(state=CURRENT).first()
    if row is None:
        return []
    rows = VersionPart.objects.filter(version=row).order_by("ordinal")
    return [
        Part(part.kind, part.staged_as, part.label, part.rows, part.taken_from_id, part.with_faults) for part in rows
    ]


@transaction.atomic
def follow_pack(part: Part | None, *, as_of: date, now: datetime) -> None:
    """The register follows the pack that is being loaded: its named firms are the first part of every version.

    Where nothing was brought in, the pack's part is the register at once; else the worker writes both together.
    """
    before = standing_parts()
    if part is None or part in before:
        return
    parts = [part, *(each for each in before if each.kind != FROM_PACK)]
    number = ask_for_version(parts, reason="pack", by="system", now=now, as_of=as_of)
    if len(parts) == 1 and not are_decisions():
        version_id = RegisterVersion.objects.get(number=number).pk
        _finish(version_id, part.staged_as, now=now)


def _latest_day() -> date | None:
    return RegisterVersion.objects.filter(state=CURRENT).values_list("as_of", flat=True).first()


# Writing it


def build_next() -> bool:
    """Write one version that waits. False when there is none."""
    version_id = _claim(now=timezone.now())
    if version_id is None:
        return False
    try:
        build(version_id)
    except RegisterRefused as refused:
        store_failure(version_id, refused.text, now=timezone.now())
    except (OSError, NothingAccepted) as error:
        store_failure(
            version_id,
            Text(f"无法写入登记簿：{error}。请检查磁盘空间和权限。", f"The register cannot be written: {error}."),
            now=timezone.now(),
        )
    return True


def build(version_id: int) -> None:
    """Write a version's folder and make it the one that counts. What is half written never counts."""
    row = RegisterVersion.objects.get(id=version_id)
    name = f"v{row.number}-{os.urandom(4).hex()}"
    parts = list(VersionPart.objects.filter(version=row).order_by("ordinal"))
    _publish(parts, name, version_id=version_id, now=row.made_at)
    _finish(version_id, name, now=timezone.now())


def _publish(parts: list[VersionPart], name: str, *, version_id: int, now: datetime) -> None:
    """The tables of a version, the pack's firms and what is made up, with what people decided, in one folder."""
    root = register_folder()
    root.mkdir(parents=True, exist_ok=True)
    of_pack = next((root / part.staged_as for part in parts if part.kind == FROM_PACK), None)
    made_up = next((part for part in parts if part.kind == MADE_UP), None)
    taken = [
        (staged, Accept.KNOWN if part.with_faults else Accept.SOUND)
        for part in parts
        if part.kind == FROM_IMPORT and (staged := staged_in(root / part.staged_as)) is not None
    ]
    _tell(version_id, 0.1)
    base = _made_up(made_up, version_id) if made_up else of_pack
    given = Register(of_pack).rows_for_export() if made_up and of_pack else ()
    options = PublishOptions(made_at=now.isoformat(), aliases=merged_codes(), overrides=set_right())
    publish(taken, root / name, base=base, given=given, options=options)
    _tell(version_id, 0.9)


def _made_up(part: VersionPart, version_id: int) -> Path:
    """The folder of made-up firms, written where it is not there yet."""
    folder = register_folder() / part.staged_as
    if not folder.is_dir():
        seed = int(part.staged_as.rpartition("-")[2])
        make_up_firms(folder, part.rows, seed=seed, told=lambda made: _tell(version_id, 0.1 + 0.5 * made / part.rows))
    return folder


def _finish(version_id: int, folder: str, *, now: datetime) -> None:
    """A version that is written counts from now on."""
    meta = read_meta(register_folder() / folder)
    with transaction.atomic():
        RegisterVersion.objects.filter(id=version_id).update(
            folder=folder, rows=meta.rows, synthetic=meta.synthetic, progress=1.0, error_zh="", error_en=""
        )
        make_current(version_id, now=now)
        row = RegisterVersion.objects.get(id=version_id)
        detail = {"rows": meta.rows, "reason": row.reason}
        leave_trail(row.made_by, "register.version", f"register:{row.number}", at=now, detail=detail)


def make_current(version_id: int, *, now: datetime) -> None:
    """One version counts: the one before it is kept to go back to."""
    with transaction.atomic():
        RegisterVersion.objects.filter(state=CURRENT).exclude(id=version_id).update(state=SUPERSEDED)
        RegisterVersion.objects.filter(id=version_id).update(state=CURRENT, lease_until=None, ready_at=now)


def _claim(*, now: datetime) -> int | None:
    waiting = RegisterVersion.objects.filter(Q(state=QUEUED) | Q(state=BUILDING, lease_until__lt=now))
    for version_id, state, until in waiting.order_by("number").values_list("id", "state", "lease_until")[:20]:
        mine = RegisterVersion.objects.filter(id=version_id, state=state, lease_until=until)
        if mine.update(state=BUILDING, lease_until=now + LEASE, attempts=F("attempts") + 1, progress=0.0) != 1:
            continue
        if not RegisterVersion.objects.filter(id=version_id, attempts__gt=MOST_ATTEMPTS).exists():
            return int(version_id)
        store_failure(version_id, _GIVEN_UP, now=now)
    return None


def _tell(version_id: int, share: float) -> None:
    told = {"progress": share, "lease_until": timezone.now() + LEASE}
    RegisterVersion.objects.filter(id=version_id, state=BUILDING).update(**told)


@transaction.atomic
def store_failure(version_id: int, error: Text, *, now: datetime) -> None:
    failed = {"error_zh": error.zh, "error_en": error.en, "lease_until": None, "ready_at": None}
    if RegisterVersion.objects.filter(id=version_id, state=BUILDING).update(state=FAILED, **failed) == 1:
        leave_trail("system", "register.failed", f"register:{version_id}", at=now, detail={"error": error.en})


def release_builds() -> None:
    """Queue again what a killed worker left half done; called when the one worker starts."""
    RegisterVersion.objects.filter(state=BUILDING).update(state=QUEUED, lease_until=None)


def sweep_folders(*, now: datetime, older_than: timedelta = timedelta(days=2)) -> int:
    """Remove what no version and no import refers to, once it is old: what a crash left. Returns how many."""
    root = register_folder()
    if not root.is_dir():
        return 0
    used = set(RegisterVersion.objects.values_list("folder", flat=True))
    used |= set(VersionPart.objects.values_list("staged_as", flat=True))
    used |= set(RegisterImport.objects.values_list("staged_as", flat=True))
    oldest, gone = (now - older_than).timestamp(), 0
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in used and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
