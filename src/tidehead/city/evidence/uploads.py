"""Takes an upload in bounded memory and stops it as soon as it is too large."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.urls import Resolver404, resolve

# Beyond this a sender is not read to the end any more: it gets no answer, but takes no time either.
_PATIENCE = 8
_ELSEWHERE = 64 * 1024  # bytes of a form with parts that is sent to an address that takes no files


def _is_page_with_files(path: str) -> bool:
    """Whether people choose a file on the page that this address belongs to."""
    try:
        return resolve(path).view_name in settings.UPLOAD_PAGES
    except Resolver404:
        return False


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes to the data folder's `incoming`, never more than the limit; the file goes when the request ends.

    What is too large is read to its end and thrown away, so that the browser hears the answer; the request then has
    `upload_too_large` and no files. Systems at the API are refused at once, and so is whoever sends more than a small
    form to an address that takes no files.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # type: ignore[no-untyped-def]  # noqa: N803, PLR0913
        self.announced = content_length
        self.most = settings.UPLOAD_BYTES if self._takes_files() else 0
        if not _is_page_with_files(self.request.path_info) and content_length > self.most + _ELSEWHERE:
            raise RequestDataTooBig

    def _takes_files(self) -> bool:
        path = self.request.path_info
        return self.request.method == "POST" and (path == "/api/documents" or _is_page_with_files(path))

    def new_file(self, *args: object, **kwargs: object) -> None:
        self.taken = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken <= self.most:
            super().receive_data_chunk(raw_data, start)
            return
        self.request.upload_too_large = True
        self.file.truncate(0)
        if self.announced > _PATIENCE * settings.UPLOAD_BYTES:
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.taken <= self.most:
            return super().file_complete(file_size)
        self.file.close()
        return None
