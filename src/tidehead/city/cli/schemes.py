"""Where a scheme of assessment is found: in a file, in the pack that is named, or in the packs that lie here."""

import os
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from tidehead.calc.schemes import Scheme
from tidehead.packs import PackError, read_parameters, read_scheme, read_scheme_text

_CLOSE = 50
_CLONE = Path(__file__).resolve().parents[4]


class SchemeNotFound(Exception):
    """There is no such scheme, or it cannot be read; the message says what to do."""


def find_scheme(wanted: str, pack: Path | None) -> tuple[Scheme, str]:
    """The scheme of an id or of a YAML file's path, and its pack's language ("" where it stands in none).

    An id is looked for in `pack`, else in TIDEHEAD_PACK, else in every pack in ./packs, or beside the installed code.
    Raises SchemeNotFound.
    """
    path = Path(wanted)
    if path.suffix in (".yaml", ".yml"):
        return _from_file(path, pack)
    places = list(_packs(pack))
    found = [place for place in places if (place / "schemes" / f"{wanted}.yaml").is_file()]
    if len(found) > 1:
        names = ", ".join(str(place) for place in found)
        raise SchemeNotFound(f"{wanted!r} stands in more than one pack ({names}). Name one with --pack FOLDER.")
    if not found:
        known = sorted({file.stem for place in places for file in (place / "schemes").glob("*.yaml")})
        there = f" There are: {', '.join(known)}." if known else " Name its pack with --pack FOLDER."
        raise SchemeNotFound(f"There is no scheme {wanted!r}.{_nearest(wanted, known)}{there}")
    return _from_pack(wanted, found[0])


def _nearest(wanted: str, known: list[str]) -> str:
    found = process.extractOne(wanted, known, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return f" Did you mean {found[0]!r}?" if found else ""


def _packs(pack: Path | None) -> Iterator[Path]:
    """The pack that is named, or all that lie here."""
    named = pack or (Path(os.environ["TIDEHEAD_PACK"]) if os.environ.get("TIDEHEAD_PACK") else None)
    if named is not None:
        yield named
        return
    folders = {folder.resolve() for folder in (Path("packs"), _CLONE / "packs") if folder.is_dir()}
    for folder in sorted(folders):
        yield from sorted(one for one in folder.iterdir() if (one / "pack.yaml").is_file())


def _from_pack(wanted: str, pack: Path) -> tuple[Scheme, str]:
    try:
        scheme, described = read_scheme(pack, wanted)
        return scheme, described.default_language
    except PackError as error:
        raise SchemeNotFound(f"The pack {pack} cannot be read: {error}") from error


def _from_file(path: Path, pack: Path | None) -> tuple[Scheme, str]:
    """Parameters that it takes over (`of`) are those of the pack that is named, or that the file stands in."""
    if not path.is_file():
        raise SchemeNotFound(f"There is no file {path}.")
    own = path.resolve().parent.parent
    place = pack or (own if (own / "pack.yaml").is_file() else None)
    try:
        parameters, described = read_parameters(place) if place else ((), None)
        scheme, problems = read_scheme_text(path.read_text(encoding="utf-8"), path.name, parameters=parameters)
    except PackError as error:
        raise SchemeNotFound(f"The pack {place} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise SchemeNotFound(f"{path} is no text in UTF-8.") from error
    if scheme is None:
        raise SchemeNotFound("\n".join(str(problem) for problem in problems))
    return scheme, described.default_language if described else ""
