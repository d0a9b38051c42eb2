"""What a version of the register says of itself, and folders that appear whole or not at all."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

META = "register.json"
FIRMS_FOLDER, PANEL_FOLDER, HISTORY_FOLDER = "firms", "panel", "history"
NAMES_FILE, ROWS_FILE = "names.sqlite", "rows.sqlite"
_BLOCK = 1 << 20


class NoRegister(FileNotFoundError):
    """A folder holds no register."""


@dataclass(frozen=True, slots=True)
class RegisterMeta:
    """rows: firms; superseded: rows that a newer or more trusted one took the place of. as_of: day the data are of."""

    rows: int
    synthetic: bool
    made_at: str
    as_of: str = ""
    superseded: int = 0
    panel_rows: int = 0
    names_indexed: bool = False
    sources: tuple[Mapping[str, Any], ...] = field(default=())
    format: int = 1


def read_meta(folder: Path) -> RegisterMeta:
    """Raises NoRegister."""
    try:
        found = json.loads((folder / META).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoRegister(f"there is no register in {folder.name}") from error
    return RegisterMeta(**{**found, "sources": tuple(found.get("sources", ()))})


def write_meta(folder: Path, meta: RegisterMeta) -> None:
    """Beside the tables, when they are all there."""
    write_whole(folder / META, json.dumps(asdict(meta), ensure_ascii=False, indent=1).encode())


def write_whole(path: Path, data: bytes) -> None:
    """A file that is there with all of its bytes or not at all, also after the power fails."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Make what was written into a file outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a loss of power."""
    sync(folder)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            made.update(block)
    return made.hexdigest()
