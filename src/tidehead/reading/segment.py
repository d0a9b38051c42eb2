"""From lines to blocks: paragraphs put together again where a page or a print line broke them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidehead.reading.limits import MAX_BLOCK_CHARACTERS

CJK = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·"
_WIDE = {ord("０") + i: ord("0") + i for i in range(10)}
_WIDE |= {ord("Ａ") + i: ord("A") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_WIDE |= {
    ord(a): ord(b) for a, b in ("％%", "．.", "＋+", "－-", "–—", "―—", "─—", "～~", "∼~", "〜~", "／/", "−-", "﹪%")
}
_GAPS = re.compile(
    rf"(?<=[{CJK}])[ \t\xa0\u3000\u2002-\u200b\ufeff]+|[ \t\xa0\u3000\u2002-\u200b\ufeff]+(?=[{CJK}])"
    r"|[\u200b\ufeff\u00ad]+"
)
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．)](?!\d)|第[一二三四五六七八九十\d]+[章节条篇]"
    r"|——|[-#■●◆▲•*]|图\s*\d|表\s*\d|专栏|附件|附录|注[:：])"
)
_CLOSED = re.compile(r"[。！？!?；;：:…”\"』」）)》.]\s*$")
_HAS_CJK = re.compile(r"[\u3400-\u9fff]")
_BREAK_LENGTH = 25


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ready for the grammar, and how its characters lead back to the document."""

    text: str
    offsets: tuple[int, ...]
    sources: tuple[int, ...]
    heading: bool
    cjk: bool

    def source(self, offset: int) -> int:
        """Where the character at ``offset`` of the block stands in the document's text."""
        i = bisect_right(self.offsets, offset) - 1
        return self.sources[i] + offset - self.offsets[i]

    def source_end(self, offset: int) -> int:
        """The exclusive end in the document of a block span ending at ``offset``."""
        return self.source(offset - 1) + 1 if offset else self.source(0)


def clean(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with narrow digits and without layout gaps, and [(offset in it, offset in ``text``)]."""
    narrow = text.translate(_WIDE)
    pieces, parts, at, out = [], [], 0, 0
    for gap in _GAPS.finditer(narrow):
        if gap.start() > at:
            pieces.append((out, at))
            parts.append(narrow[at : gap.start()])
            out += gap.start() - at
        at = gap.end()
    if at < len(narrow) or not pieces:
        pieces.append((out, at))
        parts.append(narrow[at:])
    return "".join(parts), pieces


def is_heading(text: str) -> bool:
    """A short line that opens a section: numbered, or without a full stop."""
    return bool(_HEADING.match(text)) and len(text) <= 60 or len(text) <= 30 and not _CLOSED.search(text)


def _runs_on(line: str, following: str, adjacent: bool, width: int) -> bool:
    """Whether a sentence was cut at the end of ``line`` and goes on in ``following``."""
    if _CLOSED.search(line) or _HEADING.match(following):
        return False
    if adjacent and width <= 120:
        return len(line) >= 0.6 * width and len(line) >= 12
    return len(line) >= _BREAK_LENGTH and bool(_HAS_CJK.search(line[-1:] + following[:1]) or following[:1].islower())


def _print_width(lines: Sequence[str]) -> int:
    lengths = sorted(len(x) for x in lines if x.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def _groups(lines: Sequence[str], skip: frozenset[int]) -> Iterator[list[int]]:
    """Indexes of lines that form one paragraph; ``skip`` are the rows of tables."""
    width = _print_width(lines)
    group: list[int] = []
    size = 0
    for i, line in enumerate(lines):
        if i in skip or not line.strip():
            if i in skip and group:
                yield group
                group = []
            continue
        if group:
            last = group[-1]
            joined = i - last <= 3 and _runs_on(lines[last].strip(), line.strip(), i == last + 1, width)
            if not joined or size + len(line) > MAX_BLOCK_CHARACTERS:
                yield group
                group, size = [], 0
        group.append(i)
        size += len(line)
    if group:
        yield group


def blocks(lines: Sequence[str], starts: Sequence[int], skip: frozenset[int]) -> Iterator[Block]:
    """The paragraphs of a text. ``starts[i]``: where line i begins in the text."""
    for group in _groups(lines, skip):
        for first in range(0, len(lines[group[0]]) or 1, MAX_BLOCK_CHARACTERS):
            part = lines[group[0]][first : first + MAX_BLOCK_CHARACTERS]
            more = group[1:] if first + MAX_BLOCK_CHARACTERS >= len(lines[group[0]]) else []
            yield _block(part, starts[group[0]] + first, [(lines[i], starts[i]) for i in more])


def _block(first: str, start: int, more: Sequence[tuple[str, int]]) -> Block:
    texts: list[str] = []
    offsets: list[int] = []
    sources: list[int] = []
    size = 0
    for text, source in [(first, start), *more]:
        stripped = text.strip()
        lead = len(text) - len(text.lstrip())
        piece, pairs = clean(stripped)
        if texts and not (_HAS_CJK.match(piece[:1]) or _HAS_CJK.match(texts[-1][-1:])) and texts[-1][-1:] != "-":
            glue = "" if piece[:1].isdigit() and texts[-1][-1:].isdigit() else " "
            if glue:
                offsets.append(size)
                sources.append(source + lead - 1)
                size += 1
                texts.append(glue)
        for offset, at in pairs:
            offsets.append(size + offset)
            sources.append(source + lead + at)
        texts.append(piece)
        size += len(piece)
    joined = "".join(texts)
    return Block(joined, tuple(offsets), tuple(sources), not more and is_heading(joined), bool(_HAS_CJK.search(joined)))


def cell_block(text: str, source: int) -> Block:
    """A table cell as a block of its own."""
    return _block(text, source, ())
