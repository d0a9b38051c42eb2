"""Document formats: one module each, all giving a ``RawDocument``; the bytes decide, the name only helps."""

from collections.abc import Callable

from tidehead.reading.errors import BrokenDocument, EmptyDocument, UnknownFormat
from tidehead.reading.formats import pdf, plain, web, word
from tidehead.reading.records import RawDocument

READERS: dict[str, Callable[[bytes], RawDocument]] = {
    "txt": plain.read,
    "docx": word.read,
    "pdf": pdf.read,
    "html": web.read,
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def load(data: bytes, name: str = "") -> tuple[str, RawDocument]:
    """(format, its text and tables). Raises a ``ReadingError`` where the bytes are no document."""
    kind = sniff(data, name)
    return kind, READERS[kind](data)


def sniff(data: bytes, name: str = "") -> str:
    """txt, docx, pdf or html, by the first bytes."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyDocument(
            "文件是空的：请检查是否传错了文件。", "The file is empty: check that it is the right file.", place=name
        )
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        return "docx"
    if data.startswith(_OLD_OFFICE):
        return _old_office(data, name)
    if data.startswith(_PICTURES) or data.startswith(_ARCHIVES):
        raise _unknown(name)
    if web.looks_like_html(data, name):
        return "html"
    suffix = name.lower().rpartition(".")[2]
    if suffix in {"docx", "pdf"}:
        raise _not_what_it_says(suffix, name)
    return "txt"


def _not_what_it_says(suffix: str, name: str) -> BrokenDocument:
    return BrokenDocument(
        f"文件名说是 {suffix}，内容却不是：文件可能已损坏，请重新获取后再上传。",
        f"The name says {suffix}, the content does not: the file may be damaged; fetch it again and try that.",
        place=name,
    )


def _old_office(data: bytes, name: str) -> str:
    word.refuse_encrypted(data, name)
    raise UnknownFormat(
        "这是旧版 Office 文件（.doc/.xls）：请另存为 .docx 后再上传。",
        "This is an old Office file (.doc, .xls): save it as .docx and try again.",
        place=name,
    )


def _unknown(name: str) -> UnknownFormat:
    return UnknownFormat(
        "认不出这种文件：可读的格式是 txt、docx、pdf（有文字层）和 html。",
        "This kind of file is not known: txt, docx, pdf (with a text layer) and html can be read.",
        place=name,
    )
