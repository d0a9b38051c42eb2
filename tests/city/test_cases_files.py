"""Files of cases: known by their content, kept once, given to those who see the case."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as given
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.city.casework import being_worked_on, cases_of, hours, paper, person, set_scene
from tidehead.city.cases import actions
from tidehead.city.cases.attaching import FOLDER, clean_name, stored_file
from tidehead.city.cases.models import Attachment
from tidehead.city.cases.queries import attachment_for
from tidehead.city.cases.types import CaseRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


TAKEN = {
    "pdf": (b"%PDF-1.7 rest", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\nrest", "image/png"),
    "jpg": (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
    "txt": ("会议纪要\n".encode(), "text/plain"),
    "csv": ("名称,数\n甲,1\n".encode("gb18030"), "text/csv"),
    "zip": (archive("a.txt"), "application/zip"),
    "docx": (
        archive("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        archive("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@pytest.mark.parametrize("suffix", TAKEN)
def test_a_file_is_known_by_its_content(suffix: str) -> None:
    case_id, (content, content_type) = being_worked_on(), TAKEN[suffix]
    made = attach(case_id, f"evidence.{suffix}", content)
    row = Attachment.objects.get(id=made)
    assert (row.content_type, row.name) == (content_type, f"evidence.{suffix}")
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert stored_file(row.stored_as).read_bytes() == content


def attach(case_id: int, name: str, content: bytes, **more: Any) -> int:
    file = paper(name, "", content, **more)
    return actions.attach_file(by=person("holly"), case_id=case_id, file=file, now=hours(2))


REFUSED = {
    "a program named PDF": ("report.pdf", b"MZ\x90\x00"),
    "a program for Linux": ("report.txt", b"\x7fELF\x02"),
    "a script": ("notes.txt", b"#!/bin/sh\nrm -rf /"),
    "a web page": ("page.txt", b"<!DOCTYPE html><p>hello"),
    "a page with a byte order mark": ("page.txt", b"\xef\xbb\xbf  <html>"),
    "a drawing that can run": ("drawing.svg", b'<svg onload="alert(1)"/>'),
    "a script in a text": ("notes.txt", b"hello <script>alert(1)</script>"),
    "old Office": ("old.doc", b"\xd0\xcf\x11\xe0rest"),
    "macros": ("sheet.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    "a program in an archive": ("files.zip", archive("setup.exe")),
    "a Java archive": ("files.zip", archive("META-INF/MANIFEST.MF")),
    "a broken archive": ("files.zip", b"PK\x03\x04rest"),
    "noise": ("notes.txt", bytes(range(256))),
    "nothing": ("empty.txt", b""),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_run_or_is_not_known_is_refused(what: str) -> None:
    case_id, (name, content) = being_worked_on(), REFUSED[what]
    before = kept()
    with pytest.raises(CaseRefused):
        attach(case_id, name, content)
    assert kept() == before
    assert not Attachment.objects.exists()


def kept() -> set[str]:
    return {path.name for path in (Path(given.DATA) / FOLDER).glob("*")}


def test_a_file_that_is_too_large_is_refused(settings: Any) -> None:
    settings.UPLOAD_BYTES = 10
    with pytest.raises(CaseRefused):
        attach(being_worked_on(), "long.txt", b"eleven bytes")


def test_the_same_bytes_are_one_file() -> None:
    case_id, content = being_worked_on(), b"only once, of this test"
    first, second = attach(case_id, "a.txt", content), attach(case_id, "b.txt", content)
    assert len({row.stored_as for row in Attachment.objects.filter(id__in=[first, second])}) == 1


def test_only_who_sees_the_case_gets_the_file() -> None:
    case_id = being_worked_on()
    shown = attach(case_id, "plan.txt", b"for you", internal=False)
    hidden = attach(case_id, "memo.txt", b"for us")
    info, _stored = attachment_for(shown, person("femke"))
    assert info.name == "plan.txt"
    assert attachment_for(hidden, person("femke")) is None
    assert attachment_for(hidden, person("lars")) is not None
    for name in ("zuri", "nell", "ines"):
        assert attachment_for(shown, person(name)) is None


def test_evidence_of_its_kind_opens_the_way() -> None:
    case_id = being_worked_on()
    actions.attach_file(by=person("holly"), case_id=case_id, file=paper(kind="answer"), now=hours(2))
    actions.move_case(
        by=person("holly"), case_id=case_id, transition="resolve", seen=None, now=hours(3), fields={"outcome": "solved"}
    )
    assert cases_of([case_id])[case_id].state == "resolved"


@for_all(name=st.text(max_size=300))
def test_no_name_leads_out_of_the_folder_or_hides_its_kind(name: str) -> None:
    clean = clean_name(name, "pdf")
    assert clean.endswith(".pdf")
    assert len(clean) <= 130
    assert not set(clean) & set('/\\<>:"|?*\r\n\0')
    assert not clean.startswith(".")
