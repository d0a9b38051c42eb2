"""Texts as weighted pieces: pairs of Chinese characters, triples of letters within words; and pieces as words again."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
_SHORTEST_WORD = 2
_COVERED = 2 / 3  # a word of letters counts as shared if so much of it is
_LEAST_SHARE = 0.1  # words that weigh less than this share of the weightiest say nothing


def plain_words(text: str) -> str:
    """A text without what does not count: width, case and punctuation.

    >>> plain_words("【急】求ＡＢＣ园区 通公交！！")
    '急 求 abc 园区 通公交'
    """
    return " ".join(_runs(unicodedata.normalize("NFKC", text).casefold()))


def grams(plain: str) -> Iterator[tuple[str, int, int]]:
    """The pieces of a plain text with their places: pairs of Chinese characters, triples of letters with word ends.

    >>> [piece for piece, _, _ in grams("求abc 园区")]
    ['求', '^ab', 'abc', 'bc$', '园区']
    """
    for found in _RUN.finditer(plain):
        run, start = found.group(), found.start()
        if _is_chinese(run):
            yield from ((run[at : at + 2], start + at, start + at + 2) for at in range(len(run) - 1))
            if len(run) == 1:
                yield run, start, start + 1
        else:
            bounded = f"^{run}$"
            for at in range(len(bounded) - 2):
                yield bounded[at : at + 3], start + max(at - 1, 0), start + min(at + 2, len(run))


def pieces_of(plain: str) -> list[str]:
    """The pieces of a plain text without their places, as `grams` has them; the quick way.

    >>> pieces_of("求abc 园区")
    ['求', '^ab', 'abc', 'bc$', '园区']
    """
    found = []
    for run in _RUN.findall(plain):
        if not _is_chinese(run):
            run = f"^{run}$"
            found += [run[at : at + 3] for at in range(len(run) - 2)]
        elif len(run) == 1:
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def phrases(plain: str, weights: Mapping[str, float], most: int) -> tuple[str, ...]:
    """The weightiest words of a plain text that are made of weighted pieces; pieces that touch are one word.

    >>> phrases("请尽快开通园区公交", {"园区": 1.0, "区公": 1.0, "公交": 1.0, "开通": 0.5}, 3)
    ('园区公交', '开通')
    """
    covered = [0.0] * len(plain)
    joined = [False] * (len(plain) + 1)
    for piece, start, end in grams(plain):
        weight = weights.get(piece, 0.0)
        if weight > 0:
            for at in range(start, end):
                covered[at] += weight
            for at in range(start + 1, end):
                joined[at] = True
    found: dict[str, float] = {}
    for start, end in _spans(plain, covered, joined):
        word = plain[start:end].strip()
        if len(word) >= _SHORTEST_WORD:
            found[word] = max(found.get(word, 0.0), sum(covered[start:end]))
    heaviest = max(found.values(), default=0.0)
    ranked = sorted((word for word in found if found[word] >= _LEAST_SHARE * heaviest), key=lambda w: (-found[w], w))
    return tuple(_without_parts(ranked)[:most])


def _spans(plain: str, covered: list[float], joined: list[bool]) -> Iterator[tuple[int, int]]:
    """Stretches of the text that are covered without a seam; words of letters whole or not at all."""
    for found in _RUN.finditer(plain):
        start, end = found.span()
        if not _is_chinese(found.group()):
            if sum(weight > 0 for weight in covered[start:end]) >= _COVERED * (end - start):
                yield start, end
            continue
        begun = start
        for at in range(start, end + 1):
            if at == end or not covered[at] or (at > begun and not joined[at]):
                if at > begun and covered[begun]:
                    yield begun, at
                begun = at if at < end and covered[at] else at + 1


def _without_parts(words: Collection[str]) -> list[str]:
    """Words that are no part of a weightier one."""
    kept: list[str] = []
    for word in words:
        if not any(word in other for other in kept):
            kept.append(word)
    return kept


def _runs(text: str) -> list[str]:
    return _RUN.findall(text)


def _is_chinese(run: str) -> bool:
    return "\u3400" <= run[0] <= "\u9fff"
