"""The `tidehead` command. Each command is imported when it is called, so that reading a file needs no database."""

import importlib
import os
import sys

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from tidehead import __version__

# name -> (module, attribute, needs the database, one line of help)
COMMANDS = {
    "up": ("tidehead.city.cli.commands.up", "up", True, "Prepare the data folder, load the pack, serve the pages."),
    "work": (
        "tidehead.city.cli.commands.up",
        "work",
        True,
        "Read documents and compute runs that wait (part of 'up').",
    ),
    "read": ("tidehead.city.cli.commands.read", "read", False, "Find every quantified statement in a document."),
    "register": ("tidehead.city.cli.main", "register", False, "Classify, import and look after the register of firms."),
    "score": ("tidehead.city.cli.commands.score", "score_", False, "Score a table by a scheme of assessment."),
    "pack": ("tidehead.city.cli.main", "pack", False, "Check or load a region pack."),
    "figures": ("tidehead.city.cli.commands.figures", "figures", True, "Query figures as a table, JSON or CSV."),
    "backup": ("tidehead.city.cli.commands.backup", "backup", True, "Write everything to one file."),
    "restore": ("tidehead.city.cli.commands.backup", "restore", True, "Put a backup back."),
    "account": ("tidehead.city.cli.commands.account", "account", True, "Make accounts and one-time sign-in links."),
    "synthetic": (
        "tidehead.city.cli.commands.synthetic",
        "synthetic",
        True,
        "Fill the region with made-up people and cases.",
    ),
    "trail": ("tidehead.city.cli.commands.trail", "trail", True, "Verify the trail of who did what."),
    "cases": ("tidehead.city.cli.commands.cases", "cases", True, "Verify the logs of cases, or replay them."),
    "clusters": ("tidehead.city.cli.commands.clusters", "clusters", True, "How specialised places are."),
    "chains": ("tidehead.city.cli.commands.chains", "chains", True, "Gaps of chains, and firms from elsewhere."),
    "map": ("tidehead.city.cli.commands.maps", "map_", True, "Use your own GeoJSON in place of the schematic map."),
}
PACK_COMMANDS = {
    "check": ("tidehead.city.cli.commands.packs", "check", False, "Say what is wrong with a pack, line by line."),
    "load": ("tidehead.city.cli.commands.loads", "load", True, "Load a pack into the database."),
}

REGISTER_COMMANDS = {
    "classify": (
        "tidehead.city.cli.commands.register",
        "classify",
        False,
        "Industry, cluster, role, activity and county of every firm of a table.",
    ),
    "import": (
        "tidehead.city.cli.commands.register_loads",
        "import_",
        True,
        "Read a list of firms cell by cell, and take it into the register.",
    ),
    "build": (
        "tidehead.city.cli.commands.register_loads",
        "build",
        True,
        "Write merges and corrections into a new version.",
    ),
    "make-up": ("tidehead.city.cli.commands.register_loads", "make_up", True, "Make up firms, marked as synthetic."),
    "status": (
        "tidehead.city.cli.commands.register_loads",
        "status",
        True,
        "Which version of the register counts, and what waits.",
    ),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for."""

    def __init__(self, *args: object, table: dict[str, tuple[str, str, bool, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, attribute, needs_database, _ = self.table[cmd_name]
        if needs_database:
            _set_up()
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DatabaseError as error:
            raise click.ClickException(
                f"The database does not answer as it should ({error}). 'tidehead up' and 'tidehead pack load' prepare "
                "a new one; otherwise look at TIDEHEAD_DATA and TIDEHEAD_DATABASE_URL."
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, row[3]) for name, row in self.table.items()])


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidehead.city.config.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        raise click.ClickException(str(error)) from error


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tidehead")
def root() -> None:
    """Tidehead: a region's plans, figures and work, every figure with its source."""


@click.group(cls=LazyGroup, table=PACK_COMMANDS)
def pack() -> None:
    """Check or load a region pack."""


@click.group(cls=LazyGroup, table=REGISTER_COMMANDS)
def register() -> None:
    """Classify, import and look after the register of firms."""


def main() -> None:
    os.umask(0o077)  # the data folder holds password digests, sessions and documents
    root(prog_name="tidehead")
    sys.exit(0)
