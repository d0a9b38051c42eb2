"""Codes of firms: the unified social credit code, and the numbers that came before it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tidehead.calc.check_digits import (
    CREDIT_ALPHABET,
    credit_code_check,
    organisation_code_check,
    registration_number_check,
)
from tidehead.calc.labels import Label
from tidehead.reading.firms.unknowns import is_unknown

SOLE_TRADER = "92"
"""What the codes of individual businesses (个体工商户) begin with."""
_OLD_SOLE_TRADERS = "6789"
"""The seventh digit of their old registration numbers: serial numbers from 6 on are theirs (rules to GS 15-2006)."""

_SPACES = re.compile(r"[\s\-–—_.·'\"`\u200b\ufeff\u00a0]+")
_CREDIT = re.compile(rf"[{CREDIT_ALPHABET}]{{18}}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_CONFUSED = str.maketrans("OIZSV", "0125U")


class CodeKind(StrEnum):
    """Which kind of code a text is."""

    USCC18 = "uscc18"
    OLD15 = "old15"
    OLD9 = "old9"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code as it was read. code: without spaces, in capitals; "" where the text says nothing.

    valid: its check characters agree. fault: what is wrong and what to do. mended: what was put right in writing it.
    """

    code: str
    kind: CodeKind
    valid: bool
    fault: Label | None = None
    mended: Label | None = None

    @property
    def authority(self) -> str:
        """The county whose office registered the firm, as its code says; "" where the code does not say."""
        if self.kind is CodeKind.USCC18:
            return self.code[2:8]
        return self.code[:6] if self.kind is CodeKind.OLD15 else ""

    @property
    def is_sole_trader(self) -> bool:
        """Whether it is an individual business, whose register is about a person."""
        if self.kind is CodeKind.OLD15:
            return self.code[6] in _OLD_SOLE_TRADERS
        return self.kind is CodeKind.USCC18 and self.code.startswith(SOLE_TRADER)


NO_CODE = CodeReading("", CodeKind.NONE, False)
_LOWER = Label("小写字母已改为大写", "small letters were made capitals")


def read_code(text: str | None) -> CodeReading:
    """A unified code, an old registration number of 15 digits or an organisation code of 9, checked.

    A text that says nothing gives no code and no fault: many lists have firms without one.

    >>> read_code("9135010077D2143569x ").fault.text("en")[:14], read_code("d2143569-x").kind.value
    ('the code has 1', 'old9')
    """
    if is_unknown(text):
        return NO_CODE
    written = _SPACES.sub("", unicodedata.normalize("NFKC", text or ""))
    if _SCIENTIFIC.fullmatch(str(text).strip()):
        return CodeReading(written, CodeKind.NONE, False, _AS_NUMBER)
    code = written.upper()
    mended = _LOWER if code != written else None
    if len(code) == 18:
        return _credit(code, mended)
    if len(code) == 15 and code.isascii() and code.isdigit():
        return _registration(code)
    if len(code) == 9 and code.isascii() and code.isalnum():
        return _organisation(code, mended)
    return CodeReading(code, CodeKind.NONE, False, _of_length(code), mended)


def _credit(code: str, mended: Label | None) -> CodeReading:
    if _CREDIT.fullmatch(code) is None:
        return CodeReading(code, CodeKind.USCC18, False, _strange_signs(code), mended)
    if credit_code_check(code[:17]) != code[17]:
        return CodeReading(code, CodeKind.USCC18, False, _WRONG_CREDIT, mended)
    return CodeReading(code, CodeKind.USCC18, True, None, mended)


def _registration(code: str) -> CodeReading:
    good = registration_number_check(code[:14]) == code[14]
    return CodeReading(code, CodeKind.OLD15, good, None if good else _WRONG_REGISTRATION)


def _organisation(code: str, mended: Label | None) -> CodeReading:
    good = organisation_code_check(code[:8]) == code[8]
    return CodeReading(code, CodeKind.OLD9, good, None if good else _WRONG_ORGANISATION, mended)


def _strange_signs(code: str) -> Label:
    strange = "".join(sorted({sign for sign in code if sign not in CREDIT_ALPHABET}))
    meant = code.translate(_CONFUSED)
    zh = f"统一社会信用代码里不会有“{strange}”"
    en = f'a unified social credit code holds no "{strange}"'
    if _CREDIT.fullmatch(meant) and credit_code_check(meant[:17]) == meant[17]:
        return Label(f"{zh}；是否应为 {meant}？请核对后改正", f"{en}; is {meant} meant? Look it up and put it right")
    return Label(f"{zh}；请按营业执照核对", f"{en}; compare it with the business licence")


def _of_length(code: str) -> Label:
    n = len(code)
    return Label(
        f"代码有 {n} 位：统一社会信用代码是 18 位，旧注册号是 15 位，旧组织机构代码是 9 位；请补全或留空",
        f"the code has {n} characters: a unified code has 18, an old registration number 15, an old organisation "
        "code 9; complete it or leave it empty",
    )


_WRONG_CREDIT = Label(
    "统一社会信用代码的校验位不对，有一位抄错了；请按营业执照核对",
    "the check character does not agree: one character was miscopied; compare it with the business licence",
)
_WRONG_REGISTRATION = Label(
    "旧注册号的校验位不对；请核对，或改填统一社会信用代码",
    "the check digit of the old registration number does not agree; compare it, or give the unified code",
)
_WRONG_ORGANISATION = Label(
    "旧组织机构代码的校验位不对；请核对，或改填统一社会信用代码",
    "the check character of the old organisation code does not agree; compare it, or give the unified code",
)
_AS_NUMBER = Label(
    "代码被存成了科学计数，后面几位已经丢失；请把该列设为文本格式后重新导出",
    "the code was stored as a number and has lost its last digits; format the column as text and export it anew",
)
