"""Taking in documents, reading them, and deciding on the facts they hold."""

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

from tidehead.city.accounts.types import Actor
from tidehead.city.common.search import put_entry, remove_entry
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import SearchText, Text
from tidehead.city.evidence.models import Document, Fact, Source
from tidehead.city.evidence.types import (
    FAILED,
    PROPOSED,
    READ,
    READING,
    RECEIVED,
    REJECTED,
    DocumentRefused,
    FactDecided,
)
from tidehead.packs import text_digest

SUFFIXES = {".txt", ".docx", ".pdf", ".html", ".htm"}
_UNSAFE = re.compile(r"[\x00-\x1f/\\]+")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An uploaded file before it is kept: its name as the browser gave it, and its bytes to be read once."""

    name: str
    content: BinaryIO


def receive_document(*, by: Actor, file: Incoming, now: datetime, issued_on: date | None = None) -> int:
    """Keep an uploaded file and queue it for reading; the same file twice is refused with the first one's name.

    The bytes are on disk, complete and synced, before the row that names them is written; a row never names a file
    that is not there. Raises PermissionDenied and DocumentRefused.
    """
    if not by.may("documents.upload"):
        raise PermissionDenied
    suffix = Path(file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DocumentRefused(_wrong_type(suffix))
    stored, digest, size = _keep(file.content, suffix)
    if size == 0:
        stored.unlink()
        raise DocumentRefused(
            Text("文件是空的。请检查后重新上传。", "The file is empty. Check it and upload it again.")
        )
    try:
        with transaction.atomic():
            document = Document.objects.create(
                title=_safe_name(file.name),
                file_name=_safe_name(file.name),
                stored_as=stored.name,
                size=size,
                sha256=digest,
                state=RECEIVED,
                issued_on=issued_on,
                uploaded_by=by.name,
                uploaded_at=now,
            )
            leave_trail(by.name, "document.received", f"document:{document.pk}", at=now, detail={"sha256": digest})
    except IntegrityError:
        raise DocumentRefused(_already_here(digest)) from None
    return document.pk


def _keep(content: BinaryIO, suffix: str) -> tuple[Path, str, int]:
    """Write the bytes under their digest, by way of a draft that a crash leaves behind harmlessly."""
    folder = settings.DATA / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{os.getpid()}-{os.urandom(8).hex()}.part"
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as out:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    stored = folder / f"{digest.hexdigest()}{suffix}"
    draft.replace(stored)
    return stored, digest.hexdigest(), size


def _safe_name(name: str) -> str:
    return _UNSAFE.sub(" ", name).strip()[-255:] or "document"


def _wrong_type(suffix: str) -> Text:
    shown = suffix or "—"
    return Text(
        f"不支持 {shown} 文件。请上传 txt、docx、pdf 或 html；旧版 doc 请先另存为 docx。",
        f"{shown} files cannot be read. Upload txt, docx, pdf or html; save an old .doc as .docx first.",
    )


def _already_here(digest: str) -> Text:
    first = Document.objects.filter(sha256=digest).values_list("file_name", flat=True).first() or ""
    return Text(f"这份文件已经上传过：{first}。", f"This file has been uploaded before: {first}.")


def claim_document(*, now: datetime) -> int | None:
    """The next document to read, leased to the caller; of two workers that try, one gets it. None when all are read.

    A document whose reader was killed is claimed again when its lease has run out.
    """
    lease = now + timedelta(seconds=settings.ENVIRONMENT["READER_SECONDS"] + 30)
    waiting = Document.objects.filter(state=RECEIVED) | Document.objects.filter(state=READING, lease_until__lt=now)
    for document_id, state, until in waiting.order_by("id").values_list("id", "state", "lease_until")[:20]:
        mine = Document.objects.filter(id=document_id, state=state, lease_until=until)
        if mine.update(state=READING, lease_until=lease) == 1:
            return document_id
    return None


def release_interrupted(*, now: datetime) -> int:
    """Queue again what a killed worker left half read; called when the one worker starts. Returns how many."""
    del now
    return Document.objects.filter(state=READING).update(state=RECEIVED, lease_until=None)


@transaction.atomic
def store_reading(*, document_id: int, reading: dict[str, Any], now: datetime) -> None:
    """Keep what was read from a document, all or nothing."""
    document = Document.objects.get(id=document_id)
    document.text = reading["text"]
    document.title = (reading["title"] or document.file_name)[:400]
    document.issued_on = document.issued_on or _date(reading["issued_on"])
    document.plan_period = reading["plan_period"] or ""
    document.state, document.lease_until, document.read_at = READ, None, now
    document.source = Source.objects.filter(text_sha256=text_digest(document.text)).first()
    if document.source is not None:
        document.title = document.source.title_zh
    document.save()
    Fact.objects.filter(document=document, state=PROPOSED).delete()
    Fact.objects.bulk_create(
        [_fact(document_id, ordinal, row) for ordinal, row in enumerate(reading["statements"])], batch_size=400
    )
    put_entry("document", _found(document))
    leave_trail(
        "system", "document.read", f"document:{document_id}", at=now, detail={"facts": len(reading["statements"])}
    )


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
        quote=row["quote"],
        value=row["value"],
        value_high=row["value_high"],
        unit=(row["unit"] or "")[:80],
        comparator=row["qualifier"] or "",
        time=row["time"] or "",
        time_text=(row["time_text"] or "")[:80],
        kind=row["kind"],
        change=row["change"] or "",
        indicator=(row["indicator"] or "")[:400],
        subject=(row["subject"] or "")[:400],
        force=row["modality"] or "",
        table=(row["table"] or "")[:80],
    )


def _found(document: Document) -> SearchText:
    start = document.text[:4000]
    return SearchText(
        code=str(document.pk),
        label=Text(document.title),
        detail=Text(document.file_name),
        words=(start,),
        weight=2,
        url=f"/documents/{document.pk}/",
    )


@transaction.atomic
def store_failure(*, document_id: int, error: Text, now: datetime) -> None:
    """A document that cannot be read keeps its file and says why."""
    Document.objects.filter(id=document_id).update(
        state=FAILED, lease_until=None, error_zh=error.zh, error_en=error.en, read_at=None
    )
    leave_trail("system", "document.failed", f"document:{document_id}", at=now, detail={"error": error.en})


def read_again(*, by: Actor, document_id: int, now: datetime) -> None:
    """Queue a failed document once more."""
    if not by.may("documents.upload"):
        raise PermissionDenied
    if Document.objects.filter(id=document_id, state=FAILED).update(state=RECEIVED, error_zh="", error_en="") == 1:
        leave_trail(by.name, "document.queued_again", f"document:{document_id}", at=now)


@transaction.atomic
def remove_document(*, by: Actor, document_id: int, now: datetime) -> None:
    """Remove a document that no accepted figure stands on, with its file."""
    if not by.may("documents.remove"):
        raise PermissionDenied
    document = Document.objects.select_for_update().get(id=document_id)
    if Fact.objects.filter(document=document, state="accepted").exists():
        raise DocumentRefused(
            Text(
                "有已采纳的数据引用这份文件，不能删除。请先撤销采纳。",
                "Accepted figures stand on this document; take those back first.",
            )
        )
    path = settings.DATA / "uploads" / document.stored_as
    document.delete()
    remove_entry("document", str(document_id))
    leave_trail(by.name, "document.removed", f"document:{document_id}", at=now, detail={"file": document.file_name})
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def decide_fact(*, by: Actor, fact_id: int, state: str, now: datetime, reason: str = "") -> None:
    """Accept or reject a proposed fact; of two people deciding, the second is told. Raises FactDecided."""
    if not by.may("facts.decide"):
        raise PermissionDenied
    proposed = Fact.objects.filter(id=fact_id, state=PROPOSED)
    if proposed.update(state=state, decided_by=by.name, decided_at=now, reason=reason) != 1:
        raise FactDecided(fact_id)
    leave_trail(by.name, f"fact.{state}", f"fact:{fact_id}", at=now, detail={"reason": reason} if reason else None)


def reject_fact(*, by: Actor, fact_id: int, reason: str, now: datetime) -> None:
    decide_fact(by=by, fact_id=fact_id, state=REJECTED, now=now, reason=reason)


@transaction.atomic
def reopen_fact(*, by: Actor, fact_id: int, now: datetime) -> None:
    """Undo a decision: the fact is proposed again."""
    if not by.may("facts.decide"):
        raise PermissionDenied
    decided = Fact.objects.filter(id=fact_id).exclude(state=PROPOSED)
    if decided.update(state=PROPOSED, decided_by="", decided_at=None, reason="") == 1:
        leave_trail(by.name, "fact.reopened", f"fact:{fact_id}", at=now)
