"""Reminders and e-mails: each once, against a real SMTP server."""

import contextlib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user_model

from tests.city.casework import (
    HANDLER,
    INDUSTRY,
    NOW,
    SCIENCE,
    being_worked_on,
    hours,
    opened,
    paper,
    person,
    set_scene,
)
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases import actions
from tidehead.city.cases.clockwork import remind_next
from tidehead.city.cases.mailing import FAILED, LEASE, MOST_TRIES, NONE, SENT, UNCERTAIN, WAITING, send_next
from tidehead.city.cases.models import Notification
from tidehead.city.cases.queries import cases_of, notes_of
from tidehead.city.cases.telling import heads_of
from tidehead.city.posts.actions import end_term

pytestmark = pytest.mark.django_db
DUE = 7 * 24 + 15  # hours from NOW, nine in the morning, to the close of the seventh day after it


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


# Reminders


def remind(after: float) -> None:
    while remind_next(hours(after)):
        pass


def told(name: str, kind: str) -> list[str]:
    return [note.text.en for note in notes_of(person(name).pk) if note.kind == kind]


def test_the_owner_is_warned_once_and_the_heads_hear_once_of_what_is_late() -> None:
    being_worked_on()
    remind(DUE - 30)
    assert told("holly", "warning") == []
    remind(DUE - 20)
    remind(DUE - 19)
    assert len(told("holly", "warning")) == 1
    assert told("lars", "warning") == []
    remind(DUE + 1)
    remind(DUE + 2)
    assert (len(told("holly", "late")), len(told("lars", "late"))) == (1, 1)
    assert "has run out" in told("lars", "late")[0]


def test_what_nobody_leads_is_told_to_who_routes() -> None:
    opened()
    remind(DUE + 1)
    assert len(told("oona", "late")) == 1


def test_a_clock_that_stands_still_reminds_nobody_and_is_told_of_again_when_it_goes_on() -> None:
    case_id = being_worked_on()
    remind(DUE - 20)
    actions.move_case(
        by=person("holly"), case_id=case_id, transition="ask_back", seen=None, now=hours(DUE - 19), reason="Which?"
    )
    remind(DUE + 100)
    assert told("holly", "late") == []
    actions.move_case(by=person("femke"), case_id=case_id, transition="go_on", seen=None, now=hours(DUE + 101))
    remind(DUE + 101 + 14 * 24)
    assert len(told("holly", "late")) == 1


def test_a_co_owner_is_reminded_of_its_own_clock() -> None:
    case_id = being_worked_on()
    actions.add_co_owner(by=person("holly"), case_id=case_id, organisation=INDUSTRY, seen=None, now=hours(2))
    remind(24 * 12)
    late = Notification.objects.filter(kind="late", key__contains=f":help:{INDUSTRY}:")
    assert set(late.values_list("user", flat=True)) == heads_of(INDUSTRY)
    assert late.exists()


def test_the_clockwork_takes_the_way_that_is_left_to_it() -> None:
    case_id = being_worked_on()
    actions.move_case(
        by=person("holly"),
        case_id=case_id,
        transition="resolve",
        seen=None,
        now=hours(2),
        fields={"outcome": "solved"},
        files=(paper(),),
    )
    remind(24 * 7)
    assert cases_of([case_id])[case_id].state == "resolved"
    remind(24 * 9)
    info = cases_of([case_id])[case_id]
    assert (info.state, info.phase) == ("confirmed", "ended")


# E-mail


class Box:
    """Keeps what arrives; `answer` is what the server says after a mail."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return self.answer


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    found = Box()
    server = Controller(found, hostname="127.0.0.1", port=free_port())
    server.start()
    use(settings, server.port)
    yield found
    server.stop()


def use(settings: Any, port: int) -> None:
    settings.MAILS_SENT = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "tidehead@region.example", "https://tidehead.region.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def with_addresses(*names: str) -> None:
    for name in names:
        get_user_model().objects.filter(username=name).update(email=f"{name}@region.example")


def send_all(after: float) -> None:
    while send_next(hours(after)):
        pass


def mail_states(name: str) -> list[str]:
    rows = Notification.objects.filter(user=person(name).pk).order_by("id")
    return list(rows.values_list("mail", flat=True))


def test_a_note_is_mailed_once_with_a_link_in_the_regions_language(box: Box) -> None:
    with_addresses("holly")
    opened(owner=HANDLER)
    send_all(1)
    send_all(2)
    ((recipients, mail),) = box.mails
    assert recipients == ["holly@region.example"]
    assert "交给您办理" in str(make_header(decode_header(mail["Subject"])))
    assert mail["Message-ID"].endswith("@region.example>")
    words = mail.get_payload(decode=True).decode()
    assert "https://tidehead.region.example/" in words
    assert "T-2026-0001" in words
    assert mail_states("holly") == [SENT]


def test_who_has_no_address_has_read_it_or_no_longer_sees_it_gets_none(box: Box) -> None:
    with_addresses("holly", "hedda")
    case_id = opened(owner=HANDLER)
    actions.comment(by=person("oona"), case_id=case_id, words="@hedda @lars look", now=hours(1))
    actions.mark_read(by=person("hedda"), note_ids=[note.id for note in notes_of(person("hedda").pk)], now=hours(1))
    end_term(by=SYSTEM, post=HANDLER, user_id=person("holly").pk, now=NOW)
    send_all(2)
    assert box.mails == []
    assert {*mail_states("hedda"), *mail_states("lars"), *mail_states("holly")} == {NONE}


def test_a_server_that_is_away_is_tried_again_later(settings: Any) -> None:
    port = free_port()
    use(settings, port)
    with_addresses("holly")
    opened(owner=HANDLER)
    assert send_next(hours(0))
    assert mail_states("holly") == [WAITING]
    assert not send_next(hours(0))  # not at once
    found = Box()
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    try:
        send_all(1)
    finally:
        server.stop()
    assert len(found.mails) == 1
    assert mail_states("holly") == [SENT]


def test_not_now_is_tried_again_and_never_is_not(box: Box) -> None:
    with_addresses("holly")
    opened(owner=HANDLER)
    box.answer = "451 later"
    send_next(hours(0))
    assert mail_states("holly") == [WAITING]
    box.answer = "554 never"
    send_next(hours(1))
    assert mail_states("holly") == [FAILED]
    assert box.mails == []


def test_after_many_tries_it_is_given_up(settings: Any) -> None:
    use(settings, free_port())
    with_addresses("holly")
    opened(owner=HANDLER)
    for nth in range(MOST_TRIES):
        assert send_next(NOW + timedelta(days=nth))
    assert mail_states("holly") == [FAILED]


def test_an_answer_that_never_came_is_not_taken_for_a_refusal(settings: Any) -> None:
    """The connection breaks after the mail was handed over: whether it was taken, nobody knows."""
    with breaking_server() as port:
        use(settings, port)
        with_addresses("holly")
        opened(owner=HANDLER)
        send_next(hours(0))
    assert mail_states("holly") == [UNCERTAIN]


@contextlib.contextmanager
def breaking_server() -> Iterator[int]:
    class Breaking:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            server.transport.abort()
            return "250 OK"

    server = Controller(Breaking(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


def test_a_sender_that_was_killed_leaves_a_mail_that_is_not_sent_again(box: Box) -> None:
    with_addresses("holly")
    opened(owner=HANDLER)
    Notification.objects.update(mail="sending", try_at=NOW + LEASE)
    assert not send_next(hours(0))
    assert not send_next(NOW + 2 * LEASE)
    assert mail_states("holly") == [UNCERTAIN]
    assert box.mails == []


def test_nothing_waits_where_no_mail_server_is_set() -> None:
    opened(owner=HANDLER, lead=SCIENCE)
    assert mail_states("holly") == [NONE]
