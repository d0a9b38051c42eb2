"""What the log says of requests that were asked wrongly: one line, no traceback that looks like a crash."""

import logging


class WithoutTraceback(logging.Filter):
    """Takes the traceback off warnings about requests; those of errors stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = None
        return True
