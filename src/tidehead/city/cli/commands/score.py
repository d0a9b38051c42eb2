"""`tidehead score`: a scheme of assessment on a table, without a database."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from tidehead.calc.doubt import Doubt, DoubtRefused, Settings, model_of, sensitivity, uncertainty_of
from tidehead.calc.labels import Label
from tidehead.calc.schemes import EntriesRefused, Prepared, SchemeRefused, Scoring, prepare, score
from tidehead.city.cli.result_meta import Drivers, Result, driver_lines, remarks
from tidehead.city.cli.results import as_book, as_csv, as_json, as_table, explained
from tidehead.city.cli.schemes import SchemeNotFound, find_scheme
from tidehead.lake import DuckEngine, EntriesRead, GradingRefused, grade, read_entries, template

REFUSED = 2
"""Exit code where a scheme or a table is refused: nothing was scored."""
_FORMS = (".xlsx", ".csv", ".json")
_ROWS = 256
"""N of Saltelli's N·(d + 2) runs for --drivers."""


@click.command("score")
@click.argument("scheme")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The table: CSV, xlsx, xls; or Parquet with columns named as in the scheme, graded by DuckDB.",
)
@click.option("--explain", metavar="ID", help="Show how this unit's result comes about.")
@click.option("--json", "json_wanted", is_flag=True, help="A JSON array, one object a unit. The default when piped.")
@click.option("--meta", is_flag=True, help='JSON as {"meta": scheme, digest, standing, seed, steps …, "units": […]}.')
@click.option("--pack", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The pack it stands in.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write .xlsx, .csv or .json (.parquet).")
@click.option("--doubt", type=click.IntRange(10, 100_000), metavar="N", help="Draw N times: ranges of places, grades.")
@click.option("--drivers", is_flag=True, help="Say what moves the places: total-order Sobol indices with intervals.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the draws begin with.")
@click.option("--good-rows", is_flag=True, help="Leave units with faulty cells out, instead of refusing the table.")
@click.option("--quiet", is_flag=True, help="On standard error only what is wrong, not what the run did.")
@click.option(
    "--template", "blank", type=click.Path(dir_okay=False, path_type=Path), help="Write a blank xlsx to fill."
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="Default: that of the terminal, else of the pack.")
def score_(scheme: str, **options: Any) -> None:
    """Score the units of a table by SCHEME, its id in the pack or the path of its YAML file.

    Nothing is scored while any cell is wrong: faults are listed cell by cell, and the exit code is 2.
    """
    asked = _Asked(**options)
    _check_places(asked)
    prepared, language, synthetic = _prepared(scheme, asked)
    asked = replace(asked, language=language, synthetic=synthetic)
    if asked.blank is not None:
        _write(asked.blank, template(prepared, language=asked.spoken), asked.spoken)
    if asked.data is None:
        if asked.blank is None:
            raise click.UsageError("--data FILE is needed (or --template FILE to get a table to fill in).")
    elif asked.data.suffix == ".parquet":
        _grade_large(prepared, asked.data, asked)
    else:
        _score_table(prepared, asked.data, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options as they were given."""

    data: Path | None
    explain: str | None
    json_wanted: bool
    meta: bool
    pack: Path | None
    out: Path | None
    doubt: int | None
    drivers: bool
    seed: int
    good_rows: bool
    quiet: bool
    blank: Path | None
    language: str | None
    synthetic: bool = False  # the scheme's pack says that its region is invented

    @property
    def spoken(self) -> str:
        """The language to answer in."""
        return self.language or _language_of_terminal() or "en"


def _check_places(asked: _Asked) -> None:
    """A file that could not be written is told before anything is computed."""
    for path in (asked.out, asked.blank):
        if path is not None and not path.parent.is_dir():
            here = path.parent
            message = Label(f"没有文件夹 {here}；请先建立", f"There is no folder {here}; make it first.")
            raise click.UsageError(message.text(asked.spoken))


def _write(path: Path, content: bytes, language: str) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        message = Label(f"{path} 写不进去：{why}", f"{path} cannot be written: {why}")
        raise click.ClickException(message.text(language)) from error


def _score_table(prepared: Prepared, data: Path, asked: _Asked) -> None:
    form = asked.out.suffix if asked.out is not None else ".json"
    if asked.out is not None and form not in _FORMS:
        raise click.UsageError(f"--out takes {', '.join(_FORMS)}, not {form or asked.out.name!r}.")
    if asked.meta and form != ".json":
        raise click.UsageError(f"--meta goes with JSON, not with {form}; a workbook has it on its second sheet.")
    read = _read(prepared, data, asked)
    _tell(read, data, asked)
    scoring = _scoring(prepared, read, data, asked.spoken)
    unit = _unit(scoring, asked.explain, asked.spoken) if asked.explain is not None else None
    doubt, drivers = _doubt(scoring, asked)
    _show(Result(scoring, doubt, drivers, unit, read.notes, asked.synthetic), asked)


def _read(prepared: Prepared, data: Path, asked: _Asked) -> EntriesRead:
    """The table, with a bar on a terminal while a large one is read."""
    console = Console(stderr=True)
    hidden = asked.quiet or not console.is_terminal
    with Progress(
        TextColumn("{task.description}"), BarColumn(), console=console, transient=True, disable=hidden
    ) as bar:
        task = bar.add_task(data.name, total=None)
        return read_entries(
            data.read_bytes(),
            data.name,
            prepared,
            good_rows_only=asked.good_rows,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )


def _language_of_terminal() -> str:
    """Empty where the terminal says none ("C", "POSIX")."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return spoken[:2] if spoken[:2] in ("zh", "en") else ""


def _prepared(scheme: str, asked: _Asked) -> tuple[Prepared, str, bool]:
    """The scheme, the language that was asked for, else the terminal's, else its pack's, and whether it is invented."""
    language = asked.spoken
    try:
        found, described = find_scheme(scheme, asked.pack)
        language = asked.language or _language_of_terminal() or (described.default_language[:2] if described else "en")
        return prepare(found), language, described is not None and described.synthetic
    except SchemeNotFound as error:
        for message in error.messages:
            click.secho(message.text(language), fg="red", err=True)
        sys.exit(REFUSED)
    except SchemeRefused as refused:
        for problem in refused.problems:
            click.secho(f"{problem.where}: {problem.message.text(language)}", fg="red", err=True)
        sys.exit(REFUSED)


def _tell(read: EntriesRead, data: Path, asked: _Asked) -> None:
    """Faults and remarks on standard error; ends the command where there are faults and nothing was read."""
    language = asked.spoken
    for fault in read.faults:
        quoted = f" {fault.excerpt!r}" if fault.excerpt else ""
        heading = f" [{fault.heading}]" if fault.heading and fault.heading != fault.excerpt else ""
        line = f"{data.name} {fault.place(language)}{heading}{quoted}: {fault.message.text(language)}"
        click.secho(line, fg="red", err=True)
    for note in () if asked.quiet else read.notes:
        click.secho(f"{data.name}: {note.text(language)}", dim=True, err=True)
    if read.entries is None:
        click.secho(_NOTHING.text(language), fg="red", bold=True, err=True)
        sys.exit(REFUSED)


_NOTHING = Label("没有评分：请先改正以上问题", "Nothing was scored: please put right what is listed above")


def _scoring(prepared: Prepared, read: EntriesRead, data: Path, language: str) -> Scoring:
    entries = read.entries
    if entries is None:
        sys.exit(REFUSED)
    try:
        return score(prepared, entries)
    except EntriesRefused as refused:
        letters = {heading.name: (heading.column, heading.text) for heading in read.mapping if heading.name}
        for problem in refused.problems:
            column, heading = letters.get(problem.column, ("", problem.column))
            row = read.rows[problem.row] if 0 <= problem.row < len(read.rows) else 0
            place = " ".join(
                part for part in (f"{column}{row or ''}", f"[{heading}]", problem.unit) if part.strip("[]")
            )
            click.secho(f"{data.name} {place}: {problem.message.text(language)}", fg="red", err=True)
        click.secho(_NOTHING.text(language), fg="red", bold=True, err=True)
        sys.exit(REFUSED)


def _doubt(scoring: Scoring, asked: _Asked) -> tuple[Doubt | None, Drivers | None]:
    """What was asked for of ranges and of what moves the places."""
    if not asked.doubt and not asked.drivers:
        return None, None
    if not np.isfinite(scoring.score).any():
        message = Label(
            "没有一个单位有得分，谈不上名次可靠不可靠", "no unit has a score, so nothing can be said of doubt"
        )
        raise click.ClickException(message.text(asked.spoken))
    settings = Settings(draws=asked.doubt) if asked.doubt else Settings()
    try:
        doubt = uncertainty_of(scoring, settings, asked.seed) if asked.doubt else None
        drivers = None
        if asked.drivers:
            found = sensitivity(model_of(scoring), settings, asked.seed, rows=_ROWS, by_unit=False)
            drivers = Drivers(found, asked.seed, _ROWS, settings.confidence)
        return doubt, drivers
    except DoubtRefused as refused:
        raise click.ClickException(refused.message.text(asked.spoken)) from refused


def _unit(scoring: Scoring, wanted: str, language: str) -> int:
    entries = scoring.entries
    found = [at for at, (one, name) in enumerate(zip(entries.ids, entries.names, strict=True)) if wanted in (one, name)]
    if len(found) == 1:
        return found[0]
    message = Label(f"表里没有{wanted!r}", f"{wanted!r} is not in the table.")
    if found:
        zh, en = f"不止一个单位叫{wanted!r}；请用代码", f"{wanted!r} is the name of more than one unit; use its id."
        message = Label(zh, en)
    raise click.ClickException(message.text(language))


def _show(result: Result, asked: _Asked) -> None:
    language, unit = asked.spoken, result.unit
    if asked.out is not None:
        _write(asked.out, _as_file(result, asked.out.suffix, asked), language)
    elif asked.json_wanted or asked.meta or (unit is None and not sys.stdout.isatty()):
        click.echo(as_json(result, language, with_meta=asked.meta), nl=False)
    elif unit is not None:
        click.echo(explained(result.scoring, unit, language))
    else:
        click.echo(as_table(result, language), nl=False)
    for line in () if asked.quiet else remarks(result, language):
        click.echo(line, err=True)
    for line in driver_lines(result.drivers, language) if result.drivers else ():
        click.echo(line, err=True)


def _as_file(result: Result, form: str, asked: _Asked) -> bytes:
    if form == ".xlsx":
        return as_book(result, asked.spoken)
    if form == ".csv":
        return as_csv(result, asked.spoken).encode("utf-8-sig")  # Excel takes CSV without the mark for local encoding
    return as_json(result, asked.spoken, with_meta=asked.meta).encode()


def _grade_large(prepared: Prepared, data: Path, asked: _Asked) -> None:
    out = asked.out
    if out is None or out.suffix not in (".parquet", ".csv"):
        raise click.UsageError("A Parquet table is graded into a file: add --out FILE.parquet or FILE.csv.")
    wanted = {"--doubt": asked.doubt, "--drivers": asked.drivers, "--explain": asked.explain, "--meta": asked.meta}
    given = [name for name, value in wanted.items() if value]
    if given:
        raise click.UsageError(f"{', '.join(given)}: not with Parquet; hand the units in as CSV or xlsx.")
    engine = DuckEngine()
    try:
        grade(engine, prepared, data).write(out)
    except GradingRefused as refused:
        for problem in refused.problems:
            click.secho(f"{data.name}: {problem.text(asked.spoken)}", fg="red", err=True)
        sys.exit(REFUSED)
    finally:
        engine.close()
