"""What the worker does for the register, one piece at a time: reading tables, writing registers, looking for pairs."""

from django.utils import timezone

from tidehead.city.enterprises.building import build_next, release_builds, sweep_folders
from tidehead.city.enterprises.matching import match_next, release_matching
from tidehead.city.enterprises.staging import release_imports, stage_next


def keep_register() -> bool:
    """Do the next piece that waits. False when there is none."""
    return stage_next() or build_next() or match_next()


def release_register() -> None:
    """Queue again what a killed worker left half done; called when the one worker starts."""
    release_imports()
    release_builds()
    release_matching()
    sweep_folders(now=timezone.now())
