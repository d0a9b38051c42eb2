"""`tidehead score`: a scheme of assessment on a table, without a database."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from tidehead.calc.doubt import Doubt, DoubtRefused, Settings, uncertainty_of
from tidehead.calc.labels import Label
from tidehead.calc.schemes import EntriesRefused, Prepared, SchemeRefused, Scoring, prepare, score
from tidehead.city.cli.results import as_book, as_csv, as_json, as_table, explained
from tidehead.city.cli.schemes import SchemeNotFound, find_scheme
from tidehead.lake import DuckEngine, EntriesRead, GradingRefused, grade, read_entries, template

REFUSED = 2
"""Exit code where a scheme or a table is refused: nothing was scored."""
_FORMS = (".xlsx", ".csv", ".json")


@click.command("score")
@click.argument("scheme")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The table: CSV, xlsx, xls; or Parquet with columns named as in the scheme, graded by DuckDB.",
)
@click.option("--explain", metavar="ID", help="Show how this unit's result comes about.")
@click.option("--json", "json_wanted", is_flag=True, help="A JSON array, one object a unit. The default when piped.")
@click.option("--pack", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The pack it stands in.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write .xlsx, .csv or .json (.parquet).")
@click.option("--doubt", type=click.IntRange(10, 100_000), metavar="N", help="Draw N times: ranges of places, grades.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the draws begin with.")
@click.option("--good-rows", is_flag=True, help="Leave units with faulty cells out, instead of refusing the table.")
@click.option(
    "--template", "blank", type=click.Path(dir_okay=False, path_type=Path), help="Write a blank xlsx to fill."
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="Default: that of the terminal, else of the pack.")
def score_(scheme: str, **options: Any) -> None:
    """Score the units of a table by SCHEME, its id in the pack or the path of its YAML file.

    Nothing is scored while any cell is wrong: faults are listed cell by cell, and the exit code is 2.
    """
    asked = _Asked(**options)
    prepared, language = _prepared(scheme, asked)
    asked = replace(asked, language=language)
    if asked.blank is not None:
        asked.blank.write_bytes(template(prepared, language=asked.spoken))
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
    pack: Path | None
    out: Path | None
    doubt: int | None
    seed: int
    good_rows: bool
    blank: Path | None
    language: str | None

    @property
    def spoken(self) -> str:
        """The language to answer in."""
        return self.language or _language_of_terminal() or "en"


def _score_table(prepared: Prepared, data: Path, asked: _Asked) -> None:
    if asked.out is not None and asked.out.suffix not in _FORMS:
        raise click.UsageError(f"--out takes {', '.join(_FORMS)}, not {asked.out.suffix or asked.out.name!r}.")
    read = read_entries(data.read_bytes(), data.name, prepared, good_rows_only=asked.good_rows)
    _tell(read, data, asked.spoken)
    scoring = _scoring(prepared, read, data, asked.spoken)
    doubtful = _doubt(scoring, asked.doubt, asked.seed, asked.spoken) if asked.doubt else None
    unit = _unit(scoring, asked.explain) if asked.explain is not None else None
    _show(scoring, doubtful, unit, asked)


def _language_of_terminal() -> str:
    """Empty where the terminal says none ("C", "POSIX")."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return spoken[:2] if spoken[:2] in ("zh", "en") else ""


def _prepared(scheme: str, asked: _Asked) -> tuple[Prepared, str]:
    """The scheme, and the language that was asked for, else the terminal's, else its pack's."""
    language = asked.spoken
    try:
        found, of_pack = find_scheme(scheme, asked.pack)
        language = asked.language or _language_of_terminal() or of_pack[:2] or "en"
        return prepare(found), language
    except SchemeNotFound as error:
        raise click.ClickException(str(error)) from error
    except SchemeRefused as refused:
        for problem in refused.problems:
            click.secho(f"{problem.where}: {problem.message.text(language)}", fg="red", err=True)
        sys.exit(REFUSED)


def _tell(read: EntriesRead, data: Path, language: str) -> None:
    """Faults and remarks on standard error; ends the command where there are faults and nothing was read."""
    for fault in read.faults:
        quoted = f" {fault.excerpt!r}" if fault.excerpt else ""
        heading = f" [{fault.heading}]" if fault.heading and fault.heading != fault.excerpt else ""
        line = f"{data.name} {fault.place(language)}{heading}{quoted}: {fault.message.text(language)}"
        click.secho(line, fg="red", err=True)
    for note in read.notes:
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


def _doubt(scoring: Scoring, draws: int, seed: int, language: str) -> Doubt:
    try:
        return uncertainty_of(scoring, Settings(draws=draws), seed)
    except DoubtRefused as refused:
        raise click.ClickException(refused.message.text(language)) from refused


def _unit(scoring: Scoring, wanted: str) -> int:
    entries = scoring.entries
    found = [at for at, (one, name) in enumerate(zip(entries.ids, entries.names, strict=True)) if wanted in (one, name)]
    if len(found) != 1:
        reason = "is not in the table" if not found else "is the name of more than one unit; use its id"
        raise click.ClickException(f"{wanted!r} {reason}.")
    return found[0]


def _show(scoring: Scoring, doubtful: Doubt | None, unit: int | None, asked: _Asked) -> None:
    language = asked.spoken
    if asked.out is not None:
        form = asked.out.suffix
        made = {".xlsx": as_book, ".csv": as_csv, ".json": as_json}[form](scoring, doubtful, unit, language)
        encoding = "utf-8-sig" if form == ".csv" else "utf-8"  # Excel takes CSV without the mark for the local encoding
        asked.out.write_bytes(made if isinstance(made, bytes) else made.encode(encoding))
    elif asked.json_wanted or (unit is None and not sys.stdout.isatty()):
        click.echo(as_json(scoring, doubtful, unit, language), nl=False)
    elif unit is not None:
        click.echo(explained(scoring, unit, language))
    else:
        click.echo(as_table(scoring, doubtful, language), nl=False)


def _grade_large(prepared: Prepared, data: Path, asked: _Asked) -> None:
    out = asked.out
    if out is None or out.suffix not in (".parquet", ".csv"):
        raise click.UsageError("A Parquet table is graded into a file: add --out FILE.parquet or FILE.csv.")
    engine = DuckEngine()
    try:
        grade(engine, prepared, data).write(out)
    except GradingRefused as refused:
        for problem in refused.problems:
            click.secho(f"{data.name}: {problem.text(asked.spoken)}", fg="red", err=True)
        sys.exit(REFUSED)
    finally:
        engine.close()
