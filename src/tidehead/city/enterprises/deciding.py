"""What people decided about firms is written into a version: codes that are one, fields that were set right."""

from tidehead.city.enterprises.models import EntityDecision, FirmCorrection
from tidehead.city.enterprises.types import SAME


def are_decisions() -> bool:
    """Whether anything is decided that a register is to be written with."""
    merged = EntityDecision.objects.filter(verdict=SAME, undone_at=None)
    return merged.exists() or FirmCorrection.objects.filter(undone_at=None).exists()


def apply_decisions(folder: str) -> str:
    """The folder of a version with what people decided. Returns its name."""
    return folder
