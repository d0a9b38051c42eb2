"""`tidehead pack load`: a pack into the database, all or nothing, with a progress bar."""

import json
import sys
from pathlib import Path

import click
from django.core.management import call_command
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tidehead.city.cli.loading import AnotherRegion, Loaded, load_region
from tidehead.city.indicators.types import UnitChanged
from tidehead.packs import PackError


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Load again even when nothing has changed.")
def load(directory: Path, force: bool) -> None:
    """Load the pack in DIRECTORY; what it no longer says is withdrawn, never overwritten."""
    call_command("migrate", verbosity=0, interactive=False)
    done = load_with_progress(directory, force=force)
    if sys.stdout.isatty():
        click.echo(said(done))
    else:
        click.echo(json.dumps({name: getattr(done, name) for name in Loaded.__slots__}, ensure_ascii=False))


def said(done: Loaded) -> str:
    """What a load did, in a line, and a line for each scheme that could not be run; those are told once."""
    changed = (
        f"{done.region}: {done.observations_added} figures and {done.targets_added} targets added, "
        f"{done.observations_withdrawn} and {done.targets_withdrawn} withdrawn."
    )
    if done.unchanged:
        return f"{done.region} is loaded and unchanged."
    return "\n".join([changed, *done.notices])


def load_with_progress(directory: Path, *, force: bool = False) -> Loaded:
    """Load with a bar on a terminal; a pack that is not right ends the command with every problem listed."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("pack", total=None)
            return load_region(
                directory,
                force=force,
                progress=lambda step, n, of: bar.update(task, description=step, completed=n, total=of),
            )
    except (AnotherRegion, UnitChanged) as error:
        raise click.ClickException(str(error)) from error
    except PackError as error:
        lines = "\n".join(f"{p.file}:{p.line}: {p.message_en}" for p in error.problems)
        raise click.ClickException(f"{directory} was not loaded; nothing has changed.\n{lines}") from error
