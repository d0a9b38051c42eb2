"""Sources, documents and facts under /api/."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Router, UploadedFile
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.city.common.slices import Slices
from tidehead.city.evidence.actions import Incoming, receive_document
from tidehead.city.evidence.queries import all_documents, all_sources, document_by_id, document_text, fact_slices
from tidehead.city.evidence.types import DocumentInfo, DocumentRefused, DocumentText, FactInfo, SourceInfo

router = Router(tags=["evidence"])


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


@router.get("/sources", response=list[SourceInfo], summary="All sources of figures")
@paginate(LimitOffsetPagination)
def list_sources(request: HttpRequest) -> list[SourceInfo]:
    return list(all_sources())


@router.get("/documents", response=list[DocumentInfo], summary="All documents")
@paginate(LimitOffsetPagination)
def list_documents(request: HttpRequest) -> list[DocumentInfo]:
    return list(all_documents())


@router.post(
    "/documents", response={201: DocumentInfo}, auth=[django_auth, by_token], summary="Send a document to be read"
)
def post_document(request: HttpRequest, file: File[UploadedFile]) -> tuple[int, DocumentInfo]:
    sent = Incoming(name=file.name or "", content=file.file)
    made = document_by_id(receive_document(by=request.actor, file=sent, now=timezone.now()))
    if made is None:
        raise HttpError(410, "The document was removed while it was being stored. Send it again.")
    return 201, made


@router.get("/documents/{document_id}", response=DocumentText, summary="One document with its text and facts")
def get_document(request: HttpRequest, document_id: int) -> DocumentText:
    found = document_text(document_id)
    if found is None:
        raise HttpError(404, f"There is no document {document_id}. See /api/documents.")
    return found


@router.get("/facts", response=list[FactInfo], summary="Facts read from documents")
@paginate(LimitOffsetPagination)
def list_facts(request: HttpRequest, state: str = "", document: int | None = None) -> Slices[FactInfo]:
    return fact_slices(state=state, document=document)


ERRORS = {DocumentRefused: 422}
