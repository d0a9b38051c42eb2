"""The check digit of the unified social credit code.

Source: GB 32100-2015, section 4: 31 characters without I, O, S, V, Z; weights 3^(i-1) mod 31; the sum of all is a
multiple of 31.
"""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LENGTH = 18


def has_valid_check(code: str) -> bool:
    """Whether an 18-character code carries its own check character.

    Worked: "91350100M000100Y43", the example of the standard. Its first 17 characters weigh 1640 in all, and
    1640 = 52 · 31 + 28; 31 - 28 = 3, the last character.

    >>> has_valid_check("91350100M000100Y43"), has_valid_check("91350100M000100Y44"), has_valid_check("123")
    (True, False, False)
    """
    if len(code) != _LENGTH or not all(character in _VALUE for character in code):
        return False
    total = sum(_VALUE[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False))
    return _VALUE[code[-1]] == (-total) % 31
