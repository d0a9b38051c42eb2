"""Zip files that hold documents: judged by their table of contents before anything is inflated."""

import zipfile

from tidehead.reading.errors import BrokenDocument, EncryptedDocument, HostileDocument
from tidehead.reading.limits import (
    MAX_ZIP_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_PART_BYTES,
    MAX_ZIP_RATIO,
    MEGABYTE,
    ZIP_RATIO_FROM_BYTES,
)


def refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Look at the declared sizes only. Raises HostileDocument, or EncryptedDocument for a zip with a password."""
    entries = archive.infolist()
    if len(entries) > MAX_ZIP_ENTRIES:
        raise _bomb("", f"{len(entries)} > {MAX_ZIP_ENTRIES}")
    total = 0
    for entry in entries:
        total += entry.file_size
        if entry.flag_bits & 1:
            raise encrypted(entry.filename)
        if entry.file_size > ZIP_RATIO_FROM_BYTES and entry.file_size > MAX_ZIP_RATIO * max(1, entry.compress_size):
            raise _bomb(entry.filename, f"{entry.file_size // max(1, entry.compress_size)}:1")
    if total > MAX_ZIP_BYTES:
        raise _bomb("", f"{total // MEGABYTE} MB > {MAX_ZIP_BYTES // MEGABYTE} MB")


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part, never more than it declares. Raises HostileDocument, BrokenDocument."""
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise broken(name) from error
    if entry.file_size > MAX_ZIP_PART_BYTES:
        raise _bomb(name, f"{entry.file_size // MEGABYTE} MB > {MAX_ZIP_PART_BYTES // MEGABYTE} MB")
    with archive.open(entry) as stream:
        return stream.read(entry.file_size)


def encrypted(place: str) -> EncryptedDocument:
    return EncryptedDocument(
        "文件有密码：请在原软件中取消密码后另存，再上传。",
        "The document has a password: remove it where the document was made, save, and try again.",
        place=place,
    )


def broken(place: str) -> BrokenDocument:
    return BrokenDocument(
        "docx 文件已损坏：请用 Word 打开并另存，再上传。",
        "The docx file is damaged: open it in Word, save it again, and try that.",
        place=place,
    )


def _bomb(place: str, why: str) -> HostileDocument:
    return HostileDocument(
        f"压缩包展开后异常巨大（{why}），已拒绝，没有展开：请用 Word 打开并另存，再上传。",
        f"The archive would inflate beyond reason ({why}) and was not opened: save it again in Word and try that.",
        place=place,
    )
