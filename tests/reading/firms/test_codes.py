"""Codes of firms are checked by their own characters; what is wrong is said with what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.check_digits import (
    CREDIT_ALPHABET,
    credit_code_check,
    organisation_code_check,
    registration_number_check,
)
from tidehead.reading.firms.codes import NO_CODE, CodeKind, read_code

BODIES = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17)


def test_the_check_character_of_a_unified_code_by_hand() -> None:
    """Weights 1, 3, 9, 27, 19, …: 91 and fifteen noughts are 9 * 1 + 1 * 3 = 12, and 31 - 12 = 19 is K."""
    assert credit_code_check("91" + "0" * 15) == "K" == CREDIT_ALPHABET[19]


def test_the_example_of_the_standard_of_organisation_codes() -> None:
    """GB 11714-1997, its own example: D2143569-X."""
    assert organisation_code_check("D2143569") == "X"


def test_the_check_digit_of_a_registration_number_by_hand() -> None:
    """Fourteen noughts leave 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 (ISO 7064 MOD 11,10), and 11 - 6 = 5."""
    assert registration_number_check("0" * 14) == "5"


@pytest.mark.parametrize("check", [credit_code_check, organisation_code_check, registration_number_check])
@pytest.mark.parametrize(
    "text", ["", "１" * 17, "9" * 40, "甲乙丙丁戊己庚辛", "IIIIIIIIIIIIIIIII", "-1111111", "②" * 14]
)
def test_what_is_no_such_code_has_no_check_character(check, text: str) -> None:
    assert check(text) == ""


@given(BODIES, st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_one_miscopied_character_is_always_noticed(body: str, at: int, other: str) -> None:
    code = body + credit_code_check(body)
    assert read_code(code).valid
    if other != code[at]:
        found = read_code(code[:at] + other + code[at + 1 :])
        assert not found.valid and found.fault is not None


@given(BODIES, st.integers(0, 15))
def test_two_swapped_neighbours_are_always_noticed(body: str, at: int) -> None:
    code = body + credit_code_check(body)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert read_code(swapped).valid == (swapped == code)


CREDIT = "91" + "990101" + "YY0000012"
GOOD = CREDIT + credit_code_check(CREDIT)
OLD15 = "99010100000001" + registration_number_check("99010100000001")


@pytest.mark.parametrize(
    ("text", "kind", "valid"),
    [
        (GOOD, CodeKind.USCC18, True), (GOOD.lower(), CodeKind.USCC18, True), (f" {GOOD[:4]} {GOOD[4:]} ", CodeKind.USCC18, True),
        (GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")), CodeKind.USCC18, True),
        (OLD15, CodeKind.OLD15, True), (OLD15[:-1] + str((int(OLD15[-1]) + 1) % 10), CodeKind.OLD15, False),
        ("D2143569-X", CodeKind.OLD9, True), ("d2143569-x", CodeKind.OLD9, True), ("D2143568-X", CodeKind.OLD9, False),
        ("N/A", CodeKind.NONE, False), ("", CodeKind.NONE, False), (None, CodeKind.NONE, False), ("123", CodeKind.NONE, False),
        ("9.1331E+17", CodeKind.NONE, False), ("工商字第12号", CodeKind.NONE, False),
    ],
)  # fmt: skip
def test_every_kind_of_code_is_told(text: str | None, kind: CodeKind, valid: bool) -> None:
    found = read_code(text)
    assert (found.kind, found.valid) == (kind, valid)
    assert found.valid or found == NO_CODE or found.fault is not None


def test_what_was_put_right_is_said() -> None:
    assert read_code(GOOD).mended is None
    assert "大写" in read_code(GOOD.lower()).mended.zh


def test_letters_taken_for_digits_are_asked_about() -> None:
    at = GOOD.index("0")
    assert GOOD in read_code(GOOD[:at] + "O" + GOOD[at + 1 :]).fault.zh


def test_a_code_stored_as_a_number_says_so() -> None:
    assert "科学计数" in read_code("9.13310E+17").fault.zh


def test_a_code_tells_its_authority_and_individual_businesses() -> None:
    assert read_code(GOOD).authority == "990101" and read_code(OLD15).authority == "990101"
    assert read_code("D2143569-X").authority == ""
    trader = "92990101YY0000012"
    assert read_code(trader + credit_code_check(trader)).is_sole_trader and not read_code(GOOD).is_sole_trader


@pytest.mark.parametrize(("serial", "trader"), [("0", False), ("3", False), ("5", False), ("6", True), ("9", True)])
def test_an_old_registration_number_tells_individual_businesses_too(serial: str, trader: bool) -> None:
    """Serial numbers from 6 on are those of individual businesses: digits 7 to 14 of the number."""
    body = f"990101{serial}0001234"
    assert read_code(body + registration_number_check(body)).is_sole_trader is trader
