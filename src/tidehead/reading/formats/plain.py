"""Plain text: finds out the encoding, and cuts the text into lines."""

import codecs

from tidehead.reading.errors import UnknownFormat
from tidehead.reading.records import RawDocument, ReadingWarning

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536


def read(data: bytes) -> RawDocument:
    """The lines of a text file in UTF-8, UTF-16, UTF-32 or GB18030."""
    text, encoding = decode(data)
    return RawDocument(lines=lines_of(text), warnings=_said(encoding))


def _said(encoding: str) -> tuple[ReadingWarning, ...]:
    if encoding.startswith("utf-8"):
        return ()
    return (ReadingWarning("encoding", f"按 {encoding} 编码读取。", f"Read as {encoding}."),)


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding). Raises ``UnknownFormat`` where the bytes are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding), encoding
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        _refuse_binary(text)
        return text, encoding
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 > len(text):
        raise _no_text()
    return text, "utf-8"


def _decoded(data: bytes, encoding: str) -> str:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if text.count("\ufffd") * 20 > len(text) + 20:
        raise _no_text()
    _refuse_binary(text)
    return text


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without its mark: the zero bytes of line breaks and digits tell which half is high."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 4 * min(even, odd) and max(even, odd) * 200 >= len(sample):
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        text = data[: len(data) // 2 * 2].decode(encoding, "replace")
        if text.count("\ufffd") * 20 <= len(text) and "\x00" not in text:
            _refuse_binary(text)
            return text, encoding
    raise _no_text()


def _refuse_binary(text: str) -> None:
    sample = text[:_SAMPLE]
    strange = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\v\x1b") or "\ud800" <= c <= "\udfff")
    if strange * 50 > len(sample):
        raise _no_text()


def _no_text() -> UnknownFormat:
    return UnknownFormat(
        "这不是文本文件，或编码认不出来：请另存为 UTF-8 文本。",
        "This is no text file, or its encoding is not known: save it as UTF-8 text.",
    )


def lines_of(text: str) -> tuple[str, ...]:
    """Lines as an editor numbers them; a last empty line is dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    lines = text.split("\n")
    return tuple(lines[:-1] if len(lines) > 1 and not lines[-1] else lines)
