"""Sends what people are told by e-mail, too: tried again where a server was away, and never twice."""

import hashlib
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from tidehead.city.cases.addresses import case_address
from tidehead.city.cases.models import Notification
from tidehead.city.cases.relations import relations_of, standing_of
from tidehead.city.common.region import current_region
from tidehead.city.common.types import Text
from tidehead.city.posts.queries import acting

NONE, WAITING, SENDING, SENT, FAILED, UNCERTAIN = "", "waiting", "sending", "sent", "failed", "uncertain"
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 8


class _Refused(Exception):
    """The server said that it will not take this mail, now or ever."""


class _Unanswered(Exception):
    """The mail was handed over, but whether the server took it is not known."""


def send_next(now: datetime) -> bool:
    """Send one mail that waits. False when none does.

    Whoever sends it marks it first. Where its sender was killed in between, or the server's answer never came, nobody
    knows whether it arrived: it stays on the screen as "uncertain" and is not sent again.
    """
    Notification.objects.filter(mail=SENDING, try_at__lt=now).update(mail=UNCERTAIN, try_at=None)
    note_id = _claimed(now)
    if note_id is None:
        return False
    note = Notification.objects.select_related("user", "case").get(id=note_id)
    if not _is_wanted(note, now):
        _settle(note, mail=NONE, try_at=None)
        return True
    try:
        _send(_message(note))
    except _Refused:
        _settle(note, mail=FAILED, try_at=None)
    except _Unanswered:
        _settle(note, mail=UNCERTAIN, try_at=None)
    except (OSError, smtplib.SMTPException):
        _put_off(note, now)
    else:
        _settle(note, mail=SENT, try_at=None, emailed_at=now)
    return True


def _claimed(now: datetime) -> int | None:
    """A mail to send, marked as being sent; of two that try, one gets it."""
    waiting = Notification.objects.filter(mail=WAITING, try_at__lte=now).order_by("try_at", "id")
    for note_id in waiting.values_list("id", flat=True)[:10]:
        mine = Notification.objects.filter(id=note_id, mail=WAITING)
        if mine.update(mail=SENDING, try_at=now + LEASE, attempts=F("attempts") + 1) == 1:
            return int(note_id)
    return None


def _is_wanted(note: Notification, now: datetime) -> bool:
    """Not by who has read it on the screen, has no address, or no longer sees the case."""
    if note.read_at is not None or not note.user.email or not note.user.is_active:
        return False
    return note.case is None or bool(
        relations_of(acting(note.user_id, timezone.localdate(now)), standing_of(note.case))
    )


def _message(note: Notification) -> EmailMessage:
    region = current_region()
    language = region.default_language if region else "zh-hans"
    subject = Text(note.text_zh, note.text_en).in_language(language)
    words = [Text(note.body_zh, note.body_en).in_language(language) or subject]
    if note.case is not None:
        words.append(settings.BASE_URL + case_address(note.case.family, note.case.number))
    if region and region.synthetic:
        words.append(Text("（虚构数据）", "(invented data)").in_language(language))
    return EmailMessage(
        subject=" ".join(subject.split()),
        body="\n\n".join(words) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[note.user.email],
        headers={"Message-ID": message_id(note.key), "Auto-Submitted": "auto-generated"},
    )


def message_id(key: str) -> str:
    """The same for the same note, so that a mail program, too, would know it again."""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender}>"


def _send(message: EmailMessage) -> None:
    """Raises OSError or SMTPException where it was certainly not taken and may be later, _Refused, _Unanswered."""
    connection = get_connection()
    connection.open()
    try:
        connection.send_messages([message])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if _is_final(error):
            raise _Refused from error
        raise
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise _Unanswered from error
    finally:
        _close(connection)


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server's code says "never" (5xx) rather than "not now" (4xx). RFC 5321, 4.2.1."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    else:
        codes = [getattr(error, "smtp_code", 0)]
    return all(code >= 500 for code in codes)


def _close(connection: object) -> None:
    """Taking leave may fail where the server is gone; the mail is sent, or not, all the same."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException):
        return


def _put_off(note: Notification, now: datetime) -> None:
    if note.attempts >= MOST_TRIES:
        _settle(note, mail=FAILED, try_at=None)
        return
    _settle(note, mail=WAITING, try_at=now + min(FIRST_PAUSE * 2 ** (note.attempts - 1), LONGEST_PAUSE))


def _settle(note: Notification, **columns: object) -> None:
    Notification.objects.filter(id=note.pk, mail=SENDING).update(**columns)
