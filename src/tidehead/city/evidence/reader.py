"""Reads queued documents, each in a process of its own with bounded memory and time: a hostile file harms nobody."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import claim_document, store_failure, store_reading
from tidehead.city.evidence.models import Document

_TOO_MUCH = Text(
    "读取这份文件超出了内存或时间上限，可能文件损坏或内容过多。请拆分后重新上传。",
    "Reading this file took more memory or time than allowed; it may be damaged or too large. "
    "Split it and upload the parts.",
)


class ReadingFailed(Exception):
    """The document could not be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_next() -> bool:
    """Read one waiting document. False when there is none."""
    document_id = claim_document(now=timezone.now())
    if document_id is None:
        return False
    document = Document.objects.only("stored_as", "issued_on").get(id=document_id)
    try:
        reading = read_in_process(settings.DATA / "uploads" / document.stored_as, issued_on=document.issued_on)
    except ReadingFailed as failure:
        store_failure(document_id=document_id, error=failure.text, now=timezone.now())
    else:
        store_reading(document_id=document_id, reading=reading, now=timezone.now())
    return True


def read_in_process(path: Path, *, issued_on: date | None = None) -> dict[str, Any]:
    """What `python -m tidehead.reading` says of a file. Raises ReadingFailed."""
    command = [sys.executable, "-m", "tidehead.reading", str(path)]
    command += ["--issued-on", issued_on.isoformat()] if issued_on else []
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603
                command,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=settings.ENVIRONMENT["READER_SECONDS"],
                preexec_fn=_limits(settings.ENVIRONMENT["READER_MB"]),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReadingFailed(_TOO_MUCH) from None
        out.seek(0)
        return _answer(out.read(), done.returncode)


def _answer(output: bytes, code: int) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        raise ReadingFailed(_TOO_MUCH) from None
    if "error" in answer:
        raise ReadingFailed(Text(answer["error"]["zh"], answer["error"]["en"]))
    if code != 0:
        raise ReadingFailed(_TOO_MUCH)
    return answer


def _limits(megabytes: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def sweep_uploads() -> int:
    """Remove what interrupted uploads left behind: drafts, and files that no document names. Returns how many.

    A file becomes part of a document within seconds, so only those older than an hour are touched.
    """
    folder = settings.DATA / "uploads"
    if not folder.is_dir():
        return 0
    named = set(Document.objects.values_list("stored_as", flat=True))
    old = timezone.now().timestamp() - 3600
    lost = [path for path in folder.iterdir() if path.name not in named and path.stat().st_mtime < old]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
