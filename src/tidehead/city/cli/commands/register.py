"""`tidehead register classify`: industry, cluster, role, activity and county of every firm of a table; no set-up."""

import csv
import gc
import gzip
import io
import json
import multiprocessing
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tidehead.calc.labels import Label
from tidehead.city.cli.firm_tables import FirmRow, TableRefused, firm_rows
from tidehead.city.common.firm_books import read_book
from tidehead.packs import PackError
from tidehead.reading.firms import Classification, Classifier, Confidences

REFUSED = 2
"""Exit code where the table or the pack is refused: nothing was classified."""
GZIP = b"\x1f\x8b"
NO_CLUSTER = "none"
CHUNK = 2_000
MANY = 4_000
"""From so many firms on it is worth while to start more processes."""
FIELDS = (
    "uscc",
    "gbt2",
    "gbt3",
    "gbt4",
    "cluster",
    "role",
    "activity",
    "county",
    "confidence",
    "because",
)
PARTS = 20_000
"""Parts of lines that are remembered."""
_Columns = tuple[tuple[str, ...], ...]
"""uscc, names, scopes and addresses of some firms."""
_READ = attrgetter("gbt2", "gbt3", "gbt4", "cluster", "cluster_label", "role", "activity", "place.county")
_SURE = attrgetter("confidences", "place.confidence")
_dumped = json.JSONEncoder(ensure_ascii=False).encode
_CLONE = Path(__file__).resolve().parents[5]
_ASCII_BRACKETS = str.maketrans("（）", "()")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@click.command("classify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object a line, one line a firm.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--pack", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The region's pack.")
@click.option("--taxonomy", default="", help="Whose members are told as clusters. Default: the pack's own.")
@click.option("--processes", type=click.IntRange(1, 64), help="Default: one for each processor, for large tables.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def classify(
    file: Path,
    json_wanted: bool,
    out: Path | None,
    pack: Path | None,
    taxonomy: str,
    processes: int | None,
    quiet: bool,
) -> None:
    """Say of every firm of FILE its industry, cluster, role, activity and county, and the words that decided.

    FILE is a CSV table with the columns uscc, name, business_scope and address (or their Chinese headings), in any
    order, plain or packed by gzip; - reads standard input. Without --json the result is a CSV table.
    """
    rows = _rows(file)
    classifier = _classifier(pack, taxonomy)
    workers = processes or ((os.cpu_count() or 1) if len(rows) >= MANY else 1)
    form = _json_lines if json_wanted else _csv_lines
    target = _opened(out)
    try:
        if not json_wanted:
            target.write(",".join(FIELDS) + "\n")
        with closing(_results(rows, classifier, form, workers)) as results, _progress(file, len(rows), quiet) as bar:
            task = bar.add_task(file.name, total=len(rows))
            for lines, count in results:
                target.write(lines)
                bar.advance(task, count)
        target.flush()
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our lines has enough of them
    finally:
        if out is not None:
            target.close()


def _rows(file: Path) -> list[FirmRow]:
    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        return firm_rows(_unpacked(content))
    except TableRefused as refused:
        click.secho(f"{file}: {_both(refused.message)}", fg="red", err=True)
        sys.exit(REFUSED)


def _unpacked(content: bytes) -> bytes:
    """The table itself where it comes packed by gzip."""
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise TableRefused(Label("gzip 文件不完整或已损坏", "The gzip file is cut off or damaged")) from error


def _both(message: Label) -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return message.text("zh" if spoken.startswith("zh") else "en")


def _classifier(pack: Path | None, taxonomy: str) -> Classifier:
    folder = pack or _default_pack()
    try:
        book = read_book(folder, taxonomy)
    except PackError as error:
        raise click.ClickException(f"The pack {folder} has mistakes ('tidehead pack check'):\n{error}") from error
    if not book.codes or not book.words:
        raise click.ClickException(f"The pack {folder} has no industries: industries/codes.csv and words.csv.")
    if taxonomy and all(one.taxonomy != taxonomy for one in book.clusters):
        known = ", ".join(sorted({one.taxonomy for one in book.clusters}))
        raise click.ClickException(f"The pack {folder} has no taxonomy {taxonomy!r}. It has: {known}.")
    return Classifier(book)


def _default_pack() -> Path:
    """TIDEHEAD_PACK, else the one pack here, or beside the installed code, that is no invented region."""
    named = os.environ.get("TIDEHEAD_PACK")
    if named:
        return Path(named)
    folders = {folder.resolve() for folder in (Path("packs"), _CLONE / "packs") if folder.is_dir()}
    found = sorted({one for folder in folders for one in folder.iterdir() if (one / "industries").is_dir()})
    real = [one for one in found if one.name != "demo"] or found
    if len(real) == 1:
        return real[0]
    if not real:
        raise click.UsageError("There is no pack here. Name one with --pack FOLDER or TIDEHEAD_PACK.")
    raise click.UsageError(f"There is more than one pack: {', '.join(map(str, real))}. Name one with --pack FOLDER.")


def _opened(out: Path | None) -> Any:
    if out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        return sys.stdout
    try:
        return out.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error


def _progress(file: Path, total: int, quiet: bool) -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal or total < CHUNK
    return Progress(*columns, console=console, transient=True, disable=hidden)


class _Worker:
    """The classifier and the form of a process that classifies chunks; set once when the process begins."""

    classifier: Classifier
    form: Any


def _begin(classifier: Classifier, form: Any) -> None:
    _Worker.classifier, _Worker.form = classifier, form
    gc.disable()  # a worker makes no cycles and does not live long; looking for them takes a tenth of its time


def _work(columns: _Columns) -> tuple[str, int]:
    return _Worker.form(columns, _Worker.classifier), len(columns[0])


def _results(rows: list[FirmRow], classifier: Classifier, form: Any, workers: int) -> Iterator[tuple[str, int]]:
    """The lines of each chunk of firms in the table's order, and how many firms it is."""
    chunks = (_columns(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK))
    if workers == 1 or len(rows) <= CHUNK:
        for chunk in chunks:
            yield form(chunk, classifier), len(chunk[0])
        return
    with multiprocessing.Pool(min(workers, -(-len(rows) // CHUNK)), _begin, (classifier, form)) as pool:
        yield from pool.imap(_work, chunks)


def _columns(rows: list[FirmRow]) -> _Columns:
    """Columns travel between processes at half the cost of rows."""
    return tuple(zip(*rows, strict=True))


def _classified(columns: _Columns, classifier: Classifier) -> Iterator[tuple[str, Classification]]:
    uscc, names, scopes, addresses = columns
    return zip(uscc, classifier.classify(names, scopes, addresses, uscc), strict=True)


def cluster_printed(found: Classification) -> str:
    """The cluster's name with plain brackets; "none" where the firm is in none."""
    return _cluster_printed(found.cluster, found.cluster_label)


def _cluster_printed(cluster: str, label: str) -> str:
    return label.translate(_ASCII_BRACKETS) if cluster else NO_CLUSTER


def record(uscc: str, found: Classification) -> dict[str, Any]:
    """One firm's line; docs/cli.md says what each field is."""
    return {"uscc": uscc, **_read(*_READ(found)), **_sure(*_SURE(found)), "because": _because(found)}


def _read(*said: str) -> dict[str, str]:
    gbt2, gbt3, gbt4, cluster, label, role, activity, county = said
    return {
        "gbt2": gbt2,
        "gbt3": gbt3,
        "gbt4": gbt4,
        "cluster": _cluster_printed(cluster, label),
        "role": role,
        "activity": str(activity),
        "county": county,
    }


def _sure(sure: Confidences, of_county: float) -> dict[str, Any]:
    of_each = {name: getattr(sure, name) for name in ("gbt2", "gbt3", "gbt4", "cluster", "role", "activity")}
    return {"confidence": sure.gbt3, "confidences": {**of_each, "county": of_county}}


def _because(found: Classification) -> list[str]:
    said = [f"{one.where}:{one.word}→{one.code}" if one.code else f"{one.where}:{one.word}" for one in found.because]
    return said + [f"{one.where}:{one.word}→{one.code}" for one in found.place.because]


def _json_lines(columns: _Columns, classifier: Classifier) -> str:
    return "".join([_json_line(uscc, found) for uscc, found in _classified(columns, classifier)])


def _json_line(uscc: str, found: Classification) -> str:
    """As JSON of `record`, put together from parts that are the same for thousands of firms."""
    because = ", ".join(map(encode_basestring, _because(found)))
    read, sure = _read_json(*_READ(found)), _sure_json(*_SURE(found))
    return f'{{"uscc": {encode_basestring(uscc)}, {read}, {sure}, "because": [{because}]}}\n'


@lru_cache(PARTS)
def _read_json(*said: str) -> str:
    return _dumped(_read(*said))[1:-1]


@lru_cache(PARTS)
def _sure_json(sure: Confidences, of_county: float) -> str:
    return _dumped(_sure(sure, of_county))[1:-1]


def _csv_lines(columns: _Columns, classifier: Classifier) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    for uscc, found in _classified(columns, classifier):
        line = record(uscc, found)
        line["because"] = " ".join(line["because"])
        writer.writerow([_harmless(line[name]) for name in FIELDS])
    return made.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
