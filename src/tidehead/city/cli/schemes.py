"""Where a scheme of assessment is found: in a file, in the pack that is named, or in the packs that lie here."""

import os
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from tidehead.calc.labels import Label
from tidehead.calc.schemes import Scheme
from tidehead.packs import PackError, Problem, read_parameters, read_scheme, read_scheme_text
from tidehead.packs.schema import Pack

_CLOSE = 50
_CLONE = Path(__file__).resolve().parents[4]


class SchemeNotFound(Exception):
    """There is no such scheme, or it cannot be read; `messages` say what to do, in both languages."""

    def __init__(self, *messages: Label) -> None:
        super().__init__("\n".join(message.text("en") for message in messages))
        self.messages = messages


def find_scheme(wanted: str, pack: Path | None) -> tuple[Scheme, Pack | None]:
    """The scheme of an id or of a YAML file's path, and what its pack says of itself (None where it stands in none).

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
        zh = f"{wanted!r} 在不止一个包里（{names}）；请用 --pack 文件夹 指明一个。"
        en = f"{wanted!r} stands in more than one pack ({names}). Name one with --pack FOLDER."
        raise SchemeNotFound(Label(zh, en))
    if not found:
        known = sorted({file.stem for place in places for file in (place / "schemes").glob("*.yaml")})
        raise SchemeNotFound(_unknown(wanted, known))
    return _from_pack(wanted, found[0])


def _unknown(wanted: str, known: list[str]) -> Label:
    """No such scheme, the one that may be meant, and all that there are."""
    found = process.extractOne(wanted, known, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    zh, en = f"没有办法 {wanted!r}。", f"There is no scheme {wanted!r}."
    if found:
        zh, en = f"{zh}是不是 {found[0]!r}？", f"{en} Did you mean {found[0]!r}?"
    if known:
        return Label(f"{zh}现有：{'、'.join(known)}。", f"{en} There are: {', '.join(known)}.")
    return Label(f"{zh}请用 --pack 文件夹 指明它所在的包。", f"{en} Name its pack with --pack FOLDER.")


def _packs(pack: Path | None) -> Iterator[Path]:
    """The pack that is named, or all that lie here."""
    named = pack or (Path(os.environ["TIDEHEAD_PACK"]) if os.environ.get("TIDEHEAD_PACK") else None)
    if named is not None:
        yield named
        return
    folders = {folder.resolve() for folder in (Path("packs"), _CLONE / "packs") if folder.is_dir()}
    for folder in sorted(folders):
        yield from sorted(one for one in folder.iterdir() if (one / "pack.yaml").is_file())


def _from_pack(wanted: str, pack: Path) -> tuple[Scheme, Pack]:
    try:
        return read_scheme(pack, wanted)
    except PackError as error:
        raise _unread(pack, error) from error


def _from_file(path: Path, pack: Path | None) -> tuple[Scheme, Pack | None]:
    """Parameters that it takes over (`of`) are those of the pack that is named, or that the file stands in."""
    if not path.is_file():
        raise SchemeNotFound(Label(f"没有文件 {path}。", f"There is no file {path}."))
    own = path.resolve().parent.parent
    place = pack or (own if (own / "pack.yaml").is_file() else None)
    try:
        parameters, described = read_parameters(place) if place else ((), None)
        scheme, problems = read_scheme_text(path.read_text(encoding="utf-8"), path.name, parameters=parameters)
    except PackError as error:
        raise _unread(place or path, error) from error
    except UnicodeDecodeError as error:
        raise SchemeNotFound(Label(f"{path} 不是 UTF-8 文字。", f"{path} is no text in UTF-8.")) from error
    if scheme is None:
        raise SchemeNotFound(*map(_told, problems))
    return scheme, described


def _unread(pack: Path, error: PackError) -> SchemeNotFound:
    return SchemeNotFound(Label(f"包 {pack} 读不了：", f"The pack {pack} cannot be read:"), *map(_told, error.problems))


def _told(problem: Problem) -> Label:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return Label(f"{place}: {problem.message_zh} [{problem.code}]", f"{place}: {problem.message_en} [{problem.code}]")
