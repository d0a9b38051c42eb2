"""Takes an upload in bounded memory and stops it as soon as it is too large."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes to the data folder's `incoming`, never more than the limit; the file goes when the request ends."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # type: ignore[no-untyped-def]  # noqa: N803, PLR0913
        if content_length > settings.UPLOAD_BYTES + 64 * 1024:
            raise RequestDataTooBig
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_BYTES:
            raise RequestDataTooBig
        super().receive_data_chunk(raw_data, start)
