"""From block offsets to the document: spans, lines and quotes that can be read again."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from tidehead.reading.records import Statement
from tidehead.reading.segment import Block
from tidehead.reading.statements import Found


def place_found(
    f: Found, block: Block, text: str, starts: Sequence[int], *, table: str | None = None, row_no: str | None = None
) -> Statement:
    """The statement of ``f`` with its spans in ``text``; the quote stays on the line of its number where it can."""
    q = f.quantity
    value_start, value_end = block.source(q.start), block.source_end(q.end)
    row = bisect_right(starts, value_start) - 1
    line_from = starts[row]
    line_to = starts[row + 1] - 1 if row + 1 < len(starts) else len(text)
    start = max(min(block.source(f.lead), value_start), line_from)
    end = max(min(block.source_end(max(f.tail, q.after)), line_to), value_end)
    return Statement(
        line=row + 1,
        value=q.value,
        value_high=q.value_high,
        unit=q.unit,
        qualifier=q.qualifier,
        time=f.time,
        kind=f.kind,
        change=f.change,
        indicator=f.indicator,
        subject=f.subject,
        time_text=f.time_text,
        quote=text[start:end],
        start=start,
        end=end,
        line_start=start - line_from,
        line_end=end - line_from,
        value_start=value_start,
        value_end=value_end,
        value_text=text[value_start:value_end],
        table=table,
        row_no=row_no,
        modality=f.modality,
        period=f.period,
        time_basis=f.time_basis,
        formula=f.formula,
        nominal=f.nominal,
        slogan=f.slogan,
        milestone=f.milestone,
    )


def with_page(s: Statement, page: int, page_line: int) -> Statement:
    return replace(s, page=page, page_line=page_line)
