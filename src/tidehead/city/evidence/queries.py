"""Reads documents, facts and sources; gives frozen dataclasses only."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from django.db.models import Count, Q, QuerySet

from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.evidence.models import Document, Fact, Source
from tidehead.city.evidence.types import (
    ACCEPTED,
    PROPOSED,
    REJECTED,
    SUPERSEDED,
    DocumentInfo,
    DocumentText,
    FactInfo,
    FactNotFound,
    SourceInfo,
)
from tidehead.packs import text_digest

_FACT_COLUMNS = tuple(field.name if field.name != "document" else "document_id" for field in fields(FactInfo))


def source_by_code(code: str) -> SourceInfo | None:
    return sources_by_code([code]).get(code)


def sources_by_code(codes: Iterable[str]) -> dict[str, SourceInfo]:
    """The named sources, each with the id of its loaded document, in two queries whatever their number."""
    rows = list(Source.objects.filter(code__in=set(codes)))
    loaded = dict(Document.objects.filter(source__in=rows).order_by("id").values_list("source__code", "id"))
    return {row.code: _source(row, loaded.get(row.code)) for row in rows}


def all_sources() -> tuple[SourceInfo, ...]:
    loaded = dict(Document.objects.filter(source__isnull=False).order_by("id").values_list("source__code", "id"))
    return tuple(_source(row, loaded.get(row.code)) for row in Source.objects.order_by("-issued_on", "code"))


def _source(row: Source, document: int | None) -> SourceInfo:
    return SourceInfo(
        code=row.code,
        kind=row.kind,
        title=Text(row.title_zh, row.title_en),
        issuer=row.issuer,
        issued_on=row.issued_on,
        url=row.url,
        status=row.status,
        plan_period=row.plan_period,
        note=row.note,
        licence=row.licence,
        document=document,
    )


def all_documents() -> tuple[DocumentInfo, ...]:
    return tuple(_document(row) for row in _counted().order_by("-uploaded_at", "-id"))


def count_proposed() -> int:
    """How many facts wait for a reviewer."""
    return Fact.objects.filter(state=PROPOSED).count()


def fact_slices(*, state: str = "", document: int | None = None) -> Slices[FactInfo]:
    """Facts in the order of their documents, a page at a time."""
    rows = Fact.objects.order_by("document_id", "ordinal", "id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(document_id=document) if document else rows
    return Slices(lambda offset, limit: _facts(rows[offset : offset + limit]), rows.count)


def document_by_id(document_id: int) -> DocumentInfo | None:
    row = _counted().filter(id=document_id).first()
    return _document(row) if row else None


def _counted() -> QuerySet[Document]:
    counts = {state: Count("fact", filter=Q(fact__state=state)) for state in (PROPOSED, ACCEPTED, REJECTED)}
    return Document.objects.select_related("source").defer("text").annotate(**counts)


def _document(row: Document) -> DocumentInfo:
    return DocumentInfo(
        id=row.pk,
        title=row.title,
        file_name=row.file_name,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        error=Text(row.error_zh, row.error_en),
        issued_on=row.issued_on,
        plan_period=row.plan_period,
        source=row.source.code if row.source else "",
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        read_at=row.read_at,
        has_file=bool(row.stored_as),
        proposed=row.proposed,
        accepted=row.accepted,
        rejected=row.rejected,
    )


def document_text(document_id: int) -> DocumentText | None:
    """A document with its text and all its facts, in the order of the text."""
    document = document_by_id(document_id)
    if document is None:
        return None
    text, pages = Document.objects.values_list("text", "page_starts").get(id=document_id)
    return DocumentText(document, text, facts_of_document(document_id), tuple(pages))


def facts_of_document(document_id: int, *, state: str = "") -> tuple[FactInfo, ...]:
    rows = Fact.objects.filter(document_id=document_id).exclude(state=SUPERSEDED).order_by("start", "ordinal")
    return _facts(rows.filter(state=state) if state else rows)


def fact_by_id(fact_id: int) -> FactInfo:
    found = _facts(Fact.objects.filter(id=fact_id))
    if not found:
        raise FactNotFound(fact_id)
    return found[0]


def all_facts(
    *, state: str = "", document: int | None = None, limit: int = 200, offset: int = 0
) -> tuple[FactInfo, ...]:
    rows = Fact.objects.order_by("document_id", "ordinal")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(document_id=document) if document else rows
    return _facts(rows[offset : offset + limit])


def _facts(rows: QuerySet[Fact]) -> tuple[FactInfo, ...]:
    return tuple(FactInfo(*row) for row in rows.values_list(*_FACT_COLUMNS))


def passage_around(document_id: int, start: int, end: int, *, margin: int = 60) -> tuple[str, str, str]:
    """The words before a span, the span itself, the words after it; empty when the span is outside the text."""
    text = Document.objects.values_list("text", flat=True).get(id=document_id)
    if not 0 <= start < end <= len(text):
        return "", "", ""
    return text[max(0, start - margin) : start], text[start:end], text[end : end + margin]


def line_of_document(document_id: int, line: int) -> str:
    """One line of a document's text, counted from 1; empty when there is no such line."""
    lines = Document.objects.values_list("text", flat=True).get(id=document_id).split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""


def issue_date_of_text(text: str) -> date | None:
    """When the known source with this very text was issued; None where there is none."""
    return Source.objects.filter(text_sha256=text_digest(text)).values_list("issued_on", flat=True).first()


def stored_file(document_id: int) -> str:
    """The name of a document's file in the uploads folder; empty where it is not kept."""
    return Document.objects.filter(id=document_id).values_list("stored_as", flat=True).first() or ""


def source_ids() -> dict[str, int]:
    """Keys of the stored sources by code, for the apps above that refer to them."""
    return dict(Source.objects.values_list("code", "id"))
