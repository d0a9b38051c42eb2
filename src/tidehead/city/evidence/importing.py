"""Stores a pack's sources, and lets loaded documents that match one find it."""

from tidehead.city.common.storing import put_rows
from tidehead.city.evidence.models import Document, Source
from tidehead.packs import text_digest
from tidehead.packs.schema import Region


def load_sources(region: Region) -> None:
    put_rows(
        Source,
        (
            Source(
                code=row.id,
                kind=row.kind,
                title_zh=row.title.zh,
                title_en=row.title.en,
                issuer=row.issuer,
                issued_on=row.issued_on,
                url=row.url,
                status=row.status,
                plan_period=row.plan_period,
                text_sha256=row.text_sha256,
                note=row.note,
                licence=row.licence,
            )
            for row in region.sources
        ),
    )
    for document in Document.objects.filter(source=None).exclude(text="").only("id", "text"):
        attach_source(document)


def attach_source(document: Document) -> None:
    """Find the source whose known text this document has; leave it without one when there is none."""
    from_text = Source.objects.filter(text_sha256=text_digest(document.text)).first()
    if from_text is not None:
        document.source = from_text
        document.save(update_fields=["source"])
