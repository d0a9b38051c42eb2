"""The files of a pack: which there may be, how large, and what text they hold."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tidehead.packs.problems import Problems
from tidehead.packs.schema import Position

MIB = 1024 * 1024
MOST_MIB = 8  # of one file; the largest real one is far below 1
MOST_FILES = 300
NEEDED = ("pack.yaml", "sources.yaml", "places.yaml")
_KNOWN = re.compile(
    r"(?:pack|sources|places|indicators|schematic|taxonomies|organisations|checks)\.yaml"
    r"|(?:posts|calendar|service|projects|agreements|tasks)\.yaml"
    r"|(?:points|crosswalk)\.csv"
    r"|ladders\.yaml|honours/[a-z0-9][a-z0-9._-]*\.csv|chains/(?:standings(?:-[a-z0-9._-]+)?|supply)\.csv|io/tables\.yaml|io/[a-z0-9][a-z0-9._-]*\.csv"
    r"|divisions\.csv|industries/(?:codes|words|uses|roles)\.csv|industries/clusters\.yaml"
    r"|(?:observations|targets|enterprises|spaces)/[a-z0-9][a-z0-9._-]*\.csv"
    r"|(?:plans|rules|schemes|cases|chains)/[a-z0-9][a-z0-9._-]*\.yaml"
    r"|entries/[a-z0-9][a-z0-9._-]*(?:/[0-9A-Z-]+)?\.csv"
)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """Texts by path within the pack, in order; `digest` changes with any byte of any file."""

    texts: dict[str, str]
    digest: str


def read_files(directory: Path, problems: Problems) -> PackFiles:
    """All files of a pack. Files that do not belong, are too large, or are no UTF-8 text are reported and left out."""
    if not directory.is_dir():
        problems.add(Position(directory.name or ".", 0), "no_folder")
        return PackFiles({}, "")
    texts: dict[str, str] = {}
    hashed = hashlib.sha256()
    for name, path in _listed(directory, problems):
        content = _content(path, name, problems)
        if content is None:
            continue
        hashed.update(f"{name}\0{len(content)}\0".encode() + content)
        text = _decoded(content, name, problems)
        if text is not None:
            texts[name] = text
    for name in NEEDED:
        if not (directory / name).is_file():
            problems.add(Position(name, 0), "missing_file")
    return PackFiles(texts, hashed.hexdigest())


def read_texts(directory: Path, names: Iterable[str], problems: Problems) -> dict[str, str]:
    """Some files of a pack by their paths within it, each held to what `read_files` holds all of them to."""
    texts: dict[str, str] = {}
    for name in names:
        path = directory / name
        if path.is_symlink() or not _KNOWN.fullmatch(name):
            problems.add(Position(_printable(name), 0), "unknown_file")
        elif not path.is_file():
            problems.add(Position(name, 0), "missing_file")
        elif (content := _content(path, name, problems)) is not None:
            text = _decoded(content, name, problems)
            texts |= {} if text is None else {name: text}
    return texts


def text_digest(text: str) -> str:
    """SHA-256 of a document's text, the same for every way of ending lines and of framing the text with blanks.

    Both sides of `Source.text_sha256` use it: the pack's author over the known text, a deployment over a loaded copy.

    >>> text_digest("甲\\r\\n乙\\n") == text_digest("甲\\n乙")
    True
    """
    same = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()


def _listed(directory: Path, problems: Problems) -> list[tuple[str, Path]]:
    """Known files by path within the pack; anything else is reported, and links are not followed out of the folder."""
    found: list[tuple[str, Path]] = []
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or not path.is_file() or not _KNOWN.fullmatch(name):
            problems.add(Position(_printable(name), 0), "unknown_file")
        else:
            found.append((name, path))
        if len(found) > MOST_FILES:
            problems.add(Position(".", 0), "too_many_files", most=MOST_FILES)
            return []
    return found


def _content(path: Path, name: str, problems: Problems) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_MIB * MIB + 1)
    except OSError as error:
        problems.add(Position(name, 0), "unreadable", why=error.strerror)
        return None
    if len(content) > MOST_MIB * MIB:
        problems.add(Position(name, 0), "too_large", most=MOST_MIB)
        return None
    return content


def _decoded(content: bytes, name: str, problems: Problems) -> str | None:
    # Excel writes a byte order mark into CSV, and only there is it wanted.
    encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(Position(name, line), "not_utf8", byte=error.start + 1)
        return None


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
