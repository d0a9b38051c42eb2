"""`tidehead read`: every quantified statement of a document, on the terminal or as a file."""

import sys
from datetime import date
from pathlib import Path

import click

from tidehead.city.cli.days import parse_day
from tidehead.reading import ReadingError
from tidehead.reading import read as read_document
from tidehead.reading.output import to_jsonl, to_table, to_xlsx


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--issued-on", callback=parse_day, metavar="DATE", help="When it was issued: what 'last year' is counted from."
)
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "table", "xlsx"]), help="Default: table on a terminal, else jsonl."
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def read(file: Path, issued_on: date | None, form: str | None, output: Path | None) -> None:
    """Find every quantified statement in FILE (txt, docx, pdf or html)."""
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("An Excel file cannot be shown on a terminal. Add --output FILE.xlsx.")
    try:
        found = read_document(file, issued_on=issued_on)
    except ReadingError as error:
        raise click.ClickException(f"{file}: {error}") from error
    made = to_xlsx(found) if form == "xlsx" else {"jsonl": to_jsonl, "table": to_table}[form](found)
    if output is not None:
        output.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    else:
        click.echo(made, nl=False)
