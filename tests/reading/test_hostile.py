"""Documents that are wrong, huge, locked or made to harm: each refused by name, with its place and what to do."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pypdfium2
import pytest

from tests.reading.documents import SENTENCE, WORD, docx_with, pdf_of, text_lines, word_part, zipped
from tidehead.reading import ReadingError, read, read_bytes
from tidehead.reading.errors import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    HostileDocument,
    NotFound,
    ScannedOnly,
    TooLarge,
    UnknownFormat,
)
from tidehead.reading.limits import MAX_CHARACTERS, MAX_FILE_BYTES

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    f"<w:document {WORD}><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
)
FILE_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f"<w:document {WORD}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)
DEEP_WORD = word_part("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000)
DEEP_PAGE = b"<html><body>" + b"<div>" * 50_000 + SENTENCE.encode() + b"</div>" * 50_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
FLATE_BOMB = zlib.compress(bytes(200_000_000), 9)
PICTURE = (
    b"q 500 0 0 700 40 60 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\xff\x00 EI Q"  # an inline picture and nothing else
)


def locked_zip() -> bytes:
    data = bytearray(docx_with(SENTENCE))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        assert archive.namelist()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted and whose keys fit no password."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
        b"41" * 32,
        b"42" * 32,
    )
    return pdf_of(text_lines("Secret output of 5 million"), extra=lock)


CASES = {
    "nothing": (b"", "a.txt", EmptyDocument),
    "blank": (b" \r\n\t \n", "a.txt", EmptyDocument),
    "blank docx": (docx_with("", " "), "a.docx", EmptyDocument),
    "blank page": (b"<html><body><script>1</script></body></html>", "a.html", EmptyDocument),
    "blank pdf": (pdf_of(b""), "a.pdf", EmptyDocument),
    "locked docx": (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "a.docx", EncryptedDocument),
    "zip with a password": (locked_zip(), "a.docx", EncryptedDocument),
    "locked pdf": (locked_pdf(), "a.pdf", EncryptedDocument),
    "scanned pdf": (pdf_of(PICTURE, PICTURE), "a.pdf", ScannedOnly),
    "old doc": (OLD_OFFICE, "a.doc", UnknownFormat),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", UnknownFormat),
    "archive": (b"\x1f\x8b\x08" + bytes(100), "a.tar.gz", UnknownFormat),
    "workbook": (zipped({"xl/workbook.xml": "<a/>"}), "a.xlsx", UnknownFormat),
    "program": (bytes(range(256)) * 40, "a.exe", UnknownFormat),
    "cut docx": (docx_with(SENTENCE)[:-200], "a.docx", BrokenDocument),
    "docx in name only": (SENTENCE.encode(), "a.docx", BrokenDocument),
    "docx without text": (zipped({"word/styles.xml": "<a/>"}), "a.docx", BrokenDocument),
    "docx of bad xml": (zipped({"word/document.xml": "<w:document"}), "a.docx", BrokenDocument),
    "pdf in name only": (b"%PDF-1.4 nothing", "a.pdf", BrokenDocument),
    "zip bomb": (zipped({"word/document.xml": bytes(30_000_000)}), "a.docx", HostileDocument),
    "zip of too many parts": (zipped({f"word/{i}.xml": "" for i in range(10_001)}), "a.docx", HostileDocument),
    "entity bomb": (zipped({"word/document.xml": ENTITIES}), "a.docx", HostileDocument),
    "entity of a file": (zipped({"word/document.xml": FILE_ENTITY}), "a.docx", HostileDocument),
    "deep docx": (DEEP_WORD, "a.docx", HostileDocument),
    "deep page": (DEEP_PAGE, "a.html", HostileDocument),
    "page of a million tags": (b"<html><body>" + b"<b>" * 1_000_001, "a.html", TooLarge),
    "pdf bomb": (pdf_of(FLATE_BOMB, compressed=b"/Filter /FlateDecode "), "a.pdf", HostileDocument),
}


@pytest.mark.parametrize(("data", "name", "error"), CASES.values(), ids=CASES.keys())
def test_a_bad_document_is_refused_by_name_in_both_languages(data: bytes, name: str, error: type[ReadingError]) -> None:
    with pytest.raises(error) as refused:
        read_bytes(data, name)
    record = refused.value.as_record()
    assert record["code"] == error.code
    assert len(record["zh"]) > 8
    assert "：" in record["zh"] and ":" in record["en"]  # what is wrong: what to do
    assert record["zh"] == refused.value.message.zh


def test_a_swelling_archive_is_refused_before_anything_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    def inflate(*_: object, **__: object) -> None:
        raise AssertionError("inflated")

    bomb = zipped({"[Content_Types].xml": "<a/>", "word/media/x.bmp": bytes(20_000_000), "word/document.xml": "<a/>"})
    monkeypatch.setattr(zipfile.ZipFile, "open", inflate)
    with pytest.raises(HostileDocument):
        read_bytes(bomb, "a.docx")


def test_a_part_that_lies_about_its_size_is_not_inflated_past_it() -> None:
    data = bytearray(zipped({"word/document.xml": bytes(3_000_000)}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(ReadingError):
        read_bytes(bytes(data), "a.docx")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(TooLarge) as refused:
        read(path)
    assert refused.value.place == "huge.txt"
    with pytest.raises(TooLarge):
        read_bytes(bytes(MAX_FILE_BYTES + 1), "huge.txt")


def test_a_text_of_too_many_characters_is_refused() -> None:
    with pytest.raises(TooLarge):
        read("a" * (MAX_CHARACTERS + 1))


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(NotFound):
            read(path)


def test_a_pdf_with_some_scanned_pages_is_read_and_says_which() -> None:
    reading = read_bytes(pdf_of(text_lines("In 2024 the port handled 900 ships from abroad."), PICTURE), "a.pdf")
    assert [statement.value for statement in reading.statements] == [900]
    assert [warning.code for warning in reading.warnings if "scan" in warning.code] == ["scanned_pages"]


def test_a_pdf_that_pdfium_makes_is_read() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    memory = io.BytesIO()
    document.save(memory)
    with pytest.raises(EmptyDocument):
        read_bytes(memory.getvalue(), "a.pdf")


# ---- as a process ----------------------------------------------------------------


def asked(*words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tidehead.reading", *words], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout


def test_the_process_prints_one_object_with_the_whole_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("示例市产业规划（2026-2030年）\n\n去年全市工业总产值达到512.6亿元。\n", "utf-8")
    code, out = asked(str(path), "--issued-on", "2025-03-20")
    answer = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert (answer["issued_on"], answer["plan_period"], answer["source_format"]) == ("2025-03-20", [2026, 2030], "txt")
    (statement,) = answer["statements"]
    assert answer["text"][statement["start"] : statement["end"]] == statement["quote"]
    assert (statement["value"], statement["time"]) == (512.6, "2024")
    assert answer["page_starts"] == []


def test_the_process_prints_a_refusal_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(DEEP_PAGE)
    code, out = asked(str(path))
    assert code == 1
    assert set(json.loads(out)["error"]) == {"code", "zh", "en", "place"}


def test_the_process_ends_with_2_when_it_is_called_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, "utf-8")
    assert asked(str(path), "--issued-on", "soon")[0] == 2


# Linux counts what the tests' own process held before the new program began to ru_maxrss, but not to VmHWM.
MEASURED = """
import re, resource, sys
from pathlib import Path
from tidehead.reading import ReadingError, read
try:
    read(Path(sys.argv[1]))
except ReadingError:
    pass
own = Path("/proc/self/status")
peak = re.search(r"VmHWM:\\s*([0-9]+)", own.read_text()) if own.exists() else None
print(peak[1] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("kind", ["prose", "digits", "one line", "nested"])
def test_a_big_file_is_read_or_refused_under_a_gigabyte(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "big.txt"
    unit = {"prose": SENTENCE + "\n", "digits": "9", "one line": "建设产业平台，", "nested": "（“《"}[kind].encode()
    path.write_bytes(unit * (3_000_000 // len(unit)))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    assert int(done.stdout) < 1_000_000, f"{int(done.stdout) // 1000} MB"
