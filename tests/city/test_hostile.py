"""Wrong, huge, empty, encrypted, scanned and hostile files: a clear word, nothing stored, the server alive.

Every file goes the whole way: sent by the upload form, read by the reader in its own process.
"""

import io
import os
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.city.intake import receive
from tidehead.city.cli.supervision import Worker
from tidehead.city.config.environment import SETTINGS
from tidehead.city.evidence import reader
from tidehead.city.evidence.actions import release_interrupted
from tidehead.city.evidence.queries import all_documents, document_by_id, document_text, facts_of_document, stored_file
from tidehead.city.evidence.reader import ReadingFailed, read_in_process, read_next, sweep_uploads
from tidehead.city.evidence.types import DocumentInfo
from tidehead.reading.limits import MAX_FILE_BYTES, MEGABYTE

pytestmark = pytest.mark.django_db

SENTENCE = "2025年全市地区生产总值1400.5亿元。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


# The files


def docx(body: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", LINKS)
        parts.writestr("word/document.xml", body)
    return made.getvalue()


def honest_docx() -> bytes:
    text = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body></w:document>'
    return docx(text.encode())


def bomb_docx() -> bytes:
    """90 MB of blanks in 90 kB."""
    return docx(f'<w:document xmlns:w="{W}"><w:body>'.encode() + b" " * (90 << 20) + b"</w:body></w:document>")


def laughing_docx() -> bytes:
    """Ten entities, each ten times the one before: a thousand million words in a few lines."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    return docx(
        f'{head}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'.encode()
    )


def pdf(content: bytes, *, resources: str = "<< >>", encrypted: bool = False) -> bytes:
    """A file of one page, written by hand so that every part of it is known."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources {resources} /Contents 4 0 R >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%b> /U <%b> >>" % (b"41" * 32, b"42" * 32),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b" /Encrypt 5 0 R /ID [<41> <41>]" if encrypted else b""
    tail = b"trailer\n<< /Size 6 /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF\n" % (lock, len(out))
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def scanned_pdf() -> bytes:
    """A page that is one picture."""
    return pdf(b"q 300 0 0 300 0 0 cm BI /W 8 /H 8 /BPC 8 /CS /G ID " + bytes(range(64)) + b" EI Q")


HOSTILE = {
    "bomb.docx": bomb_docx,
    "laughs.docx": laughing_docx,
    "no-archive.docx": lambda: b"PK\x03\x04" + bytes(2000),
    "cut-off.docx": lambda: honest_docx()[:300],
    "old-word.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "deep.html": lambda: b"<html><body>" + b"<div>" * 200_000 + SENTENCE.encode() + b"</div>" * 200_000,
    "broken.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "encrypted.pdf": lambda: pdf(b"BT ET", encrypted=True),
    "scanned.pdf": scanned_pdf,
    "really-text.pdf": lambda: SENTENCE.encode(),
    "blank.txt": lambda: b" \r\n\t\n" * 100,
    "zeros.txt": lambda: bytes(50_000),
    "picture.txt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
}
HONEST = {
    "utf8.txt": lambda: SENTENCE.encode(),
    "gb18030.txt": lambda: SENTENCE.encode("gb18030"),
    "utf16.txt": lambda: SENTENCE.encode("utf-16"),
    "with-zeros.txt": lambda: (SENTENCE + "\n").encode() * 60,
    "page.html": lambda: (
        f"<html><meta charset=utf-8><body><script>x=1</script><p>{SENTENCE}</p></body></html>".encode()
    ),
    "letter.docx": honest_docx,
}


def sent_and_read(client: Client, name: str, content: bytes, on_commit) -> DocumentInfo:  # noqa: ANN001
    answer = client.post(reverse("evidence:upload"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[:500]
    with on_commit(execute=True):
        assert read_next()
    (document,) = all_documents()
    return document


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_leaves_its_reason_only(
    alice: Client, name: str, django_capture_on_commit_callbacks
) -> None:
    uploads = set((settings.DATA / "uploads").glob("*"))
    document = sent_and_read(alice, name, HOSTILE[name](), django_capture_on_commit_callbacks)
    assert document.state == "failed"
    assert document.error.zh
    assert document.error.en
    assert document.error.zh != document.error.en
    assert not facts_of_document(document.id)
    assert document_text(document.id).text == ""
    assert not document.has_file
    assert set((settings.DATA / "uploads").glob("*")) == uploads
    page = alice.get(reverse("evidence:documents"), {"lang": "en"})
    assert page.status_code == 200
    assert name in page.content.decode()


@pytest.mark.parametrize("name", HONEST)
def test_what_can_be_read_is_read(alice: Client, name: str, django_capture_on_commit_callbacks) -> None:
    document = sent_and_read(alice, name, HONEST[name](), django_capture_on_commit_callbacks)
    assert document.state == "read", document.error.en
    assert 1400.5 in {fact.value for fact in facts_of_document(document.id)}
    assert SENTENCE in document_text(document.id).text


@pytest.mark.parametrize("name", ["../../secret.txt", "..\\..\\secret.txt", "/etc/secret.txt", "C:\\secret.txt"])
def test_a_name_cannot_lead_out_of_the_folder(alice: Client, name: str, django_capture_on_commit_callbacks) -> None:
    document = sent_and_read(alice, name, SENTENCE.encode(), django_capture_on_commit_callbacks)
    assert document.file_name == "secret.txt"
    assert (settings.DATA / "uploads" / stored_file(document.id)).parent == settings.DATA / "uploads"


def test_a_file_that_takes_too_much_memory_is_stopped_and_can_be_tried_again(settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT | {"READER_MB": 40}
    document = receive(SENTENCE.encode())
    assert read_next()
    found = document_by_id(document)
    assert (found.state, found.can_be_read_again) == ("failed", True)


def test_a_file_that_takes_too_long_is_stopped(settings, tmp_path: Path) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT | {"READER_SECONDS": 0.05}
    path = tmp_path / "long.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    with pytest.raises(ReadingFailed) as stopped:
        read_in_process(path)
    assert stopped.value.may_work_later


def test_one_hostile_file_does_not_hold_up_the_next(alice: Client, django_capture_on_commit_callbacks) -> None:
    receive(HOSTILE["broken.pdf"](), "broken.pdf")
    receive(SENTENCE.encode(), "good.txt")
    with django_capture_on_commit_callbacks(execute=True):
        assert read_next()
        assert read_next()
    assert not read_next()
    assert {document.state for document in all_documents()} == {"failed", "read"}


def test_what_an_interrupted_upload_left_is_swept_after_an_hour(tmp_path: Path, settings) -> None:
    settings.DATA = tmp_path
    kept = receive(SENTENCE.encode())
    (tmp_path / "incoming").mkdir()
    old = timezone.now().timestamp() - 2 * 3600
    for path in (
        tmp_path / "uploads" / "lost.txt",
        tmp_path / "uploads" / ".x.part",
        tmp_path / "incoming" / "a.upload",
    ):
        path.write_bytes(b"half")
        if path.name != "a.upload":
            os.utime(path, (old, old))
    os.utime(tmp_path / "uploads" / stored_file(kept), (old, old))
    assert sweep_uploads() == 2
    assert (tmp_path / "uploads" / stored_file(kept)).exists()
    assert (tmp_path / "incoming" / "a.upload").exists()  # it may still be on its way


# The reader as it is run


def run_with(monkeypatch: pytest.MonkeyPatch, program: str) -> ReadingFailed:
    """What becomes of a reading by this program instead of the reader."""
    monkeypatch.setattr(reader, "COMMAND", (sys.executable, "-c", program))
    with pytest.raises(ReadingFailed) as failed:
        read_in_process(Path("any.txt"))
    return failed.value


def test_a_reader_that_breaks_down_is_not_taken_for_one_that_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = run_with(monkeypatch, "raise KeyError('of its own')")
    stopped = run_with(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    starved = run_with(monkeypatch, "raise MemoryError")
    endless = run_with(monkeypatch, "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)")
    crashed = run_with(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert "failed" in broken.text.en
    assert "failed" in crashed.text.en
    assert "memory or time" in stopped.text.en
    assert "memory or time" in starved.text.en
    assert "too much to keep" in endless.text.en
    assert all(failure.may_work_later for failure in (broken, stopped, starved, crashed))


def test_a_reading_knows_nothing_of_the_deployment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIDEHEAD_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("PGPASSWORD", "secret")
    said = (
        "import json, os, resource, sys; print(json.dumps({'env': dict(os.environ), 'cwd': os.getcwd(),"
        " 'open': len(os.listdir('/proc/self/fd')), 'files': resource.getrlimit(resource.RLIMIT_NOFILE)[0],"
        " 'processes': resource.getrlimit(resource.RLIMIT_NPROC)[0]}))"
    )
    monkeypatch.setattr(reader, "COMMAND", (sys.executable, "-c", said))
    with (tmp_path / "held").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        told = read_in_process(Path("any.txt"))
    assert not [name for name in told["env"] if name.startswith(("TIDEHEAD_", "PG", "DJANGO_"))]
    assert not Path(told["cwd"]).exists()
    assert told["open"] <= 4  # the three streams, and the folder that is being listed
    assert (told["files"], told["processes"]) == (64, 0)


def test_no_larger_file_is_taken_than_the_reader_reads() -> None:
    (upload,) = (setting for setting in SETTINGS if setting.name == "TIDEHEAD_UPLOAD_MB")
    limit = MAX_FILE_BYTES // MEGABYTE
    assert upload.default == str(limit)
    assert upload.parse(str(limit)) == limit
    with pytest.raises(ValueError, match=""):
        upload.parse(str(limit + 1))


# The worker that is kept alive


def test_a_worker_that_ends_is_started_again_and_ends_when_asked(tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    program = f"open({str(lives)!r}, 'a').write('x'); raise SystemExit(3)"
    worker = Worker([sys.executable, "-c", program], first_pause=0.05)
    worker.start()
    deadline = time.monotonic() + 30
    while worker.starts < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.stop()
    assert worker.starts >= 3
    starts = worker.starts
    time.sleep(0.5)
    assert worker.starts == starts


def test_a_worker_ends_with_its_supervisor(tmp_path: Path) -> None:
    worker = Worker([sys.executable, "-c", "import time; time.sleep(60)"])
    worker.start()
    while worker.starts < 1:
        time.sleep(0.02)
    began = time.monotonic()
    worker.stop()
    assert time.monotonic() - began < 5


def test_an_error_that_nobody_foresaw_ends_as_a_failed_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each life of the worker ends with it; the fourth gives the document up and reads the next."""
    document = receive(SENTENCE.encode())
    monkeypatch.setattr(reader, "store_reading", lambda **_: {}["unforeseen"])
    for _ in range(3):
        with pytest.raises(KeyError):
            read_next()
        release_interrupted(now=timezone.now())
    assert not read_next()
    assert document_by_id(document).state == "failed"
