"""The second factor: codes of RFC 6238, taken once each, and recovery codes for who lost the device.

A code is taken before the transaction that it opens the way to: a transaction that is undone must not undo the count
of wrong tries, nor make a code fresh again.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import pyotp
import segno
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from tidehead.city.accounts.models import RecoveryCode, SecondFactor, User
from tidehead.city.accounts.types import AccountRefused
from tidehead.city.common.trail import leave_trail

STEP_SECONDS = 30
WINDOW = 1
"""Steps before and after now whose codes are taken too: clocks of telephones are off by seconds."""
MOST_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)
RECOVERY_CODES = 10
ISSUER = "Tidehead"


def has_second_factor(user_id: int) -> bool:
    return SecondFactor.objects.filter(user_id=user_id).exists()


def new_secret() -> str:
    """What is scanned, and in force once a code of it was entered rightly: 160 bits."""
    return pyotp.random_base32()


def scanned_address(secret: str, username: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(address: str) -> str:
    """A QR code as SVG without any style of its own, on white, so that it is read on a dark page too."""
    return segno.make(address, error="m").svg_inline(scale=5, border=3, light="#fff", title="QR", omitsize=False)


def confirm_second_factor(*, user_id: int, secret: str, code: str, now: datetime) -> tuple[str, ...]:
    """Put the second factor in force with a first right code. Returns recovery codes, which are shown this once."""
    step = matching_step(secret, code, now)
    if step is None:
        raise AccountRefused(_wrong())
    with transaction.atomic():
        if has_second_factor(user_id):
            raise AccountRefused(gettext("The second factor is set up already."))
        SecondFactor.objects.create(user_id=user_id, secret=secret, confirmed_at=now, last_step=step)
        leave_trail(_name(user_id), "second_factor.set_up", f"account:{_name(user_id)}", at=now)
        return _new_recovery_codes(user_id)


def renew_recovery_codes(*, user_id: int, code: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes in place of all earlier ones, for who has a right code."""
    _take_code(user_id, code, now)
    with transaction.atomic():
        leave_trail(_name(user_id), "second_factor.recovery_renewed", f"account:{_name(user_id)}", at=now)
        return _new_recovery_codes(user_id)


def remove_second_factor(*, user_id: int, code: str, now: datetime) -> None:
    """Take the second factor off, for who has a right code or a recovery code."""
    check_second_factor(user_id=user_id, code=code, now=now)
    with transaction.atomic():
        _drop(user_id)
        leave_trail(_name(user_id), "second_factor.removed", f"account:{_name(user_id)}", at=now)


@transaction.atomic
def reset_second_factor(*, username: str, now: datetime) -> None:
    """Take the second factor off an account whose owner lost both device and recovery codes."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise AccountRefused(f"There is no account named {username!r}.")
    _drop(user.pk)
    leave_trail("system", "second_factor.reset", f"account:{username}", at=now)


def check_second_factor(*, user_id: int, code: str, now: datetime) -> None:
    """Take a code or a recovery code, once. Raises AccountRefused for a wrong one and, after five, for any."""
    if len(_plain(code)) == RECOVERY_LENGTH:
        _take_recovery_code(user_id, code, now)
    else:
        _take_code(user_id, code, now)


def step_of(now: datetime) -> int:
    """Which half minute since 1970 it is."""
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, among those near now; None for a wrong code."""
    codes = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in range(step_of(now) - WINDOW, step_of(now) + WINDOW + 1):
        if secrets.compare_digest(codes.generate_otp(step).encode(), _plain(code).encode()):
            return step
    return None


def _take_code(user_id: int, code: str, now: datetime) -> None:
    factor = _open_factor(user_id, now)
    step = matching_step(factor.secret, code, now)
    fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    if step is None or fresh.update(last_step=step, failures=0, locked_until=None) != 1:
        _count_failure(factor, now)


def _open_factor(user_id: int, now: datetime) -> SecondFactor:
    factor = SecondFactor.objects.filter(user_id=user_id).first()
    if factor is None:
        raise AccountRefused(gettext("There is no second factor to check."))
    if factor.locked_until is not None and factor.locked_until > now:
        raise AccountRefused(gettext("Too many wrong tries. Wait a quarter of an hour, then try again."))
    return factor


def _count_failure(factor: SecondFactor, now: datetime) -> None:
    """Count, and lock after five; told as a refusal."""
    rows = SecondFactor.objects.filter(pk=factor.pk)
    rows.update(failures=F("failures") + 1)
    rows.filter(failures__gte=MOST_FAILURES).update(failures=0, locked_until=now + LOCK_TIME)
    raise AccountRefused(_wrong())


def _wrong() -> str:
    return gettext("The code is wrong, or was used already. Wait for the next one.")


RECOVERY_LENGTH = 10


def _take_recovery_code(user_id: int, code: str, now: datetime) -> None:
    factor = _open_factor(user_id, now)
    unused = RecoveryCode.objects.filter(user_id=user_id, used_at=None, digest=_digest(user_id, code))
    if unused.update(used_at=now) != 1:
        _count_failure(factor, now)
    left = RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()
    leave_trail(_name(user_id), "second_factor.recovered", f"account:{_name(user_id)}", at=now, detail={"left": left})


def recovery_codes_left(user_id: int) -> int:
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def _new_recovery_codes(user_id: int) -> tuple[str, ...]:
    codes = tuple(_recovery_code() for _nth in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user_id, digest=_digest(user_id, code)) for code in codes)
    return codes


_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for one another."""


def _recovery_code() -> str:
    """Two groups of five: 31 to the power of 10 possibilities, some 49 bits, and five tries in a quarter of an hour."""
    half = RECOVERY_LENGTH // 2
    return "-".join("".join(secrets.choice(_LETTERS) for _nth in range(half)) for _group in range(2))


def _digest(user_id: int, code: str) -> str:
    """Bound to its account and slow to guess from a stolen table."""
    return hashlib.scrypt(_plain(code).encode(), salt=f"recovery:{user_id}".encode(), n=2**14, r=8, p=1, dklen=32).hex()


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").lower()


def _drop(user_id: int) -> None:
    SecondFactor.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.filter(user_id=user_id).delete()


def _name(user_id: int) -> str:
    return User.objects.values_list("username", flat=True).get(pk=user_id)
