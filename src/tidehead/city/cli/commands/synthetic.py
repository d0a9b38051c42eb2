"""`tidehead synthetic`: fills the loaded region with made-up people and cases, or takes them away again."""

import json
import sys

import click
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tidehead.city.cli.generator.filling import Amounts, FilledAlready, HoldsRealCases, empty, fill
from tidehead.city.cli.generator.world import NothingLoaded

USUAL = Amounts()
COUNT = click.IntRange(0, 100_000)


@click.command()
@click.option("--officers", type=click.IntRange(10, 10_000), default=USUAL.officers, show_default=True, help="People.")
@click.option("--firms", type=click.IntRange(1, 100_000), default=USUAL.firms, show_default=True, help="Firms.")
@click.option("--requests", type=COUNT, default=USUAL.requests, show_default=True, help="Requests of firms.")
@click.option("--projects", type=COUNT, default=USUAL.projects, show_default=True, help="Leads and projects.")
@click.option("--tasks", type=COUNT, default=USUAL.tasks, show_default=True, help="Tasks.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same on the same day.")
@click.option("--remove", is_flag=True, help="Take away everything synthetic instead.")
@click.option("--yes", is_flag=True, help="Do it even where there are real cases.")
def synthetic(officers: int, remove: bool, yes: bool, seed: int, **counts: int) -> None:
    """Fill the loaded region with made-up firms, people, requests, projects and tasks of two years.

    Every one of them is marked as synthetic and says so in its name. All or nothing; once at a time. With --remove all
    of it goes again, and every other case marked as synthetic with it; numbers and the trail stay.
    """
    call_command("migrate", verbosity=0, interactive=False)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("synthetic", total=None)

        def progress(step: str, done: int, of: int) -> None:
            bar.update(task, description=step, completed=done, total=of)

        try:
            now = timezone.now()
            if remove:
                told = empty(now=now, progress=progress)
            else:
                told = fill(Amounts(officers=officers, **counts), seed=seed, now=now, progress=progress, mix=yes)
        except NothingLoaded as error:
            raise click.ClickException(str(error)) from error
        except FilledAlready as error:
            raise click.ClickException(
                "The region is filled already. 'tidehead synthetic --remove' takes it away first."
            ) from error
        except HoldsRealCases as error:
            raise click.ClickException(
                f"The region holds {error.count} real cases; made-up ones would stand among them. Use another data "
                "folder (TIDEHEAD_DATA), or say --yes."
            ) from error
    if sys.stdout.isatty():
        click.echo(", ".join(f"{count} {name}" for name, count in told.items()) + ".")
    else:
        click.echo(json.dumps(told))
