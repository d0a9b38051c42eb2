"""Named refusals of the reader. Each says where the trouble is and what to do, in Chinese and in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One sentence a person can act on, in both languages."""

    zh: str
    en: str


class ReadingError(Exception):
    """A document cannot be read; ``message`` names the place and the remedy."""

    code = "unreadable"

    def __init__(self, zh: str, en: str, *, place: str = "") -> None:
        super().__init__(en)
        self.message = Message(zh=zh, en=en)
        self.place = place

    @property
    def zh(self) -> str:
        return self.message.zh

    @property
    def en(self) -> str:
        return self.message.en

    def as_record(self) -> dict[str, str]:
        """What the subprocess prints and the pages show."""
        return {"code": self.code, "zh": self.zh, "en": self.en, "place": self.place}


class EmptyDocument(ReadingError):
    code = "empty"


class EncryptedDocument(ReadingError):
    code = "encrypted"


class ScannedOnly(ReadingError):
    code = "scanned_only"


class TooLarge(ReadingError):
    code = "too_large"


class HostileDocument(ReadingError):
    code = "hostile"


class BrokenDocument(ReadingError):
    code = "broken"


class UnknownFormat(ReadingError):
    code = "unknown_format"


class NotFound(ReadingError):
    code = "not_found"
