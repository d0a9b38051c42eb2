"""The second factor: the codes of RFC 6238, each taken once, recovery codes, throttling, and who has to have one."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.cli.asking import invoke
from tests.pages.asking import ENGLISH, words_of
from tests.support.city import PASSWORD
from tidehead.city.accounts.models import RecoveryCode, SecondFactor
from tidehead.city.accounts.second_factor import (
    LOCK_TIME,
    MOST_FAILURES,
    RECOVERY_CODES,
    check_second_factor,
    confirm_second_factor,
    has_second_factor,
    matching_step,
    new_secret,
    picture,
    recovery_codes_left,
    remove_second_factor,
    renew_recovery_codes,
    scanned_address,
    step_of,
)
from tidehead.city.accounts.types import AccountRefused

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, SET_UP = "/account/sign-in/", "/account/sign-in/code/", "/account/second-factor/set-up/"
NOW = datetime(2026, 4, 1, 8, 30, 10, tzinfo=UTC)
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def bob_id() -> int:
    return get_user_model().objects.get(username="bob").pk


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def secret() -> str:
    """Bob has a second factor, confirmed a minute before NOW."""
    made = new_secret()
    before = NOW - timedelta(minutes=1)
    confirm_second_factor(user_id=bob_id(), secret=made, code=code_at(made, before), now=before)
    return made


def checked(code: str, now: datetime = NOW) -> None:
    check_second_factor(user_id=bob_id(), code=code, now=now)


# The codes


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    """The RFC prints eight digits with SHA-1; an authenticator shows the last six of them."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    assert matching_step(RFC_SECRET, code[-6:], moment) == seconds // 30 == step_of(moment)


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_half_a_minute_before_and_after(secret: str, off: int, taken: bool) -> None:
    found = matching_step(secret, code_at(secret, NOW + timedelta(seconds=off)), NOW)
    assert (found is not None) is taken


def test_a_code_is_taken_once(secret: str) -> None:
    code = code_at(secret, NOW)
    checked(code)
    with pytest.raises(AccountRefused):
        checked(code, NOW + timedelta(seconds=5))
    with pytest.raises(AccountRefused):  # nor one of a step before
        checked(code_at(secret, NOW - timedelta(seconds=30)))
    checked(code_at(secret, NOW + timedelta(seconds=30)), NOW + timedelta(seconds=30))


def test_the_code_of_setting_up_is_spent_too() -> None:
    made = new_secret()
    code = code_at(made, NOW)
    confirm_second_factor(user_id=bob_id(), secret=made, code=code, now=NOW)
    with pytest.raises(AccountRefused):
        checked(code)


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(secret: str) -> None:
    for _try in range(MOST_FAILURES):
        with pytest.raises(AccountRefused):
            checked("000000")
    with pytest.raises(AccountRefused, match=r"quarter|十五"):
        checked(code_at(secret, NOW))
    later = NOW + LOCK_TIME + timedelta(seconds=1)
    checked(code_at(secret, later), later)


def test_a_right_code_forgets_wrong_ones(secret: str) -> None:
    for nth in range(3):
        for _try in range(MOST_FAILURES - 1):
            with pytest.raises(AccountRefused):
                checked("000000", NOW + timedelta(minutes=nth))
        moment = NOW + timedelta(minutes=nth)
        checked(code_at(secret, moment), moment)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "' OR 1=1"])
def test_what_is_no_code_is_refused(secret: str, code: str) -> None:
    with pytest.raises(AccountRefused):
        checked(code)


# Recovery codes


def test_a_recovery_code_stands_in_once(secret: str) -> None:
    codes = renew_recovery_codes(user_id=bob_id(), code=code_at(secret, NOW), now=NOW)
    assert len(set(codes)) == RECOVERY_CODES
    checked(codes[0].upper().replace("-", " "))
    assert recovery_codes_left(bob_id()) == RECOVERY_CODES - 1
    with pytest.raises(AccountRefused):
        checked(codes[0])
    checked(codes[1])


def test_new_recovery_codes_end_the_earlier_ones(secret: str) -> None:
    first = renew_recovery_codes(user_id=bob_id(), code=code_at(secret, NOW), now=NOW)
    later = NOW + timedelta(minutes=1)
    renew_recovery_codes(user_id=bob_id(), code=code_at(secret, later), now=later)
    with pytest.raises(AccountRefused):
        checked(first[0], later)


def test_recovery_codes_are_kept_as_digests_bound_to_their_account(secret: str) -> None:
    codes = renew_recovery_codes(user_id=bob_id(), code=code_at(secret, NOW), now=NOW)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code.replace("-", "") in digest for code in codes for digest in kept)
    alice = get_user_model().objects.get(username="alice").pk
    made = new_secret()
    confirm_second_factor(user_id=alice, secret=made, code=code_at(made, NOW), now=NOW)
    with pytest.raises(AccountRefused):
        check_second_factor(user_id=alice, code=codes[0], now=NOW)


# Setting it up and taking it off


def test_a_second_factor_is_not_set_up_twice_nor_with_a_wrong_code(secret: str) -> None:
    other = new_secret()
    with pytest.raises(AccountRefused):
        confirm_second_factor(user_id=bob_id(), secret=other, code=code_at(other, NOW), now=NOW)
    alice = get_user_model().objects.get(username="alice").pk
    with pytest.raises(AccountRefused):
        confirm_second_factor(user_id=alice, secret=other, code="000000", now=NOW)
    assert not has_second_factor(alice)


def test_it_is_taken_off_only_with_a_code(secret: str) -> None:
    with pytest.raises(AccountRefused):
        remove_second_factor(user_id=bob_id(), code="000000", now=NOW)
    assert SecondFactor.objects.get().failures == 1
    remove_second_factor(user_id=bob_id(), code=code_at(secret, NOW), now=NOW)
    assert not has_second_factor(bob_id()) and not RecoveryCode.objects.exists()


def test_the_picture_says_the_address_and_styles_nothing() -> None:
    address = scanned_address(RFC_SECRET, "bob")
    assert address == f"otpauth://totp/Tidehead:bob?secret={RFC_SECRET}&issuer=Tidehead"
    drawn = picture(address)
    assert drawn.startswith("<svg") and "style" not in drawn and "<script" not in drawn


# Signing in


def test_who_has_two_factors_shows_both(charlie: Client, secret: str) -> None:
    answer = charlie.post(SIGN_IN, {"username": "bob", "password": PASSWORD, "next": "/plans/"})
    assert answer["Location"] == CODE
    assert charlie.get("/plans/").status_code == 302
    assert charlie.post(CODE, {"code": "000000"}).status_code == 401
    assert charlie.get("/plans/").status_code == 302
    entered = charlie.post(CODE, {"code": code_at(secret, timezone.now())})
    assert (entered.status_code, entered["Location"]) == (302, "/plans/")
    assert charlie.get("/plans/").status_code == 200


def test_the_second_factor_alone_opens_nothing(charlie: Client, secret: str) -> None:
    assert charlie.post(CODE, {"code": code_at(secret, timezone.now())})["Location"] == SIGN_IN
    assert charlie.get("/plans/").status_code == 302


def test_the_password_is_forgotten_after_ten_minutes(
    charlie: Client, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidehead.city.accounts.signing_in.PENDING_LIFE", timedelta(0))
    charlie.post(SIGN_IN, {"username": "bob", "password": PASSWORD})
    assert charlie.post(CODE, {"code": code_at(secret, timezone.now())})["Location"] == SIGN_IN


def test_the_whole_way_through_the_pages(bob: Client, charlie: Client) -> None:
    page = words_of(bob.get(SET_UP, ENGLISH))
    scanned = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert scanned in words_of(bob.get(SET_UP, ENGLISH)), "looking again keeps the key"
    assert bob.post(SET_UP, {"code": "000000"}).status_code == 422
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", words_of(bob.post(SET_UP, {"code": now(scanned)})))
    assert len(codes) == RECOVERY_CODES
    assert "10 recovery codes are left" in words_of(bob.get("/account/", ENGLISH))
    charlie.post(SIGN_IN, {"username": "bob", "password": PASSWORD})
    assert charlie.post(CODE, {"code": codes[0]}).status_code == 302
    assert "9 recovery codes are left" in words_of(charlie.get("/account/", ENGLISH))
    assert charlie.post("/account/second-factor/recovery/", {"code": "000000"}).status_code == 422
    assert charlie.post("/account/second-factor/drop/", {"code": codes[1]}).status_code == 302
    assert not has_second_factor(bob_id())


def now(secret: str) -> str:
    return code_at(secret, timezone.now())


# Who has to have one


@pytest.mark.parametrize(
    ("wanted", "username", "must"),
    [
        ("off", "dora", False),
        ("administrators", "dora", True),
        ("administrators", "otto", True),
        ("administrators", "bob", False),
        ("everybody", "bob", True),
        ("everybody", "erin", True),
    ],
)
def test_who_has_to_have_one_is_led_to_set_it_up(
    wanted: str, username: str, must: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TIDEHEAD_SECOND_FACTOR says who."""
    monkeypatch.setitem(settings.ENVIRONMENT, "SECOND_FACTOR", wanted)
    client = request.getfixturevalue(username)
    answer = client.get("/account/")
    assert answer.status_code == (302 if must else 200)
    if must:
        assert answer["Location"] == SET_UP
        made = re.search(r"<code>([A-Z2-7]{32})</code>", words_of(client.get(SET_UP)))[1]
        client.post(SET_UP, {"code": now(made)})
        assert client.get("/account/").status_code == 200


def test_a_key_for_the_api_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.ENVIRONMENT, "SECOND_FACTOR", "everybody")
    key = invoke(["account", "token", "bob"]).stdout.strip()
    assert Client().get("/api/places", headers={"Authorization": f"Bearer {key}"}).status_code == 200


# The command line


def test_an_administrator_takes_it_off_who_lost_everything(secret: str) -> None:
    cache.clear()
    result = invoke(["account", "reset-second-factor", "bob"])
    assert result.exit_code == 0, result.output
    assert not has_second_factor(bob_id())
    assert invoke(["account", "reset-second-factor", "nobody"]).exit_code == 1
