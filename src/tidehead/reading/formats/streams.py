"""Compressed streams of a PDF, tried in small steps before the PDF is opened: a bomb is refused, not inflated."""

import re
import zlib

from tidehead.reading.errors import HostileDocument
from tidehead.reading.limits import MAX_ZIP_BYTES, MEGABYTE

_STREAM = re.compile(rb"stream\r?\n")
_HEAD = 2048
_FEED = 1 << 14
_STEP = 1 << 20
# A page's content has 10-500 kB; a font has up to 20 MB.
_MAX_CONTENT = 48 * MEGABYTE
# A picture of one page at 600 dpi in colour.
_MAX_PICTURE = 128 * MEGABYTE
_MAX_PICTURES = 2048 * MEGABYTE


def refuse_swelling(data: bytes) -> None:
    """Inflate every Flate stream without keeping it. Raises HostileDocument where one, or all, swell beyond reason."""
    total = pictures = 0
    for m in _STREAM.finditer(data):
        head = data[max(0, m.start() - _HEAD) : m.start()].rpartition(b"obj")[2]
        if b"Flate" not in head and b"/Fl" not in head:
            continue
        picture = b"/Image" in head
        size = _inflated(data, m.end(), depth=1 + (head.count(b"FlateDecode") > 1))
        total, pictures = total + size * (not picture), pictures + size * picture
        too_much = total > MAX_ZIP_BYTES or pictures > _MAX_PICTURES
        if too_much or size > (_MAX_PICTURE if picture else _MAX_CONTENT):
            raise HostileDocument(
                "PDF 内的压缩数据展开后异常巨大，已拒绝：请用阅读器打开并另存（打印为 PDF），再上传。",
                "Compressed data in the PDF would inflate beyond reason: print it to a new PDF and try that.",
                place=f"byte {m.start()}",
            )


def _inflated(data: bytes, start: int, *, depth: int) -> int:
    """How many bytes a stream inflates to, counted to just past what is allowed; broken ones as far as they go."""
    outer, inner = zlib.decompressobj(), zlib.decompressobj()
    size, at = 0, start
    feed = b""
    while size <= _MAX_PICTURE and not outer.eof:
        if not feed:
            feed, at = data[at : at + _FEED], at + _FEED
            if not feed:
                break
        try:
            out = outer.decompress(feed, _STEP)
            size += len(out) if depth == 1 else _counted(inner, out)
        except zlib.error:
            break
        feed = outer.unconsumed_tail
    return size


def _counted(inner: "zlib._Decompress", out: bytes) -> int:
    size = 0
    while out and size <= _MAX_PICTURE:
        size += len(inner.decompress(out, _STEP))
        out = inner.unconsumed_tail
    return size
