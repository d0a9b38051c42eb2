"""Taking in documents, reading them, and deciding on the facts they hold."""

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max, ProtectedError, Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.search import put_entry, remove_entry
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import SearchText, Text
from tidehead.city.evidence.models import Document, Fact, Source
from tidehead.city.evidence.types import (
    ACCEPTED,
    FAILED,
    PROPOSED,
    READ,
    READING,
    RECEIVED,
    REJECTED,
    SUPERSEDED,
    DocumentBeingRead,
    DocumentRefused,
    FactDecided,
    FactNotDecided,
)
from tidehead.packs import text_digest

MOST_SEARCHED = 1_000_000
"""Characters of a document that search looks through: a thousand pages."""
SUFFIXES = {".txt", ".docx", ".pdf", ".html", ".htm"}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")
# What a database cannot keep as text: the zero character, and halves of surrogate pairs.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An uploaded file before it is kept: its name as the browser gave it, and its bytes to be read once."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class _Kept:
    path: Path
    digest: str
    size: int


def receive_document(*, by: Actor, file: Incoming, now: datetime, issued_on: date | None = None) -> int:
    """Keep an uploaded file and queue it for reading; the same file twice is refused with the first one's name.

    The bytes are on disk, complete and synced, before the row that names them is written; a row never names a file
    that is not there. A file that could not be read before is taken again. Raises PermissionDenied, DocumentRefused.
    """
    if not by.may("documents.upload"):
        raise PermissionDenied
    suffix = Path(file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DocumentRefused(_wrong_type(_safe_name(suffix) if suffix else ""))
    kept = _keep(file.content, suffix)
    with contextlib.ExitStack() as undo:
        undo.callback(kept.path.unlink, missing_ok=True)
        if kept.size == 0:
            raise DocumentRefused(_EMPTY)
        document = _queue(kept, by=by, name=_safe_name(file.name), now=now, issued_on=issued_on)
        undo.pop_all()
    return document


_EMPTY = Text("文件是空的。请检查后重新上传。", "The file is empty. Check it and upload it again.")


def _queue(kept: _Kept, *, by: Actor, name: str, now: datetime, issued_on: date | None) -> int:
    fields = {
        "title": name,
        "file_name": name,
        "stored_as": kept.path.name,
        "size": kept.size,
        "state": RECEIVED,
        "error_zh": "",
        "error_en": "",
        "attempts": 0,
        "issued_on": issued_on,
        "uploaded_by": by.name,
        "uploaded_at": now,
    }
    try:
        with transaction.atomic():
            document = _failed_before(kept.digest)
            if document is None:
                document = Document.objects.create(sha256=kept.digest, **fields)
            else:
                Document.objects.filter(id=document.pk).update(**fields)
            trace = {"sha256": kept.digest, "file": name}
            leave_trail(by.name, "document.received", f"document:{document.pk}", at=now, detail=trace)
    except IntegrityError:
        raise DocumentRefused(_already_here(kept.digest)) from None
    return document.pk


def _failed_before(digest: str) -> Document | None:
    """The row of the same bytes when they could not be read; what is left of its file goes with this transaction."""
    row = Document.objects.select_for_update().filter(sha256=digest, state=FAILED).first()
    if row is not None:
        _unlink_on_commit(row.stored_as)
    return row


def _unlink_on_commit(stored_as: str) -> None:
    if stored_as:
        path = settings.DATA / "uploads" / stored_as
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _keep(content: BinaryIO, suffix: str) -> _Kept:
    """Write the bytes to a file of their own, by way of a draft that a crash leaves behind harmlessly."""
    folder = settings.DATA / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{os.urandom(8).hex()}.part"
    try:
        digest, size = _write(content, draft)
        # Part of the name is random: two uploads of the same bytes never share, and never remove, one file.
        stored = folder / f"{digest[:24]}-{os.urandom(4).hex()}{suffix}"
        draft.replace(stored)
    finally:
        draft.unlink(missing_ok=True)
    return _Kept(stored, digest, size)


def _write(content: BinaryIO, draft: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as out:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def _safe_name(name: str) -> str:
    last = _NOT_TEXT.sub("", name).replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub(" ", last).strip()[-255:] or "document"


def _wrong_type(suffix: str) -> Text:
    shown = suffix[:20] or "—"
    return Text(
        f"不支持 {shown} 文件。请上传 txt、docx、pdf 或 html；旧版 doc 请先另存为 docx。",
        f"{shown} files cannot be read. Upload txt, docx, pdf or html; save an old .doc as .docx first.",
    )


def _already_here(digest: str) -> Text:
    first = Document.objects.filter(sha256=digest).values_list("file_name", flat=True).first() or ""
    return Text(
        f"这份文件已经上传过：{first}。请在列表中查看。",
        f"This file has been uploaded before: {first}. Look for it in the list.",
    )


MOST_ATTEMPTS = 3
_GIVEN_UP = Text(
    f"读取这份文件时程序连续中断 {MOST_ATTEMPTS} 次，已停止尝试，原件已保留。请查看日志后重新读取，或换一种格式上传。",
    f"Reading this file broke off {MOST_ATTEMPTS} times and is not tried any more; the original is kept. "
    "Look into the log and read it again, or upload it in another format.",
)


def claim_document(*, now: datetime) -> int | None:
    """The next document to read, leased to the caller; of two workers that try, one gets it. None when all are read.

    A document whose reader was killed is claimed again when its lease has run out; after `MOST_ATTEMPTS` that came
    to no end it has failed, so that it does not hold up the others.
    """
    lease = now + timedelta(seconds=2 * settings.ENVIRONMENT["READER_SECONDS"] + 30)
    waiting = Document.objects.filter(state=RECEIVED) | Document.objects.filter(state=READING, lease_until__lt=now)
    for document_id, state, until in waiting.order_by("id").values_list("id", "state", "lease_until")[:20]:
        mine = Document.objects.filter(id=document_id, state=state, lease_until=until)
        if mine.update(state=READING, lease_until=lease, attempts=F("attempts") + 1) != 1:
            continue
        if not Document.objects.filter(id=document_id, attempts__gt=MOST_ATTEMPTS).exists():
            return document_id
        store_failure(document_id=document_id, error=_GIVEN_UP, now=now, keep_file=True)
    return None


def release_interrupted(*, now: datetime) -> int:
    """Queue again what a killed worker left half read; called when the one worker starts. Returns how many."""
    del now
    return Document.objects.filter(state=READING).update(state=RECEIVED, lease_until=None)


@transaction.atomic
def store_reading(*, document_id: int, reading: dict[str, Any], now: datetime) -> None:
    """Keep what was read from a document, all or nothing.

    `reading` is the object that `python -m tidehead.reading` prints. A document that was removed, or taken over by
    another worker's result, while it was read is left as it is.
    """
    document = Document.objects.select_for_update().filter(id=document_id, state=READING).first()
    if document is None:
        return
    document.text = _storable(reading["text"])
    document.page_starts = list(reading.get("page_starts") or ())
    document.source = Source.objects.filter(text_sha256=text_digest(document.text)).first()
    document.title = (_storable(reading["title"] or "") or document.file_name)[:400]
    document.issued_on = document.issued_on or _date(reading["issued_on"])
    document.plan_period = "/".join(str(year) for year in reading["plan_period"] or ())
    if document.source is not None:
        document.title = document.source.title_zh
        document.plan_period = document.source.plan_period or document.plan_period
    document.state, document.lease_until, document.read_at, document.attempts = READ, None, now, 0
    document.error_zh = document.error_en = ""
    document.save()
    rows = reading["statements"]
    _clear_facts(document, now=now, room=len(rows))
    Fact.objects.bulk_create([_fact(document_id, nth, row) for nth, row in enumerate(rows)], batch_size=400)
    put_entry("document", _found(document))
    leave_trail("system", "document.read", f"document:{document_id}", at=now, detail={"facts": len(rows)})


def _clear_facts(document: Document, *, now: datetime, room: int = 0) -> None:
    """Remove the facts of an earlier reading; those that rows of other apps refer to are superseded, and stay.

    What stays is numbered from `room` on, beyond those that come.
    """
    earlier = Fact.objects.filter(document=document)
    referred = Q(pk__in=[])
    for link in Fact._meta.related_objects:
        rows = link.related_model.objects.filter(**{f"{link.field.name}__document": document})
        referred |= Q(pk__in=set(rows.values_list(link.field.attname, flat=True)))
    earlier.filter(state=PROPOSED).exclude(referred).delete()
    earlier.filter(state=PROPOSED).update(state=SUPERSEDED, decided_by="system", decided_at=now)
    highest = earlier.aggregate(highest=Max("ordinal"))["highest"]
    if highest is not None:  # beyond the highest one too: each row of the update has to find its ordinal free
        earlier.update(ordinal=F("ordinal") + highest + room + 1)


def _storable(text: str) -> str:
    """The same number of characters, all of which a database can keep: spans stay true."""
    return _NOT_TEXT.sub("\ufffd", text)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _fact(document_id: int, ordinal: int, row: dict[str, Any]) -> Fact:
    return Fact(
        document_id=document_id,
        ordinal=ordinal,
        line=row["line"],
        page=row["page"],
        start=row["start"],
        end=row["end"],
        quote=_storable(row["quote"]),
        value_start=row["value_start"],
        value_end=row["value_end"],
        value=row["value"],
        value_high=row["value_high"],
        unit=_short(row["unit"], 80),
        comparator=row["qualifier"] or "",
        time=_short(row["time"], 40),
        time_text=_short(row["time_text"], 80),
        kind=row["kind"],
        change=row["change"] or "",
        indicator=_short(row["indicator"], 400),
        subject=_short(row["subject"], 400),
        force=row["modality"] or "",
        table=_short(row["table"], 80),
    )


def _short(text: str | None, most: int) -> str:
    return _storable(text or "")[:most]


def _found(document: Document) -> SearchText:
    return SearchText(
        code=str(document.pk),
        label=Text(document.title),
        detail=Text(document.file_name),
        words=(document.text[:MOST_SEARCHED],),
        weight=2,
        url=f"/documents/{document.pk}/",
    )


@transaction.atomic
def store_failure(*, document_id: int, error: Text, now: datetime, keep_file: bool = False) -> None:
    """A document that cannot be read leaves its reason and nothing else.

    `keep_file` where reading it again may work: it ran out of time or memory, and the limits can be raised.
    """
    document = Document.objects.select_for_update().filter(id=document_id, state=READING).first()
    if document is None:
        return
    if not keep_file:
        _unlink_on_commit(document.stored_as)
        document.stored_as = ""
    document.state, document.lease_until, document.read_at, document.text = FAILED, None, None, ""
    document.error_zh, document.error_en, document.page_starts = error.zh, error.en, []
    document.save()
    _clear_facts(document, now=now)
    remove_entry("document", str(document_id))
    leave_trail("system", "document.failed", f"document:{document_id}", at=now, detail={"error": error.en})


@transaction.atomic
def read_again(*, by: Actor, document_id: int, now: datetime, issued_on: date | None = None) -> None:
    """Queue a document once more, with another issue date where one is given.

    Only where nothing is lost: its file is here, and nobody has decided on its facts. Raises DocumentRefused.
    """
    if not by.may("documents.upload"):
        raise PermissionDenied
    document = Document.objects.select_for_update().filter(id=document_id, state__in=[FAILED, READ]).first()
    if document is None:
        return
    if not document.stored_as:
        raise DocumentRefused(_NO_FILE)
    if Fact.objects.filter(document=document, state__in=[ACCEPTED, REJECTED]).exists():
        raise DocumentRefused(_DECIDED)
    document.state, document.error_zh, document.error_en, document.attempts = RECEIVED, "", "", 0
    document.issued_on = issued_on or document.issued_on
    document.save(update_fields=["state", "error_zh", "error_en", "attempts", "issued_on"])
    leave_trail(by.name, "document.queued_again", f"document:{document_id}", at=now)


_NO_FILE = Text(
    "这份文件无法读取，没有保存。请修好文件后重新上传。",
    "This file could not be read and was not kept. Repair it and upload it again.",
)
_DECIDED = Text(
    "已有人对这份文件中的数据作出决定，不能重新读取。请先撤销这些决定。",
    "Facts of this document have been decided on; take those decisions back before it is read again.",
)
_STOOD_ON = Text(
    "有已采纳的数据引用这份文件，不能删除。请先撤销采纳。",
    "Accepted figures stand on this document; take those back first.",
)
_HISTORY = Text(
    "曾经采纳、后来撤销的数据引用这份文件；为保留历史，文件不能删除。",
    "Figures that were accepted and later withdrawn refer to this document; it stays, so that their history does.",
)


@transaction.atomic
def remove_document(*, by: Actor, document_id: int, now: datetime) -> None:
    """Remove a document that no accepted figure stands on, with its file. Raises DocumentRefused."""
    if not by.may("documents.remove"):
        raise PermissionDenied
    document = Document.objects.select_for_update().filter(id=document_id).first()
    if document is None:
        return
    if Fact.objects.filter(document=document, state=ACCEPTED).exists():
        raise DocumentRefused(_STOOD_ON)
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        raise DocumentRefused(_HISTORY) from None
    _unlink_on_commit(document.stored_as)
    remove_entry("document", str(document_id))
    leave_trail(by.name, "document.removed", f"document:{document_id}", at=now, detail={"file": document.file_name})


@transaction.atomic
def decide_fact(*, by: Actor, fact_id: int, state: str, now: datetime, reason: str = "") -> None:
    """Accept or reject a proposed fact; of two people deciding, the second is told.

    Raises FactDecided, and DocumentBeingRead where the document waits to be read again.
    """
    if not by.may("facts.decide"):
        raise PermissionDenied
    _hold_document(fact_id)
    proposed = Fact.objects.filter(id=fact_id, state=PROPOSED)
    if proposed.update(state=state, decided_by=by.name, decided_at=now, reason=_storable(reason)[:2000]) != 1:
        raise FactDecided(fact_id)
    leave_trail(by.name, f"fact.{state}", f"fact:{fact_id}", at=now, detail={"reason": reason} if reason else None)


def reject_fact(*, by: Actor, fact_id: int, reason: str, now: datetime) -> None:
    decide_fact(by=by, fact_id=fact_id, state=REJECTED, now=now, reason=reason)


def _hold_document(fact_id: int) -> None:
    """Keep the fact's document as it is until the decision is stored: it is not queued again meanwhile."""
    states = Document.objects.select_for_update().filter(fact__id=fact_id).values_list("state", flat=True)
    if next(iter(states), READ) != READ:
        raise DocumentBeingRead


def stand_behind(*, fact_id: int, supports: str) -> None:
    """Note what an accepted fact supports: "observation:12". Several facts may support the same."""
    Fact.objects.filter(id=fact_id, state=ACCEPTED).update(supports=supports)


def release_acceptance(*, by: Actor, fact_id: int, now: datetime) -> None:
    """An accepted fact is proposed again; for whoever withdraws, in the same transaction, what it made.

    Raises FactNotDecided to the second of two people.
    """
    _undo(by, fact_id, ACCEPTED, now)


def reopen_fact(*, by: Actor, fact_id: int, now: datetime) -> None:
    """A rejected fact is proposed again. Raises FactNotDecided, also for an accepted one: a figure stands on it."""
    _undo(by, fact_id, REJECTED, now)


@transaction.atomic
def _undo(by: Actor, fact_id: int, state: str, now: datetime) -> None:
    if not by.may("facts.decide"):
        raise PermissionDenied
    decided = Fact.objects.filter(id=fact_id, state=state)
    if decided.update(state=PROPOSED, decided_by="", decided_at=None, reason="", supports="") != 1:
        raise FactNotDecided(fact_id)
    leave_trail(by.name, "fact.reopened", f"fact:{fact_id}", at=now)
