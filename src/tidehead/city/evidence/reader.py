"""Reads queued documents, each in a process of its own with bounded memory and time: a hostile file harms nobody."""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import claim_document, store_failure, store_reading
from tidehead.city.evidence.models import Document
from tidehead.city.evidence.queries import issue_date_of_text

_TOO_MUCH = Text(
    "读取这份文件超出了内存或时间上限，可能文件损坏或内容过多。请拆分后重新上传。",
    "Reading this file took more memory or time than allowed; it may be damaged or too large. "
    "Split it and upload the parts.",
)


_FAULT = Text(
    "读取这份文件时程序出错，原件已保留。请把文件交给管理员检查，或换一种格式重新上传。",
    "The reader failed on this file; the original is kept. Give it to the administrator, "
    "or upload it in another format.",
)
_TOO_LONG = Text(
    "这份文件读出的内容过多。请拆分后重新上传。",
    "What is read from this file is too much to keep. Split it and upload the parts.",
)
COMMAND = (sys.executable, "-m", "tidehead.reading")
_log = logging.getLogger(__name__)
_MOST_OUTPUT = 64 << 20  # bytes of JSON, which this process parses: ten times what a yearbook gives
_MOST_FILES = 64  # open at once: the document, the fonts and code tables of its format, and the standard streams
_MOST_PROCESSES = 0  # neither a further process nor a thread: a reading needs none
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ReadingFailed(Exception):
    """The document could not be read; `text` says why, `may_work_later` whether the same file can be tried again."""

    def __init__(self, text: Text, *, may_work_later: bool = False) -> None:
        super().__init__(text.en)
        self.text = text
        self.may_work_later = may_work_later


def read_next() -> bool:
    """Read one waiting document. False when there is none."""
    document_id = claim_document(now=timezone.now())
    if document_id is None:
        return False
    stored = Document.objects.filter(id=document_id).values_list("stored_as", "issued_on").first()
    if stored is None:
        return True  # removed in this very moment
    try:
        reading = _dated_reading(settings.DATA / "uploads" / stored[0], stored[1])
    except ReadingFailed as failure:
        keep = failure.may_work_later
        store_failure(document_id=document_id, error=failure.text, now=timezone.now(), keep_file=keep)
    else:
        store_reading(document_id=document_id, reading=reading, now=timezone.now())
    return True


def _dated_reading(path: Path, issued_on: date | None) -> dict[str, Any]:
    """A reading in which "last year" leans on the right date: a known source's own, where nobody gave one."""
    reading = read_in_process(path, issued_on=issued_on)
    if issued_on is not None:
        return reading
    known = issue_date_of_text(reading["text"])
    if known is None or known.isoformat() == reading["issued_on"]:
        return reading
    return read_in_process(path, issued_on=known)


def read_in_process(path: Path, *, issued_on: date | None = None) -> dict[str, Any]:
    """What `python -m tidehead.reading` says of a file. Raises ReadingFailed."""
    command = [*COMMAND, str(path.resolve())]
    command += ["--issued-on", issued_on.isoformat()] if issued_on else []
    with (
        tempfile.TemporaryDirectory(prefix="tidehead-reading-") as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as said,
    ):
        try:
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=said,
                cwd=folder,
                env=_environment(folder),
                close_fds=True,
                timeout=settings.ENVIRONMENT["READER_SECONDS"],
                preexec_fn=_limits(settings.ENVIRONMENT["READER_MB"], settings.ENVIRONMENT["READER_SECONDS"]),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReadingFailed(_TOO_MUCH, may_work_later=True) from None
        if out.seek(0, os.SEEK_END) >= _MOST_OUTPUT:
            raise ReadingFailed(_TOO_LONG)
        out.seek(0)
        return _answer(out.read(), done.returncode, _tail(said))


def _environment(folder: str) -> dict[str, str]:
    """What a reading may know of this machine: where Python is, and nothing of the deployment or its secrets."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | _ONE_THREAD | {"HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}


def _tail(said: IO[bytes], most: int = 2000) -> str:
    said.seek(max(0, said.seek(0, 2) - most))
    return said.read().decode("utf-8", "replace").strip()


def _answer(output: bytes, code: int, said: str) -> dict[str, Any]:
    """The reading; or why there is none: refused by the reader, stopped by a limit, or a fault of the reader's own."""
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        answer = {}
    if "error" in answer:
        raise ReadingFailed(Text(answer["error"]["zh"], answer["error"]["en"]))
    if answer and code == 0:
        return answer
    _log.warning("reading ended with %s: %s", code, said)
    # Killed for its time or memory, or out of memory by its own account; anything else is the reader's fault.
    stopped = code in (-signal.SIGKILL, -signal.SIGXCPU) or "MemoryError" in said or "Cannot allocate memory" in said
    raise ReadingFailed(_TOO_MUCH if stopped else _FAULT, may_work_later=True)


def _limits(megabytes: int, seconds: int) -> Callable[[], None]:
    """Bounds that hold even when whoever started the reading is killed meanwhile."""

    bounds = (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, int(seconds) + 5),
        (resource.RLIMIT_FSIZE, _MOST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_NPROC, _MOST_PROCESSES),
    )

    def limit() -> None:
        for kind, most in bounds:
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))

    return limit


def sweep_uploads() -> int:
    """Remove what interrupted uploads left behind: drafts, and files that no document names. Returns how many.

    A file becomes part of a document within seconds, so only those older than an hour are touched.
    """
    named = set(Document.objects.values_list("stored_as", flat=True))
    old = timezone.now().timestamp() - 3600
    folders = [folder for folder in (settings.DATA / "uploads", settings.DATA / "incoming") if folder.is_dir()]
    files = [path for folder in folders for path in folder.iterdir() if path.is_file() and path.name not in named]
    lost = [path for path in files if path.stat().st_mtime < old]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
