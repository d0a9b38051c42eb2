"""A document's text as it is shown: line by line, with its facts and the figures that are known of it marked."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tidehead.city.evidence.types import FactInfo

MOST_CHARACTERS = 120_000
MOST_LINES = 2_500


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a text as one page shows: lines counted from 1, characters from 0, both ends of lines included."""

    number: int
    first_line: int
    last_line: int
    start: int
    end: int

    def holds(self, fact: FactInfo) -> bool:
        return self.first_line <= fact.line <= self.last_line


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text with what it opens: a fact's card, or a known figure's source."""

    start: int
    end: int
    classes: str
    ident: str
    url: str
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A figure or target of the source at hand that the text should hold in certain lines."""

    lines: tuple[int, ...]
    value: float | None
    url: str
    label: str


def parts_of(text: str) -> tuple[Part, ...]:
    """The text cut at line ends into parts that a page can show."""
    parts: list[Part] = []
    first, start, at, line = 1, 0, 0, 0
    for line, words in enumerate(text.split("\n"), 1):
        end = at + len(words)
        if line > first and (end - start > MOST_CHARACTERS or line - first >= MOST_LINES):
            parts.append(Part(len(parts) + 1, first, line - 1, start, at - 1))
            first, start = line, at
        at = end + 1
    parts.append(Part(len(parts) + 1, first, max(line, first), start, max(at - 1, start)))
    return tuple(parts)


def part_with_line(parts: Sequence[Part], line: int) -> Part:
    return parts[max(0, bisect_right([part.first_line for part in parts], line) - 1)]


def fact_spans(facts: Iterable[FactInfo], *, card_url: str, known: Container[int] = ()) -> list[Span]:
    """Where the numbers of the facts stand; `card_url` with the fact's number put after it leads to its card."""
    return [
        Span(
            *number_of(fact),
            classes=f"fact fact--{fact.state}" + (" is-known" if fact.id in known else ""),
            ident=f"fact-{fact.id}",
            url=f"{card_url}{fact.id}#facts",
            fact=fact.id,
        )
        for fact in facts
    ]


def number_of(fact: FactInfo) -> tuple[int, int]:
    """The span of a fact's number; of its whole passage where the reader gave none."""
    return (fact.value_start, fact.value_end) if fact.value_end > fact.value_start else (fact.start, fact.end)


def locate(known: Known, lines: Mapping[int, tuple[int, str]], taken: Sequence[tuple[int, int]]) -> Span | None:
    """The first free place where a known value is printed in its lines; None where it cannot be found."""
    for number in known.lines:
        start, words = lines.get(number, (0, ""))
        for spelled in _spellings(known.value):
            for match in re.finditer(rf"(?<![\d.,]){re.escape(spelled)}(?![\d]|[.,]\d)", words):
                span = (start + match.start(), start + match.end())
                if all(span[1] <= a or span[0] >= b for a, b in taken):
                    return Span(*span, classes="fact fact--known", ident="", url=known.url)
    return None


def _spellings(value: float | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(dict.fromkeys((f"{value:.10g}", f"{value:,.10g}", f"{value:.1f}", f"{value:.2f}")))


def lines_of_part(text: str, part: Part) -> dict[int, tuple[int, str]]:
    """Number, first character and words of each line of a part."""
    lines: dict[int, tuple[int, str]] = {}
    at = part.start
    for number, words in enumerate(text[part.start : part.end].split("\n"), part.first_line):
        lines[number] = (at, words)
        at += len(words) + 1
    return lines


def marked_lines(
    lines: Mapping[int, tuple[int, str]], spans: Iterable[Span], *, pages: Sequence[int] = (), page_word: str = ""
) -> SafeString:
    """The lines as HTML with their spans marked; each has its number as an anchor, and each page its own.

    `page_word` has a "%s" for the number of the page. Of spans that overlap the first wins.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    page_of = {line: number for number, line in enumerate(pages, 1)}
    made, nth = [], 0
    for number, (start, words) in lines.items():
        if number in page_of:
            page = page_of[number]
            made.append(f'<p class="page-start" id="p{page}">{escape(page_word % page)}</p>')
        inside = []
        while nth < len(ordered) and ordered[nth].start <= start + len(words):
            inside.append(ordered[nth])
            nth += 1
        empty = "" if words.strip() else " line--empty"
        made.append(
            f'<p class="line{empty}" id="L{number}">'
            f'<a class="line__number" href="#L{number}" tabindex="-1">{number}</a>{_marked(words, start, inside)}</p>'
        )
    return mark_safe("".join(made))  # noqa: S308  # every piece of the text above goes through escape


def _marked(words: str, start: int, spans: Iterable[Span]) -> str:
    made, at = [], 0
    for span in spans:
        first, last = max(0, span.start - start), min(len(words), span.end - start)
        if first < at or first >= last:
            continue
        made += [escape(words[at:first]), _mark(span, words[first:last])]
        at = last
    return "".join([*made, escape(words[at:])])


def _mark(span: Span, words: str) -> str:
    ident = f' id="{span.ident}"' if span.ident else ""
    opens = f' data-fact="{span.fact}"' if span.fact else f' data-source="{escape(span.url)}"'
    link = f'<a href="{escape(span.url)}" tabindex="-1"{opens}>{escape(words)}</a>'
    return f'<mark class="{span.classes}"{ident}>{link}</mark>'
