"""`tidehead register import`, `build`, `make-up`, `status`: lists of firms taken in, and what the register holds."""

import json
import os
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.common.types import Text
from tidehead.city.enterprises.building import ask_for_made_up, build_next, take_table, write_decisions_in
from tidehead.city.enterprises.imports import (
    IncomingTable,
    Mapped,
    all_imports,
    faults_of,
    import_by_id,
    map_columns,
    receive_table,
)
from tidehead.city.enterprises.staging import stage_next
from tidehead.city.enterprises.types import (
    CURRENT,
    FAILED,
    STAGED,
    FaultInfo,
    ImportInfo,
    RegisterRefused,
    VersionInfo,
)
from tidehead.city.enterprises.versions import current_version, version_by_number

TAKE = {"sound": False, "known": True}
"""What of a table is taken in, and whether a faulty cell then counts as not known."""
_SHOWN_FAULTS = 20
_LOOK_AGAIN = 0.3
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "columns", multiple=True, metavar="HEADING=COLUMN", help="What a column is; = leaves it out.")
@click.option("--panel", is_flag=True, help="A row is a year of a firm.")
@click.option("--whole", is_flag=True, help="It takes the place of every table that was taken before.")
@click.option("--synthetic", is_flag=True, help="The firms are made up; every page says so.")
@click.option("--origin", default="", help="What the register calls where the rows are from. Default: the file's name.")
@click.option("--as-of", type=_DAY, help="The day that the table is of.")
@click.option("--take", type=click.Choice(["no", *TAKE]), default="no", show_default=True, help="Decide at once.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object with the report.")
def import_(  # noqa: PLR0913 -- one parameter an option
    file: Path,
    columns: tuple[str, ...],
    panel: bool,
    whole: bool,
    synthetic: bool,
    origin: str,
    as_of: datetime | None,
    take: str,
    json_wanted: bool,
) -> None:
    """Read FILE, a list of firms as CSV or Excel with any headings, cell by cell.

    Without --take it waits for a decision on the page of imports. With --take sound every row without a fault goes into
    a new version of the register; with --take known also rows of which a cell is faulty, that cell as not known.
    Personal data and individual businesses are left out.
    """
    call_command("migrate", verbosity=0, interactive=False)
    try:
        import_id = _received(file, origin, as_of.date() if as_of else None)
        mapped = Mapped(columns=_mapped(import_id, columns), whole=whole, panel=panel, synthetic=synthetic)
        map_columns(by=SYSTEM, import_id=import_id, mapped=mapped, now=timezone.now())
        found = _read(import_id)
        version = _taken(found, take) if found.state == STAGED else None
    except RegisterRefused as refused:
        raise click.ClickException(_both(refused.text)) from refused
    if found.state == FAILED:
        raise click.ClickException(_both(found.error))
    report = _report(found, version)
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if json_wanted else _told(found, version))


def _received(file: Path, origin: str, as_of: date | None) -> int:
    with file.open("rb") as content:
        table = IncomingTable(name=file.name, content=content, origin=origin, as_of=as_of)
        return receive_table(by=SYSTEM, table=table, now=timezone.now())


def _mapped(import_id: int, columns: tuple[str, ...]) -> dict[str, str]:
    """What is suggested, and what was said instead. Raises UsageError for a heading that the table does not have."""
    made = {one.heading: one.column for one in import_by_id(import_id).headings}
    for said in columns:
        heading, _, column = said.rpartition("=")
        if heading not in made:
            raise click.UsageError(f"The table has no column {heading!r}. It has: {', '.join(filter(None, made))}.")
        made = {one: "" if column and value == column else value for one, value in made.items()} | {heading: column}
    return made


def _read(import_id: int) -> ImportInfo:
    """Read it here, or wait while a worker reads it, with a bar."""
    with _bar() as bar:
        task = bar.add_task("reading", total=1.0)

        def look() -> None:
            bar.update(task, completed=import_by_id(import_id).share or 0.0)

        with _Watch(look):
            while import_by_id(import_id).is_waiting:
                if not stage_next():
                    time.sleep(_LOOK_AGAIN)
    return import_by_id(import_id)


def _taken(found: ImportInfo, take: str) -> VersionInfo | None:
    if take not in TAKE:
        return None
    number = take_table(by=SYSTEM, import_id=found.id, now=timezone.now(), with_faults=TAKE[take])
    return _built(number)


def _built(number: int) -> VersionInfo:
    """Write it here, or wait while a worker writes it. Raises ClickException where that failed."""
    with _bar() as bar:
        task = bar.add_task("writing", total=1.0)

        def look() -> None:
            bar.update(task, completed=_version(number).progress)

        with _Watch(look):
            while _version(number).is_waiting:
                if not build_next():
                    time.sleep(_LOOK_AGAIN)
    version = _version(number)
    if version.state == FAILED:
        raise click.ClickException(_both(version.error))
    return version


def _version(number: int) -> VersionInfo:
    found = version_by_number(number)
    if found is None:
        raise click.ClickException(f"Version {number} is not there any more.")
    return found


class _Watch:
    """Looks again and again in a thread of its own, as long as something is done."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look, self._done = look, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_AGAIN):
            self._look()
        connection.close()

    def __enter__(self) -> "_Watch":
        if Console(stderr=True).is_terminal:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _both(text: Text) -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return text.zh if spoken.startswith("zh") else text.en


def _report(found: ImportInfo, version: VersionInfo | None) -> dict[str, Any]:
    return {
        "import": found.id,
        "state": import_by_id(found.id).state,
        "columns": {one.heading: one.column for one in found.headings if one.heading},
        "personal": [one.heading for one in found.headings if one.personal],
        "rows": found.rows_done,
        "sound": found.sound,
        "faulty": found.faulty,
        "fatal": found.fatal,
        "faults": found.faults,
        "left_out": found.left_out,
        "masked": found.masked,
        "without_code": found.without_code,
        "first_faults": [_fault(one) for one in islice(faults_of(found), _SHOWN_FAULTS)],
        "version": version.number if version else None,
        "firms": version.rows if version else None,
    }


def _fault(one: FaultInfo) -> dict[str, Any]:
    return {
        "row": one.row,
        "heading": one.heading,
        "text": one.text,
        "what": one.what.en,
        "what_zh": one.what.zh,
        "remedy": one.remedy.en,
        "remedy_zh": one.remedy.zh,
    }


def _told(found: ImportInfo, version: VersionInfo | None) -> str:
    faulty = f"{found.faulty} with faults ({found.fatal} of them cannot be taken)"
    lines = [f"{found.rows_done} rows: {found.sound} sound, {faulty}."]
    personal = [one.heading for one in found.headings if one.personal]
    if personal:
        lines.append(f"Left out because they are about persons: {', '.join(personal)}.")
    lines += [f"Left out: {count} ({reason})." for reason, count in found.left_out.items()]
    shown = list(islice(faults_of(found), _SHOWN_FAULTS))
    lines += [f"  row {one.row} {one.heading}: {one.text!r}: {_both(one.what)}; {_both(one.remedy)}" for one in shown]
    if found.faults > len(shown):
        lines.append(f"  and {found.faults - len(shown)} more; the page of the import has them all as a table.")
    if version is not None:
        lines.append(f"Version {version.number} of the register has {version.rows} firms.")
    else:
        lines.append(f"It waits for a decision: import {found.id} on the page of imports, or --take sound.")
    return "\n".join(lines)


# Other commands


@click.command("build")
def build() -> None:
    """Write a new version of the register with all merges and corrections that were decided since the last."""
    call_command("migrate", verbosity=0, interactive=False)
    while build_next():  # what waits already, where no worker is running
        pass
    try:
        version = _built(write_decisions_in(by=SYSTEM, now=timezone.now()))
    except RegisterRefused as refused:
        raise click.ClickException(_both(refused.text)) from refused
    click.echo(f"Version {version.number} of the register has {version.rows} firms.")


@click.command("make-up")
@click.argument("count", type=click.IntRange(1))
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same firms.")
def make_up(count: int, seed: int) -> None:
    """Make up COUNT firms out of the pack's counties and trades; every one of them, and every page, says so."""
    call_command("migrate", verbosity=0, interactive=False)
    try:
        version = _built(ask_for_made_up(by=SYSTEM, rows=count, seed=seed, now=timezone.now()))
    except RegisterRefused as refused:
        raise click.ClickException(_both(refused.text)) from refused
    click.echo(
        f"Version {version.number} of the register has {version.rows} firms; those made up are marked synthetic."
    )


@click.command("status")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object.")
def status(json_wanted: bool) -> None:
    """Say which version of the register counts, what it was made of, and which imports wait for what."""
    current = current_version()
    full = version_by_number(current.number) if current else None
    waiting = [one for one in all_imports() if one.state not in {"taken", "refused"}]
    if json_wanted:
        click.echo(
            json.dumps({"current": _version_in_plain(full), "imports": [_waits(one) for one in waiting]}, indent=1)
        )
        return
    if full is None:
        click.echo("There is no register yet: 'tidehead pack load' or 'tidehead register import' makes one.")
    else:
        made_up = ", with made-up firms" if full.synthetic else ""
        click.echo(f"Version {full.number}, {full.rows} firms{made_up}, of {full.as_of or 'an unknown day'}.")
        for part in full.parts:
            click.echo(f"  {part.kind}: {part.label} ({part.rows} rows)")
    for one in waiting:
        click.echo(f"Import {one.id}, {one.file_name}: {one.state}, {one.rows_done} rows read.")


def _version_in_plain(version: VersionInfo | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "number": version.number,
        "state": CURRENT,
        "firms": version.rows,
        "synthetic": version.synthetic,
        "as_of": version.as_of.isoformat() if version.as_of else None,
        "parts": [{"kind": part.kind, "label": part.label, "rows": part.rows} for part in version.parts],
    }


def _waits(one: ImportInfo) -> dict[str, Any]:
    return {"import": one.id, "file": one.file_name, "state": one.state, "rows_done": one.rows_done}
