"""How a rule text is refused: what is wrong, at which character, and what to do about it."""

from collections.abc import Iterable
from difflib import get_close_matches

from tidehead.calc.labels import Label
from tidehead.calc.rules.types import RuleRefused

_SHOWN = 40
_NAMED = 8

Span = tuple[int, int]


def refusal(text: str, span: Span, zh: str, en: str) -> RuleRefused:
    """The error for a place in `text`; `span` is its first character, from 0, and the one after its last."""
    start, end = span
    excerpt = shortened(text[start:end])
    place_zh, place_en = f"第{start + 1}字“{excerpt}”：", f'character {start + 1}, "{excerpt}": '
    return RuleRefused(
        Label(place_zh + zh, place_en + en), text=shortened(text, 200), column=start + 1, excerpt=excerpt
    )


def refusal_of_all(text: str, zh: str, en: str) -> RuleRefused:
    """The error where no one place is to blame."""
    return RuleRefused(Label(zh, en), text=shortened(text, 200))


def shortened(words: str, longest: int = _SHOWN) -> str:
    """Words cut to a length that fits a message, without control characters."""
    seen = "".join(c if c.isprintable() else "�" for c in words[: longest + 1])
    return seen if len(seen) <= longest else seen[: longest - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Up to three known names that look like `word`, the likest first."""
    names = sorted(known)
    return get_close_matches(word.lower(), names[:2000], n=3, cutoff=0.6)


def listed(names: Iterable[str]) -> tuple[str, str]:
    """Names for a message in Chinese and in English; many are cut short."""
    ordered = sorted(names)
    shown = ordered[:_NAMED]
    more = len(ordered) - len(shown)
    zh, en = "、".join(shown), ", ".join(shown)
    return (f"{zh}等{len(ordered)}个", f"{en} and {more} more") if more else (zh or "无", en or "none")
