"""The documents, their sources, and sending more of them."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from tests.city.intake import read_in, receive
from tests.support.site import Site, signed_in_client
from tidehead.city.common.types import Text
from tidehead.city.evidence.actions import claim_document, store_failure
from tidehead.city.evidence.queries import all_documents, document_by_id

pytestmark = pytest.mark.django_db

NOTE = "示例湾简报\n2025年全市地区生产总值1400.5亿元。\n"
BULLETIN = Path(__file__).resolve().parents[1] / "documents" / "demo-bulletin-2024.txt"
LIST = reverse("evidence:documents")
UPLOAD = reverse("evidence:upload")
HTMX = {"HX-Request": "true"}


def send(client: Client, *files: tuple[str, bytes], **more: object):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(UPLOAD, {"file": sent, **more.pop("data", {})}, **more)


def failed(name: str = "broken.pdf", *, keep_file: bool = False) -> int:
    document = receive(name.encode(), name)
    claim_document(now=timezone.now())
    error = Text("文件已损坏。", "The file is damaged.")
    store_failure(document_id=document, error=error, now=timezone.now(), keep_file=keep_file)
    return document


# The list


def test_no_documents_yet_says_what_to_do(alice: Client) -> None:
    page = alice.get(LIST, {"lang": "en"}).content.decode()
    assert "No documents yet" in page
    assert 'name="file"' in page


def test_who_may_only_look_is_offered_no_upload(bob: Client) -> None:
    page = bob.get(LIST, {"lang": "en"}).content.decode()
    assert 'name="file"' not in page
    assert "right to upload" in page


def test_each_state_is_shown_in_words(alice: Client) -> None:
    failed()
    read_in(NOTE)
    receive(b"waiting", "waiting.txt")
    page = alice.get(LIST, {"lang": "en"}).content.decode()
    assert "The file is damaged." in page
    assert "1 to decide" in page
    assert "waiting" in page


def test_the_list_speaks_chinese(alice: Client) -> None:
    read_in(NOTE)
    page = alice.get(LIST, {"lang": "zh-hans"}).content.decode()
    assert "待审 1 条" in page
    assert "to decide" not in page


def test_only_rows_that_wait_ask_again(alice: Client) -> None:
    waiting, done = receive(b"waiting", "waiting.txt"), None
    row = alice.get(reverse("evidence:status", args=[waiting]), headers=HTMX).content.decode()
    assert "every 2s" in row
    claim_document(now=timezone.now())
    store_failure(document_id=waiting, error=Text("坏", "bad"), now=timezone.now())
    done = alice.get(reverse("evidence:status", args=[waiting]), headers=HTMX).content.decode()
    assert "every 2s" not in done


def test_a_row_of_a_removed_document_vanishes(alice: Client) -> None:
    assert alice.get(reverse("evidence:status", args=[987654]), headers=HTMX).content == b""


@pytest.mark.parametrize("name", ["documents", "sources"])
def test_a_stranger_is_sent_to_sign_in(charlie: Client, name: str) -> None:
    answer = charlie.get(reverse(f"evidence:{name}"))
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer["Location"]


def test_the_lists_ask_the_database_little(alice: Client, django_assert_max_num_queries) -> None:
    for nth in range(5):
        read_in(NOTE.replace("1400.5", f"14{nth}0.5"), f"{nth}.txt")
    with django_assert_max_num_queries(30):
        alice.get(LIST)
    with django_assert_max_num_queries(30):
        alice.get(reverse("evidence:sources"))


def test_the_list_can_be_taken_away(alice: Client) -> None:
    read_in(NOTE)
    assert "note.txt" in alice.get(LIST, {"table": "documents", "format": "csv"}).content.decode("utf-8-sig")
    assert alice.get(LIST, {"table": "documents", "format": "xlsx"}).content.startswith(b"PK")


# Sending


def test_a_sent_document_waits_in_the_list(alice: Client) -> None:
    answer = send(alice, ("plan.txt", NOTE.encode()), data={"issued_on": "2026-01-15"})
    assert answer.status_code == 302
    (document,) = all_documents()
    assert (document.file_name, document.state, str(document.issued_on)) == ("plan.txt", "received", "2026-01-15")


def test_several_documents_come_in_one_go_and_each_refusal_is_named(alice: Client) -> None:
    alice.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = send(alice, ("a.txt", b"one"), ("b.exe", b"two"), ("c.txt", b""), headers=HTMX)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == LIST
    assert [document.file_name for document in all_documents()] == ["a.txt"]
    page = alice.get(LIST, {"lang": "en"}).content.decode()
    assert "b.exe: .exe files cannot be read" in page
    assert "c.txt: The file is empty" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.doc", b"x", "save an old .doc as .docx"),
        ("none", b"x", "Upload txt, docx, pdf or html"),
        ("empty.pdf", b"", "The file is empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(alice: Client, name: str, content: bytes, words: str) -> None:
    alice.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = send(alice, (name, content), headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert not all_documents()


def test_a_request_without_a_file_is_refused(alice: Client) -> None:
    assert alice.post(UPLOAD, {}).status_code == 422


def test_a_wrong_issue_date_is_refused_before_anything_is_kept(alice: Client) -> None:
    answer = send(alice, ("a.txt", b"one"), data={"issued_on": "last spring"})
    assert answer.status_code == 422
    assert not all_documents()


def test_what_is_too_large_is_refused_and_nothing_is_kept(alice: Client, settings) -> None:
    settings.UPLOAD_BYTES = 100_000
    answer = send(alice, ("large.txt", b"x" * 300_000), headers=HTMX)
    assert answer.status_code == 413
    assert "MB" in answer.json()["detail"]
    assert not all_documents()
    assert not list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"))


def test_what_is_far_too_large_is_not_even_read_to_its_end(alice: Client, settings) -> None:
    settings.UPLOAD_BYTES = 10_000
    assert send(alice, ("large.txt", b"x" * 3_000_000)).status_code == 413
    assert not all_documents()


@pytest.mark.parametrize("address", ["/account/sign-in/", "/documents/1/again/", "/api/facts/1/accept", "/nowhere/"])
def test_other_addresses_take_no_files(charlie: Client, settings, address: str) -> None:
    large = SimpleUploadedFile("large.txt", b"x" * 100_000)
    assert charlie.post(address, {"file": large}).status_code >= 300
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    assert not folder.exists() or not list(folder.glob("*.upload*"))


def test_a_form_with_parts_of_more_than_64_kb_is_refused_where_no_files_are_taken(alice: Client) -> None:
    document = receive(b"words")
    address = reverse("evidence:again", args=[document])
    small, large = (SimpleUploadedFile("a.txt", b"x" * size) for size in (1000, 100_000))
    assert alice.post(address, {"file": small}).status_code == 302
    assert alice.post(address, {"file": large}).status_code in (400, 413)


def test_who_may_only_look_sends_nothing(bob: Client) -> None:
    assert send(bob, ("a.txt", b"one")).status_code == 403
    assert not all_documents()


def test_a_stranger_sends_nothing(charlie: Client) -> None:
    assert send(charlie, ("a.txt", b"one")).status_code == 302
    assert not all_documents()


def test_an_upload_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_client("alice").cookies
    assert send(client, ("a.txt", b"one")).status_code == 403
    assert not all_documents()


# One document


def test_the_original_comes_back_byte_for_byte_and_is_not_shown_as_a_page(alice: Client) -> None:
    document = receive(b"<script>alert(1)</script>", "page.html")
    answer = alice.get(reverse("evidence:download", args=[document]))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_original_is_locked_away_from_the_site(alice: Client) -> None:
    document = receive(b"<script>alert(1)</script>", "page.html")
    address = reverse("evidence:download", args=[document])
    answer = alice.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    refused = alice.get(address, headers=HTMX)  # it would become part of a page
    assert refused.status_code == 400
    assert b"script" not in refused.content


def test_the_original_of_an_unreadable_document_is_gone(alice: Client) -> None:
    assert alice.get(reverse("evidence:download", args=[failed()])).status_code == 404


def test_a_document_that_ran_out_of_time_is_queued_again(alice: Client) -> None:
    document = failed(keep_file=True)
    alice.post(reverse("evidence:again", args=[document]))
    assert document_by_id(document).state == "received"


def test_removing_is_for_those_who_may(alice: Client, bob: Client) -> None:
    document = read_in(NOTE)
    address = reverse("evidence:remove", args=[document])
    assert bob.post(address).status_code == 403
    assert alice.get(address).status_code == 405
    alice.post(address)
    assert document_by_id(document) is None
    assert alice.post(address).status_code == 404


# Sources


def test_sources_can_be_looked_through_and_taken_away(alice: Client) -> None:
    address = reverse("evidence:sources")
    assert "示例湾" in alice.get(address).content.decode()
    assert alice.get(address, {"table": "sources", "format": "xlsx"}).content.startswith(b"PK")


def test_a_source_without_its_text_says_how_to_bring_it(alice: Client) -> None:
    page = alice.get(reverse("evidence:source", args=["demo-bulletin-2024"]), {"lang": "en"}).content.decode()
    assert "has not been loaded" in page
    assert LIST in page


def test_a_source_with_its_text_leads_to_it(bob: Client) -> None:
    document = read_in(BULLETIN.read_text(encoding="utf-8"))
    page = bob.get(reverse("evidence:source", args=["demo-bulletin-2024"])).content.decode()
    assert reverse("web:document", args=[document]) in page


def test_an_unknown_source_is_not_found(alice: Client) -> None:
    assert alice.get(reverse("evidence:source", args=["nothing"])).status_code == 404


def test_an_upload_is_never_wholly_in_memory(alice: Client) -> None:
    content = io.BytesIO(NOTE.encode() * 50_000)
    content.name = "long.txt"
    assert alice.post(UPLOAD, {"file": content}).status_code == 302
    assert all_documents()[0].size == len(NOTE.encode()) * 50_000


@pytest.mark.browser
@pytest.mark.parametrize("turn", [1, 2])
def test_every_fresh_site_begins_with_the_same_rows(fresh_site: Site, page: Page, turn: int) -> None:
    page.goto(fresh_site.url)
    assert not all_documents()
    receive(str(turn).encode())
