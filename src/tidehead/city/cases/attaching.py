"""Files of cases: what they are is told by their content, and they are kept under the digest of it."""

import hashlib
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from tidehead.city.cases.types import CaseRefused, NewFile
from tidehead.city.common.types import Text

FOLDER = "attachments"
LONGEST_NAME = 120
_AT_ONCE = 1 << 20
_HEAD = 4096
_OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_PLAIN = {"csv": "text/csv", "txt": "text/plain"}
_RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0")
"""How programs begin, and old Office files, in which macros cannot be told from pages."""
_MARKED = (b"<html", b"<!doctype", b"<svg", b"<script", b"<?xml")
_RUNNABLE_SUFFIXES = frozenset(
    "exe dll com bat cmd scr msi ps1 sh js vbs jar apk hta lnk docm xlsm pptm html htm svg".split()
)


@dataclass(frozen=True, slots=True)
class KeptFile:
    name: str
    sha256: str
    stored_as: str
    size: int
    content_type: str


def keep_file(file: NewFile) -> KeptFile:
    """Keep a file under its own digest; the same bytes are one file. Raises CaseRefused.

    A file that no row names does no harm: it is there before the row that names it, so that a crash loses nothing.
    """
    folder = settings.DATA / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{os.urandom(8).hex()}.part"
    try:
        digest, size = _copied(file.content, draft)
        suffix, content_type = sniffed(draft, file.name)
        stored = f"{digest}.{suffix}"
        draft.replace(folder / stored)
    finally:
        draft.unlink(missing_ok=True)
    return KeptFile(clean_name(file.name, suffix), digest, stored, size, content_type)


def _copied(content: BinaryIO, draft: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as out:
        while piece := content.read(_AT_ONCE):
            size += len(piece)
            if size > settings.UPLOAD_BYTES:
                most = settings.UPLOAD_BYTES // (1 << 20)
                raise CaseRefused(Text(f"文件超过 {most} MB。请压缩或拆分。", f"The file is larger than {most} MB."))
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise CaseRefused(Text("文件是空的。", "The file is empty."))
    return digest.hexdigest(), size


def sniffed(path: Path, name: str) -> tuple[str, str]:
    """Suffix and type of a file by its content; its name only tells CSV from plain text. Raises CaseRefused."""
    with path.open("rb") as opened:
        head = opened.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg", "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    if head.startswith(_RUNS) or head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKED):
        raise _refused()
    return _text(path, name)


def _archive(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise CaseRefused(Text("压缩文件已损坏。", "The archive is damaged.")) from error
    lower = [one.lower() for one in names]
    if any(one.endswith("vbaproject.bin") for one in lower) or any(_suffix(one) in _RUNNABLE_SUFFIXES for one in lower):
        raise _refused()
    if "[content_types].xml" in lower:
        for part, kind in _OFFICE.items():
            if any(one.startswith(part) for one in lower):
                return kind
    if any(one == "meta-inf/manifest.mf" for one in lower):
        raise _refused()
    return "zip", "application/zip"


def _text(path: Path, name: str) -> tuple[str, str]:
    """Text in an encoding that is used here; anything else is not known. Reads in pieces: a text may be large."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding) as lines:
                while piece := lines.read(_AT_ONCE):
                    if any(sign < " " and sign not in "\t\r\n\f" for sign in piece):
                        raise _refused()
                    if "<script" in piece.lower() or "<svg" in piece.lower():
                        raise _refused()
        except UnicodeDecodeError:
            continue
        suffix = "csv" if _suffix(name) == "csv" else "txt"
        return suffix, _PLAIN[suffix]
    raise _refused()


def _refused() -> CaseRefused:
    return CaseRefused(
        Text(
            "不收这种文件。可附 PDF、Word（docx）、Excel（xlsx）、PowerPoint（pptx）、PNG、JPG、txt、csv 或 zip；"
            "不收程序、带宏的文件和网页。",
            "This kind of file is not taken. Attach PDF, docx, xlsx, pptx, PNG, JPG, txt, csv or zip; "
            "no programs, files with macros, or web pages.",
        )
    )


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str, suffix: str) -> str:
    """The name without folders and signs that mislead, ending as its content says.

    >>> clean_name("../../合同 (终).pdf.exe", "pdf")
    '合同 (终).pdf.pdf'
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    stem = base.rpartition(".")[0] or base
    kept = "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"|?*%').strip(" .")
    return f"{kept[:LONGEST_NAME] or 'file'}.{suffix}"


def stored_file(stored_as: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.DATA) / FOLDER / stored_as
